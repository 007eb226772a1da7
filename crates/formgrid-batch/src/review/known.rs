//! The expectation of a corrected document.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::{
    BatchError,
    diff::{Line, lines, pair},
};

/// A corrected field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edit<'a> {
    /// Id of its record when the report was made.
    pub(super) id: &'a str,
    pub(super) kind: &'a str,
    pub(super) field: &'a str,
    pub(super) text: &'a str,
}

/// Path of a source in a folder of known documents; none if it leads out of the folder.
pub(super) fn name(source: &str) -> Option<String> {
    let is_plain = |part: &str| {
        !matches!(part, "" | "." | "..") && !part.contains(|c: char| c.is_control() || c == '\\')
    };
    source.split('/').all(is_plain).then(|| source.to_owned())
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, BatchError> {
    fs::read(path).map_err(|source| BatchError::Snapshot { path: path.to_owned(), source })
}

/// Merges the expectation of a document: what is read, with earlier decisions. `before` is what is
/// read today, `after` what is read with the amended templates, `old` the previous expectation.
/// Where `old` differs from `before`, a person decided so, and the decision stays.
pub(super) fn merged(
    name: &str,
    before: &[Line<'_>],
    after: &[Line<'_>],
    old: Option<&[Line<'_>]>,
) -> Vec<Vec<u8>> {
    let whole = |lines: &[Line<'_>]| lines.iter().map(|line| line.bytes.to_vec()).collect();
    let Some(old) = old else { return whole(after) };
    let (own, others): (Vec<&Line<'_>>, Vec<&Line<'_>>) =
        old.iter().partition(|line| line.path() == name);
    let read: BTreeMap<&str, &[u8]> = before.iter().map(|line| (line.id(), line.bytes)).collect();
    let mut decided: BTreeMap<&str, &[u8]> =
        own.iter().map(|line| (line.id(), line.bytes)).collect();
    let mut new = Vec::new();
    for line in after {
        let (was, is) = (read.get(line.id()), decided.remove(line.id()));
        match (was, is) {
            (Some(was), Some(is)) if *was != is => new.push(is.to_vec()),
            // A person decided that there is no such record.
            (Some(_), None) if !own.is_empty() => {}
            _ => new.push(line.bytes.to_vec()),
        }
    }
    // A record that is not read today was added by a person; one that the amended templates no
    // longer read is dropped.
    let added = decided.iter().filter(|(id, _)| !read.contains_key(*id));
    new.extend(added.map(|(_, line)| line.to_vec()));
    new.extend(others.iter().map(|line| line.bytes.to_vec()));
    new
}

/// Applies edits to the records, one per line. A record whose id changed with the templates is
/// matched by content.
pub(super) fn edited(
    mut records: Vec<Vec<u8>>,
    before: &[u8],
    edits: &[Edit<'_>],
    source: &str,
    problems: &mut Vec<String>,
) -> Result<Vec<u8>, BatchError> {
    let joined = |records: &[Vec<u8>]| {
        let mut all = records.join(&b'\n');
        all.push(b'\n');
        all
    };
    let now = joined(&records);
    let old_ids: Vec<String> = lines(before)?.iter().map(|line| line.id().to_owned()).collect();
    let new_ids: Vec<String> = lines(&now)?.iter().map(|line| line.id().to_owned()).collect();
    let pairs: BTreeMap<usize, usize> = pairs(before, &now)?.into_iter().collect();
    let mut missed = BTreeSet::new();
    for edit in edits {
        let by_id = new_ids.iter().position(|id| id == edit.id);
        let moved = || pairs.get(&old_ids.iter().position(|id| id == edit.id)?).copied();
        let Some(record) = by_id.or_else(moved).and_then(|at| records.get_mut(at)) else {
            missed.insert(edit.id);
            continue;
        };
        match formgrid_review::edit(record, edit.kind, edit.field, edit.text) {
            Ok(line) => *record = line,
            Err(error) => problems.push(format!("{source}: {error}")),
        }
    }
    problems.extend(missed.iter().map(|id| format!("{source}: no record {id} is read any more")));
    Ok(joined(&records))
}

/// Matches the records of two sides, by index.
fn pairs(old: &[u8], new: &[u8]) -> Result<Vec<(usize, usize)>, BatchError> {
    let steps = pair(&lines(old)?, &lines(new)?)?;
    Ok(steps.iter().filter_map(|step| step.old.zip(step.new)).collect())
}

#[cfg(test)]
mod tests {
    use super::{Edit, edited, merged, name};
    use crate::diff::lines;

    fn line(id: &str, text: &str, path: &str) -> String {
        format!(
            "{{\"kind\":\"goal\",\"id\":\"{id}\",\"filing\":\"f\",\"department\":null,\
             \"source\":{{\"path\":\"{path}\"}},\"text\":\"{text}\"}}\n"
        )
    }

    #[track_caller]
    fn check(before: &[(&str, &str)], after: &[(&str, &str)], old: &[(&str, &str)], new: &[&str]) {
        let all = |lines: &[(&str, &str)]| -> String {
            lines.iter().map(|(id, text)| line(id, text, "a.txt")).collect()
        };
        let (before, after) = (all(before), all(after));
        let old = all(old) + &line("z", "other", "a.pdf");
        let parsed = [&before, &after, &old].map(|text| lines(text.as_bytes()).unwrap());
        let merged = merged("a.txt", &parsed[0], &parsed[1], Some(&parsed[2]));
        let texts: Vec<String> = merged
            .iter()
            .map(|line| String::from_utf8(line.clone()).unwrap())
            .map(|line| line.split("\"text\":\"").nth(1).unwrap().replace("\"}", ""))
            .collect();
        assert_eq!(texts, [new, &["other"]].concat());
    }

    #[test]
    fn earlier_decisions_stay() {
        let read = [("1", "a"), ("2", "b"), ("3", "c")];
        check(
            &read,
            &read,
            &[("1", "a"), ("2", "decided"), ("4", "added")],
            &["a", "decided", "added"],
        );
        let amended = [("1", "A"), ("2", "B"), ("3", "c")];
        check(&read, &amended, &[("1", "a"), ("2", "decided"), ("3", "c")], &["A", "decided", "c"]);
    }

    #[test]
    fn an_edit_finds_its_record_or_reports_that_it_is_missing() {
        let before = line("1", "a text of some length", "a.txt");
        let moved = line("9", "a text of some length", "a.txt");
        let edit = |id| Edit { id, kind: "goal", field: "text", text: "b" };
        let mut problems = Vec::new();
        let records = vec![moved.trim().as_bytes().to_vec()];
        let edits = [edit("1"), edit("5")];
        let new = edited(records, before.as_bytes(), &edits, "a.txt", &mut problems).unwrap();
        assert_eq!(String::from_utf8(new).unwrap(), line("9", "b", "a.txt"));
        assert_eq!(problems, ["a.txt: no record 5 is read any more"]);
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        assert_eq!(name("a.zip!/b/c.docx").as_deref(), Some("a.zip!/b/c.docx"));
        assert_eq!(["../a", "/a", "a//b", "a\u{0}", "a\\..\\b"].map(name), [const { None }; 5]);
    }
}
