//! The templates of a run: those compiled in, changed by a folder of the user's.
//!
//! The folder is read once and its files are handed on as text, so that every worker compiles the same
//! ones, whatever happens to the folder while the run lasts.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use formgrid_records::Templates;
use serde::{Deserialize, Serialize};

use crate::BatchError;

/// The templates that a user asks for, as files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateFiles {
    #[serde(skip)]
    dir: PathBuf,
    /// Names and texts, in the order of the names; absent where only those compiled in are used.
    files: Option<Vec<(String, String)>>,
    without: Vec<String>,
}

impl TemplateFiles {
    /// The files of a folder (its `*.toml`), which add to those compiled in or replace one; and ids of
    /// templates to do without.
    pub fn read(dir: Option<&Path>, without: &[String]) -> Result<Self, BatchError> {
        Ok(Self {
            dir: dir.unwrap_or(Path::new("")).to_owned(),
            files: dir.map(read_folder).transpose()?,
            without: without.to_vec(),
        })
    }

    /// The files with one more, or with another text in one of them.
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

    /// Name and text of the file that is a user's template of an id; none where there is none.
    pub fn file_of(&self, id: &str) -> Option<(&str, &str)> {
        let files = self.files.as_deref().unwrap_or_default();
        let of = |text: &str| formgrid_review::template_id(text).is_some_and(|own| own == id);
        let found = files.iter().rev().find(|(_, text)| of(text));
        found.map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The templates themselves.
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

/// The templates of a run. They are compiled when something is first asked of them: a run that finds all
/// it wants in a cache asks nothing.
#[derive(Debug)]
pub struct TemplateSet {
    files: TemplateFiles,
    fingerprint: String,
    compiled: OnceLock<Templates>,
}

impl TemplateSet {
    /// The set that some files make. Those of a user are compiled at once, so that what is wrong with
    /// them is told before anything is done.
    pub fn new(files: TemplateFiles) -> Result<Self, BatchError> {
        let is_own = files.files.is_some() || !files.without.is_empty();
        let set = Self::unproven(files);
        if is_own {
            set.compiled()?;
        }
        Ok(set)
    }

    /// The set that some files make which are known to compile.
    pub(crate) fn unproven(files: TemplateFiles) -> Self {
        let own = files.files.as_deref().unwrap_or_default();
        let fingerprint = Templates::fingerprint(own, &files.without);
        Self { files, fingerprint, compiled: OnceLock::new() }
    }

    /// The templates themselves.
    pub fn compiled(&self) -> Result<&Templates, BatchError> {
        if let Some(templates) = self.compiled.get() {
            return Ok(templates);
        }
        let templates = self.files.compile()?;
        Ok(self.compiled.get_or_init(|| templates))
    }

    /// SHA-256 over all that the set is compiled from, in hex: equal sets read alike.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// How many templates there are.
    pub(crate) fn count(&self) -> usize {
        self.compiled.get().map_or(Templates::N_BUILTIN, |templates| templates.list().len())
    }

    pub(crate) fn files(&self) -> &TemplateFiles {
        &self.files
    }
}

/// The templates that are compiled in, with those of a folder, without those of the given ids.
pub fn load_templates(dir: Option<&Path>, without: &[String]) -> Result<Templates, BatchError> {
    TemplateFiles::read(dir, without)?.compile()
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
