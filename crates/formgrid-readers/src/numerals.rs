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
        | "japaneseCounting" => {
            chinese(number, "零一二三四五六七八九", ["", "十", "百", "千"], true)
        }
        "chineseLegalSimplified" | "ideographLegalTraditional" => {
            chinese(number, "零壹贰叁肆伍陆柒捌玖", ["", "拾", "佰", "仟"], false)
        }
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

/// Numbers up to 9,999 with the characters for ten, hundred and thousand; `short` prints 十 for 一十.
fn chinese(number: u32, names: &str, units: [&str; 4], short: bool) -> Option<String> {
    if !(1..10_000).contains(&number) {
        return None;
    }
    if short && (10..20).contains(&number) {
        let ones =
            if number == 10 { String::new() } else { chinese(number - 10, names, units, true)? };
        return Some(format!("{}{ones}", units[1]));
    }
    let text = number.to_string();
    let mut out = String::new();
    let mut skipped_zero = false;
    for (digit, unit) in text.chars().zip(units.iter().take(text.len()).rev()) {
        if digit == '0' {
            skipped_zero = true;
            continue;
        }
        if std::mem::take(&mut skipped_zero) {
            out.push(place('0', names));
        }
        out.push(place(digit, names));
        out.push_str(unit);
    }
    Some(out)
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
    fn what_has_no_name_is_decimal() {
        assert_eq!(numeral("lowerLetter", 4_000_000_000), "4000000000");
        assert_eq!(numeral("upperRoman", 0), "0");
        assert_eq!(numeral("chineseCounting", 10_000), "10000");
        assert_eq!(numeral("somethingNew", 7), "7");
    }
}
