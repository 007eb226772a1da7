//! Text whose columns are aligned with spaces, as programs print pages as lines of text.
//!
//! Such a text is a canvas of character cells. It preserves which texts are next to each other, their
//! approximate positions, and the vertical order of all lines. So columns are detected from nearby lines
//! only ([`band`]), and rows and merges from which texts are vertically centered on which ([`rows`],
//! [`labels`]).

mod band;
mod groups;
mod heads;
mod labels;
mod phrases;
mod rows;
mod table;
#[cfg(test)]
mod tests;
mod texts;
mod words;
mod wraps;

use formgrid_model::{Block, Code, Diagnostics, Lexicon, LineContent, Paragraph, RawLine, Slots};

use band::Band;
use phrases::{Line, Phrase, Token};

/// Minimum width of running text in character cells, and the tenths of it that a wrapped line fills.
const MIN_RUNNING: i64 = 30;
const FILLED: i64 = 9;

/// Resolves lines to tables and paragraphs.
pub(crate) fn resolve(
    lines: Vec<RawLine>,
    lexicon: &Lexicon,
    slots: &mut Slots,
    diagnostics: &mut Diagnostics,
) -> Vec<Block> {
    let printed = without_page_numbers(lines, diagnostics);
    let lines: Vec<Line<'_>> = printed
        .iter()
        .enumerate()
        .map(|(at, Printed { tokens, begins_page })| Line {
            at,
            phrases: phrases::phrases(tokens),
            begins_page: *begins_page,
        })
        .collect();
    let lines = phrases::part(&lines, lexicon);
    let bands = groups::bands(&lines, lexicon);
    let mut blocks = Vec::new();
    for run in
        bands.chunk_by(|a, b| is_of_table(a, &lines, lexicon) && is_of_table(b, &lines, lexicon))
    {
        match run {
            [band] if !is_of_table(band, &lines, lexicon) => paragraphs(band, &mut blocks),
            bands => blocks.append(&mut table::blocks(bands, lexicon, slots, diagnostics)),
        }
    }
    blocks
}

/// A nonblank line.
struct Printed {
    tokens: Vec<Token>,
    begins_page: bool,
}

/// All lines, without page numbers in the last lines of pages.
fn without_page_numbers(lines: Vec<RawLine>, diagnostics: &mut Diagnostics) -> Vec<Printed> {
    let mut kept: Vec<Printed> = Vec::with_capacity(lines.len());
    let (mut has_pages, mut begins_page) = (false, false);
    for line in lines {
        if line.page_break {
            has_pages = true;
            begins_page = true;
            drop_page_number(&mut kept, diagnostics);
        }
        let tokens = tokens(line);
        if !tokens.is_empty() {
            kept.push(Printed { tokens, begins_page });
            begins_page = false;
        }
    }
    if has_pages {
        drop_page_number(&mut kept, diagnostics);
    }
    kept
}

fn drop_page_number(lines: &mut Vec<Printed>, diagnostics: &mut Diagnostics) {
    /// Maximum length of a page number in bytes.
    const MAX_LEN: usize = 16;
    let Some(last) = lines.last() else { return };
    let text: String = last.tokens.iter().map(|token| token.raw.text.as_str()).collect();
    let number = text.trim_matches(|c: char| "-—–第页/ ".contains(c));
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    if let Some(first) = last.tokens.first().filter(|_| is_number && text.len() <= MAX_LEN) {
        let atoms = last.tokens.iter().filter_map(|token| token.raw.atom).collect();
        let message = format!("the number of a page: {text}");
        diagnostics.consume(Code::LayoutFurniture, first.raw.place, atoms, message);
        lines.pop();
    }
}

fn tokens(line: RawLine) -> Vec<Token> {
    match line.content {
        LineContent::Drawn(spans, texts) => {
            spans.into_iter().zip(texts).map(|(span, text)| Token::new(span, text)).collect()
        }
        LineContent::Blank | LineContent::Text(_) | LineContent::Cells(_) => Vec::new(),
    }
}

/// Whether a band is part of a table: it has several columns and is no title next to a unit or date.
fn is_of_table(band: &Band<'_>, lines: &[Line<'_>], lexicon: &Lexicon) -> bool {
    let is_title = || match band.lines.as_slice() {
        &[at] => lines.get(at).is_some_and(|line| groups::is_title(line, lexicon)),
        _ => false,
    };
    band.head.is_some() || (band.columns.len() > 1 && !is_title())
}

/// Whether a line begins a paragraph: it starts with a label or a number, and the line above ends a
/// sentence.
fn begins_paragraph(above: &str, below: &str) -> bool {
    /// Maximum number of characters of a label with its colon.
    const MAX_LABEL: usize = 8;
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let number = below.trim_start_matches(['（', '(']);
    let rest = number.trim_start_matches(is_number);
    let is_numbered = rest.len() < number.len() && rest.starts_with(['、', '.', '．', '）', ')']);
    above.ends_with('。')
        && (is_numbered || below.chars().take(MAX_LABEL).any(|c| matches!(c, '：' | ':')))
}

/// Adds the paragraphs of a band. A line that fills the width continues on the next line.
fn paragraphs(band: &Band<'_>, blocks: &mut Vec<Block>) {
    let mut lines: Vec<Vec<&Phrase<'_>>> = Vec::with_capacity(band.lines.len());
    for line in &band.lines {
        lines.push(
            band.columns.iter().filter_map(|column| column.held.get(line)).flatten().collect(),
        );
    }
    let widest = band.columns.iter().map(|column| column.widest()).max().unwrap_or(0);
    let goes_on = |line: &[&Phrase<'_>]| {
        let width = line.first().map_or(0, |phrase| phrase.width());
        line.len() == 1 && widest >= MIN_RUNNING && width * 10 >= widest * FILLED
    };
    let begins = |above: &[&Phrase<'_>], below: &[&Phrase<'_>]| matches!((above, below), ([above], [below]) if begins_paragraph(&above.text(), &below.text()));
    for lines in
        lines.chunk_by(|above, below| goes_on(above) && below.len() == 1 && !begins(above, below))
    {
        let is_one = lines.iter().all(|line| line.len() == 1);
        let flat: Vec<&Phrase<'_>> = lines.iter().flatten().copied().collect();
        let parts: Vec<&[&Phrase<'_>]> =
            if is_one { vec![flat.as_slice()] } else { flat.chunks(1).collect() };
        for part in parts {
            let texts::Text { text, place, atoms } = texts::join(part.iter().copied(), 0);
            blocks.push(Block::Paragraph(Paragraph { text, place, atoms, heading: false }));
        }
    }
}
