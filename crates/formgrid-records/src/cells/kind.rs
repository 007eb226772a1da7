//! The kind of a cell, from its text alone: the first grammar that matches.
//!
//! The position of the cell plays no role. Closed lists (level names, operators, bases of values)
//! come from the vocabulary and are only the strongest evidence: an unlisted level name is still
//! recognized by its ending.

use formgrid_model::WordClass;
use serde::Deserialize;

use super::grammar::{
    GRADES, PLACES, has_points, is_amount, is_code, is_dated_word, is_level_like, is_name_like,
    is_outline, is_phone, is_quality, is_rule, is_tick, is_year, names_year,
};
use crate::record::ValueKind;
use crate::template::Meaning;
use crate::text::{begins_numbered_item, is_placeholder, plain_number};
use crate::values;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// No visible text.
    Empty,
    /// A dash, 无, dots: nothing to state.
    Fill,
    /// A listed name of level 1.
    Level1,
    /// A listed name of level 2.
    Level2,
    /// Ends like the name of a level.
    LevelLike,
    /// A name with points in brackets: `产出指标（50分）`.
    LevelWithPoints,
    /// A comparison operator, as a sign or in words.
    Operator,
    /// A direction: 正向指标.
    Direction,
    /// Only a unit of measure.
    Unit,
    /// A listed basis of a value: 计划标准.
    Basis,
    /// A listed class of an indicator.
    Class,
    /// A listed source or use of money.
    Category,
    /// A word for a total.
    Total,
    /// A number without unit.
    Number,
    /// A number with a percent sign.
    Percent,
    /// A number with a unit: 12次.
    NumberUnit,
    /// A comparison and a number: ≥95%.
    Comparison,
    /// A number with a unit of money.
    Money,
    /// A range of numbers.
    Range,
    /// A date, or the end of a period.
    Date,
    /// Only a year.
    Year,
    /// A telephone number.
    Phone,
    /// A code of digits and letters.
    Code,
    /// Two or three characters that look like a person's name.
    Person,
    /// Ends like the name of an organisation.
    Organisation,
    /// Ends like the name of a village, town or quarter.
    Place,
    /// A short text with an outline number: 一、…, 其中：….
    Outline,
    /// A grade: 优, 良好.
    Grade,
    /// A short text with a number in it.
    NumberText,
    /// Words for a degree or a state: 明显提升, 健全.
    Quality,
    /// A text of at most fourteen characters.
    Short,
    /// A text of at most forty characters.
    Long,
    /// Longer, or with a full stop.
    Prose,
    /// A calculation: `a÷b×100%`.
    Formula,
    /// A check mark or box.
    Tick,
    /// Points that are given or taken: 每低1%扣0.5分.
    Rule,
}

impl Kind {
    /// Every kind.
    pub(crate) const ALL: [Self; 36] = [
        Self::Empty,
        Self::Fill,
        Self::Level1,
        Self::Level2,
        Self::LevelLike,
        Self::LevelWithPoints,
        Self::Operator,
        Self::Direction,
        Self::Unit,
        Self::Basis,
        Self::Class,
        Self::Category,
        Self::Total,
        Self::Number,
        Self::Percent,
        Self::NumberUnit,
        Self::Comparison,
        Self::Money,
        Self::Range,
        Self::Date,
        Self::Year,
        Self::Phone,
        Self::Code,
        Self::Person,
        Self::Organisation,
        Self::Place,
        Self::Outline,
        Self::Grade,
        Self::NumberText,
        Self::Quality,
        Self::Short,
        Self::Long,
        Self::Prose,
        Self::Formula,
        Self::Tick,
        Self::Rule,
    ];

    /// Whether a header word or label may be of this kind.
    pub(crate) fn may_be_word(self) -> bool {
        matches!(
            self,
            Self::Level1
                | Self::Level2
                | Self::LevelLike
                | Self::LevelWithPoints
                | Self::Class
                | Self::Category
                | Self::Total
                | Self::Year
                | Self::Person
                | Self::Organisation
                | Self::Place
                | Self::Outline
                | Self::Quality
                | Self::NumberText
                | Self::Unit
                | Self::Basis
                | Self::Short
                | Self::Long
        )
    }

    /// Whether the text is a quantity, a date or a comparison.
    pub(crate) fn is_value(self) -> bool {
        matches!(
            self,
            Self::Operator
                | Self::Direction
                | Self::Number
                | Self::Percent
                | Self::NumberUnit
                | Self::Comparison
                | Self::Money
                | Self::Range
                | Self::Date
                | Self::Phone
                | Self::Code
        )
    }

    /// Whether the text may name a level.
    pub(crate) fn is_level(self) -> bool {
        matches!(self, Self::Level1 | Self::Level2 | Self::LevelLike | Self::LevelWithPoints)
    }

    /// Whether the cell is empty or a filler.
    pub(crate) fn is_blank(self) -> bool {
        matches!(self, Self::Empty | Self::Fill)
    }

    /// Whether the cell is a number that may be an amount of money.
    pub(crate) fn is_amount(self) -> bool {
        matches!(self, Self::Number | Self::Money)
    }
}

/// Longest text, in bytes, that is examined; longer texts are prose.
const MAX_CLOSE: usize = 200;

/// The kind of a cell. `folded` is its folded text, `word` its meaning in the vocabulary,
/// `is_organisation` whether it ends like the name of an organisation.
pub(crate) fn kind_of(text: &str, folded: &str, word: Meaning, is_organisation: bool) -> Kind {
    if folded.is_empty() {
        return Kind::Empty;
    }
    if folded.len() > MAX_CLOSE {
        return Kind::Prose;
    }
    if let Some(kind) = listed(word) {
        return kind;
    }
    let n = folded.chars().count();
    if is_placeholder(folded) {
        return Kind::Fill;
    }
    if folded.chars().all(is_tick) {
        return Kind::Tick;
    }
    if is_rule(folded) {
        return Kind::Rule;
    }
    if n > 8 && text.trim_start().starts_with(['目', '年', '长']) && begins_numbered_item(text) {
        return Kind::Prose;
    }
    quantity(text, folded, n).unwrap_or_else(|| words(folded, n, is_organisation))
}

/// The kind stated by a closed list.
fn listed(word: Meaning) -> Option<Kind> {
    let has = |class: WordClass| word.class.intersects(class);
    let kind = if has(WordClass::FILLER) {
        Kind::Fill
    } else if has(WordClass::DIRECTION) {
        Kind::Direction
    } else if has(WordClass::OPERATOR) {
        Kind::Operator
    } else if has(WordClass::LEVEL1) && has(WordClass::LEVEL2) {
        Kind::LevelLike
    } else if has(WordClass::LEVEL1) {
        Kind::Level1
    } else if has(WordClass::LEVEL2) {
        Kind::Level2
    } else if has(WordClass::BASIS) {
        Kind::Basis
    } else if has(WordClass::CLASS) {
        Kind::Class
    } else if word.total {
        Kind::Total
    } else if has(WordClass::CATEGORY) {
        Kind::Category
    } else {
        return None;
    };
    Some(kind)
}

/// Numbers, dates and their combinations.
fn quantity(text: &str, folded: &str, n: usize) -> Option<Kind> {
    let first = folded.chars().next()?;
    let has_digit = folded.bytes().any(|b| b.is_ascii_digit());
    if !has_digit {
        return values::is_not_applicable(text).then_some(Kind::Fill);
    }
    if is_year(folded) {
        return Some(Kind::Year);
    }
    if is_phone(folded) {
        return Some(Kind::Phone);
    }
    if folded.contains(['÷', '×']) && n > 6 {
        return Some(Kind::Formula);
    }
    if names_year(folded) {
        return None;
    }
    if folded.contains('年')
        && !folded.starts_with(['≥', '≤', '=', '>', '<'])
        && is_dated_word(folded)
    {
        return None;
    }
    let value = values::parse(text, None);
    let kind = match value.kind {
        ValueKind::Range => Kind::Range,
        ValueKind::Date => Kind::Date,
        ValueKind::Duration => Kind::NumberUnit,
        ValueKind::Number => number(folded, &value),
        _ if plain_number(text).is_some() => Kind::Number,
        _ if is_code(folded) => Kind::Code,
        _ if first.is_ascii_digit() && is_amount(text) => Kind::Money,
        _ => return None,
    };
    Some(kind)
}

fn number(folded: &str, value: &crate::record::Value) -> Kind {
    let is_compared = value.op.is_some_and(|op| op != "=") || folded.starts_with('=');
    let unit = value.unit.as_deref().unwrap_or_default();
    if is_compared {
        Kind::Comparison
    } else if unit.is_empty() {
        if is_code(folded) && folded.len() > 8 && !folded.contains('.') {
            Kind::Code
        } else {
            Kind::Number
        }
    } else if unit.starts_with('%') {
        Kind::Percent
    } else if matches!(unit, "元" | "万元" | "亿元" | "万" | "千元") {
        Kind::Money
    } else {
        Kind::NumberUnit
    }
}

/// Words, by their ending and their length.
fn words(folded: &str, n: usize, is_organisation: bool) -> Kind {
    let bare = folded.trim_end_matches([':', '。']);
    let is_sentence = n >= 6 && folded.ends_with('。');
    if bare.contains(['。', '；', ';']) || n > 40 || is_sentence {
        return if bare.contains(['÷', '×', '=']) && n <= 60 {
            Kind::Formula
        } else {
            Kind::Prose
        };
    }
    if has_points(bare) {
        return Kind::LevelWithPoints;
    }
    let name = bare.trim_start_matches(|c: char| c.is_ascii_digit() || "[]()-".contains(c));
    if is_organisation && n >= 3 && !name.bytes().any(|b| b.is_ascii_digit()) {
        return Kind::Organisation;
    }
    if GRADES.contains(&bare) {
        return Kind::Grade;
    }
    if n <= 14 && is_level_like(bare) {
        return Kind::LevelLike;
    }
    if n <= 10 && is_quality(bare) {
        return Kind::Quality;
    }
    if n <= 10 && values::is_unit(bare) {
        return Kind::Unit;
    }
    if bare.bytes().any(|b| b.is_ascii_digit()) && n <= 20 {
        return Kind::NumberText;
    }
    if n <= 20 && is_outline(bare) {
        return Kind::Outline;
    }
    if (4..=14).contains(&n) && PLACES.iter().any(|ending| bare.ends_with(ending)) {
        return Kind::Place;
    }
    if (2..=3).contains(&n) && is_name_like(bare) {
        return Kind::Person;
    }
    if n <= 14 { Kind::Short } else { Kind::Long }
}

#[cfg(test)]
mod tests {
    use super::{Kind, kind_of};
    use crate::template::Templates;
    use formgrid_model::fold;

    #[track_caller]
    fn check(text: &str, kind: Kind) {
        let templates = Templates::builtin();
        let vocabulary = templates.generic();
        let folded = fold(text);
        let is_organisation = vocabulary.is_organisation(&folded);
        assert_eq!(kind_of(text, &folded, vocabulary.read(text), is_organisation), kind, "{text}");
    }

    #[test]
    fn values_have_the_kind_of_their_grammar() {
        check("≥95%", Kind::Comparison);
        check("12次", Kind::NumberUnit);
        check("98%", Kind::Percent);
        check("1,200.50", Kind::Number);
        check("250万元", Kind::Money);
        check("2024年12月底前", Kind::Date);
        check("2-3次", Kind::Range);
        check("2023年", Kind::Year);
        check("0990-5555710", Kind::Phone);
        check("——", Kind::Fill);
        check("公里", Kind::Unit);
    }

    #[test]
    fn names_have_the_kind_of_their_ending() {
        check("产出指标", Kind::Level1);
        check("质量值", Kind::LevelLike);
        check("资金管理（25分）", Kind::Level1);
        check("河道整治（25分）", Kind::LevelWithPoints);
        check("三级指标", Kind::Short);
        check("甲州市乙水区水利局", Kind::Organisation);
        check("明显提升", Kind::Quality);
        check("完成率×15分", Kind::Rule);
        check("拨付率×6。", Kind::Rule);
        check("台账齐全2分；专人保管3分。", Kind::Rule);
        check("每超期一天扣0.5分，扣完为止", Kind::Rule);
        check("得分率≥90%", Kind::Comparison);
        check("绿地养护考核项数", Kind::Short);
    }
}
