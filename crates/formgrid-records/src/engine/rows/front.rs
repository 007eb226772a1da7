//! What may stand at the head of any row and is no row of the form: furniture, titles, the name of a
//! unit beside 单位：万元. It is taken off before the row is read.

use formgrid_model::join_lines;

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

    fn names_department(&self, cells: &Cells<'_>, index: usize) -> bool {
        let text = join_lines(&cells.cell(index).text);
        let split = department::split_code(&text);
        cells.meaning(index).label.is_none()
            && cells.meaning(index).section.is_none()
            && (split.code.is_some()
                || self.vocabulary.is_organisation(&formgrid_model::fold(&split.name)))
    }
}

/// Whether a cell holds a year: among other cells it is a value or a header word.
fn is_year_cell(text: &str) -> bool {
    let folded = formgrid_model::fold(text);
    folded.ends_with(['年', '度']) && !folded.starts_with('(')
}
