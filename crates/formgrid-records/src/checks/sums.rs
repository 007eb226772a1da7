//! Checks of the funding table.

use formgrid_model::{Code, fold};

use crate::decimal::Decimal;
use crate::record::{Funding, Money};

use super::reconcile::{Amount, differs};
use super::{FilingRecords, Findings, Line, at};

/// The lines of one side of the funding table.
struct Side<'a> {
    parts: Vec<Line<'a, Funding>>,
    total: Option<Line<'a, Funding>>,
}

fn side<'a>(filing: &FilingRecords<'a>, name: &str) -> Side<'a> {
    let lines = filing.funding.iter().filter(|(_, f)| f.side.as_deref() == Some(name));
    let (totals, parts): (Vec<_>, Vec<_>) = lines.copied().partition(|(_, f)| f.is_total);
    // Two totals of a side are two tables in one. Which parts belong to which is unknown.
    let total = (totals.len() == 1).then(|| totals.first().copied()).flatten();
    Side { parts, total }
}

fn amount(funding: &Funding) -> Option<Amount<'_>> {
    Amount::of(funding.amount.as_ref()?)
}

/// The parts of each side, of this and of each prior year, add up to its total.
pub(super) fn parts_make_the_total(filing: &FilingRecords<'_>, findings: &mut Findings<'_>) {
    for name in ["income", "expenditure"] {
        let Side { parts, total: Some(total) } = side(filing, name) else { continue };
        let of_year: &dyn Fn(&Funding) -> Option<Money> = &|f| f.amount.clone();
        compare_column(name, "", &parts, total, of_year, findings);
        for (column, history) in total.1.history.iter().enumerate() {
            let of_column = |f: &Funding| f.history.get(column)?.amount.clone();
            compare_column(name, &history.label, &parts, total, &of_column, findings);
        }
    }
}

fn compare_column(
    side: &str,
    label: &str,
    parts: &[Line<'_, Funding>],
    total: Line<'_, Funding>,
    column: &dyn Fn(&Funding) -> Option<Money>,
    findings: &mut Findings<'_>,
) {
    let (Some(printed), Some(first)) = (column(total.1), parts.first()) else { return };
    let printed_parts: Vec<_> =
        parts.iter().filter_map(|(_, part)| Some((*part, column(part)?))).collect();
    let lines = printed_parts.iter().filter_map(|(part, money)| {
        Some((fold(&part.category).starts_with("其中"), Amount::of(money)?))
    });
    let amounts = without_subparts(&lines.collect::<Vec<_>>());
    let Some(whole) = Amount::of(&printed) else { return };
    if let Some(sum) = differs(&amounts, whole) {
        let of = if label.is_empty() { String::new() } else { format!(" of {label}") };
        let message = format!(
            "the parts of {side}{of} from{} add up to {sum}, the total says {}{}",
            at(first.0),
            whole.show(),
            at(total.0)
        );
        findings.report(Code::CheckPartsTotal, total.0, message);
    }
}

/// The amounts without those that are parts of the amount before them. `lines` tells which are
/// printed with 其中; lines without it may go on with the parts, if all add up.
fn without_subparts<'a>(lines: &[(bool, Amount<'a>)]) -> Vec<Amount<'a>> {
    let mut kept: Vec<Amount<'a>> = Vec::new();
    let mut at = 0;
    while let Some(&(is_part, amount)) = lines.get(at) {
        let Some(&whole) = kept.last().filter(|_| is_part) else {
            kept.push(amount);
            at += 1;
            continue;
        };
        let mut parts = Vec::new();
        let mut rest = lines.get(at..).unwrap_or_default().iter();
        let n = rest.position(|&(_, part)| {
            parts.push(part);
            differs(&parts, whole).is_none()
        });
        at += n.map_or(1, |last| last + 1);
    }
    kept
}

/// Each share is its amount over the total, rounded or truncated at its last printed place.
pub(super) fn shares_fit_amounts(filing: &FilingRecords<'_>, findings: &mut Findings<'_>) {
    for name in ["income", "expenditure"] {
        let Side { parts, total: Some(total) } = side(filing, name) else { continue };
        let Some(whole) = amount(total.1).filter(|whole| !whole.is_zero()) else { continue };
        for (record, part) in parts {
            let Some(printed) = part.share.and_then(Decimal::of_float) else { continue };
            let Some(share) = amount(part).and_then(|amount| amount.share_of(whole)) else {
                continue;
            };
            let step = last_place(part.share_raw.as_deref().unwrap_or_default());
            if share.distance(printed) > step {
                let message = format!(
                    "{} is printed with a share of {printed}, its amount is {} of the total{}",
                    part.category,
                    rounded(share),
                    at(total.0)
                );
                findings.report(Code::CheckShareAmount, record, message);
            }
        }
    }
}

/// One unit of the last printed place of a share, as a fraction of 1.
fn last_place(raw: &str) -> Decimal {
    let text = crate::values::narrow(raw);
    let places = text
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.bytes().take_while(u8::is_ascii_digit).count());
    // A share below 1 without a percent sign is a fraction already.
    let is_fraction = !text.contains('%') && text.starts_with("0.");
    Decimal::unit_at(if is_fraction { places } else { places + 2 })
}

/// Four places are enough to show a difference between shares.
fn rounded(share: Decimal) -> String {
    let text = share.to_string();
    text.split_once('.').map_or(text.clone(), |(whole, fraction)| {
        format!("{whole}.{}", fraction.get(..4).unwrap_or(fraction))
    })
}

/// The totals of both sides are equal.
pub(super) fn income_equals_expenditure(filing: &FilingRecords<'_>, findings: &mut Findings<'_>) {
    let (Some(income), Some(expenditure)) =
        (side(filing, "income").total, side(filing, "expenditure").total)
    else {
        return;
    };
    let (Some(left), Some(right)) = (amount(income.1), amount(expenditure.1)) else { return };
    if differs(&[left], right).is_some() {
        let message = format!(
            "income is {}{}, expenditure is {}{}",
            left.show(),
            at(income.0),
            right.show(),
            at(expenditure.0)
        );
        findings.report(Code::CheckIncomeExpenditure, expenditure.0, message);
    }
}

/// The projects' budgets of the year add up to the project line of the funding table.
///
/// Some forms call posts for staff projects but do not list them as such, so their line is left
/// out.
pub(super) fn projects_make_the_project_funding(
    filing: &FilingRecords<'_>,
    findings: &mut Findings<'_>,
) {
    let lines = side(filing, "expenditure").parts.into_iter().filter(|(_, line)| {
        let category = fold(&line.category);
        category.ends_with("项目支出") && !category.starts_with("人员类")
    });
    let lines: Vec<_> = lines.filter_map(|(record, line)| Some((record, amount(line)?))).collect();
    let budgets = filing.projects.iter().filter_map(|(_, project)| project.annual_budget.as_ref());
    let budgets: Vec<_> = budgets.filter_map(Amount::of).collect();
    // With several project lines, it is unknown which pays for which project.
    let [(record, total)] = lines.as_slice() else { return };
    let Some((first, _)) = filing.projects.first() else { return };
    if budgets.len() == filing.projects.len()
        && let Some(sum) = differs(&budgets, *total)
    {
        let message = format!(
            "{} projects from{} add up to {sum}, the funding table says {}{}",
            budgets.len(),
            at(first),
            total.show(),
            at(record)
        );
        findings.report(Code::CheckProjectsFunding, record, message);
    }
}

#[cfg(test)]
mod tests {
    use crate::checks::fixture::{Fixture, check};

    fn table(parts: [&str; 2], total: &str, other_total: &str) -> Fixture {
        Fixture::new()
            .funding("income", "财政拨款", parts[0])
            .funding("income", "其他资金", parts[1])
            .total("income", total)
            .total("expenditure", other_total)
    }

    #[test]
    fn parts_and_total() {
        check(table(["80.00", "20.00"], "100.00", "100.00"), &[]);
        check(
            table(["80.00", "20.01"], "100.00", "100.00"),
            &[
                "check/parts-total @4: the parts of income from (line 2) add up to 100.01 万元, the \
               total says 100 万元 (line 4)",
            ],
        );
    }

    #[test]
    fn parts_of_a_part() {
        let made = |own: &str| {
            Fixture::new()
                .funding("expenditure", "运转支出", "50.00")
                .funding("expenditure", "其中：工资", "35.00")
                .funding("expenditure", "办公费", "15.00")
                .funding("expenditure", "工程支出", own)
                .total("expenditure", "80.00")
        };
        check(made("30.00"), &[]);
        check(
            made("31.00"),
            &[
                "check/parts-total @6: the parts of expenditure from (line 2) add up to 81 万元, the \
               total says 80 万元 (line 6)",
            ],
        );
    }

    #[test]
    fn parts_and_total_of_a_year_before() {
        let made = |total| {
            Fixture::new()
                .funding("income", "财政拨款", "80.00")
                .history("2022年", "70.00")
                .total("income", "80.00")
                .history("2022年", total)
        };
        check(made("70.00"), &[]);
        check(
            made("72.00"),
            &[
                "check/parts-total @3: the parts of income of 2022年 from (line 2) add up to 70 万元, \
               the total says 72 万元 (line 3)",
            ],
        );
    }

    #[test]
    fn shares_and_amounts() {
        let made = |share| {
            Fixture::new()
                .funding("income", "财政拨款", "32.42")
                .share(share)
                .funding("income", "其他资金", "67.58")
                .total("income", "100.00")
        };
        for share in ["32.42%", "32.4%", "32%", "33%", "0.3242"] {
            check(made(share), &[]);
        }
        check(
            made("34.42%"),
            &["check/share-amount @2: 财政拨款 is printed with a share of 0.3442, its amount is \
               0.3242 of the total (line 4)"],
        );
    }

    #[test]
    fn income_and_expenditure() {
        check(
            table(["80.00", "20.00"], "100.00", "99.00"),
            &[
                "check/income-expenditure @5: income is 100 万元 (line 4), expenditure is 99 万元 (line 5)",
            ],
        );
    }

    #[test]
    fn projects_and_funding() {
        let made = |second| {
            Fixture::new()
                .funding("expenditure", "基本支出", "50.00")
                .funding("expenditure", "项目支出", "30.00")
                .project("甲项目", "10.00")
                .project("乙项目", second)
        };
        check(made("20.00"), &[]);
        check(
            made("20.01"),
            &[
                "check/projects-funding @3: 2 projects from (line 4) add up to 30.01 万元, the funding \
               table says 30 万元 (line 3)",
            ],
        );
    }
}
