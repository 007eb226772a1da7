//! Bytes of a PDF document to positioned words and drawn shapes.
//!
//! `lopdf` reads objects: it repairs cross-references, decrypts and unpacks. What stands above that is
//! here: the pages of the document, a machine that runs their content, fonts that say what their codes
//! mean. Pages are read one by one and one that is damaged costs itself. Which words make a line and
//! which shapes a table is no question of this crate.
//!
//! Coordinates are points (1/72 inch) from the top left corner of the visible page, y growing downwards.

mod allowance;
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

pub use covers::Unseen;
pub use document::{Printout, read};
pub use error::{Fault, PdfError};
pub use page::{HiddenWord, Page, Word};
pub use structure::{TaggedCell, TaggedTable};
