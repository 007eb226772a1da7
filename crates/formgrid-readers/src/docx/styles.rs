//! Styles: which of them make a heading or a list item, inherited from what they are based on.

use std::collections::BTreeMap;

use formgrid_model::Limits;
use formgrid_package::{Event, Xml, XmlError};

use super::properties::{ParagraphProperties, paragraph};

/// How many styles one may be based on, one after another; a longer chain is a circle.
const MAX_CHAIN: usize = 20;

/// The paragraph styles of a document by id.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: BTreeMap<String, Style>,
}

#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    /// Its name is one that word processors give to headings.
    is_heading: bool,
    properties: ParagraphProperties,
}

impl Styles {
    /// Reads the styles part, as far as it can be read.
    pub(super) fn parse(text: &str, limits: &Limits) -> Self {
        let mut styles = Self::default();
        let mut xml = Xml::new(text, limits);
        while let Ok(event) = xml.next_event() {
            match event {
                Event::Open(tag) if tag.local() == "style" => {
                    let id = tag.attr("styleId").unwrap_or_default().into_owned();
                    let is_paragraph = tag.attr("type").is_none_or(|kind| kind == "paragraph");
                    let outcome = if is_paragraph { style(&mut xml) } else { skip(&mut xml) };
                    let Ok(found) = outcome else { break };
                    styles.by_id.extend(found.map(|style| (id, style)));
                }
                Event::Open(tag) if tag.local() == "styles" => {}
                Event::Open(_) if xml.skip().is_err() => break,
                Event::End => break,
                _ => {}
            }
        }
        styles
    }

    /// Whether a style makes its paragraphs headings.
    pub(super) fn is_heading(&self, id: &str) -> bool {
        let deciding = self.chain(id).find_map(|style| match style.properties.outline {
            Some(level) => Some(level < 9),
            None => style.is_heading.then_some(true),
        });
        deciding.unwrap_or(false)
    }

    /// The list and the level that a style gives to its paragraphs. The level is absent where the list
    /// says which of its levels belongs to the style.
    pub(super) fn list(&self, id: &str) -> Option<(u32, Option<u8>)> {
        let level = self.chain(id).find_map(|style| style.properties.level);
        self.chain(id).find_map(|style| style.properties.list).map(|list| (list, level))
    }

    /// A style and those it is based on.
    fn chain<'s>(&'s self, id: &str) -> impl Iterator<Item = &'s Style> {
        let mut next = self.by_id.get(id);
        std::iter::from_fn(move || {
            let style = next?;
            next = style.based_on.as_ref().and_then(|id| self.by_id.get(id));
            Some(style)
        })
        .take(MAX_CHAIN)
    }
}

fn skip(xml: &mut Xml<'_>) -> Result<Option<Style>, XmlError> {
    xml.skip().map(|()| None)
}

/// Reads a `style` that was opened last, its end included.
fn style(xml: &mut Xml<'_>) -> Result<Option<Style>, XmlError> {
    let mut style = Style::default();
    let outside = xml.depth().saturating_sub(1);
    while xml.depth() > outside {
        let Event::Open(tag) = xml.next_event()? else { continue };
        match tag.local() {
            "name" => style.is_heading = tag.attr("val").is_some_and(|name| names_heading(&name)),
            "basedOn" => style.based_on = tag.attr("val").map(std::borrow::Cow::into_owned),
            "pPr" => style.properties = paragraph(xml)?,
            _ => xml.skip()?,
        }
    }
    Ok(Some(style))
}

fn names_heading(name: &str) -> bool {
    let name = name.to_lowercase();
    name == "title" || name.starts_with("heading ") || name.starts_with("标题")
}

#[cfg(test)]
mod tests {
    use formgrid_model::Limits;

    use super::Styles;

    const STYLES: &str = "<w:styles><w:docDefaults><w:pPr/></w:docDefaults>\
        <w:style w:type='paragraph' w:styleId='1'><w:name w:val='heading 1'/>\
        <w:pPr><w:numPr><w:numId w:val='4'/></w:numPr><w:outlineLvl w:val='0'/></w:pPr></w:style>\
        <w:style w:type='paragraph' w:styleId='own'><w:name w:val='部门标题'/><w:basedOn w:val='1'/></w:style>\
        <w:style w:type='paragraph' w:styleId='body'><w:name w:val='own body'/><w:basedOn w:val='1'/>\
        <w:pPr><w:outlineLvl w:val='9'/></w:pPr></w:style>\
        <w:style w:type='paragraph' w:styleId='a'><w:name w:val='a'/><w:basedOn w:val='b'/></w:style>\
        <w:style w:type='paragraph' w:styleId='b'><w:name w:val='b'/><w:basedOn w:val='a'/></w:style>\
        </w:styles>";

    #[test]
    fn headings_are_inherited_and_taken_back() {
        let styles = Styles::parse(STYLES, &Limits::default());
        assert!(styles.is_heading("1") && styles.is_heading("own"));
        assert!(!styles.is_heading("body") && !styles.is_heading("unknown"));
    }

    #[test]
    fn lists_are_inherited() {
        assert_eq!(Styles::parse(STYLES, &Limits::default()).list("own"), Some((4, None)));
    }

    #[test]
    fn circles_end() {
        let styles = Styles::parse(STYLES, &Limits::default());
        assert!(!styles.is_heading("a"));
        assert_eq!(styles.list("b"), None);
    }
}
