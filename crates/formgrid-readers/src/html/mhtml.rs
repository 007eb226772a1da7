//! MHTML: pages inside a mail message, as word processors and browsers save a page with its resources
//! in one file (RFC 2557).
//!
//! Only parts of type `text/html` are read, in order. A truncated message gives the parts it still has.
//!
//! No crate for mail does this within limits. `mailparse` recurses into parts and keeps them all;
//! it gives nothing of a message nested too deep or of a truncated base64 part, drops text that is not
//! ASCII from quoted-printable parts, and decodes headers in time quadratic in their encoded words.
//! `mail-parser` 0.11 overflows the stack on deeply nested messages; 1.0 needs a newer compiler.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// A page inside a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct HtmlPart {
    pub(super) bytes: Vec<u8>,
    /// Encoding label in the part's header.
    pub(super) charset: Option<String>,
    /// Its name in the message.
    pub(super) name: String,
    /// Whether it is a hidden sheet of a workbook.
    pub(super) is_hidden: bool,
}

/// Deepest nesting of multipart parts.
const MAX_DEPTH: usize = 4;

/// Whether bytes begin like a message with an HTML or multipart header.
pub(crate) fn is_message(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let first = head.trim_start().split(['\r', '\n']).next().unwrap_or("");
    let is_header = first.split_once(':').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    });
    is_header && head.contains("mime-version:") && head.contains("content-type:")
}

/// The pages of a message.
pub(super) fn pages(message: &[u8]) -> Vec<HtmlPart> {
    let mut pages = Vec::new();
    let mut waiting = vec![(message, 0)];
    while let Some((part, depth)) = waiting.pop() {
        let (head, body) = split_head(part);
        let kind = header(head, "content-type").unwrap_or_else(|| "text/plain".to_owned());
        if let Some(boundary) = parameter(&kind, "boundary")
            && depth < MAX_DEPTH
        {
            let inner = parts(body, boundary.as_bytes());
            waiting.extend(inner.into_iter().rev().map(|part| (part, depth + 1)));
        } else if kind.to_ascii_lowercase().starts_with("text/html") {
            let coding = header(head, "content-transfer-encoding").unwrap_or_default();
            pages.push(HtmlPart {
                bytes: decode(body, &coding),
                charset: parameter(&kind, "charset"),
                name: header(head, "content-location").unwrap_or_default(),
                is_hidden: false,
            });
        }
    }
    let hidden: Vec<String> = pages.iter().flat_map(|page| hidden_sheets(&page.bytes)).collect();
    for page in &mut pages {
        let name = page.name.rsplit(['/', '\\']).next().unwrap_or_default();
        page.is_hidden = !name.is_empty() && hidden.iter().any(|hidden| hidden == name);
    }
    pages
}

/// Files of hidden sheets in a workbook saved as a page: its first part lists all sheets, in a comment
/// for Excel.
fn hidden_sheets(page: &[u8]) -> Vec<String> {
    const SHEET: &[u8] = b"<x:ExcelWorksheet>";
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(page, SHEET) {
        let rest = &page[at + SHEET.len()..];
        let end = memchr::memmem::find(rest, b"</x:ExcelWorksheet>").unwrap_or(rest.len());
        let sheet = String::from_utf8_lossy(&rest[..end]);
        let between = |start: &str, end: &str| {
            sheet
                .split_once(start)
                .and_then(|(_, rest)| rest.split_once(end))
                .map(|(value, _)| value)
        };
        let is_hidden = between("<x:Visible>", "</x:Visible>")
            .is_some_and(|state| state.trim().starts_with("Sheet") && state.contains("Hidden"));
        let file = between("HRef=\"", "\"").and_then(|file| file.rsplit(['/', '\\']).next());
        found.extend(file.filter(|_| is_hidden).map(str::to_owned));
    }
    found
}

/// The header lines, and the text after the first empty line.
fn split_head(part: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    for line in part.split_inclusive(|&b| b == b'\n') {
        at += line.len();
        if line.trim_ascii().is_empty() && at > line.len() {
            return (&part[..at], &part[at..]);
        }
    }
    (part, &[])
}

/// The value of a header, unfolded.
fn header(head: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(head);
    let mut value: Option<String> = None;
    for line in text.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some(value) = &mut value {
                value.push_str(line);
            }
        } else if value.is_some() {
            break;
        } else if let Some((key, rest)) = line.split_once(':')
            && key.eq_ignore_ascii_case(name)
        {
            value = Some(rest.trim().to_owned());
        }
    }
    value
}

/// A parameter of a header value, such as `boundary="x"`.
fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|one| {
        let (key, value) = one.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// The parts between lines that begin with `--boundary`.
fn parts<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let mut found = Vec::new();
    let (mut start, mut at) = (None, 0);
    for line in body.split_inclusive(|&b| b == b'\n') {
        let is_mark = line.strip_prefix(b"--").is_some_and(|rest| rest.starts_with(boundary));
        if is_mark {
            found.extend(start.map(|start: usize| &body[start..at]));
            start = Some(at + line.len());
        }
        at += line.len();
    }
    found.extend(start.map(|start| &body[start..]));
    found
}

fn decode(body: &[u8], coding: &str) -> Vec<u8> {
    if coding.eq_ignore_ascii_case("quoted-printable") {
        quoted_printable(body)
    } else if coding.eq_ignore_ascii_case("base64") {
        base64(body)
    } else {
        body.to_vec()
    }
}

fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let [first, tail @ ..] = rest {
        rest = match (first, tail) {
            (b'=', [b'\r', b'\n', after @ ..] | [b'\n', after @ ..]) => after,
            (b'=', [high, low, after @ ..])
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                out.push(digit(*high) << 4 | digit(*low));
                after
            }
            _ => {
                out.push(*first);
                tail
            }
        };
    }
    out
}

fn digit(hex: u8) -> u8 {
    match hex {
        b'0'..=b'9' => hex - b'0',
        b'a'..=b'f' => hex - b'a' + 10,
        b'A'..=b'F' => hex - b'A' + 10,
        _ => 0,
    }
}

/// What is left of damaged text is decoded: other characters and an incomplete end are skipped.
fn base64(body: &[u8]) -> Vec<u8> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::RequireNone),
    );
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let mut digits: Vec<u8> = body.iter().copied().filter(is_digit).collect();
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    LENIENT.decode(digits).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{base64, is_message, pages};

    const MESSAGE: &str = "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=\"x\"\r\n\r\n\
        --x\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>=E7=9B=\r\n=AE=E6=A0=87 = 1\r\n\
        --x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n\
        --x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPGI+MTwvYj4=\r\n--x--\r\n";

    #[test]
    fn pages_are_decoded_and_other_parts_left_out() {
        assert!(is_message(MESSAGE.as_bytes()));
        let found = pages(MESSAGE.as_bytes());
        let shown: Vec<_> =
            found.iter().map(|p| String::from_utf8_lossy(&p.bytes).trim().to_owned()).collect();
        assert_eq!(shown, ["<p>目标 = 1", "<b>1</b>"]);
        assert_eq!(found[0].charset.as_deref(), Some("utf-8"));
    }

    #[test]
    fn a_message_cut_off_keeps_what_it_has() {
        let cut = &MESSAGE[..MESSAGE.find("=AE").unwrap()];
        let found = pages(cut.as_bytes());
        assert_eq!(String::from_utf8_lossy(&found[0].bytes), "<p>\u{fffd}");
        assert!(pages(b"MIME-Version: 1.0").is_empty());
    }

    #[test]
    fn hidden_sheets_are_known_by_their_files() {
        let message = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"x\"\n\n\
            --x\nContent-Type: text/html\nContent-Location: file:///C:/a.htm\n\n<!--<x:ExcelWorksheet>\
            <x:Name>b</x:Name><x:WorksheetSource HRef=\"a_files/sheet002.htm\"/><x:Visible>SheetHidden\
            </x:Visible></x:ExcelWorksheet>-->\n--x\nContent-Type: text/html\n\
            Content-Location: file:///C:/a_files/sheet002.htm\n\n<b>2\n--x--\n";
        let hidden: Vec<bool> =
            pages(message.as_bytes()).iter().map(|page| page.is_hidden).collect();
        assert_eq!(hidden, [false, true]);
    }

    #[test]
    fn text_with_a_colon_is_no_message() {
        assert!(!is_message("单位：万元\n项目:路灯".as_bytes()));
        assert!(!is_message(b"a: b\n\nc"));
    }

    #[test]
    fn text_that_should_be_encoded_and_is_not_is_kept() {
        let page = "<p>目标=3D1 = =E7=9B=\n=AE=";
        let message = format!(
            "MIME-Version: 1.0\nContent-Type: text/html\n\
            Content-Transfer-Encoding: quoted-printable\n\n{page}"
        );
        let found = pages(message.as_bytes());
        assert_eq!(String::from_utf8_lossy(&found[0].bytes), "<p>目标=1 = 目=");
    }

    #[test]
    fn nesting_without_end_is_cut() {
        let part = |n: usize| format!("Content-Type: multipart/x; boundary=b{n}.\n\n--b{n}.\n");
        let message: String = (0..100_000).map(part).collect();
        let inner = "Content-Type: text/html\n\n<p>";
        assert!(pages((message + inner).as_bytes()).is_empty());
        let message: String = (0..4).map(part).collect();
        assert_eq!(pages((message + inner).as_bytes()).len(), 1);
    }

    #[test]
    fn base64_of_any_length() {
        assert_eq!(base64(b"QQ=="), b"A");
        assert_eq!(base64(b"QUI="), b"AB");
        assert_eq!(base64(b"Q\nU J D"), b"ABC");
        assert_eq!(base64(b"QUJDR"), b"ABC");
        assert_eq!(base64(b"QUJDR-A\xff"), b"ABCD");
    }
}
