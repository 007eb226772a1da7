//! The fiscal year of a filing, with its evidence.
//!
//! Many forms print no year. Every rule that finds one adds evidence. The strongest decides, and
//! the rest is kept so that a reader sees contradictions. Only the first two rules yield a printed
//! year; an inferred year is left out of ids.

use crate::record::{Value, YearEvidence};
use crate::values::{iso_date, narrow};

/// Rules for a year that the form prints as its own.
const PRINTED: &[&str] = &["title", "form_year"];

/// Weak rules: the year may be off by one or more.
pub(crate) const WEAK: &[&str] = &["until_year", "path", "project_code"];

/// The evidence in a form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clues<'a> {
    /// Titles, of the form and of a cover.
    pub(crate) titles: Vec<&'a str>,
    /// Lines such as `（2025年度）`.
    pub(crate) year_lines: Vec<&'a str>,
    /// Header words of prior years: `2022年`.
    pub(crate) history: Vec<&'a str>,
    /// Headings and labelled texts above the form with a year.
    pub(crate) headings: Vec<&'a str>,
    /// Labels of amounts with a year: `2022年金额`.
    pub(crate) labels: Vec<&'a str>,
    /// Periods of projects, start and end in one text.
    pub(crate) periods: Vec<String>,
    /// Values of the year's indicators.
    pub(crate) values: Vec<&'a Value>,
    /// Values of the long-term indicators, used only if no other value holds a date.
    pub(crate) long_term_values: Vec<&'a Value>,
    /// The line with the filing date.
    pub(crate) filing_date: Option<&'a str>,
    /// The label with the end year of the long-term goals.
    pub(crate) until_year: Option<&'a str>,
    /// Path of the source.
    pub(crate) path: &'a str,
    /// Codes of projects.
    pub(crate) project_codes: Vec<&'a str>,
    /// The form reports outturns (self-evaluation), not plans.
    pub(crate) looks_back: bool,
}

/// A fiscal year with its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Inferred {
    /// The year; none without evidence.
    pub(crate) year: Option<i32>,
    /// Whether the form prints it as its own.
    pub(crate) printed: bool,
    /// All evidence, strongest first.
    pub(crate) evidence: Vec<YearEvidence>,
}

/// Infers the fiscal year.
pub(crate) fn infer(clues: &Clues<'_>) -> Inferred {
    let mut found: Vec<(i32, YearEvidence)> = Vec::new();
    let mut add = |rule: &'static str, year: Option<i32>, text: &str| {
        found.extend(year.map(|year| (year, YearEvidence { rule, text: text.trim().to_owned() })));
    };
    if let Some((title, year)) = first_year(&clues.titles) {
        add("title", Some(year), title);
    }
    let line_year = |line: &str| year_in(line).or_else(|| plausible(narrow(line).parse().ok()?));
    let mut lines = clues.year_lines.iter();
    if let Some((line, year)) = lines.find_map(|&line| Some((line, line_year(line)?))) {
        add("form_year", Some(year), line);
    }
    if let Some((label, year)) = latest(&clues.history, year_in) {
        add("history", Some(year + 1), label);
    }
    if let Some((heading, year)) = first_year(&clues.headings) {
        add("heading", Some(year), heading);
    }
    if let Some((label, year)) = latest(&clues.labels, year_in) {
        add("label", Some(year), label);
    }
    let only = |text: &String| only_year(text).and_then(|text| year_in(&text));
    if let Some((text, year)) = clues.periods.iter().find_map(|text| Some((text, only(text)?))) {
        add("period", Some(year), text);
    }
    let until_year = clues.until_year.and_then(year_in);
    let before_the_end = |year: i32| until_year.is_none_or(|until| year < until);
    let long_term = || most_frequent(&clues.long_term_values).filter(|&(_, y)| before_the_end(y));
    if let Some((raw, year)) = most_frequent(&clues.values).or_else(long_term) {
        add("values", Some(year), raw);
    }
    if let Some(line) = clues.filing_date {
        add("filing_date", from_filing_date(line, clues.looks_back), line);
    }
    if let Some(label) = clues.until_year {
        add("until_year", until_year.map(|year| year - 2), label);
    }
    if let Some((part, year)) = from_path(clues.path) {
        add("path", Some(year), part);
    }
    if let Some((code, year)) = latest(&clues.project_codes, from_project_code) {
        add("project_code", Some(year), code);
    }
    let year = found.first().map(|&(year, _)| year);
    let printed = found.first().is_some_and(|(_, first)| PRINTED.contains(&first.rule));
    Inferred { year, printed, evidence: found.into_iter().map(|(_, evidence)| evidence).collect() }
}

/// The text itself, if it names exactly one year.
pub(crate) fn only_year(text: &str) -> Option<String> {
    let folded = narrow(text);
    let before = || folded.match_indices('年').map(|(at, _)| &folded[..at]);
    let mut years = before().filter_map(year_at_end);
    let first = years.next()?;
    let is_only = years.all(|other| other == first) && !names_range(text);
    is_only.then(|| text.to_owned())
}

/// Whether a text names a range of years: `2026—2028年`.
pub(crate) fn names_range(text: &str) -> bool {
    let text = narrow(text);
    text.match_indices('年').any(|(at, _)| range(&text[..at]).is_some())
}

/// The first year of a range at the end of a text: 2026 of `2026—2028`.
fn range(text: &str) -> Option<i32> {
    /// Longest plan of a form, in years.
    const LONGEST: i32 = 10;
    let end = year_at_end(text)?;
    let before = text.trim_end_matches(|c: char| digit(c).is_some());
    let start = before.trim_end_matches(['-', '—', '–', '~', '至', '到', ' ']);
    let start = year_at_end(start).filter(|_| start.len() < before.len())?;
    (start < end && end - start < LONGEST).then_some(start)
}

/// The year in a header word: `2023年`, or a bare 2023.
pub(crate) fn label_year(label: &str) -> Option<i32> {
    year_in(label).or_else(|| plausible(formgrid_model::fold(label).parse().ok()?))
}

/// The year that a line above a table states for it: 2024 of `（2024年度）` or of a title with it; of a
/// range, its first year.
pub(crate) fn stated_year(line: &str) -> Option<i32> {
    /// Longest line, in characters. Longer ones are sentences.
    const MAX_CHARS: usize = 60;
    let line = line.trim();
    let ends_title = line.ends_with(['表', ')', '）']);
    if line.contains(['。', '；']) || !(line.contains("年度") || ends_title) {
        return None;
    }
    if line.chars().count() > MAX_CHARS { None } else { year_in(line) }
}

/// Whether a text is only a year: 2024, 2024年度, （2024年）.
pub(crate) fn is_bare_year(text: &str) -> bool {
    let folded = formgrid_model::fold(text);
    let bare = folded.trim_matches(|c: char| "()[]年度预算".contains(c));
    label_year(text).is_some() && bare.chars().count() == 4
}

/// The first plausible year followed by 年 in a text, in digits or in Chinese numerals; of a range, its
/// first year.
pub(crate) fn year_in(text: &str) -> Option<i32> {
    let text = narrow(text);
    let before_nian = text.match_indices('年').map(|(at, _)| &text[..at]);
    before_nian.filter_map(|before| range(before).or_else(|| year_at_end(before))).next()
}

fn year_at_end(text: &str) -> Option<i32> {
    let mut digits = text.chars().rev().map_while(digit).collect::<Vec<_>>();
    if digits.len() != 4 {
        return None;
    }
    digits.reverse();
    plausible(digits.iter().fold(0, |year, digit| year * 10 + digit))
}

fn digit(c: char) -> Option<i32> {
    const NUMERALS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    if matches!(c, '〇' | '○' | '０' | 'Ｏ') {
        return Some(0);
    }
    let value = c.to_digit(10).or_else(|| {
        NUMERALS.iter().position(|&numeral| numeral == c).and_then(|at| u32::try_from(at).ok())
    })?;
    i32::try_from(value).ok()
}

/// Performance budgeting began after 2000; a later century is no fiscal year yet.
fn plausible(year: i32) -> Option<i32> {
    (2000..=2099).contains(&year).then_some(year)
}

fn first_year<'a>(texts: &[&'a str]) -> Option<(&'a str, i32)> {
    texts.iter().find_map(|&text| Some((text, year_in(text)?)))
}

fn latest<'a>(texts: &[&'a str], year_of: impl Fn(&str) -> Option<i32>) -> Option<(&'a str, i32)> {
    texts.iter().filter_map(|&text| Some((text, year_of(text)?))).max_by_key(|&(_, year)| year)
}

/// The year of most dates among the values, the later one on a tie.
fn most_frequent<'a>(values: &[&'a Value]) -> Option<(&'a str, i32)> {
    let mut counts = std::collections::BTreeMap::<i32, (usize, &'a str)>::new();
    for value in values {
        let year = value.date.as_deref().and_then(|date| date.get(..4)?.parse().ok());
        if let Some(year) = year.and_then(plausible) {
            counts.entry(year).or_insert((0, &value.raw)).0 += 1;
        }
    }
    let (&year, &(_, raw)) = counts.iter().max_by_key(|&(_, &(count, _))| count)?;
    Some((raw, year))
}

/// Plans are filed from November for the next year and until March for the current one. A report is
/// filed in the first half of the next year. Other months prove nothing.
fn from_filing_date(line: &str, looks_back: bool) -> Option<i32> {
    let date = iso_date(line)?;
    let year: i32 = date.get(..4)?.parse().ok()?;
    match (date.get(5..7)?.parse::<u32>().ok()?, looks_back) {
        (11 | 12, false) => Some(year + 1),
        (1..=3, false) => Some(year),
        (1..=6, true) => Some(year - 1),
        _ => None,
    }
}

/// The year in the file name, else in the nearest folder.
fn from_path(path: &str) -> Option<(&str, i32)> {
    path.rsplit(['/', '!']).find_map(|part| {
        let mut rest = part;
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            let n = rest[start..].bytes().take_while(u8::is_ascii_digit).count();
            let digits = &rest[start..start + n];
            // Compact dates such as 20240315 begin with the year.
            let year = (n == 4 || n == 8).then(|| digits[..4].parse().ok()).flatten();
            if let Some(year) = year.and_then(plausible) {
                return Some((part, year));
            }
            rest = &rest[start + n..];
        }
        None
    })
}

/// Digits 7 and 8 of a code of the national system are the year in which the project was created.
fn from_project_code(code: &str) -> Option<i32> {
    let code = narrow(code);
    let is_code = code.len() >= 18 && code.bytes().take(8).all(|b| b.is_ascii_digit());
    let year: i32 = code.get(6..8).filter(|_| is_code)?.parse().ok()?;
    plausible(2000 + year)
}

#[cfg(test)]
mod tests {
    use super::{Clues, infer, only_year, stated_year, year_in};
    use crate::values;

    /// Compares the year, whether it is printed, and the rules with evidence.
    fn check(clues: &Clues<'_>, year: Option<i32>, printed: bool, rules: &[&str]) {
        let inferred = infer(clues);
        assert_eq!(inferred.year, year, "{clues:?}");
        assert_eq!(inferred.printed, printed, "{clues:?}");
        let found: Vec<_> = inferred.evidence.iter().map(|evidence| evidence.rule).collect();
        assert_eq!(found, rules);
    }

    #[test]
    fn years_are_read_in_digits_and_numerals() {
        assert_eq!(year_in("甲局２０２５年度部门预算"), Some(2025));
        assert_eq!(year_in("二〇二四年 部门预算"), Some(2024));
        assert_eq!(year_in("项目总目标(2024年-2026年)"), Some(2024));
        assert_eq!(year_in("近3年情况，1850年"), None);
        assert_eq!(year_in("2026—2028年项目支出规划"), Some(2026));
        assert_eq!(only_year("2026-2028年"), None);
        assert_eq!(only_year("2026年3月至2026年12月"), Some("2026年3月至2026年12月".to_owned()));
    }

    #[test]
    fn a_line_states_the_year_of_the_table_below() {
        assert_eq!(stated_year("（2024年度）　单位：万元"), Some(2024));
        assert_eq!(stated_year("甲局2025—2027年绩效目标表"), Some(2025));
        assert_eq!(stated_year("2023年以来，全县共完成改造。"), None);
        assert_eq!(stated_year("填报日期：2024年3月1日"), None);
    }

    #[test]
    fn the_strongest_evidence_decides() {
        let value = values::parse("2024年12月31日前", None);
        let clues = Clues {
            titles: vec!["部门整体绩效目标申报表", "2025年部门预算"],
            year_lines: vec!["（2024年度）"],
            history: vec!["2021年", "2022年"],
            headings: Vec::new(),
            labels: Vec::new(),
            periods: Vec::new(),
            values: vec![&value],
            long_term_values: Vec::new(),
            filing_date: Some("填报日期：2023年11月15日"),
            until_year: Some("长期目标（截止2026年）"),
            path: "archive/2022/form.txt",
            project_codes: vec!["42010123P000012345678"],
            looks_back: false,
        };
        let rules = [
            "title",
            "form_year",
            "history",
            "values",
            "filing_date",
            "until_year",
            "path",
            "project_code",
        ];
        check(&clues, Some(2025), true, &rules);
    }

    #[test]
    fn each_rule_alone() {
        let base = Clues::default();
        let year_lines = vec!["（2025年度）"];
        check(&Clues { year_lines, ..base.clone() }, Some(2025), true, &["form_year"]);
        let history = vec!["2022年", "2023年", "前年"];
        check(&Clues { history, ..base.clone() }, Some(2024), false, &["history"]);
        let until_year = Some("长期目标（截至2028年）");
        check(&Clues { until_year, ..base.clone() }, Some(2026), false, &["until_year"]);
        check(&Clues { path: "a/甲局2023.txt", ..base.clone() }, Some(2023), false, &["path"]);
        let project_codes = vec!["42010123P000012345678", "430001"];
        check(&Clues { project_codes, ..base.clone() }, Some(2023), false, &["project_code"]);
        check(&base, None, false, &[]);
    }

    #[test]
    fn long_term_values_count_only_before_the_end_of_their_goals() {
        let value = values::parse("2024年9月30日前", None);
        let check_until = |label, year, rules: &[&str]| {
            let until_year = Some(label);
            let long_term_values = vec![&value];
            let clues = Clues { until_year, long_term_values, ..Clues::default() };
            check(&clues, Some(year), false, rules);
        };
        check_until("截至2027年", 2024, &["values", "until_year"]);
        check_until("截至2024年", 2022, &["until_year"]);
    }

    #[test]
    fn the_filing_date_counts_in_some_months_only() {
        let at = |line, looks_back| {
            let clues = Clues { filing_date: Some(line), looks_back, ..Clues::default() };
            infer(&clues).year
        };
        assert_eq!(at("2023-11-15", false), Some(2024));
        assert_eq!(at("2024年01月26日", false), Some(2024));
        assert_eq!(at("2024年06月26日", false), None);
        assert_eq!(at("2024年02月26日", true), Some(2023));
    }
}
