//! Tracks of CSS grids: how many columns a template has, and how many an item covers (CSS Grid 1).

/// Most columns of a grid that may be a table.
const MAX_COLS: usize = 64;

/// The columns of a `grid-template-columns`; 0 if their number depends on the width of the page.
pub(super) fn count(value: &str) -> u8 {
    u8::try_from(tracks(value).unwrap_or(0).min(MAX_COLS)).unwrap_or(0)
}

fn tracks(value: &str) -> Option<usize> {
    let mut n_tracks = 0_usize;
    let mut rest = value.trim_start();
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix("repeat(") {
            let (inside, after) = inside.split_at(end_of(inside, |_| false));
            let (times, list) = inside.split_once(',')?;
            let times: usize = times.trim().parse().ok()?;
            n_tracks = n_tracks.saturating_add(times.saturating_mul(plain_tracks(list)?));
            rest = after.strip_prefix(')').unwrap_or_default().trim_start();
        } else {
            let (track, after) = rest.split_at(end_of_track(rest));
            n_tracks = n_tracks.saturating_add(plain_tracks(track)?);
            rest = after.strip_prefix(')').unwrap_or(after).trim_start();
        }
    }
    Some(n_tracks)
}

/// Tracks of a list without `repeat`.
fn plain_tracks(list: &str) -> Option<usize> {
    let mut n_tracks = 0;
    let mut rest = list.trim_start();
    while !rest.is_empty() {
        let (track, after) = rest.split_at(end_of_track(rest));
        if matches!(track, "none" | "subgrid" | "masonry") {
            return None;
        }
        // A name of a line is no track.
        n_tracks += usize::from(!track.starts_with('['));
        rest = after.strip_prefix(')').unwrap_or(after).trim_start();
    }
    Some(n_tracks)
}

/// The end of the first track: a blank or closing bracket outside brackets.
fn end_of_track(text: &str) -> usize {
    end_of(text, |byte| byte.is_ascii_whitespace())
}

/// The first closing bracket, or byte that `ends` names, outside brackets.
fn end_of(text: &str, ends: impl Fn(u8) -> bool) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' if depth == 0 => return at,
            b')' | b']' => depth = depth.saturating_sub(1),
            _ if depth == 0 && ends(byte) => return at,
            _ => {}
        }
    }
    text.len()
}

/// The tracks that a `grid-column` or `grid-row` covers: `span 2`, `1 / 3`, `1 / -1`, `2 / span 2`; at
/// most 255.
pub(super) fn span(value: &str) -> Option<u8> {
    let number = |text: &str| text.trim().parse::<i64>().ok();
    let of_end = |end: &str| end.trim().strip_prefix("span").and_then(number);
    let n_tracks = match value.split_once('/') {
        None => of_end(value)?,
        Some((start, end)) => match (of_end(end), number(start).zip(number(end))) {
            (Some(n_tracks), _) => n_tracks,
            // Lines are counted from the end: the item reaches it.
            (None, Some((_, -1))) => i64::from(u8::MAX),
            (None, Some((start, end))) => end.checked_sub(start)?,
            (None, None) => of_end(start)?,
        },
    };
    u8::try_from(n_tracks.clamp(1, i64::from(u8::MAX))).ok()
}

#[cfg(test)]
mod tests {
    use super::{count, span};

    #[test]
    fn columns_of_templates() {
        assert_eq!(count("1fr 2fr"), 2);
        assert_eq!(count("[a] 10px [b c] minmax(0, 1fr) auto"), 3);
        assert_eq!(count("repeat(4,1fr)"), 4);
        assert_eq!(count("80px repeat(2, 1fr 2fr) 3em"), 6);
        assert_eq!(count("repeat(auto-fill, minmax(200px, 1fr))"), 0);
        assert_eq!((count("none"), count("")), (0, 0));
        assert_eq!(count("repeat(99999999999, 1fr)"), 64);
        for value in ["repeat(", "repeat(2", "repeat(2,", "minmax(1fr", ")", "a) b"] {
            count(value);
        }
    }

    #[test]
    fn items_cover_tracks() {
        assert_eq!(span("span 2"), Some(2));
        assert_eq!(span("1 / 4"), Some(3));
        assert_eq!(span("2 / span 2"), Some(2));
        assert_eq!(span("1 / -1"), Some(255));
        assert_eq!((span("auto"), span("2"), span("3 / 1")), (None, None, Some(1)));
    }
}
