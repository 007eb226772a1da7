//! Character and paragraph properties from modifiers.

use super::{
    pieces::Change,
    sprm::{Modifiers, code},
};
use crate::little_endian::{i16_at, size_at, slice, u8_at, u16_at, u32_at};

/// Character properties in use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct CharacterProperties {
    /// Whether a tracked change deletes it.
    pub(super) deleted: bool,
    /// Whether it is hidden.
    pub(super) hidden: bool,
    /// Whether it is struck through.
    pub(super) struck: bool,
    /// Whether its code is a special character and not text (`sprmCFSpec`).
    pub(super) special: bool,
    /// Font index and character code of a symbol.
    pub(super) symbol: Option<(u16, u16)>,
    /// Font index.
    pub(super) font: u16,
}

impl CharacterProperties {
    /// Applies the modifiers of a run or style.
    pub(super) fn apply(&mut self, modifiers: &[u8]) {
        for (code, operand) in Modifiers(modifiers) {
            self.apply_one(code, operand);
        }
    }

    /// Applies the changes of a piece.
    pub(super) fn change(&mut self, change: Change<'_>) {
        match change {
            Change::List(list) => self.apply(list),
            Change::One(code, operand) => self.apply_one(code, &operand),
        }
    }

    fn apply_one(&mut self, code: u16, operand: &[u8]) {
        // A toggle is off, on, as in the style, or the opposite.
        let switch = |of_style: bool| match u8_at(operand, 0).unwrap_or(0) {
            0 => false,
            0x80 => of_style,
            0x81 => !of_style,
            _ => true,
        };
        let word = |at| u16_at(operand, at).unwrap_or(0);
        match code {
            code::C_DELETED => self.deleted = switch(false),
            code::C_VANISH => self.hidden = switch(self.hidden),
            code::C_STRIKE | code::C_DOUBLE_STRIKE => self.struck = switch(self.struck),
            code::C_SPECIAL => self.special = switch(false),
            code::C_SYMBOL => self.symbol = Some((word(0), word(2))),
            code::C_FONT => self.font = word(0),
            _ => {}
        }
    }
}

/// Paragraph properties in use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ParagraphProperties {
    pub(super) style: u16,
    in_table: bool,
    stated_depth: i32,
    /// Whether it ends a row of the outermost table.
    pub(super) is_row_end: bool,
    /// Whether it ends a cell of a nested table.
    pub(super) is_inner_cell: bool,
    /// Whether it ends a row of a nested table.
    pub(super) is_inner_row_end: bool,
    /// Outline level, zero-based; 9 is body text.
    pub(super) outline: Option<u8>,
    /// List, one-based; 0 for none.
    pub(super) list: Option<u16>,
    /// List level, zero-based.
    pub(super) level: Option<u8>,
}

impl ParagraphProperties {
    /// Table depth; 0 outside tables.
    pub(super) fn depth(&self) -> usize {
        match self.in_table || self.stated_depth > 0 {
            true => usize::try_from(self.stated_depth).unwrap_or(0).max(1),
            false => 0,
        }
    }

    /// Applies the modifiers of a paragraph. `data` is the stream with long lists.
    pub(super) fn apply(&mut self, modifiers: &[u8], data: &[u8]) {
        for (code, operand) in Modifiers(modifiers) {
            match moved(code, operand, data) {
                Some(list) => Modifiers(list).for_each(|(code, op)| self.apply_one(code, op)),
                None => self.apply_one(code, operand),
            }
        }
    }

    /// Applies the changes of a piece.
    pub(super) fn change(&mut self, change: Change<'_>, data: &[u8]) {
        match change {
            Change::List(list) => self.apply(list, data),
            Change::One(code, operand) => self.apply_one(code, &operand),
        }
    }

    fn apply_one(&mut self, code: u16, operand: &[u8]) {
        let byte = u8_at(operand, 0).unwrap_or(0);
        let depth = || u32_at(operand, 0).map_or(0, u32::cast_signed);
        match code {
            code::P_STYLE => self.style = u16_at(operand, 0).unwrap_or(0),
            code::P_IN_TABLE => self.in_table = byte != 0,
            code::P_ROW_END => self.is_row_end = byte != 0,
            code::P_DEPTH => self.stated_depth = depth(),
            code::P_DEPTH_MORE => self.stated_depth = self.stated_depth.saturating_add(depth()),
            code::P_INNER_CELL => self.is_inner_cell = byte != 0,
            code::P_INNER_ROW_END => self.is_inner_row_end = byte != 0,
            code::P_OUTLINE => self.outline = Some(byte),
            code::P_LIST_LEVEL => self.level = Some(byte),
            code::P_LIST => {
                self.list = i16_at(operand, 0).map(|list| u16::try_from(list).unwrap_or(0));
            }
            _ => {}
        }
    }
}

/// The list that a modifier stores in the data stream; `None` for any other modifier.
pub(super) fn moved<'d>(code: u16, operand: &[u8], data: &'d [u8]) -> Option<&'d [u8]> {
    if !code::P_HUGE.contains(&code) && code != code::P_TABLE {
        return None;
    }
    let at = size_at(operand, 0)?;
    let len = usize::from(u16_at(data, at)?);
    Some(slice(data, at.checked_add(2)?, len))
}
