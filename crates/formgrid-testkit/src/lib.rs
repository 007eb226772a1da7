//! Shared test code: the corpus, drawings of grids and pages, random grids, Office packages, PDF
//! documents. A dev-dependency only.

mod corpus;
mod drawing;
mod foreign;
mod grids;
mod mutation;
mod package;
mod page;
mod pdf;
mod printed;
mod thinning;
mod year;

pub use corpus::{Case, Expectation, assert_made, cases, corpus_dir};
pub use drawing::{draw, parse_drawing};
pub use foreign::{Overprint, overprint};
pub use grids::{Request, compact, grids, requests};
pub use mutation::{Mutant, mutant};
pub use package::{Beside, docx, element_with_namespaces, package_of, with_namespaces, zip_of};
pub use page::{print_page, print_pages};
pub use pdf::{pdf_of, pdf_pages, pdf_stream};
pub use thinning::is_hidden;
pub use year::{ExpectedResult, Year, YearDocument};
