//! Slots of filings and projects, and the one function that writes them.
//!
//! A field refuses a text that it does not take, and a second text. Nothing is overwritten.

use std::borrow::Cow;

use formgrid_model::{is_blank, join_lines};

use crate::record::{Body, Filing, Money, Places, Project, Spot};
use crate::template::Field;
use crate::text::{plain_number, split_phone, split_project_code};
use crate::values::takes;
use crate::{money, share};

/// Why a text is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The field does not take such a text; holds what it takes.
    NoFit(&'static str),
    /// The field holds another text already.
    Second,
    /// The line has no such field.
    NoField,
}

/// Key of a value within its record.
pub(super) type Key = Cow<'static, str>;

/// Writes a text into a field of a record and returns the keys of the values written.
pub(super) fn put(
    body: &mut Body,
    field: Field,
    text: &str,
    currency: Option<&str>,
) -> Result<Vec<Key>, Refusal> {
    if is_blank(text) {
        return Err(Refusal::NoField);
    }
    if let Err(takes) = takes::check(field, text) {
        return Err(Refusal::NoFit(takes));
    }
    match body {
        Body::Project(project) => put_project(project, field, text, currency),
        Body::Filing(filing) => put_filing(filing, field, text),
        _ => Err(Refusal::NoField),
    }
}

/// Whether values were all written before, from other places.
pub(super) fn is_printed_again(keys: &[Key], spot: &Spot, places: &Places) -> bool {
    let is_other = |key: &Key| places.get(key).is_some_and(|known| known != spot);
    !keys.is_empty() && keys.iter().all(is_other)
}

/// Sets a slot that is free or holds an equal value.
fn set<T: PartialEq>(
    slot: &mut Option<T>,
    value: T,
    key: &'static str,
) -> Result<Vec<Key>, Refusal> {
    match slot {
        Some(old) if *old == value => Ok(vec![key.into()]),
        Some(_) => Err(Refusal::Second),
        None => {
            *slot = Some(value);
            Ok(vec![key.into()])
        }
    }
}

fn put_filing(filing: &mut Filing, field: Field, text: &str) -> Result<Vec<Key>, Refusal> {
    let joined = join_lines(text);
    if matches!(field, Field::Contact | Field::Phone)
        && let Some((person, phone)) = split_phone(&joined)
    {
        return put_contact(filing, person, phone);
    }
    match field {
        Field::Contact => set(&mut filing.contact_person, joined, "contact_person"),
        Field::Phone => set(&mut filing.phone, joined, "phone"),
        Field::Grade => set(&mut filing.grade, joined, "grade"),
        Field::Conclusion => set(&mut filing.conclusion, text.trim().to_owned(), "conclusion"),
        Field::TotalScore => match plain_number(text) {
            Some(number) => set(&mut filing.total_score, number, "total_score"),
            None => Err(Refusal::NoFit("points")),
        },
        _ => Err(Refusal::NoField),
    }
}

/// Writes a person and the telephone number printed behind the name: both, or none.
fn put_contact(filing: &mut Filing, person: &str, phone: &str) -> Result<Vec<Key>, Refusal> {
    let free = |slot: &Option<String>, text: &str| slot.as_deref().is_none_or(|old| old == text);
    if !free(&filing.contact_person, person) || !free(&filing.phone, phone) {
        return Err(Refusal::Second);
    }
    let mut keys = set(&mut filing.contact_person, person.to_owned(), "contact_person")?;
    keys.extend(set(&mut filing.phone, phone.to_owned(), "phone")?);
    Ok(keys)
}

fn put_project(
    project: &mut Project,
    field: Field,
    text: &str,
    currency: Option<&str>,
) -> Result<Vec<Key>, Refusal> {
    let joined = || join_lines(text);
    let prose = || text.trim().to_owned();
    match field {
        Field::ProjectName => put_name(project, &joined()),
        Field::ProjectCode => set(&mut project.code, joined(), "code"),
        Field::ProjectType => set(&mut project.project_type, joined(), "type"),
        Field::ProjectCategory => set(&mut project.category, joined(), "category"),
        Field::ProjectNature => set(&mut project.nature, joined(), "nature"),
        Field::Supervising => {
            set(&mut project.supervising_department, joined(), "supervising_department")
        }
        Field::Implementing => set(&mut project.implementing_unit, joined(), "implementing_unit"),
        Field::Usage => set(&mut project.usage, prose(), "usage"),
        Field::LegalBasis => set(&mut project.legal_basis, prose(), "legal_basis"),
        Field::Content => set(&mut project.content, prose(), "content"),
        Field::ActualResult => set(&mut project.actual_result, prose(), "actual_result"),
        Field::Start => set(&mut project.start, joined(), "start"),
        Field::End => set(&mut project.end, joined(), "end"),
        Field::Period => put_period(project, &joined()),
        Field::TotalScore => match plain_number(text) {
            Some(number) => set(&mut project.total_score, number, "total_score"),
            None => Err(Refusal::NoFit("points")),
        },
        Field::Rate => match share::parse(text, true) {
            Some(rate) => set(&mut project.budget_execution.rate, rate, "budget_execution.rate"),
            None => Err(Refusal::NoFit("a rate")),
        },
        Field::Weight => match plain_number(text) {
            Some(n) => set(&mut project.budget_execution.weight, n, "budget_execution.weight"),
            None => Err(Refusal::NoFit("points")),
        },
        Field::Score => match plain_number(text) {
            Some(n) => set(&mut project.budget_execution.score, n, "budget_execution.score"),
            None => Err(Refusal::NoFit("points")),
        },
        _ => match money::parse(text, currency) {
            Some(amount) => put_money(project, field, amount),
            None => Err(Refusal::NoField),
        },
    }
}

/// Writes a project's name and the code that may precede it.
fn put_name(project: &mut Project, text: &str) -> Result<Vec<Key>, Refusal> {
    let (code, name) = split_project_code(text);
    let mut keys = set(&mut project.name, name, "name")?;
    if let Some(code) = code
        && project.code.is_none()
    {
        project.code = Some(code);
        keys.push("code".into());
    }
    Ok(keys)
}

/// Writes a period: start and end if a separator divides it, else its end.
fn put_period(project: &mut Project, text: &str) -> Result<Vec<Key>, Refusal> {
    if project.start.is_some() || project.end.is_some() {
        return Err(Refusal::Second);
    }
    let end_of = |part: &str| Some(part.trim().to_owned()).filter(|part| !part.is_empty());
    let long = ["—", "–", "至", "~", "～", "－"];
    let divided = long.iter().find_map(|sign| text.split_once(sign)).or_else(|| {
        // The separator may also occur within both dates, so the middle one divides.
        let middle = text.match_indices('-').count();
        let (at, _) = text.match_indices('-').nth(middle / 2).filter(|_| middle % 2 == 1)?;
        Some((&text[..at], &text[at + 1..]))
    });
    match divided {
        Some((start, end)) => {
            (project.start, project.end) = (end_of(start), end_of(end.trim_start_matches('—')));
            Ok(vec!["start".into(), "end".into()])
        }
        None => {
            project.end = end_of(text);
            Ok(vec!["end".into()])
        }
    }
}

/// Writes an amount of a project.
pub(super) fn put_money(
    project: &mut Project,
    field: Field,
    amount: Money,
) -> Result<Vec<Key>, Refusal> {
    let execution = &mut project.budget_execution;
    let funding = &mut project.funding;
    let (slot, key) = match field {
        Field::TotalBudget => (&mut project.total_budget, "total_budget"),
        Field::AnnualBudget => (&mut project.annual_budget, "annual_budget"),
        Field::AnnualTotal => (&mut funding.annual_total, "funding.annual_total"),
        Field::Fiscal => (&mut funding.fiscal, "funding.fiscal"),
        Field::CarryOver => (&mut funding.carry_over, "funding.carry_over"),
        Field::SpecialAccount => (&mut funding.special_account, "funding.special_account"),
        Field::OwnFunds => (&mut funding.own_funds, "funding.own_funds"),
        Field::OtherFunds => (&mut funding.other, "funding.other"),
        Field::MediumTermTotal => (&mut funding.medium_term_total, "funding.medium_term_total"),
        Field::ProjectTotal => (&mut funding.project_total, "funding.project_total"),
        Field::Original => (&mut execution.original, "budget_execution.original"),
        Field::Revised => (&mut execution.revised, "budget_execution.revised"),
        Field::Executed => (&mut execution.executed, "budget_execution.executed"),
        Field::ExecutedToDate => {
            (&mut execution.executed_to_date, "budget_execution.executed_to_date")
        }
        Field::ExpectedFullYear => {
            (&mut execution.expected_full_year, "budget_execution.expected_full_year")
        }
        _ => return Err(Refusal::NoField),
    };
    match slot {
        Some(old) if old.amount == amount.amount => Ok(vec![key.into()]),
        slot => set(slot, amount, key),
    }
}

#[cfg(test)]
mod tests {
    use super::{Refusal, put};
    use crate::record::{Body, Project};
    use crate::template::Field;

    fn project() -> Body {
        Body::Project(Box::<Project>::default())
    }

    #[test]
    fn a_field_takes_only_valid_texts() {
        let mut body = project();
        assert!(matches!(
            put(&mut body, Field::AnnualBudget, "按批复数", None),
            Err(Refusal::NoFit(_))
        ));
        assert!(put(&mut body, Field::AnnualBudget, "120.5", Some("万元")).is_ok());
        assert!(matches!(
            put(&mut body, Field::Supervising, "（盖章）", None),
            Err(Refusal::NoFit(_))
        ));
        assert!(put(&mut body, Field::Supervising, "甲县水利局", None).is_ok());
    }

    #[test]
    fn nothing_is_overwritten() {
        let mut body = project();
        assert!(put(&mut body, Field::ProjectName, "甲项目", None).is_ok());
        assert!(put(&mut body, Field::ProjectName, "甲项目", None).is_ok());
        assert_eq!(put(&mut body, Field::ProjectName, "乙项目", None), Err(Refusal::Second));
    }

    #[test]
    fn a_period_has_two_ends() {
        let ends = |text: &str| {
            let mut project = Project::default();
            super::put_period(&mut project, text).unwrap();
            (project.start, project.end)
        };
        let both = |a: &str, b: &str| (Some(a.to_owned()), Some(b.to_owned()));
        assert_eq!(ends("2024年3月-2026年12月"), both("2024年3月", "2026年12月"));
        assert_eq!(ends("2023.07-2024.01"), both("2023.07", "2024.01"));
        assert_eq!(ends("3年"), (None, Some("3年".to_owned())));
    }
}
