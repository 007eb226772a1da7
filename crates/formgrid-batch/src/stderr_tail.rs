//! What a worker says on standard error.
//!
//! It is read as it comes, since a worker that says more than a pipe holds would wait for a reader. Only
//! the end is kept: why a process ended, it says last.

use std::{
    io::{self, Read},
    thread::{self, JoinHandle},
};

/// Bytes that are kept.
const MAX_BYTES: usize = 1 << 14;

/// The end of what a worker says, read on a thread of its own.
#[derive(Debug)]
pub(crate) struct StderrTail {
    reader: Option<JoinHandle<Vec<u8>>>,
}

impl StderrTail {
    pub(crate) fn of(from: impl Read + Send + 'static) -> io::Result<Self> {
        let reader = thread::Builder::new().spawn(move || read_tail(from))?;
        Ok(Self { reader: Some(reader) })
    }

    /// What was said last. The process has to have ended, so that its end of the pipe is closed.
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
    fn the_end_is_kept_of_much() {
        let output = [vec![b'x'; 1 << 20], b"the end".to_vec()].concat();
        let tail = StderrTail::of(std::io::Cursor::new(output)).unwrap().take();
        assert_eq!(tail.len(), MAX_BYTES);
        assert!(tail.ends_with(b"the end"));
        assert_eq!(StderrTail::of(&b"little"[..]).unwrap().take(), b"little");
    }
}
