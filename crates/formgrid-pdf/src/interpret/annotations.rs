//! Annotations: their appearance streams, and their text without one.

use formgrid_model::{Ink, InkRole};
use lopdf::{Dictionary, Object, Stream};

use super::Interpreter;
use crate::{
    matrix::{Area, Matrix, single},
    page::Word,
};

impl<'a> Interpreter<'a, '_> {
    /// Draws the appearances of annotations, which include the values of form fields, and writes the
    /// text of annotations whose appearance is missing or stale.
    pub(super) fn draw_annotations(&mut self, page: &'a Dictionary) {
        let objects = self.session.objects;
        for annotation in objects.array(page, "Annots").filter_map(|a| a.as_dict().ok()) {
            // Bits 2 and 6 of the flags: Hidden and NoView.
            let flags = objects.integer(annotation, "F").unwrap_or(0);
            let subtype = objects.name(annotation, "Subtype");
            if flags & 0b10_0010 != 0 || subtype == Some(b"Popup") || self.hides(annotation) {
                continue;
            }
            self.role = match subtype {
                Some(b"Stamp") => InkRole::Stamp,
                Some(b"Watermark") => InkRole::Watermark,
                Some(b"Widget") if self.session.fields.is_signature(objects, annotation) => {
                    InkRole::Stamp
                }
                _ => InkRole::Content,
            };
            let appearance = self.appearance(annotation);
            match self.session.fields.text_of(objects, annotation, appearance.is_some()) {
                Some(said) => self.write(annotation, &said.text, said.size),
                None => {
                    if let Some(form) = appearance {
                        self.draw_appearance(annotation, form);
                    }
                }
            }
            self.role = InkRole::Content;
        }
    }

    /// The normal appearance of an annotation, in its current state.
    fn appearance(&self, annotation: &'a Dictionary) -> Option<&'a Stream> {
        let objects = self.session.objects;
        let normal = objects.get(objects.dict(annotation, "AP")?, "N")?;
        match normal {
            Object::Stream(form) => Some(form),
            Object::Dictionary(states) => {
                let state = objects.name(annotation, "AS")?;
                objects.resolve(states.get(state).ok()?)?.as_stream().ok()
            }
            _ => None,
        }
    }

    /// Draws an appearance so that its transformed bounding box fills the annotation's rectangle (ISO
    /// 32000, 12.5.5).
    fn draw_appearance(&mut self, annotation: &'a Dictionary, form: &'a Stream) {
        let objects = self.session.objects;
        let (Some(rectangle), Some(sides)) =
            (objects.numbers(annotation, "Rect"), objects.numbers(&form.dict, "BBox"))
        else {
            return;
        };
        let matrix = objects.numbers(&form.dict, "Matrix").map_or(Matrix::IDENTITY, Matrix::new);
        let (from, to) = (Area::mapped(sides, matrix), Area::mapped(rectangle, Matrix::IDENTITY));
        if from.width() <= 0.0 || from.height() <= 0.0 {
            return;
        }
        let (a, d) = (to.width() / from.width(), to.height() / from.height());
        let fit = Matrix::new([a, 0.0, 0.0, d, to.x0 - from.x0 * a, to.y0 - from.y0 * d]);
        let saved = self.state;
        self.set_map(fit.then(self.state.map));
        self.draw_form(form, None, 0);
        self.state = saved;
    }

    /// Writes a text into an annotation's rectangle: one line vertically centered, several from the
    /// top.
    fn write(&mut self, annotation: &'a Dictionary, text: &str, size: Option<f64>) {
        let objects = self.session.objects;
        let Some(rectangle) = objects.numbers(annotation, "Rect") else { return };
        let area = Area::mapped(rectangle, self.state.map);
        if area.intersect(self.state.clip).is_empty() || !self.state.map.is_usable() {
            return;
        }
        let lines: Vec<&str> = text.split(['\r', '\n']).filter(|l| !l.trim().is_empty()).collect();
        let (_, scale) = self.state.map.scales();
        let n_lines = u32::try_from(lines.len()).map_or(f64::MAX, f64::from).max(1.0);
        let fitting = (area.height() / n_lines * FILLED).min(USUAL_PT * scale);
        let size =
            size.map_or(fitting, |size| size * scale).clamp(fitting.min(1.0), USUAL_PT * 8.0);
        let pitch = (area.height() / n_lines).min(size * PITCH);
        let mut top = match lines.len() {
            1 => (area.y0 + area.y1 - size) / 2.0,
            _ => area.y0 + (pitch - size).max(0.0) / 2.0,
        };
        for line in lines {
            let width: f64 = line.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum();
            let (x0, end) = (area.x0 + MARGIN_PT.min(area.width() / 4.0), area.x1);
            let x1 = (x0 + width * size).min(end.max(x0));
            let said = Area { x0, y0: top, x1, y1: top + size };
            let word = Word {
                text: line.trim().to_owned(),
                bbox: said.bbox(),
                size: single(size),
                baseline: single(top + size * 0.86),
                ink: Ink { role: self.role, ..Ink::default() },
                ..Word::default()
            };
            self.words.put(word, said);
            top += pitch;
        }
    }
}

/// Share of a line's height that viewers fill with letters at automatic font size.
const FILLED: f64 = 0.7;
/// Largest automatic font size, in points.
const USUAL_PT: f64 = 12.0;
/// Line pitch, in font sizes.
const PITCH: f64 = 1.2;
/// Distance between border and text.
const MARGIN_PT: f64 = 2.0;
