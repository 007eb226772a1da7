//! Streams the values of a record. A record may be a whole table, and its value tree would take ten
//! times the memory of its line.

use std::fmt;

use formgrid_records::Body;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// Metadata keys, which are not printed text.
const MADE: &[&str] = &[
    "id",
    "filing",
    "kind",
    "goal",
    "project",
    "template",
    "header_signature",
    "form",
    "record_kind",
    "related",
    "coverage",
    "level1_code",
    "level2_code",
    "goal_horizon",
    "goal_number",
    "horizon",
    "level",
    "side",
    "topic",
    "n_rows",
    "n_cols",
    "header_rows",
    "row",
    "col",
    "row_span",
    "col_span",
    "is_total",
    "bbox",
    "page",
    "line",
    "rule",
    "place",
];

/// Keys of the parsed form of a value whose printed form is `raw`.
const UNDERSTOOD: &[&str] = &["number", "number_to", "date", "amount"];

/// A printed value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Printed<'a> {
    Text(&'a str),
    Number(f64),
}

/// Passes on every printed text and number of a record.
pub(super) fn collect(body: &Body, on_value: &mut dyn FnMut(Printed<'_>)) {
    // A record holds only texts and numbers, so serializing cannot fail.
    let line = serde_json::to_vec(body).unwrap_or_default();
    let mut values = serde_json::Deserializer::from_slice(&line);
    let outcome = Values { on_value }.deserialize(&mut values);
    debug_assert!(outcome.is_ok(), "a record is one line of JSON");
}

/// Passes on the texts and numbers of one value.
struct Values<'s> {
    on_value: &'s mut dyn FnMut(Printed<'_>),
}

impl<'de> DeserializeSeed<'de> for Values<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Values<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of a record")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut is_value = false;
        let mut understood: Vec<Value> = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            let key = key.as_str();
            if MADE.contains(&key) {
                map.next_value::<IgnoredAny>()?;
            } else if UNDERSTOOD.contains(&key) {
                understood.push(map.next_value()?);
            } else {
                is_value |= key == "raw";
                map.next_value_seed(Values { on_value: &mut *self.on_value })?;
            }
        }
        if !is_value {
            for value in understood {
                Values { on_value: &mut *self.on_value }
                    .deserialize(value)
                    .map_err(A::Error::custom)?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Values { on_value: &mut *self.on_value })?.is_some() {}
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        (self.on_value)(Printed::Text(text));
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        (self.on_value)(Printed::Number(number as f64));
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        (self.on_value)(Printed::Number(number as f64));
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        (self.on_value)(Printed::Number(number));
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
