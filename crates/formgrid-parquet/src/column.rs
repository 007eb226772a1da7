//! One column of a table: the values queued for the next row group.

use std::io::{self, Read, Seek, Write};

use parquet::{
    data_type::{
        BoolType, ByteArray, ByteArrayType, DoubleType, FixedLenByteArray, FixedLenByteArrayType,
        Int32Type, Int64Type,
    },
    errors::Result,
    file::writer::SerializedColumnWriter,
};

use crate::{
    decimal::BYTES,
    packed::{Buffers, Packed},
    spill::Spill,
};

/// The values of one leaf with their levels.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) values: Values,
    levels: Levels,
    max_def: i16,
    max_rep: i16,
    /// Rows before these.
    packed: Vec<Packed>,
}

/// Definition and repetition levels, one of each for each value and `null`; empty if the column has
/// only one level. Most of a wide row is levels, so they are kept as bytes until they are written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Levels {
    pub(crate) def: Vec<i8>,
    pub(crate) rep: Vec<i8>,
}

/// Non-null values of one type.
#[derive(Debug, PartialEq)]
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

    /// Number of values.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Bool(all) => all.len(),
            Self::Int(all) => all.len(),
            Self::Long(all) => all.len(),
            Self::Double(all) => all.len(),
            Self::Text(_, ends) => ends.len(),
            Self::Decimal(all) => all.len(),
        }
    }

    /// Drops the values and frees their memory.
    fn clear(&mut self) {
        match self {
            Self::Bool(all) => *all = Vec::new(),
            Self::Int(all) => *all = Vec::new(),
            Self::Long(all) => *all = Vec::new(),
            Self::Double(all) => *all = Vec::new(),
            Self::Text(..) => *self = Self::text(),
            Self::Decimal(all) => *all = Vec::new(),
        }
    }

    /// Appends the values to a buffer, as little-endian bytes. The lengths of all texts come first.
    pub(crate) fn encode(&self, to: &mut Vec<u8>) {
        match self {
            Self::Bool(all) => to.extend(all.iter().map(|one| u8::from(*one))),
            Self::Int(all) => all.iter().for_each(|one| to.extend_from_slice(&one.to_le_bytes())),
            Self::Long(all) => all.iter().for_each(|one| to.extend_from_slice(&one.to_le_bytes())),
            Self::Double(all) => {
                all.iter().for_each(|one| to.extend_from_slice(&one.to_le_bytes()));
            }
            Self::Text(texts, ends) => {
                let mut start = 0;
                for end in ends {
                    // Equal lengths compress, ends do not.
                    to.extend_from_slice(&(end - start).to_le_bytes());
                    start = *end;
                }
                to.extend_from_slice(texts.as_bytes());
            }
            Self::Decimal(all) => all.iter().for_each(|one| to.extend_from_slice(one)),
        }
    }

    /// Replaces the values by `n` encoded ones; none if the bytes hold fewer.
    pub(crate) fn decode(&mut self, bytes: &[u8], n: usize) -> Option<()> {
        match self {
            Self::Bool(all) => *all = bytes.get(..n)?.iter().map(|one| *one != 0).collect(),
            Self::Int(all) => *all = each(bytes, n, i32::from_le_bytes)?,
            Self::Long(all) => *all = each(bytes, n, i64::from_le_bytes)?,
            Self::Double(all) => *all = each(bytes, n, f64::from_le_bytes)?,
            Self::Text(texts, all) => {
                *all = each(bytes, n, usize::from_le_bytes)?;
                let mut start = 0_usize;
                for end in all.iter_mut() {
                    start = start.checked_add(*end)?;
                    *end = start;
                }
                let rest = bytes.get(n.checked_mul(size_of::<usize>())?..)?;
                *texts = String::from_utf8(rest.to_vec()).ok()?;
            }
            Self::Decimal(all) => *all = each(bytes, n, |one| one)?,
        }
        Some(())
    }

    /// Writes the values with their levels.
    fn write(
        &self,
        to: &mut SerializedColumnWriter<'_>,
        def: Option<&[i16]>,
        rep: Option<&[i16]>,
    ) -> Result<()> {
        match self {
            Self::Bool(all) => to.typed::<BoolType>().write_batch(all, def, rep)?,
            Self::Int(all) => to.typed::<Int32Type>().write_batch(all, def, rep)?,
            Self::Long(all) => to.typed::<Int64Type>().write_batch(all, def, rep)?,
            Self::Double(all) => to.typed::<DoubleType>().write_batch(all, def, rep)?,
            Self::Text(texts, ends) => {
                to.typed::<ByteArrayType>().write_batch(&byte_arrays(texts, ends), def, rep)?
            }
            Self::Decimal(all) => {
                let bytes: Vec<FixedLenByteArray> =
                    all.iter().map(|one| FixedLenByteArray::from(one.to_vec())).collect();
                to.typed::<FixedLenByteArrayType>().write_batch(&bytes, def, rep)?
            }
        };
        Ok(())
    }
}

/// Texts as the encoder takes them. Each has memory of its own, since the dictionary of a column
/// keeps some of them and must not keep all; neighbors are often equal and share it.
fn byte_arrays(texts: &str, ends: &[usize]) -> Vec<ByteArray> {
    let mut all: Vec<ByteArray> = Vec::with_capacity(ends.len());
    let mut start = 0;
    for end in ends {
        let text = texts.get(start..*end).unwrap_or_default();
        let last = all.last().filter(|last| last.data() == text.as_bytes());
        all.push(last.cloned().unwrap_or_else(|| ByteArray::from(text)));
        start = *end;
    }
    all
}

/// The first `n` values of `N` bytes each.
fn each<const N: usize, T>(bytes: &[u8], n: usize, of: impl Fn([u8; N]) -> T) -> Option<Vec<T>> {
    let (all, _) = bytes.as_chunks::<N>();
    Some(all.get(..n)?.iter().map(|one| of(*one)).collect())
}

impl Column {
    pub(crate) fn new(values: Values, max_def: i16, max_rep: i16) -> Self {
        Self { values, levels: Levels::default(), max_def, max_rep, packed: Vec::new() }
    }

    /// Appends the levels of a present value.
    pub(crate) fn some(&mut self, rep: i16) {
        self.levels(rep, self.max_def);
    }

    /// Appends the levels of a present or absent value.
    pub(crate) fn levels(&mut self, rep: i16, def: i16) {
        if self.max_def > 0 {
            self.levels.def.push(level(def));
        }
        if self.max_rep > 0 {
            self.levels.rep.push(level(rep));
        }
    }

    /// Appends the rows added since the last call to the packed rows, which will be at the offset
    /// `end` of the spill.
    pub(crate) fn pack(&mut self, end: u64, buffers: &mut Buffers) -> io::Result<()> {
        self.packed.push(Packed::new(&self.levels, &self.values, end, buffers)?);
        self.levels = Levels::default();
        self.values.clear();
        Ok(())
    }

    /// Writes all packed rows and forgets them.
    pub(crate) fn write<S: Read + Write + Seek>(
        &mut self,
        to: &mut SerializedColumnWriter<'_>,
        spill: &mut Spill<S>,
        buffers: &mut Buffers,
    ) -> Result<()> {
        let wide = |levels: &[i8]| levels.iter().copied().map(i16::from).collect::<Vec<i16>>();
        for packed in std::mem::take(&mut self.packed) {
            packed.unpack(spill, &mut self.levels, &mut self.values, buffers)?;
            let def = (self.max_def > 0).then(|| wide(&self.levels.def));
            let rep = (self.max_rep > 0).then(|| wide(&self.levels.rep));
            self.values.write(to, def.as_deref(), rep.as_deref())?;
        }
        self.levels = Levels::default();
        self.values.clear();
        Ok(())
    }
}

/// A level in one byte. A schema nests a few levels deep.
fn level(level: i16) -> i8 {
    i8::try_from(level).unwrap_or(i8::MAX)
}
