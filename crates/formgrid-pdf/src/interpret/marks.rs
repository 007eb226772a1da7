//! Marked content: what it hides, which number it has in the document's structure.

use crate::limits;

/// The sequences of marked content that are open.
#[derive(Debug, Default)]
pub(super) struct Marks {
    open: Vec<Mark>,
    /// Sequences beyond those that are kept.
    n_beyond: usize,
}

/// A sequence of marked content.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mark {
    /// It belongs to a layer that is not shown.
    pub(super) hidden: bool,
    /// Its number among the page's marked content.
    pub(super) number: Option<u32>,
}

impl Marks {
    /// Opens a sequence. It takes over what the one around it hides and is numbered.
    pub(super) fn open(&mut self, mark: Mark) {
        if self.open.len() >= limits::MARK_DEPTH {
            self.n_beyond += 1;
            return;
        }
        let around = self.current();
        self.open.push(Mark {
            hidden: mark.hidden || around.hidden,
            number: mark.number.or(around.number),
        });
    }

    pub(super) fn close(&mut self) {
        match self.n_beyond.checked_sub(1) {
            Some(n_beyond) => self.n_beyond = n_beyond,
            None => _ = self.open.pop(),
        }
    }

    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Closes what a form has left open.
    pub(super) fn close_to(&mut self, depth: usize) {
        self.open.truncate(depth);
    }

    pub(super) fn current(&self) -> Mark {
        self.open.last().copied().unwrap_or_default()
    }
}
