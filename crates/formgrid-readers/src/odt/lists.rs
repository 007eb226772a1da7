//! Lists: the numbers of items, counted as they come.

use std::collections::BTreeMap;

use super::styles::{Level, ListStyle, N_LEVELS, Styles};
use crate::docx::lists::numeral;

/// Numbers of the levels of a list; none where a level has not counted yet.
type Counters = [Option<u32>; N_LEVELS];

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// Styles of the lists that are open in each other.
    open: Vec<String>,
    counters: Counters,
    /// How far the lists of a style have counted.
    last: BTreeMap<String, Counters>,
    headings: Counters,
}

impl Lists {
    /// Begins a list. One in another has its style where it names none.
    pub(super) fn open(&mut self, style: Option<&str>, goes_on: bool) {
        let outer = self.open.last().map(String::as_str);
        let style = style.or(outer).unwrap_or_default().to_owned();
        if self.open.is_empty() {
            let last = self.last.get(&style).copied();
            self.counters = last.filter(|_| goes_on).unwrap_or_default();
        } else if let Some(counter) = self.counters.get_mut(self.open.len()) {
            *counter = counter.filter(|_| goes_on);
        }
        self.open.push(style);
    }

    /// Ends a list.
    pub(super) fn close(&mut self) {
        let Some(style) = self.open.pop() else { return };
        if self.open.is_empty() {
            self.last.insert(style, self.counters);
        }
    }

    /// Begins an item, which may state its number, and gives the text before it.
    pub(super) fn item(&mut self, start: Option<u32>, styles: &Styles) -> Option<String> {
        let level = self.open.len().checked_sub(1)?;
        let style = styles.list(self.open.last()?)?;
        count(&mut self.counters, level, start, style)
    }

    /// The number of a heading of a level, from 1.
    pub(super) fn heading(&mut self, level: usize, styles: &Styles) -> Option<String> {
        count(&mut self.headings, level.checked_sub(1)?, None, &styles.outline)
    }
}

fn count(
    counters: &mut Counters,
    level: usize,
    start: Option<u32>,
    style: &ListStyle,
) -> Option<String> {
    let definition = style.get(level)?.as_ref();
    let first = definition.map_or(1, |definition| definition.start);
    let counter = counters.get_mut(level)?;
    *counter = Some(start.or(counter.map(|last| last.saturating_add(1))).unwrap_or(first));
    counters.iter_mut().skip(level + 1).for_each(|below| *below = None);
    let definition = definition?;
    let shown = definition.n_shown.clamp(1, level + 1);
    let numbers = (level + 1 - shown..=level).filter_map(|level| {
        let format = style.get(level)?.as_ref().map(|Level { format, .. }| *format)?;
        Some(numeral(format, counters.get(level).copied().flatten().unwrap_or(1)))
    });
    let numbers: Vec<String> = numbers.collect();
    Some(format!("{}{}{}", definition.prefix, numbers.join("."), definition.suffix))
}
