//! Groups lines into bands.
//!
//! A band ends where a line has other columns, at a title, and at a header of several rows. If the last
//! lines of a band also fit the next one, alignment with the lines of each decides.

use std::{collections::BTreeMap, ops::Range};

use formgrid_model::{Lexicon, WordClass, fold_label};

use super::{
    band::Band,
    heads,
    phrases::{Line, Phrase},
};

/// Maximum number of lines at the end of a band that may move to the next.
const MAX_MOVED: usize = 12;

/// Maximum number of lines of a band. Limits the time, which is quadratic in the lines of a band.
const MAX_LINES: usize = 400;

/// Groups lines into bands. A title is a separate band, together with a bracketed text below.
pub(super) fn bands<'a>(lines: &[Line<'a>], lexicon: &Lexicon) -> Vec<Band<'a>> {
    let mut heads = heads::find(lines, lexicon);
    let mut groups = groups(lines, &heads, lexicon);
    for index in 1..groups.len() {
        let (before, behind) = groups.split_at_mut(index);
        let (Some(a), Some(b)) = (before.last_mut(), behind.first_mut()) else { continue };
        let is_firm = heads.contains_key(&b.start)
            || begins_text(lines, b.start)
            || is_title_at(lines, b.start, lexicon)
            || (is_title_at(lines, b.start + 1, lexicon) && begins_title(lines, b.start + 1));
        if !is_firm {
            let cut = cut(lines, a, b, lexicon);
            (a.end, b.start) = (cut, cut);
        }
    }
    // Names above columns are still a header if they do not fit those columns.
    for index in 1..groups.len() {
        let (before, behind) = groups.split_at_mut(index);
        let (Some(a), Some(b)) = (before.last_mut(), behind.first()) else { continue };
        let is_header =
            |at: usize| lines.get(at).is_some_and(|line| heads::is_header(line, lexicon));
        let is_free = !heads.contains_key(&a.start) && !heads.contains_key(&b.start);
        if a.len() == 1 && a.end == b.start && b.len() > 1 && is_free && is_header(a.start) {
            heads.insert(b.start, a.clone());
            a.end = a.start;
        }
    }
    groups.retain(|group| !group.is_empty());
    // The lines of a header without rows are ordinary lines.
    let has_rows = |below: &usize| groups.binary_search_by_key(below, |group| group.start).is_ok();
    let loose =
        heads.iter().filter(|(below, _)| !has_rows(below)).flat_map(|(_, head)| head.clone());
    let loose: Vec<Range<usize>> = loose.map(|line| line..line + 1).collect();
    groups.extend(loose);
    groups.sort_by_key(|group| group.start);
    let bands = groups.into_iter().filter_map(|group| {
        let head = heads.get(&group.start).map(|head| lines.get(head.clone()).unwrap_or_default());
        let mut band = Band::of(lines.get(group)?, lexicon)?;
        band.join_names();
        if let Some(head) = head {
            heads::place(&mut band, head, lexicon);
        }
        Some(band)
    });
    bands.collect()
}

/// Whether a line is the title of a form, with or without a unit or date next to it, or another text next
/// to a unit or date.
pub(super) fn is_title(line: &Line<'_>, lexicon: &Lexicon) -> bool {
    let is_of = |phrase: &Phrase<'_>, class: WordClass| {
        lexicon.classes(&fold_label(&phrase.text())).contains(class)
    };
    match line.phrases.as_slice() {
        [phrase] => is_of(phrase, WordClass::TITLE),
        [phrase, beside] => {
            is_of(beside, WordClass::FURNITURE)
                || (is_of(phrase, WordClass::TITLE) && beside.text().contains(['：', ':']))
        }
        _ => false,
    }
}

fn is_title_at(lines: &[Line<'_>], at: usize, lexicon: &Lexicon) -> bool {
    lines.get(at).is_some_and(|line| is_title(line, lexicon))
}

/// Ranges of lines with the same columns. `heads` maps the line below each header of several rows to the
/// lines of the header, which are in no range.
fn groups(
    lines: &[Line<'_>],
    heads: &BTreeMap<usize, Range<usize>>,
    lexicon: &Lexicon,
) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut band = Band::default();
    let (mut is_open, mut is_below_title) = (false, false);
    let mut ahead = heads.values().peekable();
    for (index, line) in lines.iter().enumerate() {
        while ahead.next_if(|head| head.end <= index).is_some() {
            is_open = false;
        }
        if ahead.peek().is_some_and(|head| head.contains(&index)) {
            is_open = false;
            continue;
        }
        let is_title = is_title(line, lexicon);
        // Text below a title belongs to it only if they overlap; a unit or date does not.
        let is_apart = || match (band.columns.as_slice(), line.phrases.as_slice()) {
            ([column], [phrase]) => phrase.shared(column.x0, column.x1) <= 0,
            _ => false,
        };
        let is_wider = band.columns.len() == 1 && line.phrases.len() > 1;
        let is_beside = is_below_title && is_apart();
        is_open &= !(is_title || is_wider || is_beside || begins_text(lines, index))
            && band.lines.len() < MAX_LINES;
        let is_below_head = heads.contains_key(&index);
        if is_title && index > 0 && !is_below_head && begins_title(lines, index) {
            // The line above is the first line of the title.
            if let Some(group) = groups.last_mut().filter(|group| group.end == index) {
                group.end -= 1;
            }
            groups.retain(|group| !group.is_empty());
            groups.push(index - 1..index + 1);
            band = Band::default();
            band.take(line, lexicon);
        } else if is_open && band.take(line, lexicon) {
            if let Some(group) = groups.last_mut() {
                group.end = index + 1;
            }
        } else {
            band = Band::default();
            // An empty band accepts any line, with one column per phrase.
            band.take(line, lexicon);
            groups.push(index..index + 1);
            is_below_title = false;
        }
        is_below_title |= is_title;
        is_open = !(is_title && line.phrases.len() > 1);
    }
    groups
}

/// Minimum number of lines of text at the start of a page.
const MIN_TEXT: usize = 3;

/// Whether a page starts with text: its first lines are single phrases.
fn begins_text(lines: &[Line<'_>], at: usize) -> bool {
    let own = lines.get(at..at + MIN_TEXT).unwrap_or_default();
    own.first().is_some_and(|line| line.begins_page)
        && own.iter().all(|line| line.phrases.len() == 1)
}

/// Maximum offset between the centers of two lines of a title, in half character cells.
const TITLE_OFF: i64 = 6;

/// Whether the line above a title is its first line: a single word with the same center.
fn begins_title(lines: &[Line<'_>], title: usize) -> bool {
    let line = |at: usize| lines.get(at).map(|line| line.phrases.as_slice());
    match (title.checked_sub(1).and_then(line), line(title)) {
        (Some([above]), Some([title, ..])) => {
            (above.middle() - title.middle()).abs() <= TITLE_OFF && above.tokens.len() == 1
        }
        _ => false,
    }
}

/// Index of the line at which the first of two bands ends and the second starts.
fn cut(lines: &[Line<'_>], a: &Range<usize>, b: &Range<usize>, lexicon: &Lexicon) -> usize {
    let whole = |range: Range<usize>| Band::of(lines.get(range)?, lexicon);
    let Some(full) = whole(a.clone()) else { return a.end };
    let number = |index: usize| lines.get(index).map_or(usize::MAX, |line| line.at);
    let (first, end) = (number(a.start), number(b.start));
    let (mut best, mut cut) = (0, a.end);
    for start in a.clone().rev().take(MAX_MOVED) {
        let Some(line) = lines.get(start) else { break };
        if is_title(line, lexicon) || is_bracketed(line) {
            break;
        }
        let Some(moved) = whole(start..b.end) else { break };
        let gain = |index: usize| {
            let (at, start) = (number(index), number(start));
            moved.fit(at, |other| other >= end)
                - full.fit(at, |other| (first..start).contains(&other))
        };
        let gain: i64 = (start..a.end).map(gain).sum();
        if gain > best {
            (best, cut) = (gain, start);
        }
    }
    cut
}

/// Whether a line is one bracketed text, which belongs to the title above.
fn is_bracketed(line: &Line<'_>) -> bool {
    matches!(line.phrases.as_slice(), [phrase] if {
        let text = phrase.text();
        text.starts_with(['（', '(']) && text.ends_with(['）', ')'])
    })
}
