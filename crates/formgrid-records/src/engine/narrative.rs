//! Paragraphs: titles, and the narrative that some forms put before their tables.
//!
//! A heading (二、分项绩效目标) opens a part; the paragraphs below belong to it until the next heading or
//! table. A paragraph that nothing explains is held back for one block, because it may be the first
//! line of a title, and else becomes an `unmapped` line.

use formgrid_model::{Atoms, Code, Paragraph, Place, fold};

use super::cells::Cells;
use super::filing::{DraftId, Placed};
use super::goals::NewGoal;
use super::projects::department_ahead;
use super::reader::Reader;
use super::state::{Held, Narrative, Taken};
use super::tokens::{is_filler, split_number};
use crate::department;
use crate::record::{Body, Statement, Unmapped};
use crate::template::{Field, Inline, Part, TableKind};

impl<'a> Reader<'a, '_> {
    /// Reads a paragraph.
    pub(super) fn paragraph(&mut self, paragraph: &'a Paragraph, block: usize) {
        let placed = self.placed_paragraph(&paragraph.place, block);
        let taken = Taken::paragraph(paragraph);
        self.prose(&paragraph.text, placed, taken);
    }

    /// Reads the only cell of a row as if it were a paragraph: in a sheet all paragraphs are cells.
    /// False where the cell is none.
    pub(super) fn lone_cell(&mut self, cells: &mut Cells<'a>, index: usize) -> bool {
        let text: &'a str = &cells.cell(index).text;
        let is_item = split_number(text).0.is_some();
        let known = self.title(text, None).is_some()
            || self.part_of(text).is_some()
            || self.narrative.part.is_some_and(|part| part != Part::Note || is_item)
            || self.may_begin_title(text);
        if !known {
            return false;
        }
        let placed = self.placed(cells, index);
        let taken = Taken::one(cells, index);
        self.prose(text, placed, taken);
        true
    }

    /// Gives up a paragraph that was held back.
    pub(super) fn flush(&mut self) {
        if let Some(held) = self.narrative.held.take() {
            if is_filler(held.text) {
                let n = held.text.chars().count();
                let message = format!("{n} dots or dashes that hold the place of a text");
                self.furniture(Code::RecordFiller, held.taken.atoms, &held.placed, message);
                return;
            }
            let body = Body::Unmapped(Unmapped { label: None, text: held.text.to_owned() });
            if held.taken.n > 0 {
                self.count_unmapped();
            }
            // A paragraph before a title is no reason to open a filing for it.
            self.push(body, held.placed, held.taken);
        }
    }

    /// Takes a paragraph that is nothing but the name of a department, with a number or without one, for
    /// the heading of the form that begins in a row, if the form names none itself.
    pub(super) fn name_from_heading(&mut self, cells: &Cells<'a>, row: usize, own: &[usize]) {
        let Some(held) = &self.narrative.held else { return };
        let (_, name) = split_number(held.text);
        let begins_form = own.iter().any(|&index| {
            let meaning = cells.meaning(index);
            meaning.label.is_some() || meaning.section.is_some() || meaning.column.is_some()
        });
        let is_free = self.current().is_none_or(|f| f.has_tables || f.department_is_weak);
        if !begins_form
            || !is_free
            || self.front.department.is_some()
            || !self.may_begin_title(name)
        {
            return;
        }
        if department_ahead(cells, row) != (None, None) {
            return;
        }
        self.set_department(department::split_code(name));
        if let Some(held) = self.narrative.held.take() {
            self.front.add(held.taken, &held.placed);
        }
    }

    /// Takes a paragraph that prints, with a number, the name of the project that begins in a row for its
    /// heading.
    pub(super) fn heading_of_project(&mut self, cells: &Cells<'a>, own: &[usize]) {
        let Some(held) = &self.narrative.held else { return };
        let (number, name) = split_number(held.text);
        let is_name = |&label: &usize| {
            let value = cells.beside(label).map(|value| &cells.cell(value).text);
            cells.meaning(label).label == Some(Field::ProjectName)
                && value.is_some_and(|value| fold(value) == fold(name))
        };
        if number.is_none() || !own.iter().any(is_name) {
            return;
        }
        if let Some(held) = self.narrative.held.take() {
            self.front.heading = Some(held.text.to_owned());
            self.give_filing(held.taken, &held.placed);
        }
    }

    fn prose(&mut self, text: &'a str, placed: Placed, taken: Taken) {
        let above = self.narrative.held.as_ref().map(|held| held.text);
        if let Some(title) = self.title(text, above) {
            let held = self.narrative.held.take();
            match held {
                Some(held) if title.with_above => self.front.add(held.taken, &held.placed),
                Some(held) => {
                    self.narrative.held = Some(held);
                    self.flush();
                }
                None => {}
            }
            self.open_title(title, taken, &placed);
            return;
        }
        if self.names_other_table(text) {
            self.flush();
            self.leave_form();
            self.narrative = Narrative::default();
            self.scope.other_table = true;
            self.narrative.held = Some(Held { text, placed, taken });
            return;
        }
        // A unit or a date may stand between a name and its form.
        if self.is_furniture(text) && self.read_furniture(text) {
            self.give_filing(taken, &placed);
            return;
        }
        self.flush();
        if let Some(part) = self.part_of(text) {
            self.open_part(part, &placed, taken);
            return;
        }
        if let Some((number, heading)) = numbered_heading(text)
            && self.open_numbered(number, heading)
        {
            self.give_filing(taken, &placed);
            return;
        }
        // A bare name goes on with no prose: it is the first line of the next title.
        if split_number(text).0.is_none() && self.may_begin_title(text) {
            self.stray(text, placed, taken);
            return;
        }
        match self.narrative.part {
            Some(Part::Instructions) => {
                let message = "instructions on filling in the form".to_owned();
                self.furniture(Code::RecordInstructions, taken.atoms, &placed, message);
            }
            Some(Part::Contents) if is_contents_line(text) => {
                self.contents_line(text, &placed, taken.atoms);
            }
            Some(Part::OverallGoal) => self.overall_goal(text, placed, taken),
            Some(Part::ItemizedGoals) => self.itemized_goal(text, placed, taken),
            Some(Part::Safeguard) => {
                self.statement("safeguard", text, placed, taken);
            }
            Some(Part::Function) => {
                self.statement("function", text, placed, taken);
            }
            Some(Part::AnnualTask) => {
                self.statement("annual_task", text, placed, taken);
            }
            Some(Part::Note) if split_number(text).0.is_some() => {
                self.statement("note", text, placed, taken);
            }
            _ => self.stray(text, placed, taken),
        }
    }

    /// A paragraph outside of any part: a label with its value, or held back.
    fn stray(&mut self, text: &'a str, placed: Placed, mut taken: Taken) {
        if is_contents_line(text) {
            self.contents_line(text, &placed, taken.atoms);
            return;
        }
        if self.inline_text(text, &placed, || std::mem::take(&mut taken)) {
            // The items of a note that begins on the line of its label stand below it.
            let label = text.split_once([':', '：']).map_or(text, |(label, _)| label);
            if self.vocabulary.read(label).label == Some(Field::Note) {
                self.narrative.part = Some(Part::Note);
            }
            return;
        }
        if self.narrative.part == Some(Part::Note) {
            self.narrative.part = None;
        }
        self.narrative.held = Some(Held { text, placed, taken });
    }

    fn open_part(&mut self, part: Part, placed: &Placed, taken: Taken) {
        self.narrative = Narrative { part: Some(part), ..Narrative::default() };
        if part == Part::Instructions || part == Part::Contents {
            let (code, what) = match part {
                Part::Contents => (Code::RecordContents, "heading of a table of contents"),
                _ => (Code::RecordInstructions, "heading of instructions"),
            };
            self.furniture(code, taken.atoms, placed, what.to_owned());
            return;
        }
        if part == Part::Note {
            self.give_filing(taken, placed);
            return;
        }
        let has_tables = self.current().is_some_and(|filing| filing.has_tables);
        if part == Part::Opening && has_tables && !self.front.opens {
            self.front.opens = true;
            self.leave_form();
        }
        self.leave_project();
        self.give_filing(taken, placed);
    }

    /// Opens what a numbered heading names: a goal, prose, or the indicators in the table to come. False
    /// where it names none of them.
    fn open_numbered(&mut self, number: i64, heading: &str) -> bool {
        let meaning = self.vocabulary.read(heading);
        let (goal, topic) = match meaning.label {
            Some(field) => (field.goal_horizon(), field.topic()),
            None => (None, None),
        };
        let indicators = meaning.section.filter(|section| section.table() == TableKind::Indicators);
        let part = match (goal, topic, indicators) {
            (Some(_), ..) => Some(Part::OverallGoal),
            (_, Some("function"), _) => Some(Part::Function),
            (_, Some("annual_task"), _) => Some(Part::AnnualTask),
            (_, Some("safeguard"), _) => Some(Part::Safeguard),
            (.., Some(_)) => None,
            _ => return false,
        };
        // Below the first heading of a list the present part goes on: it may number its own items.
        let is_item = number > 1 && self.narrative.part == Some(Part::ItemizedGoals);
        if is_item {
            return false;
        }
        let horizon = goal.flatten();
        self.narrative = Narrative { part, horizon, ..Narrative::default() };
        self.scope.section = indicators.or(self.scope.section);
        true
    }

    fn overall_goal(&mut self, text: &str, placed: Placed, taken: Taken) {
        if let Some(id) = self.narrative.goal {
            self.append_goal(id, text);
            self.give(id, taken);
            return;
        }
        let horizon = self.narrative.horizon;
        let goal = NewGoal { text, horizon, level: Some("overall"), ..NewGoal::default() };
        self.narrative.goal = Some(self.new_goal(goal, placed, taken));
    }

    /// A line of the goals by item: a numbered title, a labelled text, or the going on of either.
    fn itemized_goal(&mut self, text: &str, placed: Placed, taken: Taken) {
        let (number, rest) = split_number(text);
        if let Some((inline, value)) = self.narrative_label(rest) {
            self.narrative.inline = Some(inline);
            match self.narrative.goal {
                Some(id) => self.add_inline(id, inline, value, taken),
                None => {
                    let goal = NewGoal { level: Some("itemized"), number, ..NewGoal::default() };
                    let id = self.new_goal(goal, placed, Taken::default());
                    self.narrative.goal = Some(id);
                    self.add_inline(id, inline, value, taken);
                }
            }
            return;
        }
        // `1.` below `绩效指标：` numbers its sentences and begins no goal.
        let begins = number.is_some()
            && (self.narrative.inline.is_none()
                || !text.trim().starts_with(|c: char| c.is_ascii_digit()));
        if begins || self.narrative.goal.is_none() {
            let is_title = rest.chars().count() <= 40 && !rest.contains(['。', '；', ';']);
            let (title, body) = if is_title { (Some(rest), "") } else { (None, rest) };
            let goal = NewGoal {
                level: Some("itemized"),
                number,
                title,
                text: body,
                ..NewGoal::default()
            };
            self.narrative.goal = Some(self.new_goal(goal, placed, taken));
            self.narrative.inline = None;
            return;
        }
        if let Some(id) = self.narrative.goal {
            let inline = self.narrative.inline.unwrap_or(Inline::GoalText);
            self.add_inline(id, inline, text, taken);
        }
    }

    fn add_inline(&mut self, id: DraftId, inline: Inline, value: &str, taken: Taken) {
        match inline {
            Inline::GoalText => self.append_goal(id, value),
            Inline::IndicatorText => {
                if let Some(goal) = self.current_mut().and_then(|filing| filing.goal_mut(id)) {
                    let text = goal.indicator_text.get_or_insert_default();
                    if !text.is_empty() {
                        text.push('\n');
                    }
                    text.push_str(value);
                }
            }
        }
        self.give(id, taken);
    }

    /// Goes on with the text of a goal.
    pub(super) fn append_goal(&mut self, id: DraftId, text: &str) {
        if let Some(goal) = self.current_mut().and_then(|filing| filing.goal_mut(id)) {
            if !goal.text.is_empty() {
                goal.text.push('\n');
            }
            goal.text.push_str(text.trim());
        }
    }

    /// `绩效目标：…` with its label told.
    fn narrative_label<'t>(&self, text: &'t str) -> Option<(Inline, &'t str)> {
        let (label, value) = text.split_once([':', '：'])?;
        let label = fold(label);
        let inline = self.vocabulary.inline(&label)?;
        Some((inline, value.trim()))
    }

    /// Adds a statement with the number before it.
    pub(super) fn statement(
        &mut self,
        topic: &str,
        text: &str,
        placed: Placed,
        taken: Taken,
    ) -> DraftId {
        let (number, text) = split_number(text);
        let statement = Statement { topic: topic.to_owned(), number, text: text.trim().to_owned() };
        self.push(Body::Statement(statement), placed, taken)
    }

    /// Ends atoms in a diagnostic: they are no data.
    pub(super) fn furniture(&mut self, code: Code, atoms: Atoms, placed: &Placed, message: String) {
        let place =
            Place { line: placed.origin.line, page: placed.origin.page, ..Place::default() };
        self.diagnostics.consume(code, place, atoms, message);
    }
}

/// A heading with its number in Chinese numerals, and the number: `三、绩效指标`, `（二）年度目标`.
fn numbered_heading(text: &str) -> Option<(i64, &str)> {
    /// Longest heading, in bytes; a longer text is an item.
    const MAX_HEADING: usize = 72;
    let begins = |c: char| "(（一二三四五六七八九十".contains(c);
    let is_heading = text.len() <= MAX_HEADING && text.trim_start().starts_with(begins);
    let (number, rest) = split_number(text);
    Some((number.filter(|_| is_heading)?, rest))
}

/// A line of a table of contents: text, a leader of dots or a tab, and a page number.
fn is_contents_line(text: &str) -> bool {
    let trimmed = text.trim_end_matches(|c: char| c.is_ascii_digit());
    if trimmed.len() == text.len() || trimmed.is_empty() {
        return false;
    }
    let leader = trimmed.trim_end_matches(['.', '…', '·', ' ', '\u{3000}', '-', '—']);
    let n = trimmed[leader.len()..].chars().count();
    trimmed.ends_with('\t') || (n >= 3 && trimmed[leader.len()..].contains(['.', '…', '·']))
}

#[cfg(test)]
mod tests {
    use super::is_contents_line;

    #[test]
    fn lines_of_contents_are_seen() {
        assert!(is_contents_line("1.河道巡查经费绩效目标表…………12"));
        assert!(is_contents_line("三、工作保障措施\t4"));
        assert!(!is_contents_line("全年完成巡查12"));
    }
}
