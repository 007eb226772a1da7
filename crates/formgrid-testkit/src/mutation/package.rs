//! Damages a package: the content of entries and their names.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::{bytes, random::Random, text};
use crate::zip_of;

/// Largest entry kept, in bytes.
const MAX_ENTRY: u64 = 2_000_000;

/// Damages a package and returns a description; none if it cannot be opened.
pub(super) fn damage(package: &mut Vec<u8>, random: &mut Random) -> Option<String> {
    let mut entries = entries(package)?;
    let at = random.below(entries.len());
    let name = entries.get(at)?.0.clone();
    let mut stand_in = None;
    let damage = match random.below(12) {
        0 => {
            entries.remove(at);
            "taken out".to_owned()
        }
        1 => {
            let other = random.below(entries.len());
            let held = std::mem::take(&mut entries[other].1);
            entries[other].1 = std::mem::replace(&mut entries[at].1, held);
            format!("exchanged with {}", entries[other].0)
        }
        2 => {
            let copy = entries[random.below(entries.len())].1.clone();
            // The library does not write duplicate names, so one is renamed afterwards.
            stand_in = renamed(&name, &entries);
            entries.extend(stand_in.clone().map(|stand_in| (stand_in, copy)));
            "doubled".to_owned()
        }
        3..=5 => bytes::damage(&mut entries[at].1, random),
        _ => text_or_bytes(&mut entries[at].1, random),
    };
    let parts: Vec<(&str, &[u8])> =
        entries.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    *package = zip_of(&parts);
    if let Some(stand_in) = stand_in {
        replace(package, stand_in.as_bytes(), name.as_bytes());
    }
    Some(format!("{name}: {damage}"))
}

fn text_or_bytes(entry: &mut Vec<u8>, random: &mut Random) -> String {
    match std::str::from_utf8(entry) {
        Ok(_) => text(entry, random),
        Err(_) => bytes::damage(entry, random),
    }
}

/// An unused name of the same length in bytes; none for an empty name.
fn renamed(name: &str, entries: &[(String, Vec<u8>)]) -> Option<String> {
    let first = name.chars().next()?;
    let rest = &name[first.len_utf8()..];
    let mut candidates = ('\u{1}'..=' ').map(|c| {
        let prefix: String = std::iter::repeat_n(c, first.len_utf8()).collect();
        prefix + rest
    });
    candidates.find(|candidate| entries.iter().all(|(name, _)| name != candidate))
}

fn replace(bytes: &mut [u8], old: &[u8], new: &[u8]) {
    if old.is_empty() || old.len() != new.len() {
        return;
    }
    let starts: Vec<usize> =
        bytes.windows(old.len()).enumerate().filter(|(_, w)| *w == old).map(|(at, _)| at).collect();
    for start in starts {
        bytes[start..start + new.len()].copy_from_slice(new);
    }
}

/// Names and contents, without duplicates.
fn entries(package: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = ZipArchive::new(Cursor::new(package)).ok()?;
    let mut entries: Vec<(String, Vec<u8>)> = Vec::new();
    for number in 0..archive.len() {
        let Ok(entry) = archive.by_index(number) else { continue };
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let mut bytes = Vec::new();
        // The readable part of a damaged entry is kept.
        let _ = entry.take(MAX_ENTRY).read_to_end(&mut bytes);
        if entries.iter().all(|(other, _)| *other != name) {
            entries.push((name, bytes));
        }
    }
    Some(entries)
}

#[cfg(test)]
mod tests {
    use super::renamed;

    #[test]
    fn a_stand_in_has_the_length_of_the_name_and_is_new() {
        let mut entries = vec![("表.xml".to_owned(), Vec::new())];
        for _ in 0..3 {
            let stand_in = renamed("表.xml", &entries).unwrap();
            assert_eq!(stand_in.len(), "表.xml".len());
            assert!(entries.iter().all(|(name, _)| *name != stand_in));
            entries.push((stand_in, Vec::new()));
        }
        assert_eq!(renamed("", &entries), None);
    }
}
