//! Dialects: how a dump prints table rows, detected from the shape of all its lines.
//!
//! With one cell per line, lines have a leading TAB and no other. With one row per line, adjacent lines
//! have equal numbers of delimiters, since trailing empty cells are kept. Prose indented with TABs has
//! delimiters inside its lines too, but few, and their number varies from line to line.

use formgrid_model::Dialect;

use super::lines::Line;
use super::quoted;

/// How a dump separates cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A line that starts with a TAB opens a cell.
    CellPerLine,
    /// A line is a row of cells separated by TAB.
    Tabs,
    /// A line is a row of cells separated by `|`, possibly with `|` at both ends too.
    Pipes,
    /// Rows in the format of RFC 4180, with this delimiter.
    Quoted(char),
    /// A line with a lone TAB, surrounded by blank lines, separates two cells; more blank lines end a row.
    Between,
}

impl Shape {
    /// The dialect for layout.
    pub(super) fn dialect(self) -> Dialect {
        match self {
            Self::CellPerLine => Dialect::CellPerLine,
            Self::Tabs | Self::Pipes | Self::Between | Self::Quoted('\t') => Dialect::RowPerLine,
            Self::Quoted(_) => Dialect::Fields,
        }
    }
}

/// Minimum share of adjacent lines with equal numbers of delimiters among those that have any. Damaged
/// scans keep more than nine in ten, indented prose has less than half.
const MIN_REGULAR: f64 = 0.6;

/// Minimum number of lines with a lone TAB that is no accident.
const MIN_LONE: usize = 3;

/// Detects the shape of a dump.
pub(super) fn detect(lines: &[Line<'_>]) -> Shape {
    let (mut n_leading, mut n_starting, mut n_lone) = (0_usize, 0_usize, 0_usize);
    // Lines with a TAB inside, lines with none, and the range of TAB counts of lines that have any.
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
    // With one cell per line, a lone TAB is an empty cell, and most cells are not empty.
    if n_lone >= MIN_LONE && n_lone == n_starting && tabs.n_lines == 0 {
        return Shape::Between;
    }
    let is_ragged = n_starting * 10 <= tabs.n_lines && tabs.n_several * 2 > tabs.n_lines;
    let is_wide = tabs.n_lines > 2 * n_leading && tabs.n_wide * 3 > tabs.n_lines;
    // With one cell per line, paragraphs have no TAB. This detects rows whose first cell is blank.
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

/// Whether a field begins with a quote: the first field of the line, or one after a TAB.
fn opens_quote(text: &str) -> bool {
    text.starts_with('"') || text.contains("\t\"")
}

/// Whether most of the first nonblank lines contain a character.
fn has_many(lines: &[Line<'_>], c: char) -> bool {
    let first = || lines.iter().filter(|line| !line.text.is_empty()).take(FIRST_LINES);
    first().filter(|line| line.text.contains(c)).count() * 2 > first().count()
}

/// Lines sampled before all lines are searched for a delimiter.
const FIRST_LINES: usize = 200;

fn count(text: &str, delimiter: u8) -> usize {
    text.bytes().filter(|&b| b == delimiter).count()
}

/// Counts of the lines that contain a delimiter.
#[derive(Debug, Default)]
struct Delimited {
    n_lines: usize,
    /// Lines with at least three cells.
    n_several: usize,
    /// Lines with at least four cells.
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

    /// Wide rows suffice, since a spreadsheet dump may drop trailing empty cells.
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
    fn one_cell_per_line() {
        check("绩效表\n\n\t项目名称\n\t路灯\n\n\t金额\n\t\t居中的标题\n", Shape::CellPerLine);
        check("只有文字\n没有表格\n", Shape::CellPerLine);
        check("", Shape::CellPerLine);
    }

    #[test]
    fn one_row_per_line() {
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
