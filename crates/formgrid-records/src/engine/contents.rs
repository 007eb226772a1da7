//! Tables of contents: lines and sheets that name what a document holds, and are no data.
//!
//! What a list names is kept until the document is read, and then compared with the departments and
//! projects that were found: a form left out of a compilation shows nowhere else.

use formgrid_model::{Atoms, Code, Place, fold, join_lines};

use super::cells::Cells;
use super::columns;
use super::filing::{FilingDraft, Placed};
use super::reader::Reader;
use super::state::{Listed, Taken};
use super::tokens::{plain_number, split_number};
use crate::department;
use crate::record::Body;
use crate::template::Part;

impl<'a> Reader<'a, '_> {
    /// Takes a table that lists a document's forms by their numbers; false where it is none.
    pub(super) fn contents_table(&mut self, cells: &mut Cells<'a>) -> bool {
        if !self.heads_contents(cells) || !is_list(cells) {
            return false;
        }
        for row in 0..cells.grid().n_rows() {
            let own = cells.open(row);
            if let [only] = own.as_slice()
                && self.title(&cells.cell(*only).text, None).is_some()
            {
                // The title of a list of contents is that of all that it lists.
                self.covers.push(join_lines(&cells.cell(*only).text));
            }
            let is_entry = own.iter().any(|&index| is_number(cells, index));
            for index in own {
                let text = join_lines(&cells.cell(index).text);
                let placed = self.placed(cells, index);
                let atoms = Taken::one(cells, index).atoms;
                if is_entry && !is_number(cells, index) {
                    self.contents_line(&text, &placed, atoms);
                } else {
                    self.contents_furniture(&placed, atoms);
                }
            }
        }
        true
    }

    /// Whether the sheet, the heading above or the first cell of a table says that it is a list of contents.
    fn heads_contents(&self, cells: &Cells<'_>) -> bool {
        let is_word = |text: &str| {
            let folded = fold(text);
            self.vocabulary.ends_with_part(&folded, Part::Contents)
                || self.vocabulary.meaning(&folded).part == Some(Part::Contents)
        };
        let Some(first) = cells.first_filled() else { return false };
        let sheet = self.placed(cells, first).origin.sheet;
        self.narrative.part == Some(Part::Contents)
            || is_word(&cells.cell(first).text)
            || sheet.is_some_and(|sheet| is_word(&sheet))
    }

    /// Keeps what a line of a list of contents names; the line itself is no data.
    pub(super) fn contents_line(&mut self, text: &str, placed: &Placed, atoms: Atoms) {
        let place =
            Place { line: placed.origin.line, page: placed.origin.page, ..Place::default() };
        if self.part_of(text).is_none() && self.vocabulary.read(text).is_unknown() {
            self.listed.push(Listed { text: entry(text).to_owned(), place });
        }
        self.contents_furniture(placed, atoms);
    }

    fn contents_furniture(&mut self, placed: &Placed, atoms: Atoms) {
        let message = "line of a table of contents".to_owned();
        self.furniture(Code::RecordContents, atoms, placed, message);
    }

    /// Reports the departments and projects of the document that its list of contents leaves out, and
    /// those that only the list names.
    pub(super) fn compare_contents(&mut self) {
        let listed = std::mem::take(&mut self.listed);
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
                self.report(Code::CheckContents, listed.place, message);
            }
        }
        let whole: Vec<bool> = [false, true]
            .iter()
            .map(|&is_project| lists_most(&found, &is_named, is_project))
            .collect();
        for (found, _) in found.iter().zip(&is_named).filter(|(_, is_named)| !**is_named) {
            if whole[usize::from(found.is_project)] {
                let line = first.place.line.map_or(String::new(), |line| format!(" (line {line})"));
                let message = format!("the contents list{line} leaves out `{}`", found.printed);
                self.report(Code::CheckContents, found.place, message);
            }
        }
    }

    /// Whether an entry names a department or a form; other entries are headings of the narrative.
    fn names_form(&self, text: &str) -> bool {
        let folded = fold(text);
        self.vocabulary.title(&folded).is_some()
            || department::form_words(&folded).is_some()
            || self.vocabulary.is_organisation(&folded)
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
                place: filing.place.origin.place(),
            }
        });
        let projects = filing.drafts.iter().filter_map(|draft| {
            let Body::Project(project) = &draft.body else { return None };
            let printed = project.name.clone().filter(|_| draft.project.is_some())?;
            let place = draft.place.origin.place();
            Some(Self { name: fold(&printed).into_owned(), printed, is_project: true, place })
        });
        department.into_iter().chain(projects).collect()
    }
}

/// Whether a list of contents names most of the departments, or projects: then it leaves the others out,
/// and is not a list of something else.
fn lists_most(found: &[Found], is_named: &[bool], is_project: bool) -> bool {
    let of_kind = || found.iter().zip(is_named).filter(|(f, _)| f.is_project == is_project);
    let n_named = of_kind().filter(|(_, is_named)| **is_named).count();
    n_named > 1 && n_named * 2 > of_kind().count()
}

/// An entry without its number, leader and page.
fn entry(text: &str) -> &str {
    let (_, text) = split_number(text);
    let text = text.trim_end_matches(|c: char| c.is_ascii_digit());
    text.trim_end_matches(|c: char| c.is_whitespace() || ".…·-—".contains(c))
}

/// Whether the rows of a table are entries: names beside numbers, and nothing of a form.
fn is_list(cells: &Cells<'_>) -> bool {
    /// Most cells of an entry: number, unit, name, sheet and page.
    const MAX_CELLS: usize = 5;
    let rows: Vec<Vec<usize>> = (0..cells.grid().n_rows()).map(|row| cells.open(row)).collect();
    let is_entry = |own: &&Vec<usize>| own.len() > 1 && own.iter().any(|&i| is_number(cells, i));
    let n_entries = rows.iter().filter(is_entry).count();
    let fits = rows.iter().enumerate().all(|(row, own)| {
        let is_form = own.iter().any(|&index| cells.meaning(index).is_level());
        own.len() <= MAX_CELLS && !is_form && columns::read(cells, row, own).is_none()
    });
    let n_rows = rows.iter().filter(|own| !own.is_empty()).count();
    fits && n_entries > 0 && n_entries * 2 >= n_rows
}

fn is_number(cells: &Cells<'_>, index: usize) -> bool {
    plain_number(&cells.cell(index).text).is_some()
}

#[cfg(test)]
mod tests {
    use super::entry;
    use crate::engine::drawn::{check, read};

    #[test]
    fn entries_lose_their_numbers_and_pages() {
        assert_eq!(entry("3.河道巡查经费绩效目标表……………12"), "河道巡查经费绩效目标表");
        assert_eq!(entry("二、甲县乙局\t4"), "甲县乙局");
    }

    const LISTED: &str = "
        部门整体绩效目标目录 | _
        序号 | 部门名称
        1 | 甲县水利局
        2 | 甲县民政局

        甲县水利局整体支出绩效目标表
        一级指标 | 二级指标 | 三级指标 | 指标值
        产出指标 | 数量指标 | 清淤长度 | ≥3公里
        ";

    #[test]
    fn a_list_of_departments_is_no_form() {
        check(
            LISTED,
            &[
                "filing 甲县水利局 - - department target generic",
                "indicator - - 产出指标/数量指标/清淤长度 ≥3公里",
            ],
        );
    }

    #[test]
    fn what_only_the_list_names_is_reported() {
        let codes = |drawing: &str| -> Vec<String> {
            let (_, diagnostics) = read(drawing);
            let found = diagnostics.iter().filter(|d| d.code.as_str() == "check/contents-list");
            found.map(|d| d.message.clone()).collect()
        };
        assert_eq!(codes(LISTED), ["the contents list names `甲县民政局`, which no form is of"]);
        assert!(codes(&LISTED.replace("2 | 甲县民政局", "_ | _")).is_empty());
    }
}
