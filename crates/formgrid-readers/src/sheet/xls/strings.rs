//! Shared strings of a binary workbook: lengths and formatting runs ([MS-XLS] 2.4.265 `SST`, 2.5.293
//! `XLUnicodeRichExtendedString`).
//!
//! calamine copies a shared string into every cell that refers to it, without a limit, and drops its
//! runs. The lengths bound the total beforehand.

use super::records::{CONTINUE, EOF, SST, records};
use crate::little_endian::u16_at;

/// Most UTF-8 bytes of a 16-bit character.
const MOST_BYTES: usize = 3;

/// Bytes before the strings: two counts.
const COUNTS: usize = 8;

/// Bytes of a formatting run: its first character and its font.
const RUN: usize = 4;

/// A shared string without its characters.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SharedString {
    /// Its 16-bit characters.
    pub(super) n_chars: usize,
    /// Formatting runs: first character, ascending and within the string, and font index. So a string
    /// has no more runs than characters, and its length bounds their cost too.
    pub(super) runs: Vec<(u16, u16)>,
}

impl SharedString {
    /// Its largest size in UTF-8, in bytes.
    pub(super) fn most_bytes(&self) -> usize {
        self.n_chars * MOST_BYTES
    }
}

/// The shared strings of a stream, up to the first damaged one.
pub(super) fn shared(stream: &[u8]) -> Vec<SharedString> {
    let mut parts = Vec::new();
    let mut before = EOF;
    for (_, kind, data) in records(stream, 0) {
        if kind == SST || (kind == CONTINUE && before == SST) {
            parts.push(data);
        }
        if kind != CONTINUE {
            before = kind;
        }
        if kind == EOF {
            break;
        }
    }
    read(&parts)
}

/// The strings in a record's data and those of its continuations.
fn read(parts: &[&[u8]]) -> Vec<SharedString> {
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
    /// Skips a string and returns its length and runs.
    fn string(&mut self) -> Option<SharedString> {
        if self.data.is_empty() {
            self.data = self.parts.next()?;
        }
        let n_chars = usize::from(u16::from_le_bytes(self.take()?));
        let [flags] = self.take()?;
        let n_runs = if flags & 8 == 0 { 0 } else { usize::from(u16::from_le_bytes(self.take()?)) };
        let n_more = if flags & 4 == 0 { 0 } else { u32::from_le_bytes(self.take()?) as usize };
        self.pass_chars(n_chars, flags & 1 != 0)?;
        let runs = self.runs(n_runs, n_chars)?;
        self.pass(n_more)?;
        Some(SharedString { n_chars, runs })
    }

    /// Takes `N` bytes, which never cross a record boundary.
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.data.split_first_chunk()?;
        self.data = rest;
        Some(*taken)
    }

    /// Skips characters. Each continuation states the character width again.
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

    /// Takes formatting runs. A continuation may begin between two runs, and inside a damaged one.
    fn runs(&mut self, n_runs: usize, n_chars: usize) -> Option<Vec<(u16, u16)>> {
        let mut runs: Vec<(u16, u16)> = Vec::new();
        for _ in 0..n_runs {
            while self.data.is_empty() {
                self.data = self.parts.next()?;
            }
            let run: [u8; RUN] = self.take()?;
            let found = u16_at(&run, 0).zip(u16_at(&run, 2));
            let is_next = |&(start, _): &(u16, u16)| {
                usize::from(start) < n_chars && runs.last().is_none_or(|last| last.0 < start)
            };
            runs.extend(found.filter(is_next));
        }
        Some(runs)
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
    use super::read;

    fn lengths(parts: &[&[u8]]) -> Vec<usize> {
        read(parts).iter().map(|string| string.most_bytes()).collect()
    }

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
    #[test]
    fn runs_name_their_first_character_and_font() {
        let rich = [&[3, 0, 8, 2, 0][..], b"105", &[1, 0, 6, 0], &[2, 0, 0, 0]].concat();
        let first = [&[0; 8][..], &rich].concat();
        assert_eq!(read(&[&first])[0].runs, [(1, 6), (2, 0)]);
        // The second run is in a continuation.
        let (head, tail) = first.split_at(first.len() - 4);
        assert_eq!(read(&[head, tail])[0].runs, [(1, 6), (2, 0)]);
        assert_eq!(read(&[head, &[]]), []);
        for len in 0..first.len() {
            assert_eq!(read(&[&first[..len]]), []);
        }
    }
}
