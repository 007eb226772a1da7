//! Mutants: reproducible damaged and hostile copies of a document.
//!
//! A mutant depends only on the document, a seed and its number, so that one of a hundred thousand
//! can be reproduced without the others. Damage targets the format: bytes of any file, lines of a
//! text, attributes of markup, and the same inside packages and PDF, behind the compression that
//! damage from outside rarely gets through.

mod bytes;
mod lines;
mod markup;
mod objects;
mod package;
mod random;

use self::random::Random;

/// Maximum size of a growing mutant, in bytes; a larger document only shrinks.
const MAX_BYTES: usize = 200_000;

/// A damaged copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// Description of the damage.
    pub damage: String,
    /// The copy.
    pub bytes: Vec<u8>,
}

/// The mutant with a number.
pub fn mutant(document: &[u8], seed: u64, number: u64) -> Mutant {
    let mut random = Random::new(seed, number);
    let mut bytes = document.to_vec();
    let mut damages = Vec::new();
    // Most mutants have a single damage, so that failures have one cause.
    let n = if random.one_in(4) { 2 + random.below(3) } else { 1 };
    for _ in 0..n {
        damages.push(damage(&mut bytes, &mut random));
    }
    bytes.truncate(MAX_BYTES.max(document.len()));
    Mutant { damage: damages.join(", "), bytes }
}

fn damage(bytes: &mut Vec<u8>, random: &mut Random) -> String {
    let inside = !random.one_in(3);
    if inside && bytes.starts_with(b"PK\x03\x04") {
        if let Some(damage) = package::damage(bytes, random) {
            return damage;
        }
    } else if inside && bytes.starts_with(b"%PDF") {
        return objects::damage(bytes, random);
    } else if inside && std::str::from_utf8(bytes).is_ok() {
        return text(bytes, random);
    }
    bytes::damage(bytes, random)
}

/// Damages a text: its markup, if any, else its lines.
fn text(bytes: &mut Vec<u8>, random: &mut Random) -> String {
    let is_marked_up = bytes.iter().filter(|&&byte| byte == b'<').count() > 10;
    match is_marked_up && !random.one_in(4) {
        true => markup::damage(bytes, random),
        false => lines::damage(bytes, random),
    }
}

#[cfg(test)]
mod tests {
    use super::mutant;
    use crate::zip_of;

    #[test]
    fn a_mutant_is_reproducible() {
        let document = b"\tone\n\ttwo\n\n\tthree\n".repeat(5);
        for number in 0..100 {
            assert_eq!(mutant(&document, 7, number), mutant(&document, 7, number));
        }
        let changed = (0..100).filter(|&number| mutant(&document, 7, number).bytes != document);
        assert!(changed.count() > 90);
    }

    #[test]
    fn damage_reaches_the_inside_of_a_package() {
        let xml = b"<w:tbl><w:gridSpan w:val=\"2\"/><w:p>text</w:p></w:tbl>".repeat(20);
        let package = zip_of(&[("word/document.xml", &xml)]);
        let inside = (0..100).map(|number| mutant(&package, 7, number)).filter(|mutant| {
            mutant.damage.contains("word/document.xml") && mutant.bytes.starts_with(b"PK")
        });
        assert!(inside.count() > 20);
    }

    /// Repeated repetitions would take gigabytes before the mutant is cut to its size.
    #[test]
    fn repetitions_of_long_blocks_are_bounded() {
        let document = format!("<td title=\"{}\">", "9".repeat(20_000)).repeat(12).into_bytes();
        for number in 0..400 {
            let mut bytes = document.clone();
            super::text(&mut bytes, &mut super::Random::new(7, number));
            assert!(bytes.len() <= document.len() + (32 << 20));
        }
    }

    #[test]
    fn empty_input_can_be_damaged() {
        for document in [&b""[..], b"x", b"PK\x03\x04", b"%PDF-1.7"] {
            for number in 0..200 {
                mutant(document, 7, number);
            }
        }
    }
}
