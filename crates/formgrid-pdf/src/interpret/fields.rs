//! Form fields: their values, apart from their appearance.
//!
//! A value is in the field's dictionary or inherited; a viewer generates the appearance from it if
//! there is none, or if the document requires it (ISO 32000-1, 12.7.2 and 12.7.4).

use lopdf::{Dictionary, Object};

use crate::{
    content::{Operand, Tokens},
    limits,
    objects::Objects,
    structure::stated_text,
};

/// State shared by the fields of a document.
#[derive(Debug, Default)]
pub(crate) struct Fields<'a> {
    form: Option<&'a Dictionary>,
    /// Whether appearances are stale (`NeedAppearances`).
    is_stale: bool,
}

/// Text of an annotation.
#[derive(Debug)]
pub(super) struct AnnotationText {
    pub(super) text: String,
    /// Its font size, if stated.
    pub(super) size: Option<f64>,
}

impl<'a> Fields<'a> {
    pub(crate) fn read(objects: Objects<'a>) -> Self {
        let form = objects.document.catalog().ok().and_then(|c| objects.dict(c, "AcroForm"));
        let asks =
            |form| matches!(objects.get(form, "NeedAppearances"), Some(Object::Boolean(true)));
        Self { form, is_stale: form.is_some_and(asks) }
    }

    /// Whether a widget belongs to a signature field.
    pub(super) fn is_signature(&self, objects: Objects<'a>, widget: &'a Dictionary) -> bool {
        let kind = inherited(objects, widget, "FT").and_then(|kind| kind.as_name().ok());
        kind == Some(b"Sig")
    }

    /// The text to write instead of an annotation's appearance; `None` if the appearance counts.
    pub(super) fn text_of(
        &self,
        objects: Objects<'a>,
        annotation: &'a Dictionary,
        has_appearance: bool,
    ) -> Option<AnnotationText> {
        let subtype = objects.name(annotation, "Subtype");
        let own_look = |key| {
            inherited(objects, annotation, key)
                .or_else(|| objects.get(self.form?, key))
                .and_then(|look| look.as_str().ok())
                .and_then(font_size)
        };
        if subtype == Some(b"FreeText") && !has_appearance {
            let text = objects.get(annotation, "Contents")?.as_str().ok().map(stated)?;
            return Some(AnnotationText { text, size: own_look("DA") });
        }
        if subtype != Some(b"Widget") || (has_appearance && !self.is_stale) {
            return None;
        }
        let kind = inherited(objects, annotation, "FT")?.as_name().ok()?;
        // Bit 14 of a text field's flags: Password.
        let flags = inherited(objects, annotation, "Ff").and_then(|f| f.as_i64().ok()).unwrap_or(0);
        let is_choice = kind == b"Ch";
        if !is_choice && (kind != b"Tx" || flags & (1 << 13) != 0) {
            return None;
        }
        let values: Vec<String> = match inherited(objects, annotation, "V")? {
            Object::Array(values) => {
                let values = values.iter().take(limits::FIELD_VALUES);
                values.filter_map(|value| text_of(objects.resolve(value)?)).collect()
            }
            value => text_of(value).into_iter().collect(),
        };
        let options = inherited(objects, annotation, "Opt").filter(|_| is_choice);
        let shown = |value: String| shown_as(objects, options, &value).unwrap_or(value);
        let text = values.into_iter().map(shown).collect::<Vec<_>>().join("\n");
        Some(AnnotationText { text, size: own_look("DA") })
    }
}

/// An attribute of a field, its own or inherited.
fn inherited<'a>(objects: Objects<'a>, field: &'a Dictionary, key: &str) -> Option<&'a Object> {
    let mut field = field;
    for _ in 0..limits::FIELD_DEPTH {
        if let Some(found) = objects.get(field, key) {
            return Some(found);
        }
        field = objects.dict(field, "Parent")?;
    }
    None
}

/// The display text of a choice: options pair export value and display text.
fn shown_as(objects: Objects<'_>, options: Option<&Object>, value: &str) -> Option<String> {
    let options = options?.as_array().ok()?.iter().take(limits::FIELD_VALUES);
    let mut pairs = options.filter_map(|option| objects.resolve(option)?.as_array().ok());
    pairs.find_map(|pair| {
        let at = |at: usize| text_of(objects.resolve(pair.get(at)?)?);
        at(1).filter(|_| at(0).as_deref() == Some(value))
    })
}

fn text_of(object: &Object) -> Option<String> {
    match object {
        Object::String(bytes, _) => Some(stated(bytes)),
        Object::Name(name) => Some(String::from_utf8_lossy(name).into_owned()),
        Object::Stream(stream) if stream.dict.get(b"Filter").is_err() => {
            Some(stated(&stream.content))
        }
        _ => None,
    }
}

/// A text string, cut at the longest text of a field.
fn stated(bytes: &[u8]) -> String {
    stated_text(bytes.get(..limits::FIELD_BYTES).unwrap_or(bytes))
}

/// The font size of a default appearance; `None` for automatic size.
fn font_size(look: &[u8]) -> Option<f64> {
    let mut tokens = Tokens::new(look);
    let mut size = None;
    while let Some(operator) = tokens.next_operator() {
        if operator == b"Tf" {
            size = tokens.operands.last().and_then(|operand| match operand {
                Operand::Number(size) => Some(*size),
                _ => None,
            });
        }
    }
    size.filter(|size| (0.5..=200.0).contains(size))
}
