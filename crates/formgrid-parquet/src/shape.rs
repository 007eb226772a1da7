//! The field types of a table, from its JSON Schema.

use serde_json::Value;

/// Maximum nesting of a schema. Ours nest five levels; a recursive one would not end.
const MAX_DEPTH: usize = 16;

/// A field of a record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) shape: Shape,
    /// Whether it may be absent or `null`, which are equivalent.
    pub(crate) is_optional: bool,
}

/// The type of a field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    Bool,
    /// A signed 32-bit integer.
    Int,
    /// Any other integer.
    Long,
    Double,
    Text,
    /// A decimal string, which gets a numeric column too.
    Decimal,
    Record(Vec<Field>),
    List(Box<Field>),
    /// A map with values of one shape.
    Map(Box<Field>),
}

/// The fields of a definition, in schema order. The error names the part that cannot be a column.
pub(crate) fn fields(schema: &Value, definition: &str) -> Result<Vec<Field>, String> {
    let definitions = schema.get("$defs").ok_or("no definitions")?;
    let one = definitions.get(definition).ok_or_else(|| definition.to_owned())?;
    match (Reader { definitions }).shape(one, 0)? {
        (Shape::Record(fields), false) => Ok(fields),
        _ => Err(definition.to_owned()),
    }
}

struct Reader<'a> {
    definitions: &'a Value,
}

impl Reader<'_> {
    /// The shape of a part of the schema, and whether it may be `null`.
    fn shape(&self, part: &Value, depth: usize) -> Result<(Shape, bool), String> {
        let unknown = || part.to_string();
        if depth > MAX_DEPTH {
            return Err(format!("more than {MAX_DEPTH} levels"));
        }
        if let Some(reference) = part.get("$ref").and_then(Value::as_str) {
            let name = reference.strip_prefix("#/$defs/").ok_or_else(unknown)?;
            let target = self.definitions.get(name).ok_or_else(unknown)?;
            return self.shape(target, depth + 1);
        }
        if let Some(choices) = part.get("anyOf").and_then(Value::as_array) {
            let [one, null] = choices.as_slice() else { return Err(unknown()) };
            let is_null = null.get("type").and_then(Value::as_str) == Some("null");
            return if is_null {
                Ok((self.shape(one, depth + 1)?.0, true))
            } else {
                Err(unknown())
            };
        }
        if let Some(words) = part.get("oneOf").and_then(Value::as_array) {
            let is_word = |word: &Value| word.get("type").and_then(Value::as_str) == Some("string");
            return if words.iter().all(is_word) {
                Ok((Shape::Text, false))
            } else {
                Err(unknown())
            };
        }
        if part.get("const").is_some_and(Value::is_string) {
            return Ok((Shape::Text, false));
        }
        let (name, is_optional) = match part.get("type") {
            Some(Value::String(name)) => (name.as_str(), false),
            Some(Value::Array(names)) => match names.as_slice() {
                [Value::String(name), Value::String(null)] if null == "null" => {
                    (name.as_str(), true)
                }
                _ => return Err(unknown()),
            },
            _ => return Err(unknown()),
        };
        let format = part.get("format").and_then(Value::as_str);
        let shape = match (name, format) {
            ("boolean", _) => Shape::Bool,
            ("integer", Some("int32")) => Shape::Int,
            ("integer", _) => Shape::Long,
            ("number", _) => Shape::Double,
            ("string", Some("decimal")) => Shape::Decimal,
            ("string", _) => Shape::Text,
            ("array", _) => {
                let items = part.get("items").ok_or_else(unknown)?;
                Shape::List(Box::new(self.nested("element", items, depth)?))
            }
            ("object", _) => self.object(part, depth)?,
            _ => return Err(unknown()),
        };
        Ok((shape, is_optional))
    }

    fn object(&self, part: &Value, depth: usize) -> Result<Shape, String> {
        let Some(properties) = part.get("properties").and_then(Value::as_object) else {
            let values = part.get("additionalProperties").ok_or_else(|| part.to_string())?;
            return Ok(Shape::Map(Box::new(self.nested("value", values, depth)?)));
        };
        let required = part.get("required").and_then(Value::as_array);
        let is_required = |key: &str| {
            required.is_some_and(|keys| keys.iter().any(|one| one.as_str() == Some(key)))
        };
        let fields = properties.iter().map(|(key, value)| {
            let mut field = self.nested(key, value, depth)?;
            field.is_optional |= !is_required(key);
            Ok(field)
        });
        fields.collect::<Result<_, String>>().map(Shape::Record)
    }

    fn nested(&self, name: &str, part: &Value, depth: usize) -> Result<Field, String> {
        let (shape, is_optional) = self.shape(part, depth + 1)?;
        Ok(Field { name: name.to_owned(), shape, is_optional })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Field, Shape, fields};

    #[test]
    fn a_schema_says_what_the_columns_are() {
        let schema = json!({"$defs": {
            "line": {
                "type": "object",
                "required": ["name", "money", "codes"],
                "properties": {
                    "name": {"const": "x"},
                    "money": {"anyOf": [{"$ref": "#/$defs/money"}, {"type": "null"}]},
                    "codes": {"type": "array", "items": {"oneOf": [{"type": "string", "const": "a"}]}},
                    "year": {"type": ["integer", "null"], "format": "int32"},
                },
            },
            "money": {
                "type": "object",
                "required": ["amount"],
                "properties": {"amount": {"type": "string", "format": "decimal"}},
            },
            "loop": {"$ref": "#/$defs/loop"},
        }});
        let field =
            |name: &str, shape, is_optional| Field { name: name.to_owned(), shape, is_optional };
        let money = Shape::Record(vec![field("amount", Shape::Decimal, false)]);
        let codes = Shape::List(Box::new(field("element", Shape::Text, false)));
        assert_eq!(
            fields(&schema, "line").unwrap(),
            [
                field("name", Shape::Text, false),
                field("money", money, true),
                field("codes", codes, false),
                field("year", Shape::Int, true),
            ]
        );
        assert!(fields(&schema, "loop").unwrap_err().contains("levels"));
        assert_eq!(fields(&schema, "none").unwrap_err(), "none");
    }
}
