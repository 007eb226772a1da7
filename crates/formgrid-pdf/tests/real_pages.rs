//! Faults of real pages: damaged streams, fields without appearances, ink of many kinds, outlined
//! letters.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::time::Instant;

use formgrid_model::{InkRole, Limits};
use formgrid_pdf::{Fault, HiddenReason, Page, PdfDocument, read};
use formgrid_testkit::{pdf_of, pdf_pages, pdf_stream};

const FONTS: &str = "/MediaBox [0 0 400 300] /Resources << /Font << \
    /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> \
    /F2 << /Type /Font /Subtype /TrueType /BaseFont /SimSun /Encoding /WinAnsiEncoding >> \
    /F3 << /Type /Font /Subtype /Type3 /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 65 /LastChar 66 \
        /Widths [600 600] /Encoding << /Differences [65 /g1 /g2] >> /CharProcs << >> >> >> >>";

fn document(entries: &str, content: &str, others: &[Vec<u8>]) -> PdfDocument {
    let entries = format!("{FONTS} {entries}");
    read(&pdf_pages(&[(&entries, content)], others), &Limits::default()).unwrap()
}

fn page(content: &str) -> Page {
    document("", content, &[]).pages.remove(0)
}

fn texts(page: &Page) -> Vec<&str> {
    page.words.iter().map(|word| word.text.as_str()).collect()
}

#[test]
fn a_stream_without_a_length_is_read_to_its_end() {
    let page = format!("<< /Type /Page /Parent 2 0 R /Contents 4 0 R {FONTS} >>");
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        page.into_bytes(),
        b"<< >>\nstream\nBT /F1 10 Tf 20 270 Td (read) Tj ET\nendstream".to_vec(),
    ];
    let printout = read(&pdf_of(&objects), &Limits::default()).unwrap();
    assert_eq!(texts(&printout.pages[0]), ["read"]);
}

#[test]
fn chinese_bytes_in_a_simple_font_are_chinese() {
    let read = page("BT /F2 10 Tf 20 270 Td <D6B8B1EA3132> Tj ET");
    assert_eq!(texts(&read), ["指标12"]);
    assert_eq!(read.faults, []);
}

#[test]
fn type_3_glyphs_are_no_latin_letters() {
    let read = page("BT /F3 10 Tf 20 270 Td (AB) Tj ET");
    assert_eq!(texts(&read), ["\u{fffd}\u{fffd}"]);
    assert_eq!(read.faults, [Fault::Unmapped]);
}

#[test]
fn invisible_words_are_returned_separately() {
    let text = "BT /F1 10 Tf 20 270 Td (hidden) Tj ET";
    let why = |content: &str| page(content).hidden.first().map(|hidden| hidden.why);
    assert_eq!(why(&format!("{text} 1 g 10 260 100 30 re f")), Some(HiddenReason::Covered));
    assert_eq!(why(&format!("1 g {text}")), Some(HiddenReason::BackgroundColor));
    assert_eq!(why(&format!("0 0 1 rg 10 260 100 30 re f 1 g {text}")), None);
    assert_eq!(why(text), None);
}

#[test]
fn text_under_an_opaque_image_is_hidden() {
    let image = |entries: &str| {
        let entries = format!(
            "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 \
             /ColorSpace /DeviceGray {entries}"
        );
        pdf_stream(&entries, b"\xff")
    };
    let why = |entries: &str, content: &str| {
        let fonts = FONTS.replace("/Resources <<", "/Resources << /XObject << /Im 3 0 R >>");
        let bytes = pdf_pages(&[(&fonts, content)], &[image(entries)]);
        let printout = read(&bytes, &Limits::default()).unwrap();
        printout.pages[0].hidden.first().map(|hidden| hidden.why)
    };
    let text = "BT /F1 10 Tf 20 270 Td (old) Tj ET";
    let patch = "q 100 0 0 30 10 260 cm /Im Do Q";
    assert_eq!(why("", &format!("{text} {patch}")), Some(HiddenReason::Covered));
    assert_eq!(why("", &format!("{patch} {text}")), None);
    assert_eq!(why("/Mask [0 1]", &format!("{text} {patch}")), None);
    // Recognized text may be under the scan.
    assert_eq!(why("", &format!("{text} q 400 0 0 300 0 0 cm /Im Do Q")), None);
    assert_eq!(why("", &format!("{text} q 90 40 -40 90 10 240 cm /Im Do Q")), None);
}

#[test]
fn text_without_ink_is_returned_separately() {
    let read = page("BT /F1 10 Tf 20 270 Td (seen) Tj 3 Tr 0 -20 Td (unseen) Tj ET");
    let hidden: Vec<_> = read.hidden.iter().map(|h| (h.word.text.as_str(), h.why)).collect();
    assert_eq!(hidden, [("unseen", HiddenReason::NoInk)]);
}

#[test]
fn files_and_forms_beside_the_pages_are_named() {
    let documents = |catalog: &str, others: &[&str]| {
        let mut objects = vec![
            format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>").into_bytes(),
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
            format!(
                "<< /Type /Page /Parent 2 0 R {FONTS} /Annots [<< /Subtype /FileAttachment \
                /FS << /F (note.txt) >> >>] >>"
            )
            .into_bytes(),
        ];
        objects.extend(others.iter().map(|object| object.as_bytes().to_vec()));
        read(&pdf_of(&objects), &Limits::default()).unwrap()
    };
    let named = documents(
        "/Names << /EmbeddedFiles << /Kids [4 0 R 4 0 R] >> >>",
        &["<< /Names [(a) << /F (a.docx) /UF <FEFF8868> >> (b) 5 0 R] /Kids [4 0 R] >>", "<< >>"],
    );
    assert_eq!(named.attachments, ["表", "", "note.txt"]);
    assert!(!named.has_dynamic_form);
    assert!(documents("/AcroForm << /XFA [] /Fields [] >>", &[]).has_dynamic_form);
    assert!(!documents("/AcroForm << /XFA [] /Fields [<< >>] >>", &[]).has_dynamic_form);
}

#[test]
fn words_carry_their_ink() {
    let read = page(
        "BT 1 0 0 rg /F1 10 Tf 0.7071 0.7071 -0.7071 0.7071 100 100 Tm (slanted) Tj ET \
         /Artifact << /Subtype /Watermark >> BDC BT 0.8 g /F1 30 Tf 20 50 Td (draft) Tj ET EMC",
    );
    let [slanted, draft] = read.words.as_slice() else { panic!("{:?}", read.words) };
    assert_eq!((slanted.ink.angle, slanted.ink.color), (-45, [255, 0, 0]));
    assert_eq!((draft.ink.role, draft.ink.color), (InkRole::Watermark, [204; 3]));
}

#[test]
fn fields_show_their_values() {
    let field = |entries: &str| {
        format!(
            "/Annots [ << /Type /Annot /Subtype /Widget /Rect [20 100 120 120] \
             /DA (/F1 9 Tf 0 g) {entries} >> ]"
        )
    };
    let said = |entries: &str| {
        let read = document(&field(entries), "", &[]).pages.remove(0);
        read.words.into_iter().map(|word| word.text).collect::<Vec<_>>()
    };
    assert_eq!(said("/FT /Tx /V (35)"), ["35"]);
    assert_eq!(said("/FT /Ch /Opt [[(a) (done)] [(b) (open)]] /V (b)"), ["open"]);
    assert_eq!(said("/FT /Tx /Ff 8192 /V (secret)"), Vec::<String>::new());
    assert_eq!(said("/FT /Sig /V (35)"), Vec::<String>::new());
}

#[test]
fn a_field_that_is_its_own_ancestor_ends() {
    let field = b"<< /Type /Annot /Subtype /Widget /Rect [0 0 9 9] /Parent 3 0 R >>".to_vec();
    let read = document("/Annots [3 0 R 3 0 R]", "", &[field]).pages.remove(0);
    assert_eq!(read.words, []);
}

#[test]
fn ten_thousand_annotations_are_read_in_time() {
    let start = Instant::now();
    let form = pdf_stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 50 50]",
        b"0 0 30 1 re f 5 5 20 20 re S",
    );
    let annotation = b"<< /Type /Annot /Subtype /Stamp /Rect [10 10 60 60] /AP << /N 3 0 R >> >>";
    let refs = "4 0 R ".repeat(10_000);
    let others = [form, annotation.to_vec()];
    let read = document(&format!("/Annots [ {refs} ]"), "", &others).pages.remove(0);
    assert!(!read.shapes.is_empty());
    assert!(start.elapsed().as_secs() < 5);
}

#[test]
fn outlined_letters_are_reported() {
    let letter = |n: usize| {
        let (x, y) = (20 + n % 30 * 10, 270 - n / 30 * 14);
        let (right, top) = (x + 6, y + 7);
        format!("{x} {y} m {right} {y} {right} {y} {right} {top} c {x} {top} l h f ")
    };
    let content: String = (0..90).map(letter).collect();
    assert_eq!(page(&content).unread.len(), 1);
    let few: String = (0..20).map(letter).collect();
    assert!(page(&few).unread.is_empty());
}
