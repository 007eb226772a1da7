//! Continuations: joins the tables of all pages into those of one endless page.
//!
//! A printer cuts a table at the page end and draws the borders of both parts, so a closed border
//! proves nothing. The evidence is the position of the parts, their columns, and how texts and empty
//! cells fit at the cut.

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
    /// A line outside tables, with its page index.
    Line(usize, Line),
}

/// Joins the pages of a document: continued tables become one, and running lines are furniture.
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
