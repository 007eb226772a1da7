//! Scores found lines against expected ones.
//!
//! `"*"` is an unchecked value, and `alt` lists other correct values. Texts are compared after NFKC
//! without blanks; each found line is used once.

use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

/// How the value of a key is normalized for comparison.
pub(crate) type Norm = fn(&Value) -> String;
pub(crate) type Spec = &'static [(&'static str, Norm)];

pub(crate) const LEAF: Spec = &[("level3", text), ("target", raw)];
pub(crate) const LEVELS: Spec =
    &[("level1", level), ("level2", level), ("level3", text), ("target", raw)];
pub(crate) const FULL: Spec = &[
    ("department", text),
    ("goal_horizon", text),
    ("goal_number", text),
    ("project_name", text),
    ("level1", level),
    ("level2", level),
    ("level3", text),
    ("target", raw),
    ("baselines", raws),
    ("basis", text),
    ("description", text),
    ("class", text),
    ("weight", number),
    ("score", number),
    ("actual", raw),
    ("progress", raw),
    ("expected", raw),
];
/// How many of the expected lines were found.
#[derive(Debug, Default)]
pub(crate) struct Score {
    pub(crate) hits: usize,
    pub(crate) expected: usize,
    pub(crate) found: usize,
    pub(crate) missed: Vec<String>,
}

impl Score {
    /// Adds the lines of a document.
    pub(crate) fn add(&mut self, expected: &[Value], found: &[&Value], spec: Spec) {
        if expected.is_empty() {
            return;
        }
        self.expected += expected.len();
        self.found += found.len();
        let keys = |line: &&Value| spec.iter().map(|(key, norm)| norm(&line[*key])).collect();
        let mut pool: Vec<Option<Vec<String>>> = found.iter().map(keys).map(Some).collect();
        // Lines with unchecked values come last, so that they take what is left.
        let mut expected: Vec<(Vec<Vec<String>>, &Value)> =
            expected.iter().map(|line| (accepted(line, spec), line)).collect();
        expected.sort_by_key(|(accepted, _)| accepted.iter().flatten().any(|value| value == "*"));
        for (accepted, line) in expected {
            let fits = |found: &Option<Vec<String>>| {
                found.as_ref().is_some_and(|found| {
                    found.iter().zip(&accepted).all(|(found, accepted)| {
                        accepted.iter().any(|value| value == found || value == "*")
                    })
                })
            };
            match pool.iter().position(fits) {
                Some(at) => {
                    pool[at] = None;
                    self.hits += 1;
                }
                None if self.missed.len() < 5 => self.missed.push(line.to_string()),
                None => {}
            }
        }
    }

    /// The share of expected lines found.
    pub(crate) fn recall(&self) -> f64 {
        let of = |n: usize| f64::from(u32::try_from(n).unwrap());
        of(self.hits) / of(self.expected.max(1))
    }

    pub(crate) fn f1(&self) -> f64 {
        let sum = u32::try_from(self.expected + self.found).unwrap();
        let hits = u32::try_from(self.hits).unwrap();
        if sum == 0 { 0.0 } else { 2.0 * f64::from(hits) / f64::from(sum) }
    }
}

/// The correct values of every key.
pub(crate) fn accepted(line: &Value, spec: Spec) -> Vec<Vec<String>> {
    let others = |key: &str| line["alt"][key].as_array().cloned().unwrap_or_default();
    let norm_of = |value: &Value, norm: Norm| {
        if value == "*" { "*".to_owned() } else { norm(value) }
    };
    spec.iter()
        .map(|(key, norm)| {
            let all = [line[*key].clone()].into_iter().chain(others(key));
            all.map(|value| norm_of(&value, *norm)).collect()
        })
        .collect()
}

pub(crate) fn text(value: &Value) -> String {
    let printed = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let same_sign = |c| match c {
        '≦' | '⩽' => '≤',
        '≧' | '⩾' => '≥',
        c => c,
    };
    let is_seen = |c: &char| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}');
    printed.nfkc().map(same_sign).filter(is_seen).collect()
}

/// A level's name; points printed with it are optional.
pub(crate) fn level(value: &Value) -> String {
    let name = text(value);
    match name.strip_suffix("分)").and_then(|rest| rest.rsplit_once('(')) {
        Some((before, points)) if points.parse::<f64>().is_ok() => before.to_owned(),
        _ => name,
    }
}

pub(crate) fn raw(value: &Value) -> String {
    text(value.get("raw").unwrap_or(value))
}

pub(crate) fn raws(values: &Value) -> String {
    let all: Vec<String> = values.as_array().into_iter().flatten().map(raw).collect();
    all.join("|").trim_matches('|').to_owned()
}

pub(crate) fn number(value: &Value) -> String {
    let printed = text(value);
    printed.parse::<f64>().map_or(printed, |number| format!("{number:.6}"))
}

pub(crate) fn money(value: &Value) -> String {
    let printed = text(value.get("amount").unwrap_or(value)).replace(',', "");
    printed.parse::<f64>().map_or(printed, |number| format!("{number:.4}"))
}

pub(crate) fn amounts(values: &Value) -> String {
    let amount = |value: &Value| money(value.get("amount").unwrap_or(value));
    let all: Vec<String> = values.as_array().into_iter().flatten().map(amount).collect();
    all.join("|")
}

/// A text without the list number printed before it.
pub(crate) fn without_number(value: &Value) -> String {
    let text = text(value);
    let is_number =
        |c: char| c.is_numeric() || "().、:目标年度长期绩效一二三四五六七八九十".contains(c);
    let rest = text.trim_start_matches(is_number);
    if rest.is_empty() { text } else { rest.to_owned() }
}
