//! Damages the lines of a text: repeats, removes, swaps, joins, splits.

use super::random::Random;

/// Cell and row delimiters and lookalikes.
const DIVIDERS: [&str; 10] =
    ["\t", "\n", "\n\n\n", "\r", "|", "\u{c}", "<td>", "<table><tr>", "字", "9"];

/// Damages a text and returns a description.
pub(super) fn damage(bytes: &mut Vec<u8>, random: &mut Random) -> String {
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
    let at = random.below(lines.len());
    let damage = match random.below(5) {
        0 => {
            let range = random.range(lines.len().min(at + 40)).start.min(at)..at + 1;
            let range = range.start..range.end.min(lines.len());
            let block = lines[range.clone()].to_vec();
            let n = random.times(1, block.iter().map(|line| line.len()).sum());
            lines.splice(at..at, (0..n).flat_map(|_| block.iter().copied()));
            format!("lines {range:?} {n} times more")
        }
        1 => {
            let range = random.range(lines.len());
            lines.drain(range.clone());
            format!("lines {range:?} taken out")
        }
        2 => {
            let other = random.below(lines.len());
            if at < lines.len() {
                lines.swap(at, other);
            }
            format!("lines {at} and {other} exchanged")
        }
        3 => {
            for line in lines.iter_mut().skip(at).take(1 + random.below(20)) {
                *line = line.strip_suffix(b"\n").unwrap_or(line);
            }
            format!("lines joined from {at}")
        }
        _ => {
            let divider = random.of(&DIVIDERS);
            let n = random.times(4, divider.len());
            let more = divider.repeat(n).into_bytes();
            lines.insert(at, &more);
            *bytes = lines.concat();
            return format!("{divider:?} {n} times before line {at}");
        }
    };
    *bytes = lines.concat();
    damage
}
