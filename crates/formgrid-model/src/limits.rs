//! Limits: what one source may cost, each with its reason.
//!
//! A source over a limit is usually damaged or hostile: it ends in an error that names the limit,
//! or in a partial result with a finding that does. All limits are here and all are configurable,
//! because an archive may contain one compilation larger than any seen. Numbers fixed by a format
//! (the 63 columns of Word, the 1,048,576 rows of a sheet) are kept with its reader.

use std::{collections::BTreeMap, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! limits {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $what:literal, $default:expr;)*) => {
        /// What is limited.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Limit {
            $($(#[$doc])* $name,)*
        }

        impl Limit {
            /// Every limit, in the order of the stages.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name used to set it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What is counted, for messages.
            pub fn what(self) -> &'static str {
                match self { $(Self::$name => $what,)* }
            }

            /// The default.
            pub fn default(self) -> usize {
                match self { $(Self::$name => $default,)* }
            }
        }
    };
}

limits! {
    /// Bytes of one source, which is held in memory. The largest document seen has a hundredth of
    /// it.
    SourceBytes = "source-bytes", "bytes of a source", 1 << 30;
    /// Entries of an archive, including nested archives. A province's year has tens of thousands.
    ArchiveEntries = "archive-entries", "entries of an archive of documents", 200_000;
    /// Unpacked mebibytes of an archive, including nested archives. Entries may share compressed
    /// bytes, so a small archive can state any size; a province's year has about ten thousand.
    ArchiveSize = "archive-size", "mebibytes of an archive", 1 << 16;
    /// Nesting depth of archives. People send archives of archives; mail programs add one more
    /// level.
    ArchiveDepth = "archive-depth", "archives in each other", 4;
    /// Bytes of an archive entry, which is held in memory together with its document.
    EntryBytes = "entry-bytes", "bytes of an entry", 256 << 20;
    /// Compression ratio of an archive entry. Texts that repeat a form reach 40. Entries below 4
    /// MiB may have any ratio.
    EntryRatio = "entry-ratio", "bytes of an entry for each compressed one", 300;
    /// Bytes of a text dump: 400 times the largest seen. Decoding doubles it and lowering takes
    /// about ten times as much, so it bounds the memory of one source.
    TextBytes = "text-bytes", "bytes of a text", 64 << 20;
    /// Lines and cells of a text dump. Each takes about 100 bytes, even if empty.
    TextPieces = "text-pieces", "lines and cells of a text", 8_000_000;
    /// Bytes of an HTML page or message: 300 times the largest seen. The tree takes several times
    /// as much.
    PageBytes = "page-bytes", "bytes of a page", 32 << 20;
    /// Open elements in an HTML page. Browsers stop at 512 too, and the parser scans all open
    /// elements at many tags.
    PageDepth = "page-depth", "open elements of a page", 512;
    /// Nodes in the tree of an HTML page: 100 times the largest seen.
    PageNodes = "page-nodes", "nodes of a page", 1 << 20;
    /// Comparisons of elements with style sheet selectors in an HTML page. Large sites reach a
    /// million; each takes about 50 nanoseconds.
    PageStyles = "page-styles", "comparisons of elements with style", 10_000_000;
    /// Entries of an Office package. A report with many pictures has a few thousand.
    PackageEntries = "package-entries", "entries of an archive", 20_000;
    /// Inflated bytes of all parts read from a package. Parts are read one after another and
    /// dropped, so this bounds time rather than memory.
    PackageBytes = "package-bytes", "bytes of all parts", 256 << 20;
    /// Inflated bytes of one part, which is held in memory. The largest `document.xml` of a
    /// compilation of 36 departments has one megabyte.
    PartBytes = "part-bytes", "bytes of a part", 96 << 20;
    /// Compression ratio of a part. The XML of repetitive tables reaches 60; deflate itself ends at
    /// 1,032. Parts below 4 MiB may have any ratio: a blank page of XML is harmless.
    PartRatio = "part-ratio", "bytes of a part for each compressed one", 300;
    /// Open elements in one XML part. Tables in tables in text boxes stay below 100; readers keep a
    /// word per open element, so the number only stops obvious attacks.
    XmlDepth = "xml-depth", "open XML elements", 1_000;
    /// Tags, texts and references of one XML part: at 40 nanoseconds each, the longest part takes
    /// less than two seconds.
    XmlTokens = "xml-tokens", "XML tokens", 40_000_000;
    /// Paragraphs and cells of a word processor document, three times the largest compilation of
    /// forms. Each may become a record of up to two and a half kilobytes.
    StoryPieces = "story-pieces", "paragraphs and cells", 100_000;
    /// Unpacked bytes of all chunks of other formats in a word processor document. A web page
    /// becomes one chunk of a few hundred kilobytes.
    ChunkBytes = "chunk-bytes", "bytes of chunks", 8 << 20;
    /// Bytes of a word processor document that is one stream or a container of streams. One with
    /// many pictures has about ten million, a hundredth of them text.
    StoryBytes = "story-bytes", "bytes of a document", 64 << 20;
    /// Characters in the text of such a document, forty times the largest compilation of forms. A
    /// piece table can state the same bytes repeatedly.
    StoryText = "story-text", "characters of a document", 16 << 20;
    /// Formatting runs of such a document. Each takes 40 bytes; a compilation has about ten
    /// thousand.
    StoryRuns = "story-runs", "runs of formatting", 1_000_000;
    /// Open groups of a Rich Text Format document. Writers stay below a hundred.
    StoryDepth = "story-depth", "open groups", 5_000;
    /// Bytes of a binary workbook, or of one in a single XML file. The largest workbook of forms
    /// seen has a fiftieth of it.
    WorkbookBytes = "workbook-bytes", "bytes of a workbook", 64 << 20;
    /// Cells with text in a workbook, five times the largest seen. Only repeat counts produce more.
    SheetCells = "sheet-cells", "cells with text", 200_000;
    /// Bytes of all cell texts of a workbook, ten times the largest seen. Every cell can refer to
    /// one shared text.
    SheetText = "sheet-text", "bytes of the texts of cells", 16 << 20;
    /// Slots between the first and last cells of the sheets of a binary workbook: each is held as a
    /// value and as a formula.
    SheetArea = "sheet-area", "cells between the first and the last of the sheets", 1 << 21;
    /// Sheets of a workbook. A compilation has one per department, two hundred at most; each may be
    /// a form whose records take far more memory than its cells.
    WorkbookSheets = "workbook-sheets", "sheets of a workbook", 400;
    /// Merged regions of one sheet: as many as a form of 20,000 rows could have.
    SheetMerges = "sheet-merges", "merged regions of a sheet", 500_000;
    /// Pages of a PDF document. The largest compilations of a province's departments have a few thousand.
    PdfPages = "pdf-pages", "pages", 20_000;
    /// Unpacked bytes of all object streams of a PDF document. Their objects take up to sixty times
    /// that in memory; a thousand pages need about ten megabytes.
    PdfObjectBytes = "pdf-object-bytes", "bytes of packed objects", 64 << 20;
    /// Ratio of unpacked object streams to the PDF document. Tagged text reaches 4. Two megabytes
    /// may have any ratio.
    PdfObjectRatio = "pdf-object-ratio", "bytes of packed objects for each of the document", 16;
    /// Unpacked bytes of one stream of a PDF document (a font, a form), and of all content of a
    /// page. A page of dense tables has a quarter of a megabyte, a complete Chinese font twenty.
    PdfStreamBytes = "pdf-stream-bytes", "bytes of a stream or a page", 64 << 20;
    /// Bytes of all character maps embedded in a PDF document. One for all of Chinese has half a
    /// megabyte; each takes four times as much while the document is read.
    PdfMapBytes = "pdf-map-bytes", "bytes of character maps", 16 << 20;
    /// Unpacked bytes of all streams of a PDF document: content, fonts and maps, counted each time
    /// they are read. Twenty thousand pages have about five hundred million.
    PdfContentBytes = "pdf-content-bytes", "bytes of all streams", 1 << 29;
    /// Operators of one page of a PDF document, including its forms. Maps and drawings reach a
    /// million, forms a few thousand.
    PdfPageOperators = "pdf-page-operators", "operators of a page", 2_000_000;
    /// Operators of all pages of a PDF document.
    PdfOperators = "pdf-operators", "operators of all pages", 50_000_000;
    /// Nesting depth of content in a PDF document. Producers stay below five.
    PdfFormDepth = "pdf-form-depth", "nested forms", 16;
    /// Saved graphics states of a page of a PDF document.
    PdfSavedStates = "pdf-saved-states", "saved states", 512;
    /// Glyphs of one page of a PDF document: a sheet of fine print has about ten thousand.
    PdfPageGlyphs = "pdf-page-glyphs", "glyphs of a page", 500_000;
    /// Lines and boxes of one page of a PDF document. A form has a few hundred; a map drawn with
    /// lines has a million and no table.
    PdfPageShapes = "pdf-page-shapes", "lines and boxes of a page", 200_000;
    /// Words and shapes of all pages of an OFD document, including template content on each page.
    /// The pages of the largest compilations have a few thousand each.
    OfdObjects = "ofd-objects", "words and shapes", 1_200_000;
    /// Bytes of the text of a cell or paragraph: thirty times the limit of an Excel cell. A longer
    /// one comes from damage that merged half a file into one text.
    CellText = "cell-text", "bytes of one text", 1 << 20;
    /// Slots of all tables of a document. Each takes about 300 bytes while its cell is built, even
    /// if empty, and the largest workbook of forms seen has a tenth of it.
    GridSlots = "grid-slots", "slots of all tables", 400_000;
}

impl FromStr for Limit {
    type Err = UnknownLimit;

    fn from_str(name: &str) -> Result<Self, UnknownLimit> {
        let known = Self::ALL.iter().copied().find(|limit| limit.name() == name);
        known.ok_or_else(|| UnknownLimit { name: name.to_owned() })
    }
}

/// The values of all limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, usize>", into = "BTreeMap<String, usize>")]
pub struct Limits {
    numbers: [usize; Limit::ALL.len()],
}

impl Default for Limits {
    fn default() -> Self {
        let mut numbers = [0; Limit::ALL.len()];
        for (number, limit) in numbers.iter_mut().zip(Limit::ALL) {
            *number = limit.default();
        }
        Self { numbers }
    }
}

impl Limits {
    /// The value of a limit.
    pub fn of(&self, limit: Limit) -> usize {
        self.numbers.get(limit as usize).copied().unwrap_or_else(|| limit.default())
    }

    /// These limits with one of them changed.
    #[must_use]
    pub fn with(mut self, limit: Limit, number: usize) -> Self {
        if let Some(slot) = self.numbers.get_mut(limit as usize) {
            *slot = number;
        }
        self
    }

    /// The limits that differ from the default, in order.
    pub fn changed(&self) -> impl Iterator<Item = (Limit, usize)> {
        let all = Limit::ALL.iter().map(|&limit| (limit, self.of(limit)));
        all.filter(|&(limit, number)| number != limit.default())
    }

    /// Checks a count against a limit.
    pub fn check(&self, limit: Limit, found: usize) -> Result<(), OverLimit> {
        let allowed = self.of(limit);
        if found > allowed { Err(OverLimit { limit, found, allowed }) } else { Ok(()) }
    }
}

impl From<Limits> for BTreeMap<String, usize> {
    fn from(limits: Limits) -> Self {
        limits.changed().map(|(limit, number)| (limit.name().to_owned(), number)).collect()
    }
}

impl TryFrom<BTreeMap<String, usize>> for Limits {
    type Error = UnknownLimit;

    fn try_from(numbers: BTreeMap<String, usize>) -> Result<Self, UnknownLimit> {
        let mut limits = Self::default();
        for (name, number) in numbers {
            limits = limits.with(name.parse()?, number);
        }
        Ok(limits)
    }
}

/// A count over a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverLimit {
    /// The limit.
    pub limit: Limit,
    /// The count, as far as it was counted.
    pub found: usize,
    /// The accepted maximum.
    pub allowed: usize,
}

impl std::fmt::Display for OverLimit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { limit, found, allowed } = self;
        write!(f, "{found} {} are over the limit {} of {allowed}", limit.what(), limit.name())
    }
}

impl std::error::Error for OverLimit {}

/// The name of an unknown limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLimit {
    /// The name.
    pub name: String,
}

impl std::fmt::Display for UnknownLimit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = Limit::ALL.iter().map(|limit| limit.name()).collect();
        write!(f, "{}: no limit has this name; the limits are {}", self.name, names.join(", "))
    }
}

impl std::error::Error for UnknownLimit {}

#[cfg(test)]
mod tests {
    use super::{Limit, Limits};

    #[test]
    fn a_limit_is_set_and_reported_by_its_name() {
        let limits = Limits::default().with("xml-depth".parse().unwrap(), 7);
        assert_eq!(limits.check(Limit::XmlDepth, 7), Ok(()));
        let over = limits.check(Limit::XmlDepth, 8).unwrap_err();
        assert_eq!(over.to_string(), "8 open XML elements are over the limit xml-depth of 7");
        let unknown = "depth".parse::<Limit>().unwrap_err();
        assert!(unknown.to_string().contains("xml-depth, xml-tokens"), "{unknown}");
    }

    #[test]
    fn only_what_was_changed_is_stored() {
        let limits = Limits::default().with(Limit::GridSlots, 5);
        let stored: std::collections::BTreeMap<String, usize> = limits.clone().into();
        assert_eq!(stored.into_iter().collect::<Vec<_>>(), [("grid-slots".to_owned(), 5)]);
        assert_eq!(
            limits.changed().map(|(limit, _)| limit).collect::<Vec<_>>(),
            [Limit::GridSlots]
        );
    }

    #[test]
    fn names_are_distinct() {
        let mut names: Vec<_> = Limit::ALL.iter().map(|limit| limit.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Limit::ALL.len());
    }
}
