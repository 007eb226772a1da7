//! OLE containers: opens the compound file around binary Office documents.

use std::io::{self, Cursor};

use cfb::CompoundFile;

use crate::ReadError;

/// Bytes of a sector of a version 3 container.
const SECTOR: usize = 512;

/// Opens a container. Some writers leave its last sector incomplete, so it is padded.
pub(crate) fn open(bytes: &[u8]) -> io::Result<CompoundFile<Cursor<Vec<u8>>>> {
    let mut padded = bytes.to_vec();
    padded.resize(bytes.len().next_multiple_of(SECTOR), 0);
    CompoundFile::open(Cursor::new(padded))
}

/// The error for a container that does not open.
pub(crate) fn malformed(error: &io::Error) -> ReadError {
    ReadError::Malformed { part: "the OLE container".to_owned(), what: error.to_string() }
}
