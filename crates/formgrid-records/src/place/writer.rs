//! The writer: the one place that creates records and writes texts into fields.

use formgrid_model::{Atoms, Code, Diagnostics, fold, join_lines};
use indexmap::IndexMap;

use super::confidence::LineEvidence;
use super::filing::{Draft, DraftId, FilingDraft};
use super::ledger::{Label, Ledger};
use super::other::OtherTable;
use super::scope::{ContentsEntry, Narrative, Scope};
use super::slots::{self, Key, Refusal, is_printed_again};
use crate::cells::Sheet;
use crate::department::Department;
use crate::forms::{Form, Reading, Src};
use crate::record::{Body, Places, Unmapped};
use crate::template::{Field, Template, TitleKind, is_bilingual};
use crate::text::is_ordinal;
use crate::words::Words;
use crate::{money, values, year};

/// Writes the records of a document, form by form.
#[derive(Debug)]
pub(super) struct Writer<'a, 'd> {
    pub(super) reading: &'a Reading<'a>,
    pub(super) forms: &'a [Form],
    pub(super) diagnostics: &'d mut Diagnostics,
    /// The template of each table, where one fits.
    pub(super) templates_of: &'a [Option<&'a Template>],
    pub(super) filings: Vec<FilingDraft<'a>>,
    /// Filings by the folded name of their department.
    by_department: IndexMap<String, Vec<usize>>,
    pub(super) ledger: Ledger,
    /// The current filing.
    pub(super) filing: usize,
    pub(super) form: usize,
    /// The template of the current table.
    pub(super) template: Option<&'a Template>,
    pub(super) scope: Scope,
    pub(super) narrative: Narrative,
    pub(super) contents: Vec<ContentsEntry>,
    pub(super) covers: Vec<String>,
    /// Evidence for the confidence of the next lines.
    pub(super) evidence: LineEvidence,
    /// Heading of the next project, with its source.
    pub(super) heading: Option<(String, Src)>,
    /// Tables of another kind, in the order of the document.
    pub(super) others: Vec<OtherTable>,
    /// For each block, the filing of its form.
    pub(super) filing_of_block: Vec<Option<usize>>,
    /// Row numbers that no finding names yet.
    row_numbers: Vec<Src>,
    /// Cells with an `unmapped` record of their own.
    n_unmapped: usize,
}

/// Most cells with an `unmapped` record of their own. A record takes two kilobytes, ten times as much
/// as a cell of a table that is kept whole, and the largest compilations have some thousand.
const MAX_UNMAPPED: usize = 20_000;

impl<'a, 'd> Writer<'a, 'd> {
    /// A writer at the start of a document.
    pub(super) fn new(
        reading: &'a Reading<'a>,
        forms: &'a [Form],
        templates_of: &'a [Option<&'a Template>],
        diagnostics: &'d mut Diagnostics,
    ) -> Self {
        Self {
            reading,
            forms,
            diagnostics,
            templates_of,
            filings: Vec::new(),
            by_department: IndexMap::new(),
            ledger: Ledger::new(reading.content),
            filing: 0,
            form: 0,
            template: None,
            scope: Scope::default(),
            narrative: Narrative::default(),
            contents: Vec::new(),
            covers: Vec::new(),
            evidence: LineEvidence::default(),
            heading: None,
            others: Vec::new(),
            filing_of_block: vec![None; reading.content.len()],
            row_numbers: Vec::new(),
            n_unmapped: 0,
        }
    }

    /// The words of a table.
    pub(super) fn words(&self, sheet: &Sheet<'_>) -> &'a Words<'a> {
        let reading: &'a Reading<'a> = self.reading;
        &reading.words[reading.words_of[sheet.number]]
    }

    /// The current filing.
    pub(super) fn current(&self) -> Option<&FilingDraft<'a>> {
        self.filings.get(self.filing)
    }

    /// The current filing.
    pub(super) fn current_mut(&mut self) -> Option<&mut FilingDraft<'a>> {
        self.filings.get_mut(self.filing)
    }

    /// A draft of the current filing.
    pub(super) fn draft_mut(&mut self, id: DraftId) -> Option<&mut Draft> {
        self.current_mut()?.drafts.get_mut(id)
    }

    /// Enters a form and chooses its filing.
    pub(super) fn enter(&mut self, form: usize, first: Src) {
        self.form = form;
        self.scope = Scope::default();
        self.narrative = Narrative::default();
        let forms: &'a [Form] = self.forms;
        let form = &forms[form];
        if form.is_cover {
            self.covers.clone_from(&form.titles);
        }
        self.filing = self.find_filing(form, form.department.as_ref(), first);
        self.describe(form);
        if let Some(src) = form.guess {
            let name = join_lines(self.text(src));
            let message = format!("no label names the filer; `{name}` was taken for it");
            self.report(Code::RecordWordGuessed, src, message);
        }
    }

    /// The filing of a department within a form, a new one if none matches.
    pub(super) fn find_filing(
        &mut self,
        form: &Form,
        department: Option<&Department>,
        first: Src,
    ) -> usize {
        let name = department.map(|d| fold(&d.name).into_owned()).unwrap_or_default();
        let year = |texts: &[String]| texts.iter().find_map(|text| year::year_in(text));
        let own_year =
            year(&form.titles).or_else(|| form.year_lines.iter().find_map(|l| year::year_in(l)));
        let fits = |filing: &FilingDraft<'_>| {
            let kinds = (form.record_kind, filing.record_kind);
            let years =
                (own_year, year(&filing.clues.titles).or_else(|| year(&filing.clues.year_lines)));
            !matches!(kinds, (Some(a), Some(b)) if a != b)
                && !matches!(years, (Some(a), Some(b)) if a != b)
        };
        let known = self.by_department.get(&name).into_iter().flatten().copied();
        if let Some(at) = known.rev().find(|&at| fits(&self.filings[at])) {
            return at;
        }
        let placed = self.placed(first);
        let mut filing = FilingDraft::new(self.reading.vocabulary, placed);
        filing.department = department.cloned();
        self.filings.push(filing);
        let at = self.filings.len() - 1;
        self.by_department.entry(name).or_default().push(at);
        at
    }

    /// Copies titles, year lines and units of a form to its filing.
    pub(super) fn describe(&mut self, form: &Form) {
        let covers = self.covers.clone();
        let template = self.template;
        let filer = form.filer.map(|src| self.spot(src));
        let Some(filing) = self.current_mut() else { return };
        let kind = match form.kind {
            Some(TitleKind::Department) => Some("department"),
            Some(TitleKind::Project) => Some("project"),
            _ => None,
        };
        filing.form = match (filing.form, kind) {
            (Some("department"), _) | (_, None) => filing.form,
            (_, kind) => kind,
        };
        filing.record_kind = filing.record_kind.or(form.record_kind);
        if let Some(template) = template.filter(|_| filing.template.is_none()) {
            filing.template = Some(template);
            filing.vocabulary = template.vocabulary();
        }
        if filing.filing.title.is_none() {
            filing.filing.title = form.titles.last().cloned();
        }
        if filing.clues.titles.is_empty() {
            filing.clues.add_titles(covers);
        }
        filing.clues.add_titles(form.titles.iter().cloned());
        for line in &form.year_lines {
            if !filing.clues.year_lines.contains(line) {
                filing.clues.year_lines.push(line.clone());
            }
        }
        for line in &form.year_headings {
            if filing.clues.year_headings.len() < 16 && !filing.clues.year_headings.contains(line) {
                filing.clues.year_headings.push(line.clone());
            }
        }
        let currency = form.currency.map(str::to_owned);
        if form.measures || form.has_project {
            filing.filing.currency_unit = filing.filing.currency_unit.take().or(currency);
        } else {
            // The unit of another table is weak evidence for the form.
            filing.weak_currency = filing.weak_currency.take().or(currency);
        }
        filing.clues.filing_date =
            filing.clues.filing_date.take().or_else(|| form.filing_date.clone());
        if filing.filing.filing_date.is_none() {
            let printed = form.filing_date.as_deref();
            filing.filing.filing_date = printed.and_then(values::iso_date);
        }
        if let Some(filer) = filer {
            filing.places.entry("department".into()).or_insert(filer);
        }
    }

    /// Adds a draft with the provenance of a text.
    pub(super) fn push(&mut self, body: Body, src: Src) -> DraftId {
        let project = match body {
            Body::Goal(_) | Body::Indicator(_) | Body::Funding(_) => self.scope.project,
            _ => None,
        };
        let draft = Draft {
            body,
            place: self.placed(src),
            places: Places::default(),
            atoms: Atoms::new(),
            goal: None,
            project,
            evidence: self.evidence,
        };
        self.current_mut().map_or(0, |filing| filing.push(draft))
    }

    /// Records the provenance of a value and takes its text whole.
    pub(super) fn take_into(&mut self, id: DraftId, key: impl Into<Key>, src: Src) {
        self.ledger.take_whole(src, Some(self.filing));
        self.record_provenance(id, key, src);
    }

    /// Records the provenance of a value.
    pub(super) fn record_provenance(&mut self, id: DraftId, key: impl Into<Key>, src: Src) {
        let spot = self.spot(src);
        let atoms = self.atoms(src);
        if let Some(draft) = self.draft_mut(id) {
            draft.places.insert(key.into(), spot);
            draft.atoms.extend_from_slice(atoms);
        }
    }

    /// Records the provenance of a value of the filing and takes its text whole.
    fn take_into_filing(&mut self, key: Key, src: Src) {
        self.ledger.take_whole(src, Some(self.filing));
        let spot = self.spot(src);
        let atoms = self.atoms(src);
        if let Some(filing) = self.current_mut() {
            filing.places.entry(key).or_insert(spot);
            filing.atoms.extend_from_slice(atoms);
        }
    }

    /// Writes a text into a field of a draft, else keeps it unmapped. Returns whether it was
    /// written.
    pub(super) fn write(
        &mut self,
        id: DraftId,
        field: Field,
        src: Src,
        label: Option<Src>,
    ) -> bool {
        let text = self.text(src);
        let currency = self.currency().map(str::to_owned);
        let spot = self.spot(src);
        let draft = self.draft_mut(id);
        let Some(draft) = draft else { return false };
        let done = slots::put(&mut draft.body, field, text, currency.as_deref());
        match done {
            Ok(keys) => {
                let is_again = is_printed_again(&keys, &spot, &draft.places);
                for key in keys {
                    self.take_into(id, key, src);
                }
                if is_again {
                    self.report_again(field, src);
                }
                true
            }
            Err(refusal) => {
                draft.evidence.n_refused += 1;
                self.refuse(refusal, field, src, label);
                false
            }
        }
    }

    /// Reports a text that a field holds already, from another place.
    fn report_again(&mut self, field: Field, src: Src) {
        let message = format!("`{field}` is printed again: `{}`", join_lines(self.text(src)));
        self.report(Code::RecordSecondText, src, message);
    }

    /// Counts a label, listed or guessed, as evidence for a draft.
    pub(super) fn read_by(&mut self, id: DraftId, guessed: bool) {
        if let Some(draft) = self.draft_mut(id) {
            draft.evidence.n_words += 1;
            draft.evidence.n_guessed += u32::from(guessed);
        }
    }

    /// Writes a text into a field of the filing, else keeps it unmapped. Returns whether it was
    /// written.
    pub(super) fn write_filing(
        &mut self,
        field: Field,
        text: &str,
        src: Src,
        label: Option<Src>,
    ) -> bool {
        let spot = self.spot(src);
        let Some(filing) = self.current_mut() else { return false };
        let mut body = Body::Filing(Box::new(std::mem::take(&mut filing.filing)));
        let done = slots::put(&mut body, field, text, None);
        if let Body::Filing(written) = body {
            filing.filing = *written;
        }
        let is_again =
            done.as_ref().is_ok_and(|keys| is_printed_again(keys, &spot, &filing.places));
        let is_entire = fold(text) == fold(self.text(src));
        match done {
            Ok(keys) => {
                if is_again {
                    self.report_again(field, src);
                }
                for key in keys {
                    if is_entire {
                        self.take_into_filing(key, src);
                    } else {
                        self.ledger.take_part(src, text, Some(self.filing));
                    }
                }
                true
            }
            Err(_) if !is_entire => false,
            Err(refusal) => {
                self.refuse(refusal, field, src, label);
                false
            }
        }
    }

    /// Keeps a refused text unmapped under its label and reports why.
    fn refuse(&mut self, refusal: Refusal, field: Field, src: Src, label: Option<Src>) {
        let text = join_lines(self.text(src));
        let label = label.map(|label| join_lines(self.text(label)));
        let named = label.as_deref().unwrap_or("a field");
        match refusal {
            Refusal::NoFit(takes) => {
                let message =
                    format!("`{text}` beside `{named}` is not {takes}, which `{field}` takes");
                self.diagnostics.report(Code::RecordRefused, self.place(src), message);
            }
            Refusal::Second => {
                let message =
                    format!("`{field}` has a text already; `{text}` beside `{named}` is unmapped");
                self.diagnostics.report(Code::RecordSecondText, self.place(src), message);
            }
            Refusal::NoField => {}
        }
        self.keep_unmapped(src, label);
    }

    /// Adds an `unmapped` record for a text under its label, unless the text is taken.
    pub(super) fn keep_unmapped(&mut self, src: Src, label: Option<String>) {
        if !self.ledger.is_taken(src) {
            self.push_unmapped(src, label);
        }
    }

    /// Adds an `unmapped` record for a text, even if parts of the text are taken. If there are too
    /// many, the sweep keeps the rest of the table whole.
    pub(super) fn push_unmapped(&mut self, src: Src, label: Option<String>) {
        let text = self.text(src).trim().to_owned();
        let is_cell = src.cell.is_some();
        if text.is_empty() || is_cell && !self.has_room_for(1) {
            return;
        }
        let id = self.push(Body::Unmapped(Unmapped { label, text }), src);
        self.take_into(id, "text", src);
        if !is_cell {
            return;
        }
        self.n_unmapped += 1;
        if let Some(filing) = self.current_mut() {
            filing.n_unmapped += 1;
        }
    }

    /// Whether that many further cells may have an `unmapped` record of their own.
    pub(super) fn has_room_for(&self, n: usize) -> bool {
        self.n_unmapped + n <= MAX_UNMAPPED
    }

    /// Takes a row number. Any other text is kept unmapped.
    pub(super) fn serial(&mut self, src: Src, label: Option<String>) {
        if is_ordinal(self.text(src)) {
            self.row_number(src);
        } else {
            self.keep_unmapped(src, label);
        }
    }

    /// Takes a text as the number of a row.
    pub(super) fn row_number(&mut self, src: Src) {
        // A merged number covers several rows and is reported once.
        if !self.ledger.is_taken(src) {
            self.row_numbers.push(src);
        }
        self.ledger.take_whole(src, Some(self.filing));
    }

    /// Reports the row numbers of a list, in one finding if the list has a usual length.
    pub(super) fn report_row_numbers(&mut self) {
        /// Numbers in one finding.
        const MAX_NUMBERS: usize = 500;
        let numbers = std::mem::take(&mut self.row_numbers);
        for numbers in numbers.chunks(MAX_NUMBERS) {
            let Some(&first) = numbers.first() else { continue };
            let texts: Vec<String> =
                numbers.iter().map(|&src| join_lines(self.text(src)).trim().to_owned()).collect();
            let mut atoms = Atoms::new();
            numbers.iter().for_each(|&src| atoms.extend_from_slice(self.atoms(src)));
            let message = format!("the numbers of the rows: `{}`", texts.join("`, `"));
            self.diagnostics.consume(Code::RecordRowNumbers, self.place(first), atoms, message);
        }
    }

    /// Whether a text is only the year, the unit or the date of the filing. Records the date.
    pub(super) fn accept_filing_value(&mut self, field: Field, text: &str) -> bool {
        match field {
            Field::FiscalYear => year::is_bare_year(text),
            Field::CurrencyUnit => {
                let Some(unit) = money::bare_unit(text) else { return false };
                self.enter_currency(unit);
                true
            }
            Field::FilingDate => {
                let (Some(date), Some(filing)) = (values::iso_date(text), self.current_mut())
                else {
                    return false;
                };
                // Text after the date is more than a date.
                let is_date = |c: char| c.is_ascii_digit() || "年月日号-/.:".contains(c);
                let is_bare = fold(text).chars().all(is_date);
                *filing.filing.filing_date.get_or_insert_with(|| date.clone()) == date && is_bare
            }
            _ => false,
        }
    }

    /// Records the code of the department. Returns false if the department has another code.
    pub(super) fn department_code(&mut self, code: &str) -> bool {
        let own = self.current_mut().and_then(|filing| filing.department.as_mut());
        let Some(own) = own else { return false };
        let code = values::narrow(code);
        *own.code.get_or_insert_with(|| code.clone().into_owned()) == code
    }

    /// Records that a text is a label or header word with a meaning.
    pub(super) fn label(&mut self, src: Src, listed: bool, meaning: impl std::fmt::Display) {
        // The translation of a listed word is no part of it.
        let listed = listed && !is_bilingual(self.text(src));
        let label = if listed { Label::Listed } else { Label::Guessed(meaning.to_string()) };
        self.ledger.take_label(src, label, Some(self.filing));
        let atoms = self.atoms(src);
        if let Some(filing) = self.current_mut() {
            filing.atoms.extend_from_slice(atoms);
        }
    }

    /// Accounts for a text that is no data by a finding that names it.
    pub(super) fn consume(&mut self, code: Code, src: Src, message: &str) {
        let text = join_lines(self.text(src));
        self.ledger.take_whole(src, None);
        let message = format!("{message}: `{text}`");
        self.diagnostics.consume(code, self.place(src), self.atoms(src).into(), message);
    }

    /// The currency unit of amounts without a unit.
    pub(super) fn currency(&self) -> Option<&str> {
        let default = || self.template.and_then(|template| template.defaults.currency.as_deref());
        let filing = || self.current().and_then(|f| f.filing.currency_unit.as_deref());
        self.scope.currency.or(self.forms[self.form].currency).or_else(filing).or_else(default)
    }

    /// Records the currency unit in a label: 项目资金（元）.
    pub(super) fn record_currency(&mut self, label: &str) {
        if let Some(unit) = crate::columns::choose::bracket_currency(label) {
            self.scope.currency = Some(unit);
            if let Some(filing) = self.current_mut() {
                filing.filing.currency_unit.get_or_insert_with(|| unit.to_owned());
            }
        }
    }

    /// Sets the currency unit of the amounts below, which is that of the filing if no other is stated.
    pub(super) fn enter_currency(&mut self, unit: &'static str) {
        self.scope.currency = Some(unit);
        if let Some(filing) = self.current_mut() {
            filing.weak_currency.get_or_insert_with(|| unit.to_owned());
        }
    }

    /// Records the currency unit in a label without a field, which counts if no other states one.
    pub(super) fn note_currency(&mut self, label: &str) {
        if let Some(unit) = crate::columns::choose::bracket_currency(label)
            && let Some(filing) = self.current_mut()
        {
            filing.weak_currency.get_or_insert_with(|| unit.to_owned());
        }
    }

    /// Reports a finding about a text.
    pub(super) fn report(&mut self, code: Code, src: Src, message: impl Into<String>) {
        self.diagnostics.report(code, self.place(src), message);
    }
}
