//! What reading one source may cost.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What reading one source may cost in a worker. In process nothing is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Time for one source.
    pub timeout: Duration,
    /// Bytes of memory for a worker, all it maps counted.
    pub max_memory: u64,
}

impl Default for Limits {
    /// Thirty seconds and one GiB: hundreds of times what the largest compilation seen takes.
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), max_memory: 1 << 30 }
    }
}
