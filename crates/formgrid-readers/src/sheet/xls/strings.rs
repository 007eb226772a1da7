//! Lengths of a binary workbook's shared strings ([MS-XLS] 2.4.265 `SST`, 2.5.293
//! `XLUnicodeRichExtendedString`).
//!
//! calamine copies a shared string into every cell that refers to it, without a limit. The lengths
//! bound the total beforehand.

/// Most UTF-8 bytes of a 16-bit character.
const MOST_BYTES: usize = 3;

/// Bytes before the strings: two counts.
const COUNTS: usize = 8;

/// Largest UTF-8 size of each string in order, up to the first damaged one. `parts` holds the record's
/// data and those of its continuations.
pub(super) fn lengths(parts: &[&[u8]]) -> Vec<usize> {
    let mut parts = parts.iter().copied();
    let first = parts.next().and_then(|data| data.get(COUNTS..)).unwrap_or_default();
    let mut bytes = Bytes { data: first, parts };
    std::iter::from_fn(|| bytes.string()).collect()
}

/// The rest of a record and its continuations.
struct Bytes<'a, I> {
    data: &'a [u8],
    parts: I,
}

impl<'a, I: Iterator<Item = &'a [u8]>> Bytes<'a, I> {
    /// Skips a string and returns its length.
    fn string(&mut self) -> Option<usize> {
        if self.data.is_empty() {
            self.data = self.parts.next()?;
        }
        let n_chars = usize::from(u16::from_le_bytes(self.take()?));
        let [flags] = self.take()?;
        let n_runs = if flags & 8 == 0 { 0 } else { usize::from(u16::from_le_bytes(self.take()?)) };
        let n_more = if flags & 4 == 0 { 0 } else { u32::from_le_bytes(self.take()?) as usize };
        self.pass_chars(n_chars, flags & 1 != 0)?;
        self.pass(n_runs * 4)?;
        self.pass(n_more)?;
        Some(n_chars * MOST_BYTES)
    }

    /// Takes `N` bytes, which never cross a record boundary.
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.data.split_first_chunk()?;
        self.data = rest;
        Some(*taken)
    }

    /// Skips characters. Each continuation states the character width anew.
    fn pass_chars(&mut self, mut n_chars: usize, mut is_wide: bool) -> Option<()> {
        loop {
            let width = if is_wide { 2 } else { 1 };
            let n_here = n_chars.min(self.data.len() / width);
            self.data = self.data.get(n_here * width..)?;
            n_chars -= n_here;
            if n_chars == 0 {
                return Some(());
            }
            self.data = self.parts.next()?;
            let [flags] = self.take()?;
            is_wide = flags & 1 != 0;
        }
    }

    fn pass(&mut self, mut n_bytes: usize) -> Option<()> {
        while n_bytes > self.data.len() {
            n_bytes -= self.data.len();
            self.data = self.parts.next()?;
        }
        self.data = self.data.get(n_bytes..)?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::lengths;

    #[test]
    fn strings_are_narrow_wide_rich_and_continued() {
        let counts = [0; 8];
        let narrow = [&[2, 0, 0][..], b"ab"].concat();
        let wide = [1, 0, 1, 0x57, 0x5b];
        // One formatting run after one character, and four bytes of phonetic data.
        let rich = [&[1, 0, 0x0c, 1, 0, 4, 0, 0, 0][..], b"c", &[0; 4], &[0; 4]].concat();
        // Four characters, two in this record; the others are wide.
        let cut = [&[4, 0, 0][..], b"de"].concat();
        let first = [&counts[..], &narrow, &wide, &rich, &cut].concat();
        let second = [1, b'f', 0, b'g', 0, 1, 0, 0, b'h'];
        assert_eq!(lengths(&[&first, &second]), [6, 3, 3, 12, 3]);
        assert_eq!(lengths(&[&first]), [6, 3, 3]);
        assert_eq!(lengths(&[&first, &[]]), [6, 3, 3]);
        assert_eq!(lengths(&[&[1, 2]]), [0; 0]);
        assert_eq!(lengths(&[]), [0; 0]);
    }
}
