//! The compiled words of a form: one lookup returns everything that a string can mean.
//!
//! Words are looked up folded. Decorations (其中: before a word, points, units and years in
//! brackets after it, list numbers, a label repeated in a merged cell) are removed step by step
//! until the word is known.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use formgrid_model::{WordClass, WordTable, fold_label, note_lookup};

use super::{Field, Inline, Part, Section};
use crate::text::{is_ideograph, is_numeral};
use crate::words::EvidenceCache;
use crate::words::model::{Class, WordModel};

/// Longest string, in bytes, that is looked up as a word; longer ones are text. It allows for a
/// label that is repeated within its cell.
const MAX_WORD: usize = 240;

/// Everything that a string can mean. Its position decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Meaning {
    /// Field of the cells below it.
    pub(crate) column: Option<Field>,
    /// Field of the cell next to it.
    pub(crate) label: Option<Field>,
    /// Block that it opens.
    pub(crate) section: Option<Section>,
    /// Part of the narrative that it opens.
    pub(crate) part: Option<Part>,
    /// It names a prior year.
    pub(crate) prior_year: bool,
    /// It is the name of a total.
    pub(crate) total: bool,
    /// It occurs in tables that are not performance forms.
    pub(crate) other_table: bool,
    /// Classes for the lexicon.
    pub(crate) class: WordClass,
    /// Canonical dimension as level 1 and as level 2: indices for [`Vocabulary::code`].
    pub(super) codes: (Option<u16>, Option<u16>),
    /// The word itself: its number in the vocabulary, from 1.
    pub(super) word: u32,
    /// Rank of the word among the header words of its field, from 0, the surest first.
    pub(super) rank: u16,
}

impl Meaning {
    /// Whether the string has no meaning in a form.
    pub(crate) fn is_unknown(&self) -> bool {
        *self == Self { word: self.word, other_table: self.other_table, ..Self::default() }
    }

    /// Fills missing roles from another meaning.
    fn or(self, other: Self) -> Self {
        Self {
            column: self.column.or(other.column),
            rank: if self.column.is_some() { self.rank } else { other.rank },
            label: self.label.or(other.label),
            section: self.section.or(other.section),
            ..self
        }
    }

    /// Whether the string names a level of indicators.
    pub(crate) fn is_level(&self) -> bool {
        self.class.intersects(WordClass::LEVEL1 | WordClass::LEVEL2)
    }
}

/// What the prefix of a title names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TitleKind {
    /// A whole department.
    Department,
    /// Projects.
    Project,
    /// A department or a project.
    Either,
    /// A whole document.
    Cover,
}

/// The compiled words of a form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary {
    pub(super) words: WordTable<Meaning>,
    pub(super) codes: Vec<String>,
    pub(super) level2_endings: Vec<(String, u16)>,
    pub(super) inline: WordTable<Inline>,
    /// Longest first, so that the first match is the longest.
    pub(super) titles: Vec<(String, TitleKind)>,
    /// Last characters of the endings, sorted.
    pub(super) title_ends: Vec<char>,
    /// Number of non-empty sets of words merged.
    pub(super) revision: usize,
    pub(super) organisations: Vec<String>,
    /// Their last characters, sorted.
    pub(super) organisation_ends: Vec<char>,
    /// Title endings of tables that are not performance forms.
    pub(super) other_titles: Vec<String>,
    pub(super) record_kinds: Vec<(String, &'static str)>,
    /// Words that open each part of the narrative.
    pub(super) parts: BTreeMap<Part, Vec<String>>,
    pub(super) furniture_prefixes: Vec<String>,
    /// The model of unlisted words, built on first use.
    pub(super) model: OnceLock<WordModel>,
    /// The evidence of words so far.
    pub(super) evidence: EvidenceCache,
}

impl Vocabulary {
    /// The model of unlisted words.
    pub(crate) fn model(&self) -> &WordModel {
        self.model.get_or_init(|| WordModel::new(self.classes()))
    }

    /// The evidence of words so far.
    pub(crate) fn evidence(&self) -> &EvidenceCache {
        &self.evidence
    }

    /// The listed words with their classes, in a fixed order.
    pub(crate) fn classes(&self) -> impl Iterator<Item = (&str, Class)> {
        self.words.iter().flat_map(|(word, meaning)| {
            let data =
                meaning.class.intersects(WordClass::BASIS | WordClass::CLASS | WordClass::OPERATOR);
            let classes = [
                meaning.column.filter(|&field| field != Field::Aside).map(Class::Column),
                meaning.label.map(Class::Label),
                meaning.section.map(Class::Section),
                meaning.is_level().then_some(Class::Level),
                data.then_some(Class::Data),
            ];
            classes.into_iter().flatten().map(move |class| (word.as_str(), class))
        })
    }

    /// Whether a folded text is a listed word and nothing more: what surrounds the word are
    /// brackets with units, points and seals, list numbers and marks.
    pub(crate) fn is_exact(&self, folded: &str) -> bool {
        const NEUTRAL: &str = "()[]#.,、:：%万千亿元年度分其中一二三四五六七八九十*★☆/·-—~至单位截止的本公盖章签0123456789ABCabc;";
        if self.words.contains_key(folded) {
            return true;
        }
        let meaning = self.meaning(folded);
        let Some(word) = self.word(meaning) else { return false };
        let mut rest = folded;
        let mut left = String::new();
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix(word) {
                rest = after;
                continue;
            }
            let Some(c) = rest.chars().next() else { break };
            left.push(c);
            rest = &rest[c.len_utf8()..];
        }
        left.chars().all(|c| NEUTRAL.contains(c))
    }

    /// Whether a folded text, as spelled, gives other texts their meaning.
    pub(super) fn lists(&self, folded: &str) -> bool {
        self.words.get(folded).is_some_and(|meaning| {
            let opens = meaning.section.is_some() || meaning.part.is_some();
            let names = meaning.column.is_some() || meaning.label.is_some() || meaning.prior_year;
            opens || names || meaning.total || meaning.class.contains(WordClass::OPERATOR)
        }) || self.inline.contains_key(folded)
    }

    /// The word of a meaning, as spelled in the vocabulary.
    pub(crate) fn word(&self, meaning: Meaning) -> Option<&str> {
        let at = usize::try_from(meaning.word).ok()?.checked_sub(1)?;
        self.words.get_index(at).map(|(word, _)| word.as_str())
    }

    /// Whether two vocabularies of one set are the same.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.revision == other.revision
    }

    /// The meaning of a string after [`fold_label`].
    pub(crate) fn meaning(&self, folded: &str) -> Meaning {
        if folded.is_empty() || folded.len() > MAX_WORD {
            return Meaning::default();
        }
        let exact = self.look_up(folded);
        let bare = without_brackets(folded);
        let bare = match (exact, bare.as_deref()) {
            (Some(exact), None) => return exact,
            (None, None) => self.stripped(folded),
            (_, Some(bare)) => self.look_up(bare).or_else(|| self.stripped(bare)),
        };
        match (exact, bare) {
            (Some(exact), bare) => exact.or(bare.unwrap_or_default()),
            (None, Some(bare)) => bare,
            (None, None) => self.unrepeated(folded).unwrap_or_default(),
        }
    }

    /// The meaning of a cell's text.
    pub(crate) fn read(&self, text: &str) -> Meaning {
        self.meaning(&as_word(text))
    }

    /// The words that differ from those of `other`, from which this vocabulary was built.
    pub(super) fn words_beyond(&self, other: &Self) -> impl Iterator<Item = (&str, &Meaning)> {
        // Words keep their indices, so equal words have equal indices.
        let is_other = |(at, (_, meaning)): &(usize, (&String, &Meaning))| {
            other.words.get_index(*at).is_none_or(|(_, known)| known != *meaning)
        };
        let words = self.words.iter().enumerate().filter(is_other);
        words.map(|(_, (word, meaning))| (word.as_str(), meaning))
    }

    /// All title endings of forms.
    pub(super) fn title_endings(&self) -> impl Iterator<Item = &str> {
        self.titles.iter().filter(|(_, kind)| *kind != TitleKind::Cover).map(|(e, _)| e.as_str())
    }

    /// The kind of a folded title and the length of the prefix before its ending, in bytes.
    pub(crate) fn title(&self, folded: &str) -> Option<(TitleKind, usize)> {
        let last = folded.chars().next_back()?;
        self.title_ends.binary_search(&last).ok()?;
        let (ending, kind) =
            self.titles.iter().find(|(ending, _)| folded.ends_with(ending.as_str()))?;
        Some((*kind, folded.len() - ending.len()))
    }

    /// Whether a folded text is the title of a table that is not a performance form.
    pub(crate) fn is_other_title(&self, folded: &str) -> bool {
        !folded.contains("绩效")
            && self.other_titles.iter().any(|ending| folded.ends_with(ending.as_str()))
    }

    /// Whether a folded string ends like the name of a department or unit.
    pub(crate) fn is_organisation(&self, folded: &str) -> bool {
        let last = folded.chars().next_back();
        last.is_some_and(|last| self.organisation_ends.binary_search(&last).is_ok())
            && folded.chars().count() >= 3
            && self.organisations.iter().any(|ending| folded.ends_with(ending.as_str()))
    }

    /// What a form with this folded title records, if the title states it.
    pub(crate) fn record_kind(&self, title: &str) -> Option<&'static str> {
        self.record_kinds.iter().find(|(word, _)| title.contains(word.as_str())).map(|(_, k)| *k)
    }

    /// Whether a folded heading ends with a word that opens a part of the narrative.
    pub(crate) fn ends_with_part(&self, folded: &str, part: Part) -> bool {
        let mut words = self.parts.get(&part).into_iter().flatten();
        words.any(|ending| folded.ends_with(ending.as_str()))
    }

    /// The content after a folded inline label of the narrative.
    pub(crate) fn inline(&self, folded: &str) -> Option<Inline> {
        self.inline.get(folded).copied()
    }

    /// Canonical dimension of a name of level 1.
    pub(crate) fn level1_code(&self, name: &str) -> Option<&str> {
        self.code(self.read(name).codes.0?)
    }

    /// Canonical dimension of a name of level 2.
    pub(crate) fn level2_code(&self, name: &str) -> Option<&str> {
        let folded = fold_label(name);
        let ending = || {
            let known = self.level2_endings.iter().find(|(ending, _)| folded.ends_with(ending))?;
            Some(known.1)
        };
        self.code(self.meaning(&folded).codes.1.or_else(ending)?)
    }

    fn code(&self, number: u16) -> Option<&str> {
        self.codes.get(usize::from(number)).map(String::as_str)
    }

    /// The meaning of a word as spelled. Records the lookup.
    fn look_up(&self, word: &str) -> Option<Meaning> {
        note_lookup(word);
        self.words.get(word).copied()
    }

    /// The meaning after 其中:, a list number, or a year.
    fn stripped(&self, folded: &str) -> Option<Meaning> {
        let begins = |c: char| matches!(c, '其' | '#' | '*' | '☆' | '★') || is_numeral(c);
        if !folded.starts_with(begins) && !folded.ends_with(':') {
            return None;
        }
        let mut rest = folded.trim_end_matches(':');
        rest = rest.strip_prefix("其中").map_or(rest, |rest| rest.trim_start_matches(':'));
        rest = without_number(rest);
        rest = rest.strip_prefix("其中:").unwrap_or(rest).trim_start_matches(['*', '☆', '★']);
        rest = rest.strip_prefix("#年").map_or(rest, |rest| rest.trim_start_matches('度'));
        if rest.len() == folded.len() {
            return None;
        }
        self.look_up(rest)
    }

    /// The meaning of a label that is repeated in one merged cell.
    fn unrepeated(&self, folded: &str) -> Option<Meaning> {
        let bytes = folded.as_bytes();
        (2..=bytes.len() / 6).find_map(|n| {
            let unit = bytes.len() / n;
            let repeats = bytes.len().is_multiple_of(n)
                && folded.is_char_boundary(unit)
                && bytes.chunks(unit).all(|chunk| chunk == &bytes[..unit]);
            if repeats { self.look_up(&folded[..unit]) } else { None }
        })
    }
}

/// A cell's text folded for lookup; empty if it is too long for a word.
pub(crate) fn as_word(text: &str) -> Cow<'_, str> {
    let text = without_translation(text);
    if text.len() > 2 * MAX_WORD {
        return Cow::Borrowed("");
    }
    match text {
        Cow::Borrowed(text) => fold_label(text),
        Cow::Owned(text) => Cow::Owned(fold_label(&text).into_owned()),
    }
}

/// Whether a text is a Chinese word with its translation.
pub(crate) fn is_bilingual(text: &str) -> bool {
    matches!(without_translation(text), Cow::Owned(bare) if bare.trim() != text.trim())
}

/// A bilingual text without its English phrases: `基线值` of `基线值 Baseline`. Abbreviations such as
/// GDP and units such as km belong to the Chinese words.
fn without_translation(text: &str) -> Cow<'_, str> {
    /// Fewest letters of a word that makes a phrase.
    const WORD: usize = 4;
    let has_translation = text.bytes().any(|b| b.is_ascii_lowercase())
        && text.chars().filter(|&c| is_ideograph(c)).count() >= 2;
    if !has_translation {
        return Cow::Borrowed(text);
    }
    let is_of_phrase =
        |c: char| c.is_ascii_alphabetic() || c.is_whitespace() || "-&',./".contains(c);
    let is_phrase =
        |run: &str| run.split(|c: char| !c.is_ascii_lowercase()).any(|word| word.len() + 1 >= WORD);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (run, after) = rest.split_at(rest.find(|c| !is_of_phrase(c)).unwrap_or(rest.len()));
        if !is_phrase(run) {
            out.push_str(run);
        }
        let (word, after) = after.split_at(after.find(is_of_phrase).unwrap_or(after.len()));
        out.push_str(word);
        rest = after;
    }
    Cow::Owned(out)
}

/// A folded string without its bracketed parts; none if it has no brackets or nothing else.
fn without_brackets(folded: &str) -> Option<String> {
    if !folded.contains('(') {
        return None;
    }
    let mut depth = 0_usize;
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    (!out.is_empty()).then_some(out)
}

/// A folded string without the list number before it: `#.`, `#、`, `一、`.
fn without_number(folded: &str) -> &str {
    let is_number = |c: char| c == '#' || is_numeral(c);
    let rest = folded.trim_start_matches(is_number);
    if rest.len() == folded.len() {
        return folded;
    }
    match rest.strip_prefix(['.', '、', ',']) {
        Some(text) if !text.is_empty() => text,
        _ => folded,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Templates;
    use super::{Field, Section};

    #[test]
    fn decorations_are_removed() {
        let templates = Templates::builtin();
        let vocabulary = templates.generic();
        let column = |text: &str| vocabulary.read(text).column;
        assert_eq!(column("绩效指标值（包含数字及文字描述）"), Some(Field::Target));
        assert_eq!(column("年度(/项目)指标值"), Some(Field::Target));
        assert_eq!(column("分值\n权重（90）"), Some(Field::Weight));
        let label = |text: &str| vocabulary.read(text).label;
        assert_eq!(label("其中：财政    资金"), Some(Field::Fiscal));
        assert_eq!(label("长期目标 12："), Some(Field::LongTermGoal));
        assert_eq!(label("一、项目名称"), Some(Field::ProjectName));
        let section = |text: &str| vocabulary.read(text).section;
        assert_eq!(section("年度绩效\n指标\n\n年度绩效指标"), Some(Section::AnnualIndicators));
        assert_eq!(section("资金支出计划（%）"), Some(Section::Instalments));
        assert!(vocabulary.read("任意一段文字").is_unknown());
    }

    #[test]
    fn levels_have_codes() {
        let templates = Templates::builtin();
        let vocabulary = templates.generic();
        assert_eq!(vocabulary.level1_code("产出指标（50分）"), Some("output"));
        assert_eq!(vocabulary.level1_code("履职效能"), Some("output"));
        assert_eq!(vocabulary.level2_code("社会效益"), Some("outcome.social"));
        assert_eq!(vocabulary.level2_code("成本指标"), Some("output.cost"));
        assert_eq!(vocabulary.level2_code("学员满意度指标"), Some("satisfaction.served"));
        assert_eq!(vocabulary.level2_code("植树"), None);
    }

    #[test]
    fn the_longest_ending_decides_a_title() {
        let templates = Templates::builtin();
        let title = "某某局整体支出绩效目标表";
        let (kind, rest) = templates.generic().title(title).unwrap();
        assert_eq!((kind, &title[..rest]), (super::TitleKind::Department, "某某局"));
    }
}
