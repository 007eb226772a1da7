//! Lenient inflate.
//!
//! Like other readers it ignores the trailing checksum: if only that is wrong, nothing is lost. A
//! truncated or damaged stream gives the bytes before the damage.

use flate2::{Decompress, FlushDecompress, Status};

/// Unpacked bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Unpacked {
    pub(crate) bytes: Vec<u8>,
    /// Whether the stream was read to its end.
    pub(crate) is_whole: bool,
}

/// Unpacks bytes up to their end or the first damage; `None` if they exceed `limit` bytes.
pub(crate) fn inflate(packed: &[u8], limit: usize) -> Option<Unpacked> {
    let data = match packed {
        [method, flags, data @ ..] if is_header(*method, *flags) => data,
        // Some producers omit the header.
        data => data,
    };
    let mut unpacked = Unpacked::default();
    // Truncation often loses the end of the last stream; an empty one is no damage.
    if data.is_empty() {
        return Some(Unpacked { is_whole: packed.is_empty(), ..unpacked });
    }
    let mut machine = Decompress::new(false);
    let first = data.len().saturating_mul(USUAL_RATIO).clamp(LEAST_ROOM, MOST_ROOM);
    unpacked.bytes.reserve(first.min(limit).saturating_add(1));
    loop {
        let consumed = usize::try_from(machine.total_in()).unwrap_or(usize::MAX);
        let rest = data.get(consumed..).unwrap_or_default();
        let before = (consumed, unpacked.bytes.len());
        let status = machine.decompress_vec(rest, &mut unpacked.bytes, FlushDecompress::None);
        if unpacked.bytes.len() > limit {
            return None;
        }
        match status {
            Ok(Status::StreamEnd) => {
                unpacked.is_whole = true;
                return Some(unpacked);
            }
            Err(_) => return Some(unpacked),
            Ok(_) => {}
        }
        if unpacked.bytes.len() == unpacked.bytes.capacity() {
            let more = unpacked.bytes.len().clamp(LEAST_ROOM, MOST_ROOM);
            unpacked.bytes.reserve(more);
            continue;
        }
        let consumed = usize::try_from(machine.total_in()).unwrap_or(usize::MAX);
        if (consumed, unpacked.bytes.len()) == before || consumed >= data.len() {
            return Some(unpacked);
        }
    }
}

/// Content streams deflate to about a fifth.
const USUAL_RATIO: usize = 5;
/// Smallest step by which the buffer grows, in bytes.
const LEAST_ROOM: usize = 4 << 10;
/// Largest step by which the buffer grows, in bytes.
const MOST_ROOM: usize = 1 << 20;

/// Whether two bytes are the header of a zlib stream (RFC 1950, section 2.2).
fn is_header(method: u8, flags: u8) -> bool {
    method & 0x0f == 8 && (u16::from(method) << 8 | u16::from(flags)).is_multiple_of(31)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::ZlibEncoder};

    use super::inflate;

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_wrong_checksum_loses_nothing() {
        let text = b"0 0 m 10 10 l S ".repeat(5_000);
        let mut bytes = packed(&text);
        *bytes.last_mut().unwrap() ^= 0xff;
        let unpacked = inflate(&bytes, usize::MAX - 1).unwrap();
        assert!(unpacked.is_whole && unpacked.bytes == text);
        // A missing header loses nothing either.
        let raw = inflate(&bytes[2..], 1 << 20).unwrap();
        assert!(raw.is_whole && raw.bytes == text);
    }

    #[test]
    fn bytes_before_a_cut_are_kept() {
        let text: Vec<u8> = (0..20_000_u32).flat_map(|n| n.to_string().into_bytes()).collect();
        let bytes = packed(&text);
        let unpacked = inflate(&bytes[..bytes.len() / 2], 1 << 20).unwrap();
        assert!(!unpacked.is_whole);
        assert!(unpacked.bytes.len() > text.len() / 4 && text.starts_with(&unpacked.bytes));
    }

    #[test]
    fn a_limit_ends_unpacking() {
        assert_eq!(inflate(&packed(&vec![b' '; 1 << 20]), 1 << 19), None);
        assert!(inflate(&packed(&vec![b' '; 1 << 19]), 1 << 19).is_some());
    }
}
