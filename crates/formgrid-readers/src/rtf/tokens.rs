//! Tokens: groups, control words, text bytes. Nothing is decoded here.

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Open,
    Close,
    /// A control word with its numeric parameter, if any.
    Word(&'a [u8], Option<i32>),
    /// A control symbol.
    Symbol(u8),
    /// A byte written as `\'hh`.
    Hex(u8),
    /// A literal byte.
    Byte(u8),
}

/// Longest control word; no version defines a longer one.
const MAX_WORD: usize = 32;

/// Digits read of a parameter.
const MAX_DIGITS: usize = 10;

/// The tokens of a file.
#[derive(Debug, Clone)]
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Skips raw bytes (`\bin`).
    pub(super) fn pass_over(&mut self, n_bytes: usize) {
        self.at = self.at.saturating_add(n_bytes).min(self.bytes.len());
    }

    /// The next byte, taken literally: the trail byte of a double-byte character.
    pub(super) fn trail(&mut self) -> Option<u8> {
        let byte = self.peek(0)?;
        self.at += 1;
        Some(byte)
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at.saturating_add(ahead)).copied()
    }

    fn word(&mut self) -> Token<'a> {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        let is_letter = |byte: &&u8| byte.is_ascii_alphabetic();
        let len = rest.iter().take(MAX_WORD).take_while(is_letter).count();
        let name = rest.get(..len).unwrap_or(&[]);
        self.at += len;
        let is_negative = self.peek(0) == Some(b'-') && self.peek(1).is_some_and(is_digit);
        self.at += usize::from(is_negative);
        let mut number = None;
        for _ in 0..MAX_DIGITS {
            let Some(digit) = self.peek(0).filter(|byte| is_digit(*byte)) else { break };
            let before: i32 = number.unwrap_or(0);
            number = Some(before.saturating_mul(10).saturating_add(i32::from(digit - b'0')));
            self.at += 1;
        }
        // One space delimits the word.
        self.at += usize::from(self.peek(0) == Some(b' '));
        Token::Word(name, if is_negative { number.map(|number| -number) } else { number })
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let byte = self.peek(0)?;
        if byte.is_ascii_alphabetic() {
            return Some(self.word());
        }
        self.at += 1;
        if byte != b'\'' {
            return Some(Token::Symbol(byte));
        }
        let digit =
            |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let high = self.peek(0).and_then(digit);
        let low = self.peek(1).and_then(digit);
        match (high, low) {
            (Some(high), Some(low)) => {
                self.at += 2;
                Some(Token::Hex(high << 4 | low))
            }
            _ => Some(Token::Symbol(byte)),
        }
    }
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = self.peek(0)?;
            self.at += 1;
            match byte {
                b'{' => return Some(Token::Open),
                b'}' => return Some(Token::Close),
                b'\\' => return self.control(),
                b'\r' | b'\n' | 0 => {}
                _ => return Some(Token::Byte(byte)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Token, Tokens};

    #[test]
    fn control_words_end_at_their_delimiter() {
        let found: Vec<_> = Tokens::new(b"{\\b\\u-3913 ?\\'c4\\~x\\bin\\'g").collect();
        let expected = [
            Token::Open,
            Token::Word(b"b", None),
            Token::Word(b"u", Some(-3913)),
            Token::Byte(b'?'),
            Token::Hex(0xc4),
            Token::Symbol(b'~'),
            Token::Byte(b'x'),
            Token::Word(b"bin", None),
            Token::Symbol(b'\''),
            Token::Byte(b'g'),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn parameters_are_clamped() {
        let found: Vec<_> = Tokens::new(b"\\fs99999999999999\\").collect();
        assert_eq!(found[0], Token::Word(b"fs", Some(i32::MAX)));
    }
}
