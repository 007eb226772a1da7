//! Departments whose names look alike: a misprint splits one department into two files.
//!
//! Names look alike if they differ by one character, or only in brackets and punctuation. Two such
//! names share a text with one character removed, so names are sorted by these texts and only
//! neighbors are compared: the work grows with the total length, not with the number of pairs.

use std::collections::BTreeSet;

/// Longest name compared, in characters; longer ones are not names.
const MAX_CHARS: usize = 64;

/// Minimum length of names that may differ by a character; shorter ones are different names.
const MIN_CHARS: usize = 4;

/// How many names that share a text are compared with each other.
const MAX_NEIGHBORS: usize = 8;

/// Texts sorted at a time. A name has as many as characters, so all of them would take more memory
/// than anything else at the end of a run.
const TEXTS: usize = 1 << 17;

/// Most passes over the names.
const MAX_PASSES: usize = 16;

/// The names that look alike, by index.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pairs {
    pub(crate) n_pairs: usize,
    /// The most similar pairs, best first.
    pub(crate) nearest: Vec<(usize, usize)>,
}

/// Counts the pairs of names that look alike and returns at most `n_wanted` of them: districts with
/// names of one pattern have more pairs than names.
pub(crate) fn look_alikes(keys: &[&str], n_wanted: usize) -> Pairs {
    let names = BareNames::new(keys);
    let mut n_pairs = 0;
    // Names that differ by a character share one text, those that differ in signs share all.
    let mut same: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut nearest: BTreeSet<(Difference, usize, usize)> = BTreeSet::new();
    let n_passes = names.n_texts().div_ceil(TEXTS).clamp(1, MAX_PASSES);
    for pass in 0..n_passes {
        let texts = names.texts(pass, n_passes);
        for (at, (text, number)) in texts.iter().enumerate() {
            let others = texts.iter().skip(at + 1).take(MAX_NEIGHBORS);
            for (_, other) in others.take_while(|(other, _)| other == text) {
                let (one, two) = (names.get(*number), names.get(*other));
                let Some(differs) = difference(one, two) else { continue };
                let pair = (*number.min(other), *number.max(other));
                n_pairs += usize::from(differs != Difference::Signs || same.insert(pair));
                nearest.insert((differs, pair.0, pair.1));
                if nearest.len() > n_wanted {
                    nearest.pop_last();
                }
            }
        }
    }
    let nearest = nearest.into_iter().map(|(_, one, two)| (one, two)).collect();
    Pairs { n_pairs, nearest }
}

/// Names without brackets and punctuation, one after another.
struct BareNames {
    chars: Vec<char>,
    ends: Vec<usize>,
}

impl BareNames {
    fn new(keys: &[&str]) -> Self {
        let n_chars = keys.iter().map(|key| bare(key).count()).sum();
        let mut names =
            Self { chars: Vec::with_capacity(n_chars), ends: Vec::with_capacity(keys.len()) };
        for key in keys {
            names.chars.extend(bare(key));
            names.ends.push(names.chars.len());
        }
        names
    }

    fn get(&self, number: usize) -> &[char] {
        let before = number.checked_sub(1).and_then(|before| self.ends.get(before));
        let end = self.ends.get(number).copied().unwrap_or_default();
        self.chars.get(before.copied().unwrap_or(0)..end).unwrap_or_default()
    }

    /// Number of texts of all names.
    fn n_texts(&self) -> usize {
        self.chars.len() + self.ends.len()
    }

    /// The hashes of all names, whole and without each character, sorted: those of one pass, to
    /// which all that are equal belong.
    fn texts(&self, pass: usize, n_passes: usize) -> Vec<(u64, usize)> {
        let is_of_pass = |hash: &u64| *hash % n_passes as u64 == pass as u64;
        let mut texts = Vec::with_capacity(self.n_texts() / n_passes);
        for number in 0..self.ends.len() {
            let name = self.get(number);
            if name.is_empty() || name.len() > MAX_CHARS {
                continue;
            }
            let hashes = without_each(name).chain([hash(START, name)]);
            texts.extend(hashes.filter(is_of_pass).map(|hash| (hash, number)));
        }
        texts.sort_unstable();
        texts.dedup();
        texts
    }
}

/// The characters of a name that are no signs.
fn bare(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| c.is_alphanumeric()).take(MAX_CHARS + 1)
}

/// The difference of two names, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Difference {
    Signs,
    Missing,
    Other,
}

/// The difference of two names without punctuation; none if they differ by more than a character,
/// or by one that numbers them.
fn difference(one: &[char], two: &[char]) -> Option<Difference> {
    let (short, long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    let n_same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (rest, other) = (short.get(n_same..)?, long.get(n_same..)?);
    let Some((first, after)) = other.split_first() else { return Some(Difference::Signs) };
    if short.len() < MIN_CHARS {
        return None;
    }
    if short.len() < long.len() {
        return (rest == after && !numbers(*first)).then_some(Difference::Missing);
    }
    let (own, rest) = rest.split_first()?;
    (rest == after && !(numbers(*own) && numbers(*first))).then_some(Difference::Other)
}

/// Whether a character distinguishes departments of one name: 第一小学, 东城.
fn numbers(c: char) -> bool {
    c.is_ascii_alphanumeric() || "一二三四五六七八九十甲乙丙丁东西南北中".contains(c)
}

/// The hashes of a name without each of its characters.
fn without_each(name: &[char]) -> impl Iterator<Item = u64> {
    let mut before = START;
    name.iter().enumerate().map(move |(at, c)| {
        let hash = hash(before, name.get(at + 1..).unwrap_or_default());
        before = next(before, *c);
        hash
    })
}

/// The hash of no text.
const START: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a of a text, given the hash of the text before it.
fn hash(before: u64, text: &[char]) -> u64 {
    text.iter().fold(before, |hash, c| next(hash, *c))
}

fn next(hash: u64, c: char) -> u64 {
    (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3)
}

#[cfg(test)]
mod tests {
    use super::{Pairs, look_alikes};

    /// All pairs of names that look alike.
    fn pairs(keys: &[&str]) -> Vec<(usize, usize)> {
        let Pairs { n_pairs, nearest } = look_alikes(keys, usize::MAX);
        assert_eq!(n_pairs, nearest.len());
        let two = look_alikes(keys, 2);
        assert_eq!((two.n_pairs, two.nearest.as_slice()), (n_pairs, &nearest[..n_pairs.min(2)]));
        nearest
    }

    #[test]
    fn a_character_or_signs_make_names_look_alike() {
        let keys =
            ["甲市信访局", "甲市信防局", "甲市信访局(本级)", "甲市信访局本级", "甲市信访总局"];
        assert_eq!(pairs(&keys), [(2, 3), (0, 4), (0, 1)]);
    }

    #[test]
    fn repeated_characters_do_not_repeat_pairs() {
        let keys = ["信信信访访局", "信信访访访局", "信信信访访访局", "信信信(访访)局"];
        assert_eq!(pairs(&keys), [(0, 3), (0, 2), (1, 2), (2, 3), (0, 1), (1, 3)]);
    }

    #[test]
    fn numbers_and_short_names_tell_departments_apart() {
        let keys = ["甲市第一小学", "甲市第二小学", "甲市第十二小学", "财政局", "民政局", "审计"];
        assert!(pairs(&keys).is_empty());
    }

    #[test]
    fn many_names_that_share_a_text_stay_cheap() {
        let keys: Vec<String> =
            ('\u{4e00}'..'\u{9000}').map(|c| format!("甲市{c}山镇政府")).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let n_pairs = pairs(&keys).len();
        assert!(n_pairs >= keys.len() - 1 && n_pairs < 9 * keys.len(), "{n_pairs}");
    }
}
