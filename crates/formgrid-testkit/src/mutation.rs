//! Damaged copies of a case: cut off, and with bytes changed, always the same ones.

/// `n` damaged copies of `bytes`: every second one is cut off at some place, the others have up to
/// eight bytes changed. The same seed gives the same copies on every machine.
pub fn mutations(bytes: &[u8], seed: u64, n: usize) -> impl Iterator<Item = Vec<u8>> {
    let mut random = Random(seed | 1);
    (0..n).map(move |nth| {
        let mut copy = bytes.to_vec();
        if nth % 2 == 0 {
            copy.truncate(random.below(bytes.len() + 1));
            return copy;
        }
        for _ in 0..=random.below(8) {
            let at = random.below(copy.len().max(1));
            if let Some(byte) = copy.get_mut(at) {
                *byte = random.next().to_le_bytes()[0];
            }
        }
        copy
    })
}

/// Xorshift: enough for damage, and without a dependency whose next version gives other numbers.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % limit).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::mutations;

    #[test]
    fn copies_are_damaged_and_repeatable() {
        let once: Vec<_> = mutations(b"some bytes to be damaged", 7, 20).collect();
        let again: Vec<_> = mutations(b"some bytes to be damaged", 7, 20).collect();
        assert_eq!(once, again);
        assert!(once.iter().any(|copy| copy.len() < 24));
        assert!(once.iter().any(|copy| copy.len() == 24 && copy != b"some bytes to be damaged"));
        assert_eq!(mutations(b"", 7, 4).count(), 4);
    }
}
