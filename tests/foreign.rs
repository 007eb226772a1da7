//! Overlays do not change the records of forms.
//!
//! A generator adds watermarks, seals, stamps and signatures to PDF documents; each is read with
//! and without them. `FORMGRID_CORPORA` names a folder of further documents (in `forms`),
//! `FORMGRID_OVERPRINTS` the number of overlays per document.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use formgrid_batch::{Code, Diagnostics, Kind, Limits, Templates, read_document, write_record};
use formgrid_testkit::overprint;
use serde_json::Value;

/// Keys that describe the page, not the form.
const OF_THE_PAGE: [&str; 6] = ["source", "places", "repairs", "confidence", "related", "coverage"];

/// The lines of a document with their counts, and the number of marks left out.
fn lines(bytes: &[u8], templates: &Templates) -> (BTreeMap<String, usize>, usize) {
    let mut diagnostics = Diagnostics::new();
    let reading =
        read_document(bytes, "form", templates, &Limits::default(), &mut diagnostics).unwrap();
    let mut lines = BTreeMap::new();
    for record in reading.records.iter().filter(|record| record.head.kind != Kind::Unmapped) {
        let mut line = Vec::new();
        write_record(record, &mut line).unwrap();
        let mut line: Value = serde_json::from_slice(&line).unwrap();
        let keys = line.as_object_mut().unwrap();
        OF_THE_PAGE.iter().for_each(|key| drop(keys.remove(*key)));
        *lines.entry(line.to_string()).or_default() += 1;
    }
    let n_marks = diagnostics.iter().filter(|found| found.code == Code::LayoutForeignInk).count();
    (lines, n_marks)
}

/// The PDF documents in the folders of a folder.
fn pdfs(folder: &Path) -> Vec<PathBuf> {
    let entries = |folder: &Path| -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
        entries.map(|entry| entry.unwrap().path()).collect()
    };
    let is_pdf = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "pdf");
    entries(folder).iter().flat_map(|folder| entries(folder)).filter(is_pdf).collect()
}

fn documents() -> Vec<PathBuf> {
    let mut documents = pdfs(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/media"));
    if let Some(root) = env::var_os("FORMGRID_CORPORA") {
        documents.extend(pdfs(&Path::new(&root).join("forms")));
    }
    documents.sort();
    documents
}

#[test]
fn ink_over_a_form_changes_none_of_its_records() {
    let templates = Templates::builtin();
    let n_each = env::var("FORMGRID_OVERPRINTS").ok().and_then(|n| n.parse().ok()).unwrap_or(4);
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (number, path) in (0_u64..).zip(documents()) {
        let bytes = fs::read(&path).unwrap();
        let (clean, n_marks) = lines(&bytes, &templates);
        assert_eq!(n_marks, 0, "{}: ink of the form itself was left out", path.display());
        for seed in 0..n_each {
            let Some(over) = overprint(&bytes, number * 1_000 + seed) else { continue };
            let (found, _) = lines(&over.bytes, &templates);
            let equal: usize =
                clean.iter().map(|(line, n)| n.min(found.get(line).unwrap_or(&0))).sum();
            let (n_equal, n_all) = counts.entry(over.what).or_default();
            *n_equal += equal;
            *n_all += clean.values().sum::<usize>().max(found.values().sum());
            if env::var_os("FORMGRID_SHOW").is_some() && equal < clean.values().sum() {
                println!("{} seed {seed} {}: {equal}", path.display(), over.what);
            }
        }
    }
    println!("{counts:?}");
    let (n_equal, n_all) =
        counts.values().fold((0, 0), |(a, b), (equal, all)| (a + equal, b + all));
    assert!(n_equal * 100 >= n_all * 98, "{n_equal} of {n_all} lines are the same");
}
