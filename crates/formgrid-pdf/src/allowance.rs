//! What the streams of a document may unpack to, each and together.
//!
//! Whatever unpacks a stream is charged here, because a document can name one stream a thousand times.

use std::cell::Cell;

use formgrid_model::{Limit, Limits};

/// What is left of the limits of a document.
#[derive(Debug)]
pub(crate) struct Allowance<'a> {
    limits: &'a Limits,
    /// Bytes that all streams may still unpack to.
    left: Cell<usize>,
    /// Bytes that character maps have unpacked to.
    pub(crate) maps: Cell<usize>,
    exceeded: Cell<Option<Limit>>,
}

impl<'a> Allowance<'a> {
    pub(crate) fn new(limits: &'a Limits) -> Self {
        let left = Cell::new(limits.of(Limit::PdfContentBytes));
        Self { limits, left, maps: Cell::new(0), exceeded: Cell::new(None) }
    }

    /// Bytes that may be unpacked where so many are charged against a limit already, and the limit that
    /// is met first.
    pub(crate) fn room(&self, limit: Limit, before: usize) -> (Limit, usize) {
        let room = self.limits.of(limit).saturating_sub(before);
        let rooms = [
            (limit, room),
            (Limit::PdfStreamBytes, self.limits.of(Limit::PdfStreamBytes)),
            (Limit::PdfContentBytes, self.left.get()),
        ];
        rooms.into_iter().min_by_key(|&(_, room)| room).unwrap_or((limit, room))
    }

    pub(crate) fn spend(&self, bytes: usize) {
        self.left.set(self.left.get().saturating_sub(bytes));
    }

    pub(crate) fn exceed(&self, limit: Limit) {
        self.exceeded.set(Some(limit));
    }

    /// The limit that a stream ran into since this was asked last.
    pub(crate) fn exceeded(&self) -> Option<Limit> {
        self.exceeded.take()
    }
}
