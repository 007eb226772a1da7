//! ISO 8601 moments to the serial numbers of spreadsheets.

/// Days between the two epochs.
const DAYS_TO_1904: f64 = 1462.0;

/// Days since the epoch; `None` if the text is no moment. A time alone is less than one day.
pub(super) fn serial(moment: &str, is_1904: bool) -> Option<f64> {
    let moment = moment.trim().trim_end_matches('Z');
    let (date, time) = match moment.split_once(['T', ' ']) {
        Some((date, time)) => (date, time),
        None if moment.contains(':') => ("", moment),
        None => (moment, ""),
    };
    let days = if date.is_empty() { 0 } else { days(date)? };
    let epoch = if is_1904 && !date.is_empty() { DAYS_TO_1904 } else { 0.0 };
    let units = [24.0, 1440.0, 86400.0];
    // Cells do not show the time zone.
    let time = time.split(['+', '-']).next().unwrap_or_default();
    let parts = time.split(':').zip(units);
    let time = parts.filter_map(|(part, unit)| part.parse::<f64>().ok().map(|n| n / unit));
    Some(f64::from(days) - epoch + time.sum::<f64>())
}

fn days(date: &str) -> Option<i32> {
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<i32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1900..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years from March have the leap day last.
    let year = if month > 2 { year } else { year - 1 };
    let in_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(365 * year + year / 4 - year / 100 + year / 400 + in_year - 693_899)
}

#[cfg(test)]
mod tests {
    use super::serial;

    #[test]
    fn moments_count_days() {
        assert_eq!(serial("2023-12-31T12:00:00.000", false), Some(45291.5));
        assert_eq!(serial("2000-02-29", false), Some(36585.0));
        assert_eq!(serial("2026-11-30T00:00:00Z", true), Some(46356.0 - 1462.0));
        assert_eq!(serial("1900-03-01", false), Some(61.0));
        assert_eq!(serial("06:00", false), Some(0.25));
        assert_eq!((serial("2023-13-01", false), serial("x", false)), (None, None));
    }
}
