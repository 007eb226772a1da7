//! Chunks: a cell line with all lines up to the next one.
//!
//! The meaning of a chunk's lines is open: a blank one may end the row or the table, or be an empty
//! paragraph in the cell; a text may continue the cell or follow the table. The [`Gap`] of a chunk
//! summarizes the evidence.

use formgrid_model::{
    Atoms, Lexicon, LineContent, Place, RawLine, RawText, WordClass, fold_label, is_blank,
};

/// A cell line with the lines up to the next cell line.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// First paragraphs of the cell, up to the first blank line.
    pub(super) head: Piece,
    /// Lines from the head to the next chunk.
    pub(super) tail: Vec<TailLine>,
    /// Summary of the tail.
    pub(super) gap: Gap,
    /// The head, folded for comparison.
    pub(super) folded: String,
    /// Classes of the head as a word.
    pub(super) classes: WordClass,
    /// Shape of the head.
    pub(super) look: Look,
}

/// A text with its place and atoms.
#[derive(Debug, Default, Clone)]
pub(super) struct Piece {
    /// Trimmed, with paragraphs separated by `\n`.
    pub(super) text: String,
    /// Where it starts.
    pub(super) place: Place,
    /// Its atoms.
    pub(super) atoms: Atoms,
    /// Start of the last paragraph, in the text and in the file, if there are several. Boxed, because
    /// few of the many cells have several.
    last: Option<Box<(usize, Place)>>,
}

impl Piece {
    /// Adds a paragraph.
    pub(super) fn push(&mut self, raw: RawText) {
        let text = raw.text.trim();
        if is_blank(text) {
            return;
        }
        self.atoms.extend(raw.atom);
        if !self.text.is_empty() {
            self.text.push('\n');
            self.last = Some(Box::new((self.text.len(), raw.place)));
            self.text.push_str(text);
        } else if text.len() == raw.text.len() {
            self.text = raw.text;
        } else {
            self.text.push_str(text);
        }
    }
}

impl Chunk {
    /// A chunk of only a text, for comparison.
    pub(super) fn of(text: &str, lexicon: &Lexicon) -> Self {
        let folded = fold_label(text).into_owned();
        let (classes, look) = (lexicon.classes(&folded), Look::of(&folded));
        Self { folded, classes, look, ..Self::default() }
    }

    /// Splits off the last paragraph of the head as a chunk with the gap after it; `None` if the head
    /// has one paragraph.
    pub(super) fn split_last(&mut self, lexicon: &Lexicon) -> Option<Self> {
        let (start, place) = *self.head.last.take()?;
        let text = self.head.text.split_off(start);
        self.head.text.truncate(start - 1);
        let atoms = self.head.atoms.pop().into_iter().collect();
        let head = Piece { text, place, atoms, last: None };
        let mut split = Self { head, tail: std::mem::take(&mut self.tail), ..Self::default() };
        self.compare(lexicon);
        split.compare(lexicon);
        Some(split)
    }

    /// Computes the fields that are compared.
    fn compare(&mut self, lexicon: &Lexicon) {
        self.folded = fold_label(&self.head.text).into_owned();
        self.gap = gap(&self.folded, &self.tail);
        if self.gap.repeats && self.folded.is_empty() {
            self.folded = groups(&self.tail).swap_remove(0);
        }
        self.classes = lexicon.classes(&self.folded);
        self.look = Look::of(&self.folded);
    }
}

/// A line after the head of a chunk.
#[derive(Debug)]
pub(super) enum TailLine {
    /// Empty, or only white space.
    Blank,
    /// Text.
    Text {
        /// The text with its place.
        text: RawText,
        /// Whether the converter marked it as a heading, or it reads as a title.
        heading: bool,
    },
}

/// Summary of the lines between two cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Gap {
    /// Blank lines.
    pub(super) n_blanks: u32,
    /// Runs of blank lines.
    pub(super) n_runs: u32,
    /// Blank lines at the end.
    pub(super) n_trailing: u32,
    /// Paragraphs of visible text.
    pub(super) n_texts: u32,
    /// Whether every text repeats another one of the chunk.
    pub(super) repeats: bool,
    /// Whether a text is a heading.
    pub(super) heading: bool,
    /// Whether two blank lines precede the first text, which is how a row and a table end.
    pub(super) ends_before_text: bool,
}

impl Gap {
    /// Whether the next cell follows immediately.
    pub(super) fn is_none(&self) -> bool {
        self.n_blanks == 0 && self.n_texts == 0
    }
}

/// The shape of a text, apart from its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(in crate::rows) enum Look {
    /// No text.
    #[default]
    Empty,
    /// A number, an operator with a number, a date, a dash.
    Value,
    /// A few words.
    Short,
    /// A sentence or more.
    Long,
}

impl Look {
    /// Number of variants.
    pub(super) const COUNT: usize = 4;

    pub(in crate::rows) fn of(folded: &str) -> Self {
        if folded.is_empty() {
            return Self::Empty;
        }
        let n_chars = folded.chars().count();
        let n_digits = folded.chars().filter(|&c| c == '#').count();
        let begins =
            folded.starts_with(['#', '≥', '≤', '<', '>', '=', '-', '—', '≦', '≧', '(', '/']);
        let has_value = n_digits > 0 || matches!(folded, "-" | "—" | "/" | "(-)");
        if begins && has_value && n_chars <= 14 {
            Self::Value
        } else if n_chars > LONG_CHARS {
            Self::Long
        } else {
            Self::Short
        }
    }
}

/// Longest short text, in characters: names of indicators and labels are shorter, goals and usages
/// longer.
const LONG_CHARS: usize = 22;

/// The lines before the first cell, and the chunks.
pub(super) fn split(lines: Vec<RawLine>, lexicon: &Lexicon) -> (Vec<TailLine>, Vec<Chunk>) {
    let n_cells = lines.iter().map(|line| match &line.content {
        LineContent::Cells(cells) | LineContent::Drawn(_, cells) => cells.len(),
        LineContent::Blank | LineContent::Text(_) => 0,
    });
    let mut chunks: Vec<Chunk> = Vec::with_capacity(n_cells.sum());
    let mut before = Vec::new();
    for line in lines {
        match line.content {
            LineContent::Cells(cells) | LineContent::Drawn(_, cells) => {
                for cell in cells {
                    chunks.push(open(cell, line.line));
                }
            }
            LineContent::Blank => tail_of(&mut before, &mut chunks).push(TailLine::Blank),
            LineContent::Text(text) if text.atom.is_none() => {
                tail_of(&mut before, &mut chunks).push(TailLine::Blank);
            }
            LineContent::Text(text) => {
                let heading = line.heading || is_title(&text.text, lexicon);
                match chunks.last_mut() {
                    Some(chunk) if chunk.tail.is_empty() && !line.heading => {
                        chunk.head.push(text);
                    }
                    _ => {
                        let tail = tail_of(&mut before, &mut chunks);
                        tail.push(TailLine::Text { text, heading });
                    }
                }
            }
        }
    }
    for chunk in &mut chunks {
        chunk.compare(lexicon);
    }
    (before, chunks)
}

fn open(cell: RawText, line: u32) -> Chunk {
    let mut place = cell.place;
    place.line = place.line.or(Some(line));
    let mut head = Piece { place, ..Piece::default() };
    head.push(cell);
    Chunk { head, ..Chunk::default() }
}

fn tail_of<'a>(before: &'a mut Vec<TailLine>, chunks: &'a mut [Chunk]) -> &'a mut Vec<TailLine> {
    match chunks.last_mut() {
        Some(chunk) => &mut chunk.tail,
        None => before,
    }
}

fn is_title(text: &str, lexicon: &Lexicon) -> bool {
    lexicon.classes(&fold_label(text)).contains(WordClass::TITLE)
}

fn gap(head: &str, tail: &[TailLine]) -> Gap {
    let mut gap = Gap::default();
    let mut blanks_so_far = 0;
    for line in tail {
        match line {
            TailLine::Blank => {
                gap.n_blanks += 1;
                gap.n_runs += u32::from(gap.n_trailing == 0);
                gap.n_trailing += 1;
                blanks_so_far += 1;
            }
            TailLine::Text { heading, .. } => {
                gap.ends_before_text |= gap.n_texts == 0 && blanks_so_far >= 2;
                gap.n_trailing = 0;
                gap.n_texts += 1;
                gap.heading |= heading;
            }
        }
    }
    gap.repeats = gap.n_texts > 0 && repeats(head, tail);
    gap
}

/// Whether all paragraph groups of a chunk, separated by blank lines, have the same text.
fn repeats(head: &str, tail: &[TailLine]) -> bool {
    let mut groups = groups(tail);
    if !head.is_empty() {
        groups.push(head.to_owned());
    }
    groups.len() > 1 && groups.windows(2).all(|pair| pair[0] == pair[1])
}

/// Folded texts of a tail; those without a blank line between them are one.
fn groups(tail: &[TailLine]) -> Vec<String> {
    let mut groups: Vec<String> = Vec::new();
    let mut open = false;
    for line in tail {
        match line {
            TailLine::Blank => open = false,
            TailLine::Text { text, .. } => {
                match groups.last_mut() {
                    Some(last) if open => last.push_str(&text.text),
                    _ => groups.push(text.text.clone()),
                }
                open = true;
            }
        }
    }
    for group in &mut groups {
        *group = fold_label(group).into_owned();
    }
    groups
}
