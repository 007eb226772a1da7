//! The catalog: documents of a file; pages, templates and resources of a document.

use std::collections::BTreeMap;

use formgrid_model::Limits;
use formgrid_package::{Event, Tag, Xml, XmlError};

use super::numbers::{Rect, number, numbers};
use crate::ReadError;

/// A page of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct PageEntry {
    pub(super) id: String,
    pub(super) part: String,
}

/// The parts of a document, by their names in the archive.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    folder: String,
    pub(super) area: Option<Rect>,
    pub(super) pages: Vec<PageEntry>,
    pub(super) templates: BTreeMap<String, String>,
    pub(super) resources: Vec<String>,
    pub(super) annotations: Option<String>,
    pub(super) attachments: Option<String>,
}

impl Catalog {
    /// The catalog of the document in a part.
    pub(super) fn new(part: &str) -> Self {
        Self { folder: folder(part), ..Self::default() }
    }

    pub(super) fn read(&mut self, text: &str, limits: &Limits) -> Result<(), XmlError> {
        elements(text, limits, |tag, text| {
            let part = |name: &str| resolve(&self.folder, name);
            let base = || part(&tag.attr("BaseLoc").unwrap_or_default());
            let id = || tag.attr("ID").unwrap_or_default().into_owned();
            match tag.local() {
                "PhysicalBox" => self.area = self.area.or(Rect::read(text)),
                "PublicRes" | "DocumentRes" => self.resources.push(part(text)),
                "TemplatePage" => _ = self.templates.insert(id(), base()),
                "Page" => self.pages.push(PageEntry { id: id(), part: base() }),
                "Annotations" => self.annotations = Some(part(text)),
                "Attachments" => self.attachments = Some(part(text)),
                _ => {}
            }
        })
    }
}

/// The parts that hold the documents of a file.
pub(super) fn documents(root: &str, limits: &Limits) -> Result<Vec<String>, ReadError> {
    let mut found: Vec<String> = Vec::new();
    let outcome = elements(root, limits, |tag, text| {
        let part = resolve("", text);
        if tag.local() == "DocRoot" && !found.contains(&part) {
            found.push(part);
        }
    });
    super::damage(outcome)?;
    Ok(found)
}

/// Annotation parts, by page.
pub(super) fn annotations(
    part: &str,
    text: &str,
    limits: &Limits,
) -> Result<BTreeMap<String, Vec<String>>, ReadError> {
    let folder = folder(part);
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut page = String::new();
    let outcome = events(text, limits, |name, tag, text| match (name, tag) {
        ("Page", Some(tag)) => page = tag.attr("PageID").unwrap_or_default().into_owned(),
        ("FileLoc", None) => {
            found.entry(page.clone()).or_default().push(resolve(&folder, text));
        }
        _ => {}
    });
    super::damage(outcome)?;
    Ok(found)
}

/// The names of attached files.
pub(super) fn attachments(text: &str, limits: &Limits) -> Result<Vec<String>, ReadError> {
    /// Most attachments named.
    const MAX_NAMED: usize = 50;
    let mut found = Vec::new();
    let outcome = elements(text, limits, |tag, _| {
        if tag.local() == "Attachment" && found.len() < MAX_NAMED {
            found.push(tag.attr("Name").unwrap_or_default().into_owned());
        }
    });
    super::damage(outcome)?;
    Ok(found)
}

/// Resources that content refers to by id.
#[derive(Debug, Default)]
pub(super) struct Resources {
    params: BTreeMap<String, DrawParam>,
    /// Ids of bold fonts.
    bold: Vec<String>,
}

/// Drawing parameters, used by objects that do not state their own.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct DrawParam {
    pub(super) line_width: Option<f64>,
    pub(super) fill: Option<f64>,
    pub(super) stroke: Option<f64>,
}

impl Resources {
    /// Adds the resources of a part.
    pub(super) fn read(&mut self, text: &str, limits: &Limits) -> Result<(), XmlError> {
        let mut open: Option<(String, DrawParam)> = None;
        events(text, limits, |name, tag, _| match (name, tag) {
            ("DrawParam", Some(tag)) => {
                let base = tag.attr("Relative").and_then(|base| self.params.get(&*base));
                let mut param = base.copied().unwrap_or_default();
                param.line_width =
                    tag.attr("LineWidth").and_then(|w| number(&w)).or(param.line_width);
                open = Some((tag.attr("ID").unwrap_or_default().into_owned(), param));
            }
            ("DrawParam", None) => self.params.extend(open.take()),
            ("FillColor", Some(tag)) => {
                open.iter_mut().for_each(|(_, param)| param.fill = lightness(tag));
            }
            ("StrokeColor", Some(tag)) => {
                open.iter_mut().for_each(|(_, param)| param.stroke = lightness(tag));
            }
            ("Font", Some(tag)) => {
                let name = tag.attr("FontName").unwrap_or_default().to_ascii_lowercase();
                let is_named = ["bold", "black", "heavy", "simhei", "黑体"];
                let is_bold = tag.attr("Bold").as_deref() == Some("true");
                if is_bold || is_named.iter().any(|word| name.contains(word)) {
                    self.bold.push(tag.attr("ID").unwrap_or_default().into_owned());
                }
            }
            _ => {}
        })
    }

    pub(super) fn param(&self, id: &str) -> DrawParam {
        self.params.get(id).copied().unwrap_or_default()
    }

    pub(super) fn is_bold(&self, font: &str) -> bool {
        self.bold.iter().any(|known| known == font)
    }
}

/// Lightness of a color, from 0 for black to 1 for white; `None` without a value. One component is
/// gray, three are RGB, four are CMYK.
pub(super) fn lightness(tag: &Tag<'_>) -> Option<f64> {
    let value = tag.attr("Value")?;
    let list: Vec<f64> = numbers(&value).take(4).map(|n| (n / 255.0).clamp(0.0, 1.0)).collect();
    match *list.as_slice() {
        [grey] => Some(grey),
        [red, green, blue] => Some(0.299 * red + 0.587 * green + 0.114 * blue),
        [cyan, magenta, yellow, black] => {
            let ink = 0.299 * cyan + 0.587 * magenta + 0.114 * yellow;
            Some((1.0 - ink - black).clamp(0.0, 1.0))
        }
        _ => None,
    }
}

/// Calls `visit` at the end of each element, with its text.
fn elements(
    text: &str,
    limits: &Limits,
    mut visit: impl FnMut(&Tag<'_>, &str),
) -> Result<(), XmlError> {
    let mut xml = Xml::new(text, limits);
    let mut open: Vec<Tag<'_>> = Vec::new();
    let mut last = String::new();
    loop {
        match xml.next_event()? {
            Event::Open(tag) => {
                last.clear();
                open.push(tag);
            }
            Event::Text(text) => last.push_str(&text),
            Event::Close => {
                if let Some(tag) = open.pop() {
                    visit(&tag, last.trim());
                }
                last.clear();
            }
            Event::End => return Ok(()),
        }
    }
}

/// Calls `visit` for each element twice: at its start, with the tag, and at its end, with the text.
fn events(
    text: &str,
    limits: &Limits,
    mut visit: impl FnMut(&str, Option<&Tag<'_>>, &str),
) -> Result<(), XmlError> {
    let mut xml = Xml::new(text, limits);
    let mut open: Vec<String> = Vec::new();
    let mut last = String::new();
    loop {
        match xml.next_event()? {
            Event::Open(tag) => {
                last.clear();
                visit(tag.local(), Some(&tag), "");
                open.push(tag.local().to_owned());
            }
            Event::Text(text) => last.push_str(&text),
            Event::Close => {
                if let Some(name) = open.pop() {
                    visit(&name, None, last.trim());
                }
                last.clear();
            }
            Event::End => return Ok(()),
        }
    }
}

/// The folder of a part, with a trailing slash.
fn folder(part: &str) -> String {
    part.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"))
}

/// Resolves a path relative to a folder, or to the root if it begins with a slash.
fn resolve(folder: &str, stated: &str) -> String {
    let stated = stated.trim().replace('\\', "/");
    let full = match stated.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}{stated}"),
    };
    let mut names: Vec<&str> = Vec::new();
    for name in full.split('/') {
        match name {
            "" | "." => {}
            ".." => _ = names.pop(),
            name => names.push(name),
        }
    }
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn parts_are_stated_from_their_folder_or_the_root() {
        assert_eq!(resolve("Doc_0/", "Pages/Page_0/Content.xml"), "Doc_0/Pages/Page_0/Content.xml");
        assert_eq!(resolve("Doc_0/", "/Doc_1/./x.xml"), "Doc_1/x.xml");
        assert_eq!(resolve("Doc_0/a/", "../../../x.xml"), "x.xml");
    }
}
