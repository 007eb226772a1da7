//! Which tables continue over pages: each page's first table after the last one of the previous page.

use std::collections::BTreeMap;

use formgrid_model::{Code, Diagnostics, Lexicon, Method, Place, fold};

use super::furniture::drop_lines;
use super::repeats::{Opening, opening, take_rows};
use super::sides::widen;
use super::tolerances::TOLERANCES;
use crate::canvas::placed::{Piece, PlacedCell, PlacedPage, PlacedTable};
use crate::canvas::tags::Tags;
use crate::canvas::text::Line;

/// A piece of the document before pages are joined.
#[derive(Debug)]
pub(super) enum Link {
    /// The parts of one table, one per page.
    Chain(Vec<PlacedTable>),
    /// A line outside tables, with its page index.
    Line(usize, Line),
}

/// The last table so far, while nothing is below it.
struct Open {
    /// Index of its chain among the links.
    link: usize,
    /// Folded texts of the lines above its first part.
    heading: Vec<String>,
    /// Bottom of the page's content: the lowest on any page of this height, in points.
    floor: f32,
}

/// Tables and lines of all pages, each table with all its parts.
pub(super) fn collect(
    pages: Vec<PlacedPage>,
    tags: &Tags,
    lexicon: &Lexicon,
    diagnostics: &mut Diagnostics,
) -> Vec<Link> {
    let floors = floors(&pages);
    let mut links: Vec<Link> = Vec::new();
    let mut open: Option<Open> = None;
    for (index, (page, floor)) in pages.into_iter().zip(floors).enumerate() {
        let (number, mut pieces) = (page.frame.number, page.pieces.into_iter().peekable());
        if pieces.peek().is_none() {
            continue;
        }
        let mut above: Vec<Line> = Vec::new();
        let mut last = open.take();
        for piece in pieces {
            let mut table = match piece {
                Piece::Line(line) => {
                    above.push(line);
                    continue;
                }
                Piece::Table(table) => table,
            };
            if let Some(Link::Chain(parts)) = last.as_ref().and_then(|open| links.get(open.link))
                && let (Some(before), true) = (parts.last(), above.is_empty())
            {
                widen(before, &mut table);
            }
            let n_repeated =
                last.as_ref().and_then(|open| goes_on(open, &links, &above, &table, tags, lexicon));
            if let (Some(n_repeated), Some(before)) = (n_repeated, last.take()) {
                drop_lines(number, std::mem::take(&mut above), TITLE_AGAIN, diagnostics);
                let rows = take_rows(&mut table, n_repeated);
                drop_lines(number, rows, HEADER_AGAIN, diagnostics);
                extend(&mut links[before.link], table, number, diagnostics);
                open = Some(Open { floor, ..before });
                continue;
            }
            let heading = above.iter().map(|line| fold(&line.text).into_owned()).collect();
            links.extend(above.drain(..).map(|line| Link::Line(index, line)));
            open = Some(Open { link: links.len(), heading, floor });
            links.push(Link::Chain(vec![table]));
        }
        if !above.is_empty() {
            open = None;
        }
        links.extend(above.into_iter().map(|line| Link::Line(index, line)));
    }
    links
}

const TITLE_AGAIN: &str = "printed again above a table that goes on";
const HEADER_AGAIN: &str = "printed again in the first rows of a page";

fn extend(link: &mut Link, table: PlacedTable, number: u32, diagnostics: &mut Diagnostics) {
    let Link::Chain(parts) = link else { return };
    let place = Place { page: Some(number), bbox: Some(table.bbox), ..Place::default() };
    diagnostics.report(
        Code::LayoutPageContinued,
        place,
        "continues the table of the previous page",
    );
    if table.n_rows() > 0 {
        parts.push(table);
    }
}

/// Bottom of the content for each page: the lowest of all pages of its height.
fn floors(pages: &[PlacedPage]) -> Vec<f32> {
    let height = |page: &PlacedPage| page.frame.height.round().to_bits();
    let mut lowest: BTreeMap<u32, f32> = BTreeMap::new();
    for page in pages {
        let bottom = page.pieces.iter().map(|piece| piece.bbox().y1).fold(0.0, f32::max);
        let lowest = lowest.entry(height(page)).or_default();
        *lowest = lowest.max(bottom);
    }
    pages.iter().map(|page| lowest.get(&height(page)).copied().unwrap_or(0.0)).collect()
}

/// Whether a page's first table continues the open one, and the number of rows that it repeats.
fn goes_on(
    open: &Open,
    links: &[Link],
    above: &[Line],
    table: &PlacedTable,
    tags: &Tags,
    lexicon: &Lexicon,
) -> Option<usize> {
    let Link::Chain(parts) = links.get(open.link)? else { return None };
    let (head, last) = (parts.first()?, parts.last()?);
    let is_heading = |line: &Line| {
        let text = fold(&line.text);
        open.heading.iter().any(|heading| *heading == text) || is_continuation_mark(&text)
    };
    if !has_same_sides(last, table) || !above.iter().all(is_heading) {
        return None;
    }
    let tagged = last_line(last).zip(first_line(table));
    let tagged = tagged.and_then(|(before, next)| tags.are_one_table(before, next));
    let room = open.floor - last.bbox.y1 - TOLERANCES.room_pt;
    match opening(head, table, lexicon) {
        _ if tagged == Some(false) => None,
        Opening::Anew if tagged == Some(true) => Some(0),
        Opening::Anew => None,
        // A header is not repeated if the table had ended.
        Opening::Repeats(n_rows) if n_rows > 0 => Some(n_rows),
        Opening::Repeats(_) if tagged == Some(true) || begins_within_label(last, table) => Some(0),
        Opening::Repeats(_) if room > TOLERANCES.room_rows * table.row_height(0) => None,
        Opening::Repeats(_) => Some(0),
    }
}

/// Whether a table begins with rows whose label is missing on its page, in the columns of the previous
/// table: only a continuation begins like that.
fn begins_within_label(last: &PlacedTable, table: &PlacedTable) -> bool {
    let shift = table.bbox.x0 - last.bbox.x0;
    let is_same = |(a, b): (&f32, &f32)| (a + shift - b).abs() <= TOLERANCES.edge_pt;
    let is_blank_label = |cell: &PlacedCell| {
        cell.rows.start == 0 && cell.cols.start == 0 && cell.rows.len() > 1 && cell.lines.is_empty()
    };
    last.xs.len() == table.xs.len()
        && last.xs.iter().zip(&table.xs).all(is_same)
        && table.origins(0).first().is_some_and(is_blank_label)
        && table.origins(0).iter().skip(1).all(|cell| !cell.lines.is_empty())
}

fn first_line(table: &PlacedTable) -> Option<&Line> {
    table.cells.iter().find_map(|cell| cell.lines.first())
}

fn last_line(table: &PlacedTable) -> Option<&Line> {
    table.cells.iter().rev().find_map(|cell| cell.lines.last())
}

/// Whether two parts are equally wide and their columns may belong to one table.
fn has_same_sides(a: &PlacedTable, b: &PlacedTable) -> bool {
    let width = |table: &PlacedTable| table.bbox.x1 - table.bbox.x0;
    match (a.method, b.method) {
        (Method::Lattice, Method::Lattice) => {
            (width(a) - width(b)).abs() <= 2.0 * TOLERANCES.edge_pt
        }
        (Method::Stream, Method::Stream) => a.n_cols() == b.n_cols() && have_same_columns(a, b),
        _ => false,
    }
}

/// Whether the middle of each column is inside the same column of the other: without rulings, column
/// edges depend on what each page prints.
fn have_same_columns(a: &PlacedTable, b: &PlacedTable) -> bool {
    a.xs.windows(2).zip(b.xs.windows(2)).all(|(a, b)| {
        let middle = |column: &[f32]| f32::midpoint(column[0], column[1]);
        let holds = |column: &[f32], x: f32| column[0] <= x && x <= column[1];
        holds(a, middle(b)) && holds(b, middle(a))
    })
}

/// Words that mark a table as continued.
fn is_continuation_mark(folded: &str) -> bool {
    folded.starts_with("续表") || folded.ends_with("(续)") || folded.ends_with("(续表)")
}
