//! The fields of a record, for people.

use formgrid_records::Record;
use indexmap::IndexMap;
use serde_json::Value;

/// The non-empty fields of a record's body, as name and text, in line order.
pub fn fields(record: &Record) -> Vec<(String, String)> {
    let json = serde_json::to_string(&record.body).unwrap_or_default();
    let body: IndexMap<String, Value> = serde_json::from_str(&json).unwrap_or_default();
    body.iter().filter_map(|(name, value)| Some((name.clone(), text(value)?))).collect()
}

/// A value as text; none if empty.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(items) => joined(items.iter().filter_map(text), "; "),
        // The other keys of an amount or value repeat the printed text.
        Value::Object(parts) => match parts.get("raw").and_then(Value::as_str) {
            Some(raw) => Some(labelled(parts.get("label"), raw)),
            None => {
                let part =
                    |(name, part): (&String, &Value)| Some(format!("{name} {}", text(part)?));
                joined(parts.iter().filter_map(part), ", ")
            }
        },
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
    }
}

fn labelled(label: Option<&Value>, raw: &str) -> String {
    label.and_then(Value::as_str).map_or_else(|| raw.to_owned(), |label| format!("{label} {raw}"))
}

fn joined(parts: impl Iterator<Item = String>, separator: &str) -> Option<String> {
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join(separator))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::text;

    #[test]
    fn empty_fields_are_left_out() {
        assert_eq!(text(&json!({"region": null, "list": []})), None);
        assert_eq!(
            text(&json!([{"label": "前年", "raw": "≥3"}, {"label": "上年", "raw": "4"}])),
            Some("前年 ≥3; 上年 4".to_owned())
        );
        assert_eq!(text(&json!({"cells": 3, "mapped": 2})), Some("cells 3, mapped 2".to_owned()));
    }
}
