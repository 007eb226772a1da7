//! Corrections saved from a report, one JSON object per line.

use serde::{Deserialize, Serialize};

/// A correction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// The source, as records name it.
    pub source: String,
    /// SHA-256 of the source when the report was made, in hex.
    pub sha256: String,
    /// The correction itself.
    #[serde(flatten)]
    pub action: Action,
}

/// The correction itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// Sets a field of a record.
    Edit {
        /// Id of the record.
        id: String,
        /// Its kind.
        kind: String,
        /// Path of the field: `target`, `baselines.0`.
        field: String,
        /// The previous text as shown on the page; absent if there was none.
        old: Option<String>,
        /// The text as printed in the document; empty to clear the field.
        new: String,
    },
    /// Confirms a record.
    Accept {
        /// Id of the record.
        id: String,
        /// Its kind.
        kind: String,
    },
    /// Reassigns column headers or a label to another field.
    Reassign {
        /// `columns` or `labels`, the table of a template.
        role: String,
        /// The words, as printed.
        words: String,
        /// The field they were read as; absent if none.
        from: Option<String>,
        /// Their field.
        to: String,
    },
}

/// A line that is not a correction.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: not a correction as a report saves it: {message}")]
pub struct CorrectionError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

/// Parses corrections. A later one replaces an earlier one for the same target.
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
        "columns" => crate::field::COLUMN_FIELDS.contains(&field),
        "labels" => crate::field::LABEL_FIELDS.contains(&field),
        _ => false,
    }
}

/// Whether two corrections have the same target.
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
