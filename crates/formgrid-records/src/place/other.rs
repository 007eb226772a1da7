//! Tables that are no performance form: the budget by its functions, what is bought, what travel costs.
//!
//! Documents of a budget print them before the forms and call some of their columns as forms do, so they
//! are told before a row is read, and kept whole.

use crate::bands::{Band, BandBody, Item};
use crate::cells::Sheet;
use crate::columns::ListKind;
use crate::template::Field;
use crate::words::Words;

/// Whether a table is none of a form. `is_titled` says that a title over it names another kind of table.
pub(super) fn is_other(
    sheet: &Sheet<'_>,
    bands: &[Band],
    words: &Words<'_>,
    is_titled: bool,
) -> bool {
    /// A single such word may name an indicator or a line of a form.
    const MIN_WORDS: usize = 2;
    let n_words = (0..sheet.grid().cells().len())
        .filter(|&index| sheet.word(index, words).listed.other_table)
        .count();
    (is_titled || n_words >= MIN_WORDS) && !bands.iter().any(tells_form)
}

/// Whether nothing of a table of rows and columns was understood: no list, no label, no name of a block.
pub(super) fn is_nothing(sheet: &Sheet<'_>, bands: &[Band]) -> bool {
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
    let is_wide = (0..sheet.n_rows()).all(|row| sheet.filled(row).count() > 2);
    sheet.n_rows() > 1 && is_wide && bands.iter().all(is_unknown)
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
