//! Rows of a table with several indicators per cell.

use formgrid_model::join_lines;

use super::levels::level_name;
use super::writer::Writer;
use crate::bands::List;
use crate::cells::Sheet;
use crate::cells::kind::Kind;
use crate::columns::Column;
use crate::forms::Src;
use crate::record::Indicator;
use crate::template::Field;
use crate::values;
use crate::values::named::named_values;

impl<'a> Writer<'a, '_> {
    /// Reads the rows below a header of levels. The other columns state the project of a row.
    pub(super) fn item_rows(&mut self, sheet: &Sheet<'a>, list: &List) {
        let around = self.scope.project;
        let columns = &list.columns.columns;
        let lists_items = |column: &Column| column.field == Field::Level3;
        let has_context = !columns.iter().all(lists_items);
        for row in list.rows.clone() {
            self.row_stubs(sheet, list, row);
            let cells = self.by_column(sheet, list, row);
            let own = || columns.iter().zip(&cells);
            let context: Vec<Option<usize>> =
                own().map(|(column, cell)| cell.filter(|_| !lists_items(column))).collect();
            let stated: Vec<usize> = context.iter().copied().flatten().collect();
            let is_total = |index: &usize| sheet.kind(*index) == Kind::Total;
            if let Some(label) = stated.iter().copied().find(is_total) {
                self.scope.project = around;
                self.total_row(sheet, list, label, &stated);
                continue;
            }
            if has_context {
                let project = self.project_row(sheet, list, &context, &stated);
                self.scope.project = project.or(around);
            }
            for (column, cell) in own().filter(|(column, _)| lists_items(column)) {
                if let Some(cell) = *cell {
                    self.items(sheet, column, cell);
                }
            }
        }
        self.scope.project = around;
    }

    /// Adds the indicators that a cell lists, or keeps its text if it lists none.
    fn items(&mut self, sheet: &Sheet<'a>, column: &Column, cell: usize) {
        let src = Src::cell(sheet.block, cell);
        let Some(items) = named_values(sheet.text(cell)) else {
            self.keep_unmapped(src, Some(column.label.clone()));
            return;
        };
        let levels: Vec<usize> =
            column.path.iter().copied().filter(|&index| sheet.kind(index).is_level()).collect();
        let (level1, level2) = self.ranked(sheet, &levels);
        let name = |level: Option<usize>| level.map(|index| level_name(sheet.text(index)));
        let link = self.goal_link(None, 0);
        let horizon = link.horizon.or(self.annual_by_default());
        for item in items {
            let mut indicator = Indicator {
                goal_horizon: horizon.map(|horizon| horizon.name().to_owned()),
                goal_number: link.number,
                level1: name(level1),
                level2: name(level2),
                level3: Some(join_lines(item.name)),
                target: Some(values::parse(item.value, None)),
                ..Indicator::default()
            };
            self.code_levels(sheet, &mut indicator);
            let id = self.push_indicator(indicator, link.goal, src);
            let levels = [("level1", level1), ("level2", level2)];
            for (key, index) in levels {
                if let Some(index) = index {
                    self.take_into(id, key, Src::cell(sheet.block, index));
                }
            }
            self.take_into(id, "level3", src);
            self.take_into(id, "target", src);
        }
    }
}
