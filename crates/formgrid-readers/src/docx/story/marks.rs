//! Elements that stand for a character, field marks and non-text content; appending text to the open
//! paragraph.

use formgrid_model::{Code, is_blank, symbol};
use formgrid_package::Tag;

use super::{Element, Field, Parser};
use crate::script::{Level, at_level, in_font};

impl Parser<'_, '_, '_> {
    /// Handles elements of a run that stand for a character, field marks and non-text content.
    pub(super) fn enter_mark(&mut self, name: &str, tag: &Tag<'_>) {
        match name {
            "tab" | "ptab" => self.push_text("\t"),
            "br" | "cr" => self.push_text("\n"),
            "noBreakHyphen" => self.push_text("-"),
            "sym" => self.symbol(tag),
            "fldChar" => match tag.attr("fldCharType").as_deref() {
                Some("begin") => {
                    self.fields.push(Field { in_instruction: true, ..Field::default() });
                    self.n_instructions += 1;
                }
                Some("separate") => self.end_instruction(),
                Some("end") => self.close_field(),
                _ => {}
            },
            // Text of VML WordArt.
            "textpath" => {
                let words = tag.attr("string").unwrap_or_default();
                self.push_text(&words);
            }
            "docPr" => {
                self.words = tag
                    .attr("descr")
                    .or_else(|| tag.attr("title"))
                    .unwrap_or_default()
                    .into_owned();
            }
            "pic" => self.pass_over("a picture was passed over"),
            "imagedata" if !self.open.iter().any(|open| matches!(open, Element::Object)) => {
                self.pass_over("a picture was passed over");
            }
            "chart" => self.pass_over("a chart was passed over"),
            "relIds" => self.pass_over("a diagram was passed over"),
            "control" => self.pass_over("a form control was passed over"),
            "subDoc" => self.pass_over("a part in another file was passed over"),
            "OLEObject" => {
                let program = tag.attr("ProgID").unwrap_or_default().into_owned();
                self.words = program;
                self.pass_over("an embedded object was passed over");
            }
            _ => {}
        }
    }

    /// Reports non-text content, with its alternative text or its position.
    fn pass_over(&mut self, what: &'static str) {
        let words = std::mem::take(&mut self.words);
        let whereabouts = self.whereabouts();
        let gap = if words.is_empty() || whereabouts.is_empty() { "" } else { ", " };
        self.leave_out(Code::ReadPassedOver, what, &format!("{words}{gap}{whereabouts}"));
    }

    pub(super) fn leave_out(&mut self, code: Code, what: &'static str, text: &str) {
        self.catalog.left_out.add(code, what, formgrid_model::Place::default(), text);
    }

    fn symbol(&mut self, tag: &Tag<'_>) {
        let font = tag.attr("font").unwrap_or_default();
        let stated = tag.attr("char").unwrap_or_default();
        let code = u32::from_str_radix(&stated, 16).ok();
        match code.and_then(|code| symbol(&font, code)) {
            Some(found) => self.push_text(found.encode_utf8(&mut [0; 4])),
            None => {
                let what = "a symbol without a known character was passed over";
                self.leave_out(Code::ReadPassedOver, what, &format!("{font} {stated}"));
            }
        }
    }

    pub(super) fn open_simple_field(&mut self, tag: &Tag<'_>) -> Element {
        let instruction = tag.attr("instr").unwrap_or_default().into_owned();
        self.fields.push(Field { instruction, ..Field::default() });
        Element::Field
    }

    pub(super) fn end_instruction(&mut self) {
        if let Some(field) = self.fields.last_mut()
            && std::mem::take(&mut field.in_instruction)
        {
            self.n_instructions -= 1;
        }
    }

    /// Ends a field and inserts what it shows without a stored result.
    pub(super) fn close_field(&mut self) {
        self.end_instruction();
        let Some(field) = self.fields.pop() else { return };
        if let Some(text) = field.shown() {
            self.push_text(&text);
        } else if field.lacks_result() {
            let what = "a field without a stored result was passed over";
            self.leave_out(Code::ReadPassedOver, what, &field.instruction);
        }
    }

    /// Appends visible text; hidden, struck and placeholder text is left out and reported.
    pub(super) fn push_text(&mut self, text: &str) {
        if self.n_instructions > 0 {
            return;
        }
        if let Some(field) = self.fields.last_mut() {
            field.has_result |= !is_blank(text);
        }
        let run_properties = self.run;
        let left_out = if run_properties.is_hidden == Some(true) {
            Some((Code::ReadHidden, "hidden text left out"))
        } else if self.n_asking > 0 {
            Some((Code::ReadPlaceholder, "placeholder text was left out"))
        } else if run_properties.is_struck == Some(true) {
            Some((Code::LayoutStruck, "struck text left out"))
        } else {
            None
        };
        if let Some((code, what)) = left_out {
            if !is_blank(text) {
                self.leave_out(code, what, text);
            }
            return;
        }
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        let text = match run_properties.symbols.flatten() {
            Some(font) => in_font(text, font),
            None => text.into(),
        };
        paragraph.text.push_str(&at_level(&text, run_properties.level.unwrap_or(Level::Line)));
    }
}
