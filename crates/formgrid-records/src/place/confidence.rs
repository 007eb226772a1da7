//! How sure a record is: what speaks for it is summed up, and a curve turns the sum into a confidence.
//!
//! Weights and curve are data (`templates/confidence.toml`). All numbers are integers, so that every
//! machine gives the same confidence.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use formgrid_model::Code;
use serde::Deserialize;

use super::writer::Writer;
use crate::forms::Src;
use crate::record::{Body, Indicator, Project};

/// What was seen while a record was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Signs {
    /// Header words or labels that the record was read by.
    pub(super) n_words: u32,
    /// Those that no list has.
    pub(super) n_guessed: u32,
    /// Texts that a field of the record refused.
    pub(super) n_refused: u32,
}

/// The weights of the signs, in hundredths of a nat.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Weights {
    base: i32,
    guessed: i32,
    refused: i32,
    no_department: i32,
    no_target: i32,
    no_level: i32,
    no_horizon: i32,
    no_name: i32,
    no_amount: i32,
    short_goal: i32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Curve {
    /// Sums with their confidence in hundredths, both rising.
    points: Vec<(i32, i32)>,
}

/// Weights and curve.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scale {
    weights: Weights,
    curve: Curve,
}

impl Scale {
    /// The scale that is compiled in.
    pub(super) fn builtin() -> &'static Self {
        static SCALE: OnceLock<Scale> = OnceLock::new();
        SCALE.get_or_init(|| {
            toml::from_str(include_str!("../../templates/confidence.toml")).unwrap_or_default()
        })
    }

    /// How sure a record is, in hundredths.
    pub(super) fn confidence(&self, body: &Body, signs: Signs, has_department: bool) -> i32 {
        self.at(self.sum(body, signs, has_department))
    }

    fn sum(&self, body: &Body, signs: Signs, has_department: bool) -> i32 {
        /// More refusals say no more.
        const MAX_REFUSED: u32 = 3;
        let w = &self.weights;
        let guessed = if signs.n_words == 0 {
            0
        } else {
            let (guessed, words) = (i64::from(signs.n_guessed), i64::from(signs.n_words));
            i32::try_from(i64::from(w.guessed) * guessed / words).unwrap_or_default()
        };
        let n_refused = i32::try_from(signs.n_refused.min(MAX_REFUSED)).unwrap_or_default();
        let sum = w.base + guessed + w.refused * n_refused;
        let sum = if has_department { sum } else { sum + w.no_department };
        sum + match body {
            Body::Indicator(indicator) => w.indicator(indicator),
            Body::Project(project) => w.project(project),
            Body::Goal(goal) if goal.text.chars().count() < MIN_GOAL => w.short_goal,
            _ => 0,
        }
    }

    /// The confidence of a sum.
    fn at(&self, sum: i32) -> i32 {
        let points = &self.curve.points;
        let above = points.partition_point(|&(at, _)| at < sum);
        match (above.checked_sub(1).and_then(|below| points.get(below)), points.get(above)) {
            (Some(&(from, low)), Some(&(to, high))) if to > from => {
                low + (high - low) * (sum - from) / (to - from)
            }
            (Some(&(_, only)), _) | (None, Some(&(_, only))) => only,
            (None, None) => 100,
        }
    }
}

/// Shorter goals say nothing, in characters.
const MIN_GOAL: usize = 8;

impl Weights {
    fn indicator(&self, indicator: &Indicator) -> i32 {
        let of = |misses: bool, weight: i32| if misses { weight } else { 0 };
        of(indicator.target.is_none(), self.no_target)
            + of(indicator.level1.is_none() && indicator.level2.is_none(), self.no_level)
            + of(indicator.goal_horizon.is_none(), self.no_horizon)
    }

    fn project(&self, project: &Project) -> i32 {
        let of = |misses: bool, weight: i32| if misses { weight } else { 0 };
        let has_amount = project.budget_is_known() || project.total_score.is_some();
        of(project.name.is_none(), self.no_name) + of(!has_amount, self.no_amount)
    }
}

impl Writer<'_, '_> {
    /// Reports the tables whose lines are more likely wrong than right.
    pub(super) fn report_doubtful(&mut self) {
        const DOUBTFUL: i32 = 50;
        let scale = Scale::builtin();
        // By block: the sum of the confidences of its lines, and their number.
        let mut sums: BTreeMap<usize, (i32, i32)> = BTreeMap::new();
        for filing in &self.filings {
            let has_department = filing.department.is_some();
            for draft in &filing.drafts {
                if matches!(draft.body, Body::Unmapped(_) | Body::Table(_)) {
                    continue;
                }
                let (sum, n) = sums.entry(draft.place.order.0).or_default();
                *sum += scale.confidence(&draft.body, draft.signs, has_department);
                *n += 1;
            }
        }
        for (block, (sum, n)) in sums {
            let mean = sum / n.max(1);
            if mean < DOUBTFUL {
                let message = format!(
                    "the header words and labels of the table are mostly unknown: its {n} lines have a mean confidence of 0.{mean:02}; see `formgrid templates explain`"
                );
                self.report(Code::RecordDoubtful, Src::cell(block, 0), message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Scale, Signs};
    use crate::record::{Body, Goal};

    fn goal(text: &str) -> Body {
        Body::Goal(Box::new(Goal { text: text.to_owned(), ..Goal::default() }))
    }

    #[test]
    fn the_curve_rises_and_what_is_guessed_is_less_sure() {
        let scale = Scale::builtin();
        assert!(scale.curve.points.len() > 2);
        assert!(scale.curve.points.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1));
        let body = goal("建成三座小型水库并投入使用");
        let known = scale.confidence(&body, Signs { n_words: 4, ..Signs::default() }, true);
        let guessed =
            scale.confidence(&body, Signs { n_words: 4, n_guessed: 3, n_refused: 0 }, true);
        assert!(known >= 95 && guessed < known, "{known} {guessed}");
        assert!(scale.confidence(&goal("无"), Signs::default(), true) < known);
    }
}
