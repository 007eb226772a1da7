//! Tokens of a content stream.
//!
//! A content stream is a sequence of operands followed by an operator. Operands are kept in one flat
//! list that each operator clears, names and strings in one buffer, so ten thousand operators allocate
//! no more than one. Arrays and dictionaries stay flat between delimiters: no operator in use needs
//! more than their elements in order. Damage never ends a stream; bytes that form no token are skipped.

use std::ops::Range;

use crate::limits;

/// An operand. Names and strings are ranges of the tokens' buffer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    Number(f64),
    Name(Range<usize>),
    Text(Range<usize>),
    ArrayStart,
    ArrayEnd,
    DictStart,
    DictEnd,
    /// `true`, `false` or `null`.
    Word,
}

/// Reads a content stream operator by operator.
#[derive(Debug)]
pub(crate) struct Tokens<'c> {
    bytes: &'c [u8],
    at: usize,
    /// Operands of the last operator.
    pub(crate) operands: Vec<Operand>,
    buffer: Vec<u8>,
}

impl<'c> Tokens<'c> {
    pub(crate) fn new(bytes: &'c [u8]) -> Self {
        Self { bytes, at: 0, operands: Vec::new(), buffer: Vec::new() }
    }

    /// The bytes of a name or string.
    pub(crate) fn text(&self, range: &Range<usize>) -> &[u8] {
        self.buffer.get(range.clone()).unwrap_or_default()
    }

    /// The last `N` operands as numbers; `None` if there are fewer or one is no number.
    pub(crate) fn numbers<const N: usize>(&self) -> Option<[f64; N]> {
        let start = self.operands.len().checked_sub(N)?;
        let mut numbers = [0.0; N];
        for (number, operand) in numbers.iter_mut().zip(self.operands.get(start..)?) {
            let Operand::Number(value) = operand else { return None };
            *number = *value;
        }
        Some(numbers)
    }

    /// The last name among the operands.
    pub(crate) fn name(&self) -> Option<&[u8]> {
        self.operands.iter().rev().find_map(|operand| match operand {
            Operand::Name(range) => Some(self.text(range)),
            _ => None,
        })
    }

    /// The next operator, with its operands in [`Self::operands`]; `None` at the end. An inline image
    /// is the operator `EI`.
    pub(crate) fn next_operator(&mut self) -> Option<&'c [u8]> {
        self.operands.clear();
        self.buffer.clear();
        loop {
            self.skip_blanks();
            let byte = *self.bytes.get(self.at)?;
            if let Some(operator) = self.token(byte) {
                if operator == b"BI" {
                    self.skip_image();
                    return Some(b"EI");
                }
                return Some(operator);
            }
            if self.operands.len() > limits::OPERANDS {
                self.operands.clear();
                self.buffer.clear();
            }
        }
    }

    /// Reads the token that begins with `byte`: returns an operator, stores an operand.
    fn token(&mut self, byte: u8) -> Option<&'c [u8]> {
        match byte {
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.number(),
            b'/' => self.name_operand(),
            b'(' => self.literal(),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => self.mark(Operand::DictStart, 2),
            b'<' => self.hexadecimal(),
            b'>' if self.bytes.get(self.at + 1) == Some(&b'>') => self.mark(Operand::DictEnd, 2),
            b'[' => self.mark(Operand::ArrayStart, 1),
            b']' => self.mark(Operand::ArrayEnd, 1),
            b'%' => self.skip_comment(),
            _ if is_regular(byte) => return self.word(),
            _ => self.at += 1,
        }
        None
    }

    fn mark(&mut self, operand: Operand, length: usize) {
        self.operands.push(operand);
        self.at += length;
    }

    /// The bytes from the current position on.
    fn rest(&self) -> &'c [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.iter().position(|&b| !is_blank(b)).unwrap_or(rest.len());
    }

    fn skip_comment(&mut self) {
        while self.bytes.get(self.at).is_some_and(|&b| b != b'\n' && b != b'\r') {
            self.at += 1;
        }
    }

    /// Producers write numbers more freely than the standard: `--5`, `1.-2`, `.`. A second sign or
    /// point ends the digits.
    fn number(&mut self) {
        let mut rest = self.rest();
        let mut negative = false;
        while let [sign @ (b'+' | b'-'), after @ ..] = rest {
            negative |= *sign == b'-';
            rest = after;
        }
        let mut value = 0.0;
        while let [digit @ b'0'..=b'9', after @ ..] = rest {
            value = value * 10.0 + f64::from(digit - b'0');
            rest = after;
        }
        if let [b'.', after @ ..] = rest {
            rest = after;
            let mut scale = 1.0;
            while let [digit @ b'0'..=b'9', after @ ..] = rest {
                scale /= 10.0;
                value += f64::from(digit - b'0') * scale;
                rest = after;
            }
        }
        while let [b'0'..=b'9' | b'.' | b'-', after @ ..] = rest {
            rest = after;
        }
        self.at = self.bytes.len() - rest.len();
        self.operands.push(Operand::Number(if negative { -value } else { value }));
    }

    fn name_operand(&mut self) {
        self.at += 1;
        let start = self.buffer.len();
        while let Some(&byte) = self.bytes.get(self.at).filter(|&&b| is_regular(b)) {
            self.at += 1;
            let pair =
                || Some((hex(*self.bytes.get(self.at)?)?, hex(*self.bytes.get(self.at + 1)?)?));
            match if byte == b'#' { pair() } else { None } {
                Some((high, low)) => {
                    self.buffer.push(high << 4 | low);
                    self.at += 2;
                }
                None => self.buffer.push(byte),
            }
        }
        self.operands.push(Operand::Name(start..self.buffer.len()));
    }

    fn literal(&mut self) {
        self.at += 1;
        let start = self.buffer.len();
        let mut depth = 1_usize;
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' => depth -= 1,
                b'\\' => {
                    self.escape();
                    continue;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
            self.buffer.push(byte);
        }
        self.operands.push(Operand::Text(start..self.buffer.len()));
    }

    /// Reads an escape after the backslash.
    fn escape(&mut self) {
        let Some(&byte) = self.bytes.get(self.at) else { return };
        self.at += 1;
        match byte {
            b'n' => self.buffer.push(b'\n'),
            b'r' => self.buffer.push(b'\r'),
            b't' => self.buffer.push(b'\t'),
            b'b' => self.buffer.push(8),
            b'f' => self.buffer.push(12),
            b'\r' => {
                if self.bytes.get(self.at) == Some(&b'\n') {
                    self.at += 1;
                }
            }
            b'\n' => {}
            b'0'..=b'7' => {
                let mut value = byte - b'0';
                for _ in 0..2 {
                    let Some(&digit @ b'0'..=b'7') = self.bytes.get(self.at) else { break };
                    value = (value << 3) | (digit - b'0');
                    self.at += 1;
                }
                self.buffer.push(value);
            }
            other => self.buffer.push(other),
        }
    }

    fn hexadecimal(&mut self) {
        self.at += 1;
        let mut rest = self.rest();
        let start = self.buffer.len();
        while let [high, low, after @ ..] = rest
            && let (Some(high), Some(low)) = (hex(*high), hex(*low))
        {
            self.buffer.push(high << 4 | low);
            rest = after;
        }
        // Blanks and other bytes among the digits.
        let mut high = None;
        while let [byte, after @ ..] = rest {
            rest = after;
            if *byte == b'>' {
                break;
            }
            let Some(digit) = hex(*byte) else { continue };
            match high.take() {
                None => high = Some(digit << 4),
                Some(high) => self.buffer.push(high | digit),
            }
        }
        self.buffer.extend(high);
        self.at = self.bytes.len() - rest.len();
        self.operands.push(Operand::Text(start..self.buffer.len()));
    }

    /// Reads an operator; `true`, `false` and `null` are operands.
    fn word(&mut self) -> Option<&'c [u8]> {
        let rest = self.rest();
        let word = rest.get(..rest.iter().position(|&b| !is_regular(b)).unwrap_or(rest.len()))?;
        self.at += word.len();
        if matches!(word, b"true" | b"false" | b"null") {
            self.operands.push(Operand::Word);
            return None;
        }
        Some(word)
    }

    /// Skips an inline image. Its data may hold any bytes; it ends at an `EI` between blanks, followed
    /// by bytes that look like content.
    fn skip_image(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let data = find_word(rest, b"ID").map_or(rest.len(), |at| at + 3);
        let mut from = data.min(rest.len());
        while let Some(found) = rest.get(from..).and_then(|rest| find_word(rest, b"EI")) {
            let end = from + found + 2;
            let after = rest.get(end..(end + 12).min(rest.len())).unwrap_or_default();
            if after.iter().all(|&b| is_blank(b) || (32..127).contains(&b)) {
                self.at += end;
                return;
            }
            from = end;
        }
        self.at = self.bytes.len();
    }
}

/// Position of a word delimited by blanks.
fn find_word(bytes: &[u8], word: &[u8; 2]) -> Option<usize> {
    let blank = |byte: Option<&u8>| byte.is_none_or(|&b| is_blank(b));
    (0..bytes.len().saturating_sub(1)).find(|&at| {
        bytes.get(at..at + 2) == Some(word)
            && blank(at.checked_sub(1).and_then(|at| bytes.get(at)))
            && blank(bytes.get(at + 2))
    })
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_regular(byte: u8) -> bool {
    REGULAR[usize::from(byte)]
}

/// Whether a byte is neither a blank nor a delimiter (ISO 32000, 7.2.3), by its value.
const REGULAR: [bool; 256] = {
    let mut regular = [true; 256];
    let mut byte = 0_u8;
    loop {
        let is_delimiter =
            matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%');
        regular[byte as usize] = !is_delimiter && !is_blank(byte);
        if byte == u8::MAX {
            break regular;
        }
        byte += 1;
    }
};

fn hex(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Operand, Tokens};

    /// `expected`: one operator per line.
    fn check(content: &str, expected: &[&str]) {
        let mut tokens = Tokens::new(content.as_bytes());
        let mut found = Vec::new();
        while let Some(operator) = tokens.next_operator() {
            let mut line: Vec<String> = tokens.operands.iter().map(|o| shown(&tokens, o)).collect();
            line.push(String::from_utf8_lossy(operator).into_owned());
            found.push(line.join(" "));
        }
        assert_eq!(found, expected);
    }

    fn shown(tokens: &Tokens<'_>, operand: &Operand) -> String {
        let text = |range| String::from_utf8_lossy(tokens.text(range)).into_owned();
        match operand {
            Operand::Number(number) => format!("{number:.2}"),
            Operand::Name(range) => format!("/{}", text(range)),
            Operand::Text(range) => format!("({})", text(range)),
            Operand::ArrayStart => "[".to_owned(),
            Operand::ArrayEnd => "]".to_owned(),
            Operand::DictStart => "<<".to_owned(),
            Operand::DictEnd => ">>".to_owned(),
            Operand::Word => "word".to_owned(),
        }
    }

    #[test]
    fn operands_stand_before_their_operator() {
        check(
            "/F1 12 Tf\n1 0 0 -1.5 +.25 7. cm [(a) -20 <62 6>]TJ",
            &["/F1 12.00 Tf", "1.00 0.00 0.00 -1.50 0.25 7.00 cm", "[ (a) -20.00 (b`) ] TJ"],
        );
    }

    #[test]
    fn escapes_in_strings_are_resolved() {
        check(r"(a\(b\)(c)\101\12) Tj", &["(a(b)(c)A\n) Tj"]);
        check("(a\\\nb) Tj /A#20B gs", &["(ab) Tj", "/A B gs"]);
    }

    #[test]
    fn numbers_of_careless_producers_are_read() {
        check("--5 1.2.3 4-5 w", &["-5.00 1.20 4.00 w"]);
    }

    #[test]
    fn inline_images_are_skipped_to_their_end() {
        check("q BI /W 1 /H 1 ID \x01 EI\x02\x03 EI Q", &["q", "EI", "Q"]);
        check("BI /W 1 ID never ends", &["EI"]);
    }

    #[test]
    fn bytes_that_form_no_token_are_skipped() {
        check("} ) > q % a comment\n<< /MCID 3 >> BDC", &["q", "<< /MCID 3.00 >> BDC"]);
    }
}
