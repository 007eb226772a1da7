//! Content: what a page, template or annotation draws.

use std::borrow::Cow;

use formgrid_model::{Limit, Limits, Shape};
use formgrid_package::{Event, Tag, Xml, XmlError};
use formgrid_pdf::Word;

use super::{
    catalog::{DrawParam, Resources, lightness},
    numbers::{Rect, Steps, Transform, number},
    shapes::{self, Paint},
    words::{self, Face, Glyph, Words},
};

/// Default line width in millimeters (GB/T 33190).
const LINE_WIDTH: f64 = 0.353;

/// What a part draws, in points from the top left corner of its area.
#[derive(Debug, Default, Clone)]
pub(super) struct Drawing {
    pub(super) area: Option<Rect>,
    pub(super) templates: Vec<Template>,
    pub(super) words: Vec<Word>,
    pub(super) shapes: Vec<Shape>,
    /// Area covered by images, in square millimeters.
    pub(super) image_area: f64,
    /// Curves drawn.
    pub(super) n_curves: usize,
}

/// A template used by a page.
#[derive(Debug, Clone)]
pub(super) struct Template {
    pub(super) id: String,
    pub(super) in_front: bool,
}

/// An open object.
#[derive(Debug)]
struct Object {
    is_text: bool,
    map: Transform,
    size: f64,
    bold: bool,
    visible: bool,
    fills: bool,
    strokes: bool,
    param: DrawParam,
    /// Right edge of its boundary.
    right: Option<f64>,
    /// Open elements inside it.
    depth: usize,
    /// Origin of its last text, which a text without an origin shares.
    origin: (f64, f64),
}

impl Object {
    /// The advance of a character without a stated one: the previous advance for vertical text and
    /// between digits, which are equally wide; otherwise the usual width of the character.
    fn missing_step(&self, c: char, last: Option<(char, (f64, f64))>) -> (f64, f64) {
        match last {
            Some((_, (x, y))) if y.abs() > x.abs() => (x, y),
            Some((digit, step)) if c.is_ascii_digit() && digit.is_ascii_digit() => step,
            _ => (self.size * words::width(c), 0.0),
        }
    }

    /// The advance of the last glyph of horizontal text, which ends at the object's boundary.
    /// Boundaries are often wider than the text, so a distance that is no plausible glyph width is
    /// ignored.
    fn last_step(&self, at: (f64, f64), face: &Face) -> Option<(f64, f64)> {
        let em = face.em;
        let room = self.right? - at.0;
        let is_level = em.0 > 0.0 && em.1.abs() < 0.01 * em.0;
        (is_level && (0.2 * em.0..=1.1 * em.0).contains(&room)).then_some((room, 0.0))
    }
}

/// Reads a part. Content drawn before an error is kept.
pub(super) fn read(
    text: &str,
    resources: &Resources,
    limits: &Limits,
) -> (Drawing, Result<(), XmlError>) {
    let mut reader = Reader {
        resources,
        limits,
        drawn: Drawing::default(),
        words: Words::new(text.len(), limits.of(Limit::PdfPageGlyphs)),
        layer: DrawParam::default(),
        frame: (0.0, 0.0),
        object: None,
        code: None,
        text: String::new(),
    };
    let outcome = reader.run(&mut Xml::new(text, limits));
    let mut drawn = reader.drawn;
    drawn.words = reader.words.finish();
    (drawn, outcome)
}

struct Reader<'r, 'x> {
    resources: &'r Resources,
    limits: &'r Limits,
    drawn: Drawing,
    words: Words,
    layer: DrawParam,
    /// Origin of an annotation's appearance.
    frame: (f64, f64),
    object: Option<Object>,
    /// The tag of the open text, which states its origin and advances.
    code: Option<Tag<'x>>,
    text: String,
}

impl<'x> Reader<'_, 'x> {
    fn run(&mut self, xml: &mut Xml<'x>) -> Result<(), XmlError> {
        let mut names: Vec<Element> = Vec::new();
        loop {
            match xml.next_event()? {
                Event::Open(tag) => {
                    self.text.clear();
                    let name = tag.local();
                    if matches!(name, "Clips" | "CGTransform" | "Actions" | "Border") {
                        xml.skip()?;
                        continue;
                    }
                    names.push(self.open(tag));
                    self.object.iter_mut().for_each(|object| object.depth += 1);
                }
                Event::Text(text) => self.text.push_str(&text),
                Event::Close => {
                    if let Some(name) = names.pop() {
                        self.close(name);
                    }
                    self.text.clear();
                }
                Event::End => return Ok(()),
            }
        }
    }

    fn open(&mut self, tag: Tag<'x>) -> Element {
        let attr = |name| tag.attr(name).unwrap_or_default().into_owned();
        let name = tag.local();
        match name {
            "PhysicalBox" => return Element::Area,
            "Template" => self.drawn.templates.push(Template {
                id: attr("TemplateID"),
                in_front: tag.attr("ZOrder").as_deref() == Some("Foreground"),
            }),
            "Layer" => self.layer = self.resources.param(&attr("DrawParam")),
            "Appearance" => {
                self.frame = Rect::read(&attr("Boundary")).map_or((0.0, 0.0), |b| (b.x, b.y));
            }
            "TextObject" | "PathObject" => self.begin(&tag, name == "TextObject"),
            "ImageObject" => {
                let boundary = Rect::read(&attr("Boundary"));
                self.drawn.image_area += boundary.map_or(0.0, |b| b.width * b.height);
            }
            "FillColor" | "StrokeColor" => self.color(&tag, name == "FillColor"),
            "TextCode" => {
                self.code = Some(tag);
                return Element::Text;
            }
            "AbbreviatedData" => return Element::Path,
            _ => {}
        }
        Element::Other
    }

    fn begin(&mut self, tag: &Tag<'_>, is_text: bool) {
        let mut object = Object {
            is_text,
            map: Transform::IDENTITY,
            size: 0.0,
            bold: false,
            visible: true,
            fills: is_text,
            strokes: !is_text,
            param: self.layer,
            right: None,
            depth: 0,
            origin: (0.0, 0.0),
        };
        let switch = |value: &str, usual| match value {
            "true" | "1" => true,
            "false" | "0" => false,
            _ => usual,
        };
        let mut corner = self.frame;
        let mut line_width = None;
        for (name, value) in tag.attributes() {
            match name {
                "Boundary" => {
                    if let Some(Rect { x, y, width, .. }) = Rect::read(&value) {
                        corner = (x + self.frame.0, y + self.frame.1);
                        object.right = Some(x + width + self.frame.0);
                    }
                }
                "Size" => object.size = number(&value).unwrap_or(0.0),
                "Font" => object.bold |= self.resources.is_bold(&value),
                "Weight" => object.bold |= number(&value).is_some_and(|weight| weight >= 600.0),
                "CTM" => object.map = Transform::read(&value).unwrap_or(Transform::IDENTITY),
                "DrawParam" => object.param = self.resources.param(&value),
                "LineWidth" => line_width = number(&value),
                "Fill" => object.fills = switch(&value, is_text),
                "Stroke" => object.strokes = switch(&value, !is_text),
                "Visible" => object.visible &= switch(&value, true),
                "Alpha" => object.visible &= number(&value) != Some(0.0),
                _ => {}
            }
        }
        object.param.line_width = line_width.or(object.param.line_width);
        object.map = object.map.then_shift(corner.0, corner.1);
        self.code = None;
        self.object = Some(object);
    }

    fn color(&mut self, tag: &Tag<'_>, is_fill: bool) {
        let Some(object) = &mut self.object else { return };
        let color = lightness(tag);
        match is_fill {
            true => object.param.fill = color.or(object.param.fill),
            false => object.param.stroke = color.or(object.param.stroke),
        }
    }

    fn close(&mut self, name: Element) {
        match name {
            Element::Area => self.drawn.area = self.drawn.area.or(Rect::read(&self.text)),
            Element::Text => self.draw_text(),
            Element::Path => self.draw_path(),
            Element::Other => {}
        }
        if let Some(object) = &mut self.object {
            object.depth = object.depth.saturating_sub(1);
            if object.depth == 0 {
                self.object = None;
                self.code = None;
            }
        }
    }

    fn draw_text(&mut self) {
        let (Some(object), Some(code)) = (&mut self.object, &self.code) else { return };
        if !object.is_text || !object.visible || !object.fills && !object.strokes {
            return;
        }
        let map = object.map;
        let face = Face::new(map.step(object.size, 0.0), object.size * map.scale(), object.bold);
        let (mut x, mut y) = object.origin;
        let [mut right, mut down] = [Cow::Borrowed(""), Cow::Borrowed("")];
        for (name, value) in code.attributes() {
            match name {
                "X" => x = number(&value).unwrap_or(x),
                "Y" => y = number(&value).unwrap_or(y),
                "DeltaX" => right = value,
                "DeltaY" => down = value,
                _ => {}
            }
        }
        object.origin = (x, y);
        let (mut x_steps, mut y_steps) = (Steps::new(&right), Steps::new(&down));
        let mut last = None;
        let mut characters = self.text.chars().filter(|c| !c.is_control()).peekable();
        while let Some(c) = characters.next() {
            let (right, down) = (x_steps.next(), y_steps.next());
            let stated = (right.unwrap_or(0.0), down.unwrap_or(0.0));
            let is_last = characters.peek().is_none();
            let is_stated = !is_last && stated != (0.0, 0.0);
            let step = match is_stated {
                true => stated,
                false => object.missing_step(c, last),
            };
            let at = map.apply(x, y);
            let to_boundary = match is_last && step.1.abs() <= step.0.abs() {
                true => object.last_step(at, &face),
                false => None,
            };
            let page_step = to_boundary.unwrap_or_else(|| map.step(step.0, step.1));
            self.words.push(&Glyph { c, at, step: page_step }, &face);
            last = Some((c, step));
            (x, y) = (x + step.0, y + step.1);
        }
    }

    fn draw_path(&mut self) {
        let Some(object) = self.object.as_ref().filter(|object| !object.is_text) else { return };
        let room = self.limits.of(Limit::PdfPageShapes).saturating_sub(self.drawn.shapes.len());
        if !object.visible || room == 0 {
            return;
        }
        let width = object.param.line_width.unwrap_or(LINE_WIDTH) * object.map.scale();
        let paint = Paint {
            stroke: object.strokes.then_some((width, object.param.stroke.unwrap_or(0.0))),
            fill: object.fills.then_some(object.param.fill.unwrap_or(0.0)),
        };
        let found = &mut self.drawn.shapes;
        self.drawn.n_curves += shapes::read(&self.text, object.map, paint, room, found);
    }
}

/// An open element, as far as its end matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Area,
    Text,
    Path,
    Other,
}
