//! Single property modifiers: codes with operands that state all formatting ([MS-DOC] 2.2.5).

use crate::little_endian::{u8_at, u16_at};

/// Iterates over the modifiers of a list. Operands come without their length prefix; iteration ends at
/// a truncated operand.
#[derive(Debug, Clone)]
pub(super) struct Modifiers<'a>(pub(super) &'a [u8]);

/// The modifiers in use, under the names of the standard.
pub(super) mod code {
    pub(crate) const C_DELETED: u16 = 0x0800;
    pub(crate) const C_STRIKE: u16 = 0x0837;
    pub(crate) const C_DOUBLE_STRIKE: u16 = 0x2a53;
    pub(crate) const C_VANISH: u16 = 0x083c;
    pub(crate) const C_SPECIAL: u16 = 0x0855;
    pub(crate) const C_SYMBOL: u16 = 0x6a09;
    pub(crate) const C_FONT: u16 = 0x4a4f;
    pub(crate) const P_STYLE: u16 = 0x4600;
    pub(crate) const P_IN_TABLE: u16 = 0x2416;
    pub(crate) const P_ROW_END: u16 = 0x2417;
    pub(crate) const P_LIST_LEVEL: u16 = 0x260a;
    pub(crate) const P_LIST: u16 = 0x460b;
    pub(crate) const P_DEPTH: u16 = 0x6649;
    pub(crate) const P_DEPTH_MORE: u16 = 0x664a;
    pub(crate) const P_INNER_CELL: u16 = 0x244b;
    pub(crate) const P_INNER_ROW_END: u16 = 0x244c;
    pub(crate) const P_OUTLINE: u16 = 0x2640;
    pub(crate) const P_HUGE: [u16; 2] = [0x6645, 0x6646];
    pub(crate) const P_TABLE: u16 = 0x646b;
    pub(crate) const P_TABS: u16 = 0xc615;
    pub(crate) const T_DEFINITION: u16 = 0xd608;
    pub(crate) const T_DEFINITION_OLD: u16 = 0xd606;
    pub(crate) const T_HEADER: u16 = 0x3404;
    pub(crate) const T_LEFT: u16 = 0x9601;
    pub(crate) const T_INSERT: u16 = 0x7621;
    pub(crate) const T_DELETE: u16 = 0x5622;
    pub(crate) const T_WIDTH: u16 = 0x7623;
    pub(crate) const T_MERGE: u16 = 0x5624;
    pub(crate) const T_SPLIT: u16 = 0x5625;
    pub(crate) const T_VERTICAL: u16 = 0xd62b;
}

impl<'a> Iterator for Modifiers<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let code = u16_at(self.0, 0)?;
        let rest = self.0.get(2..)?;
        let (skip, len) = operand(code, rest)?;
        let end = skip.checked_add(len)?;
        let operand = rest.get(skip..end)?;
        self.0 = rest.get(end..)?;
        Some((code, operand))
    }
}

/// Offset of the operand, after any length prefix, and its length.
fn operand(code: u16, rest: &[u8]) -> Option<(usize, usize)> {
    let fixed = match code >> 13 {
        0 | 1 => 1,
        2 | 4 | 5 => 2,
        3 => 4,
        7 => 3,
        _ => return variable(code, rest),
    };
    Some((0, fixed))
}

fn variable(code: u16, rest: &[u8]) -> Option<(usize, usize)> {
    match code {
        code::T_DEFINITION | code::T_DEFINITION_OLD => {
            Some((2, usize::from(u16_at(rest, 0)?).saturating_sub(1)))
        }
        // Too many tabs for a length of one byte.
        code::P_TABS if u8_at(rest, 0)? == 255 => {
            let n_deleted = usize::from(u8_at(rest, 1)?);
            let n_added = usize::from(u8_at(rest, 2 + 4 * n_deleted)?);
            Some((1, 2 + 4 * n_deleted + 3 * n_added))
        }
        _ => Some((1, usize::from(u8_at(rest, 0)?))),
    }
}

/// The modifier of an `isprm` in a `Prm0` ([MS-DOC] 2.9.214); `None` if it is not in use.
pub(super) fn short_code(short: u8) -> Option<u16> {
    Some(match short {
        0x0c => code::P_LIST_LEVEL,
        0x18 => code::P_IN_TABLE,
        0x19 => code::P_ROW_END,
        0x41 => code::C_DELETED,
        0x57 => code::C_STRIKE,
        0x5c => code::C_VANISH,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Modifiers;

    #[test]
    fn each_modifier_has_its_operand() {
        let list = [
            &[0x16, 0x24, 1][..],
            &[0x08, 0xd6, 4, 0, 1, 2, 3],
            &[0x15, 0xc6, 255, 1, 9, 9, 9, 9, 1, 8, 8, 8],
            &[0x49, 0x66, 2, 0, 0, 0],
            &[0x2b, 0xd6, 2, 0],
        ]
        .concat();
        let found: Vec<(u16, usize)> =
            Modifiers(&list).map(|(code, op)| (code, op.len())).collect();
        assert_eq!(found, [(0x2416, 1), (0xd608, 3), (0xc615, 9), (0x6649, 4)]);
    }
}
