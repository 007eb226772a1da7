//! The reader of one document: which filing the next line belongs to.
//!
//! A filing is opened late. Titles, units, dates and names gather in the front until something needs a
//! filing; only then is decided whether the front opens a new one or belongs to one that is there. A
//! page that repeats its title so opens nothing, and a title without a name waits for the row that
//! names the department.

use std::rc::Rc;

use formgrid_model::{Code, Diagnostics, Document, Place, fold};
use indexmap::IndexMap;

use super::cells::Cells;
use super::columns::ColumnMap;
use super::filing::{Draft, DraftId, FilingDraft, Placed, move_atoms, origin};
use super::questions::Questions;
use super::recognize::WordSet;
use super::state::{Front, Listed, Narrative, Pending, Scope, Taken};
use crate::department::{self, Department};
use crate::record::Body;
use crate::template::{Horizon, Template, Templates, TitleKind, Vocabulary};
use crate::{values, year};

/// Reads one document.
#[derive(Debug)]
pub(super) struct Reader<'a, 'd> {
    pub(super) document: &'a Document,
    pub(super) templates: &'a Templates,
    pub(super) diagnostics: &'d mut Diagnostics,
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) template: Option<&'a Template>,
    pub(super) questions: Questions,
    /// The words of each table so far.
    pub(super) table_words: Vec<WordSet>,
    pub(super) filings: Vec<FilingDraft<'a>>,
    /// Filings by the folded name of their department.
    by_department: IndexMap<String, Vec<usize>>,
    pub(super) current: Option<usize>,
    pub(super) front: Front,
    /// Titles of the cover, which speak for all filings below it.
    pub(super) covers: Vec<String>,
    pub(super) scope: Scope,
    pub(super) narrative: Narrative<'a>,
    /// What lines of labels say of the project to come.
    pub(super) pending: Vec<Pending<'a>>,
    /// The last columns of indicators of each horizon, for tables without a header.
    pub(super) known_columns: IndexMap<Option<Horizon>, Rc<ColumnMap>>,
    /// What lists of contents name.
    pub(super) listed: Vec<Listed>,
}

impl<'a, 'd> Reader<'a, 'd> {
    /// A reader at the start of a document.
    pub(super) fn new(
        document: &'a Document,
        templates: &'a Templates,
        diagnostics: &'d mut Diagnostics,
    ) -> Self {
        Self {
            document,
            templates,
            diagnostics,
            vocabulary: templates.generic(),
            template: None,
            questions: Questions::default(),
            table_words: Vec::new(),
            filings: Vec::new(),
            by_department: IndexMap::new(),
            current: None,
            front: Front::default(),
            covers: Vec::new(),
            scope: Scope::default(),
            narrative: Narrative::default(),
            pending: Vec::new(),
            known_columns: IndexMap::new(),
            listed: Vec::new(),
        }
    }

    /// The filings, when the last block was read, what was asked of the templates, and the words of each
    /// table.
    pub(super) fn finish(mut self) -> (Vec<FilingDraft<'a>>, Questions, Vec<WordSet>) {
        self.flush();
        self.settle_pending(None);
        if !self.front.taken.atoms.is_empty() || self.front.taken.n > 0 {
            // Titles at the end of a document have nothing below them.
            let place = self.front.place.clone().unwrap_or_default();
            let at = self.current.unwrap_or_else(|| self.open(&place));
            self.give_front(at);
        }
        self.compare_contents();
        (self.filings, self.questions, self.table_words)
    }

    /// Where a cell stands, as a line has it.
    pub(super) fn placed(&self, cells: &Cells<'_>, index: usize) -> Placed {
        let cell = cells.cell(index);
        let note = cells.table.rows.get(cell.row);
        let mut origin = origin(&cell.place, self.document);
        origin.table = Some(cells.number);
        origin.row = Some(cell.row);
        origin.col = Some(cell.col);
        origin.row_span = Some(cell.row_span);
        origin.col_span = Some(cell.col_span);
        Placed {
            origin,
            confidence: note.map_or(1.0, |note| note.confidence),
            repairs: note.map(|note| note.repairs.clone()).unwrap_or_default(),
            order: (cells.block, cell.row, cell.col),
        }
    }

    /// Where a paragraph stands, as a line has it.
    pub(super) fn placed_paragraph(&self, place: &Place, block: usize) -> Placed {
        Placed {
            origin: origin(place, self.document),
            confidence: 1.0,
            repairs: Vec::new(),
            order: (block, 0, 0),
        }
    }

    /// The filing that the next line belongs to; the front decides whether it is a new one.
    pub(super) fn filing(&mut self, place: &Placed) -> &mut FilingDraft<'a> {
        let at = match self.current {
            Some(at) if !self.front.is_pending() => at,
            _ => self.open(place),
        };
        self.give_front(at);
        &mut self.filings[at]
    }

    /// The filing that lines go to, if there is one already.
    pub(super) fn current(&self) -> Option<&FilingDraft<'a>> {
        self.filings.get(self.current?)
    }

    /// The filing that lines go to, if there is one already.
    pub(super) fn current_mut(&mut self) -> Option<&mut FilingDraft<'a>> {
        self.filings.get_mut(self.current?)
    }

    /// Adds a line.
    pub(super) fn push(&mut self, body: Body, place: Placed, taken: Taken) -> DraftId {
        self.filing(&place).n_cells += taken.n;
        let project = self.scope.project;
        let project = match body {
            Body::Goal(_) | Body::Indicator(_) => project,
            _ => None,
        };
        let draft = Draft { body, place, atoms: taken.atoms, goal: None, project };
        self.current_mut().map_or(0, |filing| filing.push(draft))
    }

    /// Gives cells to a line.
    pub(super) fn give(&mut self, id: DraftId, taken: Taken) {
        if let Some(filing) = self.current_mut() {
            filing.n_cells += taken.n;
            match filing.drafts.get_mut(id) {
                Some(draft) => draft.atoms.extend(taken.atoms),
                None => filing.atoms.extend(taken.atoms),
            }
        }
    }

    /// Gives cells to the filing that is open, or to the front of the one to come.
    pub(super) fn give_filing(&mut self, taken: Taken, place: &Placed) {
        if self.front.is_pending() {
            self.front.add(taken, place);
        } else if let Some(filing) = self.current_mut() {
            filing.n_cells += taken.n;
            filing.atoms.extend(taken.atoms);
        } else {
            self.front.add(taken, place);
        }
    }

    /// Reports a finding about a place.
    pub(super) fn report(&mut self, code: Code, place: Place, message: impl Into<String>) {
        self.diagnostics.report(code, place, message);
    }

    /// The unit of amounts that print none.
    pub(super) fn currency(&self) -> Option<&str> {
        let default = || self.template.and_then(|template| template.defaults.currency.as_deref());
        let filing = || self.current().and_then(|f| f.filing.currency_unit.as_deref());
        self.scope.currency.or(self.front.currency).or_else(filing).or_else(default)
    }

    /// Leaves the project, goal, block and columns of a form.
    pub(super) fn leave_form(&mut self) {
        self.scope = Scope::default();
    }

    /// Leaves the project; what follows begins another or belongs to the department.
    pub(super) fn leave_project(&mut self) {
        self.scope.project = None;
        self.scope.project_goals.clear();
    }

    /// Puts a printed department into the front. Another one than the present leaves the form at once,
    /// so that what follows is read as a form's beginning before its filing is opened.
    pub(super) fn set_department(&mut self, department: Department) {
        let present = self.current().and_then(|filing| filing.department.as_ref());
        if present.is_some_and(|present| fold(&present.name) != fold(&department.name)) {
            self.leave_form();
        }
        self.front.department = Some(department);
        self.front.department_is_weak = false;
    }

    /// Keeps the code of a department that stands in a cell of its own.
    pub(super) fn set_department_code(&mut self, code: &str, place: &Placed) {
        if let Some(department) = &mut self.front.department {
            department.code.get_or_insert_with(|| code.to_owned());
            return;
        }
        if let Some(department) = &mut self.filing(place).department {
            department.code.get_or_insert_with(|| code.to_owned());
        }
    }

    /// Whether the front's titles only repeat those of the present filing.
    pub(super) fn repeats_title(&self, title: &str) -> bool {
        let before = self.current().map(|filing| filing.clues.titles.as_slice());
        before.is_some_and(|before| is_repeated(&[title.to_owned()], before))
    }

    /// Chooses or opens the filing for what the front says.
    fn open(&mut self, place: &Placed) -> usize {
        let at = self.find_filing().unwrap_or_else(|| {
            let place = self.front.place.clone().unwrap_or_else(|| place.clone());
            let (titles, year_lines) = self.title_above_all();
            let mut filing = FilingDraft::new(self.vocabulary, place);
            filing.department = self.covering_department();
            (filing.clues.titles, filing.clues.year_lines) = (titles, year_lines);
            self.filings.push(filing);
            self.filings.len() - 1
        });
        if self.current.replace(at) != Some(at) {
            // Goals and projects are known by their numbers within a filing.
            self.leave_project();
            self.scope.goal = None;
            self.scope.named_goal = None;
            self.scope.heads.clear();
            self.scope.prose = None;
        }
        at
    }

    /// The department that the cover of the present filing names, where what follows names none.
    fn covering_department(&self) -> Option<Department> {
        let is_free = self.front.department.is_none() && !self.front.opens;
        let covered = self.current().filter(|filing| is_free && filing.department_is_weak)?;
        covered.department.clone()
    }

    /// The titles and years that stand over several departments: those of the present filing, if they name
    /// none and what follows has no title of its own.
    fn title_above_all(&self) -> (Vec<String>, Vec<String>) {
        let has_own = !self.front.titles.is_empty() || !self.front.year_lines.is_empty();
        let Some(above) = self.current().filter(|_| !has_own) else { return <_>::default() };
        let titles = &above.clues.titles;
        if titles.iter().any(|title| department::from_title(title).is_some()) {
            return <_>::default();
        }
        (titles.clone(), above.clues.year_lines.clone())
    }

    /// The filing that goes on with what the front says; none where it begins a new one.
    fn find_filing(&self) -> Option<usize> {
        let front = &self.front;
        let fits = |filing: &FilingDraft<'_>| {
            let kinds = (front.record_kind, filing.record_kind);
            let same_kind = !matches!(kinds, (Some(a), Some(b)) if a != b);
            let year = |texts: &[String]| texts.iter().find_map(|text| year::year_in(text));
            let years = (year(&front.titles), year(&filing.clues.titles));
            same_kind && !matches!(years, (Some(a), Some(b)) if a != b)
        };
        let current = self.current.filter(|&at| fits(&self.filings[at]));
        let Some(department) = &front.department else {
            let at = current.filter(|_| !front.opens)?;
            let filing = &self.filings[at];
            let is_cover = filing.department_is_weak && !filing.has_tables;
            let goes_on = front.titles.is_empty()
                || is_cover
                || front.kind != Some(TitleKind::Department)
                || is_repeated(&front.titles, &filing.clues.titles);
            return goes_on.then_some(at);
        };
        let is_same = |filing: &FilingDraft<'_>| {
            filing.department.as_ref().is_some_and(|d| fold(&d.name) == fold(&department.name))
        };
        if let Some(at) = current {
            let filing = &self.filings[at];
            let is_open = filing.department_is_weak && !filing.has_tables && !front.opens;
            let goes_on = front.department_is_weak && !front.opens;
            if is_same(filing) || is_open || goes_on {
                return Some(at);
            }
        }
        let is_whole = front.kind == Some(TitleKind::Department);
        let is_known = |filing: &FilingDraft<'_>| {
            !is_whole && filing.form != Some("department") && is_same(filing) && fits(filing)
        };
        if front.opens {
            return None;
        }
        let named = self.by_department.get(&*fold(&department.name)).into_iter().flatten();
        named.copied().find(|&at| is_known(&self.filings[at]))
    }

    /// Hands the front over to a filing.
    fn give_front(&mut self, at: usize) {
        let mut front = std::mem::take(&mut self.front);
        self.front.heading = front.heading.take();
        let filing = &mut self.filings[at];
        filing.n_cells += front.taken.n;
        move_atoms(&mut front.taken.atoms, &mut filing.atoms);
        if let Some(department) = front.department
            && (filing.department.is_none() || filing.department_is_weak)
        {
            filing.department_is_weak = front.department_is_weak;
            self.by_department.entry(fold(&department.name).into_owned()).or_default().push(at);
            filing.department = Some(department);
        }
        filing.form = filing.form.or(match front.kind {
            Some(TitleKind::Department) => Some("department"),
            Some(TitleKind::Project) => Some("project"),
            _ => None,
        });
        filing.record_kind = filing.record_kind.or(front.record_kind);
        if filing.template.is_none() {
            filing.template = self.template;
            filing.vocabulary = self.vocabulary;
        }
        if filing.filing.title.is_none() {
            filing.filing.title = front.titles.last().cloned();
        }
        if filing.clues.titles.is_empty() {
            filing.clues.add_titles(self.covers.iter().cloned());
        }
        filing.clues.add_titles(front.titles);
        filing.clues.year_lines.extend(front.year_lines);
        let currency = front.currency.map(str::to_owned);
        filing.filing.currency_unit = filing.filing.currency_unit.take().or(currency);
        filing.clues.filing_date = filing.clues.filing_date.take().or(front.filing_date);
        if filing.filing.filing_date.is_none() {
            let printed = filing.clues.filing_date.as_deref();
            filing.filing.filing_date = printed.and_then(values::iso_date);
        }
    }
}

/// Whether a title says what a filing's titles said before.
fn is_repeated(titles: &[String], before: &[String]) -> bool {
    titles.iter().all(|title| before.iter().any(|other| fold(other) == fold(title)))
}
