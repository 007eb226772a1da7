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
pub(crate) struct LastWords {
    reader: Option<JoinHandle<Vec<u8>>>,
}

impl LastWords {
    pub(crate) fn of(from: impl Read + Send + 'static) -> io::Result<Self> {
        let reader = thread::Builder::new().spawn(move || end_of(from))?;
        Ok(Self { reader: Some(reader) })
    }

    /// What was said last. The process has to have ended, so that its end of the pipe is closed.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        let reader = self.reader.take();
        reader.and_then(|reader| reader.join().ok()).unwrap_or_default()
    }
}

fn end_of(mut from: impl Read) -> Vec<u8> {
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
            forget_all_but_the_end(&mut kept);
        }
    }
    forget_all_but_the_end(&mut kept);
    kept
}

fn forget_all_but_the_end(kept: &mut Vec<u8>) {
    kept.drain(..kept.len().saturating_sub(MAX_BYTES));
}

#[cfg(test)]
mod tests {
    use super::{LastWords, MAX_BYTES};

    #[test]
    fn the_end_is_kept_of_much() {
        let said = [vec![b'x'; 1 << 20], b"the end".to_vec()].concat();
        let words = LastWords::of(std::io::Cursor::new(said)).unwrap().take();
        assert_eq!(words.len(), MAX_BYTES);
        assert!(words.ends_with(b"the end"));
        assert_eq!(LastWords::of(&b"little"[..]).unwrap().take(), b"little");
    }
}
