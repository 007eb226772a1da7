//! The docx reader: Office Open XML documents (`.docx`, `.docm`, `.dotx`, `.dotm`), transitional and
//! strict.
//!
//! Supported: tables with `gridSpan`, `vMerge`, `hMerge`, `gridBefore`, `gridAfter`, repeated header
//! rows, spans stated by width alone; content controls, with the text that a custom XML part binds to
//! them, smart tags, hyperlinks, field results, fields
//! drawn without a stored result, form fields with their state, tabs, soft breaks, symbols and symbol
//! fonts, superscript and subscript digits; tracked changes as if accepted; list and heading numbers;
//! headings by style and outline level; text boxes, WordArt; chunks of HTML, text and other documents;
//! footnotes and endnotes, as paragraphs at the end; headers and footers, as furniture; parts in UTF-8,
//! UTF-16 and declared encodings; any namespace prefix.
//! Partly supported: nested tables (text of their cell if they have one or two cells, otherwise
//! separate tables after the outer one), formulas (on one line), symbols (of common fonts), lists that
//! take their levels from a list style.
//! Left out and reported: hidden and struck text, placeholder text of content controls, text covered by
//! a merge, pictures, charts, diagrams and embedded objects, chunks in other formats.
//! Ignored: comments, mirroring of right-to-left tables.
//!
//! Content before XML damage is kept, and the damage is reported.

mod atoms;
mod binding;
mod catalog;
mod chunk;
mod controls;
mod edges;
pub(crate) mod flow;
pub(crate) mod lists;
mod lower;
mod numbering;
mod properties;
pub(crate) mod row_shape;
mod runs;
#[cfg(test)]
pub(crate) mod shown;
mod story;
mod styles;
mod table;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod visible;
mod widths;

use formgrid_model::{Code, Diagnostics, Place, RawDocument};
use formgrid_package::{Package, PackageError, Relationships, XmlError};

use self::{
    catalog::Catalog,
    lower::Lowering,
    story::{Block, Story, parse},
};
use crate::ReadError;

/// Main part if the package names none.
const USUAL_MAIN_PART: &str = "word/document.xml";

/// Relationship types that lead to text outside the body: furniture before it, notes after it.
const FURNITURE: [&str; 2] = ["header", "footer"];
const NOTES: [&str; 2] = ["footnotes", "endnotes"];

/// Content-type families whose main part holds a document, a workbook or slides.
const FAMILIES: [&str; 4] = ["wordprocessingml", "spreadsheetml", "presentationml", "drawingml"];

/// The part with the document's text; `None` if the package is no word-processing document. A package
/// with an unknown main part is malformed.
pub(crate) fn main_part(package: &mut Package<'_>) -> Result<Option<String>, ReadError> {
    let stated = package.relationships("")?.target("officeDocument").map(str::to_owned);
    let Some(part) = stated.filter(|part| package.has(part)) else {
        return Ok(package.has(USUAL_MAIN_PART).then(|| USUAL_MAIN_PART.to_owned()));
    };
    if part.to_lowercase().starts_with("word/") {
        return Ok(Some(part));
    }
    let kind = package.content_type(&part)?.unwrap_or_default();
    // Macro-enabled documents have a vendor-specific content type.
    if ["wordprocessingml", "ms-word"].iter().any(|family| kind.contains(family)) {
        return Ok(Some(part));
    }
    let is_standard = kind.starts_with("application/vnd.openxmlformats-officedocument.");
    if is_standard && !FAMILIES.iter().any(|family| kind.contains(family)) {
        let what = format!("it is the main part, but its type is {kind}");
        return Err(ReadError::Malformed { part, what });
    }
    Ok(None)
}

/// Reads the document whose body is in `main`.
pub(crate) fn read(
    package: &mut Package<'_>,
    main: &str,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    read_inside(package, main, ChunkContext::default(), diagnostics)
}

/// Position of a document among nested chunks.
#[derive(Debug, Default, Clone, Copy)]
struct ChunkContext {
    /// Enclosing documents.
    depth: usize,
    /// Atoms assigned before it.
    n_atoms: u32,
}

fn read_inside(
    package: &mut Package<'_>,
    main: &str,
    around: ChunkContext,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    for name in package.doubled().iter().filter(|name| name.starts_with("word/")) {
        let message = format!("several entries of the archive are named {name}; the last was read");
        diagnostics.report(Code::ReadPartDoubled, Place::default(), message);
    }
    let relationships = package.relationships(main)?;
    let mut catalog = Catalog::new(package, &relationships);
    let mut reading = Reading { catalog: &mut catalog, diagnostics };
    let body = reading.story(main, true)?;
    let mut lowering = Lowering::new(reading.catalog.package().limits(), around.n_atoms);
    for part in parts(&relationships, FURNITURE) {
        lowering.furniture(reading.story(part, false)?);
    }
    let mut chunks = chunk::Chunks::new(&relationships, around.depth);
    for block in body {
        match block {
            Block::Chunk(id) => {
                let package = reading.catalog.package();
                chunks.read(&id, package, &mut lowering, reading.diagnostics)?;
            }
            block => lowering.body(vec![block], reading.diagnostics),
        }
    }
    for part in parts(&relationships, NOTES) {
        let notes = reading.story(part, false)?;
        lowering.body(notes, reading.diagnostics);
    }
    if let Some(error) = catalog.limit {
        return Err(error.into());
    }
    for damage in catalog.damage {
        diagnostics.report(Code::ReadPartDamaged, Place::default(), damage);
    }
    catalog.left_out.report(diagnostics);
    Ok(lowering.finish(diagnostics))
}

/// Targets of the relationships of some types, each once.
fn parts<'r>(relationships: &'r Relationships, kinds: [&'static str; 2]) -> Vec<&'r str> {
    let mut found: Vec<&str> = Vec::new();
    for relationship in kinds.into_iter().flat_map(|kind| relationships.of_kind(kind)) {
        if !found.contains(&relationship.target.as_str()) {
            found.push(&relationship.target);
        }
    }
    found
}

/// State shared by the stories of a document.
struct Reading<'r, 'p, 'a> {
    catalog: &'r mut Catalog<'p, 'a>,
    diagnostics: &'r mut Diagnostics,
}

impl Reading<'_, '_, '_> {
    /// The blocks of a part. Damage is an error only if nothing in the `main` part can be read.
    fn story(&mut self, name: &str, main: bool) -> Result<Vec<Block>, ReadError> {
        let part = match self.catalog.package().part(name) {
            Ok(Some(part)) => part,
            Ok(None) => {
                let message = format!("{name} is missing from the archive");
                self.diagnostics.report(Code::ReadPartDamaged, Place::default(), message);
                return Ok(Vec::new());
            }
            Err(PackageError::Malformed { part, what }) if !main => {
                let message = format!("{part}: {what}");
                self.diagnostics.report(Code::ReadPartDamaged, Place::default(), message);
                return Ok(Vec::new());
            }
            Err(error) => return Err(error.into()),
        };
        let Story { blocks, n_changes, error } = parse(&part.text, self.catalog);
        if n_changes > 0 {
            let message = format!("{n_changes} tracked changes in {name} were read as accepted");
            self.diagnostics.report(Code::ReadTrackedChange, Place::default(), message);
        }
        let damage = match error {
            None => part.damage,
            Some(XmlError::Limit(over)) => return Err(over.into()),
            Some(XmlError::IllFormed { offset, what }) => {
                let what = part.damage.unwrap_or(what);
                Some(format!("byte {offset} of {} bytes of text: {what}", part.text.len()))
            }
        };
        let Some(damage) = damage else { return Ok(blocks) };
        if main && blocks.is_empty() {
            return Err(ReadError::Malformed { part: name.to_owned(), what: damage });
        }
        let message = format!("{name} is damaged, what could be read was kept: {damage}");
        self.diagnostics.report(Code::ReadPartDamaged, Place::default(), message);
        Ok(blocks)
    }
}
