//! Phenomena of recognized dumps, one test each, on drawn rows.
//!
//! A dump is drawn with `|` between cells and `~` at the start of a line for a form feed. A result has
//! one row per line: `^` marks a cell that continues from above, `*n` one of n columns, `!` and letters
//! in front the repairs. Paragraphs are in angle brackets.

mod pages;

use formgrid_model::{
    AtomId, Block, Code, Diagnostics, Dialect, Lexicon, Limits, LineContent, Place, RawLine,
    RawRows, RawText, Slots, Table, WordClass,
};

use super::resolve;

const WORDS: &[(&str, WordClass)] = &[
    ("目标名称", WordClass::HEADER),
    ("一级指标", WordClass::HEADER),
    ("二级指标", WordClass::HEADER),
    ("三级指标", WordClass::HEADER),
    ("指标值", WordClass::HEADER),
    ("依据", WordClass::HEADER),
    ("项目名称", WordClass::HEADER),
    ("用途", WordClass::HEADER),
    ("金额", WordClass::HEADER),
    ("占比", WordClass::HEADER),
    ("近两年金额", WordClass::HEADER),
    ("资金情况表", WordClass::SECTION),
    ("总目标", WordClass::SECTION),
    ("长期目标", WordClass::GOAL),
    ("年度目标", WordClass::GOAL),
    ("长期目标#", WordClass::GOAL),
    ("年度目标#", WordClass::GOAL),
    ("单位名称", WordClass::LABEL),
    ("填报人", WordClass::LABEL),
    ("联系电话", WordClass::LABEL),
    ("部门职能", WordClass::LABEL),
    ("产出指标", WordClass::LEVEL1),
    ("效益指标", WordClass::LEVEL1),
    ("数量指标", WordClass::LEVEL2),
    ("质量指标", WordClass::LEVEL2),
    ("时效指标", WordClass::LEVEL2),
    ("社会效益", WordClass::LEVEL2),
    ("数量", WordClass::LEVEL2),
    ("计划标准", WordClass::BASIS),
    ("历史标准", WordClass::BASIS),
    ("财政拨款", WordClass::CATEGORY),
    ("合计", WordClass::CATEGORY),
    ("绩效目标表", WordClass::TITLE),
    ("单位:万元", WordClass::FURNITURE),
];

fn lexicon() -> Lexicon {
    let words = WORDS.iter().map(|(word, class)| ((*word).to_owned(), *class)).collect();
    Lexicon { words, ..Lexicon::default() }
}

/// Reads a drawn dump; also returns its number of atoms.
fn dump(drawing: &str) -> (RawRows, u32) {
    let mut n_atoms = 0;
    let mut text = |text: &str, line: u32| {
        let atom = (!text.trim().is_empty()).then_some(AtomId(n_atoms));
        n_atoms += u32::from(atom.is_some());
        RawText { text: text.to_owned(), place: Place::at_line(line), atom }
    };
    let lines = (1_u32..).zip(drawing.lines()).map(|(line, drawn)| {
        let (page_break, drawn) = match drawn.trim().strip_prefix('~') {
            Some(rest) => (true, rest),
            None => (false, drawn.trim()),
        };
        let content = if drawn.is_empty() {
            LineContent::Blank
        } else if drawn.contains('|') {
            LineContent::Cells(drawn.split('|').map(|cell| text(cell, line)).collect())
        } else {
            LineContent::Text(text(drawn, line))
        };
        RawLine { line, content, page_break, heading: false }
    });
    (RawRows { dialect: Dialect::RowPerLine, lines: lines.collect() }, n_atoms)
}

fn draw(table: &Table) -> Vec<String> {
    let row = |row: usize| {
        let cells = table.grid.row(row).map(|cell| {
            let text = if cell.row < row { "^".to_owned() } else { cell.text.replace('\n', "/") };
            if cell.col_span > 1 { format!("{text}*{}", cell.col_span) } else { text }
        });
        let cells: Vec<String> = cells.collect();
        let codes = table.rows[row].repairs.iter().map(|code| code.as_str());
        let repairs: String = codes.map(|code| format!("!{} ", &code["layout/".len()..])).collect();
        format!("{repairs}{}", cells.join("|"))
    };
    (0..table.grid.n_rows()).map(row).collect()
}

/// Every atom must end in one block or diagnostic.
fn assert_conserved(blocks: &[Block], diagnostics: &Diagnostics, n_atoms: u32) {
    let mut atoms: Vec<AtomId> = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => atoms.extend(&paragraph.atoms),
            Block::Table(table) => {
                atoms.extend(table.grid.cells().iter().flat_map(|cell| &cell.atoms));
            }
        }
    }
    atoms.extend(diagnostics.iter().flat_map(|diagnostic| &diagnostic.atoms));
    atoms.sort_unstable();
    assert!(atoms.iter().map(|atom| atom.0).eq(0..n_atoms), "{atoms:?}");
}

#[track_caller]
fn check_with(lexicon: &Lexicon, drawing: &str, expected: &str) -> Diagnostics {
    let (rows, n_atoms) = dump(drawing);
    let mut diagnostics = Diagnostics::new();
    let blocks = resolve(rows, lexicon, &mut Slots::new(&Limits::default()), &mut diagnostics);
    assert_conserved(&blocks, &diagnostics, n_atoms);
    let drawn: Vec<String> = blocks
        .iter()
        .flat_map(|block| match block {
            Block::Paragraph(paragraph) => vec![format!("<{}>", paragraph.text)],
            Block::Table(table) => draw(table),
        })
        .collect();
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    assert_eq!(drawn, expected, "\n{}", drawn.join("\n"));
    diagnostics
}

#[track_caller]
fn check(drawing: &str, expected: &str) -> Diagnostics {
    check_with(&lexicon(), drawing, expected)
}

fn count(diagnostics: &Diagnostics, code: Code) -> usize {
    diagnostics.iter().filter(|diagnostic| diagnostic.code == code).count()
}

/// Certain rows, from which the columns can be learned.
const CERTAIN: &str = "目标名称|一级指标|二级指标|三级指标|指标值|依据
    年度目标1|产出指标|数量指标|修路里程|≥3公里|计划标准
    |||架桥座数|2座|计划标准
    ||质量指标|验收合格率|≥95%|历史标准
    ||时效指标|按期完工率|≥90%|计划标准
    |效益指标|社会效益|出行便利程度|明显改善|历史标准
    |||群众知晓率|≥80%|历史标准";

const CERTAIN_DRAWN: &str = "目标名称|一级指标|二级指标|三级指标|指标值|依据
    年度目标1|产出指标|数量指标|修路里程|≥3公里|计划标准
    ^|^|^|架桥座数|2座|计划标准
    ^|^|质量指标|验收合格率|≥95%|历史标准
    ^|^|时效指标|按期完工率|≥90%|计划标准
    ^|效益指标|社会效益|出行便利程度|明显改善|历史标准
    ^|^|^|群众知晓率|≥80%|历史标准";

const GOAL: &str =
    "1. 修好全县的每一条县道和乡道，架好每一座公路桥梁，让群众出行更加方便，更加安全。";

#[track_caller]
fn check_after_certain(rows: &str, expected: &str) -> Diagnostics {
    check(&format!("{CERTAIN}\n{rows}"), &format!("{CERTAIN_DRAWN}\n{expected}"))
}

#[test]
fn empty_label_cells_go_on_from_above() {
    check(CERTAIN, CERTAIN_DRAWN);
}

#[test]
fn a_text_takes_the_rest_of_its_row() {
    check(
        "单位名称|青木县公路局||||
         填报人||联系电话|||
         部门职能|1. 养护县道。||||
         |2. 养护乡道。||||
         年度目标1|修好路|||||",
        "单位名称|青木县公路局*3
         填报人||联系电话|
         部门职能|1. 养护县道。*3
         ^|2. 养护乡道。*3
         年度目标1|修好路*3",
    );
}

#[test]
fn a_header_of_two_lines_keeps_its_spans() {
    check(
        "资金情况表|项目名称||金额|占比|近两年金额|
         |||||2031年|2032年
         |收入|财政拨款|10.00|100%|8.00|9.00
         ||合计|10.00|100%|8.00|9.00",
        "资金情况表|项目名称*2|金额|占比|近两年金额*2
         ^|^*2|^|^|2031年|2032年
         ^|收入|财政拨款|10.00|100%|8.00|9.00
         ^|^|合计|10.00|100%|8.00|9.00",
    );
}

#[test]
fn a_label_broken_over_two_rows_is_one() {
    check(
        "资金|项目名称|金额|占比
         情况表|财政拨款|10.00|100%
         |合计|10.00|100%",
        "资金情况表|项目名称|金额|占比
         ^|财政拨款|10.00|100%
         ^|合计|10.00|100%",
    );
}

#[test]
fn a_label_beside_the_second_row_stands_at_the_header() {
    check(
        "|项目名称|金额|用途
         资金情况表|修路|3.00|材料
         |架桥|2.00|人工",
        "!row-shifted 资金情况表|项目名称|金额|用途
         ^|修路|3.00|材料
         ^|架桥|2.00|人工",
    );
}

#[test]
fn shifted_rows_find_their_columns() {
    let diagnostics = check_after_certain(
        "桥梁检测次数|≥4次|历史标准|||
         效益指标|社会效益|就近就业人数|≥50人|历史标准|
         社会效益|||投诉下降率|≥5%|历史标准
         |||社会效益|过桥时间|≤5分钟|历史标准
         ||||社会效益|绕行里程|≤2公里
         ||候车时间||≤8分钟|历史标准
         |效益指标|社会效益|安全感||明显提高|历史标准",
        "!row-shifted ^|^|^|桥梁检测次数|≥4次|历史标准
         !row-shifted ^|效益指标|社会效益|就近就业人数|≥50人|历史标准
         !row-shifted ^|^|社会效益|投诉下降率|≥5%|历史标准
         !row-shifted ^|^|社会效益|过桥时间|≤5分钟|历史标准
         !row-shifted ^|^|社会效益|绕行里程|≤2公里|
         !row-shifted ^|^|^|候车时间|≤8分钟|历史标准
         !row-shifted ^|效益指标|社会效益|安全感|明显提高|历史标准",
    );
    assert_eq!(count(&diagnostics, Code::LayoutRowShifted), 7);
}

#[test]
fn a_shifted_header_stands_over_its_columns() {
    check(
        "|一级指标|二级指标|三级指标|指标值|依据
         产出指标|数量指标|修路里程||≥3公里|计划标准
         ||架桥座数||2座|计划标准
         |质量指标|验收合格率||≥95%|历史标准
         |时效指标|按期完工率||≥90%|计划标准",
        "!row-shifted 一级指标|二级指标|三级指标*2|指标值|依据
         产出指标|数量指标|修路里程*2|≥3公里|计划标准
         ^|^|架桥座数*2|2座|计划标准
         ^|质量指标|验收合格率*2|≥95%|历史标准
         ^|时效指标|按期完工率*2|≥90%|计划标准",
    );
}

#[test]
fn a_title_in_a_row_opens_a_table() {
    check(
        "绩效目标表||
         项目名称|金额|用途
         修路|3.00|材料
         |青木县水利局|
         |绩效目标表 单位：万元|
         项目名称|金额|用途
         修渠|4.00|人工",
        "绩效目标表*3
         项目名称|金额|用途
         修路|3.00|材料
         |青木县水利局*2
         |绩效目标表/单位：万元*2
         项目名称|金额|用途
         修渠|4.00|人工",
    );
}

#[test]
fn without_words_columns_are_learned_from_the_rows() {
    let rows = "修路里程|≥3公里|县级|计划内
                架桥座数|≥2座|县级|计划内
                检测次数|≥40次|省级|计划内
                巡查次数|≥12次|省级|计划内
                培训人数|≥50人|县级|计划内
                |绿化里程|≥7公里|县级|计划内
                清障次数||≥9次|省级|计划内";
    check_with(
        &Lexicon::default(),
        rows,
        "修路里程|≥3公里|县级|计划内
         架桥座数|≥2座|县级|计划内
         检测次数|≥40次|省级|计划内
         巡查次数|≥12次|省级|计划内
         培训人数|≥50人|县级|计划内
         !row-shifted 绿化里程|≥7公里|县级|计划内
         !row-shifted 清障次数|≥9次|省级|计划内",
    );
}

#[test]
fn a_row_with_too_many_cells_loses_none() {
    check(
        "项目名称|金额|用途
         修路|3.00|材料
         架桥|2.00|人工|甲|乙",
        "项目名称|金额|用途*3
         修路|3.00|材料*3
         !row-shifted 架桥|2.00|人工|甲|乙",
    );
}

#[test]
fn a_block_glued_into_one_row_is_a_copy() {
    let block = "修桥座数|1座|计划标准|修渠里程|9公里|计划标准|修塘座数|4座|历史标准";
    let rows = "修桥座数|1座|计划标准||||||
         修渠里程|9公里|计划标准||||||
         修塘座数|4座|历史标准||||||";
    let diagnostics = check_after_certain(
        &format!("年度目标2|产出指标|数量指标|{block}|{block}\n{rows}"),
        "!duplicate-block 年度目标2|产出指标|数量指标|修桥座数|1座|计划标准
         !row-shifted ^|^|^|修渠里程|9公里|计划标准
         !row-shifted ^|^|^|修塘座数|4座|历史标准",
    );
    assert_eq!(count(&diagnostics, Code::LayoutDuplicateBlock), 1);
}

#[test]
fn rows_that_read_alike_are_no_copies() {
    let twice = "|||物料验收率|≥99%|计划标准\n".repeat(2);
    check_after_certain(&twice, &"^|^|^|物料验收率|≥99%|计划标准\n".repeat(2));
}

#[test]
fn a_table_without_a_header_has_the_columns_of_the_last() {
    let diagnostics = check_after_certain(
        "另一张表
         年度目标2|产出指标|数量指标|修渠里程|≥9公里|计划标准
         修塘座数|≥4座|历史标准|||",
        "<另一张表>
         年度目标2|产出指标|数量指标|修渠里程|≥9公里|计划标准
         !row-shifted ^|^|^|修塘座数|≥4座|历史标准",
    );
    assert_eq!(count(&diagnostics, Code::LayoutHeaderInherited), 1);
}

#[test]
fn a_cut_name_is_completed_from_its_twin() {
    let diagnostics = check_after_certain(
        "年度目标2|产出指标|数量指标|农村公路桥梁隧道定期检查次数|4次|计划标准
         |||农村公路标线|9公里|计划标准
         年度目标3|产出指标|数量指标|农村公路桥梁隧道定期检|4次|计划标准
         |||农村公路标线|9公里|计划标准
         |||农村公路桥梁隧道定期检|5次|计划标准",
        "年度目标2|产出指标|数量指标|农村公路桥梁隧道定期检查次数|4次|计划标准
         ^|^|^|农村公路标线|9公里|计划标准
         !text-completed 年度目标3|产出指标|数量指标|农村公路桥梁隧道定期检查次数|4次|计划标准
         ^|^|^|农村公路标线|9公里|计划标准
         ^|^|^|农村公路桥梁隧道定期检|5次|计划标准",
    );
    assert_eq!(count(&diagnostics, Code::LayoutTextCompleted), 1);
}

#[test]
fn a_cut_level_is_completed_where_the_document_prints_it_in_full() {
    let full = "年度目标2|产出指标|数量指标|修渠里程|≥9公里|计划标准\n".repeat(4);
    let cut = "年度目标3|产出指标|数量|修渠条数|≥3条|计划标准";
    let name = "|||数量|≥4座|历史标准";
    let completed = "!text-completed 年度目标3|产出指标|数量指标|修渠条数|≥3条|计划标准";
    let diagnostics = check_after_certain(
        &format!("{full}{cut}\n{name}"),
        &format!("{full}{completed}\n^|^|^|数量|≥4座|历史标准"),
    );
    assert_eq!(count(&diagnostics, Code::LayoutTextCompleted), 1);
}

#[test]
fn cut_prose_is_completed_or_reported() {
    let diagnostics = check(
        &format!(
            "部门职能|{}|
             |3. 负责全县公路的规划、建设、养护、管理和安全监督检查工作，并且，|
             年度目标1|{GOAL}|",
            &GOAL[..GOAL.len() - 9]
        ),
        &format!(
            "!text-completed 部门职能|{GOAL}
             ^|3. 负责全县公路的规划、建设、养护、管理和安全监督检查工作，并且，
             年度目标1|{GOAL}"
        ),
    );
    assert_eq!(count(&diagnostics, Code::LayoutTextTruncated), 1);
}

#[test]
fn huge_rows_are_placed_as_printed() {
    let cells: Vec<String> = (0..400).map(|i| format!("甲{i}")).collect();
    let row = cells.join("|");
    check(&row, &row);
}

#[test]
fn place_and_confidence_are_kept() {
    let (rows, _) = dump(&format!("{CERTAIN}\n架桥座数|2座|计划标准|||"));
    let blocks =
        resolve(rows, &lexicon(), &mut Slots::new(&Limits::default()), &mut Diagnostics::new());
    let [Block::Table(table)] = blocks.as_slice() else { panic!("one table") };
    let moved = table.grid.at(7, 3).unwrap();
    assert_eq!((moved.text.as_str(), moved.place.line), ("架桥座数", Some(8)));
    assert!(table.rows[7].confidence > 0.8 && table.rows[7].confidence < 1.0);
    assert_eq!(table.header_rows, [0]);
}

#[test]
fn words_that_no_lexicon_knows_divide_a_word_by_where_they_stand() {
    check(
        "目标名称|一级指标|二级指标|三级指标|指标值||依据
         ||||1-6月目标|全年目标|
         年度目标1|产出指标|数量指标|修路里程|1公里|≥3公里|计划标准
         |||架桥座数|1座|2座|计划标准",
        "目标名称|一级指标|二级指标|三级指标|指标值*2|依据
         ^|^|^|^|1-6月目标|全年目标|^
         年度目标1|产出指标|数量指标|修路里程|1公里|≥3公里|计划标准
         ^|^|^|架桥座数|1座|2座|计划标准",
    );
}

#[test]
fn a_header_without_blanks_is_widened_by_the_words_below_it() {
    check(
        "目标名称|一级指标|二级指标|三级指标|指标值|依据
         ||||前年|上年|当年|
         年度目标1|产出指标|数量指标|修路里程|1公里|2公里|≥3公里|计划标准
         |||架桥座数|1座|2座|2座|计划标准",
        "目标名称|一级指标|二级指标|三级指标|指标值*3|依据
         ^|^|^|^|前年|上年|当年|^
         年度目标1|产出指标|数量指标|修路里程|1公里|2公里|≥3公里|计划标准
         ^|^|^|架桥座数|1座|2座|2座|计划标准",
    );
}

#[test]
fn a_name_alone_in_its_row_stays_in_the_first_column() {
    check(
        "项目名称|用途|一级指标|二级指标|三级指标|指标值|依据
         青木县公路局||||||
         修路|养护|产出指标|数量指标|修路里程|≥3公里|反映修路里程
         ||产出指标|质量指标|验收合格率|≥95%|反映验收合格率
         ||效益指标|社会效益|出行便利程度|明显改善|反映出行便利程度",
        "项目名称|用途|一级指标|二级指标|三级指标|指标值|依据
         青木县公路局||||||
         修路|养护|产出指标|数量指标|修路里程|≥3公里|反映修路里程
         ^|^|产出指标|质量指标|验收合格率|≥95%|反映验收合格率
         ^|^|效益指标|社会效益|出行便利程度|明显改善|反映出行便利程度",
    );
}
