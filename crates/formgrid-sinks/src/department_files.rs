//! Assigns departments to files.
//!
//! File names are valid on every file system: no separators, device names or invisible characters,
//! bounded length. Names with one key are one department. No two files differ only in case. Nothing
//! depends on the order of departments, except which spelling of a name is shown: the first.

use std::{borrow::Cow, collections::BTreeSet};

use formgrid_model::{fold, is_blank, is_invisible};
use formgrid_records::Region;
use indexmap::{IndexMap, IndexSet};

use crate::look_alike::{Pairs, look_alikes};

/// Longest file name without its extension, in bytes. File systems allow 255, but tools that pack
/// or sync files append extensions.
const MAX_BYTES: usize = 180;

const ENDING: &str = ".jsonl";

/// Separates a name from the mark that makes it distinct.
const MARK: char = '~';

/// The departments of a run with their regions. A run may have tens of thousands, and few regions.
#[derive(Debug, Default)]
pub struct Departments {
    /// By key and number of the region.
    list: IndexMap<(Box<str>, usize), Printed>,
    regions: IndexSet<RegionKey>,
    /// The texts of the regions, as printed.
    region_texts: IndexSet<String>,
}

/// Province, city and county, folded.
type RegionKey = [Option<String>; 3];

#[derive(Debug)]
struct Printed {
    /// None if it is the key.
    name: Option<Box<str>>,
    /// Number of the region's text.
    region: usize,
}

/// Departments whose names look alike.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct LookAlikes {
    /// Number of pairs.
    pub n_pairs: usize,
    /// The most similar pairs, as printed, best first.
    pub nearest: Vec<(String, String)>,
}

/// The assignment of departments to files.
#[derive(Debug, PartialEq, Eq)]
pub struct DepartmentFiles {
    /// Index into `names` for each department.
    pub file_of: Vec<usize>,
    /// File names, distinct even ignoring case.
    pub names: Vec<String>,
}

impl Departments {
    /// Creates an empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// The index of a department, given its key and name, from 0 in order of first mention.
    pub fn number(&mut self, key: &str, name: &str, region: Option<&Region>) -> usize {
        let parts =
            region.map_or([None, None, None], |r| [&r.province, &r.city, &r.county].map(some));
        let folded = |text: &str| fold(text).into_owned();
        let (in_region, _) = self.regions.insert_full(parts.map(|part| part.map(folded)));
        let entry = self.list.entry((key.into(), in_region));
        let number = entry.index();
        entry.or_insert_with(|| {
            let text = parts.into_iter().flatten().collect();
            let name = Some(name.trim()).filter(|name| *name != key).map(Into::into);
            Printed { name, region: self.region_texts.insert_full(text).0 }
        });
        number
    }

    /// Counts the pairs of names that look alike and names at most `n_wanted`.
    pub fn look_alikes(&self, n_wanted: usize) -> LookAlikes {
        let by_key = self.by_key();
        let same = by_key.chunk_by(|one, other| self.key(*one) == self.key(*other));
        let mut firsts: Vec<usize> = same.filter_map(|same| same.first().copied()).collect();
        drop(by_key);
        firsts.sort_unstable();
        let keys: Vec<&str> = firsts.iter().map(|number| self.key(*number)).collect();
        let Pairs { n_pairs, nearest } = look_alikes(&keys, n_wanted);
        let name = |at: usize| {
            self.list
                .get_index(*firsts.get(at)?)
                .map(|(key, printed)| printed.name(&key.0).to_owned())
        };
        let nearest = nearest.into_iter().filter_map(|(one, two)| name(one).zip(name(two)));
        LookAlikes { n_pairs, nearest: nearest.collect() }
    }

    /// Number of departments; one name in two regions counts twice.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Assigns every department a file.
    pub fn files(&self) -> DepartmentFiles {
        let homes = self.homes();
        let mut number_of: Vec<Option<usize>> = vec![None; self.list.len()];
        let mut stems: Vec<Stem<'_>> = Vec::new();
        let mut file_of = Vec::with_capacity(self.list.len());
        for home in homes {
            let Some(number) = number_of.get_mut(home.department) else { continue };
            file_of.push(*number.get_or_insert(stems.len()));
            if number.is_some_and(|number| number == stems.len()) {
                stems.extend(self.stem(&home));
            }
        }
        DepartmentFiles { file_of, names: distinct(stems) }
    }

    /// The key of a department, given its index.
    fn key(&self, number: usize) -> &str {
        self.list.get_index(number).map_or("", |((key, _), _)| key)
    }

    /// The departments, those with one key adjacent and in order.
    fn by_key(&self) -> Vec<usize> {
        let mut all: Vec<usize> = (0..self.list.len()).collect();
        all.sort_unstable_by_key(|number| (self.key(*number), *number));
        all
    }

    /// The home of each department.
    fn homes(&self) -> Vec<Home> {
        let by_key = self.by_key();
        let own = |department| Home { department, has_one_region: true };
        let mut homes: Vec<Home> = (0..self.list.len()).map(own).collect();
        // Most names are in one region only.
        let groups = by_key.chunk_by(|one, other| self.key(*one) == self.key(*other));
        for numbers in groups.filter(|numbers| numbers.len() > 1) {
            let region = |number: &usize| self.list.get_index(*number).map(|((_, own), _)| *own);
            let regions = numbers.iter().filter_map(region);
            let regions: Vec<&RegionKey> =
                regions.filter_map(|region| self.regions.get_index(region)).collect();
            let of = homes_of(&regions);
            let has_one_region =
                of.windows(2).all(|two| matches!(two, [one, other] if one == other));
            for (number, at) in numbers.iter().zip(of) {
                if let (Some(home), Some(department)) = (homes.get_mut(*number), numbers.get(at)) {
                    *home = Home { department: *department, has_one_region };
                }
            }
        }
        homes
    }

    fn stem(&self, home: &Home) -> Option<Stem<'_>> {
        let ((name, region), printed) = self.list.get_index(home.department)?;
        let region = self.regions.get_index(*region)?;
        let text = self.region_texts.get_index(printed.region).map_or("", String::as_str);
        let shown = printed.name(name);
        let stem = if home.has_one_region || text.is_empty() {
            safe(shown)
        } else {
            safe(&format!("{text}-{shown}"))
        };
        Some(Stem { name, region, stem })
    }
}

impl Printed {
    fn name<'a>(&'a self, key: &'a str) -> &'a str {
        self.name.as_deref().unwrap_or(key)
    }
}

fn some(part: &Option<String>) -> Option<&str> {
    part.as_deref().filter(|text| !is_blank(text))
}

/// The department that a mention belongs to: the first of its name in its region.
struct Home {
    department: usize,
    /// All mentions of the name belong to one region.
    has_one_region: bool,
}

/// The home of each mention of one name, as an index. A mention joins the more specific region of
/// another mention if there is exactly one: a filing that names only the city joins those that name
/// the county, unless there are two such counties.
fn homes_of(all: &[&RegionKey]) -> Vec<usize> {
    let is_finest = |region: &RegionKey| all.iter().all(|o| *o == region || !refines(o, region));
    let finest: Vec<usize> = all
        .iter()
        .enumerate()
        .filter(|(_, region)| is_finest(region))
        .map(|(number, _)| number)
        .collect();
    let home = |(own, region): (usize, &&RegionKey)| {
        let is_finer = |at: &&usize| all.get(**at).is_some_and(|fine| refines(fine, region));
        let mut finer = finest.iter().filter(is_finer);
        match (finer.next(), finer.next()) {
            (Some(only), None) => *only,
            _ => own,
        }
    };
    all.iter().enumerate().map(home).collect()
}

/// Whether `fine` is at least as specific as `coarse`.
fn refines(fine: &RegionKey, coarse: &RegionKey) -> bool {
    coarse.iter().zip(fine).all(|(coarse, fine)| coarse.is_none() || coarse == fine)
}

/// A file name without its extension, before a mark is added to names that differ only in case.
struct Stem<'a> {
    /// The folded name and region, which the file is for.
    name: &'a str,
    region: &'a RegionKey,
    stem: String,
}

/// File names for stems. Stems that differ only in case get a distinguishing mark.
fn distinct(stems: Vec<Stem<'_>>) -> Vec<String> {
    let shared = shared(&stems);
    // Keys with the sign of a mark; no other key can equal a marked one.
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut names = Vec::with_capacity(stems.len());
    for Stem { name, region, stem } in stems {
        let mut salt = 0_u64;
        let mut key = lower(&stem);
        let mut file = None;
        while taken.contains(key.as_ref()) || (salt == 0 && shared.contains(key.as_ref())) {
            let marked = format!("{stem}{MARK}{:08x}", mark(name, region, salt));
            key = Cow::Owned(marked.to_lowercase());
            file = Some(marked);
            salt += 1;
        }
        if key.contains(MARK) {
            taken.insert(key.into_owned());
        }
        names.push([file.as_deref().unwrap_or(&stem), ENDING].concat());
    }
    names
}

/// The stems in lower case that several departments share.
fn shared(stems: &[Stem<'_>]) -> BTreeSet<String> {
    let mut all: Vec<Cow<'_, str>> = stems.iter().map(|stem| lower(&stem.stem)).collect();
    all.sort_unstable();
    let same = all.chunk_by(|one, other| one == other).filter(|same| same.len() > 1);
    same.filter_map(|same| same.first().map(ToString::to_string)).collect()
}

/// A text in lower case. Most names have no case.
fn lower(text: &str) -> Cow<'_, str> {
    let lower = text.to_lowercase();
    if lower == text { Cow::Borrowed(text) } else { Cow::Owned(lower) }
}

/// FNV-1a over the folded name and region: short, and the same on every machine.
fn mark(name: &str, region: &RegionKey, salt: u64) -> u32 {
    let parts = region.iter().map(|part| part.as_deref().unwrap_or(""));
    let mut hash = 0x811c_9dc5_u32;
    for byte in std::iter::once(name).chain(parts).flat_map(str::bytes).chain(salt.to_le_bytes()) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash
}

/// A name as a file name without extension.
fn safe(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().filter(|&c| !shows_nothing(c)) {
        if c.is_whitespace() || c.is_control() {
            out.push(' ');
        } else if matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') {
            out.push('_');
        } else {
            out.push(c);
        }
    }
    let trimmed = out.trim_matches(|c: char| c == '.' || c == ' ');
    let words: Vec<&str> = trimmed.split(' ').filter(|word| !word.is_empty()).collect();
    let mut out = words.join(" ");
    if out.len() > MAX_BYTES {
        let hash = mark(name, &[None, None, None], 0);
        while out.len() > MAX_BYTES - 9 {
            out.pop();
        }
        out = format!("{}{MARK}{hash:08x}", out.trim_end_matches(['.', ' ']));
    }
    if out.is_empty() || is_device(&out) {
        out.insert(0, '_');
    }
    out
}

/// Whether a name looks the same without a character. Hangul fillers are blanks that look like none.
fn shows_nothing(c: char) -> bool {
    is_invisible(c) || matches!(c, '\u{3164}' | '\u{ffa0}')
}

/// Names that Windows reserves for devices, with any extension.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end().to_ascii_uppercase();
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") {
        return true;
    }
    let number = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    let mut rest = number.unwrap_or("").chars();
    matches!((rest.next(), rest.next()), (Some('1'..='9' | '¹' | '²' | '³'), None))
}

#[cfg(test)]
mod tests {
    use formgrid_records::Region;

    use super::{Departments, safe};

    fn region(city: &str, county: Option<&str>) -> Region {
        Region {
            city: Some(city.to_owned()),
            county: county.map(str::to_owned),
            ..Region::default()
        }
    }

    /// File names for departments given as (name, city, county), in order.
    fn names(departments: &[(&str, &str, &str)]) -> Vec<String> {
        let mut all = Departments::new();
        let mut numbers = Vec::new();
        for (name, city, county) in departments {
            let region = region(city, Some(county).filter(|c| !c.is_empty()).copied());
            let key = formgrid_records::department_key(name);
            numbers.push(all.number(&key, name, Some(&region).filter(|_| !city.is_empty())));
        }
        let files = all.files();
        numbers.into_iter().map(|n| files.names[files.file_of[n]].clone()).collect()
    }

    #[test]
    fn a_name_stays_inside_its_folder() {
        assert_eq!(safe("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(safe(".."), "_");
        assert_eq!(safe("财政局/办公室"), "财政局_办公室");
        assert_eq!(safe("水利\u{200b}局 \n（本级）. "), "水利局 （本级）");
    }

    #[test]
    fn device_names_are_no_file_names() {
        assert_eq!(safe("con"), "_con");
        assert_eq!(safe("LPT1.表"), "_LPT1.表");
        assert_eq!(safe("COM10"), "COM10");
    }

    #[test]
    fn long_names_are_cut_and_stay_distinct() {
        let (one, two) = ("局".repeat(200), "局".repeat(201));
        assert!(safe(&one).len() <= 180);
        assert_ne!(safe(&one), safe(&two));
    }

    #[test]
    fn names_with_one_key_are_one_department() {
        let found = names(&[
            ("事务中心（本级）", "", ""),
            ("事务中心 (本级)", "", ""),
            ("事务中心本级", "", ""),
        ]);
        assert_eq!(found, ["事务中心（本级）.jsonl"; 3]);
    }

    #[test]
    fn names_that_differ_by_case_get_files_of_their_own() {
        let found =
            names(&[("abc局", "", ""), ("ABC局", "", ""), ("a/b", "", ""), ("a:b", "", "")]);
        let mut folded: Vec<String> = found.iter().map(|name| name.to_lowercase()).collect();
        folded.sort();
        folded.dedup();
        assert_eq!(folded.len(), 4, "{found:?}");
    }

    #[test]
    fn equal_names_get_their_region_as_prefix() {
        let found =
            names(&[("财政局", "东河市", ""), ("财政局", "西山市", ""), ("水利局", "东河市", "")]);
        assert_eq!(found, ["东河市-财政局.jsonl", "西山市-财政局.jsonl", "水利局.jsonl"]);
    }

    #[test]
    fn a_partial_region_joins_the_full_one() {
        let found =
            names(&[("财政局", "", ""), ("财政局", "东河市", ""), ("财政局", "东河市", "北区")]);
        assert_eq!(found, ["财政局.jsonl"; 3]);
        let found = names(&[
            ("财政局", "", ""),
            ("财政局", "东河市", "南区"),
            ("财政局", "东河市", "北区"),
        ]);
        assert_eq!(found, ["财政局.jsonl", "东河市南区-财政局.jsonl", "东河市北区-财政局.jsonl"]);
    }
}
