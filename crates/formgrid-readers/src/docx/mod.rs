//! The docx reader: word processors' documents in Office Open XML (`.docx`, `.docm`, `.dotx`, `.dotm`),
//! transitional and strict.
//!
//! Supported: tables with `gridSpan`, `vMerge`, `hMerge`, `gridBefore`, `gridAfter`, rows that repeat as
//! headers, spans by width alone; content controls, smart tags, hyperlinks, the results of fields, fields
//! that are drawn without a result, form fields with their state, tabs, soft breaks, symbols and fonts of
//! symbols, raised and lowered digits; tracked changes as if accepted; numbers of lists and headings;
//! headings by style and outline level; text boxes, decorated titles; chunks of HTML, of text and of
//! other documents; footnotes and endnotes, as paragraphs at the end; headers and footers, as furniture;
//! parts in UTF-8, UTF-16 and declared encodings; names under any namespace prefix.
//! Partly: tables inside cells (the text of their cell where they have one cell or two, else tables of their
//! own behind the one that holds them), formulas (in one line), symbols (of the common fonts), lists that
//! take their looks from a list style.
//! Left out and reported: hidden and struck text, words that ask to fill in a field, text that a merge
//! covers, pictures, charts, diagrams and embedded objects, chunks of other formats.
//! Ignored: comments, right-to-left tables' mirroring.
//!
//! Of damaged XML what came before the damage is kept and the damage reported.

mod atoms;
mod catalog;
mod chunk;
mod controls;
mod edges;
pub(crate) mod flow;
pub(crate) mod lists;
mod lower;
mod numbering;
mod properties;
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

/// Part that holds the text where the package does not say which one does.
const USUAL_MAIN_PART: &str = "word/document.xml";

/// Kinds of relationships that lead to text beside the body: furniture before it and notes behind it.
const FURNITURE: [&str; 2] = ["header", "footer"];
const NOTES: [&str; 2] = ["footnotes", "endnotes"];

/// Families of content types whose main part holds a document, a workbook or slides.
const FAMILIES: [&str; 4] = ["wordprocessingml", "spreadsheetml", "presentationml", "drawingml"];

/// The part that holds a document's text; none where the package is no word processor's document. A
/// package whose main part is nothing that any program opens is malformed.
pub(crate) fn main_part(package: &mut Package<'_>) -> Result<Option<String>, ReadError> {
    let stated = package.relationships("")?.target("officeDocument").map(str::to_owned);
    let Some(part) = stated.filter(|part| package.has(part)) else {
        return Ok(package.has(USUAL_MAIN_PART).then(|| USUAL_MAIN_PART.to_owned()));
    };
    if part.to_lowercase().starts_with("word/") {
        return Ok(Some(part));
    }
    let kind = package.content_type(&part)?.unwrap_or_default();
    // A document with macros has a type of the program's and not of the standard's.
    if ["wordprocessingml", "ms-word"].iter().any(|family| kind.contains(family)) {
        return Ok(Some(part));
    }
    let is_standard = kind.starts_with("application/vnd.openxmlformats-officedocument.");
    if is_standard && !FAMILIES.iter().any(|family| kind.contains(family)) {
        let what = format!("it is stated to be the document, but its type is {kind}");
        return Err(ReadError::Malformed { part, what });
    }
    Ok(None)
}

/// Reads the document whose text is in `main`.
pub(crate) fn read(
    package: &mut Package<'_>,
    main: &str,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    read_inside(package, main, Around::default(), diagnostics)
}

/// What stands around a document that is a chunk of another.
#[derive(Debug, Default, Clone, Copy)]
struct Around {
    /// Documents around it.
    depth: usize,
    /// Atoms given out before it.
    n_atoms: u32,
}

fn read_inside(
    package: &mut Package<'_>,
    main: &str,
    around: Around,
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

/// The parts that relationships of some kinds lead to, each once.
fn parts<'r>(relationships: &'r Relationships, kinds: [&'static str; 2]) -> Vec<&'r str> {
    let mut found: Vec<&str> = Vec::new();
    for relationship in kinds.into_iter().flat_map(|kind| relationships.of_kind(kind)) {
        if !found.contains(&relationship.target.as_str()) {
            found.push(&relationship.target);
        }
    }
    found
}

/// What is at hand while the stories of a document are read.
struct Reading<'r, 'p, 'a> {
    catalog: &'r mut Catalog<'p, 'a>,
    diagnostics: &'r mut Diagnostics,
}

impl Reading<'_, '_, '_> {
    /// The blocks of a part. Damage is an error only where nothing of the `main` part can be read.
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
