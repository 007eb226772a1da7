//! Columns: which raw columns of the dump are the columns of a band.
//!
//! The header determines them, unless OCR has shifted the header itself: then headers with the same
//! wording elsewhere, or the rows below, are better evidence. Besides the named columns there are those
//! that most rows fill.

use std::collections::{BTreeMap, BTreeSet};

use formgrid_model::Code;

use super::bands::{Band, Kind};
use super::row::Row;

/// Number of rows of a band that fill each raw column.
#[derive(Debug, Default, Clone)]
struct Fill {
    n_rows: usize,
    by_raw: BTreeMap<usize, usize>,
}

impl Fill {
    fn add(&mut self, row: &Row) {
        self.n_rows += 1;
        for token in &row.tokens {
            *self.by_raw.entry(token.raw).or_default() += 1;
        }
    }

    fn extend(&mut self, other: &Self) {
        self.n_rows += other.n_rows;
        for (&raw, n) in &other.by_raw {
            *self.by_raw.entry(raw).or_default() += n;
        }
    }

    /// Whether more than one row in `n` fills a raw column.
    fn is_filled(&self, raw: usize, n: usize) -> bool {
        self.by_raw.get(&raw).is_some_and(|&filled| filled * n > self.n_rows)
    }

    /// Raw columns that more than one row in five fills.
    fn regular(&self) -> Vec<usize> {
        self.by_raw.keys().copied().filter(|&raw| self.is_filled(raw, 5)).collect()
    }

    /// Number of tokens in some raw columns.
    fn tokens_in(&self, raws: &[usize]) -> usize {
        raws.iter().filter_map(|raw| self.by_raw.get(raw)).sum()
    }
}

/// Properties shared by headers of one wording.
#[derive(Debug, Default)]
struct Wording {
    /// Number of bands with a header at these raw columns.
    stands: BTreeMap<Vec<usize>, usize>,
    fill: Fill,
}

/// Gives every band its columns, and moves shifted headers over them.
pub(super) fn add(bands: &mut [Band], rows: &mut [Row], kinds: &[Kind]) {
    let mut fills = vec![Fill::default(); bands.len()];
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); bands.len()];
    for (row, kind) in rows.iter().zip(kinds) {
        match *kind {
            Kind::Data(band) => fills[band].add(row),
            Kind::SubHeader(band) => below[band].extend(row.tokens.iter().map(|token| token.raw)),
            _ => {}
        }
    }
    let mut wordings: BTreeMap<String, Wording> = BTreeMap::new();
    for (index, band) in bands.iter().enumerate() {
        let wording = wordings.entry(wording(band, rows)).or_default();
        let raws = header_raws(band, rows);
        *wording.stands.entry(raws).or_default() += usize::from(!band.inherited);
        wording.fill.extend(&fills[index]);
    }
    for (index, band) in bands.iter_mut().enumerate() {
        let Some(wording) = wordings.get(&wording(band, rows)) else { continue };
        let Some(header) = band.header else {
            band.homes = wording.fill.regular();
            band.names = vec![String::new(); band.homes.len()];
            continue;
        };
        if below[index].is_empty() {
            let raws = best_stand(header_raws(band, rows), wording, &fills[index]);
            bring_over(&mut rows[header], &raws);
        }
        band.homes = homes(&rows[header], &below[index], &wording.fill);
        band.names = band.homes.iter().map(|&home| name(&rows[header], home)).collect();
    }
}

fn wording(band: &Band, rows: &[Row]) -> String {
    let header = band.header.map(|header| &rows[header]);
    let words = header.into_iter().flat_map(|row| &row.tokens);
    words.flat_map(|token| [token.folded.as_str(), "\t"]).collect()
}

fn header_raws(band: &Band, rows: &[Row]) -> Vec<usize> {
    let header = band.header.map(|header| &rows[header]);
    header.into_iter().flat_map(|row| &row.tokens).map(|token| token.raw).collect()
}

/// The raw columns of a header: as printed, unless it is alone among headers of its wording and its
/// rows fit no worse below the others, or they fit better below the columns that they fill: clearly
/// better, unless a printed column has nothing below it.
fn best_stand(printed: Vec<usize>, wording: &Wording, fill: &Fill) -> Vec<usize> {
    let n_printed = fill.tokens_in(&printed);
    let n_alike = wording.stands.get(&printed).copied().unwrap_or_default();
    let most = wording.stands.iter().max_by_key(|&(_, &n)| n);
    if let Some((most, &n_most)) = most
        && n_most >= 3 * n_alike
        && fill.tokens_in(most) >= n_printed
    {
        return most.clone();
    }
    let filled = [fill.regular(), wording.fill.regular()].into_iter().flat_map(|filled| {
        // The column of a label that only the header fills precedes those of the rows.
        let label = filled.first().and_then(|first| first.checked_sub(1));
        let labeled = label.map(|label| [&[label], filled.as_slice()].concat());
        [Some(filled), labeled]
    });
    let others = filled.flatten().filter(|raws| raws.len() == printed.len());
    let best = others.max_by_key(|raws| fill.tokens_in(raws));
    // The first column may hold the label of the block, only in the header.
    let has_unused = printed.iter().skip(1).any(|raw| !fill.by_raw.contains_key(raw));
    let is_better = |n_tokens: usize| {
        if has_unused { n_tokens > n_printed } else { n_tokens * 4 > n_printed * 5 }
    };
    best.filter(|raws| is_better(fill.tokens_in(raws))).unwrap_or(printed)
}

fn bring_over(header: &mut Row, raws: &[usize]) {
    let is_shifted = header.tokens.iter().zip(raws).any(|(token, &raw)| token.raw != raw);
    if is_shifted {
        for (token, &raw) in header.tokens.iter_mut().zip(raws) {
            token.raw = raw;
        }
        header.width = header.width.max(raws.last().map_or(0, |last| last + 1));
        header.add_repair(Code::LayoutRowShifted);
    }
}

/// Name of the column at a raw column, from the header.
fn name(header: &Row, home: usize) -> String {
    let named = header.tokens.binary_search_by_key(&home, |token| token.raw);
    named.map_or_else(|_| String::new(), |at| header.tokens[at].folded.clone())
}

/// Raw columns below a header: those it names, blank ones before its first name, and others that most
/// rows fill.
fn homes(header: &Row, below: &[usize], fill: &Fill) -> Vec<usize> {
    let first = header.tokens.first().map_or(0, |token| token.raw);
    let below: BTreeSet<usize> = below.iter().copied().collect();
    let is_named =
        |raw| below.contains(&raw) || header.tokens.binary_search_by_key(&raw, |t| t.raw).is_ok();
    let end = header.tokens.last().map_or(0, |token| token.raw + 1);
    let end = below.iter().map(|raw| raw + 1).fold(end.max(header.width.min(end + 2)), usize::max);
    (0..end).filter(|&raw| raw < first || is_named(raw) || fill.is_filled(raw, 2)).collect()
}
