//! Bounds the unpacked size of a document's object streams before they are read.
//!
//! `lopdf` bounds each stream but not their sum, and a parsed object takes about sixty times its bytes:
//! forty kilobytes of object streams can expand to gigabytes.

use std::io::Read as _;

use flate2::read::ZlibDecoder;
use formgrid_model::{Limit, Limits, OverLimit};
use memchr::memmem;

/// Unpacked bytes allowed in any document, however short. They take at most 120 MB once parsed.
const FREE_BYTES: usize = 2 << 20;

/// Longest dictionary of an object stream, in bytes: type, length and filter.
const DICTIONARY_BYTES: usize = 1024;

/// The bytes that object streams may unpack to, or an error if they exceed the limit.
pub(crate) fn check(bytes: &[u8], limits: &Limits) -> Result<usize, OverLimit> {
    let by_ratio = bytes.len().saturating_mul(limits.of(Limit::PdfObjectRatio)).max(FREE_BYTES);
    let allowed = by_ratio.min(limits.of(Limit::PdfObjectBytes));
    let found = unpacked(bytes, allowed);
    if found <= allowed {
        return Ok(allowed);
    }
    limits.check(Limit::PdfObjectBytes, found)?;
    let (limit, found) = (Limit::PdfObjectRatio, found / bytes.len().max(1) + 1);
    Err(OverLimit { limit, found, allowed: limits.of(limit) })
}

/// Unpacked bytes of the object streams, counted until they exceed `allowed`. Streams with filters that
/// no writer uses for objects are not counted: `lopdf` bounds each of them.
fn unpacked(bytes: &[u8], allowed: usize) -> usize {
    let mut n_bytes = 0;
    let mut buffer = [0; 8 << 10];
    for at in memmem::find_iter(bytes, b"/ObjStm") {
        let Some(data) = content_behind(bytes, at) else { continue };
        let mut decoder = ZlibDecoder::new(data);
        while let Ok(n @ 1..) = decoder.read(&mut buffer) {
            n_bytes += n;
            if n_bytes > allowed {
                return n_bytes;
            }
        }
    }
    n_bytes
}

/// The stream data after the dictionary that `/ObjStm` at `at` belongs to.
fn content_behind(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let rest = bytes.get(at..)?;
    let dictionary = rest.get(..DICTIONARY_BYTES.min(rest.len()))?;
    let content = rest.get(memmem::find(dictionary, b"stream")? + b"stream".len()..)?;
    let content = content.strip_prefix(b"\r").unwrap_or(content);
    Some(content.strip_prefix(b"\n").unwrap_or(content))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::{Compression, write::ZlibEncoder};
    use formgrid_model::{Limit, Limits};
    use formgrid_testkit::{pdf_of, pdf_stream};

    use super::check;

    /// A document with `n_streams` streams of `n_bytes` blanks.
    fn document(n_streams: usize, n_bytes: usize) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&vec![b' '; n_bytes]).unwrap();
        let entries = "/Type /ObjStm /N 0 /First 0 /Filter /FlateDecode";
        pdf_of(&vec![pdf_stream(entries, &encoder.finish().unwrap()); n_streams])
    }

    #[test]
    fn object_streams_count_together() {
        let limits = Limits::default();
        assert!(check(&document(1, 1 << 20), &limits).is_ok());
        let error = check(&document(40, 1 << 20), &limits).unwrap_err();
        assert_eq!(error.limit, Limit::PdfObjectRatio);
        let limits = limits.with(Limit::PdfObjectRatio, 1 << 20);
        assert!(check(&document(40, 1 << 20), &limits).is_ok());
        assert_eq!(
            check(&document(65, 1 << 20), &limits).unwrap_err().limit,
            Limit::PdfObjectBytes
        );
    }

    #[test]
    fn a_type_name_without_a_stream_counts_nothing() {
        assert!(check(&b"/ObjStm ".repeat(300_000), &Limits::default()).is_ok());
    }
}
