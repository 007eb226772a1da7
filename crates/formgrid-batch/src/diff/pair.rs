//! Matches the records of two lists.
//!
//! First by source and id; then by an id that is unique among the unmatched records of each side,
//! for sources that moved; then by content, for records whose id changed.

use formgrid_sinks::Matched;
use indexmap::IndexMap;

use super::{lines::Line, nearest};
use crate::BatchError;

/// A record of both sides or of one, by index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Step {
    pub(crate) old: Option<usize>,
    pub(crate) new: Option<usize>,
    pub(crate) matched: Option<Matched>,
}

/// The records of two lists in the order of the second. A record of the first side alone follows
/// the record it followed there.
pub(crate) fn pair(old: &[Line<'_>], new: &[Line<'_>]) -> Result<Vec<Step>, BatchError> {
    let mut pairs = Pairs { of_old: vec![None; old.len()], taken: vec![false; new.len()] };
    let key = |line: &Line<'_>| (line.path().to_owned(), line.id().to_owned());
    pairs.by_key(old, new, key, Matched::Id);
    pairs.by_key(old, new, |line| line.id().to_owned(), Matched::Moved);
    let (open_old, open_new) = pairs.open();
    for found in nearest::pairs(old, &open_old, new, &open_new)? {
        pairs.of_old[found.old] = Some((found.new, Matched::Nearest(rounded(found.similarity))));
        pairs.taken[found.new] = true;
    }
    Ok(pairs.steps())
}

/// A similarity rounded to two decimals, as reported.
fn rounded(similarity: f64) -> f64 {
    (similarity * 100.0).round() / 100.0
}

struct Pairs {
    of_old: Vec<Option<(usize, Matched)>>,
    taken: Vec<bool>,
}

impl Pairs {
    /// Pairs unmatched records by a key that is unique on each side.
    fn by_key<K: std::hash::Hash + Eq>(
        &mut self,
        old: &[Line<'_>],
        new: &[Line<'_>],
        key: impl Fn(&Line<'_>) -> K,
        matched: Matched,
    ) {
        let (open_old, open_new) = self.open();
        let mut found: IndexMap<K, [Vec<usize>; 2]> = IndexMap::new();
        for (side, lines, open) in [(0, old, open_old), (1, new, open_new)] {
            for number in open {
                found.entry(key(&lines[number])).or_default()[side].push(number);
            }
        }
        for sides in found.values() {
            if let [[old], [new]] = sides.each_ref().map(Vec::as_slice) {
                self.of_old[*old] = Some((*new, matched));
                self.taken[*new] = true;
            }
        }
    }

    fn open(&self) -> (Vec<usize>, Vec<usize>) {
        let old = (0..self.of_old.len()).filter(|n| self.of_old[*n].is_none());
        (old.collect(), (0..self.taken.len()).filter(|n| !self.taken[*n]).collect())
    }

    fn steps(self) -> Vec<Step> {
        let mut of_new: Vec<Option<(usize, Matched)>> = vec![None; self.taken.len()];
        // Records of the first side alone, by the index on the second side of the record before
        // them.
        let mut after: IndexMap<Option<usize>, Vec<usize>> = IndexMap::new();
        let mut last = None;
        for (old, pair) in self.of_old.iter().enumerate() {
            match pair {
                Some((new, matched)) => {
                    of_new[*new] = Some((old, *matched));
                    last = Some(*new);
                }
                None => after.entry(last).or_default().push(old),
            }
        }
        let mut steps = Vec::with_capacity(of_new.len());
        let removed = |new: Option<usize>, steps: &mut Vec<Step>| {
            let alone = after.get(&new).into_iter().flatten();
            steps.extend(alone.map(|&n| Step { old: Some(n), new: None, matched: None }));
        };
        removed(None, &mut steps);
        for (new, pair) in of_new.into_iter().enumerate() {
            let (old, matched) = pair.unzip();
            steps.push(Step { old, new: Some(new), matched });
            removed(Some(new), &mut steps);
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use serde_json::json;

    use super::{super::lines::lines, pair};

    /// Records written as `path id name target`, one per line.
    fn written(records: &[&str]) -> String {
        let mut out = String::new();
        for record in records {
            let parts: Vec<&str> = record.split(' ').collect();
            let line = json!({
                "kind": "indicator", "id": parts[1], "filing": "f", "department": "林场",
                "source": {"path": parts[0]}, "level1": "产出指标", "level2": "数量指标",
                "level3": parts[2], "target": {"raw": parts[3]},
            });
            writeln!(out, "{line}").unwrap();
        }
        out
    }

    #[track_caller]
    fn check(old: &[&str], new: &[&str], expected: &[&str]) {
        let [left, right] = [written(old), written(new)];
        let [left, right] = [&left, &right].map(|text| lines(text.as_bytes()).unwrap());
        let shown: Vec<String> = pair(&left, &right)
            .unwrap()
            .iter()
            .map(|step| match (step.old, step.new) {
                (Some(old_n), Some(new_n)) => format!("{old_n}={new_n}"),
                (Some(old_n), None) => format!("-{old_n}"),
                (_, new_n) => format!("+{}", new_n.unwrap()),
            })
            .collect();
        assert_eq!(shown, expected, "{old:?} {new:?}");
    }

    #[test]
    fn ids_come_first() {
        check(&["a 1 甲 3", "a 2 乙 4"], &["a 2 乙 5", "a 1 丙 9"], &["1=0", "0=1"]);
    }

    #[test]
    fn a_source_that_moved_keeps_its_records() {
        check(&["a 1 甲 3", "a 2 乙 4"], &["b 1 甲 3", "b 2 乙 4"], &["0=0", "1=1"]);
    }

    #[test]
    fn a_renamed_record_is_matched_by_content() {
        check(
            &["a 1 甲 3", "a 2 乙 4", "a 3 丙 5"],
            &["a 1 甲 3", "a 8 丙丙 5", "a 9 乙乙 4"],
            &["0=0", "2=1", "1=2"],
        );
    }

    #[test]
    fn an_unmatched_record_keeps_its_position() {
        check(&["a 1 甲 3", "a 2 乙 4"], &["a 2 乙 4"], &["-0", "1=0"]);
        check(&["a 1 甲 3"], &["a 1 甲 3", "a 2 乙 4"], &["0=0", "+1"]);
    }

    #[test]
    fn a_duplicate_key_matches_nothing() {
        check(&["a 1 甲 3", "a 1 乙 4"], &["a 1 乙 4"], &["-0", "1=0"]);
    }
}
