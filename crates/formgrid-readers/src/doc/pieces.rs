//! The piece table: which bytes of the main stream hold the document's characters ([MS-DOC] 2.4.1,
//! 2.8.35).
//!
//! A fast-saved document is a list of pieces from all over the stream, each with its own property
//! changes.

use formgrid_model::{Limit, Limits, OverLimit};

use super::sprm;
use crate::little_endian::{size_at, slice, u8_at, u16_at, u32_at};

/// A run of characters stored in contiguous bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// First character, zero-based.
    pub(super) start: usize,
    /// End of the character range, exclusive.
    pub(super) end: usize,
    /// First byte in the main stream.
    pub(super) offset: usize,
    /// Whether characters are one byte of Windows-1252; otherwise two bytes of UTF-16.
    pub(super) is_narrow: bool,
    change: u16,
}

/// The pieces of a document.
#[derive(Debug, Default)]
pub(super) struct Pieces<'a> {
    pub(super) list: Vec<Piece>,
    changes: Vec<&'a [u8]>,
}

/// `fCompressed`: marks the offset of a narrow piece.
const NARROW: u32 = 1 << 30;

impl<'a> Pieces<'a> {
    /// Reads the piece table. Pieces out of bounds or overlapping are clipped.
    pub(super) fn read(clx: &'a [u8], main: &[u8], limits: &Limits) -> Result<Self, OverLimit> {
        let mut pieces = Self::default();
        let mut at = 0;
        while let Some(kind) = u8_at(clx, at) {
            match kind {
                1 => {
                    let len = usize::from(u16_at(clx, at + 1).unwrap_or(0));
                    pieces.changes.push(slice(clx, at + 3, len));
                    at += 3 + len;
                }
                2 => {
                    let len = size_at(clx, at + 1).unwrap_or(0);
                    pieces.list = list(slice(clx, at + 5, len), main);
                    break;
                }
                _ => break,
            }
        }
        let n_characters = pieces.list.iter().map(|piece| piece.end - piece.start).sum();
        limits.check(Limit::StoryText, n_characters)?;
        Ok(pieces)
    }

    /// The property modifiers that a piece adds (its `Prm`).
    pub(super) fn change(&self, piece: &Piece) -> Change<'a> {
        let [low, high] = piece.change.to_le_bytes();
        if low & 1 == 1 {
            let number = usize::from(piece.change >> 1);
            return Change::List(self.changes.get(number).copied().unwrap_or(&[]));
        }
        match sprm::short_code(low >> 1) {
            Some(code) => Change::One(code, [high]),
            None => Change::List(&[]),
        }
    }
}

/// Property changes of a piece.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change<'a> {
    /// A modifier list (`Prm1`).
    List(&'a [u8]),
    /// One modifier with its operand (`Prm0`).
    One(u16, [u8; 1]),
}

fn list(plc: &[u8], main: &[u8]) -> Vec<Piece> {
    let n_pieces = plc.len().saturating_sub(4) / 12;
    let descriptions = 4 * (n_pieces + 1);
    let mut pieces = Vec::new();
    let mut last_end = 0;
    for number in 0..n_pieces {
        let at = descriptions + 8 * number;
        let (Some(start), Some(end), Some(stated), Some(change)) = (
            size_at(plc, 4 * number),
            size_at(plc, 4 * number + 4),
            u32_at(plc, at + 2),
            u16_at(plc, at + 6),
        ) else {
            break;
        };
        let is_narrow = stated & NARROW != 0;
        let offset = usize::try_from(stated & !NARROW).unwrap_or(usize::MAX);
        let (offset, width) = if is_narrow { (offset / 2, 1) } else { (offset, 2) };
        let there = main.len().saturating_sub(offset) / width;
        let end = end.min(start.saturating_add(there));
        if start >= last_end && start < end {
            last_end = end;
            pieces.push(Piece { start, end, offset, is_narrow, change });
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use formgrid_model::{Limit, Limits};

    use super::Pieces;

    fn clx(bounds: &[u32], offsets: &[u32]) -> Vec<u8> {
        let mut plc: Vec<u8> = bounds.iter().flat_map(|cp| cp.to_le_bytes()).collect();
        for offset in offsets {
            plc.extend([0, 0]);
            plc.extend(offset.to_le_bytes());
            plc.extend([0, 0]);
        }
        let len = u32::try_from(plc.len()).unwrap();
        [&[2][..], &len.to_le_bytes(), &plc].concat()
    }

    fn check(bounds: &[u32], offsets: &[u32], expected: &[(usize, usize, usize)]) {
        let clx = clx(bounds, offsets);
        let pieces = Pieces::read(&clx, &[0; 100], &Limits::default()).unwrap();
        let found: Vec<_> = pieces.list.iter().map(|p| (p.start, p.end, p.offset)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn pieces_are_wide_or_narrow() {
        check(&[0, 10, 15], &[40, 1 << 30 | 20], &[(0, 10, 40), (10, 15, 10)]);
    }

    #[test]
    fn pieces_out_of_bounds_are_clipped() {
        check(&[0, 10, 500], &[400, 80], &[(10, 20, 80)]);
        check(&[5, 3, 8], &[0, 0], &[(3, 8, 0)]);
    }

    #[test]
    fn repeated_pieces_run_into_a_limit() {
        let limits = Limits::default().with(Limit::StoryText, 25);
        let clx = clx(&[0, 10, 20, 30], &[0, 0, 0]);
        assert_eq!(Pieces::read(&clx, &[0; 100], &limits).unwrap_err().limit, Limit::StoryText);
    }
}
