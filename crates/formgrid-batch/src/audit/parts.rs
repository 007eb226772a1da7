//! Texts composed of several values and labels: `填报日期：2031年1月15日 单位：万元`.

use std::collections::BTreeMap;

use formgrid_model::fold_label;
use formgrid_records::Templates;

use super::output_texts::OutputTexts;

/// Longest listed word searched for inside a text, in characters.
const MAX_WORD: usize = 24;

/// Longest list number, in digits or numerals.
const MAX_NUMBER: usize = 3;

/// Minimum length of a remainder to be searched for inside values, in characters.
const MIN_INSIDE: usize = 6;

/// Prompts and conjunctions, which are not data.
const GLUE: &[&str] = &[
    "其中", "单位", "盖章", "公章", "签章", "印章", "签字", "目标", "指标", "年度", "年", "度",
    "月", "日", "至", "和", "及", "与", "或", "表", "附件", "附表", "续表", "金额", "合计",
];

/// Splits texts into known parts.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    texts: &'a OutputTexts,
    templates: &'a Templates,
    listed: BTreeMap<String, bool>,
}

impl<'a> Parts<'a> {
    pub(super) fn new(texts: &'a OutputTexts, templates: &'a Templates) -> Self {
        Self { texts, templates, listed: BTreeMap::new() }
    }

    /// Whether a folded text is a listed word, with or without a list number: `1.注`.
    pub(super) fn is_listed_item(&mut self, folded: &str) -> bool {
        self.is_listed(folded) || self.is_listed(without_list_number(folded))
    }

    /// Whether a template lists a folded text as header word, label or block name. A check mark
    /// counts too: the record holds the word it marks.
    fn is_listed(&mut self, folded: &str) -> bool {
        if folded.chars().all(|c| matches!(c, '√' | '✓' | '✔' | '☑')) {
            return true;
        }
        let word = fold_label(folded);
        if let Some(known) = self.listed.get(word.as_ref()) {
            return *known;
        }
        let is_listed = self.templates.lists(&word);
        self.listed.insert(word.into_owned(), is_listed);
        is_listed
    }

    /// The remainder of a folded text that is neither value, listed word nor punctuation, if any.
    pub(super) fn missing(&mut self, folded: &str) -> Option<String> {
        let mut rest = folded;
        let mut left = String::new();
        let mut n_known = 0;
        let mut missing: Option<String> = None;
        while let Some(c) = rest.chars().next() {
            match self.known_at(rest) {
                Some(n) => {
                    n_known += 1;
                    self.close(&mut left, &mut missing);
                    rest = rest.get(n..).unwrap_or_default();
                }
                None => {
                    left.push(c);
                    rest = rest.get(c.len_utf8()..).unwrap_or_default();
                }
            }
        }
        self.close(&mut left, &mut missing);
        // Punctuation and list numbers alone are not parts.
        if n_known == 0 { Some(folded.to_owned()) } else { missing }
    }

    /// Length in bytes of the date at the start of a text, or else of the longest value, quote of a
    /// finding or listed word there.
    fn known_at(&mut self, rest: &str) -> Option<usize> {
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            let is_part = |c: char| c.is_ascii_digit() || "年月日号.-/".contains(c);
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let (date, after) = rest.split_at_checked(end)?;
            if self.texts.is_date(date) {
                let is_fiscal = date.ends_with('年') && after.starts_with('度');
                return Some(end + if is_fiscal { '度'.len_utf8() } else { 0 });
            }
        }
        let value = self.texts.value_at(rest).map(str::len);
        value.max(self.listed_at(rest))
    }

    /// Length in bytes of the longest listed word at the start of a text.
    fn listed_at(&mut self, rest: &str) -> Option<usize> {
        if !rest.starts_with(char::is_alphanumeric) {
            return None;
        }
        let ends: Vec<usize> = rest
            .char_indices()
            .skip(1)
            .map(|(at, _)| at)
            .chain([rest.len()])
            .take(MAX_WORD)
            .collect();
        let word = |end: &usize| rest.get(..*end).filter(|word| word.chars().count() > 1);
        ends.iter().rev().copied().find(|end| word(end).is_some_and(|word| self.is_listed(word)))
    }

    /// Counts text between known parts as lost unless it carries no meaning.
    fn close(&mut self, left: &mut String, missing: &mut Option<String>) {
        let bare = left.trim_matches(|c: char| !c.is_alphanumeric());
        let is_long = bare.chars().nth(MIN_INSIDE - 1).is_some();
        let is_known = self.texts.is_whole(bare)
            || is_neutral(left, self.texts)
            || is_long && self.texts.is_inside(bare);
        if !is_known {
            missing.get_or_insert_default().push_str(left);
        }
        left.clear();
    }
}

/// Whether a remainder carries no meaning: punctuation, list numbers, points in brackets,
/// conjunctions.
fn is_neutral(text: &str, texts: &OutputTexts) -> bool {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_digit() {
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let digits = rest.get(..end).unwrap_or_default();
            let bare = digits.trim_end_matches('.');
            let after = rest.get(bare.len()..).unwrap_or_default();
            let counts = bare.len() <= MAX_NUMBER
                && (after.is_empty()
                    || after.starts_with(['.', '、', ')', ':', ',', ';', '分', '%']));
            if !counts && !texts.has_number(bare) {
                return false;
            }
            rest = after;
            continue;
        }
        if let Some(after) = column_letters(rest) {
            rest = after;
            continue;
        }
        if let Some(after) = GLUE.iter().find_map(|word| rest.strip_prefix(word)) {
            rest = after;
            continue;
        }
        if c.is_alphanumeric() && !"一二三四五六七八九十分万亿元百千第".contains(c)
        {
            return false;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    true
}

/// A text without the list number before it, in digits or in Chinese numerals.
fn without_list_number(text: &str) -> &str {
    let is_numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let rest = text.trim_start_matches(is_numeral);
    let n_numerals = text.chars().count().saturating_sub(rest.chars().count());
    let is_number = (1..=MAX_NUMBER).contains(&n_numerals);
    rest.strip_prefix(['.', '、', ')']).filter(|_| is_number).unwrap_or(text)
}

/// The rest after column letters such as `(A)` or `(B/A)`, which a form uses in its formulas.
fn column_letters(text: &str) -> Option<&str> {
    /// Longest such group, in bytes.
    const MAX_LEN: usize = 9;
    let (group, after) = text.strip_prefix('(')?.split_once(')')?;
    let is_formula = group.bytes().all(|b| b.is_ascii_uppercase() || b"/*+-=%10".contains(&b));
    (is_formula && group.len() <= MAX_LEN && group.starts_with(|c: char| c.is_ascii_uppercase()))
        .then_some(after)
}
