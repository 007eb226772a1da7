//! Words to lines, lines to text.
//!
//! Words make a line by position and never by drawing order, so the same page gives the same text
//! whatever program wrote it.

use std::collections::BTreeMap;

use formgrid_model::{AtomId, Atoms, BBox, CanvasPage, CanvasWord};

/// When words are separated by a space, and lines by a paragraph's end.
struct Tolerances {
    /// Least gap between two words that is a space. The space of common Latin fonts is a quarter em;
    /// kerning and the bearings of full-width characters are less than half that.
    blank_em: f32,
    /// Least gap that separates two pieces of a Chinese line: a full-width space, less what
    /// justification shrinks.
    wide_blank_em: f32,
    /// Least spare room that makes a line break deliberate. Half a character of slack tolerates
    /// justified text and one wrong glyph width.
    spare_em: f32,
    /// Inner margins of a cell, left and right together. Word's default is 2 × 5.4 points, and no
    /// office program has a larger one.
    margin_pt: f32,
}

const TOLERANCES: Tolerances =
    Tolerances { blank_em: 0.15, wide_blank_em: 0.75, spare_em: 0.5, margin_pt: 10.8 };

/// A line of text: adjacent words.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Line {
    /// Its text.
    pub(crate) text: String,
    /// Bounding box, in points.
    pub(crate) bbox: BBox,
    /// Size of its largest word, in points.
    pub(crate) size: f32,
    /// Whether all words are bold.
    pub(crate) bold: bool,
    /// Whether it runs from top to bottom.
    pub(crate) vertical: bool,
    /// The atoms of its words.
    pub(crate) atoms: Atoms,
}

/// A text joined from lines.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Text {
    /// The text, trimmed, with paragraphs separated by `\n`.
    pub(crate) text: String,
    /// The atoms of its lines.
    pub(crate) atoms: Atoms,
}

/// The lines of words on a page, from top to bottom, then columns of vertical text from right to left.
/// `words` are indices into the page's words.
pub(crate) fn lines(page: &CanvasPage, words: &[usize]) -> Vec<Line> {
    // Most cells hold one word.
    if let [index] = words {
        return page.words.get(*index).map(|word| line(&mut [word])).into_iter().collect();
    }
    let (mut down, mut across): (Vec<&CanvasWord>, Vec<&CanvasWord>) =
        words.iter().filter_map(|&index| page.words.get(index)).partition(|word| word.vertical);
    sort_across(&mut across);
    down.sort_by(|a, b| middle(b).total_cmp(&middle(a)).then(order(a, b)));
    levels(&mut across).chain(levels(&mut down)).map(line).collect()
}

/// The text of lines stacked in a room of `width` points, such as a cell. A line break ends a paragraph
/// only if the room shows that it is deliberate; without a width, never.
pub(crate) fn join(lines: &[Line], width: Option<f32>) -> Text {
    if let [line] = lines {
        return Text { text: line.text.trim().to_owned(), atoms: line.atoms.clone() };
    }
    let mut joined = Text::default();
    let room = width.map(|width| room(width, widest(lines)));
    for (index, line) in lines.iter().enumerate() {
        if let Some(before) = index.checked_sub(1).and_then(|above| lines.get(above)) {
            let ends = room.is_some_and(|room| fit(before, line, room) == Fit::Parted);
            let is_cut = room.is_some_and(|room| is_cut_number(before, line, room));
            joined.text.push_str(match (ends, is_cut) {
                (true, _) => "\n",
                (false, true) => "",
                (false, false) => glue(&joined.text, &line.text),
            });
        }
        joined.text.push_str(&line.text);
        joined.atoms.extend(line.atoms.iter().copied());
    }
    if joined.text.trim().len() < joined.text.len() {
        joined.text = joined.text.trim().to_owned();
    }
    joined
}

/// Why a line is followed by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// Deliberately: the next line would have fit on the previous one.
    Parted,
    /// Either reason.
    Unsure,
    /// By wrapping: nothing of the next line fit on the previous one.
    Wrapped,
}

/// Why `next` is below `before` and not beside it, in a room of `room` points.
pub(crate) fn fit(before: &Line, next: &Line, room: f32) -> Fit {
    let used = before.bbox.x1 - before.bbox.x0;
    let (least, most) = first_piece_em(&next.text);
    if before.vertical || next.vertical {
        Fit::Unsure
    } else if used + (most + TOLERANCES.spare_em) * before.size < room {
        Fit::Parted
    } else if used + least * before.size > room {
        Fit::Wrapped
    } else {
        Fit::Unsure
    }
}

/// Whether no further character fits after a line in a room of `room` points.
pub(crate) fn is_full(line: &Line, room: f32) -> bool {
    line.bbox.x1 - line.bbox.x0 + LEAST_EM * line.size > room
}

/// Least width of a character in ems, with the shrinking of punctuation at the line end.
const LEAST_EM: f32 = 0.95;

/// Whether a number continues in the next line: programs break a text without spaces only if it is
/// wider than the room, and then they fill the line.
fn is_cut_number(before: &Line, next: &Line, room: f32) -> bool {
    let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | '‰');
    let used = before.bbox.x1 - before.bbox.x0;
    !before.text.contains(char::is_whitespace)
        && before.text.ends_with(is_of_number)
        && next.text.starts_with(is_of_number)
        && used + MOST_OF_NUMBER_EM * before.size > room
}

/// The widest character of a number, the percent sign, in ems.
const MOST_OF_NUMBER_EM: f32 = 0.9;

/// The room of lines in a cell of a width, given the widest line of its column.
pub(crate) fn room(width: f32, widest: f32) -> f32 {
    (width - TOLERANCES.margin_pt).max(widest)
}

/// Width of the widest line, without hanging punctuation.
pub(crate) fn widest(lines: &[Line]) -> f32 {
    let width = |line: &Line| {
        let hangs = line.text.ends_with(['，', '。', '、', '；', '：', '）', '”']);
        line.bbox.x1 - line.bbox.x0 - if hangs { line.size } else { 0.0 }
    };
    lines.iter().map(width).fold(0.0, f32::max)
}

/// The text between two pieces that a line break separates: a space between Latin words, nothing next
/// to Chinese or after a hyphen.
pub(crate) fn glue(before: &str, after: &str) -> &'static str {
    let apart = before.chars().next_back().is_some_and(|c| !is_wide(c) && !is_hyphen(c))
        && after.chars().next().is_some_and(|c| !is_wide(c));
    if apart { " " } else { "" }
}

/// Whether a character is full-width and written without spaces: Chinese, kana, full-width forms and
/// punctuation.
pub(crate) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{ad}' | '\u{2010}')
}

/// Least and largest width, in ems, of the unbreakable start of a text.
fn first_piece_em(text: &str) -> (f32, f32) {
    let (mut least, mut most) = (0.0, 0.0);
    for c in text.chars() {
        if is_wide(c) {
            // Closing punctuation stays with the character before it, and shrinks at the line end.
            return if least == 0.0 { (LEAST_EM, 2.0) } else { (least, most + 1.0) };
        }
        if c.is_whitespace() {
            break;
        }
        least += 0.4;
        most += 0.65;
    }
    (least, most)
}

/// The lines of horizontal words, from top to bottom.
pub(crate) fn lines_of(mut words: Vec<&CanvasWord>) -> Vec<Line> {
    sort_across(&mut words);
    levels(&mut words).map(line).collect()
}

/// Sorts horizontal words from top to bottom.
pub(crate) fn sort_across(words: &mut [&CanvasWord]) {
    words.sort_by(|a, b| middle(a).total_cmp(&middle(b)).then(order(a, b)));
}

/// Groups sorted words by line. Words whose middles lie within each other's height make a line; the
/// largest is the reference, so superscripts and small words stay on their line and tight lines stay
/// separate.
pub(crate) fn levels<'w, 'a>(
    sorted: &'w mut [&'a CanvasWord],
) -> impl Iterator<Item = &'w mut [&'a CanvasWord]> {
    let mut rest = sorted;
    std::iter::from_fn(move || {
        let mut measure: &CanvasWord = rest.first()?;
        let mut n_words = 1;
        while let Some(word) = rest.get(n_words).filter(|word| is_level(measure, word)) {
            if measure.size < word.size {
                measure = word;
            }
            n_words += 1;
        }
        let (level, below) = std::mem::take(&mut rest).split_at_mut(n_words);
        rest = below;
        Some(level)
    })
}

/// Words of nearly equal size must overlap by half; a smaller one may be raised.
fn is_level(a: &CanvasWord, b: &CanvasWord) -> bool {
    let (small, large) = if across(a).1 - across(a).0 <= across(b).1 - across(b).0 {
        (across(a), across(b))
    } else {
        (across(b), across(a))
    };
    let overlap = small.1.min(large.1) - small.0.max(large.0);
    overlap > 0.5 * (small.1 - small.0)
}

fn line(words: &mut [&CanvasWord]) -> Line {
    let n_bytes = words.iter().map(|word| word.text.text.len() + 1).sum();
    words.sort_by(|a, b| along(a).0.total_cmp(&along(b).0).then(order(a, b)));
    let mut line = Line {
        bold: words.iter().all(|word| word.bold),
        vertical: words.iter().all(|word| word.vertical),
        text: String::with_capacity(n_bytes),
        ..Line::default()
    };
    let mut end: Option<f32> = None;
    for word in words {
        let (start, stop) = along(word);
        let size = line.size.max(word.size);
        let gap = end.map_or(0.0, |end| start - end);
        let is_blank =
            gap > TOLERANCES.blank_em * size && !glue(&line.text, &word.text.text).is_empty();
        if is_blank || gap > TOLERANCES.wide_blank_em * size {
            line.text.push(' ');
        }
        end = Some(end.map_or(stop, |end| end.max(stop)));
        line.size = size;
        line.text.push_str(&word.text.text);
        line.bbox = word_box(word).map_or(line.bbox, |bbox| union(line.bbox, bbox));
        line.atoms.extend(word.text.atom);
    }
    line
}

/// The bounding box of two boxes; one without extent is ignored.
pub(crate) fn union(a: BBox, b: BBox) -> BBox {
    if a == BBox::default() {
        return b;
    }
    BBox { x0: a.x0.min(b.x0), y0: a.y0.min(b.y0), x1: a.x1.max(b.x1), y1: a.y1.max(b.y1) }
}

/// The size of most characters of some words, in points; 0 without words.
pub(crate) fn body_size(words: &[CanvasWord]) -> f32 {
    let mut n_chars: BTreeMap<u32, usize> = BTreeMap::new();
    for run in words.chunk_by(|a, b| a.size == b.size) {
        let Some(first) = run.first() else { continue };
        // Tenths of a point are fine enough for pages of any scale.
        let size = ((first.size * 10.0).round() / 10.0).to_bits();
        *n_chars.entry(size).or_default() +=
            run.iter().map(|word| word.text.text.len()).sum::<usize>();
    }
    n_chars.iter().max_by_key(|(_, n)| **n).map_or(0.0, |(size, _)| f32::from_bits(*size))
}

/// The box of a word; `None` if the reader gave none.
pub(crate) fn word_box(word: &CanvasWord) -> Option<BBox> {
    word.text.place.bbox
}

/// Extent across the writing direction.
fn across(word: &CanvasWord) -> (f32, f32) {
    let bbox = word_box(word).unwrap_or_default();
    if word.vertical { (bbox.x0, bbox.x1) } else { (bbox.y0, bbox.y1) }
}

/// Extent along the writing direction.
fn along(word: &CanvasWord) -> (f32, f32) {
    let bbox = word_box(word).unwrap_or_default();
    if word.vertical { (bbox.y0, bbox.y1) } else { (bbox.x0, bbox.x1) }
}

fn middle(word: &CanvasWord) -> f32 {
    let (start, end) = across(word);
    f32::midpoint(start, end)
}

/// Orders words at the same position by text, independent of drawing order.
fn order(a: &CanvasWord, b: &CanvasWord) -> std::cmp::Ordering {
    let key = |word: &CanvasWord| word.text.atom.unwrap_or(AtomId(0));
    a.text.text.cmp(&b.text.text).then(key(a).cmp(&key(b)))
}

#[cfg(test)]
mod tests {
    use formgrid_model::BBox;

    use super::{Line, join};

    /// Lines of 10 points, each character half an em wide.
    fn lines(texts: &[&str]) -> Vec<Line> {
        let line = |text: &&str| {
            let x1 = 5.0 * f32::from(u16::try_from(text.chars().count()).unwrap());
            let bbox = BBox { x0: 0.0, y0: 0.0, x1, y1: 10.0 };
            Line { text: (*text).to_owned(), bbox, size: 10.0, ..Line::default() }
        };
        texts.iter().map(line).collect()
    }

    #[track_caller]
    fn check(texts: &[&str], width: f32, expected: &str) {
        assert_eq!(join(&lines(texts), Some(width)).text, expected);
    }

    #[test]
    fn a_number_wider_than_its_cell_stays_whole() {
        check(&["100.0", "0%"], 40.0, "100.00%");
        check(&["3,232.", "87"], 45.0, "3,232.87");
        check(&["90.91", "%"], 40.0, "90.91%");
    }

    #[test]
    fn words_and_numbers_in_a_wide_cell_are_parted() {
        check(&["annual", "budget"], 45.0, "annual budget");
        check(&["in 2030", "12"], 50.0, "in 2030 12");
    }
}
