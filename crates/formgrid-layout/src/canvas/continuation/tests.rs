//! Tables drawn over pages.
