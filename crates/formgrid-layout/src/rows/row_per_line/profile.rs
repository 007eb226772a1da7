//! Profiles: the contents of a band's columns, learned from the document.

use std::collections::BTreeMap;

use formgrid_model::WordClass;
use indexmap::IndexSet;

use super::bands::{Band, Kind};
use super::placement::{MAX_SLOTS, Placement};
use super::row::{Row, Token};
use super::words::Shape;

/// Strength of the prior in the learned shares, in rows.
const PRIOR: f64 = 1.0;

/// Classes that indicate the column of a token.
const TELLING: WordClass = WordClass::GOAL
    .union(WordClass::SECTION)
    .union(WordClass::LEVEL1)
    .union(WordClass::LEVEL2)
    .union(WordClass::BASIS)
    .union(WordClass::CLASS)
    .union(WordClass::OPERATOR)
    .union(WordClass::CATEGORY)
    .union(WordClass::FILLER);

/// Classes of words whose empty cells mean "as above".
const LABELS: WordClass =
    WordClass::GOAL.union(WordClass::SECTION).union(WordClass::LEVEL1).union(WordClass::LEVEL2);

/// Share of the words of a class that are ordinary text: a satisfaction of some group is a name of
/// level 2 in one form and an indicator in another.
const SPURIOUS: f64 = 0.05;

/// Feature of a token for a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Feature {
    /// A word of these classes.
    Class(WordClass),
    /// A text that the document repeats in this column.
    Text(usize),
    /// Any other text.
    Shape(Shape),
}

/// The data rows of a document with everything learned from them.
pub(super) struct Learned<'a> {
    rows: &'a [Row],
    kinds: &'a [Kind],
    bands: &'a [Band],
    /// Text index of each token, per row: equal where bands of one sort have equal texts.
    texts: Vec<Vec<usize>>,
    /// The single column of nearly all tokens with a text, by text index.
    column_of_text: Vec<Option<usize>>,
    pub(super) profiles: Profiles,
}

/// The profiles of all bands. Bands with equal column names are of one sort and share one.
#[derive(Debug, Default)]
pub(super) struct Profiles {
    /// Sort of each band.
    sorts: Vec<usize>,
    by_sort: Vec<Profile>,
}

impl Profiles {
    /// The profile of a band.
    pub(super) fn of(&self, band: usize) -> &Profile {
        &self.by_sort[self.sorts[band]]
    }

    fn sort_bands(bands: &[Band]) -> Self {
        let mut numbers: IndexSet<&[String]> = IndexSet::new();
        let sorts = bands.iter().map(|band| numbers.insert_full(&band.names).0).collect();
        Self { sorts, by_sort: Vec::new() }
    }
}

impl<'a> Learned<'a> {
    pub(super) fn new(rows: &'a [Row], kinds: &'a [Kind], bands: &'a [Band]) -> Self {
        let profiles = Profiles::sort_bands(bands);
        let mut numbers: IndexSet<(usize, &str)> = IndexSet::new();
        let mut texts = vec![Vec::new(); rows.len()];
        for (index, row, band) in data(rows, kinds) {
            let sort = profiles.sorts[band];
            let number = |token: &'a Token| numbers.insert_full((sort, &token.folded)).0;
            texts[index] = row.tokens.iter().map(number).collect();
        }
        let column_of_text = vec![None; numbers.len()];
        Self { rows, kinds, bands, texts, column_of_text, profiles }
    }

    /// The data rows with index and band.
    pub(super) fn data(&self) -> impl Iterator<Item = (usize, &'a Row, usize)> + use<'a> {
        data(self.rows, self.kinds)
    }

    /// Learns the texts of a single column: at least three times and nine times in ten. Rows too wide
    /// to align are left out.
    pub(super) fn learn_texts(&mut self, placements: &[Placement]) {
        let mut counts: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.column_of_text.len()];
        for (index, row, band) in self.data() {
            if n_slots(row, &self.bands[band]) > MAX_SLOTS {
                continue;
            }
            for (&text, &column) in self.texts[index].iter().zip(&placements[index].columns) {
                match counts[text].iter_mut().find(|(at, _)| *at == column) {
                    Some((_, n)) => *n += 1,
                    None => counts[text].push((column, 1)),
                }
            }
        }
        let single = counts.into_iter().map(|columns| {
            let n_all: usize = columns.iter().map(|(_, n)| n).sum();
            let (column, n_most) = columns.into_iter().max_by_key(|&(_, n)| n)?;
            (n_most >= 3 && n_most * 10 >= n_all * 9).then_some(column)
        });
        self.column_of_text = single.collect();
    }

    /// Learns the contents of columns. Rows are weighted by certainty; those too wide to align are left
    /// out.
    pub(super) fn learn_profiles(&mut self, placements: &[Placement]) {
        let n_sorts = self.profiles.sorts.iter().max().map_or(0, |most| most + 1);
        let mut profiles: Vec<Profile> = (0..n_sorts).map(|_| Profile::default()).collect();
        for (index, row, band) in self.data() {
            let profile = &mut profiles[self.profiles.sorts[band]];
            if self.bands[band].homes.len() > MAX_SLOTS {
                continue;
            }
            let Placement { columns, certainty } = &placements[index];
            profile.add_row(self.bands[band].homes.len(), *certainty);
            for ((token, &text), &column) in row.tokens.iter().zip(&self.texts[index]).zip(columns)
            {
                let shape = Feature::Shape(token.shape);
                let feature = self.word(token, text).unwrap_or(shape);
                let is_label = token.classes.intersects(LABELS);
                profile.add(feature, column, is_label, *certainty);
            }
        }
        profiles.iter_mut().for_each(Profile::settle);
        self.profiles.by_sort = profiles;
    }

    /// Feature of a token other than its shape.
    fn word(&self, token: &Token, text: usize) -> Option<Feature> {
        let classes = token.classes & TELLING;
        match self.column_of_text[text] {
            Some(column) => Some(Feature::Text(column)),
            None => (!classes.is_empty()).then_some(Feature::Class(classes)),
        }
    }

    /// Probability of each token of a row in each column of its band.
    pub(super) fn shares(&self, index: usize, band: usize) -> Vec<Vec<f64>> {
        let profile = self.profiles.of(band);
        let tokens = self.rows[index].tokens.iter().zip(&self.texts[index]);
        tokens
            .map(|(token, &text)| {
                let mut shares = profile.shares(Feature::Shape(token.shape)).to_vec();
                if let Some(word) = self.word(token, text) {
                    let words = profile.shares(word);
                    for (share, word) in shares.iter_mut().zip(words) {
                        *share = SPURIOUS * *share + (1.0 - SPURIOUS) * word;
                    }
                }
                shares
            })
            .collect()
    }
}

/// Number of slots of a row: the columns of its band, and as many as it has tokens.
pub(super) fn n_slots(row: &Row, band: &Band) -> usize {
    band.homes.len().max(row.tokens.len())
}

fn data<'a>(
    rows: &'a [Row],
    kinds: &'a [Kind],
) -> impl Iterator<Item = (usize, &'a Row, usize)> + use<'a> {
    rows.iter().zip(kinds).enumerate().filter_map(|(index, (row, kind))| match *kind {
        Kind::Data(band) => Some((index, row, band)),
        _ => None,
    })
}

/// Contents of the columns of one sort of band, weighted by the certainty of rows.
#[derive(Debug, Default)]
pub(super) struct Profile {
    n_rows: f64,
    n_tokens: f64,
    columns: Vec<Counts>,
    /// Count of each feature in each column; after all rows, its share in each.
    features: BTreeMap<Feature, Vec<f64>>,
    /// The shares of an unseen feature.
    unmet: Vec<f64>,
}

#[derive(Debug, Default, Clone)]
struct Counts {
    n_filled: f64,
    n_labels: f64,
}

impl Profile {
    fn add_row(&mut self, n_columns: usize, weight: f64) {
        self.columns.resize(n_columns, Counts::default());
        self.n_rows += weight;
    }

    fn add(&mut self, feature: Feature, column: usize, is_label: bool, weight: f64) {
        self.n_tokens += weight;
        let n_columns = self.columns.len();
        let counts = self.features.entry(feature).or_insert_with(|| vec![0.0; n_columns]);
        if let (Some(count), Some(totals)) = (counts.get_mut(column), self.columns.get_mut(column))
        {
            *count += weight;
            totals.n_filled += weight;
            totals.n_labels += if is_label { weight } else { 0.0 };
        }
    }

    /// Turns counts into shares after all rows. All columns together count as one extra row.
    fn settle(&mut self) {
        self.unmet = vec![0.0; self.columns.len()];
        for counts in self.features.values_mut().chain([&mut self.unmet]) {
            let n_all: f64 = counts.iter().sum();
            let prior = PRIOR * (n_all + 0.5) / (self.n_tokens + 10.0);
            for (count, totals) in counts.iter_mut().zip(&self.columns) {
                *count = (*count + prior) / (totals.n_filled + PRIOR);
            }
        }
    }

    /// Share of a feature in each column.
    fn shares(&self, feature: Feature) -> &[f64] {
        self.features.get(&feature).unwrap_or(&self.unmet)
    }

    /// Share of the rows that fill a column; never exactly 0 or 1.
    pub(super) fn share_filled(&self, column: usize) -> f64 {
        let filled = self.columns.get(column).map_or(0.0, |counts| counts.n_filled);
        (filled + 0.5) / (self.n_rows + 1.0)
    }

    /// Share of level, goal and section names in a column.
    pub(super) fn share_of_labels(&self, column: usize) -> f64 {
        self.columns.get(column).map_or(0.0, |counts| counts.n_labels / counts.n_filled.max(1.0))
    }
}
