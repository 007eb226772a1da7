//! Numbers that look random: enough for damage, and without a dependency whose next version gives others.

/// A xorshift generator.
#[derive(Debug)]
pub(super) struct Random(u64);

impl Random {
    /// Numbers that follow from a seed and the number of a mutant.
    pub(super) fn new(seed: u64, number: u64) -> Self {
        let mut random = Self(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        // Neighbors begin alike and part after a few steps.
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

    /// A number below a limit; 0 where the limit is 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % limit).unwrap_or(0)
    }

    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of several; what they are must not be empty.
    pub(super) fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A range inside of a length, hardly ever long.
    pub(super) fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        let most = if self.one_in(4) { length } else { length.min(64) };
        start..(start + self.below(most + 1)).min(length)
    }

    /// How often something is repeated: seldom very often.
    pub(super) fn times(&mut self) -> usize {
        match self.below(6) {
            0 => 2_000,
            1 => 200,
            _ => 1 + self.below(12),
        }
    }
}
