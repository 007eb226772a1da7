//! Draws a grid with box characters, including merges.
//!
//! A cell is an unbroken rectangle, so a wrong merge is obvious. Widths are terminal columns, two
//! per Chinese character.

use formgrid_model::{Cell, Grid};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::printable;

/// Size limits of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawing {
    /// Widest line, in terminal columns. Tables with many columns may exceed it, since every column
    /// is at least four wide.
    pub max_width: usize,
    /// Maximum lines of text per cell; the rest is cut and marked.
    pub max_lines: usize,
}

impl Default for Drawing {
    fn default() -> Self {
        Self { max_width: 120, max_lines: 6 }
    }
}

/// Narrowest text column: two Chinese characters.
const MIN_WIDTH: usize = 4;

/// Draws a grid, each line with its terminator.
pub fn draw(grid: &Grid, drawing: Drawing) -> String {
    if grid.n_rows() == 0 || grid.n_cols() == 0 {
        return String::new();
    }
    let texts: Vec<String> =
        grid.cells().iter().map(|cell| printable(&cell.text).into_owned()).collect();
    let widths = column_widths(grid, &texts, drawing.max_width);
    let lines: Vec<Vec<String>> = grid
        .cells()
        .iter()
        .zip(&texts)
        .map(|(cell, text)| wrap(text, inner_width(cell, &widths), drawing.max_lines))
        .collect();
    let tops = row_tops(grid, &lines);
    let canvas = Canvas { grid, widths, lines, tops };
    let mut out = String::new();
    for row in 0..grid.n_rows() {
        canvas.border(row, &mut out);
        for line in canvas.tops[row] + 1..canvas.tops[row + 1] {
            canvas.text_line(row, line, &mut out);
        }
    }
    canvas.border(grid.n_rows(), &mut out);
    out
}

/// Text width of a cell: that of its columns and of the borders it spans.
fn inner_width(cell: &Cell, widths: &[usize]) -> usize {
    let own: usize = widths[cell.col..cell.col_end()].iter().sum();
    own + 3 * (cell.col_span - 1)
}

/// Column widths that show every text on one line if they fit; otherwise the widest are narrowed.
fn column_widths(grid: &Grid, texts: &[String], max_width: usize) -> Vec<usize> {
    let mut widths = vec![MIN_WIDTH; grid.n_cols()];
    let mut by_span: Vec<usize> = (0..texts.len()).collect();
    by_span.sort_by_key(|&index| grid.cells()[index].col_span);
    let room = max_width.saturating_sub(3 * grid.n_cols() + 1);
    for index in by_span {
        let cell = &grid.cells()[index];
        let wanted = texts[index].lines().map(UnicodeWidthStr::width).max().unwrap_or(0).min(room);
        let missing = wanted.saturating_sub(inner_width(cell, &widths));
        let (share, rest) = (missing / cell.col_span, missing % cell.col_span);
        for (nth, width) in widths[cell.col..cell.col_end()].iter_mut().enumerate() {
            *width += share + usize::from(nth < rest);
        }
    }
    let limit = widest_allowed(&widths, room);
    widths.iter_mut().for_each(|width| *width = (*width).min(limit));
    widths
}

/// The largest column limit with which all columns fit.
fn widest_allowed(widths: &[usize], room: usize) -> usize {
    let mut sorted = widths.to_vec();
    sorted.sort_unstable();
    let mut left = room;
    for (done, &width) in sorted.iter().enumerate() {
        let share = left / (sorted.len() - done);
        if width > share {
            return share.max(MIN_WIDTH);
        }
        left -= width;
    }
    usize::MAX
}

/// Wraps a text; beyond `max_lines` the last line ends in an ellipsis.
fn wrap(text: &str, width: usize, max_lines: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let (mut line, mut used) = (String::new(), 0);
        for c in paragraph.chars() {
            let w = c.width().unwrap_or(0);
            if used + w > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if lines.len() > max_lines {
                break;
            }
            line.push(c);
            used += w;
        }
        lines.push(line);
    }
    if lines.len() > max_lines {
        lines.truncate(max_lines.max(1));
        if let Some(last) = lines.last_mut() {
            while last.width() + 1 > width && last.pop().is_some() {}
            last.push('…');
        }
    }
    lines
}

/// The line number of each row's upper border, and of the bottom border.
fn row_tops(grid: &Grid, lines: &[Vec<String>]) -> Vec<usize> {
    let mut ends_in: Vec<Vec<usize>> = vec![Vec::new(); grid.n_rows()];
    for (index, cell) in grid.cells().iter().enumerate() {
        ends_in[cell.row_end() - 1].push(index);
    }
    let mut tops = vec![0; grid.n_rows() + 1];
    for (row, ending) in ends_in.iter().enumerate() {
        let bottom = |&index: &usize| tops[grid.cells()[index].row] + lines[index].len() + 1;
        tops[row + 1] = ending.iter().map(bottom).max().unwrap_or(0).max(tops[row] + 2);
    }
    tops
}

struct Canvas<'a> {
    grid: &'a Grid,
    widths: Vec<usize>,
    lines: Vec<Vec<String>>,
    tops: Vec<usize>,
}

impl Canvas<'_> {
    /// One text line of a row; `line` counts from the top of the drawing.
    fn text_line(&self, row: usize, line: usize, out: &mut String) {
        out.push('│');
        let mut col = 0;
        while let Some(index) = self.grid.index_at(row, col) {
            self.cell_text(index, line, out);
            out.push('│');
            col = self.grid.cells()[index].col_end();
        }
        out.push('\n');
    }

    /// The border above a row; a cell that spans it shows its text instead.
    fn border(&self, row: usize, out: &mut String) {
        let mut col = 0;
        out.push(self.joint(row, 0));
        while col < self.grid.n_cols() {
            if self.horizontal(row, col) {
                out.extend(std::iter::repeat_n('─', self.widths[col] + 2));
                col += 1;
            } else if let Some(index) = self.grid.index_at(row, col) {
                self.cell_text(index, self.tops[row], out);
                col = self.grid.cells()[index].col_end();
            }
            out.push(self.joint(row, col));
        }
        out.push('\n');
    }

    fn cell_text(&self, index: usize, line: usize, out: &mut String) {
        let cell = &self.grid.cells()[index];
        let width = inner_width(cell, &self.widths);
        let own = line.saturating_sub(self.tops[cell.row] + 1);
        let text = self.lines[index].get(own).map_or("", String::as_str);
        out.push(' ');
        out.push_str(text);
        out.extend(std::iter::repeat_n(' ', width.saturating_sub(text.width()) + 1));
    }

    /// Whether there is a line above the slot.
    fn horizontal(&self, row: usize, col: usize) -> bool {
        let above = row.checked_sub(1).and_then(|row| self.grid.index_at(row, col));
        col < self.grid.n_cols() && above != self.grid.index_at(row, col)
    }

    /// Whether there is a line left of the slot.
    fn vertical(&self, row: usize, col: usize) -> bool {
        let left = col.checked_sub(1).and_then(|col| self.grid.index_at(row, col));
        row < self.grid.n_rows() && left != self.grid.index_at(row, col)
    }

    /// The character for the lines that meet at the upper left corner of a slot.
    fn joint(&self, row: usize, col: usize) -> char {
        let up = row > 0 && self.vertical(row - 1, col);
        let down = self.vertical(row, col);
        let left = col > 0 && self.horizontal(row, col - 1);
        let right = self.horizontal(row, col);
        match (up, down, left, right) {
            (true, true, true, true) => '┼',
            (true, true, true, false) => '┤',
            (true, true, false, true) => '├',
            (true, true, false, false) => '│',
            (true, false, true, true) => '┴',
            (false, true, true, true) => '┬',
            (true, false, true, false) => '┘',
            (true, false, false, true) => '└',
            (false, true, true, false) => '┐',
            (false, true, false, true) => '┌',
            (false, false, true, true) => '─',
            _ => ' ',
        }
    }
}

#[cfg(test)]
mod tests {
    use formgrid_model::{Cell, Grid, GridBuilder};

    use super::{Drawing, draw};

    /// A grid of cells given as (row, col, row span, col span, text).
    fn grid(n_rows: usize, n_cols: usize, cells: &[(usize, usize, usize, usize, &str)]) -> Grid {
        let mut builder = GridBuilder::new(n_rows, n_cols).unwrap();
        for &(row, col, row_span, col_span, text) in cells {
            let text = text.to_owned();
            builder.place(Cell { row, col, row_span, col_span, text, ..Cell::default() });
        }
        builder.finish()
    }

    fn check(grid: &Grid, drawing: Drawing, expected: &str) {
        let drawn = draw(grid, drawing);
        assert_eq!(drawn.trim_end(), expected.trim(), "\n{drawn}");
    }

    #[test]
    fn merges_are_drawn_as_one_cell() {
        let grid = grid(
            3,
            3,
            &[
                (0, 0, 2, 1, "指标"),
                (0, 1, 1, 2, "近两年指标值"),
                (1, 1, 1, 1, "前年"),
                (1, 2, 1, 1, "上年"),
                (2, 0, 1, 1, "a\nb"),
                (2, 1, 1, 2, "≥95%"),
            ],
        );
        check(
            &grid,
            Drawing::default(),
            "
┌──────┬──────────────┐
│ 指标 │ 近两年指标值 │
│      ├───────┬──────┤
│      │ 前年  │ 上年 │
├──────┼───────┴──────┤
│ a    │ ≥95%         │
│ b    │              │
└──────┴──────────────┘",
        );
    }

    #[test]
    fn long_texts_are_wrapped_and_cut() {
        let grid = grid(1, 2, &[(0, 0, 1, 1, "一二三四五六七八九十"), (0, 1, 1, 1, "x")]);
        check(
            &grid,
            Drawing { max_width: 17, max_lines: 2 },
            "
┌────────┬──────┐
│ 一二三 │ x    │
│ 四五…  │      │
└────────┴──────┘",
        );
    }

    #[test]
    fn an_escape_sequence_is_shown_by_its_code() {
        check(
            &grid(1, 1, &[(0, 0, 1, 1, "\u{1b}c")]),
            Drawing::default(),
            "
┌─────────┐
│ \\u{1b}c │
└─────────┘",
        );
    }
}
