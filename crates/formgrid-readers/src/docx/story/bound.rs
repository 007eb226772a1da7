//! Content controls with a bound text, which replaces the stored one where both differ.

use formgrid_model::{Code, is_blank};
use formgrid_package::{Xml, XmlError};

use super::{Element, Parser};
use crate::docx::{binding::Binding, properties};

/// An open control with a bound text.
#[derive(Debug)]
pub(super) struct Bound {
    text: String,
    /// Open elements, including the control.
    depth: usize,
    /// Number of open paragraphs and the byte at which its text begins; `None` until a paragraph begins
    /// in a control around paragraphs or cells.
    start: Option<(usize, usize)>,
}

impl Parser<'_, '_, '_> {
    /// Reads the properties of a content control.
    pub(super) fn read_control(&mut self, xml: &mut Xml<'_>) -> Result<(), XmlError> {
        let (mut asks, mut is_text, mut binding) = (false, false, None);
        properties::each(xml, |name, tag| match name {
            "showingPlcHdr" => asks = properties::is_on(tag),
            // A date or a choice shows its bound value in another form.
            "text" => is_text = true,
            "dataBinding" => binding = Binding::of(tag),
            _ => {}
        })?;
        let binding = binding.filter(|_| is_text && self.bound.is_none());
        let bound = binding.and_then(|binding| self.catalog.bound(&binding));
        let bound = bound.filter(|text| !is_blank(text));
        asks &= bound.is_none();
        if let Some(text) = bound {
            let depth = self.open.len();
            let around = self.open.iter().rev().skip(1).find_map(|element| match element {
                Element::Paragraph => Some(true),
                Element::Cell | Element::Row | Element::Table => Some(false),
                _ => None,
            });
            let start = self.paragraphs.last().filter(|_| around == Some(true));
            let start = start.map(|paragraph| (self.paragraphs.len(), paragraph.text.len()));
            self.bound = Some(Bound { text, depth, start });
        }
        if let Some(Element::Control(shown)) = self.open.last_mut() {
            *shown = asks;
            self.n_asking += usize::from(asks);
        }
        Ok(())
    }

    /// Notes that a paragraph begins, which is that of a control around it.
    pub(super) fn begin_bound(&mut self) {
        if let Some(bound) = self.bound.as_mut().filter(|bound| bound.start.is_none()) {
            bound.start =
                self.paragraphs.last().map(|open| (self.paragraphs.len(), open.text.len()));
        }
    }

    /// Replaces the stored text of a control when its paragraph ends.
    pub(super) fn end_bound_paragraph(&mut self) {
        let n_open = self.paragraphs.len();
        let is_its = |bound: &Bound| bound.start.is_some_and(|(n, _)| n == n_open);
        if self.bound.as_ref().is_some_and(is_its) {
            self.replace_bound();
        }
    }

    /// Replaces the stored text of a control when the control ends.
    pub(super) fn end_bound_control(&mut self) {
        if self.bound.as_ref().is_some_and(|bound| bound.depth == self.open.len() + 1) {
            self.replace_bound();
        }
    }

    fn replace_bound(&mut self) {
        let Some(Bound { text, start: Some((n_open, start)), .. }) = self.bound.take() else {
            return;
        };
        let paragraph = n_open.checked_sub(1).and_then(|at| self.paragraphs.get_mut(at));
        let Some(paragraph) = paragraph else { return };
        let stored = paragraph.text.get(start..).unwrap_or_default();
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        if bare(stored) == bare(&text) {
            return;
        }
        let stored = stored.to_owned();
        paragraph.text.truncate(start);
        paragraph.text.push_str(&text);
        if !is_blank(&stored) {
            let what = "the stored text of a control that is bound to another was left out";
            self.leave_out(Code::ReadHidden, what, &stored);
        }
    }
}
