//! The user's register of departments: which printed names mean the same department.
//!
//! A CSV file of name, canonical name and code, one department per line. Names are compared by key,
//! so a register need not list every way to write a bracket. It is read once at the start and
//! passed to the workers with the settings, so cached records are never reused under another
//! register.

use std::{collections::BTreeMap, fs, path::Path};

use encoding_rs::{Encoding, GB18030, UTF_8};
use formgrid_records::{Head, department_key};
use serde::{Deserialize, Serialize};

use crate::BatchError;

/// Maps printed names to departments.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Register {
    /// By key; canonical names are listed too.
    by_key: BTreeMap<String, RegisteredName>,
}

/// The department of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RegisteredName {
    /// Its canonical name.
    pub(crate) name: String,
    /// The key of that name.
    key: String,
    code: Option<String>,
}

/// A register being read.
#[derive(Debug, Default)]
struct Lines {
    register: Register,
    /// The line of each key.
    line_of: BTreeMap<String, u64>,
}

impl Register {
    /// Reads a register.
    pub fn read(path: &Path) -> Result<Self, BatchError> {
        let bytes = fs::read(path)
            .map_err(|source| BatchError::Register { path: path.to_owned(), source })?;
        Self::parse(&bytes).map_err(|(line, message)| {
            let path = path.to_owned();
            BatchError::RegisterLine { path, line, message }
        })
    }

    /// Parses a register. The error holds the line and the problem.
    fn parse(bytes: &[u8]) -> Result<Self, (u64, String)> {
        let text = decoded(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut lines = Lines::default();
        for (nth, row) in reader.records().enumerate() {
            let row = row.map_err(|error| {
                let line = error.position().map_or(0, csv::Position::line);
                (line, format!("not a line of CSV: {error}"))
            })?;
            let line = row.position().map_or(0, csv::Position::line);
            let fields: Vec<&str> = row.iter().collect();
            let is_head =
                nth == 0 && fields.first().is_some_and(|f| f.eq_ignore_ascii_case("name"));
            if !is_head {
                lines.add(line, &fields).map_err(|message| (line, message))?;
            }
        }
        lines.finish()
    }

    /// The department of a key, if listed.
    pub(crate) fn get(&self, key: &str) -> Option<&RegisteredName> {
        self.by_key.get(key)
    }

    /// Sets the key of a record's department, and its code if the form prints none.
    pub(crate) fn apply(&self, head: &mut Head) {
        let listed = head.department_key.as_deref().and_then(|key| self.get(key));
        if let Some(listed) = listed {
            head.department_key = Some(listed.key.clone());
            head.department_code = head.department_code.take().or_else(|| listed.code.clone());
        }
    }
}

impl Lines {
    /// Adds a line: name, canonical name, optional code.
    fn add(&mut self, line: u64, fields: &[&str]) -> Result<(), String> {
        let (name, canonical, code) = match *fields {
            [name, canonical] => (name, canonical, ""),
            [name, canonical, code] => (name, canonical, code),
            _ => {
                let n = fields.len();
                let what = if n == 1 { "field" } else { "fields" };
                return Err(format!(
                    "a line has a name, a canonical name and an optional code; this one has {n} {what}"
                ));
            }
        };
        let keys = [("name", name), ("canonical name", canonical)].map(|(what, text)| {
            Some(department_key(text)).filter(|key| !key.is_empty()).ok_or(what)
        });
        let [key, own] = keys;
        let empty = |what| format!("the {what} is empty");
        let (key, own) = (key.map_err(empty)?, own.map_err(empty)?);
        let code = Some(code.to_owned()).filter(|code| !code.is_empty());
        let listed = RegisteredName { name: canonical.to_owned(), key: own, code };
        if let Some(other) = self.register.by_key.get(&key).filter(|other| **other != listed) {
            let first = self.line_of.get(&key).copied().unwrap_or_default();
            let other = &other.name;
            return Err(format!("`{name}` is listed on line {first} already, as `{other}`"));
        }
        self.line_of.entry(key.clone()).or_insert(line);
        self.register.by_key.insert(key, listed);
        Ok(())
    }

    /// Adds the canonical names. None of them may be an alias of another department.
    fn finish(mut self) -> Result<Register, (u64, String)> {
        let mut all: Vec<(u64, RegisteredName)> = Vec::new();
        for (key, listed) in &self.register.by_key {
            let line = self.line_of.get(key).copied().unwrap_or_default();
            all.push((line, listed.clone()));
        }
        all.sort_by_key(|(line, _)| *line);
        for (line, listed) in all {
            let known = self.register.by_key.get(&listed.key);
            if let Some(other) = known.filter(|other| other.key != listed.key) {
                let name = &listed.name;
                let message = format!("`{name}` is no canonical name: it means `{}`", other.name);
                return Err((line, message));
            }
            self.register.by_key.entry(listed.key.clone()).or_insert(listed);
        }
        Ok(self.register)
    }
}

/// Decodes a register: UTF-8, UTF-16 with a byte order mark, or GB18030, as spreadsheets write it.
fn decoded(bytes: &[u8]) -> String {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    let encoding = marked.unwrap_or(if is_utf8 { UTF_8 } else { GB18030 });
    encoding.decode(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;

    use super::Register;

    fn key<'a>(register: &'a Register, name: &str) -> Option<(&'a str, Option<&'a str>)> {
        let listed = register.get(&formgrid_records::department_key(name))?;
        Some((listed.key.as_str(), listed.code.as_deref()))
    }

    #[test]
    fn names_lead_to_the_canonical_one() {
        let text = "name,canonical,code\n甲局办,甲局,430001\n\"甲局, 本级\",甲局（本级）\n";
        for bytes in [text.as_bytes(), &GB18030.encode(text).0] {
            let register = Register::parse(bytes).unwrap();
            assert_eq!(key(&register, "甲 局办"), Some(("甲局", Some("430001"))));
            assert_eq!(key(&register, "甲局"), Some(("甲局", Some("430001"))));
            assert_eq!(key(&register, "甲局, 本级"), Some(("甲局(本级)", None)));
            assert_eq!(key(&register, "乙局"), None);
        }
    }

    #[test]
    fn errors_name_their_line() {
        let check = |text: &str, line: u64, part: &str| {
            let (found, message) = Register::parse(text.as_bytes()).unwrap_err();
            assert!(found == line && message.contains(part), "{found}: {message}");
        };
        check("甲局\n", 1, "this one has 1 field");
        check("甲局,乙局,1,2\n", 1, "this one has 4 fields");
        check("name,canonical\n甲局,\n", 2, "the canonical name is empty");
        check("（盖章）,甲局\n", 1, "the name is empty");
        check("甲,乙局\n甲,丙局\n", 2, "`甲` is listed on line 1 already, as `乙局`");
        check("甲,乙局\n乙局,丙局\n", 1, "`乙局` is no canonical name: it means `丙局`");
    }
}
