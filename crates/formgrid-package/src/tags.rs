//! Tags found by their letters.
//!
//! Some parts are long and hold only a few tags that matter. To read such a part as XML would cost more
//! than the rest of the document does, so the letters of a tag are searched for, and what is found is
//! looked at only where it is a tag.

use std::ops::Range;

use memchr::{memchr, memrchr};

/// Longest tag that is looked at. Those searched for have a dozen attributes of a few letters each.
const MAX_TAG_LEN: usize = 1024;

/// The bytes inside of the tag that a place lies in, without its brackets; none where the place lies in
/// text.
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
