//! A row read as labels with values: a dynamic program over its cells.

use super::{BandBody, Item};
use crate::cells::Sheet;
use crate::cells::kind::Kind;
use crate::columns::content::Content;
use crate::template::{Field, Section};
use crate::text::{is_goal_number, is_ordinal, split_label};
use crate::values::takes;
use crate::words::score::{Score, centinat};
use crate::words::{Evidence, LISTED, UNLISTED_CAP, Words};
use smallvec::{SmallVec, smallvec};

/// Rows with more texts hold no labels.
const MAX_CELLS: usize = 192;
/// Score of an unknown label before a value.
const UNKNOWN_LABEL: Score = centinat(30);
/// Score of a text without a label.
const LONE: Score = centinat(-30);
/// Score of a value without a label.
const LONE_VALUE: Score = centinat(-150);

/// The best reading of a row without a header.
pub(super) fn read(sheet: &Sheet<'_>, words: &Words<'_>, row: usize) -> (BandBody, Score) {
    let own: Vec<usize> = sheet.origins(row).collect();
    let filled =
        own.iter().copied().filter(|&index| !sheet.cell(index).is_empty()).collect::<Vec<_>>();
    match filled.as_slice() {
        [] => (BandBody::Blank, 0),
        many @ [first, ..] if many.len() > MAX_CELLS => {
            // The sweep keeps the remaining cells.
            (BandBody::Pairs(vec![Item::Lone(*first)]), 0)
        }
        &[only] if own.len() == 1 || !awaits_value(sheet, words, only) => (BandBody::Line(only), 0),
        _ => {
            let (items, score) = Row { sheet, words, row, own: &own }.best();
            (BandBody::Pairs(items), score)
        }
    }
}

/// Whether the only text of a row is a label whose value is blank. In a sheet, lines of text have blank
/// cells beside them too, so only a listed word is a label.
fn awaits_value(sheet: &Sheet<'_>, words: &Words<'_>, index: usize) -> bool {
    let is_blank = || sheet.right_of(index).is_some_and(|next| sheet.cell(next).is_empty());
    let is_listed = || {
        let listed = sheet.listed(index, words);
        listed.label.is_some() || listed.column.is_some() || listed.section.is_some()
    };
    let is_tall = sheet.cell(index).row_span > 1;
    !is_title(sheet, words, index)
        && (is_tall || is_blank() && is_listed() && !has_inline(sheet.text(index)))
}

/// Whether a text is the title of a form. A title is no label, even if it contains label words.
pub(super) fn is_title(sheet: &Sheet<'_>, words: &Words<'_>, index: usize) -> bool {
    /// In bytes. Shorter texts are block labels, longer ones prose.
    const LENGTH: std::ops::Range<usize> = 18..240;
    let text = sheet.text(index);
    if !LENGTH.contains(&text.len()) || sheet.listed(index, words).section.is_some() {
        return false;
    }
    let folded = formgrid_model::fold(text);
    words.vocabulary().title(&folded).is_some() || crate::department::form_words(&folded).is_some()
}

struct Row<'a, 'w> {
    sheet: &'a Sheet<'a>,
    words: &'a Words<'w>,
    row: usize,
    own: &'a [usize],
}

/// A reading of the cells from one on: its score, its first item, and the index after that item.
type Step = (Score, Option<Item>, usize);

impl Row<'_, '_> {
    /// The items of the row.
    fn best(&self) -> (Vec<Item>, Score) {
        let n = self.own.len();
        let mut steps: Vec<Step> = vec![(0, None, n); n + 1];
        for at in (0..n).rev() {
            let mut best: Step = (Score::MIN, None, at + 1);
            for (score, item, next) in self.options(at) {
                let total = score + steps[next].0;
                if total > best.0 {
                    best = (total, item, next);
                }
            }
            steps[at] = best;
        }
        let mut items = Vec::new();
        let mut at = 0;
        let score = steps.first().map_or(0, |step| step.0);
        while at < n {
            let (_, item, next) = &mut steps[at];
            items.extend(item.take());
            at = *next;
        }
        (items, score)
    }

    /// Candidate items that begin at a cell, with their scores and the index after each.
    fn options(&self, at: usize) -> SmallVec<[Step; 4]> {
        let index = self.own[at];
        let cell = self.sheet.cell(index);
        if cell.is_empty() {
            return smallvec![(0, None, at + 1)];
        }
        // A value without a label suggests a list.
        let lone = if self.sheet.kind(index).is_value() { LONE_VALUE } else { LONE };
        let mut options = smallvec![(lone, Some(Item::Lone(index)), at + 1)];
        if has_inline(cell.text.as_str()) {
            options.push((self.inline(index), Some(Item::Inline(index)), at + 1));
        }
        if !self.may_be_label(index) {
            return options;
        }
        options.extend(self.section(at));
        options.extend(self.pair(at));
        options.extend(self.sum(at));
        options
    }

    /// The field of the listed label that a cell begins with: 预期目标：….
    fn inline_field(&self, index: usize) -> Option<Field> {
        let text = self.sheet.text(index);
        let (label, _) = split_label(text).filter(|_| has_inline(text))?;
        self.words.vocabulary().meaning(&crate::template::as_word(label)).label
    }

    /// The score of a cell as a label with its value.
    fn inline(&self, index: usize) -> Score {
        let (label, value) = split_label(self.sheet.text(index)).unwrap_or_default();
        let listed = self.words.vocabulary().meaning(&crate::template::as_word(label)).label;
        let has_value =
            !formgrid_model::is_blank(value) && !value.trim_start().starts_with(['(', '（']);
        let is_source = crate::money::split_source(self.sheet.text(index)).is_some();
        match listed {
            Some(_) if has_value => LISTED,
            _ if is_source => UNLISTED_CAP,
            _ => centinat(40),
        }
    }

    fn may_be_label(&self, index: usize) -> bool {
        let kind = self.sheet.kind(index);
        let listed = self.sheet.listed(index, self.words);
        listed.label.is_some()
            || listed.section.is_some()
            || kind.may_be_word()
                && kind != Kind::Year
                && crate::money::split_source(self.sheet.text(index)).is_none()
            || self.numbers_goal(index)
    }

    /// Whether a cell numbers the goal in the last cell of the row: 目标1, or 1 beside the label of a
    /// block of goals. Without a text after it, it is to be filled in; before several, it is in a list.
    fn numbers_goal(&self, index: usize) -> bool {
        let mut after = self.sheet.filled(self.row).skip_while(|&other| other != index).skip(1);
        let text = self.sheet.text(index);
        let in_goals = || {
            let label = self.sheet.at(self.row, 0).filter(|&label| label != index);
            let section = label.and_then(|label| section_of(self.sheet, self.words, label));
            section.is_some_and(|section| section == Section::Goals || section.horizon().is_some())
        };
        after.next().is_some_and(|next| is_sentence(self.sheet, next))
            && after.next().is_none()
            && (is_goal_number(text) || is_ordinal(text) && in_goals())
    }

    /// A cell as the label of a block: taller than the cells after it, or listed as one and
    /// followed by a label.
    fn section(&self, at: usize) -> Option<Step> {
        let index = self.own[at];
        let evidence = self.sheet.word(index, self.words);
        let cell = self.sheet.cell(index);
        let rest = &self.own[at + 1..];
        let is_taller = rest.iter().any(|&next| self.sheet.cell(next).row_end() < cell.row_end())
            || self.reaches_past(index);
        let best = evidence.sections().first().copied();
        let score = best.map_or(0, |(_, score)| score);
        let next = rest.iter().find(|&&next| !self.sheet.cell(next).is_empty());
        let before_label = || {
            next.is_some_and(|&next| {
                let next = self.sheet.word(next, self.words);
                next.best_label().max(next.best_column()) >= centinat(150)
            })
        };
        let value = if is_taller {
            block_label(evidence)
        } else if score >= LISTED && (next.is_none() && !self.follows_text(at) || before_label()) {
            score / 2
        } else if names_money_block(self.sheet.text(index)) && before_label() {
            // 资金需求（万元） before the labels of its amounts.
            0
        } else {
            return None;
        };
        let section = best.filter(|&(_, score)| score > centinat(50)).map(|(section, _)| section);
        let guessed = score < LISTED || !evidence.exact;
        Some((value, Some(Item::Section { cell: index, section, guessed }), at + 1))
    }

    /// Whether a cell follows another text of its height. At the end of such a row, the name of a
    /// block is a header word.
    fn follows_text(&self, at: usize) -> bool {
        let end = self.sheet.cell(self.own[at]).row_end();
        self.own[..at].iter().any(|&index| {
            let cell = self.sheet.cell(index);
            !cell.is_empty() && cell.row_end() <= end
        })
    }

    /// Whether a cell alone in its row spans further rows, those of the block that it labels.
    fn reaches_past(&self, index: usize) -> bool {
        let cell = self.sheet.cell(index);
        cell.row_span > 1 && cell.row == self.row && self.own.len() == 1
    }

    /// A cell as the label of the next one.
    fn pair(&self, at: usize) -> Option<Step> {
        let label = self.own[at];
        let &value = self.own.get(at + 1)?;
        if self.sheet.right_of(label) != Some(value) {
            return None;
        }
        // A number is no word: its block says what it numbers.
        if is_ordinal(self.sheet.text(label)) && self.numbers_goal(label) {
            let score = centinat(100);
            let item = Item::Pair {
                label,
                field: None,
                value: Some(value),
                total: None,
                guessed: true,
                score,
            };
            return Some((score, Some(item), at + 2));
        }
        let evidence = self.sheet.word(label, self.words);
        let kind = self.sheet.kind(value);
        let best = self.field(label, value);
        let is_blank = self.sheet.cell(value).is_empty();
        if is_blank && is_title(self.sheet, self.words, label) {
            return None;
        }
        let mut score = match best {
            Some((_, score)) => score,
            None if is_blank => UNKNOWN_LABEL / 3,
            None => UNKNOWN_LABEL,
        };
        // A cell that looks like a label is no value unless it ends the row.
        let behind = self.own.get(at + 2).is_some_and(|&index| !self.sheet.cell(index).is_empty());
        let listed = self.sheet.listed(value, self.words);
        let is_word = listed.label.is_some() || listed.column.is_some();
        if !kind.is_value() && (behind || is_word && best.is_some()) {
            let next = self.sheet.word(value, self.words);
            let is_label = next.best_label() >= centinat(150) && next.best_label() > next.data;
            if is_label && (behind || next.exact) {
                score -= next.best_label() * 12 / 10;
                if behind && is_word {
                    score -= LISTED;
                }
            }
        }
        // Text that scores higher as data than as a label labels nothing.
        if evidence.data > evidence.best_label() && evidence.data >= centinat(150) {
            score -= evidence.data / 2;
        }
        // A label that spans more rows than the next cell labels a block. Prose is exempt: it may
        // continue in the rows below.
        let may_continue = matches!(kind, Kind::Prose | Kind::Long)
            && best.is_some_and(|(field, _)| {
                field.topic().is_some() || field.goal_horizon().is_some()
            });
        if self.sheet.cell(label).row_end() > self.sheet.cell(value).row_end()
            && !is_blank
            && !may_continue
        {
            score -= centinat(400);
        }
        if crate::money::labels_unit(self.sheet.text(value)) {
            score -= centinat(300);
        }
        // A value that begins with a label of its own belongs to that label.
        if self.inline_field(value).is_some_and(|own| best.is_some_and(|(field, _)| field != own)) {
            score -= LISTED;
        }
        let field = best.filter(|&(_, score)| score > centinat(40)).map(|(field, _)| field);
        let guessed = field.is_some_and(|f| evidence.label(f) < LISTED || !evidence.exact);
        let value = (!is_blank).then_some(value);
        let item = Item::Pair { label, field, value, total: None, guessed, score };
        Some((score, Some(item), at + 2))
    }

    /// `预算规模 | 合计 | 25.00`: the sum's amount is the label's.
    fn sum(&self, at: usize) -> Option<Step> {
        let (&total, &amount) = (self.own.get(at + 1)?, self.own.get(at + 2)?);
        let label = self.own[at];
        let is_sum = self.sheet.kind(total) == Kind::Total
            && self.sheet.kind(amount).is_value()
            && self.sheet.right_of(label) == Some(total);
        let (field, score) = self.field(label, amount).filter(|_| is_sum)?;
        let evidence = self.sheet.word(label, self.words);
        let guessed = evidence.label(field) < LISTED || !evidence.exact;
        let (value, total) = (Some(amount), Some(total));
        let item = Item::Pair { label, field: Some(field), value, total, guessed, score };
        Some((score + centinat(50), Some(item), at + 3))
    }

    /// The field of a label, from its word and the kind of its value.
    fn field(&self, label: usize, value: usize) -> Option<(Field, Score)> {
        let content = Content::builtin();
        let kind = self.sheet.kind(value);
        let held = |field: Field| {
            if kind == Kind::Empty { 0 } else { content.score(field, kind) / 2 }
        };
        let evidence = self.sheet.word(label, self.words);
        let text = self.sheet.text(value);
        // A word for a total is the total of the list above it, whatever that counts.
        let is_total = self.sheet.kind(label) == Kind::Total;
        let takes = |field: Field| match kind {
            _ if is_total && field == Field::TotalScore => false,
            Kind::Empty => true,
            // A word for a total labels the cell after it.
            Kind::Total => false,
            // An office must be an organisation, whatever the word suggests.
            _ if field.is_office() => kind == Kind::Organisation,
            _ => takes::check(field, text).is_ok(),
        };
        // A listed label decides its field; a value that does not fit is refused when it is
        // written. A result in words is the result of the goal, not of an indicator.
        let of_pair = |&(field, score): &(Field, Score)| match field {
            Field::Actual if !kind.is_value() => (Field::ActualResult, score),
            field => (field, score),
        };
        let fields = evidence.labels().iter().map(of_pair);
        let fields = fields.filter(|&(f, score)| score >= LISTED || takes(f));
        fields
            .map(|(field, score)| (field, score + held(field)))
            .filter(|&(_, score)| score > 0)
            .max_by_key(|&(field, score)| (score, std::cmp::Reverse(field)))
    }
}

/// The score of a cell beside several rows as the label of their block.
pub(super) fn block_label(evidence: &Evidence) -> Score {
    let section = evidence.sections().first().map_or(0, |&(_, score)| score.max(0));
    centinat(60) + section / 2 + evidence.best_label().clamp(0, centinat(200)) / 4
}

/// Whether a text may hold a label with its value: a short label, a colon, and more.
fn has_inline(text: &str) -> bool {
    /// Longest label, in characters.
    const MAX_LABEL: usize = 20;
    split_label(text).is_some_and(|(label, value)| {
        !value.trim().is_empty() && (2..=MAX_LABEL).contains(&label.trim().chars().count())
    })
}

/// Whether a text ends in a unit of money in brackets: 资金需求（万元）.
fn names_money_block(text: &str) -> bool {
    text.trim_end().ends_with([')', '）'])
        && crate::columns::choose::bracket_currency(text).is_some()
}

/// Whether a cell may be the text of a goal: several words, no quantity.
pub(crate) fn is_sentence(sheet: &Sheet<'_>, index: usize) -> bool {
    const MIN_CHARS: usize = 8;
    let kind = sheet.kind(index);
    let text = sheet.text(index);
    let may_be = !kind.is_value() && !kind.is_level() && !kind.is_blank();
    (may_be || text.trim_end().ends_with('。')) && text.chars().count() >= MIN_CHARS
}

/// The block that a label opens, if its word names one.
pub(crate) fn section_of(sheet: &Sheet<'_>, words: &Words<'_>, index: usize) -> Option<Section> {
    let best = sheet.word(index, words).sections().first().copied();
    best.filter(|&(_, score)| score > centinat(50)).map(|(section, _)| section)
}
