//! The content stream interpreter: operators change the state, show text and paint paths.
//!
//! It tracks only what table reading needs: positions of glyphs and straight shapes, their visibility,
//! and their lightness. Curves, shadings and the contents of images are ignored. No operand can stop a
//! page: an operator with wrong operands does nothing.

mod annotations;
mod color;
mod fields;
mod form;
mod marks;
mod outlines;
mod paint;
mod pictures;
mod state;
mod text;

use std::collections::BTreeMap;
use std::rc::Rc;

use formgrid_model::{InkRole, Limit, Limits};
use lopdf::{Dictionary, Object};

use crate::{
    Fault, Page, SCAN_SHARE,
    content::{Operand, Tokens},
    fonts::Fonts,
    layers::Layers,
    matrix::{Area, Matrix, single},
    objects::{Objects, number as number_of},
    pages::PageNode,
    path::Path,
    shapes::Shapes,
    words::Words,
};
use color::Color;
pub(crate) use fields::Fields;
use marks::Marks;
use outlines::Outlines;
use state::State;

/// State shared by the pages of a document.
#[derive(Debug)]
pub(crate) struct Session<'a> {
    pub(crate) objects: Objects<'a>,
    pub(crate) fonts: Fonts<'a>,
    pub(crate) layers: Layers,
    pub(crate) fields: Fields<'a>,
    pub(crate) limits: &'a Limits,
    /// Operators that may still run.
    pub(crate) operators: usize,
    /// Replacement texts of marked content, by page index and marked-content id.
    pub(crate) texts: BTreeMap<(usize, u32), Rc<str>>,
}

/// Interprets one page.
#[derive(Debug)]
struct Interpreter<'a, 's> {
    session: &'s mut Session<'a>,
    state: State,
    saved: Vec<State>,
    /// Text matrix and text line matrix.
    pen: Matrix,
    line: Matrix,
    path: Path,
    /// Whether the path becomes a clip when painted.
    clips: bool,
    marks: Marks,
    /// Page index; `None` inside a form, whose marked-content ids are its own.
    page: Option<usize>,
    words: Words,
    shapes: Shapes,
    /// Boxes of images.
    images: Vec<Area>,
    /// Filled paths that are no boxes, as outlined letters are.
    outlines: Outlines,
    /// Role of the annotation being drawn.
    role: InkRole,
    faults: Vec<Fault>,
    /// Operators that may still run on this page.
    operators: usize,
}

/// Reads a page; `index` is its zero-based position.
pub(crate) fn read_page<'a>(session: &mut Session<'a>, node: &PageNode<'a>, index: usize) -> Page {
    let Some((width, height, map)) = node.geometry(session.objects) else {
        return Page { faults: vec![Fault::NoArea], ..Page::default() };
    };
    let visible = Area { x0: 0.0, y0: 0.0, x1: width, y1: height };
    let operators = session.limits.of(Limit::PdfPageOperators).min(session.operators);
    let limits = session.limits;
    let mut interpreter = Interpreter {
        session,
        state: State::new(map, visible),
        saved: Vec::new(),
        pen: Matrix::IDENTITY,
        line: Matrix::IDENTITY,
        path: Path::default(),
        clips: false,
        marks: Marks::default(),
        page: Some(index),
        words: Words::new(limits.of(Limit::PdfPageGlyphs)),
        shapes: Shapes::new(limits.of(Limit::PdfPageShapes)),
        images: Vec::new(),
        outlines: Outlines::default(),
        role: InkRole::Content,
        faults: Vec::new(),
        operators,
    };
    let start = interpreter.state;
    let content = interpreter.page_content(node.dict);
    interpreter.run(&content, node.resources(), 0);
    interpreter.state = start;
    interpreter.page = None;
    interpreter.draw_annotations(node.dict);
    interpreter.session.operators -= operators - interpreter.operators;
    interpreter.into_page(width, height)
}

impl<'a> Interpreter<'a, '_> {
    /// The content streams of a page, concatenated: state saved in one may be restored in the next.
    fn page_content(&mut self, page: &'a Dictionary) -> Vec<u8> {
        let objects = self.session.objects;
        let Ok(stated) = page.get(b"Contents") else { return Vec::new() };
        let streams: Vec<Option<&Object>> = match objects.resolve(stated) {
            Some(Object::Array(streams)) => {
                streams.iter().map(|stream| objects.resolve(stream)).collect()
            }
            other => vec![other],
        };
        let mut content = Vec::new();
        for stream in streams {
            match stream {
                Some(Object::Stream(stream)) => {
                    let Some(more) = self.content(stream, content.len()) else { continue };
                    content.extend(more);
                    content.push(b'\n');
                }
                Some(Object::Null) => {}
                _ => self.fault(Fault::Stream),
            }
        }
        content
    }

    /// Runs the operators of a content stream.
    fn run(&mut self, content: &[u8], resources: Option<&'a Dictionary>, depth: usize) {
        let n_saved = self.saved.len();
        let mut tokens = Tokens::new(content);
        while let Some(operator) = tokens.next_operator() {
            let Some(left) = self.operators.checked_sub(1) else {
                self.fault(Fault::Limit(Limit::PdfPageOperators));
                break;
            };
            self.operators = left;
            match operator {
                b"q" if self.saved.len() >= self.session.limits.of(Limit::PdfSavedStates) => {
                    self.fault(Fault::Limit(Limit::PdfSavedStates));
                    break;
                }
                b"q" => self.saved.push(self.state),
                b"Q" if self.saved.len() > n_saved => {
                    self.state = self.saved.pop().unwrap_or(self.state);
                }
                b"Do" => {
                    if let Some(name) = tokens.name() {
                        self.draw(resources, name, depth);
                    }
                }
                b"EI" => self.draw_image(false),
                _ => self.operator(operator, &tokens, resources),
            }
        }
        self.saved.truncate(n_saved);
    }

    /// Runs an operator that needs only its operands and the resources.
    fn operator(
        &mut self,
        operator: &[u8],
        tokens: &Tokens<'_>,
        resources: Option<&'a Dictionary>,
    ) {
        let is_done = self.path_operator(operator, tokens)
            || self.text_operator(operator, tokens, resources)
            || self.paint_operator(operator)
            || self.mark_operator(operator, tokens, resources);
        if !is_done {
            self.set(operator, tokens, resources);
        }
    }

    /// Runs an operator that sets the graphics state.
    fn set(&mut self, operator: &[u8], tokens: &Tokens<'_>, resources: Option<&'a Dictionary>) {
        match operator {
            b"cm" => {
                if let Some(map) = tokens.numbers().map(Matrix::new) {
                    self.set_map(map.then(self.state.map));
                }
            }
            b"w" => {
                if let Some([width]) = tokens.numbers() {
                    self.state.line_width = width.abs();
                }
            }
            b"gs" => self.set_graphics(tokens, resources),
            _ => self.set_color(operator, tokens, resources),
        }
    }

    /// Sets the current transformation matrix. An unusable one makes everything invisible.
    fn set_map(&mut self, map: Matrix) {
        if map.is_usable() {
            self.state.map = map;
        } else {
            self.state.clip = Area::NOWHERE;
        }
    }

    /// Applies a graphics state parameter dictionary (`gs`).
    fn set_graphics(&mut self, tokens: &Tokens<'_>, resources: Option<&'a Dictionary>) {
        let objects = self.session.objects;
        let dict = resources
            .and_then(|resources| objects.dict(resources, "ExtGState"))
            .and_then(|states| objects.as_dict(states.get(tokens.name()?).ok()?));
        let Some(dict) = dict else { return };
        let number = |key, or| objects.number(dict, key).unwrap_or(or);
        self.state.line_width = number("LW", self.state.line_width);
        let masks = objects.get(dict, "SMask").is_some_and(|mask| mask.as_name().is_err());
        self.state.is_blended |= masks;
        if let Ok(mode) = dict.get(b"BM") {
            let mode = objects.resolve(mode);
            let first = |modes: &'a [Object]| objects.resolve(modes.first()?);
            let mode = mode.and_then(|m| m.as_array().map_or(Some(m), |modes| first(modes)));
            let mode = mode.and_then(|mode| mode.as_name().ok());
            let is_plain = matches!(mode, Some(b"Normal" | b"Compatible") | None);
            self.state.is_blended = masks || !is_plain;
        }
        self.state.fill_alpha = number("ca", self.state.fill_alpha);
        self.state.stroke_alpha = number("CA", self.state.stroke_alpha);
        if let Some([font, size]) =
            objects.get(dict, "Font").and_then(|o| o.as_array().ok()).map(Vec::as_slice)
            && let (Some(font), Some(size)) =
                (objects.as_dict(font), objects.resolve(size).and_then(number_of))
        {
            self.state.text.font = self.session.fonts.number(font);
            self.state.text.size = size;
        }
    }

    fn set_color(
        &mut self,
        operator: &[u8],
        tokens: &Tokens<'_>,
        resources: Option<&'a Dictionary>,
    ) {
        let stated = tokens.operands.iter().filter_map(|operand| match operand {
            Operand::Number(number) => Some(*number),
            _ => None,
        });
        // One more than the most components that make a color.
        let mut numbers = [0.0; 5];
        let n_numbers = numbers.iter_mut().zip(stated).map(|(to, number)| *to = number).count();
        let numbers = numbers.get(..n_numbers).unwrap_or_default();
        let space = |tokens: &Tokens<'_>| {
            Some(Color::of_space(self.session.objects, resources, tokens.name()?))
        };
        let (fill, stroke) = (self.state.fill, self.state.stroke);
        match operator {
            b"g" | b"rg" | b"k" => self.state.fill = Color::device(numbers).unwrap_or(fill),
            b"G" | b"RG" | b"K" => self.state.stroke = Color::device(numbers).unwrap_or(stroke),
            b"cs" => self.state.fill = space(tokens).unwrap_or(fill),
            b"CS" => self.state.stroke = space(tokens).unwrap_or(stroke),
            b"sc" | b"scn" => self.state.fill = fill.with(numbers),
            b"SC" | b"SCN" => self.state.stroke = stroke.with(numbers),
            _ => {}
        }
    }

    fn fault(&mut self, fault: Fault) {
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    fn into_page(mut self, width: f64, height: f64) -> Page {
        if self.words.is_full() {
            self.fault(Fault::Limit(Limit::PdfPageGlyphs));
        }
        if self.shapes.is_full() {
            self.fault(Fault::Limit(Limit::PdfPageShapes));
        }
        if self.words.has_unknown {
            self.fault(Fault::Unmapped);
        }
        if let Some(limit) = self.session.objects.allowance.exceeded() {
            self.fault(Fault::Limit(limit));
        }
        let area: f64 = self.images.iter().map(|image| image.width() * image.height()).sum();
        let share = (area / (width * height)).clamp(0.0, 1.0);
        let is_scan = share >= SCAN_SHARE;
        let (words, hidden) = self.words.into_list(&self.images, &self.shapes.covers, is_scan);
        let page = Area { x0: 0.0, y0: 0.0, x1: width, y1: height };
        let unread = self.outlines.unread(&self.images, &words, page);
        let shapes = self.shapes.into_list();
        let pictures = pictures::in_cells(&self.images, &shapes, &words, page);
        Page {
            width: single(width),
            height: single(height),
            words,
            hidden,
            shapes,
            is_scan,
            unread,
            pictures,
            faults: self.faults,
        }
    }
}
