//! The fields of a project: which labels fill them, and with what.

use formgrid_model::{fold, join_lines};

use crate::record::{Money, Project};
use crate::template::Field;
use crate::{money, share};

/// Sets a field of a project; false where the project has no such field, or has it with another value.
pub(in crate::engine) fn set_field(
    project: &mut Project,
    field: Field,
    text: &str,
    currency: Option<&str>,
) -> bool {
    let joined = || Some(join_lines(text)).filter(|text| !text.is_empty());
    let prose = || Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    match field {
        Field::ProjectName => {
            let (code, name) = split_project_code(&join_lines(text));
            project.code = project.code.take().or(code);
            project.name = Some(name);
        }
        Field::ProjectCode => project.code = joined(),
        Field::ProjectType => project.project_type = joined(),
        Field::ProjectCategory => project.category = joined(),
        Field::ProjectNature => project.nature = joined(),
        Field::Supervising => project.supervising_department = joined(),
        Field::Implementing => project.implementing_unit = joined(),
        Field::Usage => project.usage = prose(),
        Field::LegalBasis => project.legal_basis = prose(),
        Field::Content => project.content = prose(),
        Field::Start => project.start = joined(),
        Field::End => project.end = joined(),
        Field::Rate => {
            let rate = share::parse(text, true);
            project.budget_execution.rate = project.budget_execution.rate.or(rate);
            return rate.is_some();
        }
        Field::Period => (project.start, project.end) = period(&join_lines(text)),
        _ => return set_money(project, field, money::parse(text, currency)),
    }
    true
}

/// Sets an amount of a project. An amount printed for the whole project and again for the year goes to
/// the year; another amount under the same name is not lost but left to its own line.
pub(in crate::engine) fn set_money(
    project: &mut Project,
    field: Field,
    amount: Option<Money>,
) -> bool {
    let Some(amount) = amount else { return false };
    let execution = &mut project.budget_execution;
    let funding = &mut project.funding;
    let slot = match field {
        Field::TotalBudget => &mut project.total_budget,
        Field::AnnualBudget => &mut project.annual_budget,
        Field::AnnualTotal => &mut funding.annual_total,
        Field::Fiscal => &mut funding.fiscal,
        Field::CarryOver => &mut funding.carry_over,
        Field::SpecialAccount => &mut funding.special_account,
        Field::OwnFunds => &mut funding.own_funds,
        Field::OtherFunds => &mut funding.other,
        Field::MediumTermTotal => &mut funding.medium_term_total,
        Field::ProjectTotal => &mut funding.project_total,
        Field::Original => &mut execution.original,
        Field::Revised => &mut execution.revised,
        Field::Executed => &mut execution.executed,
        Field::ExecutedToDate => &mut execution.executed_to_date,
        Field::ExpectedFullYear => &mut execution.expected_full_year,
        _ => return false,
    };
    let is_same = slot.as_ref().is_none_or(|old| old.amount == amount.amount);
    if is_same {
        *slot = Some(amount);
    }
    is_same
}

/// `13060523P00450210002B-排水管网检测` to its code and name.
fn split_project_code(text: &str) -> (Option<String>, String) {
    let folded = fold(text);
    let n = folded.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let has_digits = folded.bytes().take(n).filter(u8::is_ascii_digit).count() >= 6;
    if n < 10 || !has_digits {
        return (None, text.to_owned());
    }
    let rest = folded[n..].trim_start_matches(['-', '_', ':', '.']);
    if rest.is_empty() {
        return (None, text.to_owned());
    }
    let name = text.trim_start_matches(|c: char| {
        fold(c.encode_utf8(&mut [0; 4])).bytes().all(|b| b.is_ascii_alphanumeric())
    });
    let name = name.trim_start_matches(['-', '－', '_', ':', '：', '.', ' ']);
    (Some(folded[..n].to_owned()), name.to_owned())
}

/// The start and the end of a period: `2031年3月-2031年11月`; a text that does not divide is the end.
fn period(text: &str) -> (Option<String>, Option<String>) {
    let said = |part: &str| Some(part.trim().to_owned()).filter(|part| !part.is_empty());
    let long = ["—", "–", "至", "~", "～", "－"];
    let divided = long.iter().find_map(|sign| text.split_once(sign)).or_else(|| {
        // Dates may be written with the same sign that divides them.
        let middle = text.match_indices('-').count();
        let (at, _) = text.match_indices('-').nth(middle / 2).filter(|_| middle % 2 == 1)?;
        Some((&text[..at], &text[at + 1..]))
    });
    match divided {
        Some((start, end)) => (said(start), said(end.trim_start_matches('—'))),
        None => (None, said(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::split_project_code;

    #[test]
    fn codes_are_split_from_names() {
        let split = split_project_code("13060523P00450210002B-排水管网检测");
        assert_eq!(split, (Some("13060523P00450210002B".to_owned()), "排水管网检测".to_owned()));
        assert_eq!(split_project_code("2024年绿化经费"), (None, "2024年绿化经费".to_owned()));
    }
}
