//! What tests share: the corpus, drawings of grids, random grids. A dev-dependency only.

mod corpus;
mod drawing;
mod grids;
mod mutation;

pub use corpus::{Case, Expectation, cases, corpus_dir};
pub use drawing::{draw, parse_drawing};
pub use grids::{Request, compact, grids, requests};
pub use mutation::mutations;
