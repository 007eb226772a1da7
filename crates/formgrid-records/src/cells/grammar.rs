//! Predicates on folded texts that distinguish the kinds of cells.

use crate::money;
use crate::text::{is_ideograph, is_numeral};

/// Endings of the names of places below the county.
pub(super) const PLACES: &[&str] = &["村", "镇", "乡", "街道", "社区", "苏木", "嘎查"];

/// Whether a text has a Chinese outline number or begins with 其中.
pub(super) fn is_outline(bare: &str) -> bool {
    let rest = bare.trim_start_matches(is_numeral);
    let is_numbered = rest.len() < bare.len() && rest.starts_with(['、', '.']);
    let inside = bare.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let in_brackets = inside.is_some_and(|(number, rest)| {
        !rest.is_empty() && !number.is_empty() && number.chars().all(is_numeral)
    });
    is_numbered || in_brackets || bare.starts_with("其中:")
}

pub(super) const GRADES: &[&str] =
    &["优", "良", "中", "差", "优秀", "良好", "合格", "不合格", "较好", "一般"];

pub(super) fn is_tick(c: char) -> bool {
    matches!(c, '√' | '✓' | '✔' | '☑' | '☒' | '□' | '■' | '●' | '○' | '×' | '✘')
}

pub(super) fn is_year(folded: &str) -> bool {
    let digits = folded.trim_end_matches("年度").trim_end_matches('年');
    digits.len() == 4
        && digits.bytes().all(|b| b.is_ascii_digit())
        && (digits.starts_with("20") || digits.starts_with("19"))
}

/// Whether a text is a word with a year, not a date: 2022年金额.
pub(super) fn names_year(folded: &str) -> bool {
    let Some((year, rest)) = folded.split_once('年') else { return false };
    let rest = rest.strip_prefix('度').unwrap_or(rest);
    is_year(year)
        && rest.chars().count() >= 2
        && !rest.bytes().any(|b| b.is_ascii_digit())
        && !rest.starts_with(['底', '末', '前', '内', '初', '终', '以'])
}

/// Whether a text is a word with a date: 截至2023年底余额.
pub(super) fn is_dated_word(folded: &str) -> bool {
    /// Most characters of a date besides its digits and units.
    const MAX_OTHERS: usize = 4;
    let is_other = |c: &char| {
        !c.is_ascii_digit() && !"年月日底末前初中上下旬季度半内止至-/.~—,()".contains(*c)
    };
    folded.chars().filter(is_other).count() > MAX_OTHERS
}

pub(super) fn is_phone(folded: &str) -> bool {
    let n_digits = folded.bytes().filter(u8::is_ascii_digit).count();
    let is_plain =
        folded.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'(' | b')' | b'/'));
    let begins = folded.starts_with(['0', '1', '(']);
    let is_mobile = n_digits == 11 && folded.starts_with('1') && folded.len() == 11;
    is_plain && begins && (is_mobile || (n_digits >= 10 && folded.contains(['-', ')'])))
}

pub(super) fn is_code(folded: &str) -> bool {
    let n_digits = folded.bytes().filter(u8::is_ascii_digit).count();
    folded.len() >= 5
        && n_digits >= 5
        && folded.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

pub(super) fn is_amount(text: &str) -> bool {
    money::parse(text, None).is_some_and(|money| money.amount.is_some() && money.unit.is_some())
}

/// Whether the text ends in points in brackets: `（50分）`, `(50)`.
pub(super) fn has_points(folded: &str) -> bool {
    let Some((name, group)) = folded.strip_suffix(')').and_then(|t| t.rsplit_once('(')) else {
        return false;
    };
    let digits = group.trim_end_matches('分').trim_end_matches('%');
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    name.chars().count() >= 2 && is_number && !name.bytes().any(|b| b.is_ascii_digit())
}

/// Whether a text ends like the name of a dimension: a measurable thing before 指标 or 目标. A
/// level named by its rank (一级指标) is none.
pub(super) fn is_level_like(bare: &str) -> bool {
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
    let ends = || ENDINGS.iter().any(|ending| bare.ends_with(ending));
    let names = || THINGS.iter().any(|thing| bare.contains(thing));
    let ranks = || RANKS.iter().any(|word| bare.contains(word));
    THINGS.contains(&bare) || ends() && names() && !ranks()
}

/// Whether a text states a degree or a state.
pub(super) fn is_quality(bare: &str) -> bool {
    const WORDS: &[&str] = &[
        "提升", "提高", "改善", "增强", "健全", "完善", "显著", "明显", "良好", "优良", "达标",
        "及时", "有效", "规范", "稳定", "合格", "持续", "逐步", "有所", "较好", "长期", "建立",
        "优化", "促进", "加强", "降低", "减少", "保障", "完成", "充分", "按时", "按期", "浓厚",
        "完整", "准确",
    ];
    WORDS.iter().any(|word| bare.starts_with(word) || bare.ends_with(word))
        || matches!(bare, "是" | "否" | "有" | "好" | "高" | "全部完成" | "达成预期指标")
}

/// Whether a text says how points are given or taken: 得5分, 扣0.5分, 不得分, 完成率×10, 制度健全2分；
/// 执行到位3分.
pub(super) fn is_rule(folded: &str) -> bool {
    const WHOLE: &[&str] =
        &["得满分", "不得分", "扣完为止", "不扣分", "酌情扣分", "按比例得分", "按比例扣分"];
    // Every rule has one of these characters, and few texts do.
    if !folded.contains(['分', '扣', '×']) {
        return false;
    }
    if WHOLE.iter().any(|words| folded.contains(words)) {
        return true;
    }
    let is_number = |c: char| c.is_ascii_digit() || c == '.';
    let gives = folded.match_indices(['得', '扣', '计', '加', '×']).any(|(at, verb)| {
        let rest = &folded[at + verb.len()..];
        let after = rest.trim_start_matches(is_number);
        after.len() < rest.len() && after.starts_with('分') && !after.starts_with("分钟")
    });
    // A share of the points: the rate is multiplied by them.
    let multiplies = |clause: &str| {
        clause.split_once('×').is_some_and(|(rate, points)| {
            rate.ends_with('率') && !points.is_empty() && points.chars().all(is_number)
        })
    };
    let states_points = |clause: &str| {
        let what = clause.strip_suffix('分').map(|rest| rest.trim_end_matches(is_number));
        what.is_some_and(|what| what.len() + '分'.len_utf8() < clause.len() && !what.is_empty())
    };
    let clauses = || folded.split([';', '。', ',', '\n']).map(str::trim);
    gives || clauses().any(multiplies) || clauses().filter(|c| states_points(c)).count() > 1
}

/// Whether two or three characters may be a person's name: the first is a family name.
pub(super) fn is_name_like(bare: &str) -> bool {
    const FAMILIES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤章祁封";
    bare.chars().next().is_some_and(|first| FAMILIES.contains(first))
        && bare.chars().all(is_ideograph)
}
