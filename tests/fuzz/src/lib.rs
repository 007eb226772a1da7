//! Shared code of the fuzz targets: the whole pipeline, and valid containers around the fuzzed
//! part.
//!
//! A fuzzer cannot guess checksums or compressed streams, so it gets the part behind them.

pub mod containers;

use std::{panic, sync::Once};

use formgrid_batch::{Diagnostics, Limits, Templates, audit, read_document, write_record};
use formgrid_testkit::zip_of;

thread_local! {
    static TEMPLATES: Templates = Templates::builtin();
}

/// Reads a document, writes its records, and asserts that no text of it is lost.
///
/// # Panics
///
/// If a text is lost, or a stage has a bug.
pub fn pipeline(bytes: &[u8]) {
    let_readers_catch();
    TEMPLATES.with(|templates| {
        let limits = Limits::default();
        let mut diagnostics = Diagnostics::new();
        let Ok(reading) = read_document(bytes, "a", templates, &limits, &mut diagnostics) else {
            return;
        };
        let mut lines = Vec::new();
        for record in &reading.records {
            write_record(record, &mut lines).expect("memory takes all");
        }
        let audit = audit(&reading.document, &reading.records, templates, &mut diagnostics);
        assert_eq!(audit.n_lost, 0, "lost {:?}", audit.lost.first());
    });
}

/// Lets readers catch panics of libraries. The fuzzer's hook would end the process at once; without
/// it, uncaught panics still do.
fn let_readers_catch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| panic::set_hook(Box::new(|panic| eprintln!("{panic}"))));
}

/// Reads bytes between others.
pub fn wrapped(before: &[u8], bytes: &[u8], after: &[u8]) {
    pipeline(&[before, bytes, after].concat());
}

/// Reads a package in which one part has these bytes.
pub fn package(parts: &[(&str, &[u8])], name: &str, bytes: &[u8]) {
    let mut parts: Vec<(&str, &[u8])> =
        parts.iter().filter(|(other, _)| *other != name).copied().collect();
    parts.push((name, bytes));
    pipeline(&zip_of(&parts));
}

/// Parses a template and reads a form with it.
pub fn template(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let file = ("a.toml".to_owned(), text.to_owned());
    let Ok(templates) = Templates::with_dir(&[file]) else { return };
    let limits = Limits::default();
    let dump = "绩效目标表\n\t一级指标\n\t指标值\n\n\t产出指标\n\t≥1个\n";
    let _ = read_document(dump.as_bytes(), "a", &templates, &limits, &mut Diagnostics::new());
}
