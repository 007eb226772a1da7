//! From forms to records: each piece is written once.
//!
//! Bands and columns ([`crate::bands`], [`crate::columns`]) and the filer of each form
//! ([`crate::forms`]) are already decided. One writer ([`writer`]) puts all texts into slots that
//! accept only valid values ([`slots`]). The [`ledger`] knows at the end what no field took.

mod confidence;
mod contents;
mod context;
mod filing;
mod finish;
mod goal_links;
mod goal_text;
mod goals;
mod indicator_values;
mod indicators;
mod items;
mod ledger;
mod level_lines;
mod levels;
mod line_labels;
mod lists;
mod matrix;
mod money_rows;
mod narrative;
mod other;
mod points;
mod project;
mod provenance;
mod rows;
mod scope;
mod slots;
mod sources;
mod sweep;
mod totals;
mod writer;

use std::ops::Range;

use formgrid_model::Diagnostics;

use crate::bands::BandBody;
use crate::columns::ListKind;
use crate::forms::{Form, Piece, Reading, Src};
use crate::ids::Ids;
use crate::record::Record;
use crate::template::Template;
use other::OtherTable;
use writer::Writer;

/// Writes the records of a document. `templates_of` holds for each table the template of its form.
pub(crate) fn write<'a>(
    reading: &'a Reading<'a>,
    forms: &'a [Form],
    templates_of: &'a [Option<&'a Template>],
    path: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<Record> {
    let mut writer = Writer::new(reading, forms, templates_of, diagnostics);
    for (number, form) in forms.iter().enumerate() {
        let pieces = &reading.pieces[form.pieces.clone()];
        let Some(first) = pieces.first().map(|piece| writer.first(piece)) else { continue };
        let table = pieces.iter().find_map(|piece| match piece {
            Piece::Row { table, .. } => Some(*table),
            Piece::Line(line) => line.table,
        });
        writer.template = table.and_then(|table| templates_of.get(table).copied().flatten());
        writer.enter(number, first);
        writer.pieces(pieces);
    }
    writer.sweep();
    writer.compare_contents();
    writer.report_doubtful();
    let mut ids = Ids::default();
    let mut records = Vec::new();
    let n_filings = writer.filings.len();
    let mut filings = std::mem::take(&mut writer.filings);
    filing::join_stray(&mut filings, writer.diagnostics);
    for filing in filings {
        // A form whose list names every department has no lines of its own.
        let may_be_empty = n_filings == 1 && !filing.is_superior;
        if !filing.drafts.is_empty() || may_be_empty {
            filing.finish(path, &mut ids, &mut records);
        } else {
            filing.report_filer(writer.diagnostics, "the department over a list of others");
        }
    }
    records
}

impl<'a> Writer<'a, '_> {
    /// The first text of a piece.
    fn first(&self, piece: &Piece<'_>) -> Src {
        match piece {
            Piece::Line(line) => line.src,
            Piece::Row { table, band } => {
                let sheet = &self.reading.sheets[*table];
                let row = self.reading.bands[*table][*band].rows.start;
                let cell = sheet.filled(row).next().or_else(|| sheet.origins(row).next());
                Src::cell(sheet.block, cell.unwrap_or_default())
            }
        }
    }

    /// Writes the pieces of a form.
    fn pieces(&mut self, pieces: &'a [Piece<'a>]) {
        let mut last_table = None;
        // The bands that were classified together as one table.
        let mut section = 0..0;
        for piece in pieces {
            let table = match piece {
                Piece::Line(line) => line.table,
                Piece::Row { table, .. } => Some(*table),
            };
            if table != last_table {
                last_table = table;
                section = 0..0;
                if let Some(table) = table {
                    self.enter_table(table);
                    // Without a line in it, the table is its only section.
                    let bands = &self.reading.bands[table];
                    let whole = other::section(bands, 0);
                    section = if whole.end == bands.len() { whole } else { 0..0 };
                }
            }
            match piece {
                Piece::Line(line) => {
                    let row = self.cell(line.src).map(|cell| cell.row);
                    if !row.is_some_and(|row| self.is_other(line.src.block, row)) {
                        self.line(line);
                    }
                }
                Piece::Row { table, band } => {
                    let bands = &self.reading.bands[*table];
                    if !section.contains(band) {
                        section = other::section(bands, *band);
                        self.mark_other_table(*table, section.clone());
                    }
                    let block = self.reading.sheets[*table].block;
                    if !self.is_other(block, bands[*band].rows.start) {
                        self.row(*table, *band);
                    }
                }
            }
        }
    }

    /// Marks bands that are not part of a form to be kept whole.
    fn mark_other_table(&mut self, table: usize, section: Range<usize>) {
        let reading = self.reading;
        let sheet = &reading.sheets[table];
        let bands = &reading.bands[table][section];
        let rows = other::rows_of(bands);
        if !self.is_other(sheet.block, rows.start)
            && other::is_other(sheet, bands, reading.words(table), self.scope.other_table)
        {
            self.others.push(OtherTable { block: sheet.block, rows });
        }
    }

    /// Whether a row belongs to a table that is kept whole.
    fn is_other(&self, block: usize, row: usize) -> bool {
        self.others.last().is_some_and(|other| other.block == block && other.rows.contains(&row))
    }

    /// Enters a table.
    fn enter_table(&mut self, table: usize) {
        let reading = self.reading;
        self.template = self.templates_of.get(table).copied().flatten().or(self.template);
        let block = reading.sheets[table].block;
        if let Some(slot) = self.filing_of_block.get_mut(block) {
            *slot = Some(self.filing);
        }
        let sheet = &reading.sheets[table];
        self.mark_other_table(table, 0..reading.bands[table].len());
        if self.narrative.part != Some(crate::template::Part::Instructions) {
            self.contents_table(sheet, &reading.bands[table]);
            self.narrative.part = None;
        }
        self.scope.prose = None;
        let template = self.template;
        if let Some(filing) = self.current_mut()
            && filing.template.is_none()
            && let Some(template) = template
        {
            filing.template = Some(template);
            filing.vocabulary = template.vocabulary();
        }
    }

    fn row(&mut self, table: usize, band: usize) {
        let reading = self.reading;
        let sheet = &reading.sheets[table];
        let band = &reading.bands[table][band];
        if self.is_taken_whole(sheet, band.rows.clone()) {
            return;
        }
        match &band.body {
            BandBody::Blank | BandBody::Line(_) => {}
            BandBody::Pairs(items) => {
                self.leave_listed_project();
                self.pairs(sheet, items);
            }
            BandBody::List(list) => {
                if !list.header.cells.is_empty() {
                    self.leave_listed_project();
                }
                let arranged = list.arrangement.as_ref().map(|arrangement| {
                    self.arranged_labels(sheet, arrangement);
                    sheet.arranged(arrangement)
                });
                let sheet = arranged.as_ref().unwrap_or(sheet);
                let kind = list.columns.kind;
                if matches!(kind, ListKind::Indicators | ListKind::Goals) {
                    self.enter_only_project();
                }
                self.list(sheet, list);
                if kind == ListKind::Indicators {
                    self.report_unused_levels(sheet, list);
                }
            }
        }
    }

    /// Leaves the last project that the rows of a list named: labels and headers below the list are
    /// not its own.
    fn leave_listed_project(&mut self) {
        if let Some(around) = self.scope.around_list.take() {
            self.leave_project();
            self.scope.project = around;
        }
    }

    /// Whether every text of some rows is taken already, as in a table of contents.
    fn is_taken_whole(&self, sheet: &crate::cells::Sheet<'_>, rows: Range<usize>) -> bool {
        let mut any = false;
        for row in rows {
            for index in sheet.filled(row) {
                any = true;
                if !self.ledger.is_taken(Src::cell(sheet.block, index)) {
                    return false;
                }
            }
        }
        any
    }
}
