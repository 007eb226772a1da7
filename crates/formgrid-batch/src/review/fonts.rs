//! Finds a system font for Chinese, for documents that do not embed their fonts.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// System font folders.
const FOLDERS: [&str; 5] = [
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:\\Windows\\Fonts",
];

/// File name prefixes of such fonts, best first, lower case without punctuation.
const NAMES: [&str; 13] = [
    "notosanscjkregular",
    "notosanscjkscregular",
    "notosansscregular",
    "sourcehansansscregular",
    "sourcehansanscnregular",
    "notoserifcjkregular",
    "wqyzenhei",
    "wqymicrohei",
    "droidsansfallback",
    "simsun",
    "msyh",
    "stheiti",
    "pingfang",
];

/// Maximum folder depth.
const MAX_DEPTH: usize = 4;

/// The best system font for Chinese.
pub(super) fn system_font() -> Option<PathBuf> {
    best(FOLDERS.iter().map(Path::new))
}

fn best<'a>(folders: impl Iterator<Item = &'a Path>) -> Option<PathBuf> {
    let mut found: Vec<(usize, PathBuf)> = Vec::new();
    let mut open: Vec<(PathBuf, usize)> = folders.map(|path| (path.to_owned(), 0)).collect();
    while let Some((folder, depth)) = open.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() && depth < MAX_DEPTH {
                open.push((path, depth + 1));
            } else if let Some(rank) = rank(&path) {
                found.push((rank, path));
            }
        }
    }
    found.sort();
    found.into_iter().next().map(|(_, path)| path)
}

fn rank(path: &Path) -> Option<usize> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    if !matches!(ending.as_str(), "ttf" | "ttc" | "otf" | "otc") {
        return None;
    }
    let stem = path.file_stem()?.to_str()?.to_lowercase();
    let plain: String = stem.chars().filter(|c| c.is_alphanumeric()).collect();
    NAMES.iter().position(|name| plain.starts_with(name))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::best;

    #[test]
    fn the_best_font_is_found_wherever_it_stands() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a/WQY-ZenHei.ttc", "b/c/NotoSansCJK-Regular.ttc", "b/Arial.ttf", "simsun.txt"]
        {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = best([dir.path()].into_iter()).unwrap();
        assert!(found.ends_with("b/c/NotoSansCJK-Regular.ttc"), "{}", found.display());
        assert_eq!(best([dir.path().join("none").as_path()].into_iter()), None);
    }
}
