//! The search by alignment, from the words of a page to its tables.

use formgrid_model::{AtomId, CanvasPage, CanvasWord};

use super::{
    super::{placed::PlacedTable, text::word_box},
    phrases, prose, regions, rules, stacked, table,
    tolerances::TOLERANCES,
};

/// Tables among the words outside the tables found so far, from top to bottom. Rulings of those are
/// ignored too. `index` is the page's index in the canvas.
pub(super) fn find_among(
    page: &CanvasPage,
    index: usize,
    found: &[&[PlacedTable]],
) -> Vec<PlacedTable> {
    let mut words = free(page, found);
    words.retain(|word| !word.vertical && word_box(word).is_some());
    let rules = rules::find(page, found);
    let (words, prose) = prose::leave_out(words, &rules);
    let levels = phrases::levels(&words, TOLERANCES.blank_em);
    let regions = regions::find(levels, &rules, &prose);
    let parts = regions.into_iter().flat_map(stacked::parts);
    let tables = parts.filter_map(|region| table::of(region, &rules));
    tables.map(|table| PlacedTable { page: index, ..table }).collect()
}

/// The words outside all tables.
pub(super) fn free<'a>(page: &'a CanvasPage, tables: &[&[PlacedTable]]) -> Vec<&'a CanvasWord> {
    let held = held(tables.iter().copied().flatten());
    let is_free = |word: &&CanvasWord| match word.text.atom {
        Some(atom) => held.binary_search(&atom).is_err(),
        None => false,
    };
    page.words.iter().filter(is_free).collect()
}

/// The atoms of tables, ascending.
pub(super) fn held<'t>(tables: impl Iterator<Item = &'t PlacedTable>) -> Vec<AtomId> {
    let cells = tables.flat_map(|table| &table.cells);
    let lines = cells.flat_map(|cell| &cell.lines);
    let mut held: Vec<AtomId> = lines.flat_map(|line| line.atoms.iter().copied()).collect();
    held.sort_unstable();
    held
}
