//! Finds sources that hold the same filing: same id, same content.

use crate::outcome::FilingKey;

/// Maximum number of related sources per filing. More copies are accidental, and listing all of
/// them would grow quadratically.
const MAX_RELATED: usize = 100;

/// The filings that several sources of a run hold, equal ones adjacent.
#[derive(Debug)]
pub(crate) struct Related {
    sorted: Vec<(FilingKey, u32)>,
}

impl Related {
    pub(crate) fn new(filings: impl Iterator<Item = (FilingKey, u32)>) -> Self {
        let mut all: Vec<_> = filings.collect();
        all.sort_unstable();
        all.dedup();
        let same = all.chunk_by(|(one, _), (other, _)| one == other);
        let sorted = same.filter(|same| same.len() > 1).flatten().copied().collect();
        Self { sorted }
    }

    /// The other sources of a filing, in source order.
    pub(crate) fn sources(&self, filing: FilingKey, source: u32) -> Vec<u32> {
        let start = self.sorted.partition_point(|(key, _)| *key < filing);
        let same = self.sorted.iter().skip(start).take_while(|(key, _)| *key == filing);
        let others = same.map(|(_, source)| *source).filter(|other| *other != source);
        others.take(MAX_RELATED).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{FilingKey, MAX_RELATED, Related};

    fn key(id: u64, digest: u64) -> FilingKey {
        FilingKey { id, digest }
    }

    #[test]
    fn only_equal_filings_of_other_sources_are_related() {
        let filings =
            [(key(1, 1), 7), (key(1, 2), 3), (key(1, 1), 2), (key(1, 1), 2), (key(2, 1), 9)];
        let related = Related::new(filings.into_iter());
        assert_eq!(related.sources(key(1, 1), 2), [7]);
        assert_eq!(related.sources(key(1, 1), 7), [2]);
        assert!(related.sources(key(1, 2), 3).is_empty());
    }

    #[test]
    fn a_form_in_every_source_lists_a_bounded_number_of_them() {
        let related = Related::new((0..1000).map(|source| (key(1, 1), source)));
        assert_eq!(related.sources(key(1, 1), 0).len(), MAX_RELATED);
    }
}
