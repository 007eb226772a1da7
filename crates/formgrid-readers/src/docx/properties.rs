//! Properties: `pPr`, `trPr` and `tcPr` as stated.
//!
//! `…Change` elements hold properties that a tracked change replaced; they are skipped everywhere.

use formgrid_package::{Event, Tag, Xml, XmlError};

use super::row_shape::Merge;

/// Most columns a cell may span. Word stops at 63; more is damage.
pub(super) const MAX_SPAN: usize = 63;

/// Paragraph properties (`pPr`).
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ParagraphProperties {
    /// Style id.
    pub(super) style: Option<String>,
    /// Outline level, zero-based; 9 is body text.
    pub(super) outline: Option<u8>,
    /// List id; 0 removes it from the list of its style.
    pub(super) list: Option<u32>,
    /// List level, zero-based.
    pub(super) level: Option<u8>,
    /// Whether a tracked change deletes the paragraph mark, joining it with the next paragraph.
    pub(super) end_deleted: bool,
    /// The printed number, if the file stores it.
    pub(super) number: Option<String>,
}

/// Row properties (`trPr`).
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct RowProperties {
    /// Grid columns before the first cell.
    pub(super) before: usize,
    /// Grid columns after the last cell.
    pub(super) after: usize,
    /// Whether it repeats as a header row on each page.
    pub(super) repeats: bool,
    /// Whether a tracked change deletes it.
    pub(super) deleted: bool,
    /// Whether it is hidden.
    pub(super) is_hidden: bool,
    /// Whether a number of columns was over [`MAX_SPAN`].
    pub(super) clamped: bool,
}

/// Cell properties (`tcPr`).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CellProperties {
    /// Columns spanned, at least 1.
    pub(super) col_span: usize,
    /// Vertical merge (`vMerge`).
    pub(super) vertical: Merge,
    /// Horizontal merge (`hMerge`), used by old files instead of a span.
    pub(super) horizontal: Merge,
    /// Whether a tracked change deletes it.
    pub(super) deleted: bool,
    /// Whether the span was over [`MAX_SPAN`].
    pub(super) clamped: bool,
    /// Width in twips, if stated.
    pub(super) width: Option<u32>,
    /// Whether it states a span, even of one column.
    pub(super) has_span: bool,
}

impl Default for CellProperties {
    fn default() -> Self {
        Self {
            col_span: 1,
            vertical: Merge::None,
            horizontal: Merge::None,
            deleted: false,
            clamped: false,
            width: None,
            has_span: false,
        }
    }
}

/// Reads the `pPr` just opened, through its end.
pub(super) fn paragraph(xml: &mut Xml<'_>) -> Result<ParagraphProperties, XmlError> {
    let mut found = ParagraphProperties::default();
    each(xml, |name, tag| match name {
        "pStyle" => found.style = tag.attr("val").map(std::borrow::Cow::into_owned),
        "outlineLvl" => found.outline = number(tag, "val"),
        "numId" => found.list = number(tag, "val"),
        "ilvl" => found.level = number(tag, "val"),
        "del" | "moveFrom" => found.end_deleted = true,
        // Word 2003 XML stores list numbers.
        "t" => {
            let is_number = |text: &str| text.chars().any(char::is_alphanumeric);
            let text = tag.attr("val").map(std::borrow::Cow::into_owned);
            found.number = text.filter(|text| is_number(text));
        }
        _ => {}
    })?;
    Ok(found)
}

/// Reads the `trPr` just opened, through its end.
pub(super) fn row(xml: &mut Xml<'_>) -> Result<RowProperties, XmlError> {
    let mut found = RowProperties::default();
    each(xml, |name, tag| match name {
        "gridBefore" => found.before = span(tag, &mut found.clamped),
        "gridAfter" => found.after = span(tag, &mut found.clamped),
        "tblHeader" => found.repeats = is_on(tag),
        "del" => found.deleted = true,
        "hidden" => found.is_hidden = is_on(tag),
        _ => {}
    })?;
    Ok(found)
}

/// Reads the `tcPr` just opened, through its end.
pub(super) fn cell(xml: &mut Xml<'_>) -> Result<CellProperties, XmlError> {
    let mut found = CellProperties::default();
    each(xml, |name, tag| match name {
        "gridSpan" => {
            found.col_span = span(tag, &mut found.clamped).max(1);
            found.has_span = true;
        }
        "tcW" => {
            let [unit, width] = tag.attrs(["type", "w"]);
            if unit.is_none_or(|unit| unit == "dxa") {
                let width = width.and_then(|width| leading_number(&width));
                found.width = width.filter(|&width| width > 0);
            }
        }
        // Word 2003 XML uses lower case.
        "vMerge" | "vmerge" => found.vertical = merge(tag),
        "hMerge" | "hmerge" => found.horizontal = merge(tag),
        "cellDel" => found.deleted = true,
        _ => {}
    })?;
    Ok(found)
}

/// Reads the `tblGrid` just opened and counts its columns.
pub(super) fn n_grid_columns(xml: &mut Xml<'_>) -> Result<usize, XmlError> {
    let mut count = 0;
    each(xml, |name, _| count += usize::from(name == "gridCol"))?;
    Ok(count)
}

/// Whether a toggle is on: no value, or a value other than false.
pub(super) fn is_on(tag: &Tag<'_>) -> bool {
    tag.attr("val").is_none_or(|value| !matches!(&*value, "0" | "false" | "off"))
}

/// A numeric attribute. Anything after the digits is ignored: some writers emit `2.0` or `2pt`.
pub(super) fn number<N: std::str::FromStr>(tag: &Tag<'_>, attribute: &str) -> Option<N> {
    tag.attr(attribute).and_then(|value| leading_number(&value))
}

fn leading_number<N: std::str::FromStr>(value: &str) -> Option<N> {
    let value = value.trim();
    let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    value[..end].parse().ok()
}

/// Calls `visit` with the local name and tag of every descendant of the element just opened, through
/// its end.
pub(super) fn each(
    xml: &mut Xml<'_>,
    mut visit: impl FnMut(&str, &Tag<'_>),
) -> Result<(), XmlError> {
    let outside = xml.depth().saturating_sub(1);
    while xml.depth() > outside {
        match xml.next_event()? {
            Event::Open(tag) => match tag.local() {
                replaced if replaced.ends_with("Change") => xml.skip()?,
                name => visit(name, &tag),
            },
            Event::End => break,
            Event::Close | Event::Text(_) => {}
        }
    }
    Ok(())
}

fn merge(tag: &Tag<'_>) -> Merge {
    match tag.attr("val") {
        Some(value) if value == "restart" => Merge::Restart,
        _ => Merge::Continue,
    }
}

/// A number of columns. A number that does not parse counts as too large.
fn span(tag: &Tag<'_>, clamped: &mut bool) -> usize {
    let digits =
        tag.attr("val").is_some_and(|v| v.trim().starts_with(|c: char| c.is_ascii_digit()));
    let stated = number(tag, "val").unwrap_or(if digits { usize::MAX } else { 0 });
    *clamped |= stated > MAX_SPAN;
    stated.min(MAX_SPAN)
}

#[cfg(test)]
mod tests {
    use formgrid_model::Limits;
    use formgrid_package::{Event, Xml};

    use super::{CellProperties, Merge, ParagraphProperties, RowProperties, cell, paragraph, row};

    /// Opens the root element of a text and passes the rest to `read`.
    fn inside<T>(text: &str, read: impl FnOnce(&mut Xml<'_>) -> T) -> T {
        let limits = Limits::default();
        let mut xml = Xml::new(text, &limits);
        assert!(matches!(xml.next_event(), Ok(Event::Open(_))));
        read(&mut xml)
    }

    #[test]
    fn paragraphs_state_style_and_list() {
        let found = inside(
            "<pPr><pStyle val='a1'/><numPr><ilvl val='1'/><numId val='7'/></numPr>\
             <rPr><del/></rPr><outlineLvl val='0'/></pPr>",
            |xml| paragraph(xml).unwrap(),
        );
        let expected = ParagraphProperties {
            style: Some("a1".to_owned()),
            outline: Some(0),
            list: Some(7),
            level: Some(1),
            end_deleted: true,
            number: None,
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn replaced_properties_do_not_count() {
        let text = "<tcPr><gridSpan val='2'/><tcPrChange><tcPr><gridSpan val='5'/><vMerge/></tcPr>\
                    </tcPrChange></tcPr>";
        let found = inside(text, |xml| cell(xml).unwrap());
        assert_eq!(
            found,
            CellProperties { col_span: 2, has_span: true, ..CellProperties::default() }
        );
    }

    #[test]
    fn spans_are_read_leniently_and_clamped() {
        let span = |value: &str| {
            let text = format!("<tcPr><gridSpan val='{value}'/></tcPr>");
            inside(&text, |xml| cell(xml).map(|cell| (cell.col_span, cell.clamped)).unwrap())
        };
        assert_eq!(span("3"), (3, false));
        assert_eq!(span("3.0"), (3, false));
        assert_eq!(span("0"), (1, false));
        assert_eq!(span("-4"), (1, false));
        assert_eq!(span("1000000"), (63, true));
        assert_eq!(span("99999999999999999999999"), (63, true));
    }

    #[test]
    fn merges_continue_unless_they_restart() {
        let text = "<tcPr><vMerge/><hMerge val='restart'/></tcPr>";
        let found = inside(text, |xml| cell(xml).unwrap());
        assert_eq!((found.vertical, found.horizontal), (Merge::Continue, Merge::Restart));
    }

    #[test]
    fn rows_state_what_they_leave_out() {
        let text = "<trPr><gridBefore val='2'/><gridAfter val='1'/><tblHeader val='false'/></trPr>";
        let found = inside(text, |xml| row(xml).unwrap());
        assert_eq!(found, RowProperties { before: 2, after: 1, ..RowProperties::default() });
    }
}
