//! Office packages: parts of a zip file, their relationships, and their XML as events.
//!
//! All input is untrusted: sizes are charged against the [`Limits`](formgrid_model::Limits) before
//! they are spent, names are case-insensitive, and a damaged part gives what precedes the damage
//! together with a message. Readers interpret the parts.

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
