//! Which words are foreign to a page.

use formgrid_model::{
    AtomId, BBox, CanvasPage, CanvasWord, Diagnostics, Ink, InkRole, Place, RawText, Shape,
};

use super::leave_out;

const BLACK: Ink = Ink { angle: 0, color: [0; 3], opacity: 1.0, role: InkRole::Content };
const RED: Ink = Ink { color: [210, 20, 30], ..BLACK };
const PALE: Ink = Ink { color: [205; 3], ..BLACK };

/// A page of four rows of three 10-point words in cells of 100 by 20, with other words added.
fn page(others: &[(&str, f32, f32, f32, Ink)]) -> CanvasPage {
    let mut page = CanvasPage { number: 1, width: 600.0, height: 800.0, ..CanvasPage::default() };
    let mut add = |text: &str, x0: f32, y0: f32, size: f32, ink: Ink| {
        let n = f32::from(u8::try_from(text.chars().count()).unwrap());
        let bbox = BBox { x0, y0, x1: x0 + n * size, y1: y0 + size };
        let place = Place { page: Some(1), bbox: Some(bbox), ..Place::default() };
        let atom = Some(AtomId(u32::try_from(page.words.len()).unwrap()));
        let text = RawText { text: text.to_owned(), place, atom };
        page.words.push(CanvasWord { text, size, ink, ..CanvasWord::default() });
    };
    for row in 0..4_u8 {
        for col in 0..3_u8 {
            let (x, y) = (105.0 + 100.0 * f32::from(col), 105.0 + 20.0 * f32::from(row));
            add("指标内容", x, y, 10.0, BLACK);
        }
    }
    for &(text, x, y, size, ink) in others {
        add(text, x, y, size, ink);
    }
    for col in 0..4_u8 {
        let x = 100.0 + 100.0 * f32::from(col);
        let bbox = BBox { x0: x, y0: 100.0, x1: x, y1: 180.0 };
        page.shapes.push(Shape::Line { bbox, width: 0.5 });
    }
    page
}

/// `expected`: the other words that stay on the page.
#[track_caller]
fn check(others: &[(&str, f32, f32, f32, Ink)], expected: &[&str]) {
    let mut pages = [page(others)];
    let mut diagnostics = Diagnostics::new();
    leave_out(&mut pages, &mut diagnostics);
    let left: Vec<_> = pages[0].words.iter().skip(12).map(|w| w.text.text.as_str()).collect();
    assert_eq!(left, expected);
    let n_named: usize = diagnostics.iter().map(|finding| finding.atoms.len()).sum();
    assert_eq!(n_named, others.len() - expected.len());
}

#[test]
fn slanted_text_is_foreign_and_turned_text_is_not() {
    check(&[("水印", 150.0, 130.0, 40.0, Ink { angle: -45, ..PALE })], &[]);
    check(&[("竖排", 80.0, 130.0, 10.0, Ink { angle: 90, ..BLACK })], &["竖排"]);
    check(&[("微斜", 420.0, 130.0, 10.0, Ink { angle: 2, ..BLACK })], &["微斜"]);
}

#[test]
fn pale_text_is_foreign_where_it_is_huge_or_lies_over_the_page() {
    check(&[("征求意见稿", 120.0, 120.0, 48.0, PALE)], &[]);
    let transparent = Ink { opacity: 0.2, ..BLACK };
    check(&[("征求意见稿", 120.0, 125.0, 30.0, transparent)], &[]);
    check(&[("选填", 420.0, 105.0, 10.0, PALE)], &["选填"]);
}

#[test]
fn a_seal_is_foreign_with_the_letters_that_stand_upright() {
    let letter = |text, x, y, angle| (text, x, y, 12.0, Ink { angle, ..RED });
    let ring = [
        letter("财", 250.0, 140.0, -60),
        letter("政", 265.0, 120.0, -30),
        letter("局", 285.0, 112.0, 0),
        letter("专", 305.0, 120.0, 30),
        letter("用", 320.0, 140.0, 60),
        ("★", 280.0, 140.0, 24.0, RED),
    ];
    check(&ring, &[]);
}

#[test]
fn text_in_another_color_is_content_where_it_lies_over_nothing() {
    check(&[("超支", 410.0, 105.0, 10.0, RED)], &["超支"]);
    check(&[("已审核", 112.0, 107.0, 14.0, RED)], &[]);
    check(&[("标题", 250.0, 40.0, 24.0, RED)], &["标题"]);
}

#[test]
fn what_the_source_names_is_foreign() {
    let ink = |role| Ink { role, ..BLACK };
    check(&[("样张", 410.0, 105.0, 10.0, ink(InkRole::Watermark))], &[]);
    check(&[("签名", 410.0, 105.0, 10.0, ink(InkRole::Stamp))], &[]);
}
