//! Bytes of a source to a raw document, one module per format.
//!
//! Readers state what the file says and infer nothing: layout decides which lines form a table. Reading
//! is the one stage before output that can fail.

mod doc;
mod docx;
mod html;
mod invisible;
mod left_out;
mod little_endian;
mod locked;
mod long;
mod numerals;
mod odt;
mod ofd;
mod ole;
mod pdf;
mod rtf;
mod script;
mod sheet;
mod signature;
mod text;
mod texts;
mod wordml;

use formgrid_model::{Diagnostics, Limits, OverLimit, RawDocument};
use formgrid_package::{Package, PackageError};

/// Why a source gives no useful result.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No reader knows the format.
    #[error("unsupported format: {what}; {remedy}")]
    Unsupported {
        /// What the bytes are, as far as they can be identified.
        what: &'static str,
        /// What the user can do about it.
        remedy: &'static str,
    },
    /// The source is larger than a reader accepts.
    #[error("{0}; split the file, or set the limit higher")]
    Limit(#[from] OverLimit),
    /// The source is locked with a password.
    #[error("{what} is encrypted; save it without a password")]
    Encrypted {
        /// What is locked.
        what: String,
    },
    /// The bytes break the rules of their format, and nothing could be read.
    #[error(
        "{part} is damaged: {what}; ask for the file again, or open it in its program and save it"
    )]
    Malformed {
        /// Which part of the source.
        part: String,
        /// What is wrong and where in the part.
        what: String,
    },
    /// The bytes are text in no supported encoding.
    #[error(
        "unknown encoding: {n_undecodable} of {n_characters} characters fit neither UTF-8, UTF-16 nor \
         GB18030, the first on line {line}; convert the file to UTF-8"
    )]
    UnknownEncoding {
        /// Characters that the best-fitting encoding cannot decode.
        n_undecodable: usize,
        /// All characters outside ASCII.
        n_characters: usize,
        /// Line of the first undecodable character, one-based.
        line: u32,
    },
}

impl ReadError {
    /// The error's stable code, as output carries it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unsupported { .. } => "read/unsupported",
            Self::Limit(_) => "read/limit",
            Self::Encrypted { .. } => "read/encrypted",
            Self::Malformed { .. } => "read/malformed",
            Self::UnknownEncoding { .. } => "read/unknown-encoding",
        }
    }
}

impl From<PackageError> for ReadError {
    fn from(error: PackageError) -> Self {
        match error {
            PackageError::Malformed { part, what } => Self::Malformed { part, what },
            PackageError::Encrypted { part } => Self::Encrypted { what: part },
            PackageError::Limit(over) => Self::Limit(over),
        }
    }
}

/// Reads a source within the limits. The format is detected from the bytes alone.
///
/// # Errors
///
/// [`ReadError`] when no reader knows the format, the source is encrypted or over a limit, or nothing
/// in it can be read.
pub fn read(
    bytes: &[u8],
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    let mut raw = read_format(bytes, limits, diagnostics)?;
    invisible::remove(&mut raw);
    long::cut(&mut raw, limits, diagnostics);
    Ok(raw)
}

fn read_format(
    bytes: &[u8],
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    if signature::is_encrypted(bytes)
        && let Some(opened) = locked::unlock(bytes, limits)?
        && signature::is_package(&opened)
    {
        return read_format(&opened, limits, diagnostics);
    }
    if signature::is_package(bytes) {
        let mut package = Package::open(bytes, limits).map_err(|error| match error {
            // Without its central directory, only the first part names identify an archive.
            PackageError::Malformed { .. } if !signature::is_office(bytes) => {
                signature::container(bytes)
            }
            error => error.into(),
        })?;
        if let Some(main) = docx::main_part(&mut package)? {
            return docx::read(&mut package, &main, diagnostics);
        }
        if let Some(kind) = sheet::kind(&mut package)? {
            return sheet::read(kind, &mut package, diagnostics);
        }
        if odt::is_document(&mut package) {
            return odt::read(&mut package, diagnostics);
        }
        if ofd::is_document(&package) {
            return ofd::read(&mut package, diagnostics);
        }
    }
    if signature::is_container(bytes) && !signature::is_encrypted(bytes) {
        return read_container(bytes, limits, diagnostics);
    }
    if rtf::is_document(bytes) {
        return rtf::read(bytes, limits, diagnostics);
    }
    if pdf::is_document(bytes) {
        return pdf::read(bytes, limits, diagnostics);
    }
    if let Some(error) = signature::foreign(bytes) {
        return Err(error);
    }
    if sheet::is_workbook(bytes) {
        return sheet::read_spreadsheetml(bytes, limits, diagnostics);
    }
    if wordml::is_document(bytes) {
        return wordml::read(bytes, limits, diagnostics);
    }
    if odt::is_flat(bytes) {
        return odt::read_flat(bytes, limits, diagnostics);
    }
    if signature::is_page(bytes) && !text::is_markdown(bytes) || html::is_message(bytes) {
        return html::read(bytes, limits, diagnostics);
    }
    text::read(bytes, limits, diagnostics)
}

/// Reads the contents of an OLE container. A document may embed workbooks and a workbook may embed
/// documents; the stream at the top level decides.
fn read_container(
    bytes: &[u8],
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    if signature::may_hold_document(bytes)
        && let Some(streams) = doc::streams(bytes, limits)?
    {
        return doc::read(&streams, limits, diagnostics);
    }
    if let Some(stream) = sheet::stream(bytes, limits)? {
        return sheet::read_stream(stream, limits, diagnostics);
    }
    let unknown = || signature::container(bytes);
    Err(doc::foreign(bytes).or_else(|| signature::foreign(bytes)).unwrap_or_else(unknown))
}
