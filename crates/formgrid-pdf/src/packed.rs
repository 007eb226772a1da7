//! How much the object streams of a document unpack to, told before they are read.
//!
//! `lopdf` bounds each of them and not all together, and an object takes some sixty times its bytes in
//! memory: forty kilobytes of them can be made to take gigabytes.

use std::io::Read as _;

use flate2::read::ZlibDecoder;
use formgrid_model::{Limit, Limits, OverLimit};
use memchr::memmem;

/// Bytes of objects that any document may have packed, however short it is. They take a hundred and twenty
/// megabytes at most.
const FREE_BYTES: usize = 2 << 20;

/// Longest dictionary of an object stream, in bytes: its type, length and packing.
const DICTIONARY_BYTES: usize = 1024;

/// How many bytes the object streams of a document may unpack to, or the error where they have more.
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

/// Bytes that object streams unpack to, counted until they are more than allowed. What is packed in a way
/// that no writer uses for objects is not counted: `lopdf` bounds each such stream.
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

/// What stands behind the dictionary that says it is one of an object stream.
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

    /// A document with so many streams of so many blanks.
    fn document(n_streams: usize, n_bytes: usize) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&vec![b' '; n_bytes]).unwrap();
        let entries = "/Type /ObjStm /N 0 /First 0 /Filter /FlateDecode";
        pdf_of(&vec![pdf_stream(entries, &encoder.finish().unwrap()); n_streams])
    }

    #[test]
    fn all_object_streams_count_together() {
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
    fn a_name_without_a_stream_behind_it_counts_nothing() {
        assert!(check(&b"/ObjStm ".repeat(300_000), &Limits::default()).is_ok());
    }
}
