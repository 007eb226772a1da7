//! The fields of each kind of list.

use super::ListKind;
use crate::template::Field;

/// The fields of a list of indicators.
const INDICATORS: &[Field] = {
    use Field as F;
    &[
        F::Serial,
        F::Department,
        F::DepartmentCode,
        F::UnitOrProject,
        F::Supervising,
        F::Implementing,
        F::ProjectName,
        F::ProjectCode,
        F::AnnualBudget,
        F::Fiscal,
        F::CarryOver,
        F::SpecialAccount,
        F::OwnFunds,
        F::OtherFunds,
        F::Content,
        F::Original,
        F::Revised,
        F::Executed,
        F::TotalBudget,
        F::LongTermGoal,
        F::MediumTermGoal,
        F::AnnualGoal,
        F::ProjectGoal,
        F::GoalName,
        F::Level1,
        F::Level2,
        F::Level3,
        F::Target,
        F::Baseline,
        F::Operator,
        F::Unit,
        F::Weight,
        F::Score,
        F::Actual,
        F::Progress,
        F::Expected,
        F::Basis,
        F::Class,
        F::Direction,
        F::Description,
        F::Deviation,
        F::Remark,
    ]
};

/// The fields of a list of projects.
const PROJECTS: &[Field] = {
    use Field as F;
    &[
        F::Serial,
        F::Department,
        F::DepartmentCode,
        F::UnitOrProject,
        F::Supervising,
        F::Implementing,
        F::ProjectName,
        F::ProjectCode,
        F::ProjectType,
        F::ProjectCategory,
        F::ProjectNature,
        F::TotalBudget,
        F::AnnualBudget,
        F::Usage,
        F::Content,
        F::LegalBasis,
        F::Start,
        F::End,
        F::Period,
        F::Fiscal,
        F::CarryOver,
        F::SpecialAccount,
        F::OwnFunds,
        F::OtherFunds,
        F::Original,
        F::Revised,
        F::Executed,
        F::ExecutedToDate,
        F::ExpectedFullYear,
        F::Rate,
        F::Weight,
        F::Score,
        F::TotalScore,
        F::LongTermGoal,
        F::MediumTermGoal,
        F::AnnualGoal,
        F::ProjectGoal,
        F::ActualResult,
        F::Contact,
        F::Phone,
        F::Grade,
    ]
};

/// The fields of a list of execution.
const EXECUTION: &[Field] = {
    use Field as F;
    &[
        F::Category,
        F::Original,
        F::Revised,
        F::Executed,
        F::ExecutedToDate,
        F::ExpectedFullYear,
        F::Rate,
        F::Weight,
        F::Score,
        F::Amount,
        F::Share,
        F::Remark,
        F::Serial,
    ]
};

/// The fields of a list of funding.
const FUNDING: &[Field] = {
    use Field as F;
    &[
        F::Category,
        F::Amount,
        F::Share,
        F::History,
        F::Original,
        F::Revised,
        F::Executed,
        F::ExecutedToDate,
        F::Rate,
        F::Remark,
        F::Serial,
    ]
};

/// The fields of a list of goals.
const GOALS: &[Field] = {
    use Field as F;
    &[
        F::GoalName,
        F::LongTermGoal,
        F::MediumTermGoal,
        F::AnnualGoal,
        F::ProjectGoal,
        F::ActualResult,
        F::FiscalYear,
        F::Serial,
        F::Remark,
    ]
};

/// The fields of a list of instalments.
const INSTALMENTS: &[Field] = {
    use Field as F;
    &[F::Instalment]
};

/// The fields of sources in one row. `Amount` is a source without a field of its own, `Category` the
/// column for the name of the row.
const SOURCES: &[Field] = {
    use Field as F;
    &[
        F::Category,
        F::MediumTermTotal,
        F::ProjectTotal,
        F::TotalBudget,
        F::AnnualTotal,
        F::AnnualBudget,
        F::Fiscal,
        F::CarryOver,
        F::SpecialAccount,
        F::OwnFunds,
        F::OtherFunds,
        F::Amount,
    ]
};

/// The fields that a kind of list may have.
pub(super) fn fields_for(kind: ListKind) -> &'static [Field] {
    match kind {
        ListKind::Indicators => INDICATORS,
        ListKind::Projects => PROJECTS,
        ListKind::Execution => EXECUTION,
        ListKind::Funding => FUNDING,
        ListKind::Goals => GOALS,
        ListKind::Instalments => INSTALMENTS,
        ListKind::Sources => SOURCES,
        ListKind::Matrix | ListKind::Items => &[],
    }
}

/// Whether cells alone cannot identify a field: names, money, prior years.
pub(super) fn needs_word(field: Field) -> bool {
    use Field as F;
    matches!(
        field,
        F::Department
            | F::DepartmentCode
            | F::UnitOrProject
            | F::Supervising
            | F::Implementing
            | F::ProjectName
            | F::ProjectCode
            | F::ProjectType
            | F::ProjectCategory
            | F::ProjectNature
            | F::TotalBudget
            | F::AnnualBudget
            | F::Fiscal
            | F::CarryOver
            | F::SpecialAccount
            | F::OwnFunds
            | F::OtherFunds
            | F::Original
            | F::Revised
            | F::Executed
            | F::ExecutedToDate
            | F::ExpectedFullYear
            | F::Amount
            | F::History
            | F::Baseline
            | F::Start
            | F::End
            | F::Period
            | F::LongTermGoal
            | F::MediumTermGoal
            | F::AnnualGoal
            | F::ProjectGoal
            | F::ActualResult
            | F::Instalment
            | F::GoalName
            | F::Contact
            | F::Phone
            | F::Grade
            | F::Usage
            | F::Content
            | F::LegalBasis
            | F::TotalScore
            | F::Category
            | F::Expected
            | F::Progress
            | F::Actual
    )
}
