//! One document on its own, for the commands that look into it.

use std::{
    io,
    path::{Path, PathBuf},
};

use formgrid_model::{Diagnostics, Limits};
use formgrid_records::Templates;

use crate::{
    BatchError, Fate, Place, ReadError, Reading, Source, find_sources,
    pipeline::read_document,
    session::{read_file, read_limited},
    source::{guarded, hash, hex},
};

/// A document that was opened.
#[derive(Debug)]
pub struct Opened {
    /// What it is called in the output.
    pub name: String,
    /// Its length in bytes.
    pub n_bytes: usize,
    /// SHA-256 of its bytes in hex digits.
    pub sha256: String,
    /// What was read.
    pub reading: Reading,
    /// What was found, repaired and doubted on the way.
    pub diagnostics: Diagnostics,
}

/// Why a document could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It could not be read.
    #[error("{0}")]
    Unreadable(String),
    /// Nothing useful stands in it.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The program failed on it.
    #[error("the program failed on this source: {0}")]
    Panic(String),
    /// The input names no document, or several.
    #[error("names {0} files; name one")]
    NotOne(usize),
    /// The input is malformed.
    #[error(transparent)]
    Input(#[from] BatchError),
}

/// Opens the document that an input names; `-` is standard input.
pub fn open(input: &Path, templates: &Templates, limits: &Limits) -> Result<Opened, OpenError> {
    let sources = find_sources(&[PathBuf::from(input)], &[])?;
    let [source] = sources.as_slice() else { return Err(OpenError::NotOne(sources.len())) };
    if let Fate::Unreadable(error) = &source.fate {
        return Err(OpenError::Unreadable(error.message.clone()));
    }
    let bytes = match &source.place {
        Place::File(path) => read_file(path, limits),
        Place::Stdin | Place::Entry { .. } => read_limited(io::stdin().lock(), 0, limits),
    };
    let bytes = bytes.map_err(|error| OpenError::Unreadable(error.to_string()))?;
    guarded(|| read(&bytes, source, templates, limits)).map_err(OpenError::Panic)?
}

fn read(
    bytes: &[u8],
    source: &Source,
    templates: &Templates,
    limits: &Limits,
) -> Result<Opened, OpenError> {
    let mut diagnostics = Diagnostics::new();
    let reading = read_document(bytes, &source.name, templates, limits, &mut diagnostics)?;
    Ok(Opened {
        name: source.name.clone(),
        n_bytes: bytes.len(),
        sha256: hex(&hash(bytes)),
        reading,
        diagnostics,
    })
}
