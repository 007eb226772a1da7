//! The record of a cache entry: its key, its offset and its checksums.
//!
//! A record has a fixed length and a checksum of its own, so an index is read without its entries,
//! and a damaged record affects only itself.

use sha2::{Digest as _, Sha256};

use super::layer::Layer;

/// Signature of a record.
const MARK: [u8; 4] = *b"fgc2";

/// Length of a record: signature, key, layer, offset, lengths of head and body, time, checksum of
/// both, and the checksum of the record.
pub(super) const LEN: usize = 72;

/// Maximum length of a head or body, in bytes; longer entries are not kept.
const MAX_PART: usize = 1 << 30;

/// How many variants of an entry are kept, so that runs with and without a template, or with last
/// year's and this year's, can alternate.
pub(super) const N_VARIANTS: usize = 3;

/// Hash of everything an entry depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key([u8; 32]);

impl Key {
    /// The key of some parts, each hashed with its length, so that different lists have different
    /// keys.
    pub(crate) fn of(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Sort prefix; collisions are rare.
    pub(super) fn prefix(&self) -> u64 {
        self.0.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
    }
}

/// The record of an entry, stored in the index and in front of the entry itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) key: Key,
    pub(super) layer: Layer,
    /// Offset of the record in the pack, in bytes. Head and body follow.
    pub(super) at: u64,
    pub(super) head_len: u32,
    pub(super) body_len: u32,
    /// Time of creation, in seconds since 1970.
    pub(super) written: u64,
    /// Checksum of head and body.
    pub(super) sum: u32,
}

impl Record {
    /// The record of an entry at offset `at`; none if the entry is too long to keep.
    pub(super) fn new(
        (layer, key): (Layer, &Key),
        (head, body): (&[u8], &[u8]),
        at: u64,
        written: u64,
    ) -> Option<Self> {
        let length =
            |part: &[u8]| u32::try_from(part.len()).ok().filter(|_| part.len() <= MAX_PART);
        let (head_len, body_len) = (length(head)?, length(body)?);
        let mut sum = crc32fast::Hasher::new();
        sum.update(head);
        sum.update(body);
        Some(Self { key: *key, layer, at, head_len, body_len, written, sum: sum.finalize() })
    }

    /// Size of the entry in its pack, in bytes.
    pub(super) fn n_bytes(&self) -> u64 {
        LEN as u64 + u64::from(self.head_len) + u64::from(self.body_len)
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(LEN);
        bytes.extend(MARK);
        bytes.extend(self.key.0);
        bytes.extend(self.layer.number().to_le_bytes());
        bytes.extend(self.at.to_le_bytes());
        bytes.extend(self.head_len.to_le_bytes());
        bytes.extend(self.body_len.to_le_bytes());
        bytes.extend(self.written.to_le_bytes());
        bytes.extend(self.sum.to_le_bytes());
        bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
        bytes
    }

    /// Parses a record; none if it is damaged.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let (content, own) = bytes.split_last_chunk::<4>()?;
        let (mark, rest) = content.split_first_chunk::<4>()?;
        if content.len() != LEN - 4 || *mark != MARK || crc32fast::hash(content) != word(own) {
            return None;
        }
        let (key, rest) = rest.split_first_chunk::<32>()?;
        let (layer, rest) = rest.split_first_chunk::<4>()?;
        let (at, rest) = rest.split_first_chunk::<8>()?;
        let (head_len, rest) = rest.split_first_chunk::<4>()?;
        let (body_len, rest) = rest.split_first_chunk::<4>()?;
        let (written, rest) = rest.split_first_chunk::<8>()?;
        let (sum, _) = rest.split_first_chunk::<4>()?;
        Some(Self {
            key: Key(*key),
            layer: Layer::of_number(word(layer))?,
            at: u64::from_le_bytes(*at),
            head_len: word(head_len),
            body_len: word(body_len),
            written: u64::from_le_bytes(*written),
            sum: word(sum),
        })
    }
}

fn word(bytes: &[u8; 4]) -> u32 {
    u32::from_le_bytes(*bytes)
}

#[cfg(test)]
mod tests {
    use super::{Key, LEN, Layer, Record};

    #[test]
    fn different_lists_have_different_keys() {
        assert_ne!(Key::of(&[b"ab", b"c"]), Key::of(&[b"a", b"bc"]));
        assert_ne!(Key::of(&[b"a"]), Key::of(&[b"a", b""]));
    }

    #[test]
    fn damage_to_a_record_is_detected() {
        let key = Key::of(&[b"a"]);
        let record = Record::new((Layer::Document, &key), (b"head", b"body"), 7, 1 << 40).unwrap();
        let bytes = record.bytes();
        assert_eq!((bytes.len(), Record::parse(&bytes)), (LEN, Some(record)));
        for at in 0..LEN {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x10;
            assert_eq!(Record::parse(&damaged), None, "byte {at}");
            assert_eq!(Record::parse(&bytes[..at]), None, "{at} bytes");
        }
    }
}
