//! Where in a form the next piece stands, as plain data.

use std::collections::BTreeSet;

use formgrid_model::Place;

use super::filing::DraftId;
use crate::template::{Field, Horizon, Inline, Part, Section};

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
    /// Horizon that the label of the block names, where its section does not.
    pub(super) section_horizon: Option<Horizon>,
    /// The field that the label of the block names.
    pub(super) block_field: Option<Field>,
    /// Unit of money that the block's label names.
    pub(super) currency: Option<&'static str>,
    /// Levels that fill down, by column.
    pub(super) carried: Vec<Option<Carried>>,
    /// The level that the present rows of a tree stand below.
    pub(super) branch: Option<Carried>,
    /// Where money of the medium term stands beside that of the year: the grid column of the year's.
    pub(super) annual_from: Option<usize>,
    /// Side of the funding table.
    pub(super) side: Option<&'static str>,
    pub(super) prose: Option<Prose>,
    /// The last numbered item of an overview of goals, with its number and its cell.
    pub(super) last_item: Option<(DraftId, i64, crate::forms::Src)>,
    /// A title of another kind of table came since the last form.
    pub(super) other_table: bool,
    /// A goal came since the columns were set: levels do not go on.
    pub(super) goal_is_new: bool,
}

/// A level that fills down, with the cell that prints it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Carried {
    pub(super) text: String,
    pub(super) src: crate::forms::Src,
}

/// A label whose text may go on in the rows below.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prose {
    pub(super) field: Field,
    /// The line to which a text without a number belongs.
    pub(super) draft: Option<DraftId>,
}

/// Where in the narrative the next paragraph stands.
#[derive(Debug, Default)]
pub(super) struct Narrative {
    pub(super) part: Option<Part>,
    /// Horizon of the goal that the part's heading names.
    pub(super) horizon: Option<Horizon>,
    /// The goal that the part has written so far.
    pub(super) goal: Option<DraftId>,
    /// What the last labelled paragraph held; unlabelled ones go on with it.
    pub(super) inline: Option<Inline>,
}

/// Something that a list of contents names.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    /// As printed, without its number and page.
    pub(super) text: String,
    /// Where it is named.
    pub(super) place: Place,
}
