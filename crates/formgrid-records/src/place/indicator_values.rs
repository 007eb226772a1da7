//! The values of an indicator: target, outturn, points, and remarks.

use std::borrow::Cow;

use formgrid_model::{WordClass, fold, join_lines};

use super::filing::DraftId;
use super::indicators::Row;
use super::writer::Writer;
use crate::cells::Sheet;
use crate::cells::kind::Kind;
use crate::columns::{Assignment, Axis, Column};
use crate::forms::Src;
use crate::record::{Baseline, Body, Indicator, Stage, Value};
use crate::template::Field;
use crate::text::{append, is_filler, plain_number};
use crate::values;

impl<'a> Writer<'a, '_> {
    /// Reads the values of an indicator.
    pub(super) fn read_values(
        &mut self,
        sheet: &Sheet<'a>,
        map: &Assignment,
        row: &Row,
        columns: &[usize],
        id: DraftId,
    ) {
        let text = |at: usize| row.cells[at].map(|index| sheet.text(index).trim());
        let of = |field: Field| {
            columns.iter().find(|&&at| map.columns[at].field == field).and_then(|&at| text(at))
        };
        let (op, unit) = (of(Field::Operator), of(Field::Unit));
        let is_staged = are_staged(map, columns);
        for &at in columns {
            let column = &map.columns[at];
            let Some(index) = row.cells[at] else {
                self.blank_value(id, column);
                continue;
            };
            let own = sheet.text(index).trim();
            let src = Src::cell(sheet.block, index);
            let value = || values::parse(own, unit);
            let Some(indicator) = self.indicator_mut(id) else { return };
            let key: Option<Cow<'static, str>> = match column.field {
                Field::Target if splits(sheet, row, at) => {
                    indicator.target = Some(split_target(sheet, row, at, own));
                    Some("target".into())
                }
                Field::Target => put_target(indicator, column, own, op, unit),
                Field::Baseline => {
                    let value = value();
                    indicator.baselines.push(Baseline {
                        label: column.label.clone(),
                        year: None,
                        value,
                    });
                    Some(format!("baselines.{}", indicator.baselines.len() - 1).into())
                }
                // The last of several parts of the year is the progress.
                _ if is_staged && is_partial(column) => put_stage(indicator, column, own, value()),
                Field::Actual => put_actual(indicator, column, own, value()),
                Field::Progress if indicator.progress.is_none() => {
                    put_value(&mut indicator.progress, value(), "progress")
                }
                Field::Expected if indicator.expected.is_none() => {
                    put_value(&mut indicator.expected, value(), "expected")
                }
                Field::Serial => {
                    self.serial(src, Some(column.label.clone()));
                    continue;
                }
                // The first part below a header word for both may hold the whole value.
                Field::Operator
                    if of(Field::Target).is_none() && values::parse(own, None).number.is_some() =>
                {
                    put_target(indicator, column, own, None, unit)
                }
                Field::Operator
                    if sheet.kind(index) == Kind::Direction && of(Field::Direction).is_none() =>
                {
                    put_words(&mut indicator.direction, own, "direction")
                }
                // Several indicators of a row may share the cell.
                Field::Operator | Field::Unit if is_filler(own) => {
                    if !self.ledger.is_taken(src) {
                        self.placeholder(src);
                    }
                    continue;
                }
                Field::Operator | Field::Unit => None,
                field if has_no_detail(field) => continue,
                _ => put_detail(indicator, column, own),
            };
            match key {
                Some(key) => self.take_into(id, key, src),
                None => self.ledger.take_whole(src, Some(self.filing)),
            }
            for &(_, index) in row.extra.iter().filter(|(c, _)| *c == at) {
                self.extra_text(sheet, id, column, index, at, row);
            }
        }
        // Operator and unit may precede their value, so they come last.
        for &at in columns {
            let column = &map.columns[at];
            if matches!(column.field, Field::Operator | Field::Unit)
                && let Some(text) = text(at)
            {
                self.split_part(id, column.field, text);
            }
        }
    }

    /// Keeps an operator or unit that was not understood in the remark.
    pub(super) fn split_part(&mut self, id: DraftId, field: Field, text: &str) {
        let class = self.reading.vocabulary.read(text).class;
        let is_direction = class.contains(WordClass::DIRECTION);
        let Some(indicator) = self.indicator_mut(id) else { return };
        if is_direction && indicator.direction.as_deref() == Some(text) {
            return;
        }
        let is_understood = indicator.target.as_ref().is_some_and(|target| match field {
            Field::Unit => target.unit.as_deref().is_some_and(|unit| fold(unit) == fold(text)),
            _ => target.op.is_some_and(|op| {
                // Words may follow a sign, and a bare number means equality.
                let is_bare = !fold(text).chars().any(char::is_alphanumeric);
                values::parse_split(text, "1", "").op == Some(op) && is_bare
            }),
        });
        // 定性 stands for no operator, and equality says nothing of a state.
        let is_sign = class.contains(WordClass::OPERATOR) && !is_direction;
        let says_nothing = indicator.target.as_ref().is_some_and(|target| {
            let is_state = target.number.is_none() && !target.raw.is_empty();
            let op = values::parse_split(text, "1", "").op;
            op.is_none() || op == target.op || is_state && op == Some("=")
        });
        let is_kept = is_understood && fold(text).chars().count() <= 8
            || field == Field::Operator && is_sign && says_nothing;
        if !is_kept && !text.is_empty() && !is_filler(text) {
            let name = if field == Field::Unit { "计量单位" } else { "计算符号" };
            let labelled = format!("{name}：{}", join_lines(text));
            append(indicator.remark.get_or_insert_default(), '；', &labelled);
        }
    }

    /// Writes a further text of a column.
    pub(super) fn extra_text(
        &mut self,
        sheet: &Sheet<'a>,
        id: DraftId,
        column: &Column,
        index: usize,
        at: usize,
        row: &Row,
    ) {
        let src = Src::cell(sheet.block, index);
        if column.field == Field::Target && splits(sheet, row, at) {
            self.ledger.take_whole(src, Some(self.filing));
            return;
        }
        let text = sheet.text(index).trim();
        if let Some(indicator) = self.indicator_mut(id) {
            let _ = put_aside(&mut indicator.remark, text, &column.label);
        }
        self.take_into(id, "remark", src);
    }

    /// Writes a blank cell in a column of values.
    pub(super) fn blank_value(&mut self, id: DraftId, column: &Column) {
        let Some(indicator) = self.indicator_mut(id) else { return };
        match column.field {
            Field::Target
                if indicator.target.is_none() && !matches!(column.axis, Axis::Part(_)) =>
            {
                indicator.target = Some(Value::default());
            }
            Field::Baseline => indicator.baselines.push(Baseline {
                label: column.label.clone(),
                year: None,
                value: Value::default(),
            }),
            _ => {}
        }
    }

    pub(super) fn indicator_mut(&mut self, id: DraftId) -> Option<&mut Indicator> {
        match &mut self.draft_mut(id)?.body {
            Body::Indicator(indicator) => Some(indicator),
            _ => None,
        }
    }
}

/// Whether the cells below a target column are operator, value and unit.
fn splits(sheet: &Sheet<'_>, row: &Row, at: usize) -> bool {
    let has_extra = row.extra.iter().any(|(column, _)| *column == at);
    has_extra && row.cells[at].is_some_and(|index| sheet.kind(index) == Kind::Operator)
}

/// The target in cells for operator, value and unit below one column. `op` is the first.
fn split_target(sheet: &Sheet<'_>, row: &Row, at: usize, op: &str) -> Value {
    let mut rest = row.extra.iter().filter(|(column, _)| *column == at);
    let mut next = || rest.next().map_or("", |&(_, index)| sheet.text(index).trim());
    let (value, unit) = (next(), next());
    values::parse_split(op, value, unit)
}

/// Whether columns hold the results of several parts of the year.
fn are_staged(map: &Assignment, columns: &[usize]) -> bool {
    columns.iter().filter(|&&at| is_partial(&map.columns[at])).count() > 1
}

/// Whether a column holds the result of a part of the year.
fn is_partial(column: &Column) -> bool {
    let is_result = matches!(column.field, Field::Actual | Field::Progress);
    is_result && matches!(column.axis, Axis::Part(_))
}

/// Whether a column is not written by [`put_detail`].
fn has_no_detail(field: Field) -> bool {
    use Field as F;
    !matches!(
        field,
        F::Basis
            | F::Class
            | F::Direction
            | F::Description
            | F::Weight
            | F::Score
            | F::Deviation
            | F::Remark
            | F::Aside
            | F::Progress
            | F::Expected
    )
}

/// Writes points and remarks of an indicator. A second text for a field goes to the remark.
fn put_detail(indicator: &mut Indicator, column: &Column, own: &str) -> Option<Cow<'static, str>> {
    match column.field {
        Field::Basis => put_words(&mut indicator.basis, own, "basis"),
        Field::Class => put_words(&mut indicator.class, own, "class"),
        Field::Direction => put_words(&mut indicator.direction, own, "direction"),
        Field::Description => put_words(&mut indicator.description, own, "description"),
        Field::Weight if indicator.weight_raw.is_none() && indicator.weight.is_none() => {
            (indicator.weight, indicator.weight_raw) = points(own);
            Some("weight".into())
        }
        Field::Score if indicator.score_raw.is_none() && indicator.score.is_none() => {
            (indicator.score, indicator.score_raw) = points(own);
            Some("score".into())
        }
        Field::Deviation => put_ticked(&mut indicator.deviation, own, &column.label, "deviation"),
        Field::Remark => put_ticked(&mut indicator.remark, own, &column.label, "remark"),
        _ => put_aside(&mut indicator.remark, own, &column.label),
    }
}

fn put_target(
    indicator: &mut Indicator,
    column: &Column,
    own: &str,
    op: Option<&str>,
    unit: Option<&str>,
) -> Option<Cow<'static, str>> {
    let value = values::parse_split(op.unwrap_or_default(), own, unit.unwrap_or_default());
    if let Axis::Part(label) = &column.axis {
        return Some(stage(indicator, label, Some(value), None));
    }
    if indicator.target.is_some() {
        return put_aside(&mut indicator.remark, own, &column.label);
    }
    indicator.target = Some(value);
    Some("target".into())
}

fn put_value(
    slot: &mut Option<Value>,
    value: Value,
    key: &'static str,
) -> Option<Cow<'static, str>> {
    *slot = Some(value);
    Some(key.into())
}

/// Writes the result of one of several parts of the year.
fn put_stage(
    indicator: &mut Indicator,
    column: &Column,
    own: &str,
    value: Value,
) -> Option<Cow<'static, str>> {
    let Axis::Part(label) = &column.axis else {
        return put_aside(&mut indicator.remark, own, &column.label);
    };
    let same = |stage: &&Stage| stage_name(&stage.label) == stage_name(label);
    if indicator.stages.iter().find(same).is_some_and(|stage| stage.actual.is_some()) {
        return put_aside(&mut indicator.remark, own, &column.label);
    }
    let is_of_stage = indicator.stages.iter().any(|stage| stage.actual == indicator.progress);
    if indicator.progress.is_none() || is_of_stage {
        indicator.progress = Some(value.clone());
    }
    Some(stage(indicator, label, None, Some(value)))
}

fn put_actual(
    indicator: &mut Indicator,
    column: &Column,
    own: &str,
    value: Value,
) -> Option<Cow<'static, str>> {
    let Axis::Part(label) = &column.axis else {
        if indicator.actual.is_some() {
            return put_aside(&mut indicator.remark, own, &column.label);
        }
        indicator.actual = Some(value);
        return Some("actual".into());
    };
    if indicator.stages.is_empty() {
        indicator.progress = Some(value);
        return Some("progress".into());
    }
    indicator.progress = Some(value.clone());
    Some(stage(indicator, label, None, Some(value)))
}

/// Writes a value of a part of the year.
fn stage(
    indicator: &mut Indicator,
    label: &str,
    target: Option<Value>,
    actual: Option<Value>,
) -> Cow<'static, str> {
    let is_same = |stage: &Stage| stage_name(&stage.label) == stage_name(label);
    let at = indicator.stages.iter().position(is_same).unwrap_or_else(|| {
        indicator.stages.push(Stage { label: label.to_owned(), ..Stage::default() });
        indicator.stages.len() - 1
    });
    let stage = &mut indicator.stages[at];
    let key = if target.is_some() { "target" } else { "actual" };
    stage.target = target.or_else(|| stage.target.take());
    stage.actual = actual.or_else(|| stage.actual.take());
    format!("stages.{at}.{key}").into()
}

/// The part of the year in a label.
fn stage_name(label: &str) -> String {
    let folded = fold(label).into_owned();
    let end = ["季度", "半年", "月"]
        .iter()
        .filter_map(|word| Some(folded.find(word)? + word.len()))
        .min();
    end.map_or_else(|| folded.clone(), |end| folded[..end].to_owned())
}

fn put_words(slot: &mut Option<String>, own: &str, key: &'static str) -> Option<Cow<'static, str>> {
    let text = join_lines(own);
    if text.is_empty() {
        return None;
    }
    *slot = Some(text);
    Some(key.into())
}

/// Appends a printed text; a check mark stands for the header word.
fn put_ticked(
    slot: &mut Option<String>,
    own: &str,
    label: &str,
    key: &'static str,
) -> Option<Cow<'static, str>> {
    let is_ticked = own.chars().all(|c| matches!(c, '√' | '✓' | '✔' | '☑' | '■' | '●'));
    append(slot.get_or_insert_default(), '；', if is_ticked { label } else { own });
    Some(key.into())
}

/// Appends a text without a field under its header word.
fn put_aside(slot: &mut Option<String>, own: &str, label: &str) -> Option<Cow<'static, str>> {
    let text = join_lines(own);
    let labelled = if label.is_empty() { text } else { format!("{label}：{text}") };
    append(slot.get_or_insert_default(), '；', &labelled);
    Some("remark".into())
}

/// Points as a number, or as printed if the text is not only a number.
fn points(text: &str) -> (Option<f64>, Option<String>) {
    match plain_number(text) {
        Some(number) => (Some(number), None),
        None => (None, (!text.trim().is_empty()).then(|| join_lines(text))),
    }
}

#[cfg(test)]
mod tests {
    use super::points;

    #[test]
    fn points_are_a_number_or_text() {
        assert_eq!(points("9.5分"), (Some(9.5), None));
        assert_eq!(points("15（核心指标）"), (None, Some("15（核心指标）".to_owned())));
        assert_eq!(points("5-8"), (None, Some("5-8".to_owned())));
        assert_eq!(points("十四分"), (None, Some("十四分".to_owned())));
    }
}
