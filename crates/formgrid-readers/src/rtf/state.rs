//! Group state: everything that reverts when a group ends.

use crate::docx::row_shape::{CellShape, Merge, RowShape};

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    /// Nowhere: it is skipped.
    Skip,
    /// To a story.
    Text(Target),
    /// To the font table.
    Fonts,
    /// To the instruction of a field.
    Instruction,
    /// To a list number.
    Number,
    /// To the style sheet.
    Styles,
}

/// Stories, by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Body = 0,
    Furniture = 1,
    Notes = 2,
    /// Text boxes, which follow their anchor paragraph.
    Box = 3,
}

/// Number of stories.
pub(super) const N_TARGETS: usize = 4;

/// State of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State {
    pub(super) destination: Destination,
    /// The destination around a skipped group.
    pub(super) outer: Destination,
    pub(super) font: i32,
    /// Substitute characters after each `\u` (`\uc`).
    pub(super) n_substitutes: usize,
    pub(super) hidden: bool,
    pub(super) deleted: bool,
    pub(super) struck: bool,
    pub(super) in_table: bool,
    pub(super) depth: usize,
    pub(super) style: i32,
    /// Outline level, zero-based; 9 is body text.
    pub(super) outline: Option<i32>,
    /// Whether the group began with `\*`.
    pub(super) is_optional: bool,
    /// Whether a form-field result ends with the group.
    pub(super) ends_control: bool,
    /// Whether a row definition ends with the group.
    pub(super) ends_row_definition: bool,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            destination: Destination::Text(Target::Body),
            outer: Destination::Text(Target::Body),
            font: 0,
            n_substitutes: 1,
            hidden: false,
            deleted: false,
            struck: false,
            in_table: false,
            depth: 1,
            style: 0,
            outline: None,
            is_optional: false,
            ends_control: false,
            ends_row_definition: false,
        }
    }

    /// Table depth; 0 outside tables.
    pub(super) fn depth(&self) -> usize {
        if self.in_table { self.depth.max(1) } else { 0 }
    }

    /// Resets paragraph properties (`\pard`).
    pub(super) fn reset_paragraph(&mut self) {
        (self.in_table, self.depth, self.style, self.outline) = (false, 1, 0, None);
    }

    /// Resets character properties (`\plain`).
    pub(super) fn reset_characters(&mut self, font: i32) {
        (self.hidden, self.deleted, self.struck, self.font) = (false, false, false, font);
    }
}

/// Most cells of a row. Word stops at 63.
const MAX_CELLS: usize = 200;

/// The current row definition.
#[derive(Debug, Clone, Default)]
pub(super) struct RowDefinition {
    left: i32,
    ends: Vec<i32>,
    cells: Vec<CellShape>,
    next: CellShape,
    repeats: bool,
}

impl RowDefinition {
    pub(super) fn set_left(&mut self, left: i32) {
        self.left = left;
    }

    pub(super) fn set_repeats(&mut self) {
        self.repeats = true;
    }

    pub(super) fn set_vertical(&mut self, merge: Merge) {
        self.next.vertical = merge;
    }

    pub(super) fn set_horizontal(&mut self, merge: Merge) {
        self.next.horizontal = merge;
    }

    /// Ends the definition of a cell.
    pub(super) fn end_cell(&mut self, edge: i32) {
        let cell = std::mem::take(&mut self.next);
        if self.ends.len() < MAX_CELLS {
            self.ends.push(edge);
            self.cells.push(cell);
        }
    }

    pub(super) fn shape(&self) -> RowShape {
        let edges = if self.ends.is_empty() { Vec::new() } else { vec![self.left] };
        RowShape {
            edges: edges.into_iter().chain(self.ends.iter().copied()).collect(),
            cells: self.cells.clone(),
            repeats: self.repeats,
        }
    }
}
