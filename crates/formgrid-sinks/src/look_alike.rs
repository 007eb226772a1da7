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

/// The pairs of names that look alike, by index, most similar first.
pub(crate) fn look_alikes(keys: &[&str]) -> Vec<(usize, usize)> {
    let bare: Vec<Vec<char>> = keys.iter().map(|key| bare(key)).collect();
    let mut texts: Vec<(u64, usize)> = Vec::new();
    for (number, name) in bare.iter().enumerate() {
        if name.is_empty() || name.len() > MAX_CHARS {
            continue;
        }
        texts.push((hash(name, None), number));
        texts.extend((0..name.len()).map(|at| (hash(name, Some(at)), number)));
    }
    texts.sort_unstable();
    texts.dedup();
    let mut pairs: BTreeSet<(Difference, usize, usize)> = BTreeSet::new();
    for (at, (text, number)) in texts.iter().enumerate() {
        let others = texts.iter().skip(at + 1).take(MAX_NEIGHBORS);
        for (_, other) in others.take_while(|(other, _)| other == text) {
            let names = bare.get(*number).zip(bare.get(*other));
            if let Some(differs) = names.and_then(|(one, two)| difference(one, two)) {
                pairs.insert((differs, *number.min(other), *number.max(other)));
            }
        }
    }
    pairs.into_iter().map(|(_, one, two)| (one, two)).collect()
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

/// A key without brackets and punctuation.
fn bare(key: &str) -> Vec<char> {
    key.chars().filter(|c| c.is_alphanumeric()).take(MAX_CHARS + 1).collect()
}

/// FNV-1a over all characters except one.
fn hash(name: &[char], without: Option<usize>) -> u64 {
    let kept = name.iter().enumerate().filter(|(at, _)| Some(*at) != without);
    kept.fold(0xcbf2_9ce4_8422_2325, |hash, (_, c)| {
        (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::look_alikes;

    #[test]
    fn a_character_or_signs_make_names_look_alike() {
        let keys =
            ["甲市信访局", "甲市信防局", "甲市信访局(本级)", "甲市信访局本级", "甲市信访总局"];
        assert_eq!(look_alikes(&keys), [(2, 3), (0, 4), (0, 1)]);
    }

    #[test]
    fn numbers_and_short_names_tell_departments_apart() {
        let keys = ["甲市第一小学", "甲市第二小学", "甲市第十二小学", "财政局", "民政局", "审计"];
        assert!(look_alikes(&keys).is_empty());
    }

    #[test]
    fn many_names_that_share_a_text_stay_cheap() {
        let keys: Vec<String> =
            ('\u{4e00}'..'\u{9000}').map(|c| format!("甲市{c}山镇政府")).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let n_pairs = look_alikes(&keys).len();
        assert!(n_pairs >= keys.len() - 1 && n_pairs < 9 * keys.len(), "{n_pairs}");
    }
}
