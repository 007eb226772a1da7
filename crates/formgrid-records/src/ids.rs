//! Ids of records: 16 hex digits, a hash of the record's own keys.
//!
//! Source, template, values and texts are left out, so a record keeps its id in every medium and
//! when its template changes. Records with equal keys are distinguished by their order.

use formgrid_model::fold;
use indexmap::IndexMap;
use sha2::{Digest, Sha256};

use crate::record::{Body, Kind};

/// The keys that all records of a filing share.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct FilingKey {
    /// Department as printed.
    pub(crate) department: Option<String>,
    /// `target`, `self_evaluation` or `monitoring`.
    pub(crate) record_kind: Option<String>,
    /// `department`, `project` or `text`.
    pub(crate) form: Option<String>,
    /// Fiscal year if the form prints it. An inferred year is left out.
    pub(crate) printed_year: Option<i32>,
}

/// Assigns ids within one source.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ids {
    /// Number of records by their keys.
    given: IndexMap<Vec<u8>, u32>,
}

/// Assigns ids within one filing, whose keys are encoded once.
#[derive(Debug)]
pub(crate) struct FilingIds<'a> {
    ids: &'a mut Ids,
    filing: Vec<u8>,
    hashes: Resumed,
}

/// Hashes byte strings, each from where it differs from the one before: most records of a filing
/// begin alike.
#[derive(Debug, Default)]
struct Resumed {
    last: Vec<u8>,
    /// The hashes after each block of the last string.
    blocks: Vec<Sha256>,
}

impl Resumed {
    /// The hash of a string, to be continued.
    fn hash(&mut self, keys: &[u8]) -> Sha256 {
        /// Bytes that SHA-256 takes at a time.
        const BLOCK: usize = 64;
        let (blocks, rest) = keys.as_chunks::<BLOCK>();
        let (last, _) = self.last.as_chunks::<BLOCK>();
        let n_same = blocks.iter().zip(last).take_while(|(own, last)| own == last).count();
        self.blocks.truncate(n_same);
        let mut hash = self.blocks.last().cloned().unwrap_or_default();
        for block in blocks.iter().skip(n_same) {
            hash.update(block);
            self.blocks.push(hash.clone());
        }
        hash.update(rest);
        self.last.clear();
        self.last.extend_from_slice(keys);
        hash
    }
}

impl Ids {
    /// The ids of a filing.
    pub(crate) fn of(&mut self, filing: &FilingKey) -> FilingIds<'_> {
        let mut keys = Vec::new();
        write_folded(&mut keys, filing.department.as_deref());
        write_folded(&mut keys, filing.record_kind.as_deref());
        write_folded(&mut keys, filing.form.as_deref());
        write_number(&mut keys, filing.printed_year.map(i64::from));
        FilingIds { ids: self, filing: keys, hashes: Resumed::default() }
    }
}

impl FilingIds<'_> {
    /// The id of a record. Repeated calls with equal keys return distinct ids.
    pub(crate) fn give(&mut self, kind: Kind, body: &Body) -> String {
        let mut keys = Vec::with_capacity(256);
        write(&mut keys, kind.name());
        keys.extend_from_slice(&self.filing);
        write_body(&mut keys, body);
        let mut hash = self.hashes.hash(&keys);
        let n_given = self.ids.given.entry(keys).or_default();
        let mut order = Vec::new();
        write(&mut order, &n_given.to_string());
        hash.update(order);
        *n_given = n_given.saturating_add(1);
        hex(&hash.finalize())
    }
}

/// The keys specific to a kind of record.
fn write_body(keys: &mut Vec<u8>, body: &Body) {
    match body {
        Body::Funding(funding) => {
            write_folded(keys, funding.side.as_deref());
            write_folded(keys, Some(&funding.category));
        }
        Body::Statement(statement) => {
            write_folded(keys, Some(&statement.topic));
            write_number(keys, statement.number);
        }
        Body::Goal(goal) => {
            write_folded(keys, Some(&goal.level));
            write_folded(keys, goal.horizon.as_deref());
            write_number(keys, goal.number);
            write_folded(keys, goal.project_name.as_deref());
        }
        Body::Project(project) => write_folded(keys, project.name.as_deref()),
        Body::Indicator(indicator) => {
            write_folded(keys, indicator.goal_horizon.as_deref());
            write_number(keys, indicator.goal_number);
            write_folded(keys, indicator.project_name.as_deref());
            write_folded(keys, indicator.level1.as_deref());
            write_folded(keys, indicator.level2.as_deref());
            write_folded(keys, indicator.level3.as_deref());
        }
        // These hold only text, which is left out of ids: their order distinguishes them.
        Body::Filing(_) | Body::Table(_) | Body::Unmapped(_) => {}
    }
}

fn write_folded(keys: &mut Vec<u8>, key: Option<&str>) {
    write(keys, &fold(key.unwrap_or_default()));
}

fn write_number(keys: &mut Vec<u8>, number: Option<i64>) {
    write(keys, &number.map(|number| number.to_string()).unwrap_or_default());
}

/// Appends a key after its length, so that the encoding is unambiguous.
fn write(keys: &mut Vec<u8>, key: &str) {
    keys.extend_from_slice(&(key.len() as u64).to_le_bytes());
    keys.extend_from_slice(key.as_bytes());
}

/// The first eight bytes of a hash, in hex.
fn hex(hash: &[u8]) -> String {
    let head = hash.first_chunk().copied().unwrap_or_default();
    format!("{:016x}", u64::from_be_bytes(head))
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::{FilingKey, Ids, Resumed};
    use crate::record::{Body, Indicator, Kind, Value};

    fn filing(department: &str) -> FilingKey {
        FilingKey { department: Some(department.into()), ..FilingKey::default() }
    }

    fn indicator(level2: &str, level3: &str) -> Body {
        Body::Indicator(Box::new(Indicator {
            level2: Some(level2.into()),
            level3: Some(level3.into()),
            ..Indicator::default()
        }))
    }

    fn id(filing: &FilingKey, body: &Body) -> String {
        Ids::default().of(filing).give(Kind::Indicator, body)
    }

    #[test]
    fn ids_are_sixteen_hex_digits() {
        let id = id(&filing("甲局"), &indicator("数量指标", "巡查次数"));
        assert_eq!(id.len(), 16);
        assert!(id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)));
    }

    #[test]
    fn widths_blanks_and_values_are_ignored() {
        let mut other = Indicator {
            level2: Some("数量 指标".into()),
            level3: Some("巡查次数(次)".into()),
            ..Indicator::default()
        };
        other.target = Some(Value { raw: "≥12次".into(), ..Value::default() });
        let a = id(&filing("甲（本级）局"), &indicator("数量指标", "巡查次数（次）"));
        let b = id(&filing("甲(本级)局"), &Body::Indicator(Box::new(other)));
        assert_eq!(a, b);
    }

    #[test]
    fn keys_are_joined_without_ambiguity() {
        let a = id(&filing("甲局"), &indicator("数量", "指标次数"));
        let b = id(&filing("甲局"), &indicator("数量指标", "次数"));
        assert_ne!(a, b);
    }

    #[test]
    fn equal_keys_are_distinguished_by_order() {
        let mut ids = Ids::default();
        let body = indicator("数量指标", "巡查次数");
        let first = ids.of(&filing("甲局")).give(Kind::Indicator, &body);
        let second = ids.of(&filing("甲局")).give(Kind::Indicator, &body);
        assert_ne!(first, second);
        assert_eq!(first, id(&filing("甲局"), &body));
    }

    #[test]
    fn resumed_hashes_are_those_of_whole_strings() {
        let mut hashes = Resumed::default();
        for (n_same, n) in [(0, 200), (0, 200), (130, 140), (64, 300), (128, 128), (63, 64), (0, 0)]
        {
            let mut keys = vec![b'a'; n];
            keys.iter_mut().skip(n_same).for_each(|byte| *byte = b'b');
            assert_eq!(hashes.hash(&keys).finalize(), Sha256::digest(&keys), "{n_same} of {n}");
        }
    }

    #[test]
    fn kinds_departments_and_years_differ() {
        let goal = Body::Goal(Box::default());
        let plain = filing("甲局");
        let dated = FilingKey { printed_year: Some(2025), ..plain.clone() };
        let mut all = vec![
            Ids::default().of(&plain).give(Kind::Goal, &goal),
            Ids::default().of(&dated).give(Kind::Goal, &goal),
            Ids::default().of(&filing("乙局")).give(Kind::Goal, &goal),
            Ids::default().of(&plain).give(Kind::Unmapped, &goal),
        ];
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 4);
    }
}
