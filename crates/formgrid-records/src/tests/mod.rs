//! End-to-end tests: forms drawn as grids, with their records.

pub(crate) mod drawn;

mod boundaries;
mod elsewhere;
mod evidence;
mod filings;
mod foreign;
mod forms;
mod goals;
mod layouts;
mod levels;
mod money;
mod overruled;
mod paragraphs;
mod projects;
mod regions;
mod shapes;
mod stages;
