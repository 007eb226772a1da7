//! Time and aspect of words: parts of the year, horizons, plan and outturn.

use formgrid_model::{fold, fold_label};

use super::score::{Score, centinat};
use super::signs::{Sign, Signs};
use super::{FLOOR, UNLISTED_CAP};
use crate::template::{Field, Horizon, Section};
use crate::values::takes::takes_money;
use crate::year::names_range;

/// Time and aspect of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Aspect {
    /// A part of the year: 上半年, 1-6月, 一季度.
    pub(crate) part_of_year: bool,
    /// A prior year: 上年, or 2022年 next to later ones.
    pub(crate) prior: bool,
    /// The term that the word names.
    pub(crate) horizon: Option<Horizon>,
    /// Something done.
    pub(crate) done: bool,
    /// A report on what was done: outturn, not plan.
    pub(crate) completed: bool,
    /// Expenditure, not appropriation.
    pub(crate) spent: bool,
    /// An estimate: 全年预计.
    pub(crate) expected: bool,
    /// A question: 能否完成.
    pub(crate) asks: bool,
    /// The level of indicators in the word, from 1: 2 for 二级指标.
    pub(crate) rank: Option<u8>,
}

impl Aspect {
    /// The level that the rank in the word names; the deepest is the indicator's own name.
    pub(super) fn level(&self) -> Option<Field> {
        self.rank.and_then(Field::of_level_rank)
    }
}

/// Whether a bare word ends in 目标 with a qualifier before it.
fn names_goal(bare: &str) -> bool {
    bare.trim_end_matches('#').ends_with("目标")
        && bare.chars().count() > 2
        && !bare.contains("指标")
}

/// Whether a bare word ends in 目标值 or 指标值.
fn names_target(bare: &str) -> bool {
    let before = bare.strip_suffix('值').unwrap_or_default();
    before.ends_with("目标") || before.ends_with("指标")
}

/// Whether a word requests an opinion, a signature or a seal.
pub(crate) fn requests_review(word: &str) -> bool {
    ["意见", "签字", "签名", "签章", "审核", "审批", "复核人"]
        .iter()
        .any(|part| word.contains(part))
}

/// Whether [`apply_aspect`] may raise the score of a field.
#[inline]
pub(super) fn may_be_raised(field: Field) -> bool {
    matches!(field, Field::Target | Field::ActualResult)
        || field.goal_horizon().is_some()
        || field.level_rank().is_some()
}

/// Corrects scores by aspect, which parts cannot express: a word for an outturn is no goal, and a
/// word for a goal is no result unless it states completion.
pub(super) fn apply_aspect(
    columns: &mut [(Field, Score)],
    labels: &mut [(Field, Score)],
    sections: &mut [(Section, Score)],
    aspect: Aspect,
    signs: &Signs,
    bare: &str,
) {
    let names_goal = names_goal(bare) && !aspect.completed;
    let names_target = names_target(bare);
    let [says_indicator, says_goal] = [Sign::Indicator, Sign::Goal].map(|sign| signs.has(sign));
    for (field, score) in columns.iter_mut().chain(labels) {
        if *score > UNLISTED_CAP {
            continue;
        }
        let is_goal = field.goal_horizon().is_some();
        if names_goal && field.goal_horizon() == Some(aspect.horizon) {
            *score = UNLISTED_CAP;
        } else if is_goal && aspect.completed {
            *score = FLOOR;
        } else if is_goal && says_indicator {
            *score = (*score).min(centinat(-100));
        } else if is_goal && names_target {
            *score = (*score).min(0);
        } else if *field == Field::Target && names_target && !aspect.completed && !aspect.prior {
            *score = UNLISTED_CAP;
        } else if *field == Field::Actual && names_target && !aspect.done {
            *score = (*score).min(centinat(-100));
        } else if let (true, Some(Some(own))) = (is_goal, field.goal_horizon())
            && aspect.horizon != Some(own)
        {
            *score -= centinat(100);
        }
        if let (Some(own), Some(_)) = (aspect.level(), field.level_rank()) {
            // The rank in the word decides the level.
            *score = if own == *field { UNLISTED_CAP } else { (*score).min(centinat(-100)) };
        }
        let is_expected = matches!(field, Field::Expected | Field::ExpectedFullYear);
        if is_expected && !aspect.expected {
            *score = (*score).min(centinat(-50));
        }
        if *field == Field::MediumTermTotal && aspect.horizon.is_none() {
            *score = (*score).min(centinat(-50));
        }
        apply_to_money(*field, score, aspect, signs);
        // Who judges a project neither files nor implements it.
        if signs.has(Sign::Review) && field.is_office() {
            *score = FLOOR;
        }
        let looks_back = matches!(field, Field::Baseline | Field::History);
        if looks_back && !aspect.prior {
            *score = (*score).min(centinat(-50));
        }
        // A yes-or-no question asks for a judgement, not for a value.
        if aspect.asks && field.is_value() {
            *score = (*score).min(centinat(-50));
        }
        if *field == Field::ActualResult && !aspect.done {
            *score = (*score).min(centinat(-50));
        }
        if *field == Field::ActualResult && aspect.completed && says_goal {
            *score = UNLISTED_CAP;
        }
    }
    for (section, score) in sections {
        if *score > UNLISTED_CAP {
            continue;
        }
        let is_goals = match aspect.horizon {
            Some(Horizon::Annual) => *section == Section::AnnualGoals,
            _ => *section == Section::Goals,
        };
        if is_goals && names_goal {
            *score = UNLISTED_CAP;
        }
        if let (Some(horizon), Some(own)) = (aspect.horizon, section.horizon())
            && horizon != own
        {
            *score -= centinat(100);
        }
    }
}

/// Corrects the score of an amount of money by aspect: appropriated, arrived, spent and changed are
/// different amounts.
fn apply_to_money(field: Field, score: &mut Score, aspect: Aspect, signs: &Signs) {
    let is_granted = field.is_total() || matches!(field, Field::Original | Field::Revised);
    let is_outturn = matches!(field, Field::Executed | Field::ExecutedToDate | Field::Rate);
    if is_granted && aspect.spent || signs.has(Sign::Change) && takes_money(field) {
        *score = FLOOR;
    } else if is_outturn && signs.has(Sign::Arrived) && !aspect.spent {
        *score = (*score).min(centinat(-50));
    }
}

/// The time and aspect of a folded word, given its signs and the word without decorations.
pub(super) fn aspect(signs: &Signs, bare: &str) -> Aspect {
    let has = |sign: Sign| signs.has(sign);
    let is_plan = has(Sign::Forecast) || has(Sign::Plan);
    Aspect {
        part_of_year: has(Sign::PartOfYear) && !has(Sign::AcrossMonths),
        prior: has(Sign::Prior),
        horizon: signs.horizon(),
        done: has(Sign::Done) || has(Sign::Effect),
        completed: has(Sign::Done) && has(Sign::Account) && !is_plan,
        spent: has(Sign::Spent) && !is_plan,
        expected: has(Sign::Forecast) || has(Sign::Estimate),
        asks: has(Sign::Asks),
        rank: rank_in(bare),
    }
}

/// The level of indicators in a bare word, from 1: 一级指标, 二级绩效目标, 三级.
fn rank_in(bare: &str) -> Option<u8> {
    let (number, rest) = bare.split_once('级')?;
    let rest = rest.trim_end_matches("名称").trim_end_matches("内容");
    let is_level = rest.is_empty() || rest.ends_with("指标") || rest.ends_with("目标");
    let rank = match number.trim_start_matches('第') {
        "一" | "1" => 1,
        "二" | "2" => 2,
        "三" | "3" => 3,
        "四" | "4" => 4,
        _ => return None,
    };
    is_level.then_some(rank)
}

/// The horizon in a printed text.
pub(crate) fn horizon_of(text: &str) -> Option<Horizon> {
    Signs::of(&fold_label(&fold(text))).horizon()
}

/// Whether a label names a term of several years, not only an overall goal.
pub(crate) fn names_term(label: &str) -> bool {
    let folded = fold_label(label);
    ["期", "三年", "五年"].iter().any(|word| folded.contains(word)) || names_range(label)
}

#[cfg(test)]
mod tests {
    use super::{FLOOR, Signs, apply_aspect, aspect, may_be_raised};
    use crate::template::Field;
    use crate::words::model::bare;

    /// Fields that no rule raises are left out before the rules are applied.
    #[test]
    fn only_some_fields_are_raised() {
        let templates = crate::template::Templates::builtin();
        let fields: Vec<Field> = templates
            .generic()
            .classes()
            .filter_map(|(_, class)| match class {
                crate::words::model::Class::Column(field)
                | crate::words::model::Class::Label(field) => Some(field),
                _ => None,
            })
            .collect();
        for (word, _) in templates.generic().classes() {
            let (signs, bare) = (Signs::of(word), bare(word));
            let aspect = aspect(&signs, &bare);
            let mut columns: Vec<_> = fields.iter().map(|&field| (field, FLOOR)).collect();
            let mut labels = columns.clone();
            apply_aspect(&mut columns, &mut labels, &mut [], aspect, &signs, &bare);
            for (field, score) in columns.into_iter().chain(labels) {
                assert!(score <= FLOOR || may_be_raised(field), "{word}: {field}");
            }
        }
    }
}
