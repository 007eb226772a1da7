//! Frames: the message format between workers and the run, and on the spool.
//!
//! A frame has a JSON head and an opaque body. Its checksum detects truncation and corruption, so a
//! spool can be read up to the point where its run was killed, and a worker's response is spooled
//! unchanged.

use std::io::{self, Read};

use serde::{Serialize, de::DeserializeOwned};

/// Signature of a frame.
const MARK: [u8; 4] = *b"fgf1";

/// Length of the prefix: signature, lengths of head and body, checksum of both.
pub(crate) const PREFIX: usize = 16;

/// Maximum length of a head or body, in bytes. Lines take a few times the bytes of their source; a
/// larger length comes from corruption.
const MAX_PART: u32 = 1 << 30;

/// Maximum buffer reserved on the word of a prefix, in bytes.
const MAX_RESERVED: usize = 4 << 20;

/// A frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    bytes: Vec<u8>,
    head_len: usize,
}

impl Frame {
    /// Encodes a head and a body.
    pub(crate) fn new(head: &impl Serialize, body: &[u8]) -> io::Result<Self> {
        let mut bytes = Vec::with_capacity(PREFIX + 1024 + body.len());
        bytes.resize(PREFIX, 0);
        serde_json::to_writer(&mut bytes, head)?;
        let head_len = bytes.len() - PREFIX;
        bytes.extend_from_slice(body);
        let prefix = Prefix {
            head: length(head_len)?,
            body: length(body.len())?,
            checksum: crc32fast::hash(bytes.get(PREFIX..).unwrap_or_default()),
        };
        bytes.splice(..PREFIX, prefix.bytes());
        Ok(Self { bytes, head_len })
    }

    /// Reads the next frame; none at the end of input. A truncated or malformed frame is an error.
    pub(crate) fn read(from: &mut impl Read) -> io::Result<Option<Self>> {
        let mut bytes = vec![0; PREFIX];
        let n_read = fill(from, &mut bytes)?;
        if n_read == 0 {
            return Ok(None);
        }
        let prefix = Prefix::parse(bytes.get(..n_read).unwrap_or_default())?;
        let wanted = u64::from(prefix.head) + u64::from(prefix.body);
        bytes.reserve_exact(usize::try_from(wanted).unwrap_or(MAX_RESERVED).min(MAX_RESERVED));
        let n_read = from.by_ref().take(wanted).read_to_end(&mut bytes)?;
        let sound = n_read as u64 == wanted
            && crc32fast::hash(bytes.get(PREFIX..).unwrap_or_default()) == prefix.checksum;
        let head_len = usize::try_from(prefix.head).unwrap_or(usize::MAX);
        if sound { Ok(Some(Self { bytes, head_len })) } else { Err(torn()) }
    }

    /// The encoded frame.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The head.
    pub(crate) fn head<T: DeserializeOwned>(&self) -> io::Result<T> {
        let head = self.bytes.get(PREFIX..PREFIX + self.head_len).unwrap_or_default();
        Ok(serde_json::from_slice(head)?)
    }

    /// The body.
    pub(crate) fn body(&self) -> &[u8] {
        self.bytes.get(PREFIX + self.head_len..).unwrap_or_default()
    }

    /// Reads the head of the next frame and the length of the frame, skipping the body.
    pub(crate) fn read_head<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<(T, u64)> {
        let mut bytes = vec![0; PREFIX];
        let n_read = fill(from, &mut bytes)?;
        let len = Prefix::parse(bytes.get(..n_read).unwrap_or_default())?.head;
        bytes.clear();
        bytes.reserve_exact(usize::try_from(len).unwrap_or(MAX_RESERVED).min(MAX_RESERVED));
        from.by_ref().take(u64::from(len)).read_to_end(&mut bytes)?;
        Ok((serde_json::from_slice(&bytes)?, u64::from(len)))
    }
}

/// Fills the buffer as far as the input goes, and returns the number of bytes read.
fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut n_read = 0;
    while let Some(rest) = buffer.get_mut(n_read..).filter(|rest| !rest.is_empty()) {
        match from.read(rest) {
            Ok(0) => break,
            Ok(n) => n_read += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(n_read)
}

struct Prefix {
    head: u32,
    body: u32,
    checksum: u32,
}

impl Prefix {
    fn bytes(&self) -> Vec<u8> {
        let numbers = [self.head, self.body, self.checksum].map(u32::to_le_bytes);
        [MARK, numbers[0], numbers[1], numbers[2]].concat()
    }

    fn parse(bytes: &[u8]) -> io::Result<Self> {
        let word = |at: usize| {
            let four = bytes.get(at..at + 4).and_then(|four| <[u8; 4]>::try_from(four).ok());
            four.ok_or_else(torn)
        };
        if word(0)? != MARK {
            return Err(torn());
        }
        let [head, body, checksum] = [word(4)?, word(8)?, word(12)?].map(u32::from_le_bytes);
        if head > MAX_PART || body > MAX_PART {
            Err(torn())
        } else {
            Ok(Self { head, body, checksum })
        }
    }
}

fn length(n: usize) -> io::Result<u32> {
    let too_long = || io::Error::other(format!("{n} bytes are more than a frame holds"));
    u32::try_from(n).ok().filter(|n| *n <= MAX_PART).ok_or_else(too_long)
}

fn torn() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not a whole frame")
}

#[cfg(test)]
mod tests {
    use super::{Frame, PREFIX};

    #[test]
    fn a_frame_round_trips() {
        let frames = [("one", &b""[..]), ("二", b"body"), ("", &[0; 100_000])]
            .map(|(head, body)| Frame::new(&head, body).unwrap());
        let bytes = frames.clone().map(|frame| frame.bytes().to_vec()).concat();
        let mut from = bytes.as_slice();
        for frame in &frames {
            let read = Frame::read(&mut from).unwrap().unwrap();
            assert_eq!(&read, frame);
            assert_eq!(read.head::<String>().unwrap(), frame.head::<String>().unwrap());
        }
        assert!(Frame::read(&mut from).unwrap().is_none());
    }

    #[test]
    fn damage_to_a_frame_is_detected() {
        let whole = Frame::new(&"head", b"and body").unwrap().bytes().to_vec();
        for len in 1..whole.len() {
            assert!(Frame::read(&mut &whole[..len]).is_err(), "cut at {len}");
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x10;
            assert!(Frame::read(&mut damaged.as_slice()).is_err(), "byte {at}");
        }
        assert!(whole.len() > PREFIX);
    }
}
