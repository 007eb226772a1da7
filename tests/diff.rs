//! Comparing two runs with the command: output in each format, and exit code.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod support;

use std::fs;

use serde_json::Value;
use support::{TestDir, form, unknown_table};

/// A test folder with a run `old` over some documents.
fn dir() -> TestDir {
    let dir = TestDir::new();
    dir.put("in/a.txt", form("清河县渡运中心"));
    dir.put("in/b.txt", form("白石县林场"));
    dir.put("in/c.txt", unknown_table());
    dir.run(&["extract", "in", "-o", "old", "--quiet"]).exits(0);
    dir
}

impl TestDir {
    /// Runs again over the changed documents and returns the changes as lines.
    fn changes(&self, arguments: &[&str]) -> Vec<Value> {
        self.run(&["extract", "in", "-o", "new", "--quiet"]);
        let diff = [&["diff", "old", "new", "--format", "jsonl"], arguments].concat();
        let stdout = self.run(&diff).stdout;
        stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

#[test]
fn equal_runs_are_equal() {
    let dir = dir();
    let n = dir.records("old").len();
    dir.run(&["extract", "in", "-o", "new", "--quiet"]).exits(0);
    let done = dir.run(&["diff", "old", "new"]).exits(0);
    assert_eq!(done.stdout, format!("0 added, 0 removed, 0 changed, {n} equal\n"));
}

#[test]
fn a_changed_value_is_one_changed_record() {
    let dir = dir();
    dir.put("in/a.txt", form("清河县渡运中心").replace("≥3座", "≥4座"));
    let changes = dir.changes(&[]);
    assert_eq!(changes.len(), 2, "{changes:?}");
    assert_eq!(changes[0]["change"], "changed");
    assert_eq!(changes[0]["matched"], "id");
    assert_eq!(changes[0]["name"], "履职效能 / 渡运安全 / 修缮码头数量");
    let fields = changes[0]["fields"].as_array().unwrap();
    let names: Vec<&str> = fields.iter().map(|field| field["field"].as_str().unwrap()).collect();
    assert_eq!(names, ["target.raw", "target.number"]);
    assert_eq!(changes[1]["total"]["changed"], 1);
    let text = dir.run(&["diff", "old", "new"]).exits(1).stdout;
    let block = "\
~ indicator 履职效能 / 渡运安全 / 修缮码头数量
  清河县渡运中心, 2031, a.txt line 171, hubei-overall-2024
    target          ≥3座 -> ≥4座  (number 3 -> 4)
";
    assert!(text.contains(block), "{text}");
    assert!(text.ends_with("0 added, 0 removed, 1 changed, 40 equal\n"), "{text}");
}

#[test]
fn a_record_whose_name_changed_is_the_same_record() {
    let dir = dir();
    dir.put("in/a.txt", form("清河县渡运中心").replace("修缮码头数量", "修缮和新建码头数量"));
    let changes = dir.changes(&[]);
    assert_eq!(changes.len(), 2, "{changes:?}");
    assert!(changes[0]["matched"]["nearest"].as_f64().unwrap() > 0.8, "{}", changes[0]);
    let fields = changes[0]["fields"].as_array().unwrap();
    let names: Vec<&str> = fields.iter().map(|field| field["field"].as_str().unwrap()).collect();
    assert_eq!(names, ["id", "level3"]);
}

/// The ids of all records change with the name of their department, and so do the files.
#[test]
fn a_renamed_department_is_compared_with_itself() {
    let dir = dir();
    dir.put("in/b.txt", form("白石县国有林场"));
    let changes = dir.changes(&["--ignore", "id,source,region"]);
    let (summary, records) = changes.split_last().unwrap();
    assert!(records.iter().all(|change| change["change"] == "changed"), "{summary}");
    for change in records {
        let fields = change["fields"].as_array().unwrap();
        let is_name = |name: &Value| name == "department" || name == "department_key";
        assert!(fields.iter().all(|field| is_name(&field["field"])), "{change:#}");
    }
    let text = dir.run(&["diff", "old", "new", "--ignore", "id,source,region"]).exits(1).stdout;
    assert!(text.contains("records changed in the same way"), "{text}");
}

#[test]
fn removed_and_added_records_name_their_source() {
    let dir = dir();
    fs::remove_file(dir.path("in/c.txt")).unwrap();
    dir.put("in/d.txt", form("东渡乡"));
    let changes = dir.changes(&[]);
    let (summary, records) = changes.split_last().unwrap();
    assert_eq!(summary["total"]["changed"], 0);
    let words = |word: &str| records.iter().filter(|change| change["change"] == word).count();
    let removed = dir.records("old").iter().filter(|r| r["source"]["path"] == "c.txt").count();
    assert_eq!((words("added"), words("removed")), (19, removed), "{summary}");
    assert_eq!(summary["departments"]["东渡乡"]["added"], 19);
    assert_eq!(summary["templates"]["hubei-overall-2024"]["added"], 19);
    let sources: Vec<String> = summary["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| format!("{} {} {}", s["path"], s["old"], s["new"]))
        .collect();
    assert_eq!(sources, [r#""c.txt" "ok" null"#, r#""d.txt" null "ok""#]);
}

#[test]
fn a_page_of_changes_escapes_what_documents_say() {
    let dir = dir();
    dir.put("in/a.txt", form("清河县渡运中心").replace("修缮码头数量", "修缮*|\u{1b}[31m码头"));
    dir.run(&["extract", "in", "-o", "new", "--quiet"]).exits(0);
    let page = dir.run(&["diff", "old", "new", "--format", "markdown"]).exits(1).stdout;
    assert!(page.contains("| level3 | 修缮码头数量 | 修缮\\*\\|\\\\u{1b}\\[31m码头 |"), "{page}");
}

#[test]
fn a_folder_that_is_not_a_run_is_reported() {
    let dir = dir();
    dir.run(&["diff", "old", "in"]).exits(2).reports(&["in: not the output of a run"]);
    dir.run(&["diff", "nowhere", "old"]).exits(2).reports(&["nowhere: not the output of a run"]);
    let run = fs::read_to_string(dir.path("old/run.json")).unwrap();
    dir.put("odd/run.json", run.replace("\"formgrid\"", "\"another\""));
    dir.run(&["diff", "old", "odd"]).exits(2).reports(&["another program"]);
    dir.put("old/departments/白石县林场.jsonl", "{\"kind\":1}\n");
    let messages = ["白石县林场.jsonl: not the output of a run: line 1 is not a record"];
    dir.run(&["diff", "old", "old"]).exits(2).reports(&messages);
}
