//! Lenient lookup of objects.
//!
//! Any value may be a reference, and any reference may lead nowhere. A lookup follows it and returns
//! `None` if the object is missing or has another type, as the standard requires.

use formgrid_model::Limit;
use lopdf::{DecompressError, Dictionary, Document, Error, Object, Stream};

use crate::{
    allowance::Allowance,
    inflate::{Unpacked, inflate},
};

/// The objects of a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Objects<'a> {
    pub(crate) document: &'a Document,
    /// What streams may still unpack to.
    pub(crate) allowance: &'a Allowance<'a>,
}

impl<'a> Objects<'a> {
    /// The object, or the target of the reference.
    pub(crate) fn resolve(self, object: &'a Object) -> Option<&'a Object> {
        match object {
            Object::Reference(_) => self.document.dereference(object).ok().map(|(_, found)| found),
            direct => Some(direct),
        }
    }

    pub(crate) fn get(self, dict: &'a Dictionary, key: &str) -> Option<&'a Object> {
        self.resolve(dict.get(key.as_bytes()).ok()?)
    }

    /// A dictionary, or that of a stream.
    pub(crate) fn as_dict(self, object: &'a Object) -> Option<&'a Dictionary> {
        match self.resolve(object)? {
            Object::Dictionary(dict) => Some(dict),
            Object::Stream(stream) => Some(&stream.dict),
            _ => None,
        }
    }

    pub(crate) fn dict(self, dict: &'a Dictionary, key: &str) -> Option<&'a Dictionary> {
        self.as_dict(dict.get(key.as_bytes()).ok()?)
    }

    pub(crate) fn stream(self, dict: &'a Dictionary, key: &str) -> Option<&'a Stream> {
        self.get(dict, key)?.as_stream().ok()
    }

    pub(crate) fn name(self, dict: &'a Dictionary, key: &str) -> Option<&'a [u8]> {
        self.get(dict, key)?.as_name().ok()
    }

    pub(crate) fn number(self, dict: &'a Dictionary, key: &str) -> Option<f64> {
        number(self.get(dict, key)?)
    }

    pub(crate) fn integer(self, dict: &'a Dictionary, key: &str) -> Option<i64> {
        self.get(dict, key)?.as_i64().ok()
    }

    /// The elements of an array, with references resolved; empty if there is no array.
    pub(crate) fn array(
        self,
        dict: &'a Dictionary,
        key: &str,
    ) -> impl Iterator<Item = &'a Object> + use<'a> {
        let array = self.get(dict, key).and_then(|object| object.as_array().ok());
        array.into_iter().flatten().filter_map(move |object| self.resolve(object))
    }

    /// An array of `N` numbers.
    pub(crate) fn numbers<const N: usize>(
        self,
        dict: &'a Dictionary,
        key: &str,
    ) -> Option<[f64; N]> {
        let numbers: Vec<f64> = self.array(dict, key).filter_map(number).take(N).collect();
        numbers.try_into().ok()
    }

    /// The bytes of a stream; `None` if it does not unpack or exceeds a limit.
    pub(crate) fn unpack(self, stream: &Stream) -> Option<Vec<u8>> {
        self.unpack_within(stream, Limit::PdfStreamBytes, 0).map(|unpacked| unpacked.bytes)
    }

    /// As [`Self::unpack`], with `before` bytes counted against the limit; also whether the stream is
    /// complete.
    pub(crate) fn unpack_within(
        self,
        stream: &Stream,
        limit: Limit,
        before: usize,
    ) -> Option<Unpacked> {
        let (limit, room) = self.allowance.room(limit, before);
        let unpacked = self.unpacked(stream, room);
        match &unpacked {
            Ok(unpacked) => self.allowance.spend(unpacked.bytes.len()),
            Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
                self.allowance.spend(room);
                self.allowance.exceed(limit);
            }
            Err(_) => self.allowance.spend(stream.content.len()),
        }
        unpacked.ok()
    }

    /// The bytes of a CMap; `None` also if all CMaps together exceed their limit.
    pub(crate) fn unpack_map(self, stream: &Stream) -> Option<Vec<u8>> {
        let unpacked = self.unpack_within(stream, Limit::PdfMapBytes, self.allowance.maps.get())?;
        let bytes = unpacked.bytes;
        self.allowance.maps.set(self.allowance.maps.get().saturating_add(bytes.len()));
        Some(bytes)
    }

    fn unpacked(self, stream: &Stream, limit: usize) -> Result<Unpacked, Error> {
        if !self.states_filter(&stream.dict) {
            let mut direct = stream.clone();
            for key in ["Filter", "DecodeParms"] {
                let value = stream.dict.get(key.as_bytes()).ok().and_then(|o| self.owned(o));
                if let Some(value) = value {
                    direct.dict.set(key, value);
                }
            }
            return unpacked_directly(&direct, limit);
        }
        unpacked_directly(stream, limit)
    }

    /// Whether the filters are stated without references, as unpacking requires.
    fn states_filter(self, dict: &Dictionary) -> bool {
        let is_direct = |object: &Object| match object {
            Object::Reference(_) => false,
            Object::Array(items) => !items.iter().any(|item| matches!(item, Object::Reference(_))),
            _ => true,
        };
        ["Filter", "DecodeParms"].iter().all(|key| dict.get(key.as_bytes()).map_or(true, is_direct))
    }

    fn owned(self, object: &Object) -> Option<Object> {
        let (_, object) = self.document.dereference(object).ok()?;
        Some(match object {
            Object::Array(items) => Object::Array(
                items
                    .iter()
                    .filter_map(|item| Some(self.document.dereference(item).ok()?.1.clone()))
                    .collect(),
            ),
            other => other.clone(),
        })
    }
}

/// The bytes of a stream whose filters are direct. `lopdf` rejects deflated data with a wrong checksum
/// and does not report truncation, so that filter is handled here.
fn unpacked_directly(stream: &Stream, limit: usize) -> Result<Unpacked, Error> {
    let plain = |stream: &Stream| {
        let bytes = stream.get_plain_content_with_limit(limit)?;
        Ok(Unpacked { bytes, is_whole: true })
    };
    let filters = stream.filters().unwrap_or_default();
    let is_deflated = |filter: &&[u8]| matches!(*filter, b"FlateDecode" | b"Fl");
    let predicts = stream.dict.get(b"DecodeParms").is_ok_and(|o| !matches!(o, Object::Null));
    if predicts || !filters.last().is_some_and(is_deflated) {
        return plain(stream);
    }
    let inner;
    let packed = match filters.split_last() {
        Some((_, before @ [_, ..])) => {
            let before = before.iter().map(|&name| Object::Name(name.to_vec())).collect();
            let mut outer = stream.clone();
            outer.dict.set("Filter", Object::Array(before));
            inner = plain(&outer)?.bytes;
            inner.as_slice()
        }
        _ => stream.content.as_slice(),
    };
    inflate(packed, limit).ok_or(Error::Decompress(DecompressError::MemoryLimitExceeded { limit }))
}

/// A number, integer or real.
pub(crate) fn number(object: &Object) -> Option<f64> {
    match object {
        #[expect(clippy::cast_precision_loss, reason = "a coordinate is far below 2^53")]
        Object::Integer(n) => Some(*n as f64),
        Object::Real(n) => Some(f64::from(*n)),
        _ => None,
    }
}
