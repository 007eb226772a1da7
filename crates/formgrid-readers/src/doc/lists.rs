//! Lists: number formats and level texts ([MS-DOC] 2.9.128, 2.9.132, 2.9.150).

use formgrid_model::Limits;

use crate::docx::lists::{Change, ListDefinitions, ListLevel, Lists, format_name};
use crate::little_endian::{size_at, u8_at, u16_at, u32_at, utf16};

/// Bytes of an LSTF, and of an LVLF before its modifiers.
const LIST: usize = 28;
const LEVEL: usize = 28;

/// Bytes of an LFO.
const OVERRIDE: usize = 16;

/// Levels of a list.
const N_LEVELS: usize = 9;

/// Most lists of a document, a hundred times the most observed.
const MAX_LISTS: usize = 10_000;

/// The lists of a document. `levels` begins after the last LSTF of `table`.
pub(super) fn lists(table: &[u8], levels: &[u8], overrides: &[u8], limits: &Limits) -> Lists {
    let mut definitions = ListDefinitions::default();
    let n_lists = usize::from(u16_at(table, 0).unwrap_or(0)).min(MAX_LISTS);
    let mut at = 0;
    for number in 0..n_lists {
        let list = 2 + LIST * number;
        let Some(id) = u32_at(table, list) else { break };
        let is_simple = u8_at(table, list + 26).unwrap_or(0) & 1 == 1;
        let mut found = Vec::new();
        for _ in 0..if is_simple { 1 } else { N_LEVELS } {
            let Some((level, len)) = level(levels, at) else { break };
            found.push(level);
            at += len;
        }
        definitions.abstract_list(id, &found);
    }
    state_overrides(overrides, &mut definitions);
    definitions.finish(limits)
}

/// Paragraphs refer to a list by the one-based index of its override.
fn state_overrides(table: &[u8], definitions: &mut ListDefinitions) {
    let n_lists = size_at(table, 0).unwrap_or(0).min(MAX_LISTS);
    let mut at = 4 + OVERRIDE * n_lists;
    for (number, id) in (0..n_lists).zip(1..) {
        let list = 4 + OVERRIDE * number;
        let Some(abstract_list) = u32_at(table, list) else { break };
        let n_levels = u8_at(table, list + 12).unwrap_or(0);
        at += 4;
        let mut changes: Vec<Change> = Vec::new();
        for _ in 0..n_levels {
            let (Some(start), Some(flags)) = (u32_at(table, at), u8_at(table, at + 4)) else {
                break;
            };
            at += 8;
            let mut own = None;
            if flags & 0x20 != 0 {
                let Some((level, len)) = level(table, at) else { break };
                own = Some(level);
                at += len;
            }
            let start = (flags & 0x10 != 0).then_some(start);
            changes.push((usize::from(flags & 0x0f), start, own));
        }
        definitions.list(id, abstract_list, &changes);
    }
}

/// A level and its length in bytes.
fn level(bytes: &[u8], at: usize) -> Option<(ListLevel, usize)> {
    let start = u32_at(bytes, at)?;
    let format = format_name(u32::from(u8_at(bytes, at + 4)?));
    let flags = u8_at(bytes, at + 5)?;
    let modifiers = usize::from(u8_at(bytes, at + 24)?) + usize::from(u8_at(bytes, at + 25)?);
    let text = at + LEVEL + modifiers;
    let n_units = usize::from(u16_at(bytes, text)?);
    let stated = utf16(bytes, text + 2, n_units);
    // Level numbers are stored in the text as control characters.
    let mut out = String::with_capacity(stated.len());
    for c in stated.chars() {
        match u32::from(c) {
            number @ 0..=8 => {
                out.push('%');
                out.extend(char::from_digit(number + 1, 10));
            }
            _ => out.push(c),
        }
    }
    let level = ListLevel { start, format, text: out, decimal: flags & 0x04 != 0 };
    Some((level, LEVEL + modifiers + 2 + 2 * n_units))
}
