//! Pending rows of a table on disk, until their row group is written.

use std::io::{self, Read, Seek, SeekFrom, Write};

/// A file that is empty again once its rows are in the table, so it never outgrows a row group.
#[derive(Debug)]
pub(crate) struct Spill<S> {
    file: S,
    len: u64,
}

impl<S: Read + Write + Seek> Spill<S> {
    pub(crate) fn new(file: S) -> Self {
        Self { file, len: 0 }
    }

    /// Length of the bytes, which is the offset of the next ones.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    pub(crate) fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.len))?;
        self.file.write_all(bytes)?;
        self.len = self.len.saturating_add(bytes.len() as u64);
        Ok(())
    }

    /// Replaces the content of `to` by `len` bytes from an offset.
    pub(crate) fn read(&mut self, at: u64, len: usize, to: &mut Vec<u8>) -> io::Result<()> {
        to.resize(len, 0);
        self.file.seek(SeekFrom::Start(at))?;
        self.file.read_exact(to)
    }

    /// Forgets all bytes; the next ones replace them.
    pub(crate) fn clear(&mut self) {
        self.len = 0;
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::Spill;

    #[test]
    fn bytes_are_read_back_and_replaced() {
        let mut spill = Spill::new(Cursor::new(Vec::new()));
        let mut read = vec![9; 9];
        for text in ["abc", "defg"] {
            let at = spill.len();
            spill.append(text.as_bytes()).unwrap();
            spill.append(b"xyz").unwrap();
            spill.read(at, text.len(), &mut read).unwrap();
            assert_eq!(read, text.as_bytes());
        }
        spill.clear();
        spill.append(b"12").unwrap();
        spill.read(0, 2, &mut read).unwrap();
        assert_eq!((read.as_slice(), spill.len()), (&b"12"[..], 2));
        assert_eq!(spill.file.get_ref().len(), 13, "the file is written again from its start");
    }
}
