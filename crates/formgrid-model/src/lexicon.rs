//! The lexicon: layout's knowledge of words and forms, as plain data.
//!
//! Layout has no code for any form. The templates compile into this lexicon, which lists titles,
//! header words, labels, entries of closed vocabularies, and the rows that forms print.

use std::collections::BTreeMap;

use bitflags::bitflags;
use indexmap::{IndexMap, IndexSet};
use serde::{Deserialize, Serialize};

use crate::lookups::note_lookup;

bitflags! {
    /// The classes of a string; it may have several.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
    pub struct WordClass: u16 {
        /// Names a column: 一级指标, 指标值, 项目名称.
        const HEADER = 1;
        /// Names the value next to it: 填报人, 联系电话, 项目编码.
        const LABEL = 1 << 1;
        /// Opens a section of rows below or next to it: 部门总体资金情况, 年度绩效指标.
        const SECTION = 1 << 2;
        /// Names a goal, with or without a number: 长期绩效目标#, 年度目标#.
        const GOAL = 1 << 3;
        /// A name of level 1: 产出指标.
        const LEVEL1 = 1 << 4;
        /// A name of level 2: 数量指标.
        const LEVEL2 = 1 << 5;
        /// A basis of an indicator's value: 计划标准.
        const BASIS = 1 << 6;
        /// An indicator's class: 绩效基本型.
        const CLASS = 1 << 7;
        /// An operator or direction in its own column: ≥, 定性, 正向指标.
        const OPERATOR = 1 << 8;
        /// A category of the funding table: 财政拨款, 合计.
        const CATEGORY = 1 << 9;
        /// Furniture that may appear on every page: 单位:万元, 填报日期.
        const FURNITURE = 1 << 10;
        /// A form's title or the end of one: 部门整体绩效目标申报表.
        const TITLE = 1 << 11;
        /// A placeholder for a text: 不适用, 无.
        const FILLER = 1 << 12;
        /// Whether more or less is better: 正向指标. These words are of class OPERATOR too.
        const DIRECTION = 1 << 13;
    }
}

/// Words with their data, in insertion order.
///
/// Every text of a document is looked up here several times. Words come from templates, never from
/// documents, so no document can provoke collisions: a fast hash without random seed is safe.
pub type WordTable<V, W = String> = IndexMap<W, V, foldhash::fast::FixedState>;

/// A set of words in insertion order. They come from templates too.
pub type WordList = IndexSet<String, foldhash::fast::FixedState>;

/// Classes by string. It records which strings are looked up.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Words(WordTable<WordClass>);

impl Words {
    /// The classes of a string, if known.
    pub fn get(&self, folded: &str) -> Option<&WordClass> {
        note_lookup(folded);
        self.0.get(folded)
    }

    /// Whether a string is known.
    pub fn contains_key(&self, folded: &str) -> bool {
        self.get(folded).is_some()
    }

    /// Adds a string or replaces its classes.
    pub fn insert(&mut self, folded: String, classes: WordClass) {
        self.0.insert(folded, classes);
    }

    /// All strings with their classes.
    pub fn iter(&self) -> impl Iterator<Item = (&str, WordClass)> {
        self.0.iter().map(|(word, classes)| (word.as_str(), *classes))
    }
}

impl From<WordTable<WordClass>> for Words {
    fn from(words: WordTable<WordClass>) -> Self {
        Self(words)
    }
}

impl FromIterator<(String, WordClass)> for Words {
    fn from_iter<T: IntoIterator<Item = (String, WordClass)>>(words: T) -> Self {
        Self(words.into_iter().collect())
    }
}

impl Extend<(String, WordClass)> for Words {
    fn extend<T: IntoIterator<Item = (String, WordClass)>>(&mut self, words: T) {
        self.0.extend(words);
    }
}

/// Prefixes or suffixes of texts, keyed by their outermost character: most texts are looked up
/// here, and few share that character with any entry.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Affixes(BTreeMap<char, Vec<(String, WordClass)>>);

impl Affixes {
    /// Folded prefixes, each with the class of such a text.
    pub fn beginnings(affixes: impl IntoIterator<Item = (String, WordClass)>) -> Self {
        Self::by(|affix| affix.chars().next(), affixes)
    }

    /// Folded suffixes, each with the class of such a text.
    pub fn ends(affixes: impl IntoIterator<Item = (String, WordClass)>) -> Self {
        Self::by(|affix| affix.chars().next_back(), affixes)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, WordClass)> {
        self.0.values().flatten().map(|(affix, class)| (affix.as_str(), *class))
    }

    fn by(
        key: impl Fn(&str) -> Option<char>,
        affixes: impl IntoIterator<Item = (String, WordClass)>,
    ) -> Self {
        let mut by_char: BTreeMap<char, Vec<(String, WordClass)>> = BTreeMap::new();
        for (affix, class) in affixes {
            if let Some(c) = key(&affix) {
                by_char.entry(c).or_default().push((affix, class));
            }
        }
        Self(by_char)
    }

    /// The classes of the entries under a character that match according to `stands`.
    fn classes(&self, key: Option<char>, stands: impl Fn(&str) -> bool) -> WordClass {
        let with_key = key.and_then(|c| self.0.get(&c)).into_iter().flatten();
        let standing = with_key.filter(|(affix, _)| stands(affix));
        standing.fold(WordClass::empty(), |classes, (_, class)| classes | *class)
    }
}

/// Layout's knowledge of words and forms.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Lexicon {
    /// Classes by [`fold_label`](crate::fold_label)ed string.
    pub words: Words,
    /// Cell prefixes; the rest is free: `目标#:`. Digits are `#`.
    pub prefixes: Affixes,
    /// Title suffixes; the rest is free: `整体支出绩效目标表`.
    pub title_endings: Affixes,
    /// The rows of each known form.
    pub forms: Vec<FormShape>,
}

impl Lexicon {
    /// The classes of a string that [`fold_label`](crate::fold_label) has folded; empty where unknown.
    pub fn classes(&self, folded: &str) -> WordClass {
        if let Some(&classes) = self.words.get(folded) {
            return classes;
        }
        let mut chars = folded.chars();
        let (first, last) = (chars.clone().next(), chars.next_back());
        self.prefixes.classes(first, |prefix| folded.starts_with(prefix))
            | self.title_endings.classes(last, |ending| folded.ends_with(ending))
    }
}

/// The rows of one form, taken from a declared grid.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FormShape {
    /// Id of its template.
    pub form: String,
    /// Columns of the finest grid.
    pub n_cols: usize,
    /// The kinds of rows, in order of first appearance.
    pub rows: Vec<RowShape>,
}

/// One kind of row: its cells from left to right, with spans that add up to the form's columns.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RowShape {
    /// The cells.
    pub cells: Vec<ShapeCell>,
    /// Whether a table of this form may start with this row.
    pub opens: bool,
}

impl RowShape {
    /// Whether a cell of the row holds a label.
    pub fn is_labelled(&self) -> bool {
        self.cells.iter().any(|cell| matches!(cell.text, ShapeText::Words(_)))
    }
}

/// One cell of a kind of row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShapeCell {
    /// Columns covered, at least 1.
    pub col_span: usize,
    /// Its content.
    pub text: ShapeText,
}

/// The content of a cell of a kind of row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ShapeText {
    /// Empty: the cell above continues.
    Above,
    /// Empty: a blank cell.
    Blank,
    /// One of these labels, folded by [`fold_label`](crate::fold_label).
    Words(Vec<String>),
    /// A text, or empty if the cell above continues.
    Fill,
    /// A text or empty.
    Any,
}
