//! The file information block: what kind of document a stream holds and where its tables are
//! ([MS-DOC] 2.5).

use std::ops::Range;

use crate::ReadError;
use crate::little_endian::{size_at, u16_at};

/// `wIdent` of Word 97 and later, and of earlier versions.
const MAGIC: u16 = 0xa5ec;
const MAGIC_OLD: [u16; 3] = [0xa5dc, 0xa59b, 0xa59c];

/// First `nFib` whose tables are in a separate stream.
const FIRST_VERSION: u16 = 0x00c1;

/// Offset of `FibRgFcLcb`, the pairs of offset and length.
const PAIRS: usize = 0x9a;

/// The parts of the FIB that are used.
#[derive(Debug, Clone, Default)]
pub(super) struct Fib {
    /// Whether the tables are in `1Table` instead of `0Table`.
    pub(super) is_second_table: bool,
    /// Characters of each story, in file order.
    pub(super) lengths: [usize; 8],
}

/// Stories, by index in [`Fib::lengths`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StoryKind {
    Main = 0,
    Footnotes = 1,
    Headers = 2,
    Comments = 4,
    Endnotes = 5,
    Boxes = 6,
    HeaderBoxes = 7,
}

/// Structures in the table stream, by index of their pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Styles = 1,
    Headers = 11,
    CharacterRuns = 12,
    ParagraphRuns = 13,
    Fonts = 15,
    Pieces = 33,
    Anchors = 40,
    Boxes = 56,
    Lists = 73,
    ListOverrides = 74,
}

impl Fib {
    /// Reads the FIB at the start of the main stream.
    pub(super) fn read(main: &[u8]) -> Result<Self, ReadError> {
        let malformed = |what: &str| ReadError::Malformed {
            part: "the WordDocument stream".to_owned(),
            what: what.to_owned(),
        };
        let header =
            |at| u16_at(main, at).ok_or_else(|| malformed("it is truncated in its header"));
        let (magic, version, flags) = (header(0)?, header(2)?, header(0x0a)?);
        if MAGIC_OLD.contains(&magic) || magic == MAGIC && version < FIRST_VERSION {
            return Err(ReadError::Unsupported {
                what: "a document of Word 6 or 95, or older",
                remedy: "save it as .docx",
            });
        }
        if magic != MAGIC {
            return Err(malformed("it does not begin with the signature of a Word document"));
        }
        if flags & 0x0100 != 0 {
            return Err(ReadError::Encrypted { what: "the document".to_owned() });
        }
        let mut lengths = [0; 8];
        for (number, length) in lengths.iter_mut().enumerate() {
            // Negative in damaged files.
            let stated = size_at(main, 0x4c + 4 * number).unwrap_or(0);
            *length = if stated < 1 << 31 { stated } else { 0 };
        }
        // Older versions had a macro story here.
        lengths[3] = 0;
        Ok(Self { is_second_table: flags & 0x0200 != 0, lengths })
    }

    /// The characters of a story.
    pub(super) fn range(&self, kind: StoryKind) -> Range<usize> {
        let at = kind as usize;
        let before: usize = self.lengths.iter().take(at).sum();
        before..before + self.lengths.get(at).copied().unwrap_or(0)
    }
}

/// The bytes of a structure; empty if it is missing.
pub(super) fn part<'a>(main: &[u8], table: &'a [u8], part: Part) -> &'a [u8] {
    place(main, part).and_then(|place| table.get(place)).unwrap_or(&[])
}

/// The byte range of a structure.
pub(super) fn place(main: &[u8], part: Part) -> Option<Range<usize>> {
    let at = PAIRS + 8 * part as usize;
    let start = size_at(main, at)?;
    let len = size_at(main, at + 4)?;
    Some(start..start.checked_add(len)?)
}
