//! What is asked of every source alike.

use formgrid_model::Limits;
use serde::{Deserialize, Serialize};

use crate::Register;

/// What is asked of all sources of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settings {
    /// Whether names and telephone numbers of contact persons are written.
    pub(crate) personal: bool,
    /// Whether records say where each of their values was read.
    pub(crate) places: bool,
    /// Which printed names mean one department.
    pub(crate) departments: Register,
    /// Whether every atom is accounted for.
    pub(crate) audit: bool,
    /// What each source may hold.
    pub(crate) limits: Limits,
}
