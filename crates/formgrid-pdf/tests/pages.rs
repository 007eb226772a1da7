//! Words and shapes of a page, from content streams and fonts as stored in the file.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use formgrid_model::{Limit, Limits, Shape};
use formgrid_pdf::{Fault, Page, PdfDocument, TaggedCell, TaggedTable, read};
use formgrid_testkit::{pdf_of, pdf_pages, pdf_stream};

/// A standard font, and a Chinese one that no document embeds.
const FONTS: &str = "/Resources << /Font << \
    /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> \
    /F2 << /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /GBK-EUC-H /DescendantFonts [ \
        << /Type /Font /Subtype /CIDFontType0 /BaseFont /SimSun \
           /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >> ] >> >> \
    /XObject << /Fm 3 0 R >> >>";

/// The only page of a document with the fonts above.
fn page_of(entries: &str, content: &str) -> Page {
    let form =
        pdf_stream("/Type /XObject /Subtype /Form /BBox [0 0 50 50]", b"0 0 30 1 re f /Fm Do");
    let entries = format!("/MediaBox [0 0 400 300] {FONTS} {entries}");
    let bytes = pdf_pages(&[(&entries, content)], &[form]);
    read(&bytes, &Limits::default()).unwrap().pages.remove(0)
}

fn texts(page: &Page) -> Vec<&str> {
    page.words.iter().map(|word| word.text.as_str()).collect()
}

/// `expected`: the words that the content shows.
fn check(content: &str, expected: &[&str]) {
    assert_eq!(texts(&page_of("", content)), expected, "{content}");
}

/// `expected`: the shapes that the content draws, as `x0 y0 x1 y1` and thickness or lightness.
fn check_shapes(content: &str, expected: &[&str]) {
    let page = page_of("", content);
    let shown = page.shapes.iter().map(|shape| match shape {
        Shape::Line { bbox, width } => {
            format!("line {} {} {} {} {width}", bbox.x0, bbox.y0, bbox.x1, bbox.y1)
        }
        Shape::Fill { bbox, lightness } => {
            format!("fill {} {} {} {} {lightness}", bbox.x0, bbox.y0, bbox.x1, bbox.y1)
        }
    });
    assert_eq!(shown.collect::<Vec<_>>(), expected, "{content}");
}

#[test]
fn a_word_stands_where_its_glyphs_are_drawn() {
    let page = page_of("", "BT /F1 10 Tf 20 270 Td (Total) Tj ET");
    let word = &page.words[0];
    assert_eq!((word.text.as_str(), word.size, word.baseline), ("Total", 10.0, 30.0));
    // T .611, o .556, t .278, a .556, l .222 of Helvetica.
    assert_eq!((word.bbox.x0, word.bbox.x1), (20.0, 42.23));
}

#[test]
fn blanks_and_gaps_end_a_word() {
    check("BT /F1 10 Tf 20 270 Td (one two) Tj ET", &["one", "two"]);
    check("BT /F1 10 Tf 20 270 Td [(one) -300 (two) -50 (s)] TJ ET", &["one", "twos"]);
    check("BT /F1 10 Tf 20 270 Td (12) Tj 14 0 Td (34) Tj ET", &["12", "34"]);
}

#[test]
fn fonts_without_a_program_are_read_by_their_cmap() {
    check("BT /F2 10 Tf 20 270 Td <D6B8B1EA3132> Tj ET", &["指标12"]);
}

#[test]
fn glyphs_drawn_twice_are_bold() {
    let twice = "BT /F2 10 Tf 20 270 Td <D6B8B1EA> Tj ET BT /F2 10 Tf 20.3 270 Td <D6B8B1EA> Tj ET";
    let page = page_of("", twice);
    assert_eq!(texts(&page), ["指标"]);
    assert!(page.words[0].bold);
    let each = "BT /F2 10 Tf 20 270 Td <D6B8> Tj -0.5 Tc 20.3 270 Td";
    assert!(!page_of("", each).words[0].bold);
}

#[test]
fn invisible_text_is_left_out() {
    check("BT /F1 10 Tf 20 270 Td (seen) Tj 3 Tr 0 -20 Td (unseen) Tj ET", &["seen"]);
    check("q 0 0 100 100 re W n BT /F1 10 Tf 20 270 Td (cut) Tj ET Q", &[]);
    check("BT /F1 10 Tf 500 270 Td (beside) Tj ET", &[]);
}

#[test]
fn ocr_text_over_an_image_is_read() {
    let image = "q 400 0 0 300 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q";
    check(&format!("{image} BT 3 Tr /F1 10 Tf 20 270 Td (read) Tj ET"), &["read"]);
}

#[test]
fn rulings_are_lines_however_they_are_drawn() {
    check_shapes("2 w 10 200 m 110 200 l S", &["line 10 100 110 100 2"]);
    check_shapes("10 200 100 0.5 re f", &["fill 10 99.5 110 100 0"]);
    // A stroke half a point long and a hundred wide.
    check_shapes("100 w 60 200 m 60 200.5 l S", &["line 10 99.75 110 99.75 0.5"]);
    check_shapes("1 g 10 200 m 110 200 l S", &["line 10 100 110 100 1"]);
}

#[test]
fn boxes_are_lines_where_stroked_and_fills_where_filled() {
    check_shapes(
        "0.9 g 10 200 20 20 re B",
        &[
            "fill 10 80 30 100 0.9",
            "line 10 100 30 100 1",
            "line 30 80 30 100 1",
            "line 10 80 30 80 1",
            "line 10 80 10 100 1",
        ],
    );
}

#[test]
fn shapes_end_at_the_clip_and_white_over_white_is_nothing() {
    check_shapes("50 0 400 300 re W n 10 200 m 110 200 l S", &["line 50 100 110 100 1"]);
    check_shapes("1 G 10 200 m 110 200 l S", &[]);
    check_shapes("10 200 m 20 210 l S 10 200 m 12 205 30 220 40 200 c S", &[]);
}

#[test]
fn a_turned_page_is_read_upright() {
    let page = page_of(
        "/Rotate 90 /CropBox [0 100 400 300]",
        "BT /F1 10 Tf 0 1 -1 0 50 150 Tm (up) Tj ET",
    );
    assert_eq!((page.width, page.height), (200.0, 400.0));
    let word = &page.words[0];
    assert!(!word.vertical);
    assert_eq!((word.bbox.x0, word.baseline), (50.0, 50.0));
}

#[test]
fn a_form_that_draws_itself_ends() {
    let page = page_of("", "/Fm Do");
    assert_eq!(page.faults, [Fault::Limit(Limit::PdfFormDepth)]);
    assert_eq!(page.shapes.len(), Limit::PdfFormDepth.default());
}

#[test]
fn operators_run_into_a_limit() {
    let limits = Limits::default().with(Limit::PdfPageOperators, 6);
    let content = "BT /F1 10 Tf 20 270 Td (one) Tj ( two) Tj ( three) Tj ( four) Tj ET";
    let bytes =
        pdf_pages(&[(&format!("/MediaBox [0 0 400 300] {FONTS}"), content)], &[b"null".to_vec()]);
    let page = read(&bytes, &limits).unwrap().pages.remove(0);
    assert_eq!(texts(&page), ["one", "two", "three"]);
    assert_eq!(page.faults, [Fault::Limit(Limit::PdfPageOperators)]);
}

#[test]
fn replacement_text_replaces_glyphs() {
    check(
        "BT /F1 10 Tf 20 270 Td /Span << /ActualText (total) >> BDC (t0t) Tj (@1) Tj EMC (s) Tj ET",
        &["totals"],
    );
    check(
        "BT /F1 10 Tf 20 270 Td (co-) Tj /Span << /ActualText <FEFF> >> BDC (-) Tj EMC ET",
        &["co-"],
    );
    let page = page_of(
        "",
        "BT /F1 10 Tf 20 270 Td /Span << /ActualText <FEFF4EBF5143> >> BDC (yi) Tj (yuan) Tj EMC ET",
    );
    assert_eq!(texts(&page), ["亿元"]);
    // It covers all glyphs that it replaces: y, i, y, u, a and n of Helvetica.
    let end = 20.0 + 10.0 * (0.5 + 0.222 + 0.5 + 0.556 * 3.0);
    assert!((page.words[0].bbox.x1 - end).abs() < 0.01);
}

/// A document of one page whose structure is in the objects from the fifth on; the first of them is its
/// root, and the page is object 4.
fn structured(content: &str, structure: &[&str]) -> PdfDocument {
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R /StructTreeRoot 5 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>".to_vec(),
        pdf_stream("", content.as_bytes()),
        format!("<< /Type /Page /Parent 2 0 R /Contents 3 0 R /MediaBox [0 0 400 300] {FONTS} >>")
            .into_bytes(),
    ];
    objects.extend(structure.iter().map(|object| object.as_bytes().to_vec()));
    read(&pdf_of(&objects), &Limits::default()).unwrap()
}

#[test]
fn tagged_tables_are_read_with_their_spans() {
    let read = structured(
        "BT /F1 10 Tf 20 270 Td /TH << /MCID 0 >> BDC (a) Tj EMC 50 0 Td /X << /MCID 1 >> BDC (b) Tj \
         EMC ET",
        &[
            "<< /K [6 0 R] /RoleMap << /Tabelle /Table /X /Y /Y /X >> >>",
            "<< /S /Tabelle /K [7 0 R 7 0 R 6 0 R] >>",
            "<< /S /TR /Pg 4 0 R /K [8 0 R << /S /TD /K << /Pg 4 0 R /MCID 1 >> >>] >>",
            "<< /S /TH /A [<< /O /Layout >> << /O /Table /RowSpan 2 /ColSpan 3 >>] /K [0 9 0 R] >>",
            "<< /S /X /K 8 0 R >>",
        ],
    );
    let cell = |row_span, col_span, header, mark| TaggedCell {
        row_span,
        col_span,
        header,
        marks: vec![(0, mark)],
    };
    let rows = vec![vec![cell(2, 3, true, 0), cell(1, 1, false, 1)]];
    assert_eq!(read.tagged, [TaggedTable { rows }]);
    let marks: Vec<_> = read.pages[0].words.iter().map(|word| word.mark).collect();
    assert_eq!(marks, [Some(0), Some(1)]);
}

#[test]
fn replacement_text_of_an_element_covers_all_of_its_pieces() {
    let read = structured(
        "BT /F1 10 Tf 20 270 Td /P << /MCID 0 >> BDC (tot) Tj EMC /P << /MCID 1 >> BDC (a1) Tj EMC ET",
        &["<< /K 6 0 R >>", "<< /S /Span /Pg 4 0 R /ActualText (total) /K [0 1] >>"],
    );
    assert_eq!(texts(&read.pages[0]), ["total"]);
}
