//! Reading with missing words: forms without a template, and with half of all words hidden. New
//! forms have other words, so this measures how reading degrades.
//!
//! The documents are those of `corpora/unlisted` with their expected lines.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]
#![expect(clippy::print_stdout, reason = "the figures are for those who run the tests")]

mod support;

use std::{fs, sync::LazyLock};

use formgrid_model::{Diagnostics, Document, Limits};
use formgrid_records::{Body, Templates, extract};
use formgrid_testkit::{Case, cases, corpus_dir, is_hidden};
use serde_json::Value;
use support::score::{FULL, LEVELS, Score};

/// A document with the lines expected of it.
struct Form {
    name: String,
    document: Document,
    expected: Vec<Value>,
}

static TEMPLATES: LazyLock<Templates> = LazyLock::new(Templates::builtin);

/// The documents after layout: a declared grid looks up few words.
static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let cases = cases(&corpus_dir().join("unlisted")).unwrap();
    let forms: Vec<Form> = cases.iter().map(read).collect();
    assert!(forms.len() >= 12, "{}", forms.len());
    forms
});

fn read(case: &Case) -> Form {
    let limits = Limits::default();
    let mut diagnostics = Diagnostics::new();
    let raw = formgrid_readers::read(&fs::read(&case.path).unwrap(), &limits, &mut diagnostics);
    let document =
        formgrid_layout::resolve(raw.unwrap(), TEMPLATES.lexicon(), &limits, &mut diagnostics);
    let lines = fs::read_to_string(case.path.with_extension("expected.jsonl")).unwrap();
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let expected = lines.filter(|line| line["kind"] == "indicator").collect();
    Form { name: case.name.clone(), document, expected }
}

/// The indicators of a form, as lines.
fn indicators(form: &Form, templates: &Templates) -> Vec<Value> {
    let records = extract(&form.document, &form.name, templates, &mut Diagnostics::new());
    let is_indicator = |body: &Body| matches!(body, Body::Indicator(_));
    let indicators = records.iter().filter(|record| is_indicator(&record.body));
    indicators.map(|record| serde_json::to_value(record).unwrap()).collect()
}

/// The shares of expected indicators found: with levels and value, and with all values.
fn recalls(what: &str, templates: &Templates) -> (f64, f64) {
    let (mut levels, mut full) = (Score::default(), Score::default());
    for form in &*FORMS {
        let found = indicators(form, templates);
        let found: Vec<&Value> = found.iter().collect();
        let mut own = Score::default();
        own.add(&form.expected, &found, LEVELS);
        println!("{what}: {} {:.4}", form.name, own.recall());
        levels.add(&form.expected, &found, LEVELS);
        full.add(&form.expected, &found, FULL);
    }
    println!("{what}: levels {:.4}, full {:.4}", levels.recall(), full.recall());
    (levels.recall(), full.recall())
}

#[track_caller]
fn check(what: &str, templates: &Templates, levels: f64, full: f64) {
    let found = recalls(what, templates);
    assert!(found.0 >= levels && found.1 >= full, "{what}: {found:?}, at least {levels} {full}");
}

#[test]
fn forms_without_a_template_are_read_by_their_words() {
    check("all words", &TEMPLATES, 0.97, 0.93);
}

#[test]
fn half_of_the_words_find_most_of_the_indicators() {
    let (mut levels, mut full) = (0.0, 0.0);
    for seed in 1..=3 {
        let thinned = TEMPLATES.clone().thinned(|word| is_hidden(seed, word));
        let found = recalls(&format!("half of the words, {seed}"), &thinned);
        assert!(found.0 >= 0.8 && found.1 >= 0.75, "{seed}: {found:?}");
        levels += found.0 / 3.0;
        full += found.1 / 3.0;
    }
    assert!(levels >= 0.9 && full >= 0.84, "mean of three: {levels:.4} {full:.4}");
}

/// Without templates, forms are read with the vocabulary of all forms.
#[test]
fn no_template_is_needed() {
    let ids: Vec<String> = TEMPLATES.list().iter().map(|template| template.id.clone()).collect();
    let bare = ids.iter().fold(TEMPLATES.clone(), |templates, id| templates.without(id));
    assert!(bare.list().is_empty());
    check("no template", &bare, 0.97, 0.93);
}
