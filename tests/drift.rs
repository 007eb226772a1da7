//! Checks the walk-through of `docs/drift.md`: runs its commands and compares the output.

mod support;

use std::{fs, path::Path};

use support::{
    TestDir,
    walk::{Numbers, walk},
};

#[test]
fn the_walk_through_is_true() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let dir = TestDir::new();
    for name in ["archive/2031/ferry.html", "archive/2032/ferry.html"] {
        dir.put(name, fs::read(docs.join("drift").join(name)).unwrap());
    }
    let page = fs::read_to_string(docs.join("drift.md")).unwrap();
    let n_commands = walk(&dir, &page, Numbers::Equal, |block| {
        assert_eq!(block.language, "toml");
        let template = dir.path("templates/central-project.toml");
        let text = fs::read_to_string(&template).unwrap();
        fs::write(template, format!("{text}\n{}\n", block.lines.join("\n"))).unwrap();
    });
    assert_eq!(n_commands, 12);
}

#[test]
fn a_form_without_template_is_reported_with_the_nearest() {
    let dir = TestDir::new();
    dir.put("in/a.txt", support::form("清河县渡运中心"));
    dir.put("in/b.txt", support::unknown_table());
    let run = ["extract", "in", "-o", "out", "--without-template", "hubei-overall-2024"];
    let deny = [&run[..], &["--deny", "records/no-template"]].concat();
    dir.run(&deny).exits(1).reports(&[
        "no template  2 forms of a.txt, b.txt; the nearest is hubei-overall-2023",
        "2 findings of records/no-template, which is denied",
    ]);
    let found = dir.lines("out/diagnostics.jsonl");
    let messages: Vec<&str> = found
        .iter()
        .filter(|finding| finding["code"] == "records/no-template")
        .map(|finding| finding["message"].as_str().unwrap())
        .collect();
    assert!(messages[0].starts_with("no template fits; the nearest is `hubei-overall-2023`"));
    assert_eq!(messages[1], "no template fits, nor do any of their words occur");
    let run = fs::read_to_string(dir.path("out/run.json")).unwrap();
    let run: serde_json::Value = serde_json::from_str(&run).unwrap();
    assert_eq!(run["drift"]["without_template"]["sources"], 2);
}
