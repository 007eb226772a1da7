//! Pending rows of a column, compressed. Most columns of a wide table are empty or repeat a few
//! values, so the rows take about a twentieth of their lines.

use std::io;

use crate::column::{Levels, Values};

/// Some rows of a column.
#[derive(Debug)]
pub(crate) struct Packed {
    bytes: Box<[u8]>,
    /// Size before compression, in bytes.
    plain: usize,
    n_def: usize,
    n_rep: usize,
    n_values: usize,
}

/// Buffers that all columns share.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    plain: Vec<u8>,
    packed: Vec<u8>,
}

impl Packed {
    /// Packs levels and values.
    pub(crate) fn new(levels: &Levels, values: &Values, buffers: &mut Buffers) -> io::Result<Self> {
        let Buffers { plain, packed } = buffers;
        plain.clear();
        let Levels { def, rep } = levels;
        plain.extend(def.iter().map(|level| level.cast_unsigned()));
        plain.extend(rep.iter().map(|level| level.cast_unsigned()));
        values.encode(plain);
        packed.resize(lz4_flex::block::get_maximum_output_size(plain.len()), 0);
        let n = lz4_flex::block::compress_into(plain, packed).map_err(io::Error::other)?;
        Ok(Self {
            bytes: packed.get(..n).unwrap_or_default().into(),
            plain: plain.len(),
            n_def: def.len(),
            n_rep: rep.len(),
            n_values: values.len(),
        })
    }

    /// Size in memory, in bytes.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len() + size_of::<Self>()
    }

    /// Unpacks into levels and values, replacing their content.
    pub(crate) fn unpack(
        &self,
        levels: &mut Levels,
        values: &mut Values,
        buffers: &mut Buffers,
    ) -> io::Result<()> {
        let plain = &mut buffers.plain;
        plain.resize(self.plain, 0);
        lz4_flex::block::decompress_into(&self.bytes, plain).map_err(io::Error::other)?;
        let cut = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let (def, rest) = plain.split_at_checked(self.n_def).ok_or_else(cut)?;
        let (rep, rest) = rest.split_at_checked(self.n_rep).ok_or_else(cut)?;
        levels.def = def.iter().map(|level| level.cast_signed()).collect();
        levels.rep = rep.iter().map(|level| level.cast_signed()).collect();
        values.decode(rest, self.n_values).ok_or_else(cut)
    }
}

#[cfg(test)]
mod tests {
    use super::{Buffers, Packed};
    use crate::{
        column::{Levels, Values},
        decimal::BYTES,
    };

    #[track_caller]
    fn check(levels: &Levels, values: &Values) {
        let mut buffers = Buffers::default();
        let packed = Packed::new(levels, values, &mut buffers).unwrap();
        let mut other = match values {
            Values::Bool(_) => Values::Bool(vec![true]),
            Values::Int(_) => Values::Int(vec![1]),
            Values::Long(_) => Values::Long(vec![1]),
            Values::Double(_) => Values::Double(vec![1.0]),
            Values::Text(..) => Values::Text("x".to_owned(), vec![1]),
            Values::Decimal(_) => Values::Decimal(vec![[1; BYTES]]),
        };
        let mut found = Levels { def: vec![7], rep: vec![7] };
        packed.unpack(&mut found, &mut other, &mut buffers).unwrap();
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
        let packed = Packed::new(&levels, &Values::text(), &mut Buffers::default()).unwrap();
        assert!(packed.size() < 200, "{}", packed.size());
    }
}
