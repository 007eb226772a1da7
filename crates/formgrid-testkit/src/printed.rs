//! An invented project form as a PDF document and as an old workbook: media for which the corpus
//! has no document with replaceable names.

use std::fmt::Write as _;

use crate::pdf_pages;

/// Column width, row height and text size, in points.
const COLUMN_PT: usize = 90;
const ROW_PT: usize = 26;
const SIZE_PT: usize = 9;
/// Position of the table on an A4 page, from the lower left corner.
const LEFT_PT: usize = 27;
const TOP_PT: usize = 760;

/// A row: its cells from left to right with their column spans.
type Row = Vec<(usize, String)>;

/// The title and the rows, of six columns.
fn form(city: &str, number: usize) -> (String, Vec<Row>) {
    let rows = [
        format!("2 项目名称|4 {city}渡口修缮第{number}批"),
        format!("2 主管部门及代码|2 {city}市交通局|1 实施单位|1 {city}市渡运中心"),
        format!("2 项目资金（万元）|2 年度资金总额|2 {number}.50"),
        format!("2 |2 其中：财政拨款|2 {number}.50"),
        "2 年度绩效目标|4 修缮渡口，检验渡船，保障渡运安全".to_owned(),
        "1 绩效指标|1 一级指标|1 二级指标|1 三级指标|2 指标值".to_owned(),
        format!("1 |1 产出指标|1 数量指标|1 修缮渡口数量|2 ≥{}座", number % 90 + 1),
        "1 |1 产出指标|1 质量指标|1 渡船检验率|2 ≥98%".to_owned(),
        "1 |1 满意度指标|1 服务对象满意度|1 乘客满意度|2 ≥95%".to_owned(),
    ];
    let cell = |cell: &str| {
        let (span, text) = cell.split_once(' ').unwrap_or(("1", cell));
        (span.parse().unwrap_or(1), text.to_owned())
    };
    let rows = rows.iter().map(|row| row.split('|').map(cell).collect()).collect();
    (format!("{city}市项目支出绩效目标表（2031年度）"), rows)
}

/// The form as a PDF document. Its font is not embedded, and codes are mapped only by a named character map.
pub(crate) fn pdf(city: &str, number: usize) -> Vec<u8> {
    let (title, rows) = form(city, number);
    let mut content = "0.5 w\n".to_owned();
    show_text(&mut content, LEFT_PT + 2 * COLUMN_PT, TOP_PT + 14, &title);
    for (row, y) in rows.iter().zip((0..TOP_PT).rev().step_by(ROW_PT).skip(1)) {
        let mut x = LEFT_PT;
        for (span, text) in row {
            let width = span * COLUMN_PT;
            // Writing to a string cannot fail.
            let _ = writeln!(content, "{x} {y} {width} {ROW_PT} re S");
            show_text(&mut content, x + 4, y + 9, text);
            x += width;
        }
    }
    let font = "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H \
                /DescendantFonts [4 0 R] >>";
    let descendant = "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 \
                      /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> \
                      /FontDescriptor 5 0 R >>";
    let descriptor = "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 \
                      /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 \
                      /CapHeight 880 /StemV 93 >>";
    let others = [font, descendant, descriptor].map(|object| object.as_bytes().to_vec());
    let page = "/MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>";
    pdf_pages(&[(page, &content)], &others)
}

fn show_text(content: &mut String, x: usize, y: usize, text: &str) {
    let codes: String = text.encode_utf16().map(|unit| format!("{unit:04x}")).collect();
    let _ = writeln!(content, "BT /F1 {SIZE_PT} Tf 1 0 0 1 {x} {y} Tm <{codes}> Tj ET");
}

/// The form as an XML workbook, which programs of its time save with the extension of the binary
/// one.
pub(crate) fn xls(city: &str, number: usize) -> Vec<u8> {
    let (title, rows) = form(city, number);
    let mut xml = "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n\
                   <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
                   xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\n\
                   <Worksheet ss:Name=\"Sheet1\"><Table>\n"
        .to_owned();
    for row in std::iter::once(&vec![(6, title)]).chain(&rows) {
        xml.push_str("<Row>");
        for (span, text) in row {
            let merged = span - 1;
            let data = format!("<Data ss:Type=\"String\">{text}</Data>");
            let _ = write!(xml, "<Cell ss:MergeAcross=\"{merged}\">{data}</Cell>");
        }
        xml.push_str("</Row>\n");
    }
    xml.push_str("</Table></Worksheet></Workbook>\n");
    xml.into_bytes()
}
