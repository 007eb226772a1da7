//! Regions: the parts of a table that are read as tables of their own.
//!
//! A sheet is one table, however many forms stand on it. Forms next to each other are separated by
//! blank columns, and each is a region. So are the rows above and below them, which apply to all of
//! them. A blank margin to the left is left out; one to the right may hold values. Every text is in
//! one region.

mod evidence;
mod strips;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

use formgrid_model::{Block, Cell, Document, Grid, GridBuilder, Table};

use crate::template::Templates;
use evidence::Judge;
use strips::Blanks;

/// A document whose regions are blocks.
#[derive(Debug)]
pub(crate) struct Content<'a> {
    pub(crate) document: &'a Document,
    blocks: Vec<Part<'a>>,
}

#[derive(Debug)]
struct Part<'a> {
    block: Cow<'a, Block>,
    source: Option<Source<'a>>,
}

/// The table of a region.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    /// Number of the table in the document, from 0.
    pub(crate) number: usize,
    /// First row of the region.
    pub(crate) row: usize,
    /// First column of the region.
    pub(crate) col: usize,
    table: &'a Table,
}

/// A rectangle of slots.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Area {
    rows: Range<usize>,
    cols: Range<usize>,
}

impl<'a> Content<'a> {
    /// Divides the tables of a document.
    pub(crate) fn new(document: &'a Document, templates: &Templates) -> Self {
        let mut blocks = Vec::with_capacity(document.blocks.len());
        let mut number = 0;
        for block in &document.blocks {
            let Block::Table(table) = block else {
                blocks.push(Part { block: Cow::Borrowed(block), source: None });
                continue;
            };
            for area in areas(table, templates) {
                let source = Source { number, row: area.rows.start, col: area.cols.start, table };
                let block = if area == Area::of(&table.grid) {
                    Cow::Borrowed(block)
                } else {
                    let Some(region) = excerpt(table, &area) else { continue };
                    Cow::Owned(Block::Table(Box::new(region)))
                };
                blocks.push(Part { block, source: Some(source) });
            }
            number += 1;
        }
        Self { document, blocks }
    }

    /// Number of blocks.
    pub(crate) fn len(&self) -> usize {
        self.blocks.len()
    }

    /// The blocks.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().map(|part| part.block.as_ref())
    }

    /// A block; none for an unknown number.
    pub(crate) fn block(&self, number: usize) -> Option<&Block> {
        Some(self.blocks.get(number)?.block.as_ref())
    }

    /// The tables from a block on that are regions of one table of the document.
    pub(crate) fn regions(&self, block: usize) -> Vec<&Table> {
        let number = self.source(block).map(|source| source.number);
        let parts = self.blocks.iter().skip(block).map_while(|part| match part.block.as_ref() {
            Block::Table(table) if part.source.map(|source| source.number) == number => Some(table),
            _ => None,
        });
        parts.map(Box::as_ref).collect()
    }

    /// The table of a block; none for a paragraph.
    pub(crate) fn source(&self, block: usize) -> Option<Source<'a>> {
        self.blocks.get(block)?.source
    }
}

impl<'a> Source<'a> {
    /// The cell of the document behind a cell of the region.
    pub(crate) fn cell(&self, cell: &Cell) -> Option<&'a Cell> {
        self.table.grid.at(self.row + cell.row, self.col + cell.col)
    }
}

impl Area {
    fn of(grid: &Grid) -> Self {
        Self { rows: 0..grid.n_rows(), cols: 0..grid.n_cols() }
    }
}

/// The regions of a table in reading order; the whole table if it is not divided.
fn areas(table: &Table, templates: &Templates) -> Vec<Area> {
    /// Regions within regions.
    const MAX_DEPTH: usize = 3;
    let judge = OnceCell::new();
    let judge = || judge.get_or_init(|| Judge::new(table, templates));
    let mut areas = vec![Area::of(&table.grid)];
    for _ in 0..MAX_DEPTH {
        let n = areas.len();
        areas = areas.iter().flat_map(|area| divide(table, area, judge)).collect();
        if areas.len() == n {
            break;
        }
    }
    areas
}

/// Divides an area where forms stand next to each other. Without such, returns it without its blank
/// margin.
fn divide<'j, 't: 'j>(
    table: &'t Table,
    area: &Area,
    judge: impl Fn() -> &'j Judge<'t>,
) -> Vec<Area> {
    let blanks = Blanks::of(&table.grid, area);
    // By first row.
    let mut divided: BTreeMap<usize, (Range<usize>, Vec<Area>)> = BTreeMap::new();
    for strip in blanks.strips() {
        let before = divided.range(..strip.rows.end).next_back();
        if before.is_some_and(|(_, (rows, _))| rows.end > strip.rows.start) {
            continue;
        }
        if let Some(regions) = judge().divide(&strip) {
            let start = regions.first().map_or(strip.rows.end, |region| region.rows.start);
            divided.insert(start, (start..strip.rows.end, regions));
        }
    }
    if divided.is_empty() {
        let Area { rows, cols } = area.clone();
        let start = blanks.first_col();
        let has_margin = start > cols.start && judge().may_be_form(area);
        return vec![Area { rows, cols: if has_margin { start..cols.end } else { cols } }];
    }
    let mut areas = Vec::new();
    let mut start = area.rows.start;
    for (rows, regions) in divided.into_values() {
        let above = Area { rows: start..rows.start, cols: area.cols.clone() };
        areas.extend(blanks.has_text(&above.rows).then_some(above));
        areas.extend(regions);
        start = rows.end;
    }
    let below = Area { rows: start..area.rows.end, cols: area.cols.clone() };
    areas.extend(blanks.has_text(&below.rows).then_some(below));
    areas
}

/// The part of a table in an area. A merged cell ends with the area. None if the area is too large.
fn excerpt(table: &Table, area: &Area) -> Option<Table> {
    let Area { rows, cols } = area;
    let cells = table.grid.cells();
    let of_row = |row: usize| cells.partition_point(|cell| cell.row < row);
    let mut builder = GridBuilder::new(rows.len(), cols.len()).ok()?;
    for cell in &cells[of_row(rows.start)..of_row(rows.end)] {
        let (start, end) = (cell.col.max(cols.start), cell.col_end().min(cols.end));
        if start >= end {
            continue;
        }
        builder.place(Cell {
            row: cell.row - rows.start,
            col: start - cols.start,
            col_span: end - start,
            ..cell.clone()
        });
    }
    let header_rows = table.header_rows.iter().filter(|row| rows.contains(row));
    let notes = rows.clone().map(|row| table.rows.get(row).cloned());
    Some(Table {
        grid: builder.finish(),
        method: table.method,
        confidence: table.confidence,
        header_rows: header_rows.map(|row| row - rows.start).collect(),
        caption: table.caption.clone().filter(|_| rows.start == 0),
        rows: notes.map(Option::unwrap_or_default).collect(),
    })
}
