//! Tests: what a person sees beyond plain text, and findings for the rest.

use formgrid_testkit::docx;

use super::tests::{check, check_with, p, read_bytes, show, tbl, tc, tr};

/// Items and findings of a document.
fn check_found(body: &str, beside: &[(&str, &str, &str)], items: &[&str], findings: &[&str]) {
    let (raw, found) = read_bytes(&docx(body, beside));
    assert_eq!(
        (show(&raw.unwrap()), found),
        (
            items.iter().map(ToString::to_string).collect(),
            findings.iter().map(ToString::to_string).collect()
        )
    );
}

fn run(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>")
}

#[test]
fn struck_and_hidden_text_is_left_out_and_reported() {
    let body = format!(
        "<w:p>{}{}{}{}</w:p>",
        run("<w:strike/>", "≥20公里"),
        run("<w:vanish/>", "草稿"),
        run("<w:rStyle w:val=\"h\"/>", "内部"),
        run("<w:strike w:val=\"0\"/>", "≥24公里"),
    );
    let styles = "<w:styles><w:style w:type=\"character\" w:styleId=\"h\"><w:rPr><w:vanish/></w:rPr>\
        </w:style></w:styles>";
    check_found(
        &body,
        &[("styles.xml", "styles", styles)],
        &["P ≥24公里"],
        &[
            "layout/struck-text struck text left out: ≥20公里",
            "read/hidden hidden text left out: 草稿",
            "read/hidden hidden text left out: 内部",
        ],
    );
}

#[test]
fn superscripts_and_symbols_become_unicode_characters() {
    let symbol = "<w:rFonts w:ascii=\"Symbol\" w:hAnsi=\"Symbol\"/>";
    let body = format!(
        "<w:p>{}{}{}</w:p>",
        run(symbol, "\u{f0b3}"),
        run("", "10"),
        run("<w:vertAlign w:val=\"superscript\"/>", "4"),
    );
    check(&body, &["P ≥10⁴"]);
}

#[test]
fn fields_that_store_no_result_are_drawn() {
    let field = |instruction: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>\
             <w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    let form = "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData><w:checkBox><w:default w:val=\"0\"/>\
        <w:checked/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>\
        <w:r><w:fldChar w:fldCharType=\"end\"/></w:r>";
    let body = format!("<w:p>{}{form}是</w:p>", field(" eq \\f(3,4) "));
    check(&body.replace('是', "<w:r><w:t>是</w:t></w:r>"), &["P 3/4☑是"]);
    check_found(
        &format!("<w:p>{}</w:p>", field("=SUM(ABOVE)")),
        &[],
        &[],
        &["read/passed-over a field without a stored result was passed over: =SUM(ABOVE)"],
    );
}

#[test]
fn formulas_keep_their_meaning_in_one_line() {
    let math =
        |inner: &str| format!("<w:p><w:r><w:t>≥</w:t></w:r><m:oMath>{inner}</m:oMath></w:p>");
    let r = |text: &str| format!("<m:r><m:t>{text}</m:t></m:r>");
    let cases = [
        (format!("<m:f><m:num>{}</m:num><m:den>{}</m:den></m:f>", r("3"), r("4")), "≥3/4"),
        (format!("<m:f><m:num>{}</m:num><m:den>{}</m:den></m:f>", r("a+b"), r("c")), "≥(a+b)/c"),
        (format!("<m:sSup><m:e>{}</m:e><m:sup>{}</m:sup></m:sSup>", r("10"), r("4")), "≥10⁴"),
        (format!("<m:sSup><m:e>{}</m:e><m:sup>{}</m:sup></m:sSup>", r("x"), r("y")), "≥x^(y)"),
        (format!("<m:rad><m:radPr/><m:deg/><m:e>{}</m:e></m:rad>", r("1800")), "≥√1800"),
        (format!("<m:d><m:e>{}</m:e></m:d>", r("a")), "≥(a)"),
    ];
    for (inner, expected) in cases {
        check(&math(&inner), &[&format!("P {expected}")]);
    }
}

#[test]
fn placeholders_are_no_values() {
    let body = "<w:p><w:r><w:t>项目：</w:t></w:r><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>\
        <w:r><w:t>单击此处输入</w:t></w:r></w:sdtContent></w:sdt><w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>路灯</w:t>\
        </w:r></w:sdtContent></w:sdt></w:p>";
    let finding = "read/placeholder placeholder text was left out: 单击此处输入";
    check_found(body, &[], &["P 项目：路灯"], &[finding]);
}

#[test]
fn chunks_of_other_formats_are_read_in_their_place() {
    let body = format!("{}<w:altChunk r:id=\"rId1\"/>{}", p("甲"), p("丙"));
    let page = "<html><body><table><tr><td>一</td><td>二</td></tr></table><p>乙</p></body></html>";
    let chunk = [("c.html", "aFChunk", page)];
    check_with(&body, &chunk, &["P 甲", "T 一|二", "P 乙", "P 丙"]);
    check_found(
        &format!("{body}<w:altChunk r:id=\"rId1\"/>"),
        &chunk,
        &["P 甲", "T 一|二", "P 乙", "P 丙"],
        &["read/passed-over a part in another format was passed over: word/c.html"],
    );
}

#[test]
fn non_text_content_is_reported_with_its_place() {
    let object = "<w:p><w:r><w:object><v:shape><v:imagedata/></v:shape><o:OLEObject ProgID=\"Excel.Sheet.12\"/>\
        </w:object></w:r></w:p>";
    let picture =
        "<w:p><w:r><w:drawing><wp:docPr descr=\"公章\"/><pic:pic/></w:drawing></w:r></w:p>";
    let body = tbl(&[tr(&[tc("", object), tc("", picture)])]);
    check_found(
        &body,
        &[],
        &["T |"],
        &[
            "read/passed-over an embedded object was passed over: Excel.Sheet.12, in table 1, row 1, cell 1",
            "read/passed-over a picture was passed over: 公章, in table 1, row 1, cell 2",
        ],
    );
}

#[test]
fn text_under_a_merge_is_left_out_and_reported() {
    let rows = [
        tr(&[tc("vMerge=restart", &p("甲")), tc("", &p("乙"))]),
        tr(&[tc("vMerge", &p("旧")), tc("", &p("丙"))]),
        tr(&[tc("vMerge=restart", ""), tc("", &p("丁"))]),
        tr(&[tc("vMerge", &p("戊")), tc("", &p("己"))]),
    ];
    check_found(
        &tbl(&rows),
        &[],
        &["T 甲|乙|丙|戊|丁|己"],
        &["read/hidden text under merged cells left out: 旧"],
    );
}

#[test]
fn a_control_shows_the_text_that_is_bound_to_it() {
    let binding = |path: &str| {
        format!("<w:dataBinding w:xpath=\"{path}\" w:storeItemID=\"{{AB-1}}\"/><w:text/>")
    };
    let control = |properties: &str, content: &str| {
        format!(
            "<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"
        )
    };
    let stale = control(&binding("/x:f[1]/x:road[1]"), &run("", "旧路"));
    let equal = control(&binding("/x:f[1]/x:road[2]"), &run("", "新 桥"));
    let lost = control(&binding("/x:f[1]/x:road[3]"), &run("", "灯"));
    let date =
        control(&binding("/x:f[1]/@day").replace("<w:text/>", "<w:date/>"), &run("", "5月1日"));
    let asking = control(
        &format!("<w:showingPlcHdr/>{}", binding("/x:f[1]/@day")),
        &run("", "单击此处输入"),
    );
    let cell = control(&binding("/x:f[1]/x:road[1]"), &tc("", &p("旧")));
    let body = format!(
        "<w:p>{}{stale}、{equal}{lost}</w:p><w:p>{date}</w:p><w:p>{asking}</w:p>{}",
        run("", "修"),
        tbl(&[tr(&[cell])]),
    );
    let store =
        "<x:f xmlns:x='y' day='2026-05-01'><x:road>新路</x:road><x:road>新桥</x:road></x:f>";
    let links = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
        <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXmlProps\" \
        Target=\"props1.xml\"/></Relationships>";
    let beside = [
        ("item1.xml", "customXml", store),
        ("_rels/item1.xml.rels", "other", links),
        ("props1.xml", "other", "<ds:datastoreItem xmlns:ds='z' ds:itemID='{ab-1}'/>"),
    ];
    let left_out =
        "read/hidden the stored text of a control that is bound to another was left out: ";
    check_found(
        &body,
        &beside,
        &["P 修新路新 桥灯", "P 5月1日", "P 2026-05-01", "T 新路"],
        &["旧路", "单击此处输入", "旧"]
            .map(|text| format!("{left_out}{text}"))
            .each_ref()
            .map(String::as_str),
    );
}
