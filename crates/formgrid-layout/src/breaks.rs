//! A title and the unit below it, where a program has joined two lines of a cell.

use formgrid_model::{Lexicon, WordClass, fold_label};

/// Most blanks examined in a text; a title and a unit have few.
const MAX_BLANKS: usize = 8;

/// Longest title, in bytes.
const MAX_TITLE: usize = 300;

/// The text with a line break between title and unit; `None` if it is no such text.
pub(crate) fn title_and_unit(text: &str, lexicon: &Lexicon) -> Option<String> {
    if text.len() > MAX_TITLE || text.contains('\n') {
        return None;
    }
    let is = |text: &str, class| lexicon.classes(&fold_label(text)).contains(class);
    text.match_indices(char::is_whitespace).take(MAX_BLANKS).find_map(|(at, _)| {
        let (title, unit) = (text[..at].trim_end(), text[at..].trim_start());
        (is(unit, WordClass::FURNITURE) && is(title, WordClass::TITLE))
            .then(|| format!("{title}\n{unit}"))
    })
}

#[cfg(test)]
mod tests {
    use formgrid_model::{Lexicon, WordClass};

    use super::title_and_unit;

    #[test]
    fn a_unit_stands_below_its_title() {
        let words = [("绩效目标表", WordClass::TITLE), ("单位:万元", WordClass::FURNITURE)];
        let words = words.map(|(word, class)| (word.to_owned(), class)).into_iter().collect();
        let lexicon = Lexicon { words, ..Lexicon::default() };
        let broken = |text| title_and_unit(text, &lexicon);
        assert_eq!(broken("绩效目标表    单位：万元").as_deref(), Some("绩效目标表\n单位：万元"));
        assert_eq!(broken("绩效目标表 第一页"), None);
        assert_eq!(broken("绩效目标表"), None);
    }
}
