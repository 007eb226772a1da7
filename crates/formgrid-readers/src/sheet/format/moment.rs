//! Dates and times: units of a serial number of days.

use super::decimal::Decimal;

/// A unit of a date or time, with the number of letters in its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Year(usize),
    Month(usize),
    Day(usize),
    /// Day of the week, as Chinese programs code it (`aaa`).
    Weekday(usize),
    Hour(usize),
    Minute(usize),
    Second(usize),
    /// Digits of a fraction of a second.
    Fraction(usize),
    Half {
        is_chinese: bool,
        is_short: bool,
    },
    /// Elapsed hours, minutes or seconds, which continue past a day.
    Elapsed(char, usize),
}

/// Seconds of a day.
const DAY: u64 = 86_400;

/// Last day of spreadsheets, 9999-12-31.
const LAST_DAY: u64 = 2_958_465;

/// Days between the two epochs.
const DAYS_TO_1904: f64 = 1462.0;

/// A moment in its units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    year: u64,
    month: u64,
    day: u64,
    /// Day of the week; Sunday is 0.
    weekday: u64,
    /// Seconds since the epoch, rounded to the displayed precision.
    seconds: u64,
    /// Displayed fraction of a second.
    fraction: u64,
    /// Whether hours are on a 12-hour clock.
    by_halves: bool,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const CHINESE_DAYS: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];
const CHINESE_MONTHS: [&str; 12] =
    ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];

impl Moment {
    /// The moment of a serial number; `None` if no spreadsheet shows it as a date.
    pub(super) fn of(days: f64, is_1904: bool, n_places: usize, by_halves: bool) -> Option<Self> {
        let days = if is_1904 { days + DAYS_TO_1904 } else { days };
        if !(0.0..3e6).contains(&days) {
            return None;
        }
        let n_places = n_places.min(3);
        let scale = 10_u64.pow(u32::try_from(n_places).unwrap_or(0));
        let shown = Decimal::of(days * 86_400.0).scaled(i32::try_from(n_places).unwrap_or(0));
        let ticks: u64 = shown.rounded(0).to_string().parse().ok()?;
        let seconds = ticks / scale;
        let day = seconds / DAY;
        if day > LAST_DAY {
            return None;
        }
        let (year, month, in_month) = date(day);
        Some(Self {
            year,
            month,
            day: in_month,
            weekday: (day + 6) % 7,
            seconds,
            fraction: ticks % scale,
            by_halves,
        })
    }

    /// The text of a unit.
    pub(super) fn show(&self, unit: Unit, is_chinese: bool) -> String {
        let two = |number: u64, count: usize| match count {
            0 | 1 => number.to_string(),
            _ => format!("{number:02}"),
        };
        let of_day = self.seconds % DAY;
        let name = |names: &[&'static str], at: u64| {
            let at = usize::try_from(at).unwrap_or(usize::MAX);
            names.get(at).copied().unwrap_or_default()
        };
        match unit {
            Unit::Year(0..=2) => format!("{:02}", self.year % 100),
            Unit::Year(_) => format!("{:04}", self.year),
            Unit::Month(count @ 0..=2) => two(self.month, count),
            Unit::Month(count) if is_chinese => match count {
                3 => format!("{}月", self.month),
                _ => format!("{}月", name(&CHINESE_MONTHS, self.month.saturating_sub(1))),
            },
            Unit::Month(count) => shortened(name(&MONTHS, self.month.saturating_sub(1)), count),
            Unit::Day(count @ 0..=2) => two(self.day, count),
            Unit::Day(count) if is_chinese => {
                let before = if count == 3 { "周" } else { "星期" };
                format!("{before}{}", name(&CHINESE_DAYS, self.weekday))
            }
            Unit::Day(count) => {
                let count = if count == 3 { 3 } else { 4 };
                shortened(name(&DAYS, self.weekday), count)
            }
            Unit::Weekday(count) => {
                let before = if count == 3 { "" } else { "星期" };
                format!("{before}{}", name(&CHINESE_DAYS, self.weekday))
            }
            Unit::Hour(count) => {
                let hour = of_day / 3600;
                let of_half = if hour.is_multiple_of(12) { 12 } else { hour % 12 };
                two(if self.by_halves { of_half } else { hour }, count)
            }
            Unit::Minute(count) => two(of_day / 60 % 60, count),
            Unit::Second(count) => two(of_day % 60, count),
            Unit::Fraction(count) => {
                let mut digits = format!("{:0width$}", self.fraction, width = count.min(3));
                digits.extend(std::iter::repeat_n('0', count.saturating_sub(3).min(30)));
                format!(".{digits}")
            }
            Unit::Half { is_chinese, is_short } => {
                let names = match (is_chinese, is_short) {
                    (true, _) => ["上午", "下午"],
                    (false, true) => ["A", "P"],
                    (false, false) => ["AM", "PM"],
                };
                names[usize::from(of_day >= DAY / 2)].to_owned()
            }
            Unit::Elapsed(letter, count) => {
                let length = match letter {
                    'h' => 3600,
                    'm' => 60,
                    _ => 1,
                };
                let width = count.min(30);
                format!("{:0width$}", self.seconds / length)
            }
        }
    }
}

/// A name in full, its first three letters, or its first letter.
fn shortened(name: &str, count: usize) -> String {
    match count {
        3 => name.chars().take(3).collect(),
        5 => name.chars().take(1).collect(),
        _ => name.to_owned(),
    }
}

/// Year, month and day of a day counted from 1899-12-31. Spreadsheets have a 29 February 1900 and a day
/// 0 before the first.
fn date(day: u64) -> (u64, u64, u64) {
    match day {
        0 => return (1900, 1, 0),
        60 => return (1900, 2, 29),
        _ => {}
    }
    // Days since 1 March of year 0; years from March have the leap day last.
    let since = day + 693_899 + u64::from(day < 60);
    let era = since / 146_097;
    let of_era = since % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn days_follow_the_calendar_with_29_february_1900() {
        for (day, expected) in [
            (0, (1900, 1, 0)),
            (1, (1900, 1, 1)),
            (59, (1900, 2, 28)),
            (60, (1900, 2, 29)),
            (61, (1900, 3, 1)),
            (36_585, (2000, 2, 29)),
            (45_291, (2023, 12, 31)),
            (45_292, (2024, 1, 1)),
            (2_958_465, (9999, 12, 31)),
        ] {
            assert_eq!(date(day), expected, "{day}");
        }
    }
}
