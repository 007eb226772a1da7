//! The columns of a table: the column and levels of each field.
//!
//! Parquet stores nested values as leaf columns with two levels per value: how many of the
//! enclosing optional and repeated groups are present, and which repeated group starts a new item.

use std::{ops::Range, sync::Arc};

use parquet::{
    basic::{LogicalType, Repetition, Type as Physical},
    errors::Result,
    schema::types::{Type, TypePtr},
};

use crate::{
    column::{Column, Values},
    decimal::{BYTES, PRECISION, SCALE},
    shape::{Field, Shape},
};

/// Suffix of the numeric column next to a decimal string.
const DECIMAL: &str = "_decimal";

/// A field with its columns.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) is_optional: bool,
    /// Definition level if present.
    pub(crate) defined: i16,
    /// Its columns in the table.
    pub(crate) columns: Range<usize>,
    pub(crate) content: Content,
}

/// The content of a node.
#[derive(Debug)]
pub(crate) enum Content {
    /// One column.
    Leaf,
    /// A string column and a numeric one.
    Decimal,
    Record(Vec<Node>),
    /// Repetition level of all items after the first, and the item.
    List(i16, Box<Node>),
    /// Repetition level of all entries after the first. The first column holds the keys, the node
    /// describes the values.
    Map(i16, Box<Node>),
}

/// The columns of a table.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) fields: Vec<Node>,
    pub(crate) schema: TypePtr,
}

/// Lays out the columns of a table and creates them, empty.
pub(crate) fn layout(fields: &[Field]) -> Result<(Layout, Vec<Column>)> {
    let mut builder = Builder { columns: Vec::new() };
    let (nodes, types) = builder.all(fields, 0, 0)?;
    let schema = Type::group_type_builder("formgrid").with_fields(types).build()?;
    Ok((Layout { fields: nodes, schema: Arc::new(schema) }, builder.columns))
}

struct Builder {
    columns: Vec<Column>,
}

impl Builder {
    fn all(&mut self, fields: &[Field], def: i16, rep: i16) -> Result<(Vec<Node>, Vec<TypePtr>)> {
        let (mut nodes, mut types) = (Vec::new(), Vec::new());
        for field in fields {
            let (node, mut own) = self.field(field, def, rep)?;
            nodes.push(node);
            types.append(&mut own);
        }
        Ok((nodes, types))
    }

    /// A field and its types: one, or two for a decimal.
    fn field(&mut self, field: &Field, def: i16, rep: i16) -> Result<(Node, Vec<TypePtr>)> {
        let first = self.columns.len();
        let defined = def + i16::from(field.is_optional);
        let repetition =
            if field.is_optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        let name = field.name.as_str();
        let group = |fields, logical| {
            let group = Type::group_type_builder(name).with_repetition(repetition);
            group.with_fields(fields).with_logical_type(logical).build().map(Arc::new)
        };
        let (content, types) = match &field.shape {
            Shape::Record(fields) => {
                let (nodes, types) = self.all(fields, defined, rep)?;
                (Content::Record(nodes), vec![group(types, None)?])
            }
            Shape::List(item) => {
                let (node, types) = self.field(item, defined + 1, rep + 1)?;
                let list = repeated("list", types)?;
                let content = Content::List(rep + 1, Box::new(node));
                (content, vec![group(vec![list], Some(LogicalType::List))?])
            }
            Shape::Map(value) => {
                let key = leaf("key", Physical::BYTE_ARRAY, Repetition::REQUIRED)?;
                self.column(Values::text(), defined + 1, rep + 1);
                let (node, types) = self.field(value, defined + 1, rep + 1)?;
                let entries = repeated("key_value", [vec![key], types].concat())?;
                let content = Content::Map(rep + 1, Box::new(node));
                (content, vec![group(vec![entries], Some(LogicalType::Map))?])
            }
            Shape::Decimal => {
                self.column(Values::text(), defined, rep);
                // A string without an exact value has none.
                self.column(Values::Decimal(Vec::new()), def + 1, rep);
                let text = leaf(name, Physical::BYTE_ARRAY, repetition)?;
                (Content::Decimal, vec![text, decimal(name)?])
            }
            simple => {
                let (physical, values) = match simple {
                    Shape::Bool => (Physical::BOOLEAN, Values::Bool(Vec::new())),
                    Shape::Int => (Physical::INT32, Values::Int(Vec::new())),
                    Shape::Long => (Physical::INT64, Values::Long(Vec::new())),
                    Shape::Double => (Physical::DOUBLE, Values::Double(Vec::new())),
                    _ => (Physical::BYTE_ARRAY, Values::text()),
                };
                self.column(values, defined, rep);
                (Content::Leaf, vec![leaf(name, physical, repetition)?])
            }
        };
        let columns = first..self.columns.len();
        let node = Node {
            name: name.to_owned(),
            is_optional: field.is_optional,
            defined,
            columns,
            content,
        };
        Ok((node, types))
    }

    fn column(&mut self, values: Values, max_def: i16, max_rep: i16) {
        self.columns.push(Column::new(values, max_def, max_rep));
    }
}

fn repeated(name: &str, fields: Vec<TypePtr>) -> Result<TypePtr> {
    let group = Type::group_type_builder(name).with_repetition(Repetition::REPEATED);
    group.with_fields(fields).build().map(Arc::new)
}

fn leaf(name: &str, physical: Physical, repetition: Repetition) -> Result<TypePtr> {
    let text = (physical == Physical::BYTE_ARRAY).then_some(LogicalType::String);
    let leaf = Type::primitive_type_builder(name, physical).with_repetition(repetition);
    leaf.with_logical_type(text).build().map(Arc::new)
}

fn decimal(name: &str) -> Result<TypePtr> {
    let name = format!("{name}{DECIMAL}");
    let leaf = Type::primitive_type_builder(&name, Physical::FIXED_LEN_BYTE_ARRAY)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(Some(LogicalType::decimal(SCALE, PRECISION)))
        .with_length(i32::try_from(BYTES).unwrap_or(0))
        .with_precision(PRECISION)
        .with_scale(SCALE);
    leaf.build().map(Arc::new)
}
