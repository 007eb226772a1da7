//! A run for a person to look at: pages that show what a document prints beside what was understood of
//! it, and what becomes of the corrections that are made on them.
//!
//! Everything here is a function from texts to texts; which files there are is for the run to know. The
//! pages are static: they work from a disk, load nothing but what lies beside them, and say the same
//! where scripts do not run. Each text of a document is escaped, because nothing but [`maud`] writes HTML
//! here.

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
pub use field::{COLUMN_FIELDS, LABEL_FIELDS};
#[cfg(feature = "images")]
pub use image::{Drawn, Font, draw_pages};
pub use index::index;
pub use line::{FindingLine, Place, RecordLine};
pub use page::{Neighbours, Source, page, pages_of};
pub use shell::Report;
pub use tally::{Counted, Finding, Tally};
pub use view::{PageImage, Remark, View};
