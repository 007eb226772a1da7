//! The lines of a run as Parquet tables: one per record kind, one for sources, one for findings.
//!
//! Tables are built from the lines and their JSON Schema, so a new key becomes a column
//! automatically, and a line with an unknown key is an error. Lines are shredded while they are
//! parsed; rows of the next row group are kept on disk, so memory is bounded.
//!
//! Parquet's own types are used instead of Arrow, which would take five times as long to build.

mod column;
mod decimal;
mod error;
mod layout;
mod packed;
mod shape;
mod shred;
mod spill;
mod table;
mod tables;

pub use error::ParquetError;
pub use tables::{TABLES, Tables};
