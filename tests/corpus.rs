//! One test per corpus file: the output of every stage is compared with `snapshots/`.
//!
//! The lowest-numbered changed snapshot shows the cause. After an intended change, accept with
//! `INSTA_UPDATE=always INSTA_FORCE_PASS=1 cargo test --test corpus`.

#[path = "corpus/show.rs"]
mod show;

use std::fs;
use std::path::Path;

use formgrid_model::{Diagnostics, Limits};
use formgrid_records::Templates;
use formgrid_testkit::{Case, Expectation};

/// Snapshots of one case, under the case's own path.
struct Snapshots {
    settings: insta::Settings,
}

impl Snapshots {
    fn of(case: &Case) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(&case.name);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_input_file(&case.path);
        Self { settings }
    }

    fn compare(&self, name: &str, shown: &str) {
        self.settings.bind(|| insta::assert_snapshot!(name, shown));
    }
}

fn check(path: &Path) -> datatest_stable::Result<()> {
    let case = Case::new(Path::new(CORPORA), path);
    let snapshots = Snapshots::of(&case);
    let bytes = fs::read(path)?;
    let limits = Limits::default();
    let mut diagnostics = Diagnostics::new();
    let raw = match (formgrid_readers::read(&bytes, &limits, &mut diagnostics), case.expectation) {
        (Ok(raw), Expectation::Reads | Expectation::Recovers) => raw,
        (Ok(_), Expectation::Errors) => {
            return Err("the case reads, but its name says --errors".into());
        }
        (Err(error), Expectation::Errors) => {
            snapshots.compare("1-raw", &format!("error {}: {error}\n", error.code()));
            return Ok(());
        }
        (Err(error), _) => return Err(error.into()),
    };
    snapshots.compare("1-raw", &show::raw(&raw));
    let templates = Templates::builtin();
    let document = formgrid_layout::resolve(raw, templates.lexicon(), &limits, &mut diagnostics);
    if case.expectation == Expectation::Recovers && document.blocks.is_empty() {
        return Err("nothing is kept, but the name says --recovers".into());
    }
    snapshots.compare("2-document", &show::document(&document));
    let records = formgrid_records::extract(&document, &case.name, &templates, &mut diagnostics);
    snapshots.compare("3-records", &show::records(&records)?);
    snapshots.compare("diagnostics", &show::diagnostics(&diagnostics));
    Ok(())
}

const CORPORA: &str = "corpora";

datatest_stable::harness! {
    { test = check, root = CORPORA, pattern = r"^.*(?<!\.md)(?<!\.expected\.jsonl)$" },
}
