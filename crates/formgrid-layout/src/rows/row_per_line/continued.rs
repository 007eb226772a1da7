//! Continuation: a text cut by a page break that continues in the first row of the next page.
//!
//! The columns of the two pages may differ, so aligned rows are compared. A row continues the one above
//! if it fills too little to be a separate row and each of its texts has an unfinished text above it;
//! or if it repeats the label of a block of prose that the page break cut.

use formgrid_model::{Code, Diagnostics, WordClass};

use super::bands::Kind;
use super::placement::Placement;
use super::profile::Profiles;
use super::row::{Row, Token};

/// Shortest text that a page may cut, in characters; shorter ones are names and values.
const MIN_CUT_LEN: usize = 8;

/// The row that each row continues, if any.
pub(super) fn find(
    rows: &[Row],
    kinds: &[Kind],
    placements: &[Placement],
    profiles: &Profiles,
) -> Vec<bool> {
    let mut label: Option<&Token> = None;
    let mut continues = Vec::with_capacity(rows.len());
    for index in 0..rows.len() {
        let row = &rows[index];
        let goes_on = index > 0
            && row.page_break
            && !row.opens_table
            && match (kinds[index - 1], kinds[index]) {
                (Kind::Data(upper), Kind::Data(lower)) if upper == lower => {
                    let pair = Pair {
                        upper: (&rows[index - 1], &placements[index - 1]),
                        lower: (row, &placements[index]),
                    };
                    pair.is_cut(|column| profiles.of(upper).share_filled(column))
                        || pair.repeats(label)
                }
                (Kind::Wide | Kind::Prose, _) => goes_on_with_text(&rows[index - 1], row),
                _ => false,
            };
        continues.push(goes_on);
        if !goes_on {
            label = row.tokens.first().filter(|token| is_block_label(token)).or(label);
        }
    }
    continues
}

fn is_block_label(token: &Token) -> bool {
    token.classes.intersects(WordClass::SECTION | WordClass::GOAL)
}

/// A row of text under a label with an unfinished text: the rest alone, or with the label repeated.
fn goes_on_with_text(upper: &Row, lower: &Row) -> bool {
    let Some(text) = upper.tokens.last() else { return false };
    match lower.tokens.as_slice() {
        [rest] => is_unfinished(text) && rest.classes.is_empty() && !begins_item(&rest.text),
        [label, rest] => {
            is_unfinished(text)
                && upper.tokens.len() == 2
                && upper.tokens[0].folded == label.folded
                && !begins_item(&rest.text)
        }
        _ => false,
    }
}

/// Two rows with a page break between them.
struct Pair<'a> {
    upper: (&'a Row, &'a Placement),
    lower: (&'a Row, &'a Placement),
}

impl Pair<'_> {
    fn above(&self, column: usize) -> Option<&Token> {
        let at = self.upper.1.columns.binary_search(&column).ok()?;
        self.upper.0.tokens.get(at)
    }

    /// Each text of the lower row has an unfinished text above it, and a column that a separate row
    /// would fill is empty.
    fn is_cut(&self, share_filled: impl Fn(usize) -> f64) -> bool {
        let columns = &self.lower.1.columns;
        let misses_column = self
            .upper
            .1
            .columns
            .iter()
            .any(|upper| columns.binary_search(upper).is_err() && share_filled(*upper) >= 0.6);
        misses_column
            && self.lower.0.tokens.iter().zip(columns).all(|(token, &column)| {
                token.classes.is_empty() && self.above(column).is_some_and(is_unfinished)
            })
    }

    /// The label of the block is repeated, and prose is below prose of which at least one text is
    /// unfinished or has several paragraphs, so items are not in separate rows.
    fn repeats(&self, label: Option<&Token>) -> bool {
        let (row, placement) = self.lower;
        let Some(first) = row.tokens.first() else { return false };
        let below = row.tokens.iter().zip(&placement.columns).skip(1);
        let both_prose = |(token, column): (&Token, &usize)| {
            token.shape.is_prose()
                && self.above(*column).is_some_and(|above| above.shape.is_prose())
        };
        let is_cut = |(_, column): (&Token, &usize)| {
            self.above(*column).is_some_and(|text| text.text.contains('\n') || is_unfinished(text))
        };
        row.tokens.len() > 1
            && label.is_some_and(|label| label.folded == first.folded)
            && below.clone().all(both_prose)
            && below.clone().any(is_cut)
    }
}

fn is_unfinished(token: &Token) -> bool {
    token.text.chars().count() >= MIN_CUT_LEN && !ends_sentence(&token.text)
}

/// Whether a text ends like a sentence.
pub(super) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with(['。', '；', '！', '？', '…', '.', ';', '!', '?', '”', '）', ')'])
}

/// Whether a text begins with a list number, like a new paragraph.
pub(super) fn begins_item(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, '（' | '(' | '一' | '二' | '三' | '四' | '五' | '六')
    });
    rest.len() < text.len() && rest.starts_with(['.', '、', '）', ')', '．', '：', ':'])
}

/// Removes the label of a block that a page repeats beside its first row: the cell of the label
/// continues over the page break.
pub(super) fn drop_repeated_labels(
    rows: &mut [Row],
    kinds: &[Kind],
    placements: &mut [Placement],
    diagnostics: &mut Diagnostics,
) {
    let mut label: Option<(usize, String)> = None;
    for (index, row) in rows.iter_mut().enumerate() {
        let band = match kinds[index] {
            Kind::Data(band) | Kind::Header(band) | Kind::SubHeader(band) => band,
            Kind::Repeated => continue,
            Kind::Wide | Kind::Pairs | Kind::Prose | Kind::Title => {
                label = None;
                continue;
            }
        };
        let Some(first) = row.tokens.first().filter(|token| is_section(token)) else { continue };
        let is_same = label.as_ref().is_some_and(|known| *known == (band, first.folded.clone()));
        let is_row = kinds[index] == Kind::Data(band) && row.page_break && row.tokens.len() > 1;
        if !(is_same && is_row) {
            label = Some((band, first.folded.clone()));
            continue;
        }
        let Token { place, atoms, .. } = row.tokens.remove(0);
        placements[index].columns.remove(0);
        diagnostics.consume(Code::LayoutFurniture, place, atoms, LABEL_AGAIN);
    }
}

const LABEL_AGAIN: &str = "label printed again at the top of a page";

fn is_section(token: &Token) -> bool {
    token.classes.contains(WordClass::SECTION) && !token.classes.contains(WordClass::GOAL)
}

/// Appends a row's texts to those of the row it continues. A repeated label is furniture.
pub(super) fn append(
    (upper, placement): (&mut Row, &Placement),
    (lower, columns): (Row, &Placement),
    diagnostics: &mut Diagnostics,
) {
    let place = lower.place();
    let n_tokens = lower.tokens.len();
    for (i, token) in lower.tokens.into_iter().enumerate() {
        let at = match columns.columns.get(i) {
            Some(column) => placement.columns.binary_search(column).ok(),
            None => (i + 1 == n_tokens).then(|| upper.tokens.len().saturating_sub(1)),
        };
        match at.and_then(|at| upper.tokens.get_mut(at)) {
            Some(cut) => extend(cut, token),
            None => {
                let Token { place, atoms, .. } = token;
                diagnostics.consume(Code::LayoutFurniture, place, atoms, LABEL_AGAIN);
            }
        }
    }
    upper.add_repair(Code::LayoutPageContinued);
    diagnostics.report(Code::LayoutPageContinued, place, "continues the row before the page break");
}

fn extend(cut: &mut Token, rest: Token) {
    if cut.text.contains('\n') || ends_sentence(&cut.text) || begins_item(&rest.text) {
        cut.text.push('\n');
    }
    cut.text.push_str(&rest.text);
    cut.atoms.extend(rest.atoms);
}
