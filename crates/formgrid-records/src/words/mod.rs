//! The evidence of header words and labels.
//!
//! A word listed in its role is strong evidence, one listed in the other role nearly as strong. Any
//! other word is scored by its parts ([`model`]), capped at [`UNLISTED_CAP`]: it suggests, and the
//! cells below or next to it decide.

mod aspect;
mod cache;
pub(crate) mod model;
pub(crate) mod score;
mod signs;

use std::cell::OnceCell;
use std::sync::Arc;

use formgrid_model::{WordClass, fold};
use indexmap::IndexMap;
use smallvec::SmallVec;

use crate::cells::kind::{Kind, kind_of};
use crate::template::{Field, Meaning, Section, Vocabulary, as_word};
pub(crate) use aspect::{Aspect, horizon_of, names_term, requests_review};
use aspect::{apply_aspect, aspect, may_be_raised};
pub(crate) use cache::EvidenceCache;
use score::{Score, centinat};
use signs::Signs;
pub(crate) use signs::may_name_part_of_year;

/// Score of a word listed in its role.
pub(crate) const LISTED: Score = centinat(420);
/// Score of a word listed only in the other role.
const OTHER_ROLE: Score = centinat(290);
/// Highest score of an unlisted word.
pub(crate) const UNLISTED_CAP: Score = centinat(200);
/// Least score of a text that may be a label.
const MAY_LABEL: Score = centinat(120);
/// Lowest score of any word.
pub(crate) const FLOOR: Score = centinat(-270);

/// The evidence of a word: scores in each role.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evidence {
    columns: SmallVec<[(Field, Score); 6]>,
    labels: SmallVec<[(Field, Score); 6]>,
    sections: SmallVec<[(Section, Score); 3]>,
    /// The listed meaning.
    pub(crate) listed: Meaning,
    /// The text is only the listed word and neutral signs.
    pub(crate) exact: bool,
    /// Score as data, such as a level name or an entry of a closed list.
    pub(crate) data: Score,
    pub(crate) aspect: Aspect,
    /// It is listed for no field, and names money.
    pub(crate) names_money: bool,
}

impl Evidence {
    /// The score of a field for a header word.
    pub(crate) fn column(&self, field: Field) -> Score {
        self.columns.iter().find(|(other, _)| *other == field).map_or(FLOOR, |&(_, score)| score)
    }

    /// The score of a field for a label.
    pub(crate) fn label(&self, field: Field) -> Score {
        self.labels.iter().find(|(other, _)| *other == field).map_or(FLOOR, |&(_, score)| score)
    }

    /// Candidate fields of a header word, best first.
    pub(crate) fn columns(&self) -> &[(Field, Score)] {
        &self.columns
    }

    /// Candidate fields of a label, best first.
    pub(crate) fn labels(&self) -> &[(Field, Score)] {
        &self.labels
    }

    /// Candidate blocks of a block label, best first.
    pub(crate) fn sections(&self) -> &[(Section, Score)] {
        &self.sections
    }

    /// Whether the word may label a value or a block.
    pub(crate) fn may_label(&self) -> bool {
        self.best_label() >= MAY_LABEL
    }

    /// The best score as a header word.
    pub(crate) fn best_column(&self) -> Score {
        self.columns.first().map_or(FLOOR, |&(_, score)| score)
    }

    /// The best score as a label or block label.
    pub(crate) fn best_label(&self) -> Score {
        let section = self.sections.first().map_or(FLOOR, |&(_, score)| score);
        self.labels.first().map_or(FLOOR, |&(_, score)| score).max(section)
    }
}

/// The interned words of a document, each scored when it is first asked for.
#[derive(Debug)]
pub(crate) struct Words<'a> {
    vocabulary: &'a Vocabulary,
    known: IndexMap<String, Word>,
    /// Words and kinds of the short texts so far: tables repeat most of them.
    classified: IndexMap<&'a str, (WordId, Kind)>,
}

/// An interned word.
#[derive(Debug, Default)]
struct Word {
    /// The listed meaning.
    listed: Meaning,
    /// A colon followed it where it was first printed.
    has_colon: bool,
    evidence: OnceCell<Arc<Evidence>>,
}

/// Index of a word within [`Words`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WordId(usize);

impl<'a> Words<'a> {
    /// An empty set, apart from the empty word.
    pub(crate) fn new(vocabulary: &'a Vocabulary) -> Self {
        let mut known = IndexMap::new();
        let empty = Word { evidence: OnceCell::from(Arc::default()), ..Word::default() };
        known.insert(String::new(), empty);
        Self { vocabulary, known, classified: IndexMap::new() }
    }

    /// The vocabulary that the words are looked up in.
    pub(crate) fn vocabulary(&self) -> &'a Vocabulary {
        self.vocabulary
    }

    /// The word and the kind of a cell's text.
    pub(crate) fn classify(&mut self, text: &'a str) -> (WordId, Kind) {
        /// In bytes. Longer texts hardly repeat.
        const MAX_LEN: usize = 64;
        if let Some(&found) = self.classified.get(text) {
            return found;
        }
        let id = self.intern(text);
        let folded = fold(text);
        let is_organisation = self.vocabulary.is_organisation(&folded);
        let kind = kind_of(text, &folded, self.listed(id), is_organisation);
        if text.len() <= MAX_LEN {
            self.classified.insert(text, (id, kind));
        }
        (id, kind)
    }

    /// Interns a printed text. A text that is too long for a word is the empty word.
    pub(crate) fn intern(&mut self, text: &str) -> WordId {
        /// Longest word, in characters.
        const MAX_CHARS: usize = 40;
        let word = as_word(text);
        if word.is_empty() || word.chars().count() > MAX_CHARS {
            return WordId(0);
        }
        if let Some(at) = self.known.get_index_of(word.as_ref()) {
            return WordId(at);
        }
        let listed = self.vocabulary.meaning(&word);
        let found = Word { listed, has_colon: ends_in_colon(text), evidence: OnceCell::new() };
        let (at, _) = self.known.insert_full(word.into_owned(), found);
        WordId(at)
    }

    /// The listed meaning of a word.
    pub(crate) fn listed(&self, id: WordId) -> Meaning {
        self.known[id.0].listed
    }

    /// The evidence of a word.
    pub(crate) fn evidence(&self, id: WordId) -> &Evidence {
        let word = &self.known[id.0];
        word.evidence.get_or_init(|| {
            let text = self.known.get_index(id.0).map_or("", |(text, _)| text.as_str());
            evidence(self.vocabulary, text, word.listed, word.has_colon)
        })
    }
}

/// The evidence of a printed word outside tables.
pub(crate) fn evidence_of(vocabulary: &Vocabulary, text: &str) -> Arc<Evidence> {
    let word = as_word(text);
    evidence(vocabulary, &word, vocabulary.meaning(&word), ends_in_colon(text))
}

fn ends_in_colon(text: &str) -> bool {
    text.trim_end().ends_with([':', '：'])
}

/// The evidence of a folded word with its listed meaning.
fn evidence(
    vocabulary: &Vocabulary,
    word: &str,
    listed: Meaning,
    has_colon: bool,
) -> Arc<Evidence> {
    vocabulary.evidence().get(word, has_colon, || score(vocabulary, word, listed, has_colon))
}

/// Scores a folded word with its listed meaning.
fn score(vocabulary: &Vocabulary, word: &str, listed: Meaning, has_colon: bool) -> Evidence {
    let signs = Signs::of(word);
    let bare = model::bare(word);
    let aspect = aspect(&signs, &bare);
    let mut found = Evidence { listed, aspect, data: FLOOR, ..Evidence::default() };
    found.names_money =
        listed.column.is_none() && listed.label.is_none() && vocabulary.model().names_money(&bare);
    found.exact = !listed.is_unknown() && vocabulary.is_exact(word);
    let scores = vocabulary.model().scores(&bare);
    let mut columns = capped(scores.columns(), is_promising);
    let mut labels = capped(scores.labels(), is_promising);
    let mut sections = capped(scores.sections(), |_, _| true);
    for score in scores.data() {
        found.data = found.data.max(*score.min(&UNLISTED_CAP));
    }
    if listed.is_unknown() {
        // 指标值/状态: the first alternative decides.
        let first = word.split_once('/').map_or(word, |(first, _)| first);
        if first.len() < word.len() {
            by_head(vocabulary, &model::bare(first), &mut columns, &mut labels);
        }
        by_head(vocabulary, &bare, &mut columns, &mut labels);
    }
    if let Some(field) = listed.column {
        raise(&mut columns, field, LISTED);
        raise(&mut labels, field, OTHER_ROLE);
    }
    if let Some(field) = listed.label {
        raise(&mut labels, field, LISTED);
        if listed.column.is_none() {
            raise(&mut columns, field, OTHER_ROLE);
        }
    }
    if let Some(section) = listed.section {
        raise(&mut sections, section, LISTED);
    }
    if let Some(field) = aspect.level().filter(|_| listed.is_unknown()) {
        raise(&mut columns, field, UNLISTED_CAP);
    }
    let is_level = listed.class.intersects(WordClass::LEVEL1 | WordClass::LEVEL2);
    if is_level {
        found.data = LISTED;
    }
    if listed.is_unknown() && requests_review(word) {
        // A label for an opinion or signature gives its value no field.
        columns.clear();
        labels.clear();
        sections.clear();
    }
    apply_aspect(&mut columns, &mut labels, &mut sections, aspect, &signs, &bare);
    if listed.is_unknown() && bare.chars().count() <= 2 {
        // 资金 is the head of every source's name and tells none of them from the others.
        for (field, score) in columns.iter_mut().chain(&mut labels) {
            if field.is_source() {
                *score = FLOOR;
            }
        }
    }
    if listed.is_unknown() && has_colon {
        // A colon marks a label, though not which.
        for (_, score) in &mut labels {
            *score = (*score + COLON).min(UNLISTED_CAP);
        }
    }
    found.columns = best_of(columns, 12).into_iter().collect();
    found.labels = best_of(labels, 12).into_iter().collect();
    found.sections = best_of(sections, 6).into_iter().collect();
    found
}

/// Candidates with this score or less are dropped and count as [`FLOOR`].
const MIN_SCORE: Score = centinat(-200);
/// What a colon adds to the score of a label.
const COLON: Score = centinat(30);

/// Whether the score of a field may end above [`MIN_SCORE`]. Nearly none does, and rules look at each.
fn is_promising(field: Field, score: Score) -> bool {
    score > MIN_SCORE - COLON || may_be_raised(field)
}

/// The best candidates, best first.
fn best_of<K: Ord + Copy>(mut list: Vec<(K, Score)>, n: usize) -> Vec<(K, Score)> {
    list.retain(|&(_, score)| score > MIN_SCORE);
    list.sort_by_key(|&(key, score)| (std::cmp::Reverse(score), key));
    list.truncate(n);
    list
}

/// Scores a bare word by its head: 建设期指标值 ends in the listed 指标值 and is a kind of it.
fn by_head(
    vocabulary: &Vocabulary,
    bare: &str,
    columns: &mut Vec<(Field, Score)>,
    labels: &mut Vec<(Field, Score)>,
) {
    const SHORT: Score = centinat(120);
    /// Penalty on other fields if the head of a word has no field.
    const ASIDE: Score = centinat(150);
    let n = bare.chars().count();
    for (nth, (at, _)) in bare.char_indices().enumerate().skip(1) {
        let n_left = n - nth;
        if n_left < 2 {
            break;
        }
        let head = vocabulary.meaning(&bare[at..]);
        let score = if n_left > 2 { UNLISTED_CAP } else { SHORT };
        const OTHER: Score = centinat(50);
        match head.column {
            // 全年预计完成情况偏离度 is a 偏离度, whatever precedes it.
            Some(Field::Aside) => {
                for (_, other) in columns.iter_mut() {
                    *other -= ASIDE;
                }
                raise(columns, Field::Aside, score);
            }
            Some(field) => {
                raise(columns, field, score);
                raise(labels, field, score - OTHER);
            }
            None => {}
        }
        if let Some(field) = head.label {
            raise(labels, field, score);
            raise(columns, field, score - OTHER);
        }
        if head.column.is_some() || head.label.is_some() {
            break;
        }
    }
}

/// The scores of a role, capped at [`UNLISTED_CAP`], of the fields that may take part. The others are
/// lowered along with the best, so that a word that clearly suggests one field suggests its neighbours
/// less.
fn capped<K: Copy>(
    (keys, scores): (&[K], &[Score]),
    takes_part: impl Fn(K, Score) -> bool,
) -> Vec<(K, Score)> {
    /// More than most words have.
    const N: usize = 24;
    let best = scores.iter().fold(FLOOR, |best, &score| best.max(score));
    let over = (best - UNLISTED_CAP).max(0);
    let mut list = Vec::with_capacity(N);
    for (&key, &score) in keys.iter().zip(scores) {
        let score = (score - over / 2).clamp(FLOOR, UNLISTED_CAP);
        if takes_part(key, score) {
            list.push((key, score));
        }
    }
    list
}

fn raise<K: PartialEq>(list: &mut Vec<(K, Score)>, key: K, score: Score) {
    match list.iter_mut().find(|(other, _)| *other == key) {
        Some((_, old)) => *old = score.max(*old),
        None => list.push((key, score)),
    }
}

#[cfg(test)]
mod tests {
    use super::{LISTED, UNLISTED_CAP, Words};
    use crate::template::{Field, Section, Templates};

    #[test]
    fn unlisted_words_score_below_the_cap() {
        let templates = Templates::builtin();
        let mut words = Words::new(templates.generic());
        let id = words.intern("当年预期实现值");
        let evidence = words.evidence(id);
        assert_eq!(evidence.columns().first().map(|&(field, _)| field), Some(Field::Target));
        assert!(evidence.best_column() <= UNLISTED_CAP);
        let id = words.intern("指标值");
        assert_eq!(words.evidence(id).column(Field::Target), LISTED);
        let id = words.intern("项目 资金\n（万元）");
        assert_eq!(words.evidence(id).sections().first().map(|&(s, _)| s), Some(Section::Funds));
    }

    #[test]
    fn an_outturn_is_no_goal() {
        let templates = Templates::builtin();
        let mut words = Words::new(templates.generic());
        let id = words.intern("年度总体目标完成情况综述");
        let evidence = words.evidence(id);
        assert_eq!(evidence.columns().first().map(|&(field, _)| field), Some(Field::ActualResult));
    }
}
