//! Finds tags by byte search.
//!
//! Some parts are long with only a few relevant tags. Parsing them as XML would take longer than
//! the rest of the document, so tag names are searched for, and a match is checked to be a tag.

use std::ops::Range;

use memchr::{memchr, memrchr};

/// Longest tag considered, in bytes. The tags of interest have a dozen short attributes.
const MAX_TAG_LEN: usize = 1024;

/// The bytes of the tag around an offset, without brackets; none if the offset is in text.
pub fn tag_around(part: &[u8], at: usize) -> Option<Range<usize>> {
    let from = at.saturating_sub(MAX_TAG_LEN);
    let start = from + memrchr(b'<', part.get(from..at)?)? + 1;
    let rest = part.get(start..part.len().min(start + MAX_TAG_LEN))?;
    let end = start + memchr(b'>', rest)?;
    (end > at).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::tag_around;

    #[test]
    fn only_tags_are_found() {
        let part = b"<a b='1'>b='2'</a><c b='3'";
        let found = |at: usize| tag_around(part, at).map(|range| &part[range]);
        assert_eq!(found(3), Some(&b"a b='1'"[..]));
        assert_eq!(found(9), None);
        assert_eq!(found(21), None);
    }
}
