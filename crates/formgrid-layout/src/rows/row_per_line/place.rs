//! Placing: rows with known columns become cells of one grid.
//!
//! The grid columns are the raw columns of the dump, so bands with different columns share one grid: a
//! column of a band extends to the next column of that band, the last to the right edge.

use formgrid_model::{RowNote, WordClass};

use super::bands::{Band, Kind};
use super::placement::Placement;
use super::profile::{Profile, Profiles};
use super::row::{Row, Token};
use crate::rows::assemble::{PlacedCell, PlacedRow};

/// Number of grid columns that a row needs.
pub(super) fn n_cols(row: &Row, kind: Kind, bands: &[Band], placement: &Placement) -> usize {
    match kind {
        Kind::Data(band) => {
            let Band { homes, header, .. } = &bands[band];
            let last = placement.columns.last().copied().unwrap_or_default();
            // A column without a name in the header does not count if alignment leaves it empty.
            let n_named = if header.is_some() { homes.len() } else { 0 };
            start_of(homes, last.max(n_named.saturating_sub(1))) + 1
        }
        Kind::Wide => 2,
        Kind::Repeated => 0,
        Kind::Title => row.tokens.last().map_or(0, |last| last.raw + 1),
        Kind::Prose => row.tokens.len() + 1,
        // A label at the end has an empty value to its right.
        Kind::Header(_) | Kind::SubHeader(_) | Kind::Pairs => {
            row.tokens.last().map_or(0, |last| (last.raw + 2).min(row.width).max(last.raw + 1))
        }
    }
}

/// First grid column of a band's column; overflow follows the last.
fn start_of(homes: &[usize], column: usize) -> usize {
    match homes.get(column) {
        Some(&home) => home,
        None => homes.last().map_or(0, |last| last + 1) + column - homes.len(),
    }
}

/// Makes cells of the rows of one table, from top to bottom.
pub(super) struct Placer<'a> {
    bands: &'a [Band],
    profiles: &'a Profiles,
    n_cols: usize,
    /// The header right above: first column, end column, and whether the cell names a column and so
    /// ends with the header.
    header: Vec<(usize, usize, bool)>,
}

/// A cell before placing: first column, token, and whether it continues from above.
type Start = (usize, Option<Token>, bool);

impl<'a> Placer<'a> {
    pub(super) fn new(bands: &'a [Band], profiles: &'a Profiles, n_cols: usize) -> Self {
        Self { bands, profiles, n_cols, header: Vec::new() }
    }

    /// The cells of a row.
    pub(super) fn place(&mut self, row: Row, kind: Kind, placement: &Placement) -> PlacedRow {
        let note = RowNote { confidence: confidence(kind, placement), repairs: row.repairs };
        let starts = match kind {
            Kind::Data(band) => self.data(row.tokens, band, placement),
            Kind::Wide => wide(row.tokens),
            Kind::Prose => self.prose(row.tokens),
            Kind::Pairs => pairs(row.tokens),
            Kind::Title => title(row.tokens),
            Kind::Header(_) | Kind::Repeated => at_raw(row.tokens),
            Kind::SubHeader(_) => self.sub_header(row.tokens),
        };
        self.remember(kind, &starts);
        let ends: Vec<usize> = starts.iter().skip(1).map(|start| start.0).collect();
        let cells = starts
            .into_iter()
            .zip(ends.into_iter().map(|end| end.min(self.n_cols)).chain([self.n_cols]))
            .filter(|((col, ..), end)| col < end)
            .map(|((col, token, above), end)| cell(col, end - col, token, above))
            .collect();
        PlacedRow { cells, note }
    }

    /// Keeps the cells of a header for the rows right below it.
    fn remember(&mut self, kind: Kind, starts: &[Start]) {
        let above = std::mem::take(&mut self.header);
        if !matches!(kind, Kind::Header(_) | Kind::SubHeader(_)) {
            return;
        }
        let ends = starts.iter().skip(1).map(|start| start.0).chain([self.n_cols]);
        let names = |col: usize, token: Option<&Token>| match token {
            Some(token) => names_column(token),
            None => {
                above.binary_search_by_key(&col, |&(start, ..)| start).is_ok_and(|at| above[at].2)
            }
        };
        self.header = starts
            .iter()
            .zip(ends)
            .map(|((col, token, _), end)| (*col, end, names(*col, token.as_ref())))
            .collect();
    }

    /// One cell per column of the band.
    fn data(&self, tokens: Vec<Token>, band: usize, placement: &Placement) -> Vec<Start> {
        let homes = &self.bands[band].homes;
        let n_columns = placement.columns.last().map_or(0, |last| last + 1).max(homes.len());
        let n_leading = placement.columns.first().copied().unwrap_or_default();
        let mut starts: Vec<Start> = Vec::with_capacity(n_columns + 1);
        if start_of(homes, 0) > 0 {
            starts.push((0, None, false));
        }
        let profile = self.profiles.of(band);
        let mut in_stub = true;
        let mut tokens = tokens.into_iter().zip(&placement.columns).peekable();
        for column in 0..n_columns {
            let token = tokens.next_if(|(_, at)| **at == column).map(|(token, _)| token);
            let col = start_of(homes, column);
            in_stub &= is_stub(profile, column);
            let above = in_stub && column < n_leading && !self.ends_header(col);
            let is_last = token.as_ref().is_some_and(|token| token.shape.is_prose())
                && tokens.peek().is_none()
                && self.bands[band].header.is_none();
            starts.push((col, token, above));
            if is_last {
                // Without a header, prose takes the rest of its row.
                break;
            }
        }
        starts
    }

    /// Whether a header cell right above names the column: its text does not continue below.
    fn ends_header(&self, col: usize) -> bool {
        let next = self.header.partition_point(|&(start, ..)| start <= col);
        let above = next.checked_sub(1).map(|at| self.header[at]);
        above.is_some_and(|(_, end, names)| names && col < end)
    }

    /// Text to the right of its label, whose cell continues; or an unknown label and its text.
    fn prose(&self, tokens: Vec<Token>) -> Vec<Start> {
        let n_tokens = tokens.len();
        let has_label = n_tokens > 1 && tokens[0].raw == 0 && !tokens[0].shape.is_prose();
        let mut next = usize::from(!has_label);
        let mut starts: Vec<Start> = (0..next).map(|col| (col, None, true)).collect();
        for (i, token) in tokens.into_iter().enumerate() {
            let at_most = self.n_cols.saturating_sub(n_tokens - i);
            let col = if i == 0 { next } else { token.raw.clamp(next, at_most.max(next)) };
            next = col + 1;
            starts.push((col, Some(token), false));
        }
        starts
    }

    /// The cells of the header above continue where nothing is below them.
    fn sub_header(&self, tokens: Vec<Token>) -> Vec<Start> {
        let mut starts: Vec<Start> = Vec::new();
        let mut tokens = tokens.into_iter().peekable();
        for &(start, end, _) in &self.header {
            let mut is_divided = false;
            while let Some(token) = tokens.next_if(|token| token.raw < end) {
                if !is_divided && token.raw > start {
                    starts.push((start, None, false));
                }
                is_divided = true;
                starts.push((token.raw, Some(token), false));
            }
            if !is_divided {
                starts.push((start, None, true));
            }
        }
        starts.extend(tokens.map(|token| (token.raw, Some(token), false)));
        starts
    }
}

fn names_column(token: &Token) -> bool {
    token.classes.contains(WordClass::HEADER) && !token.classes.contains(WordClass::SECTION)
}

/// A stub column, whose empty cells mean "as above": it holds names of levels and goals, or is filled
/// as rarely as names are.
fn is_stub(profile: &Profile, column: usize) -> bool {
    profile.share_of_labels(column) >= 0.5 || profile.share_filled(column) <= 0.95
}

fn wide(tokens: Vec<Token>) -> Vec<Start> {
    tokens.into_iter().enumerate().map(|(col, token)| (col, Some(token), false)).collect()
}

fn at_raw(tokens: Vec<Token>) -> Vec<Start> {
    let first = tokens.first().map_or(0, |token| token.raw);
    let blank = (0..first).map(|col| (col, None, false));
    blank.chain(tokens.into_iter().map(|token| (token.raw, Some(token), false))).collect()
}

/// A text above a form takes the row up to the next text.
fn title(tokens: Vec<Token>) -> Vec<Start> {
    let first = tokens.first().map_or(0, |token| token.raw);
    let blank = (first > 0).then_some((0, None, false));
    let tokens = tokens.into_iter().map(|token| (token.raw, Some(token), false));
    blank.into_iter().chain(tokens).collect()
}

/// Every token takes the columns up to the next, but a label without a value takes one and leaves an
/// empty value.
fn pairs(tokens: Vec<Token>) -> Vec<Start> {
    let mut starts: Vec<Start> = Vec::new();
    let mut value_at = None;
    for (i, token) in tokens.into_iter().enumerate() {
        let is_label = token.classes.contains(WordClass::LABEL);
        if let Some(value) = value_at.filter(|&value| is_label && value < token.raw) {
            starts.push((value, None, false));
        }
        value_at = is_label.then_some(token.raw + 1);
        // The first label is at the left edge, wherever OCR put it.
        let col = if i == 0 { 0 } else { token.raw };
        starts.push((col, Some(token), false));
    }
    starts.extend(value_at.map(|value| (value, None, false)));
    starts
}

fn cell(col: usize, col_span: usize, token: Option<Token>, above: bool) -> PlacedCell {
    let Some(token) = token else {
        return PlacedCell { col, col_span, above, ..PlacedCell::default() };
    };
    let Token { text, place, atoms, .. } = token;
    PlacedCell { col, col_span, text, place, atoms, above: false }
}

/// Residual doubt about OCR keeps a row below certainty.
fn confidence(kind: Kind, placement: &Placement) -> f32 {
    let certainty = match kind {
        Kind::Data(_) => placement.certainty.clamp(0.05, 0.99),
        _ => 0.97,
    };
    #[expect(clippy::cast_possible_truncation, reason = "a probability needs no more digits")]
    let certainty = certainty as f32;
    certainty
}
