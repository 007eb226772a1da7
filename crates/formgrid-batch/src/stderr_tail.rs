//! Captures the end of a worker's standard error.
//!
//! It is drained continuously, because a full pipe would block the worker. Only the tail is kept:
//! the cause of death comes last.

use std::{
    io::{self, Read},
    thread::{self, JoinHandle},
};

/// Size of the tail, in bytes.
const MAX_BYTES: usize = 1 << 14;

/// The tail of a worker's standard error, drained by a thread.
#[derive(Debug)]
pub(crate) struct StderrTail {
    reader: Option<JoinHandle<Vec<u8>>>,
}

impl StderrTail {
    pub(crate) fn of(from: impl Read + Send + 'static) -> io::Result<Self> {
        let reader = thread::Builder::new().spawn(move || read_tail(from))?;
        Ok(Self { reader: Some(reader) })
    }

    /// The tail. The process must have ended, so that its end of the pipe is closed.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        let reader = self.reader.take();
        reader.and_then(|reader| reader.join().ok()).unwrap_or_default()
    }
}

fn read_tail(mut from: impl Read) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => kept.extend_from_slice(buffer.get(..n).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
        if kept.len() > 2 * MAX_BYTES {
            truncate_to_tail(&mut kept);
        }
    }
    truncate_to_tail(&mut kept);
    kept
}

fn truncate_to_tail(kept: &mut Vec<u8>) {
    kept.drain(..kept.len().saturating_sub(MAX_BYTES));
}

#[cfg(test)]
mod tests {
    use super::{MAX_BYTES, StderrTail};

    #[test]
    fn the_tail_of_long_output_is_kept() {
        let output = [vec![b'x'; 1 << 20], b"the end".to_vec()].concat();
        let tail = StderrTail::of(std::io::Cursor::new(output)).unwrap().take();
        assert_eq!(tail.len(), MAX_BYTES);
        assert!(tail.ends_with(b"the end"));
        assert_eq!(StderrTail::of(&b"little"[..]).unwrap().take(), b"little");
    }
}
