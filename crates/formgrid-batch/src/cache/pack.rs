//! A pack: many cache entries in one file, with an index in another.
//!
//! One file per entry would be too slow: creating a file takes as long as reading a small document.
//! So entries are appended to `N.pack`, then their records to `N.index`. Written data is never
//! changed, so a crashed writer cannot damage older entries. An entry counts once its record is in
//! the index, and is verified when read. Bytes after the last indexed entry are ignored.
//!
//! One process at a time appends to a pack and holds `N.lock`. The lock is a file of its own,
//! because some systems do not let other processes read a locked file. Meanwhile others read the
//! pack or append to packs of their own.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use super::record::{self, Record};

/// Size at which a pack is full, in bytes. Larger packs would make pruning expensive, because the
/// entries that stay are copied.
const FULL_BYTES: u64 = 256 << 20;

/// Maximum number of packs, reached only if locking does not work in the folder.
const MAX_PACKS: u32 = 100_000;

fn path(folder: &Path, number: u32, ending: &str) -> PathBuf {
    folder.join(format!("{number:05}.{ending}"))
}

/// Pack numbers in a folder, ascending.
pub(super) fn numbers(folder: &Path) -> io::Result<Vec<u32>> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_list = path.extension().is_some_and(|ending| ending == "index");
        let number = path.file_stem().and_then(|stem| stem.to_str()?.parse::<u32>().ok());
        numbers.extend(number.filter(|_| is_list));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// The records of a pack in writing order. Damaged records are skipped; an unreadable index has
/// none.
pub(super) fn records(folder: &Path, number: u32) -> Vec<Record> {
    let bytes = fs::read(path(folder, number, "index")).unwrap_or_default();
    bytes.chunks(record::LEN).filter_map(Record::parse).collect()
}

/// A pack open for reading.
#[derive(Debug)]
pub(super) struct Pack(File);

/// An entry in memory.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) record: Record,
    bytes: Vec<u8>,
}

impl Pack {
    pub(super) fn open(folder: &Path, number: u32) -> io::Result<Self> {
        File::open(path(folder, number, "pack")).map(Self)
    }

    /// The entry of `n_bytes` at offset `at`, unless it is damaged.
    pub(super) fn entry(&self, at: u64, n_bytes: u64) -> Option<Entry> {
        let mut bytes = Vec::new();
        let mut file = &self.0;
        file.seek(SeekFrom::Start(at)).ok()?;
        file.take(n_bytes).read_to_end(&mut bytes).ok()?;
        let record = Record::parse(bytes.get(..record::LEN)?)?;
        let is_whole = record.at == at
            && record.n_bytes() == bytes.len() as u64
            && crc32fast::hash(bytes.get(record::LEN..)?) == record.sum;
        is_whole.then_some(Entry { record, bytes })
    }
}

impl Entry {
    pub(super) fn head(&self) -> &[u8] {
        self.parts().0
    }

    pub(super) fn body(&self) -> &[u8] {
        self.parts().1
    }

    fn parts(&self) -> (&[u8], &[u8]) {
        let rest = self.bytes.get(record::LEN..).unwrap_or_default();
        let head_len = usize::try_from(self.record.head_len).unwrap_or(usize::MAX);
        rest.split_at_checked(head_len).unwrap_or((rest, &[]))
    }
}

/// A pack locked for writing.
#[derive(Debug)]
pub(super) struct Held {
    folder: PathBuf,
    pub(super) number: u32,
    _lock: File,
}

impl Held {
    /// Locks a pack, which need not exist yet; none if another process holds it.
    pub(super) fn take(folder: &Path, number: u32) -> io::Result<Option<Self>> {
        let lock = open_to_write(&path(folder, number, "lock"))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Self { folder: folder.to_owned(), number, _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Removes the pack, index first: a pack without an index does not exist. The lock file stays,
    /// because a process waiting on a deleted lock would get a lock that nobody else sees.
    pub(super) fn remove(self) -> io::Result<()> {
        for ending in ["index", "pack"] {
            match fs::remove_file(path(&self.folder, self.number, ending)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

fn open_to_write(path: &Path) -> io::Result<File> {
    File::options().create(true).truncate(false).write(true).open(path)
}

/// Appends entries to a locked pack.
#[derive(Debug)]
pub(super) struct Writer {
    held: Held,
    pack: File,
    index: File,
    /// Offset of the next entry, counting queued ones.
    end: u64,
    /// Queued entries and records.
    entries: Vec<u8>,
    records: Vec<u8>,
}

impl Writer {
    /// Opens the first pack that is neither full nor locked.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        for number in 0..MAX_PACKS {
            if let Some(held) = Held::take(folder, number)?
                && let Some(writer) = Self::begin(held)?
            {
                return Ok(writer);
            }
        }
        Err(io::ErrorKind::QuotaExceeded.into())
    }

    fn begin(held: Held) -> io::Result<Option<Self>> {
        let open = |ending| open_to_write(&path(&held.folder, held.number, ending));
        let mut pack = open("pack")?;
        let end = pack.seek(SeekFrom::End(0))?;
        if end >= FULL_BYTES {
            return Ok(None);
        }
        let mut index = open("index")?;
        // A partial record would misalign the following ones.
        let len = index.metadata()?.len();
        index.set_len(len - len % record::LEN as u64)?;
        index.seek(SeekFrom::End(0))?;
        Ok(Some(Self { held, pack, index, end, entries: Vec::new(), records: Vec::new() }))
    }

    /// Stops writing and returns the pack.
    pub(super) fn stop(self) -> Held {
        self.held
    }

    pub(super) fn number(&self) -> u32 {
        self.held.number
    }

    /// Offset of the next entry.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// Queues an entry for the next flush.
    pub(super) fn push(&mut self, record: &Record, head: &[u8], body: &[u8]) {
        let encoded = record.bytes();
        self.entries.extend_from_slice(&encoded);
        self.entries.extend_from_slice(head);
        self.entries.extend_from_slice(body);
        self.records.extend(encoded);
        self.end += record.n_bytes();
    }

    /// Writes queued entries to the operating system, so that they survive the process.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.pack.write_all(&self.entries)?;
        self.index.write_all(&self.records)?;
        self.entries.clear();
        self.records.clear();
        Ok(())
    }
}
