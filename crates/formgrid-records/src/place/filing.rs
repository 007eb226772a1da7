//! Drafts of filings: lines with links, and how they become records.
//!
//! Department, year and ids, which head every line, are often printed after the first lines. So a
//! line remains a draft until its document is complete, and links between lines are indices until
//! then.

use formgrid_model::{Atoms, Code, Diagnostics, Document, Place};
use indexmap::IndexSet;

use super::confidence::{FilingEvidence, LineEvidence, features_of, is_odd_project};
use crate::department::Department;
use crate::record::{Body, Features, Filing, Goal, Indicator, Kind, Places, Project, Spot};
use crate::template::{Template, Vocabulary};

/// Index of a draft within its filing.
pub(super) type DraftId = usize;

/// A record under construction.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) body: Body,
    pub(super) place: Placed,
    /// Provenance of each value.
    pub(super) places: Places,
    pub(super) atoms: Atoms,
    /// Evidence for its confidence.
    pub(super) evidence: LineEvidence,
    /// The goal that an indicator serves.
    pub(super) goal: Option<DraftId>,
    /// The project it belongs to.
    pub(super) project: Option<DraftId>,
}

impl Draft {
    /// The features behind the confidence of the line; `filing` is the evidence of its filing.
    pub(super) fn features(&self, filing: FilingEvidence) -> Features {
        features_of(&self.body, self.evidence, self.project.is_some(), filing)
    }
}

/// Provenance of a draft, with the confidence of its row in layout.
#[derive(Debug, Clone, Default)]
pub(super) struct Placed {
    pub(super) spot: Spot,
    pub(super) confidence: f32,
    pub(super) repairs: Vec<Code>,
    /// Position in the document: block, row, column.
    pub(super) order: (usize, usize, usize),
}

/// Evidence for the fiscal year, as printed.
#[derive(Debug, Clone, Default)]
pub(super) struct YearClues {
    pub(super) titles: Vec<String>,
    pub(super) year_lines: Vec<String>,
    pub(super) history: Vec<String>,
    pub(super) labels: Vec<String>,
    pub(super) year_headings: Vec<String>,
    pub(super) filing_date: Option<String>,
    pub(super) until_year: Option<String>,
}

impl YearClues {
    /// Adds new titles up to a limit: each project of a long list may repeat the title of the form,
    /// and every title is searched for each.
    pub(super) fn add_titles(&mut self, titles: impl IntoIterator<Item = String>) {
        const MAX_TITLES: usize = 32;
        for title in titles {
            if self.titles.len() == MAX_TITLES {
                break;
            }
            if !self.titles.contains(&title) {
                self.titles.push(title);
            }
        }
    }
}

/// A filing under construction.
#[derive(Debug, Clone)]
pub(super) struct FilingDraft<'a> {
    pub(super) department: Option<Department>,
    pub(super) form: Option<&'static str>,
    pub(super) record_kind: Option<&'static str>,
    pub(super) template: Option<&'a Template>,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) filing: Filing,
    pub(super) clues: YearClues,
    pub(super) place: Placed,
    /// Provenance of its own values.
    pub(super) places: Places,
    pub(super) atoms: Atoms,
    pub(super) drafts: Vec<Draft>,
    /// Indices of the goals, so that an indicator finds its goal without a scan of all lines.
    goal_ids: Vec<DraftId>,
    /// Indices of the projects.
    project_ids: Vec<DraftId>,
    pub(super) headers: IndexSet<String>,
    pub(super) unknown_headers: IndexSet<String>,
    pub(super) n_cells: usize,
    pub(super) n_unmapped: usize,
    /// Cells in tables that are kept whole.
    pub(super) n_whole: usize,
    /// Currency unit of tables that are not a form and of labels without a field.
    pub(super) weak_currency: Option<String>,
    /// A list of units came in it.
    pub(super) is_list: bool,
    /// A row of a list names its department.
    pub(super) is_listed: bool,
    /// Its list continues with another unit at once.
    pub(super) is_superior: bool,
    /// It has a table.
    pub(super) has_tables: bool,
}

impl<'a> FilingDraft<'a> {
    /// An empty filing that begins at a place.
    pub(super) fn new(vocabulary: &'a Vocabulary, place: Placed) -> Self {
        Self {
            department: None,
            form: None,
            record_kind: None,
            template: None,
            vocabulary,
            filing: Filing::default(),
            clues: YearClues::default(),
            place,
            places: Places::default(),
            atoms: Atoms::new(),
            drafts: Vec::new(),
            goal_ids: Vec::new(),
            project_ids: Vec::new(),
            headers: IndexSet::new(),
            unknown_headers: IndexSet::new(),
            n_cells: 0,
            n_unmapped: 0,
            n_whole: 0,
            weak_currency: None,
            is_list: false,
            is_listed: false,
            is_superior: false,
            has_tables: false,
        }
    }

    /// Adds a line.
    pub(super) fn push(&mut self, draft: Draft) -> DraftId {
        let id = self.drafts.len();
        match draft.body {
            Body::Goal(_) => self.goal_ids.push(id),
            Body::Project(_) => self.project_ids.push(id),
            _ => {}
        }
        self.drafts.push(draft);
        id
    }

    /// A goal by its index.
    pub(super) fn goal(&self, id: DraftId) -> Option<&Goal> {
        match &self.drafts.get(id)?.body {
            Body::Goal(goal) => Some(goal.as_ref()),
            _ => None,
        }
    }

    /// A goal by its index.
    pub(super) fn goal_mut(&mut self, id: DraftId) -> Option<&mut Goal> {
        match &mut self.drafts.get_mut(id)?.body {
            Body::Goal(goal) => Some(goal.as_mut()),
            _ => None,
        }
    }

    /// The project, if there is exactly one and it has a form of its own, not a row of a list.
    pub(super) fn only_project(&self) -> Option<DraftId> {
        let &[only] = self.project_ids.as_slice() else { return None };
        self.drafts.get(only)?.project.filter(|&own| own == only)
    }

    /// A project by its index.
    pub(super) fn project(&self, id: DraftId) -> Option<&Project> {
        match &self.drafts.get(id)?.body {
            Body::Project(project) => Some(project),
            _ => None,
        }
    }

    /// A project by its index.
    pub(super) fn project_mut(&mut self, id: DraftId) -> Option<&mut Project> {
        match &mut self.drafts.get_mut(id)?.body {
            Body::Project(project) => Some(project),
            _ => None,
        }
    }

    /// The goals with their indices.
    pub(super) fn goals(&self) -> impl DoubleEndedIterator<Item = (DraftId, &Goal)> {
        self.goal_ids.iter().filter_map(|&id| self.goal(id).map(|goal| (id, goal)))
    }

    /// The indicators.
    pub(super) fn indicators(&self) -> impl Iterator<Item = &Indicator> {
        self.drafts.iter().filter_map(|draft| match &draft.body {
            Body::Indicator(indicator) => Some(indicator.as_ref()),
            _ => None,
        })
    }

    /// Reports the department of a filing without lines, with what it is instead.
    pub(super) fn report_filer(&self, diagnostics: &mut Diagnostics, what: &str) {
        if let Some(department) = &self.department {
            let place = self.places.get("department").unwrap_or(&self.place.spot).place();
            let message = format!("{what}: `{}`", department.name);
            let mut atoms = self.atoms.clone();
            atoms.sort_unstable();
            atoms.dedup();
            diagnostics.consume(Code::RecordTitle, place, atoms, message);
        }
    }

    /// Evidence that the confidence of its lines shares.
    pub(super) fn evidence(&self) -> FilingEvidence {
        let share = |n: usize, of: usize| i32::try_from(n * 100 / of.max(1)).unwrap_or(100);
        let (mut n_levels, mut n_coded) = (0, 0);
        for indicator in self.indicators() {
            n_levels += usize::from(indicator.level1.is_some() || indicator.level2.is_some());
            n_coded +=
                usize::from(indicator.level1_code.is_some() || indicator.level2_code.is_some());
        }
        let projects = self.drafts.iter().filter_map(|draft| match &draft.body {
            Body::Project(project) => project.name.as_deref(),
            _ => None,
        });
        let is_odd = |name: &&str| is_odd_project(name, self.vocabulary);
        let n_odd = projects.clone().filter(is_odd).count();
        FilingEvidence {
            has_department: self.department.is_some(),
            is_labelled: self.places.contains_key("department"),
            is_listed: self.is_listed,
            has_template: self.template.is_some(),
            is_of_project: self.form == Some("project"),
            unread: share(self.n_unmapped + self.n_whole, self.n_cells),
            unknown_words: share(self.unknown_headers.len(), self.headers.len()),
            unknown_levels: share(n_levels - n_coded.min(n_levels), n_levels),
            odd_projects: share(n_odd, projects.count()),
        }
    }
}

/// Moves stray texts to the first real filing: text around forms is no form.
pub(super) fn join_stray(filings: &mut [FilingDraft<'_>], diagnostics: &mut Diagnostics) {
    // The letter before the forms prints its sender, but no title of a form and no table.
    let is_letter = |filing: &FilingDraft<'_>| {
        filing.filing.title.is_none() && filing.n_unmapped == 0 && filing.n_whole == 0
    };
    // The units of a list file its rows, not the office that publishes it.
    let is_publisher = |filing: &FilingDraft<'_>| filing.is_list && !filing.is_listed;
    let is_stray = |filing: &FilingDraft<'_>| {
        let is_named = filing.places.contains_key("department");
        (!is_named || is_letter(filing) || is_publisher(filing))
            && filing.drafts.iter().all(|draft| matches!(draft.body, Body::Unmapped(_)))
    };
    let Some(first) = filings.iter().position(|filing| !is_stray(filing)) else { return };
    for at in (0..filings.len()).filter(|&at| at != first) {
        if !is_stray(&filings[at]) {
            continue;
        }
        // An empty filing is reported where it is dropped.
        if !filings[at].drafts.is_empty() {
            filings[at].report_filer(diagnostics, "a name outside the forms");
        }
        let drafts = std::mem::take(&mut filings[at].drafts);
        let atoms = std::mem::take(&mut filings[at].atoms);
        let (n_cells, n_unmapped) = (filings[at].n_cells, filings[at].n_unmapped);
        let filing = &mut filings[first];
        filing.drafts.extend(drafts);
        filing.atoms.extend(atoms);
        filing.n_cells += n_cells;
        filing.n_unmapped += n_unmapped;
    }
}

/// The kind of a line.
pub(super) fn kind(body: &Body) -> Kind {
    match body {
        Body::Filing(_) => Kind::Filing,
        Body::Funding(_) => Kind::Funding,
        Body::Statement(_) => Kind::Statement,
        Body::Goal(_) => Kind::Goal,
        Body::Project(_) => Kind::Project,
        Body::Indicator(_) => Kind::Indicator,
        Body::Table(_) => Kind::Table,
        Body::Unmapped(_) => Kind::Unmapped,
    }
}

/// The provenance of a place.
pub(super) fn spot(place: &Place, document: &Document) -> Spot {
    Spot {
        page: place.page,
        bbox: place.bbox,
        sheet: place
            .sheet
            .and_then(|sheet| document.sheets.get(usize::try_from(sheet).ok()?).cloned()),
        cell: place.cell.map(|(row, col)| cell_name(row, col)),
        line: place.line,
        ..Spot::default()
    }
}

/// The name of a sheet cell from zero-based indices: `B7` for row 6, column 1.
fn cell_name(row: u32, col: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(col) + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &(u64::from(row) + 1).to_string()
}

#[cfg(test)]
mod tests {
    use super::cell_name;

    #[test]
    fn cells_are_named_as_in_a_sheet() {
        assert_eq!(cell_name(6, 1), "B7");
        assert_eq!(cell_name(0, 26), "AA1");
        assert_eq!(cell_name(9, 701), "ZZ10");
    }
}
