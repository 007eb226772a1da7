//! Applies partly accepted changes to an expectation.

use crate::diff::Step;

/// The lines of an expectation with the accepted changes applied, given by their steps. All other
/// records stay.
pub(super) fn decided(
    steps: &[Step],
    old: Vec<&[u8]>,
    new: Vec<&[u8]>,
    accepted: &[usize],
) -> Vec<u8> {
    let mut out = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        let is_accepted = accepted.contains(&number);
        let (old, new) = (step.old.map(|n| old[n]), step.new.map(|n| new[n]));
        if let Some(line) = if is_accepted { new } else { old } {
            out.extend_from_slice(line);
            out.push(b'\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::decided;
    use crate::diff::Step;

    /// Steps written as `old new`, a dot for none.
    fn steps(pairs: &[&str]) -> Vec<Step> {
        let number = |text: &str| text.parse().ok();
        let step = |pair: &&str| {
            let (old, new) = pair.split_once(' ').unwrap();
            Step { old: number(old), new: number(new), matched: None }
        };
        pairs.iter().map(step).collect()
    }

    #[track_caller]
    fn check(accepted: &[usize], expected: &str) {
        let steps = steps(&["0 .", "1 0", ". 1", "2 2"]);
        let (old, new) = (vec![&b"a"[..], b"b", b"c"], vec![&b"B"[..], b"x", b"C"]);
        let lines = decided(&steps, old, new, accepted);
        assert_eq!(String::from_utf8(lines).unwrap().replace('\n', " ").trim(), expected);
    }

    #[test]
    fn rejected_changes_stay() {
        check(&[], "a b c");
        check(&[0], "b c");
        check(&[1], "a B c");
        check(&[2], "a b x c");
        check(&[0, 1, 2, 3], "B x C");
    }
}
