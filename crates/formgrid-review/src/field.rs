//! The correctable fields of records, and the fields a column can be reassigned to.

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A text as printed.
    Text,
    /// A number.
    Number,
    /// A whole number: a year, a count.
    Whole,
    /// A {value}: the printed text with its parsed form.
    Value,
    /// A {money}: the printed text with the amount.
    Money,
}

impl Shape {
    /// The name on pages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Whole => "whole",
            Self::Value => "value",
            Self::Money => "money",
        }
    }
}

use Shape::{Money, Number, Text, Value, Whole};

/// The correctable fields of each kind, in line order. `*` stands for an item number.
const FIELDS: &[(&str, &[(&str, Shape)])] = &[
    (
        "filing",
        &[
            ("department", Text),
            ("department_code", Text),
            ("fiscal_year", Whole),
            ("title", Text),
            ("total_score", Number),
            ("grade", Text),
            ("conclusion", Text),
            ("currency_unit", Text),
            ("filing_date", Text),
            ("contact_person", Text),
            ("phone", Text),
            ("until_year", Whole),
        ],
    ),
    (
        "funding",
        &[
            ("side", Text),
            ("category", Text),
            ("parent", Text),
            ("amount", Money),
            ("share", Number),
            ("history.*.amount", Money),
            ("execution.original", Money),
            ("execution.revised", Money),
            ("execution.executed", Money),
            ("execution.executed_to_date", Money),
            ("execution.expected_full_year", Money),
            ("execution.rate", Number),
            ("execution.weight", Number),
            ("execution.score", Number),
            ("execution.remark", Text),
        ],
    ),
    ("statement", &[("topic", Text), ("number", Whole), ("text", Text)]),
    (
        "goal",
        &[
            ("horizon", Text),
            ("number", Whole),
            ("label", Text),
            ("title", Text),
            ("text", Text),
            ("until_year", Whole),
            ("indicator_text", Text),
        ],
    ),
    (
        "project",
        &[
            ("name", Text),
            ("code", Text),
            ("type", Text),
            ("category", Text),
            ("nature", Text),
            ("supervising_department", Text),
            ("implementing_unit", Text),
            ("total_budget", Money),
            ("annual_budget", Money),
            ("funding.annual_total", Money),
            ("funding.fiscal", Money),
            ("funding.carry_over", Money),
            ("funding.special_account", Money),
            ("funding.own_funds", Money),
            ("funding.other", Money),
            ("funding.medium_term_total", Money),
            ("funding.project_total", Money),
            ("usage", Text),
            ("legal_basis", Text),
            ("content", Text),
            ("start", Text),
            ("end", Text),
            ("actual_result", Text),
            ("budget_execution.original", Money),
            ("budget_execution.revised", Money),
            ("budget_execution.executed", Money),
            ("budget_execution.executed_to_date", Money),
            ("budget_execution.expected_full_year", Money),
            ("budget_execution.rate", Number),
            ("budget_execution.weight", Number),
            ("budget_execution.score", Number),
            ("total_score", Number),
        ],
    ),
    (
        "indicator",
        &[
            ("level1", Text),
            ("level2", Text),
            ("level3", Text),
            ("description", Text),
            ("target", Value),
            ("baselines.*", Value),
            ("actual", Value),
            ("progress", Value),
            ("expected", Value),
            ("basis", Text),
            ("class", Text),
            ("applies_to", Text),
            ("stages.*.target", Value),
            ("stages.*.actual", Value),
            ("direction", Text),
            ("weight", Number),
            ("score", Number),
            ("deviation", Text),
            ("remark", Text),
        ],
    ),
    ("unmapped", &[("label", Text), ("text", Text)]),
];

/// Fields a column can be reassigned to: those of `[words.columns]` in templates.
pub(crate) const COLUMN_FIELDS: &[&str] = &[
    "level1",
    "level2",
    "level3",
    "target",
    "baseline",
    "operator",
    "unit",
    "weight",
    "score",
    "actual",
    "progress",
    "expected",
    "basis",
    "class",
    "direction",
    "description",
    "deviation",
    "remark",
    "aside",
    "serial",
    "project_name",
    "project_code",
    "project_type",
    "total_budget",
    "annual_budget",
    "category",
    "amount",
    "share",
    "original",
    "revised",
    "executed",
    "executed_to_date",
    "expected_full_year",
    "rate",
    "fiscal",
    "other_funds",
    "content",
    "usage",
    "department",
    "implementing",
];

/// Fields a label can be reassigned to: those of `[words.labels]` in templates.
pub(crate) const LABEL_FIELDS: &[&str] = &[
    "department",
    "department_code",
    "contact",
    "phone",
    "filing_date",
    "currency_unit",
    "fiscal_year",
    "project_name",
    "project_code",
    "project_type",
    "project_category",
    "project_nature",
    "supervising",
    "implementing",
    "total_budget",
    "annual_budget",
    "usage",
    "legal_basis",
    "content",
    "start",
    "end",
    "period",
    "actual_result",
    "total_score",
    "annual_total",
    "fiscal",
    "carry_over",
    "special_account",
    "own_funds",
    "other_funds",
    "long_term_goal",
    "remark",
    "serial",
];

/// The type of a correctable field; none if it is not correctable.
pub(crate) fn shape_of(kind: &str, path: &str) -> Option<Shape> {
    let fields = fields_of(kind);
    fields.iter().find(|(pattern, _)| is_match(pattern, path)).map(|(_, shape)| *shape)
}

/// The correctable fields of a kind.
pub(crate) fn fields_of(kind: &str) -> &'static [(&'static str, Shape)] {
    FIELDS.iter().find(|(name, _)| *name == kind).map_or(&[], |(_, fields)| fields)
}

/// The kinds with correctable fields.
pub(crate) fn kinds() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|(kind, _)| *kind)
}

fn is_match(pattern: &str, path: &str) -> bool {
    let (mut patterns, mut parts) = (pattern.split('.'), path.split('.'));
    loop {
        match (patterns.next(), parts.next()) {
            (None, None) => return true,
            (Some("*"), Some(part)) if part.bytes().all(|byte| byte.is_ascii_digit()) => {}
            (Some(pattern), Some(part)) if pattern == part => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{COLUMN_FIELDS, LABEL_FIELDS, Shape, shape_of};
    use formgrid_records::Templates;

    #[test]
    fn a_field_is_identified_by_its_path() {
        assert_eq!(shape_of("indicator", "baselines.12"), Some(Shape::Value));
        assert_eq!(shape_of("indicator", "baselines.x"), None);
        assert_eq!(shape_of("indicator", "goal_number"), None);
        assert_eq!(shape_of("project", "funding.fiscal"), Some(Shape::Money));
    }

    /// Pages must not offer fields that a template would refuse.
    #[test]
    fn every_field_that_is_offered_is_one_of_a_template() {
        for (table, fields) in [("columns", COLUMN_FIELDS), ("labels", LABEL_FIELDS)] {
            for field in fields {
                let text = format!(
                    "id = \"x\"\nname = \"x\"\n[recognize]\nmust = [\"甲乙丙\"]\n\
                     [words.{table}]\n{field} = [\"丁戊己庚\"]\n"
                );
                let file = ("x.toml".to_owned(), text);
                assert_eq!(Templates::with_dir(&[file]).err(), None, "{table}.{field}");
            }
        }
    }
}
