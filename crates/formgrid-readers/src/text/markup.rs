//! Markup inside cells: HTML tags and entities that OCR engines write into text.
//!
//! Only tags with a known name are markup: `<5%`, `<=` and `<路灯>` are text. Block-level tags become line
//! breaks, all others are removed. A nested table is split into its rows.

use std::borrow::Cow;

/// Block-level tags, before and after which a new paragraph starts.
const BREAKING: &[&str] = &[
    "p", "br", "div", "li", "ul", "ol", "tr", "table", "thead", "tbody", "tfoot", "caption", "h1",
    "h2", "h3", "h4", "h5", "h6",
];

/// Inline tags, and the cells of tables.
const INLINE: &[&str] = &[
    "u", "b", "i", "s", "em", "strong", "span", "font", "sub", "sup", "del", "ins", "small", "big",
    "a", "center", "td", "th",
];

/// Maximum length of a tag in bytes. Bounds the search for the `>` of a lone `<`.
const MAX_TAG_LEN: usize = 300;

const ENTITIES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", "\u{a0}"),
    ("ge", "≥"),
    ("le", "≤"),
    ("ne", "≠"),
    ("times", "×"),
    ("divide", "÷"),
    ("plusmn", "±"),
    ("middot", "·"),
    ("deg", "°"),
    ("sup2", "²"),
    ("sup3", "³"),
    ("permil", "‰"),
    ("yen", "¥"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("mdash", "—"),
    ("ndash", "–"),
    ("hellip", "…"),
];

/// Text without tags and with decoded entities; `None` without markup.
pub(super) fn to_plain(text: &str) -> Option<String> {
    memchr::memchr2(b'<', b'&', text.as_bytes())?;
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    let mut ends_paragraph = false;
    let mut found = false;
    while let Some(at) = rest.find(['<', '&']) {
        push_text(&mut plain, &rest[..at], &mut ends_paragraph);
        rest = &rest[at..];
        if let Some(tag) = Tag::at_start(rest) {
            ends_paragraph |= BREAKING.iter().any(|name| tag.is(name));
            rest = &rest[tag.len..];
        } else if let Some((decoded, len)) = entity(rest) {
            push_text(&mut plain, &decoded, &mut ends_paragraph);
            rest = &rest[len..];
        } else {
            push_text(&mut plain, &rest[..1], &mut ends_paragraph);
            rest = &rest[1..];
            continue;
        }
        found = true;
    }
    push_text(&mut plain, rest, &mut ends_paragraph);
    found.then_some(plain)
}

/// Appends text, on a new line if a paragraph has ended and neither side is blank.
fn push_text(plain: &mut String, text: &str, ends_paragraph: &mut bool) {
    if !*ends_paragraph {
        return plain.push_str(text);
    }
    let text = text.trim_start();
    if text.is_empty() {
        return;
    }
    plain.truncate(plain.trim_end().len());
    if !plain.is_empty() {
        plain.push('\n');
    }
    plain.push_str(text);
    *ends_paragraph = false;
}

/// A nested table, with the text before and after it.
#[derive(Debug, PartialEq)]
pub(super) struct Nested<'a> {
    pub(super) before: &'a str,
    /// The cells of each row, with their markup.
    pub(super) rows: Vec<Vec<&'a str>>,
    pub(super) after: &'a str,
}

/// Splits the first nested table of a cell. A truncated table ends with the cell; text between its cells
/// becomes a cell, so that none is lost.
pub(super) fn nested_table(cell: &str) -> Option<Nested<'_>> {
    let start = find_tag(cell, 0, |tag| tag.is("table") && !tag.closing)?;
    let before = &cell[..start.start];
    let mut rows = Vec::new();
    let mut at = start.end;
    let mut in_cell = false;
    while let Some(found) = find_tag(cell, at, is_structure) {
        push_cell(&mut rows, &cell[at..found.start], in_cell);
        at = found.end;
        in_cell = is_cell(&found.tag) && !found.tag.closing;
        if found.tag.is("table") && found.tag.closing {
            return Some(Nested { before, rows, after: &cell[at..] });
        }
        if found.tag.is("tr") && !found.tag.closing {
            rows.push(Vec::new());
        }
    }
    push_cell(&mut rows, &cell[at..], in_cell);
    Some(Nested { before, rows, after: "" })
}

fn push_cell<'a>(rows: &mut Vec<Vec<&'a str>>, text: &'a str, in_cell: bool) {
    if !in_cell && text.trim().is_empty() {
        return;
    }
    match rows.last_mut() {
        Some(row) => row.push(text),
        None => rows.push(vec![text]),
    }
}

fn is_cell(tag: &Tag<'_>) -> bool {
    tag.is("td") || tag.is("th")
}

fn is_structure(tag: &Tag<'_>) -> bool {
    is_cell(tag) || tag.is("tr") || tag.is("table")
}

/// A tag with its byte offsets.
struct Found<'a> {
    tag: Tag<'a>,
    start: usize,
    end: usize,
}

fn find_tag(text: &str, from: usize, wanted: impl Fn(&Tag<'_>) -> bool) -> Option<Found<'_>> {
    let mut at = from;
    loop {
        let start = at + text.get(at..)?.find('<')?;
        at = start + 1;
        if let Some(tag) = Tag::at_start(&text[start..]).filter(&wanted) {
            let end = start + tag.len;
            return Some(Found { tag, start, end });
        }
    }
}

/// A tag with a known name.
struct Tag<'a> {
    name: &'a str,
    closing: bool,
    len: usize,
}

impl<'a> Tag<'a> {
    fn at_start(text: &'a str) -> Option<Self> {
        let inner = text.strip_prefix('<')?;
        let n_searched = inner.len().min(MAX_TAG_LEN);
        let end = inner.as_bytes()[..n_searched].iter().position(|&b| matches!(b, b'>' | b'<'))?;
        if inner.as_bytes()[end] != b'>' {
            return None;
        }
        let (closing, body) = match inner[..end].strip_prefix('/') {
            Some(body) => (true, body),
            None => (false, &inner[..end]),
        };
        let name_len = body.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (name, attributes) = body.split_at(name_len);
        let ends_name = attributes.is_empty() || attributes.starts_with([' ', '/', '\n']);
        let tag = Self { name, closing, len: end + 2 };
        (ends_name && BREAKING.iter().chain(INLINE).any(|name| tag.is(name))).then_some(tag)
    }

    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// The decoded entity at the start of a text, and its length in bytes.
fn entity(text: &str) -> Option<(Cow<'static, str>, usize)> {
    let inner = text.strip_prefix('&')?;
    let end = inner.bytes().take(10).position(|b| b == b';')?;
    let name = &inner[..end];
    let decoded = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            let c = char::from_u32(code).filter(|c| !c.is_control())?;
            Cow::Owned(c.to_string())
        }
        None => Cow::Borrowed(ENTITIES.iter().find(|(known, _)| *known == name)?.1),
    };
    Some((decoded, end + 2))
}

#[cfg(test)]
mod tests {
    use super::{Nested, nested_table, to_plain};

    fn check(text: &str, expected: &str) {
        assert_eq!(to_plain(text).as_deref().unwrap_or(text), expected);
    }

    #[test]
    fn tags_are_removed_and_paragraphs_end() {
        check("<u>2023年</u>", "2023年");
        check("<p>1. 修路</p> <p>2. 架桥</p>", "1. 修路\n2. 架桥");
        check("修路<br/><BR>架桥<br>", "修路\n架桥");
        check("<p></p>", "");
        check("<span style=\"color:red\">修</span>路", "修路");
    }

    #[test]
    fn a_literal_bracket_is_kept() {
        check("<5%", "<5%");
        check("<=3 且 >1", "<=3 且 >1");
        check("<路灯>", "<路灯>");
        check("<p>>=87%</p>", ">=87%");
        check("<pa>", "<pa>");
        check("a<", "a<");
    }

    #[test]
    fn entities_are_decoded_once() {
        check("A&amp;B", "A&B");
        check("&ge;95&#37;&#x3001;", "≥95%、");
        check("&amp;lt;", "&lt;");
        check("甲&乙;", "甲&乙;");
        check("&#0;", "&#0;");
    }

    #[test]
    fn a_nested_table_is_split() {
        let cell = "见<table border=\"1\"><tr><td>修路</td><td>3公里</td></tr> \
                    <tr><th>架桥<td>2座</table>后";
        let rows = vec![vec!["修路", "3公里"], vec!["架桥", "2座"]];
        assert_eq!(nested_table(cell), Some(Nested { before: "见", rows, after: "后" }));
    }

    #[test]
    fn a_truncated_nested_table_keeps_its_text() {
        let rows = vec![vec!["修路", "3公"]];
        let expected = Nested { before: "", rows, after: "" };
        assert_eq!(nested_table("<table><tr><td>修路</td><td>3公"), Some(expected));
    }
}
