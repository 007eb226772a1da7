//! Filings: what one department files in one source.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What one department files in one source.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Filing {
    /// `department`, `project` or `text`.
    pub form: Option<String>,
    /// `target`, `self_evaluation` or `monitoring`.
    pub record_kind: Option<String>,
    /// Template id, or `generic`.
    pub template: String,
    /// Hash of the normalized header words of the form: equal for documents of the same layout.
    pub header_signature: Option<String>,
    /// 总分 of a department's form.
    pub total_score: Option<f64>,
    /// 自评等级 of a department's form.
    pub grade: Option<String>,
    /// 自评结论 of a department's form.
    pub conclusion: Option<String>,
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
    /// Counts of its cells by where their texts are.
    pub coverage: Coverage,
    /// The header words of the print. Not written.
    #[serde(skip)]
    #[schemars(skip)]
    pub print: Print,
}

/// The header words of a filing, for reports on forms that change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Print {
    /// Header words in the signature, folded, in order of occurrence.
    pub headers: Vec<String>,
    /// Unknown header words, folded, in order of occurrence.
    pub unknown: Vec<String>,
    /// It has tables and no template fits.
    pub is_foreign: bool,
    /// Id of the nearest template, if none fits and some of its words occur.
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
    /// The text that states it.
    pub evidence: Option<String>,
}

/// Counts of the non-empty cells of a filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// Non-empty cells.
    pub cells: usize,
    /// Cells whose text is in a record.
    pub mapped: usize,
    /// Cells whose text is in an `unmapped` line.
    pub unmapped: usize,
}
