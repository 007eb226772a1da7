//! Tables turned on their side: the header words stand in the first column, an indicator is a column.

use super::cells::Cells;
use super::columns::{Column, ColumnMap, only_level, tell_level};
use super::indicators::Assigned;
use super::reader::Reader;
use super::state::Taken;
use crate::template::{Field, TableKind};

impl<'a> Reader<'a, '_> {
    /// Reads the rows of a turned table from its first on, and returns the row after its last; none where
    /// no such table begins there.
    pub(super) fn turned(
        &mut self,
        cells: &mut Cells<'a>,
        row: usize,
        own: &[usize],
    ) -> Option<usize> {
        let words = words(cells, row, own)?;
        let map = map(cells, &words);
        let name = words[map.position(Field::Level3)?];
        let first = cells.cell(words[0]).col_end();
        self.scope.carried = vec![None; map.columns.len()];
        for index in cells.origins(cells.cell(name).row) {
            let cell = cells.cell(index);
            if cell.col < first || cell.is_empty() {
                continue;
            }
            let at = |&word: &usize| {
                let found = cells.at(cells.cell(word).row, cell.col)?;
                (!cells.cell(found).is_empty()).then_some(found)
            };
            let column = Assigned { first: words.iter().map(at).collect(), more: Vec::new() };
            self.carry(cells, &column, &map);
            self.indicator(cells, cell.row, &column, &map, 0);
        }
        let placed = self.placed(cells, name);
        let mut taken = Taken::default();
        words.iter().for_each(|&word| taken.add(cells, word));
        self.give_filing(taken, &placed);
        Some(row + words.len())
    }
}

/// The header words of a turned table: a level, the name and the value below each other.
fn words(cells: &Cells<'_>, row: usize, own: &[usize]) -> Option<Vec<usize>> {
    let col = cells.cell(*own.first()?).col;
    let is_word = |index: usize| {
        let cell = cells.cell(index);
        let field = cells.column(index);
        cell.col == col && cell.row_span == 1 && field.is_some_and(is_turned)
    };
    let mut words: Vec<usize> = Vec::new();
    for at in row..cells.grid().n_rows() {
        let Some(index) = cells.at(at, col).filter(|&index| is_word(index)) else { break };
        words.push(index);
    }
    let fields: Vec<Field> = words.iter().filter_map(|&index| cells.column(index)).collect();
    let has = |field: Field| fields.contains(&field);
    let is_table = has(Field::Level3) && has(Field::Target) && fields.len() > 2 && own.len() > 1;
    is_table.then_some(words)
}

fn is_turned(field: Field) -> bool {
    field.table() == TableKind::Indicators || matches!(field, Field::Weight | Field::Score)
}

/// The columns that an upright table of these words would have. They cover no slots of the grid.
fn map(cells: &Cells<'_>, words: &[usize]) -> ColumnMap {
    let n_cols = cells.grid().n_cols();
    let column = |&index: &usize| Column {
        range: n_cols..n_cols,
        field: cells.column(index).unwrap_or(Field::Aside),
        rank: 0,
        label: formgrid_model::join_lines(&cells.cell(index).text),
        group: 0,
        horizon: None,
        currency: None,
    };
    let mut columns: Vec<Column> = words.iter().map(column).collect();
    if let Some((at, column)) = only_level(&mut columns) {
        let word = words[at];
        let beside = cells.origins(cells.cell(word).row).filter(|&index| index != word);
        tell_level(column, beside.map(|index| cells.meaning(index).class));
    }
    ColumnMap { kind: TableKind::Indicators, columns, n_cols, n_groups: 0, words: Vec::new() }
}
