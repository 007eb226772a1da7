//! The command as its users meet it: exit codes, messages, bad input, settings.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod support;

use std::{fs, io::Write as _, process::Stdio};

use support::{Desk, files, form, unknown_table};

#[test]
fn a_run_writes_its_files_and_a_short_summary() {
    let desk = Desk::new();
    desk.put("in/a.txt", form("清河县渡运中心"));
    let done =
        desk.run(&["extract", "in", "-o", "out"]).exits(0).says(&["1 ok", "output       out"]);
    assert_eq!(done.stdout, "");
    assert!(done.stderr.lines().count() <= 15, "{}", done.stderr);
    let expected = [
        "departments/清河县渡运中心.jsonl",
        "diagnostics.jsonl",
        "run.json",
        "sources.jsonl",
        "unassigned.jsonl",
    ];
    assert_eq!(files(&desk.path("out")), expected);
    let records = desk.records("out");
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
    let desk = Desk::new();
    desk.put("empty.txt", "");
    desk.put("blank.txt", " \n\n\t\n");
    let run = ["extract", "empty.txt", "blank.txt", "-o", "out"];
    desk.run(&run).exits(0).says(&["empty.txt: nothing visible stands in it", "2 empty"]);
    assert_eq!(desk.source("out", "empty.txt")["status"], "empty");
    assert_eq!(desk.source("out", "blank.txt")["status"], "empty");
}

#[test]
fn a_binary_file_is_unsupported_and_costs_only_itself() {
    let desk = Desk::new();
    let bytes: Vec<u8> =
        (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    desk.put("in/noise.txt", [b"\x00\x01\x02\x03".as_slice(), &bytes].concat());
    desk.put("in/good.txt", form("清河县渡运中心"));
    desk.run(&["extract", "in", "-o", "out"]).exits(1).says(&["noise.txt: "]);
    let status = desk.source("out", "noise.txt")["status"].clone();
    assert!(status == "unsupported" || status == "failed", "{status}");
    assert_eq!(desk.source("out", "good.txt")["status"], "ok");
    assert!(!desk.records("out").is_empty());
}

#[test]
fn an_unknown_encoding_is_named_with_what_to_do() {
    let desk = Desk::new();
    // Text in an encoding of one byte a letter: neither UTF-8 nor GB18030.
    let bytes: Vec<u8> = (0..400_u32).map(|n| if n % 9 == 0 { b' ' } else { 0xff }).collect();
    desk.put("odd.txt", bytes);
    desk.run(&["extract", "odd.txt", "-o", "out"]).exits(1).says(&["odd.txt: "]);
    let error = desk.source("out", "odd.txt")["error"].clone();
    assert!(error["code"].as_str().unwrap().starts_with("read/"), "{error}");
}

#[test]
fn a_file_of_one_line_keeps_its_text() {
    let desk = Desk::new();
    desk.put("line.txt", "只有一句话。");
    desk.run(&["extract", "line.txt", "-o", "out"]).exits(0).says(&["no form was recognized"]);
    let records = desk.records("out");
    let text = records.iter().find(|record| record["kind"] == "unmapped");
    assert_eq!(text.unwrap()["text"], "只有一句话。");
}

#[test]
fn a_dump_cut_in_the_middle_keeps_what_stands_before() {
    let desk = Desk::new();
    let whole = form("清河县渡运中心");
    let cut = whole.find("修缮码头数量").unwrap() + 4;
    desk.put("cut.txt", &whole.as_bytes()[..cut]);
    desk.run(&["extract", "cut.txt", "--audit", "-o", "out"]).exits(0);
    let records = desk.records("out");
    let n = records.iter().filter(|record| record["kind"] == "funding").count();
    assert_eq!(n, 8);
    assert!(records.iter().any(|record| record["level3"] == "渡船检验率"));
}

#[test]
fn a_table_that_no_template_knows_is_kept_whole() {
    let desk = Desk::new();
    desk.put("plants.txt", unknown_table());
    desk.run(&["extract", "plants.txt", "--audit", "-o", "out"]).exits(0);
    let records = desk.records("out");
    let table = records.iter().find(|record| record["kind"] == "table").unwrap();
    assert_eq!((&table["n_rows"], &table["n_cols"]), (&4.into(), &3.into()));
    assert_eq!(table["department"], serde_json::Value::Null);
}

#[test]
fn a_folder_without_a_readable_file_is_said_clearly() {
    let desk = Desk::new();
    fs::create_dir(desk.path("nothing")).unwrap();
    desk.put("locks/~$form.docx", "x");
    desk.put("locks/Thumbs.db", "x");
    for folder in ["nothing", "locks"] {
        let done = desk.run(&["extract", folder, "-o", "out"]).exits(1);
        done.says(&[&format!("{folder}: no readable file")]);
    }
    assert_eq!(desk.source("out", "Thumbs.db")["status"], "skipped");
}

#[test]
fn what_does_not_exist_fails_and_the_rest_is_read() {
    let desk = Desk::new();
    desk.put("a.txt", form("清河县渡运中心"));
    desk.run(&["extract", "a.txt", "b.txt", "-o", "out"]).exits(1).says(&["b.txt: "]);
    assert_eq!(desk.source("out", "a.txt")["status"], "ok");
    assert_eq!(desk.source("out", "b.txt")["error"]["code"], "io/unreadable");
}

#[test]
fn an_output_that_is_not_writable_stops_the_start() {
    let desk = Desk::new();
    desk.put("a.txt", form("清河县渡运中心"));
    desk.put("taken", "a file");
    desk.run(&["extract", "a.txt", "-o", "taken"]).exits(2).says(&["taken", "not writable"]);
    desk.run(&["extract", "a.txt", "-o", "taken/below"]).exits(2).says(&["taken/below"]);
    assert_eq!(fs::read_to_string(desk.path("taken")).unwrap(), "a file");
}

#[test]
fn a_run_replaces_an_earlier_one_and_nothing_else() {
    let desk = Desk::new();
    desk.put("a.txt", form("清河县渡运中心"));
    desk.put("b.txt", form("白石县林场"));
    desk.run(&["extract", "a.txt", "-o", "out"]).exits(0);
    desk.put("out/departments/notes.jsonl", "mine");
    desk.put("out/readme.md", "mine");
    let before = files(&desk.path("out"));
    desk.run(&["extract", "a.txt", "-o", "out", "--templates", "none"]).exits(2);
    assert_eq!(files(&desk.path("out")), before);
    desk.run(&["extract", "b.txt", "-o", "out"]).exits(0);
    let after = files(&desk.path("out"));
    assert!(after.contains(&"departments/白石县林场.jsonl".to_owned()), "{after:?}");
    assert!(!after.contains(&"departments/清河县渡运中心.jsonl".to_owned()), "{after:?}");
    assert!(after.contains(&"departments/notes.jsonl".to_owned()), "{after:?}");
    assert_eq!(fs::read_to_string(desk.path("out/readme.md")).unwrap(), "mine");
}

#[test]
fn wrong_use_exits_2_and_says_what_to_do() {
    let desk = Desk::new();
    desk.put("a.txt", "x");
    desk.run(&["extract"]).exits(2);
    desk.run(&["extract", "a.txt"]).exits(2).says(&["-o OUT"]);
    let unknown = ["extract", "a.txt", "-o", "out", "--without-template", "nope"];
    desk.run(&unknown).exits(2).says(&["nope", "templates list"]);
    let denied = ["extract", "a.txt", "-o", "out", "--deny", "layout/nope"];
    desk.run(&denied).exits(2).says(&["layout/nope", "layout/row-shifted"]);
    desk.run(&["extract", "x/*.txt", "-o", "out"]).exits(2).says(&["no file matches"]);
    desk.put("bad/form.toml", "id = \"x\"\nwrong");
    let bad = ["extract", "a.txt", "-o", "out", "--templates", "bad"];
    desk.run(&bad).exits(2).says(&["form.toml:2"]);
    assert!(!desk.path("out").exists());
}

#[test]
fn a_denied_finding_exits_1() {
    let desk = Desk::new();
    desk.put(
        "a.txt",
        form("清河县渡运中心")
            .replace("320.50\n\t100.00%\n\t301.20", "999.50\n\t100.00%\n\t301.20"),
    );
    desk.run(&["extract", "a.txt", "-o", "out"]).exits(0);
    desk.run(&["extract", "a.txt", "-o", "out", "--deny", "check"]).exits(1).says(&["check"]);
}

#[test]
fn an_audit_accounts_for_every_cell() {
    let desk = Desk::new();
    desk.put("a.txt", form("清河县渡运中心"));
    let done = desk.run(&["extract", "a.txt", "--audit", "-o", "out"]).exits(0);
    // A source of which nothing is lost is not named.
    assert_eq!(done.stdout, "117 of 117 cells and paragraphs accounted for\n");
}

#[test]
fn names_of_one_department_share_its_file() {
    let desk = Desk::new();
    desk.put("in/a.txt", form("清河县渡运中心（本级）"));
    desk.put("in/b.txt", form("清河县渡运中心本级"));
    desk.put("in/c.txt", form("白石县林场"));
    desk.put("in/d.txt", form("白石县林厂"));
    let done = desk.run(&["extract", "in", "-o", "out"]).exits(0);
    assert!(
        done.stderr.contains("departments  3; look alike: 白石县林场 ~ 白石县林厂\n"),
        "{}",
        done.stderr
    );
    let keys = desk.lines("out/departments/清河县渡运中心（本级）.jsonl");
    assert!(keys.iter().all(|line| line["department_key"] == "清河县渡运中心(本级)"));
    assert_eq!(keys.iter().filter(|line| line["kind"] == "filing").count(), 2);

    desk.put(
        "names.csv",
        "name,canonical,code\n白石县林厂,白石县国有林场,430001\n白石县林场,白石县国有林场,430001\n",
    );
    let mapped = ["extract", "in", "-o", "out", "--departments", "names.csv"];
    let done = desk.run(&mapped).exits(0).says(&["departments  2\n"]);
    assert!(!done.stderr.contains("look alike"), "{}", done.stderr);
    let lines = desk.lines("out/departments/白石县国有林场.jsonl");
    let filings: Vec<_> = lines.iter().filter(|line| line["kind"] == "filing").collect();
    let said = |key: &str| filings.iter().map(|line| line[key].clone()).collect::<Vec<_>>();
    assert_eq!(said("department"), ["白石县林场", "白石县林厂"]);
    assert_eq!(said("department_key"), ["白石县国有林场"; 2]);
    assert_eq!(said("department_code"), ["430001"; 2]);

    desk.put("names.csv", "甲局,乙局\n甲局,丙局\n");
    desk.run(&mapped).exits(2).says(&["names.csv:2: `甲局` is listed on line 1 already"]);
    desk.run(&["extract", "in", "-o", "out", "--departments", "none.csv"])
        .exits(2)
        .says(&["none.csv: the register of departments cannot be read"]);
}

#[test]
fn places_are_left_out_on_request() {
    let desk = Desk::new();
    desk.put("a.txt", form("清河县渡运中心"));
    desk.run(&["extract", "a.txt", "-o", "with"]).exits(0);
    desk.run(&["extract", "a.txt", "-o", "without", "--no-places"]).exits(0);
    let mut records = desk.records("with");
    assert!(records.iter().any(|record| record["places"]["target"]["line"].is_u64()));
    for record in &mut records {
        assert!(record.as_object_mut().unwrap().remove("places").is_some());
    }
    assert_eq!(records, desk.records("without"));
}

#[test]
fn equal_bytes_are_read_once() {
    let desk = Desk::new();
    desk.put("in/b.txt", form("清河县渡运中心"));
    desk.put("in/a.txt", form("清河县渡运中心"));
    desk.put("in/c.txt", form("白石县林场"));
    desk.run(&["extract", "in", "-o", "out"]).exits(0).says(&["2 ok", "1 duplicate"]);
    let second = desk.source("out", "b.txt");
    assert_eq!(
        (&second["status"], &second["duplicate_of"]),
        (&"duplicate".into(), &"a.txt".into())
    );
    assert_eq!(desk.source("out", "a.txt")["duplicate_of"], serde_json::Value::Null);
}

#[test]
fn filings_that_say_the_same_name_each_other() {
    let desk = Desk::new();
    desk.put("in/a.txt", form("清河县渡运中心"));
    desk.put("in/b.txt", form("清河县渡运中心").replace('\n', "\r\n"));
    desk.put("in/c.txt", form("清河县渡运中心").replace("≥3座", "≥4座"));
    desk.run(&["extract", "in", "-o", "out"]).exits(0);
    let records = desk.records("out");
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
    let desk = Desk::new();
    desk.put("in/2030/a.txt", form("清河县渡运中心"));
    desk.put("in/2031/b.txt", form("白石县林场"));
    desk.put("list.txt", "in/2030/a.txt\r\n\r\nin/2031/b.txt\n");
    desk.put("nul.txt", "in/2030/a.txt\0in/2031/b.txt\0");
    let ways: [&[&str]; 5] = [
        &["in"],
        &["in/*/*.txt"],
        &["in/2031", "in/2030/a.txt"],
        &["--files-from", "list.txt"],
        &["--files-from", "nul.txt", "--null"],
    ];
    for way in ways {
        desk.run(&[&["extract", "-o", "out"], way].concat()).exits(0);
        let names: Vec<_> =
            desk.lines("out/sources.jsonl").iter().map(|s| s["path"].clone()).collect();
        assert_eq!(names, ["2030/a.txt", "2031/b.txt"], "{way:?}");
    }
}

#[test]
fn standard_input_is_read() {
    let desk = Desk::new();
    let mut child = desk
        .command(&["extract", "-", "-o", "out"])
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(form("清河县渡运中心").as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(desk.source("out", "-")["status"], "ok");
}

#[cfg(unix)]
#[test]
fn pipes_are_read_once_and_devices_are_not() {
    let desk = Desk::new();
    desk.put("in/a.txt", form("清河县渡运中心"));
    let pipe = desk.path("in/pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // A pipe that lies in a folder is no document.
    desk.run(&["extract", "in", "-o", "out"]).exits(0).says(&["1 ok", "1 skipped"]);
    let writer = |text: String| {
        let pipe = pipe.clone();
        std::thread::spawn(move || fs::write(pipe, text).unwrap())
    };
    let writing = writer(form("白石县林场"));
    desk.run(&["extract", "in/pipe", "in/a.txt", "-o", "out"]).exits(0).says(&["2 ok"]);
    writing.join().unwrap();
    assert_eq!(desk.source("out", "in/pipe")["status"], "ok");
    let writing = writer(form("白石县林场"));
    let tables = desk.run(&["tables", "in/pipe"]).exits(0);
    assert!(tables.stdout.contains("乘客满意度"));
    writing.join().unwrap();
    desk.run(&["extract", "/dev/null", "-o", "out"])
        .exits(1)
        .says(&["neither a file nor a folder"]);
}

#[cfg(target_os = "linux")]
#[test]
fn what_was_found_stands_whoever_reads_it() {
    let desk = Desk::new();
    desk.put("in/a.txt", form("清河县渡运中心"));
    desk.put("in/b.png", b"\x89PNG\r\n\x1a\n");
    let full = || Stdio::from(fs::File::options().write(true).open("/dev/full").unwrap());
    let closed = || {
        let mut reader = std::process::Command::new("true").stdin(Stdio::piped()).spawn().unwrap();
        let pipe = reader.stdin.take().unwrap();
        reader.wait().unwrap();
        Stdio::from(pipe)
    };
    desk.run(&["extract", "in/a.txt", "-o", "one"]).exits(0);
    desk.run(&["extract", "in", "-o", "two"]).exits(1);
    let cases: [(&[&str], i32, i32); 5] = [
        (&["extract", "in", "--audit", "-o", "out"], 1, 1),
        (&["extract", "in/a.txt", "--audit", "-o", "out"], 0, 0),
        (&["diff", "one", "two"], 1, 1),
        (&["tables", "in/a.txt"], 0, 3),
        (&["schema"], 0, 3),
    ];
    for (args, when_closed, when_full) in cases {
        let code = |to: Stdio| {
            let mut command = desk.command(args);
            command.stdout(to).stderr(Stdio::null()).status().unwrap().code()
        };
        assert_eq!(code(closed()), Some(when_closed), "{args:?} to a closed pipe");
        assert_eq!(code(full()), Some(when_full), "{args:?} to a full device");
    }
}

#[test]
fn an_unfinished_run_is_told_from_a_finished_one() {
    let desk = Desk::new();
    desk.put("a.txt", form("清河县渡运中心"));
    desk.run(&["extract", "a.txt", "-o", "out"]).exits(0);
    fs::create_dir(desk.path("out/.formgrid")).unwrap();
    fs::rename(desk.path("out/run.json"), desk.path("out/.formgrid/run.json")).unwrap();
    for command in [&["diff", "out", "out"][..], &["snapshot", "check", "out"]] {
        desk.run(command).exits(2).says(&["out: an unfinished run"]);
    }
    desk.run(&["extract", "a.txt", "-o", "out"]).exits(0);
    assert!(!desk.path("out/.formgrid").exists());
    desk.run(&["diff", "out", "out"]).exits(0);
}

#[cfg(unix)]
#[test]
fn an_output_that_goes_away_fails_the_run() {
    let desk = Desk::new();
    desk.put("a.txt", form("清河县渡运中心"));
    let mut child = desk
        .command(&["extract", "-", "a.txt", "-o", "out"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while !desk.path("out/.formgrid/staging").exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    fs::rename(desk.path("out"), desk.path("elsewhere")).unwrap();
    drop(child.stdin.take());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("was moved or removed"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn names_need_not_be_utf8() {
    use std::{ffi::OsString, os::unix::ffi::OsStringExt as _};
    let desk = Desk::new();
    // 表 in GBK.
    let gbk = |before: &str, after: &str| {
        OsString::from_vec([before.as_bytes(), b"\xb1\xed", after.as_bytes()].concat())
    };
    let folder = desk.path("in");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join(gbk("", ".txt")), form("清河县渡运中心")).unwrap();
    let extract = |input: OsString, more: &[OsString]| {
        let args = ["extract".into(), input, "-o".into(), gbk("out", "")];
        desk.run(&[&args[..], more].concat()).exits(0).says(&["1 ok"]);
    };
    let cache = ["--cache".into(), gbk("cache", "")];
    extract("in".into(), &cache);
    extract("in".into(), &cache);
    extract("in/*.txt".into(), &[]);
    extract(gbk("in/", ".txt"), &[]);
    fs::rename(desk.path("").join(gbk("out", "")), desk.path("out")).unwrap();
    assert_eq!(desk.source("out", "表.txt")["status"], "ok");
    desk.run(&["inspect", "in/表.txt"]).exits(0);
    desk.put("utf8.txt", "in/表.txt\n");
    fs::write(desk.path("gbk.txt"), b"in/\xb1\xed.txt\n").unwrap();
    for list in ["utf8.txt", "gbk.txt"] {
        desk.run(&["extract", "--files-from", list, "-o", "out"]).exits(0).says(&["1 ok"]);
    }
    desk.run(&["snapshot", "accept", "in"]).exits(0);
    desk.run(&["snapshot", "check", "in"]).exits(0);
}

#[test]
fn the_build_is_told() {
    let desk = Desk::new();
    let version = desk.run(&["--version"]).exits(0).stdout;
    let build = version.split("(build ").nth(1).and_then(|rest| rest.split(')').next()).unwrap();
    assert_eq!(build.len(), 16, "{version}");
    desk.put("a.txt", form("清河县渡运中心"));
    desk.run(&["extract", "a.txt", "-o", "out"]).exits(0);
    let run = fs::read_to_string(desk.path("out/run.json")).unwrap();
    assert!(run.contains(&format!("\"build\": \"{build}\"")), "{run}");
}

#[test]
fn what_is_written_for_machines_is_no_document() {
    let desk = Desk::new();
    desk.put("in/a.txt", form("清河县渡运中心"));
    desk.run(&["extract", "in/a.txt", "-o", "in/earlier"]).exits(0);
    desk.put("in/read.py", "import sys\n\ndef main():\n    for a in sys.argv:\n        print(a)\n\n\nif __name__ == '__main__':\n    main()\n    sys.exit(0)\n");
    desk.put("in/run.log", "2031-01-15 09:12:33 INFO 完成\n".repeat(9));
    desk.run(&["extract", "in", "-o", "out"]).exits(1);
    for line in desk.lines("out/sources.jsonl") {
        let path = line["path"].as_str().unwrap();
        let expected = match path {
            "a.txt" => "ok",
            "earlier/diagnostics.jsonl" => "empty",
            // It is as empty as the one before it.
            "earlier/unassigned.jsonl" => "duplicate",
            _ => "unsupported",
        };
        assert_eq!(line["status"], expected, "{line}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_the_output_as_it_was() {
    for signal in ["-INT", "-TERM", "-HUP"] {
        check_interrupt(signal);
    }
}

/// Interrupts a run that waits for its input, which never comes.
#[cfg(unix)]
fn check_interrupt(signal: &str) {
    let desk = Desk::new();
    desk.put("a.txt", form("清河县渡运中心"));
    desk.run(&["extract", "a.txt", "-o", "out"]).exits(0);
    let before = fs::read(desk.path("out/run.json")).unwrap();
    let mut child = desk
        .command(&["extract", "-", "-o", "out"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The run waits for its input once its working folder is there.
    while !desk.path("out/.formgrid").exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let kill = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(kill.unwrap().success());
    let _open = child.stdin.take().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert!(String::from_utf8_lossy(&output.stderr).contains("interrupted"));
    assert_eq!(fs::read(desk.path("out/run.json")).unwrap(), before);
    assert!(!desk.path("out/.formgrid").exists());
}

#[test]
fn a_closed_pipe_is_no_error() {
    let desk = Desk::new();
    desk.put("a.txt", form("清河县渡运中心").repeat(200));
    let mut child = desk
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
    let desk = Desk::new();
    desk.put("a.txt", form("清河县渡运中心"));
    desk.put("formgrid.toml", "no-personal = true\noutput = 'from-file'\nquiet = true\n");
    assert_eq!(desk.run(&["extract", "a.txt"]).exits(0).stderr, "");
    let phone = |out: &str| {
        let records = desk.records(out);
        let filing = records.iter().find(|record| record["kind"] == "filing").unwrap();
        filing["phone"].clone()
    };
    assert_eq!(phone("from-file"), serde_json::Value::Null);
    let mut command = desk.command(&["extract", "a.txt"]);
    command.env("FORMGRID_OUTPUT", "from-env").env("FORMGRID_NO_PERSONAL", "no");
    assert!(command.status().unwrap().success());
    assert_eq!(phone("from-env"), "0000-1234567");
    let flags = ["extract", "a.txt", "-o", "from-flag", "--no-personal"];
    let mut command = desk.command(&flags);
    command.env("FORMGRID_OUTPUT", "from-env-2").env("FORMGRID_NO_PERSONAL", "false");
    assert!(command.status().unwrap().success());
    assert_eq!(phone("from-flag"), serde_json::Value::Null);
    desk.put("formgrid.toml", "\njob = 3\n");
    desk.run(&["extract", "a.txt"]).exits(2).says(&["formgrid.toml:2", "job"]);
}

#[test]
fn limits_are_set_by_name_and_said_by_it() {
    let desk = Desk::new();
    desk.put("渡口.txt", form("青石县渡口管理所"));
    let args = ["extract", "渡口.txt", "-o", "out", "--limit", "text-pieces=5"];
    desk.run(&args).exits(1).says(&["渡口.txt: ", "over the limit text-pieces of 5", "read/limit"]);
    desk.put("formgrid.toml", "[limits]\ntext-pieces = 5\n");
    desk.run(&["extract", "渡口.txt", "-o", "out"]).exits(1).says(&["text-pieces of 5"]);
    desk.run(&["inspect", "渡口.txt"]).exits(1).says(&["text-pieces of 5"]);
    let args = ["extract", "渡口.txt", "-o", "out", "--limit", "text-pieces=5000,xml-depth=3"];
    desk.run(&args).exits(0);
    desk.run(&["inspect", "渡口.txt", "--limit", "pieces=1"])
        .exits(2)
        .says(&["pieces: no limit has this name", "text-bytes, text-pieces"]);
}

#[test]
fn tables_come_in_every_format() {
    let desk = Desk::new();
    desk.put("a.txt", unknown_table());
    let piped = desk.run(&["tables", "a.txt"]).exits(0).stdout;
    let line: serde_json::Value = serde_json::from_str(&piped).unwrap();
    assert_eq!((&line["n_rows"], &line["method"]), (&4.into(), &"rows".into()));
    let table = |format| desk.run(&["tables", "--format", format, "a.txt"]).exits(0).stdout;
    assert_eq!(table("jsonl"), piped);
    assert!(table("text").contains("│ 山茶 │ 南坡 │ 二月 │"), "{}", table("text"));
    assert!(table("csv").contains("山茶,南坡,二月\r\n"));
    assert!(table("markdown").contains("| 山茶 | 南坡 | 二月 |"));
    assert!(table("html").contains("<td>山茶</td>"));
    desk.run(&["tables", "none.txt"]).exits(1).says(&["none.txt: "]);
}

#[test]
fn what_a_document_holds_never_reaches_the_terminal_as_a_command() {
    let desk = Desk::new();
    desk.put("a.txt", unknown_table().replace("山茶", "\u{1b}]0;owned\u{7}山茶"));
    for command in [&["inspect", "a.txt"][..], &["tables", "--format", "text", "a.txt"]] {
        let stdout = desk.run(command).exits(0).stdout;
        assert!(!stdout.contains('\u{1b}') && stdout.contains("山茶"), "{stdout}");
    }
}

#[test]
fn inspect_shows_grid_records_and_findings() {
    let desk = Desk::new();
    desk.put("a.txt", form("清河县渡运中心"));
    let stdout = desk.run(&["inspect", "a.txt"]).exits(0).stdout;
    for text in ["format    text", "┌", "渡船检验率", "== records ==", "== findings =="] {
        assert!(stdout.contains(text), "no {text:?} in:\n{stdout}");
    }
}

#[test]
fn templates_are_listed_and_shown() {
    let desk = Desk::new();
    let list = desk.run(&["templates", "list"]).exits(0).stdout;
    let id = list.lines().next().unwrap().split_whitespace().next().unwrap();
    let shown = desk.run(&["templates", "show", id]).exits(0).stdout;
    assert!(shown.contains(&format!("id = \"{id}\"")), "{shown}");
    desk.run(&["templates", "show", "nope"]).exits(2).says(&["nope"]);
}

#[test]
fn a_template_is_explained_by_the_words_that_speak_for_it() {
    let desk = Desk::new();
    desk.put("a.txt", form("清河县渡运中心"));
    let chosen = desk.run(&["templates", "explain", "a.txt"]).exits(0).stdout;
    assert!(chosen.starts_with("hubei-overall-2024: chosen for 1 filing\n"), "{chosen}");
    let without = ["templates", "explain", "a.txt", "--without-template", "hubei-overall-2024"];
    let generic = desk.run(&without).exits(0).stdout;
    assert!(generic.starts_with("generic: chosen for 1 filing\n"), "{generic}");
    assert!(generic.contains("missing: "), "{generic}");
}

#[test]
fn completions_and_version_are_printed() {
    let desk = Desk::new();
    let version = desk.run(&["--version"]).exits(0).stdout;
    let number = format!("formgrid {} (build ", env!("CARGO_PKG_VERSION"));
    assert!(version.starts_with(&number), "{version}");
    assert!(desk.run(&["completions", "bash"]).exits(0).stdout.contains("extract"));
}
