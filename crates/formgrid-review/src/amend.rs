//! Amends a template with reassigned words. Comments and order are kept, so that the diff shows
//! only the change.

use toml_edit::{Array, DocumentMut, Item, Table, TomlError, Value};

/// Words reassigned to another field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reassigned {
    /// `columns` or `labels`, the table of a template.
    pub role: String,
    /// The words, as printed.
    pub words: String,
    /// Their field.
    pub field: String,
}

/// Why a template cannot be amended.
#[derive(Debug, thiserror::Error)]
pub enum AmendError {
    /// It is not TOML.
    #[error("not a template: {0}")]
    Toml(#[from] TomlError),
    /// An entry that should be a table is not.
    #[error("{0} is no table of words")]
    NoTable(String),
}

/// The id of a template.
pub fn template_id(template: &str) -> Option<String> {
    let document: DocumentMut = template.parse().ok()?;
    document.get("id")?.as_str().map(str::to_owned)
}

/// The text of a template with words added to their fields and removed from their old ones.
pub fn amend(template: &str, reassigned: &[Reassigned]) -> Result<String, AmendError> {
    let mut document: DocumentMut = template.parse()?;
    for Reassigned { role, words, field } in reassigned {
        let words: String = words.split_whitespace().collect();
        let all = document.entry("words").or_insert_with(implicit);
        let no_table = || AmendError::NoTable(format!("words.{role}"));
        let all = all.as_table_like_mut().ok_or_else(no_table)?;
        let table = all.entry(role).or_insert_with(|| Item::Table(Table::new()));
        let table = table.as_table_like_mut().ok_or_else(no_table)?;
        for (_, list) in table.iter_mut() {
            if let Some(list) = list.as_array_mut() {
                list.retain(|word| word.as_str() != Some(&words));
            }
        }
        let list = table.entry(field).or_insert_with(|| Item::Value(Array::new().into()));
        let list = list.as_array_mut().ok_or_else(no_table)?;
        list.push(Value::from(words));
        let emptied: Vec<String> = table
            .iter()
            .filter(|(_, list)| list.as_array().is_some_and(Array::is_empty))
            .map(|(field, _)| field.to_owned())
            .collect();
        emptied.iter().for_each(|field| {
            table.remove(field);
        });
    }
    Ok(document.to_string())
}

/// An implicit table, whose header is not printed.
fn implicit() -> Item {
    let mut table = Table::new();
    table.set_implicit(true);
    Item::Table(table)
}

#[cfg(test)]
mod tests {
    use super::{Reassigned, amend};

    fn reassigned(field: &str) -> Reassigned {
        let (role, words) = ("columns".to_owned(), "督办\n要求".to_owned());
        Reassigned { role, words, field: field.to_owned() }
    }

    #[test]
    fn words_are_added_below_their_field_and_taken_from_where_they_stood() {
        let template = "# A form.\nid = \"a\"\n\n[recognize] # how\nmust = [\"甲\"]\n";
        let added = amend(template, &[reassigned("basis")]).unwrap();
        assert_eq!(added, format!("{template}\n[words.columns]\nbasis = [\"督办要求\"]\n"));
        let moved = amend(&added, &[reassigned("remark")]).unwrap();
        assert_eq!(moved, format!("{template}\n[words.columns]\nremark = [\"督办要求\"]\n"));
    }

    #[test]
    fn words_are_added_to_a_list_that_is_there() {
        let template = "[words.columns]\nbasis = [\"依据\"] # said so\n";
        let added = amend(template, &[reassigned("basis")]).unwrap();
        assert_eq!(added, "[words.columns]\nbasis = [\"依据\", \"督办要求\"] # said so\n");
        assert!(amend("words = 3", &[reassigned("basis")]).is_err());
    }
}
