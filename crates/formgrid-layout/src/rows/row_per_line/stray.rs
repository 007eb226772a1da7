//! Stray letters: OCR inserts an ASCII letter between two characters of a word.
//!
//! A letter is stray if the rest is a word of the lexicon. It is removed, and so is the same letter
//! before the same character in other cells of that row, which OCR read in one pass. Any other letter
//! may be the author's.

use formgrid_model::{Code, Diagnostics};

use super::row::{Row, Token};
use super::words::Words;

/// A letter and the character after it.
type Stray = (char, char);

/// Removes stray letters from the cells of rows.
pub(super) fn remove(rows: &mut [Row], words: &Words<'_>, diagnostics: &mut Diagnostics) {
    for row in rows {
        let certain = row.tokens.iter().find_map(|token| stray_in_word(token, words));
        let Some(stray) = certain else { continue };
        for token in &mut row.tokens {
            if let Some(text) = without(&token.text, stray) {
                (token.folded, token.classes, token.shape) = words.look_up(&text);
                token.text = text;
            }
        }
        row.add_repair(Code::LayoutStrayCharacter);
        let message = format!("a stray {:?} inside a word was taken out", stray.0);
        diagnostics.report(Code::LayoutStrayCharacter, row.place(), message);
    }
}

/// The stray letter of a token that is a word without it.
fn stray_in_word(token: &Token, words: &Words<'_>) -> Option<Stray> {
    let (_, stray) = candidates(&token.text).next()?;
    let rest = without(&token.text, stray)?;
    (!words.is_word(&token.text) && words.is_word(&rest)).then_some(stray)
}

/// The text without a stray letter; `None` if it has none.
fn without(text: &str, stray: Stray) -> Option<String> {
    let mut rest = String::new();
    let mut copied = 0;
    for (at, _) in candidates(text).filter(|&(_, found)| found == stray) {
        rest.push_str(&text[copied..at]);
        copied = at + stray.0.len_utf8();
    }
    (copied > 0).then(|| {
        rest.push_str(&text[copied..]);
        rest
    })
}

/// Letters between two non-ASCII characters, with their byte offsets.
fn candidates(text: &str) -> impl Iterator<Item = (usize, Stray)> {
    let mut chars = text.char_indices().peekable();
    let mut before = ' ';
    std::iter::from_fn(move || {
        while let Some((at, c)) = chars.next() {
            let is_after_text = !std::mem::replace(&mut before, c).is_ascii();
            if let Some(&(_, next)) = chars.peek()
                && c.is_ascii_alphabetic()
                && is_after_text
                && !next.is_ascii()
            {
                return Some((at, (c, next)));
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use formgrid_model::{Diagnostics, Lexicon, WordClass};

    use super::super::row::{Row, Token};
    use super::super::words::Words;
    use super::remove;

    fn check(cells: &[&str], expected: &[&str]) {
        let words = [("数量指标", WordClass::LEVEL2), ("K类指标", WordClass::LEVEL2)];
        let words = words.map(|(word, class)| (word.to_owned(), class)).into_iter().collect();
        let lexicon = Lexicon { words, ..Lexicon::default() };
        let tokens =
            cells.iter().map(|text| Token { text: (*text).to_owned(), ..Token::default() });
        let mut rows = [Row { tokens: tokens.collect(), ..Row::default() }];
        remove(&mut rows, &Words::new(&lexicon), &mut Diagnostics::new());
        let texts: Vec<_> = rows[0].tokens.iter().map(|token| token.text.as_str()).collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn a_letter_inside_a_word_goes_and_its_like_in_the_row() {
        check(&["数量指X标", "高X标准路灯", "装X光机"], &["数量指标", "高标准路灯", "装X光机"]);
    }

    #[test]
    fn letters_of_the_author_stay() {
        check(&["数量指标", "高X标准路灯"], &["数量指标", "高X标准路灯"]);
        check(&["K类指标"], &["K类指标"]);
        check(&["数量A4指标"], &["数量A4指标"]);
    }
}
