//! Lines packed for the way: from a worker, over the spool, into a cache. Lines of records are long and
//! alike, packed they take a tenth, and moving them about is most of what a run has to do that has them
//! already.

use std::io;

/// Packs some bytes and puts them behind others. Gives how many bytes that took.
pub(crate) fn pack(bytes: &[u8], behind: &mut Vec<u8>) -> usize {
    if bytes.is_empty() {
        return 0;
    }
    let packed = lz4_flex::block::compress(bytes);
    behind.extend_from_slice(&packed);
    packed.len()
}

/// Unpacks `len` bytes into a buffer, in place of what was in it.
pub(crate) fn unpack(packed: &[u8], len: usize, buffer: &mut Vec<u8>) -> io::Result<()> {
    // What was in it is written over; clearing it would only mean to fill it once more.
    buffer.resize(len, 0);
    if len == 0 {
        return Ok(());
    }
    match lz4_flex::block::decompress_into(packed, buffer) {
        Ok(n) if n == len => Ok(()),
        Ok(_) => Err(io::ErrorKind::UnexpectedEof.into()),
        Err(error) => Err(io::Error::new(io::ErrorKind::InvalidData, error)),
    }
}

#[cfg(test)]
mod tests {
    use super::{pack, unpack};

    #[test]
    fn what_was_packed_is_unpacked() {
        let texts = [String::new(), "a".to_owned(), "{\"kind\":\"indicator\"}\n".repeat(1000)];
        let mut packed = Vec::new();
        let lens = texts.clone().map(|text| pack(text.as_bytes(), &mut packed));
        assert!(packed.len() < 500, "{}", packed.len());
        let mut at = 0;
        let mut buffer = b"of before".to_vec();
        for (text, len) in texts.iter().zip(lens) {
            unpack(&packed[at..at + len], text.len(), &mut buffer).unwrap();
            assert_eq!(buffer, text.as_bytes());
            at += len;
        }
        assert!(unpack(&packed[..at - 1], texts[2].len(), &mut buffer).is_err());
    }
}
