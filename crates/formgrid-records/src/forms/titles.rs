//! Titles, units, dates and years in the lines around the tables of a form.
//!
//! A line is a paragraph, or a cell alone in its row, because a sheet stores paragraphs in cells.

use formgrid_model::{fold, join_lines};

use crate::template::{Field, Part, TitleKind, Vocabulary};
use crate::text::{split_label, split_number};
use crate::values::takes;
use crate::words::score::{Score, centinat};
use crate::{department, money, words, year};

/// Longest title, in characters; longer texts with such an ending are sentences.
const MAX_TITLE: usize = 60;

/// Reads lines with a vocabulary.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lines<'v> {
    vocabulary: &'v Vocabulary,
}

/// A label with its value in one text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InlineLabel<'t> {
    /// Empty before a text whose label is unknown.
    pub(crate) label: &'t str,
    pub(crate) field: Option<Field>,
    pub(crate) value: &'t str,
}

impl<'v> Lines<'v> {
    /// A reader of lines.
    pub(crate) fn new(vocabulary: &'v Vocabulary) -> Self {
        Self { vocabulary }
    }

    /// The field of a label in a line. An unlisted label has to fit its value.
    fn label(&self, label: &str, value: &str) -> Option<Field> {
        /// Least score of an unlisted label.
        const SUGGESTS: Score = centinat(150);
        let listed = self.vocabulary.read(label).label;
        listed.or_else(|| {
            let evidence = words::evidence_of(self.vocabulary, label);
            let name = department::split_code(value).name;
            let is_name = self.vocabulary.is_organisation(&fold(&name));
            let fits = |field: Field| match field {
                // A page names many offices; an office label requires the name of an organisation.
                _ if field.is_office() => is_name,
                Field::CurrencyUnit => is_name || money::unit_of(value).is_some(),
                _ => !is_name && takes::check(field, value).is_ok(),
            };
            let fields = evidence.labels().iter();
            let mut fields = fields.filter(|&&(field, score)| score >= SUGGESTS && fits(field));
            fields.next().map(|&(field, _)| field)
        })
    }

    /// The furniture of a line of only units, dates and years; none if the line holds more.
    pub(crate) fn furniture(&self, text: &str) -> Option<Vec<Furniture>> {
        if !self.is_furniture(text) {
            return None;
        }
        Some(segments(text).iter().filter_map(|segment| furniture(segment)).collect())
    }
}

impl Lines<'_> {
    /// Reads a text as a title, if it is one, possibly together with the text above it.
    ///
    /// A title may be broken over two paragraphs, in the middle of the name or before its form
    /// words.
    pub(crate) fn title(&self, text: &str, above: Option<&str>) -> Option<Title> {
        let own: Vec<&str> = text.lines().filter(|line| !self.is_furniture(line)).collect();
        let joined = join_lines(&own.join("\n"));
        let folded = fold(&joined).into_owned();
        let folded = department::without_attachment(&folded).trim_end_matches(':');
        let n = folded.chars().count();
        if !(3..=MAX_TITLE).contains(&n) || folded.contains(['。', ';', '|']) {
            return None;
        }
        // 长期绩效目标表 within a form labels one of its blocks.
        let names_block =
            self.vocabulary.meaning(folded).section.is_some_and(|s| s.horizon().is_some());
        if names_block {
            return None;
        }
        if let Some((form, _)) = department::named_form(&joined) {
            let folded = fold(form);
            let (kind, before, has_group) = self.title_kind(&folded)?;
            let department = self.title_department(kind, before, bare_title(form, has_group));
            return Some(Title { heading: true, department, ..Title::new(kind, joined) });
        }
        let (kind, before, bare) = self.title_kind(folded)?;
        // 第二部分 甲县乙局2031年部门预算 divides a document and begins none.
        let divides = before.starts_with('第') || is_numbered(before);
        if kind == TitleKind::Cover && divides {
            return None;
        }
        if kind != TitleKind::Department && kind != TitleKind::Cover && is_numbered(before) {
            return Some(Title { heading: true, ..Title::new(kind, joined) });
        }
        let mut title = Title::new(kind, joined);
        title.department = self.title_department(kind, before, bare_title(&title.text, bare));
        let is_cut = |above: &str| title.department.is_none() || department::is_region(above);
        if let Some(above) = above.filter(|above| self.may_name(above) && is_cut(above)) {
            let names = department::from_titles(&[above, &title.text]);
            let is_name =
                |d: &department::Department| self.vocabulary.is_organisation(&fold(&d.name));
            let names = names.filter(is_name);
            title.with_above = names.is_some();
            title.department = names.or(title.department);
        }
        let has_name = department::from_title(bare_title(&title.text, bare))
            .is_some_and(|named| !department::is_region(&named.name));
        // A heading above a project's table reads like a form, not like a report.
        let is_form =
            self.vocabulary.title(folded).is_some() || department::form_words(folded).is_some();
        title.heading = title.department.is_none()
            && is_form
            && year::year_in(&title.text).is_none()
            && has_name
            && !before.is_empty()
            && matches!(kind, TitleKind::Either | TitleKind::Project);
        Some(title)
    }

    /// The kind of a folded title, the text before its form words, and whether a bracketed group
    /// follows them: `…绩效目标表（本级下达）`.
    ///
    /// An ending that the vocabulary lists decides. Form words alone or after a name are a title
    /// too, because every office combines them in its own way.
    fn title_kind<'t>(&self, folded: &'t str) -> Option<(TitleKind, &'t str, bool)> {
        let kind_of = |title: &'t str| {
            let listed = self.vocabulary.title(title).map(|(kind, rest)| (kind, &title[..rest]));
            listed.or_else(|| self.composed_title(title))
        };
        if let Some((kind, before)) = kind_of(folded) {
            return Some((kind, before, false));
        }
        let (bare, group) = folded.strip_suffix(')')?.rsplit_once('(')?;
        let (kind, before) = kind_of(bare).filter(|_| !group.is_empty())?;
        Some((kind, before, true))
    }

    /// A title with an unlisted ending, recognized by its form words.
    fn composed_title<'t>(&self, title: &'t str) -> Option<(TitleKind, &'t str)> {
        let named = department::form_words(title).or_else(|| department::report_words(title));
        if let Some((name, words)) = named {
            let kind = if words.contains("整体") {
                TitleKind::Department
            } else if ["项目", "专项", "政策"].iter().any(|word| words.contains(word)) {
                TitleKind::Project
            } else {
                TitleKind::Either
            };
            return Some((kind, name));
        }
        // 2031年度甲县乙局绩效目标: a year and a name make a title.
        let before = title.strip_suffix("绩效目标")?;
        let name = department::from_title(before)?.name;
        let is_named = year::year_in(before).is_some() && self.vocabulary.is_organisation(&name);
        is_named.then_some((TitleKind::Either, before))
    }

    /// The department before the ending of a title.
    fn title_department(
        &self,
        kind: TitleKind,
        before: &str,
        text: &str,
    ) -> Option<department::Department> {
        let found = department::from_title(text)?;
        let is_name = self.vocabulary.is_organisation(&fold(&found.name));
        match kind {
            // The text before 整体支出绩效目标表 is a department, whatever its ending.
            TitleKind::Department => (!before.is_empty()).then_some(found),
            TitleKind::Project | TitleKind::Either | TitleKind::Cover => is_name.then_some(found),
        }
    }

    /// Whether a text is the name of one organisation, which may be the first line of a title.
    pub(crate) fn may_begin_title(&self, text: &str) -> bool {
        // 一、部 is no name, although a third character would make it one.
        let (_, name) = split_number(text);
        self.may_name(text)
            && self.vocabulary.is_organisation(&fold(name))
            && !department::holds_two_names(text)
    }

    /// Whether the text above a title may be its first part.
    fn may_name(&self, above: &str) -> bool {
        let folded = fold(above);
        let n = folded.chars().count();
        (3..=MAX_TITLE).contains(&n)
            && !folded.contains(['。', ';', ':', '|'])
            && self.vocabulary.meaning(&folded).part.is_none()
    }

    /// Whether a text is only units, dates, years or page numbers.
    pub(crate) fn is_furniture(&self, text: &str) -> bool {
        // Cheap test first: this runs for every cell, and few begin like furniture.
        let begins = |c: char| c.is_ascii_digit() || "单金货填申编日第(（-—０１２".contains(c);
        if !text.trim_start().starts_with(begins) {
            return false;
        }
        is_only_furniture(text)
    }

    /// The part of the narrative that a heading opens.
    pub(crate) fn part_of(&self, text: &str) -> Option<Part> {
        let folded = fold(text);
        if folded.chars().count() > 40 || folded.contains('。') {
            return None;
        }
        let meaning = self.vocabulary.read(text);
        meaning.part.or_else(|| {
            let is_over = self.vocabulary.ends_with_part(&folded, Part::Instructions);
            is_over.then_some(Part::Instructions)
        })
    }

    /// The labels of a text with their values; empty if it does not begin with a known label.
    ///
    /// A line may hold several, separated by blanks: `填报单位：…    金额单位：万元`.
    pub(crate) fn inline_labels<'t>(&self, text: &'t str) -> Vec<InlineLabel<'t>> {
        /// Longest piece without a known label, in characters.
        const MAX_UNKNOWN: usize = 24;
        let mut found: Vec<InlineLabel<'t>> = Vec::new();
        let unknown = |value| InlineLabel { label: "", field: None, value };
        // A name before the labels of a line is the filer's: `301甲县农业局    单位：万元`.
        let mut named = None;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            for piece in labelled_pieces(line) {
                match self.inline_label(piece) {
                    Some(labelled) => {
                        found.extend(named.take());
                        found.push(labelled);
                    }
                    None if found.is_empty() && named.is_none() && self.is_filer(piece) => {
                        named = Some(InlineLabel {
                            label: "",
                            field: Some(Field::Department),
                            value: piece,
                        });
                    }
                    // 填报机关：（盖章）    单位：万元 states its unit, although the filer is
                    // blank.
                    None if found.is_empty() && piece.chars().count() > MAX_UNKNOWN => {
                        return Vec::new();
                    }
                    None => found.push(unknown(piece)),
                }
            }
        }
        let is_known = |label: &InlineLabel<'_>| label.field.is_some();
        // Text before the first label makes a sentence, unless a unit label follows.
        let begins = found.first().is_some_and(is_known)
            || found.iter().any(|label| label.field == Some(Field::CurrencyUnit));
        if begins { found } else { Vec::new() }
    }

    /// Whether a text is a code with the name of an organisation.
    fn is_filer(&self, text: &str) -> bool {
        let department = department::split_code(text.trim());
        department.code.is_some() && self.vocabulary.is_organisation(&fold(&department.name))
    }

    /// A label with its value in one text.
    fn inline_label<'t>(&self, text: &'t str) -> Option<InlineLabel<'t>> {
        let (label, value) = split_label(text)?;
        let value = value.trim();
        if label.chars().count() > 20 || value.is_empty() {
            return None;
        }
        Some(InlineLabel { label: label.trim(), field: Some(self.label(label, value)?), value })
    }
}

/// A printed title, without the bracketed group at its end if `has_group`.
fn bare_title(title: &str, has_group: bool) -> &str {
    let group = has_group.then(|| title.rfind(['(', '（'])).flatten();
    group.map_or(title, |at| &title[..at])
}

/// A title as read.
#[derive(Debug, Clone)]
pub(crate) struct Title {
    pub(crate) kind: TitleKind,
    /// The text, its lines joined.
    pub(crate) text: String,
    pub(crate) department: Option<department::Department>,
    /// It is the heading of a project, not the title of a form.
    pub(crate) heading: bool,
    /// The text above belongs to it.
    pub(crate) with_above: bool,
}

impl Title {
    fn new(kind: TitleKind, text: String) -> Self {
        Self { kind, text, department: None, heading: false, with_above: false }
    }
}

/// Splits a line before each label: a word after a blank that ends in a colon.
fn labelled_pieces(line: &str) -> Vec<&str> {
    /// Longest label, in characters.
    const MAX_LABEL: usize = 16;
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut word_start = 0;
    let mut after_blank = true;
    for (at, c) in line.char_indices() {
        if c.is_whitespace() {
            after_blank = true;
            continue;
        }
        if std::mem::take(&mut after_blank) {
            word_start = at;
        }
        let is_label = matches!(c, ':' | '：')
            && (1..=MAX_LABEL).contains(&line[word_start..at].chars().count());
        if !is_label {
            continue;
        }
        if word_start > start {
            pieces.push(line[start..word_start].trim());
            start = word_start;
        }
    }
    pieces.push(line[start..].trim());
    pieces
}

/// A piece of page furniture.
#[derive(Debug, Clone)]
pub(crate) enum Furniture {
    Unit(Option<&'static str>),
    Date(String),
    Year(String),
    Page,
}

/// Splits a line before each unit label.
fn segments(text: &str) -> Vec<String> {
    let mut segments: Vec<String> = Vec::new();
    if text.len() > 200 {
        return vec![text.to_owned()];
    }
    for line in text.lines() {
        let mut rest = line.trim();
        while let Some(at) = rest.char_indices().skip(1).find_map(|(at, _)| {
            let tail = &rest[at..];
            let begins = |word: &str| tail.starts_with(word);
            let is_label = begins("单位：") || begins("单位:") || begins("金额单位");
            (is_label && !rest[..at].ends_with("金额")).then_some(at)
        }) {
            segments.push(rest[..at].trim().to_owned());
            rest = &rest[at..];
        }
        segments.push(rest.to_owned());
    }
    segments.retain(|segment| !segment.is_empty());
    segments
}

/// Whether each part of a text is a unit, a date, a year or a page number.
pub(crate) fn is_only_furniture(text: &str) -> bool {
    let segments = segments(text);
    !segments.is_empty() && segments.iter().all(|segment| is_furniture(segment))
}

/// Whether a text is a unit, a date, a year or a page number.
pub(crate) fn is_furniture(text: &str) -> bool {
    furniture(text).is_some()
}

fn furniture(segment: &str) -> Option<Furniture> {
    let folded = fold(segment);
    let bare = folded.trim_start_matches('(').trim_end_matches(')');
    if bare.is_empty() || bare.chars().count() > 30 {
        return None;
    }
    let unit = ["金额单位", "货币单位", "单位"].iter().find_map(|word| bare.strip_prefix(word));
    if let Some(unit) = unit.map(|rest| rest.trim_start_matches(':')) {
        let is_unit = unit.chars().all(|c| "万亿千百元人民币、,/%和".contains(c));
        let unit = money::unit_of(unit).filter(|_| is_unit);
        return unit.map(|unit| Furniture::Unit(Some(unit)));
    }
    let dates = [
        "填报日期",
        "填表日期",
        "填报时间",
        "申报日期",
        "填表时间",
        "编制日期",
        "申报时间",
        "日期",
    ];
    if let Some(date) = dates.iter().find_map(|word| bare.strip_prefix(word)) {
        let is_date = date.chars().all(|c| c.is_ascii_digit() || ":年月日.-/".contains(c));
        return is_date.then(|| Furniture::Date(segment.to_owned()));
    }
    if folded == "(年度)" || folded == "(年)" {
        return Some(Furniture::Page);
    }
    let is_year = |year: &str| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    if bare.strip_suffix("年度").or_else(|| bare.strip_suffix('年')).is_some_and(is_year) {
        return Some(Furniture::Year(segment.to_owned()));
    }
    // （2031年1-7月） and （2031年度第三季度） are the periods of a report.
    let is_period = |rest: &str| {
        let part = rest.trim_start_matches(['度', '第']);
        let numeral = part.strip_suffix("季度").or_else(|| part.strip_suffix("半年"));
        let names = |c: char| crate::text::is_numeral(c) || "上下1234".contains(c);
        if numeral.is_some_and(|numeral| numeral.chars().count() == 1 && numeral.chars().all(names))
        {
            return true;
        }
        let digits = part.trim_end_matches("月份").trim_end_matches('月');
        digits.len() < part.len()
            && digits.chars().all(|c| c.is_ascii_digit() || "-~至—".contains(c))
    };
    let inside = folded.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let period = inside.and_then(|inside| inside.split_once('年'));
    if period.is_some_and(|(year, rest)| is_year(year) && is_period(rest)) {
        return Some(Furniture::Year(segment.to_owned()));
    }
    is_page_number(bare).then_some(Furniture::Page)
}

/// `- 3 -`, `第3页`, `第 3 页 共 9 页`.
fn is_page_number(bare: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let dashed = bare.strip_prefix(['-', '—']).and_then(|t| t.strip_suffix(['-', '—']));
    let page = bare.strip_prefix('第').and_then(|t| t.split_once('页'));
    dashed.is_some_and(digits) || page.is_some_and(|(number, _)| digits(number))
}

/// Whether a title begins with a list number: it then belongs to one of several projects.
fn is_numbered(before: &str) -> bool {
    let rest = before
        .trim_start_matches(|c: char| c.is_ascii_digit() || c == '(' || crate::text::is_numeral(c));
    rest.len() < before.len() && rest.starts_with(['.', '、', ')', ','])
}

#[cfg(test)]
mod tests {
    use super::{Furniture, furniture, is_numbered, segments};

    #[test]
    fn furniture_is_read_piece_by_piece() {
        let line = "填报日期：2031 年 02 月 03 日        单位：万元";
        assert_eq!(segments(line), ["填报日期：2031 年 02 月 03 日", "单位：万元"]);
        assert!(matches!(furniture("金额单位：元"), Some(Furniture::Unit(Some("元")))));
        assert!(matches!(furniture("（2031年度）"), Some(Furniture::Year(_))));
        assert!(matches!(furniture("（2031年1-7月）"), Some(Furniture::Year(_))));
        assert!(matches!(furniture("（2031年度第三季度）"), Some(Furniture::Year(_))));
        assert!(matches!(furniture("（2031年上半年）"), Some(Furniture::Year(_))));
        assert!(matches!(furniture("（2031年度1-10月）"), Some(Furniture::Year(_))));
        assert!(matches!(furniture("单位 万元"), Some(Furniture::Unit(Some("万元")))));
        assert!(matches!(furniture("第 3 页"), Some(Furniture::Page)));
        assert!(furniture("单位名称").is_none());
        assert!(furniture("单位成本500元").is_none());
    }

    #[test]
    fn numbered_titles_head_projects() {
        assert!(is_numbered("3.河道巡查经费"));
        assert!(is_numbered("(二)河道巡查经费"));
        assert!(!is_numbered("二道河镇政府"));
    }
}
