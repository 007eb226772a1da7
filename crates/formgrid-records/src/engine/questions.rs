//! What reading a document asks of a set of templates, so that one can tell without the document
//! whether another set reads it alike.
//!
//! A reading learns three things of a set: what strings mean in the vocabulary of all forms, which
//! template has the form of a table, and which comes nearest where none has. A set that gives the same
//! answers, and with them templates of the same text, leads to the same records: each question follows
//! from the document and the answers before it. The words of the vocabulary itself are part of the
//! program; a set adds to them those by which its forms are recognized.

use formgrid_model::{Asked, Diagnostics, Document};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::recognize::{self, Match, WordSet};
use crate::record::Record;
use crate::template::{Template, Templates};

/// The questions of one reading.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Questions {
    /// The strings that were looked up.
    asked: Asked,
    /// The words by which the form of a table was asked for, in order.
    forms: Vec<WordSet>,
    /// The words for which the nearest template was asked for.
    nearest: Option<WordSet>,
}

impl Questions {
    /// A hash of what a set of templates answers.
    pub fn answers(&self, templates: &Templates) -> [u8; 32] {
        let mut hash = Sha256::new();
        templates.marks().filter(&self.asked).for_each(|word| hash_text(&mut hash, word));
        for words in &self.forms {
            let found = recognize::best(templates, words);
            hash.update(found.map_or([0; 32], Template::digest));
        }
        if let Some(words) = &self.nearest {
            hash_match(&mut hash, nearest(templates, words));
        }
        hash.finalize().into()
    }

    /// The template that fits some words best; none where none fits.
    pub(super) fn form<'t>(
        &mut self,
        templates: &'t Templates,
        words: &WordSet,
    ) -> Option<&'t Template> {
        let found = recognize::best(templates, words);
        // Most tables that follow one another in a document have the same words.
        if self.forms.last() != Some(words) {
            self.forms.push(words.clone());
        }
        found
    }

    /// The template that comes nearest to some words.
    pub(super) fn nearest(&mut self, templates: &Templates, words: WordSet) -> Option<Match> {
        let found = nearest(templates, &words);
        self.nearest = Some(words);
        found
    }
}

/// Reads the records of one document, and tells what that asks of the templates.
pub(crate) fn read_asking(
    document: &Document,
    path: &str,
    templates: &Templates,
    diagnostics: &mut Diagnostics,
) -> (Vec<Record>, Questions) {
    let ((records, questions), asked) =
        Asked::during(|| super::read(document, path, templates, diagnostics));
    (records, Questions { asked, ..questions })
}

fn nearest(templates: &Templates, words: &WordSet) -> Option<Match> {
    recognize::nearest(recognize::ranking(templates, words))
}

/// Adds a text with its length, so that no two lists of texts look alike.
fn hash_text(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_le_bytes());
    hash.update(text);
}

fn hash_match(hash: &mut Sha256, found: Option<Match>) {
    let Some(Match { template, score, found, missing, against }) = found else { return };
    hash_text(hash, &template);
    hash.update(score.to_le_bytes());
    for list in [found, missing, against] {
        hash.update((list.len() as u64).to_le_bytes());
        list.iter().for_each(|word| hash_text(hash, word));
    }
}
