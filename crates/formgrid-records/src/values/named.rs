//! Names with their values in one text: `1.清淤长度：≥3公里；2.验收合格率：100%`.

use crate::text::{split_label, split_number};

/// The name of an indicator and its value, as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NamedValue<'t> {
    pub(crate) name: &'t str,
    pub(crate) value: &'t str,
}

/// The names and values that a text lists, one per line or clause; none if a line has no value.
pub(crate) fn named_values(text: &str) -> Option<Vec<NamedValue<'_>>> {
    let clauses = text.lines().flat_map(|line| line.split(['；', ';'])).map(str::trim);
    let clauses: Option<Vec<_>> = clauses.filter(|c| !c.is_empty()).map(named_value).collect();
    clauses.filter(|clauses| !clauses.is_empty())
}

/// The name and value in a clause, without its list number.
fn named_value(clause: &str) -> Option<NamedValue<'_>> {
    /// Longest name, in characters. Longer texts are sentences.
    const MAX_NAME: usize = 30;
    let clause = clause.trim_end_matches(['。', '，', ',']);
    let clause = clause.trim_start_matches(|c: char| ('①'..='⑳').contains(&c));
    let (_, clause) = split_number(clause);
    let compares = |c: char| matches!(c, '≥' | '≤' | '＞' | '＜' | '>' | '<' | '=' | '＝');
    let (name, value) = match split_label(clause) {
        Some(parts) => parts,
        None => clause.split_at(clause.find(compares)?),
    };
    let (name, value) = (name.trim(), value.trim());
    let is_name = (2..=MAX_NAME).contains(&name.chars().count()) && !name.contains(['。', '，']);
    (is_name && !value.is_empty()).then_some(NamedValue { name, value })
}

#[cfg(test)]
mod tests {
    use super::named_values;

    #[test]
    fn each_line_or_clause_is_a_name_with_its_value() {
        let check = |text: &str, expected: &[(&str, &str)]| {
            let found = named_values(text).unwrap_or_default();
            let found: Vec<_> = found.iter().map(|found| (found.name, found.value)).collect();
            assert_eq!(found, expected, "{text}");
        };
        let two = [("清淤长度", "≥3公里"), ("验收合格率", "100%")];
        check("1.清淤长度：≥3公里；\n2.验收合格率：100%。", &two);
        check("（1）清淤长度:≥3公里；（2）验收合格率：100%", &two);
        check(
            "①清淤长度≥3公里\n②验收合格率=100%",
            &[("清淤长度", "≥3公里"), ("验收合格率", "=100%")],
        );
        check("疏浚河道，改善水质。", &[]);
        check("1.清淤长度：≥3公里\n2.改善水质", &[]);
    }
}
