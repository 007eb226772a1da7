//! The protocol between a run and its workers, one frame per message.
//!
//! A worker serves one request at a time:
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
    inspect::{InspectRequest, Inspection},
    session::{Loaded, SourceRequest},
    settings::Settings,
};

/// A request to a worker.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Request {
    /// The first request: the setup for all sources.
    Init(Box<Init>),
    /// List a file that begins like an archive.
    List(OsString),
    /// Load these sources. The body holds the bytes of those that are not in a file.
    Load(Vec<SourceRequest>),
    /// Read the loaded sources that are marked.
    Read(Vec<bool>),
    /// Return the bytes of a source.
    Fetch(SourceRequest),
    /// Inspect a source for a review.
    Inspect(SourceRequest, InspectRequest),
    /// Return the tables of a source. The body is its bytes if it is not in a file.
    Tables(SourceRequest),
}

/// The setup for all sources.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Init {
    pub(crate) templates: TemplateFiles,
    pub(crate) settings: Settings,
    /// Cache folder. Its name need not be Unicode.
    pub(crate) cache: Option<OsString>,
    /// Address space limit of the worker, in bytes.
    pub(crate) memory: u64,
}

/// A response of a worker.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Response {
    /// The worker is ready.
    Ready {
        /// Build of the worker.
        build: String,
        /// Fingerprint of its templates.
        fingerprint: String,
    },
    /// Entries of the archive.
    Listed(Listing),
    /// Hash and length of the loaded sources, in request order.
    Loaded(Vec<Result<Loaded, SourceError>>),
    /// The body holds the bytes.
    Fetched(Result<(), SourceError>),
    /// The body holds the result.
    Inspected(Result<Inspection, SourceError>),
    /// The body holds the lines.
    Tables(Result<(), SourceError>),
}
