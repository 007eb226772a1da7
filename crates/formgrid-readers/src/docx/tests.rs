//! The reader on small documents, written as XML or by another library.

use std::time::Instant;

use formgrid_model::{Diagnostics, Limits, RawDocument, RawItem};
use formgrid_testkit::{Beside, docx, element_with_namespaces, package_of, parse_drawing, zip_of};

use crate::{ReadError, read};

pub(super) fn read_bytes(bytes: &[u8]) -> (Result<RawDocument, ReadError>, Vec<String>) {
    let mut diagnostics = Diagnostics::new();
    let raw = read(bytes, &Limits::default(), &mut diagnostics);
    let found = diagnostics.iter().map(|d| format!("{} {}", d.code.as_str(), d.message)).collect();
    (raw, found)
}

/// Items in short: `P`, `H`, `F` and the text, `T` and the texts of a table's cells.
pub(super) fn show(raw: &RawDocument) -> Vec<String> {
    let item = |item: &RawItem| match item {
        RawItem::Paragraph(p) if p.heading => format!("H {}", p.text.text),
        RawItem::Paragraph(p) => format!("P {}", p.text.text),
        RawItem::Furniture(text) => format!("F {}", text.text),
        RawItem::Grid(grid) => {
            let texts: Vec<_> = grid.grid.cells().iter().map(|cell| cell.text.as_str()).collect();
            format!("T {}", texts.join("|"))
        }
        RawItem::Rows(_) | RawItem::Canvas(_) => "not of this format".to_owned(),
    };
    raw.items.iter().map(item).collect()
}

pub(super) fn check_with(body: &str, beside: &[Beside<'_>], expected: &[&str]) {
    let (raw, found) = read_bytes(&docx(body, beside));
    let raw = raw.unwrap();
    assert_eq!((show(&raw), found), (expected.iter().map(ToString::to_string).collect(), vec![]));
    let mut atoms: Vec<u32> = raw
        .items
        .iter()
        .flat_map(|item| match item {
            RawItem::Paragraph(p) => p.text.atom.into_iter().collect(),
            RawItem::Furniture(text) => text.atom.into_iter().collect(),
            RawItem::Grid(grid) => grid.grid.cells().iter().flat_map(|c| c.atoms.clone()).collect(),
            RawItem::Rows(_) | RawItem::Canvas(_) => Vec::new(),
        })
        .map(|atom| atom.0)
        .collect();
    atoms.sort_unstable();
    assert_eq!(atoms, (0..raw.n_atoms).collect::<Vec<_>>(), "every atom once");
}

pub(super) fn check(body: &str, expected: &[&str]) {
    check_with(body, &[], expected);
}

/// The body holds exactly the drawn table.
fn check_grid(body: &str, drawing: &str) {
    let (raw, _) = read_bytes(&docx(body, &[]));
    let raw = raw.unwrap();
    let [RawItem::Grid(found)] = raw.items.as_slice() else { panic!("{:?}", show(&raw)) };
    let expected = parse_drawing(drawing);
    assert_eq!(formgrid_testkit::draw(&found.grid), formgrid_testkit::draw(&expected));
}

pub(super) fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A cell with properties, `gridSpan=2 vMerge=restart`, and paragraphs.
pub(super) fn tc(properties: &str, inner: &str) -> String {
    let properties: String = properties
        .split_whitespace()
        .map(|property| match property.split_once('=') {
            Some((name, value)) => format!("<w:{name} w:val=\"{value}\"/>"),
            None => format!("<w:{property}/>"),
        })
        .collect();
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>")
}

pub(super) fn tr(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.concat())
}

pub(super) fn tbl(rows: &[String]) -> String {
    format!("<w:tbl>{}</w:tbl>", rows.concat())
}

#[test]
fn spans_and_merges_make_the_grid() {
    let rows = [
        tr(&[tc("vMerge=restart", &p("甲")), tc("gridSpan=2", &p("乙"))]),
        tr(&[tc("vMerge", "<w:p/>"), tc("", &p("丙")), tc("", &p("丁"))]),
    ];
    check_grid(
        &tbl(&rows),
        "
        +----+---------+
        | 甲 | 乙      |
        |    +----+----+
        |    | 丙 | 丁 |
        +----+----+----+",
    );
}

#[test]
fn a_continuation_with_other_columns_is_a_separate_cell() {
    let rows = [
        tr(&[tc("vMerge=restart gridSpan=2", &p("甲")), tc("", &p("乙"))]),
        tr(&[tc("vMerge", &p("丙")), tc("gridSpan=2", &p("丁"))]),
    ];
    check_grid(
        &tbl(&rows),
        "
        +---------+----+
        | 甲      | 乙 |
        +----+----+----+
        | 丙 | 丁      |
        +----+---------+",
    );
}

#[test]
fn a_merge_ends_where_another_begins() {
    let row = |merge: &str, text: &str| tr(&[tc(merge, &p(text)), tc("", &p("列"))]);
    let rows = [
        row("vMerge", "甲"),
        row("vMerge", ""),
        row("vMerge=restart", "乙"),
        row("", "丙"),
        row("vMerge", "丁"),
    ];
    check_grid(
        &tbl(&rows),
        "
        +----+----+
        | 甲 | 列 |
        |    +----+
        |    | 列 |
        +----+----+
        | 乙 | 列 |
        +----+----+
        | 丙 | 列 |
        +----+----+
        | 丁 | 列 |
        +----+----+",
    );
}

#[test]
fn columns_left_out_are_empty_cells() {
    let row = "<w:tr><w:trPr><w:gridBefore w:val='1'/><w:gridAfter w:val='1'/></w:trPr>";
    let rows = [
        format!("{row}{}</w:tr>", tc("", &p("甲"))),
        tr(&[tc("", &p("乙")), tc("", &p("丙")), tc("", &p("丁"))]),
    ];
    check_grid(
        &tbl(&rows),
        "
        +----+----+----+
        |    | 甲 |    |
        +----+----+----+
        | 乙 | 丙 | 丁 |
        +----+----+----+",
    );
}

#[test]
fn cells_merged_without_a_span_are_joined() {
    let rows = [
        tr(&[tc("hMerge=restart", &p("甲")), tc("hMerge", "<w:p/>"), tc("hMerge", &p("甲"))]),
        tr(&[tc("", &p("乙")), tc("", &p("丙")), tc("", &p("丁"))]),
    ];
    check_grid(
        &tbl(&rows),
        "
        +--------------+
        | 甲           |
        +----+----+----+
        | 乙 | 丙 | 丁 |
        +----+----+----+",
    );
}

#[test]
fn only_the_rows_at_the_top_repeat() {
    let repeating =
        |text: &str| format!("<w:tr><w:trPr><w:tblHeader/></w:trPr>{}</w:tr>", tc("", &p(text)));
    let rows = [repeating("甲"), repeating("乙"), tr(&[tc("", &p("丙"))]), repeating("丁")];
    let (raw, _) = read_bytes(&docx(&tbl(&rows), &[]));
    let Some(RawItem::Grid(grid)) = raw.unwrap().items.into_iter().next() else { panic!() };
    assert_eq!(grid.repeated_rows, [0, 1]);
}

#[test]
fn tracked_changes_count_as_accepted() {
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let body = format!(
        "<w:p>{}<w:ins>{}</w:ins><w:del><w:r><w:delText>去</w:delText></w:r></w:del>\
         <w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo></w:p>",
        run("甲"),
        run("乙"),
        run("丙"),
        run("丁")
    );
    let (raw, found) = read_bytes(&docx(&body, &[]));
    assert_eq!(show(&raw.unwrap()), ["P 甲乙丁"]);
    let expected =
        "read/tracked-change 4 tracked changes in word/document.xml were read as accepted";
    assert_eq!(found, [expected]);
}

#[test]
fn a_deleted_paragraph_end_joins_two_paragraphs() {
    let end = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>";
    let first = format!("<w:p>{end}<w:r><w:t>甲</w:t></w:r></w:p>");
    check(&format!("{first}{}{}", p("乙"), p("丙")), &["P 甲乙", "P 丙"]);
    check(&tbl(&[tr(&[tc("", &first), tc("", &p("乙"))])]), &["T 甲|乙"]);
    check(&first, &["P 甲"]);
}

#[test]
fn deleted_rows_and_cells_are_gone() {
    let rows = [
        format!("<w:tr><w:trPr><w:del/></w:trPr>{}</w:tr>", tc("", &p("甲"))),
        tr(&[tc("cellDel", &p("乙")), tc("", &p("丙"))]),
    ];
    check(&tbl(&rows), &["T 丙"]);
}

#[test]
fn content_controls_hold_text_rows_and_cells() {
    let sdt = |inner: &str| {
        format!(
            "<w:sdt><w:sdtPr><w:text/><w:rPr><w:t>x</w:t></w:rPr></w:sdtPr>\
             <w:sdtContent>{inner}</w:sdtContent></w:sdt>"
        )
    };
    let run = sdt("<w:r><w:t>甲</w:t></w:r>");
    let cell = sdt(&tc("", &p("丙")));
    let row = sdt(&tr(&[tc("", &p("丁"))]));
    let table = tbl(&[tr(&[tc("", &p("乙")), cell]), row]);
    check(&format!("<w:p>{run}</w:p>{}", sdt(&table)), &["P 甲", "T 乙|丙|丁|"]);
}

#[test]
fn a_table_inside_a_cell_follows_the_one_around_it() {
    let around = |inner: String| {
        let cell = format!("{}{inner}{}", p("乙"), p("丁"));
        format!("{}{}", tbl(&[tr(&[tc("", &p("甲")), tc("", &cell)])]), p("戊"))
    };
    let three = tbl(&[tr(&[tc("", &p("丙")), tc("", &p("己")), tc("", &p("庚"))])]);
    check(&around(three), &["T 甲|乙\n丁", "T 丙|己|庚", "P 戊"]);
    // A nested table of one or two cells becomes text of its cell.
    let two = tbl(&[tr(&[tc("", &p("≥95")), tc("", &p("%"))])]);
    check(&around(two), &["T 甲|乙\n≥95%\n丁", "P 戊"]);
}

#[test]
fn a_text_box_follows_its_paragraph_and_appears_once() {
    let text_box = format!("<w:txbxContent>{}{}</w:txbxContent>", p("乙"), p("丙"));
    let shape = format!(
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{text_box}</wps:txbx></mc:Choice>\
         <mc:Fallback><w:pict><v:textbox>{text_box}</v:textbox></w:pict></mc:Fallback>\
         </mc:AlternateContent></w:r>"
    );
    let paragraph = format!("<w:p>{shape}<w:r><w:t>甲</w:t></w:r></w:p>");
    check(&format!("{paragraph}{}", p("丁")), &["P 甲", "P 乙", "P 丙", "P 丁"]);
    check(&tbl(&[tr(&[tc("", &paragraph)])]), &["T 甲\n乙\n丙"]);
}

#[test]
fn fields_show_their_result() {
    let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>");
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let code = "<w:r><w:instrText> PAGE </w:instrText></w:r>";
    let inner = [&mark("begin"), code, &mark("separate"), &run("内"), &mark("end")].concat();
    let outer = [mark("begin"), inner, mark("separate"), run("外"), mark("end")].concat();
    check(&format!("<w:p>{outer}{}</w:p>", run("后")), &["P 外后"]);
    let simple = "<w:fldSimple w:instr='PAGE'><w:r><w:t>3</w:t></w:r></w:fldSimple>";
    let link = format!("<w:hyperlink>{}</w:hyperlink>", run("链"));
    check(&format!("<w:p>{simple}{link}</w:p>"), &["P 3链"]);
    check(&format!("<w:p>{}{code}{}</w:p>{}", mark("begin"), run("失"), p("得")), &["P 得"]);
}

#[test]
fn characters_of_runs_are_text() {
    let run = "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:noBreakHyphen/>\
               <w:sym w:font='Symbol' w:char='F0B3'/><w:t>&lt;5</w:t><w:br/><w:t>丙</w:t><w:cr/></w:r>";
    check(&format!("<w:p>{run}</w:p>"), &["P 甲\t乙-≥<5", "P 丙"]);
    check(&tbl(&[tr(&[tc("", &format!("<w:p>{run}</w:p>"))])]), &["T 甲\t乙-≥<5\n丙"]);
    let ruby = "<w:ruby><w:rt><w:r><w:t>bù</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>部</w:t></w:r>\
                </w:rubyBase></w:ruby>";
    check(&format!("<w:p><w:r>{ruby}</w:r></w:p>"), &["P 部"]);
}

#[test]
fn headings_and_numbers_come_from_their_parts() {
    let styles = element_with_namespaces(
        "w:styles",
        "<w:style w:type='paragraph' w:styleId='1'><w:name w:val='heading 1'/><w:pPr><w:numPr>\
         <w:numId w:val='1'/></w:numPr><w:outlineLvl w:val='0'/></w:pPr></w:style>",
    );
    let numbering = element_with_namespaces(
        "w:numbering",
        "<w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:start w:val='1'/>\
         <w:numFmt w:val='chineseCounting'/><w:lvlText w:val='%1、'/></w:lvl></w:abstractNum>\
         <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>",
    );
    let beside = [("s.xml", "styles", styles.as_str()), ("n.xml", "numbering", &numbering)];
    let item = "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr>";
    let body = format!(
        "<w:p><w:pPr><w:pStyle w:val='1'/></w:pPr><w:r><w:t>总体目标</w:t></w:r></w:p>\
         {}<w:p><w:pPr><w:outlineLvl w:val='1'/></w:pPr><w:r><w:t>附表</w:t></w:r></w:p>",
        tbl(&[tr(&[tc("", &format!("<w:p>{item}<w:r><w:t>3项</w:t></w:r></w:p>"))])])
    );
    check_with(&body, &beside, &["H 一、总体目标", "T 二、 3项", "H 附表"]);
}

#[test]
fn headers_are_furniture_and_notes_paragraphs() {
    let header = element_with_namespaces("w:hdr", &p("页眉"));
    let footer = element_with_namespaces("w:ftr", &tbl(&[tr(&[tc("", &p("页脚"))])]));
    let notes = element_with_namespaces(
        "w:footnotes",
        &format!(
            "<w:footnote w:type='separator'>{}</w:footnote><w:footnote w:id='2'>{}</w:footnote>",
            p("线"),
            p("注")
        ),
    );
    let beside = [
        ("h.xml", "header", header.as_str()),
        ("f.xml", "footer", &footer),
        ("n.xml", "footnotes", &notes),
    ];
    check_with(&p("正文"), &beside, &["F 页眉", "F 页脚", "P 正文", "P 注"]);
}

#[test]
fn prefixes_and_namespaces_do_not_matter() {
    let strict = "<x:document xmlns:x='http://purl.oclc.org/ooxml/wordprocessingml/main'><x:body><x:p>\
                  <x:r><x:t>甲</x:t></x:r></x:p></x:body></x:document>";
    let (raw, _) = read_bytes(&package_of(strict.as_bytes(), &[]));
    assert_eq!(show(&raw.unwrap()), ["P 甲"]);
    let wide: Vec<u8> =
        format!("\u{feff}{strict}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (raw, _) = read_bytes(&package_of(&wide, &[]));
    assert_eq!(show(&raw.unwrap()), ["P 甲"]);
}

#[test]
fn a_document_of_another_writer_reads() {
    use docx_rs::{Docx, Paragraph, Run, Table, TableCell, TableRow, VMergeType};
    let cell = |text: &str| {
        TableCell::new().add_paragraph(Paragraph::new().add_run(Run::new().add_text(text)))
    };
    let rows = vec![
        TableRow::new(vec![
            cell("一级指标").vertical_merge(VMergeType::Restart),
            cell("近两年指标值").grid_span(2),
        ]),
        TableRow::new(vec![
            cell("").vertical_merge(VMergeType::Continue),
            cell("前年"),
            cell("上年"),
        ]),
    ];
    let mut bytes = std::io::Cursor::new(Vec::new());
    Docx::new().add_table(Table::new(rows)).build().pack(&mut bytes).unwrap();
    let (raw, found) = read_bytes(&bytes.into_inner());
    let raw = raw.unwrap();
    assert_eq!((show(&raw), found), (vec!["T 一级指标|近两年指标值|前年|上年".to_owned()], vec![]));
}

// Damaged and hostile documents.

fn message(bytes: &[u8]) -> String {
    read_bytes(bytes).0.map_or_else(|error| error.to_string(), |raw| show(&raw).join("; "))
}

#[test]
fn content_before_damage_is_kept_and_the_damage_reported() {
    let table = tbl(&[tr(&[tc("", &p("甲")), tc("", &p("乙"))]), tr(&[tc("", &p("丙"))])]);
    let whole = format!("<w:document><w:body>{}{table}{}</w:body></w:document>", p("前"), p("后"));
    let cut = whole.find("丙").unwrap() + "丙".len();
    let (raw, found) = read_bytes(&package_of(&whole.as_bytes()[..cut], &[]));
    assert_eq!(show(&raw.unwrap()), ["P 前", "T 甲|乙|丙|"]);
    assert!(found[0].starts_with("read/part-damaged word/document.xml"), "{found:?}");
}

#[test]
fn damage_before_all_text_is_an_error() {
    let (raw, _) = read_bytes(&package_of(b"<w:document><w:body", &[]));
    assert!(matches!(raw, Err(ReadError::Malformed { part, .. }) if part == "word/document.xml"));
    let (raw, _) = read_bytes(&package_of(b"no XML at all", &[]));
    assert_eq!(raw.unwrap().n_atoms, 0);
}

#[test]
fn missing_and_doubled_parts_are_reported() {
    let mut bytes = docx(&p("甲"), &[("header1.xml", "header", "<w:hdr/>")]);
    let name = b"word/header1.xml";
    while let Some(at) = bytes.windows(name.len()).position(|window| window == name) {
        bytes[at + 5] = b'x';
    }
    let (raw, found) = read_bytes(&bytes);
    assert_eq!(show(&raw.unwrap()), ["P 甲"]);
    assert_eq!(found, ["read/part-damaged word/header1.xml is missing from the archive"]);

    let document = |text| format!("<w:document><w:body>{}</w:body></w:document>", p(text));
    let (first, second) = (document("旧"), document("新"));
    let parts = [("word/document.xml", first.as_bytes()), ("Word/document.xml", second.as_bytes())];
    let (raw, found) = read_bytes(&zip_of(&parts));
    assert_eq!(show(&raw.unwrap()), ["P 新"]);
    assert!(found[0].starts_with("read/part-doubled"), "{found:?}");
}

#[test]
fn a_giant_span_is_clamped() {
    let row = tr(&[tc("gridSpan=1000000", &p("甲")), tc("gridSpan=1000000", &p("乙"))]);
    let (raw, found) = read_bytes(&docx(&tbl(&vec![row; 500]), &[]));
    let Some(RawItem::Grid(grid)) = raw.unwrap().items.into_iter().next() else { panic!() };
    assert_eq!((grid.grid.n_rows(), grid.grid.n_cols()), (500, 126));
    assert_eq!(found, ["read/span-clamped a cell of row 1 claims more than 63 columns"]);
}

#[test]
fn a_table_over_the_limit_becomes_paragraphs() {
    let cells: String = tc("gridSpan=63", &p("甲")).repeat(100);
    let rows = format!("<w:tr>{cells}</w:tr>").repeat(2) + &tr(&[tc("", &p("乙"))]).repeat(700);
    let (raw, found) = read_bytes(&docx(&format!("<w:tbl>{rows}</w:tbl>"), &[]));
    assert_eq!(raw.unwrap().n_atoms, 900);
    assert!(found[0].starts_with("layout/table-too-large"), "{found:?}");
}

#[test]
fn endless_tables_run_into_a_limit() {
    let body = "<w:tbl><w:tr><w:tc>".repeat(10_000);
    let closed = format!("{body}{}", "</w:tc></w:tr></w:tbl>".repeat(10_000));
    assert!(message(&docx(&closed, &[])).contains("open XML elements"));
    let deep = format!("{}{}", "<w:tbl><w:tr><w:tc>".repeat(300), p("甲"));
    let (raw, found) = read_bytes(&docx(&deep, &[]));
    assert_eq!(show(&raw.unwrap()).last().map(String::as_str), Some("T 甲"));
    assert!(found[0].starts_with("read/part-damaged"), "{found:?}");
}

#[test]
fn entities_do_not_multiply() {
    let mut laughs = String::from("<!DOCTYPE d [<!ENTITY a0 \"ha\">");
    for n in 1..30 {
        laughs.push_str(&format!("<!ENTITY a{n} \"&a{0};&a{0};&a{0};&a{0};\">", n - 1));
    }
    let document = format!("{laughs}]><w:document><w:body>{}</w:body></w:document>", p("&a29;"));
    assert_eq!(message(&package_of(document.as_bytes(), &[])), "P &a29;");
}

#[test]
fn bombs_run_into_a_limit() {
    assert!(message(&package_of(&vec![b' '; 12 << 20], &[])).contains("bytes of a part"));
    let started = Instant::now();
    let found = message(&docx(&"<w:p/>".repeat(1_100_000), &[]));
    assert!(found.contains("paragraphs and cells"), "{}", found.len());
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn archives_that_are_cut_off_say_so() {
    let bytes = docx(&p("甲"), &[]);
    for len in [100, bytes.len() / 2, bytes.len() - 1] {
        let (raw, _) = read_bytes(&bytes[..len]);
        assert!(matches!(raw, Err(ReadError::Malformed { .. })), "{len}");
    }
}

#[test]
fn encrypted_documents_say_so() {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bytes = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 600], &name].concat();
    assert!(message(&bytes).contains("save it without a password"));
}

#[test]
fn other_packages_are_not_read_as_docx() {
    assert!(message(&zip_of(&[("notes.txt", b"a")])).contains("ZIP archive"));
    let links = "<Relationships><Relationship Id='a' Type='x/officeDocument' Target='ppt/presentation.xml'/>\
                 </Relationships>";
    let bytes =
        zip_of(&[("_rels/.rels", links.as_bytes()), ("ppt/presentation.xml", b"<presentation/>")]);
    assert!(message(&bytes).contains("Office Open XML"));
    let types = "<Types><Override PartName='/ppt/presentation.xml' ContentType='application/\
                 vnd.openxmlformats-officedocument.themeManager+xml'/></Types>";
    let parts = [
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", links.as_bytes()),
        ("ppt/presentation.xml", b"<theme/>"),
    ];
    assert!(message(&zip_of(&parts)).contains("its type is"));
}
