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
mod items;
pub(crate) mod joined;
mod profile;
mod repeats;
mod seam;
mod sides;
mod ties;
mod tolerances;

use formgrid_model::{Diagnostics, Lexicon};

use super::placed::PlacedPage;
use super::tags::Tags;
use super::text::Line;
use items::Lists;
use joined::JoinedTable;

pub(crate) use ties::ties;

/// A piece of the document.
#[derive(Debug)]
pub(crate) enum Item {
    /// A table, joined over pages.
    Table(JoinedTable),
    /// A line outside of tables, with the index of its page.
    Line(usize, Line),
}

/// Joins the pages of a document: tables that go on become one, and what only repeats is furniture.
pub(crate) fn join(
    mut pages: Vec<PlacedPage>,
    tags: &Tags,
    lexicon: &Lexicon,
    diagnostics: &mut Diagnostics,
) -> Vec<Item> {
    furniture::strip(&mut pages, lexicon, diagnostics);
    sides::join_cut(&mut pages, lexicon);
    let lists = Lists::new(&pages);
    let pieces = chains::collect(pages, tags, lexicon, diagnostics);
    let items = pieces.into_iter().map(|piece| match piece {
        chains::Link::Line(page, line) => Item::Line(page, line),
        chains::Link::Chain(parts) => Item::Table(seam::join(parts, &lists, tags, lexicon)),
    });
    items.collect()
}
