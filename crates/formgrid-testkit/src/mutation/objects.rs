//! Damages PDF objects: huge numbers, redirected references, removed keywords.
//!
//! Object offsets shift with the bytes, so a reader has to rebuild the table, as with really broken
//! files.

use super::{bytes, random::Random};

const NUMBERS: [&str; 12] = [
    "0",
    "-1",
    "1",
    "7",
    "65536",
    "2147483647",
    "-2147483648",
    "4294967296",
    "99999999999999999999",
    "1e9",
    "0.0000001",
    "100000000.5",
];

/// Delimiting keywords.
const MARKS: [&str; 10] =
    ["obj", "endobj", "stream", "endstream", "<<", ">>", "[", "]", "xref", "trailer"];

/// Damages a PDF and returns a description.
pub(super) fn damage(pdf: &mut Vec<u8>, random: &mut Random) -> String {
    match random.below(5) {
        0 | 1 => number(pdf, random),
        2 => reference(pdf, random),
        3 => {
            let mark = random.of(&MARKS);
            let from = random.below(pdf.len());
            let found = pdf[from..].windows(mark.len()).position(|w| w == mark.as_bytes());
            let Some(at) = found.map(|n| n + from) else { return format!("no {mark} to take out") };
            pdf.drain(at..at + mark.len());
            format!("{mark} at {at} taken out")
        }
        _ => bytes::damage(pdf, random),
    }
}

/// Changes a number after a key.
fn number(pdf: &mut Vec<u8>, random: &mut Random) -> String {
    let starts: Vec<usize> = (1..pdf.len())
        .filter(|&at| pdf[at].is_ascii_digit() && matches!(pdf[at - 1], b' ' | b'[' | b'/'))
        .collect();
    if starts.is_empty() {
        return "no number to change".to_owned();
    }
    let start = *random.of(&starts);
    let length = pdf[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let new = random.of(&NUMBERS);
    pdf.splice(start..start + length, new.bytes());
    format!("number at {start} is {new}")
}

/// Redirects a reference, often to form a cycle.
fn reference(pdf: &mut Vec<u8>, random: &mut Random) -> String {
    let ends: Vec<usize> =
        pdf.windows(4).enumerate().filter(|(_, w)| *w == b" 0 R").map(|(at, _)| at).collect();
    if ends.is_empty() {
        return "no reference to turn".to_owned();
    }
    let end = *random.of(&ends);
    let digits = pdf[..end].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let new = (1 + random.below(ends.len().min(60))).to_string();
    pdf.splice(end - digits..end, new.bytes());
    format!("reference at {end} leads to {new}")
}
