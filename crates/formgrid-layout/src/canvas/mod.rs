//! Pages of words and shapes to blocks: tables by their rulings, tables by their alignment, and the
//! paragraphs around them.
//!
//! Each page is taken apart on its own; what goes on over pages is joined after that, so that a method
//! of finding tables knows of one page only.

mod lattice;
mod placed;
mod stream;
mod text;

use formgrid_model::{
    BBox, Block, CanvasPage, Cell, Code, Diagnostics, GridBuilder, Lexicon, Paragraph, Place,
    RawCanvas, RowNote, Table,
};

use crate::header::header_rows;
use placed::{PlacedCell, PlacedTable};
use text::Line;

/// The blocks of all pages in reading order.
pub(crate) fn resolve(
    canvas: RawCanvas,
    lexicon: &Lexicon,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (index, page) in canvas.pages.iter().enumerate() {
        for piece in pieces(page, index) {
            match piece {
                Piece::Table(table) => {
                    blocks.extend(block(table, page, lexicon, diagnostics));
                }
                Piece::Line(line) => blocks.extend(paragraph(line, page)),
            }
        }
    }
    blocks
}

/// What a page is made of.
enum Piece {
    Table(PlacedTable),
    Line(Line),
}

impl Piece {
    fn top(&self) -> f32 {
        match self {
            Self::Table(table) => table.bbox.y0,
            Self::Line(line) => line.bbox.y0,
        }
    }
}

fn pieces(page: &CanvasPage, index: usize) -> Vec<Piece> {
    let mut tables = lattice::find(page, index);
    let free = free_words(page, &tables);
    tables.append(&mut stream::find(page, index, &free, &tables));
    let free = free_words(page, &tables);
    let mut pieces: Vec<Piece> = text::lines(page, &free).into_iter().map(Piece::Line).collect();
    pieces.extend(tables.into_iter().map(Piece::Table));
    pieces.sort_by(|a, b| a.top().total_cmp(&b.top()));
    pieces
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

fn paragraph(line: Line, page: &CanvasPage) -> Option<Block> {
    let text = line.text.trim().to_owned();
    let place = place(page, line.bbox);
    (!formgrid_model::is_blank(&text)).then_some(Block::Paragraph(Paragraph {
        text,
        place,
        atoms: line.atoms,
        heading: false,
    }))
}

fn block(
    table: PlacedTable,
    page: &CanvasPage,
    lexicon: &Lexicon,
    diagnostics: &mut Diagnostics,
) -> Option<Block> {
    let mut builder = match GridBuilder::new(table.n_rows(), table.n_cols()) {
        Ok(builder) => builder,
        Err(error) => {
            let place = place(page, table.bbox);
            diagnostics.report(Code::LayoutTooLarge, place, error.to_string());
            return None;
        }
    };
    for placed in table.cells {
        builder.place(cell(placed, page));
    }
    let grid = builder.finish();
    let note = RowNote { confidence: table.confidence, repairs: Vec::new() };
    Some(Block::Table(Box::new(Table {
        header_rows: header_rows(&grid, lexicon),
        rows: vec![note; grid.n_rows()],
        grid,
        method: table.method,
        confidence: table.confidence,
        caption: None,
    })))
}

fn cell(placed: PlacedCell, page: &CanvasPage) -> Cell {
    let text = text::join(&placed.lines, Some(placed.bbox.x1 - placed.bbox.x0));
    Cell {
        row: placed.rows.start,
        col: placed.cols.start,
        row_span: placed.rows.len(),
        col_span: placed.cols.len(),
        text: text.text,
        place: place(page, placed.bbox),
        atoms: text.atoms,
        number: None,
    }
}

fn place(page: &CanvasPage, bbox: BBox) -> Place {
    Place { page: Some(page.number), bbox: Some(bbox), ..Place::default() }
}
