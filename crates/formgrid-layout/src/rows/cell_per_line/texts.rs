//! Texts: what a cell and what the paragraphs between tables say, once the cut is known.

use formgrid_model::{Block, Code, Diagnostics, Paragraph, RawText, RowNote, fold_label};

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

/// The text of a chunk's cell: its head, and its tail where the tail belongs to the cell. Of a label
/// repeated between blank lines one copy is kept.
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
    let groups = groups(std::mem::take(&mut chunk.tail));
    if !chunk.gap.repeats {
        for group in groups {
            piece.append(group);
        }
        return piece;
    }
    note.repairs.push(Code::LayoutLabelFolded);
    let message = "a label repeated within one cell is folded to one";
    diagnostics.report(Code::LayoutLabelFolded, piece.place, message);
    for group in groups {
        if piece.text.is_empty() {
            piece.append(group);
        } else if fold_label(&group.text) == fold_label(&piece.text) {
            piece.atoms.extend(group.atoms);
        } else {
            piece.append(group);
        }
    }
    piece
}

/// The texts of a tail, those with no blank line between as one piece.
fn groups(tail: Vec<TailLine>) -> Vec<Piece> {
    let mut groups: Vec<Piece> = Vec::new();
    let mut open = false;
    for line in tail {
        match line {
            TailLine::Blank => open = false,
            TailLine::Text { text, .. } => {
                let piece = piece(text);
                match groups.last_mut() {
                    Some(last) if open => last.append(piece),
                    _ => groups.push(piece),
                }
                open = true;
            }
        }
    }
    groups
}

fn piece(raw: RawText) -> Piece {
    Piece {
        text: raw.text.trim().to_owned(),
        place: raw.place,
        atoms: raw.atom.into_iter().collect(),
    }
}
