//! Names sources in the output: by their path from the common folder of all inputs.
//!
//! So an archive gives the same names wherever it is and however its files are named on the command
//! line.

use std::{
    ffi::OsStr,
    path::{Component, Path, PathBuf},
};

use encoding_rs::GB18030;

/// An absolute path without `.` and `..`. Links on the way are resolved, a link at the end is not.
/// A path that does not exist is made absolute lexically.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    if path.is_dir() {
        return path.canonicalize().unwrap_or_else(|_| path.to_owned());
    }
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match (whole.parent().and_then(|parent| parent.canonicalize().ok()), whole.file_name()) {
        (Some(parent), Some(name)) => parent.join(name),
        _ => whole,
    }
}

/// The deepest folder that holds all of these folders.
pub(crate) fn shared_folder<'a>(folders: impl IntoIterator<Item = &'a Path>) -> PathBuf {
    let mut folders = folders.into_iter();
    let first = folders.next().unwrap_or(Path::new(""));
    folders.fold(first.to_owned(), |shared, folder| {
        let both = shared.components().zip(folder.components());
        both.take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
    })
}

/// The name of a file in the output, with `/` as separator on every system.
pub(crate) fn relative_name(path: &Path, folder: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<String> = below
        .components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(readable(name)),
            _ => None,
        })
        .collect();
    parts.join("/")
}

/// A path as typed, with `/` as separator.
pub(crate) fn plain_name(path: &Path) -> String {
    relative_name(path, Path::new(""))
}

/// A file name as text. Names that are not UTF-8 are decoded as GBK. If that fails too, bytes are
/// shown as `\xNN`, so that names stay distinct.
pub(crate) fn readable(name: &OsStr) -> String {
    let bytes = name.as_encoded_bytes();
    if let Ok(text) = std::str::from_utf8(bytes) {
        // A name that literally contains `\xNN` must not collide with escaped bytes.
        return if shows_bytes(text) { text.replace("\\x", "\\x5cx") } else { text.to_owned() };
    }
    match GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) if !text.chars().any(is_doubtful) => text.into_owned(),
        _ => escaped(bytes),
    }
}

/// Whether a text contains `\xNN`.
fn shows_bytes(text: &str) -> bool {
    text.split("\\x").skip(1).any(|after| {
        let mut digits = after.bytes().take(2);
        let is_hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
        is_hex(digits.next()) && is_hex(digits.next())
    })
}

/// Characters that no program writes into a name: they indicate another encoding.
fn is_doubtful(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{e000}'..='\u{f8ff}')
}

fn escaped(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    out
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{relative_name, shared_folder};

    #[test]
    fn names_start_below_the_shared_folder() {
        let shared = shared_folder([Path::new("/a/b/c"), Path::new("/a/b"), Path::new("/a/bc")]);
        assert_eq!(shared, Path::new("/a"));
        assert_eq!(relative_name(Path::new("/a/b/c/x.txt"), &shared), "b/c/x.txt");
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_text_stay_distinct() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
        let name = |bytes: &[u8]| {
            relative_name(&Path::new("/a").join(OsStr::from_bytes(bytes)), Path::new("/a"))
        };
        assert_eq!(name(b"\xb1\xed.txt"), "表.txt");
        assert_eq!(name(b"\xff\xfe.txt"), "\\xff\\xfe.txt");
        assert_eq!(name(b"\\xff.txt"), "\\x5cxff.txt");
        assert_eq!(name(b"\\x.txt"), "\\x.txt");
    }
}
