//! Documents of every format that amplify few bytes.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};
use formgrid_testkit::{docx, package_of, pdf_of, pdf_pages, pdf_stream, zip_of};

/// Description and bytes of each.
pub(crate) fn inputs() -> Vec<(&'static str, Vec<u8>)> {
    let mut all = texts();
    all.extend(pages());
    all.extend(documents());
    all.extend(rich_texts());
    all.extend(open_documents());
    all.extend(fixed_layouts());
    all.extend(workbooks());
    all.extend(printouts());
    all.extend(fonts());
    all
}

fn texts() -> Vec<(&'static str, Vec<u8>)> {
    let wide = format!("{}\n", "\t字".repeat(4_000));
    let texts = [
        ("tabs", "\t".repeat(200_000)),
        ("cells", "\t一\n".repeat(50_000)),
        ("rows", "\t一\t二\n".repeat(30_000)),
        ("blank lines", "\t一\n\n\n\n".repeat(20_000)),
        ("headers", "\t一级指标\n\t二级指标\n\t三级指标\n\t指标值\n\n".repeat(4_000)),
        ("one line", "字".repeat(200_000)),
        ("one row", format!("{}\n", "\t字".repeat(60_000))),
        ("one row of a cell per line", "\t字\n".repeat(60_000)),
        ("wide rows and narrow ones", format!("{wide}{}", "\t一\t二\n".repeat(4_000)).repeat(4)),
        ("markup", "\t<table><tr><td>".repeat(10_000)),
        ("tables between cells", format!("一\t{}", "二\t三\t<table><tr>四\t".repeat(20_000))),
        ("open tags", "<".repeat(200_000)),
        ("form feeds", "\u{c}".repeat(100_000)),
        ("digits", format!("\t{}\n", "9".repeat(200_000))),
        ("titles", "部门整体绩效目标申报表\n".repeat(10_000)),
        ("departments", department_titles(5_000)),
        ("goals", "\t年度目标\n\t1.完成任务。2.完成任务。\n\n".repeat(10_000)),
        ("numbered items", format!("\t年度目标\n\t{}\n", "1.完成。".repeat(50_000))),
        ("values", format!("\t指标值\n\n\t{}\n", "≥95%、".repeat(40_000))),
        ("brackets", format!("\t{}\n", "（".repeat(100_000))),
        ("projects", "项目支出绩效目标表\n\t项目名称\n\t甲\n\n\t年度目标\n\t乙\n\n".repeat(4_000)),
    ];
    texts.map(|(what, text)| (what, text.into_bytes())).into()
}

fn department_titles(n: usize) -> String {
    (0..n)
        .map(|number| format!("青石市{number}局整体绩效目标表\n\t单位名称\t{number}局\n"))
        .collect()
}

fn pages() -> Vec<(&'static str, Vec<u8>)> {
    let page = |body: &str| format!("<html><body>{body}</body></html>").into_bytes();
    let cells = |attribute: &str, n: usize| format!("<td {attribute}>字").repeat(n);
    vec![
        ("page of nested tables", page(&"<table><tr><td>".repeat(100_000))),
        ("page of wide spans", page(&format!("<table>{}", cells("colspan=1000", 20_000)))),
        (
            "page of spans both ways",
            page(&format!("<table>{}", "<tr><td colspan=1000 rowspan=60000>字".repeat(2_000))),
        ),
        (
            "page with a wide row and many narrow ones",
            page(&format!("<table><tr>{}{}", cells("", 16_000), "<tr><td>字".repeat(20_000))),
        ),
        (
            "page with many such tables",
            page(
                &format!("<table><tr>{}{}</table>", cells("", 800), "<tr><td>字".repeat(700))
                    .repeat(20),
            ),
        ),
        ("page of formatting left open", page(&"<b><i><p>字".repeat(30_000))),
        ("page of text between cells", page(&format!("<table>{}", "<tr>字".repeat(50_000)))),
        ("page of hidden parts", page(&"<p style='display:none'>字</p>".repeat(60_000))),
        ("page of attributes", page(&format!("<p {}>字", "a=1 ".repeat(100_000)))),
        ("message of parts", message(2_000)),
    ]
}

fn message(n: usize) -> Vec<u8> {
    let part = "--x\r\nContent-Type: text/html\r\n\r\n<p>字</p>\r\n".repeat(n);
    let head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n";
    format!("{head}{part}--x--\r\n").into_bytes()
}

fn rich_texts() -> Vec<(&'static str, Vec<u8>)> {
    let rtf = |body: &str| format!("{{\\rtf1\\ansi {body}}}").into_bytes();
    let row = |n: usize| {
        let edges: String = (1..=n).map(|at| format!("\\cellx{}", at * 100)).collect();
        format!("\\trowd{edges}\\intbl {}\\row", "\\u23383?\\cell ".repeat(n))
    };
    let ragged = |shift: usize| {
        format!("\\trowd\\cellx{}\\cellx90000\\intbl a\\cell b\\cell\\row", shift * 11)
    };
    vec![
        ("rtf of groups", rtf(&"{".repeat(200_000))),
        (
            "rtf of nested tables",
            rtf(&"\\intbl\\itap49 a\\nestcell\\nestrow\\itap1 b\\cell".repeat(5_000)),
        ),
        ("rtf of deep tables", rtf(&"\\intbl\\itap2000000000 a\\nestcell\\par".repeat(20_000))),
        ("rtf of wide rows", rtf(&row(63).repeat(2_000))),
        (
            "rtf of rows of which each has its own edges",
            rtf(&(1..4_000).map(ragged).collect::<String>()),
        ),
        ("rtf of fonts", rtf(&format!("{{\\fonttbl{}}}", "\\f1\\f2\\f3 name;".repeat(50_000)))),
        ("rtf of headers", rtf(&"{\\header a}{\\footnote b}".repeat(50_000))),
        ("rtf of binary data", rtf(&"\\bin2147483647 a".repeat(10_000))),
        ("rtf of cells without rows", rtf(&"\\intbl a\\cell ".repeat(90_000))),
    ]
}

/// OpenDocument texts, and a document of Word 2003.
fn open_documents() -> Vec<(&'static str, Vec<u8>)> {
    let odt = |body: &str| {
        let head = "<office:document office:mimetype='application/vnd.oasis.opendocument.text'>";
        format!("{head}<office:body>{body}</office:body></office:document>").into_bytes()
    };
    let cell = |attributes: &str| {
        format!("<table:table-cell {attributes}><text:p>\u{5b57}</text:p></table:table-cell>")
    };
    let giant = "table:number-columns-repeated='1000000'";
    vec![
        (
            "odt of nested tables",
            odt(&"<table:table><table:table-row><table:table-cell>".repeat(10_000)),
        ),
        (
            "odt of giant repeats",
            odt(&format!(
                "<table:table><table:table-row table:number-rows-repeated='1000000'>{}",
                cell(giant)
            )),
        ),
        (
            "odt of giant spans",
            odt(&format!(
                "<table:table>{}</table:table>",
                format!(
                    "<table:table-row>{}</table:table-row>",
                    cell(
                        "table:number-columns-spanned='1000000' table:number-rows-spanned='1000000'"
                    )
                )
                .repeat(300)
            )),
        ),
        (
            "odt of rows that reach down",
            odt(&format!(
                "<table:table>{}</table:table>",
                format!(
                    "<table:table-row>{}<table:covered-table-cell {giant}/></table:table-row>",
                    cell("table:number-rows-spanned='9999'").repeat(40)
                )
                .repeat(1_000)
            )),
        ),
        ("odt of lists", odt(&"<text:list><text:list-item><text:p>a</text:p>".repeat(300))),
        (
            "odt of blanks",
            odt(&format!("<text:p>{}</text:p>", "<text:s text:c='1000'/>".repeat(30_000))),
        ),
        ("document of 2003 of headers", {
            let head =
                "<w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'>";
            format!(
                "{head}<w:body>{}",
                "<w:hdr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:hdr>".repeat(30_000)
            )
            .into_bytes()
        }),
    ]
}

fn fixed_layouts() -> Vec<(&'static str, Vec<u8>)> {
    let ofd = |pages: usize, content: &str, template: &str| {
        let pages = "<Page ID='1' BaseLoc='P.xml'/>".repeat(pages);
        let document = format!(
            "<Document><TemplatePage ID='9' BaseLoc='T.xml'/><Pages>{pages}</Pages></Document>"
        );
        zip_of(&[
            ("OFD.xml", b"<OFD><DocBody><DocRoot>D.xml</DocRoot></DocBody></OFD>".as_slice()),
            ("D.xml", document.as_bytes()),
            ("P.xml", content.as_bytes()),
            ("T.xml", template.as_bytes()),
        ])
    };
    let text = |steps: &str, text: &str| {
        format!(
            "<TextObject Boundary='0 0 9 9' Size='4'><TextCode X='0' Y='4' DeltaX='{steps}'>{text}</TextCode></TextObject>"
        )
    };
    let line = "<PathObject Boundary='0 0 9 9'><AbbreviatedData>M 0 0 L 9 0</AbbreviatedData></PathObject>";
    let page = |body: String| format!("<Page>{body}</Page>");
    let template = page(text("9", "\u{5b57}\u{5b57}").repeat(10_000));
    vec![
        ("ofd of many pages", ofd(15_000, &page(text("1", "ab")), "<Page/>")),
        (
            "ofd of a template on many pages",
            ofd(5_000, "<Page><Template TemplateID='9'/></Page>", &template),
        ),
        (
            "ofd of one long text",
            ofd(1, &page(text("g 2000000000 1", &"\u{5b57}".repeat(200_000))), "<Page/>"),
        ),
        ("ofd of lines", ofd(1, &page(line.repeat(50_000)), "<Page/>")),
        (
            "ofd of one long path",
            ofd(
                1,
                &page(format!(
                    "<PathObject Boundary='0 0 9 9'><AbbreviatedData>{}</AbbreviatedData></PathObject>",
                    "M 0 0 L 9 0 L 9 9 C ".repeat(60_000)
                )),
                "<Page/>",
            ),
        ),
        ("ofd of words at one place", ofd(1, &page(text("0", "ab").repeat(20_000)), "<Page/>")),
    ]
}

fn documents() -> Vec<(&'static str, Vec<u8>)> {
    let table = |rows: &str| docx(&format!("<w:tbl>{rows}</w:tbl>"), &[]);
    let cell = |properties: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>字</w:t></w:r></w:p></w:tc>")
    };
    let row = |cells: &str| format!("<w:tr>{cells}</w:tr>");
    let wide = cell("<w:gridSpan w:val=\"63\"/>");
    let narrow = cell("");
    let laughs = "<!DOCTYPE w [<!ENTITY a \"字字字字字字字字\"><!ENTITY b \"&a;&a;&a;&a;\">\
                  <!ENTITY c \"&b;&b;&b;&b;\">]><w:document><w:body><w:p><w:r><w:t>&c;&c;</w:t>\
                  </w:r></w:p></w:body></w:document>";
    vec![
        ("document of nested tables", docx(&"<w:tbl><w:tr><w:tc>".repeat(10_000), &[])),
        ("document of wide rows", table(&row(&wide.repeat(300)).repeat(60))),
        (
            "document with one wide row",
            table(&format!("{}{}", row(&wide.repeat(60)), row(&narrow).repeat(40_000))),
        ),
        (
            "document of such tables",
            docx(
                &format!("<w:tbl>{}{}</w:tbl>", row(&wide.repeat(20)), row(&narrow).repeat(400))
                    .repeat(30),
                &[],
            ),
        ),
        ("document of empty paragraphs", docx(&"<w:p/>".repeat(400_000), &[])),
        ("document of empty cells", table(&row(&"<w:tc/>".repeat(60)).repeat(6_000))),
        ("document of entities", package_of(laughs.as_bytes(), &[])),
        ("document of blanks", package_of(&vec![b' '; 60 << 20], &[])),
        (
            "document of runs",
            docx(&format!("<w:p>{}</w:p>", "<w:r><w:t>字</w:t></w:r>".repeat(200_000)), &[]),
        ),
    ]
}

fn workbooks() -> Vec<(&'static str, Vec<u8>)> {
    let cell = |address: &str| format!("<c r=\"{address}\" t=\"inlineStr\"><is><t>字</t></is></c>");
    let corners =
        format!("<row r=\"1\">{}</row><row r=\"1048576\">{}</row>", cell("A1"), cell("XFD1048576"));
    let merges: String =
        (1..60_000).map(|n| format!("<mergeCell ref=\"A{n}:XFD1048576\"/>")).collect();
    let diagonal: String = (1..9_000)
        .map(|n| format!("<row r=\"{}\">{}</row>", n * 100, cell(&column(n, n * 100))))
        .collect();
    let filled: String = (1..3_000)
        .map(|row| format!("<row r=\"{row}\">{}</row>", "<c><v>1</v></c>".repeat(100)))
        .collect();
    let some: String = (1..40)
        .map(|row| format!("<row r=\"{row}\">{}</row>", "<c><v>1</v></c>".repeat(20)))
        .collect();
    vec![
        ("workbook with cells in the corners", xlsx(&corners, "")),
        ("workbook of merged regions", xlsx(&corners, &merges)),
        ("workbook of a diagonal", xlsx(&diagonal, "")),
        ("workbook of numbers", xlsx(&filled, "")),
        ("workbook of one sheet a thousand times", workbook_of(1_000, &some, "")),
        ("workbook of one long text", one_text(&"字".repeat(10_000), 100_000)),
        ("spreadsheet of repeats", ods("字", 16_384, 1_048_576)),
        ("spreadsheet of wide repeats", ods("字", 16_384, 30)),
        ("spreadsheet of one long text", ods(&"字".repeat(10_000), 1_000, 200)),
    ]
}

fn column(n: usize, row: usize) -> String {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap());
    format!("{}{}{}{row}", letter(n / 676), letter(n / 26), letter(n))
}

fn xlsx(rows: &str, merges: &str) -> Vec<u8> {
    workbook_of(1, rows, merges)
}

/// A workbook whose sheets are one part.
fn workbook_of(n_sheets: usize, rows: &str, merges: &str) -> Vec<u8> {
    workbook(n_sheets, rows, merges, "")
}

/// The same with shared strings.
fn workbook(n_sheets: usize, rows: &str, merges: &str, strings: &str) -> Vec<u8> {
    let namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let links = |targets: &[(&str, &str)]| {
        let link = |(nth, (kind, target)): (usize, &(&str, &str))| {
            format!("<Relationship Id=\"r{nth}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
        };
        let links: String = (1..).zip(targets).map(link).collect();
        format!("<Relationships xmlns=\"{package}\">{links}</Relationships>")
    };
    let own = [("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")];
    let sheets: String = (1..=n_sheets)
        .map(|n| format!("<sheet name=\"{n}\" sheetId=\"{n}\" r:id=\"r1\"/>"))
        .collect();
    let workbook = format!(
        "<workbook xmlns=\"{namespace}\" xmlns:r=\"{office}\"><sheets>{sheets}</sheets></workbook>"
    );
    let sheet = format!(
        "<worksheet xmlns=\"{namespace}\"><sheetData>{rows}</sheetData>\
         <mergeCells>{merges}</mergeCells></worksheet>"
    );
    zip_of(&[
        ("_rels/.rels", links(&[("officeDocument", "xl/workbook.xml")]).as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links(&own).as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", format!("<sst xmlns=\"{namespace}\">{strings}</sst>").as_bytes()),
    ])
}

/// A workbook all of whose cells are one shared text.
fn one_text(text: &str, n_cells: usize) -> Vec<u8> {
    let cell = |n: usize| format!("<c r=\"{}\" t=\"s\"><v>0</v></c>", column(n % 100, n / 100 + 1));
    let rows: Vec<String> = (0..n_cells).map(cell).collect();
    let rows: String = rows.chunks(100).map(|row| format!("<row>{}</row>", row.concat())).collect();
    workbook(1, &rows, "", &format!("<si><t>{text}</t></si>"))
}

fn ods(text: &str, n_cols: usize, n_rows: usize) -> Vec<u8> {
    let content = format!(
        "<office:doc><table:table table:name=\"表\"><table:table-row table:number-rows-repeated=\"\
         {n_rows}\"><table:table-cell table:number-columns-repeated=\"{n_cols}\"><text:p>{text}</text:p>\
         </table:table-cell></table:table-row></table:table></office:doc>"
    );
    zip_of(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
    ])
}

/// A stream object, packed.
fn packed(entries: &str, content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    pdf_stream(&format!("{entries} /Filter /FlateDecode"), &encoder.finish().unwrap())
}

/// A document of one page that shows a packed content.
fn printout(content: &str, resources: &str, others: &[Vec<u8>]) -> Vec<u8> {
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R";
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        format!("{page} /Resources << {resources} >> >>").into_bytes(),
        packed("", content.as_bytes()),
    ];
    objects.extend_from_slice(others);
    pdf_of(&objects)
}

fn printouts() -> Vec<(&'static str, Vec<u8>)> {
    let helvetica = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec();
    let font = "/Font << /F 5 0 R >>";
    let shown = |content: &str| printout(content, font, std::slice::from_ref(&helvetica));
    let text = "BT /F 12 Tf 50 700 Td (a b) Tj ET ";
    let rules: String =
        (0..8_000).map(|n| format!("0 {n} m 600 {n} l S {n} 0 m {n} 800 l S ")).collect();
    let boxes: String =
        (0..40_000).map(|n| format!("{} {} 2 2 re S ", n % 190 * 3, n / 190 % 260 * 3)).collect();
    let words: String = (0..100_000)
        .map(|n| format!("1 0 0 1 {} {} Tm (a) Tj ", n * 7 % 600, n * 13 % 800))
        .collect();
    let form = |next: usize| {
        let entries = "/Type /XObject /Subtype /Form /BBox [0 0 600 800]";
        let resources = format!("/Resources << /XObject << /X {next} 0 R >> >>");
        pdf_stream(&format!("{entries} {resources}"), b"/X Do /X Do /X Do /X Do")
    };
    let forms: Vec<Vec<u8>> = (6..40).map(form).collect();
    let pages = vec![(font, ""); 5_000];
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents [";
    let same = |n: usize, stream: Vec<u8>| {
        let page = format!("{page}{}] >>", "4 0 R ".repeat(n)).into_bytes();
        let catalog = b"<< /Type /Catalog /Pages 2 0 R >>".to_vec();
        let tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec();
        pdf_of(&[catalog, tree, page, stream])
    };
    let arrays = format!("10 0 [{}]", "0 ".repeat(400_000));
    let objects = packed("/Type /ObjStm /N 1 /First 5", arrays.as_bytes());
    vec![
        ("printout of rules", shown(&rules)),
        ("printout of boxes", shown(&boxes)),
        ("printout of words", shown(&format!("BT /F 1 Tf {words} ET"))),
        ("printout of one word", shown(&format!("BT /F 8 Tf ({}) Tj ET", "a".repeat(490_000)))),
        ("printout of forms in forms", {
            let resources = format!("{font} /XObject << /X 6 0 R >>");
            let others = [std::slice::from_ref(&helvetica), &forms].concat();
            printout("/X Do /X Do /X Do /X Do", &resources, &others)
        }),
        ("printout of pages", pdf_pages(&pages, &[])),
        ("printout that shows one stream again and again", {
            same(5_000, packed("", text.repeat(2_000).as_bytes()))
        }),
        ("printout of packed objects", pdf_of(&vec![objects; 40])),
        ("printout of open brackets", shown(&"[(<<".repeat(700_000))),
        ("printout of saved states", shown(&"q 0 0 100 100 re W n ".repeat(100_000))),
    ]
}

/// Documents with expensive fonts.
fn fonts() -> Vec<(&'static str, Vec<u8>)> {
    let head = "begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange";
    let pairs: String = (0..10_000).map(|n| format!("<{n:04x}> <{n:04x}> ")).collect();
    let map = format!("{head} 1 beginbfchar {pairs} endbfchar endcmap");
    let descendant = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo \
        << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>";
    let font = "/Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H \
        /DescendantFonts [5 0 R] /ToUnicode 6 0 R";
    let with_map = |n_fonts: usize, map: &str| {
        let fonts: String = (0..n_fonts).map(|n| format!("/F{n} << {font} >> ")).collect();
        let shown: String = (0..n_fonts).map(|n| format!("/F{n} 8 Tf <0001> Tj ")).collect();
        let others = [descendant.to_vec(), packed("", map.as_bytes())];
        printout(&format!("BT {shown} ET"), &format!("/Font << {fonts} >>"), &others)
    };
    let based = format!("{} {head} endcmap", "/UniGB-UCS2-H usecmap ".repeat(300_000));
    vec![
        ("printout of fonts with a large map each", with_map(2_000, &map)),
        ("printout of a map of many pairs", with_map(1, &map.replace(&pairs, &pairs.repeat(40)))),
        ("printout of a map that is based on others", with_map(1, &based)),
    ]
}
