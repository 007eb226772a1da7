//! Figures that must not fall: records found in real dumps and in forms of known content.
//!
//! The documents are third-party text and not in the repository; `FORMGRID_CORPORA` names their
//! folder, and without it these tests say so and pass. Expected lines are next to each document:
//! `"*"` is an unchecked value, and `alt` lists other correct values. Texts are compared after NFKC
//! without blanks; each found line is used once.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]
#![expect(clippy::print_stdout, reason = "the figures are for those who run the tests")]

mod support;

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use support::TestDir;
use support::score::{
    FULL, LEAF, LEVELS, Score, Spec, accepted, amounts, money, number, raw, text, without_number,
};

const GOAL: Spec =
    &[("department", text), ("horizon", text), ("number", text), ("text", without_number)];
const PROJECT: Spec =
    &[("department", text), ("name", text), ("code", text), ("annual_budget", money)];
const FUNDING: Spec = &[
    ("department", text),
    ("side", text),
    ("category", text),
    ("amount", money),
    ("share", number),
    ("history", amounts),
];

/// A figure and its minimum.
type Bar = (&'static str, &'static str, Spec, f64);

const SEEDS: &[Bar] = &[
    ("levels", "indicator", LEVELS, 0.995),
    ("full", "indicator", FULL, 0.99),
    ("goals", "goal", GOAL, 0.99),
    ("projects", "project", PROJECT, 0.99),
    ("funding", "funding", FUNDING, 0.99),
];
const KNOWN_FORMS: &[Bar] =
    &[("levels", "indicator", LEVELS, 0.985), ("full", "indicator", FULL, 0.975)];
const OTHER_FORMS: &[Bar] = &[("levels", "indicator", LEVELS, 0.90)];
const RECOGNIZED: &[Bar] = &[("full", "indicator", FULL, 0.95)];

/// Templates whose forms are read by header words instead.
const OTHERS: &[&str] = &[
    "central_project",
    "flat_project_list",
    "selfeval_project",
    "shanghai_project",
    "sichuan_overall",
];

fn corpora(folder: &str) -> Option<PathBuf> {
    let Some(root) = env::var_os("FORMGRID_CORPORA") else {
        println!("FORMGRID_CORPORA is not set: nothing is compared");
        return None;
    };
    Some(Path::new(&root).join(folder)).filter(|folder| folder.is_dir())
}

/// The stems of the documents below a folder that have expected lines and this ending.
fn stems(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for name in support::files(folder) {
        if let Some(stem) = name.strip_suffix(".expected.jsonl")
            && folder.join(format!("{stem}.{ending}")).is_file()
        {
            found.push(folder.join(stem));
        }
    }
    found
}

/// Results of a run, by source.
type Found = BTreeMap<String, Vec<Value>>;

/// Reads all documents in one run.
fn extract(stems: &[PathBuf], ending: &str, options: &[&str]) -> Found {
    let dir = TestDir::new();
    let mut args =
        vec!["extract".to_owned(), "--audit".to_owned(), "-o".to_owned(), "out".to_owned()];
    args.extend(options.iter().map(|option| (*option).to_owned()));
    args.extend(stems.iter().map(|stem| format!("{}.{ending}", stem.display())));
    dir.run(&args).exits(0);
    let mut found = Found::new();
    for record in dir.records("out") {
        let path = record["source"]["path"].as_str().unwrap();
        found.entry(path.rsplit('/').next().unwrap().to_owned()).or_default().push(record);
    }
    found
}

/// The lines expected of a document, and those found in it.
fn lines_of<'f>(
    stem: &Path,
    ending: &str,
    kind: &str,
    found: &'f Found,
) -> (Vec<Value>, Vec<&'f Value>) {
    let text = fs::read_to_string(format!("{}.expected.jsonl", stem.display())).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let expected = lines.filter(|line| line["kind"] == kind).collect();
    let name = format!("{}.{ending}", stem.file_name().unwrap().display());
    let found = found.get(&name).map_or(&[][..], Vec::as_slice);
    (expected, found.iter().filter(|line| line["kind"] == kind).collect())
}

/// Compares what was found in each document with the lines expected of it.
fn check(what: &str, stems: &[PathBuf], ending: &str, found: &Found, bars: &[Bar]) {
    let mut short = Vec::new();
    for (figure, kind, spec, bar) in bars {
        let mut score = Score::default();
        for stem in stems {
            let (expected, found) = lines_of(stem, ending, kind, found);
            score.add(&expected, &found, spec);
        }
        println!("{what}: {figure} {:.4}, at least {bar}", score.f1());
        if score.f1() < *bar {
            short.push(format!("{figure} {:.4}, missed {:?}", score.f1(), score.missed));
        }
    }
    assert!(short.is_empty(), "{what}: {short:#?}");
}

/// The share of indicators whose line is within the row that prints them.
fn share_in_row(stems: &[PathBuf], found: &Found) -> f64 {
    let (mut hits, mut all) = (0_u32, 0_u32);
    for stem in stems {
        let (expected, found) = lines_of(stem, "txt", "indicator", found);
        let key = |line: &Value| (text(&line["level3"]), raw(&line["target"]));
        let mut pool: Vec<_> =
            found.iter().map(|line| (key(line), line["source"]["line"].as_u64())).collect();
        for line in expected {
            let Some(first) = line["line"].as_u64() else { continue };
            let last = line["line_end"].as_u64().unwrap_or(first);
            all += 1;
            let wanted = accepted(&line, LEAF);
            let fits = |found: &((String, String), Option<u64>)| {
                wanted[0].contains(&found.0.0)
                    && wanted[1].contains(&found.0.1)
                    && found.1.is_some_and(|at| (first..=last).contains(&at))
            };
            if let Some(at) = pool.iter().position(fits) {
                pool.swap_remove(at);
                hits += 1;
            }
        }
    }
    f64::from(hits) / f64::from(all.max(1))
}

/// The share of non-empty cells that ended in a record.
fn share_mapped(found: &Found) -> f64 {
    let filings = found.values().flatten().filter(|line| line["kind"] == "filing");
    let sum = |key: &str| {
        let cells = filings.clone().map(|line| line["coverage"][key].as_f64().unwrap());
        cells.sum::<f64>()
    };
    sum("mapped") / sum("cells").max(1.0)
}

#[test]
fn seeds_are_read() {
    let Some(folder) = corpora("seeds") else { return };
    let stems = stems(&folder, "txt");
    let found = extract(&stems, "txt", &[]);
    check("seeds", &stems, "txt", &found, SEEDS);
    let (in_row, mapped) = (share_in_row(&stems, &found), share_mapped(&found));
    println!("seeds: line {in_row:.4}, mapped {mapped:.4}");
    assert!(in_row >= 0.99, "lines of indicators: {in_row:.4}");
    assert!(mapped >= 0.98, "mapped: {mapped:.4}");
}

#[test]
fn forms_of_the_seeds_are_read() {
    let Some(folder) = corpora("forms") else { return };
    let is_known =
        |stem: &PathBuf| !OTHERS.iter().any(|name| stem.to_string_lossy().contains(name));
    let known: Vec<PathBuf> = stems(&folder, "txt").into_iter().filter(is_known).collect();
    check("known forms", &known, "txt", &extract(&known, "txt", &[]), KNOWN_FORMS);
}

#[test]
fn other_forms_are_read_by_their_header_words() {
    let Some(folder) = corpora("forms") else { return };
    for form in OTHERS {
        let stems = stems(&folder.join(form), "txt");
        let without = form.replace('_', "-");
        let found = extract(&stems, "txt", &["--without-template", &without]);
        check(form, &stems, "txt", &found, OTHER_FORMS);
    }
}

#[test]
fn recognized_text_is_read() {
    let Some(folder) = corpora("forms") else { return };
    let stems = stems(&folder, "ocr.txt");
    check("recognized text", &stems, "ocr.txt", &extract(&stems, "ocr.txt", &[]), RECOGNIZED);
}
