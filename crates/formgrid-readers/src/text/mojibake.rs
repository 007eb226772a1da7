//! Mojibake: text that was decoded with the wrong code page and saved again.
//!
//! UTF-8 becomes rare Chinese characters or accented Latin letters, GBK becomes accented Latin letters. If
//! the reverse conversion is lossless and yields Chinese text, the reader uses its result. If characters
//! were lost, the text stays unchanged and a diagnostic reports it.

use encoding_rs::{EncoderResult, Encoding, GB18030, UTF_8, WINDOWS_1252};
use formgrid_model::{Code, Diagnostics, Place};

/// A text that was decoded with the wrong encoding.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mojibake {
    /// The original text; `None` if it cannot be recovered.
    pub(crate) text: Option<String>,
    /// Names of the encodings in which it was written and read.
    pub(crate) written: &'static str,
    pub(crate) read: &'static str,
}

/// Confused encodings: written in the first, read in the second.
const WAYS: [(&Encoding, &Encoding); 3] =
    [(UTF_8, GB18030), (UTF_8, WINDOWS_1252), (GB18030, WINDOWS_1252)];

/// Minimum number of non-ASCII characters; a shorter text is too short to judge.
const MIN_CHARACTERS: usize = 12;

/// Bytes of text sampled for detection.
const SAMPLE: usize = 4_000;

/// The original text, if it was decoded with the wrong encoding and can be recovered. Reports mojibake
/// either way.
pub(crate) fn restored(text: &str, diagnostics: &mut Diagnostics) -> Option<String> {
    let Mojibake { text, written, read } = detect(text)?;
    let outcome =
        if text.is_some() { "it was restored" } else { "what was lost cannot be restored" };
    let message = format!("text in {written} was once read as {read} and saved again: {outcome}");
    diagnostics.report(Code::ReadEncodingDoubtful, Place::default(), message);
    text
}

/// Detects whether a text was decoded with the wrong encoding.
pub(crate) fn detect(text: &str) -> Option<Mojibake> {
    let sample = text.get(..text.floor_char_boundary(SAMPLE)).unwrap_or(text);
    let n_foreign = sample.chars().filter(|c| !c.is_ascii()).count();
    if n_foreign < MIN_CHARACTERS {
        return None;
    }
    // A text that was read as windows-1252 contains hardly any Chinese characters.
    let has_chinese = sample.chars().filter(|&c| is_chinese(c)).count() * 20 > n_foreign;
    for (written, read) in WAYS {
        let is_possible = !(has_chinese && read == WINDOWS_1252);
        if !is_possible || !is_of(sample, n_foreign, written, read) {
            continue;
        }
        let (bytes, is_lossless) = back(text, read);
        let (found, damaged) = written.decode_without_bom_handling(&bytes);
        let is_sound = is_lossless && !damaged;
        let text = is_sound.then(|| found.into_owned());
        return Some(Mojibake { text, written: written.name(), read: read.name() });
    }
    None
}

/// Whether the reverse conversion of a sample yields Chinese text, except for a few characters.
fn is_of(
    sample: &str,
    n_foreign: usize,
    written: &'static Encoding,
    read: &'static Encoding,
) -> bool {
    let (bytes, _) = back(sample, read);
    if written == GB18030 {
        let (n_pairs, n_common) = super::encoding::count_pairs(&bytes);
        return n_pairs * 2 >= MIN_CHARACTERS && n_common * 10 >= n_pairs * 9 && {
            let text = GB18030.decode_without_bom_handling(&bytes).0;
            text.chars().filter(|&c| is_chinese(c)).count() * 10 >= n_pairs * 7
        };
    }
    let (mut n_chinese, mut n_lost) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        n_chinese += chunk.valid().chars().filter(|&c| is_chinese(c)).count();
        n_lost += usize::from(!chunk.invalid().is_empty());
    }
    // Chinese text in GBK is hardly ever valid UTF-8 by chance, and never at length.
    n_chinese * 4 >= n_foreign && n_lost * 3 <= n_chinese
}

/// The bytes from which a text was read, and whether all its characters could be encoded.
fn back(text: &str, read: &'static Encoding) -> (Vec<u8>, bool) {
    // Decoders keep bytes without a character in the encoding as C1 controls.
    let is_undecoded = |c: char| matches!(c, '\u{80}'..='\u{9f}' | '\u{fffd}');
    let mut bytes = Vec::with_capacity(text.len());
    let mut is_lossless = true;
    for piece in text.split_inclusive(is_undecoded) {
        let plain = piece.strip_suffix(is_undecoded).unwrap_or(piece);
        is_lossless &= encode(plain, read, &mut bytes);
        if let Some(c) = piece.get(plain.len()..).and_then(|rest| rest.chars().next()) {
            match u8::try_from(u32::from(c)) {
                Ok(byte) => bytes.push(byte),
                Err(_) => is_lossless = false,
            }
        }
    }
    (bytes, is_lossless)
}

/// Appends a text in an encoding, without characters that it lacks. Returns whether it has all.
fn encode(mut text: &str, encoding: &'static Encoding, bytes: &mut Vec<u8>) -> bool {
    let mut encoder = encoding.new_encoder();
    let mut is_lossless = true;
    while !text.is_empty() {
        let room = encoder.max_buffer_length_from_utf8_without_replacement(text.len());
        bytes.reserve(room.unwrap_or_default());
        let (outcome, n_read) =
            encoder.encode_from_utf8_to_vec_without_replacement(text, bytes, true);
        is_lossless &= outcome == EncoderResult::InputEmpty;
        text = text.get(n_read..).filter(|_| n_read > 0).unwrap_or_default();
    }
    is_lossless
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fa5}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

#[cfg(test)]
mod tests {
    use encoding_rs::{GB18030, GBK, WINDOWS_1252};

    use super::detect;

    const TEXT: &str = "项目支出绩效目标表\t一级指标\t产出指标\t数量指标\t≥24公里\n";

    #[test]
    fn lossless_mojibake_is_restored() {
        let latin = WINDOWS_1252.decode_without_bom_handling(TEXT.as_bytes()).0.into_owned();
        let found = detect(&latin).unwrap();
        assert_eq!((found.text.as_deref(), found.read), (Some(TEXT), "windows-1252"));
        let latin = WINDOWS_1252.decode_without_bom_handling(&GBK.encode(TEXT).0).0.into_owned();
        assert_eq!(detect(&latin).unwrap().text.as_deref(), Some(TEXT));
    }

    #[test]
    fn lossy_mojibake_is_reported_and_kept() {
        let chinese = GB18030.decode_without_bom_handling(TEXT.as_bytes()).0.into_owned();
        let found = detect(&chinese).unwrap();
        assert_eq!((found.text, found.written, found.read), (None, "UTF-8", "gb18030"));
    }

    #[test]
    fn intact_text_is_unchanged() {
        assert_eq!(detect(TEXT), None);
        assert_eq!(detect("Évaluation détaillée à 95 % près, où l’été s’achève."), None);
        assert_eq!(
            detect("績效目標與預算執行情形說明：機關應於年度開始前訂定關鍵績效指標。"),
            None
        );
        assert_eq!(detect("①②③④⑤⑥⑦⑧⑨⑩≥≤±×÷→←↑↓"), None);
    }
}
