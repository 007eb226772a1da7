//! Frames: how workers and the run talk, and how the spool keeps what was said.
//!
//! A frame is a head of JSON, which says what it is, and a body of bytes, which nobody on the way has
//! to understand. Its checksum tells a frame that was cut off or overwritten from a whole one, so that
//! a spool can be read up to the moment at which its run was killed, and a worker's answer goes to the
//! spool as it came.

use std::io::{self, Read};

use serde::{Serialize, de::DeserializeOwned};

/// The first bytes of every frame.
const MARK: [u8; 4] = *b"fgf1";

/// Bytes before the head: the mark, the lengths of head and body, the checksum of both.
pub(crate) const PREFIX: usize = 16;

/// Longest part of a frame, in bytes. Lines take a few times the bytes of their source; a longer part
/// is a length that was read from damage.
const MAX_PART: u32 = 1 << 30;

/// Bytes that are made room for on the word of a frame, before any came.
const MAX_RESERVED: usize = 4 << 20;

/// Something that was framed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    bytes: Vec<u8>,
    head_len: usize,
}

impl Frame {
    /// Frames a head and a body.
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

    /// The next frame; none where the bytes end before it. What breaks off inside of a frame, or is
    /// none, is an error.
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

    /// The frame as it is sent and kept.
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

    /// The head of the next frame and its length, without a look at the body.
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

/// Reads as many bytes as there are, up to the length of the buffer, and tells how many.
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
    fn what_was_framed_is_read_back() {
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
    fn whatever_happens_to_a_frame_is_seen() {
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
