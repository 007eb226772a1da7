//! Groups the files of two runs for comparison.
//!
//! Files of the same name are compared. If a department was renamed, or assigned for the first
//! time, its file has no counterpart; such lone files are grouped if they hold records of a common
//! source.

use std::collections::{BTreeMap, BTreeSet};

use super::run_folder::RunFolder;
use crate::BatchError;

/// Files that are compared with each other.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Group<'a> {
    pub(super) old: Vec<&'a str>,
    pub(super) new: Vec<&'a str>,
}

/// The groups of two runs, ordered by their first files.
pub(super) fn groups<'a>(
    old: &'a RunFolder,
    new: &'a RunFolder,
) -> Result<Vec<Group<'a>>, BatchError> {
    let lone = [old.lone(new), new.lone(old)];
    let files = old.files.iter().map(String::as_str);
    let common = files.filter(|file| !lone[0].contains(file));
    let mut groups: Vec<Group<'a>> =
        common.map(|file| Group { old: vec![file], new: vec![file] }).collect();
    let sources = [sources(old, &lone[0])?, sources(new, &lone[1])?];
    groups.append(&mut united(&lone, &sources));
    groups.sort_by_key(|group| group.old.iter().chain(&group.new).min().copied());
    Ok(groups)
}

/// The sources of each file's records.
fn sources(run: &RunFolder, files: &[&str]) -> Result<Vec<BTreeSet<String>>, BatchError> {
    let of_file = |file: &&str| {
        let bytes = run.read(&[file])?;
        let paths = run.lines(&bytes)?.iter().map(|line| line.path().to_owned()).collect();
        Ok(paths)
    };
    files.iter().map(of_file).collect()
}

/// Unites lone files of both sides that share a source or a name (the files of no department share
/// one).
fn united<'a>(lone: &[Vec<&'a str>; 2], sources: &[Vec<BTreeSet<String>>; 2]) -> Vec<Group<'a>> {
    let mut first_of: BTreeMap<&str, usize> = BTreeMap::new();
    let all: Vec<&BTreeSet<String>> = sources.iter().flatten().collect();
    let mut leader: Vec<usize> = (0..all.len()).collect();
    for (number, (paths, file)) in all.iter().zip(lone.iter().flatten()).enumerate() {
        for shared in paths.iter().map(String::as_str).chain([*file]) {
            let first = *first_of.entry(shared).or_insert(number);
            let (a, b) = (root(&leader, first), root(&leader, number));
            leader[a.max(b)] = a.min(b);
        }
    }
    let mut groups: BTreeMap<usize, Group<'a>> = BTreeMap::new();
    for (number, file) in lone.iter().flatten().enumerate() {
        let group = groups.entry(root(&leader, number)).or_default();
        let side = if number < lone[0].len() { &mut group.old } else { &mut group.new };
        side.push(file);
    }
    groups.into_values().collect()
}

fn root(leader: &[usize], mut number: usize) -> usize {
    while leader[number] != number {
        number = leader[number];
    }
    number
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::united;

    #[test]
    fn lone_files_of_one_source_belong_together() {
        let paths = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let old: Vec<BTreeSet<String>> = vec![paths(&["1", "2"]), paths(&["3"]), paths(&["9"])];
        let new: Vec<BTreeSet<String>> = vec![paths(&["2"]), paths(&["3"]), paths(&["4"])];
        let found = united(&[vec!["a", "b", "u"], vec!["c", "d", "u"]], &[old, new]);
        let shown: Vec<String> =
            found.iter().map(|group| format!("{:?} {:?}", group.old, group.new)).collect();
        assert_eq!(shown, [r#"["a"] ["c"]"#, r#"["b"] ["d"]"#, r#"["u"] ["u"]"#]);
    }
}
