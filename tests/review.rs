//! A report of a run, and corrections that hold for the next one.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{Desk, files};

/// A form that no template has: 督办要求 says how an indicator is to be met.
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

fn two_letters() -> Desk {
    let desk = Desk::new();
    let one =
        [["数量指标", "巡查次数", "≥12次", "每月一次"], ["质量指标", "办结率", "≥95%", "按季通报"]];
    let other = [["数量指标", "培训人次", "≥300人次", "每季一次"]];
    desk.put("inputs/a.html", task_letter("甲县乙局", &one));
    desk.put("inputs/b.html", task_letter("丙县丁局", &other));
    desk.run(&["extract", "inputs", "-o", "out", "-q"]).exits(0);
    desk
}

/// The indicator of a name.
#[track_caller]
fn indicator(desk: &Desk, out: &str, name: &str) -> Value {
    desk.records(out).into_iter().find(|record| record["level3"] == name).unwrap()
}

fn correction(desk: &Desk, path: &str, action: &Value) -> String {
    let mut all = json!({"source": path, "sha256": desk.source("out", path)["sha256"]});
    let parts = action.as_object().unwrap().clone();
    all.as_object_mut().unwrap().extend(parts);
    format!("{all}\n")
}

#[test]
fn a_report_shows_each_value_and_the_cell_it_was_read_in() {
    let desk = two_letters();
    desk.run(&["review", "out"]).exits(0).says(&["pages        2"]);
    let index = fs::read_to_string(desk.path("out/review/index.html")).unwrap();
    assert!(index.contains("<a href=\"sources/1.html\">a.html</a>"), "{index}");
    let page = fs::read_to_string(desk.path("out/review/sources/1.html")).unwrap();
    // Row 3, column 3 of the table: in the document, in the grid, and at the record.
    let cell = "data-c=\"0.3.3\"";
    assert_eq!(page.matches(cell).count(), 3, "{page}");
    let field = format!("<div data-f=\"target\" data-s=\"value\" {cell}>");
    assert!(page.contains(&field), "no {field} in {page}");
    assert!(page.contains("data-words=\"督办要求\" data-from=\"description\""), "{page}");
    for name in files(&desk.path("out/review")).iter().filter(|name| name.ends_with(".html")) {
        let text = fs::read_to_string(desk.path("out/review").join(name)).unwrap();
        for link in text.split(" href=\"").skip(1).chain(text.split(" src=\"").skip(1)) {
            let link = link.split('"').next().unwrap();
            let target = desk.path("out/review").join(name).parent().unwrap().join(link);
            assert!(link.starts_with('#') || target.is_file(), "{name}: {link} leads nowhere");
        }
        assert!(text.contains("default-src &#39;none&#39;") || text.contains("default-src 'none'"));
    }
}

#[test]
fn a_report_is_the_same_each_time_and_takes_nothing_of_others() {
    let desk = two_letters();
    let read = |report: &str| -> Vec<(String, Vec<u8>)> {
        let names = files(&desk.path(report)).into_iter();
        names.map(|name| (name.clone(), fs::read(desk.path(report).join(name)).unwrap())).collect()
    };
    desk.run(&["review", "out", "-o", "one", "--jobs", "1"]).exits(0);
    desk.run(&["review", "out", "-o", "two", "--jobs", "3"]).exits(0);
    assert_eq!(read("one"), read("two"));
    desk.run(&["review", "out", "-o", "one", "--source", "b.*"]).exits(0);
    assert!(!desk.path("one/sources/2.html").exists());
    desk.run(&["review", "out", "-o", "inputs"]).exits(2).says(&["holds files and no report"]);
}

#[test]
fn a_document_that_has_changed_is_not_shown_for_the_one_that_was_read() {
    let desk = two_letters();
    desk.put("inputs/a.html", task_letter("甲县乙局", &[["数量指标", "另一个", "1", "2"]]));
    desk.run(&["review", "out"]).exits(0).says(&["1 documents are not there any more"]);
    let page = fs::read_to_string(desk.path("out/review/sources/1.html")).unwrap();
    assert!(page.contains("巡查次数") && !page.contains("另一个"), "{page}");
}

#[test]
fn words_that_were_reassigned_hold_for_the_whole_form() {
    let desk = two_letters();
    assert_eq!(indicator(&desk, "out", "培训人次")["description"], "每季一次");
    let reassigned = json!({
        "action": "reassign", "role": "columns", "words": "督办要求", "from": "description",
        "to": "remark",
    });
    desk.put("corrections.jsonl", correction(&desk, "a.html", &reassigned));
    let apply = ["review", "apply", "corrections.jsonl", "--templates", "templates"];
    let shown = desk.run(&apply).exits(0).says(&["nothing is written yet"]);
    for text in ["+[words.columns]", "+remark = [\"督办要求\"]", "description     每月一次 ->"]
    {
        assert!(shown.stdout.contains(text), "no {text} in {}", shown.stdout);
    }
    assert!(!desk.path("templates").exists() && !desk.path("known").exists());
    desk.run(&[&apply[..], &["--write"]].concat()).exits(0);
    let extract = ["extract", "inputs", "-o", "next", "-q", "--templates", "templates"];
    desk.run(&extract).exits(0);
    for (name, remark) in [("巡查次数", "每月一次"), ("培训人次", "每季一次")] {
        let record = indicator(&desk, "next", name);
        assert_eq!((&record["description"], &record["remark"]), (&Value::Null, &json!(remark)));
    }
    desk.run(&["snapshot", "check", "known", "--templates", "templates"]).exits(0);
    // The words are in the template now, so the same corrections ask for nothing more.
    let again = desk.run(&apply).exits(0);
    assert_eq!(again.stdout, "", "{}", again.stderr);
}

#[test]
fn a_value_that_was_edited_is_expected_from_then_on() {
    let desk = two_letters();
    let record = indicator(&desk, "out", "巡查次数");
    let edit = |field: &str, old: &str, new: &str| {
        let action = json!({
            "action": "edit", "id": record["id"], "kind": "indicator", "field": field, "old": old,
            "new": new,
        });
        correction(&desk, "a.html", &action)
    };
    let lines = edit("target", "≥12次", "≥13次") + &edit("basis", "", "工作计划");
    desk.put("corrections.jsonl", &lines);
    let apply = ["review", "apply", "corrections.jsonl", "--write"];
    let shown = desk.run(&apply).exits(0);
    assert!(shown.stdout.contains("≥12次 -> ≥13次"), "{}", shown.stdout);
    let expected = desk.lines("known/a.expected.jsonl");
    let expected = expected.iter().find(|record| record["level3"] == "巡查次数").unwrap();
    assert_eq!(expected["target"]["number"], json!(13.0));
    assert_eq!(expected["basis"], "工作计划");
    let check = desk.run(&["snapshot", "check", "known"]).exits(1);
    assert!(check.stdout.contains("≥13次 -> ≥12次"), "{}", check.stdout);
    // A further correction keeps what was decided before.
    desk.put("corrections.jsonl", edit("level3", "巡查次数", "河道巡查次数"));
    desk.run(&apply).exits(0);
    let expected = desk.lines("known/a.expected.jsonl");
    let expected = expected.iter().find(|record| record["level3"] == "河道巡查次数").unwrap();
    assert_eq!(expected["target"]["raw"], "≥13次");
}

#[test]
fn corrections_of_another_document_are_refused() {
    let desk = two_letters();
    let line = correction(&desk, "a.html", &json!({"action": "accept", "id": "0", "kind": "goal"}));
    desk.put("inputs/a.html", "<p>another</p>");
    desk.put("corrections.jsonl", &line);
    let apply = ["review", "apply", "corrections.jsonl", "--write"];
    desk.run(&apply).exits(1).says(&["a.html: the document has changed"]);
    assert!(!desk.path("known").exists());
    desk.put("corrections.jsonl", "{\"source\":1}\n");
    desk.run(&apply).exits(2).says(&["corrections.jsonl: 1: not a correction"]);
}
