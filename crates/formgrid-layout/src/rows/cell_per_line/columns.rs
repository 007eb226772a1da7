//! Columns: which boundaries of different rows are one line, and in which order the others are.
//!
//! The unknowns are boundaries, not columns: a row of `k` cells has `k + 1`, the first and last of
//! which are the table's edges. A class is placed at once: its tied boundaries on the lines they are
//! tied to, the others by a monotone dynamic program, on existing or new lines.

use super::chunks::{Chunk, Look};
use super::classes::{Class, Profile};

/// Cost of a boundary displaced by the whole table width.
const OFF_PLACE: f32 = 0.5;
/// Cost of a line that no other class has.
const NEW_LINE: f32 = 0.16;
/// Cost of a cell over a column with other kinds of text.
const OTHER_TEXT: f32 = 0.2;
/// Profile distance that is no evidence either way.
const NEUTRAL: f32 = 0.5;

/// The lines of a table and the boundaries of its rows on them.
#[derive(Debug)]
pub(super) struct Columns {
    /// Boundaries of each row as line indices, one more than cells.
    pub(super) bounds: Vec<Vec<usize>>,
    /// Certainty of each row's boundaries, 0 to 1.
    pub(super) certainty: Vec<f32>,
    /// Number of columns: one less than lines.
    pub(super) n_cols: usize,
}

/// Boundaries known from elsewhere, and the number of columns of their grid.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Boundaries by row; empty if unknown.
    pub(super) bounds: Vec<Vec<usize>>,
    /// Columns of the grid that the boundaries refer to; 0 if none are known.
    pub(super) n_cols: usize,
}

/// Certainty of boundaries from a known form, from the widest class, from ties alone, and from text
/// widths.
const CERTAINTY: [f32; 4] = [0.96, 0.95, 0.9, 0.5];

/// Cells from which rows with as many cells as the widest have the same columns.
const MANY: usize = 6;

/// Most classes of a real table; with more, rows are placed flush left.
const MAX_CLASSES: usize = 128;
/// Pairs of spots evaluated per cell of a table; the rest is placed flush left. A table of 30 columns
/// whose rows have twenty classes needs half of it; the bound keeps time linear in the dump.
const WEIGHED_PER_CELL: usize = 4_000;

/// Places the classes of a table. `known` holds the boundaries that some rows already have.
pub(super) fn place(rows: &[&[Chunk]], classes: &[Class], known: Known) -> Columns {
    if classes.len() > MAX_CLASSES && known.n_cols == 0 {
        return flush_left(rows);
    }
    let mut state = State::new(rows, classes, known);
    while let Some(class) = state.next() {
        state.put(class);
    }
    let mut bounds = vec![Vec::new(); rows.len()];
    let mut certainty = vec![1.0; rows.len()];
    for (class, (placed, certain)) in state.placed.iter().zip(&state.certainty).enumerate() {
        for &row in &classes[class].rows {
            bounds[row].clone_from(placed);
            certainty[row] = *certain;
        }
    }
    for (row, fixed) in state.known.into_iter().enumerate().filter(|(_, b)| !b.is_empty()) {
        bounds[row] = fixed;
        certainty[row] = CERTAINTY[0];
    }
    Columns { bounds, certainty, n_cols: state.lines.len().saturating_sub(1) }
}

/// Each cell one column wide, the last of a row up to the table's edge.
fn flush_left(rows: &[&[Chunk]]) -> Columns {
    let n_cols = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let bounds = |row: &&[Chunk]| (0..row.len()).chain(std::iter::once(n_cols)).collect();
    Columns {
        bounds: rows.iter().map(bounds).collect(),
        certainty: vec![CERTAINTY[3]; rows.len()],
        n_cols,
    }
}

struct State<'a> {
    classes: &'a [Class],
    /// Boundaries of rows known from elsewhere.
    known: Vec<Vec<usize>>,
    /// Boundaries of each class; empty until placed.
    placed: Vec<Vec<usize>>,
    certainty: Vec<f32>,
    /// Positions of the lines, ascending, in half-width characters.
    lines: Vec<f32>,
    /// Contents of the columns between the lines, from cells of one column.
    slots: Vec<Profile>,
    /// Class of each row; `None` if the row is known.
    class_of: Vec<Option<usize>>,
    rows: &'a [&'a [Chunk]],
    /// Cost of a new line; the grid of a known form gets none.
    new_line: f32,
    /// Pairs of spots that may still be evaluated.
    weighings: usize,
}

impl<'a> State<'a> {
    fn new(rows: &'a [&'a [Chunk]], classes: &'a [Class], known: Known) -> Self {
        let has_grid = known.n_cols > 0;
        let mut class_of = vec![None; rows.len()];
        for (number, class) in classes.iter().enumerate() {
            for &row in &class.rows {
                class_of[row] = Some(number);
            }
        }
        let mut bounds = known.bounds;
        bounds.resize(rows.len(), Vec::new());
        for (row, fixed) in bounds.iter().enumerate() {
            if !fixed.is_empty() {
                class_of[row] = None;
            }
        }
        let mut state = Self {
            classes,
            known: bounds,
            placed: vec![Vec::new(); classes.len()],
            certainty: vec![0.0; classes.len()],
            lines: Vec::new(),
            slots: Vec::new(),
            class_of,
            rows,
            new_line: if has_grid { NEW_LINE * 4.0 } else { NEW_LINE },
            weighings: rows.iter().map(|row| row.len()).sum::<usize>() * WEIGHED_PER_CELL,
        };
        if has_grid {
            state.start_from_grid(known.n_cols);
        } else {
            state.start_from_widest();
        }
        state
    }

    /// Lines of the known rows: a column is as wide as the texts of cells in it alone.
    fn start_from_grid(&mut self, n_cols: usize) {
        let mut widths = vec![4.0f32; n_cols];
        self.slots = vec![Profile::default(); n_cols];
        for (row, bounds) in self.known.iter().enumerate() {
            for (cell, pair) in bounds.windows(2).enumerate() {
                let (Some(chunk), [left, right]) = (self.rows[row].get(cell), pair) else {
                    continue;
                };
                if right - left == 1 && chunk.look != Look::Empty {
                    self.slots[*left].add(chunk.look);
                    let width = if chunk.look == Look::Long { 24.0 } else { 10.0 };
                    widths[*left] = widths[*left].max(width);
                }
            }
        }
        self.lines = cumulate(&widths);
    }

    /// Lines of the class with most cells.
    fn start_from_widest(&mut self) {
        let widest = (0..self.classes.len())
            .max_by_key(|&i| (self.classes[i].n_cells, self.classes[i].rows.len(), usize::MAX - i));
        if let Some(widest) = widest {
            let class = &self.classes[widest];
            self.lines = cumulate(&class.widths);
            self.slots.clone_from(&class.profiles);
            let n_cells = class.n_cells;
            for at in 0..self.classes.len() {
                if at == widest || n_cells >= MANY && self.classes[at].n_cells == n_cells {
                    self.placed[at] = (0..=n_cells).collect();
                    self.certainty[at] = CERTAINTY[1];
                }
            }
        }
    }

    /// The next class to place: most ties, then most rows, then most cells.
    fn next(&self) -> Option<usize> {
        (0..self.classes.len())
            .filter(|&i| self.placed[i].is_empty())
            .filter(|&i| self.classes[i].rows.iter().any(|&row| self.class_of[row].is_some()))
            .max_by_key(|&i| {
                let ties = self.ties(i).iter().flatten().count();
                let class = &self.classes[i];
                (ties, class.rows.len(), class.n_cells, usize::MAX - class.rows[0])
            })
    }

    /// The boundaries of a row, if placed.
    fn bounds_of(&self, row: usize) -> Option<&[usize]> {
        let bounds = match self.class_of.get(row)? {
            Some(class) => self.placed[*class].as_slice(),
            None => self.known[row].as_slice(),
        };
        (!bounds.is_empty()).then_some(bounds)
    }

    /// For each boundary of a class, the line that at least half of its neighbors tie it to.
    fn ties(&self, class: usize) -> Vec<Option<usize>> {
        let n = self.classes[class].n_cells;
        let mut votes: Vec<Vec<usize>> = vec![Vec::new(); n + 1];
        let mut asked = vec![0usize; n + 1];
        for &row in &self.classes[class].rows {
            let neighbours =
                [self.above(row).map(|above| (above, row)), Some((row, self.below(row)))];
            for (upper, lower) in neighbours.into_iter().flatten() {
                let other = if upper == row { lower } else { upper };
                let Some(bounds) = self.bounds_of(other) else { continue };
                let Some(lower_row) = self.rows.get(lower) else { continue };
                let pairs = tied(self.rows[upper], lower_row);
                for (above, below) in pairs {
                    let (mine, theirs) = if upper == row { (above, below) } else { (below, above) };
                    asked[mine] += 1;
                    votes[mine].extend(bounds.get(theirs));
                }
            }
        }
        votes.iter().zip(&asked).map(|(votes, &asked)| majority(votes, asked)).collect()
    }

    /// The nearest row above with several cells. A single text across the table ties nothing.
    fn above(&self, row: usize) -> Option<usize> {
        let above = row.checked_sub(1)?;
        match above.checked_sub(1) {
            Some(next) if self.rows[above].len() == 1 => Some(next),
            _ => Some(above),
        }
    }

    /// The nearest row below with several cells.
    fn below(&self, row: usize) -> usize {
        row + 1 + usize::from(self.rows.get(row + 1).is_some_and(|cells| cells.len() == 1))
    }

    /// Places a class.
    fn put(&mut self, number: usize) {
        let class = &self.classes[number];
        let n = class.n_cells;
        let mut ties = self.ties(number);
        ties[0] = Some(0);
        ties[n] = Some(self.lines.len() - 1);
        drop_crossing(&mut ties);
        let free = ties.iter().filter(|tie| tie.is_none()).count();
        self.certainty[number] = if free == 0 { CERTAINTY[2] } else { CERTAINTY[3] };
        let mut bounds = vec![0; n + 1];
        let mut left = 0;
        for right in 1..=n {
            let (Some(from), Some(to)) = (ties[left], ties[right]) else { continue };
            let cells = &class.widths[left..right];
            let profiles = &class.profiles[left..right];
            let spots = self.fit(from, to, cells, profiles);
            bounds[left] = from;
            let mut added = 0;
            for (offset, spot) in spots.into_iter().enumerate() {
                bounds[left + 1 + offset] = match spot {
                    Spot::Line(line) => line + added,
                    Spot::New { after, x } => {
                        let line = after + added + 1;
                        self.insert(line, x, &mut bounds[..=left + offset], &mut ties);
                        added += 1;
                        line
                    }
                };
            }
            bounds[right] = to + added;
            left = right;
        }
        for (cell, pair) in bounds.windows(2).enumerate() {
            if pair[1] - pair[0] == 1 {
                self.slots[pair[0]].merge(&class.profiles[cell]);
            }
        }
        self.placed[number] = bounds;
    }

    /// Inserts a line before line `at`; later boundaries shift by one.
    fn insert(&mut self, at: usize, x: f32, current: &mut [usize], ties: &mut [Option<usize>]) {
        let copy = self.slots.get(at - 1).copied().unwrap_or_default();
        self.lines.insert(at, x);
        self.slots.insert(at, copy);
        let shift = |bound: &mut usize| *bound += usize::from(*bound >= at);
        self.placed.iter_mut().chain(&mut self.known).flatten().for_each(shift);
        current.iter_mut().for_each(shift);
        ties.iter_mut().flatten().for_each(shift);
    }

    /// Places the inner boundaries of cells between two lines.
    fn fit(&mut self, from: usize, to: usize, widths: &[f32], profiles: &[Profile]) -> Vec<Spot> {
        let inner = widths.len() - 1;
        if inner == 0 {
            return Vec::new();
        }
        let (x0, x1) = (self.lines[from], self.lines[to]);
        let wanted = spread(x0, x1, widths, profiles);
        let whole = self.lines.last().copied().unwrap_or(1.0).max(1.0);
        // Spots alternate between lines (even) and the columns between them (odd).
        let n_spots = 2 * (to - from) + 1;
        let n_pairs = inner.saturating_mul(n_spots).saturating_mul(n_spots);
        if n_pairs > self.weighings {
            let last = to - 1;
            let spot = |(i, x): (usize, f32)| match from + 1 + i {
                line if line <= last => Spot::Line(line),
                _ => Spot::New { after: last, x },
            };
            return wanted.into_iter().enumerate().map(spot).collect();
        }
        self.weighings -= n_pairs;
        let mut best = vec![vec![(f32::INFINITY, 0usize); n_spots]; inner + 2];
        best[0][0].0 = 0.0;
        for boundary in 1..=inner + 1 {
            let is_last = boundary == inner + 1;
            let spots = if is_last { n_spots - 1..n_spots } else { 1..n_spots - 1 };
            let own = |spot: usize| match (is_last, spot % 2) {
                (true, _) => 0.0,
                (_, 0) => {
                    OFF_PLACE * (wanted[boundary - 1] - self.lines[from + spot / 2]).abs() / whole
                }
                _ => self.new_line + self.outside(from + spot / 2, wanted[boundary - 1], whole),
            };
            let own: Vec<f32> = spots.clone().map(own).collect();
            let (done, open) = best.split_at_mut(boundary);
            let first = if boundary == 1 { 0..1 } else { 1..n_spots - 1 };
            for before in first.filter(|&before| done[boundary - 1][before].0.is_finite()) {
                let so_far = done[boundary - 1][before].0;
                let mut cover = Cover::new(&self.slots[from..to], before / 2);
                // A cell has a positive width, though two boundaries may be new lines in one column.
                let next = (before + 1 - before % 2).max(spots.start);
                for spot in next..spots.end {
                    let cover = cover.reach(spot.div_ceil(2), &profiles[boundary - 1]);
                    let total = so_far + own[spot - spots.start] + cover;
                    if total < open[0][spot].0 {
                        open[0][spot] = (total, before);
                    }
                }
            }
        }
        let mut spots = Vec::with_capacity(inner);
        let mut spot = best[inner + 1][n_spots - 1].1;
        for boundary in (1..=inner).rev() {
            spots.push(if spot % 2 == 0 {
                Spot::Line(from + spot / 2)
            } else {
                Spot::New { after: from + spot / 2, x: wanted[boundary - 1] }
            });
            spot = best[boundary][spot].1;
        }
        spots.reverse();
        spots
    }

    /// Cost of a new line in a column whose target position is outside the column.
    fn outside(&self, column: usize, x: f32, whole: f32) -> f32 {
        let (left, right) = (self.lines[column], self.lines[column + 1]);
        OFF_PLACE * ((left - x).max(x - right).max(0.0)) / whole
    }
}

/// Cost of a cell that covers columns from one on, as its end advances.
struct Cover<'a> {
    slots: &'a [Profile],
    end: usize,
    sum: f32,
    n: f32,
}

impl<'a> Cover<'a> {
    fn new(slots: &'a [Profile], start: usize) -> Self {
        Self { slots, end: start, sum: 0.0, n: 0.0 }
    }

    /// Cost of a cell with this profile that covers the columns before `end`.
    fn reach(&mut self, end: usize, profile: &Profile) -> f32 {
        let further = self.slots.get(self.end..end).unwrap_or_default();
        for distance in further.iter().filter_map(|slot| slot.distance(profile)) {
            self.sum += distance - NEUTRAL;
            self.n += 1.0;
        }
        self.end = self.end.max(end);
        if self.n > 0.0 { OTHER_TEXT * self.sum / self.n } else { 0.0 }
    }
}

enum Spot {
    Line(usize),
    New { after: usize, x: f32 },
}

/// Whether a chunk looks like a label.
fn is_label(chunk: &Chunk) -> bool {
    chunk.look == Look::Short
}

/// Pairs of boundaries, of an upper and a lower row, that are one line: empty cells at the left of the
/// lower row continue the cells above, and so do those at the right below labels.
fn tied(upper: &[Chunk], lower: &[Chunk]) -> Vec<(usize, usize)> {
    let is_empty = |chunk: &&Chunk| chunk.look == Look::Empty;
    let leading = lower.iter().take_while(is_empty).count();
    // A header and its first row.
    let n_labels = lower.iter().filter(|chunk| is_label(chunk)).count();
    if upper.len() >= MANY
        && upper.len() == lower.len()
        && upper.iter().all(is_label)
        && n_labels < lower.len()
    {
        return (1..upper.len()).map(|at| (at, at)).collect();
    }
    let mut pairs = Vec::new();
    if leading < lower.len() && leading < upper.len() {
        pairs.extend((1..=leading).map(|i| (i, i)));
    }
    let trailing = lower.iter().rev().take_while(is_empty).count();
    let below = upper.iter().rev().take(trailing);
    let labels = below.clone().any(is_label)
        && below.clone().all(|chunk| matches!(chunk.look, Look::Short | Look::Empty));
    if leading > 0 && trailing > 0 && labels && leading + trailing < lower.len().min(upper.len()) {
        pairs.extend((1..=trailing).map(|i| (upper.len() - i, lower.len() - i)));
    }
    let above_blanks = upper.iter().rev().take(trailing).all(|chunk| chunk.look == Look::Empty);
    if leading == 0 && trailing > 0 && (labels || above_blanks) {
        pairs.extend(divided(upper, lower, trailing));
    }
    if pairs.len() <= leading {
        pairs.extend(interleaved(upper, lower));
    }
    pairs
}

/// The ties of a row of labels that the row below divides in part: each of its blanks continues one
/// label, and each run of texts between blanks divides one. None unless that uses all labels.
pub(super) fn interleaved(upper: &[Chunk], lower: &[Chunk]) -> Vec<(usize, usize)> {
    let is_part = |chunk: &Chunk| is_label(chunk) || chunk.look == Look::Empty;
    let starts_part = |at: usize| {
        let is_blank = |at: usize| lower.get(at).is_some_and(|chunk| chunk.look == Look::Empty);
        is_blank(at) || at.checked_sub(1).is_none_or(is_blank)
    };
    let starts: Vec<usize> = (0..lower.len()).filter(|&at| starts_part(at)).collect();
    let is_divided = starts.len() < lower.len() && starts.len() > 1;
    if !is_divided
        || starts.len() != upper.len()
        || !upper.iter().all(is_label)
        || !lower.iter().all(is_part)
    {
        return Vec::new();
    }
    starts.into_iter().enumerate().skip(1).collect()
}

/// The ties of a row of labels whose first ones the row below divides, while its last `trailing` ones
/// extend down over blanks. Divided labels share the labels below evenly; `None` if that leaves a
/// remainder.
fn divided(upper: &[Chunk], lower: &[Chunk], trailing: usize) -> Vec<(usize, usize)> {
    let (Some(n_over), Some(n_below)) =
        (upper.len().checked_sub(trailing), lower.len().checked_sub(trailing))
    else {
        return Vec::new();
    };
    let is_header =
        upper.iter().take(n_over).all(is_label) && lower.iter().take(n_below).all(is_label);
    if !is_header || n_over == 0 || n_below <= n_over || n_below % n_over != 0 {
        return Vec::new();
    }
    let each = n_below / n_over;
    let over = (1..=n_over).map(|i| (i, i * each));
    over.chain((1..trailing).map(|i| (upper.len() - i, lower.len() - i))).collect()
}

/// The line with at least half of the votes.
fn majority(votes: &[usize], asked: usize) -> Option<usize> {
    let best = votes.iter().max_by_key(|&&line| {
        (votes.iter().filter(|&&other| other == line).count(), usize::MAX - line)
    })?;
    (votes.iter().filter(|&&line| line == *best).count() * 2 >= asked).then_some(*best)
}

/// Drops ties that leave no line or no room for the boundaries between them.
fn drop_crossing(ties: &mut [Option<usize>]) {
    let last = ties.last().copied().flatten().unwrap_or(0);
    let mut floor = 0;
    let n = ties.len();
    for tie in ties.iter_mut().take(n.saturating_sub(1)).skip(1) {
        match *tie {
            Some(line) if line > floor && line < last => floor = line,
            Some(_) => *tie = None,
            None => {}
        }
    }
}

/// Positions of the inner boundaries of cells between two lines: every cell as wide as its text; spare
/// width goes to cells of long text, or to all in proportion.
fn spread(x0: f32, x1: f32, widths: &[f32], profiles: &[Profile]) -> Vec<f32> {
    let room = x1 - x0;
    let asked: f32 = widths.iter().sum();
    let wide: f32 =
        widths.iter().zip(profiles).filter(|(_, p)| p.is_wide()).map(|(width, _)| width).sum();
    let slack = room - asked;
    let scaled = |width: f32, profile: &Profile| {
        if slack > 0.0 && wide > 0.0 {
            if profile.is_wide() { width + slack * width / wide } else { width }
        } else {
            width * room / asked.max(1.0)
        }
    };
    let mut x = x0;
    widths
        .iter()
        .zip(profiles)
        .take(widths.len() - 1)
        .map(|(&width, profile)| {
            x += scaled(width, profile);
            x
        })
        .collect()
}

fn cumulate(widths: &[f32]) -> Vec<f32> {
    let mut x = 0.0;
    std::iter::once(0.0)
        .chain(widths.iter().map(|width| {
            x += width;
            x
        }))
        .collect()
}
