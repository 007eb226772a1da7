//! Drafts of filings: lines with links, and how they become records.
//!
//! Department, year and ids, which head every line, are often printed after the first lines. So a
//! line remains a draft until its document is complete, and links between lines are indices until
//! then.

use formgrid_model::{Atoms, Code, Diagnostics, Document, Place};
use indexmap::IndexSet;

use super::confidence::{FilingEvidence, LineEvidence, Scale, features_of};
use crate::department;
use crate::department::Department;
use crate::ids::{FilingKey, Ids};
use crate::record::{
    Body, Coverage, Features, Filing, Goal, Head, Indicator, Kind, Origin, Places, Print, Project,
    Record, Spot,
};
use crate::template::{Horizon, Template, Vocabulary};
use crate::year::{self, Clues, label_year};

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
    pub(super) headers: IndexSet<String>,
    pub(super) unknown_headers: IndexSet<String>,
    pub(super) n_cells: usize,
    pub(super) n_unmapped: usize,
    /// Cells in tables that are kept whole.
    pub(super) n_whole: usize,
    /// Currency unit of tables that are not a form.
    pub(super) weak_currency: Option<String>,
    /// It was opened by a list of units.
    pub(super) is_list: bool,
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
            places: Places::new(),
            atoms: Atoms::new(),
            drafts: Vec::new(),
            goal_ids: Vec::new(),
            headers: IndexSet::new(),
            unknown_headers: IndexSet::new(),
            n_cells: 0,
            n_unmapped: 0,
            n_whole: 0,
            weak_currency: None,
            is_list: false,
            is_superior: false,
            has_tables: false,
        }
    }

    /// Adds a line.
    pub(super) fn push(&mut self, draft: Draft) -> DraftId {
        let id = self.drafts.len();
        if matches!(draft.body, Body::Goal(_)) {
            self.goal_ids.push(id);
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
    fn indicators(&self) -> impl Iterator<Item = &Indicator> {
        self.drafts.iter().filter_map(|draft| match &draft.body {
            Body::Indicator(indicator) => Some(indicator.as_ref()),
            _ => None,
        })
    }

    /// Completes the filing and appends its records, the filing first.
    pub(super) fn finish(mut self, path: &str, ids: &mut Ids, records: &mut Vec<Record>) {
        self.sort();
        self.drafts.iter_mut().for_each(derive_fields);
        self.decide_form();
        let inferred = self.infer_year(path);
        let key = FilingKey {
            department: self.department.as_ref().map(|d| d.name.clone()),
            record_kind: self.filing.record_kind.clone(),
            form: self.filing.form.clone(),
            printed_year: inferred.year.filter(|_| inferred.printed),
        };
        self.filing.fiscal_year_evidence = inferred.evidence;
        let evidence = self.evidence();
        self.filing.header_signature = signature(&self.headers);
        self.filing.print = Print {
            headers: std::mem::take(&mut self.headers).into_iter().collect(),
            unknown: std::mem::take(&mut self.unknown_headers).into_iter().collect(),
            ..Print::default()
        };
        self.filing.region = key.department.as_deref().and_then(department::region);
        self.filing.coverage = Coverage {
            cells: self.n_cells,
            mapped: self.n_cells.saturating_sub(self.n_unmapped + self.n_whole),
            unmapped: self.n_unmapped,
        };
        self.link_names();
        let filing = Body::Filing(Box::new(std::mem::take(&mut self.filing)));
        let mut ids = ids.of(&key);
        let filing_id = ids.give(Kind::Filing, &filing);
        let head = |kind: Kind, id: String, place: Placed| Head {
            kind,
            id,
            filing: filing_id.clone(),
            department: key.department.clone(),
            department_code: self.department.as_ref().and_then(|d| d.code.clone()),
            fiscal_year: inferred.year,
            department_key: key.department.as_deref().map(department::key),
            confidence: rounded(place.confidence),
            source: Origin::new(path, place.spot),
            places: Places::new(),
            repairs: place.repairs,
        };
        records.reserve(self.drafts.len() + 1);
        let scale = Scale::builtin();
        let features = features_of(&filing, LineEvidence::default(), false, evidence);
        let hundredths = scale.confidence(&features);
        let place = Placed { confidence: share(hundredths), ..std::mem::take(&mut self.place) };
        let mut filing_head = head(Kind::Filing, filing_id.clone(), place);
        filing_head.places = std::mem::take(&mut self.places);
        records.push(Record {
            head: filing_head,
            body: filing,
            atoms: std::mem::take(&mut self.atoms),
            features,
        });
        let line_ids: Vec<String> =
            self.drafts.iter().map(|draft| ids.give(kind(&draft.body), &draft.body)).collect();
        for (at, mut draft) in std::mem::take(&mut self.drafts).into_iter().enumerate() {
            let id_of = |line: Option<DraftId>| line.and_then(|line| line_ids.get(line).cloned());
            match &mut draft.body {
                Body::Indicator(indicator) => {
                    indicator.goal = id_of(draft.goal);
                    indicator.project = id_of(draft.project);
                }
                Body::Funding(funding) => funding.project = id_of(draft.project),
                _ => {}
            }
            let features = draft.features(evidence);
            let mut place = draft.place;
            place.confidence *= match &draft.body {
                // Text kept as printed is certain.
                Body::Unmapped(_) => 1.0,
                _ => share(scale.confidence(&features)),
            };
            let mut head = head(kind(&draft.body), line_ids[at].clone(), place);
            head.places = draft.places;
            records.push(Record { head, body: draft.body, atoms: draft.atoms, features });
        }
    }

    /// Reports the department of a filing without lines.
    pub(super) fn report_filer(&self, diagnostics: &mut Diagnostics) {
        if let Some(department) = &self.department {
            let place = self.places.get("department").unwrap_or(&self.place.spot).place();
            let message = format!("the department over a list of others: `{}`", department.name);
            diagnostics.consume(Code::RecordTitle, place, self.atoms.clone(), message);
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
        FilingEvidence {
            has_department: self.department.is_some(),
            is_labelled: self.places.contains_key("department"),
            has_template: self.template.is_some(),
            is_of_project: self.form == Some("project"),
            unread: share(self.n_unmapped + self.n_whole, self.n_cells),
            unknown_words: share(self.unknown_headers.len(), self.headers.len()),
            knows_levels: n_coded * 2 > n_levels,
        }
    }

    /// Sorts the lines in document order and updates their links. Links to missing lines are
    /// dropped.
    fn sort(&mut self) {
        let mut order: Vec<DraftId> = (0..self.drafts.len()).collect();
        order.sort_by_key(|&id| self.drafts[id].place.order);
        let mut rank = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            rank[old] = new;
        }
        for draft in &mut self.drafts {
            draft.goal = draft.goal.and_then(|id| rank.get(id).copied());
            draft.project = draft.project.and_then(|id| rank.get(id).copied());
        }
        // Lines are large, and most are in order already.
        if !self.drafts.is_sorted_by_key(|draft| draft.place.order) {
            self.drafts.sort_by_key(|draft| draft.place.order);
        }
    }

    /// Decides what the form is and records, if no title states it.
    fn decide_form(&mut self) {
        let has = |kind_of: Kind| self.drafts.iter().any(|draft| kind(&draft.body) == kind_of);
        let form = self.form.or_else(|| {
            // A goal next to a task in a department's list belongs to the task.
            let is_goal = |draft: &&Draft| matches!(draft.body, Body::Goal(_));
            let mut others = self.drafts.iter().filter(|draft| !is_goal(draft));
            let own_project = others.any(|draft| draft.project.is_some());
            if own_project {
                Some("project")
            } else if has(Kind::Indicator) || has(Kind::Funding) || has(Kind::Project) {
                Some("department")
            } else if has(Kind::Goal) || has(Kind::Statement) {
                Some(if self.has_tables { "department" } else { "text" })
            } else {
                None
            }
        });
        let has_actual = self.indicators().any(|indicator| indicator.actual.is_some());
        let has_progress = self.indicators().any(|i| i.progress.is_some() || i.expected.is_some());
        let template_kind = self.template.and_then(|template| template.record_kind.clone());
        let inferred = if has_progress {
            "monitoring"
        } else if has_actual {
            "self_evaluation"
        } else {
            "target"
        };
        self.filing.form = form.map(str::to_owned);
        let record_kind = self.record_kind.map(str::to_owned).or(template_kind);
        self.filing.record_kind = Some(record_kind.unwrap_or_else(|| inferred.to_owned()));
        self.filing.template =
            self.template.map_or_else(|| "generic".to_owned(), |template| template.id.clone());
        let default = self.template.and_then(|template| template.defaults.currency.clone());
        self.filing.currency_unit =
            self.filing.currency_unit.take().or(default).or(self.weak_currency.take());
    }

    fn infer_year(&self, path: &str) -> year::Inferred {
        let is_long_term =
            |i: &&Indicator| i.goal_horizon.as_deref() == Some(Horizon::LongTerm.name());
        let (long_term, annual): (Vec<_>, Vec<_>) = self.indicators().partition(is_long_term);
        let codes = self.drafts.iter().filter_map(|draft| match &draft.body {
            Body::Project(project) => project.code.as_deref(),
            _ => None,
        });
        year::infer(&Clues {
            titles: self.clues.titles.iter().map(String::as_str).collect(),
            year_lines: self.clues.year_lines.iter().map(String::as_str).collect(),
            history: self.clues.history.iter().map(String::as_str).collect(),
            headings: self.clues.year_headings.iter().map(String::as_str).collect(),
            labels: self.clues.labels.iter().map(String::as_str).collect(),
            periods: self.periods(),
            values: annual.iter().filter_map(|i| i.target.as_ref()).collect(),
            long_term_values: long_term.iter().filter_map(|i| i.target.as_ref()).collect(),
            filing_date: self.clues.filing_date.as_deref(),
            until_year: self.clues.until_year.as_deref(),
            path,
            project_codes: codes.collect(),
            looks_back: self.filing.record_kind.as_deref() == Some("self_evaluation"),
        })
    }

    /// The periods of the projects, start and end in one text.
    fn periods(&self) -> Vec<String> {
        let projects = self.drafts.iter().filter_map(|draft| match &draft.body {
            Body::Project(project) => project.start.as_ref().zip(project.end.as_ref()),
            _ => None,
        });
        projects.map(|(start, end)| format!("{start}—{end}")).collect()
    }

    /// Copies names and codes of projects to their lines, and sets the years of baselines.
    fn link_names(&mut self) {
        let projects: Vec<Option<(Option<String>, Option<String>)>> = self
            .drafts
            .iter()
            .map(|draft| match &draft.body {
                Body::Project(project) => Some((project.code.clone(), project.name.clone())),
                _ => None,
            })
            .collect();
        for draft in &mut self.drafts {
            let project = draft.project.and_then(|id| projects.get(id).cloned().flatten());
            let Some((code, name)) = project else { continue };
            match &mut draft.body {
                Body::Indicator(indicator) => {
                    (indicator.project_code, indicator.project_name) = (code, name);
                }
                Body::Goal(goal) => (goal.project_code, goal.project_name) = (code, name),
                Body::Funding(funding) => funding.project_name = name,
                _ => {}
            }
        }
        for draft in &mut self.drafts {
            if let Body::Indicator(indicator) = &mut draft.body {
                for baseline in &mut indicator.baselines {
                    baseline.year = label_year(&baseline.label);
                }
            }
        }
    }
}

/// Moves stray texts to the first real filing: text around forms is no form.
pub(super) fn join_stray(filings: &mut [FilingDraft<'_>], diagnostics: &mut Diagnostics) {
    let is_stray = |filing: &FilingDraft<'_>| {
        !filing.places.contains_key("department")
            && filing.drafts.iter().all(|draft| matches!(draft.body, Body::Unmapped(_)))
    };
    let Some(first) = filings.iter().position(|filing| !is_stray(filing)) else { return };
    for at in (0..filings.len()).filter(|&at| at != first) {
        if !is_stray(&filings[at]) {
            continue;
        }
        // An empty filing is reported where it is dropped.
        if !filings[at].drafts.is_empty() {
            filings[at].report_filer(diagnostics);
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

/// Fills fields of a line from its other fields.
fn derive_fields(draft: &mut Draft) {
    match &mut draft.body {
        // The title of an item without text is its text.
        Body::Goal(goal) if goal.text.is_empty() => {
            goal.text = goal.title.take().unwrap_or_default();
        }
        Body::Project(project) => {
            if let (None, Some(heading)) = (&project.name, &project.heading) {
                project.name = department::heading_name(heading).map(str::to_owned);
                let spot = draft.places.get("heading").cloned().filter(|_| project.name.is_some());
                draft.places.extend(spot.map(|spot| ("name".into(), spot)));
            }
            let total = || project.funding.annual_total.clone();
            project.annual_budget = project.annual_budget.take().or_else(total);
            let total = || project.funding.project_total.clone();
            project.total_budget = project.total_budget.take().or_else(total);
        }
        _ => {}
    }
}

/// Hundredths as a share.
#[expect(clippy::cast_precision_loss, reason = "at most one hundred")]
fn share(hundredths: i32) -> f32 {
    hundredths.clamp(0, 100) as f32 / 100.0
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

/// A hash of the header words of a form: equal for documents of the same print.
fn signature(headers: &IndexSet<String>) -> Option<String> {
    use sha2::{Digest, Sha256};
    if headers.is_empty() {
        return None;
    }
    let mut hash = Sha256::new();
    for header in headers {
        hash.update(header);
        hash.update([0]);
    }
    Some(hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}

fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 100.0).round() / 100.0
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
