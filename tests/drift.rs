//! Checks the walk-through of `docs/drift.md`: runs its commands and compares the output.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod support;

use std::{fs, path::Path};

use support::TestDir;

/// A fenced block of a page: its info string and its lines.
fn blocks(page: &str) -> Vec<(&str, Vec<&str>)> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, Vec<&str>)> = None;
    for line in page.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(language), None) => open = Some((language, Vec::new())),
            (None, Some((_, lines))) => lines.push(line),
            (None, None) => {}
        }
    }
    blocks
}

/// Runs a command of the page, the program or `cp`; returns its output, unless redirected.
fn run(dir: &TestDir, command: &str) -> String {
    if let ["cp", from, to] = command.split(' ').collect::<Vec<_>>().as_slice() {
        dir.put(to, fs::read(dir.path(from)).unwrap());
        return String::new();
    }
    let (command, file) = match command.split_once(" > ") {
        Some((command, file)) => (command, Some(file)),
        None => (command, None),
    };
    let arguments: Vec<&str> = command.split(' ').skip(1).collect();
    let done = dir.run(&arguments);
    assert!(matches!(done.code, Some(0 | 1)), "{command}: {}", done.stderr);
    match file {
        Some(file) => _ = dir.put(file, done.stdout),
        None => return done.stdout + &done.stderr,
    }
    String::new()
}

#[test]
fn the_walk_through_is_true() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let dir = TestDir::new();
    for name in ["archive/2031/ferry.html", "archive/2032/ferry.html"] {
        dir.put(name, fs::read(docs.join("drift").join(name)).unwrap());
    }
    let page = fs::read_to_string(docs.join("drift.md")).unwrap();
    let mut n_commands = 0;
    for (language, lines) in blocks(&page) {
        if language == "toml" {
            let template = dir.path("templates/central-project.toml");
            let text = fs::read_to_string(&template).unwrap();
            fs::write(template, format!("{text}\n{}\n", lines.join("\n"))).unwrap();
            continue;
        }
        let mut printed = String::new();
        let mut rest = printed.lines();
        for line in lines {
            if let Some(command) = line.strip_prefix("$ ") {
                printed = run(&dir, command);
                rest = printed.lines();
                n_commands += 1;
            } else {
                assert!(rest.any(|found| found == line), "{line:?} is not printed:\n{printed}");
            }
        }
    }
    assert_eq!(n_commands, 10);
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
