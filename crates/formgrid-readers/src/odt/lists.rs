//! List numbers, counted in document order.

use std::collections::BTreeMap;

use super::styles::{Level, ListStyle, N_LEVELS, Styles};
use crate::docx::lists::numeral;

/// Counters by level; `None` before the first item.
type Counters = [Option<u32>; N_LEVELS];

/// Lists of a document and their counters.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// Styles of the open lists, outermost first.
    open: Vec<String>,
    counters: Counters,
    /// Last counters of each list style.
    last: BTreeMap<String, Counters>,
    headings: Counters,
}

impl Lists {
    /// Begins a list. A nested list without a style inherits it.
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

    /// Begins an item, which may override its number, and returns the printed number.
    pub(super) fn item(&mut self, start: Option<u32>, styles: &Styles) -> Option<String> {
        let level = self.open.len().checked_sub(1)?;
        let style = styles.list(self.open.last()?)?;
        count(&mut self.counters, level, start, style)
    }

    /// The number of a heading at a one-based level.
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
