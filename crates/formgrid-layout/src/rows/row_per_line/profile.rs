//! Profiles: what the columns of a band hold, learned from the document itself.

use std::collections::BTreeMap;

use formgrid_model::WordClass;

use super::align::Placement;
use super::bands::{Band, Kind};
use super::row::{Row, Token};
use super::words::Shape;

/// Strength of the prior in the learned shares, in rows.
const PRIOR: f64 = 1.0;

/// Classes that say in which column of a band a token stands.
const TELLING: WordClass = WordClass::GOAL
    .union(WordClass::SECTION)
    .union(WordClass::LEVEL1)
    .union(WordClass::LEVEL2)
    .union(WordClass::BASIS)
    .union(WordClass::CLASS)
    .union(WordClass::OPERATOR)
    .union(WordClass::CATEGORY)
    .union(WordClass::FILLER);

/// Share of the words of a class that are no more than a text like others: a satisfaction of some
/// group is a name of level 2 in one form and an indicator in another.
const SPURIOUS: f64 = 0.05;

/// What a token is to a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Feature {
    /// A word of these classes.
    Class(WordClass),
    /// A text that the document prints again and again in this column.
    Text(usize),
    /// Any other text.
    Shape(Shape),
}

/// What a token is, and what it would be were it no known word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Features {
    word: Option<Feature>,
    shape: Feature,
}

impl Features {
    fn strongest(self) -> Feature {
        self.word.unwrap_or(self.shape)
    }
}

/// The data rows of a document with all that is learned of them.
pub(super) struct Learned<'a> {
    rows: &'a [Row],
    kinds: &'a [Kind],
    bands: &'a [Band],
    /// Texts with the one column in which nearly all of them stand, by sort of band.
    texts: BTreeMap<(usize, &'a str), usize>,
    pub(super) profiles: Profiles,
}

/// The profiles of all bands. Bands with columns of the same names are of one sort and share one.
#[derive(Debug, Default)]
pub(super) struct Profiles {
    /// Number of the sort of each band.
    sorts: Vec<usize>,
    by_sort: Vec<Profile>,
}

impl Profiles {
    /// The profile of a band.
    pub(super) fn of(&self, band: usize) -> &Profile {
        &self.by_sort[self.sorts[band]]
    }

    fn sort_bands(bands: &[Band]) -> Self {
        let mut numbers: BTreeMap<&[String], usize> = BTreeMap::new();
        let sorts = bands
            .iter()
            .map(|band| {
                let next = numbers.len();
                *numbers.entry(&band.names).or_insert(next)
            })
            .collect();
        Self { sorts, by_sort: Vec::new() }
    }
}

impl<'a> Learned<'a> {
    pub(super) fn new(rows: &'a [Row], kinds: &'a [Kind], bands: &'a [Band]) -> Self {
        Self { rows, kinds, bands, texts: BTreeMap::new(), profiles: Profiles::sort_bands(bands) }
    }

    /// The data rows with their number and band.
    pub(super) fn data(&self) -> impl Iterator<Item = (usize, &'a Row, usize)> {
        let rows = self.rows;
        self.kinds.iter().enumerate().filter_map(move |(index, kind)| match *kind {
            Kind::Data(band) => Some((index, &rows[index], band)),
            _ => None,
        })
    }

    /// What a token is in a band.
    pub(super) fn features(&self, token: &Token, band: usize) -> Features {
        let classes = token.classes & TELLING;
        let word = if classes.is_empty() {
            let key = (self.profiles.sorts[band], token.folded.as_str());
            self.texts.get(&key).map(|&column| Feature::Text(column))
        } else {
            Some(Feature::Class(classes))
        };
        Features { word, shape: Feature::Shape(token.shape) }
    }

    /// Learns the texts that stand in one column, at least three times and nine times in ten.
    pub(super) fn learn_texts(&mut self, placements: &[Placement]) {
        let mut counts: BTreeMap<(usize, &str), BTreeMap<usize, usize>> = BTreeMap::new();
        for (index, row, band) in self.data() {
            for (token, &column) in row.tokens.iter().zip(&placements[index].columns) {
                let key = (self.profiles.sorts[band], token.folded.as_str());
                *counts.entry(key).or_default().entry(column).or_default() += 1;
            }
        }
        let single = counts.into_iter().filter_map(|(key, columns)| {
            let n_all: usize = columns.values().sum();
            let (column, n_most) = columns.into_iter().max_by_key(|&(_, n)| n)?;
            (n_most >= 3 && n_most * 10 >= n_all * 9).then_some((key, column))
        });
        self.texts = single.collect();
    }

    /// Learns what the columns hold.
    pub(super) fn learn_profiles(&mut self, placements: &[Placement]) {
        let n_sorts = self.profiles.sorts.iter().max().map_or(0, |most| most + 1);
        let mut profiles: Vec<Profile> = (0..n_sorts).map(|_| Profile::default()).collect();
        for (index, row, band) in self.data() {
            let profile = &mut profiles[self.profiles.sorts[band]];
            profile.columns.resize_with(self.bands[band].homes.len(), Counts::default);
            profile.n_rows += 1.0;
            for (token, &column) in row.tokens.iter().zip(&placements[index].columns) {
                let feature = self.features(token, band).strongest();
                profile.all.add(feature);
                if let Some(counts) = profile.columns.get_mut(column) {
                    counts.add(feature);
                }
            }
        }
        self.profiles.by_sort = profiles;
    }
}

/// What the columns of one sort of band hold.
#[derive(Debug, Default)]
pub(super) struct Profile {
    columns: Vec<Counts>,
    all: Counts,
    n_rows: f64,
}

#[derive(Debug, Default)]
struct Counts {
    features: BTreeMap<Feature, f64>,
    total: f64,
}

impl Counts {
    fn add(&mut self, feature: Feature) {
        *self.features.entry(feature).or_default() += 1.0;
        self.total += 1.0;
    }

    fn count(&self, feature: Feature) -> f64 {
        self.features.get(&feature).copied().unwrap_or_default()
    }
}

impl Profile {
    /// Probability of a token in a column; none beyond the last.
    pub(super) fn share(&self, features: Features, column: usize) -> Option<f64> {
        let shape = self.share_in(features.shape, column)?;
        Some(match features.word {
            Some(word) => (1.0 - SPURIOUS) * self.share_in(word, column)? + SPURIOUS * shape,
            None => shape,
        })
    }

    /// Share of a feature in a column, in which all columns together count as one row more.
    fn share_in(&self, feature: Feature, column: usize) -> Option<f64> {
        let counts = self.columns.get(column)?;
        let prior = (self.all.count(feature) + 0.5) / (self.all.total + 10.0);
        Some((counts.count(feature) + PRIOR * prior) / (counts.total + PRIOR))
    }

    /// Share of the rows that fill a column; never quite 0 or 1.
    pub(super) fn share_filled(&self, column: usize) -> f64 {
        let filled = self.columns.get(column).map_or(0.0, |counts| counts.total);
        (filled + 0.5) / (self.n_rows + 1.0)
    }

    /// Share of the words of some classes among what a column holds.
    pub(super) fn share_of(&self, classes: WordClass, column: usize) -> f64 {
        let Some(counts) = self.columns.get(column) else { return 0.0 };
        let of_class = counts.features.iter().filter(
            |(feature, _)| matches!(feature, Feature::Class(found) if found.intersects(classes)),
        );
        of_class.map(|(_, n)| n).sum::<f64>() / counts.total.max(1.0)
    }
}
