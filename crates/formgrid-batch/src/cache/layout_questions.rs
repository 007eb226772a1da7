//! The parts of a lexicon that the layout of a document depends on. They decide, without the
//! document, whether another lexicon leads to the same layout.
//!
//! Whole-word lookups are recorded. Cell prefixes and title endings are compared with texts that
//! layout assembles from pieces of the document, but every such text consists of characters of the
//! document. So an entry with a character that the document lacks cannot match, and every other
//! entry counts as relevant. Characters are compared decomposed, because folding composes and
//! replaces them; ASCII characters count as present, because folding produces some.

use std::collections::BTreeSet;

use formgrid_model::{Lexicon, Lookups, RawDocument, RawItem, WordClass};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

/// What the layout of a document depends on in a lexicon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LayoutQuestions {
    /// The recorded lookups.
    pub(super) lookups: Lookups,
    /// Decides which affixes and rows are relevant.
    pub(super) chars: DocumentChars,
}

/// The characters of a raw document, which decide the affixes that are relevant to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DocumentChars {
    /// Distinct non-ASCII characters, decomposed and sorted.
    chars: String,
    /// Whether it has lines of a text dump, which layout compares with the rows of all forms.
    has_rows: bool,
}

impl DocumentChars {
    /// The characters of a raw document. `stored` is its encoded form, which contains every text as
    /// UTF-8.
    pub(super) fn of(raw: &RawDocument, stored: &[u8]) -> Self {
        let decomposed: BTreeSet<char> = non_ascii_chars(stored).into_iter().nfkd().collect();
        let has_rows = raw.items.iter().any(|item| matches!(item, RawItem::Rows(_)));
        Self { chars: decomposed.into_iter().filter(|c| !c.is_ascii()).collect(), has_rows }
    }

    fn set(&self) -> Vec<u64> {
        let mut set = Vec::new();
        self.chars.chars().for_each(|c| set_bit(&mut set, u32::from(c)));
        set
    }
}

/// The distinct non-ASCII characters in bytes that contain UTF-8 texts. Numbers between the texts
/// may decode as extra characters, but cannot hide one: no text begins with a continuation byte.
fn non_ascii_chars(bytes: &[u8]) -> Vec<char> {
    let mut seen = Vec::new();
    let mut non_ascii_chars = Vec::new();
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        let n_more = match first {
            0xc2..=0xdf => 1,
            0xe0..=0xef => 2,
            0xf0..=0xf4 => 3,
            _ => continue,
        };
        let Some((more, after)) = rest.split_at_checked(n_more) else { continue };
        if more.iter().any(|byte| byte & 0xc0 != 0x80) {
            continue;
        }
        rest = after;
        let bits = u32::from(first) & (0x3f >> n_more);
        let number = more.iter().fold(bits, |number, byte| (number << 6) | u32::from(byte & 0x3f));
        if !has_bit(&seen, number) {
            set_bit(&mut seen, number);
            non_ascii_chars.extend(char::from_u32(number).filter(|c| !c.is_ascii()));
        }
    }
    non_ascii_chars
}

/// A lexicon indexed for comparison with many documents.
#[derive(Debug)]
pub(super) struct LexiconIndex {
    /// Lookup numbers of words, each with a hash of the word and its classes. Sorted.
    words: Vec<(u32, [u8; 32])>,
    /// Bit set of lookup numbers: most strings that are looked up are not words.
    known: Vec<u64>,
    affixes: Vec<Affix>,
    forms: [u8; 32],
}

/// A prefix or ending in a lexicon.
#[derive(Debug)]
struct Affix {
    /// Its non-ASCII characters, decomposed.
    chars: Vec<char>,
    hash: [u8; 32],
}

impl LexiconIndex {
    pub(super) fn new(lexicon: &Lexicon) -> Self {
        let hash = |what: &str, word: &str, class: WordClass| -> [u8; 32] {
            Sha256::digest(format!("{what} {} {word}", class.bits())).into()
        };
        let words = lexicon.words.iter();
        let mut words: Vec<_> =
            words.map(|(word, class)| (Lookups::number(word), hash("word", word, class))).collect();
        words.sort_unstable();
        let mut known = Vec::new();
        words.iter().for_each(|(number, _)| set_bit(&mut known, *number));
        let prefixes = lexicon.prefixes.iter().map(|(word, class)| ("prefix", word, class));
        let endings = lexicon.title_endings.iter().map(|(word, class)| ("ending", word, class));
        let affix = |(what, word, class): (&str, &str, WordClass)| Affix {
            chars: word.nfkd().filter(|c| !c.is_ascii()).collect(),
            hash: hash(what, word, class),
        };
        let mut affixes: Vec<Affix> = prefixes.chain(endings).map(affix).collect();
        // The order of entries has no meaning.
        affixes.sort_by_key(|affix| affix.hash);
        // Rows are plain data: their debug form is complete.
        let forms = Sha256::digest(format!("{:?}", lexicon.forms)).into();
        Self { words, known, affixes, forms }
    }

    /// Hash of the lexicon's answers to `questions`.
    pub(super) fn answers(&self, questions: &LayoutQuestions) -> [u8; 32] {
        let mut hash = Sha256::new();
        for number in questions.lookups.numbers().filter(|number| has_bit(&self.known, *number)) {
            let begin = self.words.partition_point(|(other, _)| *other < number);
            let from = self.words.get(begin..).unwrap_or_default();
            let same = from.iter().take_while(|(other, _)| *other == number);
            same.for_each(|(_, word)| hash.update(word));
        }
        let chars = &questions.chars;
        let there = chars.set();
        for affix in &self.affixes {
            if affix.chars.iter().all(|c| has_bit(&there, u32::from(*c))) {
                hash.update(affix.hash);
            }
        }
        if chars.has_rows {
            hash.update(self.forms);
        }
        hash.finalize().into()
    }
}

/// Adds a number to a bit set.
fn set_bit(set: &mut Vec<u64>, number: u32) {
    let word = (number / 64) as usize;
    if set.len() <= word {
        set.resize(word + 1, 0);
    }
    if let Some(word) = set.get_mut(word) {
        *word |= 1 << (number % 64);
    }
}

fn has_bit(set: &[u64], number: u32) -> bool {
    set.get((number / 64) as usize).is_some_and(|word| word & (1 << (number % 64)) != 0)
}

#[cfg(test)]
mod tests {
    use formgrid_model::{
        Affixes, Dialect, FormShape, Format, Lexicon, LineContent, Lookups, RawDocument, RawItem,
        RawLine, RawParagraph, RawRows, RawText, WordClass, note_lookup,
    };

    use super::{DocumentChars, LayoutQuestions, LexiconIndex, non_ascii_chars};
    use crate::cache::encode;

    fn questions(item: RawItem, lookups: &[&str]) -> LayoutQuestions {
        let raw =
            RawDocument { format: Format::Text, items: vec![item], n_atoms: 1, sheets: Vec::new() };
        let chars = DocumentChars::of(&raw, &encode(&raw));
        let ((), lookups) = Lookups::during(|| lookups.iter().for_each(|text| note_lookup(text)));
        LayoutQuestions { lookups, chars }
    }

    fn paragraph(text: &str, lookups: &[&str]) -> LayoutQuestions {
        let text = RawText { text: text.to_owned(), ..RawText::default() };
        questions(RawItem::Paragraph(RawParagraph { text, heading: false }), lookups)
    }

    fn lexicon(words: &[&str]) -> Lexicon {
        let words = words.iter().map(|word| ((*word).to_owned(), WordClass::HEADER)).collect();
        Lexicon { words, ..Lexicon::default() }
    }

    /// Checks whether adding a cell prefix to the lexicon affects a document with this text.
    #[track_caller]
    fn check(text: &str, prefix: &str, matters: bool) {
        let document = paragraph(text, &[]);
        let [before, after] = [&["指标值"][..], &["指标值", prefix]].map(|prefixes| {
            let prefixes = prefixes.iter().map(|prefix| ((*prefix).to_owned(), WordClass::GOAL));
            let prefixes = Affixes::beginnings(prefixes);
            let lexicon = Lexicon { prefixes, ..Lexicon::default() };
            LexiconIndex::new(&lexicon).answers(&document)
        });
        assert_eq!(before != after, matters, "{text} {prefix}");
    }

    #[test]
    fn a_prefix_matters_if_the_document_has_all_its_characters() {
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
    fn characters_are_found_whatever_stands_before_them() {
        let text = "é指\u{fffd}𠀀";
        for noise in
            [&b""[..], b"\xe6", b"\xe6\x8c", b"\xf0\x9f\x98", b"\xff\x80\xc2", b"a\xed\xa0\x80"]
        {
            let found = non_ascii_chars(&[noise, text.as_bytes(), noise].concat());
            assert!(text.chars().all(|c| found.contains(&c)), "{noise:?} {found:?}");
        }
        assert_eq!(non_ascii_chars("指a指标".as_bytes()), ['指', '标']);
    }

    #[test]
    fn a_word_matters_if_it_was_looked_up() {
        let plain = LexiconIndex::new(&lexicon(&["指标值"]));
        let more = LexiconIndex::new(&lexicon(&["指标值", "佐证材料"]));
        let text = "佐证材料：指标值";
        for (lookup, matters) in [("佐证材料", true), ("指标值", false)] {
            let document = paragraph(text, &[lookup]);
            assert_eq!(plain.answers(&document) != more.answers(&document), matters, "{lookup}");
        }
    }

    #[test]
    fn another_class_or_ending_matters_too() {
        let document = paragraph("整体支出绩效目标表", &["目标"]);
        let print = |lexicon: &Lexicon| LexiconIndex::new(lexicon).answers(&document);
        let plain = lexicon(&["目标"]);
        let mut classed = plain.clone();
        classed.words.insert("目标".to_owned(), WordClass::LABEL);
        let mut ending = plain.clone();
        ending.title_endings = Affixes::ends([("目标表".to_owned(), WordClass::TITLE)]);
        let mut prefix = plain.clone();
        prefix.prefixes = Affixes::beginnings([("目标#:".to_owned(), WordClass::GOAL)]);
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
        let rows = RawItem::Rows(RawRows { dialect: Dialect::RowPerLine, lines });
        let rows = questions(rows, &[]);
        let forms = vec![FormShape { n_cols: 3, ..FormShape::default() }];
        let [plain, with_form] = [lexicon(&["年度"]), Lexicon { forms, ..lexicon(&["年度"]) }]
            .map(|lexicon| LexiconIndex::new(&lexicon));
        assert_ne!(plain.answers(&rows), with_form.answers(&rows));
        let prose = paragraph("年度", &[]);
        assert_eq!(plain.answers(&prose), with_form.answers(&prose));
    }
}
