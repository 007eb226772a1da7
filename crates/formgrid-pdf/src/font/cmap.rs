//! CMaps, predefined and embedded.

use std::{
    cell::Cell,
    collections::BTreeMap,
    rc::Rc,
    sync::{Arc, Mutex, PoisonError},
};

use hayro_cmap::{BfString, CMap, CMapName, load_embedded};

use super::Text;
use crate::{
    content::{Operand, Tokens},
    limits,
};

/// Cache of predefined CMaps. A large one takes milliseconds to unpack, and the documents of an archive
/// use the same few. There are about seventy.
static PREDEFINED: Mutex<BTreeMap<Vec<u8>, Option<Arc<CMap>>>> = Mutex::new(BTreeMap::new());

/// A predefined CMap; `None` if the name is unknown.
pub(super) fn predefined(name: &[u8]) -> Option<Arc<CMap>> {
    let data = load_embedded(CMapName::from_bytes(name))?;
    let mut known = PREDEFINED.lock().unwrap_or_else(PoisonError::into_inner);
    let parsed = || CMap::parse(data, load_embedded).map(Arc::new);
    known.entry(name.to_owned()).or_insert_with(parsed).clone()
}

/// Parses an embedded CMap; `None` if it refers to others too often, each of which would be unpacked.
pub(super) fn parse(bytes: &[u8]) -> Option<CMap> {
    let left = Rc::new(Cell::new(limits::MAP_BASES));
    CMap::parse(bytes, move |name| {
        left.set(left.get().checked_sub(1)?);
        load_embedded(name)
    })
}

/// The text of a code in a `ToUnicode` CMap; `None` without a usable entry.
pub(super) fn unicode(map: &CMap, code: u32) -> Option<Text> {
    let text = match map.lookup_bf_string(code)? {
        BfString::Char('\0' | '\u{fffd}') => return None,
        BfString::Char(c) => Text::of_char(c),
        BfString::String(text) => Text::of(text.chars()),
    };
    Some(text)
}

/// Shortest code in the code space of an embedded CMap, in bytes.
pub(super) fn shortest_code(bytes: &[u8]) -> usize {
    let mut tokens = Tokens::new(bytes);
    let mut shortest = None;
    while let Some(operator) = tokens.next_operator() {
        if operator == b"endcodespacerange" {
            let lengths = tokens.operands.iter().filter_map(|operand| match operand {
                Operand::Text(range) => Some(range.len()),
                _ => None,
            });
            shortest = shortest.into_iter().chain(lengths).min();
        }
    }
    shortest.unwrap_or(2).clamp(1, 4)
}
