//! Content of a document beside its pages: attached files, and a form that only some programs draw.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Object};

use crate::{limits, objects::Objects, pages::PageNode, structure::stated_text};

/// Names of the attached files: those of the document, then those of annotations (ISO 32000-1, 7.11.4
/// and 12.5.6.15).
pub(crate) fn attachments<'a>(objects: Objects<'a>, pages: &[PageNode<'a>]) -> Vec<String> {
    let mut files: Vec<&Dictionary> = Vec::new();
    let tree = objects.document.catalog().ok().and_then(|catalog| objects.dict(catalog, "Names"));
    let mut waiting: Vec<&Dictionary> =
        tree.and_then(|names| objects.dict(names, "EmbeddedFiles")).into_iter().collect();
    let mut seen: BTreeSet<*const Dictionary> = BTreeSet::new();
    while let Some(node) = waiting.pop().filter(|_| seen.len() < limits::NAME_NODES) {
        if !seen.insert(node) {
            continue;
        }
        // Names and files alternate.
        let entries = objects.array(node, "Names").skip(1).step_by(2);
        files.extend(entries.take(limits::ATTACHMENTS).filter_map(|file| objects.as_dict(file)));
        let kids = objects.array(node, "Kids").take(limits::NAME_NODES);
        let kids: Vec<&Dictionary> = kids.filter_map(|kid| objects.as_dict(kid)).collect();
        waiting.extend(kids.into_iter().rev());
        waiting.truncate(limits::NAME_NODES);
    }
    for page in pages {
        let notes = objects.array(page.dict, "Annots").filter_map(|note| note.as_dict().ok());
        let attached = notes
            .filter(|note| objects.name(note, "Subtype") == Some(b"FileAttachment"))
            .filter_map(|note| objects.dict(note, "FS"));
        files.extend(attached.take(limits::ATTACHMENTS));
    }
    files.into_iter().take(limits::ATTACHMENTS).map(|file| name(objects, file)).collect()
}

/// The name of a file specification; empty if it has none.
fn name(objects: Objects<'_>, file: &Dictionary) -> String {
    let stated = ["UF", "F", "Unix", "DOS"].iter().find_map(|key| {
        match objects.document.dereference(file.get(key.as_bytes()).ok()?) {
            Ok((_, Object::String(bytes, _))) => Some(stated_text(bytes)),
            _ => None,
        }
    });
    let name: String = stated.unwrap_or_default().chars().filter(|c| !c.is_control()).collect();
    name.chars().take(limits::NAME_CHARS).collect()
}

/// Whether the document is a dynamic XFA form: its pages only ask for a program that draws the form
/// (ISO 32000-1, 12.7.8). A form with fields on its pages is read from these.
pub(crate) fn has_dynamic_form(objects: Objects<'_>) -> bool {
    let Ok(catalog) = objects.document.catalog() else { return false };
    let Some(form) = objects.dict(catalog, "AcroForm") else { return false };
    let needs_rendering =
        matches!(objects.get(catalog, "NeedsRendering"), Some(Object::Boolean(true)));
    objects.get(form, "XFA").is_some()
        && (needs_rendering || objects.array(form, "Fields").next().is_none())
}
