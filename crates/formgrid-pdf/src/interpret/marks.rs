//! Marked content: visibility, marked-content id, and replacement text.

use std::rc::Rc;

use formgrid_model::InkRole;
use lopdf::Dictionary;

use super::Interpreter;
use crate::{
    content::{Operand, Tokens},
    font::{Glyph, Text},
    limits,
    objects::Objects,
    structure::stated_text,
};

/// Open marked-content sequences.
#[derive(Debug)]
pub(super) struct Marks {
    open: Vec<Mark>,
    /// Sequences open beyond the limit.
    n_beyond: usize,
    /// Replacement texts of sequences.
    texts: Vec<Replacement>,
    /// Bytes of texts that may still be kept.
    text_left: usize,
}

impl Default for Marks {
    fn default() -> Self {
        Self {
            open: Vec::new(),
            n_beyond: 0,
            texts: Vec::new(),
            text_left: limits::STATED_TEXT_BYTES,
        }
    }
}

/// A text that replaces glyphs (`ActualText`).
#[derive(Debug)]
struct Replacement {
    text: Text,
    is_used: bool,
}

/// A marked-content sequence.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mark {
    /// Whether it belongs to a hidden layer.
    pub(super) hidden: bool,
    /// Marked-content id (`MCID`).
    pub(super) number: Option<u32>,
    /// Role of its ink.
    pub(super) role: InkRole,
    /// Index of its replacement text.
    text: Option<usize>,
}

impl Marks {
    /// Opens a sequence, which inherits visibility and id.
    pub(super) fn open(&mut self, mark: Mark) {
        if self.open.len() >= limits::MARK_DEPTH {
            self.n_beyond += 1;
            return;
        }
        let around = self.current();
        self.open.push(Mark {
            hidden: mark.hidden || around.hidden,
            number: mark.number.or(around.number),
            role: mark.role.max(around.role),
            text: around.text.or(mark.text),
        });
    }

    pub(super) fn close(&mut self) {
        match self.n_beyond.checked_sub(1) {
            Some(n_beyond) => self.n_beyond = n_beyond,
            None => _ = self.open.pop(),
        }
    }

    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Closes sequences that a form left open.
    pub(super) fn close_to(&mut self, depth: usize) {
        self.open.truncate(depth);
    }

    /// A glyph with its text: the first one of a sequence with replacement text carries all of it,
    /// further ones (`true`) none.
    pub(super) fn replaced(&mut self, glyph: Rc<Glyph>) -> (Rc<Glyph>, bool) {
        let at = self.current().text;
        let Some(replacement) = at.and_then(|at| self.texts.get_mut(at)) else {
            return (glyph, false);
        };
        let text = replacement.text.clone();
        let is_further = std::mem::replace(&mut replacement.is_used, true) && text != Text::None;
        (Rc::new(Glyph { text, advance: glyph.advance }), is_further)
    }

    /// Adds a replacement text and returns its index; `None` if it exceeds the limit.
    fn add_text(&mut self, text: &str) -> Option<usize> {
        let cost = text.len() + size_of::<Replacement>();
        self.text_left = self.text_left.checked_sub(cost)?;
        self.texts.push(Replacement { text: Text::of(text.chars()), is_used: false });
        Some(self.texts.len() - 1)
    }

    pub(super) fn current(&self) -> Mark {
        self.open.last().copied().unwrap_or_default()
    }
}

/// Operands of `BDC`.
#[derive(Debug, Default)]
struct MarkOperands {
    hidden: bool,
    number: Option<u32>,
    role: InkRole,
    text: Option<String>,
}

impl<'a> Interpreter<'a, '_> {
    /// Runs a marked-content operator; false if it is none.
    pub(super) fn mark_operator(
        &mut self,
        operator: &[u8],
        tokens: &Tokens<'_>,
        resources: Option<&'a Dictionary>,
    ) -> bool {
        match operator {
            b"BMC" => self.marks.open(Mark::default()),
            b"BDC" => {
                let stated = self.stated(tokens, resources);
                self.open_mark(stated);
            }
            b"EMC" => self.marks.close(),
            _ => return false,
        }
        true
    }

    fn open_mark(&mut self, stated: MarkOperands) {
        let MarkOperands { hidden, number, role, text } = stated;
        let number = number.filter(|_| self.page.is_some());
        let of_element = self.page.zip(number).and_then(|at| self.session.texts.get(&at));
        let text = text.as_deref().or(of_element.map(|text| &**text));
        let text = text.and_then(|text| self.marks.add_text(text));
        self.marks.open(Mark { hidden, number, role, text });
    }

    /// Reads the operands of `BDC`: a tag, and a property list or its name in the resources.
    fn stated(&self, tokens: &Tokens<'_>, resources: Option<&'a Dictionary>) -> MarkOperands {
        let objects = self.session.objects;
        let name = |operand: &Operand| match operand {
            Operand::Name(range) => Some(tokens.text(range)),
            _ => None,
        };
        if let [tag, properties] = tokens.operands.as_slice() {
            let stated = name(properties)
                .zip(resources.and_then(|resources| objects.dict(resources, "Properties")))
                .and_then(|(name, all)| all.get(name).ok());
            let dict = stated.and_then(|object| objects.as_dict(object));
            let number = dict.and_then(|dict| objects.integer(dict, "MCID"));
            let text = dict.and_then(|dict| objects.get(dict, "ActualText")?.as_str().ok());
            let hidden = name(tag) == Some(b"OC")
                && stated.is_some_and(|layer| self.session.layers.hides(objects, layer));
            let is_watermark = match name(tag) {
                Some(b"OC") => dict.is_some_and(|layer| names_watermark(objects, layer)),
                Some(b"Artifact") => {
                    dict.is_some_and(|dict| is_ground(objects.name(dict, "Subtype")))
                }
                _ => false,
            };
            return MarkOperands {
                hidden,
                role: if is_watermark { InkRole::Watermark } else { InkRole::Content },
                number: number.and_then(|number| u32::try_from(number).ok()),
                text: text.and_then(|text| self.stated_text(text)),
            };
        }
        let mut stated = MarkOperands::default();
        let is_artifact = tokens.operands.first().and_then(name) == Some(b"Artifact");
        for pair in tokens.operands.windows(2) {
            match pair {
                [key, Operand::Number(number)] if name(key) == Some(b"MCID") => {
                    stated.number = mark_number(*number);
                }
                [key, value]
                    if is_artifact && name(key) == Some(b"Subtype") && is_ground(name(value)) =>
                {
                    stated.role = InkRole::Watermark;
                }
                [key, Operand::Text(range)] if name(key) == Some(b"ActualText") => {
                    stated.text = self.stated_text(tokens.text(range));
                }
                _ => {}
            }
        }
        stated
    }

    /// A replacement text, if the limit allows it.
    fn stated_text(&self, bytes: &[u8]) -> Option<String> {
        (bytes.len() <= self.marks.text_left).then(|| stated_text(bytes))
    }
}

/// Whether an artifact is a watermark or background (ISO 32000-2, 14.8.2.2.2) and no page header.
fn is_ground(subtype: Option<&[u8]>) -> bool {
    matches!(subtype, Some(b"Watermark" | b"Background"))
}

/// Whether a layer is named after its watermark.
pub(super) fn names_watermark(objects: Objects<'_>, layer: &Dictionary) -> bool {
    let name = objects.get(layer, "Name").and_then(|name| name.as_str().ok());
    name.filter(|name| name.len() < LAYER_NAME).map(stated_text).is_some_and(|name| {
        let name = name.to_lowercase();
        ["watermark", "水印"].iter().any(|word| name.contains(word))
    })
}

/// Longest layer name compared, in bytes.
const LAYER_NAME: usize = 256;

/// A marked-content id given as a number.
fn mark_number(number: f64) -> Option<u32> {
    let is_number = number >= 0.0 && number < f64::from(u32::MAX);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range")]
    is_number.then_some(number as u32)
}
