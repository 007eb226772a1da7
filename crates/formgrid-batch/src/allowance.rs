//! The time and memory one source may use.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Time and memory for a worker. Neither is limited when sources are read in the process of the
/// run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// Time for one source.
    pub time: Duration,
    /// Address space of a worker, in bytes.
    pub memory: u64,
}

impl Default for Allowance {
    /// Thirty seconds and one GiB: hundreds of times what the largest known compilation needs.
    fn default() -> Self {
        Self { time: Duration::from_secs(30), memory: 1 << 30 }
    }
}
