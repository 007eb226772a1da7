//! Checks of weights and scores.

use formgrid_model::Code;
use indexmap::IndexMap;

use crate::decimal::Decimal;
use crate::record::{Indicator, Project};

use super::{FilingRecords, Findings, Line, at};

/// Key of indicators whose weights are added: the project and the horizon.
type GroupKey<'a> = (Option<&'a str>, Option<&'a str>);

/// Indicators grouped by the sum that their weights belong to.
fn groups<'a>(filing: &FilingRecords<'a>) -> IndexMap<GroupKey<'a>, Vec<Line<'a, Indicator>>> {
    let mut groups = IndexMap::<_, Vec<_>>::new();
    for &(record, indicator) in &filing.indicators {
        let key = (indicator.project.as_deref(), indicator.goal_horizon.as_deref());
        groups.entry(key).or_default().push((record, indicator));
    }
    groups
}

fn project<'a>(filing: &FilingRecords<'a>, id: Option<&str>) -> Option<&'a Project> {
    match (id, filing.projects.as_slice()) {
        (Some(id), projects) => {
            projects.iter().find(|(record, _)| record.head.id == id).map(|&(_, project)| project)
        }
        (None, [(_, only)]) => Some(only),
        (None, _) => None,
    }
}

/// Weights add up to 100, or to 100 less the weight of budget execution, which is 10 by the rules
/// if it is not printed.
pub(super) fn weights_add_up(filing: &FilingRecords<'_>, findings: &mut Findings<'_>) {
    for ((id, _), indicators) in groups(filing) {
        let weights: Vec<_> = indicators
            .iter()
            .filter_map(|(_, indicator)| indicator.weight.and_then(Decimal::of_float))
            .collect();
        let [(first, _), .., (last, _)] = indicators.as_slice() else { continue };
        // Indicators without a weight may share one, so the sum proves nothing.
        let Some(sum) = Decimal::sum(weights.iter().copied()) else { continue };
        if weights.len() < indicators.len() {
            continue;
        }
        let execution = project(filing, id)
            .and_then(|project| project.budget_execution.weight)
            .and_then(Decimal::of_float);
        let with_execution = execution.and_then(|weight| sum.checked_add(weight));
        let hundred = Decimal::from_int(100);
        let fits =
            sum == hundred || sum == Decimal::from_int(90) || with_execution == Some(hundred);
        if !fits {
            let message = format!(
                "the weights of {} indicators from{} to{} add up to {sum}",
                weights.len(),
                at(first),
                at(last)
            );
            findings.report(Code::CheckWeights, first, message);
        }
    }
}

/// No score exceeds its weight.
pub(super) fn scores_stay_within_weights(filing: &FilingRecords<'_>, findings: &mut Findings<'_>) {
    for (record, indicator) in &filing.indicators {
        if let (Some(weight), Some(score)) = (indicator.weight, indicator.score)
            && score > weight
        {
            let message = format!("a score of {score} for a weight of {weight}{}", at(record));
            findings.report(Code::CheckScoreWeight, record, message);
        }
    }
}

/// The scores of indicators and execution add up to the total score.
pub(super) fn scores_make_the_total(filing: &FilingRecords<'_>, findings: &mut Findings<'_>) {
    for (record, project) in &filing.projects {
        let Some(total) = project.total_score.and_then(Decimal::of_float) else { continue };
        let own = filing
            .indicators
            .iter()
            .filter(|(_, indicator)| indicator.project.as_deref() == Some(record.head.id.as_str()));
        let scores: Option<Vec<_>> =
            own.map(|(_, indicator)| indicator.score.and_then(Decimal::of_float)).collect();
        let Some(scores) = scores.filter(|scores| !scores.is_empty()) else { continue };
        let execution = project.budget_execution.score.and_then(Decimal::of_float);
        let Some(sum) = Decimal::sum(scores.into_iter().chain(execution)) else { continue };
        if sum != total {
            let message =
                format!("the scores add up to {sum}, the total score is {total}{}", at(record));
            findings.report(Code::CheckScoreTotal, record, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::fixture::{Fixture, check};

    fn weighted(weights: &[f64], scores: &[f64]) -> Fixture {
        let mut made = Fixture::new().project("甲项目", "20.00");
        for (at, &weight) in weights.iter().enumerate() {
            made =
                made.indicator("指标", "≥1次").of_project().weight(weight, scores.get(at).copied());
        }
        made
    }

    #[test]
    fn weights() {
        check(weighted(&[50.0, 30.0, 20.0], &[]), &[]);
        check(weighted(&[50.0, 30.0, 10.0], &[]), &[]);
        check(weighted(&[33.3, 33.3, 33.4], &[]), &[]);
        let with_execution = weighted(&[50.0, 35.0], &[])
            .change(|project| project.budget_execution.weight = Some(15.0));
        check(with_execution, &[]);
        check(
            weighted(&[50.0, 30.0, 15.0], &[]),
            &[
                "check/weights @3: the weights of 3 indicators from (line 3) to (line 5) add up to 95",
            ],
        );
    }

    #[test]
    fn scores_and_weights() {
        check(weighted(&[60.0, 40.0], &[60.0, 39.5]), &[]);
        check(
            weighted(&[60.0, 40.0], &[60.0, 41.0]),
            &["check/score-weight @4: a score of 41 for a weight of 40 (line 4)"],
        );
    }

    #[test]
    fn scores_and_total() {
        let made = |total| {
            weighted(&[60.0, 30.0], &[60.0, 29.5]).change(move |project| {
                project.budget_execution.score = Some(8.2);
                project.total_score = Some(total);
            })
        };
        check(made(97.7), &[]);
        check(
            made(98.0),
            &["check/score-total @2: the scores add up to 97.7, the total score is 98 (line 2)"],
        );
    }
}
