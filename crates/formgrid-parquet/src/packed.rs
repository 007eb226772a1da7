//! Pending rows of a column, compressed. Most columns of a wide table are empty or repeat a few
//! values, so the rows take about a twentieth of their lines.

use std::io::{self, Read, Seek, Write};

use crate::{
    column::{Levels, Values},
    spill::Spill,
};

/// The place of some rows of a column in the spill of its table.
#[derive(Debug)]
pub(crate) struct Packed {
    at: u64,
    /// Size there, in bytes. A row group has thousands of these, so the numbers are short.
    len: u32,
    /// Size before compression, in bytes.
    plain: u32,
    n_def: u32,
    n_rep: u32,
    n_values: u32,
}

/// Buffers that all columns share.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    plain: Vec<u8>,
    /// Packed rows of a table that are not on its spill yet, or of a column that were read from it.
    pub(crate) packed: Vec<u8>,
}

impl Packed {
    /// Appends levels and values to the packed rows, which will be at the offset `end` of the spill.
    pub(crate) fn new(
        levels: &Levels,
        values: &Values,
        end: u64,
        buffers: &mut Buffers,
    ) -> io::Result<Self> {
        let Buffers { plain, packed } = buffers;
        plain.clear();
        let Levels { def, rep } = levels;
        plain.extend(def.iter().map(|level| level.cast_unsigned()));
        plain.extend(rep.iter().map(|level| level.cast_unsigned()));
        values.encode(plain);
        let start = packed.len();
        packed.resize(start + lz4_flex::block::get_maximum_output_size(plain.len()), 0);
        let to = packed.get_mut(start..).unwrap_or_default();
        let len = lz4_flex::block::compress_into(plain, to).map_err(io::Error::other)?;
        packed.truncate(start + len);
        let short = |n: usize| u32::try_from(n).map_err(io::Error::other);
        Ok(Self {
            at: end.saturating_add(start as u64),
            len: short(len)?,
            plain: short(plain.len())?,
            n_def: short(def.len())?,
            n_rep: short(rep.len())?,
            n_values: short(values.len())?,
        })
    }

    /// Unpacks into levels and values, replacing their content.
    pub(crate) fn unpack<S: Read + Write + Seek>(
        &self,
        spill: &mut Spill<S>,
        levels: &mut Levels,
        values: &mut Values,
        buffers: &mut Buffers,
    ) -> io::Result<()> {
        let Buffers { plain, packed } = buffers;
        let long = |n: u32| usize::try_from(n).map_err(io::Error::other);
        spill.read(self.at, long(self.len)?, packed)?;
        plain.resize(long(self.plain)?, 0);
        lz4_flex::block::decompress_into(packed, plain).map_err(io::Error::other)?;
        let cut = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let (def, rest) = plain.split_at_checked(long(self.n_def)?).ok_or_else(cut)?;
        let (rep, rest) = rest.split_at_checked(long(self.n_rep)?).ok_or_else(cut)?;
        levels.def = def.iter().map(|level| level.cast_signed()).collect();
        levels.rep = rep.iter().map(|level| level.cast_signed()).collect();
        values.decode(rest, long(self.n_values)?).ok_or_else(cut)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{Buffers, Packed};
    use crate::{
        column::{Levels, Values},
        decimal::BYTES,
        spill::Spill,
    };

    #[track_caller]
    fn check(levels: &Levels, values: &Values) {
        let mut buffers = Buffers::default();
        let mut spill = Spill::new(Cursor::new(Vec::new()));
        spill.append(b"before").unwrap();
        let first = Packed::new(&Levels::default(), &Values::text(), spill.len(), &mut buffers);
        let packed = Packed::new(levels, values, spill.len(), &mut buffers).unwrap();
        assert_eq!(packed.at, spill.len() + u64::from(first.unwrap().len));
        spill.append(&buffers.packed).unwrap();
        let mut other = match values {
            Values::Bool(_) => Values::Bool(vec![true]),
            Values::Int(_) => Values::Int(vec![1]),
            Values::Long(_) => Values::Long(vec![1]),
            Values::Double(_) => Values::Double(vec![1.0]),
            Values::Text(..) => Values::Text("x".to_owned(), vec![1]),
            Values::Decimal(_) => Values::Decimal(vec![[1; BYTES]]),
        };
        let mut found = Levels { def: vec![7], rep: vec![7] };
        packed.unpack(&mut spill, &mut found, &mut other, &mut buffers).unwrap();
        assert_eq!((&found, &other), (levels, values));
    }

    #[test]
    fn packed_rows_round_trip() {
        let levels = Levels { def: vec![0, 3, -1, 127], rep: vec![1; 1000] };
        let empty = Levels::default();
        check(&levels, &Values::Bool(vec![true, false]));
        check(&empty, &Values::Int(vec![i32::MIN, -1, 0, i32::MAX]));
        check(&levels, &Values::Long(vec![i64::MIN, -1, 0, i64::MAX]));
        check(&empty, &Values::Double(vec![-0.0, 1.5, f64::MAX]));
        check(&levels, &Values::Text("甲乙x".to_owned(), vec![0, 3, 3, 7]));
        check(&empty, &Values::Decimal(vec![[255; BYTES], [0; BYTES]]));
        check(&empty, &Values::text());
    }

    #[test]
    fn empty_columns_take_no_room() {
        let levels = Levels { def: vec![0; 10_000], rep: Vec::new() };
        let packed = Packed::new(&levels, &Values::text(), 0, &mut Buffers::default()).unwrap();
        assert!(packed.len < 100, "{}", packed.len);
    }
}
