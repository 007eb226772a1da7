//! Tables of contents: lines and tables that list what a document holds. They are no data.
//!
//! Their entries are kept until the document is read, and then compared with the departments and
//! projects found: a form missing from a compilation shows nowhere else.

use formgrid_model::{Code, Place, fold, join_lines};

use super::filing::FilingDraft;
use super::scope::ContentsEntry;
use super::writer::Writer;
use crate::bands::{Band, BandBody};
use crate::cells::Sheet;
use crate::department;
use crate::forms::Src;
use crate::record::Body;
use crate::template::Part;
use crate::text::{plain_number, split_number};

impl<'a> Writer<'a, '_> {
    /// Reads a table that lists the forms of a document with numbers. Returns false if it is no
    /// such table.
    pub(super) fn contents_table(&mut self, sheet: &Sheet<'a>, bands: &[Band]) -> bool {
        if !self.heads_contents(sheet) || !is_list(sheet, bands) {
            return false;
        }
        for row in 0..sheet.n_rows() {
            let own: Vec<usize> = sheet.filled(row).collect();
            let is_entry = own.len() > 1 && own.iter().any(|&index| is_number(sheet, index));
            for index in own {
                let text = join_lines(sheet.text(index));
                let src = Src::cell(sheet.block, index);
                if self.ledger.is_taken(src) {
                    continue;
                }
                if is_entry && !is_number(sheet, index) {
                    self.contents_line(&text, src);
                } else {
                    self.contents_furniture(src);
                }
            }
        }
        true
    }

    /// Whether the sheet, the heading above or the first cell of a table calls it a table of
    /// contents.
    fn heads_contents(&self, sheet: &Sheet<'_>) -> bool {
        let vocabulary = self.reading.vocabulary;
        let is_word = |text: &str| {
            let folded = fold(text);
            vocabulary.ends_with_part(&folded, Part::Contents)
                || vocabulary.meaning(&folded).part == Some(Part::Contents)
        };
        let first = sheet.grid().cells().iter().position(|cell| !cell.is_empty());
        let Some(first) = first else { return false };
        let name = self.spot(Src::cell(sheet.block, first)).sheet;
        self.narrative.part == Some(Part::Contents)
            || is_word(sheet.text(first))
            || name.is_some_and(|name| is_word(&name))
    }

    /// Records the entry of a line of contents; the line itself is no data.
    pub(super) fn contents_line(&mut self, text: &str, src: Src) {
        let vocabulary = self.reading.vocabulary;
        let is_heading = crate::forms::titles::Lines::new(vocabulary).part_of(text).is_some();
        if !is_heading && vocabulary.read(text).is_unknown() {
            let place = self.place(src);
            let place = Place { line: place.line, page: place.page, ..Place::default() };
            self.contents.push(ContentsEntry { text: entry(text).to_owned(), place });
        }
        self.contents_furniture(src);
    }

    fn contents_furniture(&mut self, src: Src) {
        self.consume(Code::RecordContents, src, "line of a table of contents");
    }

    /// Reports departments and projects that the table of contents omits, and entries without a
    /// form.
    pub(super) fn compare_contents(&mut self) {
        let listed = std::mem::take(&mut self.contents);
        let Some(first) = listed.first() else { return };
        let found: Vec<Found> = self.filings.iter().flat_map(Found::of).collect();
        let entries: Vec<String> =
            listed.iter().map(|entry| fold(&entry.text).into_owned()).collect();
        let names = |entry: &String, found: &Found| entry.contains(&found.name);
        let is_named: Vec<bool> =
            found.iter().map(|found| entries.iter().any(|entry| names(entry, found))).collect();
        for (listed, entry) in listed.iter().zip(&entries) {
            let is_form = self.names_form(&listed.text);
            if is_form && !found.iter().any(|found| names(entry, found)) {
                let message =
                    format!("the contents list names `{}`, which no form is of", listed.text);
                self.diagnostics.report(Code::CheckContents, listed.place, message);
            }
        }
        let is_complete: Vec<bool> = [false, true]
            .iter()
            .map(|&is_project| lists_most(&found, &is_named, is_project))
            .collect();
        for (found, _) in found.iter().zip(&is_named).filter(|(_, is_named)| !**is_named) {
            if is_complete[usize::from(found.is_project)] {
                let line = first.place.line.map_or(String::new(), |line| format!(" (line {line})"));
                let message = format!("the contents list{line} leaves out `{}`", found.printed);
                self.diagnostics.report(Code::CheckContents, found.place, message);
            }
        }
    }

    /// Whether an entry names a department or a form, not a heading of the narrative.
    fn names_form(&self, text: &str) -> bool {
        let folded = fold(text);
        self.reading.vocabulary.title(&folded).is_some()
            || department::form_words(&folded).is_some()
            || self.reading.vocabulary.is_organisation(&folded)
    }
}

/// A department or project that has a form in the document.
#[derive(Debug)]
struct Found {
    printed: String,
    /// Folded.
    name: String,
    is_project: bool,
    place: Place,
}

impl Found {
    fn of(filing: &FilingDraft<'_>) -> Vec<Self> {
        let department = filing.department.as_ref().map(|department| {
            let printed = department.name.clone();
            Self {
                name: fold(&printed).into_owned(),
                printed,
                is_project: false,
                place: filing.place.spot.place(),
            }
        });
        let projects = filing.drafts.iter().filter_map(|draft| {
            let Body::Project(project) = &draft.body else { return None };
            let printed = project.name.clone().filter(|_| draft.project.is_some())?;
            let place = draft.place.spot.place();
            Some(Self { name: fold(&printed).into_owned(), printed, is_project: true, place })
        });
        department.into_iter().chain(projects).collect()
    }
}

/// Whether a table of contents names most departments, or projects: only then are the others
/// omissions.
fn lists_most(found: &[Found], is_named: &[bool], is_project: bool) -> bool {
    let of_kind = || found.iter().zip(is_named).filter(|(f, _)| f.is_project == is_project);
    let n_named = of_kind().filter(|(_, is_named)| **is_named).count();
    n_named > 1 && n_named * 2 > of_kind().count()
}

/// An entry without number, leader and page.
fn entry(text: &str) -> &str {
    let (_, text) = split_number(text);
    let text = text.trim_end_matches(|c: char| c.is_ascii_digit());
    text.trim_end_matches(|c: char| c.is_whitespace() || ".…·-—".contains(c))
}

/// Whether the rows of a table are entries, names with numbers, and not a form.
fn is_list(sheet: &Sheet<'_>, bands: &[Band]) -> bool {
    /// Most cells of an entry: number, unit, name, sheet and page.
    const MAX_CELLS: usize = 5;
    let rows: Vec<Vec<usize>> =
        (0..sheet.n_rows()).map(|row| sheet.filled(row).collect()).collect();
    let is_entry = |own: &&Vec<usize>| own.len() > 1 && own.iter().any(|&i| is_number(sheet, i));
    let n_entries = rows.iter().filter(is_entry).count();
    let is_form = |band: &Band| match &band.body {
        BandBody::List(list) => list.columns.has(crate::template::Field::Level3),
        _ => false,
    };
    let fits = rows.iter().all(|own| own.len() <= MAX_CELLS) && !bands.iter().any(is_form);
    let n_rows = rows.iter().filter(|own| !own.is_empty()).count();
    fits && n_entries > 0 && n_entries * 2 >= n_rows
}

fn is_number(sheet: &Sheet<'_>, index: usize) -> bool {
    plain_number(sheet.text(index)).is_some()
}

#[cfg(test)]
mod tests {
    use super::entry;

    #[test]
    fn entries_lose_their_numbers_and_pages() {
        assert_eq!(entry("3.河道巡查经费绩效目标表……………12"), "河道巡查经费绩效目标表");
        assert_eq!(entry("二、甲县乙局\t4"), "甲县乙局");
    }
}
