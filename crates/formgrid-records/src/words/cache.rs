//! Evidence shared by the documents of a run.
//!
//! The documents of an archive print the same header words, labels and levels. Their evidence depends
//! only on the word and the vocabulary, so it is kept with the vocabulary, and only the first document
//! pays for it. It changes no result.

use std::sync::{Arc, Mutex, PoisonError};

use indexmap::IndexMap;

use super::Evidence;

/// Evidence by folded word, in parts with a lock of their own, so that threads hardly wait for each
/// other. Words come from documents, so the hash has a random seed.
#[derive(Debug, Default)]
pub(crate) struct EvidenceCache {
    parts: [Mutex<IndexMap<String, Arc<Evidence>>>; N_PARTS],
}

/// Half of them for words that a colon followed.
const N_PARTS: usize = 32;
/// Most words in a part: a vocabulary keeps 8,192 words, which take four megabytes. Later words are not
/// kept.
const MAX_WORDS: usize = 256;
/// Longest word that is kept, in bytes. Longer texts hardly repeat.
const MAX_LEN: usize = 120;

impl EvidenceCache {
    /// The evidence of a word, kept or computed.
    pub(super) fn get(
        &self,
        word: &str,
        has_colon: bool,
        compute: impl FnOnce() -> Evidence,
    ) -> Arc<Evidence> {
        let sum = word.bytes().map(usize::from).sum::<usize>();
        let number = sum % (N_PARTS / 2) * 2 + usize::from(has_colon);
        let part = self.parts.get(number).filter(|_| word.len() <= MAX_LEN);
        let Some(part) = part else { return Arc::new(compute()) };
        // An insertion is whole or has not begun, so a poisoned part is sound.
        let lock = || part.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(word) {
            return Arc::clone(known);
        }
        let found = Arc::new(compute());
        let mut part = lock();
        if part.len() < MAX_WORDS {
            part.insert(word.to_owned(), Arc::clone(&found));
        }
        found
    }
}

/// A copy of a vocabulary may get other words, so it starts without evidence.
impl Clone for EvidenceCache {
    fn clone(&self) -> Self {
        Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Evidence;
    use super::{EvidenceCache, MAX_LEN, MAX_WORDS, N_PARTS};

    fn named(data: i32) -> Evidence {
        Evidence { data, ..Evidence::default() }
    }

    #[test]
    fn a_word_is_computed_once_with_and_once_without_colon() {
        let cache = EvidenceCache::default();
        assert_eq!(cache.get("指标值", false, || named(1)).data, 1);
        assert_eq!(cache.get("指标值", true, || named(2)).data, 2);
        assert_eq!(cache.get("指标值", false, || named(3)).data, 1);
        assert_eq!(cache.clone().get("指标值", false, || named(4)).data, 4);
    }

    #[test]
    fn many_and_long_words_are_not_kept() {
        let cache = EvidenceCache::default();
        for number in 0..MAX_WORDS * N_PARTS * 2 {
            let _ = cache.get(&number.to_string(), false, Evidence::default);
        }
        let n: usize = cache.parts.iter().map(|part| part.lock().unwrap().len()).sum();
        assert!(n <= MAX_WORDS * N_PARTS, "{n}");
        let long = "值".repeat(MAX_LEN);
        assert_eq!(cache.get(&long, false, || named(1)).data, 1);
        assert_eq!(cache.get(&long, false, || named(2)).data, 2);
    }
}
