//! A record read back from a run.
//!
//! It is kept as keys and values, not as typed data, because another program version may have
//! written other keys.

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

use crate::fields::text;

/// Keys of the head, common to all lines.
const HEAD: [&str; 11] = [
    "kind",
    "id",
    "filing",
    "department",
    "department_code",
    "department_key",
    "fiscal_year",
    "confidence",
    "source",
    "places",
    "repairs",
];

/// Longest record name shown, in characters.
const MAX_NAME: usize = 40;

/// A record as written, with its keys in order.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct WrittenRecord(IndexMap<String, Value>);

impl WrittenRecord {
    /// Reads a line of JSON.
    pub fn parse(line: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(line).map(Self)
    }

    /// The keys and values in order.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Its kind; empty if absent.
    pub fn kind(&self) -> &str {
        self.text("kind").unwrap_or_default()
    }

    /// Its id; empty if absent.
    pub fn id(&self) -> &str {
        self.text("id").unwrap_or_default()
    }

    /// Its department.
    pub fn department(&self) -> Option<&str> {
        self.text("department")
    }

    /// The path of its source; empty if absent.
    pub fn path(&self) -> &str {
        self.source("path").and_then(Value::as_str).unwrap_or_default()
    }

    /// Its name on the form, in one line: an indicator's name, the beginning of a text.
    pub fn name(&self) -> String {
        let keys: &[&str] = match self.kind() {
            "filing" => &["title", "template"],
            "funding" => &["side", "category"],
            "statement" => &["topic", "text"],
            "goal" => &["label", "title", "text"],
            "project" => &["code", "name"],
            "indicator" => &["level1", "level2", "level3"],
            _ => &["label", "text"],
        };
        let parts: Vec<&str> = keys.iter().filter_map(|key| self.text(key)).collect();
        shortened(&parts.join(" / "), MAX_NAME)
    }

    /// Its origin: department, year and place in the source.
    pub(crate) fn place(&self) -> String {
        let year = self.0.get("fiscal_year").and_then(text);
        let sheet = self.source("sheet").and_then(Value::as_str);
        let cell = self.source("cell").and_then(Value::as_str);
        let within = match (sheet, cell, self.source("page"), self.source("line")) {
            (Some(sheet), Some(cell), ..) => format!(" {sheet}!{cell}"),
            (.., Some(page), None) => format!(" page {page}"),
            (.., Some(line)) => format!(" line {line}"),
            _ => String::new(),
        };
        let source = format!("{}{within}", self.path());
        let department = self.department().map(str::to_owned);
        [department, year, Some(source)].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// The fields of its body, as name and text.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, String)> {
        let body = self.entries().filter(|(key, _)| !HEAD.contains(key));
        body.filter_map(|(key, value)| Some((key, text(value)?)))
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.as_str()
    }

    fn source(&self, key: &str) -> Option<&Value> {
        self.0.get("source")?.get(key)
    }
}

/// A text in one line, with an ellipsis if it is cut.
pub(crate) fn shortened(text: &str, max_chars: usize) -> String {
    let mut out: String = text.replace('\n', "\\n");
    if let Some((end, _)) = out.char_indices().nth(max_chars) {
        out.truncate(end);
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::WrittenRecord;

    #[test]
    fn a_record_shows_its_name_and_place() {
        let line = r#"{"kind":"indicator","id":"1","filing":"2","department":"林场",
            "fiscal_year":2031,"source":{"path":"a.xlsx","sheet":"表1","cell":"B7","row":6},
            "level1":"产出指标","level2":null,"level3":"造林\n面积","target":{"raw":"≥3"}}"#;
        let record = WrittenRecord::parse(line.as_bytes()).unwrap();
        assert_eq!(record.name(), "产出指标 / 造林\\n面积");
        assert_eq!(record.place(), "林场, 2031, a.xlsx 表1!B7");
        let fields: Vec<_> = record.fields().map(|(key, text)| format!("{key}={text}")).collect();
        assert_eq!(fields, ["level1=产出指标", "level3=造林\n面积", "target=≥3"]);
    }
}
