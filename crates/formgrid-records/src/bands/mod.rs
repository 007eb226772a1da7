//! Bands: the rows of a table, segmented by one dynamic program.
//!
//! A row reads as labels with values, as a line of text, or as part of the list below a header.
//! Each reading has a score, and the program picks the segmentation with the highest sum. Bands are
//! decisions only: records are written later, once.

mod arranged;
mod list;
mod pairs;

pub(crate) use pairs::{is_sentence, section_of};

use std::ops::Range;

use list::{Found, RowScores};

use crate::cells::Sheet;
use crate::cells::arranged::Arrangement;
use crate::cells::kind::Kind;
use crate::columns::header::{self, Header};
use crate::columns::{Assignment, ListKind};
use crate::forms::titles::Lines;
use crate::template::{Field, Section};
use crate::words::score::{Score, centinat};
use crate::words::{Words, names_term};

/// Rows that are read together.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Band {
    pub(crate) rows: Range<usize>,
    pub(crate) body: BandBody,
    /// Score of the reading.
    pub(crate) score: Score,
}

/// What a band is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum BandBody {
    /// Rows in which no text begins.
    Blank,
    /// One text alone in its row: a title, a heading, a note.
    Line(usize),
    /// Labels with their values, and block labels.
    Pairs(Vec<Item>),
    /// A header with the rows below it.
    List(Box<List>),
}

/// A header with the rows below it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct List {
    pub(crate) header: Header,
    pub(crate) columns: Assignment,
    /// The rows below the header.
    pub(crate) rows: Range<usize>,
    /// Mean score of a row: how well the rows fit their columns.
    pub(crate) fit: Score,
    /// The arrangement of the cells that header and rows refer to, if they are not read as printed.
    pub(crate) arrangement: Option<Box<Arrangement>>,
}

impl List {
    /// Whether it is the labels of one project with their values below.
    pub(crate) fn is_of_one_project(&self) -> bool {
        self.columns.kind == ListKind::Projects && self.rows.len() == 1
    }
}

/// An item in a row of labels.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    /// The label of a block; the items after it belong to the block.
    Section {
        /// The cell.
        cell: usize,
        /// The block, if the word names one.
        section: Option<Section>,
        /// The reading rests on no listed word.
        guessed: bool,
    },
    /// A label with the value to its right.
    Pair {
        /// The cell of the label.
        label: usize,
        /// The field, if the word names one.
        field: Option<Field>,
        /// The cell of the value; none if it is blank.
        value: Option<usize>,
        /// A word for the total between label and value.
        total: Option<usize>,
        /// The reading rests on no listed word.
        guessed: bool,
        /// Score of the reading.
        score: Score,
    },
    /// Labels and values within one cell.
    Inline(usize),
    /// A text without a label.
    Lone(usize),
}

impl Item {
    /// The cells with text, in order.
    pub(crate) fn cells(&self) -> Vec<usize> {
        match *self {
            Self::Section { cell, .. } | Self::Inline(cell) | Self::Lone(cell) => vec![cell],
            Self::Pair { label, value, total, .. } => {
                std::iter::once(label).chain(total).chain(value).collect()
            }
        }
    }
}

/// Limit on header candidates per table.
const MAX_CANDIDATES: usize = 600;
/// Penalty for a list that ends inside a merged cell.
const SPLIT_COST: Score = centinat(400);
/// A list is not extended once its sum falls this far below its maximum.
const DROP: Score = centinat(2500);

/// Segments the rows of a table into bands. Returns the sum of their scores too.
pub(crate) fn segment(sheet: &Sheet<'_>, words: &Words<'_>) -> (Vec<Band>, Score) {
    let n_rows = sheet.n_rows();
    let singles: Vec<(BandBody, Score)> =
        (0..n_rows).map(|row| pairs::read(sheet, words, row)).collect();
    let known: Vec<Score> = singles.iter().map(|(body, score)| known_score(body, *score)).collect();
    let candidates = candidates(sheet, words);
    let breaks: Vec<usize> = {
        let ends =
            |&row: &usize| header::looks_like(sheet, words, row) || begins_form(sheet, words, row);
        (0..n_rows).filter(ends).collect()
    };
    let mut arranged = arranged::read(sheet, words, &singles);
    // best[i]: the best score of rows i.., and the list that begins at row i in that reading, if
    // any.
    let mut best: Vec<Score> = vec![0; n_rows + 1];
    let mut chosen: Vec<Option<Found>> = vec![None; n_rows];
    let mut at = candidates.len();
    for row in (0..n_rows).rev() {
        best[row] = best[row + 1] + singles[row].1;
        while at > 0 && candidates[at - 1].rows.start == row {
            at -= 1;
            let candidate = &candidates[at];
            let end = extent(sheet, &breaks, candidate);
            let scores = RowScores { known: &known, best: &best };
            if let Some(found) = list::best(sheet, words, candidate, end, scores)
                && found.score > best[row]
            {
                best[row] = found.score;
                chosen[row] = Some(found);
            }
        }
        while let Some(reading) = arranged.pop_if(|reading| reading.rows.start == row) {
            let score = reading.score + best[reading.rows.end];
            if score > best[row] {
                best[row] = score;
                chosen[row] = Some(Found::new(reading.list, reading.rows.end, score));
            }
        }
    }
    let mut bands = Vec::new();
    let mut row = 0;
    let mut singles = singles.into_iter().map(Some).collect::<Vec<_>>();
    while row < n_rows {
        if let Some(found) = chosen[row].take() {
            let end = found.end;
            let score = best[row] - best[end];
            let list = found.settle(sheet, words);
            if list.arrangement.is_some() {
                bands.push(Band { rows: row..end, body: BandBody::List(Box::new(list)), score });
                row = end;
                continue;
            }
            let parts = divide(sheet, words, &list, &known);
            let begin = list.header.rows.start;
            for (nth, rows) in parts.iter().enumerate() {
                let mut part = list.clone();
                part.rows = rows.clone();
                if nth > 0 {
                    part.header = Header::none(rows.start);
                }
                let from = if nth == 0 { begin } else { rows.start };
                let to = parts.get(nth + 1).map_or(end, |next| next.start);
                let body = BandBody::List(Box::new(part));
                bands.push(Band { rows: from..rows.end, body, score });
                for (row, single) in singles.iter_mut().enumerate().take(to).skip(rows.end) {
                    bands.extend(single.take().map(|(body, score)| Band {
                        rows: row..row + 1,
                        body,
                        score,
                    }));
                }
            }
            row = end;
            continue;
        }
        if let Some((body, score)) = singles[row].take() {
            bands.push(Band { rows: row..row + 1, body, score });
        }
        row += 1;
    }
    (bands, best[0])
}

/// The score of a row on its own if it rests on a listed word; 0 otherwise. Only such a row may
/// interrupt a list.
fn known_score(body: &BandBody, score: Score) -> Score {
    let is_known = |item: &Item| match item {
        Item::Section { guessed, .. } | Item::Pair { guessed, .. } => !guessed,
        Item::Inline(_) => true,
        Item::Lone(_) => false,
    };
    match body {
        BandBody::Pairs(items) if items.iter().any(is_known) => score,
        _ => 0,
    }
}

/// Clears the field of each guessed label if a listed label of the same form names that field: the
/// guess is wrong, and its text would occupy the field. 区级主管部门 next to 主管部门 is another rank
/// of the same office, not a guess.
pub(crate) fn prefer_listed(sheet: &Sheet<'_>, bands: &mut [Band]) {
    let mut start = 0;
    while start < bands.len() {
        // The next project begins another form.
        let begins = |band: &Band| listed_fields(band).contains(&Field::ProjectName);
        let is_list = |band: &Band| matches!(band.body, BandBody::List(_));
        // Labels above the first name belong to its form.
        let is_body = |band: &Band| begins(band) || is_list(band);
        let first = bands.iter().skip(start).position(is_body).map_or(bands.len(), |at| start + at);
        let next = bands.iter().skip(first + 1).position(begins);
        let end = next.map_or(bands.len(), |next| first + 1 + next);
        let form = &mut bands[start..end];
        let listed: Vec<Field> = form.iter().flat_map(listed_fields).collect();
        let yields = |field: Field, label: usize| {
            let is_ranked = field.is_office() && names_rank(sheet.text(label));
            is_single(field) && listed.contains(&field) && !is_ranked
        };
        for item in form.iter_mut().flat_map(items_mut) {
            if let Item::Pair { label, field, value: Some(_), guessed: true, .. } = item
                && field.is_some_and(|field| yields(field, *label))
            {
                *field = None;
            }
        }
        start = end;
    }
}

/// Tells the money of a year from the money of all years next to it: a guessed total whose label
/// names no year is the total of the project, an amount whose label names only a year is the budget
/// of that year. `资金总额 | 900 | 2031年安排 | 300`.
pub(crate) fn prefer_named_year(sheet: &Sheet<'_>, bands: &mut [Band]) {
    let names_year = |label: usize| {
        let text = sheet.text(label);
        crate::words::horizon_of(text) == Some(crate::template::Horizon::Annual)
    };
    let is_amount = |item: &Item| match *item {
        Item::Pair { value: Some(value), .. } => sheet.kind(value).is_amount(),
        _ => false,
    };
    let is_labels = |band: &Band| matches!(band.body, BandBody::Pairs(_));
    for rows in bands.chunk_by_mut(|above, below| is_labels(above) && is_labels(below)) {
        let mut items: Vec<&mut Item> =
            rows.iter_mut().flat_map(items_mut).filter(|item| is_amount(item)).collect();
        let of_year = [None, Some(Field::AnnualBudget), Some(Field::AnnualTotal)];
        let of_term = |field: Option<Field>, label: usize| match field {
            Some(Field::MediumTermTotal | Field::ProjectTotal | Field::AnnualTotal) => true,
            Some(Field::AnnualBudget) => names_term(sheet.text(label)),
            _ => false,
        };
        let (mut has_year, mut has_term) = (false, false);
        for item in &items {
            let Item::Pair { label, field, .. } = **item else { continue };
            match names_year(label) {
                true => has_year |= of_year.contains(&field),
                false => has_term |= of_term(field, label),
            }
        }
        if !has_year || !has_term {
            continue;
        }
        for item in &mut items {
            let Item::Pair { label, field, guessed, .. } = &mut **item else { continue };
            match (*field, names_year(*label)) {
                (Some(Field::AnnualTotal | Field::AnnualBudget), false)
                    if *guessed && of_term(*field, *label) =>
                {
                    *field = Some(Field::ProjectTotal);
                }
                (None, true) => (*field, *guessed) = (Some(Field::AnnualBudget), true),
                _ => {}
            }
        }
    }
}

/// Whether a label says at which level of government an office is: 区级主管部门.
fn names_rank(label: &str) -> bool {
    ["中央", "省", "市", "区", "县"].iter().any(|rank| label.trim_start().starts_with(rank))
}

/// Whether a form has one text for a field.
fn is_single(field: Field) -> bool {
    field == Field::Department || field.is_of_project() && field != Field::Content
}

/// The fields of listed labels with a value, next to it or below it.
fn listed_fields(band: &Band) -> Vec<Field> {
    let listed = |item: &Item| match *item {
        Item::Pair { field, value: Some(_), guessed: false, .. } => field,
        _ => None,
    };
    match &band.body {
        BandBody::Pairs(items) => items.iter().filter_map(listed).collect(),
        BandBody::List(list) if list.is_of_one_project() => {
            let columns = list.columns.columns.iter().filter(|column| !column.guessed);
            columns.map(|column| column.field).collect()
        }
        BandBody::List(_) | BandBody::Blank | BandBody::Line(_) => Vec::new(),
    }
}

fn items_mut(band: &mut Band) -> &mut [Item] {
    match &mut band.body {
        BandBody::Pairs(items) => items,
        _ => &mut [],
    }
}

/// The runs of rows that belong to a list, without the rows that interrupt it.
fn divide(sheet: &Sheet<'_>, words: &Words<'_>, list: &List, known: &[Score]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut start = list.rows.start;
    for row in list.rows.clone() {
        if list::interrupts(sheet, words, &list.columns, row, known[row]) {
            if start < row || runs.is_empty() {
                runs.push(start..row);
            }
            start = row + 1;
        }
    }
    if start < list.rows.end || runs.is_empty() {
        runs.push(start..list.rows.end);
    }
    runs
}

/// Extends previous lists into rows without a header: a table split by a page break, or a form that
/// prints its header once. Takes only rows that begin with a level and score higher as part of the
/// list.
pub(crate) fn continue_lists(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    bands: &mut Vec<Band>,
    previous: &[List],
) {
    if let Some(list) = previous.first().filter(|list| list.columns.kind == ListKind::Goals) {
        continue_goals(sheet, bands, list);
    }
    // The header cells of previous lists belong to other tables.
    let known: Vec<List> = previous
        .iter()
        .map(|list| List { columns: list.columns.without_cells(), ..list.clone() })
        .collect();
    let mut at = 0;
    let mut own: Vec<List> = Vec::new();
    while at < bands.len() {
        if let BandBody::List(list) = &bands[at].body {
            own.extend(list.arrangement.is_none().then(|| (**list).clone()));
            at += 1;
            continue;
        }
        let first_row = bands[at].rows.start;
        let continues = at == 0 && continues_with_blank_levels(sheet, first_row, &known);
        if !continues && !begins_with_level(sheet, first_row) {
            at += 1;
            continue;
        }
        let mut end = at;
        while end < bands.len() && !matches!(bands[end].body, BandBody::List(_)) {
            end += 1;
        }
        let rows = bands[at].rows.start..bands[end - 1].rows.end;
        let implicit = list::implicit(sheet, rows.clone());
        let candidates = own.iter().chain(&known).chain(&implicit);
        let candidates = candidates.filter(|list| list.columns.kind == ListKind::Indicators);
        let mut best: Option<(Score, List, usize)> = None;
        for list in candidates {
            let columns = list.columns.fitted(sheet, rows.start);
            let mut sum = 0;
            let mut gain: (Score, usize) = (0, rows.start);
            for row in rows.clone() {
                let band = bands.get(bands.partition_point(|band| band.rows.end <= row));
                let own = band.map_or(0, |band| known_score(&band.body, band.score));
                if list::interrupts(sheet, words, &columns, row, own) {
                    break;
                }
                sum += list::row_score(sheet, words, &columns, row);
                sum -= band.map_or(0, |band| band.score);
                if sum > gain.0 {
                    gain = (sum, row + 1);
                }
                if sum < gain.0 - DROP {
                    break;
                }
            }
            if gain.1 > rows.start && best.as_ref().is_none_or(|(other, ..)| gain.0 > *other) {
                let header = Header::none(rows.start);
                let rows = rows.start..gain.1;
                let list = List { header, columns, rows, fit: list.fit, arrangement: None };
                best = Some((gain.0, list, gain.1));
            }
        }
        let Some((score, list, to)) = best else {
            at += 1;
            continue;
        };
        let taken = bands[at..].iter().take_while(|band| band.rows.start < to).count();
        let band = Band { rows: rows.start..to, body: BandBody::List(Box::new(list)), score };
        bands.splice(at..at + taken, [band]);
        at += 1;
    }
}

/// Reads the first rows of a table as numbered goals continued from the page before.
fn continue_goals(sheet: &Sheet<'_>, bands: &mut Vec<Band>, list: &List) {
    let is_item = |index: usize| crate::text::begins_numbered_item(sheet.text(index));
    let is_row = |band: &&Band| {
        let mut filled = band.rows.clone().flat_map(|row| sheet.filled(row)).peekable();
        !matches!(band.body, BandBody::List(_)) && filled.peek().is_some() && filled.all(is_item)
    };
    let taken = bands.iter().take_while(is_row).count();
    if taken == 0 {
        return;
    }
    let rows = 0..bands[taken - 1].rows.end;
    let columns = list.columns.without_cells().fitted(sheet, 0);
    let (header, fit) = (Header::none(0), list.fit);
    let list = List { header, columns, rows: rows.clone(), fit, arrangement: None };
    let band = Band { rows, body: BandBody::List(Box::new(list)), score: 0 };
    bands.splice(0..taken, [band]);
}

/// Whether a table begins with a row whose levels are blank, as after a page break: it is as wide
/// as the previous list, and its first text falls into the name column.
fn continues_with_blank_levels(sheet: &Sheet<'_>, row: usize, known: &[List]) -> bool {
    let Some(list) = known.iter().rev().find(|list| list.columns.kind == ListKind::Indicators)
    else {
        return false;
    };
    let width = list.columns.columns.last().map_or(0, |column| column.range.end);
    let name = list.columns.position(Field::Level3).map(|at| list.columns.columns[at].range.start);
    let first = sheet.filled(row).next().map(|index| sheet.cell(index).col);
    first.is_some_and(|col| col > 0)
        && first == name
        && width == sheet.n_cols()
        && sheet.filled(row).count() > 1
}

/// Whether one of the first two cells of a row names a level.
fn begins_with_level(sheet: &Sheet<'_>, row: usize) -> bool {
    let n = sheet.filled(row).count();
    n > 1 && sheet.filled(row).take(2).any(|index| sheet.kind(index).is_level())
}

/// Header candidates, by first row and height.
fn candidates(sheet: &Sheet<'_>, words: &Words<'_>) -> Vec<Header> {
    /// Height limit in rows, without one that states units.
    const MAX_HEIGHT: usize = 4;
    let rows = header::Rows::new(sheet, words);
    let mut found = Vec::new();
    for row in 0..sheet.n_rows() {
        let has_units =
            row + MAX_HEIGHT < sheet.n_rows() && header::states_units(sheet, row + MAX_HEIGHT);
        for height in 1..=MAX_HEIGHT + usize::from(has_units) {
            if found.len() >= MAX_CANDIDATES {
                return found;
            }
            if height == 1 && header::holds_pairs(sheet, words, row) {
                continue;
            }
            let header = rows.read(row, height);
            found.extend(header.filter(|header| is_worth_trying(sheet, words, header)));
        }
    }
    found
}

/// Whether enough cells may be header words.
fn is_worth_trying(sheet: &Sheet<'_>, words: &Words<'_>, header: &Header) -> bool {
    let score = |&index: &usize| sheet.word(index, words).best_column();
    let is_known =
        |index: &&usize| score(index) > centinat(40) || sheet.kind(**index) == Kind::Grade;
    let n_known = header.cells.iter().filter(is_known).count();
    let has_rows = header.rows.end < sheet.n_rows();
    let n_levels = header.cells.iter().filter(|&&index| sheet.kind(index).is_level()).count();
    let is_matrix = header.rows.len() > 1 && n_levels > 1;
    let is_known = n_known > 0 && n_known * 10 >= header.cells.len() * 4;
    has_rows && (is_matrix || is_known || header::is_beside_goals(sheet, words, header))
}

/// Whether a row holds only a title, a unit, a date or a year, as above a form. Sheets have several
/// forms in one table.
fn begins_form(sheet: &Sheet<'_>, words: &Words<'_>, row: usize) -> bool {
    let Some(only) = sheet.only_filled(row) else { return false };
    let text = sheet.text(only);
    sheet.cell(only).row_span == 1
        && (pairs::is_title(sheet, words, only)
            || Lines::new(words.vocabulary()).is_furniture(text)
            || words.vocabulary().is_other_title(&formgrid_model::fold(text)))
}

/// The first row that a list cannot reach: the next row that looks like a header or begins a form.
fn extent(sheet: &Sheet<'_>, breaks: &[usize], header: &Header) -> usize {
    let from = breaks.partition_point(|&row| row < header.rows.end);
    breaks.get(from).copied().unwrap_or(sheet.n_rows())
}

/// Whether a cell at or right of a column spans the boundary before row `end`.
fn is_cut(sheet: &Sheet<'_>, start: usize, end: usize) -> bool {
    if end >= sheet.n_rows() {
        return false;
    }
    let mut col = start;
    while col < sheet.n_cols() {
        let Some(index) = sheet.at(end, col) else { break };
        let cell = sheet.cell(index);
        if cell.row < end && !cell.is_empty() {
            return true;
        }
        col = cell.col_end().max(col + 1);
    }
    false
}
