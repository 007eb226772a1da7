//! Candidate fields of a column: the fields of each kind of list, scored by words and cells.

use super::content::Content;
use super::header::HeaderColumn;
use super::list_fields::{fields_for, needs_word};
use super::profile::{Profile, facts};
use super::terms::Timing;
use super::{Axis, ListKind};
use crate::cells::Sheet;
use crate::template::Field;
use crate::values::takes::takes_money;
use crate::words::score::{Score, centinat};
use crate::words::{Evidence, FLOOR, LISTED, UNLISTED_CAP, Words};
use formgrid_model::{WordClass, fold};

/// Candidate fields per column, without `Aside`.
const PER_COLUMN: usize = 9;

/// The candidates of a column.
#[derive(Debug, Default)]
pub(super) struct Options {
    /// Fields with their scores, best first; `Aside` is the last.
    pub(super) fields: Vec<(Field, Score)>,
    /// The fields that its words suggest.
    pub(super) suggested: Vec<Field>,
    /// The field that its words suggest most, with the price of leaving it out.
    pub(super) best: Option<(Field, Score)>,
    /// Its cells contradict each field that its words suggest; true if they suggest none.
    pub(super) is_open: bool,
}

/// What is known of a column whatever the kind of its list.
#[derive(Debug, Clone, Copy)]
pub(super) struct ColumnEvidence<'c> {
    pub(super) column: &'c HeaderColumn,
    pub(super) scores: &'c WordScores,
    pub(super) profile: &'c Profile,
    pub(super) axis: &'c Axis,
    /// Whether the label beside its header word makes it a goal.
    pub(super) is_goal: bool,
    pub(super) timing: Timing,
    /// It holds spending of a part of the year, and not all to date.
    pub(super) is_interim: bool,
    /// The evidence of its lowest header word.
    pub(super) lowest: Option<&'c Evidence>,
    /// Its word is that of a level above the names: 一级指标, and 三级指标 before 四级指标.
    pub(super) is_upper: bool,
    /// It looks back to a prior year.
    pub(super) is_prior: bool,
    /// Its word names a part of the year and nothing else.
    pub(super) is_bare_part: bool,
    /// Its word names a place with values of its own, or the total of the places next to it.
    pub(super) is_of_place: bool,
    /// Most columns are named by listed sources of money.
    pub(super) is_among_sources: bool,
    /// Another column holds units of measure.
    pub(super) has_units: bool,
    /// The next column holds its points, and a later one those of the indicators.
    pub(super) has_points: bool,
}

impl ColumnEvidence<'_> {
    /// Whether its cells say which goal a row serves: they name it by its number, or count below a
    /// word for the number of a goal. A listed word for a goal heads goals or targets.
    pub(super) fn numbers_goals(&self) -> bool {
        const GOALS: [Field; 4] =
            [Field::LongTermGoal, Field::MediumTermGoal, Field::AnnualGoal, Field::ProjectGoal];
        let Self { scores, profile, .. } = self;
        let of_goal = GOALS.map(|field| scores.get(field)).into_iter().max().unwrap_or(FLOOR);
        let named = scores.get(Field::GoalName);
        let is_named = named >= LISTED || of_goal < LISTED && named.max(of_goal) > centinat(40);
        let exceeds = named.max(of_goal) > scores.get(Field::Target);
        profile.names_goals() || profile.counts_goals() && is_named && exceeds
    }
}

/// The candidate fields of a column, best first.
pub(super) fn fields_of(kind: ListKind, given: &ColumnEvidence<'_>) -> Options {
    /// Content below this score contradicts a field.
    const CONTRADICTS: Score = centinat(-100);
    let &ColumnEvidence { column, scores, profile, axis, .. } = given;
    if given.is_interim && kind != ListKind::Indicators {
        // No record has a field for it.
        return Options { fields: vec![(Field::Aside, 0)], ..Options::default() };
    }
    let mut suggested = Vec::new();
    let mut is_open = true;
    let content = Content::builtin();
    // What the word means in any list. Numbers fit many fields, so a word outweighs them.
    let meaning = given.lowest.map_or(0, |word| word.best_column().max(0));
    let mut best_word: Option<(Field, Score)> = None;
    let mut fields: Vec<(Field, Score)> = Vec::new();
    for &field in fields_for(kind) {
        let Some(word) = word_score(kind, given, field) else { continue };
        if word > best_word.map_or(0, |(_, score)| score) {
            best_word = Some((field, word));
        }
        let held = profile.content(content, field, given.has_units);
        if scores.suggests(field) {
            suggested.push(field);
            is_open &= held < CONTRADICTS;
        }
        // The target of a part of the year may be a bare number: its unit is that of the year's.
        let is_part = field == Field::Target && matches!(axis, Axis::Part(_));
        let is_number = field == Field::GoalName && given.numbers_goals();
        let held = if is_part || is_number { held.max(0) } else { held };
        let facts = facts(field, profile, axis);
        let is_upper = matches!(field, Field::Level1 | Field::Level2);
        let facts = if given.has_points && is_upper { facts + centinat(350) } else { facts };
        let is_points = matches!(field, Field::Weight | Field::Score | Field::Rate);
        let contradicts = if is_points && word <= FLOOR { meaning / 2 } else { 0 };
        fields.push((field, word + held + facts - contradicts));
    }
    let aside = scores.get(Field::Aside);
    if aside >= LISTED && best_word.is_none_or(|(_, score)| score < UNLISTED_CAP) {
        // A listed word without a field keeps its column aside, whatever the cells look like.
        return Options { fields: vec![(Field::Aside, aside)], ..Options::default() };
    }
    let aside = aside.max(centinat(25));
    let aside = if column.path.is_empty() { centinat(40) } else { aside };
    let best = best_word.map(|(field, score)| (field, score * 35 / 100));
    let aside = aside - best.map_or(0, |(_, cost)| cost);
    fields.sort_by_key(|&(field, score)| (std::cmp::Reverse(score), field));
    fields.truncate(PER_COLUMN);
    fields.push((Field::Aside, aside));
    Options { fields, suggested, best, is_open }
}

/// The word score of a field, if a column may have it. The shape of the column may stand for a word.
fn word_score(kind: ListKind, given: &ColumnEvidence<'_>, field: Field) -> Option<Score> {
    /// Word score of `Description` for a column of sentences without such a word.
    const DESCRIBES: Score = centinat(-80);
    /// Word score of a name for a column of names without such a word.
    const UNNAMED_HEAD: Score = centinat(40);
    let &ColumnEvidence { column, profile, .. } = given;
    let mut word = named(kind, given, field);
    if column.rung.is_some() && word <= FLOOR {
        return None;
    }
    // A cell merged over several rows with a budget and a goal is a project or task, whatever
    // its header word.
    if kind == ListKind::Indicators
        && field == Field::ProjectName
        && word <= 0
        && profile.heads_rows()
    {
        word = UNNAMED_HEAD;
    }
    // Names before amounts are funding categories, whatever their header word.
    let is_money_list = matches!(kind, ListKind::Execution | ListKind::Funding);
    if is_money_list && field == Field::Category && word <= 0 && profile.names_rows() {
        word = UNNAMED_HEAD;
    }
    if needs_word(field) && word <= 0 {
        return None;
    }
    // Amounts of money are no points, however small.
    let is_of_money = takes_money(field) || field == Field::Rate;
    // Money of a prior year is history, whatever it was then.
    if is_money_list && given.timing == Timing::Prior && is_of_money && field != Field::History {
        return None;
    }
    let is_points = matches!(field, Field::Weight | Field::Score | Field::Rate | Field::TotalScore);
    if is_points && given.lowest.is_some_and(|lowest| lowest.names_money) {
        return None;
    }
    let is_ranked = given.lowest.is_some_and(|lowest| lowest.aspect.rank.is_some());
    if field == Field::Level3 && given.is_upper || field == Field::ProjectName && is_ranked {
        return None;
    }
    if column.is_part && matches!(field, Field::Operator | Field::Target | Field::Unit) {
        word = word.max(0);
    }
    // Short texts, some of them merged, may be levels, whatever their header word.
    let is_upper = matches!(field, Field::Level1 | Field::Level2);
    if kind == ListKind::Indicators && is_upper && profile.may_be_levels() {
        word = word.max(0);
    }
    // Distinct sentences in each row describe the indicator, whatever their header word.
    if kind == ListKind::Indicators && field == Field::Description && profile.is_prose() {
        word = word.max(DESCRIBES);
    }
    // A text merged over several rows belongs to their project.
    let is_of_rows = profile.n_merged * 2 > profile.n;
    let is_of_each = profile.n > 2 && profile.n_merged == 0 && profile.share_distinct() > 70;
    let is_goal = field.goal_horizon().is_some() && word < LISTED;
    if kind == ListKind::Indicators
        && (field == Field::Content && !is_of_rows || is_goal && is_of_each)
    {
        return None;
    }
    let is_money = field.is_source() && !profile.numbers.is_empty();
    if kind == ListKind::Indicators && field.is_source() && !is_money {
        return None;
    }
    Some(word)
}

/// Whether a listed word names a source of money or the total of several.
pub(super) fn names_source(word: &Evidence) -> bool {
    word.listed.total || word.listed.class.contains(WordClass::CATEGORY)
}

/// The word score of a field in a kind of list, including words that imply it there.
fn named(kind: ListKind, given: &ColumnEvidence<'_>, field: Field) -> Score {
    /// Word score of an amount below any word among sources.
    const UNNAMED_SOURCE: Score = centinat(40);
    let &ColumnEvidence { column, scores, is_goal, lowest, is_prior, .. } = given;
    match (column.rung, kind, field) {
        // The best of several grades is the target; the others describe shortfalls.
        (Some(0), ListKind::Indicators, Field::Target) => return centinat(250),
        (Some(_), ..) => return FLOOR,
        (None, ..) => {}
    }
    let own = scores.get(field);
    let of = |other: Field, price: Score| scores.implied(other, price);
    let is_dated = matches!(given.timing, Timing::Own | Timing::Planned);
    match (kind, field) {
        (ListKind::Indicators, _) => named_indicator(given, field),
        (ListKind::Goals, Field::ProjectGoal) if is_goal => UNLISTED_CAP,
        (ListKind::Goals, Field::ActualResult) => own.max(of(Field::Actual, centinat(10))),
        (ListKind::Projects, Field::Department) => own.max(of(Field::Unit, centinat(80))),
        (ListKind::Funding, Field::History) if is_prior => own.max(centinat(200)),
        (ListKind::Projects, field) if is_prior && takes_money(field) => FLOOR,
        (ListKind::Projects, Field::AnnualBudget) => own.max(of(Field::Amount, centinat(10))),
        (ListKind::Projects, Field::TotalScore) => own.max(of(Field::Score, centinat(10))),
        (ListKind::Projects, Field::Score) => FLOOR,
        // 2031年预算 is the amount of the year; only next to 年初预算 is it a revised one.
        (ListKind::Funding, Field::Amount) if is_dated => own.max(of(Field::Revised, 0)),
        (ListKind::Funding, Field::Revised) if is_dated && own < LISTED => FLOOR,
        (ListKind::Execution | ListKind::Funding, Field::Amount) => own
            .max(of(Field::AnnualBudget, centinat(10)))
            .max(of(Field::Fiscal, centinat(60)))
            .max(of(Field::OtherFunds, centinat(60))),
        (ListKind::Execution | ListKind::Funding, Field::Category) if column.path.is_empty() => {
            centinat(150)
        }
        (ListKind::Sources, Field::Amount) if lowest.is_some_and(names_source) => LISTED,
        (ListKind::Sources, Field::Amount) => {
            let beside = if given.is_among_sources { UNNAMED_SOURCE } else { FLOOR };
            of(Field::Fiscal, centinat(60)).max(of(Field::OtherFunds, centinat(60))).max(beside)
        }
        // 福彩公益金 next to 财政拨款 is a source of its own.
        (ListKind::Sources, _) if given.is_among_sources && own < UNLISTED_CAP => FLOOR,
        (ListKind::Execution | ListKind::Funding, Field::Category) => {
            own.max(of(Field::ProjectName, centinat(120)))
        }
        _ => own,
    }
}

/// The word score of a field in a list of indicators.
fn named_indicator(given: &ColumnEvidence<'_>, field: Field) -> Score {
    let &ColumnEvidence { scores, profile, timing, lowest, is_prior, .. } = given;
    let own = scores.get(field);
    let of = |other: Field, price: Score| scores.implied(other, price);
    match field {
        // The number of a goal says which one a row serves, and is no goal by itself.
        Field::GoalName if given.numbers_goals() => own.max(UNLISTED_CAP),
        _ if given.numbers_goals() => FLOOR,
        Field::Target | Field::Expected | Field::Progress if is_prior => FLOOR,
        Field::Actual if timing == Timing::Prior => FLOOR,
        Field::Baseline if is_prior => own.max(of(Field::Target, 0)).max(centinat(150)),
        Field::Target if lowest.is_some_and(is_bare_year) => own.max(centinat(100)),
        // The total of places adds up their targets.
        _ if given.is_of_place && takes_money(field) => FLOOR,
        // A place above values has its own targets.
        Field::Target if given.is_of_place => own.max(centinat(150)),
        // A part of the year above values holds the target up to its end.
        Field::Target if given.is_bare_part => own.max(UNLISTED_CAP),
        // A word for a goal above values asks for targets.
        Field::Target => own
            .max(of(Field::AnnualGoal, centinat(70)))
            .max(of(Field::ProjectGoal, centinat(70)))
            .max(of(Field::AnnualTask, centinat(90))),
        // The last level of a form is the name, whatever rank its header states.
        Field::Level3 => own
            .max(of(Field::Level2, centinat(90)))
            .max(of(Field::Level1, centinat(150)))
            .max(if scores.names_indicator { of(Field::Description, centinat(130)) } else { FLOOR })
            .max(of(Field::ProjectGoal, centinat(150))),
        Field::Content => own.max(of(Field::Description, centinat(20))),
        // A listed word for levels that states no rank may head either of two.
        Field::Level2 => {
            let is_ranked = lowest.is_some_and(|word| word.aspect.rank.is_some());
            let is_either = scores.get(Field::Level1) >= LISTED && !is_ranked;
            let as_first = if is_either { of(Field::Level1, centinat(160)) } else { FLOOR };
            own.max(of(Field::Level3, centinat(120))).max(as_first)
        }
        Field::Level1 => own.max(of(Field::Level2, centinat(160))),
        // Rules for points are no standard that a target is based on, whatever an unlisted word
        // suggests.
        Field::Basis if own < LISTED && profile.holds_rules() => FLOOR,
        // 指标性质 is the word for either.
        Field::Operator => own.max(of(Field::Direction, centinat(130))),
        Field::Direction => own.max(of(Field::Operator, centinat(130))),
        Field::Actual => own.max(of(Field::ActualResult, centinat(20))),
        Field::Department => own.max(of(Field::Unit, centinat(80))),
        _ => own,
    }
}

/// Whether a column looks back to a prior year.
pub(super) fn looks_back(timing: Timing, lowest: Option<&Evidence>) -> bool {
    match timing {
        Timing::Prior => true,
        Timing::Own | Timing::Planned => false,
        Timing::Unstated => lowest.is_some_and(|word| {
            word.listed.prior_year || word.listed.is_unknown() && word.aspect.prior
        }),
    }
}

/// Whether a header word is that of a level above the names: 一级指标, or any that another column
/// outranks from the third level on. In a form of two levels, 二级指标 may head the names.
pub(super) fn is_upper(word: &Evidence, deepest: Option<u8>) -> bool {
    let is_first = word.exact && word.listed.column == Some(Field::Level1);
    let rank = word.aspect.rank;
    is_first || rank == Some(1) || rank >= Some(3) && rank < deepest
}

/// The scores of all fields for the words of a column: the lowest word counts most, words above it
/// for less.
#[derive(Debug)]
pub(super) struct WordScores {
    scores: [Score; N_FIELDS],
    /// One of the words contains 指标.
    pub(super) names_indicator: bool,
}

/// More than there are fields.
const N_FIELDS: usize = 128;

impl WordScores {
    /// The name of a group says nothing about the fields of its columns.
    pub(super) fn of(
        sheet: &Sheet<'_>,
        words: &Words<'_>,
        column: &HeaderColumn,
        group: Option<usize>,
    ) -> Self {
        let mut scores = [FLOOR; N_FIELDS];
        // 一季度 above 目标值 tells when, and 产出指标 above 三级指标 the level, not what.
        let is_context =
            |index: usize| is_bare_part(sheet.text(index)) || sheet.kind(index).is_level();
        let says_what = |&(nth, &index): &(usize, &usize)| {
            group != Some(index) && (nth == 0 || !is_context(index))
        };
        let path: Vec<usize> =
            column.path.iter().enumerate().filter(says_what).map(|(_, &index)| index).collect();
        let n = path.len();
        let is_divided = column.is_repeated && group.is_none();
        for (nth, &index) in path.iter().enumerate() {
            // A repeated word is distinguished by the words above it.
            let rank = if is_divided { n - 1 - nth } else { nth };
            let step = if is_divided { centinat(200) } else { centinat(60) };
            let price = step * i32::try_from(rank).unwrap_or(3);
            for &(field, score) in sheet.word(index, words).columns() {
                let score = if score > 0 { (score - price).max(0) } else { score };
                if let Some(slot) = scores.get_mut(field as usize) {
                    *slot = score.max(*slot);
                }
            }
        }
        let names_indicator = column.path.iter().any(|&index| sheet.text(index).contains("指标"));
        Self { scores, names_indicator }
    }

    /// Whether the words suggest a field.
    pub(super) fn suggests(&self, field: Field) -> bool {
        const SUGGESTS: Score = centinat(40);
        self.get(field) > SUGGESTS
    }

    /// Whether the words suggest spending more than its rate.
    pub(super) fn suggests_spending(&self) -> bool {
        let spent = self.get(Field::ExecutedToDate).max(self.get(Field::Executed));
        spent > 0 && spent > self.get(Field::Rate)
    }

    /// The score of a field whose word implies another one, at a price.
    fn implied(&self, field: Field, price: Score) -> Score {
        let score = self.get(field);
        if score > 0 { (score - price).max(0) } else { FLOOR }
    }

    /// The score of a field.
    pub(super) fn get(&self, field: Field) -> Score {
        self.scores.get(field as usize).copied().unwrap_or(FLOOR)
    }
}

fn is_bare_year(word: &Evidence) -> bool {
    word.listed.column == Some(Field::Target)
}

/// Whether a text names a part of the year and nothing else: 第一季度, 1-6月, 上半年.
pub(super) fn is_bare_part(text: &str) -> bool {
    const SIGNS: &str = "0123456789-~一二三四五六七八九十第至前上下半年季度月份末底()";
    let folded = fold(text);
    let names_part = || ["季度", "月", "半年"].iter().any(|part| folded.contains(part));
    folded.contains(['季', '月', '半']) && names_part() && folded.chars().all(|c| SIGNS.contains(c))
}

/// The levels that the lowest header word suggests.
pub(super) fn lowest_levels(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    column: &HeaderColumn,
) -> Vec<Field> {
    let word = column.path.first().map(|&index| sheet.word(index, words));
    let levels = [Field::Level1, Field::Level2, Field::Level3].into_iter();
    levels.filter(|&field| word.is_some_and(|word| word.column(field) > centinat(40))).collect()
}
