//! Units, as printed after a number or in a column of their own.
//!
//! Units are an open vocabulary: a short and clean text after a number is its unit. The list of
//! known units decides only if more than a unit follows a number.

/// Units that are recognized even if words follow them. Sorted, so units with the same first
/// character are adjacent.
const KNOWN: &[&str] = &[
    "km",
    "m2",
    "m3",
    "m²",
    "m³",
    "㎡",
    "万",
    "万亩",
    "万人",
    "万人次",
    "万件",
    "万元",
    "万册",
    "万吨",
    "个",
    "个季度",
    "个小时",
    "个工作日",
    "个月",
    "个百分点",
    "个自然日",
    "亩",
    "人",
    "人天",
    "人日",
    "人次",
    "亿",
    "亿元",
    "件",
    "件次",
    "份",
    "位",
    "例",
    "倍",
    "元",
    "公斤",
    "公里",
    "公顷",
    "册",
    "分",
    "分钟",
    "千元",
    "千克",
    "千米",
    "卷",
    "只",
    "台",
    "台件",
    "台套",
    "台次",
    "名",
    "吨",
    "周",
    "场",
    "场次",
    "块",
    "处",
    "天",
    "套",
    "季度",
    "学时",
    "宗",
    "家",
    "家次",
    "小时",
    "层",
    "工作日",
    "平方公里",
    "平方千米",
    "平方米",
    "年",
    "座",
    "张",
    "户",
    "户次",
    "所",
    "批",
    "批次",
    "支",
    "日",
    "月",
    "期",
    "期次",
    "本",
    "条",
    "标段",
    "栋",
    "根",
    "次",
    "片",
    "版",
    "班次",
    "百分点",
    "盏",
    "种",
    "秒",
    "立方米",
    "篇",
    "米",
    "类",
    "级",
    "组",
    "节",
    "课",
    "课时",
    "辆",
    "辆次",
    "门",
    "间",
    "项",
];

/// Units of time, after which a bare 内 is an operator. Sorted.
const TIME: &[&str] = &[
    "个小时",
    "个工作日",
    "个月",
    "个自然日",
    "分",
    "分钟",
    "周",
    "天",
    "小时",
    "工作日",
    "年",
    "日",
    "月",
    "秒",
];

/// The longest unknown unit, in characters between slashes.
const MAX_CHARS: usize = 6;

/// The unit in a unit column or header, such as `（%）`; none if it states that there is none.
pub(super) fn of_column(text: &str) -> Option<String> {
    let text = super::narrow(text);
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(&text);
    let none = inner.is_empty()
        || matches!(inner, "无" | "不适用" | "定性" | "日期")
        || inner.chars().all(|c| matches!(c, '-' | '—' | '/' | '*'));
    (!none).then(|| canonical(inner))
}

/// The whole text after a number as a unit, with or without parentheses.
pub(super) fn entire(text: &str) -> Option<String> {
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(text);
    is_clean(inner).then(|| canonical(inner))
}

/// Whether a text is only known units, joined by slashes or points.
pub(super) fn is_known(text: &str) -> bool {
    let text = super::narrow(text);
    let is_one =
        |part: &str| matches!(part, "%" | "‰") || KNOWN.contains(&part) || TIME.contains(&part);
    !text.is_empty() && text.split(['/', '·', '.']).all(|part| is_one(part.trim()))
}

/// Splits the text after a number into a known unit and the rest.
pub(super) fn leading(text: &str) -> Option<(&str, &str)> {
    for sign in ["(%)", "%", "‰"] {
        if let Some(rest) = text.strip_prefix(sign) {
            return Some((if sign == "(%)" { "%" } else { sign }, rest));
        }
    }
    let known = beginning(KNOWN, text)?;
    Some(text.split_at(known.len()))
}

/// The known unit at the end of a text, as before the number in `参加活动人次500`.
pub(super) fn trailing(text: &str) -> Option<&'static str> {
    KNOWN.iter().copied().filter(|unit| text.ends_with(unit)).max_by_key(|unit| unit.len())
}

/// A unit of time followed by 内: the unit and the rest.
pub(super) fn within(text: &str) -> Option<(&'static str, &str)> {
    let unit = beginning(TIME, text)?;
    Some((unit, text[unit.len()..].strip_prefix('内')?))
}

/// The longest of some sorted units at the beginning of a text.
fn beginning(units: &'static [&'static str], text: &str) -> Option<&'static str> {
    let first = text.chars().next()?;
    let before = units.partition_point(|unit| unit.chars().next() < Some(first));
    let same = units.iter().copied().skip(before).take_while(|unit| unit.starts_with(first));
    same.filter(|unit| text.starts_with(unit)).max_by_key(|unit| unit.len())
}

fn canonical(text: &str) -> String {
    match text {
        "百分比" | "百分数" => "%".to_owned(),
        _ => text.to_owned(),
    }
}

/// Whether a text can be an unknown unit: short between slashes, no digits except in `m2` and `m3`,
/// no punctuation except between units.
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

#[cfg(test)]
mod tests {
    use super::{KNOWN, TIME, leading};

    #[test]
    fn units_are_sorted_and_the_longest_is_taken() {
        assert!(KNOWN.is_sorted() && TIME.is_sorted());
        assert_eq!(leading("个工作日内"), Some(("个工作日", "内")));
        assert_eq!(leading("个全宗"), Some(("个", "全宗")));
        assert_eq!(leading("(%)以上"), Some(("%", "以上")));
        assert_eq!(leading("全宗"), None);
    }
}
