//! How sure a line is: what speaks for it is summed up, and a curve turns the sum into a confidence.
//!
//! Weights and curve are data (`templates/confidence.toml`), made by `examples/calibrate.rs` from labelled
//! documents. All numbers are integers, so that every machine gives the same confidence.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::record::{Body, Features};

/// What was seen while a line was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Signs {
    /// Header words or labels that the line was read by.
    pub(super) n_words: u32,
    /// Those that no list has.
    pub(super) n_guessed: u32,
    /// Texts that a field of the line refused.
    pub(super) n_refused: u32,
    /// The share of its columns whose next best field is nearly as good, in hundredths.
    pub(super) narrow: i32,
    /// The share of the columns that no list has a word for and no field, in hundredths.
    pub(super) strange: i32,
    /// The share of its columns whose words and cells say little for their field, in hundredths.
    pub(super) weak: i32,
    /// Its header reads nearly as well as that of another kind of list.
    pub(super) has_rival: bool,
}

/// What is known of the filing of a line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Context {
    pub(super) has_department: bool,
    /// The department stands beside a label or in a column.
    pub(super) is_labelled: bool,
    pub(super) has_template: bool,
    /// It is the form of a project.
    pub(super) is_of_project: bool,
    /// The share of its cells that no record has, in hundredths.
    pub(super) unread: i32,
    /// The share of its header words and labels that no list has, in hundredths.
    pub(super) unknown_words: i32,
    /// Most of its indicators stand below levels that are known.
    pub(super) knows_levels: bool,
}

/// What speaks for a line and against it.
pub(super) fn features_of(
    body: &Body,
    signs: Signs,
    has_project: bool,
    context: Context,
) -> Features {
    /// More refusals say no more.
    const MAX_REFUSED: u32 = 3;
    let mut features = Features::default();
    let guessed = signs.n_guessed * 100 / signs.n_words.max(1);
    features.set("guessed", i32::try_from(guessed).unwrap_or(100));
    let n_refused = i32::try_from(signs.n_refused.min(MAX_REFUSED)).unwrap_or_default();
    features.set("refused", n_refused * 100);
    features.set("narrow", signs.narrow);
    features.set("strange", signs.strange);
    features.flag("rival", signs.has_rival);
    features.flag("no_template", !context.has_template);
    features.set("weak", signs.weak);
    features.flag("no_department", !context.has_department);
    features.flag("unlabelled_department", !context.is_labelled);
    features.set("unread", context.unread);
    features.set("unknown_words", context.unknown_words);
    match body {
        Body::Indicator(indicator) => {
            features.flag("no_target", indicator.target.is_none());
            let has_level = indicator.level1.is_some() || indicator.level2.is_some();
            features.flag("no_level", !has_level);
            let is_odd = |name: &Option<String>, code: &Option<String>| {
                context.knows_levels && name.is_some() && code.is_none()
            };
            let is_odd = is_odd(&indicator.level1, &indicator.level1_code)
                || is_odd(&indicator.level2, &indicator.level2_code);
            features.flag("odd_level", is_odd);
            features.flag("nameless", indicator.level3.is_none());
            features.flag("no_horizon", indicator.goal_horizon.is_none());
            features.flag("no_project", context.is_of_project && !has_project);
        }
        Body::Project(project) => {
            let has_amount = project.budget_is_known() || project.total_score.is_some();
            features.flag("project", true);
            features.flag("no_name", project.name.is_none());
            features.flag("no_amount", !has_amount);
        }
        Body::Goal(goal) => {
            features.flag("goal", true);
            features.flag("short_goal", goal.text.chars().count() < MIN_GOAL);
        }
        _ => {}
    }
    features
}

/// The weights of the features, in hundredths of a nat.
#[derive(Debug, Default, Deserialize)]
struct Weights {
    /// What every line has.
    base: i32,
    /// By the name of the feature.
    #[serde(flatten)]
    of: BTreeMap<String, i32>,
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

    /// How sure a line is, in hundredths.
    pub(super) fn confidence(&self, features: &Features) -> i32 {
        let weight = |name: &str| self.weights.of.get(name).copied().unwrap_or_default();
        let all = Features::NAMES.iter().zip(features.hundredths());
        let sum: i32 = all.map(|(name, &holds)| weight(name) * holds / 100).sum();
        self.at(self.weights.base + sum)
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

#[cfg(test)]
mod tests {
    use super::{Context, Scale, Signs, features_of};
    use crate::record::{Body, Features, Goal};

    fn goal(text: &str) -> Body {
        Body::Goal(Box::new(Goal { text: text.to_owned(), ..Goal::default() }))
    }

    #[test]
    fn the_curve_rises_and_what_is_not_understood_is_less_sure() {
        let scale = Scale::builtin();
        assert!(scale.curve.points.len() > 2);
        assert!(scale.curve.points.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1));
        let context = Context { has_department: true, is_labelled: true, ..Context::default() };
        let of = |text: &str, strange: i32| {
            let signs = Signs { n_words: 4, strange, ..Signs::default() };
            scale.confidence(&features_of(&goal(text), signs, true, context))
        };
        let known = of("建成三座小型水库并投入使用", 0);
        let strange = of("建成三座小型水库并投入使用", 60);
        assert!(known >= 90 && strange < known, "{known} {strange}");
        assert!(of("无", 0) < known);
    }

    #[test]
    fn every_weight_is_that_of_a_feature() {
        let scale = Scale::builtin();
        assert!(scale.weights.of.len() > 8);
        for name in scale.weights.of.keys() {
            assert!(Features::NAMES.contains(&name.as_str()), "{name}");
        }
    }
}
