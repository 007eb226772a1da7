//! Checks `docs/templates.md`: its document, draft and template.

mod support;

use support::TestDir;

const LESSON: &str = include_str!("../docs/templates.md");

/// The lesson's fenced blocks in one language.
fn blocks(language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let after = LESSON.split(&fence).skip(1);
    after.map(|rest| rest.split("```").next().unwrap_or_default().to_owned()).collect()
}

fn dir() -> TestDir {
    let dir = TestDir::new();
    dir.put("form.html", blocks("html").concat());
    dir.put("my-templates/task-letter.toml", blocks("toml").concat());
    dir
}

#[test]
fn the_draft_says_what_the_lesson_quotes() {
    let dir = dir();
    let learn = ["templates", "learn", "form.html", "--id", "task-letter"];
    let draft = dir.run(&learn).exits(0).stdout;
    let quoted = blocks("text");
    for line in quoted.iter().flat_map(|block| block.lines()) {
        assert!(draft.contains(line), "{line} in\n{draft}");
    }
    dir.put("draft/task-letter.toml", draft);
    dir.run(&["templates", "check", "draft/task-letter.toml"]).exits(0);
    dir.run(&["extract", "form.html", "-o", "out", "--templates", "draft"]).exits(0);
    assert!(dir.records("out").iter().any(|record| record["template"] == "task-letter"));
}

#[test]
fn the_template_reads_the_form() {
    let dir = dir();
    let check = dir.run(&["templates", "check", "my-templates/task-letter.toml"]).exits(0).stdout;
    assert!(check.ends_with("nothing is wrong\n"), "{check}");
    dir.run(&["extract", "form.html", "-o", "out", "--templates", "my-templates"]).exits(0);
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
    let explain = ["templates", "explain", "form.html", "--templates", "my-templates"];
    let explained = dir.run(&explain).exits(0).stdout;
    assert!(explained.starts_with("task-letter: chosen for 1 filing\n"), "{explained}");
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
