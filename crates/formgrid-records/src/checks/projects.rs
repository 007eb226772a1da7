//! Checks of a project's own amounts.

use formgrid_model::Code;

use crate::decimal::Decimal;
use crate::record::{Indicator, Money, Project, Record};

use super::reconcile::{Amount, differs};
use super::{FilingRecords, Findings, at};

/// The project's budget of the year, from either of the two fields that may hold it.
fn budget(project: &Project) -> Option<Amount<'_>> {
    let printed = project.annual_budget.as_ref().or(project.funding.annual_total.as_ref());
    printed.and_then(Amount::of)
}

/// The sources of a project's money add up to one of its totals.
///
/// Forms over several years print sources of the year, of all years or of both in one block, so it
/// is enough that one total fits.
pub(super) fn sources_make_the_project_total(
    filing: &FilingRecords<'_>,
    findings: &mut Findings<'_>,
) {
    for (record, project) in &filing.projects {
        let funding = &project.funding;
        let sources = amounts([
            &funding.fiscal,
            &funding.carry_over,
            &funding.special_account,
            &funding.own_funds,
            &funding.other,
        ]);
        // A single source may be an `其中` that omits the others.
        let Some(total) = budget(project).filter(|_| sources.len() > 1) else { continue };
        let all_years =
            amounts([&project.total_budget, &funding.project_total, &funding.medium_term_total]);
        if all_years.iter().any(|&total| differs(&sources, total).is_none()) {
            continue;
        }
        if let Some(sum) = differs(&sources, total) {
            let message = format!(
                "the sources of the project's money add up to {sum}, the year's total says {}{}",
                total.show(),
                at(record)
            );
            findings.report(Code::CheckPartsTotal, record, message);
        }
    }
}

/// The fields that hold an amount.
fn amounts<const N: usize>(fields: [&Option<Money>; N]) -> Vec<Amount<'_>> {
    fields.into_iter().filter_map(|money| money.as_ref().and_then(Amount::of)).collect()
}

/// Instalments are cumulative, so the last one is the whole budget.
pub(super) fn last_instalment_is_the_budget(
    filing: &FilingRecords<'_>,
    findings: &mut Findings<'_>,
) {
    for (record, project) in &filing.projects {
        let plan = &project.disbursement_plan;
        let Some(last) = plan.iter().rev().find(|i| i.share.is_some() || i.amount.is_some()) else {
            continue;
        };
        let found = match (&last.share, last.amount.as_ref().and_then(Amount::of), budget(project))
        {
            (Some(share), ..) => {
                Decimal::of_float(*share).filter(|&share| share != Decimal::one()).map(|share| {
                    format!("{} of the budget is paid by {}, not all of it", share, last.label)
                })
            }
            (None, Some(paid), Some(budget)) => differs(&[budget], paid).map(|budget| {
                format!("{} is paid by {}, the budget is {budget}", paid.show(), last.label)
            }),
            _ => None,
        };
        if let Some(message) = found {
            findings.report(Code::CheckInstalmentBudget, record, message + &at(record));
        }
    }
}

/// A cost indicator in money does not exceed the budget.
///
/// An indicator below the budget is consistent, because it may cover part of the cost. The budget
/// is that of its project over all years, if there is one, else the department's expenditure.
pub(super) fn cost_stays_within_budget(filing: &FilingRecords<'_>, findings: &mut Findings<'_>) {
    for (record, indicator) in &filing.indicators {
        let Some(cost) = cost_of(indicator) else { continue };
        let Some((place, budget)) = budget_of(filing, indicator) else { continue };
        if cost.exceeds(budget) {
            let message = format!(
                "the cost is {}{}, the budget is {}{}",
                cost.show(),
                at(record),
                budget.show(),
                at(place)
            );
            findings.report(Code::CheckCostBudget, record, message);
        }
    }
}

fn cost_of(indicator: &Indicator) -> Option<Amount<'_>> {
    let codes = [indicator.level1_code.as_deref(), indicator.level2_code.as_deref()];
    let is_cost =
        codes.into_iter().flatten().any(|code| code.split('.').any(|part| part == "cost"));
    let target = indicator.target.as_ref().filter(|_| is_cost)?;
    // A lower bound on cost, such as 不少于, promises an outlay. It limits nothing.
    let is_limit = matches!(target.op, Some("≤" | "<" | "="));
    let unit = match target.unit.as_deref()? {
        "万" => "万元",
        "亿" => "亿元",
        unit => unit,
    };
    Amount::of_number(target.number.filter(|_| is_limit)?, unit)
}

fn budget_of<'a>(
    filing: &FilingRecords<'a>,
    indicator: &Indicator,
) -> Option<(&'a Record, Amount<'a>)> {
    if let Some(id) = &indicator.project {
        let (record, project) = filing.projects.iter().find(|(record, _)| record.head.id == *id)?;
        let over_all_years =
            project.total_budget.as_ref().or(project.funding.project_total.as_ref());
        let budgets = [over_all_years.and_then(Amount::of), budget(project)];
        return Some((record, budgets.into_iter().flatten().next()?));
    }
    let mut totals = filing
        .funding
        .iter()
        .filter(|(_, line)| line.is_total && line.side.as_deref() == Some("expenditure"));
    let (record, line) = totals.next()?;
    Some((record, Amount::of(line.amount.as_ref()?)?))
}

/// The execution rate is executed over planned, within half a percent: authors round to whole
/// percents as often as to hundredths.
pub(super) fn rate_fits_execution(filing: &FilingRecords<'_>, findings: &mut Findings<'_>) {
    let tolerance = Decimal::parse("0.005").unwrap_or_default();
    for (record, project) in &filing.projects {
        let execution = &project.budget_execution;
        let Some(rate) = execution.rate.and_then(Decimal::of_float) else { continue };
        let executed = execution.executed.as_ref().or(execution.executed_to_date.as_ref());
        let Some(executed) = executed.and_then(Amount::of) else { continue };
        // Forms differ in the denominator, so one of both has to fit.
        let planned = [&execution.revised, &execution.original];
        let planned = planned.into_iter().filter_map(|money| money.as_ref().and_then(Amount::of));
        let rates: Vec<_> = planned.filter_map(|planned| executed.share_of(planned)).collect();
        if !rates.is_empty() && rates.iter().all(|r| r.distance(rate) > tolerance) {
            let message = format!(
                "the rate of execution is printed as {rate}, {} executed make it {}{}",
                executed.show(),
                rates.first().copied().unwrap_or_default(),
                at(record)
            );
            findings.report(Code::CheckExecutionRate, record, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::fixture::{Fixture, check};
    use crate::money;
    use crate::record::{Instalment, Project};
    use crate::share;

    fn wan(amount: &str) -> Option<crate::record::Money> {
        money::parse(amount, Some("万元"))
    }

    fn with(change: impl Fn(&mut Project)) -> Fixture {
        Fixture::new().project("甲项目", "20.00").change(change)
    }

    #[test]
    fn sources_and_total() {
        let made = |other| {
            with(move |project| {
                project.funding.fiscal = wan("15.00");
                project.funding.other = wan(other);
            })
        };
        check(made("5.00"), &[]);
        check(made("25.00").change(|project| project.funding.project_total = wan("40.00")), &[]);
        check(
            made("6.00"),
            &[
                "check/parts-total @2: the sources of the project's money add up to 21 万元, the year's \
               total says 20 万元 (line 2)",
            ],
        );
    }

    #[test]
    fn instalments_and_budget() {
        let made = |raw: &'static str, in_percent: bool| {
            with(move |project| {
                let label = "12月底".to_owned();
                let share = if in_percent { share::parse(raw, true) } else { None };
                let amount = if in_percent { None } else { wan(raw) };
                let raw = raw.to_owned();
                project.disbursement_plan.push(Instalment {
                    label,
                    by: Some(12),
                    share,
                    amount,
                    raw,
                });
            })
        };
        check(made("100", true), &[]);
        check(made("20.00", false), &[]);
        check(
            made("90", true),
            &[
                "check/instalment-budget @2: 0.9 of the budget is paid by 12月底, not all of it (line 2)",
            ],
        );
        check(
            made("19.00", false),
            &[
                "check/instalment-budget @2: 19 万元 is paid by 12月底, the budget is 20 万元 (line 2)",
            ],
        );
    }

    #[test]
    fn cost_and_budget() {
        let made = |target: &str| {
            Fixture::new()
                .project("甲项目", "20.00")
                .indicator("支出总额", target)
                .of_project()
                .cost()
        };
        for target in ["≤20万元", "≤200000元", "≤19.5万元", "≥25万元", "≤30元/人", "≤5%"]
        {
            check(made(target), &[]);
        }
        check(
            made("≤20.5万元"),
            &[
                "check/cost-budget @3: the cost is 20.5 万元 (line 3), the budget is 20 万元 (line 2)",
            ],
        );
        check(
            Fixture::new().total("expenditure", "10.00").indicator("支出总额", "≤11万元").cost(),
            &["check/cost-budget @3: the cost is 11 万元 (line 3), the budget is 10 万元 (line 2)"],
        );
    }

    #[test]
    fn rate_and_execution() {
        let made = |rate| {
            with(move |project| {
                project.budget_execution.revised = wan("20.00");
                project.budget_execution.executed = wan("16.43");
                project.budget_execution.rate = Some(rate);
            })
        };
        check(made(0.82), &[]);
        check(made(0.8215), &[]);
        check(
            made(0.92),
            &[
                "check/execution-rate @2: the rate of execution is printed as 0.92, 16.43 万元 executed \
               make it 0.8215 (line 2)",
            ],
        );
    }
}
