//! Prints drawings on pages: box art as strokes, texts as words.
//!
//! The page shows exactly the drawing, so a test can omit a stroke by leaving it out. A column of
//! the drawing is 6 points wide, a line 14 points high; a wide character is two columns wide and 12
//! points in size.

use formgrid_model::{AtomId, BBox, CanvasPage, CanvasWord, Place, RawText, Shape};
use unicode_width::UnicodeWidthChar;

/// Width of a column of a drawing in points.
const COLUMN_PT: f32 = 6.0;
/// Height of a line of a drawing in points.
const LINE_PT: f32 = 14.0;
/// Size of its text in points.
const SIZE_PT: f32 = 12.0;
/// Thickness of its strokes in points.
const STROKE_PT: f32 = 0.5;

/// Prints one drawing per page; words are numbered across pages.
pub fn print_pages(drawings: &[&str]) -> Vec<CanvasPage> {
    let mut n_atoms = 0;
    let pages = drawings.iter().zip(1..).map(|(drawing, number)| {
        let mut page = print_page(drawing);
        page.number = number;
        for word in &mut page.words {
            word.text.place.page = Some(number);
            word.text.atom = Some(AtomId(n_atoms));
            n_atoms += 1;
        }
        page
    });
    pages.collect()
}

/// Prints a drawing on a page of its size. Its indentation is ignored, as is a blank first line.
pub fn print_page(drawing: &str) -> CanvasPage {
    let art = Art::new(drawing);
    let strokes = art.strokes();
    let mut words = Vec::new();
    for y in 0..art.lines.len() {
        words.extend(art.words(y));
    }
    for (word, atom) in words.iter_mut().zip(0..) {
        word.text.atom = Some(AtomId(atom));
    }
    CanvasPage {
        number: 1,
        width: points(art.width(), COLUMN_PT),
        height: points(art.lines.len(), LINE_PT),
        words,
        shapes: strokes,
    }
}

/// The middle of a column or line.
fn middle(n: usize, step: f32) -> f32 {
    points(n, step) + step / 2.0
}

/// The start of a column or line.
fn points(n: usize, step: f32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a drawing has far fewer than 2^24 columns")]
    let n = n as f32;
    n * step
}

/// The characters of a drawing by line and column; a NUL follows a wide character.
struct Art {
    lines: Vec<Vec<char>>,
}

impl Art {
    fn new(text: &str) -> Self {
        // The last line of a drawing indents the closing quote.
        let text = text.trim_end_matches(' ');
        let lines: Vec<&str> = text.lines().skip_while(|line| line.trim().is_empty()).collect();
        let filled = lines.iter().filter(|line| !line.trim().is_empty());
        let indent = filled.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
        let widen = |c: char| [c, '\0'].into_iter().take(c.width().unwrap_or(0));
        let dedent = |line: &&str| line.chars().skip(indent).flat_map(widen).collect();
        Self { lines: lines.iter().map(dedent).collect() }
    }

    fn width(&self) -> usize {
        self.lines.iter().map(Vec::len).max().unwrap_or(0)
    }

    fn at(&self, x: usize, y: usize) -> char {
        self.lines.get(y).and_then(|line| line.get(x)).copied().unwrap_or(' ')
    }

    /// Whether a line connects a column to the next.
    fn is_tied_right(&self, x: usize, y: usize) -> bool {
        arms(self.at(x, y)).right && arms(self.at(x + 1, y)).left
    }

    /// Whether a line connects a line of the drawing to the next.
    fn is_tied_down(&self, x: usize, y: usize) -> bool {
        arms(self.at(x, y)).down && arms(self.at(x, y + 1)).up
    }

    fn is_wall(&self, x: usize, y: usize) -> bool {
        self.is_tied_right(x, y)
            || self.is_tied_down(x, y)
            || (x > 0 && self.is_tied_right(x - 1, y))
            || (y > 0 && self.is_tied_down(x, y - 1))
    }

    fn strokes(&self) -> Vec<Shape> {
        let mut strokes = Vec::new();
        for y in 0..self.lines.len() {
            for (start, end) in chains(self.width(), |x| self.is_tied_right(x, y)) {
                let (x0, x1) = (middle(start, COLUMN_PT), middle(end, COLUMN_PT));
                let y = middle(y, LINE_PT);
                strokes.push(stroke(BBox { x0, y0: y, x1, y1: y }));
            }
        }
        for x in 0..self.width() {
            for (start, end) in chains(self.lines.len(), |y| self.is_tied_down(x, y)) {
                let (y0, y1) = (middle(start, LINE_PT), middle(end, LINE_PT));
                let x = middle(x, COLUMN_PT);
                strokes.push(stroke(BBox { x0: x, y0, x1: x, y1 }));
            }
        }
        strokes
    }

    fn words(&self, y: usize) -> Vec<CanvasWord> {
        let mut words = Vec::new();
        let mut start = None;
        for x in 0..=self.width() {
            let is_text = self.at(x, y) != ' ' && !self.is_wall(x, y);
            match (start, is_text) {
                (None, true) => start = Some(x),
                (Some(first), false) => {
                    words.push(self.word(first, x, y));
                    start = None;
                }
                _ => {}
            }
        }
        words
    }

    fn word(&self, start: usize, end: usize, y: usize) -> CanvasWord {
        let text = (start..end).map(|x| self.at(x, y)).filter(|&c| c != '\0').collect();
        let top = points(y, LINE_PT) + (LINE_PT - SIZE_PT) / 2.0;
        let bbox = BBox {
            x0: points(start, COLUMN_PT),
            y0: top,
            x1: points(end, COLUMN_PT),
            y1: top + SIZE_PT,
        };
        let place = Place { page: Some(1), bbox: Some(bbox), ..Place::default() };
        CanvasWord {
            text: RawText { text, place, atom: None },
            size: SIZE_PT,
            baseline: top + SIZE_PT * 0.86,
            ..CanvasWord::default()
        }
    }
}

fn stroke(bbox: BBox) -> Shape {
    Shape::Line { bbox, width: STROKE_PT }
}

/// The first and last position of each connected run.
fn chains(n: usize, is_tied: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut chains: Vec<(usize, usize)> = Vec::new();
    for at in (0..n).filter(|&at| is_tied(at)) {
        match chains.last_mut() {
            Some(last) if last.1 == at => last.1 = at + 1,
            _ => chains.push((at, at + 1)),
        }
    }
    chains
}

/// The directions of a box-drawing character.
#[derive(Default)]
struct Arms {
    left: bool,
    right: bool,
    up: bool,
    down: bool,
}

fn arms(c: char) -> Arms {
    let is = |set: &str| set.contains(c);
    Arms {
        left: is("+-─┐┘┤┬┴┼"),
        right: is("+-─┌└├┬┴┼"),
        up: is("+|│└┘├┤┴┼"),
        down: is("+|│┌┐├┤┬┼"),
    }
}

#[cfg(test)]
mod tests {
    use formgrid_model::Shape;

    use super::print_page;

    #[test]
    fn lines_become_strokes_and_texts_become_words() {
        let page = print_page(
            "
            +------+-----+
            | 金额 | 1-2 |
            +------+-----+
            ",
        );
        let words: Vec<_> = page.words.iter().map(|word| word.text.text.as_str()).collect();
        assert_eq!(words, ["金额", "1-2"]);
        let bbox = page.words[0].text.place.bbox.unwrap();
        assert_eq!((bbox.x0, bbox.x1), (12.0, 36.0));
        assert_eq!(page.shapes.len(), 5, "two strokes across and three down");
        let Shape::Line { bbox, .. } = page.shapes[0] else { panic!("a stroke") };
        assert_eq!((bbox.x0, bbox.x1, bbox.y0), (3.0, 81.0, 7.0));
    }
}
