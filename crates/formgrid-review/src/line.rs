//! Lines of a run, parsed for review pages.
//!
//! They are read as keys and values, because the run may be of another version.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use crate::field::{Shape, shape_of};

/// Longest record name shown, in characters.
const MAX_NAME: usize = 60;

/// Maximum nesting within a field.
const MAX_DEPTH: usize = 4;

/// Keys shown elsewhere, or of no interest to people.
const ASIDE: [&str; 9] =
    ["kind", "id", "filing", "confidence", "source", "places", "repairs", "goal", "project"];

/// Head keys that the filing states for all of its lines.
const OF_FILING: [&str; 4] = ["department", "department_code", "department_key", "fiscal_year"];

/// One record of a run, with its keys in order.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(transparent)]
pub struct RecordLine(IndexMap<String, Value>);

/// One finding of a run.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
pub struct FindingLine {
    /// What kind of finding it is.
    pub code: String,
    /// `info`, `warning` or `error`.
    pub severity: String,
    /// The message.
    pub message: String,
    /// Where it was found.
    #[serde(rename = "source")]
    pub place: Place,
    /// Id of the record it is about, if any.
    pub record: Option<String>,
}

/// The origin of a value; each part is absent if the medium does not have it.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Place {
    /// The source.
    pub path: String,
    /// Page, from 1.
    pub page: Option<u32>,
    /// Left, top, right and bottom edge, in points from the top left corner.
    pub bbox: Option<formgrid_model::BBox>,
    /// Name of the sheet.
    pub sheet: Option<String>,
    /// Cell of the sheet, such as `B7`.
    pub cell: Option<String>,
    /// Line, from 1.
    pub line: Option<u32>,
    /// Table of the source, from 0.
    pub table: Option<usize>,
    /// Row of the table, from 0.
    pub row: Option<usize>,
    /// Column of the table, from 0.
    pub col: Option<usize>,
}

/// A value of a record, as displayed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FieldShown {
    /// Its path: `target`, `baselines.0`, `funding.fiscal`.
    pub(crate) path: String,
    /// The printed text, or the value.
    pub(crate) text: String,
    /// The parsed form, if it adds information.
    pub(crate) understood: Option<String>,
    /// Its type for corrections; none if not correctable.
    pub(crate) shape: Option<Shape>,
}

impl RecordLine {
    /// Reads a line of JSON.
    pub fn parse(line: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(line)
    }

    /// A text value; empty if absent.
    pub fn text(&self, key: &str) -> &str {
        self.0.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    /// Its confidence, 0 to 1.
    pub fn confidence(&self) -> f64 {
        self.0.get("confidence").and_then(Value::as_f64).unwrap_or(1.0)
    }

    /// Its origin.
    pub fn place(&self) -> Place {
        let place = self.0.get("source").map(Place::deserialize).and_then(Result::ok);
        place.unwrap_or_default()
    }

    /// The origin of one of its values.
    pub(crate) fn place_of(&self, path: &str) -> Option<Place> {
        let places = self.0.get("places")?;
        Place::deserialize(places.get(path)?).ok()
    }

    /// The origins of all of its values.
    pub(crate) fn places(&self) -> impl Iterator<Item = Place> {
        let places = self.0.get("places").and_then(Value::as_object);
        places.into_iter().flat_map(|all| all.values()).filter_map(|p| Place::deserialize(p).ok())
    }

    /// The codes of its repairs.
    pub(crate) fn repairs(&self) -> Vec<&str> {
        let repairs = self.0.get("repairs").and_then(Value::as_array);
        repairs.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// Its name on the form, in one line.
    pub(crate) fn name(&self) -> String {
        let keys: &[&str] = match self.text("kind") {
            "filing" => &["department", "title"],
            "funding" => &["side", "category"],
            "statement" => &["text"],
            "goal" => &["label", "title", "text"],
            "project" => &["code", "name"],
            "indicator" => &["level3"],
            _ => &["label", "text"],
        };
        let parts: Vec<&str> =
            keys.iter().map(|key| self.text(key)).filter(|text| !text.is_empty()).collect();
        let name = parts.join(" / ").replace('\n', " ");
        match name.char_indices().nth(MAX_NAME) {
            Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
            None => name,
        }
    }

    /// Its present values, in order.
    pub(crate) fn fields(&self) -> Vec<FieldShown> {
        let is_filing = self.text("kind") == "filing";
        let mut all = Vec::new();
        for (key, value) in &self.0 {
            let is_aside = ASIDE.contains(&key.as_str())
                || (OF_FILING.contains(&key.as_str()) && !is_filing)
                || key == "cells";
            if !is_aside {
                flatten(self.text("kind"), key.clone(), value, MAX_DEPTH, &mut all);
            }
        }
        all
    }
}

fn flatten(kind: &str, path: String, value: &Value, depth: usize, out: &mut Vec<FieldShown>) {
    let shape = shape_of(kind, &path);
    let shown = |text: String, understood: Option<String>| FieldShown {
        path: path.clone(),
        text,
        understood,
        shape,
    };
    match value {
        Value::Null => {}
        Value::String(text) => out.push(shown(text.clone(), None)),
        Value::Bool(_) | Value::Number(_) => out.push(shown(value.to_string(), None)),
        Value::Object(parts) => match parts.get("raw").and_then(Value::as_str) {
            Some(raw) => out.push(shown(raw.to_owned(), Some(understood(value)))),
            None if depth > 0 => {
                for (key, value) in parts {
                    flatten(kind, format!("{path}.{key}"), value, depth - 1, out);
                }
            }
            None => {}
        },
        Value::Array(items) if depth > 0 => {
            for (nth, item) in items.iter().enumerate() {
                flatten(kind, format!("{path}.{nth}"), item, depth - 1, out);
            }
        }
        Value::Array(_) => {}
    }
}

/// The parsed form of a value or amount: `前年, ≥ 120 公里`.
fn understood(value: &Value) -> String {
    let keys = ["label", "kind", "op", "number", "number_to", "amount", "unit", "date"];
    let is_number = value.get("kind").and_then(Value::as_str) == Some("number");
    let part = |key: &&str| match value.get(*key)? {
        Value::Null => None,
        Value::String(_) if *key == "kind" && is_number => None,
        Value::String(text) if *key == "label" => Some(format!("{text},")),
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    keys.iter().filter_map(part).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::RecordLine;

    #[test]
    fn values_keep_their_order_and_show_their_parsed_form() {
        let line = r#"{"kind":"indicator","id":"1","department":"甲","confidence":0.5,
            "level3":"巡查次数","basis":null,
            "target":{"raw":"≥12次","kind":"number","op":"≥","number":12,"unit":"次"},
            "baselines":[{"raw":"9次","label":"前年","kind":"number","op":"=","number":9}],
            "places":{"target":{"table":0,"row":3,"col":4}}}"#;
        let record = RecordLine::parse(line.as_bytes()).unwrap();
        let fields: Vec<String> = record
            .fields()
            .iter()
            .map(|f| format!("{}={} ({})", f.path, f.text, f.understood.as_deref().unwrap_or("")))
            .collect();
        let expected =
            ["level3=巡查次数 ()", "target=≥12次 (≥ 12 次)", "baselines.0=9次 (前年, = 9)"];
        assert_eq!(fields, expected);
        let place = record.place_of("target").unwrap();
        assert_eq!((place.table, place.row, place.col), (Some(0), Some(3), Some(4)));
    }
}
