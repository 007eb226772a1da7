//! Header rows: what they say of the rows below becomes the columns of the scope.
//!
//! A header equal to the present one is the header of a page: what fills down goes on below it.

use std::rc::Rc;

use formgrid_model::{Code, fold_label, join_lines};

use crate::engine::cells::Cells;
use crate::engine::columns::{self, ColumnMap, Header};
use crate::engine::reader::Reader;
use crate::engine::state::Taken;
use crate::template::{Field, Section, TableKind};

impl<'a> Reader<'a, '_> {
    /// A row above a header that gathers its words: 指标体系 over the levels.
    pub(super) fn header_band(&mut self, cells: &mut Cells<'a>, own: &[usize]) -> bool {
        let heads = self.is_header_band(cells, own);
        if heads {
            let placed = self.placed(cells, own[0]);
            let mut taken = Taken::default();
            own.iter().for_each(|&index| taken.add(cells, index));
            self.give_filing(taken, &placed);
        }
        heads
    }

    pub(super) fn is_header_band(&self, cells: &Cells<'a>, own: &[usize]) -> bool {
        let gathers = |&index: &usize| {
            let cell = cells.cell(index);
            let meaning = cells.meaning(index);
            let is_short = meaning.is_unknown() && cell.text.chars().count() <= 12;
            let is_word = meaning.label.is_none() && (meaning.section.is_some() || is_short);
            is_word
                && cell.row_span == 1
                && !cell.text.contains(|c: char| c.is_numeric() || matches!(c, ':' | '：'))
        };
        // Below a header of goals such a row is goals.
        let is_free = self.scope.columns.as_ref().is_none_or(|m| m.kind == TableKind::Indicators);
        let is_wide = own.iter().any(|&index| cells.cell(index).col_span > 1);
        let [first, _, ..] = own else { return false };
        if !(is_free && is_wide && own.iter().all(gathers)) {
            return false;
        }
        let (row, start) = (cells.cell(*first).row, cells.cell(*first).col);
        let below: Vec<usize> =
            cells.open(row + 1).into_iter().filter(|&i| cells.cell(i).col >= start).collect();
        columns::read(cells, row + 1, &below).is_some()
    }

    /// Sets the columns that a header names.
    pub(super) fn header(&mut self, cells: &mut Cells<'a>, mut header: Header) -> usize {
        let first = header.cells[0];
        let placed = self.placed(cells, first);
        let mut taken = Taken::default();
        let known: Vec<usize> =
            header.cells.iter().copied().filter(|index| !header.unknown.contains(index)).collect();
        for &index in &known {
            taken.add(cells, index);
            self.note_currency(&cells.cell(index).text);
        }
        let word = |&index: &usize| fold_label(&cells.cell(index).text).into_owned();
        header.map.words = known.iter().map(word).collect();
        // A list of many units opens its filings row by row.
        if !header.map.has(Field::Department) && !header.map.has(Field::UnitOrProject) {
            let filing = self.filing(&placed);
            filing.has_tables = true;
            filing.headers.extend(header.map.words.iter().cloned());
            filing.unknown_headers.extend(header.unknown.iter().map(word));
        }
        self.give_filing(taken, &placed);
        for &index in &header.unknown {
            let text = join_lines(&cells.cell(index).text);
            let message = format!("the header word `{text}` is not known");
            self.report(Code::RecordHeaderUnknown, cells.cell(index).place, message);
            let taken = Taken::one(cells, index);
            self.give_filing(taken, &placed);
        }
        self.note_history(&header.map);
        let goes_on = !self.scope.goal_is_new
            && self.scope.columns.as_ref().is_some_and(|old| is_like(old, &header.map));
        if !goes_on {
            self.scope.carried = vec![None; header.map.columns.len()];
        }
        let map = Rc::new(header.map);
        if map.kind == TableKind::Indicators {
            let horizon = self.scope.section.and_then(Section::horizon);
            self.known_columns.insert(horizon, Rc::clone(&map));
        }
        self.scope.prose = None;
        self.scope.columns = Some(map);
        header.end
    }

    /// Years of prior columns are evidence for the fiscal year.
    fn note_history(&mut self, map: &ColumnMap) {
        let labels: Vec<String> = map
            .columns
            .iter()
            .filter(|column| matches!(column.field, Field::History | Field::Baseline))
            .map(|column| column.label.clone())
            .collect();
        let until = map.columns.iter().find(|c| c.field == Field::LongTermGoal);
        let until = until.map(|column| column.label.clone());
        if let Some(filing) = self.current_mut() {
            filing.clues.history.extend(labels);
        }
        if let Some(label) = until {
            self.note_until(&label);
        }
    }
}

/// Whether two headers name the same fields.
fn is_like(a: &ColumnMap, b: &ColumnMap) -> bool {
    let fields = |map: &ColumnMap| map.columns.iter().map(|c| c.field).collect::<Vec<_>>();
    a.kind == b.kind && fields(a) == fields(b)
}
