//! Disbursement plans: the row of shares or amounts below the dates by which they are paid.

use formgrid_model::fold;

use crate::engine::cells::Cells;
use crate::engine::columns::ColumnMap;
use crate::engine::reader::Reader;
use crate::engine::state::Taken;
use crate::engine::tokens::plain_number;
use crate::record::Instalment;
use crate::{money, share};

impl<'a> Reader<'a, '_> {
    /// A row of instalments below their header.
    pub(in crate::engine) fn instalment_row(
        &mut self,
        cells: &mut Cells<'a>,
        own: &[usize],
        map: &ColumnMap,
    ) -> bool {
        let Some(id) = self.scope.project else { return false };
        let currency = self.currency().map(str::to_owned);
        let texts: Vec<&str> = own.iter().map(|&i| cells.cell(i).text.as_str()).collect();
        let in_percent = texts.iter().any(|text| text.contains(['%', '％']))
            || texts.last().is_some_and(|text| plain_number(text) == Some(100.0));
        let mut plan = Vec::new();
        let mut taken = Taken::default();
        for &index in own {
            let cell = cells.cell(index);
            let Some(column) = map.best(cell.col..cell.col_end()).map(|at| &map.columns[at]) else {
                continue;
            };
            let share = share::parse(&cell.text, true).filter(|_| in_percent);
            let amount = money::parse(&cell.text, currency.as_deref()).filter(|_| !in_percent);
            plan.push(Instalment {
                label: column.label.clone(),
                by: month_of(&column.label),
                share,
                amount,
                raw: cell.text.trim().to_owned(),
            });
            taken.add(cells, index);
        }
        if let Some(project) = self.current_mut().and_then(|filing| filing.project_mut(id)) {
            project.disbursement_plan.extend(plan);
        }
        self.give(id, taken);
        true
    }
}

/// The month by whose end an instalment is paid.
fn month_of(label: &str) -> Option<u32> {
    let folded = fold(label);
    let quarter = [("一季度", 3), ("二季度", 6), ("三季度", 9), ("四季度", 12)];
    if let Some(&(_, month)) = quarter.iter().find(|(word, _)| folded.contains(word)) {
        return Some(month);
    }
    let number: String = folded.chars().skip_while(|c| !c.is_ascii_digit()).collect();
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    let number: u32 = digits.parse().ok()?;
    let month = if folded.contains("季度") { number.checked_mul(3)? } else { number };
    (1..=12).contains(&month).then_some(month)
}

#[cfg(test)]
mod tests {
    use super::month_of;

    #[test]
    fn instalments_have_months() {
        assert_eq!(month_of("10月底"), Some(10));
        assert_eq!(month_of("第二季度"), Some(6));
        assert_eq!(month_of("第3季度"), Some(9));
    }
}
