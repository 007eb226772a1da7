//! Properties: what stands in `pPr`, `trPr` and `tcPr`, as stated.
//!
//! Elements named `…Change` hold what a tracked change replaced and are passed over everywhere.

use formgrid_package::{Event, Tag, Xml, XmlError};

/// The most columns that one cell may claim. Word processors end at 63; a claim beyond it is damage.
pub(super) const MAX_SPAN: usize = 63;

/// What a paragraph states of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ParagraphProperties {
    /// Id of its style.
    pub(super) style: Option<String>,
    /// Outline level, from 0; 9 is body text.
    pub(super) outline: Option<u8>,
    /// Id of its list; 0 takes it out of the list its style puts it into.
    pub(super) list: Option<u32>,
    /// Level in the list, from 0.
    pub(super) level: Option<u8>,
    /// A tracked change deletes the paragraph's end, so that the next paragraph goes on with it.
    pub(super) end_deleted: bool,
    /// The number that is printed before it, where the file itself holds it.
    pub(super) number: Option<String>,
}

/// What a row states of itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct RowProperties {
    /// Columns left out before the first cell.
    pub(super) before: usize,
    /// Columns left out after the last cell.
    pub(super) after: usize,
    /// It stands at the top of each page.
    pub(super) repeats: bool,
    /// A tracked change deletes it.
    pub(super) deleted: bool,
    /// It is not shown.
    pub(super) is_hidden: bool,
    /// Some number of columns was over [`MAX_SPAN`].
    pub(super) clamped: bool,
}

/// Whether and how a cell is part of a merge.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Merge {
    /// Not at all.
    #[default]
    None,
    /// It begins one.
    Restart,
    /// It goes on with the cell before it.
    Continue,
}

/// What a cell states of itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CellProperties {
    /// Columns covered, at least 1.
    pub(super) col_span: usize,
    /// Its part in a merge with the rows around it.
    pub(super) vertical: Merge,
    /// Its part in a merge with the cells beside it, as old files state it in place of a span.
    pub(super) horizontal: Merge,
    /// A tracked change deletes it.
    pub(super) deleted: bool,
    /// The span was over [`MAX_SPAN`].
    pub(super) clamped: bool,
    /// Its width in twentieths of a point, where it states one.
    pub(super) width: Option<u32>,
    /// It states its columns, if only one.
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

/// Reads a `pPr` that was opened last, its end included.
pub(super) fn paragraph(xml: &mut Xml<'_>) -> Result<ParagraphProperties, XmlError> {
    let mut found = ParagraphProperties::default();
    each(xml, |name, tag| match name {
        "pStyle" => found.style = tag.attr("val").map(std::borrow::Cow::into_owned),
        "outlineLvl" => found.outline = number(tag, "val"),
        "numId" => found.list = number(tag, "val"),
        "ilvl" => found.level = number(tag, "val"),
        "del" | "moveFrom" => found.end_deleted = true,
        // Files of 2003 hold the numbers of lists.
        "t" => {
            let is_number = |text: &str| text.chars().any(char::is_alphanumeric);
            let text = tag.attr("val").map(std::borrow::Cow::into_owned);
            found.number = text.filter(|text| is_number(text));
        }
        _ => {}
    })?;
    Ok(found)
}

/// Reads a `trPr` that was opened last, its end included.
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

/// Reads a `tcPr` that was opened last, its end included.
pub(super) fn cell(xml: &mut Xml<'_>) -> Result<CellProperties, XmlError> {
    let mut found = CellProperties::default();
    each(xml, |name, tag| match name {
        "gridSpan" => {
            found.col_span = span(tag, &mut found.clamped).max(1);
            found.has_span = true;
        }
        "tcW" if tag.attr("type").is_none_or(|kind| kind == "dxa") => {
            found.width = number(tag, "w").filter(|&width| width > 0);
        }
        // Files of 2003 write their names in small letters.
        "vMerge" | "vmerge" => found.vertical = merge(tag),
        "hMerge" | "hmerge" => found.horizontal = merge(tag),
        "cellDel" => found.deleted = true,
        _ => {}
    })?;
    Ok(found)
}

/// Reads a `tblGrid` that was opened last and counts its columns.
pub(super) fn n_grid_columns(xml: &mut Xml<'_>) -> Result<usize, XmlError> {
    let mut count = 0;
    each(xml, |name, _| count += usize::from(name == "gridCol"))?;
    Ok(count)
}

/// Whether a switch is on: stated without a value, or with one that does not deny it.
pub(super) fn is_on(tag: &Tag<'_>) -> bool {
    tag.attr("val").is_none_or(|value| !matches!(&*value, "0" | "false" | "off"))
}

/// An attribute's number. What follows the digits is left out: some writers print `2.0` or `2pt`.
pub(super) fn number<N: std::str::FromStr>(tag: &Tag<'_>, attribute: &str) -> Option<N> {
    let value = tag.attr(attribute)?;
    let value = value.trim();
    let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    value[..end].parse().ok()
}

/// Calls `visit` with the local name of every tag inside the element that was opened last and with the
/// tag, down to the element's end.
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

/// A number of columns. One that does not fit a number at all is as good as too many.
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

    /// Opens the outermost element of a text and gives the rest to a function.
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
