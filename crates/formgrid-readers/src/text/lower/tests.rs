//! Lines as lowered, drawn one per raw line.

use formgrid_model::{Code, Diagnostics, Limits, LineContent, RawItem, RawLine};

use super::{Lowering, Shape};
use crate::text::lines::split;

/// Lines as `number: [cell] [cell]` or `number: text`; blank lines as `number:`.
fn draw(lines: &[RawLine]) -> Vec<String> {
    lines
        .iter()
        .map(|line| match &line.content {
            LineContent::Blank => format!("{}:", line.line),
            LineContent::Text(text) => format!("{}: {}", line.line, text.text),
            LineContent::Cells(cells) | LineContent::Drawn(_, cells) => {
                let cells: Vec<_> = cells.iter().map(|c| format!("[{}]", c.text)).collect();
                format!("{}: {}", line.line, cells.join(" "))
            }
        })
        .collect()
}

/// The lines of a text of one shape, and the number of its atoms.
fn lower(text: &str, shape: Shape, diagnostics: &mut Diagnostics) -> (Vec<RawLine>, u32) {
    let limits = Limits::default();
    let mut lowering = Lowering::new(false, &limits, diagnostics);
    lowering.plain(&split(text), shape).unwrap();
    let (items, n_atoms) = lowering.finish();
    let lines = items.into_iter().flat_map(|item| match item {
        RawItem::Rows(rows) => rows.lines,
        _ => Vec::new(),
    });
    (lines.collect(), n_atoms)
}

fn check(text: &str, shape: Shape, expected: &[&str]) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let (lines, n_atoms) = lower(text, shape, &mut diagnostics);
    assert_eq!(draw(&lines), expected);
    let mut atoms: Vec<u32> = lines
        .iter()
        .flat_map(|line| match &line.content {
            LineContent::Blank => &[],
            LineContent::Text(text) => std::slice::from_ref(text),
            LineContent::Cells(cells) | LineContent::Drawn(_, cells) => cells.as_slice(),
        })
        .filter_map(|text| text.atom)
        .chain(diagnostics.iter().flat_map(|diagnostic| diagnostic.atoms.clone()))
        .map(|atom| atom.0)
        .collect();
    atoms.sort_unstable();
    assert!(atoms.iter().copied().eq(0..n_atoms), "{atoms:?}");
    diagnostics
}

#[test]
fn only_the_first_tab_opens_a_cell() {
    check(
        "路灯维护\n\n\t项目\n\t\n\t\t12 万元\n \n",
        Shape::CellPerLine,
        &["1: 路灯维护", "2:", "3: [项目]", "4: []", "5: [\t12 万元]", "6:  "],
    );
}

#[test]
fn a_row_keeps_its_empty_cells() {
    check(
        "名称\t路灯\t\t\n\t12\n注",
        Shape::Tabs,
        &["1: [名称] [路灯] [] []", "2: [] [12]", "3: 注"],
    );
}

#[test]
fn bars_at_both_ends_are_borders() {
    check(
        "| 名称 | 金额 |\n|------|---:|\n路灯|\n",
        Shape::Pipes,
        &["1: [ 名称 ] [ 金额 ]", "3: [路灯]"],
    );
    check(
        "名称 | 金额\n路灯 | \n | 12\n",
        Shape::Pipes,
        &["1: [名称 ] [ 金额]", "2: [路灯 ] [ ]", "3: [ ] [ 12]"],
    );
}

#[test]
fn a_watermark_line_is_consumed() {
    let watermark = "Evaluation Warning: The document was created with Some.Doc.";
    let text = format!("\t项目\n{watermark}\n\t路灯\n");
    let diagnostics = check(&text, Shape::CellPerLine, &["1: [项目]", "3: [路灯]"]);
    let codes: Vec<_> = diagnostics.iter().map(|d| (d.code, d.atoms.len())).collect();
    assert_eq!(codes, [(Code::ReadConverterMark, 1)]);
}

#[test]
fn a_contents_bookmark_makes_a_heading() {
    let mut diagnostics = Diagnostics::new();
    let text = " [bookmark: _Toc_7]二、路灯\n\t[bookmark: _GoBack]项目\n";
    let (lines, _) = lower(text, Shape::CellPerLine, &mut diagnostics);
    assert_eq!(draw(&lines), ["1:  二、路灯", "2: [项目]"]);
    assert_eq!(lines.iter().map(|line| line.heading).collect::<Vec<_>>(), [true, false]);
    assert_eq!(diagnostics.iter().count(), 1);
}

#[test]
fn markup_is_reported_once() {
    let text = "<p>目标</p>\t<u>修路</u>\n<p>指标</p>\t<5%\n";
    let diagnostics = check(text, Shape::Tabs, &["1: [目标] [修路]", "2: [指标] [<5%]"]);
    assert_eq!(diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), [Code::ReadMarkup]);
}

#[test]
fn a_table_in_a_cell_gives_a_line_per_row() {
    let table =
        "<table><tr><td>修路</td><td>3公里</td></tr><tr><td>架桥</td><td>2座</td></tr></table>";
    let text = format!("目标1\t产出\t{table}\t修路\t3公里\n目标2\t{table}\n");
    check(
        &text,
        Shape::Tabs,
        &[
            "1: [目标1] [产出] [修路] [3公里]",
            "1: [] [] [架桥] [2座]",
            "1: [] [] [修路] [3公里]",
            "2: [目标2] [修路] [3公里]",
            "2: [] [架桥] [2座]",
        ],
    );
}
