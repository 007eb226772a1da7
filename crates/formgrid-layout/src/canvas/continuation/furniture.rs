//! Furniture: page numbers, and running headers and footers.

use formgrid_model::{BBox, Code, Diagnostics, Lexicon, Place, WordClass, fold, fold_label};

use crate::canvas::placed::{Piece, PlacedPage};
use crate::canvas::text::Line;

/// Depth of the margins with headers and footers, in points. The widest default is Word's of one inch;
/// a header of two lines extends out of it.
const MARGIN_PT: f32 = 85.0;
/// Largest share of a page's height for each margin, for small pages.
const MARGIN: f32 = 0.2;
/// Least number of pages of a running header, and the tolerance of its height in points.
const MIN_PAGES: usize = 3;
const SAME_PT: f32 = 3.0;

/// Removes page numbers and running headers and footers.
pub(super) fn strip(pages: &mut [PlacedPage], lexicon: &Lexicon, diagnostics: &mut Diagnostics) {
    let heads = running_heads(pages, lexicon);
    for page in pages {
        let (number, height) = (page.frame.number, page.frame.height);
        let edge = edge(page, lexicon);
        let mut kept = Vec::with_capacity(page.pieces.len());
        for (piece, is_edge) in std::mem::take(&mut page.pieces).into_iter().zip(edge) {
            match piece {
                Piece::Line(line) if is_edge && is_page_number(&line, height) => {
                    drop_lines(number, vec![line], "a page number", diagnostics);
                }
                Piece::Line(line) if is_edge && heads.iter().any(|head| head.is(&line)) => {
                    drop_lines(number, vec![line], "a head or foot of each page", diagnostics);
                }
                piece => kept.push(piece),
            }
        }
        page.pieces = kept;
    }
}

/// For each piece of a page, whether it is a line in the upper margin above all tables, or in the lower
/// one below them. Lines below the title of a form belong to the form, such as its year.
fn edge(page: &PlacedPage, lexicon: &Lexicon) -> Vec<bool> {
    let is_line = |piece: &Piece| matches!(piece, Piece::Line(_));
    let is_above = |piece: &&Piece| matches!(piece, Piece::Line(line) if !is_title(line, lexicon));
    let height = page.frame.height;
    let first_table = page.pieces.iter().take_while(is_above).count();
    let last_table =
        page.pieces.len() - page.pieces.iter().rev().take_while(|piece| is_line(piece)).count();
    let is_edge = |(at, piece): (usize, &Piece)| {
        (at < first_table && piece.bbox().y1 <= margin(height))
            || (at >= last_table && is_in_foot(piece.bbox(), height))
    };
    page.pieces.iter().enumerate().map(is_edge).collect()
}

fn is_title(line: &Line, lexicon: &Lexicon) -> bool {
    lexicon.classes(&fold_label(&line.text)).contains(WordClass::TITLE)
}

fn margin(height: f32) -> f32 {
    MARGIN_PT.min(MARGIN * height)
}

fn is_in_foot(bbox: BBox, height: f32) -> bool {
    bbox.y0 >= height - margin(height)
}

/// Whether a line is a page number: a number alone, between dashes, or with words for a page and the
/// page count.
fn is_page_number(line: &Line, height: f32) -> bool {
    let text = fold(&line.text).to_lowercase();
    let is_worded = text.contains('页') || text.contains("page") || text.contains('/');
    let words = ["page", "of", "第", "页", "共"];
    let mut rest = text;
    for word in words {
        rest = rest.replace(word, " ");
    }
    let marks = [' ', '-', '—', '–', '―', '~', '·', '/', ',', '|'];
    let mut numbers = rest.split(marks).filter(|number| !number.is_empty());
    let n_numbers = numbers.clone().count();
    let is_number =
        |number: &str| number.len() <= 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    numbers.all(is_number)
        && (n_numbers == 1 && (is_in_foot(line.bbox, height) || is_worded)
            || n_numbers == 2 && is_worded)
}

/// A running header or footer.
struct Head {
    /// Its text, folded, with digits as one sign.
    text: String,
    /// Its top in points.
    top: f32,
    /// Number of pages with it.
    n_pages: usize,
}

impl Head {
    fn is(&self, line: &Line) -> bool {
        (self.top - line.bbox.y0).abs() <= SAME_PT && self.text == fold_label(&line.text)
    }
}

/// Lines in the margins of most pages. Titles of forms are excluded: each form begins with one.
fn running_heads(pages: &[PlacedPage], lexicon: &Lexicon) -> Vec<Head> {
    let mut heads: Vec<Head> = Vec::new();
    let mut n_pages = 0;
    for page in pages.iter().filter(|page| !page.pieces.is_empty()) {
        n_pages += 1;
        for (piece, is_edge) in page.pieces.iter().zip(edge(page, lexicon)) {
            let Piece::Line(line) = piece else { continue };
            if !is_edge || is_title(line, lexicon) {
                continue;
            }
            if let Some(head) = heads.iter_mut().find(|head| head.is(line)) {
                head.n_pages += 1;
            } else if heads.len() < MAX_HEADS {
                let (text, top) = (fold_label(&line.text).into_owned(), line.bbox.y0);
                heads.push(Head { text, top, n_pages: 1 });
            }
        }
    }
    heads.retain(|head| head.n_pages >= MIN_PAGES && head.n_pages * 2 > n_pages);
    heads
}

/// A line of most pages is among the first lines in margins.
const MAX_HEADS: usize = 64;

/// Reports lines as furniture and drops them.
pub(super) fn drop_lines(number: u32, lines: Vec<Line>, what: &str, diagnostics: &mut Diagnostics) {
    for line in lines {
        let place = Place { page: Some(number), bbox: Some(line.bbox), ..Place::default() };
        let message = format!("{what}: {}", line.text);
        diagnostics.consume(Code::LayoutFurniture, place, line.atoms, message);
    }
}
