//! Checks of a filing as a whole.

use formgrid_model::Code;

use crate::record::{Indicator, Money, Project, Record};
use crate::year::WEAK;

use super::{FilingRecords, Findings, at};

/// The fiscal year rests on evidence that cannot be off by one.
pub(super) fn year_is_well_founded(filing: &FilingRecords<'_>, findings: &mut Findings<'_>) {
    let Some((record, body)) = filing.filing else { return };
    let message = match (record.head.fiscal_year, body.fiscal_year_evidence.first()) {
        (None, _) => "nothing tells the fiscal year".to_owned(),
        (Some(year), Some(strongest)) if WEAK.contains(&strongest.rule) => format!(
            "the fiscal year {year} is inferred from {} alone: {}",
            strongest.rule, strongest.text
        ),
        _ => return,
    };
    findings.report(Code::CheckYearWeak, record, message);
}

/// Every amount has a unit, from its cell, its column or its form. One finding per filing: a
/// missing 单位 line affects all amounts at once.
pub(super) fn amounts_have_a_unit(filing: &FilingRecords<'_>, findings: &mut Findings<'_>) {
    let funding = filing.funding.iter().filter(|(_, line)| lacks_unit(line.amount.as_ref()));
    let projects = filing.projects.iter().filter(|(_, project)| amounts(project).any(lacks_unit));
    let costs = filing.indicators.iter().filter(|(_, indicator)| is_bare_cost(indicator));
    let records: Vec<&Record> = funding
        .map(|&(record, _)| record)
        .chain(projects.map(|&(record, _)| record))
        .chain(costs.map(|&(record, _)| record))
        .collect();
    if let [first, ..] = records.as_slice() {
        let message = format!("amounts without a unit: {}, the first{}", records.len(), at(first));
        findings.report(Code::CheckUnitMissing, first, message);
    }
}

fn amounts(project: &Project) -> impl Iterator<Item = Option<&Money>> {
    [&project.total_budget, &project.annual_budget, &project.funding.annual_total]
        .into_iter()
        .map(Option::as_ref)
}

fn lacks_unit(money: Option<&Money>) -> bool {
    money.is_some_and(|money| money.amount.is_some() && money.unit.is_none())
}

/// Whether a cost indicator has a number without a unit, so it is unknown whether it is money.
fn is_bare_cost(indicator: &Indicator) -> bool {
    let is_cost = indicator.level1_code.as_deref() == Some("cost");
    let target = indicator.target.as_ref();
    is_cost && target.is_some_and(|value| value.number.is_some() && value.unit.is_none())
}

#[cfg(test)]
mod tests {
    use crate::checks::fixture::{Fixture, check};

    #[test]
    fn years() {
        check(Fixture::new().year(Some(2025), "title", "2025年"), &[]);
        check(
            Fixture::new().year(Some(2026), "until_year", "截至2028年"),
            &[
                "check/year-weak @1: the fiscal year 2026 is inferred from until_year alone: 截至2028年",
            ],
        );
        check(
            Fixture::new().year(None, "", ""),
            &["check/year-weak @1: nothing tells the fiscal year"],
        );
    }

    #[test]
    fn units() {
        let made = Fixture::new().project("甲项目", "20.00").project("乙项目", "3.00");
        check(made.clone(), &[]);
        check(
            made.change(|project| project.annual_budget.as_mut().unwrap().unit = None),
            &["check/unit-missing @2: amounts without a unit: 2, the first (line 2)"],
        );
        check(
            Fixture::new().indicator("支出总额", "≤60").cost(),
            &["check/unit-missing @2: amounts without a unit: 1, the first (line 2)"],
        );
    }
}
