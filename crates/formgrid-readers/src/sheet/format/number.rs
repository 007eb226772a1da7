//! Digits: a number in the placeholders of a section.
//!
//! Rounding works on decimal digits, not on the binary number (`decimal.rs`), and comes before digits
//! are placed: a carry may cross any literal between placeholders.

use super::{
    code::{Section, Token},
    decimal::Decimal,
    numerals,
};

/// Most digits of a denominator.
const MAX_DENOMINATOR_DIGITS: usize = 5;

/// The text that a section shows for a number without its sign, and whether it shows anything but zero.
pub(super) fn show(section: &Section, number: f64) -> (String, bool) {
    let plan = Plan::of(&section.tokens);
    let value = Decimal::of(number).scaled(plan.power);
    let (mut text, is_zero) = if plan.n_exponent > 0 {
        (scientific(section, &plan, value), number == 0.0)
    } else if let Some(slash) = plan.slash {
        (fraction(section, slash, number), number == 0.0)
    } else {
        let value = value.rounded(plan.n_places);
        (placed(&section.tokens, &plan, &value), value.is_zero())
    };
    if let Some(kind) = section.numerals {
        text = numerals::by_digit(&text, kind);
    }
    (text, !is_zero)
}

/// Summary of a section's tokens.
#[derive(Debug, Default)]
struct Plan {
    /// Power of ten from percent signs and scaling commas.
    power: i32,
    /// Whether digits are grouped by thousands.
    is_grouped: bool,
    /// Digit placeholders before the point.
    n_whole: usize,
    /// Digit placeholders after the point.
    n_places: usize,
    /// Digit placeholders of the exponent.
    n_exponent: usize,
    /// Index of the fraction slash.
    slash: Option<usize>,
    has_point: bool,
}

impl Plan {
    fn of(tokens: &[Token]) -> Self {
        let mut plan = Self::default();
        let last_digit = tokens.iter().rposition(|token| matches!(token, Token::Digit(_)));
        let point = tokens.iter().position(|token| *token == Token::Point);
        let is_digit = |at: usize| matches!(tokens.get(at), Some(Token::Digit(_)));
        for (at, token) in tokens.iter().enumerate() {
            match token {
                Token::Percent => plan.power += 2,
                Token::Exponent(_) => plan.n_exponent += 1,
                Token::Point if point == Some(at) => plan.has_point = true,
                Token::Digit(_) if plan.n_exponent > 0 => {}
                Token::Digit(_) if plan.has_point => plan.n_places += 1,
                Token::Digit(_) => plan.n_whole += 1,
                Token::Slash if plan.slash.is_none() && plan.n_whole > 0 => {
                    let is_stated = tokens.get(at + 1).and_then(digits_of).is_some();
                    plan.slash = Some(at).filter(|_| is_stated || last_digit > Some(at));
                }
                // A comma scales if no digit follows it on its side of the point.
                Token::Comma => {
                    let end = point.filter(|&point| point > at).unwrap_or(tokens.len());
                    let follows = (0..at).rev().find(|&i| tokens.get(i) != Some(&Token::Comma));
                    if (at + 1..end).any(is_digit) {
                        plan.is_grouped |= (0..at).any(is_digit);
                    } else if follows.is_some_and(is_digit) {
                        plan.power -= 3;
                    }
                }
                _ => {}
            }
        }
        plan
    }
}

/// The tokens with the number's digits in their placeholders.
fn placed(tokens: &[Token], plan: &Plan, value: &Decimal) -> String {
    let (whole, fraction) = (value.whole(), value.fraction());
    let mut fraction = fraction.chars();
    let mut out = String::new();
    let mut place = plan.n_whole;
    let mut behind_point = false;
    for token in tokens {
        match token {
            Token::Literal(text) => out.push_str(text),
            Token::Percent => out.push('%'),
            Token::Point if !behind_point => {
                if plan.n_whole == 0 {
                    out.push_str(&whole);
                }
                behind_point = true;
                out.push('.');
            }
            Token::Point => out.push('.'),
            Token::Slash => out.push('/'),
            Token::Digit(kind) if behind_point => match fraction.next() {
                Some(digit) => out.push(digit),
                None => blank(&mut out, *kind),
            },
            Token::Digit(kind) => {
                let is_first = place == plan.n_whole;
                put_whole(&mut out, &whole, place, *kind, is_first, plan.is_grouped);
                place -= 1;
            }
            _ => {}
        }
    }
    out
}

/// Writes the digit of one placeholder before the point; `place` counts from 1 at the units. The first
/// placeholder also takes all higher digits.
fn put_whole(
    out: &mut String,
    whole: &str,
    place: usize,
    kind: char,
    is_first: bool,
    is_grouped: bool,
) {
    let n_digits = whole.len();
    let first = if is_first { n_digits.max(place) } else { place };
    for place in (place..=first).rev() {
        let digit = n_digits.checked_sub(place).and_then(|at| whole.as_bytes().get(at)).copied();
        match digit {
            Some(digit) => out.push(char::from(digit)),
            None if kind == '#' => continue,
            None => blank(out, kind),
        }
        let has_digit = digit.is_some() || kind == '0';
        if is_grouped && has_digit && place > 1 && place % 3 == 1 {
            out.push(',');
        }
    }
}

/// Writes a placeholder without a digit.
fn blank(out: &mut String, kind: char) {
    match kind {
        '0' => out.push('0'),
        '?' => out.push(' '),
        _ => {}
    }
}

/// Scientific notation. With several placeholders before the point, the exponent is a multiple of their
/// number.
fn scientific(section: &Section, plan: &Plan, value: Decimal) -> String {
    let tokens = &section.tokens;
    let at = tokens.iter().position(|token| matches!(token, Token::Exponent(_)));
    let Some((mantissa, rest)) = at.and_then(|at| tokens.split_at_checked(at)) else {
        return String::new();
    };
    let step = i32::try_from(plan.n_whole.max(1)).unwrap_or(1);
    let mut exponent = value.exponent().div_euclid(step).saturating_mul(step);
    let mut rounded = value.clone().scaled(exponent.saturating_neg()).rounded(plan.n_places);
    if rounded.exponent() >= step {
        exponent = exponent.saturating_add(step);
        rounded = value.scaled(exponent.saturating_neg()).rounded(plan.n_places);
    }
    let mut out = placed(mantissa, &Plan { n_exponent: 0, ..Plan::of(mantissa) }, &rounded);
    out.push('E');
    if exponent < 0 {
        out.push('-');
    } else if rest.first() == Some(&Token::Exponent(true)) {
        out.push('+');
    }
    let behind = rest.get(1..).unwrap_or_default();
    let plan = Plan { power: 0, ..Plan::of(behind) };
    out + &placed(behind, &plan, &Decimal::of(f64::from(exponent)))
}

/// A number as a whole and a fraction, or as a fraction alone.
fn fraction(section: &Section, slash: usize, number: f64) -> String {
    let tokens = &section.tokens;
    let (before, after) = (&tokens[..slash], tokens.get(slash + 1..).unwrap_or_default());
    let is_place = |token: &&Token| matches!(token, Token::Digit(_));
    let numerator_start = before.iter().rposition(|token| !is_place(&token)).map_or(0, |at| at + 1);
    let has_whole = before.get(..numerator_start).unwrap_or_default().iter().any(|t| is_place(&t));
    let n_digits = after.iter().take_while(is_place).count().clamp(1, MAX_DENOMINATOR_DIGITS);
    let stated: String = after.iter().filter_map(digits_of).collect();
    let whole = if has_whole { number.trunc() } else { 0.0 };
    let part = number - whole;
    let (mut top, bottom) = match stated.parse::<u64>().ok().filter(|&bottom| bottom > 0) {
        Some(bottom) => (nearest(part, bottom), bottom),
        None => best(part, 10_u64.pow(u32::try_from(n_digits).unwrap_or(1)) - 1),
    };
    let mut whole = Decimal::of(whole);
    if has_whole && top == bottom {
        whole = Decimal::of(number.trunc() + 1.0);
        top = 0;
    }
    let lead = before.get(..numerator_start).unwrap_or_default();
    let lead = placed(lead, &Plan::of(lead), &whole);
    if has_whole && top == 0 {
        return if lead.trim().is_empty() { "0".to_owned() } else { lead.trim_end().to_owned() };
    }
    let width = before.len() - numerator_start;
    let shown = after.iter().skip_while(is_place).filter_map(|token| match token {
        Token::Literal(text) if stated.is_empty() => Some(text.as_str()),
        _ => None,
    });
    format!("{lead}{top:>width$}/{bottom:<n_digits$}{}", shown.collect::<String>())
}

/// Literal digits of a code, such as a fixed denominator.
fn digits_of(token: &Token) -> Option<&str> {
    let Token::Literal(text) = token else { return None };
    let n_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    text.get(..n_digits).filter(|digits| !digits.is_empty())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a number of five digits"
)]
fn nearest(part: f64, bottom: u64) -> u64 {
    let bottom = f64::from(u32::try_from(bottom).unwrap_or(u32::MAX));
    (part * bottom).round() as u64
}

/// The nearest fraction with a denominator up to `limit`.
fn best(part: f64, limit: u64) -> (u64, u64) {
    let mut found = (0, 1);
    let mut least = f64::INFINITY;
    for bottom in 1..=limit.min(99_999) {
        let top = nearest(part, bottom);
        let value = f64::from(u32::try_from(top).unwrap_or(u32::MAX))
            / f64::from(u32::try_from(bottom).unwrap_or(u32::MAX));
        let miss = (value - part).abs();
        if miss + 1e-12 < least {
            least = miss;
            found = (top, bottom);
        }
    }
    found
}
