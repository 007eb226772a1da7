//! Drawn pages and their layout.

use formgrid_model::{
    Affixes, AtomId, BBox, Block, CanvasPage, Code, Diagnostics, Lexicon, Limits, RawCanvas, Shape,
    Slots, TaggedCell, TaggedTable, WordClass, fold_label,
};
use formgrid_testkit::{draw, parse_drawing, print_pages};
use proptest::prelude::{any, proptest};

use super::resolve;

/// A lexicon of a few form words.
fn lexicon() -> Lexicon {
    let mut lexicon = Lexicon::default();
    let words = [
        (WordClass::HEADER, ["一级指标", "三级指标", "指标值"].as_slice()),
        (WordClass::LABEL, &["项目名称", "部门名称"]),
        (WordClass::BASIS, &["计划标准", "历史数据"]),
    ];
    for (class, words) in words {
        lexicon.words.extend(words.iter().map(|word| (fold_label(word).into_owned(), class)));
    }
    lexicon.title_endings = Affixes::ends([("绩效目标表".to_owned(), WordClass::TITLE)]);
    lexicon
}

/// Blocks as text: a drawing for a table, `P` or `#` and the text for a paragraph or heading.
fn lay_out(pages: Vec<CanvasPage>, diagnostics: &mut Diagnostics) -> Vec<String> {
    resolve_and_show(RawCanvas { pages, tagged: Vec::new() }, diagnostics)
}

fn resolve_and_show(canvas: RawCanvas, diagnostics: &mut Diagnostics) -> Vec<String> {
    let blocks = resolve(canvas, &lexicon(), &mut Slots::new(&Limits::default()), diagnostics);
    let shown = blocks.iter().map(|block| match block {
        Block::Table(table) => draw(&table.grid),
        Block::Paragraph(paragraph) if paragraph.heading => format!("# {}\n", paragraph.text),
        Block::Paragraph(paragraph) => format!("P {}\n", paragraph.text),
    });
    shown.collect()
}

/// Checks the layout of pages and returns the findings. An expected drawing begins with a line end.
#[track_caller]
fn check(pages: &[&str], expected: &[&str]) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let found = lay_out(print_pages(pages), &mut diagnostics);
    let is_drawing = |text: &&&str| text.starts_with('\n');
    let expected: Vec<String> = expected
        .iter()
        .map(|text| match Some(text).filter(is_drawing) {
            Some(art) => draw(&parse_drawing(art)),
            None => format!("{text}\n"),
        })
        .collect();
    assert!(found == expected, "found:\n{}\nexpected:\n{}", found.concat(), expected.concat());
    diagnostics
}

fn furniture(diagnostics: &Diagnostics) -> Vec<&str> {
    let found = diagnostics.iter().filter(|finding| finding.code == Code::LayoutFurniture);
    found.map(|finding| finding.message.split_once(": ").map_or("", |(_, text)| text)).collect()
}

const UPPER: &str = "
    ┌──────────┬──────────┬──────────┐
    │ 一级指标 │ 三级指标 │ 依据     │
    ├──────────┼──────────┼──────────┤
    │ 产出指标 │ 巡查里程 │ 计划标准 │
    │          ├──────────┼──────────┤
    │          │ 监测点位 │ 行业标准 │
    └──────────┴──────────┴──────────┘


                    1
";

#[test]
fn a_label_goes_on_over_a_page_where_it_is_empty() {
    let findings = check(
        &[
            UPPER,
            "
            ┌──────────┬──────────┬──────────┐
            │          │ 水质达标 │ 历史数据 │
            ├──────────┼──────────┼──────────┤
            │ 效益指标 │ 岸线绿化 │ 计划标准 │
            │          ├──────────┼──────────┤
            │          │ 群众知晓 │ 计划标准 │
            └──────────┴──────────┴──────────┘


                            2
            ",
        ],
        &["
            ┌──────────┬──────────┬──────────┐
            │ 一级指标 │ 三级指标 │ 依据     │
            ├──────────┼──────────┼──────────┤
            │ 产出指标 │ 巡查里程 │ 计划标准 │
            │          ├──────────┼──────────┤
            │          │ 监测点位 │ 行业标准 │
            │          ├──────────┼──────────┤
            │          │ 水质达标 │ 历史数据 │
            ├──────────┼──────────┼──────────┤
            │ 效益指标 │ 岸线绿化 │ 计划标准 │
            │          ├──────────┼──────────┤
            │          │ 群众知晓 │ 计划标准 │
            └──────────┴──────────┴──────────┘
        "],
    );
    assert_eq!(furniture(&findings), ["1", "2"]);
}

#[test]
fn a_row_cut_by_the_end_of_a_page_is_one_row() {
    check(
        &[
            "
            ┌──────────┬──────┬──────────┐
            │ 巡查里程 │ 95%  │ 计划标准 │
            ├──────────┼──────┼──────────┤
            │ 监测点位 │ 12个 │ 行业标准 │
            ├──────────┼──────┼──────────┤
            │ 河道水质 │ 98%  │ 历史数   │
            └──────────┴──────┴──────────┘
            ",
            "
            ┌──────────┬──────┬──────────┐
            │ 达标率   │      │ 据       │
            ├──────────┼──────┼──────────┤
            │ 岸线绿化 │ 40%  │ 计划标准 │
            └──────────┴──────┴──────────┘
            ",
        ],
        &["
            ┌────────────────┬──────┬──────────┐
            │ 巡查里程       │ 95%  │ 计划标准 │
            ├────────────────┼──────┼──────────┤
            │ 监测点位       │ 12个 │ 行业标准 │
            ├────────────────┼──────┼──────────┤
            │ 河道水质达标率 │ 98%  │ 历史数据 │
            ├────────────────┼──────┼──────────┤
            │ 岸线绿化       │ 40%  │ 计划标准 │
            └────────────────┴──────┴──────────┘
        "],
    );
}

#[test]
fn whole_rows_stay_apart_though_their_texts_fill_their_columns() {
    let row = |name: &str, basis: &str| format!("│ {name} │ {basis} │\n");
    let (top, between, bottom) =
        ("┌──────────┬──────────┐\n", "├──────────┼──────────┤\n", "└──────────┴──────────┘\n");
    let rows = [
        row("巡查里程", "计划标准"),
        row("监测点位", "行业标准"),
        row("水质达标", "行业标准"),
        row("岸线绿化", "计划标准"),
    ];
    let page = |rows: &[String]| format!("{top}{}{bottom}", rows.join(between));
    let whole = format!("\n{}", page(&rows));
    check(&[&page(&rows[..2]), &page(&rows[2..])], &[&whole]);
}

#[test]
fn columns_that_only_one_page_draws_are_columns_of_the_table() {
    check(
        &[
            "
            ┌──────────┬────────────────┐
            │ 产出指标 │ 95%            │
            └──────────┴────────────────┘
            ",
            "
            ┌──────────┬───────┬────────┐
            │ 效益指标 │ 前年  │ 上年   │
            └──────────┴───────┴────────┘
            ",
        ],
        &["
            ┌──────────┬────────────────┐
            │ 产出指标 │ 95%            │
            ├──────────┼───────┬────────┤
            │ 效益指标 │ 前年  │ 上年   │
            └──────────┴───────┴────────┘
        "],
    );
}

#[test]
fn a_title_and_header_printed_again_are_furniture() {
    let findings = check(
        &[
            "
                   绩效目标表
            ┌──────────┬────────┐
            │ 三级指标 │ 指标值 │
            ├──────────┼────────┤
            │ 巡查里程 │ 95%    │
            └──────────┴────────┘
            ",
            "
                   绩效目标表
            ┌──────────┬────────┐
            │ 三级指标 │ 指标值 │
            ├──────────┼────────┤
            │ 监测点位 │ 12个   │
            └──────────┴────────┘
            ",
        ],
        &[
            "P 绩效目标表",
            "
            ┌──────────┬────────┐
            │ 三级指标 │ 指标值 │
            ├──────────┼────────┤
            │ 巡查里程 │ 95%    │
            ├──────────┼────────┤
            │ 监测点位 │ 12个   │
            └──────────┴────────┘
            ",
        ],
    );
    assert_eq!(furniture(&findings), ["绩效目标表", "三级指标", "指标值"]);
}

#[test]
fn a_form_that_begins_anew_on_a_page_is_a_table_of_its_own() {
    let form = |name: &str| {
        format!(
            "
                       绩效目标表
            ┌──────────┬────────────────┐
            │ 项目名称 │ {name}       │
            ├──────────┼────────────────┤
            │ 金额     │ 95             │
            └──────────┴────────────────┘
            "
        )
    };
    let table = |name: &str| form(name).replace("绩效目标表", "");
    let (bridge, street) = (form("桥梁养护"), form("街道清扫"));
    let (first, second) = (table("桥梁养护"), table("街道清扫"));
    let title = "P 绩效目标表";
    check(&[&bridge, &street], &[title, first.trim_end(), title, second.trim_end()]);
}

const SHORT: &str = "
    ┌──────────┬────────┐
    │ 巡查里程 │ 95%    │
    └──────────┴────────┘








";

const LONG: &str = "
    ┌──────────┬────────┐
    │ 监测点位 │ 12个   │
    ├──────────┼────────┤
    │ 水质达标 │ 98%    │
    ├──────────┼────────┤
    │ 岸线绿化 │ 40%    │
    ├──────────┼────────┤
    │ 群众知晓 │ 90%    │
    ├──────────┼────────┤
    │ 清淤方量 │ 600方  │
    └──────────┴────────┘
";

#[test]
fn a_table_that_had_room_on_the_page_before_is_another_one() {
    check(&[SHORT, LONG], &[SHORT.trim_end(), LONG.trim_end()]);
}

/// A table tagged with the words in rows of two cells, in the given order.
fn tagged(atoms: &[u32]) -> TaggedTable {
    let cell = |&atom: &u32| TaggedCell {
        row_span: 1,
        col_span: 1,
        header: false,
        atoms: vec![AtomId(atom)],
    };
    TaggedTable { rows: atoms.chunks(2).map(|row| row.iter().map(cell).collect()).collect() }
}

#[test]
fn tags_that_agree_with_the_drawing_decide_where_it_leaves_a_doubt() {
    let pages = print_pages(&[SHORT, LONG]);
    let n_words = u32::try_from(pages.iter().map(|page| page.words.len()).sum::<usize>()).unwrap();
    let all: Vec<u32> = (0..n_words).collect();
    let lay_out = |tagged: Vec<TaggedTable>| {
        let mut diagnostics = Diagnostics::new();
        let canvas = RawCanvas { pages: pages.clone(), tagged };
        let n_tables = resolve_and_show(canvas, &mut diagnostics).len();
        (n_tables, diagnostics.iter().filter(|d| d.code == Code::LayoutTagsDisagree).count())
    };
    assert_eq!(lay_out(Vec::new()), (2, 0));
    assert_eq!(lay_out(vec![tagged(&all)]), (1, 0));
    assert_eq!(lay_out(vec![tagged(&all[..2]), tagged(&all[2..])]), (2, 0));
    // Tags that put all words into one cell are ignored.
    let mut lie = tagged(&all[..1]);
    lie.rows[0][0].atoms = all.iter().copied().map(AtomId).collect();
    assert_eq!(lay_out(vec![lie]), (2, 1));
}

#[test]
fn a_label_printed_on_the_second_page_belongs_to_the_whole_cell() {
    check(
        &[
            "
            ┌──────────┬──────────┐
            │          │ 巡查里程 │
            │          ├──────────┤
            │          │ 监测点位 │
            └──────────┴──────────┘
            ",
            "
            ┌──────────┬──────────┐
            │ 产出指标 │ 水质达标 │
            │          ├──────────┤
            │          │ 岸线绿化 │
            └──────────┴──────────┘
            ",
        ],
        &["
            ┌──────────┬──────────┐
            │ 产出指标 │ 巡查里程 │
            │          ├──────────┤
            │          │ 监测点位 │
            │          ├──────────┤
            │          │ 水质达标 │
            │          ├──────────┤
            │          │ 岸线绿化 │
            └──────────┴──────────┘
        "],
    );
}

#[test]
fn a_title_within_the_table_begins_another_form() {
    let form = |name: &str, gap: &str, mileage: &str| {
        let rest = &"     "[gap.len()..];
        format!(
            "
            ┌───────────────────────────────┐
            │ {name}绩效目标表{gap}单位：万元{rest} │
            ├────────────────┬──────────────┤
            │ 巡查里程       │ {mileage}          │
            └────────────────┴──────────────┘
            "
        )
    };
    let (wide, narrow) = ("     ", " ");
    check(
        &[&form("桥梁", wide, "95%"), &form("街道", wide, "40%")],
        &[form("桥梁", narrow, "95%").trim_end(), form("街道", narrow, "40%").trim_end()],
    );
}

#[test]
fn a_row_that_stands_alone_on_its_page_belongs_to_the_table() {
    check(
        &[
            "
            ┌──────┬──────┐
            │ 产出 │ 甲   │
            │      ├──────┤
            │      │ 乙   │
            └──────┴──────┘
            ",
            "
            ┌──────┬──────┐
            │      │ 丙   │
            └──────┴──────┘
            ",
        ],
        &["
            ┌──────┬──────┐
            │ 产出 │ 甲   │
            │      ├──────┤
            │      │ 乙   │
            │      ├──────┤
            │      │ 丙   │
            └──────┴──────┘
        "],
    );
}

#[test]
fn an_item_of_a_list_in_a_row_of_its_own_stays_there() {
    check(
        &[
            "
            ┌──────┬───────────────────────┐
            │ 总目 │ 年度                  │
            │ 标   ├───────────────────────┤
            │      │ 目标1：全面疏浚河道， │
            │      │ 提升防洪排涝的能力。  │
            └──────┴───────────────────────┘
            ",
            "
            ┌──────┬───────────────────────┐
            │      │ 目标2：建成智慧水务， │
            │      │ 实现全域实时的监测。  │
            ├──────┼───────────────────────┤
            │ 依据 │ 计划标准              │
            └──────┴───────────────────────┘
            ",
        ],
        &["
            ┌────────┬───────────────────────────────────────────┐
            │ 总目标 │ 年度                                      │
            │        ├───────────────────────────────────────────┤
            │        │ 目标1：全面疏浚河道，提升防洪排涝的能力。 │
            │        ├───────────────────────────────────────────┤
            │        │ 目标2：建成智慧水务，实现全域实时的监测。 │
            ├────────┼───────────────────────────────────────────┤
            │ 依据   │ 计划标准                                  │
            └────────┴───────────────────────────────────────────┘
        "],
    );
}

#[test]
fn lines_make_paragraphs_where_they_are_full() {
    check(
        &["
                      绩效目标填报说明
            一、本表由预算部门填报，各项内容应当
            与批复的预算一致。
            二、指标值应当能够考核。
        "],
        &[
            "# 绩效目标填报说明",
            "P 一、本表由预算部门填报，各项内容应当与批复的预算一致。",
            "P 二、指标值应当能够考核。",
        ],
    );
}

#[test]
fn struck_text_is_left_out_and_named() {
    let mut pages = print_pages(&["┌──────┬──────┐\n│ 旧稿 │ 新稿 │\n└──────┴──────┘"]);
    let word = pages[0].words[0].text.place.bbox.unwrap();
    let y = f32::midpoint(word.y0, word.y1);
    pages[0].shapes.push(Shape::Line { bbox: BBox { y0: y, y1: y, ..word }, width: 0.5 });
    let mut diagnostics = Diagnostics::new();
    let found = lay_out(pages, &mut diagnostics).concat();
    assert!(found.contains("新稿") && !found.contains("旧稿"), "{found}");
    let finding = diagnostics.iter().find(|finding| finding.code == Code::LayoutStruck).unwrap();
    assert_eq!(finding.atoms.len(), 1);
}

#[test]
fn characters_with_a_line_through_them_are_left_out_of_their_word() {
    let mut pages = print_pages(&["┌──────────┬──────┐\n│ 质量旧稿 │ 新稿 │\n└──────────┴──────┘"]);
    let word = pages[0].words[0].text.place.bbox.unwrap();
    let y = f32::midpoint(word.y0, word.y1);
    let x0 = f32::midpoint(word.x0, word.x1);
    pages[0].shapes.push(Shape::Line { bbox: BBox { x0, y0: y, y1: y, ..word }, width: 0.5 });
    let mut diagnostics = Diagnostics::new();
    let found = lay_out(pages, &mut diagnostics).concat();
    assert!(found.contains("质量 ") && !found.contains("旧稿"), "{found}");
    let finding = diagnostics.iter().find(|finding| finding.code == Code::LayoutStruck).unwrap();
    assert!(finding.message.ends_with("旧稿") && finding.atoms.is_empty(), "{finding:?}");
}

/// A label that occurs twice in a cell, once on each page; `again` is the text of the first cell below
/// the title on the second page.
#[track_caller]
fn check_label(again: &str, expected: &str) {
    let upper = "
        ┌──────┬──────┐
        │ 主管 │ 水库 │
        │      ├──────┤
        │      │ 干渠 │
        └──────┴──────┘
    ";
    let middle = format!(
        "
        ┌──────┬──────┐
        │ {again} │ 支渠 │
        │      ├──────┤
        │      │ 泵站 │
        ├──────┼──────┤
        │ 年度 │ 码头 │
        │      ├──────┤
        │      │ 航道 │
        └──────┴──────┘
    "
    );
    let lower = "
        ┌──────┬──────┐
        │ 年度 │ 桥梁 │
        │      ├──────┤
        │      │ 涵洞 │
        └──────┴──────┘
    ";
    let found = lay_out(print_pages(&[upper, &middle, lower]), &mut Diagnostics::new()).concat();
    let label = found.lines().find(|line| line.contains("年度")).unwrap_or_default();
    assert_eq!(label.split('│').nth(1).map(str::trim), Some(expected), "{found}");
}

#[test]
fn a_label_written_again_on_each_page_is_one_label() {
    check_label("主管", "年度");
}

#[test]
fn a_label_that_stands_twice_where_none_is_written_again_is_printed_twice() {
    check_label("    ", "年度年度");
}

#[test]
fn items_that_share_a_cell_elsewhere_share_it_over_a_page() {
    let upper = "
        ┌──────┬───────────────────────┐
        │ 去年 │ 目标1：疏浚河道。     │
        │      │ 目标2：清理航道。     │
        ├──────┼───────────────────────┤
        │ 今年 │ 年度                  │
        │      ├───────────────────────┤
        │      │ 目标1：全面疏浚河道， │
        │      │ 提升防洪排涝的能力。  │
        └──────┴───────────────────────┘
    ";
    let lower = "
        ┌──────┬───────────────────────┐
        │      │ 目标2：建成智慧水务， │
        │      │ 实现全域实时的监测。  │
        ├──────┼───────────────────────┤
        │ 依据 │ 计划标准              │
        └──────┴───────────────────────┘
    ";
    let found = lay_out(print_pages(&[upper, lower]), &mut Diagnostics::new()).concat();
    let row = found.lines().find(|line| line.contains("防洪排涝")).unwrap_or_default();
    assert!(row.contains("智慧水务"), "{found}");
}

proptest! {
    #[test]
    fn the_order_of_words_and_shapes_changes_nothing(turn in any::<u8>()) {
        let pages = print_pages(&[UPPER, UPPER]);
        let expected = lay_out(pages.clone(), &mut Diagnostics::new());
        let turned = pages.into_iter().map(|mut page| {
            let (words, shapes) = (page.words.len(), page.shapes.len());
            page.words.rotate_left(usize::from(turn) % words);
            page.shapes.rotate_left(usize::from(turn) % shapes);
            page
        });
        assert_eq!(lay_out(turned.collect(), &mut Diagnostics::new()), expected);
    }
}
