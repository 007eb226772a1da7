//! The templates of a run: those compiled in, changed by a folder of the user's.

use std::{fs, io, path::Path};

use formgrid_records::Templates;

use crate::BatchError;

/// The templates that are compiled in, with those of a folder (its `*.toml`, in the order of their
/// names), without those of the given ids.
pub fn load_templates(dir: Option<&Path>, without: &[String]) -> Result<Templates, BatchError> {
    let mut templates = match dir {
        Some(dir) => {
            let files = read_folder(dir)?;
            Templates::with_dir(&files).map_err(|error| BatchError::Template {
                path: dir.join(error.file),
                line: error.line,
                message: error.message,
            })?
        }
        None => Templates::builtin(),
    };
    for id in without {
        if templates.get(id).is_none() {
            return Err(BatchError::UnknownTemplate { id: id.clone() });
        }
        templates = templates.without(id);
    }
    Ok(templates)
}

fn read_folder(dir: &Path) -> Result<Vec<(String, String)>, BatchError> {
    let error = |path: &Path| {
        let path = path.to_owned();
        move |source: io::Error| BatchError::Templates { path, source }
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).map_err(error(dir))? {
        let path = entry.map_err(error(dir))?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push((name, fs::read_to_string(&path).map_err(error(&path))?));
        }
    }
    files.sort();
    Ok(files)
}
