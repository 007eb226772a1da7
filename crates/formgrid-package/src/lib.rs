//! Office packages: the parts of a zip file, what ties them together, and their XML as events.
//!
//! Everything here is about untrusted bytes: sizes are charged against the [`Limits`](formgrid_model::Limits) before they are
//! spent, names are compared without regard to case, and a part that is damaged gives what came
//! before the damage together with a word on it. What the parts mean is for the readers.

mod archive;
mod encoding;
mod error;
mod relationships;
mod tags;
mod xml;

pub use archive::{Entry, Package, Part};
pub use error::PackageError;
pub use relationships::{Relationship, Relationships};
pub use tags::tag_around;
pub use xml::{Event, Tag, Xml, XmlError};
