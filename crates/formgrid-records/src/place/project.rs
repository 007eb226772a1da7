//! The project of a form: where it begins, and its labelled values.

use formgrid_model::join_lines;

use super::filing::{DraftId, FilingDraft};
use super::rows::Pair;
use super::writer::Writer;
use crate::cells::Sheet;
use crate::department;
use crate::forms::Src;
use crate::forms::titles::InlineLabel;
use crate::money;
use crate::record::{Body, Funding, Project};
use crate::template::{Field, TitleKind};
use crate::text::{funding_side, is_filler};
use crate::values::takes::takes_money;

impl<'a> Writer<'a, '_> {
    /// Writes a field of the current project, which the label may begin.
    pub(super) fn project_field(
        &mut self,
        sheet: &Sheet<'a>,
        field: Field,
        pair: Pair,
        label: Src,
        value: Src,
    ) {
        let text = sheet.text(pair.label);
        let cell = pair.value.unwrap_or(pair.label);
        self.record_currency(text);
        let Some(id) = self.project_for(field, label, !pair.guessed || field == Field::ProjectName)
        else {
            if !self.source_row(sheet, pair.label, cell) {
                self.keep_unmapped(value, Some(join_lines(text)));
                self.ledger.take_whole(label, Some(self.filing));
            }
            return;
        };
        if matches!(field, Field::AnnualTotal | Field::AnnualBudget) {
            self.scope.annual_from = self.column_after_other_total(sheet, pair.label);
        }
        let is_other_term = field.is_source()
            && self.scope.annual_from.is_some_and(|from| sheet.cell(pair.label).col < from);
        if field.is_source()
            && (is_other_term || self.has_other_amount(id, field, value))
            && self.source_row(sheet, pair.label, cell)
        {
            return;
        }
        self.label(label, !pair.guessed, field);
        self.read_by(id, pair.guessed);
        self.write(id, field, value, Some(label));
    }

    /// Whether a field of a project holds another amount already.
    fn has_other_amount(&self, id: DraftId, field: Field, value: Src) -> bool {
        let Some(project) = self.current().and_then(|filing| filing.project(id)) else {
            return false;
        };
        let mut copy = project.clone();
        let amount = money::parse(self.text(value), None);
        amount.is_some_and(|amount| {
            matches!(
                super::slots::put_money(&mut copy, field, amount),
                Err(super::slots::Refusal::Second)
            )
        })
    }

    /// The project of a label. The first label of a project form begins it.
    pub(super) fn project_for(
        &mut self,
        field: Field,
        src: Src,
        has_value: bool,
    ) -> Option<DraftId> {
        if let Some(id) = self.scope.project {
            let project = self.current().and_then(|filing| filing.project(id));
            let begins = project.is_some_and(|project| match field {
                Field::ProjectName => {
                    project.name.is_some() && has_value && project.budget_is_known()
                }
                _ => false,
            });
            if !begins {
                return Some(id);
            }
        }
        let form = &self.forms[self.form];
        let is_department = form.kind == Some(TitleKind::Department)
            || self.template.is_some_and(|t| t.form.as_deref() == Some("department"));
        let is_named = matches!(field, Field::ProjectName | Field::ProjectCode);
        let opens = matches!(
            field,
            Field::Supervising
                | Field::Implementing
                | Field::ProjectType
                | Field::ProjectCategory
                | Field::AnnualTotal
                | Field::ProjectTotal
        );
        let may = is_named
            || opens && !is_department
            || self.heading.is_some()
            || form.has_project && !is_department;
        if !may || !has_value {
            return None;
        }
        Some(self.begin_project(src))
    }

    /// Begins the project that a heading names, if no label has begun it.
    pub(super) fn begin_headed_project(&mut self) {
        let Some((heading, src)) = &self.heading else { return };
        let src = *src;
        if self.scope.project.is_none() && department::heading_name(heading).is_some() {
            self.begin_project(src);
        }
    }

    /// Enters the project of a list that names none: the only one of its filing, whose cover or first
    /// table states it. A form of a department is about all of its projects.
    pub(super) fn enter_only_project(&mut self) {
        let is_department = self.forms[self.form].kind == Some(TitleKind::Department);
        if is_department || self.heading.is_some() || self.scope.project.is_some() {
            return;
        }
        self.scope.project = self.current().and_then(FilingDraft::only_project);
    }

    /// Begins the project of a form.
    pub(super) fn begin_project(&mut self, src: Src) -> DraftId {
        let currency = self.scope.currency;
        let section = self.scope.section;
        let unit_rows = self.scope.unit_rows;
        self.scope = super::scope::Scope { currency, section, unit_rows, ..Default::default() };
        let heading = self.heading.take();
        let project = Project {
            heading: heading.as_ref().map(|(text, _)| text.clone()),
            ..Project::default()
        };
        let id = self.push(Body::Project(Box::new(project)), src);
        if let Some((_, src)) = heading {
            self.take_into(id, "heading", src);
        }
        self.scope.project = Some(id);
        if let Some(filing) = self.current_mut() {
            filing.form.get_or_insert("project");
            // The project links to itself, which distinguishes a project form from a list of
            // projects.
            filing.drafts[id].project = Some(id);
        }
        id
    }

    /// Writes a field of a project from a line of labels. Returns false if no field takes the
    /// value.
    pub(super) fn write_inline_project(
        &mut self,
        field: Field,
        label: &InlineLabel<'_>,
        src: Src,
    ) -> bool {
        if is_filler(label.value) {
            return false;
        }
        let is_listed = self.reading.vocabulary.read(label.label).label == Some(field);
        let begins = is_listed || field == Field::ProjectName;
        let Some(id) = self.project_for(field, src, begins) else { return false };
        let currency = self.currency().map(str::to_owned);
        let Some(draft) = self.draft_mut(id) else {
            return false;
        };
        match super::slots::put(&mut draft.body, field, label.value, currency.as_deref()) {
            Ok(keys) => {
                for key in keys {
                    self.record_provenance(id, key, src);
                }
                true
            }
            Err(_) => false,
        }
    }

    /// Adds a line of funding for an amount in a line of labels of a department's form.
    pub(super) fn push_inline_funding(
        &mut self,
        field: Field,
        label: &InlineLabel<'_>,
        src: Src,
    ) -> bool {
        let currency = self.currency().map(str::to_owned);
        let amount = money::parse(label.value, currency.as_deref());
        let is_amount = amount.as_ref().is_some_and(|amount| amount.amount.is_some());
        if self.scope.project.is_some() || !takes_money(field) || !is_amount {
            return false;
        }
        let category = join_lines(label.label);
        self.scope.side = funding_side(&category).or(self.scope.side);
        let side = self.scope.side.map(str::to_owned);
        let funding = Funding { side, category, amount, ..Funding::default() };
        let id = self.push(Body::Funding(Box::new(funding)), src);
        self.record_provenance(id, "category", src);
        self.record_provenance(id, "amount", src);
        true
    }
}
