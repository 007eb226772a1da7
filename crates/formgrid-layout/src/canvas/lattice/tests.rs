//! Draws lattices and finds them again.

use formgrid_model::{BBox, CanvasPage, Diagnostics, Lexicon, Shape, WordClass, fold_label};
use formgrid_testkit::print_page;
use proptest::prelude::{any, proptest};

use super::cells::Area;
use super::{Lattice, borders_and_marks, fill, struck};
use crate::canvas::drawn::assert_drawn;

fn find(page: &CanvasPage, lexicon: &Lexicon) -> Vec<Lattice> {
    super::find(page, borders_and_marks(page).0, lexicon, &mut Diagnostics::new())
}

/// Checks the tables of a page, in order.
fn check_page(page: &CanvasPage, expected: &[&str]) {
    let lattices = find(page, &Lexicon::default());
    let free = vec![false; lattices.len()];
    let tables = fill(page, 0, lattices, &free).into_iter().map(|(table, _)| table);
    assert_drawn(&tables.collect::<Vec<_>>(), expected);
}

fn check(drawing: &str, expected: &[&str]) {
    check_page(&print_page(drawing), expected);
}

const MERGED: &str = "
    ┌──────────┬─────────────────┬──────────┐
    │ 一级指标 │ 近两年指标值    │ 依据     │
    │          ├────────┬────────┤          │
    │          │ 前年   │ 上年   │          │
    ├──────────┼────────┼────────┼──────────┤
    │ 产出指标 │ 95%    │ 97%    │ 计划标准 │
    │          ├────────┴────────┼──────────┤
    │          │ 良好            │          │
    └──────────┴─────────────────┴──────────┘
";

#[test]
fn slots_without_an_edge_between_them_are_one_cell() {
    check(MERGED, &[MERGED]);
}

#[test]
fn an_outer_side_that_is_not_drawn_is_a_side() {
    check(
        "
        ──────┬──────┬──────
         甲   │ 乙   │ 丙
        ──────┼──────┼──────
         1    │ 2    │ 3
              │      │
        ",
        &["
        ┌──────┬──────┬──────┐
        │ 甲   │ 乙   │ 丙   │
        ├──────┼──────┼──────┤
        │ 1    │ 2    │ 3    │
        └──────┴──────┴──────┘
        "],
    );
}

#[test]
fn a_row_as_wide_as_a_table_without_sides_belongs_to_it() {
    check(
        "
        ────────────────────
         甲乙丙
        ──────┬──────┬──────
         1    │ 2    │ 3
        ──────┴──────┴──────
         丁
        ──────┬──────┬──────
         4    │ 5    │ 6
        ──────┴──────┴──────
        ",
        &["
        ┌────────────────────┐
        │ 甲乙丙             │
        ├──────┬──────┬──────┤
        │ 1    │ 2    │ 3    │
        ├──────┴──────┴──────┤
        │ 丁                 │
        ├──────┬──────┬──────┤
        │ 4    │ 5    │ 6    │
        └──────┴──────┴──────┘
        "],
    );
}

/// A text between tables is a paragraph if the space around it is larger than that of a row, and if it
/// is the title of a form.
#[test]
fn a_paragraph_between_tables_without_sides_is_no_row() {
    let table = "
        ┌──────┬──────┐
        │ 1    │ 2    │
        └──────┴──────┘
    ";
    let spaced = "
        ──────┬──────
         1    │ 2
        ──────┴──────

         另表

        ──────┬──────
         1    │ 2
        ──────┴──────
    ";
    check(spaced, &[table, table]);
    let titled = print_page(
        "
        ──────┬──────
         1    │ 2
        ──────┴──────
         绩效目标表
        ──────┬──────
         1    │ 2
        ──────┴──────
        ",
    );
    let mut lexicon = Lexicon::default();
    lexicon.words.insert(fold_label("绩效目标表").into_owned(), WordClass::TITLE);
    assert_eq!(find(&titled, &lexicon).len(), 2);
    assert_eq!(find(&titled, &Lexicon::default()).len(), 1);
}

/// What a page break leaves of merged cells: a side that meets no ruling, and no lower border.
#[test]
fn a_side_that_meets_nothing_closes_a_table_as_high_as_it() {
    check(
        "
        │      ┌──────┬──────┐
        │      │ 甲   │ 1    │
        │      ├──────┼──────┤
        │      │ 乙   │ 2    │
        │      └──────┴──────┘
        ",
        &["
        ┌──────┬──────┬──────┐
        │      │ 甲   │ 1    │
        │      ├──────┼──────┤
        │      │ 乙   │ 2    │
        └──────┴──────┴──────┘
        "],
    );
}

#[test]
fn a_line_that_hangs_out_of_a_cell_open_below_belongs_to_it() {
    let mut page = print_page(
        "
        ┌──────┬──────┐
        │ 甲   │ 1    │
        │      ├──────┤
        │      │ 2    │
        │      └──────┘
        │ 乙
        ",
    );
    let bottom = find(&page, &Lexicon::default())[0].bbox.y1;
    let word = page.words.iter_mut().find(|word| word.text.text == "乙").unwrap();
    let bbox = word.text.place.bbox.as_mut().unwrap();
    (bbox.y0, bbox.y1) = (bottom - 3.0, bottom + 7.0);
    check_page(
        &page,
        &["
        ┌──────┬──────┐
        │ 甲   │ 1    │
        │ 乙   ├──────┤
        │      │ 2    │
        └──────┴──────┘
        "],
    );
}

#[test]
fn tables_beside_and_below_each_other_stay_apart() {
    check(
        "
        ┌────┬────┐  ┌────┬────┐
        │ a  │ b  │  │ c  │ d  │
        └────┴────┘  └────┴────┘
        ┌────┬────┐
        │ e  │ f  │
        └────┴────┘
        ",
        &[
            "
            ┌────┬────┐
            │ a  │ b  │
            └────┴────┘
            ",
            "
            ┌────┬────┐
            │ c  │ d  │
            └────┴────┘
            ",
            "
            ┌────┬────┐
            │ e  │ f  │
            └────┴────┘
            ",
        ],
    );
}

#[test]
fn a_region_that_is_no_rectangle_keeps_to_its_rows() {
    check(
        "
        ┌────┬────┐
        │ a  │ b  │
        │    ├────┤
        │ c       │
        └─────────┘
        ",
        &["
        ┌────┬────┐
        │ a  │ b  │
        ├────┴────┤
        │ c       │
        └─────────┘
        "],
    );
}

#[test]
fn lines_that_enclose_nothing_are_no_table() {
    check("标题\n──────\n正文 说明\n", &[]);
}

#[test]
fn a_line_under_or_through_a_text_is_no_edge() {
    let mut page = print_page(MERGED);
    let word = page.words[4].text.place.bbox.unwrap();
    for y in [f32::midpoint(word.y0, word.y1), word.y1 - 1.0] {
        let bbox = BBox { y0: y, y1: y, ..word };
        page.shapes.push(Shape::Line { bbox, width: 0.5 });
    }
    check_page(&page, &[MERGED]);
}

#[test]
fn a_dash_under_a_text_is_a_piece_of_a_border() {
    let mut page = print_page(MERGED);
    page.shapes = redraw(&page, dashed).shapes;
    for word in &mut page.words {
        // Rows without padding: the border is where the text ends.
        let bbox = word.text.place.bbox.as_mut().unwrap();
        bbox.y1 += 6.0;
    }
    check_page(&page, &[MERGED]);
}

#[test]
fn a_box_around_a_text_or_around_nothing_is_no_table() {
    check(
        "
        ┌────────────────┐  ┌───┬───┐
        │ 填报说明       │  │   │   │
        │ ┌────────────┐ │  ├───┼───┤
        │ │ 本表由单位 │ │  │   │   │
        │ └────────────┘ │  │   │   │
        └────────────────┘  └───┴───┘
        ",
        &[],
    );
}

/// The rectangle of a stroke.
fn area(shape: &Shape) -> BBox {
    match *shape {
        Shape::Line { bbox, width } => super::rulings::stroked(bbox, width),
        Shape::Fill { bbox, .. } => bbox,
    }
}

fn redraw(page: &CanvasPage, draw: impl Fn(BBox) -> Vec<Shape>) -> CanvasPage {
    let shapes = page.shapes.iter().flat_map(|shape| draw(area(shape))).collect();
    CanvasPage { shapes, ..page.clone() }
}

/// A stroke as dashes with gaps of equal length.
fn dashed(bbox: BBox) -> Vec<Shape> {
    let is_across = bbox.x1 - bbox.x0 > bbox.y1 - bbox.y0;
    let (start, end) = if is_across { (bbox.x0, bbox.x1) } else { (bbox.y0, bbox.y1) };
    let mut dashes = Vec::new();
    let mut at = start;
    while at < end {
        let (from, to) = (at, (at + 3.0).min(end));
        let dash = if is_across {
            BBox { x0: from, x1: to, ..bbox }
        } else {
            BBox { y0: from, y1: to, ..bbox }
        };
        dashes.push(Shape::Fill { bbox: dash, lightness: 0.0 });
        at += 6.0;
    }
    dashes
}

#[test]
fn backgrounds_that_tile_a_table_are_its_cells() {
    let mut page = print_page(MERGED);
    let lattices = find(&page, &Lexicon::default());
    let (xs, ys) = (&lattices[0].xs, &lattices[0].ys);
    page.shapes = lattices[0]
        .cells
        .iter()
        .map(|Area { rows, cols }| Shape::Fill {
            bbox: BBox {
                x0: xs[cols.start],
                y0: ys[rows.start],
                x1: xs[cols.end] - 0.5,
                y1: ys[rows.end] - 0.5,
            },
            lightness: 0.9,
        })
        .collect();
    check_page(&page, &[MERGED]);
    // Bands on every other row make no table.
    page.shapes.retain(|shape| area(shape).y0 > ys[1]);
    page.shapes.truncate(3);
    check_page(&page, &[]);
}

#[test]
fn a_word_with_a_line_through_it_is_struck() {
    let mut page = print_page("┌──────┬──────┐\n│ 旧稿 │ 新稿 │\n└──────┴──────┘");
    let word = page.words[0].text.place.bbox.unwrap();
    for (at, struck_words) in [(0.95, vec![]), (0.6, vec![0])] {
        let y = word.y0 + at * (word.y1 - word.y0);
        page.shapes.push(Shape::Line { bbox: BBox { y0: y, y1: y, ..word }, width: 0.5 });
        assert_eq!(struck(&page), struck_words);
    }
}

#[test]
fn a_border_may_be_a_thin_rectangle() {
    let page = print_page(MERGED);
    let fill = |bbox| vec![Shape::Fill { bbox, lightness: 0.0 }];
    check_page(&redraw(&page, fill), &[MERGED]);
}

#[test]
fn a_border_may_be_a_short_stroke_as_thick_as_it_is_long() {
    let across = |bbox: BBox| {
        let y = f32::midpoint(bbox.y0, bbox.y1);
        let x = f32::midpoint(bbox.x0, bbox.x1);
        let (width, height) = (bbox.x1 - bbox.x0, bbox.y1 - bbox.y0);
        let (bbox, width) = if width > height {
            (BBox { x0: x, x1: x, ..bbox }, width)
        } else {
            (BBox { y0: y, y1: y, ..bbox }, height)
        };
        vec![Shape::Line { bbox, width }]
    };
    check_page(&redraw(&print_page(MERGED), across), &[MERGED]);
}

#[test]
fn a_border_may_be_dashed_or_double() {
    let page = print_page(MERGED);
    check_page(&redraw(&page, dashed), &[MERGED]);
    let doubled = |bbox: BBox| {
        let moved =
            BBox { x0: bbox.x0 + 1.5, y0: bbox.y0 + 1.5, x1: bbox.x1 + 1.5, y1: bbox.y1 + 1.5 };
        [bbox, moved].map(|bbox| Shape::Fill { bbox, lightness: 0.0 }).to_vec()
    };
    check_page(&redraw(&page, doubled), &[MERGED]);
    // Rulings of a thick border end at the sides of others, not at their middles.
    let thick = |bbox: BBox| {
        let (dx, dy) =
            if bbox.x1 - bbox.x0 > bbox.y1 - bbox.y0 { (-3.0, 2.5) } else { (2.5, -3.0) };
        let bbox = BBox { x0: bbox.x0 - dx, y0: bbox.y0 - dy, x1: bbox.x1 + dx, y1: bbox.y1 + dy };
        vec![Shape::Fill { bbox, lightness: 0.0 }]
    };
    check_page(&redraw(&page, thick), &[MERGED]);
}

proptest! {
    #[test]
    fn jitter_below_the_tolerance_changes_nothing(seed in any::<u64>()) {
        let mut state = seed;
        let mut jitter = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            f32::from(u16::try_from(state >> 48).unwrap()) / 65_536.0 - 0.5
        };
        let mut page = print_page(MERGED);
        for shape in &mut page.shapes {
            if let Shape::Line { bbox, .. } = shape {
                let (dx, dy) = (jitter(), jitter());
                *bbox = BBox {
                    x0: bbox.x0 + dx, x1: bbox.x1 + dx, y0: bbox.y0 + dy, y1: bbox.y1 + dy,
                };
            }
        }
        check_page(&page, &[MERGED]);
    }

    #[test]
    fn the_order_of_drawing_changes_nothing(seed in any::<u64>()) {
        let mut page = print_page(MERGED);
        let n = page.shapes.len();
        let turn = usize::try_from(seed % 97).unwrap();
        page.shapes.rotate_left(turn % n);
        let n = page.words.len();
        page.words.rotate_left(turn % n);
        check_page(&page, &[MERGED]);
    }
}
