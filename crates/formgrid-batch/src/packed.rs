//! Compressed lines, between worker, spool and cache. Record lines are long and repetitive and
//! compress to a tenth; moving them is most of the work of a cached run.

use std::io;

/// Compresses bytes, appends them to a buffer and returns their compressed size.
pub(crate) fn pack(bytes: &[u8], behind: &mut Vec<u8>) -> usize {
    if bytes.is_empty() {
        return 0;
    }
    let packed = lz4_flex::block::compress(bytes);
    behind.extend_from_slice(&packed);
    packed.len()
}

/// Decompresses `len` bytes into a buffer, replacing its content.
pub(crate) fn unpack(packed: &[u8], len: usize, buffer: &mut Vec<u8>) -> io::Result<()> {
    // The old content is overwritten; clearing would fill the buffer twice.
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
    fn packed_bytes_round_trip() {
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
