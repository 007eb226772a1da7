//! Number formats: the text that a cell shows for its stored number.
//!
//! The result follows the programs that write the codes: halves round on decimal digits, trailing
//! commas scale, an empty section shows nothing. Built-in formats without a code in the file differ by
//! language (ECMA-376, 18.8.30); the Chinese ones are used. General shows all digits of a whole number,
//! although programs switch to scientific notation after eleven: these are codes and amounts.

mod code;
mod decimal;
mod moment;
mod number;
mod numerals;
#[cfg(test)]
mod shown;

use std::borrow::Cow;

use self::{
    code::{Section, Token},
    decimal::Decimal,
    moment::{Moment, Unit},
};

/// Longest code in use; Excel allows 255 characters.
const MAX_CODE_LEN: usize = 1024;

/// Width of a fractional number in General, including its point.
const GENERAL_WIDTH: usize = 11;

/// Whole numbers below this show all their digits.
const MAX_WHOLE: f64 = 1e15;

/// Built-in formats of a Chinese installation.
const BUILT_IN: &[(u32, &str)] = &[
    (1, "0"),
    (2, "0.00"),
    (3, "#,##0"),
    (4, "#,##0.00"),
    (5, "\"¥\"#,##0;\"¥\"-#,##0"),
    (6, "\"¥\"#,##0;\"¥\"-#,##0"),
    (7, "\"¥\"#,##0.00;\"¥\"-#,##0.00"),
    (8, "\"¥\"#,##0.00;\"¥\"-#,##0.00"),
    (9, "0%"),
    (10, "0.00%"),
    (11, "0.00E+00"),
    (12, "# ?/?"),
    (13, "# ??/??"),
    (14, "yyyy/m/d"),
    (15, "d-mmm-yy"),
    (16, "d-mmm"),
    (17, "mmm-yy"),
    (18, "h:mm AM/PM"),
    (19, "h:mm:ss AM/PM"),
    (20, "h:mm"),
    (21, "h:mm:ss"),
    (22, "yyyy/m/d h:mm"),
    (27, "yyyy\"年\"m\"月\""),
    (28, "m\"月\"d\"日\""),
    (29, "m\"月\"d\"日\""),
    (30, "m-d-yy"),
    (31, "yyyy\"年\"m\"月\"d\"日\""),
    (32, "h\"时\"mm\"分\""),
    (33, "h\"时\"mm\"分\"ss\"秒\""),
    (34, "上午/下午h\"时\"mm\"分\""),
    (35, "上午/下午h\"时\"mm\"分\"ss\"秒\""),
    (36, "yyyy\"年\"m\"月\""),
    (37, "#,##0 ;(#,##0)"),
    (38, "#,##0 ;[Red](#,##0)"),
    (39, "#,##0.00;(#,##0.00)"),
    (40, "#,##0.00;[Red](#,##0.00)"),
    (41, "#,##0;-#,##0;\"-\""),
    (42, "\"¥\"#,##0;\"¥\"-#,##0;\"¥\"\"-\""),
    (43, "#,##0.00;-#,##0.00;\"-\""),
    (44, "\"¥\"#,##0.00;\"¥\"-#,##0.00;\"¥\"\"-\""),
    (45, "mm:ss"),
    (46, "[h]:mm:ss"),
    (47, "mmss.0"),
    (48, "##0.0E+0"),
    (50, "yyyy\"年\"m\"月\""),
    (51, "m\"月\"d\"日\""),
    (52, "yyyy\"年\"m\"月\""),
    (53, "m\"月\"d\"日\""),
    (54, "m\"月\"d\"日\""),
    (55, "上午/下午h\"时\"mm\"分\""),
    (56, "上午/下午h\"时\"mm\"分\"ss\"秒\""),
    (57, "yyyy\"年\"m\"月\""),
    (58, "m\"月\"d\"日\""),
];

/// How a cell shows its number.
#[derive(Debug, Clone)]
pub(super) enum Format {
    /// As stored.
    General,
    /// By the sections of a code.
    Code(Sections),
}

/// The sections of a code.
#[derive(Debug, Clone)]
pub(super) struct Sections(Vec<Section>);

impl Format {
    /// The built-in format of an id.
    pub(super) fn built_in(id: u32) -> Self {
        let code = BUILT_IN.iter().find(|(known, _)| *known == id).map(|(_, code)| *code);
        code.map_or(Self::General, Self::parse)
    }

    /// Whether a code is the standard's own for an id. A file that repeats it does not override the
    /// Chinese one.
    pub(super) fn is_usual(id: u32, code: &str) -> bool {
        match id {
            0 => code.eq_ignore_ascii_case("general"),
            14 => true,
            49 => code == "@",
            _ => BUILT_IN.iter().any(|&(known, usual)| known == id && usual == code),
        }
    }

    /// Parses a code; an invalid one shows numbers as stored.
    pub(super) fn parse(code: &str) -> Self {
        if code.is_empty() || code == "@" || code.eq_ignore_ascii_case("general") {
            return Self::General;
        }
        if code.len() > MAX_CODE_LEN {
            return Self::General;
        }
        code::parse(code).map_or(Self::General, |sections| Self::Code(Sections(sections)))
    }

    /// The text shown for a number.
    pub(super) fn show(&self, number: f64, is_1904: bool) -> String {
        let Self::Code(Sections(sections)) = self else { return general(number) };
        if !number.is_finite() {
            return general(number);
        }
        let Some((section, drops_sign)) = section_of(sections, number) else {
            return general(number);
        };
        if section.is_moment() {
            return moment(section, number, is_1904).unwrap_or_else(|| general(number));
        }
        if section.tokens.is_empty() {
            return String::new();
        }
        let has_sign = number < 0.0 && !drops_sign;
        if section.has(|token| *token == Token::General) {
            return with_general(section, number.abs(), has_sign);
        }
        let has_place = section.has(|token| matches!(token, Token::Digit(_) | Token::Point));
        let (text, says_more_than_zero) = number::show(section, number.abs());
        let has_sign = has_sign && (says_more_than_zero || !has_place);
        if has_sign { format!("-{text}") } else { text }
    }

    /// The text shown for a text: a format may add literals or hide it.
    pub(super) fn show_text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let Self::Code(Sections(sections)) = self else { return Cow::Borrowed(text) };
        let of_text = sections.get(3).or_else(|| sections.last().filter(|last| last.is_text()));
        let Some(section) = of_text else { return Cow::Borrowed(text) };
        let pieces = section.tokens.iter().map(|token| match token {
            Token::Literal(literal) => literal,
            Token::Text | Token::General => text,
            _ => "",
        });
        Cow::Owned(pieces.collect())
    }
}

/// The section for a number, and whether it drops the minus sign.
fn section_of(sections: &[Section], number: f64) -> Option<(&Section, bool)> {
    // The last section is for texts if it contains `@` or is the fourth.
    let n_texts = usize::from(sections.len() == 4 || sections.last().is_some_and(Section::is_text));
    let of_numbers = sections.get(..sections.len() - n_texts).unwrap_or_default();
    let (first, others) = of_numbers.split_first()?;
    let Some((second, others)) = others.split_first() else {
        let is_met = first.condition.is_none_or(|condition| condition.holds(number));
        return is_met.then_some((first, false));
    };
    if first.condition.is_none() && second.condition.is_none() {
        return Some(match others.first() {
            _ if number < 0.0 => (second, true),
            Some(third) if number == 0.0 => (third, true),
            _ => (first, false),
        });
    }
    let of_first = first.condition.map_or(number > 0.0, |condition| condition.holds(number));
    if of_first {
        return Some((first, first.condition.is_some_and(code::Condition::is_negative)));
    }
    let leaves_negative = first.condition.is_none_or(code::Condition::leaves_negative);
    let Some(third) = others.first() else {
        let is_met = second.condition.is_none_or(|condition| condition.holds(number));
        return is_met.then_some((second, leaves_negative));
    };
    let of_second = second.condition.map_or(number < 0.0, |condition| condition.holds(number));
    if of_second {
        let is_negative = second.condition.is_none_or(code::Condition::is_negative);
        return Some((second, is_negative || leaves_negative));
    }
    Some((third, false))
}

fn moment(section: &Section, number: f64, is_1904: bool) -> Option<String> {
    let units = || {
        section.tokens.iter().filter_map(|token| match token {
            Token::Moment(unit) => Some(*unit),
            _ => None,
        })
    };
    let n_places = units().map(|unit| if let Unit::Fraction(n) = unit { n } else { 0 }).max();
    let by_halves = units().any(|unit| matches!(unit, Unit::Half { .. }));
    // Only elapsed time may be negative.
    let is_elapsed = units().any(|unit| matches!(unit, Unit::Elapsed(..)));
    let is_negative = is_elapsed && number < 0.0;
    let days = if is_negative { -number } else { number };
    let moment = Moment::of(days, is_1904 && !is_elapsed, n_places.unwrap_or(0), by_halves)?;
    let mut text = if is_negative { "-".to_owned() } else { String::new() };
    for token in &section.tokens {
        match token {
            Token::Literal(literal) => text.push_str(literal),
            Token::Moment(unit) => {
                let shown = moment.show(*unit, section.is_chinese);
                match section.numerals {
                    Some(kind) => text.push_str(&numerals::of_date(&shown, kind)),
                    None => text.push_str(&shown),
                }
            }
            Token::Digit('0') => text.push('0'),
            _ => {}
        }
    }
    Some(text)
}

/// A section with General: the stored number with the literals around it.
fn with_general(section: &Section, number: f64, has_sign: bool) -> String {
    let mut text = if has_sign { "-".to_owned() } else { String::new() };
    for token in &section.tokens {
        match token {
            Token::Literal(literal) => text.push_str(literal),
            Token::Percent => text.push('%'),
            Token::General => {
                let shown = general(number);
                match section.numerals {
                    Some(kind) => text.push_str(&numerals::spoken(&shown, kind)),
                    None => text.push_str(&shown),
                }
            }
            _ => {}
        }
    }
    text
}

/// A number without a format: at most eleven characters if it has a fraction.
pub(super) fn general(number: f64) -> String {
    if !number.is_finite() {
        return number.to_string();
    }
    if number.fract() == 0.0 && number.abs() < MAX_WHOLE {
        // Whole numbers, the usual case in forms, show every digit.
        return format!("{:.0}", if number == 0.0 { 0.0 } else { number });
    }
    let sign = if number < 0.0 { "-" } else { "" };
    let value = Decimal::of(number);
    if value.is_zero() {
        return "0".to_owned();
    }
    let exponent = value.exponent();
    if (-5..=20).contains(&exponent) {
        let n_whole = usize::try_from(exponent).unwrap_or(0) + 1;
        let n_places = GENERAL_WIDTH.saturating_sub(n_whole + 1);
        let rounded = value.clone().rounded(n_places);
        // Small numbers that would lose digits use scientific notation.
        if exponent >= -4 || rounded == value {
            return format!("{sign}{rounded}");
        }
    }
    let mantissa = value.scaled(exponent.saturating_neg()).rounded(5);
    let (mantissa, exponent) = match mantissa.exponent() {
        0 => (mantissa, exponent),
        _ => (mantissa.scaled(-1), exponent.saturating_add(1)),
    };
    let exponent_sign = if exponent < 0 { '-' } else { '+' };
    format!("{sign}{mantissa}E{exponent_sign}{:02}", exponent.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::{Format, general};

    fn check(code: &str, number: f64, expected: &str) {
        assert_eq!(Format::parse(code).show(number, false).trim(), expected, "{code}");
    }

    fn check_id(id: u32, number: f64, expected: &str) {
        assert_eq!(Format::built_in(id).show(number, false), expected, "{id}");
    }

    /// 2023-12-31 13:05:09.
    const MOMENT: f64 = 45291.0 + 13.0 / 24.0 + 5.0 / 1440.0 + 9.0 / 86400.0;

    #[test]
    fn numbers_by_their_codes() {
        check("0.00%", 0.3242, "32.42%");
        check("#,##0.00", 4009.58, "4,009.58");
        check("0.00\"万元\"", 15.0, "15.00万元");
        check("0.00_);[Red](0.00)", -3.5, "(3.50)");
        check("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", 1234.5, "1,234.50");
        check("#,##0.0,\"千\"", 12345.0, "12.3千");
        check("000000", 42.0, "000042");
        check("[>=100]0\"多\";0\"少\"", 99.0, "99少");
    }

    #[test]
    fn dates_by_their_codes() {
        check("yyyy\"年\"m\"月\"d\"日\"", MOMENT, "2023年12月31日");
        check("yyyy\"年\"m\"月\"d\"日\";@", MOMENT, "2023年12月31日");
        check("[$-804]yyyy\"年\"m\"月\"", MOMENT, "2023年12月");
        check("yyyy-mm-dd hh:mm", MOMENT, "2023-12-31 13:05");
        check("[$-F800]dddd, mmmm dd, yyyy", MOMENT, "2023年12月31日");
        check("[DBNum1][$-804]yyyy\"年\"m\"月\"d\"日\"", MOMENT, "二〇二三年十二月三十一日");
        assert_eq!(Format::parse("yyyy/m/d").show(45291.0 - 1462.0, true), "2023/12/31");
    }

    #[test]
    fn built_in_formats_are_chinese_where_the_language_decides() {
        check_id(14, MOMENT, "2023/12/31");
        check_id(22, MOMENT, "2023/12/31 13:05");
        check_id(31, MOMENT, "2023年12月31日");
        check_id(55, MOMENT, "下午1时05分");
        check_id(57, MOMENT, "2023年12月");
        check_id(10, 0.5, "50.00%");
        check_id(43, -1234.5, "-1,234.50");
        check_id(99, 0.5, "0.5");
    }

    #[test]
    fn elapsed_time_may_be_negative() {
        check("[h]:mm", 1.5, "36:00");
        check("[HH]:MM", -1.5, "-36:00");
    }

    #[test]
    fn general_keeps_the_number_without_binary_errors() {
        for (number, expected) in [
            (0.1 + 0.2, "0.3"),
            (46.82, "46.82"),
            (-0.0, "0"),
            (1e15, "1000000000000000"),
            (123_456_789_012.0, "123456789012"),
            (8498.5 / 3.0 - 0.3, "2832.533333"),
            (1e-12, "1E-12"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(general(number), expected);
        }
    }

    #[test]
    fn codes_that_cannot_be_read_show_the_number() {
        for code in ["", "@", "General", "GENERAL", "\"", "[", "0.0.0.0[[", &"0".repeat(5000)] {
            check(code, 1.5, "1.5");
        }
    }

    #[test]
    fn a_format_may_put_words_around_a_text() {
        assert_eq!(Format::parse("0;0;0;\"共\"@\"项\"").show_text("三"), "共三项");
        assert_eq!(Format::parse("0.00").show_text("三"), "三");
    }
}
