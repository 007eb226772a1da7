//! Number formats: the text that a cell shows for the number it keeps.
//!
//! `ssfmt` does what the standard says. Here stands what a Chinese installation shows in its place: the
//! built-in formats whose code is not in the file differ by language (ECMA-376, 18.8.30), and halves of
//! the day and dates in Chinese numerals are written in Chinese.

use std::borrow::Cow;

use ssfmt::{DateSystem, FormatOptions, NumberFormat};

/// Longest code that is used; Excel allows 255 characters.
const MAX_CODE_LEN: usize = 1024;

/// Codes of the built-in formats of a Chinese installation.
const CHINESE: &[(u32, &str)] = &[
    (5, "\"¥\"#,##0;\"¥\"-#,##0"),
    (6, "\"¥\"#,##0;\"¥\"-#,##0"),
    (7, "\"¥\"#,##0.00;\"¥\"-#,##0.00"),
    (8, "\"¥\"#,##0.00;\"¥\"-#,##0.00"),
    (14, "yyyy/m/d"),
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
    (41, "#,##0;-#,##0;\"-\""),
    (42, "\"¥\"#,##0;\"¥\"-#,##0;\"¥\"\"-\""),
    (43, "#,##0.00;-#,##0.00;\"-\""),
    (44, "\"¥\"#,##0.00;\"¥\"-#,##0.00;\"¥\"\"-\""),
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
#[derive(Debug)]
pub(super) enum Format {
    /// As it is kept.
    General,
    /// By a code.
    Code(Box<Code>),
}

#[derive(Debug)]
pub(super) struct Code {
    format: NumberFormat,
    /// `上午/下午` stands in the code.
    halves: bool,
    /// Time beyond a day is counted on, as by `[h]`.
    elapsed: bool,
    /// Digits are written as Chinese numerals (`[DBNum1]`).
    numerals: bool,
}

impl Format {
    /// The format of an id alone.
    pub(super) fn built_in(id: u32) -> Self {
        let chinese = CHINESE.iter().find(|(known, _)| *known == id).map(|(_, code)| *code);
        match chinese.or_else(|| ssfmt::format_code_from_id(id)) {
            Some(code) => Self::parse(code),
            None => Self::General,
        }
    }

    /// The format of a code; a code that cannot be read shows numbers as they are.
    pub(super) fn parse(code: &str) -> Self {
        if code.is_empty() || code == "@" || code.eq_ignore_ascii_case("general") {
            return Self::General;
        }
        if code.len() > MAX_CODE_LEN {
            return Self::General;
        }
        let halves = code.contains("上午/下午");
        let numerals = code.contains("[DBNum1]");
        let plain = plain(code);
        match NumberFormat::parse(&plain) {
            Ok(format) => {
                let lower = plain.to_ascii_lowercase();
                let elapsed = ["[h", "[m]", "[mm]", "[s"].iter().any(|part| lower.contains(part));
                Self::Code(Box::new(Code { format, halves, elapsed, numerals }))
            }
            Err(_) => Self::General,
        }
    }

    /// The text shown for a number.
    pub(super) fn show(&self, number: f64, is_1904: bool) -> String {
        let Self::Code(code) = self else { return general(number) };
        let date_system = if is_1904 { DateSystem::Date1904 } else { DateSystem::Date1900 };
        let options = FormatOptions { date_system, ..FormatOptions::default() };
        let is_negative_time = code.elapsed && number < 0.0;
        let shown =
            code.format.try_format(if is_negative_time { -number } else { number }, &options);
        let Ok(mut text) = shown else { return general(number) };
        if is_negative_time {
            text.insert(0, '-');
        }
        if code.halves {
            text = text.replace("AM", "上午").replace("PM", "下午");
        }
        if code.numerals && code.format.is_date_format() {
            text = numerals(&text);
        }
        text
    }

    /// The text shown for a text: a format may put words around it.
    pub(super) fn show_text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self {
            Self::Code(code) if code.format.sections().len() >= 4 => {
                Cow::Owned(code.format.format_text(text, &FormatOptions::default()))
            }
            _ => Cow::Borrowed(text),
        }
    }
}

/// A code as the standard writes it: system dates by their Chinese code, halves of the day in English.
fn plain(code: &str) -> Cow<'_, str> {
    if code.contains("[$-F800]") || code.contains("[$-f800]") {
        return Cow::Borrowed("yyyy\"年\"m\"月\"d\"日\"");
    }
    if code.contains("[$-F400]") || code.contains("[$-f400]") {
        return Cow::Borrowed("h:mm:ss");
    }
    if code.contains("上午/下午") || code.contains("[DBNum") {
        let code = code.replace("上午/下午", "AM/PM").replace("[DBNum1]", "");
        return Cow::Owned(code.replace("[DBNum2]", "").replace("[DBNum3]", ""));
    }
    Cow::Borrowed(code)
}

/// A number as it is kept: the 15 digits that a spreadsheet has, so that no error of binary fractions
/// shows.
pub(super) fn general(number: f64) -> String {
    if !number.is_finite() {
        return number.to_string();
    }
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if rounded == 0.0 {
        "0".to_owned()
    } else if (1e-9..1e21).contains(&rounded.abs()) {
        rounded.to_string()
    } else {
        format!("{rounded:E}")
    }
}

/// A date in Chinese numerals: years digit by digit, all else counted.
fn numerals(text: &str) -> String {
    const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let digit = |c: char| c.to_digit(10).and_then(|d| DIGITS.get(d as usize)).copied();
    let mut shown = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (run, after) = rest.split_at(n_digits.max(first.len_utf8()));
        rest = after;
        match run.parse::<u32>() {
            Ok(number) if run.len() <= 2 => {
                let (tens, ones) = (number / 10, number % 10);
                if tens > 1 {
                    shown.extend(DIGITS.get(tens as usize));
                }
                if tens > 0 {
                    shown.push('十');
                }
                if ones > 0 || tens == 0 {
                    shown.extend(DIGITS.get(ones as usize));
                }
            }
            _ => shown.extend(run.chars().map(|c| digit(c).unwrap_or(c))),
        }
    }
    shown
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
            (8498.5 / 3.0 - 0.3, "2832.53333333333"),
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
