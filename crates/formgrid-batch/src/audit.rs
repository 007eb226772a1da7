//! The proof of conservation: every atom of a source ends in a record or in a finding.
//!
//! It is a set difference of numbers, not a comparison of texts, so nothing that was rewritten on the
//! way can hide or feign a loss.

use formgrid_model::{AtomId, Block, Diagnostics, Document};
use formgrid_records::Record;
use serde::{Deserialize, Serialize};

/// How many losses are described; the rest is only counted.
const MAX_DESCRIBED: usize = 20;

/// What became of the atoms of a source.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Audit {
    /// Non-empty pieces of text that the reader stated.
    pub atoms: usize,
    /// How many of them ended nowhere.
    pub n_lost: usize,
    /// The first of those.
    pub lost: Vec<Lost>,
}

/// A piece of text that ended nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Its number in the source.
    pub atom: AtomId,
    /// The cell or paragraph that holds it, with its line; absent where layout dropped it already.
    pub found_in: Option<(Option<u32>, String)>,
}

/// Accounts for every atom of a document.
pub fn audit(document: &Document, records: &[Record], diagnostics: &Diagnostics) -> Audit {
    let mut seen = vec![false; usize::try_from(document.n_atoms).unwrap_or(0)];
    let kept = records.iter().flat_map(|record| &record.atoms);
    let furniture = diagnostics.iter().flat_map(|diagnostic| &diagnostic.atoms);
    for atom in kept.chain(furniture) {
        if let Some(seen) = index(*atom).and_then(|index| seen.get_mut(index)) {
            *seen = true;
        }
    }
    let lost = (0..document.n_atoms).map(AtomId).filter(|atom| !is_set(&seen, *atom));
    let n_lost = seen.iter().filter(|seen| !**seen).count();
    let describe = |atom| Lost { atom, found_in: find(document, atom) };
    Audit { atoms: seen.len(), n_lost, lost: lost.take(MAX_DESCRIBED).map(describe).collect() }
}

fn index(atom: AtomId) -> Option<usize> {
    usize::try_from(atom.0).ok()
}

fn is_set(seen: &[bool], atom: AtomId) -> bool {
    index(atom).and_then(|index| seen.get(index)).copied().unwrap_or(true)
}

fn find(document: &Document, atom: AtomId) -> Option<(Option<u32>, String)> {
    document.blocks.iter().find_map(|block| match block {
        Block::Paragraph(paragraph) => {
            paragraph.atoms.contains(&atom).then(|| (paragraph.place.line, paragraph.text.clone()))
        }
        Block::Table(table) => {
            let cell = table.grid.cells().iter().find(|cell| cell.atoms.contains(&atom))?;
            Some((cell.place.line, cell.text.clone()))
        }
    })
}

#[cfg(test)]
mod tests {
    use formgrid_model::{
        AtomId, Atoms, Block, Code, Diagnostics, Document, Format, Paragraph, Place,
    };

    use super::{Lost, audit};

    #[test]
    fn what_is_in_no_record_and_no_finding_is_lost() {
        let paragraph = Paragraph {
            text: "剩下的话".to_owned(),
            place: Place::at_line(7),
            atoms: Atoms::from_slice(&[AtomId(1)]),
            heading: false,
        };
        let blocks = vec![Block::Paragraph(paragraph)];
        let document = Document { format: Format::Text, blocks, n_atoms: 3, sheets: Vec::new() };
        let mut diagnostics = Diagnostics::new();
        let furniture = Atoms::from_slice(&[AtomId(0), AtomId(99)]);
        diagnostics.consume(Code::LayoutFurniture, Place::at_line(1), furniture, "page number");
        let found = audit(&document, &[], &diagnostics);
        assert_eq!((found.atoms, found.n_lost), (3, 2));
        let first = Lost { atom: AtomId(1), found_in: Some((Some(7), "剩下的话".to_owned())) };
        assert_eq!(found.lost, [first, Lost { atom: AtomId(2), found_in: None }]);
    }
}
