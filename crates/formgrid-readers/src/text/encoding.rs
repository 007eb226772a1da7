//! Encodings: bytes to text. Tries a byte order mark, UTF-16, UTF-8 and GB18030, in this order.
//!
//! Each step has a test that the wrong encodings fail, so the order decides only rare ties. Valid UTF-8
//! is borrowed; undecodable bytes become U+FFFD.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::ReadError;

/// The text of a source.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    /// The text contains U+FFFD in place of undecodable bytes.
    pub(crate) damaged: bool,
    /// Number of the first line in the second encoding, if lines are in two encodings. Each line is
    /// decoded in its own.
    pub(crate) second: Option<u32>,
}

/// Bytes sampled to detect the encoding: enough for a stable share of NULs.
const SAMPLE: usize = 64 * 1024;

/// Decodes a source.
///
/// # Errors
///
/// [`ReadError::Unsupported`] for binary data, [`ReadError::UnknownEncoding`] for other encodings.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded<'_>, ReadError> {
    if let Some(text) = utf32(bytes) {
        let damaged = text.contains(char::REPLACEMENT_CHARACTER);
        return Ok(Decoded { text: Cow::Owned(text), damaged, second: None });
    }
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
        Ok(text) => Ok(Decoded { text: Cow::Borrowed(text), damaged: false, second: None }),
        Err(_) => match by_line(bytes) {
            Some(decoded) => Ok(decoded),
            None if is_mostly_utf8(bytes) => Ok(decode_as(UTF_8, bytes)),
            None => decode_gb18030(bytes),
        },
    }
}

fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, damaged, second: None }
}

/// Decodes UTF-32, detected from its byte order mark or from plausible code units.
fn utf32(bytes: &[u8]) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<4>();
    let marked: Option<fn([u8; 4]) -> u32> = match bytes {
        [0xff, 0xfe, 0, 0, ..] => Some(u32::from_le_bytes),
        [0, 0, 0xfe, 0xff, ..] => Some(u32::from_be_bytes),
        _ => None,
    };
    let is_plain = |to_unit: fn([u8; 4]) -> u32| {
        let sample = units.get(..SAMPLE / 4).unwrap_or(units);
        let is_character = |&unit: &[u8; 4]| u16::try_from(to_unit(unit)).is_ok_and(is_plausible);
        let n_plausible = sample.iter().filter(|&unit| is_character(unit)).count();
        n_plausible > 3 && n_plausible * 10 >= sample.len() * 9
    };
    let to_unit = marked.or_else(|| {
        let orders: [fn([u8; 4]) -> u32; 2] = [u32::from_le_bytes, u32::from_be_bytes];
        orders.into_iter().find(|&order| rest.is_empty() && is_plain(order))
    })?;
    let units = units.iter().map(|&unit| to_unit(unit)).skip(usize::from(marked.is_some()));
    Some(units.map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// Minimum number of non-ASCII characters per encoding in a text of two encodings.
const MIN_OF_EITHER: usize = 6;

/// Decodes a text concatenated from UTF-8 and GB18030 line by line; `None` if all of it is in one
/// encoding. An ambiguous line has the encoding of the line before it.
fn by_line(bytes: &[u8]) -> Option<Decoded<'static>> {
    let (mut n_utf8, mut n_gbk) = (0_usize, 0_usize);
    let mut is_gbk = Vec::new();
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        let (n_pairs, n_common) = count_pairs(line);
        let reads_as_gbk = n_pairs > 0 && n_common * 10 >= n_pairs * 9;
        let in_gbk = match std::str::from_utf8(line) {
            Ok(text) if text.is_ascii() => None,
            Ok(_) if reads_as_gbk => None,
            Ok(text) => {
                n_utf8 += text.chars().filter(|c| !c.is_ascii()).count();
                Some(false)
            }
            Err(_) if reads_as_gbk => {
                n_gbk += n_pairs;
                Some(true)
            }
            // Damage: judge the text as a whole instead.
            Err(_) => return None,
        };
        is_gbk.push(in_gbk);
    }
    if n_utf8 < MIN_OF_EITHER || n_gbk < MIN_OF_EITHER {
        return None;
    }
    let mut current = is_gbk.iter().flatten().next().copied()?;
    let (first, mut second) = (current, None);
    let mut text = String::with_capacity(bytes.len());
    for (number, (line, in_gbk)) in
        (1..).zip(bytes.split_inclusive(|&byte| byte == b'\n').zip(is_gbk))
    {
        current = in_gbk.unwrap_or(current);
        if current != first && second.is_none() {
            second = Some(number);
        }
        let encoding = if current { GB18030 } else { UTF_8 };
        text.push_str(&encoding.decode_without_bom_handling(line).0);
    }
    Some(Decoded { text: Cow::Owned(text), damaged: false, second })
}

fn binary() -> ReadError {
    ReadError::Unsupported {
        what: "binary data of an unknown kind",
        remedy: "open it in its program and save it as .docx or .xlsx",
    }
}

/// The byte order in which nearly all code units are plausible. Counting NULs by parity fails on `一`
/// (U+4E00), whose low byte is NUL.
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

/// Whether a code unit is whitespace, ASCII, a Latin or Greek letter, punctuation, CJK or full-width.
fn is_plausible(unit: u16) -> bool {
    matches!(unit, 0x09..=0x0d | 0x20..=0x7e | 0xa0..=0x3ff | 0x2000..=0x33ff | 0x4e00..=0x9fff
        | 0xff00..=0xffef)
}

/// Share of control characters that no text dump contains. Some dumps use BEL as an end-of-cell mark, and
/// US and RS as hyphens.
fn control_share(sample: &[u8]) -> f64 {
    let n_controls =
        sample.iter().filter(|b| matches!(b, 0x00..=0x06 | 0x08 | 0x0e..=0x1d | 0x7f)).count();
    n_controls as f64 / sample.len().max(1) as f64
}

/// Whether bytes are valid UTF-8 except for a few bad bytes or a character truncated at the end. GB18030
/// text contains hardly any valid UTF-8 sequence.
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

/// Decodes GB18030, and GBK and GB2312 as its subsets. Other double-byte encodings often decode without
/// an error, but to rare characters, so at least half of the text must be in GB2312.
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
    // Traditional characters in GBK count as rare too, so many are allowed. Undecodable ones are not.
    if n_undecodable * 10 <= n_characters && n_rare * 2 <= n_characters {
        return Ok(decoded);
    }
    let n_undecodable = n_undecodable.max(n_rare);
    // If nearly all is ASCII, a few bytes in another encoding are replaced; the rest is unaffected.
    if n_characters.saturating_mul(50) <= bytes.len() {
        return Ok(decode_as(UTF_8, bytes));
    }
    let line = first_line.unwrap_or(1);
    Err(ReadError::UnknownEncoding { n_undecodable, n_characters, line })
}

/// Number of double-byte characters, and of those in GB2312.
pub(super) fn count_pairs(bytes: &[u8]) -> (usize, usize) {
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
    fn utf32_with_and_without_mark() {
        let bytes = |order: fn(u32) -> [u8; 4], text: &str| -> Vec<u8> {
            text.chars().flat_map(|c| order(u32::from(c))).collect()
        };
        check(&bytes(u32::to_le_bytes, &format!("\u{feff}{TEXT}")), TEXT, false);
        check(&bytes(u32::to_be_bytes, &format!("\u{feff}{TEXT}")), TEXT, false);
        check(&bytes(u32::to_le_bytes, TEXT), TEXT, false);
    }

    #[test]
    fn each_line_is_decoded_in_its_own_encoding() {
        let bytes = [TEXT.as_bytes(), b"\n", &GBK.encode(TEXT).0].concat();
        let decoded = decode(&bytes).unwrap();
        assert_eq!(decoded.text, format!("{TEXT}\n{TEXT}"));
        assert_eq!((decoded.damaged, decoded.second), (false, Some(4)));
    }

    #[test]
    fn utf16_in_both_orders_with_and_without_mark() {
        check(&utf16(u16::to_le_bytes), TEXT, false);
        check(&utf16(u16::to_be_bytes), TEXT, false);
        check(&[b"\xff\xfe".to_vec(), utf16(u16::to_le_bytes)].concat(), TEXT, false);
        check(&[b"\xfe\xff".to_vec(), utf16(u16::to_be_bytes)].concat(), TEXT, false);
    }

    #[test]
    fn gbk_and_four_byte_gb18030() {
        check(&GBK.encode(TEXT).0, TEXT, false);
        let rare = "单位𠮷田\t数量指标完成情况良好";
        check(&super::GB18030.encode(rare).0, rare, false);
    }

    #[test]
    fn a_dump_truncated_inside_a_character_is_still_utf8() {
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
    fn control_characters_are_refused() {
        let bytes: Vec<u8> = (0..=255).cycle().take(4096).collect();
        assert!(matches!(decode(&bytes), Err(ReadError::Unsupported { .. })));
        assert!(matches!(decode(&[1; 64]), Err(ReadError::Unsupported { .. })));
    }
}
