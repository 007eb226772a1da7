//! Benchmarks the pipeline on one thread.
//!
//! Documents come from `FORMGRID_CORPORA/seeds` if set, else from `corpora/`. The floor is the
//! minimum for any reader: checking that the bytes are UTF-8 and finding line ends. Before the
//! figures of each stage, two ratios are printed: the whole relative to the floor, and the cost per
//! byte of a document repeated 4 and 16 times.

mod documents;

use std::{
    io::{self, Write as _},
    time::Duration,
};

use divan::{Bencher, counter::BytesCount};
use formgrid_batch::{Diagnostics, Limits, Templates, read_document, write_record};

use documents::{best, documents};

/// The allocator of the command, as in production.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // A closed reader is not an error.
    let _ = report();
    divan::main();
}

fn n_bytes(documents: &[Vec<u8>]) -> usize {
    documents.iter().map(Vec::len).sum()
}

/// A text that can be appended to itself: the longest UTF-8 document.
fn longest(documents: &[Vec<u8>]) -> String {
    let texts = documents.iter().filter_map(|bytes| std::str::from_utf8(bytes).ok());
    texts.max_by_key(|text| text.len()).unwrap_or_default().to_owned()
}

fn whole(bytes: &[u8], templates: &Templates) -> usize {
    let mut diagnostics = Diagnostics::new();
    let mut lines = Vec::new();
    if let Ok(reading) =
        read_document(bytes, "a.txt", templates, &Limits::default(), &mut diagnostics)
    {
        for record in &reading.records {
            let _ = write_record(record, &mut lines);
        }
    }
    lines.len()
}

fn floor(bytes: &[u8]) -> usize {
    let n_chars = std::str::from_utf8(bytes).map_or(0, |text| text.len());
    n_chars + memchr::memchr_iter(b'\n', bytes).count()
}

#[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
fn speed(n_bytes: usize, took: Duration) -> f64 {
    n_bytes as f64 / 1e6 / took.as_secs_f64().max(1e-9)
}

fn report() -> io::Result<()> {
    let mut out = io::stdout().lock();
    let (documents, templates) = (documents("seeds", "txt"), Templates::builtin());
    let size = n_bytes(&documents);
    let lowest = best(|| documents.iter().map(|bytes| floor(bytes)).sum());
    let took = best(|| documents.iter().map(|bytes| whole(bytes, &templates)).sum());
    writeln!(out, "{} documents, {size} bytes", documents.len())?;
    writeln!(out, "floor          {:8.1} MB/s", speed(size, lowest))?;
    let ratio = took.as_secs_f64() / lowest.as_secs_f64().max(1e-9);
    writeln!(out, "pipeline       {:8.1} MB/s, {ratio:.0} times the floor", speed(size, took))?;
    let text = longest(&documents);
    for n in [1, 4, 16] {
        let repeated = text.repeat(n);
        let took = best(|| whole(repeated.as_bytes(), &templates));
        writeln!(out, "repeated {n:>2} ×  {:8.1} MB/s", speed(repeated.len(), took))?;
    }
    writeln!(out)
}

#[divan::bench]
fn pipeline(bencher: Bencher<'_, '_>) {
    let (documents, templates) = (documents("seeds", "txt"), Templates::builtin());
    bencher
        .counter(BytesCount::new(n_bytes(&documents)))
        .bench_local(|| documents.iter().map(|bytes| whole(bytes, &templates)).sum::<usize>());
}

#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    let documents = documents("seeds", "txt");
    bencher.counter(BytesCount::new(n_bytes(&documents))).bench_local(|| {
        for bytes in &documents {
            let _ = divan::black_box(formgrid_readers::read(
                bytes,
                &Limits::default(),
                &mut Diagnostics::new(),
            ));
        }
    });
}

#[divan::bench]
fn layout(bencher: Bencher<'_, '_>) {
    let (documents, templates) = (documents("seeds", "txt"), Templates::builtin());
    let read = || {
        let raw = |bytes: &Vec<u8>| {
            formgrid_readers::read(bytes, &Limits::default(), &mut Diagnostics::new()).ok()
        };
        documents.iter().filter_map(raw).collect::<Vec<_>>()
    };
    let size = BytesCount::new(n_bytes(&documents));
    bencher.with_inputs(read).counter(size).bench_local_values(|raws| {
        let resolve = |raw| {
            formgrid_layout::resolve(
                raw,
                templates.lexicon(),
                &Limits::default(),
                &mut Diagnostics::new(),
            )
        };
        raws.into_iter().map(resolve).collect::<Vec<_>>()
    });
}

#[divan::bench]
fn records(bencher: Bencher<'_, '_>) {
    let (documents, templates) = (documents("seeds", "txt"), Templates::builtin());
    let mut diagnostics = Diagnostics::new();
    let resolved: Vec<_> = documents
        .iter()
        .filter_map(|bytes| {
            formgrid_readers::read(bytes, &Limits::default(), &mut diagnostics).ok()
        })
        .map(|raw| {
            formgrid_layout::resolve(
                raw,
                templates.lexicon(),
                &Limits::default(),
                &mut Diagnostics::new(),
            )
        })
        .collect();
    bencher.counter(BytesCount::new(n_bytes(&documents))).bench_local(|| {
        for document in &resolved {
            divan::black_box(formgrid_records::extract(
                document,
                "a.txt",
                &templates,
                &mut Diagnostics::new(),
            ));
        }
    });
}

#[divan::bench]
fn write(bencher: Bencher<'_, '_>) {
    let (documents, templates) = (documents("seeds", "txt"), Templates::builtin());
    let mut diagnostics = Diagnostics::new();
    let records: Vec<_> = documents
        .iter()
        .filter_map(|bytes| {
            read_document(bytes, "a.txt", &templates, &Limits::default(), &mut diagnostics).ok()
        })
        .flat_map(|reading| reading.records)
        .collect();
    bencher.counter(BytesCount::new(n_bytes(&documents))).bench_local(|| {
        let mut lines = Vec::new();
        for record in &records {
            let _ = write_record(record, &mut lines);
        }
        lines
    });
}
