//! XObjects: forms and images.

use formgrid_model::{InkRole, Limit};
use lopdf::{Dictionary, Object, Stream};

use super::{Interpreter, marks::names_watermark, paint::OPAQUE};
use crate::{
    Fault, limits,
    matrix::{Area, Matrix},
};

impl<'a> Interpreter<'a, '_> {
    /// Draws the XObject that resources list under a name.
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
            Some(b"Image") => {
                let is_opaque = ["SMask", "Mask", "ImageMask", "SMaskInData"]
                    .iter()
                    .all(|key| !stream.dict.has(key.as_bytes()));
                self.draw_image(is_opaque);
            }
            Some(b"Form") | None => self.draw_form(stream, resources, depth),
            Some(_) => {}
        }
    }

    /// Records an image, which fills the unit square. `is_opaque` says that it has no mask.
    pub(super) fn draw_image(&mut self, is_opaque: bool) {
        let seen = Area::mapped([0.0, 0.0, 1.0, 1.0], self.state.map).intersect(self.state.clip);
        if !seen.is_empty()
            && !self.marks.current().hidden
            && self.images.len() < limits::PAGE_IMAGES
        {
            self.images.push(seen);
            let state = &self.state;
            let is_box = state.shows_all && state.map.is_upright();
            if is_opaque && is_box && state.fill_alpha >= OPAQUE && !state.is_blended {
                self.shapes.covers.push_image(seen);
            }
        }
    }

    /// Draws a form. Without resources of its own it uses those of the content around it.
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
        let role = self.role;
        if self.is_of_watermark(&form.dict) {
            self.role = InkRole::Watermark;
        }
        if let Some(matrix) = objects.numbers(&form.dict, "Matrix") {
            self.set_map(Matrix::new(matrix).then(self.state.map));
        }
        if let Some(sides) = objects.numbers(&form.dict, "BBox") {
            self.state.clip = self.state.clip.intersect(Area::mapped(sides, self.state.map));
        }
        // Invisible forms are often drawn again and again.
        if !self.state.clip.is_empty() {
            let resources = objects.dict(&form.dict, "Resources").or(around);
            if let Some(content) = self.content(form, 0) {
                self.run(&content, resources, depth + 1);
            }
        }
        let marks;
        (self.state, self.pen, self.line, marks, self.page) = saved;
        self.marks.close_to(marks);
        self.role = role;
    }

    /// Whether a form belongs to a layer named after its watermark.
    fn is_of_watermark(&self, form: &'a Dictionary) -> bool {
        let objects = self.session.objects;
        objects.dict(form, "OC").is_some_and(|layer| names_watermark(objects, layer))
    }

    /// The bytes of a content stream, with `before` bytes already counted against the limit.
    pub(super) fn content(&mut self, stream: &Stream, before: usize) -> Option<Vec<u8>> {
        let objects = self.session.objects;
        let content = objects.unpack_within(stream, Limit::PdfStreamBytes, before);
        if !content.as_ref().is_some_and(|content| content.is_whole) {
            self.fault(objects.allowance.exceeded().map_or(Fault::Stream, Fault::Limit));
        }
        content.map(|content| content.bytes)
    }

    /// Whether something belongs to a hidden layer.
    pub(super) fn hides(&self, dict: &'a Dictionary) -> bool {
        let layers = &self.session.layers;
        dict.get(b"OC").is_ok_and(|layer| layers.hides(self.session.objects, layer))
    }
}
