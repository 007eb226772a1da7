//! Records: the lines a run writes, one type for each kind.
//!
//! Printed text stays as printed; what it was understood as stands beside it. A key is always present
//! and `null` where the form says nothing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use formgrid_model::{Atoms, BBox, Cell, Code, Place};

/// One line of output.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Record {
    /// What every line has.
    #[serde(flatten)]
    pub head: Head,
    /// What lines of its kind have.
    #[serde(flatten)]
    pub body: Body,
    /// What the record was made of, with the labels and header words that gave its fields their
    /// meaning. Not written.
    #[serde(skip)]
    pub atoms: Atoms,
}

/// What every line has.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Head {
    /// The kind of line.
    pub kind: Kind,
    /// 16 hex digits, from the content's own keys.
    pub id: String,
    /// Id of the filing the line belongs to; a filing names itself.
    pub filing: String,
    /// Name as printed, without its code.
    pub department: Option<String>,
    /// Code printed with the name.
    pub department_code: Option<String>,
    /// Printed or inferred; the filing says on what evidence.
    pub fiscal_year: Option<i32>,
    /// 0 to 1, two decimals.
    pub confidence: f64,
    /// Where it was read.
    pub source: Origin,
    /// Repairs the line went through.
    pub repairs: Vec<Code>,
}

/// The kinds of lines, in the order in which a filing's lines are described.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// [`Filing`]
    Filing,
    /// [`Funding`]
    Funding,
    /// [`Statement`]
    Statement,
    /// [`Goal`]
    Goal,
    /// [`Project`]
    Project,
    /// [`Indicator`]
    Indicator,
    /// [`WholeTable`]
    Table,
    /// [`Unmapped`]
    Unmapped,
}

impl Kind {
    /// Every kind, in order.
    pub const ALL: [Self; 8] = [
        Self::Filing,
        Self::Funding,
        Self::Statement,
        Self::Goal,
        Self::Project,
        Self::Indicator,
        Self::Table,
        Self::Unmapped,
    ];

    /// The kind as output carries it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Filing => "filing",
            Self::Funding => "funding",
            Self::Statement => "statement",
            Self::Goal => "goal",
            Self::Project => "project",
            Self::Indicator => "indicator",
            Self::Table => "table",
            Self::Unmapped => "unmapped",
        }
    }
}

/// Where a line was read: each part absent where the medium has no such thing.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Origin {
    /// The source, as named on the command line or found below it.
    pub path: String,
    /// Page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Box in points, origin top left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bbox: Option<BBox>,
    /// Name of the sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Cell of the sheet, such as `B7`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// First line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Table of the source, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<usize>,
    /// Row of the table, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// Column of the table, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub col: Option<usize>,
    /// Rows covered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row_span: Option<usize>,
    /// Columns covered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub col_span: Option<usize>,
}

impl Origin {
    /// The place in the source, as far as it is known without the source's sheets.
    pub(crate) fn place(&self) -> Place {
        Place { line: self.line, page: self.page, bbox: self.bbox, ..Place::default() }
    }
}

/// What a line holds beyond its head.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Body {
    /// What one department files in one source.
    Filing(Box<Filing>),
    /// One line of the funding table.
    Funding(Funding),
    /// One paragraph of prose with a role.
    Statement(Statement),
    /// A goal.
    Goal(Goal),
    /// A project, or a task with its own amounts.
    Project(Box<Project>),
    /// One performance indicator.
    Indicator(Box<Indicator>),
    /// A table that nothing could explain.
    Table(WholeTable),
    /// A cell or paragraph that no rule consumed.
    Unmapped(Unmapped),
}

/// What one department files in one source.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Filing {
    /// `department`, `project` or `text`.
    pub form: Option<String>,
    /// `target`, `self_evaluation` or `monitoring`.
    pub record_kind: Option<String>,
    /// Template id, or `generic`.
    pub template: String,
    /// The header words of the form, folded and hashed: equal for documents of one print.
    pub header_signature: Option<String>,
    /// Other sources of the run whose filing has the same id and equal lines.
    pub related: Vec<String>,
    /// Title as printed.
    pub title: Option<String>,
    /// Evidence for the fiscal year, strongest first.
    pub fiscal_year_evidence: Vec<YearEvidence>,
    /// `万元`, `元` or `亿元`.
    pub currency_unit: Option<String>,
    /// ISO date.
    pub filing_date: Option<String>,
    /// Where the department belongs.
    pub region: Option<Region>,
    /// Who filled in the form.
    pub contact_person: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
    /// End year of the long-term goals.
    pub until_year: Option<i32>,
    /// What became of the cells.
    pub coverage: Coverage,
    /// What it shows of the form it was printed with. Not written.
    #[serde(skip)]
    #[schemars(skip)]
    pub print: Print,
}

/// What a filing shows of the form it was printed with, for reports on forms that change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Print {
    /// The header words that its signature is made of, folded, in the order in which they are met.
    pub headers: Vec<String>,
    /// Header words that are not known, folded, in the order in which they are met.
    pub unknown: Vec<String>,
    /// It has tables and no template fits.
    pub is_foreign: bool,
    /// Id of the template that comes nearest, where none fits but some of its words occur.
    pub nearest: Option<String>,
}

/// One piece of evidence for the fiscal year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct YearEvidence {
    /// The rule that was applied.
    pub rule: &'static str,
    /// The text it was applied to.
    pub text: String,
}

/// Where a department belongs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Region {
    /// Province.
    pub province: Option<String>,
    /// City.
    pub city: Option<String>,
    /// County or district.
    pub county: Option<String>,
    /// The text that says so.
    pub evidence: Option<String>,
}

/// What became of the non-empty cells of a filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// Non-empty cells.
    pub cells: usize,
    /// Those that ended in a record.
    pub mapped: usize,
    /// Those that ended in an `unmapped` line.
    pub unmapped: usize,
}

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

/// One paragraph of prose with a role.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Statement {
    /// `function`, `annual_task`, `safeguard` or `note`.
    pub topic: String,
    /// Number printed before it.
    pub number: Option<i64>,
    /// The text.
    pub text: String,
}

/// A goal.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Goal {
    /// `long_term`, `medium_term` or `annual`.
    pub horizon: Option<String>,
    /// `overall`, `itemized` or `project`.
    pub level: String,
    /// Number as printed.
    pub number: Option<i64>,
    /// Label as printed: `长期目标1：`.
    pub label: Option<String>,
    /// Title printed before the text.
    pub title: Option<String>,
    /// The text.
    pub text: String,
    /// End year printed with the goal.
    pub until_year: Option<i32>,
    /// Code of the project it belongs to.
    pub project_code: Option<String>,
    /// Name of the project it belongs to.
    pub project_name: Option<String>,
    /// Prose that stands in place of indicators.
    pub indicator_text: Option<String>,
}

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
    /// How the budget was executed.
    pub budget_execution: BudgetExecution,
    /// 总分.
    pub total_score: Option<f64>,
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
    /// Month by whose end it is paid, from 1.
    pub by: Option<u32>,
    /// Cumulative share, 0.25 for 25 %.
    pub share: Option<f64>,
    /// Cumulative amount.
    pub amount: Option<Money>,
    /// As printed.
    pub raw: String,
}

/// How a budget was executed.
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
    /// 指标方向性.
    pub direction: Option<String>,
    /// 权重.
    pub weight: Option<f64>,
    /// 得分.
    pub score: Option<f64>,
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
    /// The year, where the label tells.
    pub year: Option<i32>,
    /// The value.
    #[serde(flatten)]
    pub value: Value,
}

/// A value of an indicator: as printed, and as understood.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Value {
    /// As printed; where operator, value and unit stand in columns of their own, the value's cell.
    pub raw: String,
    /// What it is.
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

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// One number.
    Number,
    /// From one number to another.
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

/// A table that nothing could explain, whole.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct WholeTable {
    /// Number of rows.
    pub n_rows: usize,
    /// Number of columns.
    pub n_cols: usize,
    /// Rows that name columns.
    pub header_rows: Vec<usize>,
    /// All cells in reading order.
    pub cells: Vec<TableCell>,
}

/// A cell as `formgrid tables` prints it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct TableCell {
    /// Row of the origin, from 0.
    pub row: usize,
    /// Column of the origin, from 0.
    pub col: usize,
    /// Rows covered.
    pub row_span: usize,
    /// Columns covered.
    pub col_span: usize,
    /// The text.
    pub text: String,
    /// Box on its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bbox: Option<BBox>,
    /// Page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Where the rest of it stands, if it goes on over the end of a page.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub continued: Vec<CellPart>,
    /// First line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// What stands on a further page of a cell that goes on over the end of a page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct CellPart {
    /// Page, from 1.
    pub page: Option<u32>,
    /// Box on that page.
    pub bbox: Option<BBox>,
}

impl From<&Cell> for TableCell {
    fn from(cell: &Cell) -> Self {
        let Place { line, page, bbox, .. } = cell.place;
        let part = |place: &Place| CellPart { page: place.page, bbox: place.bbox };
        Self {
            row: cell.row,
            col: cell.col,
            row_span: cell.row_span,
            col_span: cell.col_span,
            text: cell.text.clone(),
            bbox,
            page,
            continued: cell.continued.iter().map(part).collect(),
            line,
        }
    }
}

/// A cell or paragraph that no rule consumed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Unmapped {
    /// The nearest label.
    pub label: Option<String>,
    /// The text.
    pub text: String,
}
