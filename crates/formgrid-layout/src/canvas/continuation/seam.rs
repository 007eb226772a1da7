//! The seam: what the last row of a page and the first row of the next have to do with each other.
//!
//! Either the page's end has cut a row in two, or it stands between two rows; then cells that cover
//! several rows may still go on over it. The evidence is weighed in points: texts that fill their last
//! line to the end and read on, cells that are empty where none else is.

use std::ops::Range;

use formgrid_model::{Lexicon, Method, fold_label};

use super::columns::{Columns, unite};
use super::profile::{Profile, Profiles};
use super::{JoinedCell, JoinedTable, Part};
use crate::canvas::placed::{PlacedCell, PlacedTable};
use crate::canvas::text::{self, Fit, is_wide};

/// What evidence weighs, in points; a row is cut where they add up to `cut`.
struct Weights {
    /// Both parts together are what another cell of the column says.
    known_whole: f32,
    /// Both parts are each what another cell says.
    known_parts: f32,
    /// One part is.
    known_part: f32,
    /// The upper part fills its line, so that not even a character of the lower fits.
    wrapped: f32,
    /// The same of a word that has to stay whole, which the next value may be too.
    wrapped_word: f32,
    /// The lower part has been put on a line of its own.
    parted: f32,
    /// The same where the upper part is a sentence or the lower one an item of a list.
    parted_sentence: f32,
    /// The upper part is prose that does not end as a sentence does.
    unfinished: f32,
    /// The lower part is empty where cells always have a text,
    missing: f32,
    /// or mostly.
    mostly_missing: f32,
    /// The upper part is empty, the lower is not.
    begins_below: f32,
    /// The same where all of the upper row is empty: the printer had room for no line.
    begins_all_below: f32,
    /// A row is cut.
    cut: f32,
}

const WEIGHTS: Weights = Weights {
    known_whole: 3.0,
    known_parts: -2.5,
    known_part: -1.0,
    wrapped: 1.5,
    wrapped_word: 0.4,
    parted: -2.0,
    parted_sentence: -0.25,
    unfinished: 0.75,
    missing: 2.0,
    mostly_missing: 0.5,
    begins_below: -1.5,
    begins_all_below: 1.0,
    cut: 1.5,
};

/// Prose has this many characters; shorter texts do not end with a mark either.
const MIN_PROSE: usize = 10;

/// Joins the parts of a table.
pub(super) fn join(parts: Vec<PlacedTable>, lexicon: &Lexicon) -> JoinedTable {
    let columns = unite(&parts);
    let profiles = profiles(&parts, &columns);
    let mut table = JoinedTable {
        n_rows: 0,
        n_cols: columns.n_cols,
        cells: Vec::new(),
        rejoined: Vec::new(),
        method: parts.first().map_or(Method::Lattice, |part| part.method),
        confidence: parts.iter().map(|part| part.confidence).fold(1.0, f32::min),
    };
    let seam = Seam { profiles: &profiles, lexicon };
    for (part, edges) in parts.into_iter().zip(&columns.of_parts) {
        append(&mut table, part, edges, &seam);
    }
    table
}

/// What cells hold away from the seams.
fn profiles(parts: &[PlacedTable], columns: &Columns) -> Profiles {
    let mut profiles = Profiles::default();
    for (index, (part, edges)) in parts.iter().zip(&columns.of_parts).enumerate() {
        let (first, last) = (index == 0, index + 1 == parts.len());
        for cell in &part.cells {
            let is_at_seam =
                (!first && cell.rows.start == 0) || (!last && cell.rows.end == part.n_rows());
            let Some(cols) = united(&cell.cols, edges).filter(|_| parts.len() > 1) else {
                continue;
            };
            profiles.widen(&cols, text::widest(&cell.lines));
            if !is_at_seam {
                profiles.add(&cols, cell.rows.len(), cell.folded());
            }
        }
    }
    profiles
}

/// The columns of a part's cell among those of the whole table.
fn united(cols: &Range<usize>, edges: &[usize]) -> Option<Range<usize>> {
    Some(*edges.get(cols.start)?..*edges.get(cols.end)?)
}

fn append(table: &mut JoinedTable, part: PlacedTable, edges: &[usize], seam: &Seam<'_>) {
    let mut bottom: Vec<usize> =
        (0..table.cells.len()).filter(|&at| table.cells[at].rows.end == table.n_rows).collect();
    bottom.sort_by_key(|&at| table.cells[at].cols.start);
    let (page, n_rows) = (part.page, part.n_rows());
    let placed: Vec<(Range<usize>, PlacedCell)> = part
        .cells
        .into_iter()
        .filter_map(|cell| Some((united(&cell.cols, edges)?, cell)))
        .collect();
    let pairs: Vec<Option<usize>> = placed
        .iter()
        .map(|(cols, cell)| {
            let at = bottom.binary_search_by_key(&cols.start, |&at| table.cells[at].cols.start);
            let upper = at.ok().map(|at| bottom[at]).filter(|_| cell.rows.start == 0);
            upper.filter(|&upper| table.cells[upper].cols == *cols)
        })
        .collect();
    let is_cut = seam.is_cut(table, &placed, &pairs);
    let offset = if is_cut { table.n_rows - 1 } else { table.n_rows };
    if is_cut {
        table.rejoined.push(offset);
    }
    for ((cols, cell), upper) in placed.into_iter().zip(pairs) {
        let rows = cell.rows.start + offset..cell.rows.end + offset;
        let upper = upper.filter(|&at| is_cut || seam.goes_on(&table.cells[at], &cell));
        let part = Part { page, bbox: cell.bbox, lines: cell.lines };
        match upper {
            Some(at) => {
                table.cells[at].rows.end = rows.end;
                table.cells[at].parts.push(part);
            }
            None => table.cells.push(JoinedCell { rows, cols, parts: vec![part] }),
        }
    }
    table.n_rows = offset + n_rows;
}

/// What the cells at a seam are measured by.
struct Seam<'a> {
    profiles: &'a Profiles,
    lexicon: &'a Lexicon,
}

impl Seam<'_> {
    /// Whether the first row of a part goes on with the last row of the table. `pairs` are the table's
    /// cells above the placed ones.
    fn is_cut(
        &self,
        table: &JoinedTable,
        placed: &[(Range<usize>, PlacedCell)],
        pairs: &[Option<usize>],
    ) -> bool {
        let first_row = || placed.iter().zip(pairs).filter(|((_, cell), _)| cell.rows.start == 0);
        if table.n_rows == 0 || first_row().any(|(_, upper)| upper.is_none()) {
            return false;
        }
        let row: Vec<(&JoinedCell, &PlacedCell)> = first_row()
            .filter_map(|((_, cell), upper)| Some((&table.cells[(*upper)?], cell)))
            .collect();
        let is_blank_above = row.iter().all(|(upper, lower)| {
            lower.lines.is_empty() || last_line(upper).is_none() || upper.rows.len() > 1
        });
        let points: f32 =
            row.iter().map(|(upper, lower)| self.cut(upper, lower, is_blank_above)).sum();
        points >= WEIGHTS.cut
    }

    /// Points for two cells being parts of one that a page's end has cut with its row.
    fn cut(&self, upper: &JoinedCell, lower: &PlacedCell, is_blank_above: bool) -> f32 {
        let profile = self.profiles.of(&upper.cols);
        let is_single = upper.rows.len() == 1 && lower.rows.len() == 1;
        match (last_line(upper).is_some(), lower.lines.is_empty()) {
            (true, false) => self.read_on(upper, lower, profile),
            (true, true) if is_single && profile.is_single() => missing(profile),
            (false, false) if is_blank_above => WEIGHTS.begins_all_below,
            (false, false) => WEIGHTS.begins_below,
            _ => 0.0,
        }
    }

    /// Points for the text of one cell going on in the other.
    fn read_on(&self, upper: &JoinedCell, lower: &PlacedCell, profile: &Profile) -> f32 {
        let (Some(before), Some(next)) = (last_line(upper), lower.lines.first()) else {
            return 0.0;
        };
        let (above, below) = (folded(upper), lower.folded());
        let room = text::room(upper_width(upper), profile.widest());
        let is_sentence = ends_sentence(&before.text) || begins_item(&next.text);
        let by_line = match text::fit(before, next, room) {
            Fit::Parted if is_sentence => WEIGHTS.parted_sentence,
            Fit::Parted => WEIGHTS.parted,
            Fit::Unsure => 0.0,
            Fit::Wrapped if next.text.starts_with(is_wide) => WEIGHTS.wrapped,
            Fit::Wrapped => WEIGHTS.wrapped_word,
        };
        let is_unfinished = !is_sentence && above.chars().count() >= MIN_PROSE;
        let by_sentence = if is_unfinished { WEIGHTS.unfinished } else { 0.0 };
        by_line + by_sentence + self.known(&above, &below, profile)
    }

    /// Points for what other cells say.
    fn known(&self, above: &str, below: &str, profile: &Profile) -> f32 {
        let is_known = |text: &str| profile.knows(text) || self.is_word(text);
        if is_known(&format!("{above}{below}")) {
            return WEIGHTS.known_whole;
        }
        match (is_known(above), is_known(below)) {
            (true, true) => WEIGHTS.known_parts,
            (false, false) => 0.0,
            _ => WEIGHTS.known_part,
        }
    }

    fn is_word(&self, folded: &str) -> bool {
        self.lexicon.words.contains_key(&fold_label(folded))
    }

    /// Whether a cell that ends with its page goes on in the first row of the next, no row being cut.
    fn goes_on(&self, upper: &JoinedCell, lower: &PlacedCell) -> bool {
        let profile = self.profiles.of(&upper.cols);
        let is_tall = upper.rows.len() > 1 || lower.rows.len() > 1;
        let is_label = is_tall || profile.is_merged();
        match (last_line(upper).is_some(), lower.lines.is_empty()) {
            (_, true) => is_label && !profile.is_often_empty(),
            (false, false) => is_tall && !profile.is_often_empty(),
            (true, false) if folded(upper) == lower.folded() => is_label,
            (true, false) => is_tall && self.read_on(upper, lower, profile) >= WEIGHTS.cut,
        }
    }
}

fn missing(profile: &Profile) -> f32 {
    if profile.is_always_filled() {
        WEIGHTS.missing
    } else if profile.is_mostly_filled() {
        WEIGHTS.mostly_missing
    } else {
        0.0
    }
}

fn last_line(cell: &JoinedCell) -> Option<&text::Line> {
    cell.parts.iter().rev().find_map(|part| part.lines.last())
}

fn folded(cell: &JoinedCell) -> String {
    let lines = cell.parts.iter().flat_map(|part| &part.lines);
    let texts: String = lines.map(|line| line.text.as_str()).collect();
    formgrid_model::fold(&texts)
}

fn upper_width(cell: &JoinedCell) -> f32 {
    cell.parts.last().map_or(0.0, |part| part.bbox.x1 - part.bbox.x0)
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['。', '；', '！', '？', '…', '.', ';', '!', '?', '”', '：', ':'])
}

/// Whether a text begins with a number of a list, as a paragraph of its own does.
fn begins_item(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| {
        c.is_ascii_digit() || "（(一二三四五六七八九十①②③④⑤⑥⑦⑧⑨".contains(c)
    });
    rest.len() < text.len() && rest.starts_with(['.', '、', '）', ')', '．', '：', ':'])
}
