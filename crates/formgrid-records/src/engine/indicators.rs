//! Indicator rows: one or several indicators from the cells of a row.
//!
//! Levels and what precedes them fill down, each column by itself: a new level 1 beside an empty level 2
//! leaves level 2 as it was. Values never fill down.

use std::ops::Range;

use formgrid_model::{Code, WordClass, join_lines};

use super::cells::Cells;
use super::columns::{Column, ColumnMap};
use super::filing::Placed;
use super::goals::NewGoal;
use super::labels::plain_number;
use super::projects::set_field;
use super::reader::{Reader, Taken};
use crate::record::{Baseline, Body, Indicator, Project, Unmapped, Value};
use crate::template::{Field, TableKind};
use crate::{department, values};

/// The cells of a row by column.
pub(super) struct Assigned {
    /// The first cell of each column.
    pub(super) first: Vec<Option<usize>>,
    /// Further cells of a column, in order.
    pub(super) more: Vec<(usize, usize)>,
}

impl<'a> Reader<'a, '_> {
    /// Reads a row of indicators; false where the row holds none.
    pub(super) fn indicator_row(
        &mut self,
        cells: &mut Cells<'a>,
        row: usize,
        own: &[usize],
        map: &ColumnMap,
    ) -> bool {
        let assigned = assign(cells, own, map);
        let mut any = self.context(cells, &assigned, map);
        self.scope.carried.resize(map.columns.len(), None);
        for (at, column) in map.columns.iter().enumerate() {
            if assigned.first[at].is_none() && fills_down(column.field) {
                let above = reaching(cells, row, &column.range);
                let above = above.map(|index| level_name(&cells.cell(index).text));
                self.scope.carried[at] = above.or_else(|| self.scope.carried[at].take());
            }
        }
        self.carry(cells, &assigned, map);
        let groups = if map.n_groups == 0 { 0..=0 } else { 1..=map.n_groups };
        for group in groups {
            any |= self.indicator(cells, row, &assigned, map, group);
        }
        let levels = own.iter().filter(|&&i| !cells.is_taken(i) && cells.meaning(i).is_level());
        let levels: Vec<usize> = levels.copied().collect();
        for index in levels {
            let placed = self.placed(cells, index);
            let taken = Taken::one(cells, index);
            self.give_filing(taken, &placed);
            any = true;
        }
        any
    }

    /// Keeps the levels that a row names for the rows below it.
    pub(super) fn carry(&mut self, cells: &Cells<'_>, assigned: &Assigned, map: &ColumnMap) {
        for (at, column) in map.columns.iter().enumerate() {
            if let Some(index) = assigned.first[at].filter(|_| fills_down(column.field)) {
                self.scope.carried[at] = Some(level_name(&cells.cell(index).text));
            }
        }
    }

    /// One indicator of a row.
    pub(super) fn indicator(
        &mut self,
        cells: &mut Cells<'a>,
        row: usize,
        assigned: &Assigned,
        map: &ColumnMap,
        group: usize,
    ) -> bool {
        let is_own = |column: &Column| column.group == group || column.group == 0;
        let columns: Vec<usize> =
            (0..map.columns.len()).filter(|&at| is_own(&map.columns[at])).collect();
        let cell_of = |field: Field| {
            columns
                .iter()
                .find(|&&at| map.columns[at].field == field)
                .and_then(|&at| assigned.first[at])
        };
        let name_at = columns.iter().copied().find(|&at| map.columns[at].field == Field::Level3);
        let name = cell_of(Field::Level3);
        let has_value = columns
            .iter()
            .any(|&at| is_value(map.columns[at].field) && assigned.first[at].is_some());
        if name.is_none() && !has_value {
            return false;
        }
        let mut indicator = Indicator::default();
        let reach = name_at.and_then(|at| reaching(cells, row, &map.columns[at].range));
        let name = name.or(reach).map(|index| join_lines(&cells.cell(index).text));
        let own = columns.iter().filter(|&&at| !is_context(map.columns[at].field));
        let first = own.filter_map(|&at| assigned.first[at]).min();
        let Some(first) = first else { return false };
        self.levels(&mut indicator, &columns, map);
        indicator.level3 = name;
        read_values(&mut indicator, cells, row, &columns, assigned, map);
        self.codes(&mut indicator);
        let horizon = columns.iter().filter(|&&at| map.columns[at].group == group);
        let horizon = horizon.filter_map(|&at| map.columns[at].horizon).next();
        let placed = self.placed(cells, first);
        // The row may open its filing, whose goals are others.
        self.filing(&placed);
        let served = self.served(horizon, group);
        indicator.goal_horizon = served.horizon.map(|horizon| horizon.name().to_owned());
        indicator.goal_number = served.number;
        let mut taken = Taken::default();
        for &at in columns.iter().filter(|&&at| is_kept(map.columns[at].field)) {
            if let Some(index) = assigned.first[at] {
                taken.add(cells, index);
            }
        }
        for &(at, index) in &assigned.more {
            if columns.contains(&at) && splits(cells, assigned, map, at) {
                taken.add(cells, index);
            }
        }
        self.check_levels(&indicator, map, cells, first);
        let id = self.push(Body::Indicator(Box::new(indicator)), placed, taken);
        if let Some(filing) = self.current_mut() {
            filing.drafts[id].goal = served.goal;
        }
        self.scope.heads_are_used = true;
        self.scope.goal_is_new = false;
        self.scope.prose = None;
        true
    }

    /// Levels from what fills down. A form with one level column besides the name tells by its words
    /// which level it is.
    fn levels(&self, indicator: &mut Indicator, columns: &[usize], map: &ColumnMap) {
        let text_of = |field: Field| {
            let at = columns.iter().find(|&&at| map.columns[at].field == field)?;
            self.scope.carried[*at].clone()
        };
        indicator.level1 = text_of(Field::Level1);
        indicator.level2 = text_of(Field::Level2);
        let single = map.has(Field::Level1) != map.has(Field::Level2);
        if single {
            let only = indicator.level1.take().or(indicator.level2.take());
            let class = only.as_deref().map(|text| self.vocabulary.read(text).class);
            let is_first = class.map_or(map.has(Field::Level1), |class| {
                class.contains(WordClass::LEVEL1)
                    && !(class.contains(WordClass::LEVEL2) && map.has(Field::Level2))
                    || (map.has(Field::Level1) && !class.contains(WordClass::LEVEL2))
            });
            *if is_first { &mut indicator.level1 } else { &mut indicator.level2 } = only;
        }
    }

    fn codes(&self, indicator: &mut Indicator) {
        let level1 = indicator.level1.as_deref().and_then(|name| self.vocabulary.level1_code(name));
        let level2 = indicator.level2.as_deref().and_then(|name| self.vocabulary.level2_code(name));
        indicator.level1_code = level1.map(str::to_owned);
        indicator.level2_code = level2.map(str::to_owned);
    }

    /// Reports an indicator whose level is asked for by the form and not to be had.
    fn check_levels(
        &mut self,
        indicator: &Indicator,
        map: &ColumnMap,
        cells: &Cells<'_>,
        at: usize,
    ) {
        let missing = (map.has(Field::Level1) && map.has(Field::Level2))
            .then(|| {
                if indicator.level1.is_none() { Some("level 1") } else { None }
                    .or(if indicator.level2.is_none() { Some("level 2") } else { None })
            })
            .flatten();
        if let Some(level) = missing {
            let name = indicator.level3.as_deref().unwrap_or("an indicator without a name");
            let message = format!("{level} of `{name}` is not printed");
            self.report(Code::RecordLevelUnfilled, cells.cell(at).place, message);
        }
    }

    /// Columns that say to whom a row belongs: department, project, goal. They fill down, and a new
    /// text begins another of its kind. True where the row has such a text.
    fn context(&mut self, cells: &mut Cells<'a>, assigned: &Assigned, map: &ColumnMap) -> bool {
        let of = |field: Field| map.position(field).and_then(|at| assigned.first[at]);
        if let Some(index) = of(Field::UnitOrProject) {
            let is_alone = assigned.first.iter().flatten().count() == 1;
            let text = formgrid_model::fold(&cells.cell(index).text);
            if is_alone && self.vocabulary.is_organisation(&text) {
                self.switch_department(cells, index, map);
            } else {
                self.switch_project(cells, index, assigned, map);
            }
        }
        if let Some(index) = of(Field::Department).or_else(|| of(Field::Supervising)) {
            self.switch_department(cells, index, map);
        }
        if let Some(index) = of(Field::ProjectName).or_else(|| of(Field::ProjectCode)) {
            self.switch_project(cells, index, assigned, map);
        }
        if let Some(index) = of(Field::GoalName) {
            let placed = self.placed(cells, index);
            let text = join_lines(&cells.cell(index).text);
            let field = cells.meaning(index).label.filter(|field| field.goal_horizon().is_some());
            self.name_goal(field.unwrap_or(Field::ProjectGoal), &text);
            let taken = Taken::one(cells, index);
            self.give_filing(taken, &placed);
        }
        for (at, column) in map.columns.iter().enumerate() {
            let (Some(horizon), Some(index)) = (column.field.goal_horizon(), assigned.first[at])
            else {
                continue;
            };
            let text: &'a str = &cells.cell(index).text;
            let is_known = self.scope.goal.is_some_and(|id| {
                self.current()
                    .and_then(|filing| filing.goal(id))
                    .is_some_and(|g| g.text == text.trim())
            });
            let placed = self.placed(cells, index);
            let taken = Taken::one(cells, index);
            if is_known {
                self.give_filing(taken, &placed);
                continue;
            }
            let label = Some(column.label.clone());
            let goal = NewGoal { horizon, label, text, ..NewGoal::default() };
            let id = self.new_goal(goal, placed, taken);
            self.scope.goal = Some(id);
        }
        let is_taken = |(at, column): (usize, &Column)| {
            is_context(column.field)
                && assigned.first[at].is_some_and(|index| cells.is_taken(index))
        };
        map.columns.iter().enumerate().any(is_taken)
    }

    fn switch_department(&mut self, cells: &mut Cells<'a>, index: usize, map: &ColumnMap) {
        let placed = self.placed(cells, index);
        let department = department::split_code(&join_lines(&cells.cell(index).text));
        let is_same = self
            .current()
            .and_then(|filing| filing.department.as_ref())
            .is_some_and(|current| current.name == department.name);
        if !is_same {
            self.rename_superior(&placed);
            let columns = self.scope.columns.take();
            let carried = std::mem::take(&mut self.scope.carried);
            let front = (self.front.titles.clone(), self.front.year_lines.clone());
            let clues = self.current().map(|filing| {
                (
                    filing.clues.titles.clone(),
                    filing.clues.year_lines.clone(),
                    filing.filing.currency_unit.clone(),
                )
            });
            self.front.department = Some(department);
            self.front.department_is_weak = false;
            let is_list = self.current.is_some() && front.0.is_empty();
            let filing = self.filing(&placed);
            filing.form.get_or_insert("project");
            filing.is_list = true;
            filing.has_tables = true;
            filing.headers.extend(map.words.iter().cloned());
            if let (true, Some((titles, years, currency))) = (is_list, clues) {
                // One title stands over all units of a list.
                if filing.clues.titles.is_empty() && filing.drafts.is_empty() {
                    filing.filing.title = titles.last().cloned();
                    filing.clues.titles = titles;
                    filing.clues.year_lines = years;
                    filing.filing.currency_unit = currency;
                }
            }
            self.leave_form();
            self.scope.columns = columns;
            self.scope.carried = carried;
        }
        let taken = Taken::one(cells, index);
        self.give_filing(taken, &placed);
    }

    /// A unit below which the list has nothing but another unit is that one's superior.
    fn rename_superior(&mut self, place: &Placed) {
        let filing = self.current_mut().filter(|filing| filing.is_list && filing.drafts.is_empty());
        let Some(superior) = filing.and_then(|filing| filing.department.take()) else { return };
        let text = superior.name;
        self.push(Body::Unmapped(Unmapped { label: None, text }), place.clone(), Taken::default());
        if let Some(filing) = self.current_mut() {
            filing.department_is_weak = true;
            filing.has_tables = false;
        }
    }

    fn switch_project(
        &mut self,
        cells: &mut Cells<'a>,
        index: usize,
        assigned: &Assigned,
        map: &ColumnMap,
    ) {
        let currency = self.currency().map(str::to_owned);
        let mut project = Project::default();
        let mut used = Vec::new();
        for (at, column) in map.columns.iter().enumerate() {
            let Some(index) = assigned.first[at] else { continue };
            let field = match column.field {
                Field::UnitOrProject => Field::ProjectName,
                field => field,
            };
            let currency = column.currency.or(currency.as_deref());
            if is_of_project(field)
                && set_field(&mut project, field, &cells.cell(index).text, currency)
            {
                used.push(index);
            }
        }
        let placed = self.placed(cells, index);
        let mut taken = Taken::default();
        used.into_iter().for_each(|index| taken.add(cells, index));
        let present = self.scope.project.and_then(|id| self.current()?.project(id));
        // An export without merges prints the project again on each row.
        let is_same = present.is_some_and(|p| {
            p.name == project.name
                && (project.code.is_none() || p.code == project.code)
                && (project.annual_budget.is_none() || p.annual_budget == project.annual_budget)
        });
        if is_same {
            self.give_filing(taken, &placed);
            return;
        }
        self.leave_project();
        self.scope.goal = None;
        self.scope.heads.clear();
        self.scope.carried.iter_mut().for_each(|text| *text = None);
        let id = self.push(Body::Project(Box::new(project)), placed, taken);
        self.scope.project = Some(id);
        if let Some(filing) = self.current_mut() {
            filing.form.get_or_insert("project");
            filing.drafts[id].project = Some(id);
        }
    }
}

/// Gives each cell of a row to the column that it overlaps most.
fn assign(cells: &Cells<'_>, own: &[usize], map: &ColumnMap) -> Assigned {
    let mut assigned = Assigned { first: vec![None; map.columns.len()], more: Vec::new() };
    for &index in own {
        let cell = cells.cell(index);
        let Some(at) = map.best(cell.col..cell.col_end()) else { continue };
        match assigned.first[at] {
            None => assigned.first[at] = Some(index),
            Some(_) => assigned.more.push((at, index)),
        }
    }
    assigned
}

/// Whether the cells of the target's column are operator, value and unit.
fn splits(cells: &Cells<'_>, assigned: &Assigned, map: &ColumnMap, at: usize) -> bool {
    let is_operator = |index: usize| cells.meaning(index).class.contains(WordClass::OPERATOR);
    map.columns[at].field == Field::Target && assigned.first[at].is_some_and(is_operator)
}

/// Reads the values of an indicator.
fn read_values(
    indicator: &mut Indicator,
    cells: &Cells<'_>,
    row: usize,
    columns: &[usize],
    assigned: &Assigned,
    map: &ColumnMap,
) {
    let text = |at: usize| assigned.first[at].map(|index| cells.cell(index).text.trim());
    let of = |field: Field| {
        columns.iter().find(|&&at| map.columns[at].field == field).and_then(|&at| text(at))
    };
    let (op, unit) = (of(Field::Operator), of(Field::Unit));
    for &at in columns {
        let column = &map.columns[at];
        let own = text(at);
        // What a merged cell says of several indicators holds for each; an empty one says nothing.
        let shared = || reaching(cells, row, &column.range).map(|i| cells.cell(i).text.trim());
        let words = || own.or_else(shared).map(join_lines).filter(|text| !text.is_empty());
        match column.field {
            Field::Target => {
                let value = if splits(cells, assigned, map, at) {
                    split_target(cells, assigned, at)
                } else {
                    values::parse_split(
                        op.unwrap_or_default(),
                        own.unwrap_or_default(),
                        unit.unwrap_or_default(),
                    )
                };
                indicator.target = Some(value);
            }
            Field::Baseline => indicator.baselines.push(Baseline {
                label: column.label.clone(),
                year: None,
                value: values::parse(own.unwrap_or_default(), unit),
            }),
            Field::Actual => indicator.actual = own.map(|own| values::parse(own, unit)),
            Field::Progress => indicator.progress = own.map(|own| values::parse(own, unit)),
            Field::Expected => indicator.expected = own.map(|own| values::parse(own, unit)),
            Field::Basis => indicator.basis = words(),
            Field::Class => indicator.class = words(),
            Field::Direction => indicator.direction = words(),
            Field::Description => indicator.description = own.map(join_lines),
            Field::Weight => indicator.weight = own.and_then(plain_number),
            Field::Score => indicator.score = own.and_then(plain_number),
            Field::Deviation => add_ticked(&mut indicator.deviation, own, &column.label),
            Field::Remark => add_ticked(&mut indicator.remark, own, &column.label),
            Field::Aside => add_aside(&mut indicator.remark, own.or_else(shared), &column.label),
            _ => {}
        }
    }
}

/// Adds a printed text; a check mark stands for the word of its column.
fn add_ticked(slot: &mut Option<String>, own: Option<&str>, label: &str) {
    let Some(own) = own.filter(|own| !own.is_empty()) else { return };
    let is_ticked = own.chars().all(|c| matches!(c, '√' | '✓' | '✔' | '☑' | '■' | '●'));
    let text = slot.get_or_insert_default();
    if !text.is_empty() {
        text.push('；');
    }
    text.push_str(if is_ticked { label } else { own });
}

/// Adds what an indicator has no field for, under the header word that says what it is.
fn add_aside(slot: &mut Option<String>, own: Option<&str>, label: &str) {
    let Some(own) = own.filter(|own| !own.is_empty()) else { return };
    let text = slot.get_or_insert_default();
    if !text.is_empty() {
        text.push('；');
    }
    text.push_str(label);
    text.push('：');
    text.push_str(&join_lines(own));
}

/// A target whose operator, value and unit stand in cells of their own below one header word.
fn split_target(cells: &Cells<'_>, assigned: &Assigned, at: usize) -> Value {
    let text = |index: usize| cells.cell(index).text.trim();
    let mut more = assigned.more.iter().filter(|(column, _)| *column == at).map(|&(_, i)| text(i));
    let op = assigned.first[at].map(text).unwrap_or_default();
    values::parse_split(op, more.next().unwrap_or_default(), more.next().unwrap_or_default())
}

/// A cell with text that reaches down into a row from above, at the start of a range of columns.
fn reaching(cells: &Cells<'_>, row: usize, range: &Range<usize>) -> Option<usize> {
    let index = cells.at(row, range.start)?;
    let cell = cells.cell(index);
    (cell.row < row && !cell.is_empty() && cell.col >= range.start).then_some(index)
}

fn fills_down(field: Field) -> bool {
    matches!(field, Field::Level1 | Field::Level2)
}

/// Whether a column of a list of indicators tells of their project.
fn is_of_project(field: Field) -> bool {
    field.table() == TableKind::Projects
        || matches!(
            field,
            Field::ProjectCategory
                | Field::ProjectNature
                | Field::Supervising
                | Field::Implementing
                | Field::LegalBasis
                | Field::Start
                | Field::End
                | Field::Period
                | Field::CarryOver
                | Field::OwnFunds
        )
}

/// Whether a column says to whom a row belongs and nothing of the indicator.
fn is_context(field: Field) -> bool {
    matches!(field.table(), TableKind::Projects | TableKind::Goals)
        || matches!(
            field,
            Field::Department
                | Field::UnitOrProject
                | Field::Supervising
                | Field::Implementing
                | Field::Serial
        )
}

/// Whether an indicator keeps what a column holds; what it does not keep is not taken.
fn is_kept(field: Field) -> bool {
    is_value(field)
        || matches!(
            field,
            Field::Level1
                | Field::Level2
                | Field::Level3
                | Field::Operator
                | Field::Unit
                | Field::Weight
                | Field::Score
                | Field::Basis
                | Field::Class
                | Field::Direction
                | Field::Description
                | Field::Deviation
                | Field::Remark
                | Field::Aside
                | Field::Serial
        )
}

fn is_value(field: Field) -> bool {
    matches!(
        field,
        Field::Target | Field::Actual | Field::Progress | Field::Expected | Field::Baseline
    )
}

/// The name of a level: lines joined, a label repeated within its cell once, points in brackets left out.
fn level_name(text: &str) -> String {
    let joined = join_lines(&first_repeat(text));
    let Some(at) = joined.rfind(['(', '（']) else { return joined };
    let inside = joined[at..].trim_matches(['(', ')', '（', '）', ' ']);
    let points = inside.strip_suffix('分').map(str::trim);
    match points {
        Some(points) if plain_number(points).is_some() => joined[..at].trim_end().to_owned(),
        _ => joined,
    }
}

/// A text without the repetitions of its first lines.
fn first_repeat(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    for n in 1..=lines.len() / 2 {
        if lines.len().is_multiple_of(n) && lines.chunks(n).all(|chunk| chunk == &lines[..n]) {
            return lines[..n].join("\n");
        }
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::level_name;

    #[test]
    fn levels_are_named_without_points_and_repeats() {
        assert_eq!(level_name("产出指标\n（50分）"), "产出指标");
        assert_eq!(level_name("满意度\n指标"), "满意度指标");
        assert_eq!(level_name("产出\n指标\n\n产出\n指标"), "产出指标");
        assert_eq!(level_name("服务（一期）"), "服务（一期）");
    }
}
