//! Benchmarks PDF pages to words and words to tables, on one thread.
//!
//! Documents come from `FORMGRID_CORPORA/forms` if set, else from `corpora/`. divan counts pages,
//! so its items per second are pages per second. First the milliseconds per page are printed, best
//! of several runs.

mod documents;

use std::{
    io::{self, Write as _},
    time::Duration,
};

use divan::{Bencher, counter::ItemsCount};
use formgrid_model::{Diagnostics, Lexicon, Limits, RawDocument, RawItem};

use documents::{best, documents};

/// The allocator of the command, as in production.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // A closed reader is not an error.
    let _ = report();
    divan::main();
}

/// The canvas of a document, if it can be read.
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

#[expect(clippy::cast_precision_loss, reason = "shown with two decimals")]
fn report() -> io::Result<()> {
    let mut out = io::stdout().lock();
    let documents = documents("forms", "pdf");
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
    let documents = documents("forms", "pdf");
    let canvases: Vec<RawDocument> = documents.iter().filter_map(|bytes| canvas(bytes)).collect();
    bencher
        .counter(ItemsCount::new(n_pages(&canvases)))
        .bench_local(|| documents.iter().filter_map(|bytes| canvas(bytes)).count());
}

#[divan::bench]
fn layout(bencher: Bencher<'_, '_>) {
    let documents = documents("forms", "pdf");
    let canvases: Vec<RawDocument> = documents.iter().filter_map(|bytes| canvas(bytes)).collect();
    bencher
        .counter(ItemsCount::new(n_pages(&canvases)))
        .with_inputs(|| canvases.clone())
        .bench_local_values(|canvases| canvases.into_iter().map(resolve).sum::<usize>());
}
