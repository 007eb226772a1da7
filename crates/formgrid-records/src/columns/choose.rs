//! The joint assignment of fields to the columns of a header.
//!
//! Each column has a score for each field, from its words and from the kinds of its cells. What
//! fields mean together (levels in order, one name, operator before value before unit) is a score
//! of the whole assignment, so a beam search from left to right assigns all columns at once.
//! `Aside` is always possible at a price: the cells are then kept under their own header word.

use std::ops::Range;

use formgrid_model::join_lines;

use super::fields::{
    ColumnEvidence, WordScores, fields_of, is_bare_part, is_upper, looks_back, lowest_levels,
    names_source,
};
use super::groups::named_groups;
use super::header::{Header, HeaderColumn, is_beside_goals};
use super::list_fields::fields_for;
use super::parts::interims;
use super::profile::{Profile, are_same, profiles};
pub(crate) use super::search::INDICATOR_WORDS;
use super::search::{EXECUTION_MONEY, GOALS, Scored, Search};
use super::terms::{Timing, axes, of_places, timings};
use super::{Assignment, Axis, Column, ListKind};
use crate::cells::Sheet;
use crate::cells::kind::Kind;
use crate::money;
use crate::template::Field;
use crate::values::takes::takes_money;
use crate::words::score::{Score, centinat};
use crate::words::{LISTED, Words, requests_review};

/// Assigns fields to the columns of a header for each kind of list, best kind first. `rows` are the
/// rows below the header that may belong to the list.
pub(crate) fn choose(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    header: &Header,
    rows: Range<usize>,
) -> Vec<Assignment> {
    let chooser = Chooser::new(sheet, words, header, rows);
    let mut found: Vec<Assignment> =
        ListKind::ALL.into_iter().filter_map(|kind| chooser.assign(kind)).collect();
    found.sort_by_key(|assignment| (std::cmp::Reverse(assignment.total), assignment.kind));
    for at in 0..found.len() {
        let rival = if at == 0 { found.get(1) } else { found.first() };
        found[at].margin = rival.map_or(LISTED, |rival| found[at].total - rival.total);
    }
    found
}

/// The columns of a header as those of a list of projects; none if they are not one.
pub(super) fn of_projects(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    header: &Header,
    rows: Range<usize>,
) -> Option<Vec<Column>> {
    let found = choose(sheet, words, header, rows);
    Some(found.into_iter().find(|list| list.kind == ListKind::Projects)?.columns)
}

/// Assigns fields once more for a kind of list that is chosen, now that it is known to end before the
/// last of `rows`; none if the further rows have not changed the assignment.
pub(crate) fn choose_again(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    header: &Header,
    rows: Range<usize>,
    end: usize,
    chosen: &Assignment,
) -> Option<Assignment> {
    if are_same(sheet, header, rows.clone(), end) {
        return None;
    }
    let again = Chooser::new(sheet, words, header, rows.start..end).assign(chosen.kind)?;
    Some(Assignment { margin: chosen.margin, ..again })
}

/// The words that imply an amount in a list of money.
const AMOUNTS: [Field; 4] = [Field::Amount, Field::AnnualBudget, Field::Fiscal, Field::OtherFunds];

/// Whether the row below a header holds amounts, possibly after a name.
fn is_row_of_amounts(sheet: &Sheet<'_>, header: &Header) -> bool {
    let start = header.columns.first().map_or(0, |column| column.range.start);
    let own = sheet.filled(header.rows.end).filter(|&index| sheet.cell(index).col >= start);
    own.skip(1).all(|index| {
        let kind = sheet.kind(index);
        kind.is_blank() || kind.is_amount()
    })
}

/// A header with the evidence that all kinds of lists share.
#[derive(Debug)]
struct Chooser<'s> {
    sheet: &'s Sheet<'s>,
    words: &'s Words<'s>,
    header: &'s Header,
    /// One per column.
    scores: Vec<WordScores>,
    /// One per column.
    profiles: Vec<Profile>,
    /// One per column.
    axes: Vec<Axis>,
    /// Whether the label beside a column makes it a goal, one per column.
    is_goal: Vec<bool>,
    /// Whether the word of a column names a place, or the total of places, one per column.
    of_places: Vec<bool>,
    /// One per column.
    timings: Vec<Timing>,
    /// Whether most columns are named by listed sources of money.
    are_sources: bool,
    /// The rank of the deepest level that the header names: 3 for 三级指标.
    deepest: Option<u8>,
    /// Whether a column holds spending of a part of the year and not all to date, one per column.
    is_interim: Vec<bool>,
}

impl<'s> Chooser<'s> {
    /// Collects the evidence on the columns of a header.
    fn new(
        sheet: &'s Sheet<'s>,
        words: &'s Words<'s>,
        header: &'s Header,
        rows: Range<usize>,
    ) -> Self {
        let timings = timings(sheet, words, header);
        let groups = named_groups(sheet, words, header);
        let beside_goals = is_beside_goals(sheet, words, header);
        // A word of no other meaning beside the label of a block says which of its goals it is.
        let goal_of = |column: &HeaderColumn| {
            let is_free = |&index: &usize| {
                let word = sheet.word(index, words);
                let mut of_list = fields_for(ListKind::Goals).iter();
                let is_known = word.listed.column.is_some()
                    || word.aspect.done
                    || of_list.any(|&field| word.column(field) >= centinat(40));
                !is_known && !requests_review(sheet.text(index))
            };
            column.path.first().copied().filter(|index| beside_goals && is_free(index))
        };
        let goals: Vec<Option<usize>> = header.columns.iter().map(goal_of).collect();
        let names: Vec<Option<usize>> =
            groups.iter().zip(&goals).map(|(group, goal)| group.or(*goal)).collect();
        let axes = axes(sheet, words, header, &timings, &names);
        let of_places = of_places(sheet, &axes, header);
        let scores: Vec<WordScores> = header
            .columns
            .iter()
            .zip(&groups)
            .map(|(column, group)| WordScores::of(sheet, words, column, *group))
            .collect();
        let profiles = profiles(sheet, header, rows);
        let is_source = |(column, scores): &(&HeaderColumn, &WordScores)| {
            let lowest = column.path.first().map(|&index| sheet.word(index, words));
            let is_listed = |&&field: &&Field| scores.get(field) >= LISTED;
            lowest.is_some_and(names_source)
                || fields_for(ListKind::Sources).iter().find(is_listed).is_some()
        };
        let n_sources = header.columns.iter().zip(&scores).filter(is_source).count();
        let rank = |column: &HeaderColumn| sheet.word(*column.path.first()?, words).aspect.rank;
        Self {
            sheet,
            words,
            header,
            is_interim: interims(sheet, &header.columns, &axes, &scores, &profiles),
            scores,
            profiles,
            axes,
            of_places,
            is_goal: goals.iter().map(Option::is_some).collect(),
            are_sources: n_sources * 2 > header.columns.len(),
            deepest: header.columns.iter().filter_map(rank).max(),
            timings,
        }
    }

    /// The best assignment for a kind of list; none if no assignment is complete.
    fn assign(&self, kind: ListKind) -> Option<Assignment> {
        if !self.may_be(kind) {
            return None;
        }
        let columns = self.scored(kind);
        let chosen = Search { kind, columns: &columns, axes: &self.axes }.best()?;
        Some(self.assignment(kind, &columns, chosen))
    }

    /// Whether the words name the fields that a kind of list needs. This rules out most kinds before
    /// their fields are scored.
    fn may_be(&self, kind: ListKind) -> bool {
        let names = |scores: &WordScores, fields: &[Field]| {
            fields.iter().any(|&field| scores.get(field) > 0)
        };
        let any = |fields: &[Field]| self.scores.iter().any(|scores| names(scores, fields));
        match kind {
            ListKind::Projects => any(&[Field::ProjectName, Field::UnitOrProject]),
            ListKind::Goals => any(&GOALS) || self.is_goal.contains(&true),
            ListKind::Instalments => {
                self.scores.iter().all(|scores| names(scores, &[Field::Instalment]))
            }
            ListKind::Execution => any(&EXECUTION_MONEY) || any(&AMOUNTS),
            ListKind::Funding => any(&AMOUNTS) || any(&[Field::Revised]),
            ListKind::Indicators => {
                // As much as `Search` demands of the header words of indicators.
                let n_words = self.header.columns.iter().filter(|c| !c.path.is_empty()).count();
                let suggests = |&field: &Field| self.scores.iter().any(|s| s.suggests(field));
                n_words > 2 && INDICATOR_WORDS.iter().any(suggests)
            }
            ListKind::Sources => is_row_of_amounts(self.sheet, self.header),
            ListKind::Matrix | ListKind::Items => false,
        }
    }

    /// What is known of a column whatever the kind of its list.
    fn evidence(&self, at: usize, has_units: bool, has_points: bool) -> ColumnEvidence<'_> {
        let Self { sheet, words, header, timings, .. } = self;
        let column = &header.columns[at];
        let first = column.path.first().copied();
        let lowest = first.map(|index| sheet.word(index, words));
        ColumnEvidence {
            column,
            scores: &self.scores[at],
            profile: &self.profiles[at],
            axis: &self.axes[at],
            is_goal: self.is_goal[at],
            timing: timings[at],
            is_interim: self.is_interim[at],
            lowest,
            is_upper: lowest.is_some_and(|word| is_upper(word, self.deepest)),
            is_prior: looks_back(timings[at], lowest),
            is_bare_part: first.is_some_and(|index| is_bare_part(sheet.text(index))),
            is_of_place: self.of_places[at],
            is_among_sources: self.are_sources,
            has_units,
            has_points,
        }
    }

    /// The columns with their candidate fields.
    fn scored(&self, kind: ListKind) -> Vec<Scored> {
        let Self { sheet, words, header, scores, profiles, .. } = self;
        let holds_units = |(scores, profile): (&WordScores, &Profile)| {
            scores.suggests(Field::Unit) && profile.n_of(Kind::Unit) > 0
        };
        let has_units = scores.iter().zip(profiles).any(holds_units);
        let is_weight = |scores: &WordScores| scores.get(Field::Weight) >= centinat(150);
        // The points of a level are merged over the same rows, and the indicators have their own.
        let has_points = |at: usize| {
            let n_merged = |at: usize| profiles.get(at).map_or(0, |profile| profile.n_merged);
            scores.get(at + 1).is_some_and(is_weight)
                && n_merged(at) > 0
                && n_merged(at) == n_merged(at + 1)
                && scores.iter().skip(at + 2).any(is_weight)
        };
        let mut columns: Vec<Scored> = header
            .columns
            .iter()
            .enumerate()
            .map(|(at, column)| {
                let given = self.evidence(at, has_units, has_points(at));
                let options = fields_of(kind, &given);
                let numbers = profiles[at].numbers.len();
                Scored {
                    fields: options.fields,
                    named: options.suggested,
                    best: options.best,
                    is_open: options.is_open,
                    lowest: lowest_levels(sheet, words, column),
                    is_word: column.rung.is_some()
                        || column.path.iter().any(|&index| {
                            let evidence = sheet.word(index, words);
                            evidence.best_column() >= centinat(120)
                                && evidence.best_column() > evidence.data
                        }),
                    score_follows: false,
                    weight_follows: false,
                    sum: profiles[at].numbers.iter().sum(),
                    is_numeric: numbers > 0 && numbers * 10 >= profiles[at].n as usize * 6,
                    holds_rules: profiles[at].holds_rules(),
                    is_merged: profiles[at].n_merged > 0,
                    holds_names: profiles[at].holds_names(),
                    begins_with_value: profiles[at].begins_with_value(),
                    begins_with_category: profiles[at].begins_with_category(),
                    numbers_goals: given.numbers_goals(),
                    is_blank_header: column.path.is_empty(),
                    is_further_part: column.is_part
                        && at
                            .checked_sub(1)
                            .is_some_and(|at| header.columns[at].path == column.path),
                    holds_level2: profiles[at].n_of(Kind::Level2) > profiles[at].n_of(Kind::Level1),
                    is_other: column
                        .path
                        .iter()
                        .any(|&index| sheet.listed(index, words).other_table),
                    is_name: column.path.iter().any(|&index| {
                        let listed = sheet.listed(index, words).column;
                        matches!(
                            listed,
                            Some(Field::ProjectName | Field::Level3 | Field::UnitOrProject)
                        )
                    }),
                }
            })
            .collect();
        let (mut follows, mut weights) = (false, false);
        for (scored, words) in columns.iter_mut().zip(scores).rev() {
            scored.score_follows = follows;
            scored.weight_follows = weights;
            weights |= is_weight(words);
            follows |= words.get(Field::Score) >= centinat(150);
        }
        columns
    }

    fn assignment(
        &self,
        kind: ListKind,
        scored: &[Scored],
        chosen: Vec<(Field, Score)>,
    ) -> Assignment {
        let Self { sheet, words, header, axes, .. } = self;
        let mut columns: Vec<Column> = Vec::with_capacity(chosen.len());
        let mut total = 0;
        for (at, &(field, margin)) in chosen.iter().enumerate() {
            let column = &header.columns[at];
            let score = scored[at].fields.iter().find(|(f, _)| *f == field).map_or(0, |&(_, s)| s);
            total += score;
            let label = column.path.first().map(|&index| join_lines(sheet.text(index)));
            let is_listed = column.path.iter().any(|&index| {
                let evidence = sheet.word(index, words);
                evidence.column(field) >= LISTED && evidence.exact || evidence.listed.prior_year
            });
            let mut named = column.unit.iter().chain(&column.path);
            let currency = named.find_map(|&index| bracket_currency(sheet.text(index)));
            columns.push(Column {
                range: column.range.clone(),
                field,
                label: label.unwrap_or_default(),
                path: column.path.clone(),
                unit: column.unit,
                group: 0,
                axis: axes[at].clone(),
                currency,
                guessed: !is_listed,
                score,
                margin,
            });
        }
        if kind == ListKind::Indicators {
            only_level(sheet, words, scored, &mut columns);
        }
        stage_targets(&mut columns);
        if matches!(kind, ListKind::Indicators | ListKind::Projects) {
            only_budget(sheet, words, scored, &mut columns);
        }
        if kind == ListKind::Projects {
            only_name(scored, &mut columns);
        }
        let n_groups = if kind == ListKind::Indicators { number_groups(&mut columns) } else { 0 };
        // Totals of kinds are comparable: each counts the columns that the kind explains.
        Assignment { kind, columns, n_groups, total, margin: 0 }
    }
}

/// Decides from the cells which level it is, if a form has a single level column.
fn only_level(sheet: &Sheet<'_>, words: &Words<'_>, scored: &[Scored], columns: &mut [Column]) {
    let has = |field: Field| columns.iter().any(|column| column.field == field);
    let only = match (has(Field::Level1), has(Field::Level2)) {
        (true, false) => Field::Level1,
        (false, true) => Field::Level2,
        _ => return,
    };
    for (column, scored) in columns.iter_mut().zip(scored) {
        let names_second = |index: &usize| sheet.word(*index, words).aspect.rank == Some(2);
        if column.field != only {
            continue;
        }
        if scored.holds_level2 {
            column.field = Field::Level2;
        } else if column.guessed && !column.path.iter().any(names_second) {
            column.field = Field::Level1;
        }
    }
}

/// Reads the only amounts of a list as the budget of the year: a guessed revised budget or source of
/// money, or numbers below a word for money that has no field.
fn only_budget(sheet: &Sheet<'_>, words: &Words<'_>, scored: &[Scored], columns: &mut [Column]) {
    let is_amount = |column: &&mut Column| takes_money(column.field);
    let mut amounts = columns.iter_mut().filter(is_amount);
    match (amounts.next(), amounts.next()) {
        (Some(only), None)
            if only.guessed && (only.field == Field::Revised || only.field.is_source()) =>
        {
            only.field = Field::AnnualBudget;
        }
        (None, _) => {
            let is_money = |(column, scored): &(&mut Column, &Scored)| {
                let names_money = |&index: &usize| sheet.word(index, words).names_money;
                column.field == Field::Aside
                    && scored.is_numeric
                    && column.path.first().is_some_and(names_money)
            };
            let mut numbers = columns.iter_mut().zip(scored).filter(is_money);
            if let (Some((only, _)), None) = (numbers.next(), numbers.next()) {
                only.field = Field::AnnualBudget;
            }
        }
        _ => {}
    }
}

/// Leaves a guessed name aside if the words of the list suggest only offices and remarks
/// beside it: it may be anything that they do.
fn only_name(scored: &[Scored], columns: &mut [Column]) {
    use Field as F;
    let says_more = |(column, scored): (&Column, &Scored)| {
        let is_of_any = matches!(
            column.field,
            F::ProjectName | F::Department | F::Supervising | F::Implementing | F::Remark
        );
        !is_of_any && scored.named.contains(&column.field)
    };
    if columns.iter().zip(scored).any(says_more) {
        return;
    }
    let names = |column: &&mut Column| column.guessed && column.field == F::ProjectName;
    for column in columns.iter_mut().filter(names) {
        column.field = F::Aside;
    }
}

/// Reads targets of other horizons as stages towards the form's own target, if there is exactly
/// one.
fn stage_targets(columns: &mut [Column]) {
    let targets = || columns.iter().filter(|column| column.field == Field::Target);
    let n_own = targets().filter(|column| column.axis == Axis::None).count();
    let is_staged =
        n_own == 1 && targets().all(|column| matches!(column.axis, Axis::None | Axis::Horizon(_)));
    for column in columns.iter_mut().filter(|column| is_staged && column.field == Field::Target) {
        if column.axis != Axis::None {
            column.axis = Axis::Part(column.label.clone());
        }
    }
}

/// Numbers the indicators that share a row. Returns how many there are, 0 if there is one.
fn number_groups(columns: &mut [Column]) -> usize {
    let n = |field: Field, columns: &[Column]| columns.iter().filter(|c| c.field == field).count();
    if n(Field::Target, columns) < 2 {
        return 0;
    }
    if n(Field::Level3, columns) > 1 {
        let first = [Field::Level1, Field::Level2, Field::Level3]
            .into_iter()
            .find(|&field| n(field, columns) > 1)
            .unwrap_or(Field::Level3);
        let mut group = 0;
        for column in columns {
            group += usize::from(column.field == first);
            column.group = group;
        }
        return group;
    }
    // Targets of horizons or places are separate indicators, as is their total; parts of the year are
    // not.
    let has_places = columns
        .iter()
        .any(|column| column.field == Field::Target && matches!(column.axis, Axis::Place(_)));
    let is_own = |column: &Column| {
        let is_total = has_places && column.axis == Axis::None;
        let is_apart = matches!(column.axis, Axis::Horizon(_) | Axis::Place(_)) || is_total;
        column.field == Field::Target && is_apart
    };
    if columns.iter().filter(|column| is_own(column)).count() < 2 {
        return 0;
    }
    let mut group = 0;
    for column in columns.iter_mut() {
        if is_own(column) {
            group += 1;
            column.group = group;
        }
    }
    // Further values of a place or term.
    for at in 0..columns.len() {
        let own = columns.iter().find(|other| {
            let is_place = matches!(other.axis, Axis::Place(_));
            other.group > 0
                && (is_place || columns[at].field.is_value())
                && other.axis == columns[at].axis
        });
        columns[at].group = own.map_or(columns[at].group, |own| own.group);
    }
    group
}

/// The unit of money in the brackets of a label: `金额（万元）`.
pub(crate) fn bracket_currency(text: &str) -> Option<&'static str> {
    /// Longer groups are sentences.
    const MAX_GROUP: usize = 40;
    let (_, inside) = text.split_once(['(', '（'])?;
    if inside.len() > MAX_GROUP { None } else { money::unit_of(inside) }
}
