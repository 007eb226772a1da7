//! What each field takes: money fields take money, departments and units organisations, dates
//! dates.

use formgrid_model::{fold, join_lines};

use crate::template::Field;
use crate::text::{is_filler, may_be_code, may_be_organisation, plain_number};
use crate::{money, share};

/// Whether a field takes a text; the error is what it takes.
pub(crate) fn check(field: Field, text: &str) -> Result<(), &'static str> {
    match takes(field) {
        Some(takes) if !fits(takes, text) => Err(takes.name()),
        _ => Ok(()),
    }
}

/// Whether a field takes money.
pub(crate) fn takes_money(field: Field) -> bool {
    takes(field) == Some(Takes::Money)
}

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    Text,
    Code,
    Money,
    Organisation,
    Person,
    Phone,
    Date,
    Rate,
    Points,
    Grade,
}

impl Takes {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Code => "a code",
            Self::Money => "an amount of money",
            Self::Organisation => "the name of an organisation",
            Self::Person => "the name of a person",
            Self::Phone => "a telephone number",
            Self::Date => "a date",
            Self::Rate => "a rate",
            Self::Points => "points",
            Self::Grade => "a grade",
        }
    }
}

/// What a field takes; none for fields that are written elsewhere.
fn takes(field: Field) -> Option<Takes> {
    use Field as F;
    let takes = match field {
        F::ProjectName
        | F::ProjectType
        | F::ProjectCategory
        | F::ProjectNature
        | F::Usage
        | F::LegalBasis
        | F::Content
        | F::ActualResult
        | F::Conclusion => Takes::Text,
        F::ProjectCode => Takes::Code,
        F::Supervising | F::Implementing => Takes::Organisation,
        F::TotalBudget
        | F::AnnualBudget
        | F::AnnualTotal
        | F::Fiscal
        | F::CarryOver
        | F::SpecialAccount
        | F::OwnFunds
        | F::OtherFunds
        | F::MediumTermTotal
        | F::ProjectTotal
        | F::Original
        | F::Revised
        | F::Executed
        | F::ExecutedToDate
        | F::ExpectedFullYear => Takes::Money,
        F::Start | F::End | F::Period | F::FilingDate => Takes::Date,
        F::Rate => Takes::Rate,
        F::TotalScore | F::Weight | F::Score => Takes::Points,
        F::Contact => Takes::Person,
        F::Phone => Takes::Phone,
        F::Grade => Takes::Grade,
        _ => return None,
    };
    Some(takes)
}

/// Whether a text fits.
fn fits(takes: Takes, text: &str) -> bool {
    // Checked first because such a text may be long.
    if takes == Takes::Text {
        return true;
    }
    let folded = fold(text);
    let n_digits = folded.chars().filter(char::is_ascii_digit).count();
    let n = folded.chars().count();
    match takes {
        Takes::Text => true,
        Takes::Code => may_be_code(text) || is_filler(text),
        Takes::Money => {
            money::parse(text, None).is_some_and(|money| money.amount.is_some()) && n <= 24
                || is_filler(text)
                || matches!(&*folded, "/" | "\\" | "无")
        }
        Takes::Organisation => may_be_organisation(&join_lines(text)),
        Takes::Person => n <= 30 && n_digits < n,
        Takes::Phone => n_digits >= 5 && n <= 40,
        Takes::Date => n_digits >= 1 && n <= 40 || is_filler(text),
        Takes::Rate => share::parse(text, true).is_some() || is_filler(text),
        Takes::Points => plain_number(text).is_some(),
        Takes::Grade => n_digits == 0 && n <= 12,
    }
}
