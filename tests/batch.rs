//! Runs over archives: documents that crash their process, killed runs, and nested archives.
//!
//! `FORMGRID_BATCH_FILES` sets the size of the generated archive, `FORMGRID_BATCH_KILLS` the number
//! of kills.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod support;

use std::{
    collections::BTreeMap,
    fs,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use formgrid_testkit::{ExpectedResult, Year, YearDocument, zip_of};
use support::{Finished, TestDir, files, form};

/// A number from the environment.
fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// A year's archive in the folder `in`.
fn year(dir: &TestDir, n: usize) -> Vec<YearDocument> {
    Year::new().unwrap().write(&dir.path("in"), n).unwrap()
}

/// The command with test hooks enabled.
fn hooked(dir: &TestDir, args: &[&str]) -> Command {
    let mut command = dir.command(args);
    command.env("FORMGRID_TEST_HOOKS", "1");
    command
}

fn finish(mut command: Command) -> Finished {
    Finished::new(command.output().unwrap())
}

/// The bytes of every file of a run.
fn output(dir: &TestDir, out: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = dir.path(out);
    let read = |name: String| (name.clone(), fs::read(folder.join(name)).unwrap());
    files(&folder).into_iter().map(read).collect()
}

#[test]
fn every_file_of_a_year_is_accounted_for() {
    let dir = TestDir::new();
    let documents = year(&dir, number("FORMGRID_BATCH_FILES", 200));
    let run = hooked(&dir, &["extract", "in", "-o", "out", "--timeout", "1"]);
    finish(run).exits(1);
    let lines = dir.lines("out/sources.jsonl");
    let by_path: BTreeMap<&str, _> =
        lines.iter().map(|line| (line["path"].as_str().unwrap(), line)).collect();
    assert_eq!(by_path.len(), documents.len());
    for document in &documents {
        let line = by_path.get(document.path.as_str()).copied();
        let line = line.unwrap_or_else(|| panic!("no line for {}", document.path));
        let (status, code) = (line["status"].as_str().unwrap(), &line["error"]["code"]);
        match document.expected {
            ExpectedResult::Read => assert_eq!(status, "ok", "{line}"),
            ExpectedResult::Fails => assert!(["failed", "unsupported"].contains(&status), "{line}"),
            ExpectedResult::Hangs => assert_eq!((status, code), ("failed", &"run/timeout".into())),
        }
        assert_eq!(line["departments"].as_array().unwrap().is_empty(), status != "ok", "{line}");
    }
}

#[test]
fn a_document_that_crashes_its_process_fails_alone() {
    let dir = TestDir::new();
    let fates = [
        ("abort", "run/crash"),
        ("allocate", "run/memory"),
        ("loop", "run/timeout"),
        ("overflow", "run/crash"),
        ("panic", "run/panic"),
    ];
    for (number, (hook, _)) in fates.iter().enumerate() {
        dir.put(&format!("in/{number}-{hook}.txt"), format!("formgrid-test-hook: {hook}"));
        for nth in 0..4 {
            let text = form("清河县渡运中心").replace("≥3座", &format!("≥{number}{nth}座"));
            dir.put(&format!("in/{number}-{nth}.txt"), text);
        }
    }
    let limits = ["--timeout", "4", "--max-memory", "300M", "--jobs", "2"];
    let args = [&["extract", "in", "-o", "out"][..], &limits].concat();
    let mut run = hooked(&dir, &args);
    // A backtrace must not use up the document's time and memory.
    run.env("RUST_BACKTRACE", "1");
    finish(run).exits(1).reports(&["20 ok", "5 failed"]);
    for (number, (hook, code)) in fates.iter().enumerate() {
        let line = dir.source("out", &format!("{number}-{hook}.txt"));
        assert_eq!(line["error"]["code"], *code, "{line}");
        assert_eq!(line["sha256"].as_str().unwrap().len(), 64);
    }
    // Without hooks they are plain texts.
    dir.run(&["extract", "in", "-o", "plain"]).exits(0).reports(&["25 ok"]);
}

#[test]
fn a_worker_that_floods_standard_error_does_not_block() {
    let dir = TestDir::new();
    dir.put("in/a.txt", "formgrid-test-hook: chatter");
    dir.put("in/b.txt", form("清河县渡运中心"));
    finish(hooked(&dir, &["extract", "in", "-o", "out"])).exits(0).reports(&["2 ok"]);
}

#[test]
fn a_panic_of_the_run_ends_it_with_a_message() {
    let dir = TestDir::new();
    for nth in 0..40 {
        dir.put(&format!("in/{nth}.txt"), form(&format!("第{nth}渡口")));
    }
    for flags in [&["--jobs", "2"][..], &["--in-process"]] {
        let args = [&["extract", "in", "-o", "out"], flags].concat();
        let mut run = hooked(&dir, &args);
        run.env("FORMGRID_TEST_PANIC", "1");
        finish(run).exits(3).reports(&["the program failed at", "a fault of formgrid"]);
        dir.run(&args).exits(0).reports(&["40 ok"]);
    }
}

#[test]
fn an_inspected_document_that_crashes_fails_alone() {
    let dir = TestDir::new();
    let fates = [
        ("abort", "the program failed"),
        ("allocate", "needs more than"),
        ("loop", "took longer than"),
        ("panic", "the program failed on this source"),
    ];
    for (hook, message) in fates {
        dir.put("a.txt", format!("formgrid-test-hook: {hook}"));
        for command in ["tables", "inspect"] {
            let args = [command, "a.txt", "--timeout", "2", "--max-memory", "300M"];
            finish(hooked(&dir, &args)).exits(1).reports(&["a.txt: ", message]);
        }
    }
    dir.put("known/b.txt", form("清河县渡运中心"));
    dir.run(&["snapshot", "accept", "known"]).exits(0);
    dir.put("known/a.txt", "formgrid-test-hook: abort");
    let check = ["snapshot", "check", "known"];
    finish(hooked(&dir, &check))
        .exits(1)
        .reports(&["a.txt: the program failed", "1 of 2 as expected"]);
}

#[test]
fn a_document_can_be_inspected_by_its_name_in_a_run() {
    let dir = TestDir::new();
    let inner = zip_of(&[("附件2.txt", form("白石县林场").as_bytes())]);
    let one = form("清河县渡运中心");
    dir.put("in/outer.zip", zip_of(&[("d/内层.zip", &inner), ("x.txt", one.as_bytes())]));
    dir.run(&["extract", "in", "-o", "out"]).exits(0);
    for line in dir.lines("out/sources.jsonl") {
        let path = line["path"].as_str().unwrap();
        let mut command = dir.command(&["tables", path]);
        let done = finish({
            command.current_dir(dir.path("in"));
            command
        });
        let done = done.exits(0);
        let table: serde_json::Value =
            serde_json::from_str(done.stdout.lines().next().unwrap()).unwrap();
        assert_eq!(table["source"]["path"], path);
    }
    dir.run(&["inspect", "in/outer.zip"]).exits(1).reports(&["an archive of 2 files", "!/"]);
    dir.run(&["inspect", "in/outer.zip!/none.txt"])
        .exits(1)
        .reports(&["outer.zip holds no none.txt"]);
    dir.put("single.zip", &inner);
    dir.run(&["inspect", "single.zip"]).exits(0);
}

/// A run killed after a fraction of the time of a whole one.
fn kill_after(dir: &TestDir, args: &[&str], time: Duration) {
    let mut command = dir.command(args);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    thread::sleep(time);
    // SIGKILL cannot be caught.
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_run_that_is_killed_is_completed_by_the_next() {
    let dir = TestDir::new();
    year(&dir, number("FORMGRID_BATCH_FILES", 200));
    let started = Instant::now();
    dir.run(&["extract", "in", "-o", "whole"]).exits(1);
    let whole = started.elapsed();
    let expected = output(&dir, "whole");
    let n_kills = number("FORMGRID_BATCH_KILLS", 4);
    let mut n_resumed = 0;
    for kill in 0..n_kills {
        // Fractions spread evenly over the time, whatever their number.
        #[expect(clippy::cast_precision_loss, reason = "a moment is a moment")]
        let part = (kill as f64 * 0.618_034 + 0.4).fract();
        let out = format!("out-{kill}");
        let args = ["extract", "in", "-o", out.as_str()];
        kill_after(&dir, &args, whole.mul_f64(part));
        let again = dir.run(&args).exits(1);
        n_resumed += usize::from(again.stderr.contains("resuming a stopped run"));
        assert!(output(&dir, &out) == expected, "killed after {part} of the time");
    }
    assert!(n_resumed > 0, "no run was resumed");
}

fn run<'a>(flags: &[&'a str]) -> Vec<&'a str> {
    [&["extract", "in", "-o", "out"], flags].concat()
}

#[test]
fn a_stopped_run_resumes_only_with_the_same_templates_and_settings() {
    let dir = TestDir::new();
    year(&dir, 100);
    let stop = || {
        let mut child = dir.command(&run(&["--jobs", "1"]));
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let spool = dir.path("out/.formgrid/spool");
        while fs::metadata(&spool).map_or(0, |spool| spool.len()) < 100_000 {
            thread::sleep(Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    };
    stop();
    assert!(!dir.path("out/run.json").exists());
    dir.put("names.csv", "甲局办,甲局\n");
    for other in [&["--no-personal"][..], &["--no-places"], &["--departments", "names.csv"]] {
        let other = run(&[&["--resume"][..], other].concat());
        dir.run(&other).exits(2).reports(&["other settings", "--force"]);
    }
    let resuming = "resuming a stopped run";
    dir.run(&run(&["--resume"])).exits(1).reports(&[resuming]);
    assert!(!dir.path("out/.formgrid").exists());
    for flags in [&["--force"][..], &["--no-personal"]] {
        stop();
        let done = dir.run(&run(flags)).exits(1);
        assert!(!done.stderr.contains(resuming), "{}", done.stderr);
    }
}

#[test]
fn a_resumed_run_reads_changed_sources_again() {
    let dir = TestDir::new();
    dir.put("in/a.txt", form("清河县渡运中心"));
    dir.put("in/b.txt", "formgrid-test-hook: loop");
    dir.put("in/c.txt", form("白石县林场"));
    let args = ["extract", "in", "-o", "out", "--jobs", "1"];
    let mut child = hooked(&dir, &args).stderr(Stdio::null()).spawn().unwrap();
    let spool = dir.path("out/.formgrid/spool");
    while fs::metadata(&spool).map_or(0, |spool| spool.len()) < 2_000 {
        thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    dir.put("in/a.txt", form("清河县渡运中心").replace("≥3座", "≥7座"));
    dir.put("in/b.txt", form("渡口管理站"));
    dir.run(&args).exits(0).reports(&["3 ok"]);
    dir.run(&["extract", "in", "-o", "fresh"]).exits(0);
    assert!(output(&dir, "out") == output(&dir, "fresh"));
}

#[test]
fn two_runs_never_write_one_folder() {
    let dir = TestDir::new();
    dir.put("a.txt", form("清河县渡运中心"));
    let mut first = dir.command(&["extract", "-", "-o", "out"]);
    let mut first = first.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    while !dir.path("out/.formgrid/staging").exists() {
        thread::sleep(Duration::from_millis(5));
    }
    let second = ["extract", "a.txt", "-o", "out"];
    dir.run(&second).exits(2).reports(&["out: another run is writing to this folder"]);
    first.kill().unwrap();
    first.wait().unwrap();
    dir.run(&second).exits(0);
}

#[test]
fn archives_are_read_through() {
    let dir = TestDir::new();
    let (a, b) = (form("清河县渡运中心"), form("白石县林场"));
    let inner = zip_of(&[("附件2.txt", b.as_bytes()), ("Thumbs.db", b"x")]);
    let outer = zip_of(&[("内层.zip", &inner), ("又.txt", b.as_bytes()), ("坏.zip", &inner[..40])]);
    dir.put("in/a.txt", &a);
    dir.put("in/outer.zip", &outer);
    dir.put("in/again.zip", zip_of(&[("x.txt", a.as_bytes())]));
    dir.put("in/cut.zip", &outer[..outer.len() - 30]);
    dir.put("in/none.zip", zip_of(&[]));
    let done = dir.run(&["extract", "in", "-o", "out"]).exits(1);
    done.reports(&["2 ok", "1 empty", "2 failed", "2 duplicate", "1 skipped"]);
    let status = |path: &str| dir.source("out", path)["status"].as_str().unwrap().to_owned();
    assert_eq!(status("outer.zip!/内层.zip!/附件2.txt"), "ok");
    assert_eq!(status("outer.zip!/内层.zip!/Thumbs.db"), "skipped");
    assert_eq!(dir.source("out", "outer.zip!/坏.zip")["error"]["code"], "read/malformed");
    assert_eq!(dir.source("out", "cut.zip")["error"]["code"], "read/malformed");
    let twin = dir.source("out", "outer.zip!/又.txt");
    assert_eq!(twin["duplicate_of"], "outer.zip!/内层.zip!/附件2.txt");
    assert_eq!(dir.source("out", "again.zip!/x.txt")["duplicate_of"], "a.txt");
    assert_eq!(status("a.txt"), "ok");
}

#[test]
fn failed_inputs_are_quarantined_with_the_reason() {
    let dir = TestDir::new();
    let hook = "formgrid-test-hook: abort";
    dir.put("in/good.txt", form("清河县渡运中心"));
    dir.put("in/bad.txt", hook);
    dir.put("in/more.zip", zip_of(&[("内/坏.docx", b"formgrid-test-hook: panic")]));
    let run = || hooked(&dir, &["extract", "in", "-o", "out", "--quarantine", "in/aside"]);
    finish(run()).exits(1);
    let aside = files(&dir.path("in/aside"));
    assert_eq!(aside.len(), 4, "{aside:?}");
    for (path, ending) in [("bad.txt", "txt"), ("more.zip!/内/坏.docx", "docx")] {
        let hash = dir.source("out", path)["sha256"].as_str().unwrap().to_owned();
        let reason = dir.lines(&format!("in/aside/{hash}.json"));
        assert_eq!(reason[0]["path"], path);
        assert!(reason[0]["error"]["code"].as_str().unwrap().starts_with("run/"));
        let copy = fs::read_to_string(dir.path(&format!("in/aside/{hash}.{ending}"))).unwrap();
        assert!(copy.starts_with("formgrid-test-hook"));
    }
    assert_eq!(fs::read_to_string(dir.path("in/bad.txt")).unwrap(), hook);
    // Quarantined copies are not inputs of the next run.
    finish(run()).exits(1);
    assert_eq!(dir.lines("out/sources.jsonl").len(), 3);
}
