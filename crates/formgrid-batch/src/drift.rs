//! Drift: what the templates do not know about the forms of a run, and how the forms change.
//!
//! Each source reports the header prints of its filings: template, year and set of header words.
//! The run adds them up in source order. The totals are bounded, because an archive with damaged
//! headers has as many header words as cells.

use std::collections::{BTreeMap, BTreeSet};

use formgrid_records::{Body, Filing, Record};
use formgrid_sinks::{DriftLine, HeaderChange};
use serde::{Deserialize, Serialize};

/// Maximum number of header words kept per run, and per year of a template. Forms have a few dozen.
const MAX_WORDS: usize = 1000;
/// How many sources without a template are listed.
const MAX_NAMED: usize = 3;
const GENERIC: &str = "generic";

/// A header print and the number of filings that have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PrintSeen {
    print: FormPrint,
    n_filings: usize,
}

/// The template, year and header words that filings have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct FormPrint {
    template: String,
    fiscal_year: Option<i32>,
    signature: Option<String>,
    headers: Vec<String>,
    unknown: Vec<String>,
    is_foreign: bool,
    nearest: Option<String>,
}

/// The forms of a run.
#[derive(Debug, Default)]
pub struct Drift {
    /// Counts for `run.json`, complete when the run is.
    pub line: DriftLine,
    /// The first sources that no template fits.
    pub without_template: Vec<String>,
    years: BTreeMap<String, BTreeMap<i32, YearPrints>>,
}

/// The header words of a template's filings in one year.
#[derive(Debug, Default)]
struct YearPrints {
    signatures: BTreeSet<String>,
    words: BTreeSet<String>,
}

/// The header prints of a source's filings. Filings without header words have none.
pub(crate) fn prints(records: &[Record]) -> Vec<PrintSeen> {
    let mut all: Vec<PrintSeen> = Vec::new();
    for record in records {
        let Body::Filing(filing) = &record.body else { continue };
        let print = form_print(filing, record.head.fiscal_year);
        if print.headers.is_empty() && print.unknown.is_empty() && !print.is_foreign {
            continue;
        }
        match all.iter_mut().find(|seen| seen.print == print) {
            Some(same) => same.n_filings += 1,
            None => all.push(PrintSeen { print, n_filings: 1 }),
        }
    }
    all
}

fn form_print(filing: &Filing, fiscal_year: Option<i32>) -> FormPrint {
    FormPrint {
        template: filing.template.clone(),
        fiscal_year,
        signature: filing.header_signature.clone(),
        headers: filing.print.headers.clone(),
        unknown: filing.print.unknown.clone(),
        is_foreign: filing.print.is_foreign,
        nearest: filing.print.nearest.clone(),
    }
}

impl Drift {
    /// Adds the header prints of a source.
    pub(crate) fn count(&mut self, path: &str, prints: &[PrintSeen]) {
        for PrintSeen { print, n_filings } in prints {
            for word in &print.unknown {
                add(&mut self.line.unknown_headers, word, *n_filings);
            }
            self.note_year(print);
            if !print.is_foreign {
                continue;
            }
            self.line.without_template.filings += n_filings;
            if let Some(nearest) = &print.nearest {
                add(&mut self.line.without_template.nearest, nearest, *n_filings);
            }
        }
        if prints.iter().any(|seen| seen.print.is_foreign) {
            self.line.without_template.sources += 1;
            if self.without_template.len() < MAX_NAMED {
                self.without_template.push(path.to_owned());
            }
        }
    }

    fn note_year(&mut self, print: &FormPrint) {
        let (Some(year), Some(signature)) = (print.fiscal_year, &print.signature) else { return };
        // Forms without a template are not comparable.
        if print.template == GENERIC {
            return;
        }
        let years = self.years.entry(print.template.clone()).or_default();
        let prints = years.entry(year).or_default();
        keep(&mut prints.signatures, std::slice::from_ref(signature));
        keep(&mut prints.words, &print.headers);
        keep(&mut prints.words, &print.unknown);
    }

    /// Compares each year of a template with the one before it.
    pub(crate) fn finish(&mut self) {
        for (template, years) in std::mem::take(&mut self.years) {
            let pairs = years.iter().zip(years.iter().skip(1));
            for ((from, before), (to, after)) in pairs {
                let only = |some: &YearPrints, others: &YearPrints| -> Vec<String> {
                    some.words.difference(&others.words).cloned().collect()
                };
                let (came, went) = (only(after, before), only(before, after));
                if before.signatures != after.signatures && !(came.is_empty() && went.is_empty()) {
                    let (template, from, to) = (template.clone(), *from, *to);
                    self.line.header_changes.push(HeaderChange { template, from, to, came, went });
                }
            }
        }
    }
}

fn keep(set: &mut BTreeSet<String>, words: &[String]) {
    for word in words {
        if set.len() < MAX_WORDS && !set.contains(word) {
            set.insert(word.clone());
        }
    }
}

fn add(counts: &mut BTreeMap<String, usize>, key: &str, n: usize) {
    if let Some(count) = counts.get_mut(key) {
        *count += n;
    } else if counts.len() < MAX_WORDS {
        counts.insert(key.to_owned(), n);
    }
}

#[cfg(test)]
mod tests {
    use super::{Drift, FormPrint, PrintSeen};

    /// A header print written as `template year headers unknown nearest`, words separated by
    /// commas.
    fn print(text: &str) -> PrintSeen {
        let parts: Vec<&str> = text.split(' ').collect();
        let words = |text: &str| -> Vec<String> {
            text.split(',').filter(|word| *word != "-").map(str::to_owned).collect()
        };
        let print = FormPrint {
            template: parts[0].to_owned(),
            fiscal_year: parts[1].parse().ok(),
            signature: Some(parts[2].to_owned()),
            headers: words(parts[2]),
            unknown: words(parts[3]),
            is_foreign: parts[0] == "generic",
            nearest: words(parts[4]).pop(),
        };
        PrintSeen { print, n_filings: 2 }
    }

    fn drift(sources: &[&[&str]]) -> Drift {
        let mut drift = Drift::default();
        for (number, prints) in sources.iter().enumerate() {
            let prints: Vec<PrintSeen> = prints.iter().map(|text| print(text)).collect();
            drift.count(&format!("{number}.txt"), &prints);
        }
        drift.finish();
        drift
    }

    #[test]
    fn a_year_is_compared_with_the_one_before() {
        let found = drift(&[
            &["甲表 2023 名称,备注 - -", "甲表 2025 名称,权重 - -"],
            &["甲表 2023 名称,备注 - -", "甲表 2025 名称 属性 -", "甲表 2026 名称,权重 属性 -"],
            &["乙表 2023 名称 - -", "乙表 2024 名称 - -"],
        ]);
        let shown: Vec<String> = found
            .line
            .header_changes
            .iter()
            .map(|c| format!("{} {} {} +{:?} -{:?}", c.template, c.from, c.to, c.came, c.went))
            .collect();
        assert_eq!(shown, [r#"甲表 2023 2025 +["属性", "权重"] -["备注"]"#]);
    }

    #[test]
    fn forms_without_template_are_counted_with_the_nearest() {
        let found = drift(&[
            &["generic - 名称 属性 甲表", "generic - - 属性 -"],
            &["甲表 2023 名称 属性 -"],
            &["generic 2023 名称 - 甲表"],
        ]);
        let without = &found.line.without_template;
        assert_eq!((without.filings, without.sources), (6, 2));
        assert_eq!(without.nearest.get("甲表"), Some(&4));
        assert_eq!(found.line.unknown_headers.get("属性"), Some(&6));
        assert_eq!(found.without_template, ["0.txt", "2.txt"]);
    }
}
