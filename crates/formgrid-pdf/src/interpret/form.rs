//! Forms, images and the appearances of annotations: content that content draws.

use formgrid_model::Limit;
use lopdf::{Dictionary, Object, Stream};

use super::Machine;
use crate::{
    Fault, limits,
    matrix::{Area, Matrix},
};

impl<'a> Machine<'a, '_> {
    /// Draws what resources know by a name.
    pub(super) fn draw(&mut self, resources: Option<&'a Dictionary>, name: &[u8], depth: usize) {
        let objects = self.session.objects;
        let drawn = resources
            .and_then(|resources| objects.dict(resources, "XObject"))
            .and_then(|drawn| objects.resolve(drawn.get(name).ok()?));
        let Some(Object::Stream(stream)) = drawn else { return };
        if self.hides(&stream.dict) {
            return;
        }
        match objects.name(&stream.dict, "Subtype") {
            Some(b"Image") => self.draw_image(),
            Some(b"Form") | None => self.draw_form(stream, resources, depth),
            Some(_) => {}
        }
    }

    /// Notes an image: it fills the unit square.
    pub(super) fn draw_image(&mut self) {
        let seen = Area::mapped([0.0, 0.0, 1.0, 1.0], self.state.map).intersect(self.state.clip);
        if !seen.is_empty()
            && !self.marks.current().hidden
            && self.images.len() < limits::PAGE_IMAGES
        {
            self.images.push(seen);
        }
    }

    /// Draws a form in the current coordinates. It may use what the content around it may, where it has
    /// no resources of its own.
    pub(super) fn draw_form(
        &mut self,
        form: &'a Stream,
        around: Option<&'a Dictionary>,
        depth: usize,
    ) {
        if depth >= self.session.limits.of(Limit::PdfFormDepth) {
            return self.fault(Fault::Limit(Limit::PdfFormDepth));
        }
        let objects = self.session.objects;
        let saved = (self.state, self.pen, self.line, self.marks.depth(), self.page.take());
        if let Some(matrix) = objects.numbers(&form.dict, "Matrix") {
            self.set_map(Matrix::new(matrix).then(self.state.map));
        }
        if let Some(sides) = objects.numbers(&form.dict, "BBox") {
            self.state.clip = self.state.clip.intersect(Area::mapped(sides, self.state.map));
        }
        // A form that cannot be seen is often one that is drawn again and again.
        if !self.state.clip.is_empty() {
            let resources = objects.dict(&form.dict, "Resources").or(around);
            if let Some(content) = self.content(form, 0) {
                self.run(&content, resources, depth + 1);
            }
        }
        let marks;
        (self.state, self.pen, self.line, marks, self.page) = saved;
        self.marks.close_to(marks);
    }

    /// The bytes of a stream of content that goes on behind so many others.
    pub(super) fn content(&mut self, stream: &Stream, before: usize) -> Option<Vec<u8>> {
        let objects = self.session.objects;
        let content = objects.unpack_within(stream, Limit::PdfStreamBytes, before);
        if content.is_none() {
            self.fault(objects.allowance.exceeded().map_or(Fault::Stream, Fault::Limit));
        }
        content
    }

    /// Draws the appearances of annotations, which hold what was filled in into the fields of a form.
    pub(super) fn draw_annotations(&mut self, page: &'a Dictionary) {
        let objects = self.session.objects;
        for annotation in objects.array(page, "Annots").filter_map(|a| a.as_dict().ok()) {
            // Bits 2 and 6 of the flags: hidden, and not shown on a screen.
            let flags = objects.integer(annotation, "F").unwrap_or(0);
            let is_popup = objects.name(annotation, "Subtype") == Some(b"Popup");
            if flags & 0b10_0010 != 0 || is_popup || self.hides(annotation) {
                continue;
            }
            if let Some(form) = self.appearance(annotation) {
                self.draw_appearance(annotation, form);
            }
        }
    }

    /// The appearance that an annotation has at rest, of several states the current one.
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

    /// Draws an appearance so that the box around it fills the annotation's rectangle.
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

    /// Whether something belongs to a layer that is not shown.
    pub(super) fn hides(&self, dict: &'a Dictionary) -> bool {
        let layers = &self.session.layers;
        dict.get(b"OC").is_ok_and(|layer| layers.hides(self.session.objects, layer))
    }
}
