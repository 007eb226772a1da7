//! The data types that the stages of formgrid exchange. No I/O.
//!
//! A [`RawDocument`] is what a file states, a [`Document`] is what a person sees in it. Readers
//! produce the first, layout turns it into the second, and records are extracted from the second.
//! [`Diagnostics`] accompany both, and a [`Lexicon`] tells layout which strings have a meaning in
//! forms.

mod atom;
mod canvas;
mod diagnostic;
mod document;
mod fold;
mod grid;
mod lexicon;
mod limits;
mod lookups;
mod place;
mod raw;
mod remedy;
mod symbols;

pub use atom::{AtomId, Atoms};
pub use canvas::{CanvasPage, CanvasWord, Ink, InkRole, RawCanvas, Shape, TaggedCell, TaggedTable};
pub use diagnostic::{Code, Diagnostic, Diagnostics, Severity};
pub use document::{Block, Document, Method, Paragraph, RowNote, Table};
pub use fold::{fold, fold_label, is_blank, is_invisible, join_lines};
pub use grid::{Cell, Fit, Grid, GridBuilder, GridError, MAX_SLOTS, Slots};
pub use lexicon::{
    Affixes, FormShape, Lexicon, RowShape, ShapeCell, ShapeText, WordClass, WordList, WordTable,
    Words,
};
pub use limits::{Limit, Limits, OverLimit, UnknownLimit};
pub use lookups::{Lookups, note_lookup};
pub use place::{BBox, Place};
pub use raw::{
    Dialect, DrawnSpan, Format, LineCells, LineContent, RawDocument, RawGrid, RawItem, RawLine,
    RawParagraph, RawRows, RawText,
};
pub use symbols::symbol;
