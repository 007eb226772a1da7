//! What columns mean beside each other.
//!
//! A header word alone does not tell all: a value that is asked for twice belongs to two indicators, the
//! last level is the name, an earlier year is a prior one. Of two columns of one field the one with the
//! surer word keeps it; the other is an aside, so that no text is lost in the place of another.

use std::cmp::Ordering;

use formgrid_model::WordClass;

use super::Column;
use super::fields::label_year;
use crate::template::{Field, Horizon, TableKind};

/// Settles the columns of a header and returns how many indicators a row holds beside each other: 0 for
/// one alone.
pub(super) fn settle(kind: TableKind, columns: &mut [Column]) -> usize {
    if kind != TableKind::Indicators {
        name_units(columns);
        name_amounts(kind, columns);
        return 0;
    }
    name_levels(columns);
    name_level_points(columns);
    name_prior_years(columns);
    let n_groups = number_groups(columns);
    name_units(columns);
    set_aside(columns);
    n_groups
}

/// A level, name or value column that comes again begins the next indicator of the row.
fn number_groups(columns: &mut [Column]) -> usize {
    let repeats = |field: Field, columns: &[Column]| {
        columns.iter().filter(|column| column.field == field).count() > 1
    };
    if !repeats(Field::Target, columns) {
        return 0;
    }
    if !repeats(Field::Level3, columns) {
        return number_targets(columns);
    }
    let first = [Field::Level1, Field::Level2, Field::Level3]
        .into_iter()
        .find(|&field| repeats(field, columns))
        .unwrap_or(Field::Level3);
    let mut group = 0;
    for column in columns {
        if column.field == first {
            group += 1;
        }
        column.group = group;
    }
    group
}

/// One name with a target for each of several horizons is an indicator for each: 项目指标值, 年度指标值.
fn number_targets(columns: &mut [Column]) -> usize {
    let mut targets: Vec<&mut Column> =
        columns.iter_mut().filter(|column| column.field == Field::Target).collect();
    let mut horizons: Vec<Horizon> = Vec::new();
    for target in &targets {
        let whole = || target.label.starts_with(['项', '总']).then_some(Horizon::LongTerm);
        let Some(horizon) = target.horizon.or_else(whole) else { return 0 };
        if horizons.contains(&horizon) {
            return 0;
        }
        horizons.push(horizon);
    }
    for (at, target) in targets.iter_mut().enumerate() {
        target.group = at + 1;
        target.horizon = Some(horizons[at]);
    }
    horizons.len()
}

/// The last level column holds the indicator's own name, whatever it is called.
fn name_levels(columns: &mut [Column]) {
    if columns.iter().any(|c| c.field == Field::Level3) {
        return;
    }
    // Older forms print the name under 指标内容.
    let both = columns.iter().filter(|column| column.field.is_level()).count() > 1;
    let n_of = |field: Field| columns.iter().filter(|column| column.field == field).count();
    let n_names =
        if n_of(Field::Description) == n_of(Field::Target) { n_of(Field::Target) } else { 1 };
    let mut named = columns.iter_mut().filter(|c| both && c.field == Field::Description).peekable();
    if named.peek().is_some() {
        named.take(n_names).for_each(|column| column.field = Field::Level3);
        return;
    }
    if let Some(last) = columns.iter_mut().rfind(|column| column.field.is_level()) {
        last.field = Field::Level3;
    }
}

/// Points printed behind each level are those of the level, where the name has a column of points too.
fn name_level_points(columns: &mut [Column]) {
    for at in 1..columns.len() {
        let field = columns[at].field;
        let is_of_level = matches!(field, Field::Weight | Field::Score)
            && columns[at - 1].field.is_level()
            && columns[at + 1..].iter().any(|column| column.field == field);
        if is_of_level {
            columns[at].field = Field::Aside;
            columns[at].label = format!("{}{}", columns[at - 1].label, columns[at].label);
        }
    }
}

/// The column of the levels with its index, where there is but one besides the name.
pub(in crate::engine) fn only_level(columns: &mut [Column]) -> Option<(usize, &mut Column)> {
    let mut levels = columns.iter_mut().enumerate().filter(|(_, column)| column.field.is_level());
    let only = levels.next()?;
    levels.next().is_none().then_some(only)
}

/// A form with one level column besides the name tells by its words which level that is: 成本指标 is a
/// name of both, and the other words of the column decide.
pub(in crate::engine) fn tell_level(column: &mut Column, words: impl Iterator<Item = WordClass>) {
    let both = WordClass::LEVEL1 | WordClass::LEVEL2;
    let (mut n_first, mut n_second) = (0_usize, 0_usize);
    for word in words.filter(|word| !word.contains(both)) {
        n_first += usize::from(word.contains(WordClass::LEVEL1));
        n_second += usize::from(word.contains(WordClass::LEVEL2));
    }
    column.field = match n_first.cmp(&n_second) {
        Ordering::Greater => Field::Level1,
        Ordering::Less => Field::Level2,
        Ordering::Equal => column.field,
    };
}

/// 单位 before the levels is the unit that a row belongs to, not the unit of a value.
fn name_units(columns: &mut [Column]) {
    let levels = [Field::Level1, Field::Level2, Field::Level3];
    let before = columns.iter().position(|column| levels.contains(&column.field)).unwrap_or(0);
    for column in &mut columns[..before] {
        if column.field == Field::Unit {
            column.field = Field::Department;
        }
    }
}

/// Of the amounts of a line of funding the first is the line's own; the others stand beside it under
/// their words.
fn name_amounts(kind: TableKind, columns: &mut [Column]) {
    let amounts = columns.iter_mut().filter(|column| column.field == Field::Amount);
    if kind == TableKind::Funding {
        amounts.skip(1).for_each(|column| column.field = Field::History);
    }
}

/// Of targets that name years the last year is the target and the others are prior years.
fn name_prior_years(columns: &mut [Column]) {
    let years = |column: &Column| {
        if column.field == Field::Target { label_year(&column.label) } else { None }
    };
    let last = columns.iter().filter_map(years).max();
    let n_years = columns.iter().filter_map(years).count();
    let n_targets = columns.iter().filter(|column| column.field == Field::Target).count();
    if n_targets < 2 {
        return;
    }
    for column in columns {
        // A target without a year stands for the year of the form.
        if years(column).is_some_and(|year| n_years < n_targets || Some(year) < last) {
            column.field = Field::Baseline;
        }
    }
}

/// Of several columns of one field only one keeps it.
fn set_aside(columns: &mut [Column]) {
    // What is to be reached in a part of the year stands beside what is to be reached in all of it.
    keep_one(columns, Field::Target, |column| (tells_part_of_year(&column.label), column.rank));
    let single = [
        Field::Actual,
        Field::Progress,
        Field::Expected,
        Field::Basis,
        Field::Class,
        Field::Direction,
        Field::Description,
        Field::Weight,
        Field::Score,
    ];
    for field in single {
        keep_one(columns, field, |column| column.rank);
    }
    // Forms with a fourth level print the name in it.
    keep_one(columns, Field::Level3, |column| usize::MAX - column.range.start);
}

/// Whether a header word names months, quarters or a half of the year.
fn tells_part_of_year(label: &str) -> bool {
    ["月", "季度", "半年"].iter().any(|word| label.contains(word))
}

/// Lets the column of a field with the least rank keep it, in each group.
fn keep_one<R: Ord>(columns: &mut [Column], field: Field, rank: impl Fn(&Column) -> R) {
    for at in 0..columns.len() {
        let column = &columns[at];
        let is_rival = |(other, rival): (usize, &Column)| {
            rival.field == field
                && rival.group == column.group
                && (rank(rival), other) < (rank(column), at)
        };
        if column.field == field && columns.iter().enumerate().any(is_rival) {
            columns[at].field = Field::Aside;
        }
    }
}
