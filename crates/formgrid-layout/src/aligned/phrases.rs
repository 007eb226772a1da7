//! Groups tokens into phrases: the texts between gaps in a line, with positions in character cells.

use formgrid_model::{DrawnSpan, Lexicon, RawText, fold_label};

/// A word of a line.
#[derive(Debug)]
pub(super) struct Token {
    /// Start and end in character cells.
    pub(super) x0: i64,
    pub(super) x1: i64,
    pub(super) raw: RawText,
}

impl Token {
    pub(super) fn new(span: DrawnSpan, raw: RawText) -> Self {
        Self { x0: i64::from(span.from), x1: i64::from(span.to), raw }
    }

    fn first(&self) -> char {
        self.raw.text.chars().next().unwrap_or(' ')
    }

    fn last(&self) -> char {
        self.raw.text.chars().next_back().unwrap_or(' ')
    }
}

/// One or more words of a line separated by single spaces.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrase<'a> {
    pub(super) tokens: &'a [Token],
}

/// A line with its index among the nonblank lines.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    pub(super) at: usize,
    pub(super) phrases: Vec<Phrase<'a>>,
    /// Whether it is the first of a page.
    pub(super) begins_page: bool,
}

/// Maximum width of a phrase and of its words in character cells; a wider one with a wider word is running
/// text.
const MAX_CELL: i64 = 20;
const MAX_WORD: i64 = 6;

/// Minimum number of characters of a label; a shorter one may be part of any text.
const MIN_LABEL: usize = 4;

/// Number of lines above and below that are searched for a gutter.
const WINDOW: usize = 14;

impl<'a> Phrase<'a> {
    pub(super) fn x0(self) -> i64 {
        self.tokens.first().map_or(0, |token| token.x0)
    }

    pub(super) fn x1(self) -> i64 {
        self.tokens.last().map_or(0, |token| token.x1)
    }

    pub(super) fn width(self) -> i64 {
        self.x1() - self.x0()
    }

    /// Twice the center.
    pub(super) fn middle(self) -> i64 {
        self.x0() + self.x1()
    }

    /// Overlap with an extent in character cells; zero or negative if there is none.
    pub(super) fn shared(self, x0: i64, x1: i64) -> i64 {
        self.x1().min(x1) - self.x0().max(x0)
    }

    /// Its text, without spaces next to Chinese, which programs insert between two scripts.
    pub(super) fn text(self) -> String {
        let mut text = String::new();
        for token in self.tokens {
            let is_narrow = text.chars().next_back().is_some_and(|c| !is_wide(c));
            if is_narrow && !is_wide(token.first()) {
                text.push(' ');
            }
            text.push_str(&token.raw.text);
        }
        text
    }

    /// The parts before and after a space, counted from 1.
    pub(super) fn parted(self, blank: usize) -> Option<(Self, Self)> {
        let (before, behind) = self.tokens.split_at_checked(blank)?;
        let are_both = !before.is_empty() && !behind.is_empty();
        are_both.then_some((Self { tokens: before }, Self { tokens: behind }))
    }

    /// Whether a space may be a gutter. In running text, programs insert spaces between two scripts too,
    /// but not before a comparison sign.
    pub(super) fn may_part(self, blank: usize, lexicon: &Lexicon) -> bool {
        let Some((before, behind)) = blank
            .checked_sub(1)
            .and_then(|at| Some((self.tokens.get(at)?, self.tokens.get(blank)?)))
        else {
            return false;
        };
        if are_one(before, behind, lexicon) {
            return false;
        }
        let is_label = |token: &Token| {
            token.raw.text.chars().count() >= MIN_LABEL && is_known(&token.raw.text, lexicon)
        };
        let is_running = self.width() > MAX_CELL
            && self.tokens.iter().any(|token| token.x1 - token.x0 > MAX_WORD);
        !is_running
            || is_comparison(behind.first())
            || is_wide(before.last()) == is_wide(behind.first())
            || is_label(before)
            || is_label(behind)
    }
}

/// Whether two words form one word of the lexicon with a space inside.
fn are_one(before: &Token, behind: &Token, lexicon: &Lexicon) -> bool {
    let (a, b) = (&before.raw.text, &behind.raw.text);
    let is_known = |text: &str| is_known(text, lexicon);
    is_known(&format!("{a}{b}")) && !(is_known(a) && is_known(b))
}

/// Whether a text is a word of the lexicon.
pub(super) fn is_known(text: &str, lexicon: &Lexicon) -> bool {
    text.len() <= MAX_KNOWN && lexicon.words.contains_key(&fold_label(text))
}

/// Maximum length in bytes of a text that is looked up in the lexicon.
const MAX_KNOWN: usize = 90;

/// Whether a character is East Asian, so of double width.
pub(super) fn is_wide(c: char) -> bool {
    u32::from(c) >= 0x2e80
}

/// Whether a character is a comparison sign, which begins a limit.
pub(super) fn is_comparison(c: char) -> bool {
    "<>=≤≥≦≧＜＞".contains(c)
}

/// Whether a text is a number, an amount or a percentage.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(is_comparison).trim_end_matches('%');
    digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
}

/// Splits a line into phrases wherever the distance between two words is not one space.
pub(super) fn phrases(tokens: &[Token]) -> Vec<Phrase<'_>> {
    let is_apart = |before: &Token, behind: &Token| behind.x0 - before.x1 != 1;
    tokens.chunk_by(|a, b| !is_apart(a, b)).map(|tokens| Phrase { tokens }).collect()
}

/// Splits phrases at single spaces that are gutters: between two numbers, next to a label, or where white
/// space continues through the lines above or below.
pub(super) fn part<'a>(lines: &[Line<'a>], lexicon: &Lexicon) -> Vec<Line<'a>> {
    let mut parted = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        let mut phrases = Vec::with_capacity(line.phrases.len());
        let above = lines.get(index.saturating_sub(WINDOW)..index).unwrap_or_default();
        let end = (index + 1 + WINDOW).min(lines.len());
        let below = lines.get(index + 1..end).unwrap_or_default();
        for phrase in &line.phrases {
            let mut rest = *phrase;
            let mut blank = 1;
            while let Some((before, behind)) = rest.parted(blank) {
                if is_gap(before, behind, above, below, lexicon) {
                    phrases.push(before);
                    (rest, blank) = (behind, 1);
                } else {
                    blank += 1;
                }
            }
            phrases.push(rest);
        }
        parted.push(Line { at: line.at, phrases, begins_page: line.begins_page });
    }
    parted
}

fn is_gap(
    before: Phrase<'_>,
    behind: Phrase<'_>,
    above: &[Line<'_>],
    below: &[Line<'_>],
    lexicon: &Lexicon,
) -> bool {
    let (Some(left), Some(right)) = (before.tokens.last(), behind.tokens.first()) else {
        return false;
    };
    if is_stacked(before, right.x0, above.last()) || is_stacked(before, right.x0, below.first()) {
        return true;
    }
    if are_one(left, right, lexicon) {
        return false;
    }
    if is_number(&left.raw.text) && is_number(&right.raw.text) {
        return true;
    }
    if is_wide(left.last()) != is_wide(right.first()) {
        let is_long = |token: &Token| token.raw.text.chars().count() >= MIN_LABEL;
        let is_label = |token: &Token| is_long(token) && is_known(&token.raw.text, lexicon);
        return is_label(right) || (is_label(left) && is_long(right));
    }
    let x = right.x0 - 1;
    is_white(x, above.iter()) || is_white(x, below.iter()) || is_white(x, above.iter().chain(below))
}

/// Whether a text before a space is above or below another of one word, with the same edges and the same
/// space behind it: they are two lines of a label.
fn is_stacked(before: Phrase<'_>, x0: i64, line: Option<&Line<'_>>) -> bool {
    let [own] = before.tokens else { return false };
    if !is_wide(own.last()) {
        return false;
    }
    let is_same = |pair: &[Token]| {
        let [other, next] = pair else { return false };
        (other.x0, other.x1, next.x0) == (own.x0, own.x1, x0)
    };
    line.and_then(|line| line.phrases.first()).is_some_and(|first| {
        first.tokens.get(..2).is_some_and(is_same) && own.x1 - own.x0 <= MAX_STACKED
    })
}

/// Maximum width of a label of two lines, in character cells.
const MAX_STACKED: i64 = 8;

/// Whether most lines with text on both sides of a position have a space there.
fn is_white<'l, 'a: 'l>(x: i64, lines: impl Iterator<Item = &'l Line<'a>>) -> bool {
    let (mut n_white, mut n_covered) = (0, 0);
    for line in lines {
        let is_inner = |phrase: &Phrase<'_>| phrase.tokens.iter().any(|token| token.x0 - 1 == x);
        let is_over = |phrase: &&Phrase<'_>| phrase.x0() < x && phrase.x1() > x + 1;
        let is_covered = line.phrases.iter().filter(is_over).any(|phrase| !is_inner(phrase));
        let mut tokens = line.phrases.iter().flat_map(|phrase| phrase.tokens);
        let is_left = tokens.clone().any(|token| token.x1 <= x);
        n_covered += usize::from(is_covered);
        n_white += usize::from(!is_covered && is_left && tokens.any(|token| token.x0 > x));
    }
    n_white >= 2 && n_covered * 2 <= n_white
}
