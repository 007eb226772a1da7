//! Ways for tests to make this program fail on purpose, only in builds with the feature `test-hooks`.
//!
//! They are off unless `FORMGRID_TEST_HOOKS=1` is set. The run itself does not know them, so it sees
//! what it would see of a real failure.

#[cfg(feature = "test-hooks")]
mod failures;

#[cfg(feature = "test-hooks")]
pub(crate) use failures::trigger;
#[cfg(feature = "test-hooks")]
pub use failures::{has_test_hooks, panic_on_request};

/// Whether test documents may crash the process that reads them. Never, without the feature
/// `test-hooks`.
#[cfg(not(feature = "test-hooks"))]
#[inline]
pub fn has_test_hooks() -> bool {
    false
}

/// Panics on request of a test. Does nothing without the feature `test-hooks`.
#[cfg(not(feature = "test-hooks"))]
#[inline]
pub fn panic_on_request() {}

/// Fails in the way a test document asks for. Does nothing without the feature `test-hooks`.
#[cfg(not(feature = "test-hooks"))]
#[inline]
pub(crate) fn trigger(_bytes: &[u8]) {}
