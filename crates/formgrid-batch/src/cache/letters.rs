//! What the layout of a document depends on in a lexicon.
//!
//! Layout asks a lexicon for texts that it puts together from pieces of the document, in ways of its own:
//! cells are joined, cut, freed of stray characters. But whatever it asks for is made of characters of
//! the document. So an entry with a character that the document has nowhere cannot be found in it, and
//! all others are taken to matter. Characters are compared decomposed, since folding composes and
//! replaces them; those of ASCII are taken to be there, since folding makes some.

use std::collections::BTreeSet;

use formgrid_model::{Lexicon, RawDocument, RawItem, WordClass};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

/// What has to be known of a raw document to tell which entries of a lexicon matter to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Letters {
    /// The characters beyond ASCII, decomposed, sorted, each once.
    letters: String,
    /// It has lines of a text dump, whose layout compares them with the rows of all forms.
    has_rows: bool,
}

impl Letters {
    /// Those of a raw document, `stored` being its bytes in the store: every text of it stands there as
    /// UTF-8, in which no byte before a text can be taken for a part of it.
    pub(super) fn of(raw: &RawDocument, stored: &[u8]) -> Self {
        let mut printed: BTreeSet<char> = BTreeSet::new();
        for chunk in stored.utf8_chunks() {
            printed.extend(chunk.valid().chars().filter(|c| !c.is_ascii()));
        }
        let decomposed: BTreeSet<char> = printed.into_iter().nfkd().collect();
        let has_rows = raw.items.iter().any(|item| matches!(item, RawItem::Rows(_)));
        Self { letters: decomposed.into_iter().filter(|c| !c.is_ascii()).collect(), has_rows }
    }
}

/// A lexicon in the form in which its entries are looked through for one document after the other.
#[derive(Debug)]
pub(super) struct Meanings {
    entries: Vec<Meaning>,
    forms: [u8; 32],
}

/// An entry of a lexicon.
#[derive(Debug)]
struct Meaning {
    /// Its characters beyond ASCII, decomposed.
    letters: Vec<char>,
    hash: [u8; 32],
}

impl Meanings {
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        let words = lexicon.words.iter().map(|(word, class)| ("word", word, *class));
        let prefixes = lexicon.prefixes.iter().map(|(word, class)| ("prefix", word, *class));
        let endings = lexicon.title_endings.iter().map(|word| ("ending", word, WordClass::TITLE));
        let mut entries: Vec<Meaning> = words
            .chain(prefixes)
            .chain(endings)
            .map(|(what, word, class)| Meaning {
                letters: word.nfkd().filter(|c| !c.is_ascii()).collect(),
                hash: Sha256::digest(format!("{what} {} {word}", class.bits())).into(),
            })
            .collect();
        // A lexicon with the same entries in another order means the same.
        entries.sort_by_key(|entry| entry.hash);
        // Rows are plain data: their notation tells all of them.
        let forms = Sha256::digest(format!("{:?}", lexicon.forms)).into();
        Self { entries, forms }
    }

    /// A hash of all that matters to a document.
    pub(super) fn fingerprint(&self, document: &Letters) -> [u8; 32] {
        let there = Set::new(&document.letters);
        let mut hash = Sha256::new();
        for entry in &self.entries {
            if entry.letters.iter().all(|c| there.has(*c)) {
                hash.update(entry.hash);
            }
        }
        if document.has_rows {
            hash.update(self.forms);
        }
        hash.finalize().into()
    }
}

/// A set of characters, as one bit each.
struct Set(Vec<u64>);

impl Set {
    fn new(letters: &str) -> Self {
        let mut bits = Vec::new();
        for c in letters.chars() {
            let (word, bit) = Self::place(c);
            if bits.len() <= word {
                bits.resize(word + 1, 0);
            }
            if let Some(word) = bits.get_mut(word) {
                *word |= 1 << bit;
            }
        }
        Self(bits)
    }

    fn has(&self, c: char) -> bool {
        let (word, bit) = Self::place(c);
        self.0.get(word).is_some_and(|word| word & (1 << bit) != 0)
    }

    fn place(c: char) -> (usize, u32) {
        let number = u32::from(c);
        ((number / 64) as usize, number % 64)
    }
}

#[cfg(test)]
mod tests {
    use formgrid_model::{
        Dialect, FormShape, Format, Lexicon, LineContent, RawDocument, RawItem, RawLine,
        RawParagraph, RawRows, RawText, WordClass,
    };

    use super::{Letters, Meanings};

    fn letters(item: RawItem) -> Letters {
        let raw =
            RawDocument { format: Format::Text, items: vec![item], n_atoms: 1, sheets: Vec::new() };
        Letters::of(&raw, &postcard::to_extend(&raw, Vec::new()).unwrap())
    }

    fn paragraph(text: &str) -> Letters {
        let text = RawText { text: text.to_owned(), ..RawText::default() };
        letters(RawItem::Paragraph(RawParagraph { text, heading: false }))
    }

    fn lexicon(words: &[&str]) -> Lexicon {
        let words = words.iter().map(|word| ((*word).to_owned(), WordClass::HEADER)).collect();
        Lexicon { words, ..Lexicon::default() }
    }

    /// Whether a word that comes into the lexicon matters to a document of this text.
    #[track_caller]
    fn check(text: &str, word: &str, matters: bool) {
        let document = paragraph(text);
        let [before, after] = [&["指标值"][..], &["指标值", word]]
            .map(|words| Meanings::new(&lexicon(words)).fingerprint(&document));
        assert_eq!(before != after, matters, "{text} {word}");
    }

    #[test]
    fn a_word_matters_where_all_its_characters_are() {
        check("证明材料与佐料", "佐证材料", true);
        check("证明材料", "佐证材料", false);
        check("", "一", false);
        check("", "KPI", true);
    }

    #[test]
    fn folding_changes_nothing() {
        check("㎡", "m2", true);
        check("㈱ガ", "(株)ガ", true);
        check("カ と \u{3099}", "ガ", true);
        check("ガ", "カ", true);
        check("２０３１年度", "#年度", true);
    }

    #[test]
    fn another_class_or_ending_matters_too() {
        let document = paragraph("整体支出绩效目标表");
        let print = |lexicon: &Lexicon| Meanings::new(lexicon).fingerprint(&document);
        let plain = lexicon(&["目标"]);
        let mut classed = plain.clone();
        classed.words.insert("目标".to_owned(), WordClass::LABEL);
        let mut ending = plain.clone();
        ending.title_endings.push("目标表".to_owned());
        let mut prefix = plain.clone();
        prefix.prefixes.push(("目标#:".to_owned(), WordClass::GOAL));
        let prints = [&plain, &classed, &ending, &prefix].map(print);
        for (nth, one) in prints.iter().enumerate() {
            assert!(!prints[..nth].contains(one), "{nth}");
        }
        let order = [&lexicon(&["目标", "支出"]), &lexicon(&["支出", "目标"])].map(print);
        assert_eq!(order[0], order[1]);
    }

    #[test]
    fn rows_of_forms_matter_to_dumps_alone() {
        let text = RawText { text: "年度".to_owned(), ..RawText::default() };
        let line = |content| RawLine { line: 1, content, page_break: false, heading: false };
        let lines = vec![line(LineContent::Text(text))];
        let rows = letters(RawItem::Rows(RawRows { dialect: Dialect::RowPerLine, lines }));
        let forms = vec![FormShape { n_cols: 3, ..FormShape::default() }];
        let [plain, with_form] = [lexicon(&["年度"]), Lexicon { forms, ..lexicon(&["年度"]) }]
            .map(|lexicon| Meanings::new(&lexicon));
        assert_ne!(plain.fingerprint(&rows), with_form.fingerprint(&rows));
        let prose = paragraph("年度");
        assert_eq!(plain.fingerprint(&prose), with_form.fingerprint(&prose));
    }
}
