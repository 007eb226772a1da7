//! Goals: from overview columns, from rows above indicators, from the objective of a project.
//!
//! The goal row decides which goal an indicator serves. The label of the indicator block decides
//! only if no goal row, or several, came before it.

use formgrid_model::join_lines;

use super::filing::DraftId;
use super::goal_text::{goal_number, item_number, label_number, split_item, until_year};
use super::scope::Prose;
use super::writer::Writer;
use crate::bands::{BandBody, Item, List};
use crate::cells::Sheet;
use crate::columns::{Assignment, Column};
use crate::forms::Src;
use crate::record::{Body, Goal};
use crate::template::{Field, Horizon};
use crate::text::{append, means_none, named_goal_number};
use crate::words::{horizon_of, names_term};
use crate::year;

/// The horizon of a goal whose label states none, next to a goal of the year.
fn beside_annual(label: &str) -> Option<Horizon> {
    (names_term(label) || label.contains('总')).then_some(Horizon::LongTerm)
}

/// A goal to be added.
#[derive(Debug, Default)]
pub(super) struct NewGoal<'t> {
    pub(super) horizon: Option<Horizon>,
    /// `overall`, `itemized`; in a project form always `project`.
    pub(super) level: Option<&'static str>,
    pub(super) number: Option<i64>,
    pub(super) label: Option<String>,
    pub(super) title: Option<&'t str>,
    pub(super) text: &'t str,
}

impl<'a> Writer<'a, '_> {
    /// Adds a goal whose text or label is at `src`.
    pub(super) fn new_goal(&mut self, new: NewGoal<'_>, src: Src) -> DraftId {
        let in_project = self.scope.project.is_some();
        let until_year = new.label.as_deref().and_then(until_year);
        let level = if in_project { "project" } else { new.level.unwrap_or("overall") };
        let goal = Goal {
            horizon: new.horizon.map(|horizon| horizon.name().to_owned()),
            level: level.to_owned(),
            number: new.number,
            label: new.label,
            title: new.title.map(str::to_owned),
            text: new.text.trim().to_owned(),
            until_year,
            ..Goal::default()
        };
        let is_overall = goal.level == "overall";
        let id = self.push(Body::Goal(Box::new(goal)), src);
        if in_project {
            self.scope.project_goals.push(id);
        } else if is_overall {
            self.scope.overview.insert(new.horizon);
        }
        if let (Some(year), Some(filing)) = (until_year, self.current_mut()) {
            filing.filing.until_year.get_or_insert(year);
        }
        id
    }

    /// Records the end year of the long-term goals in a label.
    pub(super) fn record_until_year(&mut self, label: &str) {
        if let (Some(year), Some(filing)) = (until_year(label), self.current_mut()) {
            filing.filing.until_year.get_or_insert(year);
            filing.clues.until_year.get_or_insert_with(|| join_lines(label));
        }
    }

    /// Reads a goal with its label in the cell before it.
    pub(super) fn goal_row(&mut self, label: Src, field: Field, value: Option<Src>) {
        let printed = join_lines(self.text(label));
        self.begin_headed_project();
        let Some(value) = value else {
            // A label without a text names the goal of the rows below.
            self.scope.prose = Some(Prose { field, draft: None });
            self.record_until_year(&printed);
            return;
        };
        if means_none(self.text(value)) {
            self.placeholder(value);
            return;
        }
        let text = self.text(value);
        let id = self.labelled_goal(&printed, field, text, value);
        self.take_into(id, "text", value);
        self.ledger.take_whole(label, Some(self.filing));
    }

    /// Adds a goal with its label.
    pub(super) fn labelled_goal(
        &mut self,
        label: &str,
        field: Field,
        text: &str,
        src: Src,
    ) -> DraftId {
        let own = horizon_of(label).filter(|_| field == Field::ProjectGoal);
        let horizon = field.goal_horizon().flatten().or(own).or_else(|| self.section_horizon());
        let horizon = horizon.or_else(|| self.horizon_of_unnamed(label, self.prints_annual(src)));
        // 总体目标 without a goal of the year is the goal of the form's year.
        let is_only = horizon == Some(Horizon::LongTerm)
            && !names_term(label)
            && until_year(label).is_none()
            && !self.prints_annual(src);
        let horizon = if is_only { self.annual_by_default().or(horizon) } else { horizon };
        let number = label_number(label).or(self.scope.section_number);
        let is_of_overview = self.is_in_overview(src);
        let is_item =
            !is_of_overview && (number.is_some() || self.scope.overview.contains(&horizon));
        let goal = NewGoal {
            horizon,
            level: Some(if is_item { "itemized" } else { "overall" }),
            number,
            label: Some(label.to_owned()),
            title: None,
            text,
        };
        let id = self.new_goal(goal, src);
        self.record_until_year(label);
        if !is_of_overview {
            self.head(id);
        }
        self.scope.prose = Some(Prose { field, draft: Some(id) });
        id
    }

    /// Whether a goal is in a block of a department's goals without indicators: none of them heads
    /// the indicators below the block.
    fn is_in_overview(&self, src: Src) -> bool {
        let (Some((block, end)), Some(cell)) = (self.scope.section_rows, self.cell(src)) else {
            return false;
        };
        let Some(sheet) = self.reading.sheet_at(src.block) else { return false };
        let in_block = src.block == block && cell.row < end && self.scope.project.is_none();
        let bands = &self.reading.bands[sheet.number];
        let mut lists = bands.iter().filter(|band| matches!(band.body, BandBody::List(_)));
        in_block && !lists.any(|band| band.rows.start < end && cell.row < band.rows.end)
    }

    /// Whether a goal of the year is printed near a goal in its table.
    fn prints_annual(&self, src: Src) -> bool {
        /// Bands above and below that are looked at: other forms may follow in a sheet.
        const NEAR: usize = 8;
        let (Some(sheet), Some(cell)) = (self.reading.sheet_at(src.block), self.cell(src)) else {
            return false;
        };
        let bands = &self.reading.bands[sheet.number];
        let at = bands.partition_point(|band| band.rows.end <= cell.row);
        let near = bands.iter().take(at + NEAR).skip(at.saturating_sub(NEAR));
        near.into_iter().any(|band| match &band.body {
            BandBody::Pairs(items) => items
                .iter()
                .any(|item| matches!(item, Item::Pair { field: Some(Field::AnnualGoal), .. })),
            BandBody::List(list) => list.columns.has(Field::AnnualGoal),
            BandBody::Blank | BandBody::Line(_) => false,
        })
    }

    /// The horizon of a goal whose label names none. `has_annual`: the form also prints a goal of the year.
    fn horizon_of_unnamed(&self, label: &str, has_annual: bool) -> Option<Horizon> {
        if has_annual { beside_annual(label) } else { self.annual_by_default() }
    }

    /// The default horizon of a project's objective: annual if the form states a year.
    pub(super) fn annual_by_default(&self) -> Option<Horizon> {
        let form = &self.forms[self.form];
        let has_year =
            form.year_lines.iter().chain(&form.titles).any(|line| year::year_in(line).is_some());
        (self.scope.project.is_some() && has_year).then_some(Horizon::Annual)
    }

    /// Reads goals in adjacent columns below a header.
    pub(super) fn goal_rows(&mut self, sheet: &Sheet<'a>, list: &List) {
        self.begin_headed_project();
        let mut heads = Vec::new();
        for row in list.rows.clone() {
            let own: Vec<usize> = sheet
                .filled(row)
                .filter(|&i| sheet.cell(i).col_end() > list.columns.start())
                .collect();
            let year = self.year_of_row(sheet, list, row);
            let name = self.name_of_row(sheet, list, row);
            let number = number_of_row(sheet, list, row);
            let printed =
                Printed { year, number, beside_annual: list.columns.has(Field::AnnualGoal) };
            for (nth, &index) in own.iter().enumerate() {
                // A row after a page break may have other borders than its header, but the same
                // order.
                let same = own.len() == list.columns.columns.len();
                let at =
                    if same { Some(nth) } else { self.goal_column(sheet, index, &list.columns) };
                let Some(column) = at.map(|at| &list.columns.columns[at]) else { continue };
                let src = Src::cell(sheet.block, index);
                match column.field {
                    Field::ActualResult => {
                        self.actual_result(src, sheet.text(index), &column.label);
                    }
                    Field::GoalName | Field::Serial if name == Some(index) => {}
                    Field::Serial => self.serial(src, Some(column.label.clone())),
                    Field::FiscalYear | Field::Remark => {
                        self.keep_unmapped(src, Some(column.label.clone()));
                    }
                    _ => {
                        let goal = self.goal_cell(sheet, index, column, printed);
                        if let (Some(goal), Some(name)) = (goal, name) {
                            self.label_goal(goal, Src::cell(sheet.block, name));
                        }
                        heads.extend(goal);
                    }
                }
            }
        }
        // In a project form, the objective applies to the indicators below; a department's overview
        // does not.
        if self.scope.project.is_some() {
            heads.into_iter().for_each(|id| self.head(id));
        }
    }

    /// The year of a row, from its column of years.
    fn year_of_row(&self, sheet: &Sheet<'a>, list: &List, row: usize) -> Option<i32> {
        let index = list.columns.cell_in(sheet, row, Field::FiscalYear)?;
        year::label_year(sheet.text(index))
    }

    /// The cell that names the goal of a row, from its column of names or numbers.
    fn name_of_row(&self, sheet: &Sheet<'a>, list: &List, row: usize) -> Option<usize> {
        let named = list.columns.cell_in(sheet, row, Field::GoalName);
        let named = named.filter(|&index| !sheet.cell(index).is_empty());
        let is_label = |index: &usize| named_goal_number(sheet.text(*index)).is_some();
        named.or_else(|| list.columns.cell_in(sheet, row, Field::Serial).filter(is_label))
    }

    /// Gives a goal the label and number that its row prints: 目标1.
    fn label_goal(&mut self, id: DraftId, name: Src) {
        let label = join_lines(self.text(name));
        let number = named_goal_number(&label).or_else(|| label_number(&label));
        if let Some(goal) = self.current_mut().and_then(|filing| filing.goal_mut(id)) {
            goal.number = goal.number.or(number);
            goal.label = Some(label);
        }
        self.take_into(id, "label", name);
    }

    /// Reads one goal below a header; none if the cell continues another goal or holds none.
    fn goal_cell(
        &mut self,
        sheet: &Sheet<'a>,
        index: usize,
        column: &Column,
        printed: Printed,
    ) -> Option<DraftId> {
        let src = Src::cell(sheet.block, index);
        let cell = sheet.cell(index);
        if means_none(&cell.text) {
            self.placeholder(src);
            return None;
        }
        let horizon = column.field.goal_horizon().flatten();
        let horizon = horizon.or_else(|| horizon_of(&column.label));
        let horizon = horizon.or_else(|| self.section_horizon());
        let horizon = horizon.or_else(|| printed.year.map(|_| Horizon::Annual));
        let horizon =
            horizon.or_else(|| self.horizon_of_unnamed(&column.label, printed.beside_annual));
        if let Some(id) = self.continued_overview_goal(horizon, sheet, cell.row) {
            self.append_goal(id, &cell.text);
            self.ledger.take_whole(src, Some(self.filing));
            return None;
        }
        let (number, text) = split_item(&cell.text);
        let label = Some(column.label.clone());
        let own = number.or(printed.number);
        let goal = NewGoal { horizon, number: own, label, text, ..NewGoal::default() };
        let id = self.new_goal(goal, src);
        self.take_into(id, "text", src);
        self.record_until_year(&column.label);
        self.scope.last_item = number.map(|number| (id, number, src));
        Some(id)
    }

    /// Appends a line to the last cell of a goal overview that a page break has split: it has the
    /// next number. Returns false otherwise.
    pub(super) fn continue_item(&mut self, text: &str, src: Src) -> bool {
        let (Some((id, last, first)), Some((number, _))) =
            (self.scope.last_item, item_number(text))
        else {
            return false;
        };
        if number != last.saturating_add(1) {
            return false;
        }
        // With a second item, the first is no longer a goal by itself.
        let cell = self.text(first).trim().to_owned();
        let goal = self.current_mut().and_then(|filing| filing.goal_mut(id));
        if let Some(goal) = goal
            && goal.number.take().is_some()
        {
            goal.text = cell;
        }
        self.append_goal(id, text);
        self.scope.last_item = Some((id, number, first));
        self.record_provenance(id, "text", src);
        self.ledger.take_whole(src, Some(self.filing));
        true
    }

    /// The column of a goal cell. A cell that covers several belongs to the first whose numbering
    /// it continues.
    fn goal_column(&self, sheet: &Sheet<'_>, index: usize, map: &Assignment) -> Option<usize> {
        let cell = sheet.cell(index);
        let covers =
            |column: &Column| cell.col <= column.range.start && column.range.end <= cell.col_end();
        let number = split_item(&cell.text).0;
        let continues = |column: &Column| {
            let name = column.field.goal_horizon().flatten().map(Horizon::name);
            let filing = self.current()?;
            let of_column =
                |goal: &&Goal| goal.level == "overall" && goal.horizon.as_deref() == name;
            let last = filing.goals().rev().map(|(_, goal)| goal).find(of_column)?.number;
            Some(last < number)
        };
        if map.columns.iter().filter(|column| covers(column)).count() > 1 && number.is_some() {
            let next = map.columns.iter().position(|c| covers(c) && continues(c).unwrap_or(true));
            return next.or(Some(0));
        }
        map.column_of(cell)
    }

    /// The goal that an overview cell continues: one with several items in one cell, which a page
    /// break may split.
    fn continued_overview_goal(
        &self,
        horizon: Option<Horizon>,
        sheet: &Sheet<'_>,
        row: usize,
    ) -> Option<DraftId> {
        let filing = self.current()?;
        let name = horizon.map(Horizon::name);
        let in_table = |id: &DraftId| filing.drafts[*id].place.order.0 == sheet.block;
        let above = |id: &DraftId| filing.drafts[*id].place.order.1 < row;
        let (id, goal) = filing
            .goals()
            .rev()
            .take_while(|(id, _)| in_table(id))
            .find(|(id, goal)| goal.horizon.as_deref() == name && above(id))?;
        let n_items = goal.text.lines().filter(|line| item_number(line).is_some()).count();
        (goal.level == "overall" && goal.number.is_none() && n_items > 1).then_some(id)
    }

    /// Appends to the text of a goal.
    pub(super) fn append_goal(&mut self, id: DraftId, text: &str) {
        if let Some(goal) = self.current_mut().and_then(|filing| filing.goal_mut(id)) {
            append(&mut goal.text, '\n', text.trim());
        }
    }

    /// Adds the next of several numbered goals that have a row each: a cell below the goal before it
    /// with the next number. None if the text continues that goal.
    pub(super) fn next_item(&mut self, before: DraftId, text: &str, src: Src) -> Option<DraftId> {
        let row = self.cell(src)?.row;
        let (number, rest) = item_number(text)?;
        let draft = self.current()?.drafts.get(before)?;
        let goal = self.current()?.goal(before)?;
        let (own, first) = match goal.number {
            Some(own) => (Some(own), goal.text.as_str()),
            None => split_item(&goal.text),
        };
        let (block, above, _) = draft.place.order;
        if own?.checked_add(1)? != number || block != src.block || above >= row {
            return None;
        }
        let (first, label) = (first.to_owned(), goal.label.clone());
        let horizon = goal.horizon.as_deref().and_then(Horizon::named);
        if let Some(goal) = self.current_mut().and_then(|filing| filing.goal_mut(before)) {
            goal.number = own;
            goal.text = first;
            if goal.level == "overall" {
                "itemized".clone_into(&mut goal.level);
            }
        }
        let level = Some("itemized");
        let number = Some(number);
        let goal = NewGoal { horizon, level, number, label, title: None, text: rest };
        let id = self.new_goal(goal, src);
        self.take_into(id, "text", src);
        // The rows below serve all of them.
        self.scope.goal = None;
        self.scope.heads.clear();
        Some(id)
    }

    /// Sets the goal of the rows below from a stub label: 长期绩效目标 1 next to its indicators.
    pub(super) fn name_goal(&mut self, field: Field, label: &str) {
        let horizon = field.goal_horizon().flatten();
        let number = label_number(label);
        let is_named = |goal: &Goal| {
            goal.number == number
                && goal.level == "itemized"
                && (horizon.is_none() || goal.horizon.as_deref() == horizon.map(Horizon::name))
        };
        let current = self.scope.goal.and_then(|id| self.current()?.goal(id));
        if current.is_some_and(is_named) {
            return;
        }
        let found = self.current().and_then(|filing| {
            filing.goals().rev().find(|(_, goal)| is_named(goal)).map(|(id, _)| id)
        });
        match found {
            Some(id) => self.head(id),
            None if self.scope.named_goal != Some((horizon, number)) => {
                self.scope.goal = None;
                self.scope.named_goal = Some((horizon, number));
                self.clear_levels();
            }
            None => {}
        }
    }

    /// Makes a goal that of the next indicators.
    pub(super) fn head(&mut self, id: DraftId) {
        if std::mem::take(&mut self.scope.heads_are_used) {
            self.scope.heads.clear();
        }
        self.scope.goal = Some(id);
        self.scope.named_goal = None;
        self.scope.heads.push(id);
        self.clear_levels();
    }

    pub(super) fn clear_levels(&mut self) {
        self.scope.carried.iter_mut().for_each(|level| *level = None);
        self.scope.goal_is_new = true;
    }

    pub(super) fn section_horizon(&self) -> Option<Horizon> {
        let section = self.scope.section.and_then(crate::template::Section::horizon);
        section.or(self.scope.section_horizon)
    }
}

/// What a row of goals prints about each of its goals.
#[derive(Debug, Clone, Copy)]
struct Printed {
    year: Option<i32>,
    number: Option<i64>,
    /// The list has a column for the goal of the year.
    beside_annual: bool,
}

/// The number of a row of goals, from its column of numbers.
fn number_of_row(sheet: &Sheet<'_>, list: &List, row: usize) -> Option<i64> {
    let index = list.columns.cell_in(sheet, row, Field::Serial)?;
    goal_number(sheet.text(index))
}
