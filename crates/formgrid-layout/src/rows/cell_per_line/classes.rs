//! Shape classes: rows with the same boundaries, because they have as many cells and the same kinds of
//! text.

use super::chunks::{Chunk, Look};

/// Rows with the same boundaries.
#[derive(Debug)]
pub(super) struct Class {
    /// Zero-based rows of the table, ascending.
    pub(super) rows: Vec<usize>,
    /// Cells per row.
    pub(super) n_cells: usize,
    /// Contents of each cell over the rows.
    pub(super) profiles: Vec<Profile>,
    /// Text width of each cell, in half-width characters: the upper quartile over the rows.
    pub(super) widths: Vec<f32>,
}

/// Shares of empty, value, short and long texts among the cells of a column. Blanks are ignored in
/// comparisons, because merged and blank cells look alike.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Profile {
    counts: [f32; Look::COUNT],
}

impl Profile {
    pub(super) fn add(&mut self, look: Look) {
        self.counts[look as usize] += 1.0;
    }

    fn total(&self) -> f32 {
        self.counts[1..].iter().sum()
    }

    /// Half the sum of the differences of the shares, 0 to 1; `None` if one side is all blank.
    pub(super) fn distance(&self, other: &Self) -> Option<f32> {
        let (a, b) = (self.total(), other.total());
        if a == 0.0 || b == 0.0 {
            return None;
        }
        let pairs = self.counts[1..].iter().zip(&other.counts[1..]);
        Some(pairs.map(|(x, y)| (x / a - y / b).abs()).sum::<f32>() * 0.5)
    }

    /// The share of long texts and values: such cells absorb spare width.
    pub(super) fn is_wide(&self) -> bool {
        self.counts[Look::Long as usize] > self.total() * 0.4
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
    }
}

/// Most classes that a run of rows is compared with; no real table has so many.
const MAX_COMPARED: usize = 256;
/// Profile distance below which runs are one class.
const SAME: f32 = 0.3;
/// Width from which texts wrap.
const MAX_TEXT: f32 = 48.0;
/// Narrowest column.
const MIN_TEXT: f32 = 2.0;

/// Groups the rows of a table into classes, ordered by first row.
pub(super) fn classes(rows: &[&[Chunk]]) -> Vec<Class> {
    let mut found: Vec<Class> = Vec::new();
    let mut begin = 0;
    while begin < rows.len() {
        let n_cells = rows[begin].len();
        let end = begin + rows[begin..].iter().take_while(|row| row.len() == n_cells).count();
        let profiles = profiles(&rows[begin..end], n_cells);
        let like = found.iter_mut().take(MAX_COMPARED).find(|class| {
            class.n_cells == n_cells
                && (distance(&class.profiles, &profiles) < SAME
                    || same_header(rows[class.rows[0]], rows[begin]))
        });
        match like {
            Some(class) => {
                class.rows.extend(begin..end);
                for (mine, theirs) in class.profiles.iter_mut().zip(&profiles) {
                    mine.merge(theirs);
                }
            }
            None => found.push(Class {
                rows: (begin..end).collect(),
                n_cells,
                profiles,
                widths: Vec::new(),
            }),
        }
        begin = end;
    }
    for class in &mut found {
        class.widths = (0..class.n_cells).map(|cell| width(rows, &class.rows, cell)).collect();
    }
    found
}

fn profiles(rows: &[&[Chunk]], n_cells: usize) -> Vec<Profile> {
    let mut profiles = vec![Profile::default(); n_cells];
    for row in rows {
        for (profile, chunk) in profiles.iter_mut().zip(*row) {
            profile.add(chunk.look);
        }
    }
    profiles
}

fn distance(a: &[Profile], b: &[Profile]) -> f32 {
    let (mut sum, mut n) = (0.0, 0.0);
    for distance in a.iter().zip(b).filter_map(|(x, y)| x.distance(y)) {
        sum += distance;
        n += 1.0;
    }
    if n > 0.0 { sum / n } else { 0.0 }
}

/// Whether two rows agree in two labels and in most of their texts.
fn same_header(a: &[Chunk], b: &[Chunk]) -> bool {
    let filled = a.iter().filter(|chunk| chunk.look != Look::Empty).count();
    let equal =
        a.iter().zip(b).filter(|(x, y)| x.look != Look::Empty && x.folded == y.folded).count();
    equal >= 2 && equal * 10 >= filled * 6
}

fn width(rows: &[&[Chunk]], class: &[usize], cell: usize) -> f32 {
    let mut widths: Vec<f32> = class
        .iter()
        .filter_map(|&row| rows[row].get(cell))
        .filter(|chunk| chunk.look != Look::Empty)
        .map(|chunk| text_width(&chunk.head.text))
        .collect();
    if widths.is_empty() {
        return MIN_TEXT;
    }
    widths.sort_by(f32::total_cmp);
    widths[(widths.len() * 3 / 4).min(widths.len() - 1)].clamp(MIN_TEXT, MAX_TEXT)
}

/// Width of a text's widest line, in half-width characters.
fn text_width(text: &str) -> f32 {
    let line = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let widest = text.lines().map(line).max().unwrap_or_default();
    u16::try_from(widest).unwrap_or(u16::MAX).into()
}
