//! Dialects: how a dump prints the rows of its tables, told by the shape of all its lines.
//!
//! A dump of one cell a line has lines with a leading TAB and no other; a dump of one row a line has
//! neighbors with the same number of delimiters, since it keeps trailing empty cells. Prose indented
//! with TABs has delimiters inside its lines too, but few, and not the same number from line to line.

use formgrid_model::Dialect;

use super::lines::Line;

/// How the cells of a dump are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A line that starts with TAB opens a cell.
    CellPerLine,
    /// A line is a row, its cells divided by TAB.
    Tabs,
    /// A line is a row, its cells divided by `|`, which may also stand at both ends.
    Pipes,
}

impl Shape {
    /// The dialect as layout knows it.
    pub(super) fn dialect(self) -> Dialect {
        match self {
            Self::CellPerLine => Dialect::CellPerLine,
            Self::Tabs | Self::Pipes => Dialect::RowPerLine,
        }
    }
}

/// Neighbors with equal numbers of delimiters, of all neighbors that have some: damaged scans keep
/// more than nine in ten, indented prose has less than half.
const MIN_REGULAR: f64 = 0.6;

/// Tells the shape of a dump.
pub(super) fn detect(lines: &[Line<'_>]) -> Shape {
    let mut n_leading = 0_usize;
    let (mut tabs, mut pipes) = (Delimited::default(), Delimited::default());
    for line in lines.iter().filter(|line| !line.text.is_empty()) {
        let n_tabs = count(line.text, b'\t');
        let has_leading = line.text.starts_with('\t');
        n_leading += usize::from(has_leading && n_tabs == 1);
        tabs.see(if has_leading && n_tabs == 1 { 0 } else { n_tabs });
        pipes.see(if n_tabs == 0 { count(line.text, b'|') } else { 0 });
    }
    if tabs.n_lines > n_leading && tabs.is_table(MIN_REGULAR) {
        Shape::Tabs
    } else if pipes.n_lines > n_leading + tabs.n_lines && pipes.n_lines > 1 && pipes.is_table(0.8) {
        Shape::Pipes
    } else {
        Shape::CellPerLine
    }
}

fn count(text: &str, delimiter: u8) -> usize {
    text.bytes().filter(|&b| b == delimiter).count()
}

/// Lines that hold a delimiter.
#[derive(Debug, Default)]
struct Delimited {
    n_lines: usize,
    /// Lines of four cells and more.
    n_wide: usize,
    n_neighbors: usize,
    n_equal: usize,
    last: usize,
}

impl Delimited {
    fn see(&mut self, n_delimiters: usize) {
        self.n_lines += usize::from(n_delimiters > 0);
        self.n_wide += usize::from(n_delimiters > 2);
        if n_delimiters > 0 && self.last > 0 {
            self.n_neighbors += 1;
            self.n_equal += usize::from(n_delimiters == self.last);
        }
        self.last = n_delimiters;
    }

    /// A spreadsheet's dump may drop trailing empty cells: its rows are wide, though not equal.
    fn is_table(&self, min_regular: f64) -> bool {
        self.n_wide.saturating_mul(2) > self.n_lines
            || self.n_equal as f64 >= min_regular * self.n_neighbors as f64
    }
}

#[cfg(test)]
mod tests {
    use super::{Shape, detect};
    use crate::text::lines::split;

    fn check(text: &str, shape: Shape) {
        assert_eq!(detect(&split(text)), shape, "{text:?}");
    }

    #[test]
    fn one_cell_a_line() {
        check("绩效表\n\n\t项目名称\n\t路灯\n\n\t金额\n\t\t居中的标题\n", Shape::CellPerLine);
        check("只有文字\n没有表格\n", Shape::CellPerLine);
        check("", Shape::CellPerLine);
    }

    #[test]
    fn one_row_a_line() {
        check("绩效表\n\n项目名称\t路灯\t\n\t金额\t12\n", Shape::Tabs);
        check("名称\t金额\n路灯\t12\n", Shape::Tabs);
    }

    #[test]
    fn rows_without_their_trailing_cells() {
        check("a\tb\tc\td\te\nf\tg\th\ti\nj\tk\tl\tm\tn\to\n", Shape::Tabs);
    }

    #[test]
    fn rows_with_bars() {
        check("| 名称 | 金额 |\n|---|---|\n| 路灯 | 12 |\n", Shape::Pipes);
        check("名称|金额\n路灯|12\n", Shape::Pipes);
        check("甲|乙\n文字\n一|二|三\n四|五|六|七\n", Shape::CellPerLine);
    }

    #[test]
    fn prose_indented_with_tabs() {
        let prose = "1.\t总则\n\t(1)\t目的\n2.\t范围\n\t(1)\t适用\n\t\t(a)\t其他\n";
        check(prose, Shape::CellPerLine);
    }
}
