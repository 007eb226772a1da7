//! How well the kinds of a column's cells fit a field.
//!
//! `templates/content.toml` states the distribution of cell kinds for each field. The score of a
//! field for a cell is `ln(P(kind | field) / P(kind))`, clipped. `P(kind)` is the mean over all
//! fields.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::cells::kind::Kind;
use crate::template::{Field, snake_case};
use crate::words::score::{Score, centinat, ln_ratio};

/// Share of blank cells of a field if the table states none, in hundredths.
const BLANK: u64 = 10;
/// Share of a kind that the table does not list for a field, in thousandths.
const RARE: u64 = 4;
const CLIP: (Score, Score) = (centinat(-320), centinat(280));

/// Scores by field and kind.
#[derive(Debug)]
pub(crate) struct Content {
    /// By number of the field; empty if the table does not list it.
    scores: Vec<Vec<Score>>,
}

impl Content {
    /// The table that is compiled in.
    pub(crate) fn builtin() -> &'static Self {
        static TABLE: OnceLock<Content> = OnceLock::new();
        TABLE.get_or_init(|| Self::parse(include_str!("../../templates/content.toml")))
    }

    /// Parses a table. It is empty if the text does not parse, which a test rules out.
    fn parse(text: &str) -> Self {
        let shares: BTreeMap<Field, BTreeMap<String, u64>> =
            toml::from_str(text).unwrap_or_default();
        let spread: BTreeMap<Field, Vec<u64>> =
            shares.iter().map(|(&field, named)| (field, spread(named))).collect();
        let n = spread.len().max(1) as u64;
        let mean = |kind: usize| spread.values().map(|shares| shares[kind]).sum::<u64>();
        let means: Vec<u64> = (0..Kind::ALL.len()).map(mean).collect();
        let scores_of = |shares: &Vec<u64>| {
            let one = |(kind, &share): (usize, &u64)| {
                ln_ratio(share * n, means[kind].max(1)).clamp(CLIP.0, CLIP.1)
            };
            shares.iter().enumerate().map(one).collect()
        };
        let n_fields = spread.keys().map(|&field| field as usize + 1).max().unwrap_or_default();
        let mut scores = vec![Vec::new(); n_fields];
        for (&field, shares) in &spread {
            scores[field as usize] = scores_of(shares);
        }
        Self { scores }
    }

    /// The score of a field for one cell of a kind.
    pub(crate) fn score(&self, field: Field, kind: Kind) -> Score {
        let scores = self.scores.get(field as usize);
        scores.and_then(|scores| scores.get(kind as usize)).copied().unwrap_or_default()
    }
}

/// The shares of all kinds in 1/100,000. Listed kinds share what blanks leave.
fn spread(named: &BTreeMap<String, u64>) -> Vec<u64> {
    let blank = named.get("blank").copied().unwrap_or(BLANK);
    let name = |kind: Kind| snake_case(&format!("{kind:?}"));
    Kind::ALL
        .iter()
        .map(|&kind| match kind {
            Kind::Empty | Kind::Fill => blank * 1_000 / 2,
            _ => {
                let share = named.get(&name(kind)).map_or(RARE, |share| share * 10 + RARE);
                share * (100 - blank.min(90))
            }
        })
        .map(|share| share.max(1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Content;
    use crate::cells::kind::Kind;
    use crate::template::Field;

    #[test]
    fn the_table_parses_and_separates_fields() {
        let content = Content::builtin();
        assert!(Kind::ALL.iter().enumerate().all(|(at, &kind)| kind as usize == at));
        assert!(content.scores.iter().filter(|scores| !scores.is_empty()).count() > 50);
        let prefers = |kind: Kind, better: Field, worse: Field| {
            assert!(content.score(better, kind) > content.score(worse, kind), "{kind:?}");
        };
        prefers(Kind::Level1, Field::Level1, Field::Level2);
        prefers(Kind::Comparison, Field::Target, Field::Actual);
        prefers(Kind::Number, Field::Weight, Field::Target);
        prefers(Kind::Empty, Field::Remark, Field::Level3);
        prefers(Kind::Organisation, Field::Supervising, Field::Level3);
    }
}
