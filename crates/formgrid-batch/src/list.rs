//! Reads lists of input files.
//!
//! A list may come from another machine than the files it names: its names may be GBK and those on
//! disk UTF-8, or vice versa. So a name is used as it is if that file exists, else in the encoding
//! in which it exists.

use std::{ffi::OsString, path::PathBuf};

use encoding_rs::{Encoding, GB18030};

/// The inputs that a list names, one per line; with `by_nul` each ends with a NUL, as `find
/// -print0` prints them.
pub fn read_list(bytes: &[u8], by_nul: bool) -> Vec<PathBuf> {
    if by_nul {
        let names = bytes.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        return names.map(path_of).collect();
    }
    // Windows shells write UTF-16 with a byte order mark.
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0.into_owned().into_bytes(),
        None => bytes.to_vec(),
    };
    let is_utf8 = std::str::from_utf8(&text).is_ok();
    let lines = text.split(|byte| *byte == b'\n');
    let lines = lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    lines.filter(|line| !line.trim_ascii().is_empty()).map(|line| named(line, is_utf8)).collect()
}

/// The path that a line means.
fn named(line: &[u8], is_utf8: bool) -> PathBuf {
    let plain = path_of(line);
    if plain.exists() {
        return plain;
    }
    if !is_utf8 {
        return PathBuf::from(GB18030.decode_without_bom_handling(line).0.into_owned());
    }
    let other = plain.to_str().map(|text| path_of(&GB18030.encode(text).0));
    other.filter(|other| other.exists()).unwrap_or(plain)
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    OsString::from_vec(bytes.to_vec()).into()
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    OsString::from(String::from_utf8_lossy(bytes).into_owned()).into()
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use encoding_rs::GB18030;

    use super::{path_of, read_list};

    fn gbk(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn lines_and_nuls_end_names() {
        let all = |bytes: &[u8], by_nul| -> Vec<String> {
            read_list(bytes, by_nul).iter().map(|path| path.display().to_string()).collect()
        };
        assert_eq!(all("\u{feff}a.txt\r\n\r\n 表.txt\n".as_bytes(), false), ["a.txt", " 表.txt"]);
        assert_eq!(all(b"a\nb.txt\0c.txt\0", true), ["a\nb.txt", "c.txt"]);
        let utf16: Vec<u8> =
            "\u{feff}表.txt\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(all(&utf16, false), ["表.txt"]);
        assert_eq!(all(&gbk("附件\\表.txt\na.txt"), false), ["附件\\表.txt", "a.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn names_are_found_in_the_encoding_of_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let name = |text: &str| folder.path().join(text).display().to_string();
        let (a, b) = (name("甲.txt"), name("乙.txt"));
        let on_disk: Vec<PathBuf> = vec![path_of(a.as_bytes()), path_of(&gbk(&b))];
        on_disk.iter().for_each(|path| fs::write(path, "x").unwrap());
        let list = format!("{a}\n{b}\n");
        assert_eq!(read_list(list.as_bytes(), false), on_disk);
        assert_eq!(read_list(&gbk(&list), false), on_disk);
    }
}
