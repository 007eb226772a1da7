//! Dialects: how a dump prints the rows of its tables, told by the shape of all its lines.
//!
//! A dump of one cell a line has lines with a leading TAB and no other; a dump of one row a line has
//! neighbors with the same number of delimiters, since it keeps trailing empty cells. Prose indented
//! with TABs has delimiters inside its lines too, but few, and not the same number from line to line.

use formgrid_model::Dialect;

use super::lines::Line;
use super::quoted;

/// How the cells of a dump are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A line that starts with TAB opens a cell.
    CellPerLine,
    /// A line is a row, its cells divided by TAB.
    Tabs,
    /// A line is a row, its cells divided by `|`, which may also stand at both ends.
    Pipes,
    /// Rows as RFC 4180 writes them, divided by this character.
    Quoted(char),
    /// A TAB alone on a line stands between two cells, blank lines around it; more of them end a row.
    Between,
}

impl Shape {
    /// The dialect as layout knows it.
    pub(super) fn dialect(self) -> Dialect {
        match self {
            Self::CellPerLine => Dialect::CellPerLine,
            Self::Tabs | Self::Pipes | Self::Between | Self::Quoted('\t') => Dialect::RowPerLine,
            Self::Quoted(_) => Dialect::Fields,
        }
    }
}

/// Neighbors with equal numbers of delimiters, of all neighbors that have some: damaged scans keep
/// more than nine in ten, indented prose has less than half.
const MIN_REGULAR: f64 = 0.6;

/// So many lines of a lone TAB are no accident.
const MIN_LONE: usize = 3;

/// Tells the shape of a dump.
pub(super) fn detect(lines: &[Line<'_>]) -> Shape {
    let (mut n_leading, mut n_starting, mut n_lone) = (0_usize, 0_usize, 0_usize);
    // Lines with a TAB inside and with none at all, and how many TABs those with some have.
    let (mut n_inner, mut n_without) = (0_usize, 0_usize);
    let (mut least, mut most) = (usize::MAX, 0);
    let (mut tabs, mut pipes) = (Delimited::default(), Delimited::default());
    for line in lines.iter().filter(|line| !line.text.is_empty()) {
        let n_tabs = count(line.text, b'\t');
        let has_leading = line.text.starts_with('\t');
        n_leading += usize::from(has_leading && n_tabs == 1);
        n_starting += usize::from(has_leading);
        n_lone += usize::from(line.text == "\t");
        n_inner += usize::from(n_tabs > 0 && !has_leading);
        n_without += usize::from(n_tabs == 0);
        if n_tabs > 0 {
            (least, most) = (least.min(n_tabs), most.max(n_tabs));
        }
        tabs.see(if has_leading && n_tabs == 1 { 0 } else { n_tabs });
        pipes.see(if n_tabs == 0 { count(line.text, b'|') } else { 0 });
    }
    // In a dump of one cell a line a TAB alone is an empty cell, and most cells are not.
    if n_lone >= MIN_LONE && n_lone == n_starting && tabs.n_lines == 0 {
        return Shape::Between;
    }
    let is_ragged = n_starting * 10 <= tabs.n_lines && tabs.n_several * 2 > tabs.n_lines;
    let is_wide = tabs.n_lines > 2 * n_leading && tabs.n_wide * 3 > tabs.n_lines;
    // A paragraph of a dump of one cell a line has no TAB, so rows with blank first cells are told.
    let is_even = least == most && n_inner > n_without && n_inner > 1;
    let has_quotes = lines.iter().any(|line| opens_quote(line.text));
    if has_quotes && n_leading == 0 && quoted::is_regular(lines, '\t') {
        return Shape::Quoted('\t');
    }
    if is_even || tabs.n_lines > n_leading && (tabs.is_table(MIN_REGULAR) || is_ragged || is_wide) {
        if has_quotes { Shape::Quoted('\t') } else { Shape::Tabs }
    } else if pipes.n_lines > n_leading + tabs.n_lines && pipes.n_lines > 1 && pipes.is_table(0.8) {
        Shape::Pipes
    } else if n_leading > 0 {
        Shape::CellPerLine
    } else {
        let divides = |&c: &char| has_many(lines, c) && quoted::is_regular(lines, c);
        [',', ';'].into_iter().find(divides).map_or(Shape::CellPerLine, Shape::Quoted)
    }
}

/// Whether a field begins with a quote: the first of the line, or one behind a TAB.
fn opens_quote(text: &str) -> bool {
    text.starts_with('"') || text.contains("\t\"")
}

/// Whether most of the first lines that are not blank hold a character.
fn has_many(lines: &[Line<'_>], c: char) -> bool {
    let first = || lines.iter().filter(|line| !line.text.is_empty()).take(FIRST_LINES);
    first().filter(|line| line.text.contains(c)).count() * 2 > first().count()
}

/// So many lines tell whether it pays to look for delimiters in all.
const FIRST_LINES: usize = 200;

fn count(text: &str, delimiter: u8) -> usize {
    text.bytes().filter(|&b| b == delimiter).count()
}

/// Lines that hold a delimiter.
#[derive(Debug, Default)]
struct Delimited {
    n_lines: usize,
    /// Lines of three cells and more.
    n_several: usize,
    /// Lines of four cells and more.
    n_wide: usize,
    n_neighbors: usize,
    n_equal: usize,
    last: usize,
}

impl Delimited {
    fn see(&mut self, n_delimiters: usize) {
        self.n_lines += usize::from(n_delimiters > 0);
        self.n_several += usize::from(n_delimiters > 1);
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
    fn rows_without_the_cells_that_merges_cover() {
        check(
            "年度\t名称\t内容\t金额\n总额\t拨款\n修路\t材料\t3\n合计\t3\n架桥\t人工\t2\n",
            Shape::Tabs,
        );
        check("项目\n\n\t\n\n路灯\n\n\n\n\n金额\n\n\t\n\n3\n\n\t\n\n元\n", Shape::Between);
    }

    #[test]
    fn rows_with_blank_first_cells() {
        check("年度\t单位\n\t按计划\n小计\t未启动\n\t已完成\n\t已完成\n", Shape::Tabs);
        check("项目表\n\t项目\n\t路灯\n说明\t一\n", Shape::CellPerLine);
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
