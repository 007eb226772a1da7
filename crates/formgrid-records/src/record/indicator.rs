//! Indicators and their values: as printed, and interpreted.

use schemars::JsonSchema;
use serde::Serialize;

/// One performance indicator.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Indicator {
    /// Id of the goal it serves.
    pub goal: Option<String>,
    /// Horizon of that goal.
    pub goal_horizon: Option<String>,
    /// Number of that goal.
    pub goal_number: Option<i64>,
    /// Id of the project it belongs to.
    pub project: Option<String>,
    /// Code of that project.
    pub project_code: Option<String>,
    /// Name of that project.
    pub project_name: Option<String>,
    /// 一级指标.
    pub level1: Option<String>,
    /// 二级指标.
    pub level2: Option<String>,
    /// 三级指标, the indicator's own name.
    pub level3: Option<String>,
    /// Canonical dimension of level 1: `output`.
    pub level1_code: Option<String>,
    /// Canonical dimension of level 2: `output.quantity`.
    pub level2_code: Option<String>,
    /// 绩效指标描述.
    pub description: Option<String>,
    /// 指标值.
    pub target: Option<Value>,
    /// 近两年指标值, in printed order.
    pub baselines: Vec<Baseline>,
    /// 实际完成值.
    pub actual: Option<Value>,
    /// 1-7月完成.
    pub progress: Option<Value>,
    /// 全年预计.
    pub expected: Option<Value>,
    /// 指标值确定依据.
    pub basis: Option<String>,
    /// 指标分类.
    pub class: Option<String>,
    /// The place, unit or phase of the values, if a form has values for several.
    pub applies_to: Option<String>,
    /// Values for parts of the year, in printed order.
    pub stages: Vec<Stage>,
    /// 指标方向性.
    pub direction: Option<String>,
    /// 权重.
    pub weight: Option<f64>,
    /// The weight as printed, if it is not a plain number.
    pub weight_raw: Option<String>,
    /// 得分.
    pub score: Option<f64>,
    /// The score as printed, if it is not a plain number.
    pub score_raw: Option<String>,
    /// 偏差原因.
    pub deviation: Option<String>,
    /// 备注.
    pub remark: Option<String>,
}

/// The value of a prior year.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Baseline {
    /// The column as printed: `前年`, `2022年`.
    pub label: String,
    /// The year in the label, if it states one.
    pub year: Option<i32>,
    /// The value.
    #[serde(flatten)]
    pub value: Value,
}

/// Values for a part of the year.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Stage {
    /// The column as printed: `一季度`, `1-6月`.
    pub label: String,
    /// Target.
    pub target: Option<Value>,
    /// Outturn.
    pub actual: Option<Value>,
}

/// A value of an indicator: as printed, and its interpretation.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Value {
    /// As printed. If operator, value and unit have their own columns, the value's cell.
    pub raw: String,
    /// Kind of the value.
    pub kind: ValueKind,
    /// `≥`, `≤`, `>`, `<`, `=`.
    pub op: Option<&'static str>,
    /// The number, or the lower end of a range.
    pub number: Option<f64>,
    /// The upper end of a range.
    pub number_to: Option<f64>,
    /// The unit as printed.
    pub unit: Option<String>,
    /// ISO date.
    pub date: Option<String>,
}

/// Kind of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// One number.
    Number,
    /// A range of numbers.
    Range,
    /// A date or the end of a period.
    Date,
    /// A length of time.
    Duration,
    /// Words.
    Text,
    /// 不适用, a dash, a slash.
    NotApplicable,
    /// Nothing is printed.
    #[default]
    Empty,
}
