//! What reading a document may cost, in one place and with the reasons.
//!
//! A document is someone else's program: it names how often, how deep and how far. Each number below
//! stands well above what printed forms reach and well below what a process can bear. Where a limit
//! ends a page, what came before it is kept and a fault says which limit it was.

/// Pages that are read. The largest compilations of a province's departments have some thousand.
pub(crate) const PAGES: usize = 20_000;

/// Nodes of the page tree that are visited: a node for each page and as many above them.
pub(crate) const PAGE_NODES: usize = 2 * PAGES;

/// Bytes that one stream may unpack to. A page of dense tables has a quarter of a megabyte.
pub(crate) const STREAM_BYTES: usize = 64 << 20;

/// Bytes that all object streams together may unpack to. Their objects take some twenty times that
/// in memory; a thousand pages need some ten megabytes.
pub(crate) const OBJECT_STREAM_BYTES: usize = 64 << 20;

/// Bytes that one object stream may unpack to, however many there are: writers fill them with a few
/// hundred objects.
pub(crate) const OBJECT_STREAM_FLOOR: usize = 256 << 10;

/// Bytes of content that all pages together may unpack to, forms counted each time they are drawn.
pub(crate) const CONTENT_BYTES: usize = 1 << 30;

/// Operators of one page, its forms included. Maps and drawings reach a million, forms some thousand.
pub(crate) const PAGE_OPERATORS: usize = 2_000_000;

/// Operators of all pages.
pub(crate) const OPERATORS: usize = 50_000_000;

/// Operands before one operator; `TJ` with its array of glyphs and kerns needs most.
pub(crate) const OPERANDS: usize = 65_536;

/// How deep forms may draw forms. Producers stay below five.
pub(crate) const FORM_DEPTH: usize = 16;

/// Graphics states saved at a time.
pub(crate) const STATE_DEPTH: usize = 512;

/// Sequences of marked content open at a time.
pub(crate) const MARK_DEPTH: usize = 256;

/// Glyphs of one page that are kept: a sheet of fine print has some ten thousand.
pub(crate) const PAGE_GLYPHS: usize = 500_000;

/// Shapes of one page that are kept. A form has some hundred, a map drawn with rules a million, of
/// which none makes a table.
pub(crate) const PAGE_SHAPES: usize = 200_000;

/// Images of one page whose places are kept.
pub(crate) const PAGE_IMAGES: usize = 10_000;

/// Points of one path that are kept.
pub(crate) const PATH_POINTS: usize = 100_000;

/// Bytes of a character map that a document embeds; one for all of Chinese has half a megabyte.
pub(crate) const CMAP_BYTES: usize = 8 << 20;
