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
    /// One of each for each value and `null`; empty if the column has only one level.
    def: Vec<i16>,
    rep: Vec<i16>,
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
            self.def.push(def);
        }
        if self.max_rep > 0 {
            self.rep.push(rep);
        }
    }

    /// Writes and clears all values.
    pub(crate) fn write(&mut self, to: &mut SerializedColumnWriter<'_>) -> Result<()> {
        let def = (self.max_def > 0).then_some(self.def.as_slice());
        let rep = (self.max_rep > 0).then_some(self.rep.as_slice());
        match &mut self.values {
            Values::Bool(all) => {
                to.typed::<BoolType>().write_batch(all, def, rep)?;
                all.clear();
            }
            Values::Int(all) => {
                to.typed::<Int32Type>().write_batch(all, def, rep)?;
                all.clear();
            }
            Values::Long(all) => {
                to.typed::<Int64Type>().write_batch(all, def, rep)?;
                all.clear();
            }
            Values::Double(all) => {
                to.typed::<DoubleType>().write_batch(all, def, rep)?;
                all.clear();
            }
            Values::Text(texts, ends) => {
                let whole = ByteArray::from(std::mem::take(texts).into_bytes());
                let starts = std::iter::once(0).chain(ends.iter().copied());
                let all: Vec<ByteArray> = starts
                    .zip(ends.iter())
                    .map(|(start, end)| whole.slice(start, end - start))
                    .collect();
                to.typed::<ByteArrayType>().write_batch(&all, def, rep)?;
                ends.clear();
            }
            Values::Decimal(all) => {
                let bytes: Vec<FixedLenByteArray> =
                    all.iter().map(|one| FixedLenByteArray::from(one.to_vec())).collect();
                to.typed::<FixedLenByteArrayType>().write_batch(&bytes, def, rep)?;
                all.clear();
            }
        }
        self.def.clear();
        self.rep.clear();
        Ok(())
    }
}
