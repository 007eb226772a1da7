//! Recognition: the template of a table.
//!
//! Words identify a form, not its shape: all `must` words occur, no `never` word does, and enough
//! of the `may` words do. A title adds evidence but its absence proves nothing, because converters
//! often lose titles.

use formgrid_model::{WordList, fold};
use serde::{Deserialize, Serialize};

mod nearest;
mod questions;

pub(crate) use nearest::report as report_nearest;
pub use questions::Questions;

use crate::cells::Sheet;
use crate::template::{Template, Templates, Vocabulary};
use crate::words::Words;

/// How well a template fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Id of the template.
    pub template: String,
    /// 0 to 1; 0 if a required word is missing or a forbidden one occurs.
    pub score: f64,
    /// Required and usual words found.
    pub found: Vec<String>,
    /// Required words that are missing.
    pub missing: Vec<String>,
    /// Forbidden words found.
    pub against: Vec<String>,
}

/// Least score for a template to fit.
const MIN_SCORE: f64 = 0.5;

/// Weight of the title, in words.
const TITLE_WORDS: usize = 2;

/// Words and titles of a table or document.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct WordSet {
    /// Words as spelled in the vocabulary.
    words: WordList,
    /// Folded titles.
    titles: Vec<String>,
}

impl WordSet {
    /// The known words of a table's cells, region by region.
    pub(crate) fn of(sheets: &[Sheet<'_>], words: &Words<'_>, vocabulary: &Vocabulary) -> Self {
        let mut set = Self::default();
        for sheet in sheets {
            for index in 0..sheet.grid().cells().len() {
                let Some(word) = vocabulary.word(sheet.listed(index, words)) else { continue };
                set.add(word);
            }
        }
        set
    }

    /// The required and usual words of a template.
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

    /// Adds the words and titles of another set.
    pub(crate) fn extend(&mut self, other: Self) {
        self.words.extend(other.words);
        self.titles.extend(other.titles);
    }

    /// The words in order of occurrence.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }
}

/// The template that fits the words of a table best; none if none fits.
pub(crate) fn template_of<'t>(
    sheets: &[Sheet<'_>],
    words: &Words<'_>,
    templates: &'t Templates,
) -> Option<&'t Template> {
    best(templates, &WordSet::of(sheets, words, words.vocabulary()))
}

/// The template that fits best, the first on a tie; none if none fits.
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

/// Every template with its match, best first.
pub(crate) fn ranking(templates: &Templates, words: &WordSet) -> Vec<Match> {
    let mut ranking: Vec<Match> = templates.list().iter().map(|t| score(t, words)).collect();
    ranking.sort_by(|a, b| b.score.total_cmp(&a.score));
    ranking
}

/// The match with the most words found and, among those, the fewest missing and forbidden ones;
/// none if no word of any template is found.
pub(crate) fn nearest(ranking: Vec<Match>) -> Option<Match> {
    let some = ranking.into_iter().filter(|found| !found.found.is_empty());
    some.min_by_key(|found| {
        (std::cmp::Reverse(found.found.len()), found.missing.len() + found.against.len())
    })
}

/// The share of a template's words that occur; 0 if a required word is missing or a forbidden one
/// occurs.
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
