//! Rows of labels with values, and block labels.

use formgrid_model::{Code, fold, join_lines};

use super::confidence::LineEvidence;
use super::goal_text::label_number;
use super::scope::Prose;
use super::writer::Writer;
use crate::bands::{Item, is_sentence, section_of};
use crate::cells::Sheet;
use crate::columns::choose::bracket_currency;
use crate::department;
use crate::forms::Src;
use crate::forms::titles::Lines;
use crate::template::{Field, Section};
use crate::text::{append, is_filler, is_goal_number, is_ordinal, is_placeholder, plain_number};
use crate::words::score::centinat;
use crate::words::{evidence_of, horizon_of, requests_review};

/// A label with its value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) label: usize,
    pub(super) field: Option<Field>,
    pub(super) value: Option<usize>,
    pub(super) guessed: bool,
}

/// Whether items begin with a total of points. A word for any total counts only without another
/// label after it.
fn adds_up(sheet: &Sheet<'_>, items: &[Item]) -> bool {
    let [Item::Pair { label, field, .. }, rest @ ..] = items else { return false };
    let is_total = sheet.kind(*label) == crate::cells::kind::Kind::Total;
    let is_alone = || !rest.iter().any(|item| matches!(item, Item::Pair { .. }));
    *field == Some(Field::TotalScore) || is_total && is_alone()
}

impl<'a> Writer<'a, '_> {
    /// Reads a row of labels.
    pub(super) fn pairs(&mut self, sheet: &Sheet<'a>, items: &[Item]) {
        let mut last_label: Option<usize> = None;
        if let Some(at) = (0..items.len()).find(|&at| adds_up(sheet, &items[at..])) {
            let cells: Vec<usize> = items[at..].iter().flat_map(Item::cells).collect();
            let n_numbers =
                cells.iter().filter(|&&index| plain_number(sheet.text(index)).is_some()).count();
            if n_numbers > 1 {
                self.pairs(sheet, &items[..at]);
                let field = if let Item::Pair { field, .. } = items[at] { field } else { None };
                if field == Some(Field::TotalScore) || self.has_points() {
                    self.total_score(sheet, &cells, None);
                } else {
                    self.keep_sums(sheet, &cells);
                }
                return;
            }
        }
        if let [Item::Pair { label, value: Some(value), .. }] = *items
            && self.sums_weights(sheet, label)
            && plain_number(sheet.text(value)).is_some()
        {
            self.label(Src::cell(sheet.block, label), false, "a sum");
            self.consume(
                Code::RecordSum,
                Src::cell(sheet.block, value),
                "the sum of the points above",
            );
            return;
        }
        if self.heads_sides(sheet, items) {
            return;
        }
        let last_name = self.last_name(sheet, items);
        for item in items {
            match *item {
                Item::Section { cell, section, guessed } => {
                    self.section(sheet, cell, section, guessed);
                }
                Item::Pair { label, field, value, total, guessed, .. } => {
                    last_label = Some(label);
                    if let Some(total) = total {
                        let exact = sheet.word(total, self.words(sheet)).exact;
                        self.label(Src::cell(sheet.block, total), exact, "a sum");
                    }
                    let field = field
                        .filter(|&field| field != Field::ProjectName || last_name == Some(label));
                    self.pair(sheet, Pair { label, field, value, guessed });
                }
                Item::Inline(cell) if self.inline_source(sheet, cell) => {}
                Item::Inline(cell) => {
                    let text = sheet.text(cell);
                    let labels = Lines::new(self.reading.vocabulary).inline_labels(text);
                    self.labels(text, &labels, Src::cell(sheet.block, cell));
                }
                Item::Lone(cell) => self.lone(sheet, cell, last_label),
            }
        }
    }

    /// The label of the project's name in a row. Of several ranked labels (一级项目名称,
    /// 二级项目名称), the last one is the project itself.
    fn last_name(&self, sheet: &Sheet<'a>, items: &[Item]) -> Option<usize> {
        let mut names = items.iter().filter_map(|item| match *item {
            Item::Pair { label, field: Some(Field::ProjectName), value: Some(value), .. } => {
                Some((label, value))
            }
            _ => None,
        });
        let first = names.next();
        let ranked = |&(label, value): &(usize, usize)| {
            fold(sheet.text(label)).contains('级') && !is_filler(sheet.text(value))
        };
        first
            .filter(|first| !ranked(first))
            .or(names.rfind(ranked))
            .or(first)
            .map(|(label, _)| label)
    }

    /// Reads a block label.
    pub(super) fn section(
        &mut self,
        sheet: &Sheet<'a>,
        cell: usize,
        section: Option<Section>,
        guessed: bool,
    ) {
        let src = Src::cell(sheet.block, cell);
        let text = sheet.text(cell);
        // A goal label next to indicators names the goal that they serve.
        let label = sheet.listed(cell, self.words(sheet)).label;
        if section.is_none()
            && let Some(field) = label.filter(|field| field.goal_horizon().is_some())
        {
            self.name_goal(field, &join_lines(text));
            self.label(src, sheet.word(cell, self.words(sheet)).exact, "a goal");
            return;
        }
        // A header word below a side leaves none of them.
        let is_below = |&(start, _): &(usize, &str)| start <= sheet.cell(cell).col;
        let sides = self.scope.sides.first().is_some_and(is_below);
        let sides = if sides { std::mem::take(&mut self.scope.sides) } else { Vec::new() };
        self.open_section(section, text);
        self.scope.sides.extend(sides);
        let rows = sheet.cell(cell).row..sheet.cell(cell).row_end();
        self.scope.section_rows = (rows.len() > 1).then_some((sheet.block, rows.end));
        self.scope.block_field = label.filter(|_| section.is_none());
        let meaning =
            section.map_or_else(|| "the name of a block".to_owned(), |s| format!("{s:?}"));
        self.label(src, !guessed, meaning);
    }

    /// Enters a block.
    pub(super) fn open_section(&mut self, section: Option<Section>, label: &str) {
        match section {
            Some(Section::Income) => self.scope.side = Some("income"),
            Some(Section::Expenditure) => self.scope.side = Some("expenditure"),
            _ => {
                self.scope.prose = None;
                self.scope.last_item = None;
                self.scope.section = section;
                self.scope.section_rows = None;
                self.scope.section_horizon = horizon_of(label);
                let of_goals =
                    section.is_some_and(|s| s == Section::Goals || s.horizon().is_some());
                self.scope.section_number = if of_goals { label_number(label) } else { None };
                self.scope.currency = None;
                self.scope.sides.clear();
                if section.is_none_or(|section| !section.is_of_funding()) {
                    self.scope.side = None;
                }
            }
        }
        self.record_currency(label);
    }

    /// Leaves a block of goals whose label ends above a row.
    pub(super) fn leave_section(&mut self, sheet: &Sheet<'a>, row: usize) {
        let is_above = |&(block, end): &(usize, usize)| block == sheet.block && end <= row;
        let of_goals = matches!(self.scope.section, Some(Section::Goals | Section::AnnualGoals));
        if of_goals && self.scope.section_rows.as_ref().is_some_and(is_above) {
            self.open_section(None, "");
        }
    }

    /// Whether a cell is a block label.
    pub(super) fn names_block(&self, src: Src) -> bool {
        let sheet = src.cell.and_then(|_| self.reading.sheet_at(src.block));
        let (Some(cell), Some(sheet)) = (src.cell, sheet) else { return false };
        /// Longer texts are prose, in characters.
        const MAX_NAME: usize = 16;
        let evidence = sheet.word(cell, self.words(sheet));
        sheet.text(cell).chars().count() <= MAX_NAME
            && evidence.sections().first().is_some_and(|&(_, score)| score >= centinat(150))
    }

    /// Opens a block from a label in a row or paragraph of its own. Returns false if the text is
    /// none. Outside tables, only a listed label opens a block.
    pub(super) fn block_in_row(&mut self, src: Src) -> bool {
        let reading = self.reading;
        let text = self.text(src);
        // 二、预算执行情况（万元）: the unit shows that amounts follow.
        let names_money = bracket_currency(text).is_some();
        let outside;
        let (evidence, section) = match (src.cell, reading.sheet_at(src.block)) {
            (Some(cell), Some(sheet)) => {
                let words = self.words(sheet);
                (sheet.word(cell, words), section_of(sheet, words, cell))
            }
            _ => {
                outside = evidence_of(reading.vocabulary, text);
                let evidence = outside.as_ref();
                let section = evidence.listed.section.filter(|_| evidence.exact);
                if section.is_none() && !names_money {
                    return false;
                }
                (evidence, section)
            }
        };
        let goal =
            evidence.listed.label.filter(|f| f.goal_horizon().is_some() || f.topic().is_some());
        let known = evidence.sections().first().is_some_and(|&(_, score)| score >= centinat(150));
        let is_block = known || goal.is_some() || names_money;
        if !is_block || !names_money && evidence.data > evidence.best_label() {
            return false;
        }
        self.record_currency(text);
        if section.is_some() {
            self.open_section(section, text);
        }
        self.scope.prose = goal.map(|field| Prose { field, draft: None });
        self.label(src, evidence.exact, "the name of a block");
        true
    }

    /// Reads a text without a label in a row of labels.
    fn lone(&mut self, sheet: &Sheet<'a>, cell: usize, label: Option<usize>) {
        let src = Src::cell(sheet.block, cell);
        let text = sheet.text(cell);
        let lines = Lines::new(self.reading.vocabulary);
        if self.forms[self.form].filer == Some(src) {
            self.ledger.take_whole(src, Some(self.filing));
        } else if let Some(pieces) = lines.furniture(text) {
            self.furniture(&pieces, src);
        } else if is_placeholder(text) {
            self.placeholder(src);
        } else {
            self.note_currency(text);
            self.keep_unmapped(src, label.map(|label| join_lines(sheet.text(label))));
        }
    }

    pub(super) fn pair(&mut self, sheet: &Sheet<'a>, pair: Pair) {
        let label = Src::cell(sheet.block, pair.label);
        let value = pair.value.map(|value| Src::cell(sheet.block, value));
        let text = sheet.text(pair.label);
        let is_amount = pair.value.is_some_and(|value| sheet.kind(value).is_amount());
        if is_amount
            && crate::year::year_in(text).is_some()
            && let Some(filing) = self.current_mut()
        {
            filing.clues.labels.push(join_lines(text));
        }
        // Only a listed label may state the filer's code, the year or a second name.
        let has_name = self
            .scope
            .project
            .and_then(|id| self.current()?.project(id))
            .is_some_and(|p| p.name.is_some());
        let names_filer = |field: &Field| {
            let is_second_name = *field == Field::ProjectName && has_name;
            let is_unit = |value: usize| crate::money::bare_unit(sheet.text(value)).is_some();
            let is_no_unit = *field == Field::CurrencyUnit && !pair.value.is_some_and(is_unit);
            pair.guessed
                && (is_second_name
                    || is_no_unit
                    || matches!(field, Field::DepartmentCode | Field::FiscalYear | Field::Serial))
        };
        let Some(field) = pair.field.filter(|field| !names_filer(field)) else {
            self.unknown_pair(sheet, pair);
            return;
        };
        let listed = !pair.guessed;
        if field.goal_horizon().is_some() {
            self.label(label, listed, field);
            self.evidence = LineEvidence {
                n_words: 1,
                n_guessed: u32::from(pair.guessed),
                ..LineEvidence::default()
            };
            self.goal_row(label, field, value);
            self.evidence = LineEvidence::default();
            return;
        }
        self.scope.prose = None;
        self.scope.last_item = None;
        if let Some(topic) = field.topic() {
            self.label(label, listed, field);
            if let Some(value) = value {
                self.statements(topic, value);
            }
            self.scope.prose = Some(Prose { field, draft: None });
            return;
        }
        if field == Field::ActualResult {
            self.label(label, listed, field);
            if let Some(value) = value {
                self.actual_result(value, self.text(value), text);
            }
            return;
        }
        let Some(value) = value else {
            self.label(label, listed, field);
            self.record_currency(text);
            if field.is_of_project() {
                self.project_for(field, label, false);
            }
            return;
        };
        if is_filler(self.text(value)) && !field.is_of_project() {
            self.label(label, listed, field);
            self.placeholder(value);
            return;
        }
        if field.is_of_filing() || field == Field::TotalScore && self.scope.project.is_none() {
            self.label(label, listed, field);
            self.filing_field(field, value, label);
            return;
        }
        self.project_field(sheet, field, pair, label, value);
    }

    /// Reads a pair with an unknown label: a line of funding if the value is an amount, else
    /// unmapped.
    fn unknown_pair(&mut self, sheet: &Sheet<'a>, pair: Pair) {
        let label = Src::cell(sheet.block, pair.label);
        let text = join_lines(sheet.text(pair.label));
        let Some(value) = pair.value else {
            self.keep_unmapped(label, None);
            return;
        };
        // Below the block label 项目名称 are the parts of the name, the widest first.
        let named = self.scope.block_field.is_some_and(|field| {
            let free = self
                .scope
                .project
                .and_then(|id| self.current()?.project(id))
                .is_none_or(|p| p.name.is_none());
            field == Field::ProjectName && free
        });
        if named && let Some(id) = self.project_for(Field::ProjectName, label, true) {
            self.write(id, Field::ProjectName, Src::cell(sheet.block, value), Some(label));
            self.label(label, false, "a part of the name of a project");
            return;
        }
        if self.source_row(sheet, pair.label, value) {
            return;
        }
        self.leave_section(sheet, sheet.cell(pair.label).row);
        let in_goals = matches!(self.scope.section, Some(Section::Goals | Section::AnnualGoals))
            || is_goal_number(&text);
        if in_goals && is_sentence(sheet, value) && !is_review(&text, sheet.text(value)) {
            self.label(label, false, "a goal");
            self.goal_row(label, Field::ProjectGoal, Some(Src::cell(sheet.block, value)));
            return;
        }
        if sheet.kind(value).is_amount() {
            self.note_currency(&text);
        }
        let value = Src::cell(sheet.block, value);
        self.keep_unmapped(value, Some(text));
        self.ledger.take_whole(label, Some(self.filing));
    }

    /// Writes a field of the filing itself.
    fn filing_field(&mut self, field: Field, value: Src, label: Src) {
        let text = self.text(value);
        let joined = join_lines(text);
        let done = match field {
            Field::Department => self.department_field(value),
            Field::DepartmentCode => self.department_code(&joined),
            Field::Serial => is_ordinal(text),
            Field::FiscalYear | Field::CurrencyUnit | Field::FilingDate => {
                self.accept_filing_value(field, &joined)
            }
            _ => {
                self.write_filing(field, text, value, Some(label));
                return;
            }
        };
        if done {
            self.ledger.take_whole(value, Some(self.filing));
        } else {
            self.keep_unmapped(value, Some(join_lines(self.text(label))));
        }
    }

    /// Reads a printed department. Returns whether it is the filer, or was written as the project's
    /// unit.
    fn department_field(&mut self, value: Src) -> bool {
        let name = department::split_code(&join_lines(self.text(value)));
        let own = self.current().and_then(|filing| filing.department.as_ref());
        if own.is_some_and(|own| {
            fold(&own.name) == fold(&name.name) || self.forms[self.form].filer == Some(value)
        }) {
            let own = self.current_mut().and_then(|filing| filing.department.as_mut());
            if let (Some(own), Some(code)) = (own, name.code) {
                own.code.get_or_insert(code);
            }
            return true;
        }
        // A second unit is the one that implements the project.
        match self.scope.project {
            Some(id) => self.write(id, Field::Implementing, value, None),
            None => false,
        }
    }

    /// Writes the result of a project's goal. A department's result is kept unmapped.
    pub(super) fn actual_result(&mut self, src: Src, text: &str, label: &str) {
        if is_filler(text) {
            self.placeholder(src);
            return;
        }
        let Some(id) = self.scope.project else {
            self.keep_unmapped(src, Some(join_lines(label)));
            return;
        };
        let text = text.trim();
        if let Some(project) = self.current_mut().and_then(|filing| filing.project_mut(id)) {
            append(project.actual_result.get_or_insert_default(), '\n', text);
        }
        self.take_into(id, "actual_result", src);
    }
}

/// Whether a label asks for an opinion or signature, or a text is signed.
fn is_review(label: &str, text: &str) -> bool {
    requests_review(label) || ["盖章", "签字", "签章"].iter().any(|word| text.contains(word))
}
