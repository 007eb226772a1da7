//! The lines of a run as Parquet tables: one for each kind of record, one for sources, one for findings.
//!
//! A table is made of the lines themselves and of their JSON Schema, so a key that a line gets is a
//! column without further work, and a line that says what its schema does not know is an error. Lines
//! are taken apart while they are parsed; what waits for its row group is bounded over all tables.
//!
//! Parquet's own types are used, without Arrow, which would take five times as long to build.

mod column;
mod decimal;
mod error;
mod layout;
mod shape;
mod shred;
mod table;
mod tables;

pub use error::ParquetError;
pub use tables::{TABLES, Tables};
