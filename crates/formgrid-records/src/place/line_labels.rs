//! Labels with their values in one text: `填报单位：甲县乙局    金额单位：万元`.

use formgrid_model::{Code, fold, join_lines};

use super::writer::Writer;
use crate::department;
use crate::forms::Src;
use crate::forms::titles::{InlineLabel, is_only_furniture};
use crate::template::{Field, Part};
use crate::text::{is_filler, split_label};

impl<'a> Writer<'a, '_> {
    /// Reads labels with values in one text.
    pub(super) fn labels(&mut self, text: &'a str, labels: &[InlineLabel<'_>], src: Src) {
        let Some(&InlineLabel { label, field: Some(field), .. }) = labels.first() else {
            self.prose(text, src);
            return;
        };
        let value = split_label(text).map_or(text, |(_, value)| value.trim());
        if let Some(topic) = field.topic() {
            let exact = self.reading.vocabulary.is_exact(&formgrid_model::fold_label(label));
            for line in value.lines().map(str::trim).filter(|line| !line.is_empty()) {
                self.statement(topic, line, src);
            }
            if exact {
                self.ledger.take_whole(src, Some(self.filing));
            } else {
                self.consume(
                    Code::RecordWordGuessed,
                    src,
                    "a labelled text was read as a statement",
                );
            }
            // The items of a note follow below its label.
            if field == Field::Note {
                self.narrative.part = Some(Part::Note);
            }
            return;
        }
        if field.goal_horizon().is_some() {
            let id = self.labelled_goal(label, field, value, src);
            self.take_into(id, "text", src);
            return;
        }
        if let ([only], Field::Actual | Field::ActualResult) = (labels, field) {
            self.actual_result(src, value, only.label);
            return;
        }
        for label in labels {
            self.inline_label(label, src);
        }
    }

    /// Reads one label with its value in a line.
    fn inline_label(&mut self, label: &InlineLabel<'_>, src: Src) {
        let filing = Some(self.filing);
        let exact = self.reading.vocabulary.is_exact(&formgrid_model::fold_label(label.label));
        if exact {
            self.ledger.take_part(src, label.label, filing);
        }
        let Some(field) = label.field else { return };
        self.record_currency(label.label);
        let is_filer = self.forms[self.form].filer == Some(src);
        let done = match field {
            // 部门编码及名称 labels both.
            Field::Department | Field::DepartmentCode => {
                let name = department::split_code(label.value).name;
                let own = self.current().and_then(|f| f.department.as_ref());
                own.is_some_and(|own| fold(&own.name) == fold(&name))
                    || is_filer && self.names_filer(label.value)
            }
            Field::FiscalYear | Field::CurrencyUnit | Field::FilingDate => {
                self.accept_filing_value(field, label.value)
            }
            Field::TotalScore if self.scope.project.is_none() => {
                // The unit is part of the label, not of the number.
                let points = label.value.trim_end_matches('分').trim_end();
                self.write_filing(field, points, src, None)
            }
            Field::Contact | Field::Phone | Field::Grade | Field::Conclusion => {
                !is_filler(label.value) && self.write_filing(field, label.value, src, None)
            }
            _ if field.is_of_project() => {
                self.write_inline_project(field, label, src)
                    || self.push_inline_funding(field, label, src)
                    || is_filer && field.is_office() && self.names_filer(label.value)
            }
            _ => false,
        };
        if done {
            let value = self.stated_part(field, label.value);
            self.ledger.take_part(src, value, filing);
            if !exact {
                let text = join_lines(label.label);
                let message = format!("`{text}` is not listed and was read as {field}");
                self.report(Code::RecordWordGuessed, src, message);
                self.ledger.take_part(src, label.label, filing);
            }
        }
    }

    /// The part of a value that its field holds. The name of the filer may be followed by units and
    /// dates, which are neutral, or by any other text, which is not in the field.
    fn stated_part<'t>(&self, field: Field, value: &'t str) -> &'t str {
        let own = self.current().and_then(|filing| filing.department.as_ref());
        let Some(own) = own.filter(|own| {
            field.is_office() && fold(&own.name) != fold(&department::split_code(value).name)
        }) else {
            return value;
        };
        let end = value.find(&own.name).map(|at| at + own.name.len());
        match end.map(|end| value.split_at(end)) {
            Some((name, behind)) if !is_only_furniture(behind) => name,
            _ => value,
        }
    }

    /// Whether a text holds the name of the filer.
    fn names_filer(&self, text: &str) -> bool {
        let own = self.current().and_then(|filing| filing.department.as_ref());
        own.is_some_and(|own| text.contains(&own.name))
    }
}
