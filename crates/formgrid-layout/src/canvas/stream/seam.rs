//! Where rulings and alignment meet: which lattices are accepted, which are searched again.
//!
//! A lattice that lacks edges holds several rows or columns in one cell. Its words and rulings go to
//! the search by alignment, which finds the missing edges; if its result does not hold all of the
//! words, the lattice stays. A doubt requires stacked or adjacent values in one cell: text of a cell
//! wraps too, numbers do not.

use formgrid_model::{AtomId, BBox, CanvasPage, CanvasWord};

use super::{
    super::placed::{PlacedCell, PlacedTable},
    phrases::{Level, is_value, levels},
    search::{find_among, free, held},
    tolerances::TOLERANCES,
    whole,
};

/// The tables of a page: the lattices, and the results of alignment in the rest and in doubtful
/// lattices. A lattice tied to one of another page is no chart, and may be a single row.
pub(crate) fn settle(
    page: &CanvasPage,
    index: usize,
    lattices: Vec<(PlacedTable, bool)>,
) -> Vec<PlacedTable> {
    let (charts, lattices): (Vec<_>, Vec<_>) =
        lattices.into_iter().partition(|(lattice, is_tied)| !is_tied && is_chart(lattice));
    let charts: Vec<PlacedTable> = charts.into_iter().map(|(chart, _)| chart).collect();
    let (lattices, tied): (Vec<PlacedTable>, Vec<bool>) = lattices.into_iter().unzip();
    let words = Words::new(page);
    let outside = levels(&free(page, &[&lattices, &charts]), TOLERANCES.blank_em);
    let doubt = |(lattice, is_tied): (&PlacedTable, &bool)| {
        doubt(lattice, &lattices, &words).or_else(|| {
            let is_part = (!is_tied && is_strip(lattice)) || is_flanked(lattice, &outside);
            is_part.then_some(Doubt::Whole)
        })
    };
    let doubts: Vec<Option<Doubt>> = lattices.iter().zip(&tied).map(doubt).collect();
    let (mut tables, mut open) = (Vec::new(), Vec::new());
    for (lattice, doubt) in lattices.into_iter().zip(doubts) {
        match doubt {
            None => tables.push(lattice),
            Some(doubt) => open.push((lattice, doubt)),
        }
    }
    let mut found = find_among(page, index, &[&tables, &charts]);
    found.retain(|table| {
        open.iter()
            .all(|(lattice, doubt)| is_apart(table, lattice) || answers(table, lattice, *doubt))
    });
    for (lattice, _) in open.iter().filter(|(_, doubt)| *doubt == Doubt::Cells) {
        let doubted = doubted_rows(lattice, &words);
        let is_firm = |cell: &&PlacedCell| {
            !doubted.get(cell.rows.clone()).unwrap_or_default().contains(&true)
        };
        for table in found.iter_mut().filter(|table| !is_apart(table, lattice)) {
            whole::restore(table, lattice.cells.iter().filter(is_firm));
        }
    }
    let left = open.into_iter().map(|(lattice, _)| lattice);
    let left = left.filter(|lattice| found.iter().all(|table| is_apart(table, lattice)));
    tables.extend(left);
    tables.append(&mut found);
    tables
}

/// The words of a page by their atoms.
#[derive(Debug)]
struct Words<'a> {
    by_atom: Vec<(AtomId, &'a CanvasWord)>,
}

impl<'a> Words<'a> {
    fn new(page: &'a CanvasPage) -> Self {
        let words = page.words.iter().filter_map(|word| Some((word.text.atom?, word)));
        let mut by_atom: Vec<_> = words.collect();
        by_atom.sort_unstable_by_key(|(atom, _)| *atom);
        Self { by_atom }
    }

    fn of(&self, cell: &PlacedCell) -> Vec<&'a CanvasWord> {
        let atoms = cell.lines.iter().flat_map(|line| &line.atoms);
        let word = |atom: &AtomId| {
            let at = self.by_atom.binary_search_by_key(atom, |(atom, _)| *atom).ok()?;
            self.by_atom.get(at).map(|(_, word)| *word)
        };
        atoms.filter_map(word).collect()
    }
}

/// A doubt about a lattice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// Whether it is the whole table.
    Whole,
    /// Whether its cells are single cells.
    Cells,
}

fn doubt(lattice: &PlacedTable, all: &[PlacedTable], words: &Words<'_>) -> Option<Doubt> {
    if has_undivided(lattice, words) {
        return Some(Doubt::Cells);
    }
    all.iter().any(|other| is_beside(lattice, other)).then_some(Doubt::Whole)
}

/// Whether most words are in rows with a cell that holds several.
fn has_undivided(lattice: &PlacedTable, words: &Words<'_>) -> bool {
    let doubted = doubted_rows(lattice, words);
    let (mut n_doubted, mut n_all) = (0, 0);
    for cell in &lattice.cells {
        let n = n_words(cell);
        n_all += n;
        n_doubted += if doubted.get(cell.rows.start) == Some(&true) { n } else { 0 };
    }
    n_doubted * 2 > n_all
}

/// Which rows of a lattice have a cell that holds several.
fn doubted_rows(lattice: &PlacedTable, words: &Words<'_>) -> Vec<bool> {
    let mut doubted = vec![false; lattice.n_rows()];
    for cell in &lattice.cells {
        if let Some(doubted) = doubted.get_mut(cell.rows.start) {
            *doubted = *doubted || (n_words(cell) >= LEAST && is_undivided(&words.of(cell)));
        }
    }
    doubted
}

/// Whether nearly every row of a lattice has a short text right beside it: a column without rulings.
fn is_flanked(lattice: &PlacedTable, outside: &[Level<'_>]) -> bool {
    let is_row_flanked = |(top, bottom): (f32, f32)| {
        let from = outside.partition_point(|level| level.bbox.y1 <= top);
        let near = outside.iter().skip(from).take_while(|level| level.bbox.y0 < bottom);
        near.flat_map(|level| &level.phrases).any(|phrase| {
            let off = (phrase.bbox.x0 - lattice.bbox.x1).max(lattice.bbox.x0 - phrase.bbox.x1);
            off <= TOLERANCES.flank_em * phrase.size
                && phrase.width() <= TOLERANCES.cell_em * phrase.size
        })
    };
    let rows = lattice.ys.iter().copied().zip(lattice.ys.iter().skip(1).copied());
    let n_flanked = rows.filter(|row| is_row_flanked(*row)).count();
    n_flanked > 1 && n_flanked * 5 >= lattice.n_rows() * 4
}

/// Touching lattices side by side are pieces of one table.
fn is_beside(a: &PlacedTable, b: &PlacedTable) -> bool {
    let touch = |left: BBox, right: BBox| (right.x0 - left.x1).abs() <= TOLERANCES.rule_pt;
    let shared = a.bbox.y1.min(b.bbox.y1) - a.bbox.y0.max(b.bbox.y0);
    let height = (a.bbox.y1 - a.bbox.y0).min(b.bbox.y1 - b.bbox.y0);
    a != b && shared > 0.8 * height && (touch(a.bbox, b.bbox) || touch(b.bbox, a.bbox))
}

fn n_words(cell: &PlacedCell) -> usize {
    cell.lines.iter().map(|line| line.atoms.len()).sum()
}

/// Fewest words of a cell that holds several.
const LEAST: usize = 3;

/// Whether the words of one cell are stacked values, or adjacent texts and values.
fn is_undivided(words: &[&CanvasWord]) -> bool {
    // Either takes two values. Most cells have none.
    let may_be_value = |word: &&&CanvasWord| {
        let text = &word.text.text;
        text.bytes().any(|b| b.is_ascii_digit()) || is_value(text.chars())
    };
    if words.len() < LEAST || words.iter().filter(may_be_value).nth(1).is_none() {
        return false;
    }
    let levels = levels(words, TOLERANCES.blank_em);
    let is_value =
        |level: &Level<'_>| matches!(level.phrases.as_slice(), [value] if value.is_value());
    let is_parted = |level: &Level<'_>| {
        let n_values = level.phrases.iter().filter(|phrase| phrase.is_value()).count();
        level.phrases.len() > 2 && n_values * 2 >= level.phrases.len()
    };
    let is_stacked = levels.len() > 2 && levels.iter().all(is_value);
    is_stacked || (levels.iter().filter(|level| is_parted(level)).count() * 2 > levels.len())
}

fn is_apart(a: &PlacedTable, b: &PlacedTable) -> bool {
    let width = a.bbox.x1.min(b.bbox.x1) - a.bbox.x0.max(b.bbox.x0);
    let height = a.bbox.y1.min(b.bbox.y1) - a.bbox.y0.max(b.bbox.y0);
    width <= TOLERANCES.rule_pt || height <= TOLERANCES.rule_pt
}

/// Whether a table has all texts of a lattice and resolves the doubt.
fn answers(table: &PlacedTable, lattice: &PlacedTable, doubt: Doubt) -> bool {
    let holds = |holder: &[AtomId], held: &[AtomId]| {
        held.iter().all(|atom| holder.binary_search(atom).is_ok())
    };
    if doubt == Doubt::Cells {
        return holds(&held(std::iter::once(table)), &held(std::iter::once(lattice)));
    }
    let mut cell_of: Vec<(AtomId, usize)> = Vec::new();
    for (index, cell) in table.cells.iter().enumerate() {
        cell_of.extend(atoms(cell).map(|atom| (atom, index)));
    }
    cell_of.sort_unstable();
    let cell = |atom: AtomId| {
        let at = cell_of.binary_search_by_key(&atom, |(atom, _)| *atom).ok()?;
        cell_of.get(at).map(|(_, cell)| *cell)
    };
    lattice.cells.iter().all(|own| {
        let mut cells = atoms(own).map(cell);
        cells.next().is_none_or(|first| first.is_some() && cells.all(|other| other == first))
    })
}

fn atoms(cell: &PlacedCell) -> impl Iterator<Item = AtomId> {
    cell.lines.iter().flat_map(|line| line.atoms.iter().copied())
}

fn is_strip(lattice: &PlacedTable) -> bool {
    lattice.n_rows() == 1 || lattice.n_cols() == 1
}

/// The grid of a chart has texts only along one side.
fn is_chart(lattice: &PlacedTable) -> bool {
    let full = lattice.cells.iter().filter(|cell| !cell.lines.is_empty());
    let n_full = full.clone().count();
    let is_one = |at: fn(&PlacedCell) -> usize| {
        let mut full = full.clone().map(at);
        full.next().is_none_or(|first| full.all(|other| other == first))
    };
    let is_along_side = is_one(|cell| cell.rows.start) || is_one(|cell| cell.cols.start);
    let n_blank = lattice.cells.len().saturating_sub(n_full);
    is_along_side && n_blank >= if is_strip(lattice) { n_full } else { 4 * n_full }
}
