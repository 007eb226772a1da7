//! Pages of words and shapes to blocks: tables by rulings, tables by alignment, and the paragraphs
//! around them.
//!
//! Each page is analyzed separately and continuations are joined afterwards, so a method of finding
//! tables sees one page only.

mod continuation;
mod doubts;
#[cfg(test)]
mod drawn;
mod foreign;
mod lattice;
mod overprint;
mod pairs;
mod paragraphs;
mod placed;
mod sheet;
mod stream;
mod tables;
mod tags;
#[cfg(test)]
mod tests;
mod text;
mod titles;

use std::collections::BTreeMap;

use formgrid_model::{
    Block, CanvasPage, Code, Diagnostic, Diagnostics, Lexicon, RawCanvas, RawText, Slots,
};

use continuation::{Item, joined::writes_labels_again};
use lattice::Rulings;
use paragraphs::Paragraphs;
use placed::{PageFrame, Piece, PlacedPage, PlacedTable};
use sheet::Sheets;
use tags::Tags;
use text::Line;

/// The blocks of all pages in reading order. Any reader of printed pages may supply a canvas of words
/// and shapes.
pub(crate) fn resolve(
    mut canvas: RawCanvas,
    lexicon: &Lexicon,
    slots: &mut Slots,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let sheets = Sheets::turned_upright(&mut canvas.pages);
    let mut found = Diagnostics::new();
    foreign::leave_out(&mut canvas.pages, &mut found);
    canvas.pages = pairs::apart(canvas.pages);
    overprint::take_out(&mut canvas.pages, &mut found);
    let mut blocks = resolve_upright(canvas, lexicon, slots, &mut found);
    sheets.place_blocks(&mut blocks);
    for finding in found.into_vec() {
        diagnostics.push(Diagnostic { place: sheets.place(finding.place), ..finding });
    }
    blocks
}

/// The blocks of pages that are upright and free of foreign ink.
fn resolve_upright(
    mut canvas: RawCanvas,
    lexicon: &Lexicon,
    slots: &mut Slots,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let borders: Vec<Rulings> =
        canvas.pages.iter_mut().map(|page| drop_struck(page, diagnostics)).collect();
    let lattices: Vec<_> = canvas
        .pages
        .iter()
        .zip(borders)
        .map(|(page, borders)| lattice::find(page, borders, lexicon, diagnostics))
        .collect();
    let ties = continuation::ties(&lattices);
    let tables = lattices.into_iter().zip(ties).zip(&canvas.pages).enumerate();
    let tables =
        tables.map(|(index, ((lattices, tied), page))| lattice::fill(page, index, lattices, &tied));
    let pages: Vec<PlacedPage> = tables
        .zip(&canvas.pages)
        .enumerate()
        .map(|(index, (tables, page))| placed(page, index, tables))
        .collect();
    let frames: Vec<PageFrame> = pages.iter().map(|page| page.frame).collect();
    let mut blocks = Vec::new();
    let mut paragraphs = Paragraphs::new(body_size(&pages));
    let tags = Tags::new(&canvas.tagged, &pages, diagnostics);
    let items = continuation::join(pages, &tags, lexicon, diagnostics);
    let joined = items.iter().filter_map(|item| match item {
        Item::Table(table) => Some(table),
        Item::Line(..) => None,
    });
    let is_again = writes_labels_again(joined);
    for item in items {
        match item {
            Item::Line(page, line) => blocks.extend(paragraphs.add(line, &frames[page])),
            Item::Table(table) => {
                blocks.extend(paragraphs.finish());
                blocks.append(&mut tables::blocks(
                    table,
                    is_again,
                    &frames,
                    lexicon,
                    slots,
                    diagnostics,
                ));
            }
        }
    }
    blocks.extend(paragraphs.finish());
    blocks
}

/// Removes struck words: someone has deleted them, and the change is undecided. Returns the borders of
/// the page.
fn drop_struck(page: &mut CanvasPage, diagnostics: &mut Diagnostics) -> Rulings {
    let (borders, marks) = lattice::borders_and_marks(page);
    if marks.is_empty() {
        return borders;
    }
    lattice::part_struck(page, &marks);
    let mut struck = lattice::struck(page).into_iter().peekable();
    for (index, word) in std::mem::take(&mut page.words).into_iter().enumerate() {
        if struck.next_if_eq(&index).is_none() {
            page.words.push(word);
            continue;
        }
        let RawText { text, place, atom } = word.text;
        let message = format!("a line runs through it: {text}");
        diagnostics.consume(Code::LayoutStruck, place, atom.into_iter().collect(), message);
    }
    lattice::borders_and_marks(page).0
}

/// The tables of a page and the lines between them, in reading order.
fn placed(page: &CanvasPage, index: usize, lattices: Vec<(PlacedTable, bool)>) -> PlacedPage {
    let tables = stream::settle(page, index, lattices);
    let free = stream::free_words(page, &tables);
    let mut pieces: Vec<Piece> = text::lines(page, &free).into_iter().map(Piece::Line).collect();
    pieces.extend(tables.into_iter().map(Piece::Table));
    pieces.sort_by(|a, b| a.bbox().y0.total_cmp(&b.bbox().y0));
    let sides = pieces.iter().map(Piece::bbox);
    let (text_left, text_right) = sides
        .fold((page.width, 0.0), |(left, right): (f32, f32), bbox| {
            (left.min(bbox.x0), right.max(bbox.x1))
        });
    let frame = PageFrame { number: page.number, height: page.height, text_left, text_right };
    PlacedPage { frame, pieces }
}

/// The size of most characters, in points; 0 without text.
fn body_size(pages: &[PlacedPage]) -> f32 {
    let mut n_chars: BTreeMap<u32, usize> = BTreeMap::new();
    let mut run: (f32, usize) = (0.0, 0);
    let mut end_run = |(size, n): (f32, usize)| {
        // Sizes are set in steps of half a point at most.
        *n_chars.entry(((size * 2.0).round() / 2.0).to_bits()).or_default() += n;
    };
    let mut count = |line: &Line| {
        if line.size != run.0 {
            end_run(std::mem::replace(&mut run, (line.size, 0)));
        }
        run.1 += line.text.len();
    };
    for piece in pages.iter().flat_map(|page| &page.pieces) {
        match piece {
            Piece::Line(line) => count(line),
            Piece::Table(table) => {
                table.cells.iter().flat_map(|cell| &cell.lines).for_each(&mut count);
            }
        }
    }
    end_run(run);
    n_chars.iter().max_by_key(|(_, n)| **n).map_or(0.0, |(size, _)| f32::from_bits(*size))
}
