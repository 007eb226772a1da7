//! The same form gives the same records in every medium.
//!
//! Each folder of `corpora/media` holds one form in several formats. Lines may differ in their
//! places, in repairs, and in what a page prints around the form. Blanks on pages cannot be
//! distinguished from the space that programs put between Chinese and digits, so pages are compared
//! without blanks.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use formgrid_batch::{Code, Diagnostics, Kind, Limits, Templates, read_document, write_record};
use serde_json::Value;

/// Keys that describe the medium, not the form.
const OF_THE_MEDIUM: [&str; 6] =
    ["source", "places", "repairs", "confidence", "related", "coverage"];

/// The forms of the corpus, each with its files.
fn forms() -> BTreeMap<String, Vec<PathBuf>> {
    let media = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/media");
    let entries = |folder: &Path| -> Vec<PathBuf> {
        let mut paths: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let name = |folder: &Path| folder.file_name().unwrap().to_str().unwrap().to_owned();
    let is_case = |path: &PathBuf| path.extension().is_some_and(|extension| extension != "md");
    let files = |folder: &Path| entries(folder).into_iter().filter(is_case).collect();
    entries(&media).iter().map(|folder| (name(folder), files(folder))).collect()
}

/// The lines of a document by id, without keys of the medium; and the finding codes.
fn lines(path: &Path) -> (BTreeMap<String, Value>, Vec<Code>) {
    let mut diagnostics = Diagnostics::new();
    let bytes = fs::read(path).unwrap();
    let reading =
        read_document(&bytes, "form", &Templates::builtin(), &Limits::default(), &mut diagnostics)
            .unwrap();
    let mut lines = BTreeMap::new();
    for record in reading.records.iter().filter(|record| record.head.kind != Kind::Unmapped) {
        let mut line = Vec::new();
        write_record(record, &mut line).unwrap();
        let mut line: Value = serde_json::from_slice(&line).unwrap();
        let keys = line.as_object_mut().unwrap();
        OF_THE_MEDIUM.iter().for_each(|key| drop(keys.remove(*key)));
        let twin = lines.insert(record.head.id.clone(), line);
        assert!(twin.is_none(), "{}: the id {} stands twice", path.display(), record.head.id);
    }
    (lines, diagnostics.iter().map(|diagnostic| diagnostic.code).collect())
}

fn without_blanks(value: &mut Value) {
    match value {
        Value::String(text) => text.retain(|c| !c.is_whitespace()),
        Value::Array(values) => values.iter_mut().for_each(without_blanks),
        Value::Object(keys) => keys.values_mut().for_each(without_blanks),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn records_are_the_same_in_every_medium() {
    let forms = forms();
    assert!(forms.len() >= 6, "{:?}", forms.keys());
    for (form, files) in &forms {
        let [first, others @ ..] = files.as_slice() else { unreachable!("{form} has no files") };
        let (expected, _) = lines(first);
        let n_indicators = expected.values().filter(|line| line["kind"] == "indicator").count();
        assert!(n_indicators > 0, "{form} has no indicators");
        assert!(others.len() >= 3, "{form} is there in {} media alone", files.len());
        for other in others {
            let (mut found, _) = lines(other);
            let mut expected = expected.clone();
            if other
                .extension()
                .is_some_and(|extension| ["pdf", "ofd"].iter().any(|page| extension == *page))
            {
                expected.values_mut().chain(found.values_mut()).for_each(without_blanks);
            }
            for (id, line) in &expected {
                assert_eq!(
                    Some(line),
                    found.get(id),
                    "{} against {}",
                    other.display(),
                    first.display()
                );
            }
            assert_eq!(found.len(), expected.len(), "{} has more lines", other.display());
        }
    }
}

#[test]
fn media_specific_findings_are_reported() {
    let docx =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/media/central-project/form.docx");
    assert!(lines(&docx).1.contains(&Code::ReadTrackedChange));
    assert!(!lines(&docx.with_extension("html")).1.contains(&Code::ReadTrackedChange));
}
