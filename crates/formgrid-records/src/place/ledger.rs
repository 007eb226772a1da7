//! The ledger: what became of each text of a document.
//!
//! A text is accounted for if it is in a field, if it is a listed label or header word that gave a
//! field its meaning, or if a finding names it. The ledger knows which texts are left over, so no
//! rule can lose a text by omission.

use formgrid_model::{Block, fold};

use crate::forms::Src;
use crate::regions::Content;

/// What became of one text.
#[derive(Debug, Clone, Default)]
struct Entry {
    /// All of it is in a field, or a finding names it.
    is_whole: bool,
    /// It is a label or header word.
    label: Option<Box<Label>>,
    /// Parts of it in fields, folded. Boxed because few texts have any and tables have many texts.
    #[expect(clippy::box_collection, reason = "an empty list takes as little room as can be")]
    parts: Option<Box<Vec<String>>>,
    /// The filing it belongs to.
    filing: Option<u32>,
}

/// A label or header word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Label {
    /// Listed, with nothing beyond the listed word.
    Listed,
    /// Read as something by its parts or context.
    Guessed(String),
}

/// What remains to be done for a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Disposition {
    /// Nothing.
    Accounted,
    /// A finding has to name it: it was read as something without a list.
    Guessed(String),
    /// No record has taken it.
    Open,
}

/// The entries of all texts of a document.
#[derive(Debug)]
pub(super) struct Ledger {
    /// For each block, its cells or its paragraph.
    entries: Vec<Vec<Entry>>,
}

impl Ledger {
    /// A ledger in which every text is open.
    pub(super) fn new(content: &Content<'_>) -> Self {
        let n = |block: &Block| match block {
            Block::Paragraph(_) => 1,
            Block::Table(table) => table.grid.cells().len(),
        };
        Self { entries: content.blocks().map(|b| vec![Entry::default(); n(b)]).collect() }
    }

    fn entry(&mut self, src: Src) -> Option<&mut Entry> {
        self.entries.get_mut(src.block)?.get_mut(src.cell.unwrap_or_default())
    }

    fn get(&self, src: Src) -> Option<&Entry> {
        self.entries.get(src.block)?.get(src.cell.unwrap_or_default())
    }

    /// Records that a text is whole in a field, or named by a finding.
    pub(super) fn take_whole(&mut self, src: Src, filing: Option<usize>) {
        if let Some(entry) = self.entry(src) {
            entry.is_whole = true;
            entry.filing = entry.filing.or(number(filing));
        }
    }

    /// Records that a part of a text is in a field.
    pub(super) fn take_part(&mut self, src: Src, text: &str, filing: Option<usize>) {
        if let Some(entry) = self.entry(src) {
            entry.parts.get_or_insert_default().push(fold(text).into_owned());
            entry.filing = entry.filing.or(number(filing));
        }
    }

    /// Records that a text is a label or header word.
    pub(super) fn take_label(&mut self, src: Src, label: Label, filing: Option<usize>) {
        if let Some(entry) = self.entry(src) {
            if entry.label.as_deref() != Some(&Label::Listed) {
                entry.label = Some(Box::new(label));
            }
            entry.filing = entry.filing.or(number(filing));
        }
    }

    /// The filing of a text.
    pub(super) fn filing(&self, src: Src) -> Option<usize> {
        usize::try_from(self.get(src)?.filing?).ok()
    }

    /// Whether a text has an entry.
    pub(super) fn is_taken(&self, src: Src) -> bool {
        self.get(src).is_some_and(|e| e.is_whole || e.label.is_some() || e.parts.is_some())
    }

    /// What remains to be done for a text.
    pub(super) fn disposition(&self, src: Src, text: &str) -> Disposition {
        let Some(entry) = self.get(src) else { return Disposition::Accounted };
        if entry.is_whole {
            return Disposition::Accounted;
        }
        if entry.parts.as_ref().is_some_and(|parts| is_covered(text, parts)) {
            return Disposition::Accounted;
        }
        match entry.label.as_deref() {
            Some(Label::Listed) if entry.parts.is_none() => Disposition::Accounted,
            Some(Label::Guessed(meaning)) => Disposition::Guessed(meaning.clone()),
            _ => Disposition::Open,
        }
    }
}

/// The number of a filing as stored in an entry.
fn number(filing: Option<usize>) -> Option<u32> {
    filing.and_then(|filing| u32::try_from(filing).ok())
}

/// Whether parts cover a text except for list numbers, punctuation and separating words.
fn is_covered(text: &str, parts: &[String]) -> bool {
    const NEUTRAL: &str = "()[]#.,、。:;;％%-—~·…*★☆/|<>《》“”\"'目标指标年度长期中期绩效分";
    let mut rest = fold(text).into_owned();
    let mut sorted: Vec<&String> = parts.iter().filter(|part| !part.is_empty()).collect();
    sorted.sort_by_key(|part| std::cmp::Reverse(part.len()));
    for part in sorted {
        if let Some(at) = rest.find(part.as_str()) {
            rest.replace_range(at..at + part.len(), "\u{1}");
        }
    }
    without_list_numbers(&rest)
        .all(|c| c == '\u{1}' || NEUTRAL.contains(c) || crate::text::is_numeral(c))
}

/// The characters of a text without the digits of list numbers: at most two digits before a
/// separator.
fn without_list_numbers(text: &str) -> impl Iterator<Item = char> {
    const DIVIDES: &str = ".、,:)]#（(\u{1}";
    const MAX_DIGITS: usize = 2;
    let chars: Vec<char> = text.chars().collect();
    let mut out = Vec::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        let n = chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        let next = |nth: usize| chars.get(at + n + nth).copied();
        let divides = next(0).is_some_and(|c| DIVIDES.contains(c))
            && !next(1).is_some_and(|c| c.is_ascii_digit());
        if n == 0 {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        if n > MAX_DIGITS || !divides {
            out.extend(&chars[at..at + n]);
        }
        at += n;
    }
    out.into_iter()
}

#[cfg(test)]
mod tests {
    use super::is_covered;

    #[test]
    fn parts_cover_a_text_except_for_punctuation() {
        let parts = |list: &[&str]| list.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
        assert!(is_covered("1.甲事。\n2.乙事。", &parts(&["甲事。", "乙事。"])));
        assert!(!is_covered("1.甲事。\n2.乙事。", &parts(&["甲事。"])));
        assert!(is_covered("目标2：丙事", &parts(&["丙事"])));
        assert!(!is_covered("预算总额：23,560.80", &parts(&["预算总额"])));
        assert!(!is_covered("预算总额：45", &parts(&["预算总额"])));
    }
}
