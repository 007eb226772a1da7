//! The dialect of one row per line, as OCR writes it: rows shifted, cut by pages, printed twice.
//!
//! One alignment ([`align`]) repairs the columns of a row; it uses every cell once and keeps their
//! order. Before it, repetitions on pages are removed and rows are grouped into bands under one header;
//! after it, texts cut by page breaks are joined.

mod align;
mod bands;
mod columns;
mod continued;
mod copies;
mod divided;
mod items;
mod labels;
mod pages;
mod place;
mod placement;
mod profile;
mod row;
mod stray;
#[cfg(test)]
mod tests;
mod truncated;
mod words;

use formgrid_model::{Block, Code, Diagnostics, Lexicon, Paragraph, RawRows, Slots};

use self::bands::{Band, Kind};
use self::pages::Pages;
use self::place::Placer;
use self::placement::Placement;
use self::profile::Profiles;
use self::row::{Row, Token};
use self::words::Words;
use super::assemble;

/// Separates tables from paragraphs and rebuilds the tables.
pub(crate) fn resolve(
    rows: RawRows,
    lexicon: &Lexicon,
    slots: &mut Slots,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let words = Words::new(lexicon);
    let items = row::read(rows.lines, &words);
    let items = copies::remove(items, diagnostics);
    let Pages { mut rows, paragraphs } = pages::join(items, diagnostics);
    stray::remove(&mut rows, &words, diagnostics);
    labels::gather(&mut rows, &words);
    let (kinds, mut bands) = bands::find(&mut rows);
    columns::add(&mut bands, &mut rows, &kinds);
    report_inherited(&rows, &kinds, &bands, diagnostics);
    let (mut placements, profiles) = align::align(&rows, &kinds, &bands);
    let continues = continued::find(&rows, &kinds, &placements, &profiles);
    truncated::complete(&mut rows, &continues, diagnostics);
    continued::drop_repeated_labels(&mut rows, &kinds, &mut placements, diagnostics);
    let mut tables =
        Tables { bands, profiles, lexicon, slots, blocks: Vec::new(), open: Vec::new() };
    let mut paragraphs = paragraphs.into_iter().peekable();
    let aligned = rows.into_iter().zip(kinds).zip(placements).zip(continues);
    for (index, (((row, kind), placement), goes_on)) in aligned.enumerate() {
        let n_open = tables.open.len();
        if row.opens_table || paragraphs.peek().is_some_and(|(at, _)| *at <= index) {
            tables.close(diagnostics);
        }
        while let Some((_, block)) = paragraphs.next_if(|(at, _)| *at <= index) {
            tables.blocks.push(block);
        }
        match tables.open.last_mut().filter(|_| goes_on && n_open > 0) {
            Some(Aligned { row: upper, placement: columns, .. }) => {
                continued::append((upper, columns), (row, &placement), diagnostics);
            }
            None if kind == Kind::Repeated => pages::report_furniture(row, diagnostics),
            None => tables.push(Aligned { row, kind, placement }, diagnostics),
        }
    }
    tables.close(diagnostics);
    tables.blocks.extend(paragraphs.map(|(_, block)| block));
    tables.blocks
}

/// A row with its kind and placement.
struct Aligned {
    row: Row,
    kind: Kind,
    placement: Placement,
}

/// The blocks so far, and the rows of the open table.
struct Tables<'a> {
    bands: Vec<Band>,
    profiles: Profiles,
    lexicon: &'a Lexicon,
    slots: &'a mut Slots,
    blocks: Vec<Block>,
    open: Vec<Aligned>,
}

impl Tables<'_> {
    fn push(&mut self, mut aligned: Aligned, diagnostics: &mut Diagnostics) {
        let Aligned { row, kind, placement } = &mut aligned;
        let place = row.place();
        if is_shifted(row, *kind, placement, &self.bands) {
            row.add_repair(Code::LayoutRowShifted);
            let message = "cells were moved to the columns to which they belong";
            diagnostics.report(Code::LayoutRowShifted, place, message);
        }
        if matches!(kind, Kind::Data(_)) && placement.certainty < DOUBTFUL {
            let message = "the columns of the cells are uncertain";
            diagnostics.report(Code::LayoutRowDoubtful, place, message);
        }
        self.open.push(aligned);
    }

    /// Ends the open table, if any.
    fn close(&mut self, diagnostics: &mut Diagnostics) {
        let rows = std::mem::take(&mut self.open);
        let needed = rows.iter().map(|a| place::n_cols(&a.row, a.kind, &self.bands, &a.placement));
        let n_cols = needed.max().unwrap_or_default();
        if rows.is_empty() {
            return;
        }
        if let Err(over) = self.slots.charge(rows.len(), n_cols) {
            let message = format!("{over}; a table is left as paragraphs");
            diagnostics.report(Code::LayoutTooLarge, rows[0].row.place(), message);
            self.blocks.extend(rows.into_iter().flat_map(|aligned| paragraphs(aligned.row)));
            return;
        }
        let mut placer = Placer::new(&self.bands, &self.profiles, n_cols);
        let placed = rows.into_iter().map(|a| placer.place(a.row, a.kind, &a.placement)).collect();
        let table = assemble::table(placed, n_cols, self.lexicon, diagnostics);
        self.blocks.extend(table.map(|table| Block::Table(Box::new(table))));
    }
}

/// Probability below which another assignment is nearly as good.
const DOUBTFUL: f64 = 0.5;

/// Whether a cell is in another column than printed.
fn is_shifted(row: &Row, kind: Kind, placement: &Placement, bands: &[Band]) -> bool {
    let first = row.tokens.first().map_or(0, |token| token.raw);
    match kind {
        Kind::Data(band) => {
            let homes = &bands[band].homes;
            let printed = row.tokens.iter().map(|token| Some(&token.raw));
            !placement.columns.iter().map(|&column| homes.get(column)).eq(printed)
        }
        Kind::Wide => first > 0,
        Kind::Prose => first == 0 && row.tokens.len() == 1,
        Kind::Header(_) | Kind::SubHeader(_) | Kind::Pairs | Kind::Title | Kind::Repeated => false,
    }
}

fn report_inherited(rows: &[Row], kinds: &[Kind], bands: &[Band], diagnostics: &mut Diagnostics) {
    let mut last = None;
    for (row, kind) in rows.iter().zip(kinds) {
        let Kind::Data(band) = *kind else { continue };
        if last != Some(band) && bands[band].inherited {
            let message = "the table has no header; its columns are those of the table before";
            diagnostics.report(Code::LayoutHeaderInherited, row.place(), message);
        }
        last = Some(band);
    }
}

/// The cells of a row as paragraphs.
fn paragraphs(row: Row) -> impl Iterator<Item = Block> {
    row.tokens.into_iter().map(|token| {
        let Token { text, place, atoms, .. } = token;
        Block::Paragraph(Paragraph { text, place, atoms, heading: false })
    })
}
