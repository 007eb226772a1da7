//! Figures that must not fall: tables of text dumps against the grids they were printed from.
//!
//! The documents are not in the repository; `FORMGRID_CORPORA` names their folder, and without it
//! these tests say so and pass. Both sides are brought to a canonical grid first: rows and columns
//! without the origin of a non-empty cell are removed. Tables are paired by shared texts, and a
//! cell counts if text, place and spans are equal.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]
#![expect(clippy::print_stdout, reason = "the figure is for those who run the tests")]

mod support;

use std::{collections::BTreeMap, env, fs, path::Path};

use formgrid_batch::{Diagnostics, Limits, Templates, read_document};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

/// Row, column, row span, column span, text.
type Cell = (usize, usize, usize, usize, String);

/// How often each cell occurs.
type Cells = BTreeMap<Cell, usize>;

fn folded(text: &str) -> String {
    let is_seen = |c: &char| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}');
    text.nfkc().filter(is_seen).collect()
}

/// The cells with text, on the rows and columns where such a cell starts.
fn canonical(cells: &[Cell]) -> Cells {
    let full: Vec<&Cell> = cells.iter().filter(|cell| !cell.4.is_empty()).collect();
    let starts = |of: fn(&Cell) -> usize| {
        let mut starts: Vec<usize> = full.iter().map(|cell| of(cell)).collect();
        starts.sort_unstable();
        starts.dedup();
        starts
    };
    let (rows, cols) = (starts(|cell| cell.0), starts(|cell| cell.1));
    let rank = |starts: &[usize], at: usize| starts.partition_point(|&start| start < at);
    let mut canonical = Cells::new();
    for (row, col, row_span, col_span, text) in full {
        let (top, left) = (rank(&rows, *row), rank(&cols, *col));
        let (bottom, right) = (rank(&rows, row + row_span), rank(&cols, col + col_span));
        *canonical.entry((top, left, bottom - top, right - left, text.clone())).or_default() += 1;
    }
    canonical
}

fn true_tables(gold: &Path) -> Vec<Cells> {
    let gold: Value = serde_json::from_str(&fs::read_to_string(gold).unwrap()).unwrap();
    let number = |cell: &Value, key: &str| match cell[key].as_u64() {
        Some(number) => usize::try_from(number).unwrap(),
        None => 1,
    };
    let cell = |cell: &Value| {
        let text = folded(cell["text"].as_str().unwrap_or_default());
        let spans = (number(cell, "row_span"), number(cell, "col_span"));
        (number(cell, "row"), number(cell, "col"), spans.0, spans.1, text)
    };
    let cells = |table: &Value| -> Vec<Cell> {
        table["cells"].as_array().unwrap().iter().map(cell).collect()
    };
    let tables = gold["physical"]["tables"].as_array().unwrap();
    tables.iter().map(|table| canonical(&cells(table))).collect()
}

fn found_tables(dump: &Path, templates: &Templates) -> Vec<Cells> {
    let bytes = fs::read(dump).unwrap();
    let reading =
        read_document(&bytes, "a.txt", templates, &Limits::default(), &mut Diagnostics::new())
            .unwrap();
    let cells = |grid: &[formgrid_model::Cell]| -> Vec<Cell> {
        let cell = |cell: &formgrid_model::Cell| {
            (cell.row, cell.col, cell.row_span, cell.col_span, folded(&cell.text))
        };
        grid.iter().map(cell).collect()
    };
    reading.document.tables().map(|(_, table)| canonical(&cells(table.grid.cells()))).collect()
}

/// How many cells two tables share, by a key of the cell.
fn shared<K: Ord>(a: &Cells, b: &Cells, key: impl Fn(&Cell) -> K) -> usize {
    let count = |cells: &Cells| {
        let mut counts: BTreeMap<K, usize> = BTreeMap::new();
        for (cell, n) in cells {
            *counts.entry(key(cell)).or_default() += n;
        }
        counts
    };
    let (a, b) = (count(a), count(b));
    a.iter().map(|(key, n)| *n.min(b.get(key).unwrap_or(&0))).sum()
}

/// Equal cells of tables paired by shared texts, most shared first.
fn hits(truth: &[Cells], found: &[Cells]) -> usize {
    let mut pairs = Vec::new();
    for (i, a) in truth.iter().enumerate() {
        for (j, b) in found.iter().enumerate() {
            let texts = shared(a, b, |cell| cell.4.clone());
            pairs.push((texts, std::cmp::Reverse(i.abs_diff(j)), i, j));
        }
    }
    pairs.sort_unstable_by(|a, b| b.cmp(a));
    let (mut used_truth, mut used_found) = (vec![false; truth.len()], vec![false; found.len()]);
    let mut hits = 0;
    for (texts, _, i, j) in pairs {
        if texts > 0 && !used_truth[i] && !used_found[j] {
            (used_truth[i], used_found[j]) = (true, true);
            hits += shared(&truth[i], &found[j], Cell::clone);
        }
    }
    hits
}

/// Compares all dumps below a folder with the grids next to them.
fn check(folder: &str, least: f64) {
    let Some(root) = env::var_os("FORMGRID_CORPORA") else {
        println!("FORMGRID_CORPORA is not set: nothing is compared");
        return;
    };
    let folder = Path::new(&root).join(folder);
    let templates = Templates::builtin();
    let (mut n_hits, mut n_cells) = (0_usize, 0_usize);
    for name in support::files(&folder) {
        let Some(stem) = name.strip_suffix(".gold.json") else { continue };
        let dump = folder.join(format!("{stem}.txt"));
        if dump.is_file() {
            let (truth, found) =
                (true_tables(&folder.join(&name)), found_tables(&dump, &templates));
            n_hits += hits(&truth, &found);
            n_cells += truth.iter().chain(&found).flat_map(BTreeMap::values).sum::<usize>();
        }
    }
    let as_float = |n: usize| f64::from(u32::try_from(n).unwrap());
    let f1 = 2.0 * as_float(n_hits) / as_float(n_cells.max(1));
    println!("{}: exact cells {f1:.4}, at least {least}", folder.display());
    assert!(f1 >= least, "{}: exact cells {f1:.4}", folder.display());
}

#[test]
fn grids_of_forms_are_rebuilt() {
    check("forms", 0.95);
}

#[test]
fn grids_of_unknown_tables_are_rebuilt() {
    check("wild", 0.95);
}
