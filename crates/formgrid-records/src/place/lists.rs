//! Lists: headers, stubs, and lists of projects.

use formgrid_model::{Code, fold_label, join_lines};

use super::confidence::LineEvidence;
use super::filing::DraftId;
use super::goals::NewGoal;
use super::rows::Pair;
use super::totals::subtotal_rows;
use super::writer::Writer;
use crate::bands::List;
use crate::cells::Sheet;
use crate::cells::arranged::Arrangement;
use crate::cells::kind::Kind;
use crate::columns::{Assignment, Axis, Column, ListKind};
use crate::department;
use crate::forms::Src;
use crate::record::Body;
use crate::template::{Field, Horizon};
use crate::text::{is_filler, is_ordinal, is_placeholder};
use crate::words::horizon_of;
use crate::words::score::{Score, centinat};
use crate::year::label_year;

impl<'a> Writer<'a, '_> {
    /// Reads a header with the rows below it.
    pub(super) fn list(&mut self, sheet: &Sheet<'a>, list: &List) {
        // Amounts below two sides belong to the side of their column.
        if !matches!(list.columns.kind, ListKind::Funding | ListKind::Execution) {
            self.scope.sides.clear();
        }
        self.leave_section(sheet, list.header.rows.start);
        self.list_stubs(sheet, list);
        self.header(sheet, list);
        self.evidence = list_evidence(list);
        match list.columns.kind {
            ListKind::Indicators => self.indicator_rows(sheet, list),
            ListKind::Projects => self.project_rows(sheet, list),
            ListKind::Execution | ListKind::Funding => self.money_rows(sheet, list),
            ListKind::Goals => self.goal_rows(sheet, list),
            ListKind::Instalments => self.instalment_rows(sheet, list),
            ListKind::Sources => self.source_amounts(sheet, list),
            ListKind::Matrix => self.matrix_rows(sheet, list),
            ListKind::Items => self.item_rows(sheet, list),
        }
        self.evidence = LineEvidence::default();
        self.report_row_numbers();
        if list.columns.kind != ListKind::Goals {
            self.scope.prose = None;
            self.scope.last_item = None;
        }
    }

    /// Reads the stubs of a header.
    fn list_stubs(&mut self, sheet: &Sheet<'a>, list: &List) {
        let words = self.words(sheet);
        let mut stubs = list.header.stubs.iter().copied().peekable();
        while let Some(cell) = stubs.next() {
            // A label and its value beside the header are as tall as the list below it.
            let field = sheet.listed(cell, words).label.filter(|f| f.is_of_project());
            let is_value = |next: &usize| {
                let next = sheet.word(*next, words);
                next.listed.label.is_none() && next.listed.section.is_none()
            };
            match field.and_then(|_| stubs.next_if(is_value)) {
                Some(value) => {
                    let pair = Pair { label: cell, field, value: Some(value), guessed: false };
                    self.pair(sheet, pair);
                }
                None => self.stub(sheet, cell),
            }
        }
    }

    /// Reads a stub: the label of a block left of its rows.
    pub(super) fn stub(&mut self, sheet: &Sheet<'a>, cell: usize) {
        let words = self.words(sheet);
        let evidence = sheet.word(cell, words);
        let src = Src::cell(sheet.block, cell);
        let text = sheet.text(cell);
        let goal = evidence.listed.label.filter(|field| field.goal_horizon().is_some());
        let section = crate::bands::section_of(sheet, words, cell);
        if let (Some(field), true) = (goal, fold_label(text).ends_with('#')) {
            self.name_goal(field, &join_lines(text));
        } else if section.is_none() && goal.is_some() {
            self.name_goal(goal.unwrap_or(Field::ProjectGoal), &join_lines(text));
        } else {
            self.open_section(section, text);
            // 支出安排: the label of a block of money may tell its side.
            self.scope.side = crate::text::funding_side(text).or(self.scope.side);
        }
        let listed = evidence.exact && (section.is_some() || goal.is_some());
        self.label(
            src,
            listed,
            section.map_or_else(|| "the name of a block".to_owned(), |s| format!("{s:?}")),
        );
    }

    /// Reads the labels that an arrangement leaves out.
    pub(super) fn arranged_labels(&mut self, sheet: &Sheet<'a>, arrangement: &Arrangement) {
        for &index in &arrangement.repeated {
            let evidence = sheet.word(index, self.words(sheet));
            self.label(Src::cell(sheet.block, index), evidence.exact, "a header word");
        }
        for &index in &arrangement.blocks {
            if is_ordinal(sheet.text(index)) || is_placeholder(sheet.text(index)) {
                self.row_number(Src::cell(sheet.block, index));
            } else {
                self.stub(sheet, index);
            }
        }
    }

    /// Reads the words of a header.
    fn header(&mut self, sheet: &Sheet<'a>, list: &List) {
        let map = &list.columns;
        let history: Vec<String> = map
            .columns
            .iter()
            .filter(|column| matches!(column.field, Field::History | Field::Baseline))
            .map(|column| column.label.clone())
            .collect();
        // 2031年度目标 beside the goals of a longer term.
        let states_year = |column: &&Column| {
            let is_annual = match column.field {
                Field::AnnualGoal => true,
                Field::Target => column.axis == Axis::Horizon(Horizon::Annual),
                _ => false,
            };
            is_annual && label_year(&column.label).is_some()
        };
        let years: Vec<String> =
            map.columns.iter().filter(states_year).map(|column| column.label.clone()).collect();
        for column in &map.columns {
            for &index in column.path.iter().chain(&column.unit) {
                let src = Src::cell(sheet.block, index);
                self.record_currency(sheet.text(index));
                let evidence = sheet.word(index, self.words(sheet));
                let is_known =
                    column.field != Field::Aside || evidence.listed.column == Some(Field::Aside);
                let listed = evidence.exact && is_known || evidence.listed.prior_year;
                self.label(src, listed, column.field);
            }
        }
        let numbers: Vec<usize> = list
            .header
            .rows
            .clone()
            .flat_map(|row| sheet.filled(row))
            .filter(|index| {
                !list.header.cells.contains(index) && !list.header.stubs.contains(index)
            })
            .filter(|&index| sheet.kind(index) == Kind::Number)
            .collect();
        for index in numbers {
            self.consume(
                Code::RecordColumnNumbers,
                Src::cell(sheet.block, index),
                "the number of a column",
            );
        }
        for &index in &list.header.cells {
            let src = Src::cell(sheet.block, index);
            if !self.ledger.is_taken(src) {
                let evidence = sheet.word(index, self.words(sheet));
                self.label(src, evidence.exact, "a header word");
            }
        }
        let words: Vec<(String, bool)> = list
            .header
            .cells
            .iter()
            .map(|&index| {
                let evidence = sheet.word(index, self.words(sheet));
                let known = evidence.listed.column.is_some() || evidence.listed.prior_year;
                (fold_label(sheet.text(index)).into_owned(), known)
            })
            .collect();
        let until =
            map.columns.iter().find(|c| c.field == Field::LongTermGoal).map(|c| c.label.clone());
        if !map.has(Field::Department) && !map.has(Field::UnitOrProject) {
            self.record_headers(&words);
        }
        if let Some(filing) = self.current_mut() {
            filing.clues.history.extend(history);
            filing.clues.labels.extend(years);
        }
        if let Some(label) = until {
            self.record_until_year(&label);
        }
    }

    /// Records the header words of a form.
    pub(super) fn record_headers(&mut self, words: &[(String, bool)]) {
        if let Some(filing) = self.current_mut() {
            filing.has_tables = true;
            for (word, known) in words {
                if *known {
                    filing.headers.insert(word.clone());
                } else {
                    filing.unknown_headers.insert(word.clone());
                }
            }
        }
    }

    /// The cells of a row by column, including cells that span in from above.
    pub(super) fn by_column(
        &self,
        sheet: &Sheet<'_>,
        list: &List,
        row: usize,
    ) -> Vec<Option<usize>> {
        let map = &list.columns;
        let mut found = vec![None; map.columns.len()];
        for (at, column) in map.columns.iter().enumerate() {
            for col in column.range.clone() {
                let Some(index) = sheet.at(row, col) else { continue };
                let cell = sheet.cell(index);
                let is_own = map.column_of(cell) == Some(at);
                if cell.row >= list.header.rows.end && !cell.is_empty() && is_own {
                    found[at] = Some(index);
                    break;
                }
            }
        }
        found
    }

    /// Reads the stubs of a row.
    pub(super) fn row_stubs(&mut self, sheet: &Sheet<'a>, list: &List, row: usize) {
        let start = list.columns.start();
        let stubs: Vec<usize> =
            sheet.filled(row).filter(|&index| sheet.cell(index).col_end() <= start).collect();
        for index in stubs {
            self.stub(sheet, index);
        }
    }

    /// Reads a list of projects or tasks, one per row.
    fn project_rows(&mut self, sheet: &Sheet<'a>, list: &List) {
        let map = &list.columns;
        let around = self.scope.project.take();
        let goals = std::mem::take(&mut self.scope.project_goals);
        let subtotals = subtotal_rows(sheet, list);
        let mut last = None;
        let name_at =
            map.position(Field::ProjectName).or_else(|| map.position(Field::UnitOrProject));
        let unit_in = |row: usize| {
            let unit = map.cell_in(sheet, row, Field::UnitOrProject);
            unit.filter(|&unit| sheet.kind(unit) == Kind::Organisation)
        };
        let adds_up_units = subtotals.iter().any(|&row| unit_in(row).is_some());
        if adds_up_units {
            self.scope.unit_rows = Some(sheet.block);
        }
        for row in list.rows.clone() {
            self.row_stubs(sheet, list, row);
            // A word for the total may begin over the stub.
            let is_own = |&index: &usize| {
                let cell = sheet.cell(index);
                let is_total = || cell.col_end() > map.start() && sheet.kind(index) == Kind::Total;
                cell.col >= map.start() || is_total()
            };
            let own: Vec<usize> = sheet.filled(row).filter(is_own).collect();
            let Some(&first) = own.first() else { continue };
            if own.len() == 1 && sheet.is_full_width(first) {
                self.switch_department(sheet, list, first);
                continue;
            }
            let total = own.iter().take(3).copied().find(|&index| sheet.kind(index) == Kind::Total);
            let cells = self.by_column(sheet, list, row);
            if let Some(unit) = unit_in(row).filter(|_| subtotals.contains(&row)) {
                let printed = own.iter().copied().find(|&index| sheet.kind(index) == Kind::Total);
                self.switch_department(sheet, list, unit);
                self.total_row(sheet, list, printed.unwrap_or(unit), &own);
                continue;
            }
            let name = name_at.and_then(|at| cells[at]);
            let total = total.or(name.filter(|_| subtotals.contains(&row)));
            match total {
                // The total of all units is none of the last one's.
                Some(label) if adds_up_units => {
                    let sums = own.iter().copied().filter(|&index| index != label);
                    let cells: Vec<usize> = std::iter::once(label).chain(sums).collect();
                    self.keep_sums(sheet, &cells);
                }
                Some(label) => {
                    self.leave_department(sheet, list, &cells, label);
                    self.total_row(sheet, list, label, &own);
                }
                None => {
                    last = self.project_row(sheet, list, &cells, &own);
                }
            }
        }
        // Labels above the values of one project begin its form; what follows in the table is its own.
        let begins_form = list.is_of_one_project()
            && list.columns.start() == 0
            && list.rows.end < sheet.n_rows()
            && self.scope.section.is_none();
        self.scope.project = last.filter(|_| begins_form).or(around);
        self.scope.project_goals = goals;
    }

    /// Reads the project of a row. Returns its draft, if the row names one.
    pub(super) fn project_row(
        &mut self,
        sheet: &Sheet<'a>,
        list: &List,
        cells: &[Option<usize>],
        own: &[usize],
    ) -> Option<DraftId> {
        let map = &list.columns;
        let of = |field: Field| map.position(field).and_then(|at| cells[at]);
        let office = of(Field::Department).or_else(|| of(Field::Supervising));
        if let Some(index) = office.filter(|&index| !department::is_region(sheet.text(index))) {
            self.switch_department(sheet, list, index);
        } else if let Some(index) = of(Field::Implementing).filter(|_| self.is_list_of_units()) {
            self.switch_department(sheet, list, index);
        }
        self.code_cell(sheet, map, cells);
        let unit = of(Field::UnitOrProject);
        let is_unit = |&index: &usize| {
            let is_alone = own.len() == 1 || self.scope.unit_rows != Some(sheet.block);
            sheet.kind(index) == Kind::Organisation && is_alone
        };
        if let Some(index) = unit.filter(is_unit) {
            self.switch_department(sheet, list, index);
            if own.len() == 1 {
                return None;
            }
        }
        let name = of(Field::ProjectName).or(unit);
        let Some(name) = name else {
            for &index in own {
                let at = map.column_of(sheet.cell(index));
                let label = at.map(|at| map.columns[at].label.clone());
                self.keep_unmapped(Src::cell(sheet.block, index), label);
            }
            return None;
        };
        let id = self.push(Body::Project(Box::default()), Src::cell(sheet.block, name));
        if let Some(filing) = self.current_mut() {
            filing.has_tables = true;
        }
        for (at, column) in map.columns.iter().enumerate() {
            let Some(index) = cells[at] else { continue };
            self.project_cell(sheet, id, column, index);
        }
        self.finish_project(id, map);
        self.write_row_goals(sheet, id, map, cells);
        Some(id)
    }

    /// Writes a cell into a field, with the currency unit of its column.
    pub(super) fn write_cell(
        &mut self,
        sheet: &Sheet<'a>,
        id: DraftId,
        field: Field,
        column: &Column,
        index: usize,
    ) {
        let before = self.scope.currency;
        self.scope.currency = column.currency.or(before);
        let label = column.path.first().map(|&index| Src::cell(sheet.block, index));
        self.write(id, field, Src::cell(sheet.block, index), label);
        self.scope.currency = before;
    }

    /// Writes one cell of a project.
    fn project_cell(&mut self, sheet: &Sheet<'a>, id: DraftId, column: &Column, index: usize) {
        let src = Src::cell(sheet.block, index);
        match column.field {
            Field::Serial => self.serial(src, Some(column.label.clone())),
            // A region receives the filer's money and files nothing itself.
            Field::Department if department::is_region(sheet.text(index)) => {
                self.write_cell(sheet, id, Field::Implementing, column, index);
            }
            Field::Department | Field::DepartmentCode => {}
            Field::Aside
            | Field::Remark
            | Field::Contact
            | Field::Phone
            | Field::Deviation
            | Field::Grade => {
                if !is_filler(sheet.text(index)) {
                    self.keep_unmapped(src, Some(column.label.clone()));
                }
            }
            Field::UnitOrProject => self.write_cell(sheet, id, Field::ProjectName, column, index),
            field if field.goal_horizon().is_some() => {}
            field => {
                if is_filler(sheet.text(index)) {
                    self.placeholder(src);
                } else {
                    self.write_cell(sheet, id, field, column, index);
                }
            }
        }
    }

    /// Sets the budget of the year from the revised, else the original budget.
    fn finish_project(&mut self, id: DraftId, map: &Assignment) {
        let executes = map.has(Field::Executed) || map.has(Field::Revised);
        let draft = self.draft_mut(id);
        let Some(draft) = draft.filter(|_| executes) else { return };
        let Body::Project(project) = &mut draft.body else { return };
        if project.annual_budget.is_some() {
            return;
        }
        let execution = &project.budget_execution;
        let (amount, key) = match (&execution.revised, &execution.original) {
            (Some(amount), _) => (amount.clone(), "budget_execution.revised"),
            (None, Some(amount)) => (amount.clone(), "budget_execution.original"),
            _ => return,
        };
        project.annual_budget = Some(amount);
        if let Some(spot) = draft.places.get(key).cloned() {
            draft.places.insert("annual_budget".into(), spot);
        }
    }

    /// Whether the form has no department of its own, so that its list names the filers.
    fn is_list_of_units(&self) -> bool {
        self.forms[self.form].filer.is_none()
    }

    /// Reads the goals in the row of a project.
    fn write_row_goals(
        &mut self,
        sheet: &Sheet<'a>,
        id: DraftId,
        map: &Assignment,
        cells: &[Option<usize>],
    ) {
        let around = self.scope.project.replace(id);
        for (at, column) in map.columns.iter().enumerate() {
            let (Some(horizon), Some(index)) = (column.field.goal_horizon(), cells[at]) else {
                continue;
            };
            let src = Src::cell(sheet.block, index);
            let horizon = horizon.or_else(|| horizon_of(&column.label));
            let label = Some(column.label.clone());
            let goal = NewGoal { horizon, label, text: sheet.text(index), ..NewGoal::default() };
            let goal = self.new_goal(goal, src);
            self.take_into(goal, "text", src);
        }
        self.scope.project = around;
        self.scope.project_goals.clear();
    }
}

/// Evidence for the confidence of a list.
fn list_evidence(list: &List) -> LineEvidence {
    /// A smaller margin makes a column doubtful, twice as much a list kind.
    const NARROW: Score = centinat(120);
    let columns = &list.columns.columns;
    let share = |n: usize, of: usize| i32::try_from(n * 100 / of.max(1)).unwrap_or(100);
    let is_informative =
        |column: &&Column| !matches!(column.field, Field::Aside | Field::Serial | Field::Remark);
    let n_informative = columns.iter().filter(is_informative).count();
    let n_guessed = columns.iter().filter(is_informative).filter(|column| column.guessed).count();
    let n_narrow =
        columns.iter().filter(is_informative).filter(|column| column.margin < NARROW).count();
    /// Least score of a column with a listed word or fitting cells.
    const WEAK: Score = centinat(300);
    let n_weak = columns.iter().filter(is_informative).filter(|column| column.score < WEAK).count();
    let is_strange = |column: &&Column| column.field == Field::Aside && column.guessed;
    LineEvidence {
        n_words: u32::try_from(n_informative).unwrap_or(u32::MAX),
        n_guessed: u32::try_from(n_guessed).unwrap_or(u32::MAX),
        n_refused: 0,
        narrow: share(n_narrow, n_informative),
        weak: share(n_weak, n_informative),
        strange: share(columns.iter().filter(is_strange).count(), columns.len()),
        has_rival: list.columns.margin < NARROW * 2,
    }
}
