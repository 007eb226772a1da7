//! Units, as printed after a number or in a column of their own.
//!
//! A unit is open vocabulary: what stands after a number is its unit if it is short and clean. The
//! list of known units only decides where a number is followed by more than a unit.

/// Units that may be told from the words that follow them, longer ones first where one begins another.
const KNOWN: &[&str] = &[
    "个百分点",
    "百分点",
    "个工作日",
    "工作日",
    "个自然日",
    "个小时",
    "小时",
    "分钟",
    "个季度",
    "季度",
    "个月",
    "平方公里",
    "平方千米",
    "平方米",
    "立方米",
    "公里",
    "千米",
    "公顷",
    "公斤",
    "千克",
    "万人次",
    "万元",
    "亿元",
    "千元",
    "万人",
    "万册",
    "万件",
    "万吨",
    "万亩",
    "人次",
    "人天",
    "人日",
    "户次",
    "家次",
    "场次",
    "件次",
    "批次",
    "班次",
    "台次",
    "辆次",
    "课时",
    "学时",
    "台件",
    "台套",
    "标段",
    "期次",
    "天",
    "日",
    "周",
    "月",
    "年",
    "秒",
    "分",
    "元",
    "个",
    "人",
    "次",
    "场",
    "家",
    "件",
    "项",
    "期",
    "篇",
    "份",
    "套",
    "台",
    "辆",
    "处",
    "所",
    "条",
    "批",
    "户",
    "名",
    "位",
    "座",
    "栋",
    "间",
    "亩",
    "吨",
    "册",
    "本",
    "张",
    "块",
    "盏",
    "卷",
    "版",
    "种",
    "类",
    "级",
    "层",
    "米",
    "km",
    "m²",
    "m2",
    "㎡",
    "m³",
    "m3",
    "倍",
    "期",
    "宗",
    "例",
    "支",
    "只",
    "根",
    "片",
    "组",
    "门",
    "节",
    "课",
    "万",
    "亿",
];

/// Units of time, after which a plain 内 is an operator.
const TIME: &[&str] = &[
    "个工作日",
    "工作日",
    "个自然日",
    "个小时",
    "小时",
    "分钟",
    "个月",
    "天",
    "日",
    "周",
    "月",
    "年",
    "秒",
    "分",
];

/// The longest unit that is taken without being known, in characters between slashes.
const MAX_CHARS: usize = 6;

/// The unit of a column, such as `（%）`; none where the column says that there is none.
pub(super) fn of_column(text: &str) -> Option<String> {
    let text = super::narrow(text);
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(&text);
    let none = inner.is_empty()
        || matches!(inner, "无" | "不适用" | "定性" | "日期")
        || inner.chars().all(|c| matches!(c, '-' | '—' | '/' | '*'));
    (!none).then(|| canonical(inner))
}

/// What follows a number as a unit: all of it, in parentheses or not.
pub(super) fn whole(text: &str) -> Option<String> {
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(text);
    is_clean(inner).then(|| canonical(inner))
}

/// The unit that what follows a number begins with, and the rest.
pub(super) fn leading(text: &str) -> Option<(&str, &str)> {
    for sign in ["(%)", "%", "‰"] {
        if let Some(rest) = text.strip_prefix(sign) {
            return Some((if sign == "(%)" { "%" } else { sign }, rest));
        }
    }
    let known = longest(KNOWN, |unit| text.starts_with(unit))?;
    Some(text.split_at(known.len()))
}

/// The unit that a text ends with, as in `参加活动人次500` before the number.
pub(super) fn trailing(text: &str) -> Option<&'static str> {
    longest(KNOWN, |unit| text.ends_with(unit))
}

/// A unit of time with 内 behind it: the unit and what trails.
pub(super) fn within(text: &str) -> Option<(&'static str, &str)> {
    let unit = longest(TIME, |unit| text.starts_with(unit))?;
    Some((unit, text[unit.len()..].strip_prefix('内')?))
}

fn longest(units: &'static [&'static str], matches: impl Fn(&str) -> bool) -> Option<&'static str> {
    units.iter().copied().filter(|unit| matches(unit)).max_by_key(|unit| unit.len())
}

fn canonical(text: &str) -> String {
    match text {
        "百分比" | "百分数" => "%".to_owned(),
        _ => text.to_owned(),
    }
}

/// No sentence: short between slashes, no digit save in `m2` and `m3`, no punctuation save what joins
/// units.
fn is_clean(text: &str) -> bool {
    let mut n_chars = 0;
    let mut last = ' ';
    for c in text.chars() {
        match c {
            '/' | '、' | '·' => n_chars = 0,
            '(' | ')' => {}
            '2' | '3' if last == 'm' => {}
            '²' | '³' | '%' | '‰' => {}
            c if c.is_ascii_digit() || !c.is_alphanumeric() && c != '㎡' => return false,
            _ => n_chars += 1,
        }
        if n_chars > MAX_CHARS {
            return false;
        }
        last = c;
    }
    !text.is_empty() && !text.starts_with(['/', '、', '·'])
}
