//! Words to phrases, phrases to levels.
//!
//! A phrase is at most the content of one cell on one line: its words are no farther apart than spaces.
//! Where a space is as wide as a column gap, the columns split the phrase later.

use formgrid_model::{BBox, CanvasWord};

use super::{
    super::text::{self, union, word_box},
    tolerances::TOLERANCES,
};

/// Adjacent words with at most a space between them.
#[derive(Debug, Clone)]
pub(super) struct Phrase<'a> {
    /// Bounding box, in points.
    pub(super) bbox: BBox,
    /// Size of its largest word, in points.
    pub(super) size: f32,
    /// Its words from left to right, at least one.
    pub(super) words: Vec<&'a CanvasWord>,
}

/// Phrases at one height of the page.
#[derive(Debug, Clone)]
pub(super) struct Level<'a> {
    /// Bounding box, in points.
    pub(super) bbox: BBox,
    /// Its phrases from left to right.
    pub(super) phrases: Vec<Phrase<'a>>,
}

impl<'a> Phrase<'a> {
    /// The phrase of some words, in order.
    pub(super) fn new(words: Vec<&'a CanvasWord>) -> Self {
        let boxes = words.iter().filter_map(|word| word_box(word));
        let bbox = boxes.fold(BBox::default(), union);
        let size = words.iter().map(|word| word.size).fold(0.0, f32::max);
        Self { bbox, size, words }
    }

    /// Its width in points.
    pub(super) fn width(&self) -> f32 {
        self.bbox.x1 - self.bbox.x0
    }

    /// x of its middle.
    pub(super) fn center(&self) -> f32 {
        f32::midpoint(self.bbox.x0, self.bbox.x1)
    }

    /// Its characters, without spaces.
    pub(super) fn chars(&self) -> impl Iterator<Item = char> {
        self.words.iter().flat_map(|word| word.text.text.chars()).filter(|c| !c.is_whitespace())
    }

    /// Whether it looks like a number, an amount, a date or a mark for a missing one.
    pub(super) fn is_value(&self) -> bool {
        is_value(self.chars())
    }

    /// Whether it is a year, which may be a value or a header.
    pub(super) fn is_year(&self) -> bool {
        let mut chars = self.chars();
        let century = (chars.next(), chars.next());
        matches!(century, (Some('1'), Some('8' | '9')) | (Some('2'), Some('0')))
            && chars.next().is_some_and(|c| c.is_ascii_digit())
            && chars.next().is_some_and(|c| c.is_ascii_digit())
            && chars.next().is_none_or(|c| !c.is_ascii_digit() && c != '.' && c != ',')
    }

    /// Whether it is a sign that belongs to the number beside it.
    pub(super) fn is_sign(&self) -> bool {
        self.chars().all(|c| "$€£¥￥%‰*†‡()".contains(c))
    }

    /// Whether it continues the text before it: it begins with a lower-case letter, a bracket or
    /// punctuation.
    pub(super) fn is_continued(&self) -> bool {
        self.chars().next().is_some_and(|c| c.is_lowercase() || "(&/,;".contains(c))
    }

    /// Whether it is unfinished: it ends with a comma, a hyphen or an open bracket.
    pub(super) fn is_unfinished(&self) -> bool {
        self.chars().last().is_some_and(|c| ",-(&/、".contains(c))
            && self.chars().any(char::is_alphabetic)
    }

    /// Splits words at gaps over `gap_em`.
    fn part(words: &[&'a CanvasWord], gap_em: f32) -> Vec<Self> {
        let mut phrases: Vec<Vec<&CanvasWord>> = Vec::new();
        let mut end = f32::NEG_INFINITY;
        let mut size = 0.0_f32;
        for &word in words {
            let bbox = word_box(word).unwrap_or_default();
            let gap = bbox.x0 - end;
            let em = size.max(word.size);
            match phrases.last_mut() {
                Some(last) if gap <= gap_em * em => last.push(word),
                Some(last) if is_bullet(last) && gap <= TOLERANCES.bullet_off_em * em => {
                    last.push(word);
                }
                _ => phrases.push(vec![word]),
            }
            (end, size) = (end.max(bbox.x1), word.size);
        }
        phrases.into_iter().map(Self::new).collect()
    }
}

impl Level<'_> {
    /// The size of its largest phrase.
    pub(super) fn size(&self) -> f32 {
        self.phrases.iter().map(|phrase| phrase.size).fold(0.0, f32::max)
    }
}

/// Whether characters look like a number, an amount, a date or a mark for a missing one.
pub(super) fn is_value(chars: impl Iterator<Item = char>) -> bool {
    let (mut digits, mut letters, mut others, mut is_missing) = (0_usize, 0_usize, 0_usize, true);
    for c in chars.filter(|c| !c.is_whitespace()) {
        digits += usize::from(c.is_ascii_digit());
        letters += usize::from(is_wide_letter(c) || c.is_alphabetic());
        others += 1;
        is_missing &= matches!(c, '-' | '–' | '—' | '−' | '.' | '…' | ':' | '·' | '/' | '*');
    }
    if digits == 0 { is_missing && others < 4 } else { digits >= letters }
}

/// Whether a character is a common Chinese letter, which takes no search of Unicode's tables.
fn is_wide_letter(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// A bullet or number that belongs to the text of its item.
fn is_bullet(words: &[&CanvasWord]) -> bool {
    let is_mark = |c: char| "•‣▪▫■□●○◦◆◇➢✓✔·\u{f0b7}\u{f0a7}\u{f0d8}".contains(c);
    matches!(words, [word] if word.text.text.chars().all(is_mark))
}

/// The levels of words, from top to bottom, split into phrases at gaps over `gap_em`.
pub(super) fn levels<'a>(words: &[&'a CanvasWord], gap_em: f32) -> Vec<Level<'a>> {
    let mut words = words.to_vec();
    text::sort_across(&mut words);
    let levels = text::levels(&mut words).map(|words| {
        words.sort_by(|a, b| {
            let x = |word: &CanvasWord| word_box(word).unwrap_or_default().x0;
            x(a).total_cmp(&x(b)).then(a.text.atom.cmp(&b.text.atom))
        });
        level(Phrase::part(words, gap_em))
    });
    let mut levels: Vec<Level<'_>> = levels.collect();
    levels.sort_by(|a, b| a.bbox.y0.total_cmp(&b.bbox.y0));
    levels
}

/// The level of phrases, from left to right.
pub(super) fn level(phrases: Vec<Phrase<'_>>) -> Level<'_> {
    let bbox = phrases.iter().map(|phrase| phrase.bbox).fold(BBox::default(), union);
    Level { bbox, phrases }
}

/// The horizontal extent of a box.
pub(super) fn extent(bbox: BBox) -> (f32, f32) {
    (bbox.x0, bbox.x1)
}
