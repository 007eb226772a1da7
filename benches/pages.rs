//! How fast the pages of PDF documents become words, and words tables, on one thread.
//!
//! The documents are those below `FORMGRID_CORPORA/forms` where that is set, else those of `corpora/`.
//! divan counts pages, so that its items a second are pages a second; before that the milliseconds that
//! a page takes are printed, the best of several runs.

use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use divan::{Bencher, counter::ItemsCount};
use formgrid_model::{Diagnostics, Lexicon, Limits, RawDocument, RawItem};

fn main() {
    // A report that nobody reads is no failure.
    let _ = report();
    divan::main();
}

fn documents() -> Vec<Vec<u8>> {
    let folder = match env::var_os("FORMGRID_CORPORA") {
        Some(folder) => PathBuf::from(folder).join("forms"),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora"),
    };
    let mut paths = pdfs(&folder);
    paths.sort();
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}

fn pdfs(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let open = |path: PathBuf| if path.is_dir() { pdfs(&path) } else { vec![path] };
    paths.flat_map(open).filter(|path| path.extension().is_some_and(|e| e == "pdf")).collect()
}

/// The canvas of a document; none where it cannot be read.
fn canvas(bytes: &[u8]) -> Option<RawDocument> {
    formgrid_readers::read(bytes, &Limits::default(), &mut Diagnostics::new()).ok()
}

fn n_pages(canvases: &[RawDocument]) -> usize {
    let items = canvases.iter().flat_map(|canvas| &canvas.items);
    items.map(|item| if let RawItem::Canvas(canvas) = item { canvas.pages.len() } else { 0 }).sum()
}

fn resolve(canvas: RawDocument) -> usize {
    formgrid_layout::resolve(
        canvas,
        &Lexicon::default(),
        &Limits::default(),
        &mut Diagnostics::new(),
    )
    .blocks
    .len()
}

/// The best of several runs, which is the one that was disturbed least.
fn best(mut work: impl FnMut() -> usize) -> Duration {
    let run = |_| {
        let started = Instant::now();
        divan::black_box(work());
        started.elapsed()
    };
    (0..7).map(run).min().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "shown with two decimals")]
fn report() -> io::Result<()> {
    let mut out = io::stdout().lock();
    let documents = documents();
    let canvases: Vec<RawDocument> = documents.iter().filter_map(|bytes| canvas(bytes)).collect();
    let n_pages = n_pages(&canvases);
    let ms = |took: Duration| took.as_secs_f64() * 1e3 / n_pages.max(1) as f64;
    let read = best(|| documents.iter().filter_map(|bytes| canvas(bytes)).count());
    let whole = best(|| documents.iter().filter_map(|bytes| canvas(bytes)).map(resolve).sum());
    writeln!(out, "{} documents, {n_pages} pages", documents.len())?;
    writeln!(out, "words and shapes  {:6.2} ms a page", ms(read))?;
    writeln!(out, "and their grids   {:6.2} ms a page\n", ms(whole))
}

#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    let documents = documents();
    let canvases: Vec<RawDocument> = documents.iter().filter_map(|bytes| canvas(bytes)).collect();
    bencher
        .counter(ItemsCount::new(n_pages(&canvases)))
        .bench_local(|| documents.iter().filter_map(|bytes| canvas(bytes)).count());
}

#[divan::bench]
fn layout(bencher: Bencher<'_, '_>) {
    let documents = documents();
    let canvases: Vec<RawDocument> = documents.iter().filter_map(|bytes| canvas(bytes)).collect();
    bencher
        .counter(ItemsCount::new(n_pages(&canvases)))
        .with_inputs(|| canvases.clone())
        .bench_local_values(|canvases| canvases.into_iter().map(resolve).sum::<usize>());
}
