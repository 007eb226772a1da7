//! The same inputs give the same bytes, whatever the threads, input order and isolation.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod support;

use std::{collections::BTreeMap, fs};

use formgrid_testkit::zip_of;
use support::{TestDir, files, form, unknown_table};

/// The bytes of every file of a run.
fn run(dir: &TestDir, out: &str, flags: &[&str], inputs: &[String]) -> BTreeMap<String, Vec<u8>> {
    let mut args = [&["extract", "--quiet", "--parquet", "-o", out], flags].concat();
    args.extend(inputs.iter().map(String::as_str));
    let done = dir.run(&args);
    assert!(matches!(done.code, Some(0 | 1)), "{}", done.stderr);
    let folder = dir.path(out);
    let read = |name: String| (name.clone(), fs::read(folder.join(name)).unwrap());
    files(&folder).into_iter().map(read).collect()
}

#[test]
fn threads_and_order_leave_no_trace() {
    let dir = TestDir::new();
    let departments = ["清河县渡运中心", "白石县林场", "白石县林场（本级）", "渡口管理站"];
    let mut inputs = Vec::new();
    for number in 0..40 {
        let name = format!("in/{}/{number:02}.txt", number % 3);
        let text = match number % 10 {
            7 => unknown_table(),
            8 => String::new(),
            9 => form(departments[0]),
            _ => form(departments[number % 4]).replace("≥3座", &format!("≥{number}座")),
        };
        dir.put(&name, text);
        inputs.push(name);
    }
    let again = form("渡口管理站").replace("≥3座", "≥8座");
    let inner = zip_of(&[("x.txt", again.as_bytes()), ("y.txt", form(departments[0]).as_bytes())]);
    dir.put("in/1/more.zip", zip_of(&[("inner.zip", &inner), ("z.txt", again.as_bytes())]));
    inputs.push("in/1/more.zip".to_owned());
    let first = run(&dir, "out-1", &["--jobs", "1"], &inputs);
    assert!(first.len() > 16, "{:?}", first.keys());
    inputs.reverse();
    assert!(first == run(&dir, "out-2", &["--jobs", "2"], &inputs), "2 jobs, reversed");
    inputs.rotate_left(13);
    inputs.swap(3, 20);
    assert!(first == run(&dir, "out-8", &["--jobs", "8"], &inputs), "8 jobs, shuffled");
    let here = ["--jobs", "3", "--in-process"];
    assert!(first == run(&dir, "out-here", &here, &inputs), "in process");
    assert!(
        first == run(&dir, "out-1", &["--jobs", "8"], &["in".to_owned()]),
        "as a folder, over an earlier run"
    );
}
