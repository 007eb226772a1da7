//! The sweep: no text of a document is lost.
//!
//! A text that no rule took becomes an `unmapped` record under its nearest label. A table of which
//! nothing was understood is kept whole. A label or header word read without a list is named by a
//! finding.

use std::collections::BTreeMap;
use std::ops::Range;

use formgrid_model::{Block, Code, Table, join_lines};

use super::confidence::Scale;
use super::ledger::Disposition;
use super::writer::Writer;
use crate::forms::Src;
use crate::record::{Body, TableCell, WholeTable};
use crate::text::is_placeholder;

impl<'a> Writer<'a, '_> {
    /// Reports tables whose lines are more likely wrong than right.
    pub(super) fn report_doubtful(&mut self) {
        const DOUBTFUL: i32 = 50;
        let scale = Scale::builtin();
        // By block: the sum of the confidences of its lines, and their count.
        let mut sums: BTreeMap<usize, (i32, i32)> = BTreeMap::new();
        for filing in &self.filings {
            let evidence = filing.evidence();
            for draft in &filing.drafts {
                if matches!(draft.body, Body::Unmapped(_) | Body::Table(_)) {
                    continue;
                }
                let (sum, n) = sums.entry(draft.place.order.0).or_default();
                *sum += scale.confidence(&draft.features(evidence));
                *n += 1;
            }
        }
        for (block, (sum, n)) in sums {
            let mean = sum / n.max(1);
            if mean < DOUBTFUL {
                let message = format!(
                    "the header words and labels of the table are mostly unknown: its {n} lines have a mean confidence of 0.{mean:02}; see `formgrid templates explain`"
                );
                self.report(Code::RecordDoubtful, Src::cell(block, 0), message);
            }
        }
    }

    /// Visits every text once and keeps what is left over.
    pub(super) fn sweep(&mut self) {
        let reading = self.reading;
        let mut last = 0;
        for (block, item) in reading.content.blocks().enumerate() {
            match item {
                Block::Paragraph(_) => {
                    let src = Src::paragraph(block);
                    last = self.ledger.filing(src).unwrap_or(last);
                    self.filing = last;
                    self.account_for(src);
                }
                Block::Table(table) => last = self.sweep_table(block, table, last),
            }
        }
    }

    /// Sweeps a table. Returns the filing of its last text.
    fn sweep_table(&mut self, block: usize, table: &Table, before: usize) -> usize {
        let cells = table.grid.cells();
        let filled: Vec<usize> =
            (0..cells.len()).filter(|&index| !cells[index].is_empty()).collect();
        let src = |index: usize| Src::cell(block, index);
        let own = filled.iter().find_map(|&index| self.ledger.filing(src(index)));
        let mut last = own.unwrap_or_else(|| self.form_filing(block).unwrap_or(before));
        self.filing = last;
        let is_known = |found: &Disposition| *found != Disposition::Open;
        let n_known = filled
            .iter()
            .filter(|&&index| is_known(&self.ledger.disposition(src(index), &cells[index].text)))
            .count();
        let others: Vec<Range<usize>> = if n_known == 0 {
            std::iter::once(0..table.grid.n_rows()).collect()
        } else {
            let first = self.others.partition_point(|other| other.block < block);
            let own = self.others[first..].iter().take_while(|other| other.block == block);
            own.map(|other| other.rows.clone()).collect()
        };
        let mut rest = Vec::new();
        let mut end = 0;
        for rows in others {
            let start = filled.partition_point(|&index| cells[index].row < rows.start).max(end);
            rest.extend(&filled[end..start]);
            end = filled.partition_point(|&index| cells[index].row < rows.end).max(start);
            self.push_whole_table(block, table, rows, &filled[start..end]);
        }
        rest.extend(&filled[end..]);
        self.keep_many_whole(block, table, &mut rest);
        let mut n_cells = vec![0_usize; self.filings.len()];
        for index in rest {
            last = self.ledger.filing(src(index)).unwrap_or(last);
            self.filing = last;
            if let Some(n) = n_cells.get_mut(last) {
                *n += 1;
            }
            self.account_for(src(index));
        }
        for (at, n) in n_cells.into_iter().enumerate() {
            if let Some(filing) = self.filings.get_mut(at) {
                filing.n_cells += n;
            }
        }
        last
    }

    /// Keeps the rows of open texts whole if there are too many for a record each, and removes these
    /// texts from the list.
    fn keep_many_whole(&mut self, block: usize, table: &Table, rest: &mut Vec<usize>) {
        let cells = table.grid.cells();
        let is_open = |index: usize| {
            let src = Src::cell(block, index);
            self.ledger.disposition(src, &cells[index].text) == Disposition::Open
        };
        let (open, others): (Vec<usize>, Vec<usize>) =
            rest.iter().partition(|&&index| is_open(index));
        let (Some(&first), Some(&last)) = (open.first(), open.last()) else { return };
        if self.has_room_for(open.len()) {
            return;
        }
        self.push_whole_table(block, table, cells[first].row..cells[last].row + 1, &open);
        *rest = others;
    }

    /// The filing of the form that contains a block.
    fn form_filing(&self, block: usize) -> Option<usize> {
        self.filing_of_block.get(block).copied().flatten()
    }

    /// Accounts for a text.
    fn account_for(&mut self, src: Src) {
        let text = self.text(src);
        match self.ledger.disposition(src, text) {
            Disposition::Accounted => {
                // Labels, codes, units and years count as sources of the filing.
                let atoms = self.atoms(src);
                let filing =
                    self.ledger.filing(src).and_then(|filing| self.filings.get_mut(filing));
                if let Some(filing) = filing {
                    filing.atoms.extend_from_slice(atoms);
                }
            }
            Disposition::Guessed(meaning) => {
                let text = join_lines(text);
                let (code, message) = if meaning == "aside" {
                    (Code::RecordHeaderUnknown, format!("the header word `{text}` is not known"))
                } else {
                    (
                        Code::RecordWordGuessed,
                        format!("`{text}` is not listed and was read as {meaning}"),
                    )
                };
                self.diagnostics.consume(code, self.place(src), self.atoms(src).into(), message);
            }
            Disposition::Open if is_placeholder(text) => self.placeholder(src),
            Disposition::Open => self.push_unmapped(src, self.nearest_label(src)),
        }
    }

    /// Adds a `table` record for rows outside any form.
    fn push_whole_table(
        &mut self,
        block: usize,
        table: &Table,
        rows: Range<usize>,
        filled: &[usize],
    ) {
        let Some(&first) = filled.first() else { return };
        let from_first = |row: usize| row.saturating_sub(rows.start);
        let cells = table.grid.cells();
        let of_row = |row: usize| cells.partition_point(|cell| cell.row < row);
        let cells = cells[of_row(rows.start)..of_row(rows.end)]
            .iter()
            .map(|cell| TableCell { row: from_first(cell.row), ..cell.into() });
        let headers = table.header_rows.iter().filter(|row| rows.contains(row));
        let body = Body::Table(WholeTable {
            n_rows: rows.len(),
            n_cols: table.grid.n_cols(),
            header_rows: headers.map(|&row| from_first(row)).collect(),
            cells: cells.collect(),
        });
        let id = self.push(body, Src::cell(block, first));
        for &index in filled {
            let src = Src::cell(block, index);
            let atoms = self.atoms(src);
            self.ledger.take_whole(src, Some(self.filing));
            if let Some(draft) = self.draft_mut(id) {
                draft.atoms.extend_from_slice(atoms);
            }
        }
        if let Some(filing) = self.current_mut() {
            filing.n_cells += filled.len();
            filing.n_whole += filled.len();
        }
    }

    /// The nearest label left of a cell, else the nearest header word above it; none for a paragraph.
    fn nearest_label(&self, src: Src) -> Option<String> {
        /// Farthest label, in rows or columns; no form is wider.
        const MAX_REACH: usize = 40;
        let sheet = self.reading.sheet_at(src.block)?;
        let words = self.words(sheet);
        let cell = sheet.cell(src.cell?);
        let is_label = |index: &usize| {
            let evidence = sheet.word(*index, words);
            evidence.best_label() > crate::words::score::centinat(100)
                && !sheet.kind(*index).is_value()
        };
        let left = (0..cell.col)
            .rev()
            .take(MAX_REACH)
            .filter_map(|col| sheet.at(cell.row, col))
            .find(is_label);
        let above = || {
            (0..cell.row).rev().take(MAX_REACH).filter_map(|row| sheet.at(row, cell.col)).find(
                |index| {
                    sheet.word(*index, words).best_column() > crate::words::score::centinat(100)
                },
            )
        };
        left.or_else(above).map(|index| join_lines(sheet.text(index)))
    }
}
