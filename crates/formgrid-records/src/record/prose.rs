//! Prose with a role: statements and goals.

use schemars::JsonSchema;
use serde::Serialize;

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
    /// Prose in place of indicators.
    pub indicator_text: Option<String>,
}
