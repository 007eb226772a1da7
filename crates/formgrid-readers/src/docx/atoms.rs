//! Atoms: a number for every text that is not blank, in the order of lowering.

use formgrid_model::{AtomId, Place, RawText, is_blank};

/// Gives out the numbers.
#[derive(Debug, Default)]
pub(super) struct Atomizer {
    /// How many were given out.
    pub(super) n_atoms: u32,
}

impl Atomizer {
    /// A number for a text; none where it is blank.
    pub(super) fn number(&mut self, text: &str) -> Option<AtomId> {
        if is_blank(text) {
            return None;
        }
        let atom = AtomId(self.n_atoms);
        self.n_atoms += 1;
        Some(atom)
    }

    /// A text with its number. A word processor's file does not tell where on paper it stands.
    pub(super) fn text(&mut self, text: String) -> RawText {
        let atom = self.number(&text);
        RawText { text, place: Place::default(), atom }
    }
}
