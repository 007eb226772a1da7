//! Kinds of rows: how well a run of cells matches a row that a form prints.
//!
//! Costs are in nats: the negative logarithm of the likelihood of the text, given the kind.

use formgrid_model::{FormShape, RowShape, ShapeCell, ShapeText, WordClass, WordTable};

use super::chunks::{Chunk, Look};

/// Another label than expected. About one label in four hundred is misprinted.
const OTHER_LABEL: f32 = 6.0;
/// A label with a slightly different spelling.
const NEAR_LABEL: f32 = 1.0;
/// A missing label.
const NO_LABEL: f32 = 4.0;
/// Text where the cell above should continue.
const TEXT_FOR_ABOVE: f32 = 4.0;
/// Text where forms leave a blank.
const TEXT_FOR_BLANK: f32 = 1.5;
/// A column or section name instead of data.
const LABEL_AS_DATA: f32 = 3.0;
/// A level name instead of other data.
const LEVEL_AS_DATA: f32 = 2.0;
/// No data where data is expected.
const NO_DATA: f32 = 0.7;
/// Data where data is expected.
const SOME_DATA: f32 = 0.1;
/// Cost below which a row is certainly of its kind.
const CERTAIN: f32 = 1.5;
/// Cost below which a row is explained by its kind: no wrong label, at most a few unusual cells.
pub(super) const EXPLAINED: f32 = 3.5;

/// A candidate form.
#[derive(Debug)]
pub(super) struct Kinds<'a> {
    pub(super) form: &'a FormShape,
    /// Rows that may open its tables.
    openings: Vec<&'a RowShape>,
    /// Kinds by number of cells.
    by_width: Vec<Vec<usize>>,
}

impl<'a> Kinds<'a> {
    pub(super) fn new(form: &'a FormShape) -> Self {
        let widest = form.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let mut by_width = vec![Vec::new(); widest + 1];
        for (kind, row) in form.rows.iter().enumerate() {
            by_width[row.cells.len()].push(kind);
        }
        let openings = form.rows.iter().filter(|row| row.opens).collect();
        Self { form, openings, by_width }
    }

    /// The kinds with this many cells and a cost below `limit` for these chunks.
    pub(super) fn matches<'b>(
        &'b self,
        chunks: &'b [Chunk],
        limit: f32,
    ) -> impl Iterator<Item = (usize, f32)> + 'b {
        let kinds = self.by_width.get(chunks.len()).map_or(&[][..], Vec::as_slice);
        kinds
            .iter()
            .filter_map(move |&kind| Some((kind, row_cost(&self.form.rows[kind], chunks, limit)?)))
    }

    /// Whether the chunks are certainly a row of the form: they cost less than one unusual cell.
    pub(super) fn knows(&self, row: &[Chunk]) -> bool {
        self.matches(row, CERTAIN).next().is_some()
    }

    /// Whether a table of the form may begin with these chunks: its opening row begins with a label in
    /// the first of them, or has labels after its first cell that match the others.
    pub(super) fn opens_with(&self, chunks: &[Chunk]) -> bool {
        let Some((first, rest)) = chunks.split_first() else { return false };
        let begins = |row: &&RowShape| match row.cells.first().map(|cell| &cell.text) {
            Some(ShapeText::Words(words)) => words.contains(&first.folded),
            _ => false,
        };
        self.openings.iter().any(begins) || self.opens_before(rest)
    }

    /// Whether an opening row of the form continues with these chunks after a first cell with any text.
    pub(super) fn opens_before(&self, chunks: &[Chunk]) -> bool {
        self.openings.iter().any(|row| {
            let rest = row.cells.get(1..).unwrap_or_default();
            let is_label = |cell: &ShapeCell| matches!(cell.text, ShapeText::Words(_));
            matches!(row.cells.first().map(|cell| &cell.text), Some(ShapeText::Any))
                && rest.iter().any(is_label)
                && rest.len() <= chunks.len()
                && rest.iter().zip(chunks).all(|(cell, chunk)| cell_cost(cell, chunk) < NEAR_LABEL)
        })
    }

    /// The kind at an index.
    pub(super) fn row(&self, kind: usize) -> &'a RowShape {
        &self.form.rows[kind]
    }
}

/// Cost of the chunks as a row of a kind with as many cells; `None` if it reaches `limit`. Most kinds
/// do after a few cells, and labels are the most expensive cells to compare.
fn row_cost(row: &RowShape, chunks: &[Chunk], limit: f32) -> Option<f32> {
    row.cells.iter().zip(chunks).try_fold(0.0, |cost, (cell, chunk)| {
        Some(cost + cell_cost(cell, chunk)).filter(|&cost| cost < limit)
    })
}

/// Cost of a chunk in a cell.
pub(super) fn cell_cost(cell: &ShapeCell, chunk: &Chunk) -> f32 {
    let is_empty = chunk.look == Look::Empty;
    match &cell.text {
        ShapeText::Words(_) if is_empty => NO_LABEL,
        ShapeText::Words(words) => label_cost(words, &chunk.folded),
        ShapeText::Above if is_empty => 0.0,
        ShapeText::Above => TEXT_FOR_ABOVE,
        ShapeText::Blank if is_empty => 0.0,
        ShapeText::Blank => TEXT_FOR_BLANK,
        ShapeText::Fill if is_empty => SOME_DATA,
        ShapeText::Any if is_empty => NO_DATA,
        ShapeText::Fill | ShapeText::Any if names_cells(chunk.classes) => LABEL_AS_DATA,
        ShapeText::Any if names_level(chunk.classes) => LEVEL_AS_DATA,
        ShapeText::Fill | ShapeText::Any => SOME_DATA,
    }
}

/// Whether a text of these classes names other cells and is no data.
fn names_cells(classes: WordClass) -> bool {
    classes.intersects(WordClass::HEADER | WordClass::SECTION)
        && !classes.intersects(WordClass::LEVEL1 | WordClass::LEVEL2 | WordClass::CATEGORY)
}

/// Whether a text of these classes is a level name; forms print those in separate columns.
fn names_level(classes: WordClass) -> bool {
    classes.intersects(WordClass::LEVEL1 | WordClass::LEVEL2)
}

fn label_cost(words: &[String], folded: &str) -> f32 {
    if words.iter().any(|word| word == folded) {
        0.0
    } else if words.iter().any(|word| is_near(word, folded)) {
        NEAR_LABEL
    } else {
        OTHER_LABEL
    }
}

/// Whether two labels differ by a missing ending or by one character.
fn is_near(word: &str, folded: &str) -> bool {
    if word.len() >= 6 && folded.len() >= 6 && (folded.contains(word) || word.contains(folded)) {
        return folded.len() <= word.len() * 2;
    }
    let n_chars = word.chars().count();
    n_chars >= 3
        && n_chars == folded.chars().count()
        && word.chars().zip(folded.chars()).filter(|(a, b)| a != b).count() == 1
}

/// The forms with enough labels in a document to search for their rows.
///
/// A form is a candidate if at least half of its kinds of labeled rows have all their labels in the
/// document: other forms share single words with it, but hardly ever whole rows.
pub(super) fn candidates<'a, 'c>(
    forms: &'a [FormShape],
    chunks: impl IntoIterator<Item = &'c Chunk>,
) -> Vec<Kinds<'a>> {
    let held = held_labels(forms, chunks);
    let holds = |label: &String| held.get(label.as_str()) == Some(&true);
    let mut found: Vec<(f32, &FormShape)> = forms
        .iter()
        .filter_map(|form| {
            let (mut held, mut labelled) = (0.0, 0.0);
            for row in &form.rows {
                let mut labels = row.cells.iter().filter_map(|cell| match &cell.text {
                    ShapeText::Words(words) => Some(words),
                    _ => None,
                });
                let n_labels = labels.clone().count();
                if n_labels > 0 {
                    // A row of many labels is stronger evidence than one label.
                    #[expect(clippy::cast_precision_loss, reason = "a row has few cells")]
                    let weight = n_labels as f32;
                    labelled += weight;
                    held +=
                        weight * f32::from(u8::from(labels.all(|words| words.iter().any(holds))));
                }
            }
            (labelled > 0.0 && held / labelled >= 0.5).then_some((held / labelled, form))
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(MAX_FORMS);
    found.into_iter().map(|(_, form)| Kinds::new(form)).collect()
}

/// The labels of all forms, and whether a cell of the document contains each.
fn held_labels<'a, 'c>(
    forms: &'a [FormShape],
    chunks: impl IntoIterator<Item = &'c Chunk>,
) -> WordTable<bool, &'a str> {
    let cells = forms.iter().flat_map(|form| &form.rows).flat_map(|row| &row.cells);
    let words = cells.filter_map(|cell| match &cell.text {
        ShapeText::Words(words) => Some(words),
        _ => None,
    });
    let mut held: WordTable<bool, &str> =
        words.flatten().map(|label| (label.as_str(), false)).collect();
    for chunk in chunks {
        if let Some(is_held) = held.get_mut(chunk.folded.as_str()) {
            *is_held = true;
        }
    }
    held
}

/// Most forms of a document; more are variants of one another.
const MAX_FORMS: usize = 3;
