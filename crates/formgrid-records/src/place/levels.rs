//! Levels of indicators: carried down, split, or printed as a tree.

use std::borrow::Cow;

use formgrid_model::{Code, WordClass, join_lines};

use super::filing::DraftId;
use super::indicators::Row;
use super::scope::Carried;
use super::writer::Writer;
use crate::bands::List;
use crate::cells::Sheet;
use crate::cells::kind::Kind;
use crate::columns::Assignment;
use crate::columns::wide::names_level;
use crate::forms::Src;
use crate::record::Indicator;
use crate::template::{Field, Vocabulary};
use crate::text::{is_placeholder, plain_number, split_number, without_number};
use crate::words::Words;

impl<'a> Writer<'a, '_> {
    /// Handles the other cells of a row that only names a level.
    pub(super) fn branch_cells(
        &mut self,
        sheet: &Sheet<'a>,
        map: &Assignment,
        cells: &[Option<usize>],
        name: usize,
    ) {
        for (at, column) in map.columns.iter().enumerate() {
            let Some(index) = cells[at].filter(|&index| index != name) else { continue };
            let src = Src::cell(sheet.block, index);
            if column.field == Field::Serial {
                self.serial(src, Some(column.label.clone()));
            } else if plain_number(sheet.text(index)).is_some() {
                self.consume(Code::RecordSum, src, "the points of a level");
            } else {
                self.keep_unmapped(src, Some(column.label.clone()));
            }
        }
    }

    /// Carries the levels of a row down to the rows below.
    pub(super) fn carry(&mut self, sheet: &Sheet<'a>, map: &Assignment, row: &Row) {
        let level1 = map.columns.iter().position(|column| column.field == Field::Level1);
        for (at, column) in map.columns.iter().enumerate() {
            if !column.field.is_level() {
                continue;
            }
            if let Some(index) = row.cells[at] {
                let src = Src::cell(sheet.block, index);
                let text = level_name(sheet.text(index));
                self.scope.carried[at] = Some(Carried { text, src });
                continue;
            }
            // A level 1 name across the column of level 2 has no level 2.
            let covering = level1.and_then(|at| row.cells[at]).map(|index| sheet.cell(index));
            if covering.is_some_and(|cell| {
                cell.col_end() > column.range.start && cell.col < column.range.start
            }) {
                self.scope.carried[at] = None;
            }
        }
    }

    /// Handles the remaining cells of a row, such as those of a row without an indicator.
    pub(super) fn levels_alone(&mut self, sheet: &Sheet<'a>, map: &Assignment, row: &Row) {
        for (at, column) in map.columns.iter().enumerate() {
            let Some(index) = row.cells[at] else { continue };
            let src = Src::cell(sheet.block, index);
            if self.ledger.is_taken(src) {
                continue;
            }
            let text = sheet.text(index);
            if column.field.is_level() {
                // It may apply to rows below. Unused levels are reported at the end of the table.
                continue;
            }
            if is_placeholder(text) {
                self.placeholder(src);
            } else {
                self.keep_unmapped(src, Some(column.label.clone()));
            }
        }
    }

    /// Sets the levels from those carried down, and from the words above the name. Returns their
    /// keys and sources.
    pub(super) fn levels(
        &self,
        sheet: &Sheet<'a>,
        indicator: &mut Indicator,
        columns: &[usize],
        map: &Assignment,
    ) -> Vec<(&'static str, Src)> {
        let of = |field: Field| {
            let at = columns.iter().find(|&&at| map.columns[at].field == field)?;
            self.scope.carried.get(*at).cloned().flatten()
        };
        let name = columns.iter().find(|&&at| map.columns[at].field == Field::Level3);
        let path = name.map_or(&[][..], |&at| map.columns[at].path.as_slice());
        // The word above a column of names may be the name of their level, and numbered.
        let above = match path {
            [only] if names_level(sheet, self.words(sheet), *only) => path,
            [_, above @ ..] => above,
            [] => path,
        };
        let named = above.iter().filter(|&&index| names_level(sheet, self.words(sheet), index));
        let named: Vec<usize> = named.copied().collect();
        let (level1, level2) = self.ranked(sheet, &named);
        let heading = |index: Option<usize>| {
            let index = index?;
            let text = sheet.text(index);
            let text = if sheet.kind(index).is_level() { text } else { without_number(text) };
            Some(Carried { text: level_name(text), src: Src::cell(sheet.block, index) })
        };
        let [first, second] = &self.scope.branches;
        let level1 = of(Field::Level1).or_else(|| first.clone()).or_else(|| heading(level1));
        let level2 = of(Field::Level2).or_else(|| second.clone()).or_else(|| heading(level2));
        indicator.level1 = level1.as_ref().map(|level| level.text.clone());
        indicator.level2 = level2.as_ref().map(|level| level.text.clone());
        let only = match (&level1, &level2) {
            (Some(level), None) | (None, Some(level)) => {
                self.both_levels(&level.text).map(|both| (both, level.src))
            }
            _ => None,
        };
        if let Some(((first, second), src)) = only {
            (indicator.level1, indicator.level2) = (Some(first), Some(second));
            return vec![("level1", src), ("level2", src)];
        }
        let mut places = Vec::with_capacity(2);
        places.extend(level1.map(|level| ("level1", level.src)));
        places.extend(level2.map(|level| ("level2", level.src)));
        places
    }

    /// Level 1 and level 2 among the cells of a header that name levels, from the lowest up.
    pub(super) fn ranked(
        &self,
        sheet: &Sheet<'a>,
        named: &[usize],
    ) -> (Option<usize>, Option<usize>) {
        match *named {
            [] => (None, None),
            [only] if self.is_level2(sheet, only) => (None, Some(only)),
            [only] => (Some(only), None),
            [second, .., first] => (Some(first), Some(second)),
        }
    }

    /// Sets the codes of the levels that the vocabulary knows.
    pub(super) fn code_levels(&self, sheet: &Sheet<'a>, indicator: &mut Indicator) {
        code_levels_by(self.words(sheet).vocabulary(), indicator);
    }

    /// Whether a cell names level 2, possibly with a number.
    fn is_level2(&self, sheet: &Sheet<'a>, index: usize) -> bool {
        let kind = sheet.kind(index);
        let class = || self.reading.vocabulary.read(without_number(sheet.text(index))).class;
        kind == Kind::Level2 || !kind.is_level() && !class().contains(WordClass::LEVEL1)
    }

    /// Two levels in one cell with a separator: 产出指标/数量指标.
    pub(super) fn both_levels(&self, text: &str) -> Option<(String, String)> {
        let (level1, level2) = text.split_once(['/', '／', '-', '—', '>', '→'])?;
        let (level1, level2) = (level1.trim(), level2.trim_start_matches(['-', '—', '>']).trim());
        let class = |name: &str| self.reading.vocabulary.read(name).class;
        let is_second = !level2.is_empty() && class(level2) != WordClass::LEVEL1;
        (class(level1).contains(WordClass::LEVEL1) && is_second)
            .then(|| (level1.to_owned(), level2.to_owned()))
    }

    /// Levels before the name in one cell: 产出指标—数量指标—新建公里数, 质量指标：合格率.
    pub(super) fn level_path<'t>(&self, text: &'t str) -> Option<LevelPath<'t>> {
        const SEPARATORS: [char; 10] = ['—', '–', '-', '/', '／', '>', '→', '：', ':', '_'];
        let class = |part: &str| self.reading.vocabulary.read(part).class;
        let next = |text: &'t str| {
            let (part, rest) = text.split_once(SEPARATORS)?;
            let rest = rest.trim_start_matches(SEPARATORS).trim();
            (!rest.is_empty()).then_some((part.trim(), rest))
        };
        let (first, rest) = next(text)?;
        if class(first).contains(WordClass::LEVEL1) {
            let second = next(rest).filter(|(part, _)| class(part).contains(WordClass::LEVEL2));
            let (level2, name) = second.map_or((None, rest), |(part, name)| (Some(part), name));
            return Some(LevelPath { level1: Some(first), level2, name });
        }
        let is_second = class(first).contains(WordClass::LEVEL2);
        is_second.then_some(LevelPath { level1: None, level2: Some(first), name: rest })
    }

    /// Reports an indicator without a level for which the form has a column.
    pub(super) fn check_levels(&mut self, id: DraftId, map: &Assignment, src: Src) {
        if !(map.has(Field::Level1) && map.has(Field::Level2)) {
            return;
        }
        let Some(indicator) = self.indicator_mut(id) else { return };
        let missing = if indicator.level1.is_none() {
            "level 1"
        } else if indicator.level2.is_none() {
            "level 2"
        } else {
            return;
        };
        let name =
            indicator.level3.clone().unwrap_or_else(|| "an indicator without a name".to_owned());
        self.report(
            Code::RecordLevelUnfilled,
            src,
            format!("{missing} of `{name}` is not printed"),
        );
    }

    /// Reports level names without an indicator.
    pub(super) fn report_unused_levels(&mut self, sheet: &Sheet<'a>, list: &List) {
        let map = &list.columns;
        for row in list.rows.clone() {
            for index in sheet.filled(row) {
                let cell = sheet.cell(index);
                let at = map.column_of(cell);
                let src = Src::cell(sheet.block, index);
                let is_level = at.is_some_and(|at| map.columns[at].field.is_level());
                if is_level && !self.ledger.is_taken(src) {
                    self.consume(Code::RecordFiller, src, "a level without an indicator");
                    self.ledger.take_whole(src, Some(self.filing));
                }
            }
        }
    }
}

/// The parts of a name that begins with its levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LevelPath<'t> {
    pub(super) level1: Option<&'t str>,
    pub(super) level2: Option<&'t str>,
    pub(super) name: &'t str,
}

/// Levels in the name column of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tree {
    /// One level above each indicator.
    Flat,
    /// Names of level 2 below names of level 1.
    Deep,
    /// Headings with two or more styles of numbers, which tell their ranks.
    Numbered {
        /// The style of level 1.
        first: Style,
        /// The style of level 2.
        second: Style,
    },
}

/// The rank of a branch among the levels above an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rank {
    First,
    Second,
    /// Below level 2; no record has a field for it.
    Lower,
}

/// The style of the number before a heading, in the order in which documents nest them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Style {
    /// 一、
    Numeral,
    /// （一）
    NumeralInBrackets,
    /// 1.
    Digit,
    /// （1）
    DigitInBrackets,
}

impl Style {
    /// The style of a number at the start of a text.
    fn of(text: &str) -> Option<Self> {
        let text = text.trim_start();
        let inner = text.strip_prefix(['(', '（']);
        let first = inner.unwrap_or(text).trim_start().chars().next()?;
        match (crate::text::is_numeral(first), inner.is_some()) {
            (true, false) => Some(Self::Numeral),
            (true, true) => Some(Self::NumeralInBrackets),
            (false, false) if first.is_numeric() => Some(Self::Digit),
            (false, true) if first.is_numeric() => Some(Self::DigitInBrackets),
            _ => None,
        }
    }

    /// The style of the number of a branch, before its name or in the column of numbers.
    fn of_branch(sheet: &Sheet<'_>, serial: Option<usize>, name: usize) -> Option<Self> {
        let text = sheet.text(name);
        let serial = serial.filter(|&index| index != name && !sheet.cell(index).is_empty());
        match split_number(text).0 {
            Some(_) => Self::of(text),
            None => serial.and_then(|index| Self::of(sheet.text(index))),
        }
    }
}

impl Tree {
    /// The rank of a branch.
    pub(super) fn rank(
        self,
        sheet: &Sheet<'_>,
        words: &Words<'_>,
        serial: Option<usize>,
        name: usize,
        is_below_first: bool,
    ) -> Rank {
        let by_word = || match is_second(sheet, words, name, is_below_first) {
            true => Rank::Second,
            false => Rank::First,
        };
        match self {
            Self::Flat => Rank::First,
            Self::Deep => by_word(),
            Self::Numbered { first, second } => match Style::of_branch(sheet, serial, name) {
                Some(style) if style == first => Rank::First,
                Some(style) if style == second => Rank::Second,
                Some(_) => Rank::Lower,
                None => by_word(),
            },
        }
    }
}

/// The tree of levels that the name column of a list also holds: rows with a Chinese numeral, with
/// points after the name, or with the name of a level and no target, above others.
pub(super) fn tree_of(sheet: &Sheet<'_>, words: &Words<'_>, list: &List) -> Option<Tree> {
    let map = &list.columns;
    if map.has(Field::Level1) || map.has(Field::Level2) {
        return None;
    }
    let cells = |row: usize| {
        let name = map.cell_in(sheet, row, Field::Level3);
        let name = name.filter(|&index| !sheet.cell(index).is_empty());
        (map.cell_in(sheet, row, Field::Serial), name)
    };
    let has_target = |row: usize, name: usize| {
        let is_own = |index: usize| index != name && !sheet.cell(index).is_empty();
        !map.has(Field::Target) || map.cell_in(sheet, row, Field::Target).is_some_and(is_own)
    };
    let (mut n_leaves, mut n_first, mut n_second) = (0, 0, 0);
    let mut is_below_first = false;
    let mut styles: Vec<Style> = Vec::new();
    for row in list.rows.clone() {
        let (serial, Some(name)) = cells(row) else { continue };
        let is_branch = begins_branch(sheet, map, serial, name, has_target(row, name));
        let is_second = is_branch && is_second(sheet, words, name, is_below_first);
        is_below_first = is_branch && !is_second;
        let style = Style::of_branch(sheet, serial, name).filter(|_| is_branch);
        styles.extend(style.filter(|style| !styles.contains(style)));
        if !is_branch {
            n_leaves += 1;
        } else if is_second {
            n_second += 1;
        } else {
            n_first += 1;
        }
    }
    // A style that first appears below another ranks below it.
    if let [first, second, ..] = *styles
        && styles.is_sorted()
        && n_leaves > 0
    {
        return Some(Tree::Numbered { first, second });
    }
    // Each branch has an indicator.
    if n_first > 0 && n_second > 0 && n_second <= n_leaves && n_first <= n_leaves {
        return Some(Tree::Deep);
    }
    let n_branches = n_first + n_second;
    (n_branches > 0 && n_branches <= n_leaves).then_some(Tree::Flat)
}

/// Whether a branch is of level 2: its name says so, or may say so right below one of level 1.
fn is_second(sheet: &Sheet<'_>, words: &Words<'_>, name: usize, is_below_first: bool) -> bool {
    let may_be = || sheet.listed(name, words).class.contains(WordClass::LEVEL2);
    sheet.kind(name) == Kind::Level2 || is_below_first && may_be()
}

/// The level name in a row that is a branch of the tree.
pub(super) fn branch_of(
    sheet: &Sheet<'_>,
    map: &Assignment,
    cells: &[Option<usize>],
) -> Option<usize> {
    let of = |field: Field| map.position(field).and_then(|at| cells[at]);
    let name = of(Field::Level3)?;
    let has_target = !map.has(Field::Target) || of(Field::Target).is_some();
    begins_branch(sheet, map, of(Field::Serial), name, has_target).then_some(name)
}

/// Whether a cell covers the last of several columns.
fn reaches_end(sheet: &Sheet<'_>, map: &Assignment, cell: usize) -> bool {
    let end = map.columns.last().map_or(0, |column| column.range.end);
    map.columns.len() > 1 && sheet.cell(cell).col_end() == end
}

/// The name of level 1 in a row of its own across a list that has a column for level 2 at most.
pub(super) fn level_across(sheet: &Sheet<'_>, map: &Assignment, own: &[usize]) -> Option<usize> {
    let &[only] = own else { return None };
    let is_across = sheet.cell(only).col <= map.start() && reaches_end(sheet, map, only);
    (is_across && !map.has(Field::Level1) && sheet.kind(only).is_level()).then_some(only)
}

/// Whether a name is that of a level with its indicators in the rows below.
fn begins_branch(
    sheet: &Sheet<'_>,
    map: &Assignment,
    serial: Option<usize>,
    name: usize,
    has_target: bool,
) -> bool {
    let numeral =
        serial.map(|index| sheet.text(index).trim().trim_matches(['(', ')', '（', '）', '、']));
    let is_numeral =
        numeral.is_some_and(|text| !text.is_empty() && text.chars().all(crate::text::is_numeral));
    let kind = sheet.kind(name);
    // 满意度指标 is the name of both levels.
    let is_both = kind == Kind::LevelLike && sheet.text(name).trim_end().ends_with("指标");
    let is_level = (is_both || matches!(kind, Kind::Level1 | Kind::Level2)) && !has_target;
    // A numbered heading across names and values.
    let is_heading = reaches_end(sheet, map, name) && split_number(sheet.text(name)).0.is_some();
    is_numeral || is_level || is_heading || kind == Kind::LevelWithPoints
}

/// Sets the codes of the levels that a vocabulary knows.
pub(super) fn code_levels_by(vocabulary: &Vocabulary, indicator: &mut Indicator) {
    let code1 = indicator.level1.as_deref().and_then(|name| vocabulary.level1_code(name));
    let code2 = indicator.level2.as_deref().and_then(|name| vocabulary.level2_code(name));
    indicator.level1_code = code1.map(str::to_owned);
    indicator.level2_code = code2.map(str::to_owned);
}

/// The name of a level: lines joined, repetitions and points in brackets removed.
pub(super) fn level_name(text: &str) -> String {
    let joined = join_lines(&first_repeat(text));
    let Some(at) = joined.rfind(['(', '（']) else { return joined };
    let inside = joined[at..].trim_matches(['(', ')', '（', '）', ' ']);
    let points = inside.strip_suffix('分').map(str::trim);
    match points {
        Some(points) if plain_number(points).is_some() => joined[..at].trim_end().to_owned(),
        _ => joined,
    }
}

/// A text without repetitions of its first lines.
pub(super) fn first_repeat(text: &str) -> Cow<'_, str> {
    if !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    for n in 1..=lines.len() / 2 {
        if lines.len().is_multiple_of(n) && lines.chunks(n).all(|chunk| chunk == &lines[..n]) {
            return Cow::Owned(lines[..n].join("\n"));
        }
    }
    Cow::Borrowed(text)
}

#[cfg(test)]
mod tests {
    use super::level_name;

    #[test]
    fn levels_are_named_without_points_and_repeats() {
        assert_eq!(level_name("产出指标\n（50分）"), "产出指标");
        assert_eq!(level_name("满意度\n指标"), "满意度指标");
        assert_eq!(level_name("产出\n指标\n\n产出\n指标"), "产出指标");
        assert_eq!(level_name("服务（一期）"), "服务（一期）");
    }
}
