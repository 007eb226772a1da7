//! Generates `corpora/docx` and `corpora/malformed/docx` from their XML.
//!
//! Binary files in a repository need a source; this is it. The test fails if a file differs from its
//! source; `FORMGRID_WRITE_CORPUS=1 cargo test -p formgrid-readers --test docx_corpus` rewrites all of
//! them. All contents are invented.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use formgrid_testkit::{
    Beside, assert_made, docx, element_with_namespaces, package_of, with_namespaces,
};

/// A case: its name below `corpora/` and its bytes.
type Case = (&'static str, Vec<u8>);

#[test]
fn the_documents_are_what_their_sources_make() {
    assert_made(cases().into_iter().chain(malformed()));
}

fn cases() -> Vec<Case> {
    vec![
        ("docx/merged-header-two-levels.docx", docx(&merged_header(), &[])),
        ("docx/vertical-merge.docx", docx(&vertical_merge(), &[])),
        ("docx/grid-before-and-after.docx", docx(&grid_before_and_after(), &[])),
        ("docx/cells-merged-without-span.docx", docx(&merged_without_span(), &[])),
        ("docx/tracked-change.docx", docx(&tracked_change(), &[])),
        ("docx/content-control.docx", docx(&content_control(), &[])),
        ("docx/nested-table.docx", docx(&nested_table(), &[])),
        ("docx/text-box.docx", docx(&text_box(), &[])),
        ("docx/automatic-numbers.docx", automatic_numbers()),
        ("docx/fields-symbols-and-breaks.docx", docx(&fields_symbols_and_breaks(), &[])),
        ("docx/headers-footers-and-notes.docx", headers_footers_and_notes()),
        ("docx/repeated-header-row.docx", docx(&repeated_header_row(), &[])),
        ("docx/strict-utf16.docx", strict_utf16()),
        ("docx/entities.docx", entities()),
    ]
}

fn malformed() -> Vec<Case> {
    let whole = with_namespaces("w:document", &format!("<w:body>{}</w:body>", vertical_merge()));
    let cut = whole.rfind("路灯").unwrap() + "路灯".len();
    let deep = "<w:tbl><w:tr><w:tc>".repeat(10_000);
    let ends = "</w:tc></w:tr></w:tbl>".repeat(10_000);
    let archive = docx(&vertical_merge(), &[]);
    vec![
        ("malformed/docx/xml-cut--recovers.docx", package_of(&whole.as_bytes()[..cut], &[])),
        ("malformed/docx/bad-checksum--recovers.docx", bad_checksum(archive.clone())),
        ("malformed/docx/span-of-a-million--recovers.docx", docx(&span_of_a_million(), &[])),
        ("malformed/docx/archive-cut--errors.docx", archive[..archive.len() / 2].to_vec()),
        ("malformed/docx/tables-nested-deep--errors.docx", docx(&format!("{deep}{ends}"), &[])),
        ("malformed/docx/encrypted--errors.docx", encrypted()),
    ]
}

fn t(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn p(text: &str) -> String {
    format!("<w:p>{}</w:p>", t(text))
}

/// A cell with properties, `gridSpan=2 vMerge`, and its content.
fn cell(properties: &str, inner: &str) -> String {
    let properties: String = properties
        .split_whitespace()
        .map(|property| match property.split_once('=') {
            Some((name, value)) => format!("<w:{name} w:val=\"{value}\"/>"),
            None => format!("<w:{property}/>"),
        })
        .collect();
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>")
}

/// A row of cells without properties.
fn plain(texts: &[&str]) -> String {
    row(&texts.iter().map(|text| cell("", &p(text))).collect::<Vec<_>>())
}

fn row(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.concat())
}

fn table(n_cols: usize, rows: &[String]) -> String {
    let columns = "<w:gridCol w:w=\"1600\"/>".repeat(n_cols);
    format!("<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{}</w:tbl>", rows.concat())
}

const TITLE: &str = "云栖市青石区市政养护中心整体支出绩效目标表";

fn indicators() -> [String; 2] {
    [
        plain(&["一级指标", "二级指标", "三级指标", "指标值", "指标值确定依据"]),
        plain(&["产出指标", "数量指标", "路灯巡查次数", "≥12次", "计划标准"]),
    ]
}

fn merged_header() -> String {
    let rows = [
        row(&[
            cell("vMerge=restart", &p("一级指标")),
            cell("vMerge=restart", &p("二级指标")),
            cell("vMerge=restart", &p("三级指标")),
            cell("gridSpan=2", &p("近两年指标值")),
            cell("vMerge=restart", &p("预期当年实现值")),
        ]),
        row(&[
            cell("vMerge", "<w:p/>"),
            cell("vMerge", "<w:p/>"),
            cell("vMerge", "<w:p/>"),
            cell("", &p("前年")),
            cell("", &p("上年")),
            cell("vMerge", "<w:p/>"),
        ]),
        plain(&["产出指标", "数量指标", "路灯巡查次数", "10次", "11次", "≥12次"]),
    ];
    format!("{}{}", p(TITLE), table(6, &rows))
}

fn vertical_merge() -> String {
    let [header, _] = indicators();
    let rest = |name: &str, value: &str| {
        [cell("", &p(name)), cell("", &p(value)), cell("", &p("计划标准"))].concat()
    };
    let rows = [
        header,
        row(&[
            cell("vMerge=restart", &p("产出指标")),
            cell("vMerge=restart", &p("数量指标")),
            rest("路灯巡查次数", "≥12次"),
        ]),
        row(&[cell("vMerge", "<w:p/>"), cell("vMerge", "<w:p/>"), rest("井盖更换数量", "≥80个")]),
        row(&[
            cell("vMerge", "<w:p/>"),
            cell("vMerge=restart", &p("质量指标")),
            rest("路灯完好率", "≥98%"),
        ]),
    ];
    format!("{}{}", p(TITLE), table(5, &rows))
}

fn grid_before_and_after() -> String {
    let properties = "<w:trPr><w:gridBefore w:val=\"3\"/></w:trPr>";
    let unit = format!("<w:tr>{properties}{}</w:tr>", cell("gridSpan=2", &p("单位：万元")));
    let properties = "<w:trPr><w:gridAfter w:val=\"3\"/></w:trPr>";
    let goal = format!(
        "<w:tr>{properties}{}{}</w:tr>",
        cell("", &p("年度目标1：")),
        cell("", &p("路灯完好，道路平整。"))
    );
    let [header, indicator] = indicators();
    format!("{}{}", p(TITLE), table(5, &[unit, goal, header, indicator]))
}

fn merged_without_span() -> String {
    let goal = row(&[
        cell("", &p("年度目标1：")),
        cell("hMerge=restart", &p("路灯完好，道路平整。")),
        cell("hMerge", "<w:p/>"),
        cell("hMerge", "<w:p/>"),
        cell("hMerge", "<w:p/>"),
    ]);
    let [header, indicator] = indicators();
    format!("{}{}", p(TITLE), table(5, &[goal, header, indicator]))
}

fn tracked_change() -> String {
    let by = "w:id=\"1\" w:author=\"审核人\" w:date=\"2024-01-05T09:00:00Z\"";
    let value = format!(
        "<w:p>{}<w:del {by}><w:r><w:delText>10</w:delText></w:r></w:del><w:ins {by}>{}</w:ins>{}</w:p>",
        t("≥"),
        t("12"),
        t("次")
    );
    let deleted = format!(
        "<w:tr><w:trPr><w:del {by}/></w:trPr>{}</w:tr>",
        ["产出指标", "数量指标", "已删去的指标", "1次", "计划标准"]
            .map(|x| cell("", &p(x)))
            .concat()
    );
    let width = format!(
        "<w:tc><w:tcPr><w:tcPrChange {by}><w:tcPr><w:gridSpan w:val=\"3\"/></w:tcPr></w:tcPrChange>\
         </w:tcPr>{}</w:tc>",
        p("计划标准")
    );
    let [header, _] = indicators();
    let changed = row(&[
        cell("", &p("产出指标")),
        cell("", &p("数量指标")),
        cell("", &p("路灯巡查次数")),
        cell("", &value),
        width,
    ]);
    format!("{}{}", p(TITLE), table(5, &[header, deleted, changed]))
}

fn control(inner: &str) -> String {
    format!(
        "<w:sdt><w:sdtPr><w:alias w:val=\"控件\"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
    )
}

fn content_control() -> String {
    let [header, _] = indicators();
    let indicator = row(&[
        cell("", &control(&p("产出指标"))),
        control(&cell("", &p("数量指标"))),
        cell("", &format!("<w:p>{}{}</w:p>", t("路灯"), control(&t("巡查次数")))),
        cell("", &p("≥12次")),
        cell("", &p("计划标准")),
    ]);
    let last = plain(&["产出指标", "质量指标", "路灯完好率", "≥98%", "行业标准"]);
    format!("{}{}", p(TITLE), control(&table(5, &[header, indicator, control(&last)])))
}

fn nested_table() -> String {
    let inner = table(2, &[plain(&["养护路段", "里程"]), plain(&["青石大街", "3公里"])]);
    let rows = [
        plain(&["部门名称", "云栖市青石区市政养护中心"]),
        row(&[
            cell("", &p("部门职能概述")),
            cell("", &format!("{}{inner}{}", p("负责路灯和道路的养护。"), p("接受社会监督。"))),
        ]),
    ];
    format!("{}{}", p(TITLE), table(2, &rows))
}

fn text_box() -> String {
    let inner = format!("<w:txbxContent>{}</w:txbxContent>", p("填报日期：2024年1月26日"));
    let shape = format!(
        "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:wsp><wps:txbx>{inner}\
         </wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{inner}\
         </v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    );
    format!("<w:p>{}{shape}</w:p>{}", t(TITLE), table(5, &indicators()))
}

fn automatic_numbers() -> Vec<u8> {
    let item = |list: u8, text: &str| {
        let list = format!("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{list}\"/></w:numPr>");
        format!("<w:p><w:pPr>{list}</w:pPr>{}</w:p>", t(text))
    };
    let heading =
        |text: &str| format!("<w:p><w:pPr><w:pStyle w:val=\"1\"/></w:pPr>{}</w:p>", t(text));
    let functions = [item(1, "负责路灯养护。"), item(1, "负责道路养护。")].concat();
    let tasks = [item(2, "更换井盖80个。"), item(3, "公开养护计划。")].concat();
    let rows = [
        row(&[cell("", &p("部门职能概述")), cell("", &functions)]),
        row(&[cell("", &p("年度工作任务")), cell("", &tasks)]),
    ];
    let body = format!(
        "{}{}{}{}",
        heading("总体绩效目标"),
        p("路灯完好，道路平整。"),
        heading("工作保障措施"),
        table(2, &rows)
    );
    let styles = element_with_namespaces(
        "w:styles",
        "<w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/><w:pPr><w:numPr>\
         <w:numId w:val=\"4\"/></w:numPr><w:outlineLvl w:val=\"0\"/></w:pPr></w:style>",
    );
    let level = |id: u8, format: &str, text: &str| {
        format!(
            "<w:abstractNum w:abstractNumId=\"{id}\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/>\
             <w:numFmt w:val=\"{format}\"/><w:lvlText w:val=\"{text}\"/></w:lvl></w:abstractNum>"
        )
    };
    let lists: String = (1..=4)
        .map(|id| format!("<w:num w:numId=\"{id}\"><w:abstractNumId w:val=\"{id}\"/></w:num>"))
        .collect();
    let levels = [
        level(1, "decimal", "%1."),
        level(2, "decimalEnclosedCircle", "%1"),
        level(3, "bullet", "\u{f0b7}"),
        level(4, "chineseCounting", "%1、"),
    ];
    let numbering = element_with_namespaces("w:numbering", &format!("{}{lists}", levels.concat()));
    let beside: [Beside<'_>; 2] =
        [("styles.xml", "styles", &styles), ("numbering.xml", "numbering", &numbering)];
    docx(&body, &beside)
}

fn fields_symbols_and_breaks() -> String {
    let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let total = format!(
        "{}<w:r><w:instrText> =SUM(ABOVE) </w:instrText></w:r>{}{}{}",
        mark("begin"),
        mark("separate"),
        t("26.10"),
        mark("end")
    );
    let value = "<w:r><w:sym w:font=\"Symbol\" w:char=\"F0B3\"/></w:r>";
    let tasks = "<w:r><w:t>1、巡查路灯12次。</w:t><w:br/><w:t>2、更换井盖80个。</w:t></w:r>";
    let link = format!("<w:hyperlink w:anchor=\"a\">{}</w:hyperlink>", t("路灯巡查次数"));
    let checked = "<w:r><w:sym w:font=\"Wingdings 2\" w:char=\"F052\"/></w:r>";
    let rows = [
        row(&[cell("", &p("年度工作任务")), cell("gridSpan=4", &format!("<w:p>{tasks}</w:p>"))]),
        row(&[
            cell("", &p("项目属性")),
            cell("gridSpan=2", &format!("<w:p>{checked}{}</w:p>", t("延续"))),
            cell("", &p("年度预算")),
            cell("", &format!("<w:p>{total}</w:p>")),
        ]),
        indicators()[0].clone(),
        row(&[
            cell("", &p("产出指标")),
            cell("", &p("数量指标")),
            cell("", &format!("<w:p>{link}</w:p>")),
            cell("", &format!("<w:p>{value}{}</w:p>", t("12次"))),
            cell("", &p("计划标准")),
        ]),
    ];
    format!("{}{}", p(TITLE), table(5, &rows))
}

fn headers_footers_and_notes() -> Vec<u8> {
    let header = element_with_namespaces("w:hdr", &p("云栖市青石区 2024 年预算公开"));
    let footer = element_with_namespaces("w:ftr", &p("第 1 页"));
    let notes = element_with_namespaces(
        "w:footnotes",
        &format!(
            "<w:footnote w:type=\"separator\" w:id=\"0\"><w:p/></w:footnote>\
             <w:footnote w:id=\"2\">{}</w:footnote>",
            p("注：路灯数量以年初清点为准。")
        ),
    );
    let title = format!("<w:p>{}<w:r><w:footnoteReference w:id=\"2\"/></w:r></w:p>", t(TITLE));
    let beside: [Beside<'_>; 3] = [
        ("header1.xml", "header", &header),
        ("footer1.xml", "footer", &footer),
        ("footnotes.xml", "footnotes", &notes),
    ];
    docx(&format!("{title}{}", table(5, &indicators())), &beside)
}

fn repeated_header_row() -> String {
    let repeats = "<w:tr><w:trPr><w:tblHeader/></w:trPr>";
    let names = ["事项", "去年做了什么", "今年做什么"].map(|name| cell("", &p(name))).concat();
    let rows = [
        format!("{repeats}{names}</w:tr>"),
        plain(&["路灯", "巡查十次", "巡查十二次"]),
        plain(&["井盖", "更换七十个", "更换八十个"]),
    ];
    table(3, &rows)
}

fn strict_utf16() -> Vec<u8> {
    let body = table(5, &indicators()).replace("w:", "x:");
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?><x:document \
         xmlns:x=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><x:body>{body}</x:body></x:document>"
    );
    let bytes: Vec<u8> =
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    package_of(&bytes, &[])
}

fn entities() -> Vec<u8> {
    let mut laughs = String::from("<!DOCTYPE d [<!ENTITY a0 \"哈\">");
    for n in 1..40 {
        laughs.push_str(&format!("<!ENTITY a{n} \"&a{0};&a{0};&a{0};&a{0};\">", n - 1));
    }
    let body = format!("<w:body>{}{}</w:body>", p("路灯 &lt; 井盖 &#x2265; 3"), p("&a39;"));
    let document = format!("{laughs}]>{}", element_with_namespaces("w:document", &body));
    package_of(document.as_bytes(), &[])
}

fn span_of_a_million() -> String {
    let goal = row(&[cell("", &p("年度目标1：")), cell("gridSpan=1000000", &p("路灯完好。"))]);
    let [header, indicator] = indicators();
    format!("{}{}", p(TITLE), table(5, &[goal, header, indicator]))
}

/// Breaks the checksum of the main part, in its local header and in the central directory.
fn bad_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
    let name = b"word/document.xml";
    // Offset of the name after the header start, offset of the checksum, and signature.
    let headers: [(usize, usize, &[u8]); 2] = [(30, 14, b"PK\x03\x04"), (46, 16, b"PK\x01\x02")];
    for at in 46..bytes.len() - name.len() {
        if !bytes[at..].starts_with(name) {
            continue;
        }
        for (before, checksum, signature) in headers {
            if bytes[at - before..].starts_with(signature) {
                bytes[at - before + checksum] ^= 0xff;
            }
        }
    }
    bytes
}

/// Just enough to show that a document is encrypted.
fn encrypted() -> Vec<u8> {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 504], &name].concat()
}
