//! A small deterministic generator; a dependency's next version might change its numbers.

/// Most bytes that one repetition adds. A block may be long, such as an embedded picture or the
/// result of an earlier repetition.
const MAX_ADDED: usize = 32 << 20;

/// A xorshift generator.
#[derive(Debug)]
pub(super) struct Random(u64);

impl Random {
    /// Creates a generator from a seed and a mutant number.
    pub(super) fn new(seed: u64, number: u64) -> Self {
        let mut random = Self(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        // Adjacent seeds diverge after a few steps.
        for _ in 0..8 {
            random.next();
        }
        random
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below a limit; 0 if the limit is 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % limit).unwrap_or(0)
    }

    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// A random element; the slice must not be empty.
    pub(super) fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A range within a length, rarely long.
    pub(super) fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        let most = if self.one_in(4) { length } else { length.min(64) };
        start..(start + self.below(most + 1)).min(length)
    }

    /// How often a block of a length in bytes is repeated, rarely often: at most 2,000 times
    /// `factor`, and no more than [`MAX_ADDED`] bytes in all.
    pub(super) fn times(&mut self, factor: usize, block: usize) -> usize {
        let n = match self.below(6) {
            0 => 2_000,
            1 => 200,
            _ => 1 + self.below(12),
        };
        (n * factor).min(MAX_ADDED / block.max(1))
    }
}
