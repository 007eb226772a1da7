//! Compares two records field by field.

use indexmap::IndexMap;
use serde_json::Value;

use super::{FieldChange, WrittenRecord};

/// The differences between two records. Null and absent fields are equal.
pub fn field_changes(old: &WrittenRecord, new: &WrittenRecord) -> Vec<FieldChange> {
    let mut both: IndexMap<String, (Value, Value)> = IndexMap::new();
    for (field, value) in old.leaves() {
        both.entry(field).or_default().0 = value.clone();
    }
    for (field, value) in new.leaves() {
        both.entry(field).or_default().1 = value.clone();
    }
    let differs = |(_, (old, new)): &(String, (Value, Value))| old != new;
    let change = |(field, (old, new))| FieldChange { field, old, new };
    both.into_iter().filter(differs).map(change).collect()
}

impl WrittenRecord {
    /// The path and value of every text, number and boolean in a record.
    pub fn leaves(&self) -> Vec<(String, &Value)> {
        let mut leaves = Vec::new();
        for (key, value) in self.entries() {
            collect(key.to_owned(), value, &mut leaves);
        }
        leaves
    }
}

/// The JSON parser limits nesting to 128 levels, which bounds the recursion.
fn collect<'a>(field: String, value: &'a Value, leaves: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::Null => {}
        Value::Array(items) => {
            for (nth, item) in items.iter().enumerate() {
                collect(format!("{field}[{nth}]"), item, leaves);
            }
        }
        Value::Object(parts) => {
            for (key, part) in parts {
                collect(format!("{field}.{key}"), part, leaves);
            }
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => leaves.push((field, value)),
    }
}

#[cfg(test)]
mod tests {
    use super::{WrittenRecord, field_changes};

    #[track_caller]
    fn check(old: &str, new: &str, expected: &[&str]) {
        let [old, new] = [old, new].map(|line| WrittenRecord::parse(line.as_bytes()).unwrap());
        let shown: Vec<String> = field_changes(&old, &new)
            .iter()
            .map(|change| format!("{} {} {}", change.field, change.old, change.new))
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn fields_are_named_by_the_way_to_them() {
        check(
            r#"{"id":"1","target":{"raw":"≥3","number":3},"baselines":[{"raw":"1"}]}"#,
            r#"{"id":"1","target":{"raw":"≥4","number":4},"baselines":[{"raw":"1"},{"raw":"2"}]}"#,
            &[r#"target.raw "≥3" "≥4""#, "target.number 3 4", r#"baselines[1].raw null "2""#],
        );
    }

    #[test]
    fn null_and_absent_are_equal() {
        check(r#"{"unit":null,"repairs":[]}"#, r#"{"repairs":[],"class":null}"#, &[]);
    }
}
