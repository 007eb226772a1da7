//! Rows of indicators: one or several indicators per row.
//!
//! A merged cell counts for all its rows, in every field. Levels also fill down beyond their cells,
//! each column by itself, for media that lose merges. Values never do.

use formgrid_model::{fold, join_lines};

use super::filing::DraftId;
use super::goal_links::GoalLink;
use super::levels::{Rank, branch_of, level_across, level_name, tree_of};
use super::scope::Carried;
use super::writer::Writer;
use crate::bands::List;
use crate::cells::Sheet;
use crate::cells::kind::Kind;
use crate::columns::{Assignment, Axis, Column};
use crate::forms::Src;
use crate::record::{Body, Indicator};
use crate::template::Field;
use crate::text::{is_placeholder, means_none, plain_number};
use crate::values::takes::takes_money;
use crate::words::{Words, horizon_of};

/// The cells of a row by column.
pub(super) struct Row {
    /// The cell of each column.
    pub(super) cells: Vec<Option<usize>>,
    /// Further cells of a column, in order.
    pub(super) extra: Vec<(usize, usize)>,
    /// The first cell that begins in the row.
    pub(super) first: usize,
}

impl<'a> Writer<'a, '_> {
    /// Reads the rows below a header of indicators.
    pub(super) fn indicator_rows(&mut self, sheet: &Sheet<'a>, list: &List) {
        let map = &list.columns;
        let around = self.scope.around_list.take().unwrap_or(self.scope.project);
        if !map.columns.iter().any(|column| is_context(column.field)) {
            self.begin_headed_project();
        }
        let continues = !self.scope.goal_is_new && list.header.cells.is_empty();
        if !continues || self.scope.carried.len() != map.columns.len() {
            self.scope.carried = vec![None; map.columns.len()];
        }
        let tree = tree_of(sheet, self.words(sheet), list);
        let mut branches = [None, None];
        // The last row names a level 1.
        let mut is_below_first = false;
        let score_at = map.position(Field::Score).map(|at| map.columns[at].range.start);
        for row in list.rows.clone() {
            self.row_stubs(sheet, list, row);
            let own: Vec<usize> =
                sheet.filled(row).filter(|&i| sheet.cell(i).col_end() > map.start()).collect();
            let Some(&first) = own.first() else { continue };
            if is_total(sheet, self.words(sheet), &own) {
                let words = self.words(sheet);
                let names_money = |&index: &usize| sheet.word(index, words).names_money;
                let is_amount = |&index: &usize| {
                    let at = map.column_of(sheet.cell(index));
                    at.map(|at| &map.columns[at]).is_some_and(|column| {
                        takes_money(column.field)
                            || column.field == Field::Aside
                                && column.path.first().is_some_and(names_money)
                    })
                };
                let has_score = own
                    .iter()
                    .any(|index| !is_amount(index) && plain_number(sheet.text(*index)).is_some());
                if has_score || !own.iter().any(is_amount) {
                    self.total_score(sheet, &own, score_at);
                } else {
                    let is_total = |index: &usize| sheet.kind(*index) == Kind::Total;
                    let around = self.scope.project.take();
                    if let Some(label) = own.iter().copied().find(is_total) {
                        self.total_row(sheet, list, label, &own);
                    }
                    self.scope.project = around;
                }
                continue;
            }
            let cells = self.by_column(sheet, list, row);
            let branch = tree.and_then(|_| branch_of(sheet, map, &cells));
            if let Some(index) = branch.or_else(|| level_across(sheet, map, &own)) {
                let src = Src::cell(sheet.block, index);
                let level = Some(Carried { text: level_name(sheet.text(index)), src });
                let serial = map.position(Field::Serial).and_then(|at| cells[at]);
                let rank = tree.map_or(Rank::First, |tree| {
                    tree.rank(sheet, self.words(sheet), serial, index, is_below_first)
                });
                match rank {
                    Rank::First => branches = [level, None],
                    Rank::Second => branches[1] = level,
                    Rank::Lower => self.keep_unmapped(src, None),
                }
                is_below_first = rank == Rank::First;
                self.branch_cells(sheet, map, &cells, index);
                continue;
            }
            is_below_first = false;
            self.scope.branches.clone_from(&branches);
            let extra = extra_cells(sheet, map, &own, &cells);
            let row = Row { cells, extra, first };
            self.apply_context(sheet, list, &row);
            self.carry(sheet, map, &row);
            let groups = if map.n_groups == 0 { 0..=0 } else { 1..=map.n_groups };
            for group in groups {
                self.indicator(sheet, map, &row, group);
            }
            self.levels_alone(sheet, map, &row);
        }
        self.scope.branches = [None, None];
        self.scope.row_goal = None;
        if map.has(Field::ProjectName) {
            self.scope.around_list = Some(around);
        }
    }

    /// Writes one indicator of a row.
    fn indicator(&mut self, sheet: &Sheet<'a>, map: &Assignment, row: &Row, group: usize) {
        let columns: Vec<usize> = (0..map.columns.len())
            .filter(|&at| map.columns[at].group == group || map.columns[at].group == 0)
            .collect();
        let is_own = |at: usize| {
            row.cells[at].is_some_and(|index| sheet.cell(index).row == sheet.cell(row.first).row)
        };
        let name_at = columns.iter().copied().find(|&at| map.columns[at].field == Field::Level3);
        let name = name_at.and_then(|at| row.cells[at]);
        // A dash below a place or term states that it has no value there.
        let is_none = |text: &str| group > 0 && means_none(text);
        let has = |at: usize| {
            row.cells[at]
                .is_some_and(|index| !sheet.cell(index).is_empty() && !is_none(sheet.text(index)))
        };
        let of_group = |at: usize| map.columns[at].group == group;
        let has_value = columns.iter().any(|&at| {
            map.columns[at].field.is_value()
                && has(at)
                && (group == 0 || of_group(at))
                && (is_own(at) || name_at.is_some_and(is_own))
        });
        let name_is_own = name_at.is_some_and(|at| {
            is_own(at) && (group == 0 || of_group(at) || map.columns[at].group == 0)
        });
        if group > 0 && !has_value || group == 0 && !has_value && !name_is_own {
            return;
        }
        // A text across names and values is about all rows.
        let over = name_at.filter(|_| name.is_none()).and_then(|at| {
            let range = map.columns[at].range.clone();
            sheet.at(sheet.cell(row.first).row, range.start)
        });
        let covers_values = over.is_some_and(|index| {
            let cell = sheet.cell(index);
            let is_covered = |column: &&Column| {
                cell.col <= column.range.start && column.range.end <= cell.col_end()
            };
            map.columns.iter().filter(is_covered).any(|column| column.field.is_value())
        });
        if covers_values && over.is_some_and(|index| !sheet.cell(index).is_empty()) {
            return;
        }
        // A number is no name: this is a row of amounts among indicators.
        if name.is_some_and(|name| plain_number(sheet.text(name)).is_some()) {
            return;
        }
        if let Some(name) = name.filter(|&n| !has_value && is_placeholder(sheet.text(n))) {
            self.placeholder(Src::cell(sheet.block, name));
            return;
        }
        let mut indicator = Indicator::default();
        // The names stand in the order of the indicators, however their cells are printed.
        let first = name.filter(|_| sheet.is_arranged());
        let first = first.unwrap_or_else(|| first_of(map, row, &columns, is_own));
        let mut levels = self.levels(sheet, &mut indicator, &columns, map);
        indicator.level3 = name.map(|index| join_lines(sheet.text(index)));
        if let Some(name) = name.filter(|_| levels.is_empty()) {
            levels = self.split_levels(&mut indicator, Src::cell(sheet.block, name));
        }
        let link = self.link_goal(&mut indicator, map, &columns, group);
        self.code_levels(sheet, &mut indicator);
        let id = self.push_indicator(indicator, link.goal, Src::cell(sheet.block, first));
        for (key, src) in levels {
            self.take_into(id, key, src);
        }
        if let Some(name) = name {
            self.take_into(id, "level3", Src::cell(sheet.block, name));
        }
        self.read_values(sheet, map, row, &columns, id);
        self.check_levels(id, map, Src::cell(sheet.block, first));
        self.scope.heads_are_used = true;
        self.scope.goal_is_new = false;
        self.scope.prose = None;
    }

    /// Adds an indicator of a table that serves a goal.
    pub(super) fn push_indicator(
        &mut self,
        indicator: Indicator,
        goal: Option<DraftId>,
        src: Src,
    ) -> DraftId {
        let id = self.push(Body::Indicator(Box::new(indicator)), src);
        if let Some(filing) = self.current_mut() {
            filing.drafts[id].goal = goal;
            filing.has_tables = true;
        }
        id
    }

    /// Moves levels before the name of an indicator to their fields. Returns their keys and source.
    fn split_levels(&self, indicator: &mut Indicator, src: Src) -> Vec<(&'static str, Src)> {
        let Some(text) = indicator.level3.take() else { return Vec::new() };
        let Some(path) = self.level_path(&text) else {
            indicator.level3 = Some(text);
            return Vec::new();
        };
        indicator.level1 = path.level1.map(str::to_owned);
        indicator.level2 = path.level2.map(str::to_owned);
        indicator.level3 = Some(path.name.to_owned());
        let keys = [path.level1.map(|_| "level1"), path.level2.map(|_| "level2")];
        keys.into_iter().flatten().map(|key| (key, src)).collect()
    }

    /// Links an indicator to its goal and sets what it applies to.
    fn link_goal(
        &self,
        indicator: &mut Indicator,
        map: &Assignment,
        columns: &[usize],
        group: usize,
    ) -> GoalLink {
        let axis = columns
            .iter()
            .filter(|&&at| map.columns[at].group == group)
            .map(|&at| &map.columns[at].axis);
        let axis = axis.clone().find(|axis| **axis != Axis::None).cloned().unwrap_or_default();
        let horizon = match &axis {
            Axis::Horizon(horizon) if group > 0 => Some(*horizon),
            _ => None,
        };
        if let Axis::Place(place) = &axis
            && group > 0
        {
            indicator.applies_to = Some(place.clone());
        }
        let side = if matches!(axis, Axis::Horizon(_))
            || map.columns.iter().filter(|c| c.field == Field::Level3).count() > 1
        {
            group
        } else {
            0
        };
        let link = self.goal_link(horizon, side);
        let of_target = columns
            .iter()
            .map(|&at| &map.columns[at])
            .filter(|column| column.field == Field::Target)
            .filter(|column| {
                column.label.contains("当年") || crate::year::year_in(&column.label).is_some()
            })
            .find_map(|column| horizon_of(&column.label));
        indicator.goal_horizon =
            link.horizon.or(of_target).or(self.annual_by_default()).map(|h| h.name().to_owned());
        indicator.goal_number = link.number;
        link
    }
}

/// The first cell of an indicator among those that begin in its row.
fn first_of(
    map: &Assignment,
    row: &Row,
    columns: &[usize],
    is_own: impl Fn(usize) -> bool,
) -> usize {
    let own = columns.iter().filter(|&&at| !is_context(map.columns[at].field) && is_own(at));
    own.filter_map(|&at| row.cells[at]).min().unwrap_or(row.first)
}

/// Further cells of a row in columns that have one already.
fn extra_cells(
    sheet: &Sheet<'_>,
    map: &Assignment,
    own: &[usize],
    cells: &[Option<usize>],
) -> Vec<(usize, usize)> {
    own.iter()
        .filter(|index| !cells.contains(&Some(**index)))
        .filter_map(|&index| {
            let cell = sheet.cell(index);
            Some((map.column_of(cell)?, index))
        })
        .collect()
}

/// Whether a row is the total score of the indicators above: a word for a total, and numbers.
fn is_total(sheet: &Sheet<'_>, words: &Words<'_>, own: &[usize]) -> bool {
    let adds_up = |&index: &usize| {
        let is_score = sheet.listed(index, words).label == Some(Field::TotalScore);
        is_score || sheet.kind(index) == Kind::Total
    };
    let Some(at) = own.iter().take(2).position(adds_up) else {
        return own.first().is_some_and(|&index| {
            fold(sheet.text(index)).starts_with("合计")
                && own.len() > 1
                && sheet.kind(index) == Kind::LevelWithPoints
        });
    };
    let rest = &own[at + 1..];
    !rest.is_empty()
        && rest.iter().all(|&index| !sheet.kind(index).is_level())
        && rest.iter().any(|&index| plain_number(sheet.text(index)).is_some())
}

/// Whether a column states the context of a row, not the indicator.
fn is_context(field: Field) -> bool {
    field.is_of_project()
        || field.goal_horizon().is_some()
        || matches!(
            field,
            Field::Department
                | Field::DepartmentCode
                | Field::UnitOrProject
                | Field::GoalName
                | Field::Serial
        )
}
