//! A worksheet as all spreadsheet readers give it, before it becomes a grid.

/// A parsed sheet. Rows and columns are zero-based.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) name: String,
    /// Whether the sheet is hidden.
    pub(super) hidden: bool,
    pub(super) cells: Vec<Value>,
    pub(super) merges: Vec<Area>,
    pub(super) hidden_rows: Ranges,
    pub(super) hidden_cols: Ranges,
    /// Rows printed at the top of each page.
    pub(super) repeated_rows: Option<(u32, u32)>,
    /// Texts that float above the cells.
    pub(super) floats: Vec<Float>,
    /// Headers and footers of printed pages.
    pub(super) margins: Vec<String>,
}

/// A text that floats above the cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Float {
    /// The cells it covers.
    pub(super) area: Area,
    pub(super) text: String,
    /// Whether it is a form control, whose text belongs to its cell.
    pub(super) is_control: bool,
}

/// A cell with a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    pub(super) row: u32,
    pub(super) col: u32,
    /// The text as displayed.
    pub(super) text: String,
    /// The number behind it.
    pub(super) number: Option<f64>,
}

/// A rectangle of cells, ends inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) rows: (u32, u32),
    pub(super) cols: (u32, u32),
}

/// Ranges of rows or columns, ends inclusive.
#[derive(Debug, Default, Clone)]
pub(super) struct Ranges(Vec<(u32, u32)>);

impl Ranges {
    pub(super) fn add(&mut self, first: u32, last: u32) {
        match self.0.last_mut() {
            Some(before) if before.1.checked_add(1) == Some(first) => before.1 = last,
            _ if first <= last => self.0.push((first, last)),
            _ => {}
        }
    }

    /// Sorts and merges the ranges, as [`Ranges::hold_all`] requires.
    pub(super) fn sorted(mut self) -> Self {
        self.0.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::new();
        for (first, last) in self.0 {
            match joined.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => {
                    before.1 = before.1.max(last);
                }
                _ => joined.push((first, last)),
            }
        }
        Self(joined)
    }

    /// Whether all of a range is inside.
    pub(super) fn hold_all(&self, (first, last): (u32, u32)) -> bool {
        let after = self.0.partition_point(|range| range.0 <= first);
        after > 0 && self.0.get(after - 1).is_some_and(|range| last <= range.1)
    }
}
