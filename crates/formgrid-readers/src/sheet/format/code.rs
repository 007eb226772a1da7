//! Codes: a number format to sections and their tokens (ECMA-376, 18.8.30 and 18.8.31).
//!
//! Beyond the standard, codes mean what the programs that write them do: `!` escapes the next character
//! as `\` does, and General has a Chinese name.

use super::moment::Unit;

/// Names of General in codes.
const GENERAL: [&str; 3] = ["General", "G/通用格式", "通用格式"];

/// AM/PM markers.
const HALVES: [&str; 3] = ["上午/下午", "AM/PM", "A/P"];

/// A token of a section.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// Literal characters.
    Literal(String),
    /// A digit placeholder: `0`, `#` or `?`.
    Digit(char),
    Point,
    Comma,
    Percent,
    /// `E+` or `E-`; whether a plus sign is shown.
    Exponent(bool),
    /// The slash of a fraction.
    Slash,
    /// The text of the cell (`@`).
    Text,
    General,
    /// A unit of a date or time.
    Moment(Unit),
}

/// The condition of a section.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Condition {
    operator: Operator,
    limit: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    MoreOrEqual,
    More,
}

impl Condition {
    pub(super) fn holds(self, number: f64) -> bool {
        match self.operator {
            Operator::Less => number < self.limit,
            Operator::LessOrEqual => number <= self.limit,
            Operator::Equal => number == self.limit,
            Operator::NotEqual => number != self.limit,
            Operator::MoreOrEqual => number >= self.limit,
            Operator::More => number > self.limit,
        }
    }

    /// Whether only negative numbers meet it.
    pub(super) fn is_negative(self) -> bool {
        match self.operator {
            Operator::Less => self.limit <= 0.0,
            Operator::LessOrEqual | Operator::Equal => self.limit < 0.0,
            _ => false,
        }
    }

    /// Whether only negative numbers fail it.
    pub(super) fn leaves_negative(self) -> bool {
        matches!(self.operator, Operator::More | Operator::MoreOrEqual) && self.limit == 0.0
    }
}

/// A section of a code.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Section {
    pub(super) condition: Option<Condition>,
    pub(super) tokens: Vec<Token>,
    /// Kind of Chinese numerals: 1 to 3.
    pub(super) numerals: Option<u8>,
    /// Whether names of months and days are Chinese.
    pub(super) is_chinese: bool,
}

impl Section {
    pub(super) fn has(&self, is: impl Fn(&Token) -> bool) -> bool {
        self.tokens.iter().any(is)
    }

    pub(super) fn is_moment(&self) -> bool {
        self.has(|token| matches!(token, Token::Moment(_)))
    }

    pub(super) fn is_text(&self) -> bool {
        self.has(|token| *token == Token::Text)
    }
}

/// The sections of a code; `None` if it is invalid.
pub(super) fn parse(code: &str) -> Option<Vec<Section>> {
    let mut parser = Parser { rest: code, sections: vec![Section::default()] };
    while !parser.rest.is_empty() {
        parser.step()?;
    }
    parser.sections.iter_mut().for_each(settle);
    (parser.sections.len() <= 4).then_some(parser.sections)
}

struct Parser<'a> {
    rest: &'a str,
    sections: Vec<Section>,
}

impl<'a> Parser<'a> {
    fn step(&mut self) -> Option<()> {
        if let Some(name) = self.strip_any(&GENERAL) {
            self.rest = &self.rest[name..];
            self.push(Token::General);
            return Some(());
        }
        if let Some(name) = self.strip_any(&HALVES) {
            let is_chinese = self.rest.starts_with('上');
            let is_short = name == HALVES[2].len();
            self.rest = &self.rest[name..];
            self.push(Token::Moment(Unit::Half { is_chinese, is_short }));
            return Some(());
        }
        let first = self.take()?;
        match first {
            ';' => self.sections.push(Section::default()),
            '"' => {
                let (text, after) = self.rest.split_once('"')?;
                self.rest = after;
                self.literal(text);
            }
            '\\' | '!' => {
                let next = self.take().unwrap_or(first);
                self.literal(next.encode_utf8(&mut [0; 4]));
            }
            // A space as wide as the next character.
            '_' => {
                self.take();
                self.literal(" ");
            }
            // The next character fills the cell's width.
            '*' => {
                self.take();
            }
            '[' => {
                let (inside, after) = self.rest.split_once(']')?;
                self.rest = after;
                self.bracket(inside);
            }
            '0' | '#' | '?' => self.push(Token::Digit(first)),
            '.' => self.push(Token::Point),
            ',' => self.push(Token::Comma),
            '%' => self.push(Token::Percent),
            '/' => self.push(Token::Slash),
            '@' => self.push(Token::Text),
            'E' | 'e' if self.rest.starts_with(['+', '-']) => {
                let shows_plus = self.take() == Some('+');
                self.push(Token::Exponent(shows_plus));
            }
            _ => self.letter(first),
        }
        Some(())
    }

    fn take(&mut self) -> Option<char> {
        let first = self.rest.chars().next()?;
        self.rest = &self.rest[first.len_utf8()..];
        Some(first)
    }

    /// Length of the first of `names` that comes next.
    fn strip_any(&self, names: &[&str]) -> Option<usize> {
        let found = names.iter().find(|name| {
            self.rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        });
        found.map(|name| name.len())
    }

    /// A date or time letter with its repetitions, or a literal.
    fn letter(&mut self, first: char) {
        let lower = first.to_ascii_lowercase();
        let same = |c: &char| c.to_ascii_lowercase() == lower;
        let count = 1 + self.rest.chars().take_while(same).count();
        let unit = match lower {
            'y' | 'e' => Some(Unit::Year(if lower == 'e' { 4 } else { count })),
            'm' => Some(Unit::Month(count)),
            'd' => Some(Unit::Day(count)),
            'h' => Some(Unit::Hour(count)),
            's' => Some(Unit::Second(count)),
            'a' if count >= 3 => Some(Unit::Weekday(count)),
            _ => None,
        };
        match unit {
            Some(unit) => {
                self.rest = &self.rest[count - 1..];
                self.push(Token::Moment(unit));
            }
            None => self.literal(first.encode_utf8(&mut [0; 4])),
        }
    }

    fn bracket(&mut self, inside: &str) {
        let lower = inside.to_ascii_lowercase();
        let Some(section) = self.sections.last_mut() else { return };
        if let Some(currency) = inside.strip_prefix('$') {
            let (symbol, language) = currency.rsplit_once('-').unwrap_or((currency, ""));
            match language.to_ascii_uppercase().as_str() {
                "F800" => return self.replace("yyyy\"年\"m\"月\"d\"日\""),
                "F400" => return self.replace("h:mm:ss"),
                language => section.is_chinese |= language.ends_with("804"),
            }
            let symbol = symbol.to_owned();
            self.literal(&symbol);
        } else if let Some(kind) = lower.strip_prefix("dbnum") {
            section.numerals = kind.parse().ok().filter(|kind| (1..=3).contains(kind));
        } else if let Some(condition) = condition(inside) {
            section.condition = Some(condition);
        } else if let Some(letter) = lower.chars().next()
            && matches!(letter, 'h' | 'm' | 's')
            && lower.chars().all(|c| c == letter)
        {
            let count = lower.len();
            self.push(Token::Moment(Unit::Elapsed(letter, count)));
        }
        // The rest are colors and locales, which do not affect digits.
    }

    /// The system date or time format, which replaces the code after it.
    fn replace(&mut self, code: &'a str) {
        self.rest = code;
    }

    fn literal(&mut self, text: &str) {
        let Some(section) = self.sections.last_mut() else { return };
        match section.tokens.last_mut() {
            Some(Token::Literal(before)) => before.push_str(text),
            _ => section.tokens.push(Token::Literal(text.to_owned())),
        }
    }

    fn push(&mut self, token: Token) {
        if let Some(section) = self.sections.last_mut() {
            section.tokens.push(token);
        }
    }
}

fn condition(inside: &str) -> Option<Condition> {
    const OPERATORS: [(&str, Operator); 6] = [
        ("<=", Operator::LessOrEqual),
        ("<>", Operator::NotEqual),
        ("<", Operator::Less),
        (">=", Operator::MoreOrEqual),
        (">", Operator::More),
        ("=", Operator::Equal),
    ];
    let (operator, rest) = OPERATORS
        .iter()
        .find_map(|&(sign, operator)| Some((operator, inside.strip_prefix(sign)?)))?;
    Some(Condition { operator, limit: rest.trim().parse().ok()? })
}

/// Distinguishes minutes from months, and turns number tokens of a date into literals.
fn settle(section: &mut Section) {
    if !section.is_moment() {
        return;
    }
    let mut after_hour = false;
    for at in 0..section.tokens.len() {
        let next = section
            .tokens
            .get(at + 1..)
            .unwrap_or_default()
            .iter()
            .find_map(|token| if let Token::Moment(unit) = token { Some(*unit) } else { None });
        let before_second = matches!(next, Some(Unit::Second(_)));
        let follows_second = matches!(
            at.checked_sub(1).and_then(|at| section.tokens.get(at)),
            Some(Token::Moment(Unit::Second(_)))
        );
        let n_digits = section.tokens.get(at + 1..).unwrap_or_default();
        let n_digits = n_digits.iter().take_while(|token| **token == Token::Digit('0')).count();
        let Some(token) = section.tokens.get_mut(at) else { return };
        match token {
            Token::Moment(Unit::Month(count)) if *count <= 2 && (after_hour || before_second) => {
                *token = Token::Moment(Unit::Minute(*count));
                after_hour = false;
            }
            Token::Moment(unit) => {
                after_hour = matches!(unit, Unit::Hour(_) | Unit::Elapsed('h', _))
                    || (after_hour && matches!(unit, Unit::Half { .. }));
            }
            Token::Point if follows_second && n_digits > 0 => {
                *token = Token::Moment(Unit::Fraction(n_digits));
                section.tokens.drain(at + 1..=at + n_digits);
            }
            Token::Point => *token = Token::Literal(".".to_owned()),
            Token::Comma => *token = Token::Literal(",".to_owned()),
            Token::Slash => *token = Token::Literal("/".to_owned()),
            Token::Percent => *token = Token::Literal("%".to_owned()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Token, parse};
    use crate::sheet::format::moment::Unit;

    #[test]
    fn quoted_and_escaped_characters_are_literal() {
        let sections = parse("0\".\"0!,\\m_x*y").unwrap();
        let literal = |text: &str| Token::Literal(text.to_owned());
        assert_eq!(
            sections[0].tokens,
            [Token::Digit('0'), literal("."), Token::Digit('0'), literal(",m ")]
        );
    }

    #[test]
    fn minutes_are_distinguished_from_months() {
        let units = |code: &str| {
            let sections = parse(code).unwrap();
            let units = sections[0].tokens.iter().filter_map(|token| match token {
                Token::Moment(unit) => Some(*unit),
                _ => None,
            });
            units.collect::<Vec<_>>()
        };
        assert_eq!(units("m/h:mm"), [Unit::Month(1), Unit::Hour(1), Unit::Minute(2)]);
        assert_eq!(units("mm:ss.00"), [Unit::Minute(2), Unit::Second(2), Unit::Fraction(2)]);
        assert_eq!(units("h 上午/下午 m mm").len(), 4);
    }

    #[test]
    fn broken_codes_are_none() {
        for code in ["\"", "[", "0;0;0;0;0"] {
            assert_eq!(parse(code), None, "{code}");
        }
    }
}
