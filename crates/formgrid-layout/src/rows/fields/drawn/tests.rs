//! Drawings without borders between their rows, and the rows that a person would see.

use formgrid_model::{
    AtomId, Block, Diagnostics, DrawnSpan, Lexicon, Limits, LineContent, Place, RawLine, RawText,
    Slots, Table, WordClass,
};
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use crate::rows::fields::resolve_drawn;

/// The table of some lines between borders, and the number of findings.
fn resolve(drawing: &str, lexicon: &Lexicon) -> (Table, usize) {
    let mut n_atoms = 0;
    let mut lines = Vec::new();
    for (line, drawn) in (1_u32..).zip(drawing.lines()) {
        let (mut spans, mut texts) = (Vec::new(), Vec::new());
        let mut from = 0;
        for text in drawn.trim().trim_matches('|').split('|') {
            let to = from + u32::try_from(text.width()).unwrap() + 1;
            let is_rule = text.len() > 1 && text.bytes().all(|b| b == b'-');
            let text = if is_rule { "" } else { text };
            spans.push(DrawnSpan { from, to, is_rule });
            let atom = (!text.trim().is_empty()).then_some(AtomId(n_atoms));
            n_atoms += u32::from(atom.is_some());
            texts.push(RawText { text: text.to_owned(), place: Place::at_line(line), atom });
            from = to;
        }
        let content = LineContent::Drawn(spans, texts.into());
        lines.push(RawLine { line, content, page_break: false, heading: false });
    }
    let mut slots = Slots::new(&Limits::default());
    let mut found = Diagnostics::new();
    let blocks = resolve_drawn(lines, lexicon, &mut slots, &mut found);
    let table = blocks.into_iter().find_map(|block| match block {
        Block::Table(table) => Some(*table),
        Block::Paragraph(_) => None,
    });
    (table.unwrap(), found.iter().count())
}

/// The texts of each row.
fn rows_of(table: &Table) -> Vec<Vec<String>> {
    let row = |row: usize| {
        let own = table.grid.row(row).filter(|cell| cell.row == row && !cell.is_empty());
        own.map(|cell| cell.text.clone()).collect()
    };
    (0..table.grid.n_rows()).map(row).collect()
}

#[track_caller]
fn check(drawing: &str, expected: &[&[&str]]) {
    let (table, _) = resolve(drawing, &Lexicon::default());
    assert_eq!(rows_of(&table), expected);
}

#[test]
fn prose_goes_on_beside_complete_paragraphs() {
    check(
        "|goals |long-term                          |annual                              |
         |      |1.                                 |goal 1: build more roads and mend   |
         |      |修路架桥修路架桥修路架桥修路架桥修 |bridges。                           |
         |      |路。                               |goal 2: build more ships and harbors|
         |      |2.                                 |for all。                           |",
        &[
            &["goals", "long-term", "annual"],
            &[
                "1. 修路架桥修路架桥修路架桥修路架桥修路。\n2.",
                "goal 1: build more roads and mend bridges。\ngoal 2: build more ships and harbors for all。",
            ],
        ],
    );
}

#[test]
fn complete_paragraphs_beside_each_other_are_rows() {
    check(
        "|goals |long-term                           |annual                              |
         |      |goal 1: roads。                     |goal 1: bridges。                   |
         |      |goal 2: ships。                     |goal 2: harbors。                   |",
        &[
            &["goals", "long-term", "annual"],
            &["goal 1: roads。", "goal 1: bridges。"],
            &["goal 2: ships。", "goal 2: harbors。"],
        ],
    );
}

#[test]
fn a_line_as_wide_as_the_table_is_a_row() {
    check(
        "|report            |
         |(2021)            |
         |name   |roads     |",
        &[&["report"], &["(2021)"], &["name", "roads"]],
    );
}

#[test]
fn rows_below_a_blank_row_as_wide_as_the_table_are_doubtful() {
    let drawing = |between: &str| {
        format!(
            "|report            |
             |name   |roads     |
             |of     |3         |
             {between}
             |name   |ports     |"
        )
    };
    let (table, n_found) = resolve(&drawing("|                  |"), &Lexicon::default());
    assert_eq!(n_found, 1);
    let doubtful: Vec<bool> = table.rows.iter().map(|row| row.confidence < 0.6).collect();
    assert_eq!(doubtful, [false, false, false, true]);
    let (_, n_found) = resolve(&drawing("|       |          |"), &Lexicon::default());
    assert_eq!(n_found, 0);
}

/// As [`check`], with the row spans of the cells that have one.
#[track_caller]
fn check_spans(drawing: &str, expected: &[&[(&str, usize)]]) {
    let (table, _) = resolve(drawing, &Lexicon::default());
    let row = |row: usize| {
        let own = table.grid.row(row).filter(|cell| cell.row == row);
        own.map(|cell| (cell.text.clone(), cell.row_span)).collect::<Vec<_>>()
    };
    let rows: Vec<Vec<(String, usize)>> = (0..table.grid.n_rows()).map(row).collect();
    let rows: Vec<Vec<(&str, usize)>> =
        rows.iter().map(|r| r.iter().map(|(text, n)| (text.as_str(), *n)).collect()).collect();
    assert_eq!(rows, expected);
}

#[test]
fn a_border_of_some_columns_ends_only_their_cells() {
    check_spans(
        "|----------|------|----|
         |roads     |length|  3 |
         |and       |------|----|
         |bridges   |width |  4 |
         |          |------|----|
         |          |      |  5 |
         |----------|------|----|
         |lamps     |number|  6 |
         |----------|------|----|",
        &[
            &[("roads and bridges", 3), ("length", 1), ("3", 1)],
            &[("width", 1), ("4", 1)],
            &[("", 1), ("5", 1)],
            &[("lamps", 1), ("number", 1), ("6", 1)],
        ],
    );
}

#[test]
fn a_border_that_meets_no_cell_is_no_border() {
    check(
        "|----------|------|
         |roads     |length|
         |some|---------|--|
         |lamps     |number|
         |----------|------|",
        &[&["roads", "length"], &["some"], &["lamps", "number"]],
    );
}

/// The rows of a drawing in which these words are listed.
#[track_caller]
fn check_with(words: &[&str], drawing: &str, expected: &[&[&str]]) {
    let words = words.iter().map(|word| ((*word).to_owned(), WordClass::HEADER)).collect();
    let lexicon = Lexicon { words, ..Lexicon::default() };
    let (table, _) = resolve(drawing, &lexicon);
    assert_eq!(rows_of(&table), expected);
}

#[test]
fn a_label_goes_on_beside_the_label_that_goes_on() {
    let drawing = "|road      |goals of all years          |goals of the year |
                   |and       |(2021 to 2023)              |                  |
                   |lamp      |                            |                  |
                   |          |mend roads                  |mend lamps        |";
    check_with(
        &["roadandlamp"],
        drawing,
        &[
            &["road\nand\nlamp", "goals of all years\n(2021 to 2023)", "goals of the year"],
            &["mend roads", "mend lamps"],
        ],
    );
    check(
        drawing,
        &[
            &["road", "goals of all years", "goals of the year"],
            &["and\nlamp", "(2021 to 2023)"],
            &["mend roads", "mend lamps"],
        ],
    );
}

#[test]
fn a_header_is_no_part_of_the_prose_below_it() {
    let drawing = "|goals |长期目标                            |
                   |      |修路架桥修路架桥修路架桥修路架桥修桥|";
    check_with(
        &["长期目标"],
        drawing,
        &[&["goals", "长期目标"], &["修路架桥修路架桥修路架桥修路架桥修桥"]],
    );
    check(drawing, &[&["goals", "长期目标 修路架桥修路架桥修路架桥修路架桥修桥"]]);
}

/// A row of a random table: the columns at which its cells end, and the length of each text in
/// characters.
type RandomRow = (Vec<bool>, Vec<usize>);

/// Widths of the columns, and rows.
fn random_table() -> impl Strategy<Value = (Vec<usize>, Vec<RandomRow>)> {
    prop::collection::vec(3..20_usize, 1..6).prop_flat_map(|widths| {
        let n_cols = widths.len();
        let ends = prop::collection::vec(prop::bool::weighted(0.7), n_cols);
        let lengths = prop::collection::vec(1..60_usize, n_cols);
        (Just(widths), prop::collection::vec((ends, lengths), 1..12))
    })
}

/// The texts of the cells of a row with the width of each cell. Texts differ, and prose ends.
fn texts(widths: &[usize], (ends, lengths): &RandomRow, nth: usize) -> Vec<(String, usize)> {
    let mut cells = Vec::new();
    let mut room = 0;
    for (col, (width, ends)) in widths.iter().zip(ends).enumerate() {
        room += 2 * width + usize::from(room > 0);
        if !ends && col + 1 < widths.len() {
            continue;
        }
        let first = char::from_u32(0x4e00 + u32::try_from(16 * nth + col).unwrap()).unwrap();
        let rest = "修路架桥".chars().cycle().take(lengths[col]);
        let mut text: String = std::iter::once(first).chain(rest).chain(['。']).collect();
        // Nothing tells whether a text goes on below a line that it fills.
        if text.chars().count().is_multiple_of(room / 2) {
            text.insert(0, first);
        }
        cells.push((text, room));
        room = 0;
    }
    cells
}

/// The lines of a row: each text wrapped in its cell.
fn lines(cells: &[(String, usize)]) -> String {
    let wrapped = |(text, room): &(String, usize)| -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        chars.chunks(room / 2).map(|line| line.iter().collect()).collect()
    };
    let wrapped: Vec<Vec<String>> = cells.iter().map(wrapped).collect();
    let n_lines = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    let line = |at: usize| -> String {
        let pieces = wrapped.iter().zip(cells).map(|(lines, (_, room))| {
            let text = lines.get(at).map_or("", String::as_str);
            format!("{text}{}|", " ".repeat(room - text.width()))
        });
        format!("|{}\n", pieces.collect::<String>())
    };
    (0..n_lines).map(line).collect()
}

proptest! {
    #[test]
    fn rows_of_wrapped_texts_come_back((widths, rows) in random_table()) {
        let cells = rows.iter().enumerate().map(|(nth, row)| texts(&widths, row, nth));
        let cells: Vec<Vec<(String, usize)>> = cells.collect();
        let drawing: String = cells.iter().map(|row| lines(row)).collect();
        let (table, _) = resolve(&drawing, &Lexicon::default());
        let expected: Vec<Vec<String>> =
            cells.into_iter().map(|row| row.into_iter().map(|(text, _)| text).collect()).collect();
        prop_assert_eq!(rows_of(&table), expected, "{}", drawing);
    }
}
