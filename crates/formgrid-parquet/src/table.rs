//! One table: its columns in memory and its output file.

use std::{
    io::{Read, Seek, Write},
    sync::Arc,
};

use formgrid_sinks::SCHEMA_VERSION;
use parquet::{
    basic::Compression,
    file::{
        metadata::KeyValue,
        properties::{EnabledStatistics, WriterProperties},
        writer::SerializedFileWriter,
    },
    schema::types::{SchemaDescriptor, TypePtr},
};
use serde_json::Value;

use crate::{
    ParquetError,
    column::Column,
    layout::{Layout, layout},
    packed::Buffers,
    shape::fields,
    shred::shred,
    spill::Spill,
};

/// A table being written to `W`, with pending rows in `S`.
pub(crate) struct Table<W: Write + Send, S> {
    name: &'static str,
    layout: Layout,
    columns: Vec<Column>,
    writer: SerializedFileWriter<W>,
    spill: Spill<S>,
    /// Size of the pending lines, in bytes.
    lines: usize,
    /// Of these, size of the lines that are not packed.
    plain: usize,
}

impl<W: Write + Send, S: Read + Write + Seek> Table<W, S> {
    /// Starts a table with the columns of a schema definition. `version` is the program's.
    pub(crate) fn new(
        name: &'static str,
        schema: &Value,
        version: &str,
        (to, spill): (W, S),
    ) -> Result<Self, ParquetError> {
        let fields = fields(schema, name)
            .map_err(|what| ParquetError::Schema { table: name.to_owned(), what })?;
        let (layout, columns) = layout(&fields)?;
        let schema = Arc::clone(&layout.schema);
        let properties = Arc::new(properties(version, &schema));
        let writer = SerializedFileWriter::new(to, schema, properties)?;
        let spill = Spill::new(spill);
        Ok(Self { name, layout, columns, writer, spill, lines: 0, plain: 0 })
    }

    /// Size of the lines pending for the next row group, in bytes.
    pub(crate) fn lines(&self) -> usize {
        self.lines
    }

    /// Of these, size of the lines that are not packed.
    pub(crate) fn plain(&self) -> usize {
        self.plain
    }

    /// Adds a line as the next row.
    pub(crate) fn add(&mut self, line: &[u8]) -> Result<(), ParquetError> {
        shred(line, &self.layout.fields, &mut self.columns)
            .map_err(|error| ParquetError::Line { table: self.name.to_owned(), error })?;
        self.lines = self.lines.saturating_add(line.len());
        self.plain = self.plain.saturating_add(line.len());
        Ok(())
    }

    /// Packs the rows that are not, and moves them to the spill.
    pub(crate) fn pack(&mut self, buffers: &mut Buffers) -> Result<(), ParquetError> {
        if self.plain == 0 {
            return Ok(());
        }
        self.plain = 0;
        buffers.packed.clear();
        for column in &mut self.columns {
            column.pack(self.spill.len(), buffers)?;
        }
        self.spill.append(&buffers.packed)?;
        Ok(())
    }

    /// Writes the pending rows as a row group.
    pub(crate) fn flush(&mut self, buffers: &mut Buffers) -> Result<(), ParquetError> {
        if self.lines == 0 {
            return Ok(());
        }
        self.pack(buffers)?;
        self.lines = 0;
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.columns {
            let Some(mut to) = group.next_column()? else { break };
            column.write(&mut to, &mut self.spill, buffers)?;
            to.close()?;
        }
        group.close()?;
        self.spill.clear();
        Ok(())
    }

    /// Finishes the table and returns its writer.
    pub(crate) fn finish(mut self, buffers: &mut Buffers) -> Result<W, ParquetError> {
        self.flush(buffers)?;
        Ok(self.writer.into_inner()?)
    }
}

/// How a table is written. Every row group leaves the statistics of its columns in memory until the
/// file is closed, so nested columns, which nobody filters by, have none.
fn properties(version: &str, schema: &TypePtr) -> WriterProperties {
    let key = KeyValue::new("formgrid.schema_version".to_owned(), SCHEMA_VERSION.to_string());
    let mut properties = WriterProperties::builder()
        .set_created_by(format!("formgrid version {version}"))
        .set_key_value_metadata(Some(vec![key]))
        .set_compression(Compression::SNAPPY)
        // Row groups are small, so page-level statistics are not worth their space.
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_offset_index_disabled(true);
    for column in SchemaDescriptor::new(TypePtr::clone(schema)).columns() {
        if column.path().parts().len() > 1 {
            let path = column.path().clone();
            properties = properties.set_column_statistics_enabled(path, EnabledStatistics::None);
        }
    }
    properties.build()
}
