//! Damages markup: huge attribute values, repeated, nested and unclosed elements.

use super::random::Random;

/// Values at which spans, counts and references break.
const VALUES: [&str; 14] = [
    "0",
    "-1",
    "63",
    "1000",
    "16384",
    "65535",
    "1048576",
    "2147483647",
    "4294967295",
    "99999999999999999999",
    "1e308",
    "A1:XFD1048576",
    "XFD1048576",
    "&#1114112;",
];

/// Damages markup and returns a description.
pub(super) fn damage(bytes: &mut Vec<u8>, random: &mut Random) -> String {
    match random.below(6) {
        0..=2 => value(bytes, random),
        3 => repeat(bytes, random),
        4 => nest(bytes, random),
        _ => {
            let Some(tag) = tag(bytes, random) else { return "no tag to take out".to_owned() };
            bytes.drain(tag.clone());
            format!("tag at {tag:?} taken out")
        }
    }
}

/// Changes the value of an attribute, preferably a numeric one.
fn value(bytes: &mut Vec<u8>, random: &mut Random) -> String {
    let is_quote = |at: &usize| matches!(bytes[*at], b'"' | b'\'') && bytes[at - 1] == b'=';
    let starts: Vec<usize> = (1..bytes.len()).filter(is_quote).collect();
    let is_number = |at: &&usize| bytes.get(**at + 1).is_some_and(u8::is_ascii_digit);
    let numbers: Vec<usize> = starts.iter().filter(is_number).copied().collect();
    let all = if numbers.is_empty() || random.one_in(4) { &starts } else { &numbers };
    if all.is_empty() {
        return "no attribute to change".to_owned();
    }
    let start = *random.of(all);
    let quote = bytes[start];
    let length = bytes[start + 1..].iter().position(|&byte| byte == quote).unwrap_or(0);
    let new = match random.one_in(12) {
        true => "字9".repeat(20_000),
        false => (*random.of(&VALUES)).to_owned(),
    };
    let shown: String = new.chars().take(24).collect();
    bytes.splice(start + 1..start + 1 + length, new.into_bytes());
    format!("value at {start} is {shown}")
}

/// The range of a random tag.
fn tag(bytes: &[u8], random: &mut Random) -> Option<std::ops::Range<usize>> {
    let from = random.below(bytes.len());
    let start = from + bytes.get(from..)?.iter().position(|&byte| byte == b'<')?;
    let end = start + bytes.get(start..)?.iter().position(|&byte| byte == b'>')? + 1;
    Some(start..end)
}

/// Repeats the content between two tags.
fn repeat(bytes: &mut Vec<u8>, random: &mut Random) -> String {
    let Some(first) = tag(bytes, random) else { return "no tag to repeat".to_owned() };
    let most = (first.start + 600).min(bytes.len());
    let end = first.start + random.below(most - first.start + 1);
    let end = bytes[end..].iter().position(|&byte| byte == b'<').map_or(bytes.len(), |n| end + n);
    let block = bytes[first.start..end].to_vec();
    let n = random.times(1, block.len());
    bytes.splice(first.start..first.start, block.repeat(n));
    format!("bytes {:?} {n} times more", first.start..end)
}

/// Opens a tag many times.
fn nest(bytes: &mut Vec<u8>, random: &mut Random) -> String {
    let Some(tag) = tag(bytes, random) else { return "no tag to nest".to_owned() };
    let again = bytes[tag.clone()].to_vec();
    let n = random.times(5, again.len());
    bytes.splice(tag.start..tag.start, again.repeat(n));
    format!("tag at {tag:?} opened {n} times more")
}
