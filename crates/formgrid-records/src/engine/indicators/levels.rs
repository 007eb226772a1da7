//! The levels of an indicator: what filled down, without the points and repetitions of their labels, and
//! the dimensions they stand for.

use std::borrow::Cow;

use formgrid_model::{Code, WordClass, join_lines};

use crate::engine::cells::Cells;
use crate::engine::columns::ColumnMap;
use crate::engine::reader::Reader;
use crate::engine::tokens::plain_number;
use crate::record::Indicator;
use crate::template::Field;

impl<'a> Reader<'a, '_> {
    /// Levels from what fills down.
    pub(super) fn levels(&self, indicator: &mut Indicator, columns: &[usize], map: &ColumnMap) {
        let text_of = |field: Field| {
            let at = columns.iter().find(|&&at| map.columns[at].field == field)?;
            self.scope.carried[*at].clone()
        };
        indicator.level1 = text_of(Field::Level1);
        indicator.level2 = text_of(Field::Level2);
        let only = match (&indicator.level1, &indicator.level2) {
            (Some(text), None) | (None, Some(text)) => self.both_levels(text),
            _ => None,
        };
        if let Some((level1, level2)) = only {
            (indicator.level1, indicator.level2) = (Some(level1), Some(level2));
        }
    }

    /// Two levels in one cell with a sign between them: 产出指标/数量指标.
    fn both_levels(&self, text: &str) -> Option<(String, String)> {
        let (level1, level2) = text.split_once(['/', '／', '-', '—', '>', '→'])?;
        let (level1, level2) = (level1.trim(), level2.trim_start_matches(['-', '—', '>']).trim());
        let class = |name: &str| self.vocabulary.read(name).class;
        let is_second = !level2.is_empty() && class(level2) != WordClass::LEVEL1;
        (class(level1).contains(WordClass::LEVEL1) && is_second)
            .then(|| (level1.to_owned(), level2.to_owned()))
    }

    pub(super) fn codes(&self, indicator: &mut Indicator) {
        let level1 = indicator.level1.as_deref().and_then(|name| self.vocabulary.level1_code(name));
        let level2 = indicator.level2.as_deref().and_then(|name| self.vocabulary.level2_code(name));
        indicator.level1_code = level1.map(str::to_owned);
        indicator.level2_code = level2.map(str::to_owned);
    }

    /// Reports an indicator whose level is asked for by the form and not to be had.
    pub(super) fn check_levels(
        &mut self,
        indicator: &Indicator,
        map: &ColumnMap,
        cells: &Cells<'_>,
        at: usize,
    ) {
        let missing = (map.has(Field::Level1) && map.has(Field::Level2))
            .then(|| {
                if indicator.level1.is_none() { Some("level 1") } else { None }
                    .or(if indicator.level2.is_none() { Some("level 2") } else { None })
            })
            .flatten();
        if let Some(level) = missing {
            let name = indicator.level3.as_deref().unwrap_or("an indicator without a name");
            let message = format!("{level} of `{name}` is not printed");
            self.report(Code::RecordLevelUnfilled, cells.cell(at).place, message);
        }
    }
}

/// The name of a level: lines joined, a label repeated within its cell once, points in brackets left out.
pub(super) fn level_name(text: &str) -> String {
    let joined = join_lines(&first_repeat(text));
    let Some(at) = joined.rfind(['(', '（']) else { return joined };
    let inside = joined[at..].trim_matches(['(', ')', '（', '）', ' ']);
    let points = inside.strip_suffix('分').map(str::trim);
    match points {
        Some(points) if plain_number(points).is_some() => joined[..at].trim_end().to_owned(),
        _ => joined,
    }
}

/// A text without the repetitions of its first lines.
fn first_repeat(text: &str) -> Cow<'_, str> {
    if !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    for n in 1..=lines.len() / 2 {
        if lines.len().is_multiple_of(n) && lines.chunks(n).all(|chunk| chunk == &lines[..n]) {
            return Cow::Owned(lines[..n].join("\n"));
        }
    }
    Cow::Borrowed(text)
}

#[cfg(test)]
mod tests {
    use super::level_name;

    #[test]
    fn levels_are_named_without_points_and_repeats() {
        assert_eq!(level_name("产出指标\n（50分）"), "产出指标");
        assert_eq!(level_name("满意度\n指标"), "满意度指标");
        assert_eq!(level_name("产出\n指标\n\n产出\n指标"), "产出指标");
        assert_eq!(level_name("服务（一期）"), "服务（一期）");
    }
}
