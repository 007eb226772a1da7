//! The numbers and years in the labels and texts of goals.

use formgrid_model::{fold, fold_label};

use crate::text::{named_goal_number, parse_number, split_label, split_number};
use crate::year;

/// The end year in a goal's label: `长期目标（截止 2028 年）`.
pub(super) fn until_year(label: &str) -> Option<i32> {
    let (_, after) = label.split_once('截')?;
    year::year_in(after)
}

/// The number of a goal in a cell of its own: `目标1`, `（二）`, `3`.
pub(super) fn goal_number(text: &str) -> Option<i64> {
    let bare = || fold(text).trim_matches(|c: char| "()、.,".contains(c)).parse().ok();
    named_goal_number(text).or_else(bare).or_else(|| {
        let (number, rest) = split_number(text);
        number.filter(|_| rest.trim().is_empty())
    })
}

/// The number in a goal's label, outside brackets: `长期目标 3：`.
pub(super) fn label_number(label: &str) -> Option<i64> {
    let folded = fold(label);
    let before = folded.split('(').next().unwrap_or_default().trim_end_matches(':');
    let name = before.trim_end_matches(|c: char| c.is_ascii_digit());
    parse_number(&before[name.len()..]).filter(|_| name.len() < before.len())
}

/// Splits the number off a goal's text, if the text is a single item: `目标1：…`, `1.…`.
pub(super) fn split_item(text: &str) -> (Option<i64>, &str) {
    let text = text.trim();
    let mut items = text.lines().filter(|line| item_number(line).is_some());
    let (first, more) = (items.next(), items.next());
    let starts = text.lines().next().is_some_and(|line| first == Some(line));
    if !starts || more.is_some() {
        return (None, text);
    }
    match item_number(text) {
        Some((number, rest)) if !numbers_another(rest, number) => (Some(number), rest),
        _ => (None, text),
    }
}

/// Whether the next item follows on the same line, after the end of a clause or, where OCR joined two
/// paragraphs, after a blank.
fn numbers_another(rest: &str, number: i64) -> bool {
    let next = number.saturating_add(1).to_string();
    rest.match_indices(next.as_str()).any(|(at, _)| {
        let before = rest[..at].trim_end_matches(|c: char| c.is_ascii_whitespace());
        let after = rest[at + next.len()..].trim_start();
        let is_label = before.ends_with("目标") && after.starts_with([':', '：']);
        let follows = before.len() < at || before.ends_with(['；', ';', '。']);
        let number = after.strip_prefix(['.', '、', '．']);
        let is_number = number.is_some_and(|text| !text.starts_with(|c: char| c.is_ascii_digit()));
        is_label || follows && is_number
    })
}

/// The number of an item and its text.
pub(super) fn item_number(text: &str) -> Option<(i64, &str)> {
    let trimmed = text.trim_start();
    if let Some((label, rest)) = split_label(trimmed) {
        let label = fold_label(label);
        if label == "目标#" || label == "年度目标#" || label == "长期目标#" {
            let number = label_number(trimmed.split([':', '：']).next().unwrap_or_default());
            return number.map(|number| (number, rest.trim_start()));
        }
    }
    match split_number(text) {
        (Some(number), rest) => Some((number, rest)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{goal_number, label_number, split_item, until_year};

    #[test]
    fn numbers_are_read_from_labels() {
        assert_eq!(label_number("长期目标 3："), Some(3));
        assert_eq!(label_number("年度绩效目标12"), Some(12));
        assert_eq!(label_number("长期目标（截止2028年）"), None);
        assert_eq!(until_year("长期目标（截止 2028 年）"), Some(2028));
        assert_eq!(goal_number("年度目标二："), Some(2));
        assert_eq!(goal_number("（三）"), Some(3));
        assert_eq!(goal_number("4"), Some(4));
        assert_eq!(goal_number("目标1、目标2"), None);
        assert_eq!(goal_number("2031年目标1"), None);
    }

    #[test]
    fn only_a_single_item_gives_its_number() {
        assert_eq!(split_item("目标 2：修剪行道树"), (Some(2), "修剪行道树"));
        assert_eq!(split_item("1.修剪行道树。"), (Some(1), "修剪行道树。"));
        assert_eq!(split_item("1.甲\n2.乙"), (None, "1.甲\n2.乙"));
        assert_eq!(split_item("1. 甲。 2. 乙。"), (None, "1. 甲。 2. 乙。"));
        assert_eq!(split_item("目标1：甲。 目标2：乙。"), (None, "目标1：甲。 目标2：乙。"));
        assert_eq!(split_item("修剪行道树：一千棵"), (None, "修剪行道树：一千棵"));
    }
}
