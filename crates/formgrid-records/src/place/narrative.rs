//! Lines: titles, headings, furniture, and the narrative before the tables of some forms.
//!
//! A heading (二、分项绩效目标) opens a part. The paragraphs below belong to it until the next
//! heading or table. A line that no rule explains becomes an `unmapped` record.

use formgrid_model::{Code, fold, join_lines};

use super::filing::DraftId;
use super::goals::NewGoal;
use super::scope::{Narrative, Prose};
use super::writer::Writer;
use crate::forms::titles::{Furniture, Title};
use crate::forms::{Line, Role, Src};
use crate::record::{Body, Statement};
use crate::template::{Field, Inline, Part, Section, TitleKind};
use crate::text::{append, is_filler, is_numeral, is_placeholder, split_label, split_number};
use crate::{values, words};

impl<'a> Writer<'a, '_> {
    /// Reads a line.
    pub(super) fn line(&mut self, line: &'a Line<'a>) {
        let (text, src) = (line.text, line.src);
        if line.table.is_some() && self.continue_prose(line) {
            return;
        }
        if let (Some(cell), Some(sheet)) = (src.cell, self.reading.sheet_at(src.block))
            && self.inline_source(sheet, cell)
        {
            return;
        }
        if line.table.is_none() && self.continue_item(text, src) {
            return;
        }
        if self.level_line(line) {
            return;
        }
        // 预算规模及资金用途 covers the amounts and, in a row of its own, their usage.
        if line.table.is_some()
            && matches!(line.role, Role::Plain)
            && self.scope.section == Some(Section::Budget)
            && let Some(id) = self.scope.project
        {
            self.write(id, Field::Usage, src, None);
            return;
        }
        match &line.role {
            Role::Title(title) => self.title(title, src),
            Role::TitleAbove => self.consume(Code::RecordTitle, src, "the first line of a title"),
            Role::Furniture(pieces) => self.furniture(pieces, src),
            Role::OtherTitle => {
                self.scope = super::scope::Scope { other_table: true, ..Default::default() };
                self.narrative = Narrative::default();
                self.keep_unmapped(src, None);
            }
            Role::Part(part) => self.open_part(*part, src),
            Role::Name if self.forms[self.form].filer == Some(src) => {
                self.ledger.take_whole(src, Some(self.filing));
            }
            Role::Labels(labels) if self.narrative.part.is_none() || !self.is_in_prose() => {
                self.labels(text, labels, src);
            }
            Role::Name => self.stray(text, src),
            Role::Labels(_) | Role::Plain => self.prose(text, src),
        }
    }

    /// Whether labelled lines belong to the current part of the narrative.
    fn is_in_prose(&self) -> bool {
        matches!(
            self.narrative.part,
            Some(
                Part::ItemizedGoals
                    | Part::OverallGoal
                    | Part::Instructions
                    | Part::Safeguard
                    | Part::Function
                    | Part::AnnualTask
            )
        )
    }

    /// Reads a title, whose filing is chosen already.
    fn title(&mut self, title: &Title, src: Src) {
        self.narrative.part = None;
        if title.heading {
            self.heading = Some((title.text.clone(), src));
            self.leave_project();
            self.scope.section = None;
            return;
        }
        let is_own = self
            .current()
            .is_some_and(|filing| filing.filing.title.as_deref() == Some(title.text.as_str()));
        if is_own && title.kind != TitleKind::Cover {
            let is_first =
                self.current().is_some_and(|filing| !filing.places.contains_key("title"));
            if is_first {
                let spot = self.spot(src);
                let atoms = self.atoms(src);
                if let Some(filing) = self.current_mut() {
                    filing.places.insert("title".into(), spot);
                    filing.atoms.extend_from_slice(atoms);
                }
            }
            self.ledger.take_whole(src, Some(self.filing));
            return;
        }
        self.consume(Code::RecordTitle, src, "a title over several forms, or printed again");
    }

    /// Reports a date that is not the filing's own. Returns false if it is no whole date.
    fn check_date(&mut self, printed: &str, src: Src) -> bool {
        let Some(date) = values::iso_date(printed) else { return false };
        let own = self.current().and_then(|filing| filing.filing.filing_date.as_ref());
        if own != Some(&date) {
            let message = format!("a second date of filing: `{}`", join_lines(printed));
            self.report(Code::RecordSecondText, src, message);
        }
        true
    }

    /// Leaves the project. What follows belongs to another or to the department.
    pub(super) fn leave_project(&mut self) {
        self.scope.project = None;
        self.scope.project_goals.clear();
    }

    /// Whether a cell is in a row that names a level of indicators.
    fn follows_level(&self, src: Src) -> bool {
        let (Some(cell), Some(sheet)) = (self.cell(src), self.reading.sheet_at(src.block)) else {
            return false;
        };
        let mut row = sheet.filled(cell.row);
        row.any(|index| sheet.cell(index).col < cell.col && sheet.kind(index).is_level())
    }

    /// Reads a line in a table that continues the text of the label above. Returns false if it does
    /// not.
    fn continue_prose(&mut self, line: &Line<'_>) -> bool {
        let Some(prose) = self.scope.prose else { return false };
        let is_text = matches!(line.role, Role::Plain | Role::Labels(_) | Role::Name);
        let is_prose = line.text.chars().count() > 4;
        let is_heading = numbered_heading(line.text).is_some()
            && line.text.chars().count() < 24
            && !line.text.trim_end().ends_with(['。', '；']);
        // A result or another goal under its own label continues nothing. 目标2 is an item.
        let names_other = match &line.role {
            Role::Labels(labels) => labels.first().is_some_and(|label| match label.field {
                Some(Field::Actual | Field::ActualResult) => true,
                Some(field) => {
                    field.goal_horizon().is_some()
                        && field != prose.field
                        && !label.label.contains(|c: char| c.is_ascii_digit())
                }
                None => false,
            }),
            _ => false,
        };
        let is_other =
            is_heading || names_other || self.names_block(line.src) || self.follows_level(line.src);
        if !is_text || !is_prose || is_other {
            return false;
        }
        if let Some(topic) = prose.field.topic() {
            self.statements(topic, line.src);
            return true;
        }
        match prose.draft {
            Some(id) => {
                if let Some(next) = self.next_item(id, line.text, line.src) {
                    self.scope.prose = Some(Prose { draft: Some(next), ..prose });
                    return true;
                }
                self.append_goal(id, line.text);
                self.ledger.take_whole(line.src, Some(self.filing));
            }
            None => {
                let horizon =
                    prose.field.goal_horizon().flatten().or_else(|| self.section_horizon());
                let horizon = horizon.or_else(|| self.annual_by_default());
                let goal = NewGoal { horizon, text: line.text, ..NewGoal::default() };
                let id = self.new_goal(goal, line.src);
                self.take_into(id, "text", line.src);
                self.head(id);
                self.scope.prose = Some(Prose { draft: Some(id), ..prose });
            }
        }
        true
    }

    pub(super) fn prose(&mut self, text: &'a str, src: Src) {
        if let Some((number, heading)) = numbered_heading(text)
            && self.open_numbered(number, heading)
        {
            let listed = self.reading.vocabulary.is_exact(&formgrid_model::fold_label(text));
            self.label(src, listed, "a heading");
            return;
        }
        match self.narrative.part {
            Some(Part::Instructions) => {
                self.consume(Code::RecordInstructions, src, "instructions on filling in the form");
            }
            Some(Part::Contents) if is_contents_line(text) => self.contents_line(text, src),
            Some(Part::OverallGoal) => self.overall_goal(text, src),
            Some(Part::ItemizedGoals) => self.itemized_goal(text, src),
            Some(Part::Safeguard) => self.statements("safeguard", src),
            Some(Part::Function) => self.statements("function", src),
            Some(Part::AnnualTask) => self.statements("annual_task", src),
            Some(Part::Note) if split_number(text).0.is_some() && !self.may_label(text) => {
                self.statements("note", src);
            }
            _ => self.stray(text, src),
        }
    }

    /// Takes units, dates, years and page numbers.
    pub(super) fn furniture(&mut self, pieces: &[Furniture], src: Src) {
        let is_blank = |date: &str| !date.contains(|c: char| c.is_ascii_digit());
        let mut is_filler = false;
        let mut is_taken = true;
        for piece in pieces {
            match piece {
                Furniture::Date(date) if is_blank(date) => is_filler = true,
                Furniture::Date(date) => is_taken &= self.check_date(date, src),
                // The unit in a row of labels is that of the amounts below.
                Furniture::Unit(Some(unit)) if src.cell.is_some() => self.enter_currency(unit),
                Furniture::Page => is_filler = true,
                Furniture::Unit(_) | Furniture::Year(_) => {}
            }
        }
        if !is_taken {
            self.keep_unmapped(src, None);
        } else if is_filler {
            self.consume(Code::RecordFiller, src, "a page number, or a year or date left blank");
        } else {
            self.ledger.take_whole(src, Some(self.filing));
        }
    }

    /// Whether a line may be the label of a block.
    fn may_label(&self, text: &str) -> bool {
        words::evidence_of(self.reading.vocabulary, text).may_label()
    }

    /// Reads a line outside any part.
    fn stray(&mut self, text: &str, src: Src) {
        if is_contents_line(text) {
            self.contents_line(text, src);
            return;
        }
        if self.narrative.part == Some(Part::Note) {
            self.narrative.part = None;
        }
        if is_placeholder(text) {
            self.placeholder(src);
            return;
        }
        // A block label in a row of its own opens the block.
        if self.block_in_row(src) {
            return;
        }
        self.keep_unmapped(src, None);
    }

    /// Reports a placeholder.
    pub(super) fn placeholder(&mut self, src: Src) {
        self.consume(Code::RecordFiller, src, "the place of a text, not filled in");
    }

    fn open_part(&mut self, part: Part, src: Src) {
        self.narrative = Narrative { part: Some(part), ..Narrative::default() };
        match part {
            Part::Contents => {
                self.consume(Code::RecordContents, src, "heading of a table of contents");
                return;
            }
            Part::Instructions => {
                self.consume(Code::RecordInstructions, src, "heading of instructions");
                return;
            }
            Part::Note => {}
            _ => self.leave_project(),
        }
        let text = formgrid_model::fold_label(self.text(src)).into_owned();
        let listed = self.reading.vocabulary.is_exact(&text);
        self.label(src, listed, "a heading");
    }

    /// Opens what a numbered heading names: a goal, prose, or the indicators in the next table.
    /// Returns false if it names none of them.
    fn open_numbered(&mut self, number: i64, heading: &str) -> bool {
        let meaning = self.reading.vocabulary.read(heading);
        let (goal, topic) = match meaning.label {
            Some(field) => (field.goal_horizon(), field.topic()),
            None => (None, None),
        };
        let indicators = meaning.section.filter(|section| section.is_of_indicators());
        let part = match (goal, topic, indicators) {
            (Some(_), ..) => Some(Part::OverallGoal),
            (_, Some("function"), _) => Some(Part::Function),
            (_, Some("annual_task"), _) => Some(Part::AnnualTask),
            (_, Some("safeguard"), _) => Some(Part::Safeguard),
            (.., Some(_)) => None,
            _ => return false,
        };
        // After the first heading, a number may be an item of the current part.
        let is_item = number > 1 && self.narrative.part == Some(Part::ItemizedGoals);
        if is_item {
            return false;
        }
        let horizon = goal.flatten();
        self.narrative = Narrative { part, horizon, ..Narrative::default() };
        self.scope.section = indicators.or(self.scope.section);
        true
    }

    fn overall_goal(&mut self, text: &str, src: Src) {
        if let Some(id) = self.narrative.goal {
            self.append_goal(id, text);
            self.ledger.take_whole(src, Some(self.filing));
            return;
        }
        let horizon = self.narrative.horizon;
        let goal = NewGoal { text, horizon, level: Some("overall"), ..NewGoal::default() };
        let id = self.new_goal(goal, src);
        self.take_into(id, "text", src);
        self.narrative.goal = Some(id);
    }

    /// Reads a line of itemized goals: a numbered title, a labelled text, or the continuation of
    /// either.
    fn itemized_goal(&mut self, text: &str, src: Src) {
        let (number, rest) = split_number(text);
        if let Some((inline, value)) = self.narrative_label(rest) {
            self.narrative.inline = Some(inline);
            let id = match self.narrative.goal {
                Some(id) => id,
                None => {
                    let goal = NewGoal { level: Some("itemized"), number, ..NewGoal::default() };
                    let id = self.new_goal(goal, src);
                    self.narrative.goal = Some(id);
                    id
                }
            };
            self.add_inline(id, inline, value, src);
            return;
        }
        // `1.` below `绩效指标：` numbers a sentence and begins no goal.
        let begins = number.is_some()
            && (self.narrative.inline.is_none()
                || !text.trim().starts_with(|c: char| c.is_ascii_digit()));
        if begins || self.narrative.goal.is_none() {
            let is_title = rest.chars().count() <= 40 && !rest.contains(['。', '；', ';']);
            let (title, body) = if is_title { (Some(rest), "") } else { (None, rest) };
            let level = Some("itemized");
            let goal = NewGoal { level, number, title, text: body, ..NewGoal::default() };
            let id = self.new_goal(goal, src);
            self.take_into(id, if is_title { "title" } else { "text" }, src);
            self.narrative.goal = Some(id);
            self.narrative.inline = None;
            return;
        }
        if let Some(id) = self.narrative.goal {
            let inline = self.narrative.inline.unwrap_or(Inline::GoalText);
            self.add_inline(id, inline, text, src);
        }
    }

    fn add_inline(&mut self, id: DraftId, inline: Inline, value: &str, src: Src) {
        match inline {
            Inline::GoalText => {
                self.append_goal(id, value);
                self.take_into(id, "text", src);
            }
            Inline::IndicatorText => {
                if let Some(goal) = self.current_mut().and_then(|filing| filing.goal_mut(id)) {
                    append(goal.indicator_text.get_or_insert_default(), '\n', value);
                }
                self.take_into(id, "indicator_text", src);
            }
        }
    }

    /// Splits a label of the narrative from its value: `绩效目标：…`.
    fn narrative_label<'t>(&self, text: &'t str) -> Option<(Inline, &'t str)> {
        let (label, value) = split_label(text)?;
        let label = fold(label);
        let inline = self.reading.vocabulary.inline(&label)?;
        Some((inline, value.trim()))
    }

    /// Adds the paragraphs of a text as statements.
    pub(super) fn statements(&mut self, topic: &str, src: Src) {
        let text = self.text(src);
        let mut any = false;
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !is_filler(line))
        {
            self.statement(topic, line, src);
            any = true;
        }
        if any {
            self.ledger.take_whole(src, Some(self.filing));
        } else {
            self.placeholder(src);
        }
    }

    /// Adds a statement with the number before it.
    pub(super) fn statement(&mut self, topic: &str, text: &str, src: Src) -> DraftId {
        let (number, text) = split_number(text);
        let text = text.trim().to_owned();
        let statement = Statement { topic: topic.to_owned(), number, text };
        let id = self.push(Body::Statement(statement), src);
        self.record_provenance(id, "text", src);
        id
    }
}

/// The number and text of a heading with a Chinese numeral: `三、绩效指标`, `（二）年度目标`.
fn numbered_heading(text: &str) -> Option<(i64, &str)> {
    /// Longest heading, in bytes; longer texts are items.
    const MAX_HEADING: usize = 72;
    let begins = |c: char| matches!(c, '(' | '（') || is_numeral(c);
    let is_heading = text.len() <= MAX_HEADING && text.trim_start().starts_with(begins);
    let (number, rest) = split_number(text);
    Some((number.filter(|_| is_heading)?, rest))
}

/// Whether a text is a line of a table of contents: text, a leader of dots or a tab, and a page
/// number.
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
    fn lines_of_contents_are_recognized() {
        assert!(is_contents_line("1.河道巡查经费绩效目标表…………12"));
        assert!(is_contents_line("三、工作保障措施\t4"));
        assert!(!is_contents_line("全年完成巡查12"));
    }
}
