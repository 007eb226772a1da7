//! Checks `docs/templates.md`: its document, draft and template.

mod support;

use std::fs;

use support::{
    TestDir,
    walk::{Numbers, fenced, walk},
};

const LESSON: &str = include_str!("../docs/templates.md");

/// The blocks of the lesson in one language.
fn blocks(language: &str) -> Vec<String> {
    let blocks = fenced(LESSON).into_iter().filter(|block| block.language == language);
    blocks.map(|block| block.lines.join("\n") + "\n").collect()
}

#[test]
fn the_draft_is_as_the_lesson_quotes_it() {
    let dir = TestDir::new();
    dir.put("form.html", blocks("html").concat());
    let learn = ["templates", "learn", "form.html", "--id", "task-letter"];
    let draft = dir.run(&learn).exits(0).stdout;
    let quoted = blocks("text");
    // The last block draws the rows.
    assert_eq!(quoted.len(), 3);
    for block in &quoted {
        let lines: Vec<&str> = block.lines().collect();
        let is_quoted = draft
            .lines()
            .collect::<Vec<_>>()
            .windows(lines.len())
            .any(|found| found.iter().map(|line| line.trim()).eq(lines.iter().copied()));
        assert!(is_quoted, "{block} in\n{draft}");
    }
    dir.put("draft/task-letter.toml", draft);
    dir.run(&["templates", "check", "draft/task-letter.toml"]).exits(0);
    dir.run(&["extract", "form.html", "-o", "out", "--templates", "draft"]).exits(0);
    assert!(dir.records("out").iter().any(|record| record["template"] == "task-letter"));
}

#[test]
fn the_template_reads_the_form() {
    let dir = TestDir::new();
    dir.put("form.html", blocks("html").concat());
    let n_commands = walk(&dir, LESSON, Numbers::Equal, |block| {
        if block.language == "toml" {
            let template = dir.path("my-templates/task-letter.toml");
            fs::write(template, block.lines.join("\n")).unwrap();
        }
    });
    assert_eq!(n_commands, 6);
    let records = dir.records("out");
    let filing = records.iter().find(|record| record["kind"] == "filing").unwrap();
    assert_eq!(
        (&filing["template"], &filing["department"]),
        (&"task-letter".into(), &"甲县乙局".into())
    );
    let descriptions = records.iter().filter(|record| record["kind"] == "indicator");
    let descriptions: Vec<_> =
        descriptions.map(|record| record["description"].as_str().unwrap()).collect();
    assert_eq!(descriptions, ["每月一次", "按季通报"]);
}

#[test]
fn a_template_with_a_fault_is_refused_with_its_line() {
    let dir = TestDir::new();
    let head = "id = \"x\"\nname = \"x\"\n[recognize]\nmust = [\"绩效指标\"]\n";
    let faults = [
        ("[words.columns]\nlevel9 = [\"甲\"]\n", "x.toml:6: "),
        (
            "[words.columns]\nlevel1 = [\"甲\"]\nlevel2 = [\"甲\"]\n",
            "x.toml:7: `甲` is claimed twice",
        ),
        ("[words.sections]\nfunds = []\n", "x.toml:6: `funds` in [words.sections] has no word"),
    ];
    for (fault, message) in faults {
        dir.put("x.toml", format!("{head}{fault}"));
        let output = dir.run(&["templates", "check", "x.toml"]).exits(1).stdout;
        assert!(output.starts_with(message), "{output}");
    }
}
