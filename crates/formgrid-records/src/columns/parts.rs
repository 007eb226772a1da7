//! Spending in parts of the year: by quarter, or from the beginning of the year on.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use formgrid_model::fold;

use super::Axis;
use super::fields::WordScores;
use super::header::HeaderColumn;
use super::profile::Profile;
use crate::cells::Sheet;
use crate::text::{is_numeral, parse_number};

/// Whether each column holds spending of a part of the year that is not all spending to date: 一季度
/// next to 二季度, 1-6月 next to 1-9月. There is one item of each kind per column.
pub(super) fn interims(
    sheet: &Sheet<'_>,
    columns: &[HeaderColumn],
    axes: &[Axis],
    scores: &[WordScores],
    profiles: &[Profile],
) -> Vec<bool> {
    let part = |at: usize| {
        let spends = scores[at].suggests_spending() && !profiles[at].numbers.is_empty();
        let is_part = spends && matches!(axes[at], Axis::Part(_));
        let mut texts = columns[at].path.iter().map(|&index| sheet.text(index));
        if is_part { texts.find_map(months) } else { None }
    };
    let parts: Vec<Option<RangeInclusive<i64>>> = (0..columns.len()).map(part).collect();
    let ends: BTreeSet<i64> = parts.iter().flatten().map(|part| *part.end()).collect();
    let is_to_date =
        |part: &RangeInclusive<i64>| *part.start() == 1 && ends.last() == Some(part.end());
    let is_interim = |part: &RangeInclusive<i64>| ends.len() > 1 && !is_to_date(part);
    parts.iter().map(|part| part.as_ref().is_some_and(is_interim)).collect()
}

/// The months, from 1, of the part of the year in a header word: 4 to 6 of 二季度支出数, 1 to 9 of
/// 前三季度 and 截至9月底.
fn months(text: &str) -> Option<RangeInclusive<i64>> {
    let folded = fold(text);
    if let Some((_, first)) =
        [("上半年", 1), ("下半年", 7)].into_iter().find(|(word, _)| folded.contains(word))
    {
        return Some(first..=first + 5);
    }
    let unit = ["季度", "月"].into_iter().find(|unit| folded.contains(unit))?;
    let (before, _) = folded.rsplit_once(unit)?;
    let (before, last) = split_last_number(before)?;
    let first = match before.strip_suffix(['-', '~', '至', '到', '前']) {
        None => last,
        Some(before) => {
            split_last_number(before.trim_end_matches(unit)).map_or(1, |(_, first)| first)
        }
    };
    let n_months = if unit == "月" { 1 } else { 3 };
    let is_valid = 1 <= first && first <= last && last <= 12 / n_months;
    is_valid.then(|| (first - 1) * n_months + 1..=last * n_months)
}

/// A text that ends in a number, and the number.
fn split_last_number(text: &str) -> Option<(&str, i64)> {
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit() || is_numeral(c));
    Some((before, parse_number(&text[before.len()..])?))
}

#[cfg(test)]
mod tests {
    use super::months;

    #[test]
    fn a_part_of_the_year_has_months() {
        let check = |text: &str, expected: Option<(i64, i64)>| {
            let found = months(text).map(|part| (*part.start(), *part.end()));
            assert_eq!(found, expected, "{text}");
        };
        check("一季度支出数", Some((1, 3)));
        check("第3季度", Some((7, 9)));
        check("前三季度", Some((1, 9)));
        check("一至三季度支出", Some((1, 9)));
        check("2031年1-6月执行数", Some((1, 6)));
        check("1月至9月", Some((1, 9)));
        check("截至10月底支出", Some((1, 10)));
        check("下半年支出", Some((7, 12)));
        check("13月", None);
        check("月末余额", None);
        check("季度支出", None);
    }
}
