//! List items: lines that begin with a number.
//!
//! A list cut between two items reads like two complete texts. It is recognized by its numbering and by
//! items that share a cell: a form with a row per item has one in each. If each part has a single item,
//! the other lists of the document decide.

use std::collections::BTreeSet;

use crate::canvas::placed::{PlacedPage, PlacedTable};
use crate::canvas::text::Line;

/// Longest word before the number of an item, in characters.
const MAX_WORD: usize = 2;

/// The start of a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Item<'a> {
    /// The word before its number, as in `目标1：`; may be empty.
    word: &'a str,
    number: u32,
    /// The character after the number.
    end: char,
}

/// Numbering style: the word before the number and the character after it.
type Style = (String, char);

/// How a document places list items, away from page breaks.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// Lists with several items in one cell.
    in_cells: BTreeSet<Style>,
    /// Lists with each item in its own row.
    in_rows: BTreeSet<Style>,
}

impl Lists {
    /// The lists in the tables of some pages.
    pub(super) fn new(pages: &[PlacedPage]) -> Self {
        let mut lists = Self::default();
        for table in pages.iter().flat_map(|page| &page.pieces).filter_map(|piece| piece.table()) {
            lists.add(table);
        }
        lists
    }

    fn add(&mut self, table: &PlacedTable) {
        let mut numbered = Vec::new();
        for cell in &table.cells {
            let items: Vec<Item<'_>> = cell.lines.iter().filter_map(|l| item(&l.text)).collect();
            let counted = items.windows(2).filter(|pair| follows(&pair[0], &pair[1]));
            self.in_cells.extend(counted.map(|pair| pair[0].style()));
            if let Some(&first) = items.first() {
                numbered.push((cell.cols.start, cell.cols.end, &cell.rows, first));
            }
        }
        numbered.sort_by_key(|(start, end, rows, _)| (*start, *end, rows.start));
        for pair in numbered.windows(2) {
            let (above, below) = (&pair[0], &pair[1]);
            let is_below = (above.0, above.1) == (below.0, below.1) && above.2.end == below.2.start;
            if is_below && follows(&above.3, &below.3) {
                self.in_rows.insert(above.3.style());
            }
        }
    }

    /// Whether items of this style share a cell wherever that is visible.
    fn share_cells(&self, item: &Item<'_>) -> bool {
        let style = item.style();
        self.in_cells.contains(&style) && !self.in_rows.contains(&style)
    }
}

impl Item<'_> {
    fn style(&self) -> Style {
        (self.word.to_owned(), self.end)
    }
}

/// Whether a text begins with a list number: alone (`1.`, `（二）`) or after a short word (`目标1：`).
pub(super) fn begins(text: &str) -> bool {
    item(text).is_some()
}

/// Whether the lines below continue the list above, and one of the parts, or other lists of the
/// document, have several items per cell.
pub(super) fn go_on<'a>(
    above: impl Iterator<Item = &'a Line>,
    below: &'a [Line],
    lists: &Lists,
) -> bool {
    let mut last: Option<Item<'_>> = None;
    for next in above.filter_map(|line| item(&line.text)) {
        if last.map_or(next.number == 1, |last| follows(&last, &next)) {
            last = Some(next);
        }
    }
    let (Some(mut last), Some(first)) = (last, below.first()) else { return false };
    let n_above = last.number;
    if !item(&first.text).is_some_and(|first| follows(&last, &first)) {
        return false;
    }
    for next in below.iter().filter_map(|line| item(&line.text)) {
        if follows(&last, &next) {
            last = next;
        }
    }
    last.number > n_above.max(2) || lists.share_cells(&last)
}

fn follows(last: &Item<'_>, next: &Item<'_>) -> bool {
    next.word == last.word && next.end == last.end && next.number == last.number.saturating_add(1)
}

fn item(text: &str) -> Option<Item<'_>> {
    let (at, _) = text.char_indices().take(MAX_WORD + 1).find(|&(_, c)| is_digit(c))?;
    let rest = text[at..].trim_start_matches(is_digit);
    let digits = &text[at..text.len() - rest.len()];
    let end = rest.chars().next()?;
    let is_end = ['.', '、', '）', ')', '．', '：', ':'].contains(&end);
    is_end.then(|| Item { word: &text[..at], number: number(digits).unwrap_or(0), end })
}

fn is_digit(c: char) -> bool {
    digit(c).is_some()
}

/// The value of a digit of list numbers.
fn digit(c: char) -> Option<u32> {
    Some(match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        '①'..='⑨' => u32::from(c) - u32::from('①') + 1,
        '零' | '⓪' => 0,
        '一' => 1,
        '二' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        _ => return None,
    })
}

/// The value of digits; `None` if there are too many for a list.
fn number(digits: &str) -> Option<u32> {
    digits.chars().try_fold(0_u32, |number, c| number.checked_mul(10)?.checked_add(digit(c)?))
}

#[cfg(test)]
mod tests {
    use super::{Line, Lists, begins, go_on};

    fn lines(texts: &[&str]) -> Vec<Line> {
        let line = |text: &&str| Line { text: (*text).to_owned(), ..Line::default() };
        texts.iter().map(line).collect()
    }

    fn goes_on(above: &[&str], below: &[&str]) -> bool {
        go_on(lines(above).iter(), &lines(below), &Lists::default())
    }

    #[test]
    fn a_list_of_one_cell_goes_on_where_it_is_counted_on() {
        assert!(goes_on(&["1、修缮码头", "2、清理航道", "全长5公里"], &["3、培训船员"]));
        assert!(goes_on(&["一、修缮码头"], &["二、清理航道", "三、培训船员"]));
        assert!(!goes_on(&["1、修缮码头", "2、清理航道"], &["1、培训船员"]));
        assert!(!goes_on(&["1、修缮码头", "2、清理航道"], &["（3）培训船员"]));
        assert!(!goes_on(&["修缮码头"], &["1、清理航道", "2、培训船员"]));
    }

    #[test]
    fn items_that_each_have_a_cell_are_rows() {
        assert!(!goes_on(&["目标1：修缮码头"], &["目标2：清理航道"]));
    }

    #[test]
    fn an_item_begins_with_a_number_alone_or_behind_a_short_word() {
        for text in ["1.修缮", "（二）修缮", "目标3：修缮", "④、修缮"] {
            assert!(begins(text), "{text}");
        }
        for text in ["修缮码头3座", "3座码头", "2028年：修缮"] {
            assert!(!begins(text), "{text}");
        }
    }
}
