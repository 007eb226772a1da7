//! Spans of faithful dumps on drawn rows, and random grids that are restored exactly.

use formgrid_model::{
    AtomId, Block, Diagnostics, Dialect, Lexicon, Limits, LineContent, Place, RawLine, RawRows,
    RawText, Slots, Table, WordClass,
};
use proptest::prelude::*;

use crate::rows;

const WORDS: &[(&str, WordClass)] = &[
    ("目标名称", WordClass::HEADER),
    ("一级指标", WordClass::HEADER),
    ("二级指标", WordClass::HEADER),
    ("三级指标", WordClass::HEADER),
    ("指标值", WordClass::HEADER),
    ("近两年指标值", WordClass::HEADER),
    ("预计值", WordClass::HEADER),
    ("项目名称", WordClass::HEADER),
    ("金额", WordClass::HEADER),
    ("绩效指标", WordClass::SECTION),
    ("年度目标", WordClass::GOAL),
    ("单位名称", WordClass::LABEL),
    ("填报人", WordClass::LABEL),
    ("联系电话", WordClass::LABEL),
    ("产出指标", WordClass::LEVEL1),
    ("满意度指标", WordClass::LEVEL1.union(WordClass::LEVEL2)),
    ("数量指标", WordClass::LEVEL2),
    ("质量指标", WordClass::LEVEL2),
];

fn lexicon() -> Lexicon {
    let words = WORDS.iter().map(|(word, class)| ((*word).to_owned(), *class)).collect();
    Lexicon { words, ..Lexicon::default() }
}

/// Resolves rows of fields; `cell_per_line` writes each field on a separate line.
fn resolve(grid: &[Vec<String>], cell_per_line: bool) -> Vec<Table> {
    let mut n_atoms = 0;
    let mut raw = |text: &str| {
        let atom = (!text.trim().is_empty()).then_some(AtomId(n_atoms));
        n_atoms += u32::from(atom.is_some());
        RawText { text: text.to_owned(), place: Place::at_line(1), atom }
    };
    let mut lines = Vec::new();
    let line =
        |content: LineContent| RawLine { line: 1, content, page_break: false, heading: false };
    for (number, row) in (1_u32..).zip(grid) {
        if cell_per_line {
            lines.extend(row.iter().map(|c| line(LineContent::Cells([raw(c)].into()))));
            lines.push(line(LineContent::Blank));
        } else {
            let cells = LineContent::Cells(row.iter().map(|cell| raw(cell)).collect());
            lines.push(RawLine { line: number, ..line(cells) });
        }
    }
    let dialect = if cell_per_line { Dialect::CellPerLine } else { Dialect::RowPerLine };
    let mut slots = Slots::new(&Limits::default());
    let rows = RawRows { dialect, lines };
    let blocks = rows::resolve(rows, &lexicon(), &mut slots, &mut Diagnostics::new());
    let tables = blocks.into_iter().filter_map(|block| match block {
        Block::Table(table) => Some(*table),
        Block::Paragraph(_) => None,
    });
    tables.collect()
}

/// One row per line: `^` marks a cell that continues from above, `*n` one of n columns.
fn draw(table: &Table) -> Vec<String> {
    let row = |row: usize| {
        let cells = table.grid.row(row).map(|cell| {
            let text = if cell.row < row { "^" } else { &cell.text };
            if cell.col_span > 1 { format!("{text}*{}", cell.col_span) } else { text.to_owned() }
        });
        cells.collect::<Vec<_>>().join("|")
    };
    (0..table.grid.n_rows()).map(row).collect()
}

#[track_caller]
fn check(drawing: &str, expected: &str) {
    let split = |line: &str| line.trim().split('|').map(str::to_owned).collect();
    let grid: Vec<Vec<String>> = drawing.lines().map(split).collect();
    let drawn: Vec<String> = resolve(&grid, false).iter().flat_map(draw).collect();
    let expected: Vec<&str> = expected.lines().map(str::trim).collect();
    assert_eq!(drawn, expected, "\n{}", drawn.join("\n"));
}

#[test]
fn blank_fields_are_more_of_a_label_or_of_its_text() {
    check(
        "单位名称|公路局|||
         填报人||联系电话||
         绩效指标|一级指标|二级指标|三级指标|指标值
         |产出指标|数量指标|修路|3公里
         |||架桥|
         ||质量指标|合格率|95%",
        "单位名称|公路局*4
         填报人||联系电话|*2
         绩效指标|一级指标|二级指标|三级指标|指标值
         ^|产出指标|数量指标|修路|3公里
         ^|^|^|架桥|
         ^|^|质量指标|合格率|95%",
    );
}

#[test]
fn a_header_is_divided_by_the_rows_below_it() {
    check(
        "单位名称|公路局||||
         年度目标1|修好路||||
         绩效指标|一级指标|三级指标|指标值||
         |||近两年指标值||预计值
         |||前年|上年|
         |产出指标|修路|3|4|5
         |满意度指标|群众|90%|91%|92%",
        "单位名称|公路局*5
         年度目标1|修好路*5
         绩效指标|一级指标|三级指标|指标值*3
         ^|^|^|近两年指标值*2|预计值
         ^|^|^|前年|上年|^
         ^|产出指标|修路|3|4|5
         ^|满意度指标|群众|90%|91%|92%",
    );
}

#[test]
fn fields_after_a_merged_cell_of_the_header_move_to_their_columns() {
    check(
        "||近两年指标值|预计值
         ||前年|上年|
         产出指标|修路|3|4|5
         满意度指标|群众|90%|91%|92%",
        "||近两年指标值||预计值
         ^||前年|上年|
         产出指标|修路|3|4|5
         满意度指标|群众|90%|91%|92%",
    );
    check("项目名称|金额\n修路|3|4\n架桥|5|6", "项目名称|金额|\n修路|3|4\n架桥|5|6");
}

#[test]
fn repeated_texts_are_one_cell_but_not_in_columns_of_their_own() {
    check(
        "单位名称|公路局|公路局|公路局|公路局
         年度目标|养护县道|养护县道|养护县道|养护县道
         绩效指标|一级指标|二级指标|三级指标|指标值
         绩效指标|产出指标|数量指标|修路|修路
         绩效指标|产出指标|数量指标|架桥|2座
         绩效指标|满意度指标|满意度指标|群众|90%",
        "单位名称|公路局*4
         年度目标|养护县道*4
         绩效指标|一级指标|二级指标|三级指标|指标值
         ^|产出指标|数量指标|修路|修路
         ^|^|^|架桥|2座
         ^|满意度指标|满意度指标|群众|90%",
    );
}

#[test]
fn a_plain_list_keeps_its_blanks() {
    check(
        "项目名称|金额|指标值|三级指标
         修路||3公里|
         |3.00|2座|桥
         架桥|4.00||",
        "项目名称|金额|指标值|三级指标
         修路||3公里|
         |3.00|2座|桥
         架桥|4.00||",
    );
}

fn field() -> impl Strategy<Value = String> {
    const TEXTS: &[&str] = &[
        "修路",
        "架桥",
        "12",
        "95%",
        "≥3公里",
        "个",
        "统计中",
        "无",
        "2023年",
        "项目名称",
        "金额",
    ];
    prop_oneof![
        2 => Just(String::new()),
        5 => prop::sample::select(TEXTS).prop_map(str::to_owned),
    ]
}

fn grid() -> impl Strategy<Value = Vec<Vec<String>>> {
    (2_usize..8).prop_flat_map(|n_cols| {
        let row = prop::collection::vec(field(), n_cols)
            .prop_filter("a row holds a text", |row| row.iter().any(|text| !text.is_empty()))
            // Scripts print a merged cell as equal neighbors.
            .prop_filter("neighbors differ", |row| {
                row.windows(2).all(|pair| pair[0].is_empty() || pair[0] != pair[1])
            });
        prop::collection::vec(row, 2..10)
    })
}

/// The texts of stacked tables with their rows and columns.
fn texts(tables: &[Table]) -> Vec<(usize, usize, String)> {
    let mut texts = Vec::new();
    let mut top = 0;
    for table in tables {
        let cells = table.grid.cells().iter().filter(|cell| !cell.is_empty());
        texts.extend(cells.map(|cell| (top + cell.row, cell.col, cell.text.clone())));
        top += table.grid.n_rows();
    }
    texts
}

proptest! {
    #[test]
    fn fields_stay_where_they_are_printed(grid in grid()) {
        let printed: Vec<(usize, usize, String)> = grid
            .iter()
            .enumerate()
            .flat_map(|(row, fields)| {
                let filled = fields.iter().enumerate().filter(|(_, text)| !text.is_empty());
                filled.map(move |(col, text)| (row, col, text.clone()))
            })
            .collect();
        prop_assert_eq!(texts(&resolve(&grid, false)), printed);
    }
}
