//! Pages of words and shapes to blocks: tables by their rulings, tables by their alignment, and the
//! paragraphs around them.
//!
//! Each page is taken apart on its own; what goes on over pages is joined after that, so that a method
//! of finding tables knows of one page only.

mod continuation;
#[cfg(test)]
mod drawn;
mod lattice;
mod placed;
mod stream;
#[cfg(test)]
mod tests;
mod text;

use formgrid_model::{
    BBox, Block, CanvasPage, Cell, Code, Diagnostics, GridBuilder, Lexicon, Paragraph, Place,
    RawCanvas, RowNote, Table,
};

use crate::header::header_rows;
use continuation::{Item, JoinedCell, JoinedTable};
use placed::{Piece, PlacedPage, PlacedTable};
use text::Line;

/// The blocks of all pages in reading order.
pub(crate) fn resolve(
    canvas: RawCanvas,
    lexicon: &Lexicon,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let pages: Vec<PlacedPage> =
        canvas.pages.iter().enumerate().map(|(index, page)| placed(page, index)).collect();
    let numbers: Vec<u32> = pages.iter().map(|page| page.number).collect();
    let items = continuation::join(pages, lexicon, diagnostics);
    let blocks = items.into_iter().filter_map(|item| match item {
        Item::Table(table) => block(table, &numbers, lexicon, diagnostics),
        Item::Line(page, line) => paragraph(line, numbers[page]),
    });
    blocks.collect()
}

/// The tables of a page and the lines between them, in reading order.
fn placed(page: &CanvasPage, index: usize) -> PlacedPage {
    let tables = stream::settle(page, index, lattice::find(page, index));
    let free = free_words(page, &tables);
    let mut pieces: Vec<Piece> = text::lines(page, &free).into_iter().map(Piece::Line).collect();
    pieces.extend(tables.into_iter().map(Piece::Table));
    pieces.sort_by(|a, b| a.bbox().y0.total_cmp(&b.bbox().y0));
    PlacedPage { number: page.number, height: page.height, pieces }
}

/// The words that stand in none of the tables' cells.
fn free_words(page: &CanvasPage, tables: &[PlacedTable]) -> Vec<usize> {
    let cells = tables.iter().flat_map(|table| &table.cells);
    let lines = cells.flat_map(|cell| &cell.lines);
    let mut held: Vec<_> = lines.flat_map(|line| line.atoms.iter().copied()).collect();
    held.sort_unstable();
    let is_free = |&index: &usize| match page.words[index].text.atom {
        Some(atom) => held.binary_search(&atom).is_err(),
        None => false,
    };
    (0..page.words.len()).filter(is_free).collect()
}

fn paragraph(line: Line, number: u32) -> Option<Block> {
    let text = line.text.trim().to_owned();
    let place = place(number, line.bbox);
    (!formgrid_model::is_blank(&text)).then_some(Block::Paragraph(Paragraph {
        text,
        place,
        atoms: line.atoms,
        heading: false,
    }))
}

fn block(
    table: JoinedTable,
    numbers: &[u32],
    lexicon: &Lexicon,
    diagnostics: &mut Diagnostics,
) -> Option<Block> {
    let mut builder = match GridBuilder::new(table.n_rows, table.n_cols) {
        Ok(builder) => builder,
        Err(error) => {
            let first = table.cells.first().and_then(|cell| cell.parts.first());
            let place = first.map(|part| place(numbers[part.page], part.bbox));
            diagnostics.report(Code::LayoutTooLarge, place.unwrap_or_default(), error.to_string());
            return None;
        }
    };
    for joined in table.cells {
        builder.place(cell(joined, numbers));
    }
    let grid = builder.finish();
    let note = RowNote { confidence: table.confidence, repairs: Vec::new() };
    let mut rows = vec![note; grid.n_rows()];
    for row in table.rejoined {
        rows[row].repairs.push(Code::LayoutPageContinued);
    }
    Some(Block::Table(Box::new(Table {
        header_rows: header_rows(&grid, lexicon),
        rows,
        grid,
        method: table.method,
        confidence: table.confidence,
        caption: None,
    })))
}

fn cell(joined: JoinedCell, numbers: &[u32]) -> Cell {
    let mut parts = joined.parts.into_iter();
    let Some(first) = parts.next() else { return Cell::default() };
    let mut lines = first.lines;
    lines.extend(parts.flat_map(|part| part.lines));
    let text = text::join(&lines, Some(first.bbox.x1 - first.bbox.x0));
    Cell {
        row: joined.rows.start,
        col: joined.cols.start,
        row_span: joined.rows.len(),
        col_span: joined.cols.len(),
        text: text.text,
        place: place(numbers[first.page], first.bbox),
        atoms: text.atoms,
        number: None,
    }
}

fn place(page: u32, bbox: BBox) -> Place {
    Place { page: Some(page), bbox: Some(bbox), ..Place::default() }
}
