//! What a list needs: the fields of each kind without which a header is none of its.

use super::ListKind;
use super::search::{
    EXECUTION_MONEY, GOALS, INDICATOR_WORDS, PROJECT_CONTEXT, Scored, Search, State,
};
use crate::template::Field;

impl Search<'_> {
    /// Whether the candidates include what a complete list needs at least. Most headers rule out most
    /// kinds of lists this way.
    pub(super) fn may_complete(&self) -> bool {
        use Field as F;
        let holds = |column: &Scored, fields: &[Field]| {
            column.fields.iter().any(|(field, _)| fields.contains(field))
        };
        let n = |fields: &[Field]| self.columns.iter().filter(|c| holds(c, fields)).count();
        let has_real = |column: &Scored| column.fields.iter().any(|&(field, _)| field != F::Aside);
        match self.kind {
            ListKind::Indicators => n(&[F::Level3]) > 0,
            ListKind::Projects => {
                // Below a word for items, categories of money make a budget.
                let is_budget = |column: &Scored| {
                    column.begins_with_category && column.named.contains(&F::ProjectName)
                };
                n(&[F::ProjectName, F::UnitOrProject]) > 0 && !self.columns.iter().any(is_budget)
            }
            ListKind::Execution => n(&EXECUTION_MONEY) > 1,
            ListKind::Funding => n(&[F::Category]) > 0 && n(&[F::Amount]) > 0,
            ListKind::Goals => n(&GOALS) > 0 && self.columns.iter().all(has_real),
            ListKind::Instalments => n(&[F::Instalment]) == self.columns.len(),
            ListKind::Sources => self.columns.len() > 1 && self.columns.iter().all(has_real),
            ListKind::Matrix | ListKind::Items => false,
        }
    }

    /// Whether a list has its required fields.
    pub(super) fn is_complete(&self, state: &State) -> bool {
        let Self { kind, columns, .. } = *self;
        use Field as F;
        let has = |field: Field| state.has(field);
        let n = |fields: &[Field]| state.count(fields);
        let is_key = |(&field, column): (&Field, &Scored)| {
            matches!(field, F::ProjectName | F::Level3 | F::UnitOrProject) && column.is_name
        };
        // One such word may head a column of a form; two prove another table.
        let is_other = columns.iter().filter(|column| column.is_other).count() > 1;
        if is_other
            && matches!(kind, ListKind::Indicators | ListKind::Projects)
            && !state.fields.iter().zip(columns).any(is_key)
        {
            return false;
        }
        // A second column of names before amounts is another side: the rows are pairs.
        let is_side = |pair: &&[Scored]| match pair {
            [name, amount] => (name.holds_names || name.begins_with_category) && amount.is_numeric,
            _ => false,
        };
        if matches!(kind, ListKind::Funding | ListKind::Execution)
            && columns.windows(2).filter(is_side).count() > 1
        {
            return false;
        }
        match kind {
            ListKind::Indicators => self.has_indicators(state),
            ListKind::Projects => {
                // Parts of one column share one word.
                let is_distinct = |&(&field, column): &(&Field, &Scored)| {
                    field != F::Aside && field != F::Serial && !column.is_further_part
                };
                let n_distinct = state.fields.iter().zip(columns).filter(is_distinct).count();
                let names = |(&field, column): (&Field, &Scored)| {
                    matches!(field, F::ProjectName | F::UnitOrProject) && !column.begins_with_value
                };
                let has_name = state.fields.iter().zip(columns).any(names);
                has_name && n_distinct >= 2 && self.n_header_words() >= 2
            }
            ListKind::Execution => {
                let amounts =
                    [F::Original, F::Revised, F::Executed, F::ExecutedToDate, F::ExpectedFullYear];
                let n_amounts = n(&amounts);
                // A row without a name may hold a whole budget.
                let n_figures = n(&[F::Rate, F::Weight, F::Score]);
                let is_figure = |&(&field, column): &(&Field, &Scored)| {
                    field == F::Aside && column.is_numeric && !column.is_blank_header
                };
                let n_others = state.fields.iter().zip(columns).filter(is_figure).count();
                let is_row =
                    n_amounts >= 2 && n_amounts + n_figures + n_others == state.fields.len();
                n(&EXECUTION_MONEY) >= 2 && (has(F::Category) || is_row)
            }
            ListKind::Funding => has(F::Category) && has(F::Amount),
            ListKind::Goals => n(&GOALS) >= 1 && n(&[F::Aside]) == 0,
            ListKind::Instalments => {
                n(&[F::Instalment]) >= 2 && n(&[F::Instalment]) == columns.len()
            }
            ListKind::Sources => {
                let named = state.fields.iter().skip(1).all(|&field| field != F::Category);
                let n_sources = columns.len() - n(&[F::Category]);
                n(&[F::Aside]) == 0 && named && n_sources > 1
            }
            ListKind::Matrix | ListKind::Items => false,
        }
    }

    /// Whether a list of indicators has names, values and a header.
    fn has_indicators(&self, state: &State) -> bool {
        use Field as F;
        let columns = self.columns;
        // Cells may suggest fields, but only words prove that the row is a header.
        let proves_header = |field: &Field| INDICATOR_WORDS.contains(field);
        let values =
            [F::Target, F::Actual, F::Weight, F::Score, F::Baseline, F::Progress, F::Expected];
        let is_named = |&(at, field): &(usize, &Field)| {
            proves_header(field) && columns[at].named.contains(field)
        };
        let named = || state.fields.iter().enumerate().filter(is_named);
        let n_named = named().count();
        // Units and points are printed beside other things, too: costs, candidates, tenders.
        let names = |other: Field| named().any(|(_, &field)| field == other);
        let is_own = |field: &Field| !matches!(field, F::Unit | F::Weight | F::Score);
        let is_measured =
            named().any(|(_, field)| is_own(field)) || names(F::Weight) && names(F::Score);
        let n_words = self.n_header_words();
        let n_words_known = columns.iter().filter(|column| column.is_word).count();
        let is_header = n_named >= 1 && n_words_known >= 2 && n_words_known * 10 >= n_words * 4;
        let unnamed = state
            .fields
            .iter()
            .zip(columns)
            .any(|(&field, column)| field == F::ProjectName && !column.is_name);
        let has_context = !unnamed || state.count(&PROJECT_CONTEXT) >= 2;
        // Each of several names needs its own target.
        let is_paired = state.count(&[F::Level3]) <= state.count(&[F::Target]).max(1);
        // Named goals next to their results are no indicators.
        let is_goal = |(&field, column): (&Field, &Scored)| {
            field == F::Level3
                && !column.named.contains(&F::Level3)
                && column.named.iter().any(|field| field.goal_horizon().is_some())
        };
        let others = [F::Level1, F::Level2, F::Target, F::Weight, F::Score];
        let has_names = columns.iter().any(|column| column.named.contains(&F::GoalName));
        let is_goals = has_names && state.count(&others) == 0;
        if is_goals && state.fields.iter().zip(columns).any(is_goal) {
            return false;
        }
        let has_values = values.iter().any(|&field| state.has(field)) || n_named >= 3;
        let is_list = is_header && is_measured && n_words >= 3;
        state.has(F::Level3) && is_paired && has_values && is_list && has_context
    }

    /// Number of columns with a header word.
    fn n_header_words(&self) -> usize {
        self.columns.iter().filter(|column| !column.is_blank_header).count()
    }
}
