//! Links from indicators to the goals that they serve.

use super::filing::DraftId;
use super::writer::Writer;
use crate::template::Horizon;

/// The link from an indicator to its goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct GoalLink {
    pub(super) goal: Option<DraftId>,
    pub(super) horizon: Option<Horizon>,
    pub(super) number: Option<i64>,
}

impl Writer<'_, '_> {
    /// The goal that an indicator of the current block serves. `column` is the horizon in its own
    /// header, `group` its number among the indicators of the row, 0 if it is alone.
    pub(super) fn goal_link(&self, column: Option<Horizon>, group: usize) -> GoalLink {
        if let Some(id) = self.scope.row_goal {
            return self.link_to(id);
        }
        if let Some((horizon, number)) = self.scope.named_goal {
            return GoalLink { goal: None, horizon, number };
        }
        let section = self.section_horizon();
        let side_by_side = group > 0;
        // Without a horizon in the header, the indicators of a row are in the order of the goals
        // above.
        let column = column.or_else(|| self.horizon(self.goal_of_group(group)?));
        let wanted = if side_by_side { column } else { section };
        let by_horizon = |ids: &mut dyn Iterator<Item = DraftId>, wanted: Horizon| {
            ids.filter(|&id| self.horizon(id) == Some(wanted)).last()
        };
        if side_by_side || self.mixed_heads() {
            let mut heads = self.scope.heads.iter().copied();
            let mut all = self.scope.project_goals.iter().copied();
            let found =
                wanted.and_then(|w| by_horizon(&mut heads, w).or_else(|| by_horizon(&mut all, w)));
            if let Some(id) = found {
                return self.link_to(id);
            }
        }
        if self.scope.project.is_some() {
            if let (true, Some(wanted)) = (side_by_side, wanted) {
                return self.link_to_adjacent(wanted);
            }
            return self.link_to_objective(wanted.or(column));
        }
        if let Some(id) = self.scope.goal {
            return self.link_to(id);
        }
        self.link_to_overview(wanted.or(column))
    }

    /// The goal with a number, as the rows of a list name it: that of the section, else the only one.
    pub(super) fn numbered_goal(&self, number: i64) -> Option<DraftId> {
        let filing = self.current()?;
        let is_own = |id: DraftId| match self.scope.project {
            Some(_) => self.scope.project_goals.contains(&id),
            None => filing.goal(id).is_some_and(|goal| goal.level != "project"),
        };
        let section = self.section_horizon();
        let fits = |id: DraftId| {
            let own = self.horizon(id);
            section.is_none() || own.is_none() || own == section
        };
        let numbered = filing.goals().filter(|(_, goal)| goal.number == Some(number));
        let mut ids = numbered.map(|(id, _)| id).filter(|&id| is_own(id) && fits(id));
        let first = ids.next()?;
        // An overview and the blocks of its goals print the same goal.
        ids.all(|id| self.horizon(id) == self.horizon(first)).then_some(first)
    }

    /// The objective for one of several targets of an indicator: that of its horizon, else one of
    /// unknown horizon.
    fn link_to_adjacent(&self, wanted: Horizon) -> GoalLink {
        let goals = &self.scope.project_goals;
        let of = |horizon| goals.iter().copied().find(|&id| self.horizon(id) == horizon);
        match of(Some(wanted)).or_else(|| of(None)) {
            Some(id) => GoalLink { horizon: Some(wanted), ..self.link_to(id) },
            None => GoalLink { horizon: Some(wanted), ..GoalLink::default() },
        }
    }

    /// The objective that indicators of a project serve: that of the wanted horizon, else that of
    /// the year, else the only one.
    fn link_to_objective(&self, wanted: Option<Horizon>) -> GoalLink {
        let goals = &self.scope.project_goals;
        let of =
            |horizon: Horizon| goals.iter().copied().find(|&id| self.horizon(id) == Some(horizon));
        let chosen = wanted
            .and_then(of)
            .or_else(|| of(Horizon::Annual))
            .or_else(|| goals.last().copied().filter(|_| goals.len() == 1));
        match chosen {
            Some(id) => self.link_to(id),
            None => GoalLink { horizon: wanted, ..GoalLink::default() },
        }
    }

    /// The goal in an overview that indicators serve: the only one of the wanted horizon.
    fn link_to_overview(&self, wanted: Option<Horizon>) -> GoalLink {
        let goals: Vec<DraftId> = self
            .current()
            .map(|filing| filing.goals().map(|(id, _)| id).collect())
            .unwrap_or_default();
        let fits = |id: &DraftId| wanted.is_none() || self.horizon(*id) == wanted;
        let fitting: Vec<DraftId> = goals.into_iter().filter(fits).collect();
        match fitting.as_slice() {
            [id] => self.link_to(*id),
            [first, rest @ ..]
                if rest.iter().all(|id| self.horizon(*id) == self.horizon(*first)) =>
            {
                GoalLink { horizon: wanted.or(self.horizon(*first)), ..GoalLink::default() }
            }
            _ => GoalLink { horizon: wanted, ..GoalLink::default() },
        }
    }

    /// The goal above the indicators of a group, if a project has several objectives in adjacent
    /// columns.
    fn goal_of_group(&self, group: usize) -> Option<DraftId> {
        let goals = &self.scope.project_goals;
        goals.get(group.checked_sub(1)?).copied().filter(|_| goals.len() > 1)
    }

    fn link_to(&self, id: DraftId) -> GoalLink {
        // The horizon identifies an objective of a project; its number adds nothing.
        let goal = self.current().and_then(|filing| filing.goal(id));
        let number = goal.filter(|_| self.scope.project.is_none()).and_then(|goal| goal.number);
        let horizon = self.horizon(id).or_else(|| self.section_horizon());
        GoalLink { goal: Some(id), horizon, number }
    }

    fn horizon(&self, id: DraftId) -> Option<Horizon> {
        Horizon::named(self.current()?.goal(id)?.horizon.as_deref()?)
    }

    /// Whether goals of several horizons precede the next indicators.
    fn mixed_heads(&self) -> bool {
        let mut horizons = self.scope.heads.iter().map(|&id| self.horizon(id));
        let first = horizons.next();
        horizons.any(|horizon| Some(horizon) != first)
    }
}
