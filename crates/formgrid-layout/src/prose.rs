//! Form words in paragraphs: a sign that a table was missed.

use std::collections::BTreeSet;

use formgrid_model::{Block, Code, Diagnostics, Lexicon, Place, WordClass, fold_label};

/// Number of different column and level names as separate paragraphs that is no prose.
const MIN_WORDS: usize = 4;

/// Longest form word, in bytes.
const MAX_WORD: usize = 60;

/// Reports names of columns and levels in paragraphs, alone or between blanks.
pub(crate) fn report(blocks: &[Block], lexicon: &Lexicon, diagnostics: &mut Diagnostics) {
    let mut found: BTreeSet<String> = BTreeSet::new();
    let mut first: Option<Place> = None;
    for block in blocks {
        let Block::Paragraph(paragraph) = block else { continue };
        for part in paragraph.text.split([' ', '\t', '\u{3000}', '|']) {
            if part.is_empty() || part.len() > MAX_WORD {
                continue;
            }
            let folded = fold_label(part);
            let names = WordClass::HEADER | WordClass::LEVEL1 | WordClass::LEVEL2;
            if lexicon.classes(&folded).intersects(names) {
                first = first.or(Some(paragraph.place));
                found.insert(folded.into_owned());
            }
        }
    }
    if let Some(place) = first.filter(|_| found.len() >= MIN_WORDS) {
        let message = format!(
            "{} words of a form stand in paragraphs, the first here; a table may be among them",
            found.len()
        );
        diagnostics.report(Code::LayoutFormInProse, place, message);
    }
}

#[cfg(test)]
mod tests {
    use formgrid_model::{Block, Diagnostics, Lexicon, Paragraph, WordClass};

    use super::report;

    #[test]
    fn names_of_columns_in_paragraphs_are_reported() {
        let words = ["一级指标", "二级指标", "三级指标", "指标值"];
        let words = words.map(|word| (word.to_owned(), WordClass::HEADER)).into_iter().collect();
        let lexicon = Lexicon { words, ..Lexicon::default() };
        let n_found = |text: &str| {
            let paragraph = Paragraph {
                text: text.to_owned(),
                place: formgrid_model::Place::default(),
                atoms: formgrid_model::Atoms::new(),
                heading: false,
            };
            let mut diagnostics = Diagnostics::new();
            report(&[Block::Paragraph(paragraph)], &lexicon, &mut diagnostics);
            diagnostics.iter().count()
        };
        assert_eq!(n_found("一级指标   二级指标   三级指标   指标值"), 1);
        assert_eq!(n_found("一级指标分为二级指标和三级指标"), 0);
    }
}
