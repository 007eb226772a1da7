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
    /// Worth knowing: something was repaired, interpreted or left out.
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
    /// Bytes that are invalid in the encoding were replaced by U+FFFD.
    ReadUndecodable = "read/undecodable-bytes", Warning;
    /// A mark that a converter left in the text was removed.
    ReadConverterMark = "read/converter-mark", Info;
    /// Markup inside a cell was converted to plain text.
    ReadMarkup = "read/markup-in-cell", Info;
    /// Content that the source does not show, such as a hidden row, was left out.
    ReadHidden = "read/hidden", Info;
    /// Elements are nested too deeply; the structure below the limit was dropped, its texts were kept.
    ReadNested = "read/nested-too-deep", Warning;
    /// The source exceeds a limit or is damaged; the rest of it was left out.
    ReadCut = "read/cut", Error;
    /// Blank rows and columns of a sheet were left out, because its cells are too far apart.
    ReadSparse = "read/sparse-sheet", Info;
    /// A part of an Office package is damaged or missing; its readable content was kept.
    ReadPartDamaged = "read/part-damaged", Error;
    /// Several parts of an Office package have the same name; the last one was read.
    ReadPartDoubled = "read/part-doubled", Warning;
    /// Pending tracked changes were read as if accepted.
    ReadTrackedChange = "read/tracked-change", Info;
    /// A cell spans more columns than any table has; its span was reduced.
    ReadSpanClamped = "read/span-clamped", Warning;
    /// Pages consist only of an image and need text recognition (OCR).
    ReadNeedsOcr = "read/needs-ocr", Error;
    /// A page is damaged; its readable content was kept.
    ReadPageDamaged = "read/page-damaged", Error;
    /// Characters of a font without a Unicode mapping were replaced by U+FFFD.
    ReadUnmapped = "read/unmapped-character", Warning;
    /// Content that is not read was skipped, such as a picture or an embedded object.
    ReadPassedOver = "read/passed-over", Warning;
    /// The prompt of an empty field, such as "click to enter text", was left out.
    ReadPlaceholder = "read/placeholder", Info;
    /// A cell cannot be read; the other cells were.
    ReadCellDamaged = "read/cell-damaged", Warning;
    /// Text is in another encoding than the rest, or was decoded wrongly before it was saved.
    ReadEncodingDoubtful = "read/encoding-doubtful", Warning;
    /// The source has an attached file, which was not read.
    ReadAttachment = "read/attachment", Info;
    /// A row that a blank paragraph inside a cell had split was rejoined.
    LayoutRowRejoined = "layout/row-rejoined", Info;
    /// A cell that had lost its border, and looked like a paragraph of the previous cell, was restored.
    LayoutCellRestored = "layout/cell-restored", Info;
    /// The cells of a row were in the wrong columns and were moved.
    LayoutRowShifted = "layout/row-shifted", Info;
    /// A stray character that text recognition left inside a word was removed.
    LayoutStrayCharacter = "layout/stray-character", Info;
    /// A label repeated within one cell was kept once.
    LayoutLabelFolded = "layout/label-folded", Info;
    /// A text or row that continues after a page break was joined.
    LayoutPageContinued = "layout/page-continued", Info;
    /// A table without a header took the columns of the previous similar table.
    LayoutHeaderInherited = "layout/header-inherited", Info;
    /// The header was a separate table above its rows and was joined to them.
    LayoutHeaderApart = "layout/header-apart", Info;
    /// A title, date, unit or page number repeated at the top or bottom of a page was left out.
    LayoutFurniture = "layout/furniture", Info;
    /// A block of rows is printed twice; one copy was kept.
    LayoutDuplicateBlock = "layout/duplicate-block", Info;
    /// The row could not be laid out with certainty.
    LayoutRowDoubtful = "layout/row-doubtful", Warning;
    /// A truncated text was completed from elsewhere in the document.
    LayoutTextCompleted = "layout/text-completed", Info;
    /// A text is truncated, and the rest is nowhere in the document.
    LayoutTextTruncated = "layout/text-truncated", Warning;
    /// Two cells overlap; one of them was reduced or left out.
    LayoutOverlap = "layout/cell-overlap", Warning;
    /// A table exceeds the limit and was kept as paragraphs.
    LayoutTooLarge = "layout/table-too-large", Error;
    /// Text that is struck through was left out.
    LayoutStruck = "layout/struck-text", Info;
    /// A watermark, seal or signature over the page was left out.
    LayoutForeignInk = "layout/foreign-ink", Info;
    /// The structure tags of a table contradict its drawing and were ignored.
    LayoutTagsDisagree = "layout/tags-disagree", Info;
    /// Words of a form are in paragraphs: a table may have been taken for running text.
    LayoutFormInProse = "layout/form-in-paragraphs", Warning;
    /// No template knows a header word. Texts below it are kept in the remarks of indicators, or as
    /// `unmapped` lines.
    RecordHeaderUnknown = "records/header-unknown", Warning;
    /// No template fits a form; it was read by its header words alone.
    RecordNoTemplate = "records/no-template", Info;
    /// A level of an indicator that the form asks for is blank.
    RecordLevelUnfilled = "records/level-unfilled", Warning;
    /// Instructions for filling in the form, which are not data.
    RecordInstructions = "records/instructions", Info;
    /// A line of a table of contents, which is not data.
    RecordContents = "records/contents-line", Info;
    /// Dots or dashes in place of a text.
    RecordFiller = "records/filler", Info;
    /// The parts of a total do not add up to it.
    CheckPartsTotal = "check/parts-total", Warning;
    /// A share does not match its amount and the total.
    CheckShareAmount = "check/share-amount", Warning;
    /// The totals of income and expenditure differ.
    CheckIncomeExpenditure = "check/income-expenditure", Warning;
    /// The budgets of the projects do not add up to the amount for projects in the funding table.
    CheckProjectsFunding = "check/projects-funding", Warning;
    /// The last cumulative instalment is not the whole budget.
    CheckInstalmentBudget = "check/instalment-budget", Warning;
    /// The target of a cost indicator exceeds the budget.
    CheckCostBudget = "check/cost-budget", Warning;
    /// The execution rate does not match the amounts.
    CheckExecutionRate = "check/execution-rate", Warning;
    /// The weights of the indicators add up neither to 100 nor to 100 less the weight of the budget execution.
    CheckWeights = "check/weights", Warning;
    /// A score is above its weight.
    CheckScoreWeight = "check/score-weight", Warning;
    /// The scores do not add up to the total score.
    CheckScoreTotal = "check/score-total", Warning;
    /// A long-term and an annual indicator of the same name and goal have different targets.
    CheckTwinsDiffer = "check/twins-differ", Info;
    /// A column of values contains the name of a basis or class.
    CheckBasisInValue = "check/basis-in-value", Warning;
    /// A level 2 belongs to another level 1 than the printed one.
    CheckLevels = "check/levels-disagree", Warning;
    /// The document states no unit for an amount of money.
    CheckUnitMissing = "check/unit-missing", Warning;
    /// The fiscal year is not printed, and the evidence for it is weak or missing.
    CheckYearWeak = "check/year-weak", Warning;
    /// The table of contents lists a form that is missing, or omits one.
    CheckContents = "check/contents-list", Warning;
    /// The row that numbers the columns of a table, which is not data.
    RecordColumnNumbers = "records/column-numbers", Info;
    /// The row numbers of a list, which are not data.
    RecordRowNumbers = "records/row-numbers", Info;
    /// The sum of the points above it.
    RecordSum = "records/sum", Info;
    /// A title that is repeated, or that covers several forms.
    RecordTitle = "records/title", Info;
    /// A header word or label that is not listed was interpreted from its parts and the cells below or next to it.
    RecordWordGuessed = "records/word-guessed", Info;
    /// A text does not fit the field of its label or column.
    RecordRefused = "records/field-refused", Warning;
    /// A second text for a single-valued field.
    RecordSecondText = "records/second-text", Info;
    /// A text of the source is in no record and no finding. Only an audit checks this.
    AuditLost = "audit/text-lost", Error;
    /// The interpretation of a table is uncertain.
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
