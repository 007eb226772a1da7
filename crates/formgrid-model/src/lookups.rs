//! Records the template words that a stage looks up.
//!
//! The result of a stage depends on a word only if the stage looks it up, and it looks up far fewer
//! strings than there are words. So the recorded lookups decide whether another vocabulary gives
//! the same result: it does if it answers each of them equally, because then every step, and so
//! every following lookup, is the same.
//!
//! Lookups happen throughout a stage and words are shared between threads, so the record is
//! thread-local: a stage runs on one thread. Strings are stored as one of [`N_PLACES`] numbers; a
//! collision can only make an irrelevant word count as relevant.

use std::cell::RefCell;

use serde::{Deserialize, Serialize};

/// Bits of a lookup number. A document looks up a few thousand strings, so about one in a hundred
/// absent words counts as looked up.
const BITS: u32 = 20;
const N_PLACES: usize = 1 << BITS;

thread_local! {
    /// A bit set of lookup numbers; none while nothing is recorded.
    static RECORD: RefCell<Option<Vec<u64>>> = const { RefCell::new(None) };
}

/// A set of lookups.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Lookups {
    /// Sorted lookup numbers, delta-encoded.
    steps: Vec<u32>,
}

impl Lookups {
    /// Runs `work` and returns the strings it looked up on this thread. Nested calls record into
    /// the innermost set only.
    pub fn during<T>(work: impl FnOnce() -> T) -> (T, Self) {
        RECORD.set(Some(vec![0; N_PLACES / 64]));
        let result = work();
        (result, Self::of(&RECORD.take().unwrap_or_default()))
    }

    /// The lookup number of a string. It is stored, so it must be the same in every version and on
    /// every machine.
    pub fn number(text: &str) -> u32 {
        const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
        let mix = |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(FACTOR);
        let (words, rest) = text.as_bytes().as_chunks::<8>();
        let hash =
            words.iter().fold(text.len() as u64, |hash, w| mix(hash, u64::from_le_bytes(*w)));
        let last = rest.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte));
        let hash = mix(hash, last);
        // The upper half of a product depends on all bits of its factors.
        u32::try_from(hash >> (u64::BITS - BITS)).unwrap_or_default()
    }

    /// The numbers of the strings, in ascending order.
    pub fn numbers(&self) -> impl Iterator<Item = u32> {
        self.steps.iter().scan(0_u32, |at, step| {
            *at = at.saturating_add(*step);
            Some(*at)
        })
    }

    fn of(record: &[u64]) -> Self {
        let mut steps = Vec::new();
        let mut last = 0;
        for (word, at) in record.iter().zip((0_u32..).step_by(64)) {
            let mut bits = *word;
            while bits != 0 {
                let number = at + bits.trailing_zeros();
                steps.push(number - last);
                last = number;
                bits &= bits - 1;
            }
        }
        Self { steps }
    }
}

/// Records a lookup. Every lookup of a template word must be recorded here.
pub fn note_lookup(text: &str) {
    RECORD.with_borrow_mut(|record| {
        let Some(record) = record else { return };
        let number = Lookups::number(text);
        if let Some(word) = record.get_mut((number / 64) as usize) {
            *word |= 1 << (number % 64);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::{Lookups, note_lookup};

    #[test]
    fn lookups_are_recorded_during_the_work() {
        note_lookup("before");
        let ((), asked) =
            Lookups::during(|| ["指标值", "目标", "指标值"].map(note_lookup).into_iter().collect());
        note_lookup("after");
        let mut expected = ["指标值", "目标"].map(Lookups::number);
        expected.sort_unstable();
        assert_eq!(asked.numbers().collect::<Vec<_>>(), expected);
        assert_eq!(Lookups::during(|| ()).1, Lookups::default());
    }

    #[test]
    fn strings_spread_over_the_numbers() {
        let mut numbers: Vec<u32> =
            (0..4000).map(|n| Lookups::number(&format!("指标{n}"))).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert!(numbers.len() > 3950, "{}", numbers.len());
        assert!(numbers.last().is_some_and(|last| *last > 1_000_000));
    }

    #[test]
    fn lookup_numbers_are_stable() {
        let texts = ["", "指标值", "年度绩效指标", "(#分)", "average of the years before"];
        assert_eq!(texts.map(Lookups::number), [0, 737_516, 544_255, 778_566, 424_740]);
    }
}
