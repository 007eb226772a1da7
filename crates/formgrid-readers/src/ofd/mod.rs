//! The ofd reader: pages of the Chinese fixed-layout standard, GB/T 33190.
//!
//! Supported: pages with templates and layers, text with advances (`DeltaX`, `DeltaY`, also repeated
//! ones), transforms, drawing parameters, straight strokes and filled boxes, several documents per
//! file; annotations, as furniture; attachments, by name.
//! Partly supported: glyph substitution (`CGTransform`; characters are taken as stated), rotated
//! characters.
//! Ignored: clips, images, composite objects, outlines, custom tags, signature seals.
//!
//! The file states where glyphs begin but not how wide they are, so widths come from the advance to the
//! next glyph, or from the kind of character. The result has the same form as pages of a PDF. Lengths
//! are millimeters in the file and points outside this module.

mod catalog;
mod content;
mod numbers;
mod shapes;
#[cfg(test)]
mod tests;
mod words;

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use formgrid_model::{
    AtomId, Code, Diagnostics, Format, Limit, Limits, Place, RawDocument, RawItem, RawText,
};
use formgrid_package::{Package, PackageError, XmlError};
use formgrid_pdf::{Page, PdfDocument, SCAN_SHARE};

use self::{
    catalog::{Catalog, PageEntry, Resources},
    content::{Drawing, Template},
    numbers::{Rect, points},
};
use crate::{ReadError, pdf};

/// The part that lists the documents of a file.
const ROOT: &str = "OFD.xml";

/// Curves on a page without text that suggest text drawn as outlines.
const OUTLINED: usize = 50;

/// Whether a package is an OFD file.
pub(crate) fn is_document(package: &Package<'_>) -> bool {
    package.has(ROOT)
}

/// Reads all documents of a file.
pub(crate) fn read(
    package: &mut Package<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    if package.has("Encryptions.xml") {
        return Err(ReadError::Encrypted { what: "the document".to_owned() });
    }
    let limits = package.limits();
    let root = text(package, ROOT, diagnostics)?.unwrap_or_default();
    let documents = catalog::documents(&root, limits)?;
    let mut reading = Reading {
        package,
        limits,
        pages: Vec::new(),
        notes: Vec::new(),
        templates: BTreeMap::new(),
        n_objects: 0,
    };
    for document in &documents {
        reading.document(document, diagnostics)?;
    }
    if reading.pages.is_empty() {
        let what = "it lists no page that exists".to_owned();
        return Err(ReadError::Malformed { part: ROOT.to_owned(), what });
    }
    let Reading { pages, notes, .. } = reading;
    let printout = PdfDocument { pages, ..PdfDocument::default() };
    let mut raw = pdf::lower(printout, diagnostics);
    raw.format = Format::Ofd;
    for note in notes {
        let atom = Some(AtomId(raw.n_atoms));
        raw.n_atoms += 1;
        raw.items.push(RawItem::Furniture(RawText { atom, ..note }));
    }
    Ok(raw)
}

/// The text of a part; `None` if it is missing. Damage is reported.
fn text(
    package: &mut Package<'_>,
    name: &str,
    diagnostics: &mut Diagnostics,
) -> Result<Option<String>, ReadError> {
    let damage = match package.part(name) {
        Ok(Some(part)) => {
            if let Some(damage) = part.damage {
                report(name, &damage, diagnostics);
            }
            return Ok(Some(part.text));
        }
        Ok(None) => "it is missing from the archive".to_owned(),
        Err(PackageError::Malformed { what, .. }) if name != ROOT => what,
        Err(error) => return Err(error.into()),
    };
    report(name, &damage, diagnostics);
    Ok(None)
}

fn report(part: &str, damage: &str, diagnostics: &mut Diagnostics) {
    let message = format!("{part} is damaged, what could be read was kept: {damage}");
    diagnostics.report(Code::ReadPartDamaged, Place::default(), message);
}

/// The damage that ended a part early; a limit is an error.
fn damage(outcome: Result<(), XmlError>) -> Result<Option<String>, ReadError> {
    match outcome {
        Ok(()) => Ok(None),
        Err(XmlError::Limit(over)) => Err(over.into()),
        Err(XmlError::IllFormed { offset, what }) => Ok(Some(format!("{what} at byte {offset}"))),
    }
}

/// Appends a list to another, which is mostly empty.
fn append<T>(list: &mut Vec<T>, mut more: Vec<T>) {
    match list.is_empty() {
        true => *list = more,
        false => list.append(&mut more),
    }
}

struct Reading<'p, 'a> {
    package: &'p mut Package<'a>,
    limits: &'a Limits,
    pages: Vec<Page>,
    /// Texts of annotations.
    notes: Vec<RawText>,
    /// What templates draw, by part name.
    templates: BTreeMap<String, Rc<Drawing>>,
    /// Words and shapes of all pages so far.
    n_objects: usize,
}

impl Reading<'_, '_> {
    fn document(&mut self, name: &str, diagnostics: &mut Diagnostics) -> Result<(), ReadError> {
        let Some(text) = text(self.package, name, diagnostics)? else { return Ok(()) };
        let mut catalog = Catalog::new(name);
        if let Some(damage) = damage(catalog.read(&text, self.limits))? {
            report(name, &damage, diagnostics);
        }
        let mut resources = Resources::default();
        for part in std::mem::take(&mut catalog.resources) {
            if let Some(text) = self::text(self.package, &part, diagnostics)? {
                damage(resources.read(&text, self.limits))?;
            }
        }
        self.templates.clear();
        let annotations = self.annotations(&catalog, diagnostics)?;
        // An identifier names one page in GB/T 33190.
        let mut known = BTreeSet::new();
        let mut n_again = 0;
        for page in std::mem::take(&mut catalog.pages) {
            if !known.insert((page.id.clone(), page.part.clone())) {
                n_again += 1;
                continue;
            }
            self.page(&catalog, &resources, &page, diagnostics)?;
            if let Some(parts) = annotations.get(&page.id) {
                for part in parts {
                    self.note(&resources, part, diagnostics)?;
                }
            }
        }
        if n_again > 0 {
            let message = format!("{name} lists pages again, {n_again} times; each was read once");
            diagnostics.report(Code::ReadPartDamaged, Place::default(), message);
        }
        self.attachments(&catalog, diagnostics)
    }

    fn page(
        &mut self,
        catalog: &Catalog,
        resources: &Resources,
        page: &PageEntry,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), ReadError> {
        self.limits.check(Limit::PdfPages, self.pages.len() + 1)?;
        let own = self.drawn(resources, &page.part, diagnostics)?;
        let area = own.area.or(catalog.area).unwrap_or(Rect::A4);
        let mut parts = Vec::with_capacity(own.templates.len() + 1);
        for template in own.templates.iter().filter(|template| !template.in_front) {
            parts.extend(self.template(catalog, resources, template, diagnostics)?);
        }
        let templates = own.templates.clone();
        parts.push(Rc::new(own));
        for template in templates.iter().filter(|template| template.in_front) {
            parts.extend(self.template(catalog, resources, template, diagnostics)?);
        }
        let mut assembled =
            Page { width: points(area.width), height: points(area.height), ..Page::default() };
        let (mut image, mut n_curves) = (0.0, 0);
        let shift = (-points(area.x), -points(area.y));
        for part in parts {
            self.n_objects += part.words.len() + part.shapes.len();
            self.limits.check(Limit::OfdObjects, self.n_objects)?;
            image += part.image_area;
            n_curves += part.n_curves;
            let part = Rc::unwrap_or_clone(part);
            append(&mut assembled.words, part.words);
            append(&mut assembled.shapes, part.shapes);
        }
        if shift != (0.0, 0.0) {
            assembled.words.iter_mut().for_each(|word| words::shift(word, shift));
            assembled.shapes.iter_mut().for_each(|shape| shapes::shift(shape, shift));
        }
        words::fold_doubles(&mut assembled.words);
        let is_outlined = assembled.words.is_empty() && n_curves >= OUTLINED;
        let share = image / (area.width * area.height).max(1.0);
        assembled.is_scan = is_outlined || share >= SCAN_SHARE;
        self.pages.push(assembled);
        Ok(())
    }

    /// What a part draws.
    fn drawn(
        &mut self,
        resources: &Resources,
        part: &str,
        diagnostics: &mut Diagnostics,
    ) -> Result<Drawing, ReadError> {
        let Some(text) = text(self.package, part, diagnostics)? else {
            return Ok(Drawing::default());
        };
        let (drawn, outcome) = content::read(&text, resources, self.limits);
        self.package.recycle(text);
        if let Some(damage) = damage(outcome)? {
            report(part, &damage, diagnostics);
        }
        Ok(drawn)
    }

    fn template(
        &mut self,
        catalog: &Catalog,
        resources: &Resources,
        template: &Template,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<Rc<Drawing>>, ReadError> {
        let Some(part) = catalog.templates.get(&template.id) else { return Ok(None) };
        if let Some(known) = self.templates.get(part) {
            return Ok(Some(Rc::clone(known)));
        }
        let drawn = Rc::new(self.drawn(resources, part, diagnostics)?);
        self.templates.insert(part.clone(), Rc::clone(&drawn));
        Ok(Some(drawn))
    }

    /// Annotation parts of each page.
    fn annotations(
        &mut self,
        catalog: &Catalog,
        diagnostics: &mut Diagnostics,
    ) -> Result<BTreeMap<String, Vec<String>>, ReadError> {
        let Some(part) = &catalog.annotations else { return Ok(BTreeMap::new()) };
        let Some(text) = text(self.package, part, diagnostics)? else { return Ok(BTreeMap::new()) };
        catalog::annotations(part, &text, self.limits)
    }

    /// The text of annotations. They are laid over a page and are no part of it.
    fn note(
        &mut self,
        resources: &Resources,
        part: &str,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), ReadError> {
        let drawn = self.drawn(resources, part, diagnostics)?;
        let page = u32::try_from(self.pages.len()).ok();
        self.n_objects += drawn.words.len();
        self.limits.check(Limit::OfdObjects, self.n_objects)?;
        self.notes.extend(drawn.words.into_iter().map(|word| {
            let place = Place { page, bbox: Some(word.bbox), ..Place::default() };
            RawText { text: word.text, place, atom: None }
        }));
        Ok(())
    }

    fn attachments(
        &mut self,
        catalog: &Catalog,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), ReadError> {
        let Some(part) = &catalog.attachments else { return Ok(()) };
        let Some(text) = text(self.package, part, diagnostics)? else { return Ok(()) };
        for name in catalog::attachments(&text, self.limits)? {
            let message =
                format!("the attached file {name} was not read; extract it and read it on its own");
            diagnostics.report(Code::ReadAttachment, Place::default(), message);
        }
        Ok(())
    }
}
