//! What the records of a document depend on in the templates: the set as a whole.
//!
//! Unlisted words are scored by the parts of all listed ones, so any added word may change any
//! record. Cached records are valid for template sets with equal texts.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::template::Templates;

/// The part of the templates that the records of a document depend on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Questions {}

impl Questions {
    /// SHA-256 over the part of `templates` that the records depend on. Equal hashes give equal
    /// records.
    pub fn answers(&self, templates: &Templates) -> [u8; 32] {
        let mut hash = Sha256::new();
        for template in templates.list() {
            hash.update(template.digest());
        }
        hash.finalize().into()
    }
}
