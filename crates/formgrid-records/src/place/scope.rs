//! The position within a form, as plain data.

use std::collections::BTreeSet;

use formgrid_model::Place;

use super::filing::DraftId;
use crate::template::{Field, Horizon, Inline, Part, Section};

/// The position of the next row within a form.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) project: Option<DraftId>,
    /// The project around a list whose rows name projects of their own, from the end of its rows to
    /// the next labels or header.
    pub(super) around_list: Option<Option<DraftId>>,
    /// The goals of the project.
    pub(super) project_goals: Vec<DraftId>,
    /// Horizons with goals in an overview.
    pub(super) overview: BTreeSet<Option<Horizon>>,
    /// The goal of the next indicators.
    pub(super) goal: Option<DraftId>,
    /// Goals printed in sequence before the current indicators.
    pub(super) heads: Vec<DraftId>,
    /// Indicators came after `heads`: the next goal starts over.
    pub(super) heads_are_used: bool,
    /// Horizon and number in a stub, if no such goal is printed.
    pub(super) named_goal: Option<(Option<Horizon>, Option<i64>)>,
    /// The goal that the rows of a list name by its number.
    pub(super) row_goal: Option<DraftId>,
    pub(super) section: Option<Section>,
    /// The block and the row after the last of the section, if its label spans rows.
    pub(super) section_rows: Option<(usize, usize)>,
    /// Horizon in the block label, if its section has none.
    pub(super) section_horizon: Option<Horizon>,
    /// The number in the label of a block of goals: 2 of 年度绩效目标2.
    pub(super) section_number: Option<i64>,
    /// Field in the block label.
    pub(super) block_field: Option<Field>,
    /// Currency unit in the block label.
    pub(super) currency: Option<&'static str>,
    /// Levels carried down, by column.
    pub(super) carried: Vec<Option<Carried>>,
    /// The branches above the current rows of a tree: level 1 and, in a deep tree, level 2.
    pub(super) branches: [Option<Carried>; 2],
    /// Grid column of the annual amounts, if medium-term amounts precede them.
    pub(super) annual_from: Option<usize>,
    /// The levels that paragraphs name for those below.
    pub(super) lines: LineLevels,
    /// The block whose units have rows of their own, before those of their projects.
    pub(super) unit_rows: Option<usize>,
    /// Side of the funding table.
    pub(super) side: Option<&'static str>,
    /// The sides next to each other, each with its first grid column.
    pub(super) sides: Vec<(usize, &'static str)>,
    pub(super) prose: Option<Prose>,
    /// The last numbered item of a goal overview: its goal, its number and its cell.
    pub(super) last_item: Option<(DraftId, i64, crate::forms::Src)>,
    /// A title of another kind of table came after the last form.
    pub(super) other_table: bool,
    /// A goal came after the columns were set: levels do not carry on.
    pub(super) goal_is_new: bool,
}

/// A level carried down, with its cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Carried {
    pub(super) text: String,
    pub(super) src: crate::forms::Src,
}

/// The levels above a paragraph.
#[derive(Debug, Default)]
pub(super) struct LineLevels {
    /// Level 1 and level 2.
    pub(super) levels: [Option<Carried>; 2],
    /// How level 1 is numbered.
    pub(super) first: Numbering,
}

/// How a paragraph is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Numbering {
    #[default]
    None,
    /// 1., 1、
    Digits,
    /// 一、
    Numerals,
    /// （1）
    BracketedDigits,
    /// （一）
    BracketedNumerals,
}

/// A label whose text may continue in the rows below.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prose {
    pub(super) field: Field,
    /// The goal that the text continues.
    pub(super) draft: Option<DraftId>,
}

/// The position of the next paragraph within the narrative.
#[derive(Debug, Default)]
pub(super) struct Narrative {
    pub(super) part: Option<Part>,
    /// Horizon in the heading of the part.
    pub(super) horizon: Option<Horizon>,
    /// The last goal of the part.
    pub(super) goal: Option<DraftId>,
    /// Content of the last labelled paragraph, which unlabelled ones continue.
    pub(super) inline: Option<Inline>,
}

/// An entry of a table of contents.
#[derive(Debug, Clone)]
pub(super) struct ContentsEntry {
    /// As printed, without its number and page.
    pub(super) text: String,
    /// Place of the entry.
    pub(super) place: Place,
}
