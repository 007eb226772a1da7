//! Formulas (OMML) on one line: a fraction is not its digits in a row, and ten to the fourth is not
//! 104.

use formgrid_package::{Event, Xml, XmlError};

use super::{Element, Parser};
use crate::script::{Level, at_level};

/// An open part of a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Math {
    /// A part without a sign.
    Plain,
    /// Numerator or denominator.
    Fraction,
    /// Exponent or index.
    Script(Level),
    /// A radical; its sign precedes the radicand.
    Root,
    /// A delimited part, with its closing delimiter.
    Brackets(char),
}

impl Parser<'_, '_, '_> {
    /// Enters a formula element; `None` if it was skipped with its contents.
    pub(super) fn enter_math(
        &mut self,
        xml: &mut Xml<'_>,
        name: &str,
    ) -> Result<Option<Element>, XmlError> {
        let kind = match name {
            "den" => {
                self.push_text("/");
                Math::Fraction
            }
            "num" => Math::Fraction,
            "sup" => Math::Script(Level::Raised),
            "sub" => Math::Script(Level::Lowered),
            "deg" => Math::Script(Level::Raised),
            "rad" => Math::Root,
            "d" => Math::Brackets(')'),
            "e" => {
                if let Some(Element::Math(Math::Root, _)) = self.open.last() {
                    self.push_text("√");
                }
                if let Some(Element::Math(Math::Brackets(')'), start)) = self.open.last()
                    && *start == self.length()
                {
                    self.push_text("(");
                }
                Math::Plain
            }
            "dPr" | "naryPr" => {
                self.signs(xml, name)?;
                return Ok(None);
            }
            "ctrlPr" | "rPr" | "radPr" | "fPr" | "sSupPr" | "sSubPr" | "sSubSupPr" => {
                xml.skip()?;
                return Ok(None);
            }
            _ => Math::Plain,
        };
        Ok(Some(Element::Math(kind, self.length())))
    }

    /// Reads the delimiters or the n-ary operator of an element.
    fn signs(&mut self, xml: &mut Xml<'_>, name: &str) -> Result<(), XmlError> {
        let outside = xml.depth().saturating_sub(1);
        let (mut begin, mut end, mut sign) = ('(', ')', '∫');
        while xml.depth() > outside {
            match xml.next_event()? {
                Event::Open(tag) => {
                    let value = tag.attr("val").and_then(|value| value.chars().next());
                    match (tag.local(), value) {
                        ("begChr", Some(c)) => begin = c,
                        ("endChr", Some(c)) => end = c,
                        ("chr", Some(c)) => sign = c,
                        _ => {}
                    }
                }
                Event::End => break,
                Event::Close | Event::Text(_) => {}
            }
        }
        let sign = if name == "dPr" { begin } else { sign };
        self.push_text(sign.encode_utf8(&mut [0; 4]));
        if let (true, Some(Element::Math(kind, _))) = (name == "dPr", self.open.last_mut()) {
            *kind = Math::Brackets(end);
        }
        Ok(())
    }

    /// Ends a part that began at byte `start` of the text.
    pub(super) fn close_math(&mut self, kind: Math, start: usize) {
        let Some(text) = self.paragraphs.last_mut().map(|paragraph| &mut paragraph.text) else {
            return;
        };
        match kind {
            Math::Plain | Math::Root => {}
            Math::Fraction => {
                let is_sum =
                    text.get(start..).is_some_and(|part| part.contains(['+', '-', '−', '×', '/']));
                if is_sum && text.is_char_boundary(start) {
                    text.insert(start, '(');
                    text.push(')');
                }
            }
            Math::Script(level) => {
                let Some(part) = text.get(start..).map(str::to_owned) else { return };
                let shifted = at_level(&part, level);
                let stays = part.chars().zip(shifted.chars()).any(|(from, to)| from == to);
                text.truncate(start);
                match (part.is_empty(), stays) {
                    (true, _) => {}
                    (false, false) => text.push_str(&shifted),
                    // Characters without a superscript or subscript form get `^` or `_`.
                    (false, true) => {
                        text.push(if level == Level::Raised { '^' } else { '_' });
                        text.push('(');
                        text.push_str(&part);
                        text.push(')');
                    }
                }
            }
            Math::Brackets(end) => text.push(end),
        }
    }

    /// Length of the text so far, in bytes.
    fn length(&self) -> usize {
        self.paragraphs.last().map_or(0, |paragraph| paragraph.text.len())
    }
}
