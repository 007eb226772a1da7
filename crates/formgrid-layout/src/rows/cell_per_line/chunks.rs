//! Chunks: a cell line with all lines up to the next one.
//!
//! What a chunk's lines mean is open: a blank one ends the row, the table, or is an empty paragraph in
//! the cell; a text goes on with the cell or stands after the table. The [`Gap`] of a chunk states what
//! there is to go by.

use formgrid_model::{
    Atoms, Lexicon, LineContent, Place, RawLine, RawText, WordClass, fold_label, is_blank,
};

/// A cell line with the lines up to the next cell line.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// The cell's first paragraphs: those with no blank line between.
    pub(super) head: Piece,
    /// What follows the head up to the next chunk.
    pub(super) tail: Vec<TailLine>,
    /// What the tail amounts to.
    pub(super) gap: Gap,
    /// The head as it is compared.
    pub(super) folded: String,
    /// What the head is known as.
    pub(super) classes: WordClass,
    /// What the head looks like.
    pub(super) look: Look,
}

/// A text with its place and atoms.
#[derive(Debug, Default, Clone)]
pub(super) struct Piece {
    /// Paragraphs divided by `\n`, outer blanks trimmed.
    pub(super) text: String,
    /// Where it starts.
    pub(super) place: Place,
    /// What it was made of.
    pub(super) atoms: Atoms,
    /// Where the last paragraph starts, in the text and in the file, if there are several. Few cells
    /// have several, and there are many cells.
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
    /// A chunk of a text alone, to be compared.
    pub(super) fn of(text: &str, lexicon: &Lexicon) -> Self {
        let folded = fold_label(text).into_owned();
        let (classes, look) = (lexicon.classes(&folded), Look::of(&folded));
        Self { folded, classes, look, ..Self::default() }
    }

    /// Takes the last paragraph of the head off as a chunk of its own, with the gap after it. None where
    /// the head has one paragraph only.
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

    /// Works out what is compared of the chunk.
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
    /// Nothing, or white space alone.
    Blank,
    /// Text.
    Text {
        /// The text with its place.
        text: RawText,
        /// The converter marked it as a heading, or it reads as a title.
        heading: bool,
    },
}

/// What the lines between two cells amount to.
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
    /// Every text repeats another one of the chunk.
    pub(super) repeats: bool,
    /// A text is a heading.
    pub(super) heading: bool,
    /// Two blank lines stand before the first text: a row and a table end that way.
    pub(super) ends_before_text: bool,
}

impl Gap {
    /// Whether the next cell follows at once.
    pub(super) fn is_none(&self) -> bool {
        self.n_blanks == 0 && self.n_texts == 0
    }
}

/// What a text looks like, apart from the words it holds.
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
    /// How many there are.
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

/// Names of indicators and labels stay below this many characters; goals and usages are above it.
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

/// Whether the paragraph groups of a chunk, divided by blank lines, all say the same.
fn repeats(head: &str, tail: &[TailLine]) -> bool {
    let mut groups = groups(tail);
    if !head.is_empty() {
        groups.push(head.to_owned());
    }
    groups.len() > 1 && groups.windows(2).all(|pair| pair[0] == pair[1])
}

/// The texts of a tail as they are compared, those with no blank line between as one.
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
