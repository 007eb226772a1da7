//! The words that are known only because a form is recognized by them.
//!
//! They mean nothing, and yet a string that is such a word is not looked at any further. So of all that
//! a template says of itself, they alone reach documents of other forms.

use formgrid_model::Asked;

use super::Vocabulary;

/// The words, in the order of their numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Marks(Vec<(u32, String)>);

impl Marks {
    /// Those of the vocabulary of all forms.
    pub(super) fn of(generic: &Vocabulary) -> Self {
        let unknown = generic.words().filter(|(_, meaning)| meaning.is_unknown());
        let mut marks: Vec<_> =
            unknown.map(|(word, _)| (Asked::number(word), word.to_owned())).collect();
        marks.sort();
        Self(marks)
    }

    /// Those that were looked up.
    pub(crate) fn filter(&self, asked: &Asked) -> impl Iterator<Item = &str> {
        asked
            .numbers()
            .flat_map(|number| {
                let begin = self.0.partition_point(|(other, _)| *other < number);
                let from = self.0.get(begin..).unwrap_or_default();
                from.iter().take_while(move |(other, _)| *other == number)
            })
            .map(|(_, word)| word.as_str())
    }
}
