//! Whether the parts of a strip are forms of their own.
//!
//! A blank column may also be a spacer within a form. So the parts are read alone and together with
//! those next to them, and a division counts if it has the higher score and each region holds a
//! form.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::ops::Range;

use formgrid_model::{Table, fold_label};

use super::strips::Strip;
use super::{Area, excerpt};
use crate::bands::{self, Band, BandBody, Item};
use crate::cells::Sheet;
use crate::columns::{Assignment, ListKind};
use crate::forms::titles::Lines;
use crate::recognize;
use crate::template::{Field, Templates, Vocabulary};
use crate::words::Words;
use crate::words::score::{Score, centinat};

/// Most parts that one region spans: a form has few spacers.
const MAX_SPAN: usize = 3;
/// Penalty for a boundary between regions.
const CUT_COST: Score = centinat(200);

/// How some parts read as one table.
struct Reading {
    parts: Range<usize>,
    score: Score,
    holds_form: bool,
    /// For each row of the strip, whether it has a text.
    has_text: Vec<bool>,
    openings: Vec<Opening>,
}

/// A row in which a form may begin.
struct Opening {
    row: usize,
    /// The title or the label, folded.
    word: String,
    /// It is a title or a listed label of a project's name: two of them begin two forms, whatever
    /// their words.
    is_sure: bool,
}

/// The words of a table whose strips are judged.
pub(super) struct Judge<'t> {
    table: &'t Table,
    vocabulary: &'t Vocabulary,
    sheet: Sheet<'t>,
    words: Words<'t>,
    /// Slots that may yet be read in vain.
    left: Cell<usize>,
}

impl<'t> Judge<'t> {
    /// Looks up the words of a table.
    pub(super) fn new(table: &'t Table, templates: &'t Templates) -> Self {
        /// Readings of the whole table, in a table that is not small.
        const MAX_READINGS: usize = 4;
        const MIN_LEFT: usize = 20_000;
        let mut words = Words::new(templates.generic());
        let sheet = Sheet::new(table, 0, 0, &mut words);
        let n_slots = table.grid.n_rows() * table.grid.n_cols();
        let left = n_slots.saturating_mul(MAX_READINGS).max(MIN_LEFT);
        let template = recognize::template_of(std::slice::from_ref(&sheet), &words, templates);
        let vocabulary = template.map_or(templates.generic(), |template| template.vocabulary());
        Self { table, vocabulary, sheet, words, left: Cell::new(left) }
    }

    /// Whether an area may hold a form: two of its cells are labels, header words or names of
    /// levels.
    pub(super) fn may_be_form(&self, area: &Area) -> bool {
        /// Score from which a word suggests a field.
        const SUGGESTS: Score = centinat(100);
        let is_sign = |index: &usize| {
            let kind = self.sheet.kind(*index);
            let word = || self.sheet.word(*index, &self.words);
            let suggests = || word().best_column().max(word().best_label()) > SUGGESTS;
            area.cols.contains(&self.sheet.cell(*index).col)
                && (kind.is_level() || kind.may_be_word() && suggests())
        };
        area.rows.clone().flat_map(|row| self.sheet.filled(row)).filter(is_sign).nth(1).is_some()
    }

    /// Divides a strip into regions in reading order. None if it is a single form.
    pub(super) fn divide(&self, strip: &Strip) -> Option<Vec<Area>> {
        /// A wider strip is no row of forms.
        const MAX_PARTS: usize = 40;
        let n_parts = strip.parts.len();
        if !(2..=MAX_PARTS).contains(&n_parts) {
            return None;
        }
        let may_be_form = |at: &usize| self.may_be_form(&strip.area(*at..at + 1));
        (0..n_parts).filter(may_be_form).nth(1)?;
        let left = self.left.get();
        let single = (0..n_parts).map(|at| at..at + 1);
        let mut readings = self.read(strip, single.chain(std::iter::once(0..n_parts)).collect())?;
        if !are_forms_alike(&readings) {
            let longer = (0..n_parts)
                .flat_map(|start| (start + 2..=start + MAX_SPAN).map(move |end| start..end));
            let longer = longer.filter(|parts| parts.end <= n_parts && parts.len() < n_parts);
            readings.extend(self.read(strip, longer.collect())?);
        }
        let regions = best(&readings, n_parts)?;
        let n_shared = self.n_shared(strip, &regions);
        if n_shared == strip.rows.len() {
            return None;
        }
        self.left.set(left);
        Some(strip.in_order(&regions, n_shared))
    }

    /// Reads parts of a strip, each as one table. None if too much was read in vain.
    fn read(&self, strip: &Strip, spans: Vec<Range<usize>>) -> Option<Vec<Reading>> {
        let n_cols: usize = spans.iter().map(|parts| strip.area(parts.clone()).cols.len()).sum();
        self.left.set(self.left.get().checked_sub(n_cols * strip.rows.len())?);
        let table = |parts: &Range<usize>| excerpt(self.table, &strip.area(parts.clone()));
        let tables: Vec<Table> = spans.iter().map(table).collect::<Option<_>>()?;
        let mut words = Words::new(self.vocabulary);
        let readings = spans.into_iter().zip(&tables);
        Some(readings.map(|(parts, table)| read(parts, table, &mut words)).collect())
    }

    /// Number of rows at the top of a strip that apply to all its regions: a title, units and labels
    /// in cells that are not merged.
    fn n_shared(&self, strip: &Strip, regions: &[&Reading]) -> usize {
        let lines = Lines::new(self.vocabulary);
        let regions: Vec<Area> =
            regions.iter().map(|region| strip.area(region.parts.clone())).collect();
        let is_shared = |row: &usize| {
            let filled: Vec<usize> = self.sheet.filled(*row).collect();
            let n_in = |region: &Area| {
                filled.iter().filter(|at| region.cols.contains(&self.sheet.cell(**at).col)).count()
            };
            let is_single = regions.iter().all(|region| n_in(region) <= 1)
                && filled.iter().all(|&index| self.sheet.cell(index).row_span == 1);
            let has_blank = regions.iter().any(|region| n_in(region) == 0);
            let texts = || filled.iter().map(|&index| self.sheet.text(index));
            let is_labelled =
                |text: &str| lines.is_furniture(text) || !lines.inline_labels(text).is_empty();
            // Forms that are alike have the same labels.
            let labels: BTreeSet<&str> = texts().map(label_of).collect();
            let are_labels = labels.len() == filled.len() && texts().all(is_labelled);
            is_single && (has_blank || are_labels)
        };
        strip.rows.clone().take_while(is_shared).count()
    }
}

/// The part of a text before its first colon.
fn label_of(text: &str) -> &str {
    text.split(['：', ':']).next().unwrap_or(text)
}

/// Reads some parts as one table.
fn read<'t>(parts: Range<usize>, table: &'t Table, words: &mut Words<'t>) -> Reading {
    let sheet = Sheet::new(table, 0, 0, words);
    let (bands, score) = bands::segment(&sheet, words);
    let holds_form = bands.iter().any(is_of_form);
    let openings = bands.iter().filter_map(|band| opening(&sheet, words, band)).collect();
    let has_text = (0..sheet.n_rows()).map(|row| {
        let owners = (0..sheet.n_cols()).filter_map(|col| sheet.at(row, col));
        owners.into_iter().any(|index| !sheet.cell(index).is_empty())
    });
    Reading { parts, score, holds_form, has_text: has_text.collect(), openings }
}

/// Whether only a form has such a band: the name of a project, or a list with names and values.
fn is_of_form(band: &Band) -> bool {
    match &band.body {
        BandBody::List(list) => {
            let has_any = |fields: &[Field]| fields.iter().any(|&field| list.columns.has(field));
            match list.columns.kind {
                ListKind::Indicators => list.columns.has(Field::Level3) && has_value(&list.columns),
                ListKind::Projects => list.columns.has(Field::ProjectName) && has_any(&AMOUNTS),
                _ => false,
            }
        }
        BandBody::Pairs(items) => items.iter().any(names_project),
        BandBody::Blank | BandBody::Line(_) => false,
    }
}

const AMOUNTS: [Field; 3] = [Field::AnnualBudget, Field::AnnualTotal, Field::ProjectTotal];

/// Whether a list has a column of values.
fn has_value(columns: &Assignment) -> bool {
    [Field::Target, Field::Actual, Field::Progress].iter().any(|&field| columns.has(field))
}

/// Whether an item is a label with the name of a project.
fn names_project(item: &Item) -> bool {
    matches!(item, Item::Pair { field: Some(Field::ProjectName), value: Some(_), .. })
}

/// The opening of a form, if a band is one.
fn opening(sheet: &Sheet<'_>, words: &Words<'_>, band: &Band) -> Option<Opening> {
    let (cell, is_sure) = match &band.body {
        BandBody::Line(cell) => {
            Lines::new(words.vocabulary()).title(sheet.text(*cell), None)?;
            (*cell, true)
        }
        BandBody::Pairs(items) => {
            let opening = |item: &Item| match *item {
                Item::Pair { label, field: Some(field), value: Some(_), guessed, .. } => {
                    let is_project = field == Field::ProjectName;
                    let is_opening = is_project || field == Field::Department;
                    is_opening.then_some((label, is_project && !guessed))
                }
                _ => None,
            };
            items.iter().find_map(opening)?
        }
        BandBody::Blank | BandBody::List(_) => return None,
    };
    let word = fold_label(sheet.text(cell)).into_owned();
    Some(Opening { row: band.rows.start, word, is_sure })
}

/// The sequence of readings with the highest sum in which each holds a form. None if the parts are
/// better read as one table.
fn best(readings: &[Reading], n_parts: usize) -> Option<Vec<&Reading>> {
    let whole = readings.iter().find(|reading| reading.parts.len() == n_parts)?;
    // For each number of parts, the best sum of their readings, and the last reading in it.
    let mut sums: Vec<Option<(Score, &Reading)>> = vec![None; n_parts + 1];
    for end in 1..=n_parts {
        let ending = readings.iter().filter(|reading| {
            reading.parts.end == end
                && reading.parts.len() < n_parts
                && reading.holds_form
                && !holds_forms_alike(readings, reading)
        });
        for reading in ending {
            let before = match (reading.parts.start, sums[reading.parts.start]) {
                (0, _) => 0,
                (_, None) => continue,
                (_, Some((sum, _))) => sum - CUT_COST,
            };
            let sum = before + reading.score;
            if sums[end].is_none_or(|(other, _)| sum > other) {
                sums[end] = Some((sum, reading));
            }
        }
    }
    let (sum, _) = sums[n_parts]?;
    let mut regions: Vec<&Reading> = Vec::new();
    let mut end = n_parts;
    while let Some((_, reading)) = sums[end] {
        regions.push(reading);
        end = reading.parts.start;
    }
    regions.reverse();
    let begin_alike = regions.windows(2).all(|pair| match pair {
        [left, right] => left.begins_like(right),
        _ => true,
    });
    (sum > whole.score || begin_alike && is_near(sum, whole.score)).then_some(regions)
}

/// Whether single parts, each next to the one before, begin forms alike.
fn are_forms_alike(readings: &[Reading]) -> bool {
    let (whole, parts) = match readings {
        [parts @ .., whole] => (whole, parts),
        [] => return false,
    };
    let are_alike = |pair: &[Reading]| match pair {
        [left, right] => left.begins_like(right),
        _ => true,
    };
    parts.iter().all(|part| part.holds_form)
        && parts.windows(2).all(are_alike)
        && is_near(parts.iter().map(|part| part.score).sum(), whole.score)
}

/// Whether two readings next to each other begin forms alike, and hold what another holds.
fn holds_forms_alike(readings: &[Reading], whole: &Reading) -> bool {
    let Range { start, end } = whole.parts;
    let find = |parts: Range<usize>| {
        readings.iter().find(|reading| reading.parts == parts && reading.holds_form)
    };
    (start + 1..end).any(|middle| match (find(start..middle), find(middle..end)) {
        (Some(left), Some(right)) => {
            left.begins_like(right) && is_near(left.score + right.score, whole.score)
        }
        _ => false,
    })
}

/// Whether a sum is near the score of all parts as one table, which lists next to each other and
/// labels before blank columns raise.
fn is_near(sum: Score, whole: Score) -> bool {
    sum * 10 > whole * 7
}

impl Strip {
    /// The columns of some parts.
    fn area(&self, parts: Range<usize>) -> Area {
        let start = self.parts.get(parts.start).map_or(0, |part| part.start);
        let end = self.parts[..parts.end].last().map_or(start, |part| part.end);
        Area { rows: self.rows.clone(), cols: start..end }
    }

    /// The regions in reading order: in a grid of forms, one row of forms after the other.
    /// The first rows are in none.
    fn in_order(&self, regions: &[&Reading], n_shared: usize) -> Vec<Area> {
        let n_rows = self.rows.len();
        let is_blank = |row: usize| regions.iter().all(|region| !region.has_text[row]);
        let after_blank = (n_shared + 1..n_rows).filter(|&row| is_blank(row - 1) && !is_blank(row));
        let mut starts = vec![n_shared];
        starts.extend(after_blank);
        let ends = starts.iter().skip(1).copied().chain([n_rows]);
        let mut rows_of_forms: Vec<Range<usize>> = Vec::new();
        for (start, end) in starts.iter().copied().zip(ends) {
            match rows_of_forms.last_mut() {
                Some(last) if !regions.iter().all(|region| region.begins_form(start..end)) => {
                    last.end = end;
                }
                _ => rows_of_forms.push(start..end),
            }
        }
        let mut areas = Vec::new();
        for rows in rows_of_forms {
            for region in
                regions.iter().filter(|region| region.has_text[rows.clone()].contains(&true))
            {
                let Area { cols, .. } = self.area(region.parts.clone());
                let rows = self.rows.start + rows.start..self.rows.start + rows.end;
                areas.push(Area { rows, cols });
            }
        }
        areas
    }
}

impl Reading {
    /// Whether this and another region each begin a form.
    fn begins_like(&self, other: &Self) -> bool {
        let are_alike = |a: &Opening, b: &Opening| a.is_sure && b.is_sure || a.word == b.word;
        self.openings.iter().any(|own| other.openings.iter().any(|other| are_alike(own, other)))
    }

    /// Whether some rows are blank or begin another form, with the words of a form above them.
    fn begins_form(&self, rows: Range<usize>) -> bool {
        let Some(first) = self.has_text[rows.clone()].iter().position(|&has_text| has_text) else {
            return true;
        };
        let (above, below) =
            self.openings.split_at(self.openings.partition_point(|own| own.row < rows.start));
        let is_first = |own: &Opening| own.row == rows.start + first;
        let repeats = |own: &Opening| above.iter().any(|above| above.word == own.word);
        let has_above = self.has_text[..rows.start].contains(&true);
        below.first().is_some_and(is_first)
            && (!has_above || below.iter().take_while(|own| own.row < rows.end).any(repeats))
    }
}
