//! Limits on the unpacked size of streams, each and in total.
//!
//! Every unpacking is charged, because a document can refer to one stream a thousand times.

use std::cell::Cell;

use formgrid_model::{Limit, Limits};

/// The remaining limits of a document.
#[derive(Debug)]
pub(crate) struct Allowance<'a> {
    limits: &'a Limits,
    /// Bytes that streams may still unpack to.
    left: Cell<usize>,
    /// Unpacked bytes of CMaps so far.
    pub(crate) maps: Cell<usize>,
    exceeded: Cell<Option<Limit>>,
}

impl<'a> Allowance<'a> {
    pub(crate) fn new(limits: &'a Limits) -> Self {
        let left = Cell::new(limits.of(Limit::PdfContentBytes));
        Self { limits, left, maps: Cell::new(0), exceeded: Cell::new(None) }
    }

    /// Bytes that may be unpacked if `before` bytes already count against `limit`, and the limit that
    /// ends first.
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

    /// The limit exceeded since the last call.
    pub(crate) fn exceeded(&self) -> Option<Limit> {
        self.exceeded.take()
    }
}
