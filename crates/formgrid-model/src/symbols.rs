//! Symbol fonts: characters that a document states by font and code.
//!
//! These fonts predate Unicode and are common in forms for check boxes and operators. A code is
//! stated as it is or in the private use area, F000 to F0FF. Several formats use them.

/// The character of a symbol. For known fonts, named as in Office, none if the code has no known
/// meaning; for all other fonts the code is the character.
pub fn symbol(font: &str, code: u32) -> Option<char> {
    let code = if (0xf000..=0xf0ff).contains(&code) { code - 0xf000 } else { code };
    let table = match font {
        "Symbol" => return by_place(SYMBOL_LOW, 0x20, code).or(by_place(SYMBOL_HIGH, 0xa0, code)),
        "ZapfDingbats" => return dingbat(code),
        "Wingdings" => WINGDINGS,
        "Wingdings 2" => WINGDINGS_2,
        "Wingdings 3" => WINGDINGS_3,
        "Webdings" => WEBDINGS,
        _ => return char::from_u32(code).filter(|c| !c.is_control()),
    };
    table.iter().find(|&&(known, _)| known == code).map(|&(_, c)| c)
}

/// Looks up a code in a contiguous table.
fn by_place(table: &str, first: u32, code: u32) -> Option<char> {
    let place = usize::try_from(code.checked_sub(first)?).ok()?;
    table.chars().nth(place).filter(|&c| c != char::REPLACEMENT_CHARACTER)
}

/// Codes 20 to 7E of the Symbol font.
const SYMBOL_LOW: &str = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_\
    ‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";

/// Codes A0 to FE of the Symbol font.
const SYMBOL_HIGH: &str = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓\
    ◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\u{fffd}〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭";

/// Unicode adopted the Zapf Dingbats in order, except those it already had.
fn dingbat(code: u32) -> Option<char> {
    let elsewhere = ZAPF_ELSEWHERE.iter().find(|&&(known, _)| known == code).map(|&(_, c)| c);
    let in_block = |base: u32, first: u32| char::from_u32(base + (code - first));
    elsewhere.or_else(|| match code {
        0x20 => Some(' '),
        0x21..=0x7e => in_block(0x2701, 0x21),
        0xa1..=0xa7 => in_block(0x2761, 0xa1),
        0xac..=0xb5 => in_block(0x2460, 0xac),
        0xb6..=0xd4 => in_block(0x2776, 0xb6),
        0xd8..=0xef => in_block(0x2798, 0xd8),
        0xf1..=0xfe => in_block(0x27b1, 0xf1),
        _ => None,
    })
}

/// Codes and characters of a font.
type Table = &'static [(u32, char)];

const ZAPF_ELSEWHERE: Table = &[
    (0x25, '☎'),
    (0x2a, '☛'),
    (0x2b, '☞'),
    (0x48, '★'),
    (0x6c, '●'),
    (0x6e, '■'),
    (0x73, '▲'),
    (0x74, '▼'),
    (0x75, '◆'),
    (0x77, '◗'),
    (0xa8, '♣'),
    (0xa9, '♦'),
    (0xaa, '♥'),
    (0xab, '♠'),
    (0xd5, '→'),
    (0xd6, '↔'),
    (0xd7, '↕'),
];

const WINGDINGS: Table = &[
    (0x21, '✏'),
    (0x22, '✂'),
    (0x28, '☎'),
    (0x2a, '✉'),
    (0x46, '☞'),
    (0x47, '☝'),
    (0x4a, '☺'),
    (0x4c, '☹'),
    (0x6c, '●'),
    (0x6d, '❍'),
    (0x6e, '■'),
    (0x6f, '□'),
    (0x70, '□'),
    (0x71, '❑'),
    (0x72, '❒'),
    (0x73, '⬧'),
    (0x74, '⧫'),
    (0x75, '◆'),
    (0x76, '❖'),
    (0x77, '◆'),
    (0x78, '☒'),
    (0x7b, '❀'),
    (0x80, '⓪'),
    (0x81, '①'),
    (0x82, '②'),
    (0x83, '③'),
    (0x84, '④'),
    (0x85, '⑤'),
    (0x86, '⑥'),
    (0x87, '⑦'),
    (0x88, '⑧'),
    (0x89, '⑨'),
    (0x8a, '⑩'),
    (0x8b, '⓿'),
    (0x8c, '❶'),
    (0x8d, '❷'),
    (0x8e, '❸'),
    (0x8f, '❹'),
    (0x90, '❺'),
    (0x91, '❻'),
    (0x92, '❼'),
    (0x93, '❽'),
    (0x94, '❾'),
    (0x95, '❿'),
    (0x9e, '·'),
    (0x9f, '•'),
    (0xa1, '○'),
    (0xa2, '○'),
    (0xa3, '○'),
    (0xa4, '◉'),
    (0xa5, '◎'),
    (0xa7, '▪'),
    (0xa8, '□'),
    (0xaa, '✦'),
    (0xab, '★'),
    (0xac, '✶'),
    (0xb2, '✧'),
    (0xd5, '⌫'),
    (0xd6, '⌦'),
    (0xd8, '➢'),
    (0xdc, '➲'),
    (0xdf, '←'),
    (0xe0, '→'),
    (0xe1, '↑'),
    (0xe2, '↓'),
    (0xe8, '➔'),
    (0xef, '⇦'),
    (0xf0, '⇨'),
    (0xf1, '⇧'),
    (0xf2, '⇩'),
    (0xfb, '✗'),
    (0xfc, '✓'),
    (0xfd, '☒'),
    (0xfe, '☑'),
];

const WINGDINGS_2: Table = &[
    (0x30, '□'),
    (0x31, '□'),
    (0x4f, '✗'),
    (0x50, '✓'),
    (0x51, '☒'),
    (0x52, '☑'),
    (0x53, '☒'),
    (0x54, '☒'),
    (0x55, '⊗'),
    (0x56, '⊗'),
    (0x6a, '①'),
    (0x6b, '②'),
    (0x6c, '③'),
    (0x6d, '④'),
    (0x6e, '⑤'),
    (0x6f, '⑥'),
    (0x70, '⑦'),
    (0x71, '⑧'),
    (0x72, '⑨'),
    (0x73, '⑩'),
    (0x97, '●'),
    (0x98, '●'),
    (0x99, '○'),
    (0x9a, '○'),
    (0x9e, '◎'),
    (0xa2, '■'),
    (0xa3, '□'),
    (0xa4, '□'),
    (0xa6, '☐'),
];

const WINGDINGS_3: Table = &[
    (0x66, '←'),
    (0x67, '→'),
    (0x68, '↑'),
    (0x69, '↓'),
    (0x70, '▲'),
    (0x71, '▼'),
    (0x72, '△'),
    (0x73, '▽'),
    (0x74, '◀'),
    (0x75, '▶'),
    (0x7d, '▶'),
];

const WEBDINGS: Table = &[
    (0x33, '◀'),
    (0x34, '▶'),
    (0x35, '▲'),
    (0x36, '▼'),
    (0x3d, '●'),
    (0x61, '✓'),
    (0x63, '□'),
    (0x67, '■'),
    (0x6e, '●'),
    (0x72, '✗'),
];

#[cfg(test)]
mod tests {
    use super::symbol;

    #[test]
    fn operators_and_check_boxes_are_known() {
        assert_eq!(symbol("Symbol", 0xf0b3), Some('≥'));
        assert_eq!(symbol("Symbol", 0xa3), Some('≤'));
        assert_eq!(symbol("Wingdings 2", 0xf052), Some('☑'));
        assert_eq!(symbol("Wingdings", 0xf0a8), Some('□'));
        assert_eq!(symbol("ZapfDingbats", 0x34), Some('✔'));
    }

    #[test]
    fn other_fonts_hold_plain_characters() {
        assert_eq!(symbol("宋体", 0x2265), Some('≥'));
        assert_eq!(symbol("Symbol", 0xf03d), Some('='));
        assert_eq!(symbol("Symbol", 0xfe), Some('⎭'));
        assert_eq!(symbol("Symbol", 0xf0), None);
        assert_eq!(symbol("Wingdings", 0x41), None);
        assert_eq!(symbol("Arial", 7), None);
    }
}
