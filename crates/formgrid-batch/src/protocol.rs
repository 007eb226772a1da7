//! What a run and its workers say to each other, one frame for each.
//!
//! A worker is asked one thing at a time and responses in order. Requests:
//!
//! | request | response |
//! |---|---|
//! | `Init` | `Ready` |
//! | `List` | `Listed` until the last |
//! | `Load` | `Loaded` |
//! | `Read`, after `Load` | an outcome for each source that is wanted |
//! | `Fetch` | `Fetched` |
//! | `Inspect` | `Inspected` |
//! | `Tables` | `Tables` |

use std::ffi::OsString;

use formgrid_sinks::SourceError;
use serde::{Deserialize, Serialize};

use crate::{
    TemplateFiles,
    archive::Listing,
    review::{InspectRequest, Inspection},
    session::{Loaded, SourceRequest},
    settings::Settings,
};

/// What a worker is asked.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Request {
    /// The first: what holds for all sources.
    Init(Box<Init>),
    /// What a file holds that begins like an archive.
    List(OsString),
    /// Load these sources. The body is the bytes of those that are in no file.
    Load(Vec<SourceRequest>),
    /// Read those of the loaded sources for which it says so.
    Read(Vec<bool>),
    /// The bytes of a source.
    Fetch(SourceRequest),
    /// Something of a source for a person to look at.
    Inspect(SourceRequest, InspectRequest),
    /// The tables of a source. The body is its bytes where it is in no file.
    Tables(SourceRequest),
}

/// What holds for all sources.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Init {
    pub(crate) templates: TemplateFiles,
    pub(crate) settings: Settings,
    /// Folder of what earlier runs have kept. Its name need not be text.
    pub(crate) cache: Option<OsString>,
    /// Bytes of memory the worker may map.
    pub(crate) memory: u64,
}

/// What a worker says.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Response {
    /// It can begin.
    Ready {
        /// What the worker's program was built from.
        build: String,
        /// Of its templates.
        fingerprint: String,
    },
    /// What a file holds.
    Listed(Listing),
    /// What the loaded sources are, in the order of the request.
    Loaded(Vec<Result<Loaded, SourceError>>),
    /// The bytes that were asked for are the body.
    Fetched(Result<(), SourceError>),
    /// What was asked for is the body.
    Inspected(Result<Inspection, SourceError>),
    /// The lines that were asked for are the body.
    Tables(Result<(), SourceError>),
}
