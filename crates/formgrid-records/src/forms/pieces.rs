//! A document as a sequence of lines and rows.
//!
//! Each table is segmented into bands. A row with a single text is a line, like a paragraph,
//! because a sheet stores paragraphs in cells.

use std::collections::BTreeSet;

use formgrid_model::{Block, fold};

use super::titles::{Furniture, InlineLabel, Lines, Title};
use crate::bands::{self, Band, BandBody, Item};
use crate::cells::Sheet;
use crate::columns::ListKind;
use crate::regions::Content;
use crate::template::{Field, Part, Templates, Vocabulary};
use crate::words::Words;
use crate::year::stated_year;

/// Reference to a text of the document: a paragraph, or a cell of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Src {
    /// Number of the block, from 0.
    pub(crate) block: usize,
    /// Index of the cell in its grid; none for a paragraph.
    pub(crate) cell: Option<usize>,
}

impl Src {
    /// A cell.
    pub(crate) fn cell(block: usize, cell: usize) -> Self {
        Self { block, cell: Some(cell) }
    }

    /// A paragraph.
    pub(crate) fn paragraph(block: usize) -> Self {
        Self { block, cell: None }
    }
}

/// A piece of a document.
#[derive(Debug, Clone)]
pub(crate) enum Piece<'a> {
    /// A line of text.
    Line(Line<'a>),
    /// A band of a table, both by number from 0.
    Row { table: usize, band: usize },
}

/// A line of text.
#[derive(Debug, Clone)]
pub(crate) struct Line<'a> {
    pub(crate) text: &'a str,
    pub(crate) src: Src,
    /// The table that contains it.
    pub(crate) table: Option<usize>,
    pub(crate) role: Role<'a>,
}

/// The role of a line, from its text and the line above it.
#[derive(Debug, Clone)]
pub(crate) enum Role<'a> {
    /// A title.
    Title(Title),
    /// The first part of the title below.
    TitleAbove,
    /// Units, dates, years, page numbers.
    Furniture(Vec<Furniture>),
    /// The heading of a part of the narrative.
    Part(Part),
    /// The title of a table that is not a form.
    OtherTitle,
    /// Labels with their values.
    Labels(Vec<InlineLabel<'a>>),
    /// Only the name of an organisation, which may be the title of the form below.
    Name,
    /// Any other text.
    Plain,
}

/// A document with its sheets, bands and pieces.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    pub(crate) content: &'a Content<'a>,
    /// The base vocabulary of all forms.
    pub(crate) vocabulary: &'a Vocabulary,
    /// Interned words, one set per vocabulary in use.
    pub(crate) words: Vec<Words<'a>>,
    pub(crate) sheets: Vec<Sheet<'a>>,
    /// For each table, the index of its words.
    pub(crate) words_of: Vec<usize>,
    pub(crate) bands: Vec<Vec<Band>>,
    pub(crate) pieces: Vec<Piece<'a>>,
    /// For each block, the number of its sheet.
    tables: Vec<Option<usize>>,
}

/// What the first rows of a table state about its form.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// They name a project.
    pub(super) has_project: bool,
    /// The name of the project.
    pub(super) project: Option<String>,
    /// The department next to its label.
    pub(super) department: Option<String>,
}

impl<'a> Reading<'a> {
    /// The sheet of a block.
    pub(crate) fn sheet_at(&self, block: usize) -> Option<&Sheet<'a>> {
        self.tables.get(block).copied().flatten().and_then(|table| self.sheets.get(table))
    }

    /// The words of a table.
    pub(crate) fn words(&self, table: usize) -> &Words<'_> {
        &self.words[self.words_of[table]]
    }

    /// What the first rows of a table state about its form.
    pub(super) fn head(&self, table: usize) -> Head {
        /// Bands that are examined.
        const MAX_ROWS: usize = 12;
        let mut head = Head::default();
        for band in self.bands[table].iter().take(MAX_ROWS) {
            let items = match &band.body {
                BandBody::Pairs(items) => items,
                BandBody::List(list) if list.columns.has(Field::Level3) => break,
                _ => continue,
            };
            for item in items {
                let Item::Pair { field: Some(field), value: Some(value), .. } = item else {
                    continue;
                };
                match field {
                    Field::ProjectName => {
                        head.has_project = true;
                        let text = self.sheets[table].text(*value);
                        head.project.get_or_insert_with(|| text.to_owned());
                    }
                    Field::ProjectCode => head.has_project = true,
                    Field::Department => {
                        let text = self.sheets[table].text(*value);
                        head.department.get_or_insert_with(|| text.to_owned());
                    }
                    _ => {}
                }
            }
        }
        head
    }
}

/// Reads a document into pieces. `vocabulary_of` picks the vocabulary of a table from its regions.
pub(crate) fn read<'a>(
    content: &'a Content<'a>,
    templates: &'a Templates,
    mut vocabulary_of: impl FnMut(&[Sheet<'a>], &Words<'a>) -> &'a Vocabulary,
) -> Reading<'a> {
    let vocabulary = templates.generic();
    let mut words = vec![Words::new(vocabulary)];
    let mut reading = Reading {
        content,
        vocabulary,
        words: Vec::new(),
        sheets: Vec::new(),
        words_of: Vec::new(),
        bands: Vec::new(),
        pieces: Vec::new(),
        tables: Vec::new(),
    };
    /// Previous lists that a table without a header may continue.
    const MAX_PREVIOUS: usize = 3;
    let mut previous: Vec<bands::List> = Vec::new();
    let mut year = None;
    let mut block = 0;
    while let Some(item) = content.block(block) {
        let Block::Table(_) = item else {
            if let Block::Paragraph(paragraph) = item {
                year = stated_year(&paragraph.text).or(year);
                let (text, src) = (paragraph.text.as_str(), Src::paragraph(block));
                let line = Line { text, src, table: None, role: Role::Plain };
                reading.pieces.push(Piece::Line(line));
            }
            reading.tables.push(None);
            block += 1;
            continue;
        };
        let first = reading.sheets.len();
        let regions = content.regions(block);
        let sheets_with = |words: &mut Words<'a>| -> Vec<Sheet<'a>> {
            let regions = regions.iter().enumerate();
            regions.map(|(at, table)| Sheet::new(table, first + at, block + at, words)).collect()
        };
        let mut sheets = sheets_with(&mut words[0]);
        let own = vocabulary_of(&sheets, &words[0]);
        let is_own = |words: &Words<'_>| words.vocabulary().is_same(own);
        let at = words.iter().position(is_own).unwrap_or_else(|| {
            words.push(Words::new(own));
            words.len() - 1
        });
        if at > 0 {
            sheets = sheets_with(&mut words[at]);
        }
        block += sheets.len();
        // What the rows of a region state applies to those after it.
        let mut year = year;
        for mut sheet in sheets {
            let number = sheet.number;
            sheet.state_year(year);
            year = sheet.year_above(sheet.n_rows());
            let (mut bands, _) = bands::segment(&sheet, &words[at]);
            bands::continue_lists(&sheet, &words[at], &mut bands, &previous);
            bands::prefer_listed(&sheet, &mut bands);
            bands::prefer_named_year(&sheet, &mut bands);
            for band in &bands {
                if let BandBody::List(list) = &band.body
                    && matches!(list.columns.kind, ListKind::Indicators | ListKind::Goals)
                    && !list.header.columns.is_empty()
                    && list.arrangement.is_none()
                {
                    previous.truncate(MAX_PREVIOUS - 1);
                    previous.insert(0, (**list).clone());
                }
            }
            reading.add_rows(&sheet, &bands, number);
            reading.tables.push(Some(number));
            reading.words_of.push(at);
            reading.sheets.push(sheet);
            reading.bands.push(bands);
        }
    }
    reading.words = words;
    assign_roles(&mut reading.pieces, Lines::new(vocabulary), vocabulary);
    reading
}

impl<'a> Reading<'a> {
    /// Adds the bands of a table as pieces. Rows without labels become lines.
    fn add_rows(&mut self, sheet: &Sheet<'a>, bands: &[Band], table: usize) {
        let line = |cell: usize| {
            let src = Src::cell(sheet.block, cell);
            Piece::Line(Line { text: sheet.text(cell), src, table: Some(table), role: Role::Plain })
        };
        for (band, found) in bands.iter().enumerate() {
            match &found.body {
                BandBody::Line(cell) => self.pieces.push(line(*cell)),
                BandBody::Pairs(items) if items.iter().all(is_text) => {
                    self.pieces.extend(items.iter().filter_map(text_of).map(line));
                }
                BandBody::Blank => {}
                _ => self.pieces.push(Piece::Row { table, band }),
            }
        }
    }
}

fn is_text(item: &Item) -> bool {
    matches!(item, Item::Lone(_) | Item::Inline(_))
}

fn text_of(item: &Item) -> Option<usize> {
    match item {
        Item::Lone(cell) | Item::Inline(cell) => Some(*cell),
        _ => None,
    }
}

/// Whether wide blanks divide a line into several names.
fn is_divided(text: &str) -> bool {
    let trimmed = text.trim();
    trimmed.contains("  ") || trimmed.contains(['\t', '\u{3000}'])
}

/// Assigns a role to each line.
fn assign_roles<'a>(pieces: &mut [Piece<'a>], lines: Lines<'_>, vocabulary: &Vocabulary) {
    /// Longest line, in bytes, that may be more than prose with labels.
    const MAX_LINE: usize = 480;
    for at in 0..pieces.len() {
        let Piece::Line(line) = &pieces[at] else { continue };
        let text = line.text;
        if text.len() > MAX_LINE {
            let labels = lines.inline_labels(text);
            if !labels.is_empty()
                && let Piece::Line(line) = &mut pieces[at]
            {
                line.role = Role::Labels(labels);
            }
            continue;
        }
        let above = at.checked_sub(1).and_then(|above| match &pieces[above] {
            Piece::Line(above) => Some(above),
            Piece::Row { .. } => None,
        });
        // A line that is a title already is not part of another.
        let above = above.filter(|above| matches!(above.role, Role::Plain | Role::Name));
        let title = lines.title(text, above.map(|above| above.text));
        let role = if let Some(title) = title {
            if title.with_above
                && let Some(Piece::Line(above)) =
                    at.checked_sub(1).and_then(|at| pieces.get_mut(at))
            {
                above.role = Role::TitleAbove;
            }
            Role::Title(title)
        } else if vocabulary.is_other_title(&fold(text)) && text.len() <= 120 {
            Role::OtherTitle
        } else if let Some(furniture) = lines.furniture(text) {
            Role::Furniture(furniture)
        } else if let Some(part) = lines.part_of(text) {
            Role::Part(part)
        } else {
            let labels = lines.inline_labels(text);
            if !labels.is_empty() {
                Role::Labels(labels)
            } else if lines.may_begin_title(text) && !is_divided(text) {
                Role::Name
            } else {
                Role::Plain
            }
        };
        if let Piece::Line(line) = &mut pieces[at] {
            line.role = role;
        }
    }
    demote_listed_titles(pieces);
}

/// Demotes numbered headings that a later title repeats: they list the attachments of a letter.
fn demote_listed_titles(pieces: &mut [Piece<'_>]) {
    let mut below: BTreeSet<String> = BTreeSet::new();
    for piece in pieces.iter_mut().rev() {
        let Piece::Line(line) = piece else { continue };
        let Role::Title(title) = &line.role else { continue };
        let folded = fold(&title.text);
        // The year of a title may follow its number.
        let bare = folded.trim_start_matches(|c: char| c.is_ascii_digit());
        if !title.heading {
            below.insert(folded.into_owned());
        } else if below.contains(bare.trim_start_matches(['.', '、'])) {
            line.role = Role::Plain;
        }
    }
}
