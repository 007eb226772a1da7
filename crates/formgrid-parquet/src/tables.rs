//! All tables of a run, and their flush policy.

use std::io::{Read, Seek, Write};

use formgrid_sinks::write_schema;
use serde_json::Value;

use crate::{ParquetError, packed::Buffers, table::Table};

/// The table names: one per record kind, in order, then sources and findings, which are named like
/// the files of their lines.
pub const TABLES: [&str; 10] = [
    "filing",
    "funding",
    "statement",
    "goal",
    "project",
    "indicator",
    "table",
    "unmapped",
    SOURCES,
    FINDINGS,
];

const SOURCES: &str = "sources";
const FINDINGS: &str = "diagnostics";

/// The schema definition of a table's lines.
fn definition(table: &'static str) -> &'static str {
    match table {
        SOURCES => "source",
        FINDINGS => "diagnostic",
        kind => kind,
    }
}

/// What may be pending. Only the size of the lines counts, so the bytes of the tables depend only on
/// them.
#[derive(Debug, Clone, Copy)]
struct Pending {
    /// Lines whose rows are in memory, over all tables, in bytes. They take up to twice that. When
    /// it is exceeded, the rows of the table with most of them are packed and move to its spill.
    plain: usize,
    /// Lines of one row group, in bytes. Its rows are read back from the spill column by column and
    /// piece by piece. The metadata of a row group of a wide table takes 100 kB of memory until the
    /// file is closed, so groups are large.
    group: usize,
}

const PENDING: Pending = Pending { plain: 1 << 20, group: 64 << 20 };

/// The start of a record's line, before its kind.
const KIND: &[u8] = br#"{"kind":""#;

/// The tables of a run. Each is written to `W`; rows of its next row group are kept in `S`.
pub struct Tables<W: Write + Send, S> {
    tables: Vec<(&'static str, Table<W, S>)>,
    pending: Pending,
    buffers: Buffers,
}

impl<W: Write + Send, S: Read + Write + Seek> std::fmt::Debug for Tables<W, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let pending = self.tables.iter().map(|(name, table)| (name, table.lines()));
        f.debug_map().entries(pending).finish()
    }
}

impl<W: Write + Send, S: Read + Write + Seek> Tables<W, S> {
    /// Starts all tables. `version` is the program's; `open` returns the writer for a table name and
    /// an empty file for its pending rows.
    pub fn new<E: From<ParquetError>>(
        version: &str,
        mut open: impl FnMut(&'static str) -> Result<(W, S), E>,
    ) -> Result<Self, E> {
        let schema = schema()?;
        let mut table = |name| {
            let table = Table::new(definition(name), &schema, version, open(name)?)?;
            Ok((name, table))
        };
        let tables = TABLES.into_iter().map(&mut table).collect::<Result<_, E>>()?;
        Ok(Self { tables, pending: PENDING, buffers: Buffers::default() })
    }

    /// Adds record lines, each to the table of its kind.
    pub fn add_records(&mut self, lines: &[u8]) -> Result<(), ParquetError> {
        for line in lines_of(lines) {
            let kind = line.strip_prefix(KIND).and_then(|rest| rest.split(|b| *b == b'"').next());
            let known = self.tables.iter().position(|(name, _)| Some(name.as_bytes()) == kind);
            let Some(number) = known else { return Err(unknown(line)) };
            self.add(number, line)?;
        }
        Ok(())
    }

    /// Adds lines of `sources.jsonl`.
    pub fn add_sources(&mut self, lines: &[u8]) -> Result<(), ParquetError> {
        self.add_all(SOURCES, lines)
    }

    /// Adds lines of `diagnostics.jsonl`.
    pub fn add_diagnostics(&mut self, lines: &[u8]) -> Result<(), ParquetError> {
        self.add_all(FINDINGS, lines)
    }

    /// Finishes all tables and returns their writers by name.
    pub fn finish(self) -> Result<Vec<(&'static str, W)>, ParquetError> {
        let mut buffers = self.buffers;
        let tables = self.tables.into_iter();
        tables.map(|(name, table)| Ok((name, table.finish(&mut buffers)?))).collect()
    }

    fn add_all(&mut self, name: &str, lines: &[u8]) -> Result<(), ParquetError> {
        let Some(number) = self.tables.iter().position(|(one, _)| *one == name) else {
            return Err(unknown(name.as_bytes()));
        };
        lines_of(lines).try_for_each(|line| self.add(number, line))
    }

    fn add(&mut self, number: usize, line: &[u8]) -> Result<(), ParquetError> {
        let Some((_, table)) = self.tables.get_mut(number) else { return Err(unknown(line)) };
        table.add(line)?;
        if table.lines() >= self.pending.group {
            return table.flush(&mut self.buffers);
        }
        let plain: usize = self.tables.iter().map(|(_, table)| table.plain()).sum();
        if plain < self.pending.plain {
            return Ok(());
        }
        let largest = self.tables.iter_mut().max_by_key(|(_, table)| table.plain());
        largest.map_or(Ok(()), |(_, table)| table.pack(&mut self.buffers))
    }
}

fn lines_of(lines: &[u8]) -> impl Iterator<Item = &[u8]> {
    lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
}

fn unknown(line: &[u8]) -> ParquetError {
    let begin = line.get(..line.len().min(80)).unwrap_or_default();
    ParquetError::Kind(String::from_utf8_lossy(begin).into_owned())
}

fn schema() -> Result<Value, ParquetError> {
    let mut bytes = Vec::new();
    write_schema(&mut bytes)?;
    Ok(serde_json::from_slice(&bytes).map_err(std::io::Error::other)?)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use parquet::{
        file::reader::{FileReader as _, SerializedFileReader},
        record::RowAccessor as _,
    };

    use super::{ParquetError, Pending, TABLES, Tables};

    fn tables() -> Tables<Vec<u8>, Cursor<Vec<u8>>> {
        Tables::new::<ParquetError>("1", |_| Ok(Default::default())).unwrap()
    }

    fn unmapped(text: &str) -> String {
        let head = concat!(
            r#"{"kind":"unmapped","id":"1","filing":"2","department":null,"department_code":null,"#,
            r#""department_key":null,"fiscal_year":2024,"confidence":0.5,"source":{"path":"a","line":3},"#,
            r#""places":{"text":{"line":3},"label":{}},"repairs":["layout/row-shifted","layout/x"],"#,
        );
        format!("{head}\"label\":null,\"text\":\"{text}\"}}\n")
    }

    #[test]
    fn rows_come_in_the_order_of_the_lines_and_groups_are_bounded() {
        let mut tables = tables();
        tables.pending = Pending { plain: 1000, group: 4000 };
        for number in 0..100 {
            tables.add_records(unmapped(&format!("第{number}行")).as_bytes()).unwrap();
        }
        let all = tables.finish().unwrap();
        assert_eq!(all.iter().map(|(name, _)| *name).collect::<Vec<_>>(), TABLES);
        let bytes = all.into_iter().find(|(name, _)| *name == "unmapped").unwrap().1;
        let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
        assert!(reader.num_row_groups() > 5);
        let metadata = reader.metadata().file_metadata();
        assert_eq!(metadata.created_by(), Some("formgrid version 1"));
        assert_eq!(metadata.schema().get_fields()[0].name(), "kind");
        for (number, row) in reader.get_row_iter(None).unwrap().enumerate() {
            let row = row.unwrap();
            let text = row.get_column_iter().last().unwrap().1;
            assert_eq!(text.to_string(), format!("\"第{number}行\""));
            assert_eq!(row.get_int(6).unwrap(), 2024);
            let places = row.get_map(9).unwrap();
            assert_eq!(places.len(), 2);
            assert_eq!(row.get_list(10).unwrap().len(), 2);
        }
    }

    #[test]
    fn a_line_that_violates_its_schema_is_an_error() {
        let line = unmapped("x");
        let check = |line: &str, expected: &str| {
            let message = tables().add_records(line.as_bytes()).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        };
        check(
            &line.replace("\"label\":null", "\"label\":null,\"new\":1"),
            "no column is left for new",
        );
        check(&line.replace("\"label\":null", "\"label\":7"), "label is of another type");
        check(&line.replace("2024", "\"2024\""), "fiscal_year is of another type");
        check(&line.replace("2024", "20240000000"), "fiscal_year is of another type");
        check(&line.replace("\"filing\":\"2\",", ""), "filing is missing");
        check(&line.replace("\"filing\":\"2\",", "\"filing\":null,"), "filing is missing");
        check(&line.replace("unmapped", "other"), "no known kind: {\"kind\":\"other\"");
        check(&line.replace('{', "["), "no known kind");
    }
}
