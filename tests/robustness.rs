//! Damaged documents: errors are allowed, panics and hangs are not.
//!
//! Every document of `corpora/`, and of the folder in `FORMGRID_CORPORA` where that is set, is cut and
//! changed at places that a fixed seed chooses, and goes through the whole pipeline.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::{
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use formgrid_batch::{Diagnostics, Limits, Templates, audit, read_document};
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

/// What is wrong with how a document was read; none where all is well.
fn fault(bytes: &[u8], templates: &Templates) -> Option<String> {
    let started = Instant::now();
    let result = catch_unwind(AssertUnwindSafe(|| {
        let mut diagnostics = Diagnostics::new();
        let reading =
            read_document(bytes, "a.txt", templates, &Limits::default(), &mut diagnostics);
        reading.map(|reading| audit(&reading.document, &reading.records, &diagnostics))
    }));
    let took = started.elapsed();
    match result {
        Err(_) => Some("panicked".to_owned()),
        Ok(_) if took > time_limit(bytes.len()) => Some(format!("took {took:?}")),
        Ok(Ok(audit)) if audit.n_lost > 0 => {
            let first = audit.lost.first().map(|lost| format!("{lost:?}"));
            Some(format!("lost {} of {} atoms, {first:?}", audit.n_lost, audit.atoms))
        }
        Ok(_) => None,
    }
}

#[track_caller]
fn check(documents: impl IntoIterator<Item = (String, Vec<u8>)>) {
    let templates = Templates::builtin();
    let faults: Vec<String> = documents
        .into_iter()
        .filter_map(|(what, bytes)| Some(format!("{what}: {}", fault(&bytes, &templates)?)))
        .collect();
    assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
}

/// A document as it is, and its damaged copies.
fn with_copies(path: &Path) -> Vec<(String, Vec<u8>)> {
    let bytes = fs::read(path).unwrap();
    let n = if bytes.len() <= MAX_MUTATED { N_COPIES } else { 0 };
    let name = |nth| format!("damaged copy {nth} of {}", path.display());
    let copies = mutations(&bytes, SEED, n).enumerate();
    let mut all: Vec<_> = copies.map(|(nth, copy)| (name(nth), copy)).collect();
    all.push((path.display().to_string(), bytes));
    all
}

#[test]
fn damaged_documents_neither_panic_nor_hang_nor_lose_text() {
    let corpus = corpus_dir();
    let mut paths: Vec<PathBuf> = cases(&corpus).unwrap().into_iter().map(|c| c.path).collect();
    assert!(!paths.is_empty(), "no documents in {}", corpus.display());
    if let Some(folder) = env::var_os("FORMGRID_CORPORA") {
        paths.extend(documents(&PathBuf::from(folder).join("seeds")));
    }
    check(paths.iter().flat_map(|path| with_copies(path)));
}

#[test]
fn files_of_other_programs_neither_panic_nor_hang() {
    let Some(folder) = env::var_os("FORMGRID_CORPORA") else { return };
    let read = |path: PathBuf| (path.display().to_string(), fs::read(path).unwrap());
    check(documents(Path::new(&folder)).into_iter().map(read));
}

/// Inputs that are cheap to write and would be dear to read.
#[test]
fn hostile_texts_cost_no_more_than_their_length() {
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
    check(hostile.map(|(what, text)| (what.to_owned(), text.into_bytes())));
}
