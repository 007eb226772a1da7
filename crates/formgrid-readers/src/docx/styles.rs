//! Styles: headings, list membership and run properties, inherited along `basedOn`.
//!
//! Writers put hundreds of styles into a document that uses a few. The part is only indexed; a style is
//! parsed when a paragraph uses it.

use std::{borrow::Cow, collections::BTreeMap, ops::Range};

use formgrid_model::Limits;
use formgrid_package::{Event, Xml, XmlError, tag_around};
use memchr::memmem;

use super::{
    properties::{ParagraphProperties, paragraph},
    runs::{self, RunProperties},
};

/// Longest `basedOn` chain; a longer one is a cycle.
const MAX_CHAIN: usize = 20;

/// The paragraph styles of a document.
#[derive(Debug)]
pub(super) struct Styles<'l> {
    part: String,
    limits: &'l Limits,
    /// Byte range of each style in the part, by id.
    places: BTreeMap<String, Range<usize>>,
    /// Styles resolved so far.
    known: BTreeMap<String, Effect>,
}

/// What a style gives its paragraphs.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Effect {
    /// Whether they are headings.
    pub(super) is_heading: bool,
    /// Their list.
    pub(super) list: Option<u32>,
    /// Their level in that list; `None` if the list links a level to the style.
    pub(super) level: Option<u8>,
    /// Their run properties.
    pub(super) run_properties: RunProperties,
}

#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    /// Whether its name is a built-in heading name.
    is_heading: bool,
    properties: ParagraphProperties,
    run_properties: RunProperties,
}

impl<'l> Styles<'l> {
    /// Indexes the styles part.
    pub(super) fn new(part: String, limits: &'l Limits) -> Self {
        let places = places(&part, limits);
        Self { part, limits, places, known: BTreeMap::new() }
    }

    /// The effect of a style; the default if it is unknown.
    pub(super) fn effect(&mut self, id: &str) -> Effect {
        if let Some(&known) = self.known.get(id) {
            return known;
        }
        let chain = self.chain(id);
        let is_heading = chain.iter().find_map(|style| match style.properties.outline {
            Some(level) => Some(level < 9),
            None => style.is_heading.then_some(true),
        });
        let list = chain.iter().find_map(|style| style.properties.list);
        let level = chain.iter().find_map(|style| style.properties.level);
        let effect = Effect {
            is_heading: is_heading.unwrap_or(false),
            list,
            level: level.filter(|_| list.is_some()),
            run_properties: chain.iter().fold(RunProperties::default(), |run_properties, style| {
                run_properties.over(style.run_properties)
            }),
        };
        self.known.insert(id.to_owned(), effect);
        effect
    }

    /// A style and its ancestors.
    fn chain(&self, id: &str) -> Vec<Style> {
        let mut chain: Vec<Style> = Vec::new();
        let mut next = Some(id.to_owned());
        while let Some(place) = next.and_then(|id| self.places.get(&id))
            && chain.len() < MAX_CHAIN
        {
            let style = read(&self.part[place.clone()], self.limits);
            next = style.based_on.clone();
            chain.push(style);
        }
        chain
    }
}

/// Byte ranges of paragraph and character styles by id; the last definition of an id wins.
fn places(part: &str, limits: &Limits) -> BTreeMap<String, Range<usize>> {
    let mut places = BTreeMap::new();
    let mut open: Option<(String, usize)> = None;
    for at in memmem::find_iter(part.as_bytes(), b"styleId") {
        let Some(inside) = tag_around(part.as_bytes(), at) else { continue };
        let start = inside.start - 1;
        let Ok(Event::Open(tag)) = Xml::new(&part[start..=inside.end], limits).next_event() else {
            continue;
        };
        if tag.local() != "style" {
            continue;
        }
        places.extend(open.take().map(|(id, begin)| (id, begin..start)));
        let of_text = |kind: &str| matches!(kind, "paragraph" | "character");
        let is_of_text = tag.attr("type").is_none_or(|kind| of_text(&kind));
        open = tag.attr("styleId").filter(|_| is_of_text).map(|id| (id.into_owned(), start));
    }
    places.extend(open.map(|(id, begin)| (id, begin..part.len())));
    places
}

/// Parses the style at the start of a text as far as possible.
fn read(text: &str, limits: &Limits) -> Style {
    let mut style = Style::default();
    // Damage ends a style as its end tag does.
    let _ = fill(&mut style, &mut Xml::new(text, limits));
    style
}

fn fill(style: &mut Style, xml: &mut Xml<'_>) -> Result<(), XmlError> {
    loop {
        match xml.next_event()? {
            Event::Open(tag) => match tag.local() {
                "style" => {}
                "name" => {
                    style.is_heading = tag.attr("val").is_some_and(|name| names_heading(&name));
                }
                "basedOn" => style.based_on = tag.attr("val").map(Cow::into_owned),
                "pPr" => style.properties = paragraph(xml)?,
                "rPr" => style.run_properties = runs::run(xml)?.0,
                _ => xml.skip()?,
            },
            Event::Close if xml.depth() > 0 => {}
            Event::Text(_) => {}
            Event::Close | Event::End => return Ok(()),
        }
    }
}

fn names_heading(name: &str) -> bool {
    let name = name.to_lowercase();
    name == "title" || name.starts_with("heading ") || name.starts_with("标题")
}

#[cfg(test)]
mod tests {
    use formgrid_model::Limits;

    use super::{Effect, Styles};

    const STYLES: &str = "<w:styles><w:docDefaults><w:pPr/></w:docDefaults>\
        <w:style w:type='paragraph' w:styleId='1'><w:name w:val='heading 1'/>\
        <w:pPr><w:numPr><w:numId w:val='4'/></w:numPr><w:outlineLvl w:val='0'/></w:pPr></w:style>\
        <w:style w:type='paragraph' w:styleId='own'><w:name w:val='部门标题'/><w:basedOn w:val='1'/></w:style>\
        <w:style w:type='paragraph' w:styleId='body'><w:name w:val='own body'/><w:basedOn w:val='1'/>\
        <w:pPr><w:outlineLvl w:val='9'/></w:pPr></w:style>\
        <w:style w:type='paragraph' w:styleId='a'><w:name w:val='a'/><w:basedOn w:val='b'/></w:style>\
        <w:style w:type='paragraph' w:styleId='b'><w:name w:val='b'/><w:basedOn w:val='a'/></w:style>\
        </w:styles>";

    fn effect(part: &str, id: &str) -> Effect {
        Styles::new(part.to_owned(), &Limits::default()).effect(id)
    }

    #[test]
    fn headings_are_inherited_and_revoked() {
        let is_heading = |id: &str| effect(STYLES, id).is_heading;
        assert!(is_heading("1") && is_heading("own"));
        assert!(!is_heading("body") && !is_heading("unknown"));
    }

    #[test]
    fn lists_are_inherited() {
        let own = effect(STYLES, "own");
        assert_eq!((own.list, own.level), (Some(4), None));
    }

    #[test]
    fn cycles_end() {
        assert_eq!(effect(STYLES, "a"), Effect::default());
        assert_eq!(effect(STYLES, "b"), Effect::default());
    }

    #[test]
    fn a_style_ends_where_the_next_begins() {
        let damaged =
            "<w:style w:styleId='1'><w:rPr><w:style w:styleId='2'><w:name w:val='Title'/>";
        assert!(!effect(damaged, "1").is_heading);
        assert!(effect(damaged, "2").is_heading);
    }

    #[test]
    fn only_paragraph_styles_count_and_the_last_of_an_id() {
        let styles = "<styles><style type='paragraph' styleId='1'><name val='Title'/></style>\
            <style type='paragraph' styleId='1'><name val='plain'/></style>\
            <style type='table' styleId='2'><name val='Title'/></style></styles>";
        assert!(!effect(styles, "1").is_heading);
        assert!(!effect(styles, "2").is_heading);
    }
}
