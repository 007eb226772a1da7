//! The same inputs give the same bytes, whatever the threads and the order of the inputs.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod support;

use std::{collections::BTreeMap, fs};

use support::{Desk, files, form, unknown_table};

/// The bytes of every file of a run.
fn run(desk: &Desk, out: &str, jobs: &str, inputs: &[String]) -> BTreeMap<String, Vec<u8>> {
    let mut args = vec!["extract", "--quiet", "--jobs", jobs, "-o", out];
    args.extend(inputs.iter().map(String::as_str));
    let done = desk.run(&args);
    assert!(matches!(done.code, Some(0 | 1)), "{}", done.stderr);
    let folder = desk.path(out);
    let read = |name: String| (name.clone(), fs::read(folder.join(name)).unwrap());
    files(&folder).into_iter().map(read).collect()
}

#[test]
fn threads_and_order_leave_no_trace() {
    let desk = Desk::new();
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
        desk.put(&name, text);
        inputs.push(name);
    }
    let first = run(&desk, "out-1", "1", &inputs);
    assert!(first.len() > 6, "{:?}", first.keys());
    inputs.reverse();
    assert!(first == run(&desk, "out-2", "2", &inputs), "2 jobs, reversed");
    inputs.rotate_left(13);
    inputs.swap(3, 20);
    assert!(first == run(&desk, "out-8", "8", &inputs), "8 jobs, shuffled");
    assert!(
        first == run(&desk, "out-1", "8", &["in".to_owned()]),
        "as a folder, over an earlier run"
    );
}
