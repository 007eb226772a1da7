//! What reading one source may cost of the machine, whatever is found in it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Time and memory for a worker. In the process of a run neither is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// Time for one source.
    pub time: Duration,
    /// Bytes of memory for a worker, all it maps counted.
    pub memory: u64,
}

impl Default for Allowance {
    /// Thirty seconds and one GiB: hundreds of times what the largest compilation seen takes.
    fn default() -> Self {
        Self { time: Duration::from_secs(30), memory: 1 << 30 }
    }
}
