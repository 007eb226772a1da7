//! The streams of an OLE container that hold a document.

use std::io::Read as _;

use formgrid_model::{Limit, Limits};

use crate::{ReadError, ole};

/// The streams of a document.
#[derive(Debug, Default)]
pub(crate) struct Streams {
    /// `WordDocument`: text and runs.
    pub(super) main: Vec<u8>,
    /// `0Table` and `1Table`.
    pub(super) tables: [Vec<u8>; 2],
    /// `Data`: long property modifier lists.
    pub(super) data: Vec<u8>,
}

/// Streams that identify other documents.
const FOREIGN: [(&str, &str); 4] = [
    ("/MatOST", "a document of Microsoft Works (stream MatOST)"),
    ("/CONTENTS", "a document of Microsoft Works or Publisher (stream CONTENTS)"),
    ("/PowerPoint Document", "a presentation (stream PowerPoint Document)"),
    ("/VisioDocument", "a drawing of Visio (stream VisioDocument)"),
];

/// The streams of a document; `None` if the container holds something else.
pub(crate) fn streams(bytes: &[u8], limits: &Limits) -> Result<Option<Streams>, ReadError> {
    limits.check(Limit::StoryBytes, bytes.len())?;
    let mut container = ole::open(bytes).map_err(|error| ole::malformed(&error))?;
    let mut stream = |name: &str| -> std::io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        if !container.is_stream(name) {
            return Ok(None);
        }
        let stream = container.open_stream(name)?;
        let max = limits.of(Limit::StoryBytes) as u64;
        // A truncated stream keeps what can be read: text is at its start.
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

/// The error for a container with a stream of another known format.
pub(crate) fn foreign(bytes: &[u8]) -> Option<ReadError> {
    let container = ole::open(bytes).ok()?;
    let known = FOREIGN.iter().find(|(name, _)| container.is_stream(name));
    known.map(|&(_, what)| ReadError::Unsupported { what, remedy: "save it as .docx" })
}
