//! Rows that add up points: scores, weights, and sums of which nothing tells what they add up.

use formgrid_model::{Code, fold, join_lines};

use super::filing::DraftId;
use super::writer::Writer;
use crate::cells::Sheet;
use crate::cells::kind::Kind;
use crate::forms::Src;
use crate::record::{Body, Indicator};
use crate::template::Field;
use crate::text::plain_number;

impl<'a> Writer<'a, '_> {
    /// Keeps the numbers after a word for a total, of which nothing tells what they add up.
    pub(super) fn keep_sums(&mut self, sheet: &Sheet<'a>, cells: &[usize]) {
        let Some((&label, sums)) = cells.split_first() else { return };
        for &sum in sums {
            self.keep_unmapped(Src::cell(sheet.block, sum), Some(join_lines(sheet.text(label))));
        }
        self.ledger.take_whole(Src::cell(sheet.block, label), Some(self.filing));
    }

    /// Whether the indicators above have points, which a word for any total may add up.
    pub(super) fn has_points(&self) -> bool {
        self.last_indicators().any(|(_, line)| line.weight.is_some() || line.score.is_some())
    }

    /// The indicators among the last lines, the last first, each with its project.
    fn last_indicators(&self) -> impl Iterator<Item = (Option<DraftId>, &Indicator)> {
        /// Lines that are looked at.
        const MAX_LINES: usize = 256;
        let drafts = self.current().map_or(&[][..], |filing| &filing.drafts);
        drafts.iter().rev().take(MAX_LINES).filter_map(|draft| match &draft.body {
            Body::Indicator(line) => Some((draft.project, line.as_ref())),
            _ => None,
        })
    }

    /// Whether a total below indicators adds up their weights: none of them has a score, and the total
    /// is the full mark or the sum.
    fn adds_up_weights(&self, total: f64) -> bool {
        const FULL_MARK: f64 = 100.0;
        const TOLERANCE: f64 = 0.005;
        let mut weights = None;
        for (project, line) in self.last_indicators() {
            if project != self.scope.project {
                break;
            }
            if line.score.is_some() {
                return false;
            }
            if let Some(weight) = line.weight {
                *weights.get_or_insert(0.0) += weight;
            }
        }
        let equals = |other: f64| (total - other).abs() < TOLERANCE;
        weights.is_some_and(|sum| equals(FULL_MARK) || equals(sum))
    }

    /// Whether a label is a word for a sum of weights: 权重合计.
    pub(super) fn sums_weights(&self, sheet: &Sheet<'a>, label: usize) -> bool {
        let folded = fold(sheet.text(label));
        let vocabulary = self.reading.vocabulary;
        ["合计", "小计", "总计"].iter().any(|total| {
            let word = folded.strip_suffix(total).filter(|word| !word.is_empty());
            word.is_some_and(|word| vocabulary.meaning(word).column == Some(Field::Weight))
        })
    }

    /// Reads the row of the total score: the number in the score column, else the last one.
    pub(super) fn total_score(
        &mut self,
        sheet: &Sheet<'a>,
        own: &[usize],
        score_at: Option<usize>,
    ) {
        let Some((&label, rest)) = own.split_first() else { return };
        let number = |index: usize| plain_number(sheet.text(index));
        let numbers: Vec<usize> =
            rest.iter().copied().filter(|&index| number(index).is_some()).collect();
        let in_column = score_at.and_then(|col| {
            numbers
                .iter()
                .copied()
                .find(|&i| (sheet.cell(i).col..sheet.cell(i).col_end()).contains(&col))
        });
        let score = in_column.or(numbers.last().copied());
        let is_part = fold(sheet.text(label)).contains("小计");
        let is_sum = |index: usize| number(index).is_some_and(|n| self.adds_up_weights(n));
        let score = score.filter(|&index| !is_part && !is_sum(index));
        let src = |index: usize| Src::cell(sheet.block, index);
        self.label(src(label), sheet.word(label, self.words(sheet)).exact, "a sum");
        if let Some(index) = score {
            match self.scope.project {
                Some(id) => {
                    self.write(id, Field::TotalScore, src(index), Some(src(label)));
                }
                None => {
                    self.write_filing(
                        Field::TotalScore,
                        sheet.text(index),
                        src(index),
                        Some(src(label)),
                    );
                }
            }
        }
        for &index in rest.iter().filter(|&&index| Some(index) != score) {
            let column = join_lines(sheet.text(label));
            // 总分 | 100 | 96.5: the sum of the weights is no data.
            if number(index).is_some() {
                self.consume(Code::RecordSum, src(index), "the sum of the points above");
            } else if sheet.text(index).contains("等级") || sheet.kind(index) == Kind::Grade {
                self.write_filing(Field::Grade, sheet.text(index), src(index), Some(src(label)));
            } else {
                self.keep_unmapped(src(index), Some(column));
            }
        }
    }
}
