//! Sources with equal bytes: the first in path order is read, the others are named after it.
//!
//! Only files of equal length can be equal, so only those are hashed before they are read.

use std::collections::BTreeMap;

use formgrid_model::Limits;
use rayon::prelude::*;

use crate::{
    inputs::{Fate, Source},
    source::{hash, load},
};

/// For every source, the number of an earlier one with the same bytes.
pub(crate) fn find(
    sources: &[Source],
    limits: &Limits,
    pool: &rayon::ThreadPool,
) -> Vec<Option<usize>> {
    let mut by_length: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (number, source) in sources.iter().enumerate() {
        if source.fate == Fate::Read && source.bytes > 0 {
            by_length.entry(source.bytes).or_default().push(number);
        }
    }
    let candidates: Vec<usize> =
        by_length.into_values().filter(|group| group.len() > 1).flatten().collect();
    let hashes: Vec<Option<String>> = pool.install(|| {
        let hash_of =
            |&number: &usize| load(&sources[number], limits).ok().map(|bytes| hash(&bytes));
        candidates.par_iter().map(hash_of).collect()
    });
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut of = vec![None; sources.len()];
    let mut hashed: Vec<(usize, String)> =
        candidates.into_iter().zip(hashes).filter_map(|(n, hash)| Some((n, hash?))).collect();
    hashed.sort_unstable();
    for (number, hash) in hashed {
        let original = *first.entry(hash).or_insert(number);
        of[number] = (original != number).then_some(original);
    }
    of
}
