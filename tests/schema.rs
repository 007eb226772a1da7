//! Every output line validates against `formgrid schema`.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod support;

use serde_json::{Value, json};
use support::{TestDir, form, unknown_table};

/// A validator for one of the definitions of the schema.
fn validator(schema: &Value, definition: &str) -> jsonschema::Validator {
    let mut schema = schema.clone();
    let whole = schema.as_object_mut().unwrap();
    whole.remove("oneOf");
    whole.insert("$ref".to_owned(), json!(format!("#/$defs/{definition}")));
    jsonschema::validator_for(&schema).unwrap()
}

#[track_caller]
fn check(validator: &jsonschema::Validator, lines: &[Value]) {
    for line in lines {
        let errors: Vec<String> = validator.iter_errors(line).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}\n{line}");
    }
}

#[test]
fn lines_agree_with_the_schema() {
    let dir = TestDir::new();
    dir.put("in/a.txt", form("清河县渡运中心"));
    dir.put("in/b.txt", unknown_table());
    dir.put("in/c.txt", form("清河县渡运中心"));
    dir.put("in/d.txt", "");
    dir.put("in/e.bin", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
    dir.run(&["extract", "in", "-o", "out"]).exits(1);
    let schema: Value = serde_json::from_str(&dir.run(&["schema"]).exits(0).stdout).unwrap();
    let records = dir.records("out");
    for kind in ["filing", "funding", "statement", "goal", "indicator", "table"] {
        assert!(records.iter().any(|record| record["kind"] == kind), "no {kind}");
    }
    check(&jsonschema::validator_for(&schema).unwrap(), &records);
    check(&validator(&schema, "source"), &dir.lines("out/sources.jsonl"));
    check(&validator(&schema, "diagnostic"), &dir.lines("out/diagnostics.jsonl"));
    let run = std::fs::read_to_string(dir.path("out/run.json")).unwrap();
    check(&validator(&schema, "run"), &[serde_json::from_str(&run).unwrap()]);
    let tables = dir.run(&["tables", "in/a.txt"]).exits(0).stdout;
    check(&validator(&schema, "grid"), &[serde_json::from_str(&tables).unwrap()]);
    dir.put("in/a.txt", form("清河县渡运中心").replace("≥3座", "≥4座"));
    dir.put("in/b.txt", form("白石县林场"));
    dir.run(&["extract", "in", "-o", "new"]).exits(1);
    let changes = dir.run(&["diff", "out", "new", "--format", "jsonl"]).exits(1).stdout;
    let changes: Vec<Value> =
        changes.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    check(&validator(&schema, "change"), &changes);
}

#[test]
fn a_line_with_an_unknown_key_is_invalid() {
    let dir = TestDir::new();
    dir.put("a.txt", unknown_table());
    dir.run(&["extract", "a.txt", "-o", "out"]).exits(0);
    let schema: Value = serde_json::from_str(&dir.run(&["schema"]).exits(0).stdout).unwrap();
    let mut line = dir.records("out").remove(0);
    line["strange"] = json!(1);
    assert!(!jsonschema::validator_for(&schema).unwrap().is_valid(&line));
}
