//! Why a table cannot be written.

use std::io;

/// Why a table cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ParquetError {
    /// A line violates its schema.
    #[error("a line of {table} does not fit its schema: {error}")]
    Line {
        /// Name of the table.
        table: String,
        /// The violation, with its column in the line.
        error: serde_json::Error,
    },
    /// A line of a kind without a table.
    #[error("a line is of no known kind: {0}")]
    Kind(String),
    /// The schema of a table cannot be mapped to columns.
    #[error("the schema of {table} has no columns for {what}")]
    Schema {
        /// Name of the table.
        table: String,
        /// The unmappable part of the schema.
        what: String,
    },
    /// The file cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The encoder failed.
    #[error(transparent)]
    Encoder(parquet::errors::ParquetError),
}

impl From<parquet::errors::ParquetError> for ParquetError {
    fn from(error: parquet::errors::ParquetError) -> Self {
        let parquet::errors::ParquetError::External(cause) = error else {
            return Self::Encoder(error);
        };
        match cause.downcast::<io::Error>() {
            Ok(failure) => Self::Io(*failure),
            Err(cause) => Self::Encoder(parquet::errors::ParquetError::External(cause)),
        }
    }
}
