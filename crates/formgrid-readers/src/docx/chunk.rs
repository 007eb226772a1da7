//! Alternative format chunks: parts in another format that a word processor imports when it opens the
//! document (ECMA-376, 17.17.2.1). Reports generated from web pages are often a single chunk.

use std::collections::BTreeSet;

use formgrid_model::{Code, Diagnostics, Limit, Place};
use formgrid_package::{Package, Relationships};

use super::{ChunkContext, lower::Lowering, main_part, read_inside};
use crate::{ReadError, html, long::report_cut, signature, text::encoding};

/// Deepest nesting of documents in chunks.
const MAX_DEPTH: usize = 3;

/// Most chunks read per document.
const MAX_CHUNKS: usize = 200;

/// The chunks of a document.
#[derive(Debug)]
pub(super) struct Chunks<'r> {
    relationships: &'r Relationships,
    depth: usize,
    /// Parts already read. A repeated part is skipped, so a small document cannot multiply a large one.
    seen: BTreeSet<String>,
    /// Bytes of the parts so far.
    n_bytes: usize,
}

impl<'r> Chunks<'r> {
    pub(super) fn new(relationships: &'r Relationships, depth: usize) -> Self {
        Self { relationships, depth, seen: BTreeSet::new(), n_bytes: 0 }
    }

    /// Reads a chunk into a document. Unreadable chunks are reported; exceeding a limit is an error.
    pub(super) fn read(
        &mut self,
        id: &str,
        package: &mut Package<'_>,
        lowering: &mut Lowering,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), ReadError> {
        let Some(link) = self.relationships.by_id(id) else {
            lowering.leave_out_chunk(id);
            return Ok(());
        };
        let name = link.target.clone();
        let is_over = self.depth >= MAX_DEPTH || self.seen.len() >= MAX_CHUNKS;
        if is_over || !self.seen.insert(name.clone()) {
            lowering.leave_out_chunk(&name);
            return Ok(());
        }
        match self.part(&name, package, lowering, diagnostics) {
            Ok(true) => Ok(()),
            Ok(false) => {
                lowering.leave_out_chunk(&name);
                Ok(())
            }
            Err(ReadError::Limit(over)) => Err(ReadError::Limit(over)),
            Err(error) => {
                let message = format!("{name}: {error}");
                diagnostics.report(Code::ReadPartDamaged, Place::default(), message);
                Ok(())
            }
        }
    }

    /// Reads a part by its contents; false if its format is unsupported.
    fn part(
        &mut self,
        name: &str,
        package: &mut Package<'_>,
        lowering: &mut Lowering,
        diagnostics: &mut Diagnostics,
    ) -> Result<bool, ReadError> {
        let limits = package.limits();
        let Some(entry) = package.entry(name)? else { return Ok(false) };
        let bytes = entry.bytes.as_slice();
        self.n_bytes = self.n_bytes.saturating_add(bytes.len());
        if let Err(over) = limits.check(Limit::ChunkBytes, self.n_bytes) {
            report_cut(over, Place::default(), diagnostics);
            return Ok(false);
        }
        if signature::is_package(bytes) {
            let mut inner = Package::open(bytes, limits)?;
            let Some(main) = main_part(&mut inner)? else { return Ok(false) };
            inner.charge(package.n_inflated());
            let before = inner.n_inflated();
            let around = ChunkContext { depth: self.depth + 1, n_atoms: lowering.n_atoms() };
            let chunk = read_inside(&mut inner, &main, around, diagnostics);
            package.charge(inner.n_inflated().saturating_sub(before));
            lowering.append(chunk?);
            return Ok(true);
        }
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        let is_page = ["htm", "html", "xhtml", "mht", "mhtml"].contains(&ending.as_str());
        if signature::is_page(bytes) || html::is_message(bytes) || is_page {
            let page = html::read_after(bytes, lowering.n_atoms(), limits, diagnostics)?;
            lowering.append(page);
            return Ok(true);
        }
        if signature::foreign(bytes).is_some() || bytes.starts_with(b"{\\rtf") {
            return Ok(false);
        }
        let decoded = encoding::decode(bytes)?;
        // A fragment of a page lacks the elements that open one.
        if decoded.text.trim_start().starts_with('<') {
            let page = html::read_after(bytes, lowering.n_atoms(), limits, diagnostics)?;
            lowering.append(page);
        } else {
            lowering.plain(&decoded.text);
        }
        Ok(true)
    }
}
