//! What goes on over pages: the tables of all pages, joined to those that a person would see on one
//! endless page.
//!
//! A printer cuts a table where the page ends. It draws the borders of both parts, so a closed border
//! proves nothing; what tells is where the parts stand, their columns, and how texts and empty cells
//! fit together at the cut.

mod chains;
mod columns;
mod evidence;
mod furniture;
mod profile;
mod repeats;
mod seam;

use std::ops::Range;

use formgrid_model::{BBox, Code, Diagnostics, Lexicon, Method, Place};

use super::placed::{PlacedPage, PlacedTable};
use super::text::Line;

/// When parts belong together, in points where not said otherwise.
struct Tolerances {
    /// Edges of parts this close are one. Half of what snaps on a page is not enough: programs round
    /// to their own units on each page anew.
    edge_pt: f32,
    /// How often the height of a row must fit into the rest of a page before a row that stands on the
    /// next page has been put there on purpose.
    room_rows: f32,
    /// What is left free at a page's end for other reasons: two lines of text.
    room_pt: f32,
}

const TOLERANCES: Tolerances = Tolerances { edge_pt: 2.5, room_rows: 2.0, room_pt: 24.0 };

/// A piece of the document.
#[derive(Debug)]
pub(crate) enum Item {
    /// A table, joined over pages.
    Table(JoinedTable),
    /// A line outside of tables, with the index of its page.
    Line(usize, Line),
}

/// A table over one page or several.
#[derive(Debug)]
pub(crate) struct JoinedTable {
    /// Number of rows.
    pub(crate) n_rows: usize,
    /// Number of columns.
    pub(crate) n_cols: usize,
    /// Its cells; no two overlap.
    pub(crate) cells: Vec<JoinedCell>,
    /// Rows that were cut by a page's end, ascending.
    pub(crate) rejoined: Vec<usize>,
    /// How its parts were found.
    pub(crate) method: Method,
    /// The least confidence of its parts.
    pub(crate) confidence: f32,
}

/// A cell over one page or several.
#[derive(Debug)]
pub(crate) struct JoinedCell {
    /// The rows it covers, at least one.
    pub(crate) rows: Range<usize>,
    /// The columns it covers, at least one.
    pub(crate) cols: Range<usize>,
    /// What stands of it on each page, at least one.
    pub(crate) parts: Vec<Part>,
}

/// The part of a cell on one page.
#[derive(Debug)]
pub(crate) struct Part {
    /// Index of the page in the canvas.
    pub(crate) page: usize,
    /// What it covers, in points.
    pub(crate) bbox: BBox,
    /// What is printed in it.
    pub(crate) lines: Vec<Line>,
}

/// Joins the pages of a document: tables that go on become one, and what only repeats is furniture.
pub(crate) fn join(
    mut pages: Vec<PlacedPage>,
    lexicon: &Lexicon,
    diagnostics: &mut Diagnostics,
) -> Vec<Item> {
    furniture::strip(&mut pages, lexicon, diagnostics);
    let pieces = chains::collect(pages, lexicon, diagnostics);
    let items = pieces.into_iter().map(|piece| match piece {
        chains::Link::Line(page, line) => Item::Line(page, line),
        chains::Link::Chain(parts) => Item::Table(seam::join(parts, lexicon)),
    });
    items.collect()
}

/// Reports lines as furniture; they end there.
fn drop_lines(number: u32, lines: Vec<Line>, what: &str, diagnostics: &mut Diagnostics) {
    for line in lines {
        let place = Place { page: Some(number), bbox: Some(line.bbox), ..Place::default() };
        let message = format!("{what}: {}", line.text);
        diagnostics.consume(Code::LayoutFurniture, place, line.atoms, message);
    }
}

/// Takes the first rows out of a table and gives what was printed in them.
fn take_rows(table: &mut PlacedTable, n_rows: usize) -> Vec<Line> {
    let first_kept = table.cells.partition_point(|cell| cell.rows.start < n_rows);
    let taken = table.cells.drain(..first_kept).flat_map(|cell| cell.lines).collect();
    for cell in &mut table.cells {
        cell.rows = cell.rows.start - n_rows..cell.rows.end - n_rows;
    }
    table.ys.drain(..n_rows.min(table.ys.len()));
    taken
}
