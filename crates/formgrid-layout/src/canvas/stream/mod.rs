//! Tables without rulings between their columns: rows and columns from how words are aligned.
//!
//! Running text is left out first. What remains stands on levels; levels close together, or between
//! rulings of one length, may be a table. White that runs through the levels parts columns, the room
//! between levels and the columns they fill join them to rows. What has rows and columns is a table
//! where its texts line up and are no list, no contents page and no text in columns.

mod body;
mod centered;
mod columns;
mod header;
mod phrases;
mod prose;
mod regions;
mod rows;
mod rules;
mod seam;
mod search;
mod slots;
mod stacked;
mod table;
#[cfg(test)]
mod tests;
mod tolerances;
mod trim;
mod verdict;
mod whole;

pub(crate) use seam::settle;
