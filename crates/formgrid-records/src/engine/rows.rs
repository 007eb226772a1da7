//! The rows of a table, one after the other.
//!
//! A row is tried as what it may be in a fixed order: furniture or title, the label of a block at its
//! left, a header, data below the last header, labels with values, prose that goes on. What a header
//! says holds until another header, or until a row begins with a label of the form.

use std::rc::Rc;

use formgrid_model::{Code, Table, fold_label, join_lines};

use super::cells::Cells;
use super::columns::{self, ColumnMap, Header};
use super::goals::split_item;
use super::projects::is_source;
use super::reader::{Prose, Reader, Taken};
use super::recognize::WordSet;
use crate::department;
use crate::record::{Body, TableCell, Unmapped, WholeTable};
use crate::template::{Field, Horizon, Section, TableKind};

impl<'a> Reader<'a, '_> {
    /// Reads a table.
    pub(super) fn table(&mut self, table: &'a Table, number: usize, block: usize) {
        let mut cells = self.looked_up(table, number, block);
        if cells.n_filled() == 0 {
            return;
        }
        self.settle_pending(Some(&cells));
        if self.narrative.part != Some(crate::template::Part::Instructions) {
            self.narrative.part = None;
        }
        self.scope.prose = None;
        let mut row = 0;
        while row < table.grid.n_rows() {
            row = self.row(&mut cells, row).max(row + 1);
        }
        self.flush();
        self.settle_pending(None);
        self.narrative.part = None;
        self.sweep(&mut cells);
    }

    /// Looks the cells of a table up. Its words choose the template; a piece of a table without enough
    /// words goes on with the last.
    fn looked_up(&mut self, table: &'a Table, number: usize, block: usize) -> Cells<'a> {
        /// Fewer words of a form may stand in any table.
        const MIN_WORDS: usize = 6;
        let generic = self.templates.generic();
        let cells = Cells::new(table, number, block, generic);
        let mut words = WordSet::of(&cells, generic);
        self.front.titles.iter().for_each(|title| words.add_title(title));
        let n_words = words.len();
        let found = self.questions.form(self.templates, words);
        if found.is_some() || n_words >= MIN_WORDS {
            self.template = found;
        }
        let Some(template) = self.template else {
            self.vocabulary = generic;
            return cells;
        };
        self.vocabulary = template.vocabulary();
        if self.vocabulary.is_same(generic) {
            return cells;
        }
        Cells::new(table, number, block, self.vocabulary)
    }

    /// Reads a row and returns the one to go on with.
    fn row(&mut self, cells: &mut Cells<'a>, row: usize) -> usize {
        let own = cells.open(row);
        let Some(own) = self.front_row(cells, own) else { return row + 1 };
        self.flush();
        let is_labelled = |index: &usize| !self.inline_labels(&cells.cell(*index).text).is_empty();
        if !self.pending.is_empty() && !own.iter().any(is_labelled) {
            self.settle_pending(Some(cells));
        }
        let own = self.stubs(cells, own);
        let Some(&first) = own.first() else { return row + 1 };
        if own.len() > 1 {
            self.narrative.part = None;
        } else if is_full_width(cells, first) && self.lone_cell(cells, first) {
            return row + 1;
        }
        if let Some(header) = columns::read(cells, row, &own) {
            return self.header(cells, header);
        }
        if self.header_band(cells, &own) {
            return row + 1;
        }
        if let Some(end) = self.turned(cells, row, &own) {
            return end;
        }
        if self.data(cells, row, &own) {
            return row + 1;
        }
        if self.pairs(cells, row, &own) {
            self.scope.columns = None;
            return row + 1;
        }
        if self.go_on(cells, &own) || self.section_text(cells, &own) {
            return row + 1;
        }
        if self.inherited(cells, row, &own) {
            return row + 1;
        }
        if own.len() == 1 && (self.band(cells, first) || self.lone_cell(cells, first)) {
            return row + 1;
        }
        row + 1
    }

    /// Takes furniture and titles from a row; none where nothing else is left.
    fn front_row(&mut self, cells: &mut Cells<'a>, own: Vec<usize>) -> Option<Vec<usize>> {
        if own.is_empty() {
            return None;
        }
        let n = own.len();
        let mut rest = Vec::with_capacity(n);
        for index in own {
            let text: &'a str = &cells.cell(index).text;
            if text.len() <= 120 && self.is_furniture(text) && !(n > 1 && is_year_cell(text)) {
                let placed = self.placed(cells, index);
                self.read_furniture(text);
                let taken = Taken::one(cells, index);
                self.give_filing(taken, &placed);
            } else {
                rest.push(index);
            }
        }
        let [only] = rest.as_slice() else { return (!rest.is_empty()).then_some(rest) };
        let (only, text) = (*only, &cells.cell(*only).text);
        if text.len() <= 400 && self.title(text, None).is_some() {
            for line in text.lines() {
                self.read_furniture(line);
            }
            return if self.lone_cell(cells, only) { None } else { Some(rest) };
        }
        // A name beside the unit heads the table of a unit.
        let is_labelled = !self.inline_labels(text).is_empty();
        if rest.len() < n && !is_labelled && self.names_department(cells, only) {
            let placed = self.placed(cells, only);
            self.set_department(department::split_code(&join_lines(text)));
            let taken = Taken::one(cells, only);
            self.give_filing(taken, &placed);
            return None;
        }
        Some(rest)
    }

    fn names_department(&self, cells: &Cells<'_>, index: usize) -> bool {
        let text = join_lines(&cells.cell(index).text);
        let split = department::split_code(&text);
        cells.meaning(index).label.is_none()
            && cells.meaning(index).section.is_none()
            && (split.code.is_some()
                || self.vocabulary.is_organisation(&formgrid_model::fold(&split.name)))
    }

    /// Takes the labels of blocks at the left of a row: what stands behind them is the row.
    fn stubs(&mut self, cells: &mut Cells<'a>, mut own: Vec<usize>) -> Vec<usize> {
        while let [first, rest @ ..] = own.as_slice() {
            let (first, rest) = (*first, rest.to_vec());
            let Some(&next) = rest.first() else { break };
            let (meaning, beside) = (cells.meaning(first), cells.meaning(next));
            let known_beside = beside.column.is_some()
                || beside.is_level()
                || beside.section.is_some()
                || (beside.label.is_some() && rest.len() > 1);
            let in_funding =
                self.scope.columns.as_ref().is_some_and(|m| m.kind == TableKind::Funding);
            let is_side = matches!(meaning.section, Some(Section::Income | Section::Expenditure));
            let is_goal = meaning.label.is_some_and(|field| field.goal_horizon().is_some());
            if is_side && in_funding
                || heads_categories(cells, first, &rest)
                || self.is_header_band(cells, &own)
            {
                break;
            }
            let names_goal = is_goal && beside.is_level() && !self.under_goal_names(cells, first);
            if names_goal && meaning.section.is_none() {
                let label = join_lines(&cells.cell(first).text);
                self.name_goal(meaning.label.unwrap_or(Field::ProjectGoal), &label);
            } else if let Some(section) = meaning
                .section
                .filter(|_| known_beside || (meaning.label.is_none() && meaning.column.is_none()))
            {
                self.open_section(cells, first, section);
            } else if meaning.is_unknown()
                && cells.cell(first).row_span > 1
                && columns::read(cells, cells.cell(first).row, &rest).is_some()
            {
                // A block under a name of its own: its header tells what it holds.
                self.scope.section = None;
            } else {
                break;
            }
            let placed = self.placed(cells, first);
            let taken = Taken::one(cells, first);
            self.give_filing(taken, &placed);
            own = rest;
        }
        own
    }

    fn under_goal_names(&self, cells: &Cells<'_>, index: usize) -> bool {
        let cell = cells.cell(index);
        self.scope.columns.as_ref().is_some_and(|map| {
            let at = map.best(cell.col..cell.col_end());
            at.is_some_and(|at| map.columns[at].field == Field::GoalName)
        })
    }

    fn open_section(&mut self, cells: &Cells<'a>, index: usize, section: Section) {
        let label = &cells.cell(index).text;
        match section {
            Section::Income => self.scope.side = Some("income"),
            Section::Expenditure => self.scope.side = Some("expenditure"),
            _ => {
                if self.scope.section != Some(section) {
                    self.scope.prose = None;
                }
                self.scope.section = Some(section);
                self.scope.currency = None;
            }
        }
        self.note_currency(label);
        // A label may be printed again, or lower than the header of its block.
        let keeps = self.scope.columns.as_ref().is_some_and(|map| section.table() == map.kind);
        if !keeps {
            self.scope.columns = None;
        }
    }

    /// The label of a block in a row of its own. Where it may name a goal or prose as well, a text in the
    /// row below is that.
    fn band(&mut self, cells: &mut Cells<'a>, index: usize) -> bool {
        let meaning = cells.meaning(index);
        let is_prose = |field: &Field| field.goal_horizon().is_some() || field.topic().is_some();
        let prose = meaning.label.filter(is_prose);
        if meaning.section.is_none() && prose.is_none() {
            return false;
        }
        if let Some(section) = meaning.section {
            self.open_section(cells, index, section);
        }
        let placed = self.placed(cells, index);
        let taken = Taken::one(cells, index);
        self.give_filing(taken, &placed);
        self.scope.prose = prose.map(|field| Prose { field, draft: None });
        true
    }

    /// A row above a header that gathers its words: 指标体系 over the levels.
    fn header_band(&mut self, cells: &mut Cells<'a>, own: &[usize]) -> bool {
        let heads = self.is_header_band(cells, own);
        if heads {
            let placed = self.placed(cells, own[0]);
            let mut taken = Taken::default();
            own.iter().for_each(|&index| taken.add(cells, index));
            self.give_filing(taken, &placed);
        }
        heads
    }

    fn is_header_band(&self, cells: &Cells<'a>, own: &[usize]) -> bool {
        let gathers = |&index: &usize| {
            let cell = cells.cell(index);
            let meaning = cells.meaning(index);
            let is_short = meaning.is_unknown() && cell.text.chars().count() <= 12;
            let is_word = meaning.label.is_none() && (meaning.section.is_some() || is_short);
            is_word && cell.row_span == 1 && !cell.text.contains(|c: char| c.is_numeric())
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
    fn header(&mut self, cells: &mut Cells<'a>, mut header: Header) -> usize {
        let first = header.cells[0];
        let placed = self.placed(cells, first);
        let mut taken = Taken::default();
        let known: Vec<usize> =
            header.cells.iter().copied().filter(|index| !header.unknown.contains(index)).collect();
        for &index in &known {
            taken.add(cells, index);
            self.note_currency(&cells.cell(index).text);
        }
        header.map.words = known.iter().map(|&i| fold_label(&cells.cell(i).text)).collect();
        // A list of many units opens its filings row by row.
        if !header.map.has(Field::Department) && !header.map.has(Field::UnitOrProject) {
            let filing = self.filing(&placed);
            filing.has_tables = true;
            filing.headers.extend(header.map.words.iter().cloned());
            let unknown = header.unknown.iter().map(|&i| fold_label(&cells.cell(i).text));
            filing.unknown_headers.extend(unknown);
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

    /// Reads a row below the present header; false where it does not belong there.
    fn data(&mut self, cells: &mut Cells<'a>, row: usize, own: &[usize]) -> bool {
        let Some(map) = self.scope.columns.take() else { return false };
        let map = if map.n_cols == cells.grid().n_cols() {
            map
        } else {
            let stub_end = own.first().map_or(0, |&index| cells.cell(index).col);
            Rc::new(map.fitted(cells, row, stub_end))
        };
        if !belongs(cells, &map, own) {
            self.scope.columns = Some(map);
            return false;
        }
        let kind = map.kind;
        self.scope.columns = Some(Rc::clone(&map));
        match kind {
            TableKind::Indicators => self.indicator_row(cells, row, own, &map),
            TableKind::Funding => self.funding_row(cells, own, &map),
            TableKind::Projects => self.project_row(cells, own, &map),
            TableKind::Goals => {
                self.goal_cells(cells, own, &map);
                true
            }
            TableKind::Execution => self.execution_row(cells, own, &map),
            TableKind::Instalments => {
                let done = self.instalment_row(cells, own, &map);
                self.scope.columns = None;
                done
            }
            TableKind::Any => false,
        }
    }

    /// Prose in a block that has a field for it.
    fn section_text(&mut self, cells: &mut Cells<'a>, own: &[usize]) -> bool {
        let (&[index], Some(id)) = (own, self.scope.project) else { return false };
        if self.scope.section != Some(Section::Budget) || !cells.meaning(index).is_unknown() {
            return false;
        }
        let text = cells.cell(index).text.trim().to_owned();
        if let Some(project) = self.current_mut().and_then(|filing| filing.project_mut(id)) {
            project.usage = Some(text);
        }
        let taken = Taken::one(cells, index);
        self.give(id, taken);
        true
    }

    /// A table without a header goes on with the columns of the last like table.
    fn inherited(&mut self, cells: &mut Cells<'a>, row: usize, own: &[usize]) -> bool {
        let starts = own.iter().take(2).any(|&index| cells.meaning(index).is_level());
        if !starts || own.len() < 2 || self.known_columns.is_empty() {
            return false;
        }
        let section = self.scope.section.and_then(Section::horizon);
        let goal = self.served(None, 0).horizon;
        let Some(map) = self.columns_like(goal.or(section)) else { return false };
        let stub_end = cells.cell(own[0]).col;
        let map = Rc::new(map.fitted(cells, row, stub_end));
        self.scope.carried = vec![None; map.columns.len()];
        self.scope.columns = Some(map);
        self.data(cells, row, own)
    }

    /// The last columns of a horizon, else the last of all.
    fn columns_like(&self, horizon: Option<Horizon>) -> Option<Rc<ColumnMap>> {
        self.known_columns.get(&horizon).or_else(|| self.known_columns.values().last()).cloned()
    }

    /// What nothing took becomes an `unmapped` line, or the whole table one if nothing was understood.
    fn sweep(&mut self, cells: &mut Cells<'a>) {
        let open: Vec<usize> = (0..cells.grid().cells().len())
            .filter(|&index| !cells.cell(index).is_empty() && !cells.is_taken(index))
            .collect();
        if open.len() == cells.n_filled() {
            self.keep_whole(cells, &open);
            return;
        }
        for index in open {
            let placed = self.placed(cells, index);
            let label = nearest_label(cells, index);
            let text = cells.cell(index).text.trim().to_owned();
            let taken = Taken::one(cells, index);
            self.push(Body::Unmapped(Unmapped { label, text }), placed, taken);
            self.count_unmapped();
        }
    }

    /// Counts a cell of the present filing that ended in an `unmapped` line.
    pub(super) fn count_unmapped(&mut self) {
        if let Some(filing) = self.current_mut() {
            filing.n_unmapped += 1;
        }
    }

    fn keep_whole(&mut self, cells: &mut Cells<'a>, open: &[usize]) {
        let Some(&first) = open.first() else { return };
        let placed = self.placed(cells, first);
        let mut taken = Taken::default();
        open.iter().for_each(|&index| taken.add(cells, index));
        let grid = cells.grid();
        let body = Body::Table(WholeTable {
            n_rows: grid.n_rows(),
            n_cols: grid.n_cols(),
            header_rows: cells.table.header_rows.clone(),
            cells: grid.cells().iter().map(TableCell::from).collect(),
        });
        let n = taken.n;
        self.push(body, placed, taken);
        if let Some(filing) = self.current_mut() {
            filing.n_whole += n;
        }
    }
}

/// Whether a cell is as wide as its table: in a sheet a paragraph is such a cell.
fn is_full_width(cells: &Cells<'_>, index: usize) -> bool {
    let cell = cells.cell(index);
    cell.col == 0 && cell.col_end() == cells.grid().n_cols()
}

/// Whether a cell holds a year: among other cells it is a value or a header word.
fn is_year_cell(text: &str) -> bool {
    let folded = formgrid_model::fold(text);
    folded.ends_with(['年', '度']) && !folded.starts_with('(')
}

/// Whether a cell that names a block of funding is the header word of its categories.
fn heads_categories(cells: &Cells<'_>, first: usize, rest: &[usize]) -> bool {
    let is_amount = |&index: &usize| {
        cells.meaning(index).column.is_some_and(|field| field.table() == TableKind::Funding)
    };
    cells.meaning(first).column == Some(Field::Category) && rest.iter().any(is_amount)
}

/// Whether a row belongs below a header.
fn belongs(cells: &Cells<'_>, map: &ColumnMap, own: &[usize]) -> bool {
    let Some(&first) = own.first() else { return false };
    let cell = cells.cell(first);
    let meaning = cells.meaning(first);
    let is_label = meaning.label.is_some();
    let at = map.best(cell.col..cell.col_end());
    match map.kind {
        TableKind::Indicators => {
            let field = at.map(|at| map.columns[at].field);
            if meaning.is_level() {
                return true;
            }
            let is_goal = meaning.label.is_some_and(|label| label.goal_horizon().is_some());
            if is_goal && field == Some(Field::GoalName) {
                let level = own.get(1).is_some_and(|&index| cells.meaning(index).is_level());
                return own.len() > 2 || level;
            }
            if is_label && cell.col <= map.start() {
                return false;
            }
            if cell.col < map.start() && at.is_none() {
                return false;
            }
            if field == Some(Field::UnitOrProject) {
                return true;
            }
            if own.len() == 1 {
                let name = map.position(Field::Level3).map(|at| &map.columns[at].range);
                return name.is_some_and(|r| cell.col >= r.start && cell.col_end() <= r.end);
            }
            own.len() > 2 || !spans_name_and_value(cells, map, own[1])
        }
        TableKind::Funding => {
            let is_source = || meaning.label.is_some_and(is_source);
            at.is_some() && (!is_label || is_category(cells, first) || is_source())
        }
        TableKind::Projects => {
            let is_closing = is_label && !meaning.total && !is_category(cells, first);
            at.is_some() && !is_closing && own.len() > 1
        }
        TableKind::Goals => own.iter().all(|&index| {
            let cell = cells.cell(index);
            let label =
                cells.meaning(index).label.is_some() || cells.meaning(index).section.is_some();
            let is_item = own.len() == 1 && split_item(&cell.text).0.is_some();
            (cell.col >= map.start() || is_item) && !label
        }),
        TableKind::Execution => {
            let is_goal = meaning.label.is_some_and(|label| label.goal_horizon().is_some());
            let is_amount = |&index: &usize| {
                let cell = cells.cell(index);
                cell.col >= map.start() && cell.text.starts_with(|c: char| c.is_ascii_digit())
            };
            let n_amounts = own.iter().filter(|index| is_amount(index)).count();
            own.len() > 1 && !is_goal && (is_label || n_amounts > 1)
        }
        TableKind::Instalments => own.iter().all(|&index| {
            cells.meaning(index).label.is_none() && cells.cell(index).col >= map.start()
        }),
        TableKind::Any => false,
    }
}

/// Whether a cell covers the column of the name and the one of the value: then it is prose.
fn spans_name_and_value(cells: &Cells<'_>, map: &ColumnMap, index: usize) -> bool {
    let cell = cells.cell(index);
    let covers = |field: Field| {
        map.position(field).is_some_and(|at| {
            let range = &map.columns[at].range;
            cell.col < range.end && range.start < cell.col_end()
        })
    };
    covers(Field::Level3) && covers(Field::Target)
}

fn is_category(cells: &Cells<'_>, index: usize) -> bool {
    cells.meaning(index).class.contains(formgrid_model::WordClass::CATEGORY)
}

/// Whether two headers name the same fields.
fn is_like(a: &ColumnMap, b: &ColumnMap) -> bool {
    let fields = |map: &ColumnMap| map.columns.iter().map(|c| c.field).collect::<Vec<_>>();
    a.kind == b.kind && fields(a) == fields(b)
}

/// The label that stands nearest to the left of a cell, else the header word above it.
fn nearest_label(cells: &Cells<'_>, index: usize) -> Option<String> {
    /// How far a label may stand from its cell, in rows or columns; no form is wider.
    const MAX_REACH: usize = 40;
    let cell = cells.cell(index);
    let left = (0..cell.col).rev().take(MAX_REACH).find_map(|col| {
        let left = cells.at(cell.row, col)?;
        let meaning = cells.meaning(left);
        (meaning.label.is_some() || meaning.section.is_some()).then_some(left)
    });
    let above = || {
        (0..cell.row).rev().take(MAX_REACH).find_map(|row| {
            let above = cells.at(row, cell.col)?;
            let meaning = cells.meaning(above);
            (meaning.column.is_some() && meaning.label.is_none()).then_some(above)
        })
    };
    // An unknown label is still the label of what stands behind it.
    let unknown = || {
        let left = cells.at(cell.row, cell.col.checked_sub(1)?)?;
        let text = &cells.cell(left).text;
        (!text.is_empty() && text.chars().count() <= 20).then_some(left)
    };
    left.or_else(above).or_else(unknown).map(|index| join_lines(&cells.cell(index).text))
}
