//! Labels and their values in one text: `项目名称：…`, `填报单位：…    金额单位：万元`.
//!
//! Some prints put the head of a form into paragraphs, or into one wide cell. What such a line says of a
//! project waits until the lines end, because the department that decides on the filing may be the last
//! of them.

use formgrid_model::join_lines;

use super::cells::Cells;
use super::filing::Placed;
use super::projects::{department_ahead, set_field};
use super::reader::Reader;
use super::state::{Labelled, Pending, Taken};
use crate::department::{self, Department};
use crate::record::{Body, Unmapped};
use crate::template::Field;

impl<'a> Reader<'a, '_> {
    /// Reads a text that is labels with their values and nothing else; false where it is not.
    pub(super) fn inline_text(
        &mut self,
        text: &'a str,
        placed: &Placed,
        take: impl FnOnce() -> Taken,
    ) -> bool {
        let found = self.inline_labels(text);
        let Some(&Labelled { label, field: Some(field), .. }) = found.first() else {
            return false;
        };
        let is_inside = self.current.is_some() || self.front.is_pending();
        if let Some(topic) = field.topic() {
            if is_inside {
                self.statement(topic, after_label(text), placed.clone(), take());
            }
            return is_inside;
        }
        if field.goal_horizon().is_some() {
            if is_inside {
                self.labelled_goal(label, field, after_label(text), (placed.clone(), take()));
            }
            return is_inside;
        }
        let known = |field: Field| field.is_of_project() || is_form_field(field);
        if !found.iter().all(|said| said.field.is_none_or(known)) {
            return false;
        }
        self.give_filing(take(), placed);
        for said in found {
            match said.field.filter(|&field| is_form_field(field)) {
                Some(field) => {
                    self.inline_field(field, said.value, placed);
                }
                None => self.pending.push(Pending { said, placed: placed.clone() }),
            }
        }
        true
    }

    /// Begins the project that lines of labels told of, or adds to the present one. A table that follows
    /// may name the department.
    pub(super) fn settle_pending(&mut self, table: Option<&Cells<'a>>) {
        let pending = std::mem::take(&mut self.pending);
        let Some(first) = pending.first() else { return };
        let mut fields = pending.iter().filter_map(|pending| pending.said.field);
        let begins = fields.any(|field| self.begins_project(field, true));
        if begins {
            let department = self.pending_department(&pending, table);
            self.begin_project(department, first.placed.clone());
        }
        for Pending { said, placed } in &pending {
            self.note_currency(said.label);
            let currency = self.currency().map(str::to_owned);
            let id = self.scope.project;
            let project = id.and_then(|id| self.current_mut()?.project_mut(id));
            let is_set = project
                .zip(said.field)
                .is_some_and(|(p, field)| set_field(p, field, said.value, currency.as_deref()));
            if !is_set {
                let label = Some(said.label.to_owned()).filter(|label| !label.is_empty());
                let body = Body::Unmapped(Unmapped { label, text: said.value.to_owned() });
                self.push(body, placed.clone(), Taken::default());
            }
        }
    }

    /// The department of a project told in lines: the supervising one, else what the table says, else the
    /// unit that carries it out.
    fn pending_department(
        &self,
        pending: &[Pending<'a>],
        table: Option<&Cells<'a>>,
    ) -> Option<Department> {
        let said = |field: Field| {
            let found = pending.iter().find(|pending| pending.said.field == Some(field))?;
            Some(department::split_code(found.said.value))
        };
        let (named, unit) = table.map(|cells| department_ahead(cells, 0)).unwrap_or_default();
        let printed = |index: usize| {
            let text = &table?.cell(index).text;
            Some(department::split_code(&join_lines(text)))
        };
        let unit = || said(Field::Implementing).or_else(|| printed(unit?));
        said(Field::Supervising)
            .or_else(|| printed(named?))
            .or_else(|| if self.front.department.is_none() { unit() } else { None })
    }
}

/// What stands behind the first colon of a text.
fn after_label(text: &str) -> &str {
    text.split_once([':', '：']).map_or(text, |(_, value)| value.trim())
}

/// Whether a line may give a field of a filing; a number alone in its line says nothing of one.
fn is_form_field(field: Field) -> bool {
    field.is_of_filing() && field != Field::Serial
}
