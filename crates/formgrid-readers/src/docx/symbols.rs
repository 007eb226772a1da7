//! Symbols: characters that a document names by font and code.
//!
//! The fonts are older than Unicode and common in forms for check boxes and operators; a code is stated
//! as it is or moved to the private area, F000 to F0FF.

/// The character that a symbol shows; none where the font's characters are not known.
pub(super) fn symbol(font: &str, code: u32) -> Option<char> {
    let code = if (0xf000..=0xf0ff).contains(&code) { code - 0xf000 } else { code };
    let table = match font {
        "Symbol" => SYMBOL,
        "Wingdings" => WINGDINGS,
        "Wingdings 2" => WINGDINGS_2,
        "Webdings" => WEBDINGS,
        _ => return char::from_u32(code).filter(|c| !c.is_control()),
    };
    let found = table.iter().find(|&&(known, _)| known == code).map(|&(_, c)| c);
    // The Symbol font has ASCII's digits and punctuation in their places.
    let ascii = || char::from_u32(code).filter(|c| c.is_ascii_digit() || c.is_ascii_punctuation());
    found.or_else(|| (font == "Symbol").then(ascii).flatten())
}

/// Codes and characters of a font.
type Table = &'static [(u32, char)];

const SYMBOL: Table = &[
    (0x41, 'Α'),
    (0x42, 'Β'),
    (0x47, 'Γ'),
    (0x44, 'Δ'),
    (0x51, 'Θ'),
    (0x4c, 'Λ'),
    (0x50, 'Π'),
    (0x53, 'Σ'),
    (0x46, 'Φ'),
    (0x59, 'Ψ'),
    (0x57, 'Ω'),
    (0x61, 'α'),
    (0x62, 'β'),
    (0x67, 'γ'),
    (0x64, 'δ'),
    (0x65, 'ε'),
    (0x71, 'θ'),
    (0x6c, 'λ'),
    (0x6d, 'μ'),
    (0x70, 'π'),
    (0x72, 'ρ'),
    (0x73, 'σ'),
    (0x74, 'τ'),
    (0x66, 'φ'),
    (0x77, 'ω'),
    (0xa3, '≤'),
    (0xa5, '∞'),
    (0xac, '←'),
    (0xad, '↑'),
    (0xae, '→'),
    (0xaf, '↓'),
    (0xb0, '°'),
    (0xb1, '±'),
    (0xb3, '≥'),
    (0xb4, '×'),
    (0xb7, '•'),
    (0xb8, '÷'),
    (0xb9, '≠'),
    (0xba, '≡'),
    (0xbb, '≈'),
    (0xd0, '∠'),
    (0xd5, '∏'),
    (0xd6, '√'),
    (0xe5, '∑'),
];

const WINGDINGS: Table = &[
    (0x6c, '●'),
    (0x6e, '■'),
    (0x6f, '□'),
    (0x71, '❑'),
    (0x72, '❒'),
    (0x75, '◆'),
    (0x76, '❖'),
    (0x77, '◆'),
    (0x9f, '•'),
    (0xa1, '○'),
    (0xa7, '▪'),
    (0xa8, '□'),
    (0xd8, '➢'),
    (0xe0, '→'),
    (0xfb, '✗'),
    (0xfc, '✓'),
    (0xfd, '☒'),
    (0xfe, '☑'),
];

const WINGDINGS_2: Table = &[
    (0x4f, '✗'),
    (0x50, '✓'),
    (0x51, '☒'),
    (0x52, '☑'),
    (0x53, '☒'),
    (0x54, '☒'),
    (0x97, '●'),
    (0x99, '○'),
    (0xa3, '□'),
    (0xa2, '■'),
];

const WEBDINGS: Table = &[(0x61, '✓'), (0x63, '□'), (0x67, '■'), (0x72, '✗')];

#[cfg(test)]
mod tests {
    use super::symbol;

    #[test]
    fn operators_and_check_boxes_are_known() {
        assert_eq!(symbol("Symbol", 0xf0b3), Some('≥'));
        assert_eq!(symbol("Symbol", 0xa3), Some('≤'));
        assert_eq!(symbol("Wingdings 2", 0xf052), Some('☑'));
        assert_eq!(symbol("Wingdings", 0xf0a8), Some('□'));
    }

    #[test]
    fn other_fonts_hold_plain_characters() {
        assert_eq!(symbol("宋体", 0x2265), Some('≥'));
        assert_eq!(symbol("Symbol", 0xf03d), Some('='));
        assert_eq!(symbol("Wingdings", 0x41), None);
        assert_eq!(symbol("Arial", 7), None);
    }
}
