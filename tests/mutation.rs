//! Damaged and hostile documents: errors are allowed; panics, hangs and lost texts are not, and
//! each costs at most 2 seconds of CPU time and 256 MiB.
//!
//! Mutants of every document of `corpora/` go through the whole pipeline, in this process.
//! Environment: `FORMGRID_MUTANTS` is the number (default 2,000), `FORMGRID_SEED` the seed,
//! `FORMGRID_CORPORA` a folder of further documents, `FORMGRID_MUTANT` the only one to read, as
//! named in the report; it is then saved below the target folder. The report is shown with `--
//! --nocapture`.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]
#![expect(clippy::print_stdout, reason = "the costs are a report")]

#[path = "mutation/cost.rs"]
mod cost;
#[path = "mutation/hostile.rs"]
mod hostile;

use std::{
    env, fs,
    path::{Path, PathBuf},
    str::FromStr,
};

use formgrid_testkit::{cases, corpus_dir, mutant};

use self::cost::{Meter, Report};

const SEED: u64 = 20_240_126;

/// Default number of mutants.
const N_MUTANTS: u64 = 2_000;

/// Longer documents are not mutated, because their length alone makes them slow.
const MAX_MUTATED: u64 = 200_000;

/// A document to be damaged.
struct Document {
    name: String,
    path: PathBuf,
}

/// The documents of the project and of the additional folder.
fn documents() -> Vec<Document> {
    let of_project = cases(&corpus_dir()).unwrap();
    assert!(!of_project.is_empty());
    let further = env::var_os("FORMGRID_CORPORA").map(|folder| cases(Path::new(&folder)).unwrap());
    let all = of_project.into_iter().chain(further.into_iter().flatten());
    let documents =
        all.filter(|case| !case.name.ends_with(".json") && !case.name.ends_with("jsonl"));
    documents.map(|case| Document { name: case.name, path: case.path }).collect()
}

fn setting<T: FromStr>(name: &str) -> Option<T> {
    let parsed = env::var(name).ok()?.parse();
    assert!(parsed.is_ok(), "{name} is malformed");
    parsed.ok()
}

#[test]
fn mutants_stay_within_bounds() {
    let seed = setting("FORMGRID_SEED").unwrap_or(SEED);
    let mut documents = documents();
    documents.retain(|document| document.path.metadata().unwrap().len() <= MAX_MUTATED);
    let n_documents = documents.len() as u64;
    if let Some(wanted) = setting::<String>("FORMGRID_MUTANT") {
        return repeat(&documents, seed, &wanted);
    }
    let n_mutants = setting("FORMGRID_MUTANTS").unwrap_or(N_MUTANTS);
    let mut report = Report::default();
    let mut meter = Meter::new();
    for (nth, document) in (0..).zip(&documents) {
        let bytes = fs::read(&document.path).unwrap();
        let n = n_mutants / n_documents + u64::from(nth < n_mutants % n_documents);
        for number in 0..n {
            let mutant = mutant(&bytes, seed, number);
            let name = format!("{}#{number}", document.name);
            report.add(meter.read(name, &mutant.damage, &mutant.bytes));
        }
    }
    println!("seed {seed}, {n_documents} documents\n{report}");
    report.assert_within_bounds();
}

/// Reads one mutant and saves it.
fn repeat(documents: &[Document], seed: u64, wanted: &str) {
    let (name, number) = wanted.rsplit_once('#').unwrap();
    let document = documents.iter().find(|document| document.name == name).unwrap();
    let mutant = mutant(&fs::read(&document.path).unwrap(), seed, number.parse().unwrap());
    let file = wanted.replace(['/', '#'], "-");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(file);
    fs::write(&path, &mutant.bytes).unwrap();
    println!("saved as {}", path.display());
    let mut report = Report::default();
    report.add(Meter::new().read(wanted.to_owned(), &mutant.damage, &mutant.bytes));
    println!("{report}");
    report.assert_within_bounds();
}

#[test]
fn documents_as_they_are_stay_within_bounds() {
    let mut report = Report::default();
    let mut meter = Meter::new();
    for document in documents() {
        let bytes = fs::read(&document.path).unwrap();
        report.add(meter.read(document.name, "none", &bytes));
    }
    println!("{report}");
    report.assert_within_bounds();
}

/// Inputs that are cheap to write and could be expensive to read.
#[test]
fn hostile_inputs_stay_within_bounds() {
    let mut report = Report::default();
    let mut meter = Meter::new();
    for (what, bytes) in hostile::inputs() {
        report.add(meter.read(what.to_owned(), "built to be expensive", &bytes));
    }
    println!("{report}");
    report.assert_within_bounds();
}
