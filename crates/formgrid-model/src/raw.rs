//! A raw document: what the file states, nothing guessed.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::{AtomId, Grid, Place, RawCanvas};

macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// The format of a source, told by its content and never by its name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Format {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Format {
            /// The name that output carries.
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
    /// A word processor's document of the `OpenDocument` standard.
    Odt = "odt";
    /// A word processor's document as one XML file: Word 2003 XML or a flat package.
    WordXml = "word-xml";
    /// Pages of the national fixed-layout standard, GB/T 33190.
    Ofd = "ofd";
    /// Office Open XML, a workbook.
    Xlsx = "xlsx";
    /// The binary workbook of 1997 and its kin.
    Xls = "xls";
    /// The binary workbook of 2007.
    Xlsb = "xlsb";
    /// A workbook of the `OpenDocument` standard.
    Ods = "ods";
    /// A workbook as one XML file, of 2003.
    SpreadsheetMl = "spreadsheetml";
    /// A page of the web, or what a word processor or spreadsheet saved as one.
    Html = "html";
    /// Pages as they are printed: positioned text and drawn lines.
    Pdf = "pdf";
}

/// What a reader found in one source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawDocument {
    /// The format the bytes are in.
    pub format: Format,
    /// The content in the order of the file.
    pub items: Vec<RawItem>,
    /// How many atoms the reader gave out: their numbers are `0..n_atoms`.
    pub n_atoms: u32,
    /// Names of the sheets of a workbook, hidden ones included; empty for other formats.
    pub sheets: Vec<String>,
}

/// One piece of a raw document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum RawItem {
    /// A paragraph that is certainly outside of tables.
    Paragraph(RawParagraph),
    /// A table whose grid the format states.
    Grid(RawGrid),
    /// Lines of a text dump, in which tables and paragraphs are still to be told apart.
    Rows(RawRows),
    /// Pages of positioned words and drawn lines, in which everything is still to be found.
    Canvas(RawCanvas),
    /// Text that the format marks as standing on every page: a header, a footer.
    Furniture(RawText),
}

/// A paragraph outside of tables.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RawParagraph {
    /// Its text.
    pub text: RawText,
    /// The format marks it as a heading, by style or outline level.
    pub heading: bool,
}

/// A table whose grid the format states.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawGrid {
    /// The cells with their spans as stated. Texts are trimmed, paragraphs divided by `\n`.
    pub grid: Grid,
    /// Rows that the format marks as repeated at the top of each page, from 0, ascending.
    pub repeated_rows: Vec<usize>,
    /// The caption, where the format ties one to the table.
    pub caption: Option<String>,
}

/// A piece of text as printed, with its place.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RawText {
    /// The text, converter marks removed, outer blanks kept. A paragraph end inside is `\n`.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// Its number; absent where the text is blank.
    pub atom: Option<AtomId>,
}

/// The lines of a text dump.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawRows {
    /// How the dump prints a row.
    pub dialect: Dialect,
    /// The lines in order, blank ones included.
    pub lines: Vec<RawLine>,
}

/// How a text dump prints the rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dialect {
    /// Every cell starts a line of its own with a TAB; a blank line ends a row, but also stands for an
    /// empty paragraph in a cell. Lines without a TAB go on with the cell or stand between tables.
    CellPerLine,
    /// Every row is one line, its cells divided by a delimiter; trailing empty cells are kept.
    RowPerLine,
    /// As [`Dialect::RowPerLine`], and the notation itself leaves no doubt of a row's cells: quoted
    /// fields, a Markdown table.
    Fields,
    /// The table is drawn with characters; a row may take several lines, and its end may be drawn or not.
    Drawn,
    /// Columns are aligned by blanks; each word stands with its place, and nothing says which are a cell.
    Aligned,
}

/// One line of a text dump.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawLine {
    /// Number in the file, from 1.
    pub line: u32,
    /// What stands on it.
    pub content: LineContent,
    /// A page ends before this line (form feed).
    pub page_break: bool,
    /// The converter marked the line as a heading (a bookmark of a table of contents).
    pub heading: bool,
}

/// The cells of a line of a text dump. In most dumps a line is one cell, which then stands in the line
/// itself.
pub type LineCells = SmallVec<[RawText; 1]>;

/// What stands on a line of a text dump.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum LineContent {
    /// No character at all. A line of white space is [`LineContent::Text`]: in a dump it is a paragraph.
    Blank,
    /// Text without a cell border.
    Text(RawText),
    /// Cells: one in [`Dialect::CellPerLine`], all of a row in the others.
    Cells(LineCells),
    /// What stands between the borders of a line of a drawn table, or the words of a line in
    /// [`Dialect::Aligned`], each text with its place.
    Drawn(Vec<DrawnSpan>, LineCells),
}

/// Where a piece of a drawn line stands, in character cells: East Asian characters take two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DrawnSpan {
    /// The position of the border before it.
    pub from: u32,
    /// The position of the border behind it.
    pub to: u32,
    /// A border between two rows runs through it, and no text stands in it.
    pub is_rule: bool,
}
