//! Tables that are no performance form: the budget by its functions, what is bought, what travel costs.
//!
//! Documents of a budget print them before the forms and call some of their columns as forms do, so they
//! are told before a row is read, and kept whole.

use std::ops::Range;

use crate::bands::{Band, BandBody, Item};
use crate::cells::Sheet;
use crate::columns::ListKind;
use crate::template::Field;
use crate::words::Words;

/// Rows of a table that are none of a form, kept whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OtherTable {
    pub(super) block: usize,
    pub(super) rows: Range<usize>,
}

/// The bands from one on to the next line: a sheet stacks tables, each below a title of its own.
pub(super) fn section(bands: &[Band], first: usize) -> Range<usize> {
    let is_line = |band: &Band| matches!(band.body, BandBody::Line(_));
    let n = bands[first..].iter().position(is_line).unwrap_or(bands.len() - first);
    first..first + n
}

/// The rows of bands that follow each other.
pub(super) fn rows_of(bands: &[Band]) -> Range<usize> {
    match (bands.first(), bands.last()) {
        (Some(first), Some(last)) => first.rows.start..last.rows.end,
        _ => 0..0,
    }
}

/// Whether bands of a table are those of another kind of table: of one of the budget, or of nothing known.
/// `is_titled` says that a title over them names another kind of table.
pub(super) fn is_other(
    sheet: &Sheet<'_>,
    bands: &[Band],
    words: &Words<'_>,
    is_titled: bool,
) -> bool {
    is_nothing(sheet, bands) || is_budget(sheet, bands, words, is_titled)
}

/// Whether bands hold words of the budget, and nothing of a form.
fn is_budget(sheet: &Sheet<'_>, bands: &[Band], words: &Words<'_>, is_titled: bool) -> bool {
    /// A single such word may name an indicator or a line of a form.
    const MIN_WORDS: usize = 2;
    let n_words = rows_of(bands)
        .flat_map(|row| sheet.origins(row))
        .filter(|&index| sheet.word(index, words).listed.other_table)
        .count();
    (is_titled || n_words >= MIN_WORDS) && !bands.iter().any(tells_form)
}

/// Whether nothing of rows and columns was understood: no list, no label, no name of a block.
fn is_nothing(sheet: &Sheet<'_>, bands: &[Band]) -> bool {
    let is_unknown = |band: &Band| match &band.body {
        BandBody::List(_) | BandBody::Line(_) => false,
        BandBody::Blank => true,
        BandBody::Pairs(items) => items.iter().all(|item| {
            matches!(
                item,
                Item::Lone(_) | Item::Pair { field: None, .. } | Item::Pair { guessed: true, .. }
            )
        }),
    };
    let rows = rows_of(bands);
    let is_wide = rows.clone().all(|row| sheet.filled(row).count() > 2);
    rows.len() > 1 && is_wide && bands.iter().all(is_unknown)
}

/// Whether a band is one that only a form prints.
fn tells_form(band: &Band) -> bool {
    match &band.body {
        BandBody::List(list) => matches!(list.columns.kind, ListKind::Indicators | ListKind::Goals),
        BandBody::Pairs(items) => items.iter().any(|item| match item {
            Item::Pair { field: Some(field), value: Some(_), .. } => {
                field.goal_horizon().is_some()
                    || matches!(field, Field::ProjectName | Field::Function | Field::Safeguard)
            }
            _ => false,
        }),
        BandBody::Blank | BandBody::Line(_) => false,
    }
}
