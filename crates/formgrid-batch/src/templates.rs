//! The templates of a run: the built-in ones, changed by a user's folder.
//!
//! The folder is read once and its texts are passed on, so that every worker compiles the same
//! templates even if the folder changes during the run.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use formgrid_records::Templates;
use serde::{Deserialize, Serialize};

use crate::BatchError;

/// The selected templates, as files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateFiles {
    #[serde(skip)]
    dir: PathBuf,
    /// Names and texts in name order; absent if only the built-in ones are used.
    files: Option<Vec<(String, String)>>,
    without: Vec<String>,
}

impl TemplateFiles {
    /// The files of a folder (its `*.toml`), which add to or replace the built-in ones, and the ids
    /// of excluded templates.
    pub fn read(dir: Option<&Path>, without: &[String]) -> Result<Self, BatchError> {
        Ok(Self {
            dir: dir.unwrap_or(Path::new("")).to_owned(),
            files: dir.map(read_folder).transpose()?,
            without: without.to_vec(),
        })
    }

    /// The files with one added or replaced.
    #[must_use]
    pub fn with(&self, name: &str, text: &str) -> Self {
        let mut new = self.clone();
        let files = new.files.get_or_insert_default();
        files.retain(|(other, _)| other != name);
        files.push((name.to_owned(), text.to_owned()));
        files.sort();
        new
    }

    /// The text of a file.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        let files = self.files.as_deref().unwrap_or_default();
        files.iter().find(|(other, _)| other == name).map(|(_, text)| text.as_str())
    }

    /// Name and text of the user's file with a template id, if any.
    pub fn file_of(&self, id: &str) -> Option<(&str, &str)> {
        let files = self.files.as_deref().unwrap_or_default();
        let of = |text: &str| formgrid_review::template_id(text).is_some_and(|own| own == id);
        let found = files.iter().rev().find(|(_, text)| of(text));
        found.map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Compiles the templates.
    pub fn compile(&self) -> Result<Templates, BatchError> {
        let mut templates = match &self.files {
            Some(files) => Templates::with_dir(files).map_err(|error| BatchError::Template {
                path: self.dir.join(error.file),
                line: error.line,
                message: error.message,
            })?,
            None => Templates::builtin(),
        };
        for id in &self.without {
            if templates.get(id).is_none() {
                return Err(BatchError::UnknownTemplate { id: id.clone() });
            }
            templates = templates.without(id);
        }
        Ok(templates)
    }
}

/// The templates of a run, compiled on first use: a fully cached run compiles none.
#[derive(Debug)]
pub struct TemplateSet {
    files: TemplateFiles,
    fingerprint: String,
    compiled: OnceLock<Templates>,
}

impl TemplateSet {
    /// Builds the set. User templates are compiled at once, so that errors are reported before
    /// anything is done.
    pub fn new(files: TemplateFiles) -> Result<Self, BatchError> {
        let is_own = files.files.is_some() || !files.without.is_empty();
        let set = Self::unproven(files);
        if is_own {
            set.compiled()?;
        }
        Ok(set)
    }

    /// Builds the set from files that are known to compile.
    pub(crate) fn unproven(files: TemplateFiles) -> Self {
        let own = files.files.as_deref().unwrap_or_default();
        let fingerprint = Templates::fingerprint(own, &files.without);
        Self { files, fingerprint, compiled: OnceLock::new() }
    }

    /// Compiles the templates.
    pub(crate) fn compiled(&self) -> Result<&Templates, BatchError> {
        if let Some(templates) = self.compiled.get() {
            return Ok(templates);
        }
        let templates = self.files.compile()?;
        Ok(self.compiled.get_or_init(|| templates))
    }

    /// SHA-256 of everything the set is compiled from, in hex: equal sets read alike.
    pub(crate) fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Number of templates.
    pub(crate) fn count(&self) -> usize {
        self.compiled.get().map_or(Templates::N_BUILTIN, |templates| templates.list().len())
    }

    pub(crate) fn files(&self) -> &TemplateFiles {
        &self.files
    }
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
