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
    without(page, held(tables.iter().copied().flatten())).map(|(_, word)| word).collect()
}

/// Indices of the words outside all tables.
pub(crate) fn free_words(page: &CanvasPage, tables: &[PlacedTable]) -> Vec<usize> {
    without(page, held(tables.iter())).map(|(index, _)| index).collect()
}

/// The words of a page whose atoms are not among these, which ascend, with their indices.
fn without(page: &CanvasPage, held: Vec<AtomId>) -> impl Iterator<Item = (usize, &CanvasWord)> {
    // The atoms of a page mostly ascend too, so the next one is usually the next one held.
    let (mut next, mut last) = (0, AtomId(0));
    page.words.iter().enumerate().filter(move |(_, word)| {
        let Some(atom) = word.text.atom else { return false };
        if atom < last {
            next = 0;
        }
        last = atom;
        let rest = held.get(next..).unwrap_or_default();
        if rest.first().is_some_and(|first| *first < atom) {
            next += rest.partition_point(|other| *other < atom);
        }
        let is_held = held.get(next) == Some(&atom);
        next += usize::from(is_held);
        !is_held
    })
}

/// The atoms of tables, ascending.
pub(super) fn held<'t>(tables: impl Iterator<Item = &'t PlacedTable>) -> Vec<AtomId> {
    let cells = tables.flat_map(|table| &table.cells);
    let lines = cells.flat_map(|cell| &cell.lines);
    let mut held: Vec<AtomId> = lines.flat_map(|line| line.atoms.iter().copied()).collect();
    held.sort_unstable();
    held
}
