//! Lines of the funding table, and money.

use schemars::JsonSchema;
use serde::Serialize;

/// One line of the funding table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Funding {
    /// `income` or `expenditure`.
    pub side: Option<String>,
    /// Category as printed.
    pub category: String,
    /// The category that it is a part of.
    pub parent: Option<String>,
    /// Whether it is the total of its side.
    pub is_total: bool,
    /// Amount of the year.
    pub amount: Option<Money>,
    /// Share of the total, 0.3242 for 32.42 %.
    pub share: Option<f64>,
    /// The share as printed.
    pub share_raw: Option<String>,
    /// Amounts of other years in printed order.
    pub history: Vec<HistoryAmount>,
    /// Execution of the amount; absent if the form does not state it.
    pub execution: Option<Box<Execution>>,
    /// Id of the project that the money is for.
    pub project: Option<String>,
    /// Name of that project.
    pub project_name: Option<String>,
}

/// Execution of one line of funding.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Execution {
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
    /// 备注.
    pub remark: Option<String>,
}

/// An amount of a prior year.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct HistoryAmount {
    /// The column as printed: `2022年`, `前年`.
    pub label: String,
    /// The year in the label, if it states one.
    pub year: Option<i32>,
    /// The amount.
    pub amount: Option<Money>,
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Money {
    /// As printed.
    pub raw: String,
    /// Decimal string without separators; absent if no number is printed.
    #[schemars(extend("format" = "decimal"))]
    pub amount: Option<String>,
    /// `万元`, `元` or `亿元`.
    pub unit: Option<String>,
}
