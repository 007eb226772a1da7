//! Bytes of a PDF document to positioned words and drawn shapes (ISO 32000).
//!
//! `lopdf` reads objects: it repairs cross-references, decrypts and unpacks. This crate adds the page
//! tree, an interpreter of content streams, and fonts that map codes to characters. Pages are read one
//! by one, and a damaged page fails alone. Lines of words and tables are left to layout.
//!
//! Coordinates are points (1/72 inch) from the top left corner of the visible page, y downwards.

mod allowance;
mod aside;
mod content;
mod covers;
mod document;
mod error;
mod font;
mod fonts;
mod inflate;
mod interpret;
mod layers;
mod limits;
mod matrix;
mod objects;
mod opening;
mod packed;
mod page;
mod pages;
mod path;
mod shapes;
mod structure;
mod words;

/// A map that is only looked up in. Documents choose its keys, so its seed is random.
type Lookup<K, V> = indexmap::IndexMap<K, V, foldhash::fast::RandomState>;

pub use covers::HiddenReason;
pub use document::{PdfDocument, read};
pub use error::{Fault, PdfError};
pub use page::{HiddenWord, Page, SCAN_SHARE, Word};
pub use structure::{TaggedCell, TaggedTable};
