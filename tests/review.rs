//! A report of a run, and corrections that apply to the next one.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{TestDir, files};

/// A form without a template: 督办要求 states how an indicator is met.
fn task_letter(department: &str, rows: &[[&str; 4]]) -> String {
    let row = |cells: &[&str; 4]| {
        cells.iter().map(|cell| format!("<td>{cell}</td>")).collect::<String>() + "</tr>\n"
    };
    let list: Vec<String> = rows.iter().map(row).collect();
    format!(
        "<h1>{department}绩效任务书</h1>\n<table>\n\
         <tr><td>任务书编号</td><td colspan=\"4\">12</td></tr>\n\
         <tr><td>预算单位</td><td colspan=\"4\">{department}</td></tr>\n\
         <tr><td rowspan=\"{}\">绩效指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td>\
         <td>督办要求</td></tr>\n<tr>{}</table>\n",
        rows.len() + 1,
        list.join("<tr>")
    )
}

fn two_letters() -> TestDir {
    let dir = TestDir::new();
    let one =
        [["数量指标", "巡查次数", "≥12次", "每月一次"], ["质量指标", "办结率", "≥95%", "按季通报"]];
    let other = [["数量指标", "培训人次", "≥300人次", "每季一次"]];
    dir.put("inputs/a.html", task_letter("甲县乙局", &one));
    dir.put("inputs/b.html", task_letter("丙县丁局", &other));
    dir.run(&["extract", "inputs", "-o", "out", "-q"]).exits(0);
    dir
}

/// The indicator of a name.
#[track_caller]
fn indicator(dir: &TestDir, out: &str, name: &str) -> Value {
    dir.records(out).into_iter().find(|record| record["level3"] == name).unwrap()
}

fn correction(dir: &TestDir, path: &str, action: &Value) -> String {
    let mut all = json!({"source": path, "sha256": dir.source("out", path)["sha256"]});
    let parts = action.as_object().unwrap().clone();
    all.as_object_mut().unwrap().extend(parts);
    format!("{all}\n")
}

#[test]
fn a_report_shows_each_value_and_the_cell_it_was_read_in() {
    let dir = two_letters();
    dir.run(&["review", "out"]).exits(0).reports(&["pages        2"]);
    let index = fs::read_to_string(dir.path("out/review/index.html")).unwrap();
    assert!(index.contains("<a href=\"sources/1.html\">a.html</a>"), "{index}");
    let page = fs::read_to_string(dir.path("out/review/sources/1.html")).unwrap();
    // Row 3, column 3 of the table: in the document, in the grid, and at the record.
    let cell = "data-c=\"0.3.3\"";
    assert_eq!(page.matches(cell).count(), 3, "{page}");
    let field = format!("<div data-f=\"target\" data-s=\"value\" {cell}>");
    assert!(page.contains(&field), "no {field} in {page}");
    assert!(page.contains("data-words=\"督办要求\" data-from=\"description\""), "{page}");
    for name in files(&dir.path("out/review")).iter().filter(|name| name.ends_with(".html")) {
        let text = fs::read_to_string(dir.path("out/review").join(name)).unwrap();
        for link in text.split(" href=\"").skip(1).chain(text.split(" src=\"").skip(1)) {
            let link = link.split('"').next().unwrap();
            let target = dir.path("out/review").join(name).parent().unwrap().join(link);
            assert!(link.starts_with('#') || target.is_file(), "{name}: {link} leads nowhere");
        }
        assert!(text.contains("default-src &#39;none&#39;") || text.contains("default-src 'none'"));
    }
}

#[test]
fn a_report_is_reproducible_and_keeps_foreign_files() {
    let dir = two_letters();
    let read = |report: &str| -> Vec<(String, Vec<u8>)> {
        let names = files(&dir.path(report)).into_iter();
        names.map(|name| (name.clone(), fs::read(dir.path(report).join(name)).unwrap())).collect()
    };
    dir.run(&["review", "out", "-o", "one", "--jobs", "1"]).exits(0);
    dir.run(&["review", "out", "-o", "two", "--jobs", "3"]).exits(0);
    assert_eq!(read("one"), read("two"));
    dir.run(&["review", "out", "-o", "one", "--source", "b.*"]).exits(0);
    assert!(!dir.path("one/sources/2.html").exists());
    dir.run(&["review", "out", "-o", "inputs"]).exits(2).reports(&["not a report, and not empty"]);
}

#[test]
fn a_changed_document_is_not_shown() {
    let dir = two_letters();
    dir.put("inputs/a.html", task_letter("甲县乙局", &[["数量指标", "另一个", "1", "2"]]));
    dir.run(&["review", "out"]).exits(0).reports(&["1 documents are missing or have changed"]);
    let page = fs::read_to_string(dir.path("out/review/sources/1.html")).unwrap();
    assert!(page.contains("巡查次数") && !page.contains("另一个"), "{page}");
}

#[test]
fn reassigned_words_apply_to_the_whole_form() {
    let dir = two_letters();
    assert_eq!(indicator(&dir, "out", "培训人次")["description"], "每季一次");
    let reassigned = json!({
        "action": "reassign", "role": "columns", "words": "督办要求", "from": "description",
        "to": "remark",
    });
    dir.put("corrections.jsonl", correction(&dir, "a.html", &reassigned));
    let apply = ["review", "apply", "corrections.jsonl", "--templates", "templates"];
    let shown = dir.run(&apply).exits(0).reports(&["nothing was written"]);
    for text in ["+[words.columns]", "+remark = [\"督办要求\"]", "description     每月一次 ->"]
    {
        assert!(shown.stdout.contains(text), "no {text} in {}", shown.stdout);
    }
    assert!(!dir.path("templates").exists() && !dir.path("known").exists());
    dir.run(&[&apply[..], &["--write"]].concat()).exits(0);
    let extract = ["extract", "inputs", "-o", "next", "-q", "--templates", "templates"];
    dir.run(&extract).exits(0);
    for (name, remark) in [("巡查次数", "每月一次"), ("培训人次", "每季一次")] {
        let record = indicator(&dir, "next", name);
        assert_eq!((&record["description"], &record["remark"]), (&Value::Null, &json!(remark)));
    }
    dir.run(&["snapshot", "check", "known", "--templates", "templates"]).exits(0);
    // The words are in the template now, so the same corrections change nothing.
    let again = dir.run(&apply).exits(0);
    assert_eq!(again.stdout, "", "{}", again.stderr);
}

#[test]
fn a_value_that_was_edited_is_expected_from_then_on() {
    let dir = two_letters();
    let record = indicator(&dir, "out", "巡查次数");
    let edit = |field: &str, old: &str, new: &str| {
        let action = json!({
            "action": "edit", "id": record["id"], "kind": "indicator", "field": field, "old": old,
            "new": new,
        });
        correction(&dir, "a.html", &action)
    };
    let lines = edit("target", "≥12次", "≥13次") + &edit("basis", "", "工作计划");
    dir.put("corrections.jsonl", &lines);
    let apply = ["review", "apply", "corrections.jsonl", "--write"];
    let shown = dir.run(&apply).exits(0);
    assert!(shown.stdout.contains("≥12次 -> ≥13次"), "{}", shown.stdout);
    let expected = dir.lines("known/a.expected.jsonl");
    let expected = expected.iter().find(|record| record["level3"] == "巡查次数").unwrap();
    assert_eq!(expected["target"]["number"], json!(13.0));
    assert_eq!(expected["basis"], "工作计划");
    let check = dir.run(&["snapshot", "check", "known"]).exits(1);
    assert!(check.stdout.contains("≥13次 -> ≥12次"), "{}", check.stdout);
    // A further correction keeps what was decided before.
    dir.put("corrections.jsonl", edit("level3", "巡查次数", "河道巡查次数"));
    dir.run(&apply).exits(0);
    let expected = dir.lines("known/a.expected.jsonl");
    let expected = expected.iter().find(|record| record["level3"] == "河道巡查次数").unwrap();
    assert_eq!(expected["target"]["raw"], "≥13次");
}

#[test]
fn corrections_of_another_document_are_refused() {
    let dir = two_letters();
    let line = correction(&dir, "a.html", &json!({"action": "accept", "id": "0", "kind": "goal"}));
    dir.put("inputs/a.html", "<p>another</p>");
    dir.put("corrections.jsonl", &line);
    let apply = ["review", "apply", "corrections.jsonl", "--write"];
    dir.run(&apply).exits(1).reports(&["a.html: the document has changed"]);
    assert!(!dir.path("known").exists());
    dir.put("corrections.jsonl", "{\"source\":1}\n");
    dir.run(&apply).exits(2).reports(&["corrections.jsonl: line 1: not a correction"]);
}
