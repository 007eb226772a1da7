//! Shreds a line into the columns of its table while it is parsed.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::{
    column::{Column, Values},
    decimal::scaled,
    layout::{Content, Node},
};

/// Adds a line to the columns as one row.
pub(crate) fn shred(
    line: &[u8],
    fields: &[Node],
    columns: &mut [Column],
) -> Result<(), serde_json::Error> {
    let mut from = serde_json::Deserializer::from_slice(line);
    Row { fields, columns, rep: 0 }.deserialize(&mut from)?;
    from.end()
}

/// The fields of a record.
struct Row<'a> {
    fields: &'a [Node],
    columns: &'a mut [Column],
    rep: i16,
}

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { fields, columns, rep } = self;
        // Keys come in column order, some omitted.
        let mut next = 0;
        while let Some(number) = map.next_key_seed(Key { fields, from: next })? {
            for missing in fields.get(next..number).unwrap_or_default() {
                absent(missing, columns, rep)?;
            }
            let Some(field) = fields.get(number) else { break };
            map.next_value_seed(Part { node: field, columns, rep })?;
            next = number + 1;
        }
        for missing in fields.get(next..).unwrap_or_default() {
            absent(missing, columns, rep)?;
        }
        Ok(())
    }
}

/// Appends an absent field.
fn absent<E: Error>(node: &Node, columns: &mut [Column], rep: i16) -> Result<(), E> {
    if !node.is_optional {
        return Err(E::custom(format_args!("{} is missing", node.name)));
    }
    level(node, columns, rep, node.defined - 1);
    Ok(())
}

/// Appends the level to all columns of a node.
fn level(node: &Node, columns: &mut [Column], rep: i16, def: i16) {
    for column in columns.get_mut(node.columns.clone()).unwrap_or_default() {
        column.levels(rep, def);
    }
}

/// Resolves a name to its field index.
struct Key<'a> {
    fields: &'a [Node],
    /// The index to try first.
    from: usize,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<usize, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        let left = self.fields.iter().enumerate().skip(self.from);
        let found = left.map(|(number, field)| (number, &field.name)).find(|(_, one)| *one == name);
        found
            .map(|(number, _)| number)
            .ok_or_else(|| E::custom(format_args!("no column is left for {name}")))
    }
}

/// The value of a node.
struct Part<'a> {
    node: &'a Node,
    columns: &'a mut [Column],
    rep: i16,
}

impl Part<'_> {
    /// The column of a present value, after appending its levels.
    fn column<E: Error>(&mut self) -> Result<&mut Column, E> {
        let column = match self.node.content {
            Content::Leaf => self.columns.get_mut(self.node.columns.start),
            _ => None,
        };
        let column =
            column.ok_or_else(|| E::custom(format_args!("{} is nested", self.node.name)))?;
        column.some(self.rep);
        Ok(column)
    }

    fn misfit<E: Error>(&self) -> E {
        E::custom(format_args!("{} is of another type", self.node.name))
    }
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the value of {}", self.node.name)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        absent(self.node, self.columns, self.rep)
    }

    fn visit_bool<E: Error>(mut self, value: bool) -> Result<(), E> {
        match &mut self.column()?.values {
            Values::Bool(all) => all.push(value),
            _ => return Err(self.misfit()),
        }
        Ok(())
    }

    fn visit_i64<E: Error>(mut self, value: i64) -> Result<(), E> {
        match &mut self.column()?.values {
            Values::Int(all) => match i32::try_from(value) {
                Ok(value) => all.push(value),
                Err(_) => return Err(self.misfit()),
            },
            Values::Long(all) => all.push(value),
            #[expect(clippy::cast_precision_loss, reason = "as any reader of JSON takes it")]
            Values::Double(all) => all.push(value as f64),
            _ => return Err(self.misfit()),
        }
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => Err(self.misfit()),
        }
    }

    fn visit_f64<E: Error>(mut self, value: f64) -> Result<(), E> {
        match &mut self.column()?.values {
            Values::Double(all) => all.push(value),
            _ => return Err(self.misfit()),
        }
        Ok(())
    }

    fn visit_str<E: Error>(mut self, value: &str) -> Result<(), E> {
        if matches!(self.node.content, Content::Decimal) {
            return self.decimal(value);
        }
        match &mut self.column()?.values {
            Values::Text(texts, ends) => {
                texts.push_str(value);
                ends.push(texts.len());
            }
            _ => return Err(self.misfit()),
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Self { node, columns, rep } = self;
        let Content::List(inner, item) = &node.content else {
            return Err(A::Error::custom(format_args!("{} is no list", node.name)));
        };
        let mut at = rep;
        while seq.next_element_seed(Part { node: item, columns, rep: at })?.is_some() {
            at = *inner;
        }
        if at == rep && *inner != rep {
            level(node, columns, rep, node.defined);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { node, columns, rep } = self;
        match &node.content {
            Content::Record(fields) => Row { fields, columns, rep }.visit_map(map),
            Content::Map(inner, value) => {
                let mut at = rep;
                let keys = node.columns.start;
                while map
                    .next_key_seed(Name { columns: &mut *columns, column: keys, rep: at })?
                    .is_some()
                {
                    map.next_value_seed(Part { node: value, columns, rep: at })?;
                    at = *inner;
                }
                if at == rep {
                    level(node, columns, rep, node.defined);
                }
                Ok(())
            }
            _ => Err(A::Error::custom(format_args!("{} is no object", node.name))),
        }
    }
}

impl Part<'_> {
    fn decimal<E: Error>(self, value: &str) -> Result<(), E> {
        let columns = self.columns.get_mut(self.node.columns.clone());
        let Some([text, number]) = columns else {
            return Err(E::custom(format_args!("{} has no columns", self.node.name)));
        };
        text.some(self.rep);
        if let Values::Text(texts, ends) = &mut text.values {
            texts.push_str(value);
            ends.push(texts.len());
        }
        match (&mut number.values, scaled(value)) {
            (Values::Decimal(all), Some(exact)) => {
                all.push(exact);
                number.some(self.rep);
            }
            // The number is optional even if the string is present.
            _ => number.levels(self.rep, self.node.defined - i16::from(self.node.is_optional)),
        }
        Ok(())
    }
}

/// A map key, which is a value itself.
struct Name<'a> {
    columns: &'a mut [Column],
    column: usize,
    rep: i16,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<(), E> {
        let column = self.columns.get_mut(self.column);
        if let Some(Column { values: Values::Text(texts, ends), .. }) = column {
            texts.push_str(name);
            ends.push(texts.len());
        }
        if let Some(column) = self.columns.get_mut(self.column) {
            column.some(self.rep);
        }
        Ok(())
    }
}
