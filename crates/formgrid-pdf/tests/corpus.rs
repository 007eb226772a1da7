//! Generates `corpora/pdf` and `corpora/malformed/pdf` from their objects.
//!
//! Binary files in a repository need a source; this is it. The test fails if a file differs from its
//! source; `FORMGRID_WRITE_CORPUS=1 cargo test -p formgrid-pdf --test corpus` rewrites all of them. All
//! contents are invented.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use encoding_rs::GBK;
use formgrid_testkit::{assert_made, pdf_of, pdf_pages, pdf_stream};

/// A case: its name below `corpora/` and its bytes.
type Case = (&'static str, Vec<u8>);

#[test]
fn the_documents_are_what_their_sources_make() {
    assert_made(cases().into_iter().chain(malformed()));
}

fn cases() -> Vec<Case> {
    vec![
        ("pdf/font-not-embedded.pdf", one_page(SONG, "", &table(Rules::Strokes))),
        ("pdf/rules-as-thin-boxes.pdf", one_page(SONG, "", &table(Rules::Boxes))),
        ("pdf/rules-as-thick-strokes.pdf", one_page(SONG, "", &table(Rules::Thick))),
        ("pdf/rules-as-dashes.pdf", one_page(SONG, "", &table(Rules::Dashes))),
        ("pdf/turned-and-cropped.pdf", turned_and_cropped()),
        ("pdf/bold-drawn-twice.pdf", one_page(SONG, "", &bold_drawn_twice())),
        ("pdf/vertical-writing.pdf", vertical_writing()),
        ("pdf/symbols-and-ligatures.pdf", symbols_and_ligatures()),
        ("pdf/standard-fonts-without-widths.pdf", standard_fonts()),
        ("pdf/filled-in-fields.pdf", filled_in_fields()),
        ("pdf/hidden-layer.pdf", hidden_layer()),
        ("pdf/unseen-text.pdf", one_page(SONG, "", &unseen_text())),
        ("pdf/scan-among-pages.pdf", scan_among_pages()),
        ("pdf/all-pages-are-scans.pdf", pdf_pages(&[(&sized(""), SCAN)], &[])),
        ("pdf/recognized-scan.pdf", one_page(SONG, "", &recognized_scan())),
    ]
}

fn malformed() -> Vec<Case> {
    let whole = one_page(SONG, "", &table(Rules::Strokes));
    let page = sized(&format!("/Resources << /Font << /F1 {SONG} >> >>"));
    let text = show(60, 700, "部门整体支出绩效目标表");
    let endless = format!("{text} {}", "q ".repeat(2_000));
    vec![
        ("malformed/pdf/no-cross-references--recovers.pdf", without_table(&whole)),
        ("malformed/pdf/cut-in-the-middle--recovers.pdf", cut_in_the_middle(&page, &text)),
        (
            "malformed/pdf/page-tree-with-a-cycle--recovers.pdf",
            page_tree_with_a_cycle(&page, &text),
        ),
        ("malformed/pdf/form-that-draws-itself--recovers.pdf", form_that_draws_itself(&text)),
        ("malformed/pdf/page-without-area--recovers.pdf", page_without_area(&page, &text)),
        ("malformed/pdf/stream-of-noise--recovers.pdf", stream_of_noise(&page, &text)),
        ("malformed/pdf/font-missing--recovers.pdf", font_missing(&page, &text)),
        ("malformed/pdf/states-without-end--recovers.pdf", pdf_pages(&[(&page, &endless)], &[])),
        ("malformed/pdf/no-pages--errors.pdf", pdf_pages(&[], &[])),
        ("malformed/pdf/asks-for-a-password--errors.pdf", asks_for_a_password(&whole)),
    ]
}

/// A Chinese font that viewers have and documents do not embed.
const SONG: &str = "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /GBK-EUC-H \
    /DescendantFonts [ << /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /DW 1000 \
    /W [ 1 [ 500 ] 814 939 500 ] \
    /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >> ] >>";

/// An image over the whole page.
const SCAN: &str = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q";

fn sized(entries: &str) -> String {
    format!("/MediaBox [0 0 595 842] {entries}")
}

/// A page with one font, named F1.
fn one_page(font: &str, entries: &str, content: &str) -> Vec<u8> {
    let page = sized(&format!("/Resources << /Font << /F1 {font} >> >> {entries}"));
    pdf_pages(&[(&page, content)], &[])
}

/// Text in GBK at a position from the page's lower left corner.
fn show(x: i32, y: i32, text: &str) -> String {
    show_as(x, y, &hexadecimal(&GBK.encode(text).0))
}

fn show_as(x: i32, y: i32, codes: &str) -> String {
    format!("BT /F1 10 Tf {x} {y} Td <{codes}> Tj ET\n")
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// How a table's rulings are drawn.
#[derive(Clone, Copy)]
enum Rules {
    Strokes,
    Boxes,
    Thick,
    Dashes,
}

/// A table of indicators; the first cell of its lower rows is merged.
fn table(rules: Rules) -> String {
    let horizontal = [(60, 720), (60, 700), (160, 680), (60, 660)];
    let vertical = [(60, 660), (160, 660), (300, 660), (400, 660)];
    let mut content = show(60, 740, "部门整体支出绩效目标表");
    for (x, y) in horizontal {
        content.push_str(&rule(rules, [x, y, 400, y]));
    }
    for (x, y) in vertical {
        content.push_str(&rule(rules, [x, y, x, 720]));
    }
    let cells = [
        (65, 706, "一级指标"),
        (165, 706, "三级指标"),
        (305, 706, "指标值"),
        (65, 676, "产出指标"),
        (165, 686, "河道巡查里程"),
        (305, 686, "≥120公里"),
        (165, 666, "水质监测点位"),
        (305, 666, "18个"),
    ];
    content.extend(cells.map(|(x, y, text)| show(x, y, text)));
    content
}

fn rule(rules: Rules, [x0, y0, x1, y1]: [i32; 4]) -> String {
    let (width, height) = (x1 - x0, y1 - y0);
    match rules {
        Rules::Strokes => format!("0.5 w {x0} {y0} m {x1} {y1} l S\n"),
        Rules::Boxes if height == 0 => format!("{x0} {y0} {width} 0.5 re f\n"),
        Rules::Boxes => format!("{x0} {y0} 0.5 {height} re f\n"),
        Rules::Thick if height == 0 => {
            format!("{width} w {} {y0} m {} {y0}.5 l S\n", x0 + width / 2, x0 + width / 2)
        }
        Rules::Thick => {
            format!("{height} w {x0} {} m {x0}.5 {} l S\n", y0 + height / 2, y0 + height / 2)
        }
        Rules::Dashes => {
            let n_dashes = (width + height) / 4;
            let step = |at: i32| if height == 0 { (x0 + 4 * at, y0) } else { (x0, y0 + 4 * at) };
            let dash = |at| {
                let (x, y) = step(at);
                let (to_x, to_y) = if height == 0 { (x + 3, y) } else { (x, y + 3) };
                format!("{x} {y} m {to_x} {to_y} l S\n")
            };
            (0..n_dashes).map(dash).collect()
        }
    }
}

/// The page is stored rotated, and its visible part does not begin at the corner.
fn turned_and_cropped() -> Vec<u8> {
    let page = format!(
        "/MediaBox [0 0 842 595] /CropBox [20 15 822 575] /Rotate 90 \
         /Resources << /Font << /F1 {SONG} >> >>"
    );
    let content = format!("0 1 -1 0 822 0 cm {}", table(Rules::Strokes));
    pdf_pages(&[(&page, &content)], &[])
}

fn bold_drawn_twice() -> String {
    let label = |x, y| show(x, y, "绩效目标");
    let shifted = label(60, 700).replace("60 700 Td", "60.3 700 Td");
    let spaced: String = ["年", "度", "目", "标"]
        .into_iter()
        .zip([60, 70, 80, 90])
        .flat_map(|(glyph, x)| {
            let once = show(x, 660, glyph);
            let again = once.replace(" 660 Td", ".3 660 Td");
            [once, again]
        })
        .collect();
    format!("{}{shifted}{spaced}{}", label(60, 700), show(60, 620, "1.目标目标"))
}

fn vertical_writing() -> Vec<u8> {
    let font = SONG.replace("/GBK-EUC-H", "/UniGB-UCS2-V");
    let units =
        |text: &str| text.encode_utf16().map(|unit| format!("{unit:04X}")).collect::<String>();
    let content = show_as(300, 700, &units("社会效益指标（年度）"));
    one_page(&font, "", &content)
}

fn symbols_and_ligatures() -> Vec<u8> {
    let map = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap \
        1 begincodespacerange <00> <FF> endcodespacerange \
        5 beginbfchar <41> <FB03> <42> <2F08> <43> <00AD> <44> <200B> <45> <00660066> endbfchar \
        endcmap end end";
    let plain = "<< /Type /Font /Subtype /TrueType /BaseFont /Arial /ToUnicode 3 0 R \
        /Encoding /WinAnsiEncoding >>";
    let signs = "<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+Wingdings >>";
    let greek = "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>";
    let named = "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding \
        << /BaseEncoding /WinAnsiEncoding /Differences [ 65 /greaterequal /uni4EBA /f_f_i ] >> >>";
    let page = sized(&format!(
        "/Resources << /Font << /F1 {plain} /F2 {signs} /F3 {greek} /F4 {named} >> >>"
    ));
    let content = "BT /F1 10 Tf 60 700 Td (oAce) Tj 0 -20 Td (BxCxDxE) Tj \
        /F2 10 Tf 0 -20 Td <FEA8FC> Tj /F3 10 Tf 0 -20 Td <B3A3> Tj \
        /F4 10 Tf 0 -20 Td (ABC) Tj ET";
    pdf_pages(&[(&page, content)], &[pdf_stream("", map.as_bytes())])
}

fn standard_fonts() -> Vec<u8> {
    let font = |name: &str| {
        format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>")
    };
    let page = sized(&format!(
        "/Resources << /Font << /F1 {} /F2 {} /F3 {} >> >>",
        font("Helvetica-Bold"),
        font("Times-Roman"),
        font("Courier")
    ));
    let content = "BT /F1 10 Tf 60 700 Td (Will) Tj /F2 10 Tf (Will) Tj /F3 10 Tf (Will) Tj ET";
    pdf_pages(&[(&page, content)], &[])
}

/// A field whose value is only in its appearance, and a hidden note.
fn filled_in_fields() -> Vec<u8> {
    let resources = format!("/Resources << /Font << /F1 {SONG} >> >>");
    let form = |text| {
        let entries = format!("/Type /XObject /Subtype /Form /BBox [0 0 100 20] {resources}");
        pdf_stream(&entries, show(2, 6, text).as_bytes())
    };
    let annotations = "/Annots [ \
        << /Type /Annot /Subtype /Widget /Rect [160 695 360 735] /F 4 /AP << /N 3 0 R >> >> \
        << /Type /Annot /Subtype /Text /Rect [300 300 400 320] /F 2 /AP << /N 4 0 R >> >> ]";
    let page = sized(&format!("{resources} {annotations}"));
    let content = show(60, 706, "部门名称");
    pdf_pages(&[(&page, &content)], &[form("青石市水务局"), form("批注")])
}

/// Two layers; the document opens with one of them.
fn hidden_layer() -> Vec<u8> {
    let page = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R /Resources << \
         /Font << /F1 {SONG} >> /Properties << /Draft 4 0 R /Final 5 0 R >> >> >>"
    );
    let content = format!(
        "/OC /Draft BDC {} EMC /OC /Final BDC {} EMC",
        show(60, 700, "草稿"),
        show(60, 680, "定稿")
    );
    let layers = "/OCProperties << /OCGs [4 0 R 5 0 R] /D << /OFF [4 0 R] >> >>";
    pdf_of(&[
        format!("<< /Type /Catalog /Pages 2 0 R {layers} >>").into_bytes(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page.into_bytes(),
        b"<< /Type /OCG /Name (Draft) >>".to_vec(),
        b"<< /Type /OCG /Name (Final) >>".to_vec(),
        pdf_stream("", content.as_bytes()),
    ])
}

fn unseen_text() -> String {
    format!(
        "{}q 0 0 100 100 re W n {}Q 3 Tr {}0 Tr {}",
        show(60, 700, "看得见"),
        show(60, 680, "被裁掉"),
        show(60, 660, "不着墨"),
        show(700, 640, "在页外")
    )
}

fn scan_among_pages() -> Vec<u8> {
    let page = sized(&format!("/Resources << /Font << /F1 {SONG} >> >>"));
    let (first, last) = (show(60, 700, "第一页"), show(60, 700, "第四页"));
    pdf_pages(&[(&page, &first), (&page, SCAN), (&page, SCAN), (&page, &last)], &[])
}

fn recognized_scan() -> String {
    format!("{SCAN} 3 Tr {}", table(Rules::Strokes))
}

fn without_table(whole: &[u8]) -> Vec<u8> {
    let table = whole.windows(5).position(|window| window == b"xref\n").unwrap();
    let trailer = whole.windows(7).position(|window| window == b"trailer").unwrap();
    [&whole[..table], &whole[trailer..]].concat()
}

/// The second page ends within its content.
fn cut_in_the_middle(page: &str, text: &str) -> Vec<u8> {
    let whole = pdf_pages(&[(page, text), (page, text)], &[]);
    let last = whole.windows(6).rposition(|window| window == b"stream").unwrap();
    let cut = whole[..last].windows(2).rposition(|window| window == b"Tj").unwrap();
    whole[..cut].to_vec()
}

fn page_tree_with_a_cycle(page: &str, text: &str) -> Vec<u8> {
    pdf_of(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Count 9 >>".to_vec(),
        format!("<< /Type /Page /Parent 2 0 R /Contents 4 0 R {page} >>").into_bytes(),
        pdf_stream("", text.as_bytes()),
    ])
}

fn form_that_draws_itself(text: &str) -> Vec<u8> {
    let resources = format!("/Resources << /Font << /F1 {SONG} >> /XObject << /Fm 3 0 R >> >>");
    let entries = format!("/Type /XObject /Subtype /Form /BBox [0 0 595 842] {resources}");
    let form = pdf_stream(&entries, format!("{text} /Fm Do").as_bytes());
    pdf_pages(&[(&sized(&resources), "/Fm Do")], &[form])
}

fn page_without_area(page: &str, text: &str) -> Vec<u8> {
    let flat = page.replace("[0 0 595 842]", "[0 0 0.5 0.5]");
    pdf_pages(&[(&flat, text), (page, text)], &[])
}

fn stream_of_noise(page: &str, text: &str) -> Vec<u8> {
    let noise = pdf_stream("/Filter /DCTDecode", b"\x00\x01\x02\x03");
    let entries = format!("{page} /Contents [3 0 R 6 0 R]");
    let entries = entries.replacen("/MediaBox", "/Tabs /S /MediaBox", 1);
    pdf_of(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>".to_vec(),
        noise,
        b"null".to_vec(),
        format!("<< /Type /Page /Parent 2 0 R {entries} >>").into_bytes(),
        pdf_stream("", text.as_bytes()),
    ])
}

fn font_missing(page: &str, text: &str) -> Vec<u8> {
    let other = text.replace("/F1", "/F9").replace("700 Td", "680 Td");
    pdf_pages(&[(page, &format!("{text}{other}"))], &[])
}

fn asks_for_a_password(whole: &[u8]) -> Vec<u8> {
    let lock = format!(
        "trailer\n<< /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{0}> /U <{0}> >> \
         /ID [<00> <00>]",
        "5A".repeat(32)
    );
    let at = whole.windows(7).position(|window| window == b"trailer").unwrap();
    let rest = &whole[at + "trailer\n<<".len()..];
    [&whole[..at], lock.as_bytes(), rest].concat()
}
