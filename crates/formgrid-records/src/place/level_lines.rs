//! Indicators in paragraphs: below the names of their levels, or behind them.

use formgrid_model::{Block, WordClass, join_lines};

use super::levels::{code_levels_by, level_name};
use super::scope::{Carried, LineLevels, Numbering};
use super::writer::Writer;
use crate::forms::{Line, Role, Src};
use crate::record::{Body, Indicator};
use crate::template::{Field, Vocabulary};
use crate::text::{is_numeral, plain_number, split_label, split_number};
use crate::values;
use crate::values::named::measured_values;

/// A part of a paragraph about indicators.
#[derive(Debug)]
enum Part<'t> {
    /// The name of a level for what follows.
    Level(&'t str, Numbering),
    /// An indicator, with its values by field.
    Indicator(Vec<(Field, &'t str)>),
}

impl<'a> Writer<'a, '_> {
    /// Reads a paragraph that names a level of indicators or lists indicators. Returns false if any
    /// part of it has another meaning.
    pub(super) fn level_line(&mut self, line: &Line<'a>) -> bool {
        let may_be = line.src.cell.is_none()
            && self.narrative.part.is_none()
            && matches!(line.role, Role::Plain | Role::Labels(_) | Role::Name);
        let is_below = self.scope.lines.levels.iter().any(Option::is_some);
        let vocabulary = self.reading.vocabulary;
        let parts = if may_be { parts(vocabulary, line.text, is_below) } else { None };
        let lists = |parts: &[Part<'_>]| parts.iter().any(|p| matches!(p, Part::Indicator(_)));
        let parts = parts.filter(|parts| lists(parts) || self.heads_indicators(line.src));
        let Some(parts) = parts else {
            self.scope.lines = LineLevels::default();
            return false;
        };
        for part in parts {
            match part {
                Part::Level(name, numbering) => self.enter_level(name, numbering, line.src),
                Part::Indicator(values) => self.line_indicator(&values, line.src),
            }
        }
        true
    }

    /// Whether the next paragraph that names no level lists indicators.
    fn heads_indicators(&self, src: Src) -> bool {
        /// Names of levels between the first one and its indicators.
        const MAX_NAMES: usize = 3;
        let paragraphs = (src.block + 1..).take(MAX_NAMES).map_while(|block| {
            match self.reading.content.block(block) {
                Some(Block::Paragraph(paragraph)) => {
                    parts(self.reading.vocabulary, &paragraph.text, true)
                }
                _ => None,
            }
        });
        paragraphs.flatten().any(|part| matches!(part, Part::Indicator(_)))
    }

    /// Sets a level of the indicators below.
    fn enter_level(&mut self, name: &str, numbering: Numbering, src: Src) {
        let class = self.reading.vocabulary.read(&level_name(name)).class;
        let lines = &mut self.scope.lines;
        // Some names are of either level. What is numbered like a level 1 is the next.
        let is_next = lines.levels[0].is_none() || numbering == lines.first;
        let is_first =
            class.contains(WordClass::LEVEL1) && (is_next || !class.contains(WordClass::LEVEL2));
        let level = Some(Carried { text: level_name(name), src });
        if is_first {
            *lines = LineLevels { levels: [level, None], first: numbering };
        } else {
            lines.levels[1] = level;
        }
    }

    /// Adds an indicator of a paragraph.
    fn line_indicator(&mut self, values: &[(Field, &str)], src: Src) {
        let of = |field: Field| values.iter().find(|(own, _)| *own == field).map(|(_, text)| *text);
        let link = self.goal_link(None, 0);
        let horizon = link.horizon.or(self.annual_by_default());
        let [level1, level2] = self.scope.lines.levels.clone();
        let own = |field: Field| of(field).map(|text| Carried { text: level_name(text), src });
        let (level1, level2) = (own(Field::Level1).or(level1), own(Field::Level2).or(level2));
        let text = |level: &Option<Carried>| level.as_ref().map(|level| level.text.clone());
        let value = |field: Field| of(field).map(|text| values::parse(text, None));
        let mut indicator = Indicator {
            goal_horizon: horizon.map(|horizon| horizon.name().to_owned()),
            goal_number: link.number,
            level1: text(&level1),
            level2: text(&level2),
            level3: of(Field::Level3).map(join_lines),
            target: value(Field::Target),
            actual: value(Field::Actual),
            weight: of(Field::Weight).and_then(plain_number),
            score: of(Field::Score).and_then(plain_number),
            ..Indicator::default()
        };
        code_levels_by(self.reading.vocabulary, &mut indicator);
        let id = self.push(Body::Indicator(Box::new(indicator)), src);
        if let Some(draft) = self.draft_mut(id) {
            draft.goal = link.goal;
        }
        for (key, level) in [("level1", level1), ("level2", level2)] {
            if let Some(level) = level {
                self.take_into(id, key, level.src);
            }
        }
        let keys = [
            (Field::Level3, "level3"),
            (Field::Target, "target"),
            (Field::Actual, "actual"),
            (Field::Weight, "weight"),
            (Field::Score, "score"),
        ];
        for (field, key) in keys {
            if of(field).is_some() {
                self.take_into(id, key, src);
            }
        }
    }
}

/// The levels and indicators of a paragraph; none if a part of it is neither. `is_below`: it follows the
/// name of a level, so the names of its indicators need no level before them.
fn parts<'t>(vocabulary: &Vocabulary, text: &'t str, is_below: bool) -> Option<Vec<Part<'t>>> {
    /// Longest paragraph, in bytes. Longer ones are prose.
    const MAX_TEXT: usize = 2_000;
    if text.len() > MAX_TEXT {
        return None;
    }
    if let Some(values) = labelled(vocabulary, text) {
        return Some(vec![Part::Indicator(values)]);
    }
    let mut parts = Vec::new();
    let mut is_below = is_below;
    let clauses = text.lines().flat_map(|line| line.split(['；', ';'])).map(str::trim);
    for clause in clauses.filter(|clause| !clause.is_empty()) {
        let mut rest = clause;
        while let Some((level, numbering, after)) = split_level(vocabulary, rest) {
            parts.push(Part::Level(level, numbering));
            is_below = true;
            rest = after;
        }
        if rest.is_empty() {
            continue;
        }
        let found = measured_values(rest).filter(|_| is_below)?;
        for item in found {
            let meaning = vocabulary.read(item.name);
            if meaning.label.is_some() || meaning.column.is_some() || meaning.section.is_some() {
                return None;
            }
            let values = vec![(Field::Level3, item.name), (Field::Target, item.value)];
            parts.push(Part::Indicator(values));
        }
    }
    (!parts.is_empty()).then_some(parts)
}

/// Splits the name of a level, alone or with a colon, from the text behind it.
fn split_level<'t>(
    vocabulary: &Vocabulary,
    text: &'t str,
) -> Option<(&'t str, Numbering, &'t str)> {
    let numbering = numbering(text);
    let text = split_number(text).1.trim();
    let (name, rest) = split_label(text).unwrap_or((text, ""));
    let class = vocabulary.read(&level_name(name)).class;
    let is_level = class.contains(WordClass::LEVEL1) || class.contains(WordClass::LEVEL2);
    is_level.then(|| (name.trim(), numbering, rest.trim()))
}

/// How a text is numbered.
fn numbering(text: &str) -> Numbering {
    let (number, _) = split_number(text);
    let inner = text.trim_start().strip_prefix(['(', '（']);
    let counts = inner.unwrap_or(text).trim_start().starts_with(is_numeral);
    match (number, inner, counts) {
        (None, ..) => Numbering::None,
        (_, None, false) => Numbering::Digits,
        (_, None, true) => Numbering::Numerals,
        (_, Some(_), false) => Numbering::BracketedDigits,
        (_, Some(_), true) => Numbering::BracketedNumerals,
    }
}

/// The values of an indicator whose paragraph labels each of them: `三级指标：…；指标值：…`.
fn labelled<'t>(vocabulary: &Vocabulary, text: &'t str) -> Option<Vec<(Field, &'t str)>> {
    const MARKS: [&[char]; 2] = [&['；', ';'], &['；', ';', '，', ',']];
    MARKS.iter().find_map(|marks| labelled_by(vocabulary, text, marks))
}

/// The labelled values of an indicator, if these marks divide them.
fn labelled_by<'t>(
    vocabulary: &Vocabulary,
    text: &'t str,
    marks: &[char],
) -> Option<Vec<(Field, &'t str)>> {
    use Field as F;
    let text = split_number(text.trim().trim_end_matches('。')).1;
    let mut values: Vec<(Field, &str)> = Vec::new();
    for piece in text.split(marks).filter(|piece| !piece.trim().is_empty()) {
        let (label, value) = split_label(piece)?;
        let (field, value) = (vocabulary.read(label).column?, value.trim());
        let is_repeated = values.iter().any(|(other, _)| *other == field);
        let fits = match field {
            F::Weight | F::Score => plain_number(value).is_some(),
            F::Level1 | F::Level2 | F::Level3 | F::Target | F::Actual => true,
            _ => false,
        };
        if is_repeated || !fits || value.is_empty() || value.contains(['：', ':']) {
            return None;
        }
        values.push((field, value));
    }
    let has = |field: Field| values.iter().any(|(own, _)| *own == field);
    (has(F::Level3) && (has(F::Target) || has(F::Actual))).then_some(values)
}
