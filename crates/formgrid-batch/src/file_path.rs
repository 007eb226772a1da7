//! The path of a file. Files of one folder share its path, because an archive may have millions.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The path of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FilePath {
    folder: Arc<Path>,
    /// Empty if the path does not end in a name.
    name: Box<OsStr>,
}

impl FilePath {
    /// Takes the folder from `last`, the path before this one, if it is the same.
    pub(crate) fn after(path: &Path, last: Option<&Self>) -> Self {
        let (folder, name) = match (path.parent(), path.file_name()) {
            // A path that ends in `/` or `.` is not the one that its parts give.
            (Some(folder), Some(name)) if folder.join(name).as_os_str() == path.as_os_str() => {
                (folder, name)
            }
            _ => (path, OsStr::new("")),
        };
        let same = last.filter(|last| last.folder.as_os_str() == folder.as_os_str());
        let folder = same.map_or_else(|| folder.into(), |last| Arc::clone(&last.folder));
        Self { folder, name: name.into() }
    }

    /// The whole path.
    pub(crate) fn to_path(&self) -> PathBuf {
        if self.name.is_empty() { self.folder.to_path_buf() } else { self.folder.join(&*self.name) }
    }
}

impl From<&Path> for FilePath {
    fn from(path: &Path) -> Self {
        Self::after(path, None)
    }
}

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::Arc};

    use super::FilePath;

    #[test]
    fn paths_stay_as_they_are() {
        for path in ["a/b.txt", "/a", "a", "", "/", "..", "a/..", "a/.", "a/b/", "a//b", "./a"] {
            let found = FilePath::from(Path::new(path)).to_path();
            assert_eq!(found.as_os_str(), path, "{path}");
        }
    }

    #[test]
    fn files_of_one_folder_share_it() {
        let folder = Path::new("a").join("b");
        let first = FilePath::from(folder.join("1.txt").as_path());
        let check = |path: &Path, is_shared: bool| {
            let next = FilePath::after(path, Some(&first));
            assert_eq!(Arc::ptr_eq(&next.folder, &first.folder), is_shared, "{path:?}");
            assert_eq!(next.to_path(), path);
        };
        check(&folder.join("2.txt"), true);
        check(&folder.join("c").join("2.txt"), false);
        check(&Path::new("a").join("2.txt"), false);
    }
}
