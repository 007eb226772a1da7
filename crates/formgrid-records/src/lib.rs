//! Document to records: templates say what the cells mean, one engine reads them all.

mod checks;
mod decimal;
mod department;
mod ids;
mod money;
mod record;
mod share;
mod values;
mod year;

use formgrid_model::{Diagnostics, Document, Lexicon};

pub use record::{
    Baseline, Body, BudgetExecution, Coverage, Filing, Funding, Goal, Head, HistoryAmount,
    Indicator, Instalment, Kind, Money, Origin, Project, ProjectFunding, Record, Region, Statement,
    TableCell, Unmapped, Value, ValueKind, WholeTable, YearEvidence,
};

/// The form templates of a run, with what layout must know of them.
#[derive(Debug, Clone, Default)]
pub struct Templates {
    lexicon: Lexicon,
}

impl Templates {
    /// The templates that are compiled in.
    pub fn builtin() -> Self {
        Self::default()
    }

    /// What layout must know of words and forms.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }
}

/// Reads the records of one document.
///
/// `path` names the source in every record. The result is in the order of the document, each filing
/// before its lines.
pub fn extract(
    document: &Document,
    path: &str,
    templates: &Templates,
    diagnostics: &mut Diagnostics,
) -> Vec<Record> {
    let _ = (document, path, templates, diagnostics);
    Vec::new()
}
