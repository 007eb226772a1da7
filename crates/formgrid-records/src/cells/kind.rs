//! The kind of a cell, from its text alone: the first grammar that matches.
//!
//! The position of the cell plays no role. Closed lists (level names, operators, bases of values)
//! come from the vocabulary and are only the strongest evidence: an unlisted level name is still
//! recognized by its ending.

use formgrid_model::WordClass;
use serde::Deserialize;

use crate::record::ValueKind;
use crate::template::Meaning;
use crate::text::{begins_numbered_item, is_numeral, is_placeholder, plain_number};
use crate::{money, values};

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
}

impl Kind {
    /// Every kind.
    pub(crate) const ALL: [Self; 34] = [
        Self::Empty,
        Self::Fill,
        Self::Level1,
        Self::Level2,
        Self::LevelLike,
        Self::LevelWithPoints,
        Self::Operator,
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
    if is_placeholder(text) {
        return Kind::Fill;
    }
    if folded.chars().all(is_tick) {
        return Kind::Tick;
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
        let is_qualified = values::parse(text, None).kind == ValueKind::NotApplicable;
        return is_qualified.then_some(Kind::Fill);
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

/// Endings of the names of places below the county.
const PLACES: &[&str] = &["村", "镇", "乡", "街道", "社区", "苏木", "嘎查"];

/// Whether a text has a Chinese outline number or begins with 其中.
fn is_outline(bare: &str) -> bool {
    let rest = bare.trim_start_matches(is_numeral);
    let is_numbered = rest.len() < bare.len() && rest.starts_with(['、', '.']);
    let inside = bare.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let in_brackets = inside.is_some_and(|(number, rest)| {
        !rest.is_empty() && !number.is_empty() && number.chars().all(is_numeral)
    });
    is_numbered || in_brackets || bare.starts_with("其中:")
}

const GRADES: &[&str] = &["优", "良", "中", "差", "优秀", "良好", "合格", "不合格", "较好", "一般"];

fn is_tick(c: char) -> bool {
    matches!(c, '√' | '✓' | '✔' | '☑' | '☒' | '□' | '■' | '●' | '○' | '×' | '✘')
}

fn is_year(folded: &str) -> bool {
    let digits = folded.trim_end_matches("年度").trim_end_matches('年');
    digits.len() == 4
        && digits.bytes().all(|b| b.is_ascii_digit())
        && (digits.starts_with("20") || digits.starts_with("19"))
}

/// Whether a text is a word with a year, not a date: 2022年金额.
fn names_year(folded: &str) -> bool {
    let Some((year, rest)) = folded.split_once('年') else { return false };
    let rest = rest.strip_prefix('度').unwrap_or(rest);
    is_year(year)
        && rest.chars().count() >= 2
        && !rest.bytes().any(|b| b.is_ascii_digit())
        && !rest.starts_with(['底', '末', '前', '内', '初', '终', '以'])
}

/// Whether a text is a word with a date: 截至2023年底余额.
fn is_dated_word(folded: &str) -> bool {
    /// Most characters of a date besides its digits and units.
    const MAX_OTHERS: usize = 4;
    let is_other = |c: &char| {
        !c.is_ascii_digit() && !"年月日底末前初中上下旬季度半内止至-/.~—,()".contains(*c)
    };
    folded.chars().filter(is_other).count() > MAX_OTHERS
}

fn is_phone(folded: &str) -> bool {
    let n_digits = folded.bytes().filter(u8::is_ascii_digit).count();
    let is_plain =
        folded.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'(' | b')' | b'/'));
    let begins = folded.starts_with(['0', '1', '(']);
    let is_mobile = n_digits == 11 && folded.starts_with('1') && folded.len() == 11;
    is_plain && begins && (is_mobile || (n_digits >= 10 && folded.contains(['-', ')'])))
}

fn is_code(folded: &str) -> bool {
    let n_digits = folded.bytes().filter(u8::is_ascii_digit).count();
    folded.len() >= 5
        && n_digits >= 5
        && folded.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

fn is_amount(text: &str) -> bool {
    money::parse(text, None).is_some_and(|money| money.amount.is_some() && money.unit.is_some())
}

/// Whether the text ends in points in brackets: `（50分）`, `(50)`.
fn has_points(folded: &str) -> bool {
    let Some((name, group)) = folded.strip_suffix(')').and_then(|t| t.rsplit_once('(')) else {
        return false;
    };
    let digits = group.trim_end_matches('分').trim_end_matches('%');
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    name.chars().count() >= 2 && is_number && !name.bytes().any(|b| b.is_ascii_digit())
}

/// Whether a text ends like the name of a dimension: a measurable thing before 指标 or 目标. A
/// level named by its rank (一级指标) is none.
fn is_level_like(bare: &str) -> bool {
    const ENDINGS: &[&str] = &["指标", "效益", "满意度", "目标", "影响", "效应", "值"];
    const RANKS: &[&str] = &[
        "级",
        "绩效指标",
        "绩效目标",
        "指标值",
        "目标值",
        "年度",
        "长期",
        "中期",
        "总体",
        "预期",
        "总目标",
    ];
    const THINGS: &[&str] = &[
        "产出",
        "效益",
        "效果",
        "满意",
        "成本",
        "数量",
        "质量",
        "时效",
        "经济",
        "社会",
        "生态",
        "影响",
        "过程",
        "决策",
        "投入",
        "履职",
        "管理",
        "效率",
        "效能",
        "可持续",
        "进度",
        "环境",
        "服务对象",
    ];
    let ends = ENDINGS.iter().any(|ending| bare.ends_with(ending));
    let names = THINGS.iter().any(|thing| bare.contains(thing));
    let ranks = RANKS.iter().any(|word| bare.contains(word));
    let is_bare = THINGS.contains(&bare);
    is_bare || ends && names && !ranks
}

/// Whether a text states a degree or a state.
fn is_quality(bare: &str) -> bool {
    const WORDS: &[&str] = &[
        "提升", "提高", "改善", "增强", "健全", "完善", "显著", "明显", "良好", "优良", "达标",
        "及时", "有效", "规范", "稳定", "合格", "持续", "逐步", "有所", "较好", "长期", "建立",
        "优化", "促进", "加强", "降低", "减少", "保障", "完成", "充分", "按时", "按期", "浓厚",
        "完整", "准确",
    ];
    WORDS.iter().any(|word| bare.starts_with(word) || bare.ends_with(word))
        || matches!(bare, "是" | "否" | "有" | "好" | "高" | "全部完成" | "达成预期指标")
}

/// Whether two or three characters may be a person's name: the first is a family name.
fn is_name_like(bare: &str) -> bool {
    const FAMILIES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤章祁封";
    bare.chars().next().is_some_and(|first| FAMILIES.contains(first))
        && bare.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
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
    fn values_are_told_by_their_grammar() {
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
    fn names_are_told_by_their_endings() {
        check("产出指标", Kind::Level1);
        check("质量值", Kind::LevelLike);
        check("资金管理（25分）", Kind::Level1);
        check("河道整治（25分）", Kind::LevelWithPoints);
        check("三级指标", Kind::Short);
        check("甲州市乙水区水利局", Kind::Organisation);
        check("明显提升", Kind::Quality);
        check("绿地养护考核项数", Kind::Short);
    }
}
