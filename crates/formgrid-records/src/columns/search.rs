//! Beam search over the columns of a header: which fields go together.

use std::cmp::Reverse;
use std::ops::Deref;

use super::{Axis, ListKind};
use crate::template::Field;
use crate::words::FLOOR;
use crate::words::score::{Score, centinat};

/// Beam width.
const BEAM: usize = 16;
/// Steps that are collected before the best are kept.
const FULL: usize = 3 * BEAM;
/// Headers with more columns are not assigned.
const MAX_COLUMNS: usize = 48;

/// The goals of a list of goals.
pub(super) const GOALS: [Field; 4] =
    [Field::LongTermGoal, Field::MediumTermGoal, Field::AnnualGoal, Field::ProjectGoal];
/// The fields whose words prove that a row heads a list of indicators.
pub(crate) const INDICATOR_WORDS: [Field; 14] = {
    use Field as F;
    [
        F::Target,
        F::Actual,
        F::Weight,
        F::Score,
        F::Baseline,
        F::Progress,
        F::Expected,
        F::Level1,
        F::Level2,
        F::Level3,
        F::Operator,
        F::Unit,
        F::Basis,
        F::Class,
    ]
};
/// The figures of a list of execution.
pub(super) const EXECUTION_MONEY: [Field; 7] = [
    Field::Original,
    Field::Revised,
    Field::Executed,
    Field::ExecutedToDate,
    Field::ExpectedFullYear,
    Field::Rate,
    Field::Amount,
];

/// What a list of indicators states of projects.
pub(super) const PROJECT_CONTEXT: [Field; 5] = [
    Field::AnnualBudget,
    Field::AnnualGoal,
    Field::ProjectGoal,
    Field::LongTermGoal,
    Field::Content,
];

/// A column with its candidate fields.
#[derive(Debug)]
pub(super) struct Scored {
    /// Candidates, best first, including `Aside`.
    pub(super) fields: Vec<(Field, Score)>,
    /// Fields that its header words suggest.
    pub(super) named: Vec<Field>,
    /// Its words suggest no field that its cells fit.
    pub(super) is_open: bool,
    /// Levels that its lowest header word suggests.
    pub(super) lowest: Vec<Field>,
    /// One of its words is certainly a header word, of whatever field.
    pub(super) is_word: bool,
    /// A later column is a score by its word.
    pub(super) score_follows: bool,
    /// A later column is a weight by its word.
    pub(super) weight_follows: bool,
    /// Its cells are plain numbers.
    pub(super) is_numeric: bool,
    /// Most of its cells are rules for points.
    pub(super) holds_rules: bool,
    /// One of its cells is merged over several rows.
    pub(super) is_merged: bool,
    /// Its cells may name rows: distinct words.
    pub(super) holds_names: bool,
    /// Its first text is a value.
    pub(super) begins_with_value: bool,
    /// Its first text is a category of money or a total.
    pub(super) begins_with_category: bool,
    /// The sum of its plain numbers, in hundredths.
    pub(super) sum: i64,
    /// Its cells are the numbers of goals.
    pub(super) numbers_goals: bool,
    pub(super) is_blank_header: bool,
    /// The column before it has the same header words: both are parts of one.
    pub(super) is_further_part: bool,
    /// Its word is listed for tables of another kind.
    pub(super) is_other: bool,
    /// Its word is listed for names of projects or indicators.
    pub(super) is_name: bool,
    /// More of its cells name level 2 than level 1.
    pub(super) holds_level2: bool,
    /// The field that its words suggest most, with the price of leaving it out.
    pub(super) best: Option<(Field, Score)>,
}

impl Scored {
    /// Whether it may hold what only a project has: without such columns, no column of a list of
    /// indicators names projects unless its word says so.
    pub(super) fn tells_project(&self) -> bool {
        self.fields.iter().any(|(field, _)| PROJECT_CONTEXT.contains(field))
    }
}

/// The fields of the columns so far.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    all: [Field; MAX_COLUMNS],
    n: usize,
}

impl Fields {
    const NONE: Self = Self { all: [Field::Aside; MAX_COLUMNS], n: 0 };

    /// Appends a field. Searches have at most [`MAX_COLUMNS`].
    fn push(&mut self, field: Field) {
        if let Some(slot) = self.all.get_mut(self.n) {
            *slot = field;
            self.n += 1;
        }
    }
}

impl Deref for Fields {
    type Target = [Field];

    fn deref(&self) -> &[Field] {
        self.all.get(..self.n).unwrap_or_default()
    }
}

/// A partial assignment.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    pub(super) fields: Fields,
    total: Score,
    /// Bit set of the used fields.
    used: u128,
    /// Restarts of levels so far: indicators that share a row.
    group: usize,
    /// The group has a target.
    has_target: bool,
    /// The highest level of the group so far.
    level: u8,
    /// Sum of the weights, in hundredths.
    points: i64,
}

impl State {
    const EMPTY: Self = Self {
        fields: Fields::NONE,
        total: 0,
        used: 0,
        group: 0,
        has_target: false,
        level: 0,
        points: 0,
    };

    fn with(&self, field: Field, total: Score, kind: ListKind, sum: i64) -> Self {
        let mut state = *self;
        state.fields.push(field);
        state.total = total;
        let restarts = kind == ListKind::Indicators
            && self.has_target
            && matches!(field, Field::Level1 | Field::Level2 | Field::Level3)
            && self.has(field);
        if restarts {
            state.group += 1;
            state.has_target = false;
            state.level = 0;
        }
        state.used |= bit(field);
        state.has_target |= field == Field::Target;
        state.level = state.level.max(level_of(field));
        if field == Field::Weight {
            state.points = sum;
        }
        state
    }

    /// Whether a column has a field.
    pub(super) fn has(&self, field: Field) -> bool {
        self.used & bit(field) != 0
    }

    /// Number of columns with one of some fields.
    pub(super) fn count(&self, fields: &[Field]) -> usize {
        self.fields.iter().filter(|field| fields.contains(field)).count()
    }
}

/// A state extended by a field, before it is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    /// The total and what the columns to the right promise. Higher promises come first.
    promise: Reverse<Score>,
    total: Score,
    /// The rank of the extended state by its fields, which breaks ties.
    rank: usize,
    field: Field,
    /// The extended state, by its index in the beam.
    from: usize,
}

/// The score that a column promises before it is assigned.
#[derive(Debug, Clone, Copy)]
struct Prospect {
    /// The bit of the best field, 0 if it may repeat.
    field: u128,
    score: Score,
    /// The score if the best field is taken.
    otherwise: Score,
}

impl Prospect {
    fn of(column: &Scored, axis: &Axis) -> Self {
        let best = column.fields.iter().max_by_key(|(_, score)| *score);
        let Some(&(best, score)) = best else { return Self { field: 0, score: 0, otherwise: 0 } };
        let freed = |&(field, score): &(Field, Score)| match column.best {
            Some((word, cost)) if field == Field::Aside && word == best => score + cost,
            _ => score,
        };
        let others = column.fields.iter().filter(|(other, _)| *other != best);
        let otherwise = others.map(freed).max().unwrap_or(score);
        let repeats = repeats_freely(best) || *axis != Axis::None;
        Self { field: if repeats { 0 } else { bit(best) }, score, otherwise }
    }

    /// The sum of what columns promise, given the bit set of the fields that are taken.
    fn sum(rest: &[Self], mut used: u128) -> Score {
        let mut sum = 0;
        for column in rest {
            sum += if used & column.field == 0 { column.score } else { column.otherwise };
            used |= column.field;
        }
        sum
    }
}

/// Whether any number of columns may have a field.
fn repeats_freely(field: Field) -> bool {
    use Field as F;
    matches!(field, F::Aside | F::Baseline | F::History | F::Instalment | F::Remark | F::Deviation)
}

fn bit(field: Field) -> u128 {
    1_u128 << (field as u32 % 128)
}

/// The level of a field, from 1; 0 for other fields.
fn level_of(field: Field) -> u8 {
    field.level_rank().unwrap_or_default()
}

/// Keeps the steps that fit into the beam. Returns the worst of them if any is left out.
fn keep_best(steps: &mut Vec<Step>) -> Option<Step> {
    if steps.len() <= BEAM {
        return None;
    }
    let (_, worst, _) = steps.select_nth_unstable(BEAM - 1);
    let worst = *worst;
    steps.truncate(BEAM);
    Some(worst)
}

/// The columns of a header that one search assigns.
#[derive(Debug)]
pub(super) struct Search<'s> {
    pub(super) kind: ListKind,
    pub(super) columns: &'s [Scored],
    /// One per column.
    pub(super) axes: &'s [Axis],
}

impl Search<'_> {
    /// The best assignment with the margin of each column; none if no assignment is complete.
    pub(super) fn best(&self) -> Option<Vec<(Field, Score)>> {
        let Self { kind, columns, .. } = *self;
        if columns.len() > MAX_COLUMNS || !self.may_complete() {
            return None;
        }
        let prospects: Vec<Prospect> = columns
            .iter()
            .zip(self.axes)
            .map(|(column, axis)| Prospect::of(column, axis))
            .collect();
        let mut beam = vec![State::EMPTY];
        let mut ranks = vec![0];
        let mut steps: Vec<Step> = Vec::new();
        for (at, column) in columns.iter().enumerate() {
            let rest = prospects.get(at + 1..).unwrap_or_default();
            steps.clear();
            let mut worst: Option<Step> = None;
            let promised = rest.iter().fold(0, |fields, column| fields | column.field);
            for (from, (state, &rank)) in beam.iter().zip(&ranks).enumerate() {
                let open = Prospect::sum(rest, state.used);
                for &(field, score) in &column.fields {
                    if let Some(gain) = self.transition(state, at, field) {
                        let total = state.total + score + gain;
                        let takes = bit(field) & promised & !state.used != 0;
                        let used = state.used | bit(field);
                        let rest = if takes { Prospect::sum(rest, used) } else { open };
                        let promise = Reverse(total + rest);
                        let step = Step { promise, total, rank, field, from };
                        if worst.is_none_or(|worst| step < worst) {
                            steps.push(step);
                        }
                        if steps.len() == FULL {
                            worst = keep_best(&mut steps);
                        }
                    }
                }
            }
            keep_best(&mut steps);
            steps.sort_unstable();
            let extend = |step: &Step| {
                let state = beam.get(step.from)?;
                Some(state.with(step.field, step.total, kind, column.sum))
            };
            beam = steps.iter().filter_map(extend).collect();
            // Fields are compared from the first on, so a rank follows from the one before it.
            let mut order: Vec<usize> = (0..steps.len()).collect();
            order.sort_unstable_by_key(|&step| (steps[step].rank, steps[step].field));
            ranks = vec![0; steps.len()];
            for (rank, step) in order.into_iter().enumerate() {
                ranks[step] = rank;
            }
        }
        let best = beam.into_iter().find(|state| self.is_complete(state))?;
        let margin = |(at, &field): (usize, &Field)| {
            let own = columns[at].fields.iter().find(|(other, _)| *other == field);
            let rival =
                columns[at].fields.iter().filter(|(other, _)| *other != field).map(|f| f.1).max();
            own.map_or(0, |&(_, score)| score) - rival.unwrap_or(FLOOR)
        };
        Some(best.fields.iter().enumerate().map(|pair| (*pair.1, margin(pair))).collect())
    }

    /// Whether a list of indicators has no such field there: a name of a project that only its cells
    /// suggest, without what only a project has, or an office after the names, which is responsible for
    /// an indicator and files nothing.
    fn is_foreign(&self, state: &State, at: usize, field: Field) -> bool {
        let Self { kind, columns, .. } = *self;
        let names = |(&field, column): (&Field, &Scored)| {
            matches!(field, Field::ProjectName | Field::UnitOrProject) && column.is_name
        };
        kind == ListKind::Indicators
            && match field {
                Field::ProjectName => {
                    !columns[at].is_name
                        && columns.iter().filter(|column| column.tells_project()).count() < 2
                }
                _ => {
                    field.is_office()
                        && state.level == 3
                        && !state.fields.iter().zip(columns).any(names)
                }
            }
    }

    /// The score that a field adds after those chosen before it; none if it cannot follow them.
    fn transition(&self, state: &State, at: usize, field: Field) -> Option<Score> {
        let Self { kind, columns, .. } = *self;
        let is_used = state.has(field);
        let before = state.fields.last().copied();
        let mut score = 0;
        if is_used && !self.may_repeat(state, at, field) {
            return None;
        }
        if columns[at].is_blank_header
            && !matches!(field, Field::Aside | Field::Category | Field::Serial)
        {
            // Only a list of indicators may identify a column without a header word by its cells.
            if kind != ListKind::Indicators
                || !matches!(
                    field,
                    Field::Level1 | Field::Level2 | Field::Level3 | Field::Unit | Field::Operator
                )
            {
                return None;
            }
            score -= centinat(50);
        }
        if self.is_foreign(state, at, field) {
            return None;
        }
        // A column whose field is taken is left aside for free.
        if let (Field::Aside, Some((best, cost))) = (field, columns[at].best)
            && (state.has(best) && !self.may_repeat(state, at, best)
                || best.is_office() && self.is_foreign(state, at, best)
                || best == Field::Weight && state.level < 3 && columns[at].weight_follows)
        {
            score += cost;
        }
        // With a department column, the other name is the project's.
        if field == Field::UnitOrProject && state.has(Field::Department) {
            return None;
        }
        // A goal name precedes the levels of its indicators. Its number may follow them.
        if field == Field::GoalName && state.level > 0 && !columns[at].numbers_goals {
            return None;
        }
        let level = level_of(field);
        if level > 0 {
            let restarts = is_used && state.has_target;
            let is_lower = state.group > 0 && level > state.level;
            if !restarts && !is_lower && state.level > level {
                // Some forms print the levels after the name of an indicator.
                if state.level < 3 || is_used {
                    return None;
                }
                score -= centinat(150);
            }
            let two_before = state.fields.len().checked_sub(2).and_then(|at| state.fields.get(at));
            let is_gap = before == Some(Field::Aside)
                && two_before.is_some_and(|&field| level_of(field) > 0)
                && !columns[at - 1].is_numeric;
            if is_gap {
                score -= centinat(150);
            }
            if state.has_target && !restarts {
                score -= centinat(250);
            }
        }
        score += match field {
            Field::Target | Field::Baseline | Field::Weight
                if state.level < 3 && kind == ListKind::Indicators =>
            {
                match field {
                    // Each level has its own weights; the indicator's follow its name.
                    Field::Weight if columns[at].weight_follows => centinat(-600),
                    Field::Weight => centinat(-250),
                    _ => centinat(-80),
                }
            }
            _ => 0,
        };
        Some(score + self.adjacency(state, at, field))
    }

    /// The score that a field adds next to the column before it and given the values so far.
    fn adjacency(&self, state: &State, at: usize, field: Field) -> Score {
        let columns = self.columns;
        let before = state.fields.last().copied();
        match (field, before) {
            (Field::Target, Some(Field::Operator)) if self.is_unnamed_target(at) => centinat(370),
            (Field::Unit, Some(Field::Target)) | (Field::Target, Some(Field::Operator)) => {
                centinat(40)
            }
            // The outturn follows the target. A header word that its cells contradict, or that means
            // nothing, is no evidence for the target, which is compensated if no column is named
            // for it.
            (Field::Actual, Some(Field::Target)) if self.is_unnamed_target(at - 1) => centinat(370),
            // Next to an explanation of the indicator, rules for its points are no description.
            (Field::Description, _) if columns[at].holds_rules && self.has_explanation() => {
                centinat(-300)
            }
            // Between a level and the names, merged cells are a level.
            (Field::Description, _) if columns[at].is_merged && (1..3).contains(&state.level) => {
                centinat(-300)
            }
            // Behind the score, an explanation is one of the score.
            (Field::Description, _) if state.has(Field::Score) => centinat(-250),
            // Next to the outturn, a state of completion is a comment on it.
            (Field::Progress, _)
                if state.has(Field::Actual) && !matches!(self.axes[at], Axis::Part(_)) =>
            {
                centinat(-250)
            }
            (Field::Unit, _) if !state.has_target => centinat(-60),
            (Field::Actual, _) if !state.has_target => centinat(-60),
            (Field::Target, _) if self.precedes(state, at, Field::Actual) => centinat(-200),
            (Field::Weight, _) if self.precedes(state, at, Field::Score) => centinat(-100),
            (Field::Score, _) if columns[at].score_follows => centinat(-120),
            // A score is a large part of its weight and no more.
            (Field::Score, _)
                if (state.points * 4 / 10..=state.points).contains(&columns[at].sum)
                    && state.points > 0 =>
            {
                centinat(80)
            }
            _ => 0,
        }
    }

    /// Whether a column may be the target although no column is named for it.
    fn is_unnamed_target(&self, at: usize) -> bool {
        let is_named = |column: &Scored| column.named.contains(&Field::Target) && !column.is_open;
        self.columns[at].is_open && !self.columns.iter().any(is_named)
    }

    /// Whether a column describes the indicators by other than rules for their points.
    fn has_explanation(&self) -> bool {
        const DESCRIBES: Score = centinat(150);
        let describes = |column: &Scored| {
            let score = column.fields.iter().find(|(field, _)| *field == Field::Description);
            column.named.contains(&Field::Description)
                && score.is_some_and(|&(_, score)| score > DESCRIBES)
        };
        self.columns.iter().any(|column| !column.holds_rules && describes(column))
    }

    /// Whether a column with a field precedes another, among those of its place or term.
    fn precedes(&self, state: &State, at: usize, field: Field) -> bool {
        let is_apart = matches!(self.axes[at], Axis::Place(_) | Axis::Horizon(_));
        let is_same = |other: usize| !is_apart || self.axes[other] == self.axes[at];
        let mut fields = state.fields.iter().enumerate();
        state.has(field) && fields.any(|(other, own)| *own == field && is_same(other))
    }

    /// Whether a column holds the values of one place.
    fn is_of_place(&self, at: usize) -> bool {
        matches!(self.axes[at], Axis::Place(_))
    }

    /// Whether a list may repeat a field.
    fn may_repeat(&self, state: &State, at: usize, field: Field) -> bool {
        let Self { kind, columns, axes, .. } = *self;
        let mut before = state.fields.iter().enumerate().filter(|(_, other)| **other == field);
        let mut differs = || before.all(|(other, _)| axes[other] != axes[at]);
        match (kind, field) {
            (_, field) if repeats_freely(field) => true,
            (ListKind::Indicators, Field::Level1 | Field::Level2 | Field::Level3) => {
                let continues = state.group > 0 && level_of(field) > state.level;
                // Indicators that share a row repeat their header words.
                let is_named = |column: usize| columns[column].lowest.contains(&field);
                (state.has_target && state.group < 2 || continues)
                    && is_named(at)
                    && before.all(|(other, _)| is_named(other))
            }
            (ListKind::Indicators, Field::Target) => !state.has_target || differs(),
            (
                ListKind::Indicators,
                Field::Actual | Field::Weight | Field::Operator | Field::Unit,
            ) => state.group > 0 || differs(),
            (ListKind::Indicators, Field::Progress) => differs(),
            (ListKind::Indicators, Field::Score) => self.is_of_place(at) && differs(),
            (ListKind::Sources, Field::Amount) => true,
            (ListKind::Goals, Field::ProjectGoal) => self.is_of_place(at) && differs(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;

    use super::{BEAM, FULL, Step, keep_best};
    use crate::template::Field;

    #[test]
    fn the_best_steps_are_kept_and_worse_ones_may_be_skipped() {
        let step = |nth: i32| Step {
            promise: Reverse(nth * 37 % 101),
            total: nth,
            rank: 0,
            field: Field::Aside,
            from: 0,
        };
        let all: Vec<Step> = (0..100).map(step).collect();
        let mut best = all.clone();
        best.sort_unstable();
        best.truncate(BEAM);
        let (mut kept, mut worst) = (Vec::new(), None);
        for step in all {
            if worst.is_none_or(|worst| step < worst) {
                kept.push(step);
            }
            if kept.len() == FULL {
                worst = keep_best(&mut kept);
            }
        }
        keep_best(&mut kept);
        kept.sort_unstable();
        assert_eq!(kept, best);
    }
}
