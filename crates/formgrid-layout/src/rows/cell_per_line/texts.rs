//! Texts of cells and of the paragraphs between tables, after the cut.

use formgrid_model::{Block, Code, Diagnostics, Paragraph, RowNote};

use super::chunks::{Chunk, Piece, TailLine};

/// Adds the texts between tables as paragraphs.
pub(super) fn paragraphs(lines: Vec<TailLine>, blocks: &mut Vec<Block>) {
    for line in lines {
        if let TailLine::Text { text, heading } = line {
            blocks.push(Block::Paragraph(Paragraph {
                text: text.text.trim().to_owned(),
                place: text.place,
                atoms: text.atom.into_iter().collect(),
                heading,
            }));
        }
    }
}

/// Adds a chunk that is no cell as paragraphs.
pub(super) fn prose(chunk: &mut Chunk, blocks: &mut Vec<Block>) {
    let head = std::mem::take(&mut chunk.head);
    if !head.text.is_empty() {
        blocks.push(Block::Paragraph(Paragraph {
            text: head.text,
            place: head.place,
            atoms: head.atoms,
            heading: false,
        }));
    }
    paragraphs(std::mem::take(&mut chunk.tail), blocks);
}

/// The text of a chunk's cell: its head, and its tail if that belongs to the cell.
///
/// A label that the author repeats between blank lines stays as printed; the repair is recorded, and
/// readers of the label take it once.
pub(super) fn cell(
    chunk: &mut Chunk,
    keeps_tail: bool,
    note: &mut RowNote,
    diagnostics: &mut Diagnostics,
) -> Piece {
    let mut piece = std::mem::take(&mut chunk.head);
    if !keeps_tail || chunk.gap.n_texts == 0 {
        return piece;
    }
    if chunk.gap.repeats {
        note.repairs.push(Code::LayoutLabelFolded);
        let message = "a label repeated within one cell counts once";
        diagnostics.report(Code::LayoutLabelFolded, piece.place, message);
    }
    for line in std::mem::take(&mut chunk.tail) {
        if let TailLine::Text { text, .. } = line {
            piece.push(text);
        }
    }
    piece
}
