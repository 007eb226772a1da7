//! Tables without column rulings: rows and columns from the alignment of words.
//!
//! Running text is left out first. The rest is grouped into levels; levels close together, or between
//! rulings of equal length, may be a table. White strips through the levels separate columns; spacing
//! and filled columns join levels to rows. The result is a table if its texts line up and it is no
//! list, table of contents or multi-column text.

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
pub(crate) use search::free_words;
