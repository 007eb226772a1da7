//! Bounds of what is kept of a page that no page with something to read reaches.
//!
//! What a document may cost as a whole stands with the limits of all formats, in `formgrid-model`, and
//! can be set. The numbers here only keep one operator, path or tree from taking more memory than the
//! page around it; what is beyond them is passed over.

/// Nodes of the page tree for each page that is read: the page and, at worst, one above it alone.
pub(crate) const NODES_PER_PAGE: usize = 2;

/// Operands before one operator; `TJ` with its array of glyphs and kerns needs most.
pub(crate) const OPERANDS: usize = 65_536;

/// Sequences of marked content open at a time.
pub(crate) const MARK_DEPTH: usize = 256;

/// Images of one page whose places are kept.
pub(crate) const PAGE_IMAGES: usize = 10_000;

/// Points of one path that are kept.
pub(crate) const PATH_POINTS: usize = 100_000;

/// How often a character map that a document embeds may be based on another. Those of writers are based
/// on one, and the known ones on at most two more.
pub(crate) const MAP_BASES: usize = 4;

/// Elements and pieces of a document's tagged structure that are looked at: more than ten thousand
/// tables of a page have.
pub(crate) const STRUCTURE_NODES: usize = 1_000_000;

/// Steps from a tag of a producer's own to the standard one.
pub(crate) const ROLE_STEPS: usize = 8;

/// Bytes of the texts that stand in for what is drawn, on a page or in the structure: one text can be
/// named a million times. A thick book has a megabyte.
pub(crate) const STATED_TEXT_BYTES: usize = 4 << 20;

/// How deep the dictionary that locks a document is followed: its filters stand two below it.
pub(crate) const LOCK_DEPTH: usize = 6;

/// Opaque areas of a page that are kept to tell what text they hide.
pub(crate) const PAGE_COVERS: usize = 20_000;

/// Bands of a page's height in which they are kept; what is below the last counts with it.
pub(crate) const COVER_BANDS: usize = 512;

/// Fields above a field that it may take its attributes from.
pub(crate) const FIELD_DEPTH: usize = 16;

/// Values of one field, and options that they are chosen from.
pub(crate) const FIELD_VALUES: usize = 1_000;

/// Bytes of the text of a field: twice what a page of fine print holds.
pub(crate) const FIELD_BYTES: usize = 16 << 10;

/// Outlines that are no boxes of one page whose places are kept.
pub(crate) const PAGE_OUTLINES: usize = 50_000;

/// Places of a page without words that are looked at.
pub(crate) const PAGE_UNREAD: usize = 200;
