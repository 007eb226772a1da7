//! The years, terms, phases and places that distinguish columns of the same field.

use std::collections::BTreeSet;

use formgrid_model::join_lines;

use super::Axis;
use super::header::{Header, HeaderColumn};
use crate::cells::Sheet;
use crate::cells::kind::Kind;
use crate::department::may_be_division;
use crate::template::{Field, Horizon, as_word};
use crate::words::Words;
use crate::words::score::centinat;
use crate::year::label_year;

/// What the year in its header word says of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timing {
    /// There is none, or nothing to compare it with.
    Unstated,
    /// It is prior to the form's.
    Prior,
    /// It is the form's.
    Own,
    /// It is one of several that the form plans.
    Planned,
}

/// The timing of each column.
pub(super) fn timings(sheet: &Sheet<'_>, words: &Words<'_>, header: &Header) -> Vec<Timing> {
    let names_target =
        |&index: &usize| sheet.word(index, words).column(Field::Target) >= centinat(150);
    // 指标值 may be above what was reached; 目标值 is not.
    let plans = |index: &usize| names_target(index) && sheet.text(*index).contains("目标");
    // The year of a longer term is its last: 中期（2033年）.
    let is_of_term = |index: &usize| {
        let horizon = sheet.word(*index, words).aspect.horizon;
        matches!(horizon, Some(Horizon::LongTerm | Horizon::MediumTerm))
    };
    let year = |column: &HeaderColumn| {
        let lowest = column.path.first().filter(|index| !is_of_term(index))?;
        label_year(sheet.text(*lowest))
    };
    let years: Vec<Option<i32>> = header.columns.iter().map(year).collect();
    let columns = || header.columns.iter().zip(&years);
    let has_other_target =
        columns().any(|(c, year)| year.is_none() && c.path.first().is_some_and(names_target));
    let planned: Vec<i32> = columns()
        .filter(|(column, _)| column.path.iter().any(plans))
        .filter_map(|(_, year)| *year)
        .collect();
    let n_distinct = planned.iter().collect::<BTreeSet<_>>().len();
    let first = planned.iter().min().copied();
    // Each of several years heads targets: the form plans them, and none is history.
    let plan = first.filter(|_| n_distinct > 1 && n_distinct == planned.len() && !has_other_target);
    let last = years.iter().flatten().max().copied();
    let stated = sheet.year_above(header.rows.start);
    let timing = |(column, year): (&HeaderColumn, &Option<i32>)| {
        let Some(year) = *year else { return Timing::Unstated };
        if plan.is_some() && column.path.iter().any(plans) {
            return Timing::Planned;
        }
        if let Some(own) = plan.or(stated) {
            return match year {
                _ if year < own => Timing::Prior,
                _ if year == own => Timing::Own,
                _ => Timing::Unstated,
            };
        }
        // The last of several years is the form's own; next to a target without a year, only an
        // outturn is of the form's year.
        let is_outturn = column.path.first().is_some_and(|&i| sheet.word(i, words).aspect.done);
        let is_before = last.is_some_and(|last| year < last);
        let is_prior = is_before || has_other_target && !is_outturn;
        if is_prior { Timing::Prior } else { Timing::Unstated }
    };
    columns().map(timing).collect()
}

/// The axis of each column. `names` holds the cells that name groups of columns, or goals.
pub(super) fn axes(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    header: &Header,
    timings: &[Timing],
    names: &[Option<usize>],
) -> Vec<Axis> {
    let axis_of = |(column, (timing, group)): (&HeaderColumn, (&Timing, &Option<usize>))| {
        if let Some(name) = *group {
            return Axis::Place(join_lines(sheet.text(name)));
        }
        let year = column.path.first().filter(|_| *timing == Timing::Planned);
        match (axis(sheet, words, column), year) {
            (Axis::None | Axis::Horizon(Horizon::Annual), Some(&year)) => {
                Axis::Place(printed_year(sheet.text(year)))
            }
            (axis, _) => axis,
        }
    };
    let mut axes: Vec<Axis> =
        header.columns.iter().zip(timings.iter().zip(names)).map(axis_of).collect();
    settle_terms(sheet, header, &mut axes);
    for at in places(sheet, words, header) {
        if axes[at] == Axis::None
            && let Some(&name) = header.columns[at].path.first()
        {
            axes[at] = Axis::Place(join_lines(sheet.text(name)));
        }
    }
    axes
}

/// The columns whose words say whose targets they hold: those of places, and their total before them.
pub(super) fn of_places(sheet: &Sheet<'_>, axes: &[Axis], header: &Header) -> Vec<bool> {
    let is_place = |at: usize| matches!(axes.get(at), Some(Axis::Place(_)));
    let is_total = |at: usize| {
        let text = header.columns[at].path.first().map_or("", |&index| sheet.text(index).trim());
        ["合计", "总计", "小计"].iter().any(|word| text.ends_with(word))
    };
    let holds = |at: usize| is_place(at) || is_place(at + 1) && is_total(at);
    (0..header.columns.len()).map(holds).collect()
}

/// The columns that are named by places or units, which have targets of their own: at least two next
/// to each other below one word or none, most of them certain.
fn places(sheet: &Sheet<'_>, words: &Words<'_>, header: &Header) -> Vec<usize> {
    const MIN_PLACES: usize = 2;
    let name = |at: usize| header.columns[at].path.first().copied();
    let may_be = |at: usize| {
        name(at).is_some_and(|index| {
            let word = sheet.word(index, words);
            let is_unknown = word.listed.is_unknown() && word.best_column() < centinat(120);
            is_unknown && sheet.kind(index).may_be_word() && !sheet.kind(index).is_level()
        })
    };
    let is_place = |at: &usize| {
        name(*at).is_some_and(|index| {
            matches!(sheet.kind(index), Kind::Place | Kind::Organisation)
                || may_be_division(sheet.text(index))
        })
    };
    let above = |at: usize| header.columns[at].path.get(1..);
    let all: Vec<usize> = (0..header.columns.len()).collect();
    let runs = all.chunk_by(|&a, &b| may_be(a) == may_be(b) && above(a) == above(b));
    let is_run = |run: &&[usize]| {
        let n = run.iter().copied().filter(|at| is_place(at)).count();
        run.first().is_some_and(|&at| may_be(at)) && n >= MIN_PLACES && n * 2 > run.len()
    };
    runs.filter(is_run).flatten().copied().collect()
}

/// A header word up to its year, `2024年` of `2024年目标值`; all of it without 年.
fn printed_year(text: &str) -> String {
    let text = join_lines(text);
    let end = ["年度", "年"].into_iter().find_map(|word| text.find(word).map(|at| at + word.len()));
    end.and_then(|end| text.get(..end)).map(str::to_owned).unwrap_or(text)
}

/// What distinguishes a column from others of its field.
fn axis(sheet: &Sheet<'_>, words: &Words<'_>, column: &HeaderColumn) -> Axis {
    let Some(&lowest) = column.path.first() else { return Axis::None };
    // 一季度 above 目标值 and 完成值 distinguishes them from those of the other quarters.
    let names_part = |index: &&usize| sheet.word(**index, words).aspect.part_of_year;
    if let Some(&part) = column.path.iter().find(names_part) {
        return Axis::Part(join_lines(sheet.text(part)));
    }
    let text = sheet.text(lowest);
    // 乙县 below 2031年指标值 distinguishes it from the other counties.
    let names_place = sheet.kind(lowest) == Kind::Place || may_be_division(text);
    let horizon = |&index: &usize| sheet.word(index, words).aspect.horizon;
    if !names_place && let Some(horizon) = column.path.iter().find_map(horizon) {
        return Axis::Horizon(horizon);
    }
    // 项目指标值 and 总指标值 are next to the targets of the year.
    let is_target = sheet.word(lowest, words).column(Field::Target) > 0;
    if column.path.len() == 1 && is_target && text.starts_with(['项', '总']) {
        return Axis::Horizon(Horizon::LongTerm);
    }
    let over = column.path.get(1).map(|&index| sheet.word(index, words));
    let under_target = over.is_some_and(|word| word.column(Field::Target) > 0);
    let own = sheet.word(lowest, words);
    if under_target && own.listed.is_unknown() && own.best_column() < centinat(150) {
        return Axis::Place(join_lines(text));
    }
    phase_of(column, text).map_or(Axis::None, Axis::Place)
}

/// The phase that a header word of values names before the word for the value: 建设期 of 建设期指标值.
fn phase_of(column: &HeaderColumn, text: &str) -> Option<String> {
    const VALUES: [&str; 4] = ["绩效目标值", "绩效指标值", "指标值", "目标值"];
    if column.path.len() != 1 || !text.contains('值') {
        return None;
    }
    let word = as_word(text);
    let phase = VALUES.iter().find_map(|value| word.strip_suffix(value))?;
    let is_phase = phase.ends_with('期') || phase == "期末";
    is_phase.then(|| phase.to_owned())
}

/// Reads a phase next to the values of a year as the whole term, and totals as those of the term.
fn settle_terms(sheet: &Sheet<'_>, header: &Header, axes: &mut [Axis]) {
    const TERM: Axis = Axis::Horizon(Horizon::LongTerm);
    let texts = || header.columns.iter().map(|c| c.path.first().map_or("", |&i| sheet.text(i)));
    let is_phase = |(column, text): (&HeaderColumn, &str)| phase_of(column, text).is_some();
    let phases: Vec<bool> = header.columns.iter().zip(texts()).map(is_phase).collect();
    let is_lone = phases.iter().filter(|is_phase| **is_phase).count() == 1;
    if !is_lone || !axes.contains(&Axis::Horizon(Horizon::Annual)) {
        return;
    }
    for ((axis, is_phase), text) in axes.iter_mut().zip(phases).zip(texts()) {
        if is_phase || *axis == Axis::None && text.contains("累计") {
            *axis = TERM;
        }
    }
}
