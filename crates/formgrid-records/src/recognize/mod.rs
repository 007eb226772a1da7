//! Which template a table's form has.
//!
//! A form is known by its words, not by its shape: all words that a template says must occur, none that
//! must not, and a share of those that may. The title speaks for a template but never against one, for
//! titles are the first thing that a converter loses.

use formgrid_model::{WordList, fold};
use serde::{Deserialize, Serialize};

mod nearest;
mod questions;

pub(crate) use nearest::note as note_nearest;
pub use questions::Questions;
pub(crate) use questions::read_asking;

use crate::cells::Sheet;
use crate::template::{Template, Templates, Vocabulary};
use crate::words::Words;

/// How well a template fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Id of the template.
    pub template: String,
    /// 0 to 1; 0 where a word is missing that must occur.
    pub score: f64,
    /// Words found that must or may occur.
    pub found: Vec<String>,
    /// Words that must occur and do not.
    pub missing: Vec<String>,
    /// Words found that must not occur.
    pub against: Vec<String>,
}

/// Least share of its words that a template needs.
const MIN_SCORE: f64 = 0.5;

/// What the title adds, in words.
const TITLE_WORDS: usize = 2;

/// What a table or document says of its form.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct WordSet {
    /// Words of the vocabulary, as it spells them.
    words: WordList,
    /// Folded titles.
    titles: Vec<String>,
}

impl WordSet {
    /// The words of a table's cells. Each was looked up already, so that only known words count.
    pub(crate) fn of(sheet: &Sheet<'_>, words: &Words<'_>, vocabulary: &Vocabulary) -> Self {
        let mut set = Self::default();
        for index in 0..sheet.grid().cells().len() {
            let Some(word) = vocabulary.word(sheet.word(index, words).listed) else { continue };
            set.add(word);
        }
        set
    }

    /// The words that a template says its form has.
    pub(crate) fn of_template(template: &Template) -> Self {
        let mut set = Self::default();
        let recognize = &template.recognize;
        recognize.must.iter().chain(&recognize.may).for_each(|word| set.add(word));
        set
    }

    fn add(&mut self, word: &str) {
        if !self.words.contains(word) {
            self.words.insert(word.to_owned());
            let bare = word.split('(').next().unwrap_or_default();
            if !bare.is_empty() && bare.len() < word.len() {
                self.words.insert(bare.to_owned());
            }
        }
    }

    /// Adds a title.
    pub(crate) fn add_title(&mut self, title: &str) {
        self.titles.push(fold(title).into_owned());
    }

    /// Adds what another says.
    pub(crate) fn extend(&mut self, other: Self) {
        self.words.extend(other.words);
        self.titles.extend(other.titles);
    }

    /// The words, in the order in which they were met.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }
}

/// The template of a table's form, by the words of its cells; none where none fits.
pub(crate) fn template_of<'t>(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    templates: &'t Templates,
) -> Option<&'t Template> {
    best(templates, &WordSet::of(sheet, words, words.vocabulary()))
}

/// The template that fits best; none where none fits.
pub(crate) fn best<'t>(templates: &'t Templates, words: &WordSet) -> Option<&'t Template> {
    let mut best: Option<(&Template, f64)> = None;
    for template in templates.list() {
        let score = share(template, words);
        if score >= MIN_SCORE && best.is_none_or(|(_, other)| score > other) {
            best = Some((template, score));
        }
    }
    best.map(|(template, _)| template)
}

/// How well every template fits some words, best first.
pub(crate) fn ranking(templates: &Templates, words: &WordSet) -> Vec<Match> {
    let mut ranking: Vec<Match> = templates.list().iter().map(|t| score(t, words)).collect();
    ranking.sort_by(|a, b| b.score.total_cmp(&a.score));
    ranking
}

/// The template with the most of its words found; of those, the one with the least that speaks against
/// it. None where no word of any is found.
pub(crate) fn nearest(ranking: Vec<Match>) -> Option<Match> {
    let some = ranking.into_iter().filter(|found| !found.found.is_empty());
    some.min_by_key(|found| {
        (std::cmp::Reverse(found.found.len()), found.missing.len() + found.against.len())
    })
}

/// The share of a template's words that occur; 0 where one is missing that must occur, or one occurs
/// that must not.
fn share(template: &Template, words: &WordSet) -> f64 {
    let recognize = &template.recognize;
    let is_in = |word: &&String| words.words.contains(word.as_str());
    let (must, may) = (&recognize.must, &recognize.may);
    if must.is_empty()
        || !must.iter().all(|word| is_in(&word))
        || recognize.never.iter().any(|word| is_in(&word))
    {
        return 0.0;
    }
    let is_title = |word: &String| recognize.titles.iter().any(|ending| word.ends_with(ending));
    let title = if words.titles.iter().any(is_title) { TITLE_WORDS } else { 0 };
    let n_found = must.len() + may.iter().filter(is_in).count() + title;
    #[expect(clippy::cast_precision_loss, reason = "a template lists dozens of words")]
    let share = n_found as f64 / (must.len() + may.len() + TITLE_WORDS) as f64;
    share
}

fn score(template: &Template, words: &WordSet) -> Match {
    let recognize = &template.recognize;
    let (must, may) = (recognize.must.iter(), recognize.may.iter());
    let is_in = |word: &&String| words.words.contains(word.as_str());
    Match {
        template: template.id.clone(),
        score: share(template, words),
        found: must.clone().chain(may).filter(is_in).cloned().collect(),
        missing: must.filter(|word| !is_in(word)).cloned().collect(),
        against: recognize.never.iter().filter(is_in).cloned().collect(),
    }
}
