//! Forms: what one department or project files, from its title to the next.
//!
//! Lines and bands are divided into forms before anything is written. For each form, all evidence
//! for its filer, year and unit is collected with weights and decided at once ([`filer`]).

pub(crate) mod filer;
mod pieces;
pub(crate) mod titles;

use std::ops::Range;

use formgrid_model::fold;

use crate::bands::{BandBody, Item};
use crate::columns::ListKind;
use crate::department::Department;
use crate::template::{Field, Part, TitleKind};
use crate::year;
use filer::{Candidate, Support};
use titles::{Furniture, InlineLabel, Title};

pub(crate) use pieces::{Line, Piece, Reading, Role, Src, read};

/// One form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form {
    /// Its pieces.
    pub(crate) pieces: Range<usize>,
    pub(crate) titles: Vec<String>,
    pub(crate) kind: Option<TitleKind>,
    pub(crate) record_kind: Option<&'static str>,
    /// Heading of a project above the form.
    pub(crate) heading: Option<String>,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) department: Option<Department>,
    /// The source of the department; none if it comes from another form.
    pub(crate) filer: Option<Src>,
    /// The source of the department if its label is unknown.
    pub(crate) guess: Option<Src>,
    pub(crate) year_lines: Vec<String>,
    /// Headings and labelled texts that name a year.
    pub(crate) year_headings: Vec<String>,
    pub(crate) currency: Option<&'static str>,
    pub(crate) filing_date: Option<String>,
    /// It certainly begins a new filing.
    pub(crate) opens: bool,
    /// It is a cover, which applies to what follows.
    pub(crate) is_cover: bool,
    has_body: bool,
    /// A label names a project.
    pub(crate) has_project: bool,
    /// It has rows of a list.
    has_list: bool,
    /// It has rows of goals or indicators.
    pub(crate) measures: bool,
    /// Name of its project, folded.
    project: Option<String>,
}

/// Divides a document into forms and decides the filer of each.
pub(crate) fn cut(reading: &Reading<'_>) -> Vec<Form> {
    let mut cutter = Cutter { reading, forms: vec![Form::default()], table: None };
    for at in 0..reading.pieces.len() {
        cutter.piece(at);
    }
    let mut forms = cutter.forms;
    let n = reading.pieces.len();
    for at in 0..forms.len() {
        forms[at].pieces.end = forms.get(at + 1).map_or(n, |next| next.pieces.start);
    }
    forms.retain(|form| !form.pieces.is_empty());
    filer::decide(reading, &mut forms);
    forms
}

/// What of the last form applies to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inherits {
    Nothing,
    /// Titles, years and units.
    Titles,
    /// These and the filer named above the last form.
    Filer,
}

struct Cutter<'r, 'a> {
    reading: &'r Reading<'a>,
    forms: Vec<Form>,
    /// The table of the last row.
    table: Option<usize>,
}

impl Cutter<'_, '_> {
    fn current(&mut self) -> &mut Form {
        if self.forms.is_empty() {
            self.forms.push(Form::default());
        }
        let at = self.forms.len() - 1;
        &mut self.forms[at]
    }

    /// Begins a form at a piece.
    fn begin(&mut self, at: usize, inherits: Inherits) {
        let above = self.current().clone();
        let mut form = Form { pieces: at..at, ..Form::default() };
        if inherits != Inherits::Nothing {
            form.titles = above.titles;
            form.kind = above.kind;
            form.record_kind = above.record_kind;
            form.year_lines = above.year_lines;
            form.year_headings = above.year_headings;
            form.currency = above.currency;
            form.filing_date = above.filing_date;
            // The name in a title covers all forms below it, and so does the filer in a line between
            // the title and the forms.
            let has_title = above.candidates.iter().any(|candidate| candidate.is_of_title);
            let covers = |candidate: &Candidate| {
                let is_filer = has_title && candidate.is_above && inherits == Inherits::Filer;
                candidate.is_of_title || is_filer
            };
            form.candidates = above.candidates.into_iter().filter(covers).collect();
        }
        self.forms.push(form);
    }

    fn piece(&mut self, at: usize) {
        match &self.reading.pieces[at] {
            Piece::Line(line) => self.line(at, line),
            Piece::Row { table, band } => {
                if self.table.replace(*table) != Some(*table) {
                    self.table(at, *table);
                }
                self.band(at, *table, *band);
            }
        }
    }

    /// Whether a name differs from that of the form's own project.
    fn is_other_project(&mut self, name: &str) -> bool {
        let form = self.current();
        match &form.project {
            Some(own) => *own != folded_name(name),
            None => form.has_list && form.has_project,
        }
    }

    /// Whether a labelled name differs from one labelled before, in a form that has a list.
    fn is_other_department(&mut self, name: &str) -> bool {
        let form = self.current();
        let name = fold(name);
        let mut own = form.candidates.iter().filter(|c| c.field == Some(Field::Department));
        form.has_list && own.any(|c| fold(&c.department.name) != name)
    }

    fn line(&mut self, at: usize, line: &Line<'_>) {
        if let Some(table) = line.table
            && self.table.replace(table) != Some(table)
        {
            self.table(at, table);
        }
        match &line.role {
            Role::Title(title) => self.title(at, title, line.src),
            Role::TitleAbove => {
                if self.current().has_body {
                    self.begin(at, Inherits::Nothing);
                }
            }
            Role::Part(Part::Opening) => {
                if self.current().has_list || self.current().has_project {
                    self.begin(at, Inherits::Nothing);
                    self.current().opens = true;
                }
                self.current().has_body = true;
            }
            Role::Furniture(pieces) => {
                let pieces = pieces.clone();
                self.furniture(pieces);
            }
            Role::Labels(labels) => self.labels(at, labels, line.src),
            Role::Name => {
                let (number, name) = crate::text::split_number(line.text);
                if number.is_some() && self.current().has_body {
                    self.begin(at, Inherits::Nothing);
                }
                self.current().candidates.push(Candidate::name(name, line.src));
            }
            Role::Part(_) | Role::OtherTitle | Role::Plain => {
                let form = self.current();
                // Rows above the first form of a sheet are paragraphs; later ones are its sections.
                if (line.table.is_none() || !form.has_body)
                    && year::year_in(line.text).is_some()
                    && line.text.chars().count() < 60
                {
                    form.year_headings.extend(year_heading(line.text));
                }
            }
        }
    }

    fn title(&mut self, at: usize, title: &Title, src: Src) {
        let form = self.current();
        let is_repeated = form.titles.iter().any(|other| fold(other) == fold(&title.text));
        let names_same =
            is_repeated && title.department.is_some() && title.kind == TitleKind::Department;
        if title.kind == TitleKind::Cover {
            if form.has_body {
                self.begin(at, Inherits::Nothing);
            }
            let form = self.current();
            form.is_cover = true;
            form.titles.push(title.text.clone());
            form.candidates
                .extend(title.department.clone().map(|d| Candidate::title(d, src, title.kind)));
            return;
        }
        if title.heading {
            if form.has_project || form.has_list {
                self.begin(at, Inherits::Titles);
            }
            let form = self.current();
            form.heading = Some(title.text.clone());
            form.candidates
                .extend(title.department.clone().map(|d| Candidate::title(d, src, title.kind)));
            if year::year_in(&title.text).is_some() {
                form.year_headings.push(title.text.clone());
            }
            return;
        }
        // A page that repeats its title begins no form.
        if form.has_body && names_same {
            return;
        }
        if form.has_body {
            self.begin(at, Inherits::Nothing);
        } else if form.candidates.iter().any(|c| c.is_of_title) && title.department.is_some() {
            // Titles without content, as in a table of contents, do not apply to what follows.
            form.titles.clear();
            form.candidates.retain(|candidate| !candidate.is_of_title);
            form.year_lines.clear();
        }
        let record_kind = self.reading.vocabulary.record_kind(&fold(&title.text));
        let form = self.current();
        form.kind = Some(title.kind);
        form.record_kind = record_kind.or(form.record_kind);
        form.titles.push(title.text.clone());
        form.candidates
            .extend(title.department.clone().map(|d| Candidate::title(d, src, title.kind)));
    }

    fn furniture(&mut self, pieces: Vec<Furniture>) {
        let form = self.current();
        for piece in pieces {
            match piece {
                Furniture::Unit(unit) => form.currency = form.currency.or(unit),
                Furniture::Date(text) => {
                    form.filing_date.get_or_insert(text);
                }
                Furniture::Year(line) => form.year_lines.push(line),
                Furniture::Page => {}
            }
        }
    }

    /// Reads labels with their values in a line.
    fn labels(&mut self, at: usize, labels: &[InlineLabel<'_>], src: Src) {
        for label in labels {
            let Some(field) = label.field else {
                self.current().year_headings.extend(year::only_year(label.value));
                continue;
            };
            if field == Field::ProjectName && self.is_other_project(label.value) {
                self.begin(at, Inherits::Filer);
            }
            // A code with a name needs no label.
            let is_listed = label.label.is_empty()
                || self.reading.vocabulary.read(label.label).label == Some(field);
            let support = if is_listed { Support::Line } else { Support::Guess };
            let vocabulary = self.reading.vocabulary;
            let candidate =
                Candidate::label(vocabulary, field, label.label, label.value, src, support);
            let name = candidate.as_ref().map(|candidate| candidate.department.name.as_str());
            if field == Field::Department && name.is_some_and(|name| self.is_other_department(name))
            {
                self.begin(at, Inherits::Titles);
            }
            let form = self.current();
            let is_above = !form.has_body && !form.has_project && field != Field::ProjectName;
            let candidate = candidate.map(|candidate| Candidate { is_above, ..candidate });
            if field == Field::ProjectName {
                form.has_project = true;
                form.project = Some(folded_name(label.value));
            }
            form.candidates.extend(candidate);
            match field {
                Field::FiscalYear => form.year_lines.push(label.value.to_owned()),
                Field::Period => form.year_headings.extend(year::only_year(label.value)),
                Field::CurrencyUnit => {
                    form.currency = form.currency.or(crate::money::unit_of(label.value));
                }
                _ => {}
            }
        }
    }

    /// Enters a table. Its first rows decide whether it begins a form.
    fn table(&mut self, at: usize, table: usize) {
        let head = self.reading.head(table);
        let form = self.current();
        let is_other = match (&head.project, &form.project) {
            (Some(name), Some(own)) => {
                *own != folded_name(name) && (form.has_project || form.has_list)
            }
            _ => form.has_list && form.has_project,
        };
        let begins_project = head.has_project && is_other;
        let other_department = head.department.as_deref().is_some_and(|name| {
            let own = form.candidates.iter().filter(|candidate| candidate.is_printed);
            let mut others = own.map(|candidate| fold(&candidate.department.name).into_owned());
            let differs =
                others.clone().next().is_some() && !others.any(|other| other == fold(name));
            form.has_list && differs
        });
        if other_department {
            self.begin(at, Inherits::Titles);
        } else if begins_project {
            self.begin(at, Inherits::Filer);
        }
    }

    fn band(&mut self, at: usize, table: usize, band: usize) {
        let reading = self.reading;
        let sheet = &reading.sheets[table];
        let band = &reading.bands[table][band];
        match &band.body {
            BandBody::Blank | BandBody::Line(_) => {}
            BandBody::List(list) => {
                let form = self.current();
                form.has_body = true;
                form.has_list = true;
                form.measures |= matches!(
                    list.columns.kind,
                    ListKind::Indicators | ListKind::Goals | ListKind::Matrix | ListKind::Items
                );
                if list.columns.has(Field::ProjectName) {
                    form.has_project = true;
                }
            }
            BandBody::Pairs(items) => {
                for item in items {
                    let Item::Pair { label, field, value: Some(value), guessed, .. } = item else {
                        continue;
                    };
                    let text = sheet.text(*value);
                    let Some(field) = field else {
                        let src = Src::cell(sheet.block, *value);
                        let label = sheet.text(*label);
                        let beside = Candidate::beside(reading.vocabulary, label, text, src);
                        self.current().candidates.extend(beside);
                        continue;
                    };
                    if *field == Field::ProjectName && !guessed && self.is_other_project(text) {
                        self.begin(at, Inherits::Filer);
                    }
                    if *field == Field::Department && self.is_other_department(text) {
                        self.begin(at, Inherits::Titles);
                    }
                    let src = Src::cell(sheet.block, *value);
                    let form = self.current();
                    if *field == Field::ProjectName {
                        form.has_project = true;
                        form.project = Some(folded_name(text));
                    }
                    form.candidates.extend(Candidate::label(
                        reading.vocabulary,
                        *field,
                        sheet.text(*label),
                        text,
                        src,
                        if *guessed { Support::Guess } else { Support::Cell },
                    ));
                    if *field == Field::FiscalYear {
                        form.year_lines.push(text.to_owned());
                    }
                    // 计量单位 in a row of labels is that of an indicator.
                    let listed = sheet.listed(*label, reading.words(table));
                    if *field == Field::CurrencyUnit && listed.column != Some(Field::Unit) {
                        form.currency = form.currency.or(crate::money::bare_unit(text));
                    }
                }
                self.current().has_body = true;
            }
        }
    }
}

/// The name of a project without its code, folded.
fn folded_name(text: &str) -> String {
    fold(&crate::text::split_project_code(text).1).into_owned()
}

/// A heading about performance or a remark in brackets, which may state the year of the form below it.
fn year_heading(text: &str) -> Option<String> {
    let folded = fold(text);
    let is_of_form = ["绩效", "自评", "评价", "预算", "资金", "项目", "支出", "部门", "单位"]
        .iter()
        .any(|word| folded.contains(word));
    // （监控时点：2031年9月30日）
    let is_remark = folded.starts_with('(') && folded.ends_with(')');
    if is_remark { year::only_year(text) } else { is_of_form.then(|| text.to_owned()) }
}
