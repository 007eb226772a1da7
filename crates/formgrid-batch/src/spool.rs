//! Lines that wait for the end of a run, when it is known which file they go to.
//!
//! They wait in memory while they are few, and in a file of the output folder when they are many.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    ops::Range,
    path::PathBuf,
};

/// How many bytes wait in memory.
const IN_MEMORY: usize = 128 << 20;

/// Bytes that are appended and read back by their range.
#[derive(Debug)]
pub(crate) struct Spool {
    memory: Vec<u8>,
    limit: usize,
    path: PathBuf,
    file: Option<File>,
    len: u64,
}

impl Spool {
    /// An empty spool; the file at `path` is made only when it is needed.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self::with_limit(path, IN_MEMORY)
    }

    fn with_limit(path: PathBuf, limit: usize) -> Self {
        Self { memory: Vec::new(), limit, path, file: None, len: 0 }
    }

    /// Appends bytes and tells where they are.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> io::Result<Range<u64>> {
        if self.memory.len() + bytes.len() > self.limit {
            self.flush()?;
        }
        self.memory.extend_from_slice(bytes);
        let start = self.len;
        self.len += bytes.len() as u64;
        Ok(start..self.len)
    }

    /// Reads bytes back into an empty buffer.
    pub(crate) fn read(&mut self, range: &Range<u64>, buffer: &mut Vec<u8>) -> io::Result<()> {
        buffer.clear();
        let on_disk = self.len - self.memory.len() as u64;
        let length = range.end - range.start;
        if let Some(start) = range.start.checked_sub(on_disk) {
            let start = usize::try_from(start).map_err(io::Error::other)?;
            let end = start + usize::try_from(length).map_err(io::Error::other)?;
            buffer.extend_from_slice(self.memory.get(start..end).unwrap_or_default());
        } else if let Some(file) = &mut self.file {
            file.seek(SeekFrom::Start(range.start))?;
            file.take(length).read_to_end(buffer)?;
        }
        if buffer.len() as u64 == length {
            Ok(())
        } else {
            Err(io::ErrorKind::UnexpectedEof.into())
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(
                File::options()
                    .read(true)
                    .write(true)
                    .create(true)
                    .truncate(true)
                    .open(&self.path)?,
            ),
        };
        file.seek(SeekFrom::End(0))?;
        file.write_all(&self.memory)?;
        self.memory.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Spool;

    #[test]
    fn what_was_appended_is_read_back_from_memory_and_file() {
        let path = std::env::temp_dir().join(format!("formgrid-spool-{}", std::process::id()));
        let mut spool = Spool::with_limit(path.clone(), 10);
        let texts = ["one", "", "a long text that never fits", "four", "five", "six"];
        let ranges: Vec<_> = texts.iter().map(|t| spool.append(t.as_bytes()).unwrap()).collect();
        let mut buffer = Vec::new();
        for (text, range) in texts.iter().zip(&ranges).rev() {
            spool.read(range, &mut buffer).unwrap();
            assert_eq!(buffer, text.as_bytes());
        }
        drop(spool);
        std::fs::remove_file(path).unwrap();
    }
}
