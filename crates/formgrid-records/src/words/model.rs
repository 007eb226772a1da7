//! Log-likelihood model of unlisted words, from the parts of listed ones.
//!
//! Header words and labels are compositions of a time or aspect, an object and a head, so an
//! unlisted word shares parts with listed words of its meaning. Character 1- to 3-grams and
//! morphemes of the listed words are counted when templates are compiled; nothing is trained or
//! shipped. The score of a class is the log-likelihood ratio of a word's parts against all words,
//! with Dirichlet smoothing towards the background.

use std::collections::BTreeSet;

use formgrid_model::WordTable;
use smallvec::SmallVec;

use super::score::{NAT, Score, ln_ratio};
use crate::template::field::{Field, Section};
use crate::text::is_ideograph;

/// The meaning of a listed word in one role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Class {
    /// The header word of a column.
    Column(Field),
    /// The label of the value next to it.
    Label(Field),
    /// The label of a block.
    Section(Section),
    /// A level name, which is not a label.
    Level,
    /// An entry of a closed list, which is not a label.
    Data,
}

/// Pseudo-count of the background per class, in parts.
const PRIOR: u64 = 4;

/// A part of a word: up to three characters of 21 bits, or the index of a morpheme.
type Part = u64;

/// Classes with their scores or counts, for one part.
type ByClass = SmallVec<[(u8, Score); 4]>;

/// Scores of parts by class.
#[derive(Debug, Clone, Default)]
pub(crate) struct WordModel {
    /// The fields of header words, whose classes come first.
    columns: Vec<Field>,
    /// The fields of labels, whose classes come next.
    labels: Vec<Field>,
    /// The blocks of block labels, whose classes come next. Classes of data are the last.
    sections: Vec<Section>,
    /// Score of a class for a part that its words lack.
    absent: Vec<Score>,
    /// For each part, the classes that have it, with the difference to [`WordModel::absent`].
    parts: WordTable<ByClass, Part>,
    morphemes: Morphemes,
}

impl WordModel {
    /// Builds the model from listed words with their classes.
    pub(crate) fn new<'w>(words: impl Iterator<Item = (&'w str, Class)>) -> Self {
        let morphemes = Morphemes::builtin();
        let words: Vec<(&str, Class)> = words.collect();
        let classes: BTreeSet<Class> = words.iter().map(|&(_, class)| class).collect();
        let classes: Vec<Class> = classes.into_iter().collect();
        let mut sizes = vec![0_u64; classes.len()];
        // Counts first, then scores.
        let mut parts: WordTable<ByClass, Part> = WordTable::default();
        for (word, class) in words {
            let Ok(at) = classes.binary_search(&class) else { continue };
            let Ok(number) = u8::try_from(at) else { continue };
            for part in parts_of(bare(word).as_str(), &morphemes) {
                let counts = parts.entry(part).or_default();
                match counts.iter_mut().find(|(class, _)| *class == number) {
                    Some((_, n)) => *n += 1,
                    None => counts.push((number, 1)),
                }
                sizes[at] += 1;
            }
        }
        let total: u64 = sizes.iter().sum::<u64>().max(1);
        let absent: Vec<Score> = sizes.iter().map(|n| ln_ratio(PRIOR, n + PRIOR)).collect();
        let positive = |n: Score| u64::try_from(n).unwrap_or_default();
        for by_class in parts.values_mut() {
            let all: u64 = by_class.iter().map(|&(_, n)| positive(n)).sum();
            for (class, n) in by_class {
                let at = usize::from(*class);
                // (n + prior * p) / (size + prior) / p, with p = all / total.
                let present =
                    ln_ratio(positive(*n) * total + PRIOR * all, (sizes[at] + PRIOR) * all);
                *n = present - absent[at];
            }
        }
        let (mut columns, mut labels, mut sections) = (Vec::new(), Vec::new(), Vec::new());
        for class in classes {
            match class {
                Class::Column(field) => columns.push(field),
                Class::Label(field) => labels.push(field),
                Class::Section(section) => sections.push(section),
                Class::Level | Class::Data => {}
            }
        }
        Self { columns, labels, sections, absent, parts, morphemes }
    }

    /// The score of each class for a [`bare`] word.
    pub(crate) fn scores(&self, word: &str) -> Scores<'_> {
        let mut scores = vec![0; self.absent.len()];
        let mut n_known: Score = 0;
        let mut n_parts: Score = 0;
        for part in parts_of(word, &self.morphemes) {
            n_parts += 1;
            let Some(by_class) = self.parts.get(&part) else { continue };
            n_known += 1;
            for &(class, score) in by_class {
                scores[usize::from(class)] += score;
            }
        }
        // Parts overlap, so the sum is divided. Unknown parts lower the score.
        let unknown = (n_parts - n_known) * NAT / 6;
        for (score, absent) in scores.iter_mut().zip(&self.absent) {
            *score = (*score + n_known * absent - unknown) / 3;
        }
        Scores { model: self, scores }
    }

    /// Whether a [`bare`] word names money or an amount of it: 资金规模.
    pub(crate) fn names_money(&self, word: &str) -> bool {
        let Morphemes { money, amount, .. } = self.morphemes;
        let found = self.morphemes.segment(word);
        let head = found.last().map(|&(_, class)| class);
        head.is_some()
            && (head == money || head == amount)
            && found.iter().any(|&(_, class)| Some(class) == money)
    }
}

/// The scores of a word by class.
#[derive(Debug)]
pub(crate) struct Scores<'m> {
    model: &'m WordModel,
    scores: Vec<Score>,
}

impl Scores<'_> {
    fn range<K>(&self, start: usize, keys: &[K]) -> &[Score] {
        self.scores.get(start..start + keys.len()).unwrap_or_default()
    }

    /// The fields of header words with their scores.
    pub(crate) fn columns(&self) -> (&[Field], &[Score]) {
        let columns = &self.model.columns;
        (columns, self.range(0, columns))
    }

    /// The fields of labels with their scores.
    pub(crate) fn labels(&self) -> (&[Field], &[Score]) {
        let labels = &self.model.labels;
        (labels, self.range(self.model.columns.len(), labels))
    }

    /// The blocks of block labels with their scores.
    pub(crate) fn sections(&self) -> (&[Section], &[Score]) {
        let sections = &self.model.sections;
        (sections, self.range(self.model.columns.len() + self.model.labels.len(), sections))
    }

    /// The scores of classes that are no labels.
    pub(crate) fn data(&self) -> &[Score] {
        let WordModel { columns, labels, sections, .. } = self.model;
        self.scores.get(columns.len() + labels.len() + sections.len()..).unwrap_or_default()
    }
}

/// A word without decorations: bracketed groups, marks, Latin letters next to Chinese.
pub(crate) fn bare(word: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::with_capacity(word.len());
    let has_han = word.chars().any(is_ideograph);
    for c in word.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '*' | '★' | '☆' | ':' | '“' | '”' | '"' | '、' | '.' | ',' => {}
            c if has_han && c.is_ascii_alphabetic() => {}
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    let rest = out.strip_prefix("其中").unwrap_or(&out);
    if rest.is_empty() { word.to_owned() } else { rest.to_owned() }
}

/// The parts of a word: 1- to 3-grams with marked ends, and morphemes. The last morpheme counts
/// twice because it is the head.
fn parts_of(word: &str, morphemes: &Morphemes) -> Vec<Part> {
    const BEGIN: char = '\u{2}';
    const END: char = '\u{3}';
    /// Longest word, in characters.
    const MAX_CHARS: usize = 40;
    let mut chars: Vec<char> = Vec::with_capacity(MAX_CHARS + 2);
    chars.push(BEGIN);
    chars.extend(word.chars().take(MAX_CHARS));
    chars.push(END);
    let pack = |gram: &[char]| {
        gram.iter().fold(0_u64, |packed, &c| packed << 21 | u64::from(u32::from(c)))
    };
    let mut parts = Vec::with_capacity(chars.len() * 4);
    for n in 1..=3 {
        let grams = chars.windows(n).filter(|gram| n > 1 || !matches!(gram, [BEGIN | END]));
        parts.extend(grams.map(pack));
    }
    let found = morphemes.segment(word);
    let tagged = |kind: u64, number: u32| 1 << 63 | kind << 32 | u64::from(number);
    for &(morpheme, class) in &found {
        parts.push(tagged(0, morpheme));
        parts.push(tagged(1, class));
    }
    if let Some(&(morpheme, class)) = found.last() {
        parts.push(tagged(2, morpheme));
        parts.push(tagged(3, class));
    }
    if let Some(&(_, class)) = found.first() {
        parts.push(tagged(4, class));
    }
    for pair in found.windows(2) {
        if let [(_, first), (_, second)] = pair {
            parts.push(tagged(5, first << 8 | second));
        }
    }
    parts
}

/// Morphemes of form words, with the class of each.
#[derive(Debug, Clone, Default)]
struct Morphemes {
    by_first: WordTable<Vec<(String, u32, u32)>, char>,
    /// The classes of money and of amounts.
    money: Option<u32>,
    amount: Option<u32>,
}

impl Morphemes {
    fn builtin() -> Self {
        let mut by_first: WordTable<Vec<(String, u32, u32)>, char> = WordTable::default();
        let (mut money, mut amount) = (None, None);
        let mut number = 0;
        let lines = include_str!("../../templates/morphemes.tsv").lines();
        for (class, line) in (0_u32..).zip(lines.filter(|line| !line.starts_with('#'))) {
            let Some((name, words)) = line.split_once('\t') else { continue };
            match name {
                "o.fund" => money = Some(class),
                "h.amount" => amount = Some(class),
                _ => {}
            }
            for word in words.split(' ') {
                let Some(first) = word.chars().next() else { continue };
                by_first.entry(first).or_default().push((word.to_owned(), number, class));
                number += 1;
            }
        }
        for list in by_first.values_mut() {
            list.sort_by_key(|(word, ..)| std::cmp::Reverse(word.len()));
        }
        Self { by_first, money, amount }
    }

    /// The morphemes of a word by longest match; other characters are skipped.
    fn segment(&self, word: &str) -> SmallVec<[(u32, u32); 6]> {
        let mut found = SmallVec::new();
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let known = self.by_first.get(&first).into_iter().flatten();
            match known.into_iter().find(|(morpheme, ..)| rest.starts_with(morpheme.as_str())) {
                Some((morpheme, number, class)) => {
                    found.push((*number, *class));
                    rest = &rest[morpheme.len()..];
                }
                None => rest = &rest[first.len_utf8()..],
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, WordModel, bare};
    use crate::template::Templates;

    #[test]
    fn decorations_are_left_out() {
        assert_eq!(bare("其中:财政资金(万元)"), "财政资金");
        assert_eq!(bare("*指标值"), "指标值");
        assert_eq!(bare("(三)"), "(三)");
    }

    /// Cross-validation in two folds: most hidden header words and labels get the right meaning
    /// first, and nearly all among the first three.
    #[test]
    fn hidden_words_are_recognized_by_their_parts() {
        let templates = Templates::builtin();
        let all: Vec<(String, Class)> =
            templates.generic().classes().map(|(word, class)| (word.to_owned(), class)).collect();
        const FOLDS: usize = 2;
        let (mut n, mut first, mut three) = (0, 0, 0);
        for fold in 0..FOLDS {
            let is_hidden =
                |word: &str| word.bytes().map(usize::from).sum::<usize>() % FOLDS == fold;
            let shown = all.iter().filter(|(word, _)| !is_hidden(word));
            let model = WordModel::new(shown.map(|(word, class)| (word.as_str(), *class)));
            for (word, class) in all.iter().filter(|(word, _)| is_hidden(word)) {
                let scores = model.scores(&bare(word));
                let (field, (fields, scores)) = match class {
                    Class::Column(field) => (field, scores.columns()),
                    Class::Label(field) => (field, scores.labels()),
                    _ => continue,
                };
                let mut ranking: Vec<_> = scores.iter().zip(fields).collect();
                ranking.sort_by_key(|&(score, _)| std::cmp::Reverse(score));
                n += 1;
                first += usize::from(ranking.first().is_some_and(|(_, other)| *other == field));
                three += usize::from(ranking.iter().take(3).any(|(_, other)| *other == field));
            }
        }
        assert!(first * 100 >= n * 72, "{first} of {n} first");
        assert!(three * 100 >= n * 90, "{three} of {n} among the first three");
    }
}
