//! List numbers as their number format prints them.

/// Largest number printed in letters; the next would repeat a letter 31 times.
const MAX_LETTERS: u32 = 26 * 30;

/// A one-based number in a format of `ST_NumberFormat` (ECMA-376, 17.18.59). Formats without a table
/// here print decimal digits.
pub(crate) fn numeral(format: &str, number: u32) -> String {
    let special = match format {
        "upperLetter" => letters(number, 'A'),
        "lowerLetter" => letters(number, 'a'),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).map(|text| text.to_lowercase()),
        "decimalZero" => Some(format!("{number:02}")),
        "decimalFullWidth" | "decimalFullWidth2" => Some(digits(number, '０')),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" | "ideographEnclosedCircle" => {
            circled(number)
        }
        "decimalEnclosedParen" => nth_from('⑴', number, 20),
        "decimalEnclosedFullstop" => nth_from('⒈', number, 20),
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseCounting" => chinese_short(number),
        "chineseLegalSimplified" | "ideographLegalTraditional" => chinese(number, &FORMAL),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => {
            Some(number.to_string().chars().map(|c| place(c, "〇一二三四五六七八九")).collect())
        }
        "ideographTraditional" => nth_of("甲乙丙丁戊己庚辛壬癸", number),
        "ideographZodiac" => nth_of("子丑寅卯辰巳午未申酉戌亥", number),
        _ => None,
    };
    special.unwrap_or_else(|| number.to_string())
}

fn letters(number: u32, first: char) -> Option<String> {
    let index = number.checked_sub(1).filter(|_| number <= MAX_LETTERS)?;
    let letter = char::from_u32(u32::from(first) + index % 26)?;
    Some(std::iter::repeat_n(letter, index as usize / 26 + 1).collect())
}

fn roman(mut number: u32) -> Option<String> {
    const STEPS: &[(u32, &str)] = &[
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..4000).contains(&number) {
        return None;
    }
    let mut out = String::new();
    for &(value, text) in STEPS {
        while number >= value {
            out.push_str(text);
            number -= value;
        }
    }
    Some(out)
}

fn digits(number: u32, zero: char) -> String {
    let shifted = |c: char| char::from_u32(u32::from(zero) + c.to_digit(10)?);
    number.to_string().chars().filter_map(shifted).collect()
}

fn circled(number: u32) -> Option<String> {
    match number {
        1..=20 => nth_from('①', number, 20),
        21..=35 => nth_from('㉑', number - 20, 15),
        36..=50 => nth_from('㊱', number - 35, 15),
        _ => None,
    }
}

fn nth_from(first: char, number: u32, last: u32) -> Option<String> {
    let index = number.checked_sub(1).filter(|_| number <= last)?;
    char::from_u32(u32::from(first) + index).map(String::from)
}

fn nth_of(names: &str, number: u32) -> Option<String> {
    names.chars().nth((number as usize).checked_sub(1)?).map(String::from)
}

/// The character that `names` gives a decimal digit.
fn place(digit: char, names: &str) -> char {
    digit.to_digit(10).and_then(|value| names.chars().nth(value as usize)).unwrap_or(digit)
}

/// Numbers up to 9,999 with the units ten, hundred and thousand.
fn chinese(number: u32, digits: &ChineseDigits) -> Option<String> {
    (1..10_000).contains(&number).then(|| counted(&number.to_string(), digits))
}

/// Numbers up to 9,999 as in speech: 十 for 一十 at the start.
fn chinese_short(number: u32) -> Option<String> {
    let text = chinese(number, &COUNTING)?;
    let skipped = if (10..20).contains(&number) { '一'.len_utf8() } else { 0 };
    text.get(skipped..).map(str::to_owned)
}

/// Characters of a Chinese numeral system.
#[derive(Debug)]
pub(crate) struct ChineseDigits {
    /// Digits from zero to nine.
    pub(crate) digits: [char; 10],
    /// Units of the places within four digits: one, ten, hundred, thousand.
    pub(crate) units: [&'static str; 4],
}

const COUNTING: ChineseDigits = ChineseDigits {
    digits: ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'],
    units: ["", "十", "百", "千"],
};

/// Digits and units that cannot be altered on paper, for amounts of money.
pub(crate) const FORMAL: ChineseDigits = ChineseDigits {
    digits: ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'],
    units: ["", "拾", "佰", "仟"],
};

/// Units of each group of four digits.
const MYRIADS: [&str; 4] = ["", "万", "亿", "万亿"];

/// A number of at most 16 ASCII digits as it is read aloud: `12300` to 一万二千三百.
pub(crate) fn counted(whole: &str, numerals: &ChineseDigits) -> String {
    let zero = numerals.digits[0];
    let mut shown = String::new();
    let mut skipped_zero = false;
    let mut group_has_digit = false;
    for (at, digit) in whole.bytes().enumerate() {
        let place = whole.len() - 1 - at;
        let digit = usize::from(digit.saturating_sub(b'0'));
        if digit == 0 {
            skipped_zero = true;
        } else {
            if std::mem::take(&mut skipped_zero) && !shown.is_empty() {
                shown.push(zero);
            }
            shown.extend(numerals.digits.get(digit));
            shown.push_str(numerals.units.get(place % 4).copied().unwrap_or_default());
            group_has_digit = true;
        }
        if place.is_multiple_of(4) && std::mem::take(&mut group_has_digit) {
            shown.push_str(MYRIADS.get(place / 4).copied().unwrap_or_default());
        }
    }
    if shown.is_empty() {
        shown.push(zero);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::numeral;

    #[test]
    fn chinese_numbers_are_spoken() {
        let counted: Vec<_> = [1, 10, 11, 20, 35, 100, 105, 110, 1001, 9999]
            .map(|n| numeral("chineseCountingThousand", n))
            .into();
        let expected = [
            "一",
            "十",
            "十一",
            "二十",
            "三十五",
            "一百",
            "一百零五",
            "一百一十",
            "一千零一",
            "九千九百九十九",
        ];
        assert_eq!(counted, expected);
        assert_eq!(numeral("chineseLegalSimplified", 12), "壹拾贰");
        assert_eq!(numeral("ideographTraditional", 3), "丙");
    }

    #[test]
    fn latin_numbers_are_known() {
        assert_eq!(numeral("lowerRoman", 14), "xiv");
        assert_eq!(numeral("upperLetter", 28), "BB");
        assert_eq!(numeral("decimalEnclosedCircle", 21), "㉑");
        assert_eq!(numeral("decimalFullWidth", 10), "１０");
    }

    #[test]
    fn unknown_formats_are_decimal() {
        assert_eq!(numeral("lowerLetter", 4_000_000_000), "4000000000");
        assert_eq!(numeral("upperRoman", 0), "0");
        assert_eq!(numeral("chineseCounting", 10_000), "10000");
        assert_eq!(numeral("somethingNew", 7), "7");
    }
}
