//! Corrects a value in a record's line. The printed text is the user's; its parsed form is derived
//! as in extraction.

use std::str::FromStr;

use formgrid_records::{parse_money, parse_value};
use indexmap::IndexMap;
use serde::Serialize;
use serde_json::{Value, value::RawValue};

use crate::field::{Shape, shape_of};

/// Maximum depth of a field path.
const MAX_DEPTH: usize = 4;

/// Why a correction cannot be applied.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The kind has no correctable field of this path.
    #[error("{kind} has no field {field} that can be corrected")]
    NoField {
        /// Kind of the record.
        kind: String,
        /// The field.
        field: String,
    },
    /// The record lacks the item of the field.
    #[error("{field}: the record has nothing there")]
    NoItem {
        /// The field.
        field: String,
    },
    /// The field takes a number.
    #[error("{field}: {text} is not a number")]
    NotANumber {
        /// The field.
        field: String,
        /// The text given.
        text: String,
    },
    /// The line is not a record.
    #[error("not a record: {0}")]
    Line(#[from] serde_json::Error),
}

type Object = IndexMap<String, Box<RawValue>>;

/// The record's line with a field changed; all other values keep their bytes. An empty text removes
/// the value.
pub fn edit(line: &[u8], kind: &str, field: &str, text: &str) -> Result<Vec<u8>, EditError> {
    let no_field = || EditError::NoField { kind: kind.to_owned(), field: field.to_owned() };
    let shape = shape_of(kind, field).ok_or_else(no_field)?;
    let raw: Box<RawValue> = serde_json::from_slice(line)?;
    let steps: Vec<&str> = field.split('.').take(MAX_DEPTH + 1).collect();
    let change = Change { field, shape, text: text.trim() };
    let edited = change.within(&raw, &steps)?;
    Ok(edited.get().as_bytes().to_vec())
}

struct Change<'a> {
    field: &'a str,
    shape: Shape,
    text: &'a str,
}

impl Change<'_> {
    fn within(&self, at: &RawValue, steps: &[&str]) -> Result<Box<RawValue>, EditError> {
        let Some((step, rest)) = steps.split_first().filter(|_| steps.len() <= MAX_DEPTH) else {
            return self.value(at);
        };
        let nothing = || EditError::NoItem { field: self.field.to_owned() };
        if let Ok(nth) = step.parse::<usize>() {
            let mut items: Vec<Box<RawValue>> = serde_json::from_str(at.get())?;
            let item = items.get_mut(nth).ok_or_else(nothing)?;
            *item = self.within(item, rest)?;
            return raw(&items);
        }
        let parts: Option<Object> = serde_json::from_str(at.get())?;
        let mut parts = parts.ok_or_else(nothing)?;
        let part = parts.get_mut(*step).ok_or_else(nothing)?;
        *part = self.within(part, rest)?;
        raw(&parts)
    }

    /// The replacement of a value.
    fn value(&self, old: &RawValue) -> Result<Box<RawValue>, EditError> {
        let old: Value = serde_json::from_str(old.get())?;
        let unit = old.get("unit").and_then(Value::as_str);
        match self.shape {
            // A list item keeps its identifying keys.
            Shape::Value if self.text.is_empty() && old.get("label").is_none() => raw(&Value::Null),
            Shape::Value => raw(&named(&old, &parse_value(self.text, unit))?),
            Shape::Money => raw(&parse_money(self.text, unit)),
            Shape::Text if self.text.is_empty() => raw(&Value::Null),
            Shape::Text => raw(&self.text),
            Shape::Number | Shape::Whole if self.text.is_empty() => raw(&Value::Null),
            Shape::Number => raw(&self.number::<f64>()?),
            Shape::Whole => raw(&self.number::<i64>()?),
        }
    }

    fn number<T: FromStr>(&self) -> Result<T, EditError> {
        let (field, text) = (self.field.to_owned(), self.text.to_owned());
        self.text.parse().map_err(|_| EditError::NotANumber { field, text })
    }
}

/// A value with its identifying keys first, as in lines.
fn named(old: &Value, new: &impl Serialize) -> Result<Object, EditError> {
    let mut all = Object::new();
    for key in ["label", "year"] {
        if let Some(value) = old.get(key) {
            all.insert(key.to_owned(), raw(value)?);
        }
    }
    let parts: Object = serde_json::from_str(&serde_json::to_string(new)?)?;
    all.extend(parts);
    Ok(all)
}

fn raw(value: &impl Serialize) -> Result<Box<RawValue>, EditError> {
    Ok(serde_json::value::to_raw_value(value)?)
}

#[cfg(test)]
mod tests {
    use super::{EditError, edit};

    const LINE: &str = r#"{"kind":"indicator","zeta":1.50,"level3":"巡查","target":{"raw":"12","kind":"number","op":"=","number":12,"number_to":null,"unit":"次","date":null},"baselines":[{"label":"前年","year":2029,"raw":"9","kind":"number","op":"=","number":9,"number_to":null,"unit":"次","date":null}],"weight":5,"basis":null}"#;

    #[track_caller]
    fn check(field: &str, text: &str, old: &str, new: &str) {
        let edited = edit(LINE.as_bytes(), "indicator", field, text).unwrap();
        assert_eq!(String::from_utf8(edited).unwrap(), LINE.replace(old, new));
    }

    #[test]
    fn a_value_is_parsed_again_and_all_else_stays() {
        check(
            "target",
            "≥13",
            r#""raw":"12","kind":"number","op":"=","number":12"#,
            r#""raw":"≥13","kind":"number","op":"≥","number":13.0"#,
        );
        check(
            "baselines.0",
            "8",
            r#""raw":"9","kind":"number","op":"=","number":9"#,
            r#""raw":"8","kind":"number","op":"=","number":8.0"#,
        );
        check("weight", "6.5", r#""weight":5"#, r#""weight":6.5"#);
        check("basis", " 计划标准 ", r#""basis":null"#, r#""basis":"计划标准""#);
        check("level3", "", r#""level3":"巡查""#, r#""level3":null"#);
    }

    #[test]
    fn invalid_values_are_refused() {
        let fails = |field, text| edit(LINE.as_bytes(), "indicator", field, text).unwrap_err();
        assert!(matches!(fails("weight", "x"), EditError::NotANumber { .. }));
        assert!(matches!(fails("baselines.7", "x"), EditError::NoItem { .. }));
        assert!(matches!(fails("id", "x"), EditError::NoField { .. }));
        assert!(matches!(fails("stages.0.target", "x"), EditError::NoItem { .. }));
    }
}
