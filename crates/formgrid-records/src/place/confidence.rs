//! Confidence: a weighted sum of the features of a line, calibrated by a curve.
//!
//! Weights and curve are data (`templates/confidence.toml`), fitted by `examples/calibrate` to
//! labelled documents. All numbers are integers, so every machine computes the same confidence.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use formgrid_model::fold;
use serde::Deserialize;

use crate::record::{Body, Feature, Features};
use crate::template::Vocabulary;

/// Evidence collected while a line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct LineEvidence {
    /// Number of header words or labels that give the line its fields.
    pub(super) n_words: u32,
    /// Number of unlisted ones among them.
    pub(super) n_guessed: u32,
    /// Number of texts that a field of the line refused.
    pub(super) n_refused: u32,
    /// Share of its columns with a small margin, in hundredths.
    pub(super) narrow: i32,
    /// Share of columns without a listed word and without a field, in hundredths.
    pub(super) strange: i32,
    /// Share of its columns with a low score, in hundredths.
    pub(super) weak: i32,
    /// The margin over the next best list kind is small.
    pub(super) has_rival: bool,
}

/// Evidence that all lines of a filing share.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct FilingEvidence {
    pub(super) has_department: bool,
    /// The department has a label or a column.
    pub(super) is_labelled: bool,
    pub(super) has_template: bool,
    /// It is a project form.
    pub(super) is_of_project: bool,
    /// Share of its cells without a field in a record, in hundredths.
    pub(super) unread: i32,
    /// Share of its unlisted header words, in hundredths.
    pub(super) unknown_words: i32,
    /// Share of its indicators with levels of which none is known, in hundredths.
    pub(super) unknown_levels: i32,
    /// Its department comes from a row of a list.
    pub(super) is_listed: bool,
    /// Share of its projects with a name that looks like something else, in hundredths.
    pub(super) odd_projects: i32,
}

/// In characters. Shorter goals are suspicious.
const MIN_GOAL: usize = 8;

/// The features of a line.
pub(super) fn features_of(
    body: &Body,
    evidence: LineEvidence,
    has_project: bool,
    filing: FilingEvidence,
) -> Features {
    /// More refusals add no evidence.
    const MAX_REFUSED: u32 = 3;
    let mut features = Features::default();
    let guessed = evidence.n_guessed * 100 / evidence.n_words.max(1);
    features.set(Feature::Guessed, i32::try_from(guessed).unwrap_or(100));
    let n_refused = i32::try_from(evidence.n_refused.min(MAX_REFUSED)).unwrap_or_default();
    features.set(Feature::Refused, n_refused * 100);
    features.set(Feature::Narrow, evidence.narrow);
    features.set(Feature::Strange, evidence.strange);
    features.flag(Feature::Rival, evidence.has_rival);
    features.flag(Feature::NoTemplate, !filing.has_template);
    features.set(Feature::Weak, evidence.weak);
    features.flag(Feature::NoDepartment, !filing.has_department);
    features.flag(Feature::UnlabelledDepartment, !filing.is_labelled);
    features.flag(Feature::ListedDepartment, filing.is_listed);
    features.set(Feature::OddProject, filing.odd_projects);
    features.set(Feature::Unread, filing.unread);
    features.set(Feature::UnknownWords, filing.unknown_words);
    match body {
        Body::Indicator(indicator) => {
            features.flag(Feature::NoTarget, indicator.target.is_none());
            let has_level = indicator.level1.is_some() || indicator.level2.is_some();
            features.flag(Feature::NoLevel, !has_level);
            let is_odd = |name: &Option<String>, code: &Option<String>| {
                filing.unknown_levels < 50 && name.is_some() && code.is_none()
            };
            let is_odd = is_odd(&indicator.level1, &indicator.level1_code)
                || is_odd(&indicator.level2, &indicator.level2_code);
            features.flag(Feature::OddLevel, is_odd);
            features.set(Feature::UnknownLevels, filing.unknown_levels);
            features.flag(Feature::Nameless, indicator.level3.is_none());
            features.flag(Feature::NoHorizon, indicator.goal_horizon.is_none());
            features.flag(Feature::NoProject, filing.is_of_project && !has_project);
        }
        Body::Project(project) => {
            let has_amount = project.budget_is_known() || project.total_score.is_some();
            features.flag(Feature::Project, true);
            features.flag(Feature::NoName, project.name.is_none());
            features.flag(Feature::NoAmount, !has_amount);
        }
        Body::Goal(goal) => {
            features.flag(Feature::Goal, true);
            features.flag(Feature::ShortGoal, goal.text.chars().count() < MIN_GOAL);
        }
        _ => {}
    }
    features
}

/// Whether the name of a project looks like something else: an office, a number, a sentence.
pub(super) fn is_odd_project(name: &str, vocabulary: &Vocabulary) -> bool {
    let is_sign = |c: char| !c.is_alphanumeric() && !"(（《“\"【[".contains(c);
    name.starts_with(is_sign)
        || name.contains(['。', '；', '：'])
        || name.chars().filter(|c| c.is_alphabetic()).count() < 2
        || vocabulary.is_organisation(&fold(name))
}

/// `templates/confidence.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    weights: Weights,
    curve: Curve,
}

/// The weights of the features, in hundredths of a nat.
#[derive(Debug, Default, Deserialize)]
struct Weights {
    /// Intercept: the sum of a line without features.
    base: i32,
    /// By name of the feature.
    #[serde(flatten)]
    of: BTreeMap<String, i32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Curve {
    /// Sums in hundredths of a nat with their confidence in hundredths, both increasing.
    points: Vec<(i32, i32)>,
}

impl File {
    fn builtin() -> Self {
        toml::from_str(include_str!("../../templates/confidence.toml")).unwrap_or_default()
    }
}

/// Weights in the order of the features, and the curve.
#[derive(Debug)]
pub(super) struct Scale {
    base: i32,
    weights: [i32; Features::NAMES.len()],
    curve: Curve,
}

impl Scale {
    /// The built-in scale.
    pub(super) fn builtin() -> &'static Self {
        static SCALE: OnceLock<Scale> = OnceLock::new();
        SCALE.get_or_init(|| {
            let File { weights: Weights { base, of }, curve } = File::builtin();
            let mut weights = [0; Features::NAMES.len()];
            for (weight, &name) in weights.iter_mut().zip(Features::NAMES) {
                *weight = of.get(name).copied().unwrap_or_default();
            }
            Self { base, weights, curve }
        })
    }

    /// The confidence of a line, in hundredths.
    pub(super) fn confidence(&self, features: &Features) -> i32 {
        let all = self.weights.iter().zip(features.hundredths());
        let sum: i32 = all.map(|(weight, holds)| weight * holds / 100).sum();
        self.at(self.base + sum)
    }

    /// The confidence of a sum, interpolated between points.
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

#[cfg(test)]
mod tests {
    use super::{File, FilingEvidence, LineEvidence, Scale, features_of};
    use crate::record::{Body, Features, Goal};

    fn goal(text: &str) -> Body {
        Body::Goal(Box::new(Goal { text: text.to_owned(), ..Goal::default() }))
    }

    #[test]
    fn the_curve_increases_and_unknown_columns_lower_confidence() {
        let scale = Scale::builtin();
        assert!(scale.curve.points.len() > 2);
        assert!(scale.curve.points.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1));
        let filing =
            FilingEvidence { has_department: true, is_labelled: true, ..FilingEvidence::default() };
        let of = |text: &str, strange: i32| {
            let evidence = LineEvidence { n_words: 4, strange, ..LineEvidence::default() };
            scale.confidence(&features_of(&goal(text), evidence, true, filing))
        };
        let known = of("建成三座小型水库并投入使用", 0);
        let strange = of("建成三座小型水库并投入使用", 60);
        assert!(known >= 90 && strange < known, "{known} {strange}");
        assert!(of("无", 0) < known);
    }

    #[test]
    fn every_weight_belongs_to_a_feature() {
        let weights = File::builtin().weights.of;
        assert!(weights.len() > 8);
        for name in weights.keys() {
            assert!(Features::NAMES.contains(&name.as_str()), "{name}");
        }
    }
}
