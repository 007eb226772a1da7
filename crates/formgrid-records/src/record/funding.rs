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
    /// Whether it is the total of its side.
    pub is_total: bool,
    /// Amount of the year.
    pub amount: Option<Money>,
    /// Share of the total, 0.3242 for 32.42 %.
    pub share: Option<f64>,
    /// The share as printed.
    pub share_raw: Option<String>,
    /// Amounts of prior years in printed order.
    pub history: Vec<HistoryAmount>,
}

/// An amount of a prior year.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct HistoryAmount {
    /// The column as printed: `2022年`, `前年`.
    pub label: String,
    /// The year, where the label tells.
    pub year: Option<i32>,
    /// The amount.
    pub amount: Option<Money>,
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Money {
    /// As printed.
    pub raw: String,
    /// Decimal string without separators; absent where no number is printed.
    pub amount: Option<String>,
    /// `万元`, `元` or `亿元`.
    pub unit: Option<String>,
}
