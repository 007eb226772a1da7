//! Projects: description, money, instalments and execution.

use schemars::JsonSchema;
use serde::Serialize;

use super::Money;

/// A project, or a task with its own amounts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Project {
    /// Name as printed, without its code.
    pub name: Option<String>,
    /// Code.
    pub code: Option<String>,
    /// Heading over its table.
    pub heading: Option<String>,
    /// 项目类型.
    #[serde(rename = "type")]
    pub project_type: Option<String>,
    /// 项目类别.
    pub category: Option<String>,
    /// 项目性质.
    pub nature: Option<String>,
    /// 主管部门.
    pub supervising_department: Option<String>,
    /// 实施单位.
    pub implementing_unit: Option<String>,
    /// Budget over all years.
    pub total_budget: Option<Money>,
    /// Budget of the year.
    pub annual_budget: Option<Money>,
    /// Where the money comes from.
    pub funding: ProjectFunding,
    /// What the money is for.
    pub usage: Option<String>,
    /// 立项依据.
    pub legal_basis: Option<String>,
    /// 主要内容.
    pub content: Option<String>,
    /// Planned start as printed.
    pub start: Option<String>,
    /// Planned end as printed.
    pub end: Option<String>,
    /// Instalments, cumulative, in printed order.
    pub disbursement_plan: Vec<Instalment>,
    /// 实际完成情况.
    pub actual_result: Option<String>,
    /// Execution of the budget.
    pub budget_execution: BudgetExecution,
    /// 总分.
    pub total_score: Option<f64>,
}

impl Project {
    /// Whether an amount is printed for it.
    pub(crate) fn budget_is_known(&self) -> bool {
        self.annual_budget.is_some()
            || self.total_budget.is_some()
            || self.funding != ProjectFunding::default()
    }
}

/// Where a project's money comes from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct ProjectFunding {
    /// 年度资金总额.
    pub annual_total: Option<Money>,
    /// 财政拨款.
    pub fiscal: Option<Money>,
    /// 上年结转.
    pub carry_over: Option<Money>,
    /// 财政专户管理资金.
    pub special_account: Option<Money>,
    /// 单位资金.
    pub own_funds: Option<Money>,
    /// 其他资金.
    pub other: Option<Money>,
    /// 中期资金总额.
    pub medium_term_total: Option<Money>,
    /// 项目资金总额.
    pub project_total: Option<Money>,
}

/// One instalment of a disbursement plan.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Instalment {
    /// Column as printed: `3月底`.
    pub label: String,
    /// Month, from 1, by the end of which it is paid.
    pub by: Option<u32>,
    /// Cumulative share, 0.25 for 25 %.
    pub share: Option<f64>,
    /// Cumulative amount.
    pub amount: Option<Money>,
    /// As printed.
    pub raw: String,
}

/// Execution of a budget.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct BudgetExecution {
    /// 年初预算数.
    pub original: Option<Money>,
    /// 全年预算数.
    pub revised: Option<Money>,
    /// 全年执行数.
    pub executed: Option<Money>,
    /// 1-7月执行数.
    pub executed_to_date: Option<Money>,
    /// 全年预计执行数.
    pub expected_full_year: Option<Money>,
    /// Execution rate, 0.82 for 82 %.
    pub rate: Option<f64>,
    /// Weight of the execution in the score.
    pub weight: Option<f64>,
    /// Score of the execution.
    pub score: Option<f64>,
}
