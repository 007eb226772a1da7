//! What may stand at the head of any row and is no row of the form: furniture, titles, the name of a
//! unit beside 单位：万元. It is taken off before the row is read.

use formgrid_model::{Code, join_lines};

use crate::department;
use crate::engine::cells::Cells;
use crate::engine::reader::Reader;
use crate::engine::state::Taken;

impl<'a> Reader<'a, '_> {
    /// Takes furniture and titles from a row; none where nothing else is left.
    pub(super) fn front_row(
        &mut self,
        cells: &mut Cells<'a>,
        own: Vec<usize>,
    ) -> Option<Vec<usize>> {
        if own.is_empty() {
            return None;
        }
        if numbers_columns(cells, &own) {
            self.column_numbers(cells, &own);
            return None;
        }
        let n = own.len();
        let mut rest = Vec::with_capacity(n);
        for index in own {
            let text: &'a str = &cells.cell(index).text;
            if text.len() <= 120 && self.is_furniture(text) && !(n > 1 && is_year_cell(text)) {
                let placed = self.placed(cells, index);
                self.read_furniture(text);
                let taken = Taken::one(cells, index);
                self.give_filing(taken, &placed);
            } else {
                rest.push(index);
            }
        }
        let [only] = rest.as_slice() else { return (!rest.is_empty()).then_some(rest) };
        let (only, text) = (*only, &cells.cell(*only).text);
        if text.len() <= 400 && self.title(text, None).is_some() {
            for line in text.lines() {
                self.read_furniture(line);
            }
            return if self.lone_cell(cells, only) { None } else { Some(rest) };
        }
        // A name beside the unit heads the table of a unit.
        let is_labelled = !self.inline_labels(text).is_empty();
        if rest.len() < n && !is_labelled && self.names_department(cells, only) {
            let placed = self.placed(cells, only);
            self.set_department(department::split_code(&join_lines(text)));
            let taken = Taken::one(cells, only);
            self.give_filing(taken, &placed);
            return None;
        }
        Some(rest)
    }

    /// Takes the row that numbers the columns of the table.
    fn column_numbers(&mut self, cells: &mut Cells<'a>, own: &[usize]) {
        let placed = self.placed(cells, own[0]);
        let mut taken = Taken::default();
        own.iter().for_each(|&index| taken.add(cells, index));
        let message = "the numbers of the columns".to_owned();
        self.furniture(Code::RecordColumnNumbers, taken.atoms, &placed, message);
    }

    fn names_department(&self, cells: &Cells<'_>, index: usize) -> bool {
        let text = join_lines(&cells.cell(index).text);
        let split = department::split_code(&text);
        cells.meaning(index).label.is_none()
            && cells.meaning(index).section.is_none()
            && (split.code.is_some()
                || self.vocabulary.is_organisation(&formgrid_model::fold(&split.name)))
    }
}

/// Whether the cells of a row count the columns from 1 on and nothing else; a word such as 栏次 may stand
/// before them.
fn numbers_columns(cells: &Cells<'_>, own: &[usize]) -> bool {
    /// Fewer columns may hold such values by chance.
    const MIN_COLUMNS: usize = 4;
    let number = |&index: &usize| cells.cell(index).text.trim().parse::<usize>().ok();
    let numbers = match own {
        [word, rest @ ..] if number(word).is_none() => rest,
        _ => own,
    };
    let counts = |(at, index): (usize, &usize)| number(index) == Some(at + 1);
    numbers.len() >= MIN_COLUMNS && numbers.iter().enumerate().all(counts)
}

/// Whether a cell holds a year: among other cells it is a value or a header word.
fn is_year_cell(text: &str) -> bool {
    let folded = formgrid_model::fold(text);
    folded.ends_with(['年', '度']) && !folded.starts_with('(')
}
