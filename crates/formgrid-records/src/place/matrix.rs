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
use crate::text::unit_in_brackets;
use crate::values;

impl<'a> Writer<'a, '_> {
    /// Reads a table with one indicator per column. Each row holds the targets of one place, unit
    /// or project, which the columns before the indicators state.
    pub(super) fn matrix_rows(&mut self, sheet: &Sheet<'a>, list: &List) {
        let around = self.scope.project;
        let columns = &list.columns.columns;
        let first = columns.iter().position(|column| column.field == Field::Target);
        let first = first.unwrap_or(columns.len());
        for row in list.rows.clone() {
            self.row_stubs(sheet, list, row);
            let cells = self.by_column(sheet, list, row);
            let context: Vec<usize> = cells.iter().take(first).copied().flatten().collect();
            let total = context.iter().copied().find(|&index| sheet.kind(index) == Kind::Total);
            if let Some(label) = total {
                if first > 1 {
                    self.scope.project = around;
                    self.total_row(sheet, list, label, &context);
                }
                continue;
            }
            let unit = columns.iter().zip(&cells).take(first).find_map(|(column, cell)| {
                cell.filter(|&index| names_unit(column.field, sheet.text(index)))
            });
            if first > 1 {
                let is_own = |column: &Column, index: usize| {
                    column.field != Field::Target
                        && !(column.field == Field::Aside && unit == Some(index))
                };
                let own = columns.iter().zip(&cells);
                let own = own.map(|(column, cell)| cell.filter(|&index| is_own(column, index)));
                let own: Vec<Option<usize>> = own.collect();
                let context: Vec<usize> = own.iter().take(first).copied().flatten().collect();
                let project = self.project_row(sheet, list, &own, &context);
                self.scope.project = project.or(around);
            }
            if let Some(unit) = unit {
                self.ledger.take_whole(Src::cell(sheet.block, unit), Some(self.filing));
            }
            for (column, cell) in columns.iter().zip(&cells).skip(first) {
                if let Some(index) = *cell {
                    self.matrix_cell(sheet, column, unit, index);
                }
            }
        }
        self.scope.project = around;
    }

    /// Adds the indicator of a column for the unit of a row.
    fn matrix_cell(
        &mut self,
        sheet: &Sheet<'a>,
        column: &Column,
        unit: Option<usize>,
        index: usize,
    ) {
        let src = |index: usize| Src::cell(sheet.block, index);
        let [name, above @ ..] = column.path.as_slice() else { return };
        let level = |nth: usize| above.len().checked_sub(nth).and_then(|at| above.get(at).copied());
        let (level1, level2) = (level(1), level(2));
        let level_text = |index: Option<usize>| index.map(|index| level_name(sheet.text(index)));
        let measure = column.unit.and_then(|index| unit_in_brackets(sheet.text(index)));
        let link = self.goal_link(None, 0);
        let horizon = link.horizon.or(self.annual_by_default());
        let indicator = Indicator {
            goal_horizon: horizon.map(|horizon| horizon.name().to_owned()),
            goal_number: link.number,
            level1: level_text(level1),
            level2: level_text(level2),
            level3: Some(join_lines(sheet.text(*name))),
            target: Some(values::parse(sheet.text(index), measure)),
            applies_to: unit.map(|unit| join_lines(sheet.text(unit))),
            ..Indicator::default()
        };
        let id = self.push(Body::Indicator(Box::new(indicator)), src(index));
        let keys = [
            ("level1", level1),
            ("level2", level2),
            ("level3", Some(*name)),
            ("target", Some(index)),
            ("applies_to", unit),
        ];
        for (key, index) in keys {
            if let Some(index) = index {
                self.take_into(id, key, src(index));
            }
        }
    }
}

/// Whether a text in a column says whose targets a row holds.
fn names_unit(field: Field, text: &str) -> bool {
    matches!(field, Field::Department | Field::Implementing | Field::UnitOrProject)
        || field == Field::Aside && may_be_division(text)
}
