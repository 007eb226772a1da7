//! Lists of indicators printed otherwise than below a header: header words downward with one
//! indicator per column, or cards of labels with one indicator each.
//!
//! Both are arranged as rows below a header and read like any other list. The program that cuts the
//! table decides whether they are one.

use std::ops::Range;

use formgrid_model::fold_label;

use super::{BandBody, Item, List, list};
use crate::cells::Sheet;
use crate::cells::arranged::{Arrangement, Placed};
use crate::columns::ListKind;
use crate::columns::choose::INDICATOR_WORDS;
use crate::columns::header;
use crate::template::Field;
use crate::words::Words;
use crate::words::score::{Score, centinat};

/// Score from which a word suggests a field.
const SUGGESTS: Score = centinat(40);
/// Header words that a list needs at least.
const MIN_WORDS: usize = 3;

/// A list in some rows of a table, with its score.
pub(super) struct Reading {
    pub(super) rows: Range<usize>,
    pub(super) list: List,
    pub(super) score: Score,
}

/// The lists of a table that are not printed below a header, by first row.
pub(super) fn read(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    singles: &[(BandBody, Score)],
) -> Vec<Reading> {
    let alone = |rows: Range<usize>| singles[rows].iter().map(|(_, score)| score).sum::<Score>();
    let mut found = Vec::new();
    for rows in turned(sheet, words) {
        let reading = arrange_turned(sheet, rows.clone())
            .and_then(|arrangement| indicators(sheet, words, arrangement))
            .filter(|(list, _)| list.rows.len() > 1);
        found.extend(reading.map(|(list, score)| Reading { rows, list, score }));
    }
    for cards in cards(sheet, words, singles) {
        let rows = cards.rows.clone();
        let reading =
            indicators(sheet, words, cards.arrange(sheet)).filter(|&(_, score)| score > 0);
        // A card is labels with values, and more.
        let score = alone(rows.clone());
        found.extend(reading.map(|(list, own)| Reading { rows, list, score: score + own }));
    }
    found.sort_by_key(|reading| (reading.rows.start, reading.rows.end));
    found
}

/// The list of indicators in an arrangement; none if its rows are not all of one.
fn indicators(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    arrangement: Arrangement,
) -> Option<(List, Score)> {
    const MAX_HEIGHT: usize = 3;
    /// Score of a list that ends before the last row.
    const PARTIAL: Score = centinat(-100_000);
    let own = sheet.arranged(&arrangement);
    let n_rows = own.n_rows();
    let known = vec![0; n_rows];
    let mut best = vec![PARTIAL; n_rows + 1];
    best[n_rows] = 0;
    let scores = list::RowScores { known: &known, best: &best };
    let rows = header::Rows::new(&own, words);
    let headers = (1..=MAX_HEIGHT).filter_map(|height| rows.read(0, height));
    let lists = headers.filter_map(|header| list::best(&own, words, &header, n_rows, scores));
    let found = lists.max_by_key(|found| found.score)?;
    let (end, score) = (found.end, found.score);
    let mut list = found.settle(&own, words);
    let name = list.columns.position(Field::Level3)?;
    let col = list.columns.columns[name].range.start;
    let is_named = |row: usize| {
        own.filled(row).next().is_none()
            || own.at(row, col).is_some_and(|index| !own.cell(index).is_empty())
    };
    let is_whole = list.columns.kind == ListKind::Indicators
        && end == n_rows
        && list.columns.has_any_level()
        && list.rows.clone().all(is_named);
    list.arrangement = Some(Box::new(arrangement));
    is_whole.then_some((list, score))
}

/// Whether a header word suggests a field of an indicator.
fn is_known(sheet: &Sheet<'_>, words: &Words<'_>, index: usize) -> bool {
    let word = sheet.word(index, words);
    INDICATOR_WORDS.iter().any(|&field| word.column(field) > SUGGESTS)
}

/// Runs of rows that begin with header words.
fn turned(sheet: &Sheet<'_>, words: &Words<'_>) -> Vec<Range<usize>> {
    // The first cell of a row, without the labels of blocks and groups.
    let head = |row: usize| {
        let head = sheet.origins(row).find(|&index| sheet.cell(index).row_span == 1)?;
        let has_values = sheet.right_of(head).is_some();
        let is_word = sheet.kind(head).may_be_word()
            && (!sheet.kind(head).is_level() || sheet.listed(head, words).column.is_some());
        (has_values && is_word).then_some(head)
    };
    let is_known = |row: usize| head(row).is_some_and(|index| is_known(sheet, words, index));
    let mut found = Vec::new();
    let mut row = 0;
    while row < sheet.n_rows() {
        if !is_known(row) {
            row += 1;
            continue;
        }
        let start = row;
        let mut end = row;
        while row < sheet.n_rows() && head(row).is_some() {
            row += 1;
            if is_known(row - 1) {
                end = row;
            }
        }
        if (start..end).filter(|&row| is_known(row)).count() >= MIN_WORDS {
            found.push(start..end);
            if end < row {
                found.push(start..row);
            }
        }
    }
    found
}

/// Some rows with their first cells as a header above the others. None if a cell spans in or out of
/// the rows.
fn arrange_turned(sheet: &Sheet<'_>, rows: Range<usize>) -> Option<Arrangement> {
    /// Limit on turned rows, which are the columns of the table.
    const MAX_COLUMNS: usize = 200;
    let n_cols = sheet.n_cols();
    if n_cols > MAX_COLUMNS {
        return None;
    }
    let mut arrangement = Arrangement { n_cols: rows.len(), ..Arrangement::default() };
    let mut start = 0;
    for row in rows.clone() {
        for index in sheet.origins(row) {
            let cell = sheet.cell(index);
            if cell.row_end() > rows.end {
                return None;
            }
            // The label of a block is as tall as the block.
            if cell.col == start && cell.row_span == rows.len() {
                start = cell.col_end();
                if !cell.is_empty() {
                    arrangement.blocks.push(index);
                }
                continue;
            }
            arrangement.placed.push(Placed {
                row: cell.col - start,
                col: cell.row - rows.start,
                row_span: cell.col_span,
                col_span: cell.row_span,
                index,
            });
        }
    }
    arrangement.n_rows = n_cols - start;
    arrangement.placed.sort_unstable();
    let area: usize =
        arrangement.placed.iter().map(|placed| placed.row_span * placed.col_span).sum();
    (area == arrangement.n_rows * arrangement.n_cols).then_some(arrangement)
}

/// A label with its value.
type Pair = (usize, Option<usize>);

/// Cards in a run of rows.
#[derive(Debug, Default)]
struct Cards {
    rows: Range<usize>,
    cards: Vec<Vec<Pair>>,
    /// Names of cards.
    names: Vec<usize>,
}

/// Runs of rows with cards: labels that are header words of indicators, each with its value.
fn cards(sheet: &Sheet<'_>, words: &Words<'_>, singles: &[(BandBody, Score)]) -> Vec<Cards> {
    let mut found: Vec<Cards> = Vec::new();
    let mut run = Cards::default();
    for (row, (body, _)) in singles.iter().enumerate() {
        let items = match body {
            BandBody::Pairs(items) => items.as_slice(),
            _ => &[],
        };
        if items.is_empty() || !items.iter().all(|item| may_be_on_card(sheet, words, item)) {
            found.push(std::mem::take(&mut run));
            continue;
        }
        let first = items.iter().find_map(pair_of);
        if run.cards.is_empty() && !first.is_some_and(|(label, _)| is_known(sheet, words, label)) {
            continue;
        }
        if run.cards.is_empty() {
            run.rows = row..row;
        }
        run.rows.end = row + 1;
        for item in items {
            if let Some(cell) = name_of(sheet, item) {
                run.names.push(cell);
                run.cards.push(Vec::new());
            }
            let Some(pair) = pair_of(item) else { continue };
            let word = |label: usize| fold_label(sheet.text(label));
            let repeats = |card: &Vec<Pair>| card.iter().any(|other| word(other.0) == word(pair.0));
            if run.cards.last().is_none_or(repeats) {
                run.cards.push(Vec::new());
            }
            if let Some(card) = run.cards.last_mut() {
                card.push(pair);
            }
        }
    }
    found.push(run);
    found.retain_mut(|run| {
        run.cards.retain(|card| !card.is_empty());
        let n_known = |card: &Vec<Pair>| {
            card.iter().filter(|(label, _)| is_known(sheet, words, *label)).count()
        };
        !run.cards.is_empty() && run.cards.iter().all(|card| n_known(card) >= MIN_WORDS)
    });
    found
}

/// Whether an item may be on a card: its name, or a label with its value, unless the label is listed
/// for something else.
fn may_be_on_card(sheet: &Sheet<'_>, words: &Words<'_>, item: &Item) -> bool {
    match *item {
        Item::Pair { label, total: None, .. } => {
            let listed = sheet.listed(label, words);
            let is_other = |field: Field| field.is_of_project() || field.goal_horizon().is_some();
            match listed.column {
                Some(field) => !is_other(field),
                None => listed.label.is_none() || is_known(sheet, words, label),
            }
        }
        _ => name_of(sheet, item).is_some(),
    }
}

/// The name of a card: a cell beside its rows.
fn name_of(sheet: &Sheet<'_>, item: &Item) -> Option<usize> {
    match *item {
        Item::Section { cell, .. } => Some(cell),
        Item::Lone(cell) => (sheet.cell(cell).row_span > 1).then_some(cell),
        _ => None,
    }
}

fn pair_of(item: &Item) -> Option<Pair> {
    match *item {
        Item::Pair { label, value, .. } => Some((label, value)),
        _ => None,
    }
}

impl Cards {
    /// The labels as a header, and below it a row for each card.
    fn arrange(&self, sheet: &Sheet<'_>) -> Arrangement {
        let mut arrangement = Arrangement {
            n_rows: self.cards.len() + 1,
            blocks: self.names.clone(),
            ..Arrangement::default()
        };
        let mut header: Vec<usize> = Vec::new();
        for (nth, card) in self.cards.iter().enumerate() {
            for &(label, value) in card {
                let word = fold_label(sheet.text(label));
                let same = |&other: &usize| fold_label(sheet.text(other)) == word;
                let col = header.iter().position(same).unwrap_or(header.len());
                let place =
                    |row: usize, index: usize| Placed { row, col, row_span: 1, col_span: 1, index };
                if col == header.len() {
                    header.push(label);
                    arrangement.placed.push(place(0, label));
                } else {
                    arrangement.repeated.push(label);
                }
                arrangement.placed.extend(value.map(|index| place(nth + 1, index)));
            }
        }
        arrangement.n_cols = header.len();
        arrangement.placed.sort_unstable();
        arrangement
    }
}
