//! Runs: what formatting says of a text beyond its characters: that it is not shown, struck, above or below
//! the line, or in a font of symbols.

use formgrid_package::{Tag, Xml, XmlError};

use super::properties::{each, is_on};
use crate::script::{self, Level};

/// What a run or a style states; absent where it says nothing.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Looks {
    pub(super) is_hidden: Option<bool>,
    pub(super) is_struck: Option<bool>,
    pub(super) level: Option<Level>,
    /// The font of symbols, or that it is none.
    pub(super) symbols: Option<Option<&'static str>>,
}

impl Looks {
    /// These looks, and those of what they stand in where they say nothing.
    #[must_use]
    pub(super) fn over(self, around: Self) -> Self {
        Self {
            is_hidden: self.is_hidden.or(around.is_hidden),
            is_struck: self.is_struck.or(around.is_struck),
            level: self.level.or(around.level),
            symbols: self.symbols.or(around.symbols),
        }
    }

    /// Takes in a property of a run.
    pub(super) fn take(&mut self, name: &str, tag: &Tag<'_>) {
        match name {
            "vanish" => self.is_hidden = Some(is_on(tag)),
            "strike" | "dstrike" => {
                self.is_struck = Some(is_on(tag) || self.is_struck == Some(true));
            }
            "vertAlign" => self.level = tag.attr("val").map(|value| Level::named(&value)),
            "rFonts" => {
                let font = tag.attr("ascii").or_else(|| tag.attr("hAnsi"));
                self.symbols = font.map(|font| script::symbols(&font)).or(self.symbols);
            }
            _ => {}
        }
    }
}

/// Reads an `rPr` that was opened last, its end included; also the style it names.
pub(super) fn run(xml: &mut Xml<'_>) -> Result<(Looks, Option<String>), XmlError> {
    let mut looks = Looks::default();
    let mut style = None;
    each(xml, |name, tag| match name {
        "rStyle" => style = tag.attr("val").map(std::borrow::Cow::into_owned),
        name => looks.take(name, tag),
    })?;
    Ok((looks, style))
}
