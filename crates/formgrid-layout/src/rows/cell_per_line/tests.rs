//! Dumps as converters write them, and the tables a person would see. `→` stands for the TAB that opens
//! a cell; the texts are invented.

use formgrid_model::{
    Affixes, AtomId, Block, Code, Diagnostics, Dialect, FormShape, Lexicon, Limits, LineContent,
    Place, RawLine, RawRows, RawText, RowShape, ShapeCell, ShapeText, Slots, Table, WordClass,
    fold_label, is_blank,
};
use formgrid_testkit::draw;

use super::resolve;

fn raw(text: &str, line: u32, next: &mut u32) -> RawText {
    let atom = (!is_blank(text)).then(|| {
        *next += 1;
        AtomId(*next - 1)
    });
    RawText { text: text.to_owned(), place: Place::at_line(line), atom }
}

fn rows(dump: &str) -> RawRows {
    let mut next = 0;
    let lines = dump.lines().zip(1u32..).map(|(text, line)| {
        let content = match (text.strip_prefix('→'), text) {
            (Some(cell), _) => LineContent::Cells([raw(cell, line, &mut next)].into()),
            (None, "") => LineContent::Blank,
            (None, text) => LineContent::Text(raw(text, line, &mut next)),
        };
        RawLine { line, content, page_break: false, heading: false }
    });
    RawRows { dialect: Dialect::CellPerLine, lines: lines.collect() }
}

fn lexicon(forms: Vec<FormShape>) -> Lexicon {
    let mut lexicon = Lexicon { forms, ..Lexicon::default() };
    for word in ["类别", "名称", "数值", "依据", "历年数值", "前年", "上年", "本年"]
    {
        lexicon.words.insert(word.to_owned(), WordClass::HEADER);
    }
    lexicon.title_endings = Affixes::ends([("目标表".to_owned(), WordClass::TITLE)]);
    lexicon
}

/// A form of five columns: labels with values, a header of two rows, data.
fn form() -> FormShape {
    let cell = |text: &str, col_span: usize| ShapeCell {
        col_span,
        text: match text {
            "^" => ShapeText::Above,
            "^@" => ShapeText::Fill,
            "@" => ShapeText::Any,
            words => ShapeText::Words(
                words.split('/').map(|word| fold_label(word).into_owned()).collect(),
            ),
        },
    };
    let row = |cells: &[(&str, usize)], opens: bool| RowShape {
        cells: cells.iter().map(|&(text, span)| cell(text, span)).collect(),
        opens,
    };
    FormShape {
        form: "sample".to_owned(),
        n_cols: 5,
        rows: vec![
            row(&[("单位全称", 1), ("@", 4)], true),
            row(&[("工作目标", 1), ("@", 4)], false),
            row(&[("年度指标", 1), ("名称", 1), ("历年数值", 2), ("依据", 1)], false),
            row(&[("^", 1), ("^", 1), ("前年", 1), ("上年", 1), ("^", 1)], false),
            row(&[("^", 1), ("^@", 1), ("@", 1), ("@", 1), ("@", 1)], false),
        ],
    }
}

struct Resolved {
    tables: Vec<Table>,
    paragraphs: Vec<String>,
    codes: Vec<Code>,
}

fn resolved(dump: &str, forms: Vec<FormShape>) -> Resolved {
    let mut diagnostics = Diagnostics::new();
    let blocks =
        resolve(rows(dump), &lexicon(forms), &mut Slots::new(&Limits::default()), &mut diagnostics);
    let (mut tables, mut paragraphs) = (Vec::new(), Vec::new());
    for block in blocks {
        match block {
            Block::Table(table) => tables.push(*table),
            Block::Paragraph(paragraph) => paragraphs.push(paragraph.text),
        }
    }
    let codes = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    Resolved { tables, paragraphs, codes }
}

#[track_caller]
fn check(dump: &str, forms: Vec<FormShape>, expected: &[&str]) -> Resolved {
    let found = resolved(dump, forms);
    let drawn: Vec<String> = found.tables.iter().map(|table| draw(&table.grid)).collect();
    let expected: Vec<String> = expected
        .iter()
        .map(|drawing| drawing.trim().lines().map(str::trim).collect::<Vec<_>>().join("\n"))
        .collect();
    let drawn: Vec<String> = drawn.iter().map(|drawing| drawing.trim_end().to_owned()).collect();
    assert_eq!(drawn.join("\n\n"), expected.join("\n\n"));
    found
}

const FORM_DUMP: &str = "\
→单位全称
→苗圃

→年度指标
→名称
→历年数值
→依据

→
→
→前年
→上年
→

→
→育苗
→3
→4
→台账
";

const FORM_GRID: &str = "
    ┌──────────┬───────────────────────────┐
    │ 单位全称 │ 苗圃                      │
    ├──────────┼──────┬─────────────┬──────┤
    │ 年度指标 │ 名称 │ 历年数值    │ 依据 │
    │          │      ├──────┬──────┤      │
    │          │      │ 前年 │ 上年 │      │
    │          ├──────┼──────┼──────┼──────┤
    │          │ 育苗 │ 3    │ 4    │ 台账 │
    └──────────┴──────┴──────┴──────┴──────┘";

#[test]
fn vanished_horizontal_merges_come_back_from_the_rows_of_the_form() {
    let found = check(FORM_DUMP, vec![form()], &[FORM_GRID]);
    assert_eq!(found.tables[0].header_rows, [1, 2]);
    assert!(found.tables[0].rows.iter().all(|note| note.repairs.is_empty()));
}

#[test]
fn labels_that_the_row_below_divides_share_its_labels() {
    let dump = "\
→指标
→数值
→依据

→类别
→名称
→上年
→本年
→

→产量
→育苗
→3
→4
→台账

→产量
→嫁接
→5
→6
→台账
";
    let grid = "
        ┌─────────────┬─────────────┬──────┐
        │ 指标        │ 数值        │ 依据 │
        ├──────┬──────┼──────┬──────┼──────┤
        │ 类别 │ 名称 │ 上年 │ 本年 │      │
        ├──────┼──────┼──────┼──────┼──────┤
        │ 产量 │ 育苗 │ 3    │ 4    │ 台账 │
        ├──────┼──────┼──────┼──────┼──────┤
        │ 产量 │ 嫁接 │ 5    │ 6    │ 台账 │
        └──────┴──────┴──────┴──────┴──────┘";
    check(dump, Vec::new(), &[grid]);
}

#[test]
fn a_form_that_the_document_is_not_of_draws_no_lines() {
    let mut other = form();
    for row in &mut other.rows {
        row.cells.reverse();
    }
    let dump = "→甲\n→乙\n→丙\n\n→1\n→2\n→3\n";
    check(
        dump,
        vec![other],
        &["
        ┌──────┬──────┬──────┐
        │ 甲   │ 乙   │ 丙   │
        ├──────┼──────┼──────┤
        │ 1    │ 2    │ 3    │
        └──────┴──────┴──────┘"],
    );
}

#[test]
fn a_blank_paragraph_inside_a_cell_does_not_end_its_row() {
    let dump = FORM_DUMP.replace("→育苗\n→3", "→育苗\n\n→3");
    let found = check(&dump, vec![form()], &[FORM_GRID]);
    assert_eq!(found.tables[0].rows[3].repairs, [Code::LayoutRowRejoined]);
    assert!(found.tables[0].rows[3].confidence < found.tables[0].rows[2].confidence);
    assert!(found.codes.contains(&Code::LayoutRowRejoined));
}

#[test]
fn a_label_padded_and_repeated_stays_one_cell() {
    let dump = FORM_DUMP.replace("→年度指标\n", "→\n\n\n年度指标\n\n\n\n年度指标\n\n");
    let found = resolved(&dump, vec![form()]);
    let label = found.tables[0].grid.at(1, 0).unwrap();
    assert_eq!((label.row_span, label.text.as_str()), (3, "年度指标\n年度指标"));
    assert!(found.codes.contains(&Code::LayoutLabelFolded));
}

#[test]
fn a_first_cell_that_lost_its_border_opens_the_next_table() {
    let mut form = form();
    form.rows[0] = RowShape {
        cells: vec![
            ShapeCell { col_span: 3, text: ShapeText::Any },
            ShapeCell { col_span: 2, text: ShapeText::Words(vec!["单位:万元".to_owned()]) },
        ],
        opens: true,
    };
    let one = FORM_DUMP.replace("→单位全称\n→苗圃", "→甲圃\n→单位：万元");
    let two = format!("{}\n乙圃\n{}", one.trim_end(), one.trim_start_matches("→甲圃\n"));
    let found = resolved(&two, vec![form]);
    assert_eq!(found.tables.len(), 2);
    assert_eq!(found.tables[1].grid.at(0, 0).unwrap().text, "乙圃");
    assert!(found.codes.contains(&Code::LayoutCellRestored));
}

#[test]
fn a_table_that_goes_on_without_header_is_read_by_its_rows() {
    let dump = format!("{FORM_DUMP}\n\n→\n→移栽\n→5\n→6\n→台账\n");
    let found = check(
        &dump,
        vec![form()],
        &[
            FORM_GRID,
            "
        ┌──────┬──────┬──────┬──────┬──────┐
        │      │ 移栽 │ 5    │ 6    │ 台账 │
        └──────┴──────┴──────┴──────┴──────┘",
        ],
    );
    assert!(found.tables[1].header_rows.is_empty());
}

#[test]
fn titles_between_tables_are_paragraphs() {
    let dump = format!("甲圃目标表\n{FORM_DUMP}\n\n乙圃\n目标表\n{FORM_DUMP}");
    let found = check(&dump, vec![form()], &[FORM_GRID, FORM_GRID]);
    assert_eq!(found.paragraphs, ["甲圃目标表", "乙圃", "目标表"]);
}

#[test]
fn rows_of_an_unknown_table_share_the_lines_of_its_widest_row() {
    let dump = "\
→类别
→名称
→数值

→林木
→松
→3

→
→柏
→4

→合计共七株
→7
";
    check(
        dump,
        Vec::new(),
        &["
        ┌──────┬──────┬──────┐
        │ 类别 │ 名称 │ 数值 │
        ├──────┼──────┼──────┤
        │ 林木 │ 松   │ 3    │
        │      ├──────┼──────┤
        │      │ 柏   │ 4    │
        ├──────┴──────┼──────┤
        │ 合计共七株  │ 7    │
        └─────────────┴──────┘"],
    );
}

#[test]
fn a_header_of_two_rows_ties_the_lines_on_both_sides() {
    let dump = "\
→名称
→历年数值
→本年
→依据

→
→前年
→上年
→
→

→松
→1
→2
→3
→台账

→柏
→4
→5
→6
→台账
";
    check(
        dump,
        Vec::new(),
        &["
        ┌──────┬─────────────┬──────┬──────┐
        │ 名称 │ 历年数值    │ 本年 │ 依据 │
        │      ├──────┬──────┤      │      │
        │      │ 前年 │ 上年 │      │      │
        ├──────┼──────┼──────┼──────┼──────┤
        │ 松   │ 1    │ 2    │ 3    │ 台账 │
        ├──────┼──────┼──────┼──────┼──────┤
        │ 柏   │ 4    │ 5    │ 6    │ 台账 │
        └──────┴──────┴──────┴──────┴──────┘"],
    );
}

/// A form to be filled in by hand, with blank paragraphs in its empty cells.
const BLANK_FORM: &str = "\
→单位
→

→住址
→

→负责人
→



→电话
→




→传真
→


";

#[test]
fn blank_paragraphs_in_an_empty_last_cell_do_not_end_its_table() {
    let found = resolved(BLANK_FORM, Vec::new());
    let sizes = found.tables.iter().map(|table| (table.grid.n_rows(), table.grid.n_cols()));
    assert_eq!(sizes.collect::<Vec<_>>(), [(5, 2)]);
}

#[test]
fn blank_lines_up_to_the_next_page_end_a_table() {
    let dump = format!("{BLANK_FORM}{}{BLANK_FORM}", "\n".repeat(20));
    let found = resolved(&dump, Vec::new());
    let sizes = found.tables.iter().map(|table| (table.grid.n_rows(), table.grid.n_cols()));
    assert_eq!(sizes.collect::<Vec<_>>(), [(5, 2), (5, 2)]);
}

#[test]
fn prose_set_in_with_tabs_is_no_table() {
    let dump = "→一、\t育苗\n→二、\t移栽\n→三、\t修剪\n";
    let found = check(dump, Vec::new(), &[]);
    assert_eq!(found.paragraphs.len(), 3);
}

/// Checks that each text of a dump ends in one cell or paragraph.
#[track_caller]
fn check_conserved(dump: &str) {
    let mut diagnostics = Diagnostics::new();
    let blocks = resolve(
        rows(dump),
        &lexicon(vec![form()]),
        &mut Slots::new(&Limits::default()),
        &mut diagnostics,
    );
    let mut atoms: Vec<u32> = Vec::new();
    for block in &blocks {
        match block {
            Block::Table(table) => {
                atoms.extend(table.grid.cells().iter().flat_map(|cell| &cell.atoms).map(|a| a.0));
            }
            Block::Paragraph(paragraph) => atoms.extend(paragraph.atoms.iter().map(|a| a.0)),
        }
    }
    atoms.sort_unstable();
    let n = u32::try_from(dump.lines().filter(|line| !line.is_empty() && *line != "→").count());
    assert_eq!(atoms, (0..n.unwrap()).collect::<Vec<_>>());
}

#[test]
fn every_atom_stands_in_exactly_one_place() {
    check_conserved(&format!("题目\n{FORM_DUMP}\n\n\n尾注\n→甲\n→乙\n文\n\n→丙\n→丁\n"));
}

#[test]
fn a_cell_that_begins_with_an_empty_line_keeps_its_text() {
    check_conserved(&format!("{FORM_DUMP}\n\n→\n→\n戊\n→10米\n→12米\n→计划\n\n"));
}

#[test]
fn a_row_without_an_end_is_kept_whole_and_in_time() {
    let dump: String = (0..3000).map(|i| format!("→{i}\n")).collect();
    let found = resolved(&dump, Vec::new());
    let cells: usize =
        found.tables.iter().map(|t| t.grid.cells().iter().filter(|c| !c.is_empty()).count()).sum();
    assert_eq!(cells, 3000);
}

#[test]
fn rows_of_every_width_cost_no_more_than_their_cells() {
    let row = |width: usize| {
        (0..width).map(|i| format!("→{i}\n")).chain(["\n".to_owned()]).collect::<String>()
    };
    let dump: String = (0..600).map(|i| row(1 + i * 7 % 300)).collect();
    let found = resolved(&dump, Vec::new());
    let n_rows: usize = found.tables.iter().map(|table| table.grid.n_rows()).sum();
    assert_eq!(n_rows, 600);
}

/// A dump of rows, their cells divided by `|`.
fn dump(rows: &[&str]) -> String {
    let row = |row: &&str| row.split('|').map(|cell| format!("→{cell}\n")).collect::<String>();
    rows.iter().map(row).collect::<Vec<_>>().join("\n")
}

#[test]
fn blanks_below_labels_tie_the_runs_between_them() {
    let rows = [
        "序号|单位|项目|资金|目标|指标",
        "|||合计|拨款|其他||一级|二级|数值",
        "1|林业站|造林|9.5|9.5|0|完成造林并管护到位，成活率达到要求。|产出|数量|90亩",
        "2|农技站|示范|6|5|1|建成示范田两处并组织观摩培训活动。|产出|数量|2处",
    ];
    check(&dump(&rows), Vec::new(), &["
        ┌──────┬────────┬──────┬────────────────────┬──────────────────────────────────────┬────────────────────┐
        │ 序号 │ 单位   │ 项目 │ 资金               │ 目标                                 │ 指标               │
        │      │        │      ├──────┬──────┬──────┤                                      ├──────┬──────┬──────┤
        │      │        │      │ 合计 │ 拨款 │ 其他 │                                      │ 一级 │ 二级 │ 数值 │
        ├──────┼────────┼──────┼──────┼──────┼──────┼──────────────────────────────────────┼──────┼──────┼──────┤
        │ 1    │ 林业站 │ 造林 │ 9.5  │ 9.5  │ 0    │ 完成造林并管护到位，成活率达到要求。 │ 产出 │ 数量 │ 90亩 │
        ├──────┼────────┼──────┼──────┼──────┼──────┼──────────────────────────────────────┼──────┼──────┼──────┤
        │ 2    │ 农技站 │ 示范 │ 6    │ 5    │ 1    │ 建成示范田两处并组织观摩培训活动。   │ 产出 │ 数量 │ 2处  │
        └──────┴────────┴──────┴──────┴──────┴──────┴──────────────────────────────────────┴──────┴──────┴──────┘"]);
}

#[test]
fn a_header_and_its_first_row_have_the_same_columns() {
    let rows = [
        "资金||年初|全年|执行|分值|率|得分",
        "|总额|150|150|127|10|85%|8.5",
        "二级|三级|年度|实际|分值|得分|原因",
        "产出指标（50分）",
        "数量|新认定的平台|≥3家|3家|10|10|",
        "质量|设备验收合格|100%|96%|10|9|一台设备延期到货",
    ];
    check(
        &dump(&rows),
        Vec::new(),
        &["
        ┌──────┬──────────────┬──────┬──────┬──────┬──────┬─────────┬────────┐
        │ 资金 │              │ 年初 │ 全年 │ 执行 │ 分值 │ 率      │ 得分   │
        │      ├──────────────┼──────┼──────┼──────┼──────┼─────────┼────────┤
        │      │ 总额         │ 150  │ 150  │ 127  │ 10   │ 85%     │ 8.5    │
        ├──────┼──────────────┼──────┼──────┼──────┼──────┼─────────┴────────┤
        │ 二级 │ 三级         │ 年度 │ 实际 │ 分值 │ 得分 │ 原因             │
        ├──────┴──────────────┴──────┴──────┴──────┴──────┴──────────────────┤
        │ 产出指标（50分）                                                   │
        ├──────┬──────────────┬──────┬──────┬──────┬──────┬──────────────────┤
        │ 数量 │ 新认定的平台 │ ≥3家 │ 3家  │ 10   │ 10   │                  │
        ├──────┼──────────────┼──────┼──────┼──────┼──────┼──────────────────┤
        │ 质量 │ 设备验收合格 │ 100% │ 96%  │ 10   │ 9    │ 一台设备延期到货 │
        └──────┴──────────────┴──────┴──────┴──────┴──────┴──────────────────┘"],
    );
}
