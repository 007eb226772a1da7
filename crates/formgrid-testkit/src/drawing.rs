//! Grids as box art, drawn for display and parsed as expectations in tests.
//!
//! Both `+-|` and box-drawing characters are parsed; a Chinese character is two columns wide. A
//! boundary exists where any line is drawn, so a grid with a boundary without cell origins comes
//! back in its [`compact`](crate::compact) form. Text lines are trimmed and blank ones dropped.

use formgrid_model::{Cell, Grid, GridBuilder};
use formgrid_sinks::Drawing;
use unicode_width::UnicodeWidthChar;

/// Draws a grid with all of its text.
pub fn draw(grid: &Grid) -> String {
    formgrid_sinks::draw(grid, Drawing { max_width: 100_000, max_lines: 10_000 })
}

/// Parses a drawing. Its indentation and blank lines around it are ignored.
pub fn parse_drawing(text: &str) -> Grid {
    let canvas = Canvas::new(text);
    let xs = canvas.column_boundaries();
    let ys = canvas.row_boundaries();
    let n_rows = ys.len().saturating_sub(1);
    let n_cols = xs.len().saturating_sub(1);
    #[expect(clippy::expect_used, reason = "a drawing over the limit of slots is a broken test")]
    let mut builder = GridBuilder::new(n_rows, n_cols).expect("a drawing is small");
    for row in 0..n_rows {
        for col in 0..n_cols {
            let col_end = (col + 1..n_cols)
                .find(|&next| canvas.has_wall_left(xs[next], ys[row], ys[row + 1]))
                .unwrap_or(n_cols);
            let row_end = (row + 1..n_rows)
                .find(|&next| canvas.has_wall_above(ys[next], xs[col], xs[col_end]))
                .unwrap_or(n_rows);
            // A slot inside an earlier cell is owned, and the builder refuses it.
            builder.place(Cell {
                row,
                col,
                row_span: row_end - row,
                col_span: col_end - col,
                text: canvas.text(ys[row]..ys[row_end], xs[col]..xs[col_end]),
                ..Cell::default()
            });
        }
    }
    builder.finish()
}

/// The characters of a drawing by line and column; a NUL follows a wide character.
struct Canvas {
    lines: Vec<Vec<char>>,
}

impl Canvas {
    fn new(text: &str) -> Self {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let widen = |c: char| [c, '\0'].into_iter().take(c.width().unwrap_or(0));
        Self { lines: lines.map(|line| line.chars().flat_map(widen).collect()).collect() }
    }

    fn at(&self, x: usize, y: usize) -> char {
        self.lines.get(y).and_then(|line| line.get(x)).copied().unwrap_or(' ')
    }

    fn width(&self) -> usize {
        self.lines.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// The columns with a vertical line between joints.
    fn column_boundaries(&self) -> Vec<usize> {
        let has_line = |&x: &usize| runs((0..self.lines.len()).map(|y| self.at(x, y)), is_vertical);
        (0..self.width()).filter(has_line).collect()
    }

    /// The lines with a horizontal line between joints.
    fn row_boundaries(&self) -> Vec<usize> {
        let has_line = |&y: &usize| runs((0..self.width()).map(|x| self.at(x, y)), is_horizontal);
        (0..self.lines.len()).filter(has_line).collect()
    }

    /// Whether there is a wall at a column over the height of a row.
    fn has_wall_left(&self, x: usize, top: usize, bottom: usize) -> bool {
        (top + 1..bottom).all(|y| is_vertical(self.at(x, y)))
    }

    /// Whether there is a wall at a line over the width of a cell.
    fn has_wall_above(&self, y: usize, left: usize, right: usize) -> bool {
        (left + 1..right).all(|x| is_horizontal(self.at(x, y)) || is_joint(self.at(x, y)))
    }

    /// The text within four boundaries.
    fn text(&self, ys: std::ops::Range<usize>, xs: std::ops::Range<usize>) -> String {
        let lines = (ys.start + 1..ys.end).map(|y| {
            let chars = (xs.start + 1..xs.end).map(|x| self.at(x, y));
            chars.filter(|&c| c != '\0').collect::<String>().trim().to_owned()
        });
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

/// Whether an unbroken line connects two joints.
fn runs(chars: impl Iterator<Item = char>, is_line: impl Fn(char) -> bool) -> bool {
    let mut length = None;
    for c in chars {
        match (length, is_joint(c)) {
            (Some(1..), true) => return true,
            (_, true) => length = Some(0),
            (Some(n), false) if is_line(c) => length = Some(n + 1),
            _ => length = None,
        }
    }
    false
}

fn is_joint(c: char) -> bool {
    matches!(c, '+' | '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼')
}

fn is_horizontal(c: char) -> bool {
    matches!(c, '-' | '─')
}

fn is_vertical(c: char) -> bool {
    matches!(c, '|' | '│')
}

#[cfg(test)]
mod tests {
    use super::{draw, parse_drawing};

    /// The cells of a drawing as `row,col +row_span,col_span text`.
    fn check(drawing: &str, cells: &[&str]) {
        let grid = parse_drawing(drawing);
        let shown: Vec<_> = grid
            .cells()
            .iter()
            .map(|c| format!("{},{} +{},{} {}", c.row, c.col, c.row_span, c.col_span, c.text))
            .collect();
        assert_eq!(shown, cells);
        assert_eq!(parse_drawing(&draw(&grid)), grid, "drawn again");
    }

    #[test]
    fn merges_are_read_from_art() {
        check(
            "
            +--------+-----------------+
            | Region | 2023            |
            |        +--------+--------+
            |        | Births | Deaths |
            +--------+--------+--------+
            ",
            &["0,0 +2,1 Region", "0,1 +1,2 2023", "1,1 +1,1 Births", "1,2 +1,1 Deaths"],
        );
    }

    #[test]
    fn wide_characters_take_two_columns() {
        check(
            "
            ┌──────────┬──────┐
            │ 近两年指 │ ≥95% │
            │ 标值     │      │
            ├──────────┴──────┤
            │ 1-12月 a+b      │
            └─────────────────┘
            ",
            &["0,0 +1,1 近两年指\n标值", "0,1 +1,1 ≥95%", "1,0 +1,2 1-12月 a+b"],
        );
    }
}
