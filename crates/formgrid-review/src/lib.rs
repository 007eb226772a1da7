//! Review pages of a run: each shows a document next to its records, and corrections made on the
//! pages are applied here.
//!
//! Everything here maps text to text; the caller handles files. Pages are static: they work from a
//! disk, load only local files, and show the same without scripts. All document text is escaped,
//! because only [`maud`] generates HTML here.

mod amend;
mod asset;
mod correction;
mod edit;
mod field;
#[cfg(feature = "images")]
mod image;
mod index;
mod line;
mod page;
mod plot;
mod shade;
mod shell;
mod tally;
mod view;

pub use amend::{AmendError, Reassigned, amend, template_id};
pub use asset::ASSETS;
pub use correction::{Action, Correction, CorrectionError, read_corrections};
pub use edit::{EditError, edit};
#[cfg(feature = "images")]
pub use image::{Drawn, Font, draw_pages};
pub use index::index;
pub use line::{FindingLine, Place, RecordLine};
pub use page::{Neighbours, Source, page, pages_of};
pub use shell::Report;
pub use tally::{Counted, Finding, Tally};
pub use view::{PageImage, Remark, View};
