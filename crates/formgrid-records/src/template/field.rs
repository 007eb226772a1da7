//! The meanings of words: fields, blocks and parts of a narrative.
//!
//! Templates write these names. The set is closed, so a misspelled field is an error in the
//! template and not a column that silently stays empty.

use serde::Deserialize;

/// The field of a cell, given by the header word above it or the label next to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Name of the department or unit.
    Department,
    /// Its code in a cell of its own.
    DepartmentCode,
    /// Units and, below each, its projects, in one column.
    UnitOrProject,
    /// Who filled in the form.
    Contact,
    /// Their telephone number.
    Phone,
    /// When it was filled in.
    FilingDate,
    /// Unit of the amounts.
    CurrencyUnit,
    /// Fiscal year.
    FiscalYear,
    /// Row number.
    Serial,

    /// Name of a project or task.
    ProjectName,
    /// Code of a project.
    ProjectCode,
    /// 项目类型.
    ProjectType,
    /// 项目类别.
    ProjectCategory,
    /// 项目性质.
    ProjectNature,
    /// 主管部门.
    Supervising,
    /// 实施单位.
    Implementing,
    /// Budget over all years.
    TotalBudget,
    /// Budget of the year.
    AnnualBudget,
    /// What the money is for.
    Usage,
    /// 立项依据.
    LegalBasis,
    /// 主要内容.
    Content,
    /// Planned start.
    Start,
    /// Planned end.
    End,
    /// Planned start and end in one cell.
    Period,
    /// 实际完成情况 of the goal.
    ActualResult,
    /// 总分.
    TotalScore,
    /// An instalment. The header word states its date.
    Instalment,

    /// 年度资金总额.
    AnnualTotal,
    /// 财政拨款.
    Fiscal,
    /// 上年结转.
    CarryOver,
    /// 财政专户管理资金.
    SpecialAccount,
    /// 单位资金.
    OwnFunds,
    /// 其他资金.
    OtherFunds,
    /// 中期资金总额.
    MediumTermTotal,
    /// 项目资金总额.
    ProjectTotal,

    /// 年初预算数.
    Original,
    /// 全年预算数.
    Revised,
    /// 全年执行数.
    Executed,
    /// 1-7月执行数.
    ExecutedToDate,
    /// 全年预计执行数.
    ExpectedFullYear,
    /// 执行率.
    Rate,

    /// Category of a line of the funding table.
    Category,
    /// Its amount of the year.
    Amount,
    /// Its share of the total.
    Share,
    /// Its amount of a prior year.
    History,

    /// 一级指标.
    Level1,
    /// 二级指标.
    Level2,
    /// 三级指标, the indicator's own name.
    Level3,
    /// 指标值.
    Target,
    /// Value of a prior year.
    Baseline,
    /// Operator in a column of its own.
    Operator,
    /// Unit in a column of its own.
    Unit,
    /// Weight of an indicator or of the execution.
    Weight,
    /// Score of an indicator or of the execution.
    Score,
    /// 实际完成值.
    Actual,
    /// 1-7月完成.
    Progress,
    /// 全年预计.
    Expected,
    /// 指标值确定依据.
    Basis,
    /// 指标分类.
    Class,
    /// 指标方向性.
    Direction,
    /// 绩效指标描述.
    Description,
    /// 偏差原因.
    Deviation,
    /// 备注.
    Remark,
    /// Text without a field; kept in the remark of an indicator under the header word.
    Aside,

    /// Name of a goal in a column of its own.
    GoalName,
    /// A goal over several years, to its end.
    LongTermGoal,
    /// A goal over the medium term.
    MediumTermGoal,
    /// A goal of the year.
    AnnualGoal,
    /// A goal whose horizon the word does not state.
    ProjectGoal,

    /// What the department is for.
    Function,
    /// Tasks of the year in prose.
    AnnualTask,
    /// How the goals are safeguarded.
    Safeguard,
    /// A note.
    Note,

    /// 自评等级.
    Grade,
    /// 自评结论.
    Conclusion,
}

impl Field {
    /// Whether it is one of several sources of a project's money.
    pub(crate) fn is_source(self) -> bool {
        matches!(
            self,
            Self::Fiscal
                | Self::CarryOver
                | Self::SpecialAccount
                | Self::OwnFunds
                | Self::OtherFunds
        )
    }

    /// Whether it is a total of a project's money.
    pub(crate) fn is_total(self) -> bool {
        matches!(
            self,
            Self::TotalBudget
                | Self::AnnualBudget
                | Self::AnnualTotal
                | Self::ProjectTotal
                | Self::MediumTermTotal
        )
    }

    /// Whether it is an office that files, supervises or implements.
    pub(crate) fn is_office(self) -> bool {
        matches!(self, Self::Department | Self::Supervising | Self::Implementing)
    }

    /// Whether it is a level above the indicator's own name.
    pub(crate) fn is_level(self) -> bool {
        matches!(self, Self::Level1 | Self::Level2)
    }

    /// The level of indicators, from 1; none for other fields.
    #[inline]
    pub(crate) fn level_rank(self) -> Option<u8> {
        match self {
            Self::Level1 => Some(1),
            Self::Level2 => Some(2),
            Self::Level3 => Some(3),
            _ => None,
        }
    }

    /// The field of a level of indicators, from 1.
    pub(crate) fn of_level_rank(rank: u8) -> Option<Self> {
        match rank {
            1 => Some(Self::Level1),
            2 => Some(Self::Level2),
            3 | 4 => Some(Self::Level3),
            _ => None,
        }
    }

    /// Whether an indicator has the field as a value.
    pub(crate) fn is_value(self) -> bool {
        matches!(
            self,
            Self::Target | Self::Actual | Self::Progress | Self::Expected | Self::Baseline
        )
    }

    /// Whether it is a field of the filing.
    pub(crate) fn is_of_filing(self) -> bool {
        matches!(
            self,
            Self::Department
                | Self::DepartmentCode
                | Self::Contact
                | Self::Phone
                | Self::FilingDate
                | Self::FiscalYear
                | Self::CurrencyUnit
                | Self::Serial
                | Self::Grade
                | Self::Conclusion
        )
    }

    /// Whether it is a field of a project.
    pub(crate) fn is_of_project(self) -> bool {
        matches!(
            self,
            Self::ProjectName
                | Self::ProjectCode
                | Self::ProjectType
                | Self::ProjectCategory
                | Self::ProjectNature
                | Self::Supervising
                | Self::Implementing
                | Self::TotalBudget
                | Self::AnnualBudget
                | Self::Usage
                | Self::LegalBasis
                | Self::Content
                | Self::Start
                | Self::End
                | Self::Period
                | Self::AnnualTotal
                | Self::Fiscal
                | Self::CarryOver
                | Self::SpecialAccount
                | Self::OwnFunds
                | Self::OtherFunds
                | Self::MediumTermTotal
                | Self::ProjectTotal
                | Self::TotalScore
        )
    }

    /// The horizon of a goal field, `Some(None)` for a goal of unknown horizon; none for other
    /// fields.
    #[inline]
    pub fn goal_horizon(self) -> Option<Option<Horizon>> {
        match self {
            Self::LongTermGoal => Some(Some(Horizon::LongTerm)),
            Self::MediumTermGoal => Some(Some(Horizon::MediumTerm)),
            Self::AnnualGoal => Some(Some(Horizon::Annual)),
            Self::ProjectGoal => Some(None),
            _ => None,
        }
    }

    /// The topic of a statement field; none for other fields.
    pub fn topic(self) -> Option<&'static str> {
        match self {
            Self::Function => Some("function"),
            Self::AnnualTask => Some("annual_task"),
            Self::Safeguard => Some("safeguard"),
            Self::Note => Some("note"),
            _ => None,
        }
    }
}

impl std::fmt::Display for Field {
    /// The name as a template writes it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&super::check::snake_case(&format!("{self:?}")))
    }
}

/// The term of a goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Horizon {
    /// Several years.
    LongTerm,
    /// The medium term.
    MediumTerm,
    /// The year.
    Annual,
}

impl Horizon {
    /// The name in the output.
    pub fn name(self) -> &'static str {
        match self {
            Self::LongTerm => "long_term",
            Self::MediumTerm => "medium_term",
            Self::Annual => "annual",
        }
    }

    /// The horizon with a name in the output.
    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::LongTerm, Self::MediumTerm, Self::Annual].into_iter().find(|h| h.name() == name)
    }
}

/// A block of rows that a label opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// Income and expenditure of a department.
    Funding,
    /// The income in it.
    Income,
    /// The expenditure in it.
    Expenditure,
    /// Projects or tasks, one per row.
    Projects,
    /// Sources of a project's money.
    Funds,
    /// A project's budget and its usage.
    Budget,
    /// A project's instalments.
    Instalments,
    /// Goals in adjacent columns.
    Goals,
    /// Goals of the year, target next to outturn.
    AnnualGoals,
    /// Indicators.
    Indicators,
    /// Indicators of long-term goals.
    LongTermIndicators,
    /// Indicators of medium-term goals.
    MediumTermIndicators,
    /// Indicators of the year's goals.
    AnnualIndicators,
}

impl Section {
    /// The horizon of a block of indicators or goals, if its label states one.
    pub fn horizon(self) -> Option<Horizon> {
        match self {
            Self::LongTermIndicators => Some(Horizon::LongTerm),
            Self::MediumTermIndicators => Some(Horizon::MediumTerm),
            Self::AnnualIndicators | Self::AnnualGoals => Some(Horizon::Annual),
            _ => None,
        }
    }

    /// Whether the rows of the block are indicators.
    pub(crate) fn is_of_indicators(self) -> bool {
        matches!(
            self,
            Self::Indicators
                | Self::LongTermIndicators
                | Self::MediumTermIndicators
                | Self::AnnualIndicators
        )
    }

    /// Whether the rows of the block are a department's money.
    pub(crate) fn is_of_funding(self) -> bool {
        matches!(self, Self::Funding | Self::Income | Self::Expenditure)
    }
}

/// A part of a document's narrative that a paragraph opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A heading that only divides the document.
    Part,
    /// The first heading of what one department files.
    Opening,
    /// The goal of the whole department.
    OverallGoal,
    /// Goals by item.
    ItemizedGoals,
    /// How the goals are safeguarded.
    Safeguard,
    /// What the department is for.
    Function,
    /// Tasks of the year.
    AnnualTask,
    /// Notes below a form.
    Note,
    /// How to fill in the form: no data.
    Instructions,
    /// Table of contents: no data.
    Contents,
}

/// What a line of a narrative goal holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// The goal's text.
    GoalText,
    /// Prose in place of indicators.
    IndicatorText,
}
