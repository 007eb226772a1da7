//! Numbers in a stream, little-endian. What lies outside of it is absent.

/// A byte.
pub(super) fn u8_at(bytes: &[u8], at: usize) -> Option<u8> {
    bytes.get(at).copied()
}

/// A number of two bytes.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let field = bytes.get(at..at.checked_add(2)?)?;
    field.try_into().ok().map(u16::from_le_bytes)
}

/// A signed number of two bytes.
pub(super) fn i16_at(bytes: &[u8], at: usize) -> Option<i16> {
    u16_at(bytes, at).map(u16::cast_signed)
}

/// A number of four bytes.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(4)?)?;
    field.try_into().ok().map(u32::from_le_bytes)
}

/// A number of four bytes that counts or addresses bytes.
pub(super) fn size_at(bytes: &[u8], at: usize) -> Option<usize> {
    u32_at(bytes, at).and_then(|number| usize::try_from(number).ok())
}

/// So many bytes from a place, or as many as there are.
pub(super) fn slice(bytes: &[u8], at: usize, len: usize) -> &[u8] {
    let rest = bytes.get(at..).unwrap_or(&[]);
    rest.get(..len).unwrap_or(rest)
}

/// Text in UTF-16 of so many units.
pub(super) fn utf16(bytes: &[u8], at: usize, n_units: usize) -> String {
    let units = slice(bytes, at, n_units.saturating_mul(2)).chunks_exact(2);
    let units = units.map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
