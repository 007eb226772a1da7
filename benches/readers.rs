//! Benchmarks readers and layout of Office documents on one thread.
//!
//! Documents come from `FORMGRID_CORPORA/forms` if set, else from `corpora/media`. Each format is
//! compared with the minimum for any reader: inflating and tokenizing the main part for docx,
//! calamine's own reading of all cells for workbooks, parsing for html. The ratio is what matters;
//! milliseconds depend on the machine.

use std::{
    env, fs,
    io::{self, Cursor, Read as _, Write as _},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use calamine::{Reader as _, open_workbook_auto_from_rs};
use divan::Bencher;
use formgrid_batch::{Diagnostics, Limits, Templates};
use quick_xml::events::Event;

/// The baseline of a format: extension, description, function.
type Floor = (&'static str, &'static str, fn(&[u8]) -> usize);

/// The allocator of the command, as in production.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // A closed reader is not an error.
    let _ = report();
    divan::main();
}

/// The bytes of all documents with an extension.
fn documents(extension: &str) -> Vec<Vec<u8>> {
    let folder = match env::var_os("FORMGRID_CORPORA") {
        Some(folder) => PathBuf::from(folder).join("forms"),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/media"),
    };
    let mut paths = files(&folder);
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Runs reader and layout. Returns the number of tables.
fn grids(bytes: &[u8], templates: &Templates) -> usize {
    let mut diagnostics = Diagnostics::new();
    let Ok(raw) = formgrid_readers::read(bytes, &Limits::default(), &mut diagnostics) else {
        return 0;
    };
    let limits = Limits::default();
    formgrid_layout::resolve(raw, templates.lexicon(), &limits, &mut diagnostics).tables().count()
}

/// Inflates and tokenizes the main part of a docx. Returns the number of events.
fn tokens(bytes: &[u8]) -> usize {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return 0 };
    let mut xml = Vec::new();
    if let Ok(mut part) = archive.by_name("word/document.xml") {
        let _ = part.read_to_end(&mut xml);
    }
    let mut reader = quick_xml::Reader::from_reader(xml.as_slice());
    let mut n_events = 0;
    while let Ok(event) = reader.read_event() {
        if matches!(event, Event::Eof) {
            break;
        }
        n_events += 1;
    }
    n_events
}

/// Reads all values with calamine. Returns the number of cells.
fn values(bytes: &[u8]) -> usize {
    let Ok(mut workbook) = open_workbook_auto_from_rs(Cursor::new(bytes)) else { return 0 };
    workbook.worksheets().iter().map(|(_, range)| range.used_cells().count()).sum()
}

/// Decodes the characters of a page, the minimum for a parser.
fn characters(bytes: &[u8]) -> usize {
    String::from_utf8_lossy(bytes).chars().count()
}

/// The best of several runs, which is the least disturbed one.
fn best(mut work: impl FnMut() -> usize) -> Duration {
    let run = |_| {
        let started = Instant::now();
        divan::black_box(work());
        started.elapsed()
    };
    (0..7).map(run).min().unwrap_or_default()
}

fn report() -> io::Result<()> {
    let mut out = io::stdout().lock();
    let templates = Templates::builtin();
    let floors: [Floor; 4] = [
        ("docx", "inflating and tokenizing", tokens),
        ("xlsx", "the values by calamine", values),
        ("xls", "the values by calamine", values),
        ("html", "decoding", characters),
    ];
    for (extension, what, floor) in floors {
        let documents = documents(extension);
        let took = best(|| documents.iter().map(|bytes| grids(bytes, &templates)).sum());
        let least = best(|| documents.iter().map(|bytes| floor(bytes)).sum());
        let n = documents.len();
        let each = took.as_secs_f64() * 1e3 / f64::from(u32::try_from(n).unwrap_or(1).max(1));
        let ratio = took.as_secs_f64() / least.as_secs_f64().max(1e-9);
        writeln!(out, "{extension:<5} {n:>3} files, {each:6.3} ms each, {ratio:5.2} times {what}")?;
    }
    writeln!(out)
}

/// Runs reader and layout on every document of a format.
#[divan::bench(args = ["docx", "xlsx", "xls", "html"])]
fn grids_of(bencher: Bencher<'_, '_>, extension: &str) {
    let (documents, templates) = (documents(extension), Templates::builtin());
    bencher.bench_local(|| documents.iter().map(|bytes| grids(bytes, &templates)).sum::<usize>());
}
