//! Decodes a part: UTF-8 by default, UTF-16 by byte order mark or zero bytes, else as declared.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Maximum length of an XML declaration.
const DECLARATION_BYTES: usize = 200;

/// The text of a part. Invalid bytes become U+FFFD.
pub(crate) fn decode(bytes: Vec<u8>) -> String {
    let encoding = encoding_of(&bytes);
    if encoding == UTF_8 {
        let text = String::from_utf8(bytes);
        return text.unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    }
    encoding.decode_with_bom_removal(&bytes).0.into_owned()
}

fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    match bytes {
        [b'<', 0, ..] => return UTF_16LE,
        [0, b'<', ..] => return UTF_16BE,
        _ => {}
    }
    // A part that is readable as ASCII so far is not UTF-16, whatever it declares.
    declared(bytes).filter(|&e| e != UTF_16LE && e != UTF_16BE).unwrap_or(UTF_8)
}

/// The encoding named by the XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..DECLARATION_BYTES).unwrap_or(bytes);
    let declaration = head.strip_prefix(b"<?xml")?.split(|&b| b == b'>').next()?;
    let at = declaration.windows(8).position(|window| window == b"encoding")?;
    let label = declaration.get(at + 8..)?.split(|b| matches!(b, b'"' | b'\'')).nth(1)?;
    Encoding::for_label(label)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn utf8_is_the_default() {
        assert_eq!(decode("<p>目标</p>".as_bytes().to_vec()), "<p>目标</p>");
        assert_eq!(decode(b"<p>\xff</p>".to_vec()), "<p>\u{fffd}</p>");
    }

    #[test]
    fn utf16_is_known_with_and_without_a_mark() {
        let text = "<?xml version='1.0' encoding='UTF-16'?><p>目标</p>";
        let marked: Vec<u8> =
            format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bare: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(marked), text);
        assert_eq!(decode(bare), text);
    }

    #[test]
    fn a_declaration_names_other_encodings() {
        let bytes = b"<?xml version=\"1.0\" encoding=\"gb2312\"?><p>\xc4\xbf</p>".to_vec();
        assert!(decode(bytes).ends_with("<p>目</p>"));
        let lie = b"<?xml version=\"1.0\" encoding=\"utf-16\"?><p>a</p>".to_vec();
        assert!(decode(lie).ends_with("<p>a</p>"));
    }
}
