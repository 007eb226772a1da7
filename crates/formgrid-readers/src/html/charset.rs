//! The encoding of a page: byte order mark, declaration, or detection from the bytes.
//!
//! A declaration is used only if the bytes confirm it: pages with a `meta` copied from another site are
//! common, and GB18030 text is hardly ever valid UTF-8. `gb2312` and `gbk` are read as their superset
//! GB18030.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::{
    ReadError,
    text::encoding::{self, Decoded},
};

/// Bytes searched for a declaration. The standard requires 1,024; word processors put their styles
/// first.
const HEAD: usize = 16 * 1024;

/// Non-ASCII characters above which valid UTF-8 is no accident.
const MIN_CHARACTERS: usize = 6;

/// Decodes a page. `declared` is a label from its context, such as a mail header.
pub(super) fn decode<'a>(
    bytes: &'a [u8],
    declared: Option<&str>,
) -> Result<Decoded<'a>, ReadError> {
    if Encoding::for_bom(bytes).is_some() || bytes.starts_with(&[0, 0, 0xfe, 0xff]) {
        return encoding::decode(bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && !bytes.contains(&0)
        && text.chars().filter(|c| !c.is_ascii()).take(MIN_CHARACTERS).count() == MIN_CHARACTERS
    {
        return Ok(Decoded { text: Cow::Borrowed(text), damaged: false, second: None });
    }
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let found = declared.map(str::as_bytes).or_else(|| declaration(head));
    if let Some(encoding) = found.and_then(encoding_of) {
        let (text, damaged) = encoding.decode_without_bom_handling(bytes);
        // A page may be assembled from parts in two encodings, whatever it declares.
        if damaged
            && let Ok(decoded) = encoding::decode(bytes)
            && decoded.second.is_some()
        {
            return Ok(decoded);
        }
        let n_bad = text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count();
        if n_bad * 100 <= text.len() {
            return Ok(Decoded { text, damaged, second: None });
        }
    }
    encoding::decode(bytes)
}

/// The encoding of a label. A page whose declaration is readable as ASCII is not UTF-16.
fn encoding_of(label: &[u8]) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label)?;
    if encoding == GBK {
        Some(GB18030)
    } else if encoding == UTF_16LE || encoding == UTF_16BE {
        Some(UTF_8)
    } else {
        Some(encoding)
    }
}

/// The label after the first `charset=` or `encoding=` inside a tag.
fn declaration(head: &[u8]) -> Option<&[u8]> {
    let mut rest = head;
    while let Some(at) = rest.iter().position(|&b| b == b'=') {
        let (before, after) = (rest[..at].trim_ascii_end(), &rest[at + 1..]);
        rest = after;
        let ends = |word: &[u8]| {
            before.len() >= word.len()
                && before[before.len() - word.len()..].eq_ignore_ascii_case(word)
        };
        if ends(b"charset") || ends(b"encoding") {
            let value = after.trim_ascii_start();
            let start = value.iter().take_while(|b| matches!(b, b'"' | b'\'')).count();
            let is_part = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':');
            let length = value[start..].iter().take_while(is_part).count();
            return Some(&value[start..start + length]);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, GB18030};

    use super::decode;

    const TEXT: &str = "部门整体支出绩效目标申报表，产出指标，数量指标";

    fn check(bytes: &[u8], declared: Option<&str>) {
        let decoded = decode(bytes, declared).unwrap();
        assert!(decoded.text.contains(TEXT), "{}", decoded.text);
        assert!(!decoded.damaged);
    }

    #[test]
    fn a_declaration_is_found_in_either_form() {
        for head in [
            "<meta charset=gb2312>",
            "<meta charset = \"GBK\">",
            "<meta http-equiv='Content-Type' content='text/html; charset=GB2312'>",
        ] {
            check(&GB18030.encode(&format!("{head}{TEXT}")).0, None);
        }
        let big5 = BIG5.encode("<meta charset=big5>績效目標").0.into_owned();
        assert!(decode(&big5, None).unwrap().text.ends_with("績效目標"));
    }

    #[test]
    fn a_wrong_declaration_is_ignored() {
        check(format!("<meta charset=gb2312>{TEXT}").as_bytes(), None);
        check(&GB18030.encode(&format!("<meta charset=utf-8>{TEXT}")).0, None);
        check(&GB18030.encode(&format!("<meta charset=nonsense>{TEXT}")).0, None);
    }

    #[test]
    fn the_label_of_the_context_comes_first() {
        check(&GB18030.encode(&format!("<meta charset=big5>{TEXT}")).0, Some("gb2312"));
    }

    #[test]
    fn utf16_is_detected_by_its_mark_or_its_bytes() {
        let page = format!("<html><meta charset=utf-16>{TEXT}");
        let units = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        check(&units(&format!("\u{feff}{page}")), None);
        check(&units(&page), None);
    }
}
