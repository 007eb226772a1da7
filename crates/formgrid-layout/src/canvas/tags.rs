//! Tagged tables as evidence.
//!
//! Tags are used only where the drawing leaves a doubt, and only of tables whose tags agree with the
//! drawing elsewhere: many programs write tags, and some write wrong ones.

use std::collections::BTreeMap;

use formgrid_model::{AtomId, Code, Diagnostics, Place, TaggedTable};

use super::placed::{Piece, PlacedCell, PlacedPage};
use super::text::Line;

/// Share of a tagged table's cells that must be drawn as tagged for its tags to count.
const AGREED: f32 = 0.9;

/// A tagged cell: table, row and cell index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Tag {
    table: usize,
    row: usize,
    cell: usize,
}

/// The tags of words.
#[derive(Debug, Default)]
pub(crate) struct Tags {
    of_atoms: BTreeMap<AtomId, Tag>,
}

/// How often a tagged table is drawn as tagged.
#[derive(Debug, Clone, Copy, Default)]
struct Agreement {
    n_drawn: usize,
    n_agreed: usize,
    /// Where the drawing first differs.
    against: Option<Place>,
}

impl Tags {
    /// The tags of tables that agree with the drawing; others are reported.
    pub(crate) fn new(
        tagged: &[TaggedTable],
        pages: &[PlacedPage],
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let mut tags = Self::all(tagged);
        if tags.of_atoms.is_empty() {
            return tags;
        }
        let mut agreements = vec![Agreement::default(); tagged.len()];
        for page in pages {
            for table in page.pieces.iter().filter_map(Piece::table) {
                tags.compare(&table.cells, page.frame.number, &mut agreements);
            }
        }
        for (index, agreement) in agreements.iter().enumerate() {
            if let Some(place) = agreement.against.filter(|_| !agreement.is_enough()) {
                let message = format!("table {} is tagged otherwise than it is drawn", index + 1);
                diagnostics.report(Code::LayoutTagsDisagree, place, message);
            }
        }
        tags.of_atoms.retain(|_, tag| agreements[tag.table].is_enough());
        tags
    }

    fn all(tagged: &[TaggedTable]) -> Self {
        let mut of_atoms = BTreeMap::new();
        for (table, tagged) in tagged.iter().enumerate() {
            for (row, cells) in tagged.rows.iter().enumerate() {
                for (cell, tagged) in cells.iter().enumerate() {
                    let tag = Tag { table, row, cell };
                    of_atoms.extend(tagged.atoms.iter().map(|atom| (*atom, tag)));
                }
            }
        }
        Self { of_atoms }
    }

    /// Counts the drawn cells of a page's table that match exactly one tagged cell.
    fn compare(&self, cells: &[PlacedCell], page: u32, agreements: &mut [Agreement]) {
        let mut holders: BTreeMap<Tag, usize> = BTreeMap::new();
        let tags = |cell: &PlacedCell| -> Vec<Tag> {
            let mut tags: Vec<Tag> =
                cell.lines.iter().flat_map(|line| self.of_line(line)).collect();
            tags.sort_unstable();
            tags.dedup();
            tags
        };
        let cells: Vec<_> = cells.iter().map(|cell| (cell, tags(cell))).collect();
        for tag in cells.iter().flat_map(|(_, tags)| tags) {
            *holders.entry(*tag).or_default() += 1;
        }
        for (cell, tags) in &cells {
            let Some(first) = tags.first() else { continue };
            let agreement = &mut agreements[first.table];
            agreement.n_drawn += 1;
            if tags.len() == 1 && holders.get(first) == Some(&1) {
                agreement.n_agreed += 1;
            } else {
                let place = Place { page: Some(page), bbox: Some(cell.bbox), ..Place::default() };
                agreement.against.get_or_insert(place);
            }
        }
    }

    fn of_line<'a>(&'a self, line: &'a Line) -> impl Iterator<Item = Tag> + 'a {
        line.atoms.iter().filter_map(|atom| self.of_atoms.get(atom).copied())
    }

    /// Whether two lines are in one cell; `None` if unknown.
    pub(crate) fn are_one_cell(&self, a: &Line, b: &Line) -> Option<bool> {
        Some(self.of_line(a).last()? == self.of_line(b).next()?)
    }

    /// Whether two lines are in one table; `None` if unknown.
    pub(crate) fn are_one_table(&self, a: &Line, b: &Line) -> Option<bool> {
        Some(self.of_line(a).last()?.table == self.of_line(b).next()?.table)
    }
}

impl Agreement {
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more than 24 bits")]
    fn is_enough(self) -> bool {
        self.n_drawn > 0 && self.n_agreed as f32 >= AGREED * self.n_drawn as f32
    }
}
