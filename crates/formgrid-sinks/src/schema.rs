//! The JSON Schema of every line, derived from the types that are written.
//!
//! A record's line joins a head and a body, so its schema is composed of both: one definition per
//! kind, with the keys of both, all required except the places, and no others.

use std::io;

use formgrid_records::{
    Filing, Funding, Goal, Head, Indicator, Kind, Project, Statement, Unmapped, WholeTable,
};
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::{
    diagnostic_line::DiagnosticLine,
    diff::ChangeLine,
    run_line::{RunLine, SCHEMA_VERSION},
    source_line::SourceLine,
    tables::TableLine,
};

/// Writes the schema, indented. It describes the lines of `departments/*.jsonl` and
/// `unassigned.jsonl`; `$defs` holds those of the other files, `formgrid tables` and `formgrid
/// diff`: `source`, `diagnostic`, `run`, `grid` and `change`.
pub fn write_schema(out: &mut Vec<u8>) -> io::Result<()> {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let kinds: Vec<(&str, Value)> = Kind::ALL
        .into_iter()
        .map(|kind| (kind.name(), record_schema(kind, &mut generator)))
        .collect();
    let others = [
        ("source", SourceLine::json_schema(&mut generator).to_value()),
        ("diagnostic", DiagnosticLine::json_schema(&mut generator).to_value()),
        ("run", RunLine::json_schema(&mut generator).to_value()),
        ("grid", TableLine::json_schema(&mut generator).to_value()),
        ("change", ChangeLine::json_schema(&mut generator).to_value()),
    ];
    let one_of: Vec<Value> =
        kinds.iter().map(|(name, _)| json!({ "$ref": format!("#/$defs/{name}") })).collect();
    let mut definitions = generator.take_definitions(true);
    for (name, schema) in kinds.into_iter().chain(others) {
        definitions.insert(name.to_owned(), schema);
    }
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("a line of formgrid's output, schema version {SCHEMA_VERSION}"),
        "oneOf": one_of,
        "$defs": definitions,
    });
    serde_json::to_writer_pretty(&mut *out, &schema)?;
    out.push(b'\n');
    Ok(())
}

fn record_schema(kind: Kind, generator: &mut SchemaGenerator) -> Value {
    let body = match kind {
        Kind::Filing => Filing::json_schema(generator),
        Kind::Funding => Funding::json_schema(generator),
        Kind::Statement => Statement::json_schema(generator),
        Kind::Goal => Goal::json_schema(generator),
        Kind::Project => Project::json_schema(generator),
        Kind::Indicator => Indicator::json_schema(generator),
        Kind::Table => WholeTable::json_schema(generator),
        Kind::Unmapped => Unmapped::json_schema(generator),
    };
    let head = Head::json_schema(generator);
    let mut properties = Map::new();
    let mut required = Vec::new();
    for part in [head.as_value(), body.as_value()] {
        let keys = part.get("properties").and_then(Value::as_object);
        properties.extend(keys.into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())));
        required
            .extend(part.get("required").and_then(Value::as_array).into_iter().flatten().cloned());
    }
    // A run may omit the places.
    required.retain(|key| key != "places");
    properties.insert("kind".to_owned(), json!({ "const": kind.name() }));
    json!({
        "description": body.get("description"),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::write_schema;

    #[test]
    fn every_kind_has_the_keys_of_head_and_body() {
        let mut out = Vec::new();
        write_schema(&mut out).unwrap();
        let schema: Value = serde_json::from_slice(&out).unwrap();
        let indicator = &schema["$defs"]["indicator"];
        for key in ["kind", "department", "level3", "target"] {
            assert!(indicator["properties"].get(key).is_some(), "{key}");
            assert!(indicator["required"].as_array().unwrap().contains(&key.into()), "{key}");
        }
        assert_eq!(schema["oneOf"].as_array().unwrap().len(), 8);
        assert_eq!(schema["$defs"]["run"]["properties"]["schema_version"]["const"], 2);
        assert!(schema["title"].as_str().unwrap().ends_with("schema version 2"));
    }
}
