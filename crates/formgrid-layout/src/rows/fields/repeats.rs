//! Merged cells that a dump repeats in each slot they cover.
//!
//! A script that reads a document by row and column gets the text of a merged cell once per slot. Equal
//! neighbors are then one cell, unless they are in columns with different names: `10` points of `10`, or
//! equal names of level 1 and level 2.

use std::collections::BTreeMap;

use formgrid_model::WordClass;

use super::row::{Field, FieldRow, placed};
use crate::rows::assemble::{PlacedCell, PlacedRow};
use crate::rows::cell_per_line::Look;

/// Confidence in a merge.
const CONFIDENCE: f32 = 0.97;

/// Names that may repeat in the column of another level.
const LEVELS: WordClass = WordClass::LEVEL1.union(WordClass::LEVEL2);

/// Minimum ratio of equal neighbors to those expected by chance in a dump that repeats merged cells.
const MORE_THAN_CHANCE: usize = 2;

/// Minimum number of fields of a row that shows how the dump prints a text with a column span.
const MIN_WIDE: usize = 3;

/// Whether rows repeat merged cells: texts that span the rest of their row are in each of its fields, not
/// only in the first, and more neighbors are equal than expected by chance.
pub(super) fn are_printed(rows: &[FieldRow]) -> bool {
    let wide = rows.iter().filter(|row| row.fields.len() >= MIN_WIDE && n_distinct(row) <= 2);
    let (n_wide, n_full) = wide.fold((0_usize, 0_usize), |(all, full), row| {
        let is_full = !row.fields.iter().any(Field::is_blank) || repeats_label(row);
        (all + 1, full + usize::from(is_full))
    });
    n_full > 0 && n_full * 2 > n_wide && rows.iter().any(is_evident) && is_more_than_chance(rows)
}

/// Whether a row begins with a label that fills at least three fields. A blank field ends the run.
fn repeats_label(row: &FieldRow) -> bool {
    row.fields.first().is_some_and(|first| {
        let n_same = row.fields.iter().take_while(|field| field.text == first.text).count();
        first.look == Look::Short && n_same >= MIN_WIDE
    })
}

/// Whether a row repeats a text that no list repeats: one text in all fields, or a sentence or the value of
/// a label in all fields after the first.
fn is_evident(row: &FieldRow) -> bool {
    let labels = WordClass::LABEL | WordClass::SECTION | WordClass::GOAL;
    let [first, .., before, last] = row.fields.as_slice() else { return false };
    let is_full = !row.fields.iter().any(Field::is_blank);
    let n_distinct = n_distinct(row);
    is_full
        && n_distinct <= 2
        && before.text == last.text
        && (last.look == Look::Long
            || first.classes.intersects(labels)
            || n_distinct == 1 && row.fields.len() > MIN_WIDE)
}

fn is_more_than_chance(rows: &[FieldRow]) -> bool {
    let mut n_of: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut n_pairs, mut n_equal) = (0_usize, 0_usize);
    for row in rows {
        for field in row.filled().filter(|field| is_text(field)) {
            *n_of.entry(&field.folded).or_default() += 1;
        }
        for pair in row.fields.windows(2).filter(|pair| pair.iter().all(is_text)) {
            n_pairs += 1;
            n_equal += usize::from(pair[0].folded == pair[1].folded);
        }
    }
    let n_texts: usize = n_of.values().sum();
    let n_same: usize = n_of.values().map(|&n| n.saturating_mul(n)).sum();
    // By chance the share of equal neighbors is the sum of the squares of all shares.
    let squared = n_texts.saturating_mul(n_texts);
    let expected = n_same.saturating_mul(n_pairs) / squared.max(1);
    n_equal > expected.saturating_mul(MORE_THAN_CHANCE)
}

fn is_text(field: &Field) -> bool {
    matches!(field.look, Look::Long | Look::Short) && !field.classes.intersects(LEVELS)
}

/// Rows with their repeated texts joined.
pub(super) fn join(rows: Vec<FieldRow>, n_cols: usize) -> Vec<PlacedRow> {
    let mut merged = Vec::with_capacity(rows.len());
    let mut borders = Borders::new(n_cols);
    let mut above: Vec<Run> = Vec::new();
    let mut above_is_header = false;
    for row in rows {
        let is_header = is_header(&row);
        let n_distinct = n_distinct(&row);
        if !is_header && (n_distinct <= 2 || borders.is_left_by(&row)) {
            borders.clear();
        }
        let runs = if is_header {
            runs(row.fields, |_, _| true)
        } else if borders.is_known {
            runs(row.fields, |run, field| borders.joins(run, field, &above))
        } else {
            let has_values = row.filled().filter(|field| field.look == Look::Value).count() > 2;
            runs(row.fields, |run, field| !has_values || !parts(&above, run, field.col))
        };
        if is_header {
            borders.see(&runs, above_is_header);
        }
        let ups = ups(&runs, &above, is_header && above_is_header);
        let cells = runs.iter().zip(&ups).map(|(run, &up)| run.cell(up)).collect();
        merged.push(placed(cells, CONFIDENCE));
        (above, above_is_header) = (runs, is_header);
    }
    merged
}

/// How many texts a row has, repeated ones once.
fn n_distinct(row: &FieldRow) -> usize {
    let mut last: Option<&Field> = None;
    row.filled()
        .filter(|&field| last.replace(field).is_none_or(|last| last.text != field.text))
        .count()
}

/// Equal fields side by side.
#[derive(Debug, Default)]
struct Run {
    first: Field,
    end: usize,
}

impl Run {
    fn cell(&self, above: bool) -> PlacedCell {
        self.first.clone().into_cell(self.end - self.first.col, above)
    }

    fn is_value(&self) -> bool {
        self.first.look == Look::Value
    }
}

/// What the names of the header above say of the border before each column: whether it parts two.
struct Borders {
    parts: Vec<bool>,
    is_known: bool,
    /// What stands in the first column of the header.
    stub: String,
}

impl Borders {
    fn new(n_cols: usize) -> Self {
        Self { parts: vec![false; n_cols + 1], is_known: false, stub: String::new() }
    }

    fn clear(&mut self) {
        self.is_known = false;
    }

    /// Takes the names of a header; a second line of it adds borders.
    fn see(&mut self, runs: &[Run], is_second: bool) {
        if !is_second {
            self.parts.fill(false);
        }
        self.is_known = true;
        for run in runs {
            if let Some(parts) = self.parts.get_mut(run.first.col) {
                *parts = true;
            }
        }
        self.stub = runs.first().map(|run| run.first.folded.clone()).unwrap_or_default();
    }

    /// Whether a row begins with a label that stands in no column of the header.
    fn is_left_by(&self, row: &FieldRow) -> bool {
        let labels = WordClass::LABEL | WordClass::GOAL | WordClass::SECTION;
        self.is_known
            && row.fields.first().is_some_and(|first| {
                let others = WordClass::LEVEL1 | WordClass::CATEGORY;
                first.classes.intersects(labels)
                    && !first.classes.intersects(others)
                    && first.folded != self.stub
            })
    }

    /// Whether a field is more of the run before it: no names part them, or it is the label of a total,
    /// which stands at the left, behind no more than the label of its block.
    fn joins(&self, run: &Run, field: &Field, above: &[Run]) -> bool {
        let is_parted = self.parts.get(field.col).copied().unwrap_or_default();
        let is_lead = || {
            let is_label =
                |upper: &Run| upper.end == run.first.col && upper.first.folded == self.stub;
            run.first.col == 0 || above.first().is_some_and(is_label)
        };
        !is_parted
            || run.first.look == Look::Short && !run.first.classes.intersects(LEVELS) && is_lead()
    }
}

/// Whether the row above has two texts over a run and a column behind it.
fn parts(above: &[Run], run: &Run, col: usize) -> bool {
    run.is_value() && above.iter().any(|upper| upper.first.col == col && !upper.first.is_blank())
}

/// Equal neighbors as runs, where a field may be more of the run before it.
fn runs(fields: Vec<Field>, joins: impl Fn(&Run, &Field) -> bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for field in fields {
        let end = field.end();
        match runs.last_mut() {
            Some(run)
                if !field.is_blank() && run.first.text == field.text && joins(run, &field) =>
            {
                run.end = end;
                run.first.atoms.extend(field.atoms);
            }
            _ => runs.push(Run { first: field, end }),
        }
    }
    runs
}

/// Which runs are the same cell as the one above: a text alone at the left, or below cells that are
/// joined too; in a header every name.
fn ups(runs: &[Run], above: &[Run], in_header: bool) -> Vec<bool> {
    let is_same = |run: &Run| {
        let at = above.binary_search_by_key(&run.first.col, |upper| upper.first.col);
        at.is_ok_and(|at| above[at].end == run.end && above[at].first.text == run.first.text)
            && !run.first.is_blank()
            && !run.is_value()
    };
    let same: Vec<bool> = runs.iter().map(is_same).collect();
    if same.iter().all(|&same| same) {
        return vec![false; runs.len()];
    }
    let mut leads = true;
    same.into_iter()
        .map(|same| {
            leads &= same;
            same && (leads || in_header)
        })
        .collect()
}

/// Whether a row names columns.
fn is_header(row: &FieldRow) -> bool {
    let filled = row.filled().count();
    let known = row.filled().filter(|field| field.classes.intersects(WordClass::HEADER)).count();
    known >= 2 && known * 2 >= filled
}
