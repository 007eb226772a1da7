//! Compares Parquet tables with their lines, field by field.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

mod support;

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::{Path, PathBuf},
};

use formgrid_testkit::corpus_dir;
use parquet::{
    file::reader::{FileReader as _, SerializedFileReader},
    record::{Field, Row},
};
use serde_json::{Map, Value};
use support::{TestDir, files, form, unknown_table};

/// Suffix of numeric columns next to decimal strings.
const DECIMAL: &str = "_decimal";

/// The rows of a table as lines without nulls. Amounts are checked on the way.
fn rows(path: &Path) -> Vec<Value> {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| object(&row.unwrap()).unwrap_or_default()).collect()
}

fn object(row: &Row) -> Option<Value> {
    let mut all = Map::new();
    for (name, field) in row.get_column_iter() {
        if let Some(text) = name.strip_suffix(DECIMAL) {
            check_decimal(all.get(text), field);
            continue;
        }
        all.extend(value(field).map(|value| (name.clone(), value)));
    }
    Some(Value::Object(all))
}

/// Checks that every exact decimal string has its number.
fn check_decimal(text: Option<&Value>, field: &Field) {
    let plain = |text: &str| text.trim_end_matches('0').trim_end_matches('.').to_owned();
    let text = text.and_then(Value::as_str);
    match field {
        Field::Null => {
            let fits =
                |text: &str| text.len() < 20 && text.split('.').nth(1).map_or(0, str::len) <= 8;
            assert!(!text.is_some_and(fits), "{text:?} has no number");
        }
        number => {
            let text = text.unwrap();
            let text = if text.contains('.') { plain(text) } else { text.to_owned() };
            assert_eq!(plain(&number.to_string()), text);
        }
    }
}

fn value(field: &Field) -> Option<Value> {
    Some(match field {
        Field::Null => return None,
        Field::Bool(value) => Value::Bool(*value),
        Field::Int(number) => f64::from(*number).into(),
        Field::Long(number) => number_of(&Value::from(*number)),
        Field::Double(number) => Value::from(*number),
        Field::Str(text) => Value::String(text.clone()),
        Field::Group(row) => object(row)?,
        Field::ListInternal(list) => {
            list.elements().iter().map(|item| value(item).unwrap_or_default()).collect()
        }
        Field::MapInternal(map) => {
            let entries = map.entries().iter().map(|(key, part)| {
                let Field::Str(key) = key else { panic!("{key} is a key") };
                (key.clone(), value(part).unwrap_or_default())
            });
            Value::Object(entries.collect())
        }
        other => panic!("{other:?} is in a table"),
    })
}

fn number_of(number: &Value) -> Value {
    number.as_f64().into()
}

/// A line without nulls, with all numbers of one type.
fn plain(value: Value) -> Value {
    match value {
        Value::Object(parts) => {
            let present = parts.into_iter().filter(|(_, part)| !part.is_null());
            Value::Object(present.map(|(key, part)| (key, plain(part))).collect())
        }
        Value::Array(items) => items.into_iter().map(plain).collect(),
        Value::Number(_) => number_of(&value),
        other => other,
    }
}

/// Compares all tables of a run with its lines and returns the number of rows of each.
fn compare(dir: &TestDir, out: &str) -> BTreeMap<String, usize> {
    let mut lines: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for record in dir.records(out) {
        let kind = record["kind"].as_str().unwrap().to_owned();
        lines.entry(kind).or_default().push(record);
    }
    for name in ["sources", "diagnostics"] {
        lines.insert(name.to_owned(), dir.lines(&format!("{out}/{name}.jsonl")));
    }
    let tables = files(&dir.path(&format!("{out}/parquet")));
    assert_eq!(tables.len(), 10, "{tables:?}");
    let mut counts = BTreeMap::new();
    for file in tables {
        let name = file.strip_suffix(".parquet").unwrap();
        let rows = rows(&dir.path(&format!("{out}/parquet/{file}")));
        let lines = lines.remove(name).unwrap_or_default();
        assert_eq!(rows.len(), lines.len(), "{name}");
        for (number, (row, line)) in rows.iter().zip(lines).enumerate() {
            assert_eq!(*row, plain(line), "row {number} of {name}");
        }
        counts.insert(name.to_owned(), rows.len());
    }
    assert!(lines.is_empty(), "{:?} have no table", lines.keys());
    counts
}

/// The documents of this repository, and the external ones if present.
fn documents() -> Vec<PathBuf> {
    let beside = std::env::var_os("FORMGRID_CORPORA").map(PathBuf::from);
    let folders = ["seeds", "forms", "zoo"];
    let beside = beside.into_iter().flat_map(|all| folders.map(|name| all.join(name)));
    [corpus_dir()].into_iter().chain(beside.filter(|folder| folder.is_dir())).collect()
}

#[test]
fn every_field_of_every_line_comes_back() {
    for (number, folder) in documents().into_iter().enumerate() {
        let dir = TestDir::new();
        let out = format!("out-{number}");
        let done = dir.run(&[
            "extract".as_ref(),
            "--parquet".as_ref(),
            "-q".as_ref(),
            folder.as_os_str(),
            "-o".as_ref(),
            out.as_ref(),
        ]);
        assert!(matches!(done.code, Some(0 | 1)), "{}", done.stderr);
        let counts = compare(&dir, &out);
        for kind in ["filing", "indicator", "sources", "diagnostics"] {
            assert!(counts[kind] > 0, "{} has no {kind}", folder.display());
        }
    }
}

#[test]
fn kinds_that_do_not_occur_have_an_empty_table() {
    let dir = TestDir::new();
    dir.put("in/a.txt", unknown_table());
    dir.run(&["extract", "--parquet", "--no-places", "in", "-o", "out"]).exits(0);
    let counts = compare(&dir, "out");
    assert_eq!((counts["sources"], counts["indicator"]), (1, 0));
}

#[test]
fn tables_are_removed_by_a_run_without_tables() {
    let dir = TestDir::new();
    dir.put("in/a.txt", form("清河县渡运中心"));
    dir.put("formgrid.toml", "[output]\nfolder = 'out'\nparquet = true\n");
    dir.run(&["extract", "in"]).exits(0);
    assert_eq!(compare(&dir, "out")["indicator"], 5);
    dir.put("out/parquet/mine.parquet", "");
    dir.run(&["extract", "in", "--parquet=no"]).exits(0);
    assert_eq!(files(&dir.path("out/parquet")), ["mine.parquet"]);
    fs::remove_file(dir.path("out/parquet/mine.parquet")).unwrap();
    dir.run(&["extract", "in"]).exits(0);
    dir.run(&["extract", "in", "--parquet=no"]).exits(0);
    assert!(!dir.path("out/parquet").exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_named_before_anything_is_read() {
    let dir = TestDir::new();
    dir.put("in/a.txt", form("清河县渡运中心"));
    dir.put("out/parquet", "");
    let done = dir.run(&["extract", "--parquet", "in", "-o", "out"]).exits(2);
    done.reports(&["parquet", "not writable"]);
    assert!(!dir.path("out/sources.jsonl").exists());
}
