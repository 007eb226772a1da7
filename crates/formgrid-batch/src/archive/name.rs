//! Entry names. Old programs write them in the system encoding, GBK in China, without declaring it.
//!
//! The names of an archive are decoded together: a short GBK name may be valid UTF-8 by chance, but
//! not all of them are.

use encoding_rs::GB18030;

/// The encoding of an archive's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// All are UTF-8.
    Utf8,
    /// Some are not UTF-8; the others may be so by chance.
    Gbk,
}

impl Names {
    /// Detects the encoding of the names of one archive.
    pub(super) fn of<'a>(mut names: impl Iterator<Item = &'a [u8]>) -> Self {
        let is_utf8 = names.all(|name| std::str::from_utf8(name).is_ok());
        if is_utf8 { Self::Utf8 } else { Self::Gbk }
    }

    /// The name as text, with `/` as separator.
    pub(super) fn decode(self, raw: &[u8]) -> String {
        let name = match std::str::from_utf8(raw) {
            Ok(name) if self == Self::Utf8 || !is_chance(name, raw) => name.into(),
            _ => GB18030.decode_without_bom_handling(raw).0,
        };
        name.replace('\\', "/").trim_start_matches('/').to_owned()
    }
}

/// Whether a name is UTF-8 by chance: Chinese as GBK, but without Chinese as UTF-8.
fn is_chance(name: &str, raw: &[u8]) -> bool {
    let is_chinese = |letter: char| ('\u{3400}'..='\u{9fff}').contains(&letter);
    let gbk = GB18030.decode_without_bom_handling_and_without_replacement(raw);
    !name.is_ascii()
        && !name.contains(is_chinese)
        && gbk.is_some_and(|gbk| gbk.chars().all(|letter| letter.is_ascii() || is_chinese(letter)))
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn names_that_are_not_utf8_are_gbk() {
        let decode = |raw: &[u8]| Names::of([raw].into_iter()).decode(raw);
        assert_eq!(decode("内层/附件2.docx".as_bytes()), "内层/附件2.docx");
        assert_eq!(decode(b"\xc4\xda\xb2\xe3\\\xb8\xbd\xbc\xfe2.docx"), "内层/附件2.docx");
        // The second byte of this character is a backslash.
        assert_eq!(decode(b"\x8c\x5c.txt"), "孿.txt");
        assert_eq!(decode(b"/abs.txt"), "abs.txt");
    }

    #[test]
    fn utf8_by_chance_is_detected_from_the_other_names() {
        let (short, long) = (&b"\xca\xa1/a.txt"[..], &b"\xb1\xed.txt"[..]);
        assert_eq!(Names::of([short].into_iter()).decode(short), "ʡ/a.txt");
        let names = Names::of([short, long].into_iter());
        assert_eq!([names.decode(short), names.decode(long)], ["省/a.txt", "表.txt"]);
        // Added by another program.
        assert_eq!(names.decode("附件.txt".as_bytes()), "附件.txt");
    }
}
