//! Styles: number format, font and alignment of cell styles.

use std::collections::BTreeMap;

use formgrid_model::Limits;
use formgrid_package::{Event, Tag, Xml, XmlError};

use super::strings::apply;
use crate::sheet::{format::Format, rich::Font};

/// Styles of a workbook.
#[derive(Debug, Default)]
pub(super) struct Styles {
    codes: BTreeMap<u32, String>,
    fonts: Vec<Font>,
    cells: Vec<Style>,
    /// Formats parsed so far.
    formats: BTreeMap<u32, Format>,
    plain: Font,
}

/// A cell style.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Style {
    format: u32,
    font: usize,
    /// Whether text is centered over the following empty cells of the same style.
    is_centered_across: bool,
}

/// Most styles, fonts and codes each; programs allow about 65,000.
const MAX_STYLES: usize = 1 << 16;

impl Styles {
    /// The styles of a part as far as readable, and the error that ended it.
    pub(super) fn parse(part: &str, limits: &Limits) -> (Self, Option<XmlError>) {
        let mut styles = Self::default();
        let error = styles.read(&mut Xml::new(part, limits)).err();
        (styles, error)
    }

    fn read(&mut self, xml: &mut Xml<'_>) -> Result<(), XmlError> {
        let mut list = String::new();
        loop {
            let tag = match xml.next_event()? {
                Event::Open(tag) => tag,
                Event::End => return Ok(()),
                Event::Close | Event::Text(_) => continue,
            };
            match tag.local() {
                name @ ("numFmts" | "fonts" | "cellXfs" | "cellStyleXfs" | "dxfs") => {
                    name.clone_into(&mut list);
                    // Base and differential formats are not cell styles.
                    if matches!(name, "cellStyleXfs" | "dxfs") {
                        xml.skip()?;
                    }
                }
                "numFmt" if list == "numFmts" && self.codes.len() < MAX_STYLES => {
                    let code = tag.attr("formatCode").unwrap_or_default().into_owned();
                    self.codes.extend(number(&tag, "numFmtId").map(|id| (id, code)));
                }
                "font" if list == "fonts" && self.fonts.len() < MAX_STYLES => {
                    self.fonts.push(font(xml)?);
                }
                "xf" if list == "cellXfs" && self.cells.len() < MAX_STYLES => {
                    self.cells.push(Style {
                        format: number(&tag, "numFmtId").unwrap_or(0),
                        font: number(&tag, "fontId").unwrap_or(0) as usize,
                        is_centered_across: false,
                    });
                }
                "alignment" if list == "cellXfs" => {
                    if let Some(style) = self.cells.last_mut() {
                        style.is_centered_across =
                            tag.attr("horizontal").as_deref() == Some("centerContinuous");
                    }
                }
                _ => {}
            }
        }
    }

    /// The number format of a style.
    pub(super) fn format(&mut self, style: usize) -> &Format {
        let id = self.cells.get(style).map_or(0, |style| style.format);
        let code = self.codes.get(&id).map(String::as_str);
        self.formats.entry(id).or_insert_with(|| match code {
            // Built-in ids use the Chinese formats; files state those of their own language.
            Some(code) if id >= 164 || !Format::is_usual(id, code) => Format::parse(code),
            _ => Format::built_in(id),
        })
    }

    /// The font of a style.
    pub(super) fn font(&self, style: usize) -> &Font {
        let font = self.cells.get(style).and_then(|style| self.fonts.get(style.font));
        font.unwrap_or(&self.plain)
    }

    /// Whether a style centers text over the following empty cells.
    pub(super) fn is_centered_across(&self, style: usize) -> bool {
        self.cells.get(style).is_some_and(|style| style.is_centered_across)
    }
}

fn font(xml: &mut Xml<'_>) -> Result<Font, XmlError> {
    let mut font = Font::default();
    let outside = xml.depth().saturating_sub(1);
    while xml.depth() > outside {
        match xml.next_event()? {
            Event::Open(tag) => apply(&mut font, tag.local(), &tag),
            Event::End => break,
            Event::Close | Event::Text(_) => {}
        }
    }
    Ok(font)
}

fn number(tag: &Tag<'_>, name: &str) -> Option<u32> {
    tag.attr(name)?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use formgrid_model::Limits;

    use super::Styles;

    #[test]
    fn a_style_has_a_format_a_font_and_an_alignment() {
        let part = "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='0.0&quot;万&quot;'/></numFmts>\
            <fonts><font/><font><strike/></font></fonts>\
            <cellStyleXfs><xf numFmtId='9'/></cellStyleXfs>\
            <cellXfs><xf numFmtId='0'/><xf numFmtId='164' fontId='1'>\
            <alignment horizontal='centerContinuous'/></xf><xf numFmtId='10' fontId='99'/></cellXfs>\
            <dxfs><dxf><font><strike/></font></dxf></dxfs></styleSheet>";
        let (mut styles, error) = Styles::parse(part, &Limits::default());
        assert!(error.is_none());
        assert_eq!(styles.format(1).show(1.25, false), "1.3万");
        assert_eq!(styles.format(2).show(0.5, false), "50.00%");
        assert!(styles.font(1).is_struck && !styles.font(2).is_struck && !styles.font(7).is_struck);
        assert!(styles.is_centered_across(1) && !styles.is_centered_across(0));
    }
}
