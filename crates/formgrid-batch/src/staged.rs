//! Writes an output file, unless it is unchanged.
//!
//! Most files equal those of the previous run. So output is compared with the existing file, and a
//! new file is created at the first difference. An unchanged file is neither written nor synced.

use std::{
    fs::{self, File},
    io::{self, BufRead as _, BufReader, BufWriter, Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
};

use crate::BatchError;

const BUFFER: usize = 1 << 16;

/// An output file being written.
#[derive(Debug)]
pub(crate) struct Staged {
    path: PathBuf,
    to: To,
}

#[derive(Debug)]
enum To {
    /// Equal to the existing file so far; `n_same` bytes are compared.
    Same {
        there: BufReader<File>,
        n_same: u64,
    },
    New(BufWriter<File>),
}

impl Staged {
    /// Starts writing a file for `place`; until commit it is written to `path`.
    pub(crate) fn create(path: PathBuf, place: &Path) -> Result<Self, BatchError> {
        let is_there = fs::symlink_metadata(place).is_ok_and(|there| there.is_file());
        let there = is_there.then(|| File::open(place).ok()).flatten();
        let to = match there {
            Some(there) => To::Same { there: BufReader::with_capacity(BUFFER, there), n_same: 0 },
            None => To::New(begin(&path).map_err(BatchError::output(&path))?),
        };
        Ok(Self { path, to })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), BatchError> {
        self.put(bytes).map_err(BatchError::output(&self.path))
    }

    /// Flushes, and returns whether there is a new file to move into place.
    pub(crate) fn finish(mut self) -> Result<bool, BatchError> {
        self.close().map_err(BatchError::output(&self.path))?;
        Ok(matches!(self.to, To::New(_)))
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut rest = bytes;
        if let To::Same { there, n_same } = &mut self.to {
            let n = n_equal(there, bytes)?;
            *n_same += n as u64;
            rest = bytes.get(n..).unwrap_or_default();
            if rest.is_empty() {
                return Ok(());
            }
        }
        self.new_file()?.write_all(rest)
    }

    fn close(&mut self) -> io::Result<()> {
        if let To::Same { there, .. } = &mut self.to
            && there.fill_buf()?.is_empty()
        {
            return Ok(());
        }
        self.new_file()?.flush()
    }

    /// The new file, which is created on first use with the bytes compared so far.
    fn new_file(&mut self) -> io::Result<&mut BufWriter<File>> {
        if let To::Same { there, n_same } = &mut self.to {
            let mut to = begin(&self.path)?;
            there.rewind()?;
            io::copy(&mut there.take(*n_same), &mut to)?;
            self.to = To::New(to);
        }
        match &mut self.to {
            To::New(file) => Ok(file),
            To::Same { .. } => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

/// For encoders, which buffer what they write themselves.
impl io::Write for Staged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.put(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        // Equal bytes so far are in no file that needs flushing.
        match &mut self.to {
            To::Same { .. } => Ok(()),
            To::New(file) => file.flush(),
        }
    }
}

fn begin(path: &Path) -> io::Result<BufWriter<File>> {
    Ok(BufWriter::with_capacity(BUFFER, File::create(path)?))
}

/// How many leading bytes equal the next bytes of the existing file.
fn n_equal(file: &mut BufReader<File>, bytes: &[u8]) -> io::Result<usize> {
    let mut n_equal = 0;
    while let Some(rest) = bytes.get(n_equal..).filter(|rest| !rest.is_empty()) {
        let there = file.fill_buf()?;
        let n = there.len().min(rest.len());
        if n == 0 || there.get(..n) != rest.get(..n) {
            return Ok(n_equal + there.iter().zip(rest).take_while(|(a, b)| a == b).count());
        }
        file.consume(n);
        n_equal += n;
    }
    Ok(n_equal)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{BUFFER, Staged};

    /// Writes pieces over an existing file and returns whether a new file results.
    #[track_caller]
    fn check(there: Option<&[u8]>, pieces: &[&[u8]], is_new: bool) {
        let temp = tempfile::tempdir().unwrap();
        let (path, place) = (temp.path().join("new"), temp.path().join("there"));
        there.iter().for_each(|bytes| fs::write(&place, bytes).unwrap());
        let mut staged = Staged::create(path.clone(), &place).unwrap();
        pieces.iter().for_each(|piece| staged.write(piece).unwrap());
        assert_eq!((staged.finish().unwrap(), path.exists()), (is_new, is_new));
        let written = fs::read(if is_new { path } else { place }).unwrap();
        assert!(written == pieces.concat(), "{} bytes", written.len());
    }

    #[test]
    fn a_file_is_written_if_something_differs() {
        let long = vec![b'x'; BUFFER * 2 + 10];
        check(None, &[b"a"], true);
        check(Some(b"ab"), &[b"a", b"", b"b"], false);
        check(Some(b"a"), &[b"a", b"b"], true);
        check(Some(b"abc"), &[b"a", b"b"], true);
        check(Some(b"abcd"), &[b"ab", b"cx", b"y"], true);
        check(Some(b""), &[], false);
        check(Some(b"a"), &[], true);
        check(Some(&long), &[&long[..100], &long[100..]], false);
        check(Some(&long), &[&long, b"y"], true);
        check(Some(&[&long[..], b"a"].concat()), &[&long[..7], &long[7..], b"b"], true);
    }
}
