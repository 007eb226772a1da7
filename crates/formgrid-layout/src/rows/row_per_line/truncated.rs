//! Truncation: texts whose end OCR has lost.
//!
//! A text is completed only if the document prints it in full elsewhere, so the rest is certain: prose
//! that another text continues, or a name in a row that another block repeats with the same cells after
//! it and the same row above or below, as long-term and annual goals do. A text that ends in the middle
//! of a sentence and occurs nowhere else is reported.

use std::collections::BTreeMap;

use formgrid_model::{Code, Diagnostics, WordClass};

use super::continued::{begins_item, ends_sentence};
use super::row::{Row, Token};

/// Shortest text that may be cut, in characters: `培训次数` is no cut `培训次数合计`.
const MIN_LEN: usize = 10;

/// Cells after the level names: name, value and basis of an indicator.
const BEHIND_LEVELS: usize = 3;

/// How many times as often the longer name of a level must be printed.
const MANY_TIMES: usize = 4;

/// Longer texts compared with a cut one; many texts may share an opening.
const MAX_CANDIDATES: usize = 16;

/// A text, or a paragraph of one, without its list number.
#[derive(Clone, Copy)]
struct Entry<'a> {
    body: &'a str,
    row: usize,
    token: usize,
}

/// Completes cut texts. `continues` marks the rows that continue the previous row.
pub(super) fn complete(rows: &mut [Row], continues: &[bool], diagnostics: &mut Diagnostics) {
    let entries = entries(rows);
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        if continues.get(index + 1).copied().unwrap_or_default() {
            continue;
        }
        for (at, token) in row.tokens.iter().enumerate().filter(|(_, token)| may_be_cut(token)) {
            if let Some(rest) = rest_of(rows, &entries, index, at) {
                found.push((index, at, rest.to_owned()));
            } else if token.shape.is_prose() && breaks_off(&token.text) {
                let message = "the text breaks off, and the rest is nowhere in the document";
                diagnostics.report(Code::LayoutTextTruncated, token.place, message);
            }
        }
    }
    found.extend(cut_level_names(rows));
    for (index, at, rest) in found {
        let row = &mut rows[index];
        let message = format!("the text was completed from another place: …{rest}");
        diagnostics.report(Code::LayoutTextCompleted, row.place(), message);
        row.tokens[at].text.push_str(&rest);
        row.add_repair(Code::LayoutTextCompleted);
    }
}

/// Level names that are printed in full everywhere else: their positions, and the missing rest.
///
/// A name is cut if the document prints a longer name of the same level that begins with it, many times
/// as often. An indicator may have the name of a level; the value after it tells.
fn cut_level_names(rows: &[Row]) -> Vec<(usize, usize, String)> {
    let mut names: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        let before_names = row.tokens.len().saturating_sub(BEHIND_LEVELS);
        for (at, token) in row.tokens[..before_names].iter().enumerate() {
            if token.classes.intersects(WordClass::LEVEL1 | WordClass::LEVEL2) {
                names.entry(token.folded.as_str()).or_default().push((index, at));
            }
        }
    }
    let mut found = Vec::new();
    for (short, places) in &names {
        let longer = names.range(*short..).skip(1).take_while(|(long, _)| long.starts_with(short));
        let full = longer.max_by_key(|(_, others)| others.len());
        if let Some((full, _)) = full.filter(|(_, o)| o.len() >= places.len() * MANY_TIMES) {
            let rest = &full[short.len()..];
            found.extend(places.iter().map(|&(index, at)| (index, at, rest.to_owned())));
        }
    }
    found
}

/// All long texts and their paragraphs, sorted.
fn entries(rows: &[Row]) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for (row, Row { tokens, .. }) in rows.iter().enumerate() {
        for (token, Token { text, .. }) in tokens.iter().enumerate() {
            let bodies = text.lines().map(|line| without_number(line.trim()));
            let long = bodies.filter(|body| is_long(body));
            entries.extend(long.map(|body| Entry { body, row, token }));
        }
    }
    entries.sort_by_key(|entry| entry.body);
    entries
}

fn is_long(text: &str) -> bool {
    text.chars().nth(MIN_LEN - 1).is_some()
}

fn may_be_cut(token: &Token) -> bool {
    is_long(&token.text) && token.classes.is_empty() && !ends_sentence(&token.text)
}

/// Whether a text ends with punctuation after which a sentence continues.
fn breaks_off(text: &str) -> bool {
    text.ends_with(['，', '、', ',', '：', ':', '（', '(', '“'])
}

fn without_number(text: &str) -> &str {
    if !begins_item(text) {
        return text;
    }
    let end = text.find(['.', '、', '）', ')', '．', '：', ':']).unwrap_or_default();
    let (_, rest) = text.split_at(end);
    rest.trim_start_matches(['.', '、', '）', ')', '．', '：', ':', ' '])
}

/// The missing rest of a text, if the longer texts that begin with it agree.
fn rest_of<'a>(rows: &[Row], entries: &[Entry<'a>], index: usize, at: usize) -> Option<&'a str> {
    let token = &rows[index].tokens[at];
    let cut = without_number(token.text.lines().last()?.trim());
    if !is_long(cut) {
        return None;
    }
    let start = entries.partition_point(|entry| entry.body <= cut);
    let mut rest = None;
    for entry in entries[start..].iter().take(MAX_CANDIDATES) {
        let Some(tail) = entry.body.strip_prefix(cut) else { break };
        let is_certain = token.shape.is_prose() || is_twin(rows, (index, at), entry);
        // A text that lacks only its last punctuation is complete.
        let is_more = tail.chars().any(char::is_alphanumeric) && tail.len() <= cut.len();
        if !is_certain || !is_more {
            continue;
        }
        if rest.is_some_and(|rest| rest != tail) {
            return None;
        }
        rest = Some(tail);
    }
    rest
}

/// Whether a token and an entry are in rows with equal cells after them, beside rows of one name.
fn is_twin(rows: &[Row], (index, at): (usize, usize), entry: &Entry<'_>) -> bool {
    let own = &rows[index].tokens[at + 1..];
    let others = rows[entry.row].tokens.get(entry.token + 1..).unwrap_or_default();
    let reads_alike = !own.is_empty()
        && own.len() == others.len()
        && own.iter().zip(others).all(|(a, b)| a.folded == b.folded);
    let name = |row: Option<usize>| {
        let tokens = &rows.get(row?)?.tokens;
        Some(&tokens[tokens.len().checked_sub(own.len() + 1)?].folded)
    };
    let agree = |a: Option<usize>, b: Option<usize>| name(a).is_some_and(|a| name(b) == Some(a));
    reads_alike
        && (agree(index.checked_sub(1), entry.row.checked_sub(1))
            || agree(Some(index + 1), Some(entry.row + 1)))
}
