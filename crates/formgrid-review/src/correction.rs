//! Corrections: what a person saved from the pages of a report, one JSON object a line.

use serde::{Deserialize, Serialize};

/// Something that a person put right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// The source, as records name it.
    pub source: String,
    /// SHA-256 of the bytes that the person saw, in hex digits.
    pub sha256: String,
    /// What is to be done.
    #[serde(flatten)]
    pub action: Action,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// A field of a record is to say something else.
    Edit {
        /// Id of the record.
        id: String,
        /// Its kind.
        kind: String,
        /// The way to the field: `target`, `baselines.0`.
        field: String,
        /// The text that stood there, as the page showed it; absent where nothing did.
        old: Option<String>,
        /// The text as the document prints it; empty for nothing.
        new: String,
    },
    /// A record is right as it stands.
    Accept {
        /// Id of the record.
        id: String,
        /// Its kind.
        kind: String,
    },
    /// Words over a column, or a label, mean another field.
    Reassign {
        /// `columns` or `labels`, the table of a template.
        role: String,
        /// The words, as printed.
        words: String,
        /// The field that they were read as; absent where they were read as none.
        from: Option<String>,
        /// The field that they mean.
        to: String,
    },
}

/// A line that is no correction.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}: not a correction as a report saves it: {message}")]
pub struct CorrectionError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

/// Reads corrections. Of two for the same thing the later one counts.
pub fn read_corrections(text: &str) -> Result<Vec<Correction>, CorrectionError> {
    let mut all: Vec<Correction> = Vec::new();
    for (nth, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |message: String| CorrectionError { line: nth + 1, message };
        let read: Correction =
            serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
        if let Action::Reassign { role, to, .. } = &read.action
            && !is_field(role, to)
        {
            return Err(wrong(format!("{role}.{to}: no field that a template may name")));
        }
        all.retain(|other| !is_same(other, &read));
        all.push(read);
    }
    Ok(all)
}

fn is_field(role: &str, field: &str) -> bool {
    match role {
        "columns" => crate::COLUMN_FIELDS.contains(&field),
        "labels" => crate::LABEL_FIELDS.contains(&field),
        _ => false,
    }
}

/// Whether two corrections are about the same thing.
fn is_same(one: &Correction, other: &Correction) -> bool {
    let same = match (&one.action, &other.action) {
        (Action::Edit { id, field, .. }, Action::Edit { id: id2, field: field2, .. }) => {
            (id, field) == (id2, field2)
        }
        (Action::Accept { id, .. }, Action::Accept { id: id2, .. }) => id == id2,
        (Action::Reassign { role, words, .. }, Action::Reassign { role: role2, words: w2, .. }) => {
            (role, words) == (role2, w2)
        }
        _ => false,
    };
    same && one.source == other.source
}

#[cfg(test)]
mod tests {
    use super::{Action, read_corrections};

    const HEAD: &str = r#""source":"a.html","sha256":"00""#;

    #[test]
    fn the_later_of_two_counts() {
        let edit = |new: &str| {
            format!(
                r#"{{{HEAD},"action":"edit","id":"1","kind":"goal","field":"text","old":null,"new":"{new}"}}"#
            )
        };
        let text = format!(
            "{}\n\n{}\n{{{HEAD},\"action\":\"accept\",\"id\":\"1\",\"kind\":\"goal\"}}\n",
            edit("a"),
            edit("b")
        );
        let all = read_corrections(&text).unwrap();
        assert_eq!(all.len(), 2);
        assert!(matches!(&all[0].action, Action::Edit { new, .. } if new == "b"));
    }

    #[test]
    fn fields_no_template_has_are_refused_with_their_line() {
        let line = format!(
            r#"{{{HEAD},"action":"reassign","role":"columns","words":"督办","from":null,"to":"nothing"}}"#
        );
        let error = read_corrections(&format!("\n{line}")).unwrap_err();
        assert_eq!(error.line, 2);
        assert!(error.message.contains("columns.nothing"), "{error}");
        assert_eq!(read_corrections("{}").unwrap_err().line, 1);
    }
}
