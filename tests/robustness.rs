//! Damaged documents: errors are allowed, panics and hangs are not.
//!
//! Every document of `corpora/`, and of the folder in `FORMGRID_CORPORA` where that is set, is cut and
//! changed at places that a fixed seed chooses, and goes through the whole pipeline.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::{
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use formgrid_batch::{Diagnostics, Templates, audit, read_document};
use formgrid_testkit::{cases, corpus_dir, mutations};

const SEED: u64 = 20_240_126;

/// Damaged copies of each document.
const N_COPIES: usize = 24;

/// Time for one document of this size, far above what it takes without optimization.
fn time_limit(n_bytes: usize) -> Duration {
    Duration::from_secs(5 + n_bytes as u64 / 20_000)
}

/// Longer documents are only read as they are.
const MAX_MUTATED: usize = 100_000;

fn documents(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let open = |path: PathBuf| if path.is_dir() { documents(&path) } else { vec![path] };
    let is_document = |path: &PathBuf| path.extension().is_none_or(|e| e != "md" && e != "json");
    paths.into_iter().flat_map(open).filter(is_document).collect()
}

fn check(bytes: &[u8], templates: &Templates, what: &str) {
    let started = Instant::now();
    let result = catch_unwind(AssertUnwindSafe(|| {
        let mut diagnostics = Diagnostics::new();
        let reading = read_document(bytes, "a.txt", templates, &mut diagnostics);
        reading.map(|reading| audit(&reading.document, &reading.records, &diagnostics))
    }));
    let took = started.elapsed();
    let Ok(reading) = result else { panic!("{what}: panicked") };
    assert!(took < time_limit(bytes.len()), "{what}: took {took:?}");
    if let Ok(audit) = reading {
        assert_eq!(audit.n_lost, 0, "{what}: {:?}", audit.lost);
    }
}

#[test]
fn damaged_documents_neither_panic_nor_hang_nor_lose_text() {
    let templates = Templates::builtin();
    let corpus = corpus_dir();
    let mut paths: Vec<PathBuf> = cases(&corpus).unwrap().into_iter().map(|c| c.path).collect();
    assert!(!paths.is_empty(), "no documents in {}", corpus.display());
    if let Some(folder) = env::var_os("FORMGRID_CORPORA") {
        paths.extend(documents(&PathBuf::from(folder).join("seeds")));
    }
    for path in paths {
        let bytes = fs::read(&path).unwrap();
        let what = path.display().to_string();
        check(&bytes, &templates, &what);
        if bytes.len() <= MAX_MUTATED {
            for (nth, copy) in mutations(&bytes, SEED, N_COPIES).enumerate() {
                check(&copy, &templates, &format!("damaged copy {nth} of {what}"));
            }
        }
    }
}

#[test]
fn files_of_other_programs_neither_panic_nor_hang() {
    let Some(folder) = env::var_os("FORMGRID_CORPORA") else { return };
    let templates = Templates::builtin();
    for path in documents(Path::new(&folder)) {
        check(&fs::read(&path).unwrap(), &templates, &path.display().to_string());
    }
}

/// Inputs that are cheap to write and would be dear to read.
#[test]
fn hostile_texts_cost_no_more_than_their_length() {
    let templates = Templates::builtin();
    let hostile = [
        ("tabs", "\t".repeat(200_000)),
        ("cells", "\t一\n".repeat(50_000)),
        ("rows", "\t一\t二\n".repeat(30_000)),
        ("blank lines", "\t一\n\n\n\n".repeat(20_000)),
        ("headers", "\t一级指标\n\t二级指标\n\t三级指标\n\t指标值\n\n".repeat(4_000)),
        ("one line", "字".repeat(200_000)),
        ("one row", format!("{}\n", "\t字".repeat(60_000))),
        ("markup", "\t<table><tr><td>".repeat(10_000)),
        ("open tags", "<".repeat(200_000)),
        ("form feeds", "\u{c}".repeat(100_000)),
        ("digits", format!("\t{}\n", "9".repeat(200_000))),
        ("titles", "部门整体绩效目标申报表\n".repeat(10_000)),
    ];
    for (what, text) in hostile {
        check(text.as_bytes(), &templates, what);
    }
}
