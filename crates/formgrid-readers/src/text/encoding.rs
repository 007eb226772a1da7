//! Encodings: bytes to text by a strict ladder of byte order mark, UTF-16, UTF-8, GB18030.
//!
//! Each rung has a test that the wrong encoding fails, so the order decides nothing but the rare tie.
//! Text that is valid UTF-8 is borrowed; bytes that stand for no character become U+FFFD.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::ReadError;

/// The text of a source.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    /// Some bytes were no character and stand as U+FFFD in the text.
    pub(crate) damaged: bool,
}

/// How much of a source is looked at to tell its encoding: enough for a stable share of NULs.
const SAMPLE: usize = 64 * 1024;

/// Decodes a source.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, ReadError> {
    if let Some((encoding, mark_len)) = Encoding::for_bom(bytes) {
        return Ok(decode_as(encoding, &bytes[mark_len..]));
    }
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    if sample.contains(&0)
        && let Some(encoding) = utf16_without_mark(sample)
    {
        return Ok(decode_as(encoding, bytes));
    }
    if control_share(sample) > 0.02 {
        return Err(binary());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Decoded { text: Cow::Borrowed(text), damaged: false }),
        Err(_) if is_mostly_utf8(bytes) => Ok(decode_as(UTF_8, bytes)),
        Err(_) => decode_gb18030(bytes),
    }
}

fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, damaged }
}

fn binary() -> ReadError {
    ReadError::Unsupported {
        what: "binary data of an unknown kind",
        remedy: "convert it to a text dump first",
    }
}

/// The byte order under which nearly all code units are characters of a form. A plain count of NULs
/// by parity would be misled by `一` (U+4E00), whose low byte is NUL.
fn utf16_without_mark(sample: &[u8]) -> Option<&'static Encoding> {
    let (units, _) = sample.as_chunks::<2>();
    let share = |to_unit: fn([u8; 2]) -> u16| {
        let n_plausible = units.iter().filter(|&&unit| is_plausible(to_unit(unit))).count();
        n_plausible as f64 / units.len().max(1) as f64
    };
    let (little, big) = (share(u16::from_le_bytes), share(u16::from_be_bytes));
    match (little >= 0.9, big >= 0.9) {
        (true, _) if little >= big => Some(UTF_16LE),
        (_, true) => Some(UTF_16BE),
        _ => None,
    }
}

/// Blanks, ASCII, Latin and Greek letters, punctuation, CJK and full-width forms.
fn is_plausible(unit: u16) -> bool {
    matches!(unit, 0x09..=0x0d | 0x20..=0x7e | 0xa0..=0x3ff | 0x2000..=0x33ff | 0x4e00..=0x9fff
        | 0xff00..=0xffef)
}

/// Control characters that no text dump holds. BEL marks a cell's end in some, US and RS a hyphen.
fn control_share(sample: &[u8]) -> f64 {
    let n_controls =
        sample.iter().filter(|b| matches!(b, 0x00..=0x06 | 0x08 | 0x0e..=0x1d | 0x7f)).count();
    n_controls as f64 / sample.len().max(1) as f64
}

/// Whether bytes that are not valid UTF-8 are so nearly: a few bad bytes, or a character cut at the
/// end. GB18030 text has hardly a sequence that is valid UTF-8.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut n_valid, mut n_errors) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        n_valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        let is_cut_at_end = matches!(
            std::str::from_utf8(chunk.invalid()),
            Err(error) if error.error_len().is_none()
        );
        n_errors += usize::from(!chunk.invalid().is_empty() && !is_cut_at_end);
    }
    n_errors.saturating_mul(10) <= n_valid
}

/// Decodes GB18030, and GBK and GB2312 inside it. Other double-byte encodings decode without an error
/// as often as not, but to rare characters: most of the text must lie in the plane of GB2312.
fn decode_gb18030(bytes: &[u8]) -> Result<Decoded<'_>, ReadError> {
    let decoded = decode_as(GB18030, bytes);
    let (mut n_characters, mut n_undecodable, mut line, mut first_line) = (0, 0, 1, None);
    for c in decoded.text.chars() {
        line += u32::from(c == '\n');
        n_characters += usize::from(!c.is_ascii());
        if matches!(c, '\u{fffd}' | '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}') {
            n_undecodable += 1;
            first_line = first_line.or(Some(line));
        }
    }
    let (n_pairs, n_common) = count_pairs(bytes);
    let n_rare: usize = n_pairs - n_common;
    // Traditional characters in GBK are rare ones too, so these may be many; the others may not.
    if n_undecodable * 10 <= n_characters && n_rare * 2 <= n_characters {
        return Ok(decoded);
    }
    let n_undecodable = n_undecodable.max(n_rare);
    // Where nearly all is ASCII, a few bytes in an encoding of their own cost only themselves.
    if n_characters.saturating_mul(50) <= bytes.len() {
        return Ok(decode_as(UTF_8, bytes));
    }
    let line = first_line.unwrap_or(1);
    Err(ReadError::UnknownEncoding { n_undecodable, n_characters, line })
}

/// Double-byte characters, and how many of them lie in the plane of GB2312.
fn count_pairs(bytes: &[u8]) -> (usize, usize) {
    let (mut n_pairs, mut n_common) = (0, 0);
    let mut rest = bytes;
    while let [lead, tail @ ..] = rest {
        rest = tail;
        if let (0x81..=0xfe, Some(&trail @ 0x30..=0xfe)) = (*lead, tail.first()) {
            n_pairs += 1;
            n_common += usize::from(matches!(*lead, 0xa1..=0xf7) && trail >= 0xa1);
            rest = &tail[1..];
        }
    }
    (n_pairs, n_common)
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, GBK};

    use super::decode;
    use crate::ReadError;

    const TEXT: &str = "一级指标\t二级指标\n产出指标\t数量指标\t≥95%\n";

    fn check(bytes: &[u8], text: &str, damaged: bool) {
        let decoded = decode(bytes).unwrap();
        assert_eq!((&*decoded.text, decoded.damaged), (text, damaged));
    }

    fn utf16(to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        TEXT.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn utf8_with_and_without_mark() {
        check(TEXT.as_bytes(), TEXT, false);
        check(format!("\u{feff}{TEXT}").as_bytes(), TEXT, false);
        check(b"", "", false);
    }

    #[test]
    fn utf16_in_both_orders_with_and_without_mark() {
        check(&utf16(u16::to_le_bytes), TEXT, false);
        check(&utf16(u16::to_be_bytes), TEXT, false);
        check(&[b"\xff\xfe".to_vec(), utf16(u16::to_le_bytes)].concat(), TEXT, false);
        check(&[b"\xfe\xff".to_vec(), utf16(u16::to_be_bytes)].concat(), TEXT, false);
    }

    #[test]
    fn gbk_and_the_four_byte_plane_of_gb18030() {
        check(&GBK.encode(TEXT).0, TEXT, false);
        let rare = "单位𠮷田\t数量指标完成情况良好";
        check(&super::GB18030.encode(rare).0, rare, false);
    }

    #[test]
    fn a_dump_cut_inside_a_character_stays_utf8() {
        check(&"目标".as_bytes()[..5], "目\u{fffd}", true);
    }

    #[test]
    fn a_few_bad_bytes_do_not_change_the_encoding() {
        let bytes = [TEXT.as_bytes(), b"\xff", TEXT.as_bytes()].concat();
        check(&bytes, &format!("{TEXT}\u{fffd}{TEXT}"), true);
    }

    #[test]
    fn other_double_byte_encodings_are_refused() {
        let text = "績效目標與預算執行情形說明：機關應於年度開始前訂定關鍵績效指標。";
        let error = decode(&BIG5.encode(text).0).unwrap_err();
        assert!(matches!(error, ReadError::UnknownEncoding { line: 1, .. }), "{error}");
    }

    #[test]
    fn a_stray_byte_in_ascii_is_replaced() {
        let text = "item\tamount\n".repeat(20);
        check(&[text.as_bytes(), b"\xe9\n"].concat(), &format!("{text}\u{fffd}\n"), true);
    }

    #[test]
    fn control_characters_are_no_text() {
        let bytes: Vec<u8> = (0..=255).cycle().take(4096).collect();
        assert!(matches!(decode(&bytes), Err(ReadError::Unsupported { .. })));
        assert!(matches!(decode(&[1; 64]), Err(ReadError::Unsupported { .. })));
    }
}
