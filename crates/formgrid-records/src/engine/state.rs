//! What is remembered between one cell and the next.
//!
//! A cell alone says little: which form, project and goal it belongs to, and what its column means, was
//! said before it. All of that is here, as plain data; the rooms that read a kind of cell change it.

use std::collections::BTreeSet;
use std::rc::Rc;

use formgrid_model::{Atoms, Paragraph, Place};

use super::cells::Cells;
use super::columns::ColumnMap;
use super::filing::{DraftId, Placed};
use crate::department::Department;
use crate::template::{Field, Horizon, Inline, Part, Section, TitleKind};

/// Cells that a line takes, with how many they are.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) atoms: Atoms,
    pub(super) n: usize,
}

impl Taken {
    /// Takes a cell, unless something took it before.
    pub(super) fn add(&mut self, cells: &mut Cells<'_>, index: usize) {
        if cells.take(index) && !cells.cell(index).is_empty() {
            self.atoms.extend(cells.cell(index).atoms.iter().copied());
            self.n += 1;
        }
    }

    /// Takes one cell.
    pub(super) fn one(cells: &mut Cells<'_>, index: usize) -> Self {
        let mut taken = Self::default();
        taken.add(cells, index);
        taken
    }

    /// The atoms of a paragraph, which is no cell.
    pub(super) fn paragraph(paragraph: &Paragraph) -> Self {
        Self { atoms: paragraph.atoms.clone(), n: 0 }
    }
}

/// What stands before the first line of a form.
#[derive(Debug, Default)]
pub(super) struct Front {
    pub(super) titles: Vec<String>,
    pub(super) kind: Option<TitleKind>,
    pub(super) record_kind: Option<&'static str>,
    pub(super) department: Option<Department>,
    /// The name comes from a cover and gives way to one that a form prints.
    pub(super) department_is_weak: bool,
    pub(super) currency: Option<&'static str>,
    pub(super) filing_date: Option<String>,
    pub(super) year_lines: Vec<String>,
    /// Heading of the project to come.
    pub(super) heading: Option<String>,
    /// What follows is certainly another filing.
    pub(super) opens: bool,
    /// Its cells.
    pub(super) taken: Taken,
    /// Where it begins.
    pub(super) place: Option<Placed>,
}

impl Front {
    /// Whether there is anything that may open a filing.
    pub(super) fn is_pending(&self) -> bool {
        self.opens || !self.titles.is_empty() || self.department.is_some()
    }

    /// Forgets what earlier titles said: they had no content, as in a table of contents.
    pub(super) fn restart(&mut self) {
        self.titles.clear();
        self.kind = None;
        self.record_kind = None;
        self.department = None;
        self.year_lines.clear();
    }

    /// Adds what the front is made of.
    pub(super) fn add(&mut self, taken: Taken, place: &Placed) {
        self.taken.n += taken.n;
        self.taken.atoms.extend(taken.atoms);
        self.place.get_or_insert_with(|| place.clone());
    }
}

/// A label whose text may go on in the rows below.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prose {
    pub(super) field: Field,
    /// The line to which a text without a number belongs.
    pub(super) draft: Option<DraftId>,
}

/// Where in a form the next row stands.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) project: Option<DraftId>,
    /// The goals of the project.
    pub(super) project_goals: Vec<DraftId>,
    /// Horizons of which an overview printed goals.
    pub(super) overview: BTreeSet<Option<Horizon>>,
    /// The goal that heads the indicators to come.
    pub(super) goal: Option<DraftId>,
    /// Goals that were printed one after the other before the present indicators.
    pub(super) heads: Vec<DraftId>,
    /// Indicators came after the heads: the next goal begins new ones.
    pub(super) heads_are_used: bool,
    /// Horizon and number that a stub names where no goal of that number is printed.
    pub(super) named_goal: Option<(Option<Horizon>, Option<i64>)>,
    pub(super) section: Option<Section>,
    /// Unit of money that the block's label names.
    pub(super) currency: Option<&'static str>,
    pub(super) columns: Option<Rc<ColumnMap>>,
    /// Texts that fill down, by column.
    pub(super) carried: Vec<Option<String>>,
    /// Where money of the medium term stands beside that of the year: the grid column of the year's.
    pub(super) annual_from: Option<usize>,
    /// Side of the funding table.
    pub(super) side: Option<&'static str>,
    pub(super) prose: Option<Prose>,
    /// A title of another kind of table came since the last form.
    pub(super) other_table: bool,
    /// A goal came since the columns were set: levels do not go on.
    pub(super) goal_is_new: bool,
}

/// Where in the narrative the next paragraph stands.
#[derive(Debug, Default)]
pub(super) struct Narrative<'a> {
    pub(super) part: Option<Part>,
    /// Horizon of the goal that the part's heading names.
    pub(super) horizon: Option<Horizon>,
    /// The goal that the part has written so far.
    pub(super) goal: Option<DraftId>,
    /// What the last labelled paragraph held; unlabelled ones go on with it.
    pub(super) inline: Option<Inline>,
    pub(super) held: Option<Held<'a>>,
}

/// A paragraph that nothing explained yet.
#[derive(Debug)]
pub(super) struct Held<'a> {
    pub(super) text: &'a str,
    pub(super) placed: Placed,
    pub(super) taken: Taken,
}

/// A label with its value in one text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Labelled<'t> {
    /// Empty where the text behind a label goes on with a label that is not known.
    pub(super) label: &'t str,
    pub(super) field: Option<Field>,
    pub(super) value: &'t str,
}

/// A field of a project that is not begun yet.
#[derive(Debug)]
pub(super) struct Pending<'a> {
    pub(super) said: Labelled<'a>,
    pub(super) placed: Placed,
}

/// Something that a list of contents names.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    /// As printed, without its number and page.
    pub(super) text: String,
    /// Where it is named.
    pub(super) place: Place,
}
