//! Parts of a table that are side by side, on different pages.
//!
//! A sheet wider than the paper is cut: its remaining columns follow on another page, at the same
//! heights. A page may omit columns in which it has nothing to print.

use formgrid_model::{Lexicon, Method, WordClass, fold_label};

use super::tolerances::TOLERANCES;
use crate::canvas::placed::{Piece, PlacedCell, PlacedPage, PlacedTable};

/// Fewest rows at equal heights that show a sheet cut by width.
const MIN_ROWS: usize = 4;
/// Most pages of a sheet's left part before its right part.
const MAX_PAGES: usize = 40;
/// Most columns that a page omits on its left.
const MAX_LEFT_OUT: usize = 3;

/// Joins the right parts of sheets to the left ones.
pub(super) fn join_cut(pages: &mut [PlacedPage], lexicon: &Lexicon) {
    for at in 1..pages.len() {
        let (before, rest) = pages.split_at_mut(at);
        let Some(page) = rest.first_mut() else { continue };
        let [Piece::Table(right)] = page.pieces.as_slice() else { continue };
        let left = before.iter_mut().rev().take(MAX_PAGES).find_map(|page| {
            let mut tables = page.pieces.iter_mut().filter_map(|piece| match piece {
                Piece::Table(table) => Some(table),
                Piece::Line(_) => None,
            });
            let table = tables.next_back()?;
            goes_on_right(table, right, lexicon).then_some(table)
        });
        let Some(left) = left else { continue };
        if let Some(Piece::Table(right)) = page.pieces.pop() {
            append_right(left, right);
        }
    }
}

/// Whether a table has the rows of another at the same heights, and other columns under its own header.
fn goes_on_right(left: &PlacedTable, right: &PlacedTable, lexicon: &Lexicon) -> bool {
    let is_near = |(a, b): (&f32, &f32)| (a - b).abs() <= TOLERANCES.edge_pt;
    let has_rows = left.ys.len() == right.ys.len()
        && left.n_rows() >= MIN_ROWS
        && left.ys.iter().zip(&right.ys).all(is_near);
    let is_ruled = left.method == Method::Lattice && right.method == Method::Lattice;
    if !has_rows || !is_ruled {
        return false;
    }
    let (heads, own) = (header(left), header(right));
    let is_word = |text: &String| {
        lexicon.words.get(text).is_some_and(|word| word.contains(WordClass::HEADER))
    };
    let n_words = |texts: &[String]| texts.iter().filter(|text| is_word(text)).count();
    n_words(&heads) > 1
        && n_words(&own) * 2 >= own.len().max(1)
        && !own.iter().any(|text| heads.contains(text))
}

/// The texts of the first row.
fn header(table: &PlacedTable) -> Vec<String> {
    let texts = table.origins(0).iter().map(|cell| {
        let text: String = cell.lines.iter().map(|line| line.text.as_str()).collect();
        fold_label(&text).into_owned()
    });
    texts.filter(|text| !text.is_empty()).collect()
}

fn append_right(left: &mut PlacedTable, right: PlacedTable) {
    let n_cols = left.n_cols();
    let shift = left.bbox.x1 - right.bbox.x0;
    left.xs.extend(right.xs.iter().skip(1).map(|x| x + shift));
    left.bbox.x1 += right.bbox.x1 - right.bbox.x0;
    let page = right.page;
    let cells = right.cells.into_iter().map(|cell| PlacedCell {
        cols: cell.cols.start + n_cols..cell.cols.end + n_cols,
        page: cell.page.or(Some(page)),
        ..cell
    });
    left.cells.extend(cells);
    left.cells.sort_by_key(|cell| (cell.rows.start, cell.cols.start));
    left.confidence = left.confidence.min(CUT_CONFIDENCE);
}

/// Confidence in a table joined from two widths: its rows match only by height.
const CUT_CONFIDENCE: f32 = 0.85;

/// Adds to a part the columns of the previous one that it omits on its left, if all its columns are
/// among those up to the right side.
pub(super) fn widen(last: &PlacedTable, part: &mut PlacedTable) {
    let is_near = |a: f32, b: f32| (a - b).abs() <= TOLERANCES.edge_pt;
    let is_narrower = part.bbox.x0 - last.bbox.x0 > TOLERANCES.edge_pt;
    let is_ruled = last.method == Method::Lattice && part.method == Method::Lattice;
    let first = last.xs.iter().position(|&x| is_near(x, part.bbox.x0));
    let Some(n) = first.filter(|n| (1..=MAX_LEFT_OUT).contains(n)) else { return };
    let is_of_last = |x: &f32| last.xs.iter().any(|&other| is_near(other, *x));
    if !is_narrower || !is_ruled || !is_near(part.bbox.x1, last.bbox.x1) || part.n_cols() < 2 {
        return;
    }
    if !part.xs.iter().all(is_of_last) {
        return;
    }
    for cell in &mut part.cells {
        cell.cols = cell.cols.start + n..cell.cols.end + n;
    }
    let (Some(&top), Some(&bottom)) = (part.ys.first(), part.ys.last()) else { return };
    for col in (0..n).rev() {
        let (Some(&x0), Some(&x1)) = (last.xs.get(col), last.xs.get(col + 1)) else { return };
        part.xs.insert(0, x0);
        let bbox = formgrid_model::BBox { x0, y0: top, x1, y1: bottom };
        let (rows, cols) = (0..part.n_rows(), col..col + 1);
        part.cells.push(PlacedCell { rows, cols, bbox, ..PlacedCell::default() });
        part.bbox.x0 = x0;
    }
    part.cells.sort_by_key(|cell| (cell.rows.start, cell.cols.start));
}
