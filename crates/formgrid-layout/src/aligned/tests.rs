//! Pages printed as lines of text, with one letter per character cell. A form feed starts a page.

use formgrid_model::{
    AtomId, Block, Diagnostics, Dialect, DrawnSpan, Lexicon, Limits, LineContent, Place, RawLine,
    RawRows, RawText, Slots, WordClass,
};

use crate::rows;

const WORDS: &[(&str, WordClass)] = &[
    ("level", WordClass::HEADER),
    ("kind", WordClass::HEADER),
    ("name", WordClass::HEADER),
    ("value", WordClass::HEADER),
    ("before", WordClass::HEADER),
    ("first", WordClass::HEADER),
    ("last", WordClass::HEADER),
    ("plan", WordClass::HEADER),
    ("office", WordClass::LABEL),
    ("report", WordClass::TITLE),
    ("score", WordClass::HEADER),
    ("weight", WordClass::HEADER),
    ("basisofvalue", WordClass::HEADER),
];

fn resolve(text: &str) -> (Vec<Block>, usize) {
    let words = WORDS.iter().map(|(word, class)| ((*word).to_owned(), *class)).collect();
    let lexicon = Lexicon { words, ..Lexicon::default() };
    let mut n_atoms = 0;
    let mut lines = Vec::new();
    for (number, line) in (1_u32..).zip(text.lines()) {
        let page_break = line.starts_with('\x0c');
        let line = line.trim_start_matches('\x0c');
        let (mut spans, mut texts) = (Vec::new(), Vec::new());
        for word in line.split_ascii_whitespace() {
            let before = line.get(..word.as_ptr() as usize - line.as_ptr() as usize).unwrap();
            let n_chars = |text: &str| u32::try_from(text.chars().count()).unwrap();
            let from = n_chars(before);
            let to = from + n_chars(word);
            spans.push(DrawnSpan { from, to, is_rule: false });
            let place = Place::at_line(number);
            texts.push(RawText { text: word.to_owned(), place, atom: Some(AtomId(n_atoms)) });
            n_atoms += 1;
        }
        let content = LineContent::Drawn(spans, texts.into());
        lines.push(RawLine { line: number, content, page_break, heading: false });
    }
    let mut diagnostics = Diagnostics::new();
    let mut slots = Slots::new(&Limits::default());
    let raw = RawRows { dialect: Dialect::Aligned, lines };
    let blocks = rows::resolve(raw, &lexicon, &mut slots, &mut diagnostics);
    let mut atoms: Vec<AtomId> = blocks.iter().flat_map(atoms_of).collect();
    atoms.sort_unstable();
    assert_eq!(atoms, (0..n_atoms).map(AtomId).collect::<Vec<_>>(), "each word stands once");
    (blocks, diagnostics.iter().count())
}

fn atoms_of(block: &Block) -> Vec<AtomId> {
    match block {
        Block::Paragraph(paragraph) => paragraph.atoms.to_vec(),
        Block::Table(table) => {
            table.grid.cells().iter().flat_map(|cell| cell.atoms.to_vec()).collect()
        }
    }
}

/// Paragraphs as text; cells as `rows cols text`.
fn draw(blocks: &[Block]) -> Vec<String> {
    let mut drawn = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => drawn.push(paragraph.text.clone()),
            Block::Table(table) => {
                for cell in table.grid.cells().iter().filter(|cell| !cell.is_empty()) {
                    let rows = format!("{}-{}", cell.row, cell.row_end());
                    let cols = format!("{}-{}", cell.col, cell.col_end());
                    drawn.push(format!("{rows} {cols} {}", cell.text));
                }
            }
        }
    }
    drawn
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(draw(&resolve(text).0), expected);
}

#[test]
fn labels_are_centered_on_their_rows() {
    check(
        "level  name         value\n\
         \x20      roads         3\n\
         \x20 a\n\
         \x20      bridges       4\n\
         \x20      ships         5\n\
         \x20 b    ports         6\n\
         \x20      boats         7\n",
        &[
            "0-1 0-1 level",
            "0-1 1-2 name",
            "0-1 2-3 value",
            "1-3 0-1 a",
            "1-2 1-2 roads",
            "1-2 2-3 3",
            "2-3 1-2 bridges",
            "2-3 2-3 4",
            "3-6 0-1 b",
            "3-4 1-2 ships",
            "3-4 2-3 5",
            "4-5 1-2 ports",
            "4-5 2-3 6",
            "5-6 1-2 boats",
            "5-6 2-3 7",
        ],
    );
}

#[test]
fn a_cell_of_two_lines_is_one_row_with_cells_of_one() {
    check(
        "name             value    kind\n\
         mending-roads\n\
         \x20                 3       a\n\
         and-bridges\n\
         ports             6       b\n\
         clearing-old\n\
         \x20                 5       c\n\
         harbors\n",
        &[
            "0-1 0-1 name",
            "0-1 1-2 value",
            "0-1 2-3 kind",
            "1-2 0-1 mending-roads and-bridges",
            "1-2 1-2 3",
            "1-2 2-3 a",
            "2-3 0-1 ports",
            "2-3 1-2 6",
            "2-3 2-3 b",
            "3-4 0-1 clearing-old harbors",
            "3-4 1-2 5",
            "3-4 2-3 c",
        ],
    );
}

#[test]
fn a_name_covers_the_columns_on_which_it_is_centered() {
    check(
        "                       value\n\
         name            before          plan\n\
         \x20           first     last\n\
         roads         3        4         5\n\
         ports         6        7         8\n\
         ships         9        1         2\n",
        &[
            "0-3 0-1 name",
            "0-1 1-4 value",
            "1-2 1-3 before",
            "1-3 3-4 plan",
            "2-3 1-2 first",
            "2-3 2-3 last",
            "3-4 0-1 roads",
            "3-4 1-2 3",
            "3-4 2-3 4",
            "3-4 3-4 5",
            "4-5 0-1 ports",
            "4-5 1-2 6",
            "4-5 2-3 7",
            "4-5 3-4 8",
            "5-6 0-1 ships",
            "5-6 1-2 9",
            "5-6 2-3 1",
            "5-6 3-4 2",
        ],
    );
}

#[test]
fn titles_and_running_text_are_paragraphs() {
    check(
        "          report\n\
         office      harbor\n\
         a-line-of-running-text-that-goes-on-and-on\n\
         in-the-next-line\n",
        &[
            "report",
            "0-1 0-1 office",
            "0-1 1-2 harbor",
            "a-line-of-running-text-that-goes-on-and-on in-the-next-line",
        ],
    );
}

#[test]
fn doubtful_rows_are_reported() {
    let (_, n_found) = resolve(
        "name      value     kind\n\
         roads     30        a\n\
         \x20         x\n\
         ports     5         b\n",
    );
    assert_eq!(n_found, 1);
}

#[test]
fn a_wrapped_name_is_one_cell_beside_names_of_one_line() {
    check(
        "                              basis\n\
         level  name         value\n\
         \x20                            ofvalue\n\
         \x20      roads         3       plan-a\n\
         \x20 a\n\
         \x20      bridges       4       plan-b\n",
        &[
            "0-1 0-1 level",
            "0-1 1-2 name",
            "0-1 2-3 value",
            "0-1 3-4 basis ofvalue",
            "1-3 0-1 a",
            "1-2 1-2 roads",
            "1-2 2-3 3",
            "1-2 3-4 plan-a",
            "2-3 1-2 bridges",
            "2-3 2-3 4",
            "2-3 3-4 plan-b",
        ],
    );
}

#[test]
fn two_names_beside_names_of_one_line_are_one_cell() {
    check(
        "                              score\n\
         level  name         value\n\
         \x20                             weight\n\
         \x20 a    roads         3         10\n\
         \x20 b    bridges       4         12\n",
        &[
            "0-1 0-1 level",
            "0-1 1-2 name",
            "0-1 2-3 value",
            "0-1 3-4 score\nweight",
            "1-2 0-1 a",
            "1-2 1-2 roads",
            "1-2 2-3 3",
            "1-2 3-4 10",
            "2-3 0-1 b",
            "2-3 1-2 bridges",
            "2-3 2-3 4",
            "2-3 3-4 12",
        ],
    );
}

#[test]
fn texts_shifted_beside_their_columns_stay_in_them() {
    let drawn = draw(
        &resolve(
            "kind    name          value     plan\n\
             a       roads         30        40\n\
             b       ports         50        60\n\
             c       harbors       70              80\n\
             d       ships         90        10\n",
        )
        .0,
    );
    assert!(drawn.contains(&"3-4 3-4 80".to_owned()), "{drawn:?}");
    assert!(drawn.contains(&"4-5 3-4 10".to_owned()), "{drawn:?}");
}

#[test]
fn two_values_are_parted_before_the_second() {
    let drawn = draw(
        &resolve(
            "kind   name        value        before\n\
             a      roads       30 元        40 元\n\
             b      ports       50 元        60 元\n\
             c      ships       100000000 元 80 元\n\
             d      boats       90 元        10 元\n",
        )
        .0,
    );
    assert!(drawn.contains(&"3-4 2-3 100000000元".to_owned()), "{drawn:?}");
    assert!(drawn.contains(&"3-4 3-4 80元".to_owned()), "{drawn:?}");
}

#[test]
fn a_page_of_text_ends_the_table_of_the_page_before() {
    check(
        "name      value     kind\n\
         roads     3         a\n\
         \x0c          part-one\n\
         \x20        of-all\n\
         roads-and-ports\n",
        &[
            "0-1 0-1 name",
            "0-1 1-2 value",
            "0-1 2-3 kind",
            "1-2 0-1 roads",
            "1-2 1-2 3",
            "1-2 2-3 a",
            "part-one",
            "of-all",
            "roads-and-ports",
        ],
    );
}

#[test]
fn a_label_of_two_lines_is_parted_from_its_text() {
    check(
        "年度 一二三四五六七八九十一二三四五六七八九十\n\
         目标 一二三四。\n",
        &["0-1 0-1 年度目标", "0-1 1-2 一二三四五六七八九十一二三四五六七八九十一二三四。"],
    );
}

#[test]
fn a_full_line_ends_a_paragraph_before_a_label_or_number() {
    let line = "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九。";
    let drawn = |below: &str| draw(&resolve(&format!("{line}\n{below}\n")).0);
    assert_eq!(drawn("指标：一二三"), [line, "指标：一二三"]);
    assert_eq!(drawn("（二）一二三"), [line, "（二）一二三"]);
    assert_eq!(drawn("一二三"), [format!("{line}一二三")]);
}

/// Header lines follow each other, and the last of them ends the text.
#[test]
fn a_header_without_rows_stays_as_lines() {
    let head = "                       value\n\
                name            before          plan\n";
    let rows = "roads         3        4         5\nports         6        7         8\n";
    for text in [head.repeat(9) + rows, head.repeat(9), head.to_owned() + "report\n" + head + rows]
    {
        // Checks that each word stands once.
        let (blocks, _) = resolve(&text);
        let n_names = draw(&blocks).iter().filter(|drawn| drawn.ends_with("name")).count();
        assert_eq!(n_names, text.matches("name").count());
    }
}
