//! Tables that are not performance forms: budgets by function, procurement, travel costs.
//!
//! Budget documents print them before the forms, and some of their header words occur in forms too.
//! So they are detected before a row is read, and kept whole.

use std::ops::Range;

use crate::bands::{Band, BandBody, Item};
use crate::cells::Sheet;
use crate::columns::ListKind;
use crate::template::Field;
use crate::words::Words;

/// Rows of a table outside any form, which are kept whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OtherTable {
    pub(super) block: usize,
    pub(super) rows: Range<usize>,
}

/// The bands from one to the next line: a sheet stacks tables, each below its own title.
pub(super) fn section(bands: &[Band], first: usize) -> Range<usize> {
    let is_line = |band: &Band| matches!(band.body, BandBody::Line(_));
    let n = bands[first..].iter().position(is_line).unwrap_or(bands.len() - first);
    first..first + n
}

/// The rows of consecutive bands.
pub(super) fn rows_of(bands: &[Band]) -> Range<usize> {
    match (bands.first(), bands.last()) {
        (Some(first), Some(last)) => first.rows.start..last.rows.end,
        _ => 0..0,
    }
}

/// Whether bands are another kind of table: one of the budget, or one of unknown words. `is_titled`
/// states that a title above names another kind of table.
pub(super) fn is_other(
    sheet: &Sheet<'_>,
    bands: &[Band],
    words: &Words<'_>,
    is_titled: bool,
) -> bool {
    is_nothing(sheet, bands) || is_budget(sheet, bands, words, is_titled)
}

/// Whether bands hold words of budget tables and nothing of a form.
fn is_budget(sheet: &Sheet<'_>, bands: &[Band], words: &Words<'_>, is_titled: bool) -> bool {
    /// A single such word may also name an indicator or a line of a form.
    const MIN_WORDS: usize = 2;
    let n_words = rows_of(bands)
        .flat_map(|row| sheet.origins(row))
        .filter(|&index| sheet.listed(index, words).other_table)
        .count();
    (is_titled || n_words >= MIN_WORDS) && !bands.iter().any(is_form_band)
}

/// Whether bands have no list, no listed label and no block label.
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

/// Whether only a form prints such a band.
fn is_form_band(band: &Band) -> bool {
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
