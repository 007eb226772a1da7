//! Rows of a table with one indicator per column.

use formgrid_model::join_lines;

use super::levels::level_name;
use super::writer::Writer;
use crate::bands::List;
use crate::cells::Sheet;
use crate::cells::kind::Kind;
use crate::columns::Column;
use crate::department::may_be_division;
use crate::forms::Src;
use crate::record::{Body, Indicator};
use crate::template::Field;
use crate::text::{in_brackets, plain_number};
use crate::values;

impl<'a> Writer<'a, '_> {
    /// Reads a table with one indicator per column. Each row holds the values of one place, unit
    /// or project, which the other columns state.
    pub(super) fn matrix_rows(&mut self, sheet: &Sheet<'a>, list: &List) {
        let around = self.scope.project;
        let columns = &list.columns.columns;
        // Columns that only name places describe no projects.
        let is_of_place = |column: &Column| {
            names_indicator(column) || matches!(column.field, Field::Aside | Field::Serial)
        };
        let of_places = columns.iter().all(is_of_place);
        // The units of a project that labels name above the table file nothing.
        let of_units = around.is_some() && !list.columns.has(Field::ProjectName);
        for row in list.rows.clone() {
            self.row_stubs(sheet, list, row);
            let cells = self.by_column(sheet, list, row);
            let own = || columns.iter().zip(&cells);
            let context = || own().filter(|(column, _)| !names_indicator(column));
            let describes = context().nth(1).is_some();
            let stated: Vec<usize> = context().filter_map(|(_, cell)| *cell).collect();
            let total = stated.iter().copied().find(|&index| sheet.kind(index) == Kind::Total);
            if let Some(label) = total.filter(|_| !of_places) {
                if of_units {
                    let sums = own().filter(|(column, _)| names_indicator(column));
                    let sums: Vec<usize> = sums.filter_map(|(_, cell)| *cell).collect();
                    self.keep_sums(sheet, &[&[label], sums.as_slice()].concat());
                    let is_other = |index: &&usize| **index != label;
                    for &index in stated.iter().filter(is_other) {
                        self.keep_unmapped(Src::cell(sheet.block, index), None);
                    }
                } else if describes {
                    self.scope.project = around;
                    self.total_row(sheet, list, label, &stated);
                }
                continue;
            }
            let mut units = context().filter_map(|(column, cell)| {
                cell.filter(|&index| names_unit(column.field, sheet.text(index)))
            });
            // The last division is the smallest: 乙县 after 甲市.
            let unit = if of_places { units.next_back() } else { units.next() };
            let unit = unit.or(total).filter(|_| columns.iter().any(measures));
            if of_places || of_units {
                for (column, cell) in context() {
                    let Some(index) = cell.filter(|cell| unit != Some(*cell)) else { continue };
                    let (src, label) = (Src::cell(sheet.block, index), column.label.clone());
                    match column.field {
                        Field::Serial => self.serial(src, Some(label)),
                        _ => self.keep_unmapped(src, Some(label)),
                    }
                }
            } else if describes {
                let rest: Vec<Option<usize>> = own()
                    .map(|(column, cell)| {
                        let is_unit = column.field == Field::Aside && unit == *cell;
                        cell.filter(|_| !names_indicator(column) && !is_unit)
                    })
                    .collect();
                let stated: Vec<usize> = rest.iter().copied().flatten().collect();
                let project = self.project_row(sheet, list, &rest, &stated);
                self.scope.project = project.or(around);
            }
            if let Some(unit) = unit {
                self.ledger.take_whole(Src::cell(sheet.block, unit), Some(self.filing));
            }
            let values: Vec<(&Column, usize)> = own()
                .filter(|(column, _)| names_indicator(column))
                .filter_map(|(column, cell)| Some((column, (*cell)?)))
                .collect();
            for values in values.chunk_by(|(a, _), (b, _)| a.group == b.group) {
                self.matrix_cells(sheet, values, unit);
            }
        }
        self.scope.project = around;
    }

    /// Adds the indicator of some columns for the unit of a row.
    fn matrix_cells(
        &mut self,
        sheet: &Sheet<'a>,
        values: &[(&Column, usize)],
        unit: Option<usize>,
    ) {
        let src = |index: usize| Src::cell(sheet.block, index);
        let Some(&(column, first)) = values.first() else { return };
        let [name, above @ ..] = column.path.as_slice() else { return };
        // Values of unknown meaning are no indicator.
        if !values.iter().any(|(column, _)| measures(column)) {
            for &(column, index) in values {
                self.keep_unmapped(src(index), Some(column.label.clone()));
            }
            return;
        }
        let level = |nth: usize| above.len().checked_sub(nth).and_then(|at| above.get(at).copied());
        let (level1, level2) = (level(1), level(2));
        let level_text = |index: Option<usize>| index.map(|index| level_name(sheet.text(index)));
        let link = self.goal_link(None, 0);
        let horizon = link.horizon.or(self.annual_by_default());
        let mut indicator = Indicator {
            goal_horizon: horizon.map(|horizon| horizon.name().to_owned()),
            goal_number: link.number,
            level1: level_text(level1),
            level2: level_text(level2),
            level3: Some(join_lines(sheet.text(*name))),
            applies_to: unit.map(|unit| join_lines(sheet.text(unit))),
            ..Indicator::default()
        };
        let mut written = vec![
            ("level1", level1),
            ("level2", level2),
            ("level3", Some(*name)),
            ("applies_to", unit),
        ];
        for &(column, index) in values {
            let measure = column.unit.and_then(|index| in_brackets(sheet.text(index)));
            let text = sheet.text(index);
            let number = plain_number(text);
            let key = match column.field {
                Field::Target if indicator.target.is_none() => {
                    indicator.target = Some(values::parse(text, measure));
                    "target"
                }
                Field::Actual if indicator.actual.is_none() => {
                    indicator.actual = Some(values::parse(text, measure));
                    "actual"
                }
                Field::Weight if number.is_some() && indicator.weight.is_none() => {
                    indicator.weight = number;
                    "weight"
                }
                Field::Score if number.is_some() && indicator.score.is_none() => {
                    indicator.score = number;
                    "score"
                }
                _ => {
                    self.keep_unmapped(src(index), Some(column.label.clone()));
                    continue;
                }
            };
            written.push((key, Some(index)));
        }
        self.code_levels(sheet, &mut indicator);
        let id = self.push(Body::Indicator(Box::new(indicator)), src(first));
        for (key, index) in written {
            if let Some(index) = index {
                self.take_into(id, key, src(index));
            }
        }
    }
}

/// Whether a column is of an indicator that its header words name.
fn names_indicator(column: &Column) -> bool {
    column.path.len() > 1 && column.group > 0
}

/// Whether a column holds a value that makes an indicator.
fn measures(column: &Column) -> bool {
    let values = [Field::Target, Field::Actual, Field::Weight, Field::Score];
    names_indicator(column) && values.contains(&column.field)
}

/// Whether a text in a column says whose targets a row holds.
fn names_unit(field: Field, text: &str) -> bool {
    matches!(field, Field::Department | Field::Implementing | Field::UnitOrProject)
        || field == Field::Aside && may_be_division(text)
}
