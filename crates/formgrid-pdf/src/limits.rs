//! Fixed bounds on a page that no readable page reaches.
//!
//! Configurable limits on a document are in `formgrid-model`. The numbers here keep one operator, path
//! or tree from taking more memory than the page around it; anything beyond them is skipped.

/// Page tree nodes per page read: the page and, at worst, a parent of its own.
pub(crate) const NODES_PER_PAGE: usize = 2;

/// Operands of one operator; `TJ` with its array needs most.
pub(crate) const OPERANDS: usize = 65_536;

/// Nesting of marked content.
pub(crate) const MARK_DEPTH: usize = 256;

/// Images of a page.
pub(crate) const PAGE_IMAGES: usize = 10_000;

/// Points of a path.
pub(crate) const PATH_POINTS: usize = 100_000;

/// `usecmap` references of an embedded CMap. Writers use one, and the predefined CMaps at most two
/// more.
pub(crate) const MAP_BASES: usize = 4;

/// Elements and marked content of the structure tree: more than ten thousand one-page tables.
pub(crate) const STRUCTURE_NODES: usize = 1_000_000;

/// Role map steps from a custom tag to a standard one.
pub(crate) const ROLE_STEPS: usize = 8;

/// Bytes of replacement texts of a page or of the structure: one text can be referenced a million
/// times. A thick book has a megabyte.
pub(crate) const STATED_TEXT_BYTES: usize = 4 << 20;

/// Nesting of the encryption dictionary: its crypt filters are two levels down.
pub(crate) const LOCK_DEPTH: usize = 6;

/// Opaque areas of a page.
pub(crate) const PAGE_COVERS: usize = 20_000;

/// Bands of page height that index them; the last includes everything below.
pub(crate) const COVER_BANDS: usize = 512;

/// Ancestors of a field that it may inherit from.
pub(crate) const FIELD_DEPTH: usize = 16;

/// Values of a field, and its options.
pub(crate) const FIELD_VALUES: usize = 1_000;

/// Bytes of a field's text: twice a page of fine print.
pub(crate) const FIELD_BYTES: usize = 16 << 10;

/// Outlines of a page that are no boxes.
pub(crate) const PAGE_OUTLINES: usize = 50_000;

/// Unread areas of a page.
pub(crate) const PAGE_UNREAD: usize = 200;

/// Attached files that are named, characters of each name, and nodes of the tree that lists them.
pub(crate) const ATTACHMENTS: usize = 1_000;
pub(crate) const NAME_CHARS: usize = 200;
pub(crate) const NAME_NODES: usize = 1_000;
