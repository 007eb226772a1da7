//! Short texts that read the same everywhere: list numbers, plain numbers, fillers, sides of the
//! funding table.

use formgrid_model::{fold, is_blank};

use crate::values;

/// Whether a character is a common ideograph.
pub(crate) fn is_ideograph(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Whether a character is a Chinese numeral.
pub(crate) fn is_numeral(c: char) -> bool {
    matches!(c, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}

/// The text in the brackets that enclose all of a text: 公里 of （公里）.
pub(crate) fn in_brackets(text: &str) -> Option<&str> {
    let inside = text.trim().strip_prefix(['(', '（'])?.strip_suffix([')', '）'])?.trim();
    (!inside.is_empty() && !inside.contains(['(', '（'])).then_some(inside)
}

/// A text without the number at its end: 产出指标 of 产出指标2.
pub(crate) fn without_number(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_numeric() || c.is_whitespace() || is_numeral(c))
}

/// Splits a list number off a text: `3.`, `3、`, `（三）`, `三、`; not `2.1`, which numbers a part
/// of an item.
pub(crate) fn split_number(text: &str) -> (Option<i64>, &str) {
    let trimmed = text.trim_start();
    let inner = trimmed.strip_prefix(['(', '（']);
    let counts = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || is_numeral(c);
    let start = inner.unwrap_or(trimmed);
    let rest = start.trim_start_matches(counts);
    let number = &start[..start.len() - rest.len()];
    let after = if inner.is_some() {
        rest.strip_prefix([')', '）'])
    } else {
        rest.trim_start().strip_prefix(['.', '、', '．', ',', '，'])
    };
    let Some(after) = after else { return (None, text) };
    if number.is_empty() || after.starts_with(|c: char| c.is_ascii_digit()) {
        return (None, text);
    }
    match parse_number(number) {
        Some(number) => (Some(number), after.trim_start()),
        None => (None, text),
    }
}

/// Splits a text at its first colon outside brackets, unlike the one in `预算金额（单位：万元）`.
pub(crate) fn split_label(text: &str) -> Option<(&str, &str)> {
    // `：` begins with the byte of full-width signs. Few texts have either, and the loop vectorizes.
    let may_have_colon = text.bytes().fold(false, |found, b| found | (b == b':') | (b == 0xef));
    if !may_have_colon {
        return None;
    }
    let mut depth = 0_usize;
    let (at, colon) = text.char_indices().find(|&(_, c)| {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ':' | '：')
    })?;
    Some((&text[..at], &text[at + colon.len_utf8()..]))
}

/// Whether a text begins with an item number: `目标2：`, `3.`.
pub(crate) fn begins_numbered_item(text: &str) -> bool {
    let trimmed = text.trim_start();
    let rest = ["目标", "年度目标", "长期目标"].iter().find_map(|word| trimmed.strip_prefix(word));
    let numbered =
        rest.map(str::trim_start).filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    numbered.is_some() || split_number(text).0.is_some()
}

/// Whether a code precedes a name: `(31)部门预算项目`, `219-清池镇`. A single digit is a list number.
pub(crate) fn begins_with_code(text: &str) -> bool {
    let folded = fold(text);
    let bracketed = ["()", "[]", "【】"].iter().find_map(|pair| {
        let (open, close) = pair.split_at(pair.len() / 2);
        folded.strip_prefix(open)?.split_once(close)
    });
    let (code, name) = bracketed.or_else(|| folded.split_once('-')).unwrap_or_default();
    code.len() > 1 && code.bytes().all(|b| b.is_ascii_digit()) && name.chars().count() > 1
}

/// Splits a project's code from its name: `13060523P00450210002B-排水管网检测`,
/// `排水管网检测（项目编码：1306-01）`.
pub(crate) fn split_project_code(text: &str) -> (Option<String>, String) {
    if let Some((name, code)) = bracketed_code(text) {
        return (Some(code), name.to_owned());
    }
    let folded = fold(text);
    let n = folded.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let has_digits = folded.bytes().take(n).filter(u8::is_ascii_digit).count() >= 6;
    if n < 10 || !has_digits {
        return (None, text.to_owned());
    }
    let name = text.trim_start_matches(|c: char| {
        fold(c.encode_utf8(&mut [0; 4])).bytes().all(|b| b.is_ascii_alphanumeric())
    });
    let name = name.trim_start_matches(divides_code);
    if name.is_empty() {
        return (None, text.to_owned());
    }
    (Some(folded[..n].to_owned()), name.to_owned())
}

/// Whether a character divides a code from the name after it.
pub(crate) fn divides_code(c: char) -> bool {
    c.is_whitespace() || "-－–—_:：.．".contains(c)
}

/// Splits a code with its label in brackets from the name before it.
fn bracketed_code(text: &str) -> Option<(&str, String)> {
    let (name, group) = text.trim_end().strip_suffix([')', '）'])?.rsplit_once(['(', '（'])?;
    let (label, code) = split_label(group)?;
    let label = fold(label);
    let is_label = ["编码", "代码", "编号"].iter().any(|word| label.ends_with(word));
    let code = fold(code).into_owned();
    let is_code = code.bytes().any(|b| b.is_ascii_digit())
        && code.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    let name = name.trim_end();
    (is_label && is_code && !name.is_empty()).then_some((name, code))
}

/// Whether a text can be the code of a project: mostly letters and digits.
pub(crate) fn may_be_code(text: &str) -> bool {
    /// Longest code, in characters.
    const MAX_CODE: usize = 60;
    let folded = fold(text);
    let n_signs = folded.bytes().filter(u8::is_ascii_alphanumeric).count();
    let n_words = folded.chars().filter(|&c| is_ideograph(c)).count();
    n_signs > 0 && n_words * 2 <= n_signs && folded.chars().count() <= MAX_CODE
}

/// Splits a person's name from the telephone number after it: `张三 0000-0000000`.
pub(crate) fn split_phone(text: &str) -> Option<(&str, &str)> {
    /// Fewest digits of a telephone number.
    const MIN_DIGITS: usize = 7;
    let is_sign = |c: char| c.is_ascii_digit() || matches!(c, '-' | '—' | ' ' | '/' | '、');
    let person = text.trim_end_matches(is_sign);
    let phone = text[person.len()..].trim_matches(|c: char| !c.is_ascii_digit());
    let person = person.trim_end_matches(|c: char| c.is_whitespace() || "：:,，、(（".contains(c));
    let is_phone = phone.chars().filter(char::is_ascii_digit).count() >= MIN_DIGITS;
    let is_person = !person.is_empty() && !person.contains(|c: char| c.is_ascii_digit());
    (is_phone && is_person).then_some((person, phone))
}

/// A number in digits or Chinese numerals below one hundred.
pub(crate) fn parse_number(text: &str) -> Option<i64> {
    let folded = fold(text);
    if let Ok(number) = folded.parse() {
        return Some(number);
    }
    let mut total = 0;
    let mut digit = 0;
    for c in folded.chars() {
        match "一二三四五六七八九".chars().position(|numeral| numeral == c) {
            Some(at) => digit = i64::try_from(at).ok()? + 1,
            None if c == '十' => {
                total += if digit == 0 { 10 } else { digit * 10 };
                digit = 0;
            }
            None => return None,
        }
    }
    (total + digit > 0).then_some(total + digit)
}

/// A number in a cell of weights or scores; none for a dash.
pub(crate) fn plain_number(text: &str) -> Option<f64> {
    if text.chars().any(|c| is_ideograph(c) && c != '分') {
        return None;
    }
    let narrow = values::narrow(text);
    let digits = narrow.trim_end_matches(['分', '%', ' ']).replace(',', "");
    let looks_plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    if looks_plain { digits.parse().ok() } else { None }
}

/// Appends to a text, after a separator unless the text is empty.
pub(crate) fn append(text: &mut String, separator: char, more: &str) {
    if !text.is_empty() {
        text.push(separator);
    }
    text.push_str(more);
}

/// Whether a text is only dots and dashes.
pub(crate) fn is_filler(text: &str) -> bool {
    !is_blank(text)
        && fold(text).chars().all(|c| matches!(c, '.' | '…' | '·' | '-' | '—' | '_' | '。' | '、'))
}

/// Whether a text is a row number: 12, 3., （四）, 1.2.
pub(crate) fn is_ordinal(text: &str) -> bool {
    /// No list has more rows.
    const MAX_DIGITS: usize = 5;
    let folded = fold(text);
    if folded.starts_with(|c: char| is_ideograph(c) && !is_numeral(c)) {
        return false;
    }
    let bare = folded.trim_matches(['(', ')', '、', '.', ',']);
    let is_digits = bare.len() <= MAX_DIGITS && bare.bytes().all(|b| b.is_ascii_digit());
    let is_part =
        |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    let is_outline = bare.split('.').count() > 1 && bare.split('.').all(is_part);
    let is_chinese = bare.chars().count() <= 3 && bare.chars().all(is_numeral);
    !bare.is_empty() && (is_digits || is_outline || is_chinese)
}

/// Whether a text states that there is nothing to state.
pub(crate) fn means_none(text: &str) -> bool {
    is_placeholder(text) || matches!(&*fold(text), "无" | "/" | "\\")
}

/// Whether a text is a placeholder to be filled in: dots, dashes, or a numbered name.
pub(crate) fn is_placeholder(text: &str) -> bool {
    is_filler(text) || is_numbered_placeholder(text)
}

/// Whether a text is only numbered names that forms print as placeholders: 指标1：, 目标2：, ……
pub(crate) fn is_numbered_placeholder(text: &str) -> bool {
    let folded = fold(text);
    let mut rest = folded.as_ref();
    let mut n_names = 0;
    while let Some(numbered) = ["指标", "目标"].iter().find_map(|word| rest.strip_prefix(word))
    {
        let after = numbered.trim_start_matches(|c: char| c.is_ascii_digit());
        if after.len() == numbered.len() {
            return false;
        }
        rest = after.trim_start_matches(':');
        n_names += 1;
    }
    n_names > 0 && (rest.is_empty() || is_filler(rest))
}

/// Whether a text is the number of a goal and nothing else: 目标1.
pub(crate) fn is_goal_number(text: &str) -> bool {
    let folded = fold(text);
    let number = folded.trim_end_matches(':').strip_prefix("目标");
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// The number in a text that names a goal by it and says nothing else: 目标1, 年度目标二.
pub(crate) fn named_goal_number(text: &str) -> Option<i64> {
    /// Longest such name, in bytes. Few texts are as short and name a goal, so few are folded.
    const MAX_NAME: usize = 36;
    if text.len() > MAX_NAME || !text.contains('目') {
        return None;
    }
    let folded = fold(text);
    let bare = folded.trim_end_matches([':', '.']);
    let (before, number) = bare.split_once("目标")?;
    let is_name = matches!(before, "" | "年度" | "绩效" | "年度绩效" | "总体" | "年度总体");
    let counts = |c: char| c.is_ascii_digit() || is_numeral(c);
    let number = number.trim_matches(['(', ')']);
    parse_number(number).filter(|_| is_name && number.chars().all(counts))
}

/// The side of the funding table in the name of a category.
pub(crate) fn funding_side(category: &str) -> Option<&'static str> {
    let has = |words: [&str; 2]| words.iter().any(|word| category.contains(word));
    match (has(["收入", "来源"]), has(["支出", "结构"])) {
        (true, false) => Some("income"),
        (false, true) => Some("expenditure"),
        _ => None,
    }
}

/// Whether a text can be the name of an organisation, not a placeholder, seal, number or sentence.
pub(crate) fn may_be_organisation(text: &str) -> bool {
    /// Longest name, in characters.
    const MAX_NAME: usize = 50;
    let bare = without_groups(text);
    // Units of dates do not count as characters of a name.
    let names = |c: &char| is_ideograph(*c) && !"年月日至到".contains(*c);
    let n = bare.chars().filter(names).count();
    let is_short = text.chars().count() <= MAX_NAME;
    let is_word = ["盖章", "公章", "签章", "全称", "填写", "无", "不适用"].contains(&bare.trim());
    // 1、局机关 is a part of the filing office.
    let name = bare.trim_start_matches(|c: char| c.is_ascii_digit() || "、.． ".contains(c));
    let is_part = ["局", "厅", "本级", "机关", "二级", "所属", "下属"]
        .iter()
        .any(|part| name.starts_with(part));
    n >= 2 && is_short && !is_word && !is_part && !text.contains(['。', '；', ';', '：', ':', '？'])
}

/// A text without bracketed groups.
fn without_groups(text: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '［' | '【' => depth += 1,
            ')' | '）' | ']' | '］' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{
        is_filler, is_numbered_placeholder, may_be_code, parse_number, plain_number, split_number,
        split_project_code,
    };

    #[test]
    fn list_numbers_are_split_off() {
        assert_eq!(split_number("3、修剪行道树"), (Some(3), "修剪行道树"));
        assert_eq!(split_number("（二）河道巡查"), (Some(2), "河道巡查"));
        assert_eq!(split_number("12. 完成交办事项"), (Some(12), "完成交办事项"));
        assert_eq!(split_number("2.1. 分项"), (None, "2.1. 分项"));
        assert_eq!(split_number("二道河清淤"), (None, "二道河清淤"));
        assert_eq!(parse_number("二十一"), Some(21));
    }

    #[test]
    fn scores_are_numbers_or_nothing() {
        assert_eq!(plain_number("9.5"), Some(9.5));
        assert_eq!(plain_number("１０分"), Some(10.0));
        assert_eq!(plain_number("—"), None);
        assert_eq!(plain_number("约10"), None);
    }

    #[test]
    fn numbered_placeholders_are_recognized() {
        assert!(is_numbered_placeholder("指标1："));
        assert!(is_numbered_placeholder("目标1：\n目标2：\n……"));
        assert!(!is_numbered_placeholder("目标1：清淤一段"));
        assert!(!is_numbered_placeholder("指标"));
    }

    #[test]
    fn fillers_are_recognized() {
        assert!(is_filler("....."));
        assert!(!is_filler("无"));
    }

    #[test]
    fn a_code_precedes_a_name() {
        let (code, name) = split_project_code("47977919P1354659919B-公益演出");
        assert_eq!((code.as_deref(), name.as_str()), (Some("47977919P1354659919B"), "公益演出"));
        let (code, name) = split_project_code("5119240000012——公益演出");
        assert_eq!((code.as_deref(), name.as_str()), (Some("5119240000012"), "公益演出"));
        assert_eq!(split_project_code("2025年演出").0, None);
        let (code, name) = split_project_code("河堤加固（二期）(项目编号：XM-2031-07）");
        assert_eq!((code.as_deref(), name.as_str()), (Some("XM-2031-07"), "河堤加固（二期）"));
        assert_eq!(split_project_code("河堤加固（代码：待定）").0, None);
    }

    #[test]
    fn a_code_is_not_a_name() {
        assert!(may_be_code("2031-甲-017号"));
        assert!(!may_be_code("甲县乙水务有限公司"));
    }
}
