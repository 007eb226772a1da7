//! A raw document: what the file states, nothing guessed.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::{AtomId, Grid, Place, RawCanvas};

macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// The format of a source, detected from its content, never from its name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Format {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Format {
            /// The name in the output.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

formats! {
    /// Plain text, such as the dumps that converters leave.
    Text = "text";
    /// Office Open XML, a word processor's document.
    Docx = "docx";
    /// The binary document of Word 97 to 2003 and of WPS Writer.
    Doc = "doc";
    /// Rich Text Format.
    Rtf = "rtf";
    /// An `OpenDocument` text document.
    Odt = "odt";
    /// A word processor document in one XML file: Word 2003 XML or a flat package.
    WordXml = "word-xml";
    /// OFD, the Chinese fixed-layout standard GB/T 33190.
    Ofd = "ofd";
    /// Office Open XML, a workbook.
    Xlsx = "xlsx";
    /// The binary workbook format of Excel 97 and its relatives.
    Xls = "xls";
    /// The binary workbook format of Excel 2007.
    Xlsb = "xlsb";
    /// An `OpenDocument` spreadsheet.
    Ods = "ods";
    /// An Excel 2003 workbook in one XML file.
    SpreadsheetMl = "spreadsheetml";
    /// A web page, or a document that a word processor or spreadsheet saved as one.
    Html = "html";
    /// Printed pages: positioned text and drawn lines.
    Pdf = "pdf";
}

/// The content of one source as stated by the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawDocument {
    /// The format of the source.
    pub format: Format,
    /// The content in file order.
    pub items: Vec<RawItem>,
    /// Number of atoms: they are `0..n_atoms`.
    pub n_atoms: u32,
    /// Names of the sheets of a workbook, including hidden ones; empty for other formats.
    pub sheets: Vec<String>,
}

/// One piece of a raw document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum RawItem {
    /// A paragraph that is certainly outside tables.
    Paragraph(RawParagraph),
    /// A table with a grid stated by the format.
    Grid(RawGrid),
    /// Lines of a text dump, not yet separated into tables and paragraphs.
    Rows(RawRows),
    /// Pages of positioned words and drawn lines, without any structure.
    Canvas(RawCanvas),
    /// Text that the format marks as repeated on every page: a header or footer.
    Furniture(RawText),
}

/// A paragraph outside tables.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RawParagraph {
    /// Its text.
    pub text: RawText,
    /// Whether the format marks it as a heading, by style or outline level.
    pub heading: bool,
}

/// A table with a grid stated by the format.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawGrid {
    /// The cells with their stated spans. Texts are trimmed, paragraphs separated by `\n`.
    pub grid: Grid,
    /// Rows that the format marks as repeated on each page, from 0, ascending.
    pub repeated_rows: Vec<usize>,
    /// The caption, if the format attaches one.
    pub caption: Option<String>,
}

/// A printed piece of text with its place.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RawText {
    /// The text, without converter marks, with outer blanks. A paragraph end inside is `\n`.
    pub text: String,
    /// Its place.
    pub place: Place,
    /// Its atom; absent if the text is blank.
    pub atom: Option<AtomId>,
}

/// The lines of a text dump.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawRows {
    /// How the dump prints a row.
    pub dialect: Dialect,
    /// The lines in order, including blank ones.
    pub lines: Vec<RawLine>,
}

/// How a text dump prints the rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dialect {
    /// Every cell starts a line of its own with a TAB. A blank line ends a row, but may also be an
    /// empty paragraph in a cell. Lines without a TAB continue the cell or are between tables.
    CellPerLine,
    /// Every row is one line, with cells separated by a delimiter; trailing empty cells are kept.
    RowPerLine,
    /// Like [`Dialect::RowPerLine`], with a notation that makes the cells of a row unambiguous:
    /// quoted fields, a Markdown table.
    Fields,
    /// The table is drawn with characters; a row may take several lines, and its end may or may not
    /// be drawn.
    Drawn,
    /// Columns are aligned by blanks. Each word has its place; cell borders are unknown.
    Aligned,
}

/// One line of a text dump.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawLine {
    /// Line number in the file, from 1.
    pub line: u32,
    /// Its content.
    pub content: LineContent,
    /// Whether a page ends before this line (form feed).
    pub page_break: bool,
    /// Whether the converter marked the line as a heading (a bookmark of a table of contents).
    pub heading: bool,
}

/// The cells of a line of a text dump. In most dumps a line is one cell, which is stored inline.
pub type LineCells = SmallVec<[RawText; 1]>;

/// The content of a line of a text dump.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum LineContent {
    /// No characters. A line of white space is [`LineContent::Text`]: in a dump it is a paragraph.
    Blank,
    /// Text without a cell border.
    Text(RawText),
    /// Cells: one in [`Dialect::CellPerLine`], all cells of a row in the others.
    Cells(LineCells),
    /// The texts between the borders of a line of a drawn table, or the words of a line in
    /// [`Dialect::Aligned`], with their places.
    Drawn(Vec<DrawnSpan>, LineCells),
}

/// The extent of a piece of a drawn line, in character cells: East Asian characters take two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DrawnSpan {
    /// The position of the border before it.
    pub from: u32,
    /// The position of the border after it.
    pub to: u32,
    /// Whether it is part of a border between two rows and has no text.
    pub is_rule: bool,
}
