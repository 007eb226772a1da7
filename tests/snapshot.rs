//! Known documents checked and accepted by the command.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod support;

use std::fs;

use support::{Desk, files, form};

/// A desk with two known documents and what is expected of them.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("known/2031/a.txt", form("清河县渡运中心"));
    desk.put("known/b.txt", form("白石县林场"));
    desk.put("known/b.md", "what is special about b");
    desk.run(&["snapshot", "accept", "known"]).exits(0).says(&["2 of 2 expectations written"]);
    desk
}

#[test]
fn what_was_accepted_is_as_expected() {
    let desk = desk();
    let expected = ["2031/a.expected.jsonl", "2031/a.txt", "b.expected.jsonl", "b.md", "b.txt"];
    assert_eq!(files(&desk.path("known")), expected);
    let records = desk.lines("known/2031/a.expected.jsonl");
    assert!(records.iter().all(|record| record["source"]["path"] == "2031/a.txt"));
    let done = desk.run(&["snapshot", "check", "known"]).exits(0).says(&["2 of 2 as expected"]);
    assert_eq!(done.stdout, "0 added, 0 removed, 0 changed, 38 equal\n");
    fs::rename(desk.path("known"), desk.path("moved")).unwrap();
    desk.run(&["snapshot", "check", "moved"]).exits(0);
}

#[test]
fn a_difference_is_shown_and_can_be_accepted() {
    let desk = desk();
    desk.put("known/b.txt", form("白石县林场").replace("≥3座", "≥4座"));
    let done = desk.run(&["snapshot", "check", "known"]).exits(1).says(&["1 of 2 as expected"]);
    let (a, b) = ("~ indicator 履职效能 / 渡运安全 / 修缮码头数量", "≥3座 -> ≥4座");
    assert!(done.stdout.contains(a) && done.stdout.contains(b), "{}", done.stdout);
    desk.run(&["snapshot", "check", "known", "--ignore", "target"]).exits(0);
    let before = fs::read(desk.path("known/2031/a.expected.jsonl")).unwrap();
    desk.run(&["snapshot", "accept", "known"]).exits(0).says(&["1 of 2 expectations written"]);
    assert_eq!(before, fs::read(desk.path("known/2031/a.expected.jsonl")).unwrap());
    desk.run(&["snapshot", "check", "known"]).exits(0);
}

#[test]
fn what_has_no_partner_is_named() {
    let desk = desk();
    desk.put("known/c.txt", form("东渡乡"));
    fs::remove_file(desk.path("known/2031/a.txt")).unwrap();
    let says = [
        "c.txt: nothing is expected of it yet; `formgrid snapshot accept` expects these 19 records",
        "2031/a.expected.jsonl: there is no document of this name",
        "1 of 3 as expected",
    ];
    desk.run(&["snapshot", "check", "known"]).exits(1).says(&says);
    desk.run(&["snapshot", "accept", "known"]).exits(1).says(&["1 of 3 expectations written"]);
    assert!(desk.path("known/2031/a.expected.jsonl").exists());
    assert!(desk.path("known/c.expected.jsonl").exists());
}

/// What is expected of a document is not forgotten because it cannot be read today.
#[test]
fn an_unreadable_document_keeps_its_expectation() {
    let desk = desk();
    let expected = fs::read(desk.path("known/b.expected.jsonl")).unwrap();
    desk.put("known/b.txt", [0_u8, 1, 2, 3, 0xff, 0xfe, 0].repeat(99));
    desk.run(&["snapshot", "check", "known"]).exits(1).says(&["b.txt: "]);
    desk.run(&["snapshot", "accept", "known"]).exits(1).says(&["b.txt: "]);
    assert_eq!(expected, fs::read(desk.path("known/b.expected.jsonl")).unwrap());
}

/// Two media of one form have one expectation, in which each record names its source.
#[test]
fn documents_of_one_name_share_an_expectation() {
    let desk = Desk::new();
    desk.put("known/a.txt", form("东渡乡"));
    desk.put("known/a.text", form("东渡乡"));
    desk.run(&["snapshot", "accept", "known"]).exits(0);
    assert_eq!(desk.lines("known/a.expected.jsonl").len(), 38);
    desk.put("known/a.text", form("东渡乡").replace("≥3座", "≥4座"));
    let done = desk.run(&["snapshot", "check", "known"]).exits(1);
    assert!(done.stdout.ends_with("0 added, 0 removed, 1 changed, 37 equal\n"), "{}", done.stdout);
}

#[test]
fn templates_of_the_user_are_used() {
    let desk = desk();
    let without = ["--without-template", "hubei-overall-2024"];
    let check = ["snapshot", "check", "known"];
    let done = desk.run(&[&check[..], &without].concat()).exits(1);
    assert!(done.stdout.contains("hubei-overall-2024 -> "), "{}", done.stdout);
}

#[test]
fn personal_data_is_left_out_where_it_is_not_wanted() {
    let desk = desk();
    let done = desk.run(&["snapshot", "check", "known", "--no-personal"]).exits(1);
    assert!(done.stdout.contains("林一帆 -> nothing"), "{}", done.stdout);
    desk.run(&["snapshot", "accept", "known", "--no-personal"]).exits(0);
    let expected = fs::read_to_string(desk.path("known/b.expected.jsonl")).unwrap();
    assert!(!expected.contains("林一帆"), "{expected}");
}

#[test]
fn what_cannot_be_checked_is_said() {
    let desk = desk();
    desk.run(&["snapshot", "review", "known"]).exits(2).says(&["needs a terminal"]);
    desk.run(&["snapshot", "check", "nowhere"]).exits(2).says(&["nowhere: cannot be read"]);
    fs::create_dir(desk.path("empty")).unwrap();
    desk.run(&["snapshot", "check", "empty"]).exits(2).says(&["empty: no documents in it"]);
    desk.put("known/b.expected.jsonl", "{}\n");
    let says = ["b.expected.jsonl: line 1 is not a record", "remove it and accept what is read"];
    desk.run(&["snapshot", "check", "known"]).exits(2).says(&says);
}

#[test]
fn a_review_without_a_terminal_is_refused() {
    let desk = desk();
    desk.put("known/b.txt", form("白石县林场").replace("≥3座", "≥4座"));
    let before = fs::read(desk.path("known/b.expected.jsonl")).unwrap();
    let says = ["needs a terminal", "`snapshot check`"];
    desk.run(&["snapshot", "review", "known"]).exits(2).says(&says);
    assert_eq!(before, fs::read(desk.path("known/b.expected.jsonl")).unwrap());
}

/// What a review shows to a person who types these lines, and its exit code.
#[cfg(unix)]
fn review(desk: &Desk, typed: &str) -> (Option<i32>, String) {
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
    let mut command = desk.command(&["snapshot", "review", "known"]);
    command.env("NO_COLOR", "1").stdin(open()).stdout(open()).stderr(open());
    let mut child = command.spawn().unwrap();
    // The command holds the terminal open, and with it the reading below.
    drop(command);
    let mut terminal = File::from(terminal);
    terminal.write_all(typed.as_bytes()).unwrap();
    let mut shown = Vec::new();
    let mut buffer = [0; 4096];
    // The end of the other side is told as an error.
    while let Ok(n_read @ 1..) = terminal.read(&mut buffer) {
        shown.extend_from_slice(&buffer[..n_read]);
    }
    let code = child.wait().unwrap().code();
    (code, String::from_utf8_lossy(&shown).into_owned())
}

#[cfg(unix)]
#[test]
fn a_review_writes_what_is_accepted_and_nothing_else() {
    let desk = desk();
    let text = form("白石县林场").replace("≥3座", "≥4座").replace("历史标准", "行业标准");
    desk.put("known/b.txt", text);
    let before = fs::read(desk.path("known/b.expected.jsonl")).unwrap();
    let unchanged = || before == fs::read(desk.path("known/b.expected.jsonl")).unwrap();
    let (code, shown) = review(&desk, "r\ns\n");
    assert_eq!(code, Some(1), "{shown}");
    assert!(shown.contains("≥3座 -> ≥4座") && shown.contains("历史标准 -> 行业标准"), "{shown}");
    assert!(shown.contains("0 accepted, 1 rejected, 1 skipped") && unchanged(), "{shown}");
    let (code, shown) = review(&desk, "q\n");
    assert!(code == Some(1) && !shown.contains("行业标准") && unchanged(), "{shown}");
    // What is no answer is asked for again.
    let (code, shown) = review(&desk, "what\n\na\nr\n");
    assert_eq!(code, Some(1), "{shown}");
    assert!(shown.contains("1 accepted, 1 rejected, 0 skipped"), "{shown}");
    let left = desk.run(&["snapshot", "check", "known"]).exits(1).stdout;
    assert!(!left.contains("≥4座") && left.contains("行业标准"), "{left}");
    let (code, shown) = review(&desk, "yes\n");
    assert_eq!(code, Some(0), "{shown}");
    desk.run(&["snapshot", "check", "known"]).exits(0);
}

#[cfg(unix)]
#[test]
fn a_review_asks_whether_a_new_document_is_known() {
    let desk = desk();
    desk.put("known/c.txt", form("东渡乡"));
    let (code, shown) = review(&desk, "n\n");
    assert!(shown.contains("c.txt: 19 records, nothing is expected of it yet"), "{shown}");
    assert!(code == Some(1) && !desk.path("known/c.expected.jsonl").exists());
    let (code, _) = review(&desk, "y\n");
    assert!(code == Some(0) && desk.path("known/c.expected.jsonl").exists());
}
