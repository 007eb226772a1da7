//! Template changes from corrections: an addition to the matching template, or a draft if there was
//! none.

use std::collections::{BTreeMap, BTreeSet};

use formgrid_records::Templates;
use formgrid_review::{Action, Reassigned, amend};

use super::{
    corrected::{ApplyOptions, SourceEntry, read_all},
    proposed::{Applied, propose_template},
};
use crate::{
    BatchError, TemplateFiles, TemplateSet,
    diff::lines,
    inspect::InspectRequest,
    worker_pool::{Setup, with_worker_pool},
};

/// Template name of a filing without a template.
const GENERIC: &str = "generic";

/// The user's templates with the corrections applied. `read` is what the sources give today.
pub(super) fn amended(
    options: ApplyOptions<'_>,
    sources: &[SourceEntry<'_>],
    read: &BTreeMap<&str, Vec<u8>>,
    applied: &mut Applied,
) -> Result<TemplateFiles, BatchError> {
    let mut files = options.files.clone();
    // Original texts by file name.
    let mut old: BTreeMap<String, String> = BTreeMap::new();
    for source in sources {
        let reassigned = reassigned(source);
        if reassigned.is_empty() {
            continue;
        }
        // Other documents of the form now match the draft.
        let set = TemplateSet::new(files.clone())?;
        let again = read_all(options, &set, std::slice::from_ref(source), &mut applied.problems)?;
        let lines = again.get(source.name).or_else(|| read.get(source.name));
        let ids = template_ids(lines.map_or(&[][..], Vec::as_slice))?;
        let targets = if ids.is_empty() {
            vec![draft(options, source, &set, applied)?].into_iter().flatten().collect()
        } else {
            let templates = set.compiled()?;
            ids.iter().filter_map(|id| text_of(id, &files, templates)).collect::<Vec<_>>()
        };
        for (name, text) in targets {
            match amend(&text, &reassigned) {
                Ok(new) => {
                    let before = if ids.is_empty() { String::new() } else { text };
                    old.entry(name.clone()).or_insert(before);
                    files = files.with(&name, &new);
                }
                Err(error) => applied.problems.push(format!("{name}: {error}")),
            }
        }
    }
    for (name, before) in &old {
        let Some(new) = files.text_of(name) else { continue };
        if let Err(error) = Templates::check(name, new) {
            applied.problems.push(format!("{error}; correct it before it is used"));
        }
        let folder = options.templates.ok_or_else(|| BatchError::Corrections {
            path: options.corrections.to_owned(),
            message:
                "words were reassigned: name the folder of your templates with --templates DIR"
                    .to_owned(),
        })?;
        propose_template(folder.join(name), before, new, applied);
    }
    Ok(files)
}

/// The words that the corrections of a source reassign.
fn reassigned(source: &SourceEntry<'_>) -> Vec<Reassigned> {
    let one = |action: &Action| match action {
        Action::Reassign { role, words, to, .. } => {
            Some(Reassigned { role: role.clone(), words: words.clone(), field: to.clone() })
        }
        _ => None,
    };
    source.corrections.iter().filter_map(|correction| one(&correction.action)).collect()
}

/// The templates of some filings.
fn template_ids(records: &[u8]) -> Result<BTreeSet<String>, BatchError> {
    let lines = lines(records)?;
    let ids = lines.iter().filter_map(|line| line.template());
    Ok(ids.filter(|id| *id != GENERIC).map(str::to_owned).collect())
}

/// File name and text of a template: the user's, which replaces the built-in one, or the built-in
/// one.
fn text_of(id: &str, files: &TemplateFiles, templates: &Templates) -> Option<(String, String)> {
    if let Some((name, text)) = files.file_of(id) {
        return Some((name.to_owned(), text.to_owned()));
    }
    Some((format!("{id}.toml"), templates.get(id)?.text.clone()))
}

/// Drafts a template for a source that matched none.
fn draft(
    options: ApplyOptions<'_>,
    source: &SourceEntry<'_>,
    templates: &TemplateSet,
    applied: &mut Applied,
) -> Result<Option<(String, String)>, BatchError> {
    let hash = source.corrections.first().map_or("", |correction| correction.sha256.as_str());
    let id = format!("form-{}", hash.get(..8).unwrap_or(hash));
    let (isolation, settings) = (options.isolation, super::settings(options.limits));
    let setup = Setup { cache: None, isolation, templates, settings };
    let interrupt = std::sync::atomic::AtomicBool::new(false);
    let draft = with_worker_pool(&setup, 1, &interrupt, |workers| {
        super::ask(workers, &source.request, &InspectRequest::Draft(id.clone()))
    })?;
    match draft {
        Ok((_, text)) => {
            Ok(Some((format!("{id}.toml"), String::from_utf8_lossy(&text).into_owned())))
        }
        Err(error) => {
            applied.problems.push(format!("{}: {}", source.name, error.message));
            Ok(None)
        }
    }
}
