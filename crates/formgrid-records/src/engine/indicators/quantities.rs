//! What a row says of an indicator: values, with operator and unit from columns of their own, weights,
//! scores, and words. What has no field goes to the remark under its header word.

use formgrid_model::{WordClass, join_lines};

use super::{Assigned, reaching};
use crate::engine::cells::Cells;
use crate::engine::columns::ColumnMap;
use crate::engine::tokens::plain_number;
use crate::record::{Baseline, Indicator, Value};
use crate::template::Field;
use crate::values;

/// Whether the cells of the target's column are operator, value and unit.
pub(super) fn splits(cells: &Cells<'_>, assigned: &Assigned, map: &ColumnMap, at: usize) -> bool {
    let is_operator = |index: usize| cells.meaning(index).class.contains(WordClass::OPERATOR);
    map.columns[at].field == Field::Target && assigned.first[at].is_some_and(is_operator)
}

/// Reads the values of an indicator.
pub(super) fn read_values(
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
