//! What stands in a sheet's part beside its cells: merged regions, hidden rows and columns.
//!
//! calamine reads the cells; to read the part a second time as XML would double the time of a file. The
//! few tags that matter are found by their letters instead, and looked at only where they are tags.

use formgrid_model::{Limit, Limits};
use formgrid_package::tag_around;
use memchr::{memchr, memchr_iter, memmem, memrchr};

use crate::sheet::{
    address,
    grid::{Area, Ranges},
};

/// The marks of one sheet.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) merges: Vec<Area>,
    pub(super) hidden_rows: Ranges,
    pub(super) hidden_cols: Ranges,
}

/// Looks through the bytes of a sheet's part.
pub(super) fn find(part: &[u8], limits: &Limits) -> Marks {
    let mut marks = Marks::default();
    for at in memmem::find_iter(part, b"mergeCell ").take(limits.of(Limit::SheetMerges)) {
        let tag = tag(part, at).filter(|tag| local_name(tag) == b"mergeCell");
        let reference = tag.and_then(|tag| attribute(tag, b"ref"));
        marks.merges.extend(reference.and_then(address::area));
    }
    for at in memmem::find_iter(part, b" hidden=") {
        let Some(tag) = tag(part, at) else { continue };
        if !matches!(attribute(tag, b"hidden"), Some("1" | "true")) {
            continue;
        }
        let number = |name: &[u8]| {
            let number: u32 = attribute(tag, name)?.parse().ok()?;
            number.checked_sub(1)
        };
        match local_name(tag) {
            b"row" => {
                if let Some(row) = number(b"r") {
                    marks.hidden_rows.add(row, row);
                }
            }
            b"col" => {
                if let Some((first, last)) = number(b"min").zip(number(b"max")) {
                    marks.hidden_cols.add(first, last);
                }
            }
            _ => {}
        }
    }
    marks
}

fn tag(part: &[u8], at: usize) -> Option<&[u8]> {
    part.get(tag_around(part, at)?)
}

fn local_name(tag: &[u8]) -> &[u8] {
    let end = tag.iter().position(u8::is_ascii_whitespace).unwrap_or(tag.len());
    let name = &tag[..end];
    memrchr(b':', name).map_or(name, |colon| &name[colon + 1..])
}

fn attribute<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a str> {
    memchr_iter(b'=', tag).find_map(|at| {
        let before = tag[..at].trim_ascii_end().strip_suffix(name)?;
        let rest = tag[at + 1..].trim_ascii_start();
        let is_start = before.last().is_some_and(u8::is_ascii_whitespace);
        let quote = *rest.first().filter(|quote| is_start && matches!(quote, b'"' | b'\''))?;
        let value = &rest[1..];
        std::str::from_utf8(&value[..memchr(quote, value)?]).ok()
    })
}

#[cfg(test)]
mod tests {
    use formgrid_model::Limits;

    use super::{Marks, find};

    fn marks(part: &[u8]) -> Marks {
        find(part, &Limits::default())
    }

    #[test]
    fn merged_regions_and_what_is_hidden() {
        let marks = marks(
            b"<x:cols><x:col min='2' max=\"3\" hidden='true'/></x:cols><row r=\"4\" hidden=\"1\" ht=\"9\">\
              <row r=\"5\" hidden=\"0\"/><mergeCells count=\"1\"><x:mergeCell  ref = 'A1:B2'/>",
        );
        assert_eq!(marks.merges.len(), 1);
        assert_eq!(format!("{:?}", marks.hidden_rows), "Ranges([(3, 3)])");
        assert_eq!(format!("{:?}", marks.hidden_cols), "Ranges([(1, 2)])");
    }

    #[test]
    fn text_that_looks_like_a_mark_is_text() {
        let marks = marks(b"<t>mergeCell ref=\"A1:B2\" hidden=\"1\"</t><t a=\"1\"> hidden=\"1\"");
        assert_eq!(
            (marks.merges.len(), format!("{:?}", marks.hidden_rows)),
            (0, "Ranges([])".to_owned())
        );
    }

    #[test]
    fn marks_cut_off_are_left_out() {
        for part in [&b"<row r=\"4\" hidden=\"1\""[..], b"<mergeCell ref=\"A1:B2", b" hidden="] {
            assert!(marks(part).merges.is_empty());
        }
    }
}
