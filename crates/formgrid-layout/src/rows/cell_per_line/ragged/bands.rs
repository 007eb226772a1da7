//! Missing cells of rows that no known form prints: rows below a header have as many cells as it.
//!
//! A second line of a header divides one of its names, which adds cells to the rows below.

use formgrid_model::WordClass;

use super::super::chunks::{Chunk, Look};
use super::Missing;
use super::items::{Item, Row};

/// The missing columns of each row; `None` if short rows end unlike the long ones.
pub(super) fn missing(items: &[Item]) -> Option<Vec<Missing>> {
    let mut band = Band::default();
    let mut found = Vec::new();
    for item in items {
        match item {
            Item::Row(row) => found.push(band.missing(row)),
            Item::Text(..) => band.end(),
        }
    }
    (band.n_right >= band.n_left).then_some(found)
}

/// The rows below one header.
#[derive(Debug, Default)]
struct Band {
    /// Names of the header, each with its number of columns.
    names: Vec<(String, usize)>,
    in_header: bool,
    /// Looks of the last complete row.
    whole: Vec<Look>,
    /// Cells of the last row that is a label with its value.
    labelled: usize,
    /// Short rows that match complete ones cell by cell from the right, and from the left.
    n_right: usize,
    n_left: usize,
}

impl Band {
    fn end(&mut self) {
        self.names.clear();
        self.whole.clear();
        self.labelled = 0;
    }

    fn width(&self) -> usize {
        self.names.iter().map(|(_, n)| n).sum()
    }

    fn missing(&mut self, row: &Row) -> Missing {
        let cells: Vec<&Chunk> = row.cells.iter().map(|cell| &cell.chunk).collect();
        let n = cells.len();
        let has = |chunk: &&&Chunk, classes: WordClass| chunk.classes.intersects(classes);
        let n_names = cells.iter().filter(|chunk| has(chunk, WordClass::HEADER)).count();
        if self.in_header && n < self.names.len() && self.divides(&cells) {
            return self.divide(&cells);
        }
        self.in_header = n_names > 1 && n_names * 2 > n;
        if self.in_header {
            self.names = cells.iter().map(|chunk| (chunk.folded.clone(), 1)).collect();
            self.whole.clear();
            self.labelled = 0;
            return Vec::new();
        }
        let labels = WordClass::LABEL | WordClass::SECTION | WordClass::GOAL;
        if cells.first().is_some_and(|first| has(&first, labels)) && n <= 2 {
            self.end();
            self.labelled = n;
            return Vec::new();
        }
        if n < self.labelled {
            return (0..self.labelled - n).collect();
        }
        let width = self.width();
        if n >= width {
            self.whole = cells.iter().map(|chunk| chunk.look).collect();
            return Vec::new();
        }
        self.vote(&cells);
        (0..width - n).collect()
    }

    /// Whether cells may divide a name of the header above.
    fn divides(&self, cells: &[&Chunk]) -> bool {
        let data = WordClass::LEVEL1 | WordClass::LEVEL2 | WordClass::SECTION | WordClass::GOAL;
        let is_part = |chunk: &&Chunk| {
            (chunk.look == Look::Short || chunk.folded == "#年") && !chunk.classes.intersects(data)
        };
        cells.len() > 1 && cells.iter().all(is_part)
    }

    /// Divides the name that has most in common with its parts; all others continue below it.
    fn divide(&mut self, cells: &[&Chunk]) -> Missing {
        let shared = |name: &str| {
            let common = |part: &&&Chunk| part.folded.chars().filter(|&c| name.contains(c)).count();
            cells.iter().map(|part| common(&part)).max().unwrap_or_default()
        };
        let best = (0..self.names.len())
            .max_by_key(|&at| (shared(&self.names[at].0), at))
            .unwrap_or_default();
        let parts = cells.iter().map(|part| (part.folded.clone(), 1));
        let n_names = self.names.len();
        self.names.splice(best..=best, parts);
        let n_behind = n_names - best - 1;
        (0..best).chain(best + cells.len()..best + cells.len() + n_behind).collect()
    }

    fn vote(&mut self, cells: &[&Chunk]) {
        let agree = |whole: &[Look]| whole.iter().zip(cells).filter(|(a, b)| **a == b.look).count();
        let Some(right) = self.whole.len().checked_sub(cells.len()) else { return };
        let (left, right) = (agree(&self.whole), agree(&self.whole[right..]));
        self.n_left += usize::from(left > right);
        self.n_right += usize::from(right > left);
    }
}
