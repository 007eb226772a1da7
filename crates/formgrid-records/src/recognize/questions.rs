//! What the records of a document depend on beyond the document: the set of templates as a whole.
//!
//! What a word may mean is told from the parts of all listed words, so any word that a template adds may
//! change any reading. Records are kept for sets of templates of equal texts.

use formgrid_model::{Diagnostics, Document};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::record::Record;
use crate::template::Templates;

/// What a reading asks of the templates.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Questions {}

impl Questions {
    /// A hash of what a set of templates answers.
    pub fn answers(&self, templates: &Templates) -> [u8; 32] {
        let mut hash = Sha256::new();
        for template in templates.list() {
            hash.update(template.digest());
        }
        hash.finalize().into()
    }
}

/// Reads the records of one document, and says what that asks of the templates.
pub(crate) fn read_asking(
    document: &Document,
    path: &str,
    templates: &Templates,
    diagnostics: &mut Diagnostics,
) -> (Vec<Record>, Questions) {
    let mut records = crate::read(document, path, templates, diagnostics);
    super::note_nearest(document, templates, &mut records, diagnostics);
    (records, Questions::default())
}
