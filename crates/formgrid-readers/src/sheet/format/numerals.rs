//! Chinese numerals of `[DBNum1]`, `[DBNum2]` and `[DBNum3]`.

use crate::numerals::{ChineseDigits, FORMAL, counted};

const PLAIN: ChineseDigits = ChineseDigits {
    digits: ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'],
    units: ["", "十", "百", "千"],
};
const WIDE: ChineseDigits = ChineseDigits {
    digits: ['０', '１', '２', '３', '４', '５', '６', '７', '８', '９'],
    units: ["", "十", "百", "千"],
};

fn of_kind(kind: u8) -> &'static ChineseDigits {
    match kind {
        1 => &PLAIN,
        2 => &FORMAL,
        _ => &WIDE,
    }
}

/// Each digit of a text by its numeral.
pub(super) fn by_digit(text: &str, kind: u8) -> String {
    let numerals = of_kind(kind);
    let numeral = |c: char| c.to_digit(10).and_then(|d| numerals.digits.get(d as usize)).copied();
    text.chars().map(|c| numeral(c).unwrap_or(c)).collect()
}

/// An unsigned number as it is read aloud: `12300` to 一万二千三百. Decimals, and numbers too long for the
/// units, are read digit by digit.
pub(super) fn spoken(text: &str, kind: u8) -> String {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    let is_number = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    if kind == 3 || !is_number || whole.len() > 16 {
        return by_digit(text, kind);
    }
    let mut shown = counted(whole, of_kind(kind));
    if let Some(fraction) = fraction {
        shown.push('.');
        shown.push_str(&by_digit(fraction, kind));
    }
    shown
}

/// The parts of a date: years digit by digit, the rest as numbers. Ten is 十, not 一十.
pub(super) fn of_date(text: &str, kind: u8) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (run, after) = rest.split_at(n_digits.max(first.len_utf8()));
        rest = after;
        let is_counted = (1..=2).contains(&n_digits) && kind != 3;
        if !is_counted {
            shown.push_str(&by_digit(run, kind));
            continue;
        }
        let spoken = counted(run.trim_start_matches('0'), of_kind(kind));
        let is_teen = kind == 1 && run.len() == 2 && run.starts_with('1');
        let skipped = if is_teen { spoken.chars().next().map_or(0, char::len_utf8) } else { 0 };
        shown.push_str(&spoken[skipped..]);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{by_digit, of_date, spoken};

    #[test]
    fn numbers_are_spoken_with_their_units() {
        for (text, plain, formal) in [
            ("12300", "一万二千三百", "壹万贰仟叁佰"),
            ("1005", "一千〇五", "壹仟零伍"),
            ("10", "一十", "壹拾"),
            ("100000000", "一亿", "壹亿"),
            ("100010001", "一亿〇一万〇一", "壹亿零壹万零壹"),
            ("0", "〇", "零"),
            ("12.05", "一十二.〇五", "壹拾贰.零伍"),
        ] {
            assert_eq!((spoken(text, 1), spoken(text, 2)), (plain.to_owned(), formal.to_owned()));
        }
        assert_eq!(spoken("12", 3), "１２");
    }

    #[test]
    fn years_are_read_digit_by_digit() {
        assert_eq!(of_date("2023年12月31日", 1), "二〇二三年十二月三十一日");
        assert_eq!(of_date("2023年10月5日", 2), "贰零贰叁年壹拾月伍日");
        assert_eq!(by_digit("2023", 1), "二〇二三");
    }
}
