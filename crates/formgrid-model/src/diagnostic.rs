//! Diagnostics: what was repaired, guessed, skipped or found contradictory.
//!
//! The codes are a closed set of the shape `area/what`; they are stable and part of the output. The
//! severity follows from the code alone.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Atoms, Place};

/// How much a finding matters.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something was done that a reader may want to know of.
    Info,
    /// Something is doubtful or contradictory.
    Warning,
    /// Something was lost or could not be read.
    Error,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $severity:ident;)*) => {
        /// What kind of finding a diagnostic is.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
        )]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Code {
            /// Every code, in the order of its stage.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name in the output.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The severity of findings with this code.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    /// Bytes that are no character of the encoding were replaced by U+FFFD.
    ReadUndecodable = "read/undecodable-bytes", Warning;
    /// A mark that a converter left in the text was taken out.
    ReadConverterMark = "read/converter-mark", Info;
    /// Markup inside a cell was turned into plain text.
    ReadMarkup = "read/markup-in-cell", Info;
    /// Content that the source does not show, such as a hidden row, was left out.
    ReadHidden = "read/hidden", Info;
    /// Elements are nested deeper than is followed; their texts were kept.
    ReadNested = "read/nested-too-deep", Warning;
    /// The source is larger than is read, or damaged; what follows was left out.
    ReadCut = "read/cut", Error;
    /// Blank rows and columns of a sheet were left out, because its cells stand too far apart.
    ReadSparse = "read/sparse-sheet", Info;
    /// A part of an Office package is damaged or missing; what could be read of it was kept.
    ReadPartDamaged = "read/part-damaged", Error;
    /// Several parts of an Office package have one name; the last was read.
    ReadPartDoubled = "read/part-doubled", Warning;
    /// Changes that someone tracked and nobody decided on were read as if accepted.
    ReadTrackedChange = "read/tracked-change", Info;
    /// A cell claims more columns than any table has and was made smaller.
    ReadSpanClamped = "read/span-clamped", Warning;
    /// Pages that are only an image: their text has to be recognized first.
    ReadNeedsOcr = "read/needs-ocr", Error;
    /// A page is damaged; what could be read of it was kept.
    ReadPageDamaged = "read/page-damaged", Error;
    /// Characters of a font that the source does not explain stand as U+FFFD.
    ReadUnmapped = "read/unmapped-character", Warning;
    /// Content that is no text, or that is not read here, was passed over: a picture, an embedded object.
    ReadPassedOver = "read/passed-over", Warning;
    /// The words by which an empty field asks to be filled in are no value and were left out.
    ReadPlaceholder = "read/placeholder", Info;
    /// One cell cannot be read; all others were.
    ReadCellDamaged = "read/cell-damaged", Warning;
    /// Text was written in another encoding than it was read in, here or before.
    ReadEncodingDoubtful = "read/encoding-doubtful", Warning;
    /// A file is attached to the source, which was not read.
    ReadAttachment = "read/attachment", Info;
    /// A blank paragraph inside a cell had cut the row in two.
    LayoutRowRejoined = "layout/row-rejoined", Info;
    /// A cell had lost its border and stood like a paragraph of the cell before it.
    LayoutCellRestored = "layout/cell-restored", Info;
    /// The cells of the row stood in wrong columns.
    LayoutRowShifted = "layout/row-shifted", Info;
    /// A letter that recognition put inside a word was taken out.
    LayoutStrayCharacter = "layout/stray-character", Info;
    /// A label repeated within one cell was folded to one.
    LayoutLabelFolded = "layout/label-folded", Info;
    /// A text or row went on after a page break.
    LayoutPageContinued = "layout/page-continued", Info;
    /// The table had no header; the columns are those of the last like table.
    LayoutHeaderInherited = "layout/header-inherited", Info;
    /// The header stood in a table of its own above that of its rows.
    LayoutHeaderApart = "layout/header-apart", Info;
    /// A title, date, unit or page number printed again at the top or end of a page.
    LayoutFurniture = "layout/furniture", Info;
    /// A block of rows that is printed twice; one copy was kept.
    LayoutDuplicateBlock = "layout/duplicate-block", Info;
    /// The row could not be laid out with certainty.
    LayoutRowDoubtful = "layout/row-doubtful", Warning;
    /// A text that is cut off was completed from another place of the document.
    LayoutTextCompleted = "layout/text-completed", Info;
    /// A text is cut off, and the rest is nowhere in the document.
    LayoutTextTruncated = "layout/text-truncated", Warning;
    /// A cell was in the way of another, which was made smaller or left out.
    LayoutOverlap = "layout/cell-overlap", Warning;
    /// A table is larger than the limit and was left as paragraphs.
    LayoutTooLarge = "layout/table-too-large", Error;
    /// Text that a line runs through, as through what is deleted, was left out.
    LayoutStruck = "layout/struck-text", Info;
    /// A watermark, seal or signature laid over the page was left out of what is printed there.
    LayoutForeignInk = "layout/foreign-ink", Info;
    /// A table is tagged otherwise than it is drawn; its tags were not asked.
    LayoutTagsDisagree = "layout/tags-disagree", Info;
    /// Words of a form stand in paragraphs: a table was not distinguished from the text around it.
    LayoutFormInProse = "layout/form-in-paragraphs", Warning;
    /// A header word that no template knows; what it says of an indicator is kept in the remark, what it
    /// says of anything else is unmapped.
    RecordHeaderUnknown = "records/header-unknown", Warning;
    /// No template has the form of a document; it was read by its header words alone.
    RecordNoTemplate = "records/no-template", Info;
    /// The form asks for a level of an indicator that is printed nowhere.
    RecordLevelUnfilled = "records/level-unfilled", Warning;
    /// Instructions on filling in the form, which are no data.
    RecordInstructions = "records/instructions", Info;
    /// A line of a table of contents, which is no data.
    RecordContents = "records/contents-line", Info;
    /// Dots or dashes that hold the place of a text.
    RecordFiller = "records/filler", Info;
    /// The parts of a total do not add up to it.
    CheckPartsTotal = "check/parts-total", Warning;
    /// A share is not that of its amount in the total.
    CheckShareAmount = "check/share-amount", Warning;
    /// The totals of income and expenditure differ.
    CheckIncomeExpenditure = "check/income-expenditure", Warning;
    /// The projects' budgets do not add up to what the funding table gives to projects.
    CheckProjectsFunding = "check/projects-funding", Warning;
    /// The last instalment, which is cumulative, is not the whole budget.
    CheckInstalmentBudget = "check/instalment-budget", Warning;
    /// A cost indicator allows for more than the budget.
    CheckCostBudget = "check/cost-budget", Warning;
    /// The rate of execution is not that of the amounts.
    CheckExecutionRate = "check/execution-rate", Warning;
    /// The weights of a form's indicators add up neither to 100 nor to what the execution leaves of it.
    CheckWeights = "check/weights", Warning;
    /// A score is above its weight.
    CheckScoreWeight = "check/score-weight", Warning;
    /// The scores do not add up to the total score.
    CheckScoreTotal = "check/score-total", Warning;
    /// A long-term and an annual indicator of one name and goal have different targets.
    CheckTwinsDiffer = "check/twins-differ", Info;
    /// A column of values holds a word that names a basis or a class.
    CheckBasisInValue = "check/basis-in-value", Warning;
    /// A level 2 that belongs to another level 1 than the one printed.
    CheckLevels = "check/levels-disagree", Warning;
    /// An amount of money is printed without a unit anywhere.
    CheckUnitMissing = "check/unit-missing", Warning;
    /// The fiscal year is not printed, and what it was inferred from is weak, or there is nothing at all.
    CheckYearWeak = "check/year-weak", Warning;
    /// The list of contents names a form that is not there, or leaves one out.
    CheckContents = "check/contents-list", Warning;
    /// The row that numbers the columns of a table, which is no data.
    RecordColumnNumbers = "records/column-numbers", Info;
    /// The numbers of the rows of a list, which are no data.
    RecordRowNumbers = "records/row-numbers", Info;
    /// A sum of points that the lines above it make up.
    RecordSum = "records/sum", Info;
    /// A title that is printed again, or that stands over several forms.
    RecordTitle = "records/title", Info;
    /// A header word or label that no list has was understood from its parts and its cells.
    RecordWordGuessed = "records/word-guessed", Info;
    /// A text does not fit the field of its label or column.
    RecordRefused = "records/field-refused", Warning;
    /// A field that takes one text has a second one.
    RecordSecondText = "records/second-text", Info;
    /// A text of the source stands in no record and no finding; only an audit looks for it.
    AuditLost = "audit/text-lost", Error;
    /// The reading of a table is in doubt.
    RecordDoubtful = "records/form-doubtful", Warning;
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// What kind of finding it is.
    pub code: Code,
    /// The message, a lower-case fragment.
    pub message: String,
    /// Where.
    pub place: Place,
    /// The atoms that the finding accounts for as furniture; usually empty.
    pub atoms: Atoms,
    /// Id of its filing, if known.
    pub filing: Option<String>,
    /// Id of the record it is about, if any.
    pub record: Option<String>,
}

/// The findings of one source, in the order they were made.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Creates an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding about a place.
    pub fn report(&mut self, code: Code, place: Place, message: impl Into<String>) {
        self.push(Diagnostic {
            code,
            message: message.into(),
            place,
            atoms: Atoms::new(),
            filing: None,
            record: None,
        });
    }

    /// Adds a finding that accounts for some atoms as furniture: no record will hold them.
    pub fn consume(&mut self, code: Code, place: Place, atoms: Atoms, message: impl Into<String>) {
        let message = message.into();
        self.push(Diagnostic { code, message, place, atoms, filing: None, record: None });
    }

    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// All findings so far.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// The findings as a vector.
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn codes_are_distinct_and_have_an_area() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert!(names.iter().all(|name| name.split('/').filter(|s| !s.is_empty()).count() == 2));
        names.sort_unstable();
        let n = names.len();
        names.dedup();
        assert_eq!(names.len(), n);
    }
}
