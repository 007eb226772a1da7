//! What a user can do about a finding.

use crate::Code;

impl Code {
    /// What to do about findings with this code, as a sentence; none where nothing has to be done.
    pub fn remedy(self) -> Option<&'static str> {
        let remedy = match self {
            Self::ReadUndecodable | Self::ReadEncodingDoubtful => {
                "Compare the text with the original; save the file again as UTF-8 if it is wrong."
            }
            Self::ReadNested | Self::ReadCut | Self::LayoutTooLarge => {
                "Split the file, or raise the limit that the message names with `--limit`."
            }
            Self::ReadPartDamaged | Self::ReadPageDamaged | Self::ReadCellDamaged => {
                "Ask for an undamaged copy, or open the file in the program that wrote it and save it again."
            }
            Self::ReadPartDoubled => {
                "Open the file in an office program, check that its text is complete, and save it again."
            }
            Self::ReadSpanClamped | Self::LayoutOverlap => {
                "Compare the table with the original: `formgrid tables FILE` draws what was read."
            }
            Self::ReadNeedsOcr => {
                "Recognize the text of the page with an OCR program and read its output."
            }
            Self::ReadUnmapped => {
                "Compare the text with the page; export the document again with embedded fonts."
            }
            Self::ReadPassedOver | Self::ReadAttachment => {
                "Look at the place in the original; if it holds figures, enter them in a correction or read the file on its own."
            }
            Self::ReadTrackedChange => "Check that the changes were meant to be accepted.",
            Self::LayoutRowDoubtful | Self::LayoutTextTruncated => {
                "Check the row against the original with `formgrid review`."
            }
            Self::LayoutFormInProse => {
                "Check the source with `formgrid review`; if you have the original document, read that instead of the dump."
            }
            Self::RecordHeaderUnknown | Self::RecordWordGuessed => {
                "Add the word to a template if it was read as something else: `formgrid templates explain FILE` shows how it was read."
            }
            Self::RecordNoTemplate => {
                "Draft a template with `formgrid templates learn FILE` if many sources have this form."
            }
            Self::RecordDoubtful => {
                "Check the source with `formgrid review`, and draft a template with `formgrid templates learn FILE`."
            }
            Self::RecordRefused | Self::RecordSecondText | Self::RecordLevelUnfilled => {
                "Check the place in the original; the text is in an `unmapped` line."
            }
            Self::CheckPartsTotal
            | Self::CheckShareAmount
            | Self::CheckIncomeExpenditure
            | Self::CheckProjectsFunding
            | Self::CheckInstalmentBudget
            | Self::CheckCostBudget
            | Self::CheckExecutionRate
            | Self::CheckWeights
            | Self::CheckScoreWeight
            | Self::CheckScoreTotal
            | Self::CheckTwinsDiffer
            | Self::CheckBasisInValue
            | Self::CheckLevels => {
                "Compare the figures with the original: the form itself may be wrong, or a cell was misread."
            }
            Self::CheckUnitMissing => {
                "Find the unit in the document; amounts have no `unit` until then."
            }
            Self::CheckYearWeak => {
                "Check the year of the filing, for example in the name of its folder."
            }
            Self::CheckContents => "Check whether a part of the compilation is missing.",
            Self::AuditLost => "Report it with the document: a text must never be lost.",
            // A test holds that only codes of severity info are left.
            _ => return None,
        };
        Some(remedy)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Code, Severity};

    #[test]
    fn every_warning_and_error_has_a_remedy() {
        let without = |code: &&Code| code.remedy().is_none() && code.severity() != Severity::Info;
        let without: Vec<&str> =
            Code::ALL.iter().filter(without).map(|code| code.as_str()).collect();
        assert!(without.is_empty(), "{without:?}");
    }
}
