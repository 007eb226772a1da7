//! The command as users see it: exit codes, messages, bad input, settings.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod support;

use std::{
    fs,
    io::Write as _,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use support::{TestDir, files, form, unknown_table};

#[test]
fn a_run_writes_its_files_and_a_short_summary() {
    let dir = TestDir::new();
    dir.put("in/a.txt", form("清河县渡运中心"));
    let done =
        dir.run(&["extract", "in", "-o", "out"]).exits(0).reports(&["1 ok", "output       out"]);
    assert_eq!(done.stdout, "");
    assert!(done.stderr.lines().count() <= 15, "{}", done.stderr);
    let expected = [
        "departments/清河县渡运中心.jsonl",
        "diagnostics.jsonl",
        "run.json",
        "sources.jsonl",
        "unassigned.jsonl",
    ];
    assert_eq!(files(&dir.path("out")), expected);
    let records = dir.records("out");
    let targets: Vec<&str> = records
        .iter()
        .filter(|record| record["kind"] == "indicator")
        .map(|record| record["target"]["raw"].as_str().unwrap())
        .collect();
    assert_eq!(targets, ["≥98%", "≥95%", "≥98%", "≥3座", "≥95%"]);
    assert!(records.iter().all(|record| record["source"]["path"] == "a.txt"));
}

#[test]
fn an_empty_file_is_empty() {
    let dir = TestDir::new();
    dir.put("empty.txt", "");
    dir.put("blank.txt", " \n\n\t\n");
    let run = ["extract", "empty.txt", "blank.txt", "-o", "out"];
    dir.run(&run).exits(0).reports(&["empty.txt: no visible content", "2 empty"]);
    assert_eq!(dir.source("out", "empty.txt")["status"], "empty");
    assert_eq!(dir.source("out", "blank.txt")["status"], "empty");
}

#[test]
fn a_binary_file_is_unsupported_and_fails_alone() {
    let dir = TestDir::new();
    let bytes: Vec<u8> =
        (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    dir.put("in/noise.txt", [b"\x00\x01\x02\x03".as_slice(), &bytes].concat());
    dir.put("in/good.txt", form("清河县渡运中心"));
    dir.run(&["extract", "in", "-o", "out"]).exits(1).reports(&["noise.txt: "]);
    let status = dir.source("out", "noise.txt")["status"].clone();
    assert!(status == "unsupported" || status == "failed", "{status}");
    assert_eq!(dir.source("out", "good.txt")["status"], "ok");
    assert!(!dir.records("out").is_empty());
}

#[test]
fn an_unknown_encoding_is_named_with_what_to_do() {
    let dir = TestDir::new();
    // Single-byte text: neither UTF-8 nor GB18030.
    let bytes: Vec<u8> = (0..400_u32).map(|n| if n % 9 == 0 { b' ' } else { 0xff }).collect();
    dir.put("odd.txt", bytes);
    dir.run(&["extract", "odd.txt", "-o", "out"]).exits(1).reports(&["odd.txt: "]);
    let error = dir.source("out", "odd.txt")["error"].clone();
    assert!(error["code"].as_str().unwrap().starts_with("read/"), "{error}");
}

#[test]
fn a_file_of_one_line_keeps_its_text() {
    let dir = TestDir::new();
    dir.put("line.txt", "只有一句话。");
    dir.run(&["extract", "line.txt", "-o", "out"]).exits(0).reports(&["no form was recognized"]);
    let records = dir.records("out");
    let text = records.iter().find(|record| record["kind"] == "unmapped");
    assert_eq!(text.unwrap()["text"], "只有一句话。");
}

#[test]
fn a_truncated_dump_keeps_what_precedes_the_cut() {
    let dir = TestDir::new();
    let whole = form("清河县渡运中心");
    let cut = whole.find("修缮码头数量").unwrap() + 4;
    dir.put("cut.txt", &whole.as_bytes()[..cut]);
    dir.run(&["extract", "cut.txt", "--audit", "-o", "out"]).exits(0);
    let records = dir.records("out");
    let n = records.iter().filter(|record| record["kind"] == "funding").count();
    assert_eq!(n, 8);
    assert!(records.iter().any(|record| record["level3"] == "渡船检验率"));
}

#[test]
fn a_table_that_no_template_knows_is_kept_whole() {
    let dir = TestDir::new();
    dir.put("plants.txt", unknown_table());
    dir.run(&["extract", "plants.txt", "--audit", "-o", "out"]).exits(0);
    let records = dir.records("out");
    let table = records.iter().find(|record| record["kind"] == "table").unwrap();
    assert_eq!((&table["n_rows"], &table["n_cols"]), (&4.into(), &3.into()));
    assert_eq!(table["department"], serde_json::Value::Null);
}

#[test]
fn a_folder_without_a_readable_file_is_reported() {
    let dir = TestDir::new();
    fs::create_dir(dir.path("nothing")).unwrap();
    dir.put("locks/~$form.docx", "x");
    dir.put("locks/Thumbs.db", "x");
    for folder in ["nothing", "locks"] {
        let done = dir.run(&["extract", folder, "-o", "out"]).exits(1);
        done.reports(&[&format!("{folder}: no readable file")]);
    }
    assert_eq!(dir.source("out", "Thumbs.db")["status"], "skipped");
}

#[test]
fn a_missing_input_fails_and_the_rest_is_read() {
    let dir = TestDir::new();
    dir.put("a.txt", form("清河县渡运中心"));
    dir.run(&["extract", "a.txt", "b.txt", "-o", "out"]).exits(1).reports(&["b.txt: "]);
    assert_eq!(dir.source("out", "a.txt")["status"], "ok");
    assert_eq!(dir.source("out", "b.txt")["error"]["code"], "io/unreadable");
}

#[test]
fn an_unwritable_output_fails_at_the_start() {
    let dir = TestDir::new();
    dir.put("a.txt", form("清河县渡运中心"));
    dir.put("taken", "a file");
    dir.run(&["extract", "a.txt", "-o", "taken"]).exits(2).reports(&["taken", "not writable"]);
    dir.run(&["extract", "a.txt", "-o", "taken/below"]).exits(2).reports(&["taken/below"]);
    assert_eq!(fs::read_to_string(dir.path("taken")).unwrap(), "a file");
}

#[test]
fn a_run_replaces_an_earlier_one_and_nothing_else() {
    let dir = TestDir::new();
    dir.put("a.txt", form("清河县渡运中心"));
    dir.put("b.txt", form("白石县林场"));
    dir.run(&["extract", "a.txt", "-o", "out"]).exits(0);
    dir.put("out/departments/notes.jsonl", "mine");
    dir.put("out/readme.md", "mine");
    let before = files(&dir.path("out"));
    dir.run(&["extract", "a.txt", "-o", "out", "--templates", "none"]).exits(2);
    assert_eq!(files(&dir.path("out")), before);
    dir.run(&["extract", "b.txt", "-o", "out"]).exits(0);
    let after = files(&dir.path("out"));
    assert!(after.contains(&"departments/白石县林场.jsonl".to_owned()), "{after:?}");
    assert!(!after.contains(&"departments/清河县渡运中心.jsonl".to_owned()), "{after:?}");
    assert!(after.contains(&"departments/notes.jsonl".to_owned()), "{after:?}");
    assert_eq!(fs::read_to_string(dir.path("out/readme.md")).unwrap(), "mine");
}

#[test]
fn usage_errors_exit_2_with_a_remedy() {
    let dir = TestDir::new();
    dir.put("a.txt", "x");
    dir.run(&["extract"]).exits(2);
    dir.run(&["extract", "a.txt"]).exits(2).reports(&["-o OUT"]);
    let unknown = ["extract", "a.txt", "-o", "out", "--without-template", "nope"];
    dir.run(&unknown).exits(2).reports(&["nope", "templates list"]);
    let denied = ["extract", "a.txt", "-o", "out", "--deny", "layout/nope"];
    dir.run(&denied).exits(2).reports(&["layout/nope", "layout/row-shifted"]);
    dir.run(&["extract", "x/*.txt", "-o", "out"]).exits(2).reports(&["no file matches"]);
    dir.put("bad/form.toml", "id = \"x\"\nwrong");
    let bad = ["extract", "a.txt", "-o", "out", "--templates", "bad"];
    dir.run(&bad).exits(2).reports(&["form.toml:2"]);
    assert!(!dir.path("out").exists());
}

#[test]
fn a_denied_finding_exits_1() {
    let dir = TestDir::new();
    dir.put(
        "a.txt",
        form("清河县渡运中心")
            .replace("320.50\n\t100.00%\n\t301.20", "999.50\n\t100.00%\n\t301.20"),
    );
    dir.run(&["extract", "a.txt", "-o", "out"]).exits(0);
    dir.run(&["extract", "a.txt", "-o", "out", "--deny", "check"]).exits(1).reports(&["check"]);
}

#[test]
fn an_audit_accounts_for_every_cell() {
    let dir = TestDir::new();
    dir.put("a.txt", form("清河县渡运中心"));
    let done = dir.run(&["extract", "a.txt", "--audit", "-o", "out"]).exits(0);
    // Sources without losses are not listed.
    assert_eq!(done.stdout, "117 of 117 cells and paragraphs accounted for\n");
}

#[test]
fn names_of_one_department_share_its_file() {
    let dir = TestDir::new();
    dir.put("in/a.txt", form("清河县渡运中心（本级）"));
    dir.put("in/b.txt", form("清河县渡运中心本级"));
    dir.put("in/c.txt", form("白石县林场"));
    dir.put("in/d.txt", form("白石县林厂"));
    let done = dir.run(&["extract", "in", "-o", "out"]).exits(0);
    assert!(
        done.stderr.contains("departments  3; look alike: 白石县林场 ~ 白石县林厂\n"),
        "{}",
        done.stderr
    );
    let keys = dir.lines("out/departments/清河县渡运中心（本级）.jsonl");
    assert!(keys.iter().all(|line| line["department_key"] == "清河县渡运中心(本级)"));
    assert_eq!(keys.iter().filter(|line| line["kind"] == "filing").count(), 2);

    dir.put(
        "names.csv",
        "name,canonical,code\n白石县林厂,白石县国有林场,430001\n白石县林场,白石县国有林场,430001\n",
    );
    let mapped = ["extract", "in", "-o", "out", "--departments", "names.csv"];
    let done = dir.run(&mapped).exits(0).reports(&["departments  2\n"]);
    assert!(!done.stderr.contains("look alike"), "{}", done.stderr);
    let lines = dir.lines("out/departments/白石县国有林场.jsonl");
    let filings: Vec<_> = lines.iter().filter(|line| line["kind"] == "filing").collect();
    let values = |key: &str| filings.iter().map(|line| line[key].clone()).collect::<Vec<_>>();
    assert_eq!(values("department"), ["白石县林场", "白石县林厂"]);
    assert_eq!(values("department_key"), ["白石县国有林场"; 2]);
    assert_eq!(values("department_code"), ["430001"; 2]);

    dir.put("names.csv", "甲局,乙局\n甲局,丙局\n");
    dir.run(&mapped).exits(2).reports(&["names.csv:2: `甲局` is listed on line 1 already"]);
    dir.run(&["extract", "in", "-o", "out", "--departments", "none.csv"])
        .exits(2)
        .reports(&["none.csv: the register of departments cannot be read"]);
}

#[test]
fn places_are_left_out_on_request() {
    let dir = TestDir::new();
    dir.put("a.txt", form("清河县渡运中心"));
    dir.run(&["extract", "a.txt", "-o", "with"]).exits(0);
    dir.run(&["extract", "a.txt", "-o", "without", "--no-places"]).exits(0);
    let mut records = dir.records("with");
    assert!(records.iter().any(|record| record["places"]["target"]["line"].is_u64()));
    for record in &mut records {
        assert!(record.as_object_mut().unwrap().remove("places").is_some());
    }
    assert_eq!(records, dir.records("without"));
}

#[test]
fn equal_bytes_are_read_once() {
    let dir = TestDir::new();
    dir.put("in/b.txt", form("清河县渡运中心"));
    dir.put("in/a.txt", form("清河县渡运中心"));
    dir.put("in/c.txt", form("白石县林场"));
    dir.run(&["extract", "in", "-o", "out"]).exits(0).reports(&["2 ok", "1 duplicate"]);
    let second = dir.source("out", "b.txt");
    assert_eq!(
        (&second["status"], &second["duplicate_of"]),
        (&"duplicate".into(), &"a.txt".into())
    );
    assert_eq!(dir.source("out", "a.txt")["duplicate_of"], serde_json::Value::Null);
}

#[test]
fn filings_that_say_the_same_name_each_other() {
    let dir = TestDir::new();
    dir.put("in/a.txt", form("清河县渡运中心"));
    dir.put("in/b.txt", form("清河县渡运中心").replace('\n', "\r\n"));
    dir.put("in/c.txt", form("清河县渡运中心").replace("≥3座", "≥4座"));
    dir.run(&["extract", "in", "-o", "out"]).exits(0);
    let records = dir.records("out");
    let related: Vec<_> = records
        .iter()
        .filter(|record| record["kind"] == "filing")
        .map(|record| (record["source"]["path"].as_str().unwrap(), record["related"].to_string()))
        .collect();
    let expected = [("a.txt", r#"["b.txt"]"#), ("b.txt", r#"["a.txt"]"#), ("c.txt", "[]")];
    assert_eq!(related, expected.map(|(path, related)| (path, related.to_owned())));
}

#[test]
fn inputs_are_named_in_many_ways() {
    let dir = TestDir::new();
    dir.put("in/2030/a.txt", form("清河县渡运中心"));
    dir.put("in/2031/b.txt", form("白石县林场"));
    dir.put("list.txt", "in/2030/a.txt\r\n\r\nin/2031/b.txt\n");
    dir.put("nul.txt", "in/2030/a.txt\0in/2031/b.txt\0");
    let ways: [&[&str]; 5] = [
        &["in"],
        &["in/*/*.txt"],
        &["in/2031", "in/2030/a.txt"],
        &["--files-from", "list.txt"],
        &["--files-from", "nul.txt", "--null"],
    ];
    for way in ways {
        dir.run(&[&["extract", "-o", "out"], way].concat()).exits(0);
        let names: Vec<_> =
            dir.lines("out/sources.jsonl").iter().map(|s| s["path"].clone()).collect();
        assert_eq!(names, ["2030/a.txt", "2031/b.txt"], "{way:?}");
    }
}

#[test]
fn standard_input_is_read() {
    let dir = TestDir::new();
    let mut child = dir
        .command(&["extract", "-", "-o", "out"])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(form("清河县渡运中心").as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(dir.source("out", "-")["status"], "ok");
}

#[cfg(unix)]
#[test]
fn pipes_are_read_and_devices_are_skipped() {
    let dir = TestDir::new();
    dir.put("in/a.txt", form("清河县渡运中心"));
    let pipe = dir.path("in/pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // A pipe in a folder is not a document.
    dir.run(&["extract", "in", "-o", "out"]).exits(0).reports(&["1 ok", "1 skipped"]);
    let writer = |text: String| {
        let pipe = pipe.clone();
        thread::spawn(move || fs::write(pipe, text).unwrap())
    };
    let writing = writer(form("白石县林场"));
    dir.run(&["extract", "in/pipe", "in/a.txt", "-o", "out"]).exits(0).reports(&["2 ok"]);
    writing.join().unwrap();
    assert_eq!(dir.source("out", "in/pipe")["status"], "ok");
    let writing = writer(form("白石县林场"));
    let tables = dir.run(&["tables", "in/pipe"]).exits(0);
    assert!(tables.stdout.contains("乘客满意度"));
    writing.join().unwrap();
    dir.run(&["extract", "/dev/null", "-o", "out"])
        .exits(1)
        .reports(&["neither a file nor a folder"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_closed_reader_does_not_change_the_exit_code() {
    let dir = TestDir::new();
    dir.put("in/a.txt", form("清河县渡运中心"));
    dir.put("in/b.png", b"\x89PNG\r\n\x1a\n");
    let full = || Stdio::from(fs::File::options().write(true).open("/dev/full").unwrap());
    let closed = || {
        let mut reader = std::process::Command::new("true").stdin(Stdio::piped()).spawn().unwrap();
        let pipe = reader.stdin.take().unwrap();
        reader.wait().unwrap();
        Stdio::from(pipe)
    };
    dir.run(&["extract", "in/a.txt", "-o", "one"]).exits(0);
    dir.run(&["extract", "in", "-o", "two"]).exits(1);
    let cases: [(&[&str], i32, i32); 5] = [
        (&["extract", "in", "--audit", "-o", "out"], 1, 1),
        (&["extract", "in/a.txt", "--audit", "-o", "out"], 0, 0),
        (&["diff", "one", "two"], 1, 1),
        (&["tables", "in/a.txt"], 0, 3),
        (&["schema"], 0, 3),
    ];
    for (args, when_closed, when_full) in cases {
        let code = |to: Stdio| {
            let mut command = dir.command(args);
            command.stdout(to).stderr(Stdio::null()).status().unwrap().code()
        };
        assert_eq!(code(closed()), Some(when_closed), "{args:?} to a closed pipe");
        assert_eq!(code(full()), Some(when_full), "{args:?} to a full device");
    }
}

#[test]
fn an_unfinished_run_is_recognized() {
    let dir = TestDir::new();
    dir.put("a.txt", form("清河县渡运中心"));
    dir.run(&["extract", "a.txt", "-o", "out"]).exits(0);
    fs::create_dir(dir.path("out/.formgrid")).unwrap();
    fs::rename(dir.path("out/run.json"), dir.path("out/.formgrid/run.json")).unwrap();
    for command in [&["diff", "out", "out"][..], &["snapshot", "check", "out"]] {
        dir.run(command).exits(2).reports(&["out: an unfinished run"]);
    }
    dir.run(&["extract", "a.txt", "-o", "out"]).exits(0);
    assert!(!dir.path("out/.formgrid").exists());
    dir.run(&["diff", "out", "out"]).exits(0);
}

#[cfg(unix)]
#[test]
fn an_output_that_goes_away_fails_the_run() {
    let dir = TestDir::new();
    dir.put("a.txt", form("清河县渡运中心"));
    let mut child = dir
        .command(&["extract", "-", "a.txt", "-o", "out"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while !dir.path("out/.formgrid/staging").exists() {
        thread::sleep(Duration::from_millis(5));
    }
    fs::rename(dir.path("out"), dir.path("elsewhere")).unwrap();
    drop(child.stdin.take());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{stderr}");
    assert!(stderr.contains("was moved or removed"), "{stderr}");
}

#[cfg(target_os = "linux")]
#[test]
fn names_need_not_be_utf8() {
    use std::{ffi::OsString, os::unix::ffi::OsStringExt as _};
    let dir = TestDir::new();
    // 表 in GBK.
    let gbk = |before: &str, after: &str| {
        OsString::from_vec([before.as_bytes(), b"\xb1\xed", after.as_bytes()].concat())
    };
    let folder = dir.path("in");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join(gbk("", ".txt")), form("清河县渡运中心")).unwrap();
    let extract = |input: OsString, more: &[OsString]| {
        let args = ["extract".into(), input, "-o".into(), gbk("out", "")];
        dir.run(&[&args[..], more].concat()).exits(0).reports(&["1 ok"]);
    };
    let cache = ["--cache".into(), gbk("cache", "")];
    extract("in".into(), &cache);
    extract("in".into(), &cache);
    extract("in/*.txt".into(), &[]);
    extract(gbk("in/", ".txt"), &[]);
    fs::rename(dir.path("").join(gbk("out", "")), dir.path("out")).unwrap();
    assert_eq!(dir.source("out", "表.txt")["status"], "ok");
    dir.run(&["inspect", "in/表.txt"]).exits(0);
    dir.put("utf8.txt", "in/表.txt\n");
    fs::write(dir.path("gbk.txt"), b"in/\xb1\xed.txt\n").unwrap();
    for list in ["utf8.txt", "gbk.txt"] {
        dir.run(&["extract", "--files-from", list, "-o", "out"]).exits(0).reports(&["1 ok"]);
    }
    dir.run(&["snapshot", "accept", "in"]).exits(0);
    dir.run(&["snapshot", "check", "in"]).exits(0);
}

#[test]
fn version_shows_the_build() {
    let dir = TestDir::new();
    let version = dir.run(&["--version"]).exits(0).stdout;
    let build = version.split("(build ").nth(1).and_then(|rest| rest.split(')').next()).unwrap();
    assert_eq!(build.len(), 16, "{version}");
    dir.put("a.txt", form("清河县渡运中心"));
    dir.run(&["extract", "a.txt", "-o", "out"]).exits(0);
    let run = fs::read_to_string(dir.path("out/run.json")).unwrap();
    assert!(run.contains(&format!("\"build\": \"{build}\"")), "{run}");
}

#[test]
fn files_of_other_programs_are_not_documents() {
    let dir = TestDir::new();
    dir.put("in/a.txt", form("清河县渡运中心"));
    dir.run(&["extract", "in/a.txt", "-o", "in/earlier"]).exits(0);
    dir.put("in/read.py", "import sys\n\ndef main():\n    for a in sys.argv:\n        print(a)\n\n\nif __name__ == '__main__':\n    main()\n    sys.exit(0)\n");
    dir.put("in/run.log", "2031-01-15 09:12:33 INFO 完成\n".repeat(9));
    dir.run(&["extract", "in", "-o", "out"]).exits(1);
    for line in dir.lines("out/sources.jsonl") {
        let path = line["path"].as_str().unwrap();
        let expected = match path {
            "a.txt" => "ok",
            "earlier/diagnostics.jsonl" => "empty",
            // Empty like the one before.
            "earlier/unassigned.jsonl" => "duplicate",
            _ => "unsupported",
        };
        assert_eq!(line["status"], expected, "{line}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_the_output_as_it_was() {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    for (signal, number) in [("-INT", 2), ("-TERM", 15), ("-HUP", 1)] {
        // Below `nohup`, a process is started with SIGHUP ignored, and ignores it for good.
        if ignored & (1 << (number - 1)) == 0 {
            check_interrupt(signal);
        }
    }
}

/// Interrupts a run waiting for input that never comes.
#[cfg(unix)]
fn check_interrupt(signal: &str) {
    let dir = TestDir::new();
    dir.put("a.txt", form("清河县渡运中心"));
    dir.run(&["extract", "a.txt", "-o", "out"]).exits(0);
    let before = fs::read(dir.path("out/run.json")).unwrap();
    let mut child = dir
        .command(&["extract", "-", "-o", "out"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Once the working folder exists, the run waits for input.
    while !dir.path("out/.formgrid").exists() {
        thread::sleep(Duration::from_millis(5));
    }
    let kill = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(kill.unwrap().success());
    let _open = child.stdin.take().unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while child.try_wait().unwrap().is_none() {
        let is_late = Instant::now() > deadline;
        if is_late {
            child.kill().unwrap();
        }
        assert!(!is_late, "{signal} does not stop the run");
        thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert!(String::from_utf8_lossy(&output.stderr).contains("interrupted"));
    assert_eq!(fs::read(dir.path("out/run.json")).unwrap(), before);
    assert!(!dir.path("out/.formgrid").exists());
}

#[test]
fn a_closed_pipe_is_no_error() {
    let dir = TestDir::new();
    dir.put("a.txt", form("清河县渡运中心").repeat(200));
    let mut child = dir
        .command(&["tables", "a.txt"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.success());
}

#[test]
fn settings_come_from_flag_then_environment_then_file() {
    let dir = TestDir::new();
    dir.put("a.txt", form("清河县渡运中心"));
    dir.put("formgrid.toml", "no-personal = true\noutput = 'from-file'\nquiet = true\n");
    assert_eq!(dir.run(&["extract", "a.txt"]).exits(0).stderr, "");
    let phone = |out: &str| {
        let records = dir.records(out);
        let filing = records.iter().find(|record| record["kind"] == "filing").unwrap();
        filing["phone"].clone()
    };
    assert_eq!(phone("from-file"), serde_json::Value::Null);
    let mut command = dir.command(&["extract", "a.txt"]);
    command.env("FORMGRID_OUTPUT", "from-env").env("FORMGRID_NO_PERSONAL", "no");
    assert!(command.status().unwrap().success());
    assert_eq!(phone("from-env"), "0000-1234567");
    let flags = ["extract", "a.txt", "-o", "from-flag", "--no-personal"];
    let mut command = dir.command(&flags);
    command.env("FORMGRID_OUTPUT", "from-env-2").env("FORMGRID_NO_PERSONAL", "false");
    assert!(command.status().unwrap().success());
    assert_eq!(phone("from-flag"), serde_json::Value::Null);
    dir.put("formgrid.toml", "\njob = 3\n");
    dir.run(&["extract", "a.txt"]).exits(2).reports(&["formgrid.toml:2", "job"]);
}

#[test]
fn a_settings_file_within_an_input_chooses_no_folder() {
    let dir = TestDir::new();
    dir.put("archive/a.txt", form("清河县渡运中心"));
    dir.put("archive/formgrid.toml", "output = 'chosen'\n");
    let run = |args: &[&str]| {
        let mut command = dir.command(args);
        command.current_dir(dir.path("archive"));
        command.output().unwrap()
    };
    let stderr =
        |output: &std::process::Output| String::from_utf8_lossy(&output.stderr).into_owned();
    let found = run(&["extract", "."]);
    assert_eq!(found.status.code(), Some(2));
    assert!(stderr(&found).contains("lies in the input ."), "{}", stderr(&found));
    assert!(stderr(&found).contains("no output folder"), "{}", stderr(&found));
    assert!(!dir.path("archive/chosen").exists());
    dir.put("list.txt", "../archive\n");
    let listed = run(&["extract", "--files-from", "../list.txt"]);
    assert!(stderr(&listed).contains("lies in the input ../archive"), "{}", stderr(&listed));
    // Outside the inputs it does, and so does a file that the user names.
    assert!(run(&["extract", "a.txt"]).status.success());
    assert!(dir.path("archive/chosen/run.json").exists());
    assert!(run(&["extract", ".", "--config", "formgrid.toml"]).status.success());
}

#[test]
fn verbose_names_the_settings_file_and_each_source() {
    let dir = TestDir::new();
    dir.put("a.txt", form("清河县渡运中心"));
    dir.put("other.toml", "output = 'from-other'\n");
    let args = ["extract", "a.txt", "--verbose", "--no-progress", "--config", "other.toml"];
    dir.run(&args).exits(0).reports(&["settings file: other.toml", "a.txt: ok, "]);
    assert!(dir.path("from-other/run.json").exists());
    dir.run(&["extract", "a.txt", "-o", "out", "-v"]).exits(0).reports(&["settings file: none"]);
    dir.run(&["extract", "a.txt", "-o", "out", "--config", "missing.toml"])
        .exits(2)
        .reports(&["missing.toml: the settings cannot be read"]);
}

#[test]
fn mistyped_values_come_with_a_suggestion() {
    let dir = TestDir::new();
    dir.put("a.txt", form("清河县渡运中心"));
    dir.run(&["extract", "a.txt", "-o", "out", "--deny", "layout/row-doubtfull"])
        .exits(2)
        .reports(&["did you mean layout/row-doubtful?"]);
    dir.run(&["extract", "a.txt", "-o", "out", "--limit", "text-peices=5"])
        .exits(2)
        .reports(&["no limit has this name (did you mean text-pieces?); the limits are"]);
    dir.run(&["templates", "show", "centrl-project"])
        .exits(2)
        .reports(&["did you mean central-project?"]);
    dir.run(&["tables", "a.txt", "--format", "jsonll"]).exits(2).reports(&["'jsonl'"]);
}

#[test]
fn messages_name_the_cause_once_and_without_jargon() {
    let dir = TestDir::new();
    dir.put("a.txt", form("清河县渡运中心"));
    dir.put("file", "text");
    dir.put("bad.toml", "\njobs = 'many'\n");
    let extract = ["extract", "a.txt", "-o", "out"];
    let with = |more: &[&'static str]| [&extract[..], more].concat();
    let cases: [(Vec<&str>, i32, &str); 9] = [
        (
            vec!["extract", "b.txt", "-o", "out"],
            1,
            "b.txt: no such file or folder (io/unreadable)\n",
        ),
        (vec!["tables", "b.txt"], 1, "b.txt: no such file or folder\n"),
        (vec!["tables", "file"], 0, "file: no table in it\n"),
        (
            vec!["diff", "out", "nowhere"],
            2,
            "nowhere: not the output of a run: run.json: no such file",
        ),
        (vec!["snapshot", "check", "known"], 2, "read or written: no such file or folder\n"),
        (with(&["--cache", "file"]), 2, "file: the cache cannot be used; name another folder"),
        (with(&["--jobs", "many"]), 2, "invalid value 'many' for '--jobs <N>': not a whole number"),
        (with(&["--timeout", "soon"]), 2, "'--timeout <SECONDS>': not a number of seconds"),
        (
            with(&["--config", "bad.toml"]),
            2,
            "bad.toml:2: invalid type: string \"many\", expected a whole",
        ),
    ];
    for (arguments, code, message) in cases {
        let done = dir.run(&arguments).exits(code).reports(&[message]);
        assert!(!done.stderr.contains("os error"), "{}", done.stderr);
    }
}

#[test]
fn help_is_short_or_long_with_examples() {
    let dir = TestDir::new();
    let short = dir.run(&["extract", "-h"]).exits(0).stdout;
    let long = dir.run(&["extract", "--help"]).exits(0).stdout;
    assert!(short.lines().count() < long.lines().count());
    assert!(!short.contains("--files-from") && long.contains("--files-from"), "{short}");
    assert!(short.contains("Checks:") && short.contains("Output:"), "{short}");
    assert!(long.contains("Examples:\n  formgrid extract archive -o out"), "{long}");
    assert!(dir.run(&["--help"]).exits(0).stdout.contains("Exit codes:"));
}

#[test]
fn manual_pages_are_written() {
    let dir = TestDir::new();
    dir.run(&["man", "pages"]).exits(0);
    let page = fs::read_to_string(dir.path("pages/formgrid-extract.1")).unwrap();
    assert!(page.contains(".TH") && page.contains("files"), "{page}");
    assert!(dir.path("pages/formgrid.1").exists());
}

#[test]
fn colors_are_chosen() {
    let dir = TestDir::new();
    for (folder, name) in [("old", "清河县渡运中心"), ("new", "青石县渡运中心")] {
        dir.put("in/a.txt", form(name));
        dir.run(&["extract", "in", "-o", folder]).exits(0);
    }
    let colored = |choice: &str| {
        let args = ["diff", "old", "new", "--color", choice];
        dir.run(&args).exits(1).stdout.contains('\u{1b}')
    };
    assert!(colored("always"));
    assert!(!colored("never"));
    assert!(!colored("auto"));
}

#[test]
fn limits_are_set_and_reported_by_name() {
    let dir = TestDir::new();
    dir.put("渡口.txt", form("青石县渡口管理所"));
    let args = ["extract", "渡口.txt", "-o", "out", "--limit", "text-pieces=5"];
    dir.run(&args).exits(1).reports(&[
        "渡口.txt: ",
        "over the limit text-pieces of 5",
        "read/limit",
    ]);
    dir.put("formgrid.toml", "[limits]\ntext-pieces = 5\n");
    dir.run(&["extract", "渡口.txt", "-o", "out"]).exits(1).reports(&["text-pieces of 5"]);
    dir.run(&["inspect", "渡口.txt"]).exits(1).reports(&["text-pieces of 5"]);
    let args = ["extract", "渡口.txt", "-o", "out", "--limit", "text-pieces=5000,xml-depth=3"];
    dir.run(&args).exits(0);
    dir.run(&["inspect", "渡口.txt", "--limit", "pieces=1"])
        .exits(2)
        .reports(&["pieces: no limit has this name", "text-bytes, text-pieces"]);
}

#[test]
fn tables_come_in_every_format() {
    let dir = TestDir::new();
    dir.put("a.txt", unknown_table());
    let piped = dir.run(&["tables", "a.txt"]).exits(0).stdout;
    let line: serde_json::Value = serde_json::from_str(&piped).unwrap();
    assert_eq!((&line["n_rows"], &line["method"]), (&4.into(), &"rows".into()));
    let table = |format| dir.run(&["tables", "--format", format, "a.txt"]).exits(0).stdout;
    assert_eq!(table("jsonl"), piped);
    assert!(table("text").contains("│ 山茶 │ 南坡 │ 二月 │"), "{}", table("text"));
    assert!(table("csv").contains("山茶,南坡,二月\r\n"));
    assert!(table("markdown").contains("| 山茶 | 南坡 | 二月 |"));
    assert!(table("html").contains("<td>山茶</td>"));
    dir.run(&["tables", "none.txt"]).exits(1).reports(&["none.txt: "]);
}

#[test]
fn what_a_document_holds_never_reaches_the_terminal_as_a_command() {
    let dir = TestDir::new();
    dir.put("a.txt", unknown_table().replace("山茶", "\u{1b}]0;owned\u{7}山茶"));
    for command in [&["inspect", "a.txt"][..], &["tables", "--format", "text", "a.txt"]] {
        let stdout = dir.run(command).exits(0).stdout;
        assert!(!stdout.contains('\u{1b}') && stdout.contains("山茶"), "{stdout}");
    }
}

#[test]
fn inspect_shows_grid_records_and_findings() {
    let dir = TestDir::new();
    dir.put("a.txt", form("清河县渡运中心"));
    let stdout = dir.run(&["inspect", "a.txt"]).exits(0).stdout;
    for text in ["format    text", "┌", "渡船检验率", "== records ==", "== findings =="] {
        assert!(stdout.contains(text), "no {text:?} in:\n{stdout}");
    }
}

#[test]
fn templates_are_listed_and_shown() {
    let dir = TestDir::new();
    let list = dir.run(&["templates", "list"]).exits(0).stdout;
    let id = list.lines().next().unwrap().split_whitespace().next().unwrap();
    let shown = dir.run(&["templates", "show", id]).exits(0).stdout;
    assert!(shown.contains(&format!("id = \"{id}\"")), "{shown}");
    dir.run(&["templates", "show", "nope"]).exits(2).reports(&["nope"]);
}

#[test]
fn a_template_match_is_explained_by_its_evidence() {
    let dir = TestDir::new();
    dir.put("a.txt", form("清河县渡运中心"));
    let chosen = dir.run(&["templates", "explain", "a.txt"]).exits(0).stdout;
    assert!(chosen.starts_with("hubei-overall-2024: chosen for 1 filing\n"), "{chosen}");
    let without = ["templates", "explain", "a.txt", "--without-template", "hubei-overall-2024"];
    let generic = dir.run(&without).exits(0).stdout;
    assert!(generic.starts_with("generic: chosen for 1 filing\n"), "{generic}");
    assert!(generic.contains("missing: "), "{generic}");
}

#[test]
fn completions_and_version_are_printed() {
    let dir = TestDir::new();
    let version = dir.run(&["--version"]).exits(0).stdout;
    let number = format!("formgrid {} (build ", env!("CARGO_PKG_VERSION"));
    assert!(version.starts_with(&number), "{version}");
    assert!(version.contains("\ncommit ") && version.contains("\nfeatures "), "{version}");
    assert_eq!(dir.run(&["-V"]).exits(0).stdout.lines().count(), 1);
    assert!(dir.run(&["completions", "bash"]).exits(0).stdout.contains("extract"));
}
