//! Kinds of rows: how well a run of cells agrees with a row that a form is known to print.
//!
//! All costs are in nats: the negative logarithm of how likely the text is, if the row is of the kind.

use formgrid_model::{FormShape, RowShape, ShapeCell, ShapeText, WordClass, WordTable};

use super::chunks::{Chunk, Look};

/// A label stands where another one is asked for. About one label in four hundred is misprinted.
const OTHER_LABEL: f32 = 6.0;
/// A label is spelled a little differently.
const NEAR_LABEL: f32 = 1.0;
/// A label is missing.
const NO_LABEL: f32 = 4.0;
/// Text stands where the cell above ought to go on.
const TEXT_FOR_ABOVE: f32 = 4.0;
/// Text stands where forms leave a blank.
const TEXT_FOR_BLANK: f32 = 1.5;
/// A word that names a column or a section stands where data is asked for.
const LABEL_AS_DATA: f32 = 3.0;
/// The name of a level stands where other data is asked for.
const LEVEL_AS_DATA: f32 = 2.0;
/// Nothing stands where data is asked for.
const NO_DATA: f32 = 0.7;
/// Something stands where data is asked for.
const SOME_DATA: f32 = 0.1;
/// A row costing less than this is of its kind beyond doubt.
const CERTAIN: f32 = 1.5;
/// A row costing less than this is explained by its kind: no label is wrong, at most a few odd cells.
pub(super) const EXPLAINED: f32 = 3.5;

/// A form whose rows are looked for.
#[derive(Debug)]
pub(super) struct Kinds<'a> {
    pub(super) form: &'a FormShape,
    /// The rows with which its tables may begin.
    openings: Vec<&'a RowShape>,
    /// Kinds by their number of cells.
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

    /// The kinds with so many cells, and what it costs to read these chunks as each; those that cost
    /// `limit` or more are left out.
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

    /// Whether the chunks are a row of the form beyond doubt: they cost less than an odd cell.
    pub(super) fn knows(&self, row: &[Chunk]) -> bool {
        self.matches(row, CERTAIN).next().is_some()
    }

    /// Whether a table of the form may begin with these chunks: its opening row begins with a label that
    /// the first of them holds, or has labels behind its first cell that the others hold.
    pub(super) fn opens_with(&self, chunks: &[Chunk]) -> bool {
        let Some((first, rest)) = chunks.split_first() else { return false };
        let begins = |row: &&RowShape| match row.cells.first().map(|cell| &cell.text) {
            Some(ShapeText::Words(words)) => words.contains(&first.folded),
            _ => false,
        };
        self.openings.iter().any(begins) || self.opens_before(rest)
    }

    /// Whether a row that opens a table of the form goes on with these chunks after a first cell of any
    /// text.
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

    /// The kind at a number.
    pub(super) fn row(&self, kind: usize) -> &'a RowShape {
        &self.form.rows[kind]
    }
}

/// What it costs to read the chunks as a row of a kind with as many cells; none where it costs `limit`
/// or more. Most kinds do after a few cells, and a label is the dearest of cells to compare.
fn row_cost(row: &RowShape, chunks: &[Chunk], limit: f32) -> Option<f32> {
    row.cells.iter().zip(chunks).try_fold(0.0, |cost, (cell, chunk)| {
        Some(cost + cell_cost(cell, chunk)).filter(|&cost| cost < limit)
    })
}

/// What it costs that a chunk stands in a cell.
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

/// Whether a text of these classes is the name of a level, which forms print in columns of their own.
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

/// Whether two labels differ by a part left out at the end or by one character.
fn is_near(word: &str, folded: &str) -> bool {
    if word.len() >= 6 && folded.len() >= 6 && (folded.contains(word) || word.contains(folded)) {
        return folded.len() <= word.len() * 2;
    }
    let n_chars = word.chars().count();
    n_chars >= 3
        && n_chars == folded.chars().count()
        && word.chars().zip(folded.chars()).filter(|(a, b)| a != b).count() == 1
}

/// The forms of which a document holds so many labels that their rows are worth looking for.
///
/// A form is a candidate where at least half of its kinds of labelled rows have all their labels in the
/// document: other forms share single words with it, hardly ever whole rows.
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
                    // A row of many labels says more than a single one.
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

/// The labels of all forms, each with whether a cell of the document holds it.
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

/// More forms than this in one document are variants of one another.
const MAX_FORMS: usize = 3;
