//! Compiles the words of template files into a vocabulary.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use formgrid_model::{WordClass, fold, fold_label};

use super::Field;
use super::vocabulary::{Meaning, TitleKind, Vocabulary};
use super::words::{Claims, Words};
use crate::words::EvidenceCache;

impl Vocabulary {
    /// Adds the words of a form, which take precedence.
    pub(super) fn with(mut self, words: &Words) -> Self {
        if words.is_empty() {
            return self;
        }
        self.revision += 1;
        self.model = OnceLock::new();
        self.evidence = EvidenceCache::default();
        self.add(words);
        self.titles.sort_by_key(|(ending, _)| std::cmp::Reverse(ending.len()));
        self.title_ends = ends(self.titles.iter().map(|(ending, _)| ending));
        self.organisation_ends = ends(self.organisations.iter());
        for (at, meaning) in self.words.values_mut().enumerate() {
            // Vocabularies have thousands of words.
            meaning.word = u32::try_from(at + 1).unwrap_or_default();
        }
        self
    }

    /// Removes the meanings of hidden words.
    pub(super) fn thinned(&self, is_hidden: impl Fn(&str) -> bool) -> Self {
        let mut thinned = Self { model: OnceLock::new(), ..self.clone() };
        let hidden: Vec<String> = self
            .words
            .iter()
            .map(|(word, _)| word.clone())
            .filter(|word| is_hidden(word))
            .collect();
        for word in hidden {
            let meaning = thinned.words.entry(word).or_default();
            (meaning.column, meaning.label, meaning.section) = (None, None, None);
            meaning.class.remove(WordClass::LEVEL1 | WordClass::LEVEL2);
        }
        thinned
    }

    /// Adds words without a meaning that only distinguish forms.
    pub(super) fn mark<'w>(&mut self, words: impl Iterator<Item = &'w String>) {
        self.evidence = EvidenceCache::default();
        for word in words {
            self.entry(word);
        }
    }

    fn add(&mut self, words: &Words) {
        self.add_claims(&words.columns, |meaning, &field, rank| {
            (meaning.column, meaning.rank) = (Some(field), rank);
        });
        self.add_claims(&words.labels, |meaning, &field, _| meaning.label = Some(field));
        self.add_claims(&words.sections, |meaning, &section, _| meaning.section = Some(section));
        self.add_claims(&words.narrative, |meaning, &part, _| meaning.part = Some(part));
        for (part, claims) in &words.narrative {
            let folded = claims.iter().map(|word| label(word.get_ref()));
            self.parts.entry(*part).or_default().extend(folded);
        }
        for (inline, claims) in &words.inline {
            for word in claims {
                self.inline.insert(label(word.get_ref()), *inline);
            }
        }
        self.add_levels(words);
        self.add_closed(words);
        self.add_titles(words);
    }

    fn add_claims<K>(&mut self, claims: &Claims<K>, set: impl Fn(&mut Meaning, &K, u16)) {
        for (key, words) in claims {
            for (rank, word) in (0..).zip(words) {
                set(self.entry(word.get_ref()), key, rank);
            }
        }
    }

    fn add_levels(&mut self, words: &Words) {
        for (code, names) in &words.level1 {
            let number = self.intern(code);
            for name in names {
                let meaning = self.entry(name.get_ref());
                meaning.class |= WordClass::LEVEL1;
                meaning.codes.0 = Some(number);
            }
        }
        for (code, names) in &words.level2 {
            let number = self.intern(code);
            for name in names {
                let meaning = self.entry(name.get_ref());
                meaning.class |= WordClass::LEVEL2;
                meaning.codes.1 = Some(number);
            }
        }
        for (code, endings) in &words.level2_endings {
            let number = self.intern(code);
            let fold_one = |ending: &toml::Spanned<String>| (label(ending.get_ref()), number);
            self.level2_endings.extend(endings.iter().map(fold_one));
        }
    }

    fn add_closed(&mut self, words: &Words) {
        let closed = &words.closed;
        let classes = [
            (&closed.bases, WordClass::BASIS),
            (&closed.classes, WordClass::CLASS),
            (&closed.operators, WordClass::OPERATOR),
            (&closed.directions, WordClass::OPERATOR | WordClass::DIRECTION),
            (&closed.categories, WordClass::CATEGORY),
            (&closed.fillers, WordClass::FILLER),
            (&closed.furniture, WordClass::FURNITURE),
        ];
        for (list, class) in classes {
            for word in list {
                self.entry(word).class |= class;
            }
        }
        for word in &closed.totals {
            let meaning = self.entry(word);
            meaning.total = true;
            meaning.class |= WordClass::CATEGORY;
        }
        for word in &closed.other_tables {
            self.entry(word).other_table = true;
        }
        for word in &closed.prior_years {
            self.entry(word).prior_year = true;
        }
        for word in &closed.target_years {
            let meaning = self.entry(word);
            meaning.column = meaning.column.or(Some(Field::Target));
        }
        let prefixes = closed.furniture_prefixes.iter().map(|prefix| fold(prefix).into_owned());
        self.furniture_prefixes.extend(prefixes);
    }

    fn add_titles(&mut self, words: &Words) {
        let titles = &words.titles;
        let kinds = [
            (&titles.department, TitleKind::Department),
            (&titles.project, TitleKind::Project),
            (&titles.either, TitleKind::Either),
            (&titles.cover, TitleKind::Cover),
        ];
        for (list, kind) in kinds {
            self.titles.extend(list.iter().map(|ending| (label(ending), kind)));
        }
        self.other_titles.extend(titles.other.iter().map(|ending| label(ending)));
        self.organisations.extend(titles.organisations.iter().map(|ending| label(ending)));
        let kinds =
            [(&titles.self_evaluation, "self_evaluation"), (&titles.monitoring, "monitoring")];
        for (list, kind) in kinds {
            self.record_kinds.extend(list.iter().map(|word| (label(word), kind)));
        }
    }

    /// The entry of a printed word, new if unknown.
    fn entry(&mut self, word: &str) -> &mut Meaning {
        self.words.entry(label(word)).or_default()
    }

    fn intern(&mut self, code: &str) -> u16 {
        let at = self.codes.iter().position(|known| known == code).unwrap_or_else(|| {
            self.codes.push(code.to_owned());
            self.codes.len() - 1
        });
        // A template would have to name 65,536 dimensions to reach the fallback.
        u16::try_from(at).unwrap_or(u16::MAX)
    }
}

/// The last characters of endings, sorted.
fn ends<'e>(endings: impl Iterator<Item = &'e String>) -> Vec<char> {
    let ends: BTreeSet<char> = endings.filter_map(|ending| ending.chars().next_back()).collect();
    ends.into_iter().collect()
}

/// A word folded for storage.
fn label(word: &str) -> String {
    fold_label(word).into_owned()
}
