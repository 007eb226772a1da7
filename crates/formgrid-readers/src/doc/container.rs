//! The container: the streams of an OLE file that hold a document.

use std::io::{Cursor, Read as _};

use formgrid_model::{Limit, Limits};

use crate::ReadError;

/// The streams of a document.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    /// Text and runs.
    pub(super) main: Vec<u8>,
    /// Tables, in both streams that may hold them.
    pub(super) tables: [Vec<u8>; 2],
    /// Long lists of modifiers.
    pub(super) data: Vec<u8>,
}

/// Streams of other documents, by which they are named.
const FOREIGN: [(&str, &str); 4] = [
    ("/MatOST", "a document of Microsoft Works (stream MatOST)"),
    ("/CONTENTS", "a document of Microsoft Works or Publisher (stream CONTENTS)"),
    ("/PowerPoint Document", "a presentation (stream PowerPoint Document)"),
    ("/VisioDocument", "a drawing of Visio (stream VisioDocument)"),
];

/// The streams of a document; none where the container holds another one.
pub(crate) fn streams(bytes: &[u8], limits: &Limits) -> Result<Option<Streams>, ReadError> {
    limits.check(Limit::StoryBytes, bytes.len())?;
    // Some writers leave the last sector unfilled.
    let mut padded = bytes.to_vec();
    padded.resize(bytes.len().next_multiple_of(512), 0);
    let mut container = cfb::CompoundFile::open(Cursor::new(padded)).map_err(|error| {
        ReadError::Malformed { part: "the OLE container".to_owned(), what: error.to_string() }
    })?;
    let mut stream = |name: &str| -> std::io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        if !container.is_stream(name) {
            return Ok(None);
        }
        let stream = container.open_stream(name)?;
        let max = limits.of(Limit::StoryBytes) as u64;
        // What can be read of a stream that is cut is kept: the text stands at its beginning.
        let _ = stream.take(max).read_to_end(&mut bytes);
        Ok(Some(bytes))
    };
    let malformed = |error: std::io::Error| ReadError::Malformed {
        part: "the WordDocument stream".to_owned(),
        what: error.to_string(),
    };
    let Some(main) = stream("/WordDocument").map_err(malformed)? else { return Ok(None) };
    let mut optional = |name| stream(name).ok().flatten().unwrap_or_default();
    let tables = [optional("/0Table"), optional("/1Table")];
    let data = optional("/Data");
    Ok(Some(Streams { main, tables, data }))
}

/// The error for a container that holds another document that is known by a stream of its.
pub(crate) fn foreign(bytes: &[u8]) -> Option<ReadError> {
    let mut padded = bytes.to_vec();
    padded.resize(bytes.len().next_multiple_of(512), 0);
    let container = cfb::CompoundFile::open(Cursor::new(padded)).ok()?;
    let known = FOREIGN.iter().find(|(name, _)| container.is_stream(name));
    known.map(|&(_, what)| ReadError::Unsupported { what, remedy: "save it as .docx" })
}
