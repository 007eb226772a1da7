//! Checking and accepting known documents with the command.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod support;

use std::fs;

use support::{TestDir, files, form};

/// A test folder with two known documents and their expectations.
fn dir() -> TestDir {
    let dir = TestDir::new();
    dir.put("known/2031/a.txt", form("清河县渡运中心"));
    dir.put("known/b.txt", form("白石县林场"));
    dir.put("known/b.md", "what is special about b");
    dir.run(&["snapshot", "accept", "known"]).exits(0).reports(&["2 of 2 expectations written"]);
    dir
}

#[test]
fn accepted_records_match() {
    let dir = dir();
    let expected = ["2031/a.expected.jsonl", "2031/a.txt", "b.expected.jsonl", "b.md", "b.txt"];
    assert_eq!(files(&dir.path("known")), expected);
    let records = dir.lines("known/2031/a.expected.jsonl");
    assert!(records.iter().all(|record| record["source"]["path"] == "2031/a.txt"));
    let done = dir.run(&["snapshot", "check", "known"]).exits(0).reports(&["2 of 2 as expected"]);
    assert_eq!(done.stdout, "0 added, 0 removed, 0 changed, 38 equal\n");
    fs::rename(dir.path("known"), dir.path("moved")).unwrap();
    dir.run(&["snapshot", "check", "moved"]).exits(0);
}

#[test]
fn a_difference_is_shown_and_can_be_accepted() {
    let dir = dir();
    dir.put("known/b.txt", form("白石县林场").replace("≥3座", "≥4座"));
    let done = dir.run(&["snapshot", "check", "known"]).exits(1).reports(&["1 of 2 as expected"]);
    let (a, b) = ("~ indicator 履职效能 / 渡运安全 / 修缮码头数量", "≥3座 -> ≥4座");
    assert!(done.stdout.contains(a) && done.stdout.contains(b), "{}", done.stdout);
    dir.run(&["snapshot", "check", "known", "--ignore", "target"]).exits(0);
    let before = fs::read(dir.path("known/2031/a.expected.jsonl")).unwrap();
    dir.run(&["snapshot", "accept", "known"]).exits(0).reports(&["1 of 2 expectations written"]);
    assert_eq!(before, fs::read(dir.path("known/2031/a.expected.jsonl")).unwrap());
    dir.run(&["snapshot", "check", "known"]).exits(0);
}

#[test]
fn unpaired_files_are_reported() {
    let dir = dir();
    dir.put("known/c.txt", form("东渡乡"));
    fs::remove_file(dir.path("known/2031/a.txt")).unwrap();
    let messages = [
        "c.txt: nothing is expected of it yet; `formgrid snapshot accept` expects these 19 records",
        "2031/a.expected.jsonl: no document has this name",
        "1 of 3 as expected",
    ];
    dir.run(&["snapshot", "check", "known"]).exits(1).reports(&messages);
    dir.run(&["snapshot", "accept", "known"]).exits(1).reports(&["1 of 3 expectations written"]);
    assert!(dir.path("known/2031/a.expected.jsonl").exists());
    assert!(dir.path("known/c.expected.jsonl").exists());
}

/// The expectation of an unreadable document is kept.
#[test]
fn an_unreadable_document_keeps_its_expectation() {
    let dir = dir();
    let expected = fs::read(dir.path("known/b.expected.jsonl")).unwrap();
    dir.put("known/b.txt", [0_u8, 1, 2, 3, 0xff, 0xfe, 0].repeat(99));
    dir.run(&["snapshot", "check", "known"]).exits(1).reports(&["b.txt: "]);
    dir.run(&["snapshot", "accept", "known"]).exits(1).reports(&["b.txt: "]);
    assert_eq!(expected, fs::read(dir.path("known/b.expected.jsonl")).unwrap());
}

/// Two media of one form have one expectation, in which each record names its source.
#[test]
fn documents_of_one_name_share_an_expectation() {
    let dir = TestDir::new();
    dir.put("known/a.txt", form("东渡乡"));
    dir.put("known/a.text", form("东渡乡"));
    dir.run(&["snapshot", "accept", "known"]).exits(0);
    assert_eq!(dir.lines("known/a.expected.jsonl").len(), 38);
    dir.put("known/a.text", form("东渡乡").replace("≥3座", "≥4座"));
    let done = dir.run(&["snapshot", "check", "known"]).exits(1);
    assert!(done.stdout.ends_with("0 added, 0 removed, 1 changed, 37 equal\n"), "{}", done.stdout);
}

#[test]
fn templates_of_the_user_are_used() {
    let dir = dir();
    let without = ["--without-template", "hubei-overall-2024"];
    let check = ["snapshot", "check", "known"];
    let done = dir.run(&[&check[..], &without].concat()).exits(1);
    assert!(done.stdout.contains("hubei-overall-2024 -> "), "{}", done.stdout);
}

#[test]
fn personal_data_is_left_out_on_request() {
    let dir = dir();
    let done = dir.run(&["snapshot", "check", "known", "--no-personal"]).exits(1);
    assert!(done.stdout.contains("林一帆 -> nothing"), "{}", done.stdout);
    dir.run(&["snapshot", "accept", "known", "--no-personal"]).exits(0);
    let expected = fs::read_to_string(dir.path("known/b.expected.jsonl")).unwrap();
    assert!(!expected.contains("林一帆"), "{expected}");
}

#[test]
fn an_uncheckable_case_is_reported() {
    let dir = dir();
    dir.run(&["snapshot", "review", "known"]).exits(2).reports(&["needs a terminal"]);
    dir.run(&["snapshot", "check", "nowhere"]).exits(2).reports(&["nowhere: cannot be read"]);
    fs::create_dir(dir.path("empty")).unwrap();
    dir.run(&["snapshot", "check", "empty"]).exits(2).reports(&["empty: no documents in it"]);
    dir.put("known/b.expected.jsonl", "{}\n");
    let messages =
        ["b.expected.jsonl: not an expectation", "accept what is read: line 1 is not a record"];
    dir.run(&["snapshot", "check", "known"]).exits(2).reports(&messages);
}

#[test]
fn a_review_without_a_terminal_is_refused() {
    let dir = dir();
    dir.put("known/b.txt", form("白石县林场").replace("≥3座", "≥4座"));
    let before = fs::read(dir.path("known/b.expected.jsonl")).unwrap();
    let messages = ["needs a terminal", "`snapshot check`"];
    dir.run(&["snapshot", "review", "known"]).exits(2).reports(&messages);
    assert_eq!(before, fs::read(dir.path("known/b.expected.jsonl")).unwrap());
}

/// The output of a review with these lines as input, and its exit code.
#[cfg(unix)]
fn review(dir: &TestDir, typed: &str) -> (Option<i32>, String) {
    use std::{
        ffi::OsStr,
        fs::File,
        io::{Read as _, Write as _},
        os::unix::ffi::OsStrExt as _,
    };

    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    let open = || {
        let name = OsStr::from_bytes(name.to_bytes());
        File::options().read(true).write(true).open(name).unwrap()
    };
    let mut command = dir.command(&["snapshot", "review", "known"]);
    command.env("NO_COLOR", "1").stdin(open()).stdout(open()).stderr(open());
    let mut child = command.spawn().unwrap();
    // Drop the command, which keeps the terminal open, so that reading ends.
    drop(command);
    let mut terminal = File::from(terminal);
    terminal.write_all(typed.as_bytes()).unwrap();
    let mut shown = Vec::new();
    let mut buffer = [0; 4096];
    // A closed terminal is reported as an error.
    while let Ok(n_read @ 1..) = terminal.read(&mut buffer) {
        shown.extend_from_slice(&buffer[..n_read]);
    }
    let code = child.wait().unwrap().code();
    (code, String::from_utf8_lossy(&shown).into_owned())
}

#[cfg(unix)]
#[test]
fn a_review_writes_what_is_accepted_and_nothing_else() {
    let dir = dir();
    let text = form("白石县林场").replace("≥3座", "≥4座").replace("历史标准", "行业标准");
    dir.put("known/b.txt", text);
    let before = fs::read(dir.path("known/b.expected.jsonl")).unwrap();
    let unchanged = || before == fs::read(dir.path("known/b.expected.jsonl")).unwrap();
    let (code, shown) = review(&dir, "r\ns\n");
    assert_eq!(code, Some(1), "{shown}");
    assert!(shown.contains("≥3座 -> ≥4座") && shown.contains("历史标准 -> 行业标准"), "{shown}");
    assert!(shown.contains("0 accepted, 1 rejected, 1 skipped") && unchanged(), "{shown}");
    let (code, shown) = review(&dir, "q\n");
    assert!(code == Some(1) && !shown.contains("行业标准") && unchanged(), "{shown}");
    // An invalid answer repeats the prompt.
    let (code, shown) = review(&dir, "what\n\na\nr\n");
    assert_eq!(code, Some(1), "{shown}");
    assert!(shown.contains("1 accepted, 1 rejected, 0 skipped"), "{shown}");
    let left = dir.run(&["snapshot", "check", "known"]).exits(1).stdout;
    assert!(!left.contains("≥4座") && left.contains("行业标准"), "{left}");
    let (code, shown) = review(&dir, "yes\n");
    assert_eq!(code, Some(0), "{shown}");
    dir.run(&["snapshot", "check", "known"]).exits(0);
}

#[cfg(unix)]
#[test]
fn a_review_asks_whether_a_new_document_is_known() {
    let dir = dir();
    dir.put("known/c.txt", form("东渡乡"));
    let (code, shown) = review(&dir, "n\n");
    assert!(shown.contains("c.txt: 19 records, nothing is expected of it yet"), "{shown}");
    assert!(code == Some(1) && !dir.path("known/c.expected.jsonl").exists());
    let (code, _) = review(&dir, "y\n");
    assert!(code == Some(0) && dir.path("known/c.expected.jsonl").exists());
}
