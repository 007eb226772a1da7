//! The settings that apply to every source.

use formgrid_model::Limits;
use serde::{Deserialize, Serialize};

use crate::Register;

/// The settings that apply to all sources of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// Whether to write names and telephone numbers of contact persons.
    pub(crate) personal: bool,
    /// Whether records carry the places of their values.
    pub(crate) places: bool,
    /// The register of departments.
    pub(crate) departments: Register,
    /// Whether to audit conservation.
    pub(crate) audit: bool,
    /// The limits of each source.
    pub(crate) limits: Limits,
}
