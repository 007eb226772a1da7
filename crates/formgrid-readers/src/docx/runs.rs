//! Run properties that matter to the text: hidden, struck, superscript or subscript, symbol font.

use formgrid_package::{Tag, Xml, XmlError};

use super::properties::{each, is_on};
use crate::script::{self, Level};

/// Properties of a run or style; `None` means inherited.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct RunProperties {
    pub(super) is_hidden: Option<bool>,
    pub(super) is_struck: Option<bool>,
    pub(super) level: Option<Level>,
    /// The symbol font; `Some(None)` for any other font.
    pub(super) symbols: Option<Option<&'static str>>,
}

impl RunProperties {
    /// These properties, with `around` for those not stated.
    #[must_use]
    pub(super) fn over(self, around: Self) -> Self {
        Self {
            is_hidden: self.is_hidden.or(around.is_hidden),
            is_struck: self.is_struck.or(around.is_struck),
            level: self.level.or(around.level),
            symbols: self.symbols.or(around.symbols),
        }
    }

    /// Applies one run property.
    pub(super) fn take(&mut self, name: &str, tag: &Tag<'_>) {
        match name {
            "vanish" => self.is_hidden = Some(is_on(tag)),
            "strike" | "dstrike" => {
                self.is_struck = Some(is_on(tag) || self.is_struck == Some(true));
            }
            "vertAlign" => self.level = tag.attr("val").map(|value| Level::named(&value)),
            "rFonts" => {
                let [ascii, other] = tag.attrs(["ascii", "hAnsi"]);
                self.symbols = ascii.or(other).map(|font| script::symbols(&font)).or(self.symbols);
            }
            _ => {}
        }
    }
}

/// Reads the `rPr` just opened, through its end; also returns the style it names.
pub(super) fn run(xml: &mut Xml<'_>) -> Result<(RunProperties, Option<String>), XmlError> {
    let mut run_properties = RunProperties::default();
    let mut style = None;
    each(xml, |name, tag| match name {
        "rStyle" => style = tag.attr("val").map(std::borrow::Cow::into_owned),
        name => run_properties.take(name, tag),
    })?;
    Ok((run_properties, style))
}
