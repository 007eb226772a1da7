//! The figure that must not fall: tables of PDF files against those that people have marked in them.
//!
//! The documents, of the ICDAR 2013 table competition, are no part of the repository; `FORMGRID_CORPORA`
//! names the folder that holds them, and without it this test says so and passes. The competition
//! compares relations: two texts that are neighbors in a row or column, with the number of blank cells
//! between them. `tests/icdar.py` writes the same tables for its own scorers.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]
#![expect(clippy::print_stdout, reason = "the figure is for those who run the test")]

mod support;

use std::{cmp::Reverse, collections::BTreeMap, env, fs, path::Path};

use formgrid_batch::{Diagnostics, Templates, read_document};
use quick_xml::events::{BytesStart, Event};

/// A text with its rows and columns, each from the first to the one after the last.
type Cell = (usize, usize, usize, usize, String);
/// Two neighbors, whether the second is below, and how many blank cells lie between them.
type Relation = (String, String, bool, usize);
type Relations = BTreeMap<Relation, usize>;

#[derive(Default)]
struct Marked {
    page: u32,
    cells: Vec<Cell>,
}

/// What the competition compares of a text.
fn folded(text: &str) -> String {
    let fold = |c: char| if c.is_ascii_alphanumeric() || c >= '\u{80}' { c } else { '_' };
    text.to_uppercase().chars().filter(|c| !c.is_whitespace()).map(fold).collect()
}

fn relations(cells: &[Cell]) -> Relations {
    let full: Vec<&Cell> = cells.iter().filter(|cell| !cell.4.is_empty()).collect();
    let mut relations = Relations::new();
    for is_down in [false, true] {
        let mut lines: BTreeMap<usize, BTreeMap<usize, usize>> = BTreeMap::new();
        for (index, &(top, bottom, left, right, _)) in full.iter().enumerate() {
            for (row, col) in (top..bottom).flat_map(|row| (left..right).map(move |col| (row, col)))
            {
                let (line, at) = if is_down { (col, row) } else { (row, col) };
                lines.entry(line).or_default().entry(at).or_insert(index);
            }
        }
        let mut seen = Vec::new();
        for slots in lines.values() {
            for ((at, from), (next, to)) in slots.iter().zip(slots.iter().skip(1)) {
                if from != to && !seen.contains(&(from, to)) {
                    seen.push((from, to));
                    let relation =
                        (full[*from].4.clone(), full[*to].4.clone(), is_down, next - at - 1);
                    *relations.entry(relation).or_default() += 1;
                }
            }
        }
    }
    relations
}

fn number(element: &BytesStart<'_>, name: &str) -> Option<usize> {
    let attribute = element.try_get_attribute(name).unwrap()?;
    std::str::from_utf8(&attribute.value).unwrap().parse().ok()
}

/// The tables that people have marked, one entry for each.
fn marked_tables(file: &Path) -> Vec<Marked> {
    let text = fs::read_to_string(file).unwrap();
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut tables: Vec<Marked> = Vec::new();
    let (mut offset, mut is_content) = ((0, 0), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                b"table" => tables.push(Marked::default()),
                b"region" => {
                    let table = tables.last_mut().unwrap();
                    if table.page == 0 {
                        table.page = u32::try_from(number(&element, "page").unwrap_or(1)).unwrap();
                    }
                    let increment = |name| number(&element, name).unwrap_or(0);
                    offset = (increment("row-increment"), increment("col-increment"));
                }
                b"cell" => {
                    let Some(row) = number(&element, "start-row") else { continue };
                    let Some(col) = number(&element, "start-col") else { continue };
                    let end = |name, start| number(&element, name).unwrap_or(start).max(start) + 1;
                    let (bottom, right) = (end("end-row", row), end("end-col", col));
                    let cell =
                        (row + offset.0, bottom + offset.0, col + offset.1, right + offset.1);
                    let cell = (cell.0, cell.1, cell.2, cell.3, String::new());
                    tables.last_mut().unwrap().cells.push(cell);
                }
                b"content" => is_content = true,
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == b"content" => {
                is_content = false
            }
            Event::Text(text) if is_content => {
                let text = folded(&text.decode().unwrap());
                tables.last_mut().unwrap().cells.last_mut().unwrap().4.push_str(&text);
            }
            Event::CData(text) if is_content => {
                let text = folded(&text.decode().unwrap());
                tables.last_mut().unwrap().cells.last_mut().unwrap().4.push_str(&text);
            }
            Event::GeneralRef(_) if is_content => {
                tables.last_mut().unwrap().cells.last_mut().unwrap().4.push('_');
            }
            Event::Eof => return tables,
            _ => {}
        }
    }
}

/// The tables found, parted by the page that each cell begins on.
fn found_tables(pdf: &Path, templates: &Templates) -> Vec<Marked> {
    let bytes = fs::read(pdf).unwrap();
    let reading = read_document(&bytes, "a.pdf", templates, &mut Diagnostics::new()).unwrap();
    let mut found = Vec::new();
    for (_, table) in reading.document.tables() {
        let mut pages: BTreeMap<u32, Vec<Cell>> = BTreeMap::new();
        for cell in table.grid.cells().iter().filter(|cell| !cell.is_empty()) {
            let text = folded(&cell.text);
            let cell_of = (cell.row, cell.row_end(), cell.col, cell.col_end(), text);
            pages.entry(cell.place.page.unwrap()).or_default().push(cell_of);
        }
        found.extend(pages.into_iter().map(|(page, cells)| Marked { page, cells }));
    }
    found
}

/// Relations that are right, found and marked, of tables paired by the relations they share.
fn compare(marked: &[Marked], found: &[Marked]) -> (usize, usize, usize) {
    let all = |tables: &[Marked]| -> Vec<(u32, Relations)> {
        tables.iter().map(|table| (table.page, relations(&table.cells))).collect()
    };
    let (marked, found) = (all(marked), all(found));
    let mut pairs = Vec::new();
    for (i, (page, truth)) in marked.iter().enumerate() {
        for (j, (_, other)) in found.iter().enumerate().filter(|(_, (other, _))| other == page) {
            let shared = truth.iter().map(|(key, n)| *n.min(other.get(key).unwrap_or(&0)));
            pairs.push((shared.sum::<usize>(), i, j));
        }
    }
    pairs.sort_unstable_by_key(|&(shared, i, j)| (Reverse(shared), i, j));
    let (mut used_marked, mut used_found) = (vec![false; marked.len()], vec![false; found.len()]);
    let mut right = 0;
    for (shared, i, j) in pairs {
        if !used_marked[i] && !used_found[j] {
            (used_marked[i], used_found[j]) = (true, true);
            right += shared;
        }
    }
    let count = |tables: &[(u32, Relations)]| tables.iter().flat_map(|(_, all)| all.values()).sum();
    (right, count(&found), count(&marked))
}

fn share(part: usize, whole: usize) -> f64 {
    let float = |n: usize| f64::from(u32::try_from(n).unwrap());
    float(part) / float(whole.max(1))
}

fn f1(precision: f64, recall: f64) -> f64 {
    2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE)
}

#[test]
fn tables_of_reports_are_found_as_people_mark_them() {
    let Some(root) = env::var_os("FORMGRID_CORPORA") else {
        println!("FORMGRID_CORPORA is not set: nothing is compared");
        return;
    };
    let folder = Path::new(&root).join("icdar2013-eu");
    let templates = Templates::builtin();
    let (mut precision, mut recall, mut n) = (0.0, 0.0, 0.0);
    let names = support::files(&folder);
    for stem in names.iter().filter_map(|name| name.strip_suffix(".pdf")) {
        let found = found_tables(&folder.join(format!("{stem}.pdf")), &templates);
        // Where two readings of a page are right, there is a second file.
        let readings = [Some(stem), stem.strip_suffix('a')].into_iter().flatten().enumerate();
        let files = readings.map(|(nth, stem)| format!("{stem}{}-str.xml", ["", "b"][nth]));
        let rates = files.map(|file| {
            let (right, n_found, n_marked) = compare(&marked_tables(&folder.join(file)), &found);
            (share(right, n_found), share(right, n_marked))
        });
        let best = rates.max_by(|a, b| f1(a.0, a.1).total_cmp(&f1(b.0, b.1))).unwrap();
        (precision, recall, n) = (precision + best.0, recall + best.1, n + 1.0);
    }
    let figure = f1(precision / n, recall / n);
    println!("tables of reports: F1 {figure:.4}, at least 0.96");
    assert!(figure >= 0.96, "tables of reports: F1 {figure:.4}");
}
