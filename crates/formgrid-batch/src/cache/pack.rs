//! A pack: many entries of a cache in one file, and the list of them in another.
//!
//! A file for each entry would cost more than what stands in it: to make a file takes a system as long
//! as it takes a reader to read a small document. So entries are appended to `N.pack`, and after them
//! their records to `N.index`. Nothing that was written is ever changed, so what was kept is there
//! whatever becomes of the process that goes on writing: an entry counts once its record stands in the
//! list, and is checked when it is taken. Bytes behind the last entry belong to nobody.
//!
//! One process at a time appends to a pack. It holds `N.lock`, a file of its own, since there are systems
//! on which nobody else may read what is locked. Others read meanwhile, or append to packs of their own.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use super::record::{self, Record};

/// Bytes from which on a pack is full. To remove some of its entries the others have to be moved.
const FULL_BYTES: u64 = 256 << 20;

/// Most packs there may be, a number that only a folder in which nothing can be locked would reach.
const MAX_PACKS: u32 = 100_000;

fn path(folder: &Path, number: u32, ending: &str) -> PathBuf {
    folder.join(format!("{number:05}.{ending}"))
}

/// The numbers of the packs in a folder, in ascending order.
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

/// The records of a pack, in the order in which its entries were kept. Those that are damaged are left
/// out, and of a list that cannot be read there are none.
pub(super) fn records(folder: &Path, number: u32) -> Vec<Record> {
    let bytes = fs::read(path(folder, number, "index")).unwrap_or_default();
    bytes.chunks(record::LEN).filter_map(Record::parse).collect()
}

/// A pack that is read.
#[derive(Debug)]
pub(super) struct Pack(File);

/// An entry, read whole.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) record: Record,
    bytes: Vec<u8>,
}

impl Pack {
    pub(super) fn open(folder: &Path, number: u32) -> io::Result<Self> {
        File::open(path(folder, number, "pack")).map(Self)
    }

    /// The entry of so many bytes at a place; none where it is damaged.
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

/// A pack that nobody else writes to.
#[derive(Debug)]
pub(super) struct Held {
    folder: PathBuf,
    pub(super) number: u32,
    _lock: File,
}

impl Held {
    /// Takes a pack, which need not be there; none where another process has it.
    pub(super) fn take(folder: &Path, number: u32) -> io::Result<Option<Self>> {
        let lock = open_to_write(&path(folder, number, "lock"))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Self { folder: folder.to_owned(), number, _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Removes the pack, the list first: what has no list is not there. Its lock stays, because whoever
    /// waits for a lock that is gone has one that nobody else sees.
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

/// Appends entries to a pack, as long as no other process does.
#[derive(Debug)]
pub(super) struct Writer {
    held: Held,
    pack: File,
    index: File,
    /// Where the next entry will stand, with those that wait.
    end: u64,
    /// Entries and records that wait to be written.
    entries: Vec<u8>,
    records: Vec<u8>,
}

impl Writer {
    /// Begins to append to the first pack that is neither full nor in use.
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
        // A record that was not written whole would shift those behind it.
        let len = index.metadata()?.len();
        index.set_len(len - len % record::LEN as u64)?;
        index.seek(SeekFrom::End(0))?;
        Ok(Some(Self { held, pack, index, end, entries: Vec::new(), records: Vec::new() }))
    }

    /// The pack, to which no more is appended.
    pub(super) fn stop(self) -> Held {
        self.held
    }

    pub(super) fn number(&self) -> u32 {
        self.held.number
    }

    /// Where the next entry will stand.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// Has an entry wait to be written at the end.
    pub(super) fn push(&mut self, record: &Record, head: &[u8], body: &[u8]) {
        let encoded = record.bytes();
        self.entries.extend_from_slice(&encoded);
        self.entries.extend_from_slice(head);
        self.entries.extend_from_slice(body);
        self.records.extend(encoded);
        self.end += record.n_bytes();
    }

    /// Hands what waits to the system, so that it is there when the process is not.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.pack.write_all(&self.entries)?;
        self.index.write_all(&self.records)?;
        self.entries.clear();
        self.records.clear();
        Ok(())
    }
}
