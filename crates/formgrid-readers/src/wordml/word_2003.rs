//! Word 2003 XML: converts body, styles, lists, headers and footers to the parts of a docx.
//!
//! The two formats share most element names; the others are renamed.

use std::fmt::Write as _;

use formgrid_model::{Limit, Limits};
use formgrid_package::{Event, Tag, Xml, XmlError};

use super::{PackagePart, flat::inner};
use crate::{
    ReadError,
    docx::lists::{ListDefinitions, ListLevel, format_name},
};

/// Element names that differ, with their docx names.
const RENAMED: [(&str, &str); 4] =
    [("vmerge", "vMerge"), ("hmerge", "hMerge"), ("listPr", "numPr"), ("ilfo", "numId")];

/// Base of relationship types.
const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The parts of a document.
pub(super) fn parts(text: &str, limits: &Limits) -> Result<Vec<PackagePart>, ReadError> {
    let mut made = Converter::default();
    let mut xml = Xml::new(text, limits);
    match made.read(&mut xml, text) {
        Err(XmlError::Limit(over)) => return Err(over.into()),
        Ok(()) | Err(XmlError::IllFormed { .. }) => {}
    }
    let body = made.body.clone().unwrap_or_default();
    // Headers are inside section properties in the body.
    let mut xml = Xml::new(&body, limits);
    match made.furniture(&mut xml, &body) {
        Err(XmlError::Limit(over)) => return Err(over.into()),
        Ok(()) | Err(XmlError::IllFormed { .. }) => {}
    }
    limits.check(Limit::PackageEntries, made.furniture.len())?;
    if made.body.is_none() {
        return Err(super::malformed("it has no body"));
    }
    Ok(made.parts())
}

#[derive(Debug, Default)]
struct Converter {
    body: Option<String>,
    styles: String,
    lists: ListDefinitions,
    /// Headers and footers.
    furniture: Vec<(&'static str, String)>,
}

impl Converter {
    fn read(&mut self, xml: &mut Xml<'_>, text: &str) -> Result<(), XmlError> {
        loop {
            match xml.next_event()? {
                Event::Open(tag) => match tag.local() {
                    "wordDocument" | "lists" => {}
                    "listDef" => self.list_pattern(xml, &tag)?,
                    "list" => self.list(xml, &tag)?,
                    "styles" => {
                        let (styles, outcome) = inner(xml, text);
                        self.styles = styles;
                        outcome?;
                    }
                    "body" => {
                        let (body, outcome) = inner(xml, text);
                        self.body = Some(body);
                        outcome?;
                    }
                    _ => xml.skip()?,
                },
                Event::End => return Ok(()),
                Event::Close | Event::Text(_) => {}
            }
        }
    }

    fn furniture(&mut self, xml: &mut Xml<'_>, body: &str) -> Result<(), XmlError> {
        loop {
            match xml.next_event()? {
                Event::Open(tag) => {
                    let kind = match tag.local() {
                        "hdr" => "header",
                        "ftr" => "footer",
                        _ => continue,
                    };
                    let (story, outcome) = inner(xml, body);
                    self.furniture.push((kind, story));
                    outcome?;
                }
                Event::End => return Ok(()),
                Event::Close | Event::Text(_) => {}
            }
        }
    }

    fn list_pattern(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<(), XmlError> {
        let id = value(tag, "listDefId");
        let new = || ListLevel { start: 1, format: "decimal", text: String::new(), decimal: false };
        let mut levels: Vec<ListLevel> = Vec::new();
        let outside = xml.depth().saturating_sub(1);
        while xml.depth() > outside {
            let tag = match xml.next_event()? {
                Event::Open(tag) => tag,
                Event::End => break,
                Event::Close | Event::Text(_) => continue,
            };
            if tag.local() == "lvl" && levels.len() < 9 {
                levels.push(new());
            }
            let Some(level) = levels.last_mut() else { continue };
            match tag.local() {
                "start" => level.start = value(&tag, "val"),
                "nfc" => level.format = format_name(value(&tag, "val")),
                "lvlText" => level.text = tag.attr("val").unwrap_or_default().into_owned(),
                "isLgl" => level.decimal = true,
                _ => {}
            }
        }
        self.lists.abstract_list(id, &levels);
        Ok(())
    }

    fn list(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<(), XmlError> {
        let id = value(tag, "ilfo");
        let mut pattern = 0;
        let outside = xml.depth().saturating_sub(1);
        while xml.depth() > outside {
            match xml.next_event()? {
                Event::Open(tag) if tag.local() == "ilst" => pattern = value(&tag, "val"),
                Event::End => break,
                _ => {}
            }
        }
        self.lists.list(id, pattern, &[]);
        Ok(())
    }

    fn parts(self) -> Vec<PackagePart> {
        let part = |name: &str, text: String| PackagePart { name: name.to_owned(), text };
        let body = renamed(&self.body.unwrap_or_default());
        let mut relationships = relationship("styles", "styles.xml", 1);
        relationships.push_str(&relationship("numbering", "numbering.xml", 2));
        let mut parts = vec![
            part("word/document.xml", format!("<w:document><w:body>{body}</w:body></w:document>")),
            part("word/styles.xml", format!("<w:styles>{}</w:styles>", renamed(&self.styles))),
            part("word/numbering.xml", self.lists.part()),
        ];
        for (number, (kind, story)) in self.furniture.into_iter().enumerate() {
            let name = format!("{kind}{number}.xml");
            relationships.push_str(&relationship(kind, &name, number + 3));
            let text = format!("<w:{kind}>{}</w:{kind}>", renamed(&story));
            parts.push(PackagePart { name: format!("word/{name}"), text });
        }
        let root = relationship("officeDocument", "word/document.xml", 1);
        parts.push(part("_rels/.rels", format!("<Relationships>{root}</Relationships>")));
        let text = format!("<Relationships>{relationships}</Relationships>");
        parts.push(part("word/_rels/document.xml.rels", text));
        parts
    }
}

fn relationship(kind: &str, target: &str, id: usize) -> String {
    let mut out = String::new();
    let _ = write!(out, "<Relationship Id='r{id}' Type='{KIND}/{kind}' Target='{target}'/>");
    out
}

fn value(tag: &Tag<'_>, name: &str) -> u32 {
    tag.attr(name).and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// A text with its elements renamed. Only the starts of tags are examined.
fn renamed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at + 1);
        out.push_str(before);
        let len = tag.find(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '/' | '_' | '-')));
        let (name, after) = tag.split_at(len.unwrap_or(tag.len()));
        let is_empty = name.ends_with('/');
        let bare = name.strip_suffix('/').unwrap_or(name);
        let start = bare.rfind([':', '/']).map_or(0, |at| at + 1);
        let (prefix, local) = bare.split_at(start);
        let new = RENAMED.iter().find(|(old, _)| *old == local).map_or(local, |&(_, new)| new);
        out.push_str(prefix);
        out.push_str(new);
        out.push_str(if is_empty { "/" } else { "" });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::renamed;

    #[test]
    fn only_names_of_elements_change() {
        assert_eq!(
            renamed("<w:vmerge w:val='vmerge'/><w:t>listPr <</w:t></w:ilfo><w:hmerge/>"),
            "<w:vMerge w:val='vmerge'/><w:t>listPr <</w:t></w:numId><w:hMerge/>"
        );
    }
}
