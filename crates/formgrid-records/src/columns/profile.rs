//! Column profiles: the kinds of a column's cells as evidence for its field.

use std::ops::Range;

use super::Axis;
use super::content::Content;
use super::header::Header;
use crate::cells::Sheet;
use crate::cells::kind::Kind;
use crate::template::Field;
use crate::text::{named_goal_number, plain_number};
use crate::words::score::{Score, centinat};

/// Highest score of a bare number as a quantity whose unit is in another column.
const QUANTITY: Score = centinat(100);

/// Rows that are sampled.
const SAMPLE: usize = 60;

/// Statistics on the cells of a column.
#[derive(Debug, Clone, Default)]
pub(super) struct Profile {
    /// Cells by kind.
    pub(super) kinds: Vec<(Kind, u32)>,
    pub(super) n: u32,
    pub(super) n_distinct: u32,
    pub(super) n_merged: u32,
    /// It is the first column of its header.
    pub(super) is_first: bool,
    /// Plain numbers, in hundredths.
    pub(super) numbers: Vec<i64>,
    /// The kind of its first text.
    pub(super) first: Option<Kind>,
    /// Cells among others in their rows that name a goal by its number: 目标1.
    pub(super) n_goal_names: u32,
    /// Its first cell is one of them.
    pub(super) begins_with_goal: bool,
}

impl Profile {
    /// The content score of a field. With a column of units, bare numbers are quantities.
    pub(super) fn content(&self, content: &Content, field: Field, has_units: bool) -> Score {
        if self.n == 0 {
            return 0;
        }
        // A goal may be a few words.
        let is_goal = field.goal_horizon().is_some();
        let of = |kind: Kind| {
            if has_units && kind == Kind::Number && field.is_value() {
                return content.score(field, Kind::NumberUnit).min(QUANTITY);
            }
            let score = content.score(field, kind);
            if is_goal && !kind.is_value() { score.max(0) } else { score }
        };
        let sum: i64 = self.kinds.iter().map(|&(kind, n)| i64::from(of(kind)) * i64::from(n)).sum();
        // Fewer than three cells weigh less.
        let weight = i64::from(self.n.min(3));
        i32::try_from(sum * weight * 10 / (i64::from(self.n) * 16)).unwrap_or_default()
    }

    /// Whether its cells may name groups of rows: distinct short texts, many of them merged.
    pub(super) fn heads_rows(&self) -> bool {
        let is_name = |kind: &Kind| {
            matches!(kind, Kind::Short | Kind::Long | Kind::Outline | Kind::NumberText)
        };
        let n_names: u32 =
            self.kinds.iter().filter(|(kind, _)| is_name(kind)).map(|(_, n)| n).sum();
        self.n >= 2
            && self.n_merged * 10 >= self.n * 4
            && n_names * 10 >= self.n * 8
            && self.share_distinct() == 100
    }

    /// Whether its cells may be levels: short texts, some of them merged.
    pub(super) fn may_be_levels(&self) -> bool {
        let is_short = |&(kind, _): &(Kind, u32)| kind.is_level() || kind == Kind::Short;
        self.n_merged > 0 && self.kinds.iter().all(is_short)
    }

    /// Whether most of its texts name a goal by its number, from the first row on. Below a blank stub,
    /// they are labels of the next goals.
    pub(super) fn names_goals(&self) -> bool {
        self.begins_with_goal && self.n_goal_names * 2 > self.n - self.n_of(Kind::Empty)
    }

    /// Whether its cells may number the goals of the rows: they count from one, and rows that follow
    /// each other may have the same.
    pub(super) fn counts_goals(&self) -> bool {
        let follows = |pair: &[i64]| matches!(pair, [a, b] if a == b || a + 100 == *b);
        self.numbers.first() == Some(&100)
            && self.numbers.len() + self.n_of(Kind::Empty) as usize == self.n as usize
            && self.numbers.windows(2).all(follows)
    }

    /// Whether its cells may name the rows: the first column, with distinct names.
    pub(super) fn names_rows(&self) -> bool {
        self.is_first && self.holds_names()
    }

    /// Whether its cells are distinct names.
    pub(super) fn holds_names(&self) -> bool {
        let is_name = |&(kind, _): &(Kind, u32)| {
            let is_who = matches!(kind, Kind::Organisation | Kind::Place);
            kind == Kind::Category || kind.may_be_word() && !kind.is_value() && !is_who
        };
        self.n > 0 && self.kinds.iter().all(is_name) && self.share_distinct() == 100
    }

    /// Whether its first text is a value. Later ones may belong to what follows the list.
    pub(super) fn begins_with_value(&self) -> bool {
        self.first.is_some_and(Kind::is_value)
    }

    /// Whether its first text is a category of money or a total.
    pub(super) fn begins_with_category(&self) -> bool {
        matches!(self.first, Some(Kind::Category | Kind::Total))
    }

    pub(super) fn n_of(&self, kind: Kind) -> u32 {
        self.kinds.iter().find(|(other, _)| *other == kind).map_or(0, |&(_, n)| n)
    }

    /// Whether most of its texts are prose, formulas or rules.
    pub(super) fn is_prose(&self) -> bool {
        let n_prose = self.n_of(Kind::Prose) + self.n_of(Kind::Formula) + self.n_of(Kind::Rule);
        n_prose >= 2 && n_prose * 10 > (self.n - self.n_of(Kind::Empty)) * 7
    }

    /// Whether most of its texts are rules for points.
    pub(super) fn holds_rules(&self) -> bool {
        self.n_of(Kind::Rule) * 2 > self.n
    }

    /// The share of distinct texts, in hundredths.
    pub(super) fn share_distinct(&self) -> u32 {
        self.n_distinct * 100 / self.n.max(1)
    }
}

/// The score of a field from the column as a whole: repeats, merges, sums.
pub(super) fn facts(field: Field, profile: &Profile, axis: &Axis) -> Score {
    let n = profile.n;
    let numbers = &profile.numbers;
    match field {
        Field::Level3 if n >= 3 => {
            let mut score = 0;
            if profile.share_distinct() < 70 {
                score -= centinat(200);
            }
            if profile.n_merged * 4 > n {
                score -= centinat(150);
            }
            score
        }
        Field::Level1 | Field::Level2 if n >= 2 => {
            let repeats = profile.n_merged > 0 || profile.share_distinct() < 70;
            let n_points = profile.n_of(Kind::LevelWithPoints);
            let has_points = field == Field::Level1 && n_points * 2 > n;
            let nests = if profile.n_merged > 0 { centinat(70) } else { 0 };
            let n_levels = profile.n_of(Kind::Level1)
                + profile.n_of(Kind::Level2)
                + profile.n_of(Kind::LevelLike);
            let names = if n_levels * 2 > n { centinat(80) } else { 0 };
            let points = if has_points { centinat(150) } else { 0 };
            (if repeats { centinat(60) } else { 0 }) + nests + names + points
        }
        // A text over several rows is theirs, not that of each indicator.
        Field::Description if n >= 2 => {
            let share = (profile.n_merged * 2).min(n) * 100 / n;
            centinat(-450) * i32::try_from(share).unwrap_or(100) / 100
        }
        // A basis names a standard; it does not say how points are given.
        Field::Basis if profile.holds_rules() => centinat(-300),
        // Classes are words of a closed list. Other words over several rows are levels.
        Field::Class if n >= 2 && profile.n_merged > 0 && profile.n_of(Kind::Class) == 0 => {
            centinat(-200)
        }
        Field::Basis | Field::Class | Field::Unit | Field::Operator | Field::Target
            if n >= 2 && profile.n_merged > 0 =>
        {
            centinat(-60)
        }
        Field::ProjectName if profile.n_of(Kind::LevelWithPoints) * 2 > n => centinat(-300),
        Field::Weight | Field::Score => {
            let sum: i64 = numbers.iter().sum();
            let is_over = numbers.iter().any(|&number| number > 10_000);
            let is_null = field == Field::Weight && !numbers.is_empty() && sum == 0;
            if is_over || is_null {
                centinat(-300)
            } else if (1_000..=22_000).contains(&sum) && numbers.len() > 2 {
                centinat(80)
            } else {
                0
            }
        }
        Field::Share if numbers.len() > 1 => {
            // Shares add up to a whole. Rates of interest do not.
            let sum: i64 = numbers.iter().sum();
            if sum < 3_000 && profile.n_of(Kind::Percent) > 0 { centinat(-500) } else { 0 }
        }
        Field::Serial => {
            let counts = (1..).zip(numbers).all(|(nth, &number)| number == nth * 100);
            if !numbers.is_empty() && counts { centinat(150) } else { centinat(-150) }
        }
        Field::Target if matches!(axis, Axis::Part(_)) => centinat(-60),
        // Most indicators have a target.
        Field::Target if profile.n_of(Kind::Empty) * 2 > n => centinat(-150),
        _ => 0,
    }
}

/// The cells of the first rows in a grid column, without blank ones.
pub(super) fn sampled(
    sheet: &Sheet<'_>,
    col: usize,
    rows: Range<usize>,
) -> impl Iterator<Item = usize> {
    /// Rows that tell the shape of a list.
    const SHAPE: usize = 24;
    let cells = rows.take(SHAPE).filter_map(move |row| sheet.at(row, col));
    cells.filter(|&index| !sheet.kind(index).is_blank())
}

/// The column whose profile counts a cell.
fn column_of(sheet: &Sheet<'_>, header: &Header, index: usize) -> Option<usize> {
    let cell = sheet.cell(index);
    let holds = |range: &Range<usize>| range.start <= cell.col && cell.col < range.end;
    let at = header.columns.iter().position(|column| holds(&column.range))?;
    let is_inside = cell.col_end() <= header.columns[at].range.end;
    (is_inside && sheet.kind(index) != Kind::Total).then_some(at)
}

/// Whether the profiles of a list that begins at a row are the same without the rows from `to` on.
pub(super) fn are_same(sheet: &Sheet<'_>, header: &Header, rows: Range<usize>, to: usize) -> bool {
    let mut further = rows.take(SAMPLE).skip_while(|&row| row < to);
    further.all(|row| sheet.origins(row).all(|at| column_of(sheet, header, at).is_none()))
}

/// The profile of each column.
pub(super) fn profiles(sheet: &Sheet<'_>, header: &Header, rows: Range<usize>) -> Vec<Profile> {
    let mut profiles = vec![Profile::default(); header.columns.len()];
    if let Some(first) = profiles.first_mut() {
        first.is_first = true;
    }
    let mut seen: Vec<Vec<&str>> = vec![Vec::new(); header.columns.len()];
    for row in rows.take(SAMPLE) {
        for index in sheet.origins(row) {
            let Some(at) = column_of(sheet, header, index) else { continue };
            let cell = sheet.cell(index);
            let kind = sheet.kind(index);
            let profile = &mut profiles[at];
            match profile.kinds.iter_mut().find(|(other, _)| *other == kind) {
                Some((_, n)) => *n += 1,
                None => profile.kinds.push((kind, 1)),
            }
            // Alone with one text, it is the label of a goal.
            let names_goal =
                named_goal_number(&cell.text).is_some() && sheet.filled(row).nth(2).is_some();
            profile.begins_with_goal |= names_goal && profile.n == 0;
            profile.n += 1;
            profile.n_merged += u32::from(cell.row_span > 1);
            profile.n_goal_names += u32::from(names_goal);
            if kind.is_blank() {
                profile.n_distinct += 1;
                continue;
            }
            profile.first.get_or_insert(kind);
            if seen[at].len() < SAMPLE && !seen[at].contains(&cell.text.as_str()) {
                seen[at].push(&cell.text);
                profile.n_distinct += 1;
            }
            if let Some(number) = plain_number(&cell.text).filter(|n| n.abs() < 1e9) {
                #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
                profile.numbers.push((number * 100.0).round() as i64);
            }
        }
    }
    profiles
}
