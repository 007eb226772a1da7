//! Workbooks made of a few parts.

use formgrid_model::{Diagnostics, Limits, RawItem};
use formgrid_testkit::zip_of;

const WORKBOOK: &str =
    "<workbook><sheets><sheet name='表' sheetId='1' r:id='s'/></sheets></workbook>";
const ROOT: &str = "<Relationships><Relationship Id='a' Type='x/officeDocument' Target='book/workbook.xml'/></Relationships>";
const LINKS: &str = "<Relationships><Relationship Id='s' Type='x/worksheet' Target='deep/one.xml'/>\
    <Relationship Id='t' Type='x/sharedStrings' Target='strings.xml'/>\
    <Relationship Id='u' Type='x/styles' Target='styles.xml'/></Relationships>";
const STRINGS: &str = "<sst><si><t>路灯</t></si></sst>";
const STYLES: &str = "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yyyy\"年\"m\"月\"d\"日\"'/>\
    <numFmt numFmtId='165' formatCode=';;;'/></numFmts><fonts><font/><font><strike/></font></fonts>\
    <cellXfs><xf numFmtId='0'/><xf numFmtId='164'/><xf numFmtId='165'/><xf fontId='1'/>\
    <xf><alignment horizontal='centerContinuous'/></xf></cellXfs></styleSheet>";

/// Items of a sheet (paragraphs, rows of cells in brackets) and findings.
fn shown(sheet: &str, beside: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", ROOT.as_bytes()),
        ("book/workbook.xml", WORKBOOK.as_bytes()),
        ("book/_rels/workbook.xml.rels", LINKS.as_bytes()),
        ("book/strings.xml", STRINGS.as_bytes()),
        ("book/styles.xml", STYLES.as_bytes()),
        ("book/deep/one.xml", sheet.as_bytes()),
    ];
    parts.extend(beside.iter().map(|(name, text)| (*name, text.as_bytes())));
    let mut diagnostics = Diagnostics::new();
    let raw = crate::read(&zip_of(&parts), &Limits::default(), &mut diagnostics).unwrap();
    let mut shown = Vec::new();
    for item in &raw.items {
        match item {
            RawItem::Paragraph(paragraph) => shown.push(paragraph.text.text.clone()),
            RawItem::Furniture(text) => shown.push(format!("~ {}", text.text)),
            RawItem::Grid(raw) => {
                for row in 0..raw.grid.n_rows() {
                    let cells = raw.grid.origins(row).map(|c| match (c.row_span, c.col_span) {
                        (1, 1) => format!("[{}]", c.text),
                        (rows, cols) => format!("[{}]{rows}x{cols}", c.text),
                    });
                    shown.push(cells.collect());
                }
            }
            RawItem::Rows(_) | RawItem::Canvas(_) => shown.push("not of this format".to_owned()),
        }
    }
    let found = diagnostics.iter().map(|d| format!("{} {}", d.code.as_str(), d.message)).collect();
    (shown, found)
}

#[test]
fn a_part_listed_as_several_sheets_is_read_once() {
    let workbook =
        WORKBOOK.replace("</sheets>", "<sheet name='又' sheetId='2' r:id='s'/></sheets>");
    let sheet =
        "<worksheet><sheetData><row><c r='A1' t='s'><v>0</v></c></row></sheetData></worksheet>";
    let parts: [(&str, &[u8]); 5] = [
        ("_rels/.rels", ROOT.as_bytes()),
        ("book/workbook.xml", workbook.as_bytes()),
        ("book/_rels/workbook.xml.rels", LINKS.as_bytes()),
        ("book/strings.xml", STRINGS.as_bytes()),
        ("book/deep/one.xml", sheet.as_bytes()),
    ];
    let mut diagnostics = Diagnostics::new();
    let raw = crate::read(&zip_of(&parts), &Limits::default(), &mut diagnostics).unwrap();
    let grids = raw.items.iter().filter(|item| matches!(item, RawItem::Grid(_))).count();
    assert_eq!(grids, 1);
    let found: Vec<&str> = diagnostics.iter().map(|found| found.code.as_str()).collect();
    assert_eq!(found, ["read/part-doubled"]);
}

fn check(cells: &str, expected: &[&str], findings: &[&str]) {
    let sheet = format!("<worksheet><sheetData>{cells}</sheetData></worksheet>");
    let (shown, found) = shown(&sheet, &[]);
    assert_eq!(
        (shown, found),
        (
            expected.iter().map(ToString::to_string).collect(),
            findings.iter().map(ToString::to_string).collect()
        )
    );
}

#[test]
fn cells_of_all_kinds() {
    check(
        "<row><c t='s'><v>0</v></c><c><v>0.5</v></c><c t='b'><v>1</v></c><c t='e'><v>#SPILL!</v></c></row>\
         <row><c t='inlineStr'><is><t>一</t></is><v>9</v></c><c t='str'><f>A1</f><v>二</v></c>\
         <c t='d' s='1'><v>2026-03-01</v></c><c s='1'><v>46093</v></c></row>",
        &["[路灯][0.5][TRUE][#SPILL!]", "[一][二][2026年3月1日][2026年3月12日]"],
        &[],
    );
}

#[test]
fn an_unreadable_cell_fails_alone() {
    check(
        "<row r='1'><c r='A1' t='s'><v>7</v></c><c r='B1'><v>x</v></c><c r='C1' t='str'><v>末</v></c>\
         <c r='D1'><f>SUM(A1)</f></c><c r='E1' t='e' vm='1'><v>#VALUE!</v></c></row>",
        &["[x][末]"],
        &[
            "read/cell-damaged a cell refers to a shared string that does not exist: 7",
            "read/cell-damaged a numeric cell holds no number; its text was kept: x",
            "read/passed-over a formula without a stored result was passed over: SUM(A1)",
            "read/passed-over a picture in a cell was passed over",
        ],
    );
}

#[test]
fn struck_and_hidden_values_are_reported() {
    check(
        "<row><c t='s' s='3'><v>0</v></c><c s='2'><v>12</v></c><c t='s'><v>0</v></c></row>",
        &["[路灯]"],
        &[
            "layout/struck-text struck text left out: 路灯",
            "read/hidden a value that its number format does not show was left out: 12",
        ],
    );
}

#[test]
fn merges_and_hidden_rows_are_read_as_xml() {
    let sheet = "<worksheet><sheetData><row\n\thidden='1' r='1'><c r='A1'><v>1</v></c></row>\
        <row r='2'><c r='A2' t='str' s='4'><v>题</v></c><c r='B2' s='4'/></row>\
        <row r='3'><c r='A3'><v>2</v></c><c r='B3'><v>3</v></c></row><row r='4'><c r='C4'><v>4</v></c></row>\
        </sheetData><mergeCells><mergeCell\n\tref='A3:A4'/><!-- <mergeCell ref='B3:B4'/> --></mergeCells></worksheet>";
    let (shown, found) = shown(sheet, &[]);
    assert_eq!(shown, ["[题]1x2[]", "[2]2x1[3][]", "[][4]"]);
    assert_eq!(found, ["read/hidden one cell in hidden rows or columns left out: 1"]);
}

#[test]
fn floating_texts_come_around_the_grid_or_in_a_cell() {
    let sheet = "<worksheet><sheetData><row r='3'><c r='A3'><v>1</v></c><c r='C3'><v>2</v></c></row></sheetData>\
        <headerFooter><oddHeader>&amp;C附件2</oddHeader></headerFooter><drawing r:id='d'/></worksheet>";
    let links = "<Relationships><Relationship Id='d' Type='x/drawing' Target='../drawing.xml'/></Relationships>";
    let anchor = |row: u32, col: u32, inside: &str| {
        format!(
            "<oneCellAnchor><from><col>{col}</col><row>{row}</row></from>{inside}</oneCellAnchor>"
        )
    };
    let text = |text: &str| format!("<sp><txBody><p><r><t>{text}</t></r></p></txBody></sp>");
    let drawing = format!(
        "<wsDr>{}{}{}{}</wsDr>",
        anchor(0, 0, &text("目标表")),
        anchor(2, 1, &text("路灯")),
        anchor(9, 0, &text("注")),
        anchor(4, 4, "<pic><cNvPr descr='公章'/></pic>"),
    );
    let beside = [("book/deep/_rels/one.xml.rels", links), ("book/drawing.xml", drawing.as_str())];
    let (shown, found) = shown(sheet, &beside);
    assert_eq!(shown, ["~ 附件2", "目标表", "[1][路灯][2]", "注"]);
    assert_eq!(found, ["read/passed-over a picture was passed over: 公章"]);
}
