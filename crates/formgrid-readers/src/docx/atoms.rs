//! Atoms: every non-blank text gets a number, in the order of lowering.

use formgrid_model::{AtomId, Place, RawText, is_blank};

/// Assigns the numbers.
#[derive(Debug, Default)]
pub(super) struct Atomizer {
    /// Numbers assigned so far.
    pub(super) n_atoms: u32,
}

impl Atomizer {
    /// A number for a text; `None` if it is blank.
    pub(super) fn number(&mut self, text: &str) -> Option<AtomId> {
        if is_blank(text) {
            return None;
        }
        let atom = AtomId(self.n_atoms);
        self.n_atoms += 1;
        Some(atom)
    }

    /// A text with its number. Word-processor files store no position on paper.
    pub(super) fn text(&mut self, text: String) -> RawText {
        let atom = self.number(&text);
        RawText { text, place: Place::default(), atom }
    }
}
