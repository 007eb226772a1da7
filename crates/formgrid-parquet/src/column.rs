//! One column of a table: the values queued for the next row group.

use parquet::{
    data_type::{
        BoolType, ByteArray, ByteArrayType, DoubleType, FixedLenByteArray, FixedLenByteArrayType,
        Int32Type, Int64Type,
    },
    errors::Result,
    file::writer::SerializedColumnWriter,
};

use crate::decimal::BYTES;

/// The values of one leaf with their levels.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) values: Values,
    max_def: i16,
    max_rep: i16,
    /// One of each for each value and `null`; empty if the column has only one level. Most of a
    /// wide row is levels, so they are kept as bytes until they are written.
    def: Vec<i8>,
    rep: Vec<i8>,
}

/// Non-null values of one type.
#[derive(Debug)]
pub(crate) enum Values {
    Bool(Vec<bool>),
    Int(Vec<i32>),
    Long(Vec<i64>),
    Double(Vec<f64>),
    /// All texts and their end offsets.
    Text(String, Vec<usize>),
    Decimal(Vec<[u8; BYTES]>),
}

impl Values {
    pub(crate) fn text() -> Self {
        Self::Text(String::new(), Vec::new())
    }
}

impl Column {
    pub(crate) fn new(values: Values, max_def: i16, max_rep: i16) -> Self {
        Self { values, max_def, max_rep, def: Vec::new(), rep: Vec::new() }
    }

    /// Appends the levels of a present value.
    pub(crate) fn some(&mut self, rep: i16) {
        self.levels(rep, self.max_def);
    }

    /// Appends the levels of a present or absent value.
    pub(crate) fn levels(&mut self, rep: i16, def: i16) {
        if self.max_def > 0 {
            self.def.push(level(def));
        }
        if self.max_rep > 0 {
            self.rep.push(level(rep));
        }
    }

    /// Writes all values and frees their memory, which the next table to fill up may need.
    pub(crate) fn write(&mut self, to: &mut SerializedColumnWriter<'_>) -> Result<()> {
        let wide = |levels: &[i8]| levels.iter().copied().map(i16::from).collect::<Vec<i16>>();
        let def = (self.max_def > 0).then(|| wide(&self.def));
        let rep = (self.max_rep > 0).then(|| wide(&self.rep));
        let (def, rep) = (def.as_deref(), rep.as_deref());
        match &mut self.values {
            Values::Bool(all) => {
                to.typed::<BoolType>().write_batch(all, def, rep)?;
                *all = Vec::new();
            }
            Values::Int(all) => {
                to.typed::<Int32Type>().write_batch(all, def, rep)?;
                *all = Vec::new();
            }
            Values::Long(all) => {
                to.typed::<Int64Type>().write_batch(all, def, rep)?;
                *all = Vec::new();
            }
            Values::Double(all) => {
                to.typed::<DoubleType>().write_batch(all, def, rep)?;
                *all = Vec::new();
            }
            Values::Text(texts, ends) => {
                let whole = ByteArray::from(std::mem::take(texts).into_bytes());
                let starts = std::iter::once(0).chain(ends.iter().copied());
                let all: Vec<ByteArray> = starts
                    .zip(ends.iter())
                    .map(|(start, end)| whole.slice(start, end - start))
                    .collect();
                to.typed::<ByteArrayType>().write_batch(&all, def, rep)?;
                *ends = Vec::new();
            }
            Values::Decimal(all) => {
                let bytes: Vec<FixedLenByteArray> =
                    all.iter().map(|one| FixedLenByteArray::from(one.to_vec())).collect();
                to.typed::<FixedLenByteArrayType>().write_batch(&bytes, def, rep)?;
                *all = Vec::new();
            }
        }
        (self.def, self.rep) = (Vec::new(), Vec::new());
        Ok(())
    }
}

/// A level in one byte. A schema nests a few levels deep.
fn level(level: i16) -> i8 {
    i8::try_from(level).unwrap_or(i8::MAX)
}
