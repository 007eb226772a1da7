//! Whether apparent rows and columns are a table.
//!
//! Lists, tables of contents, multi-column text and chart labels also have rows and columns of a kind.
//! A table has several rows with text in several columns, texts that line up, and more than a column of
//! bullets or page numbers.

use super::{phrases::Phrase, slots::Piece, tolerances::TOLERANCES};

/// Evidence for a table other than its texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// Whether rulings are above and below, or between its rows.
    pub(super) is_ruled: bool,
    /// Number of columns.
    pub(super) n_cols: usize,
    /// Number of header levels.
    pub(super) n_header: usize,
}

/// Confidence that the pieces, given by level, are a table; `None` if they are not.
pub(super) fn confidence(pieces: &[Vec<Piece<'_>>], setting: Setting) -> Option<f32> {
    let parted = pieces.iter().filter(|level| level.len() > 1).count();
    let body: Vec<&Piece<'_>> = pieces.iter().skip(setting.n_header).flatten().collect();
    let n_values =
        body.iter().filter(|piece| piece.cols.start > 0 && piece.phrase.is_value()).count();
    let n_texts = body.iter().filter(|piece| piece.cols.start > 0).count();
    let least_parted = if setting.is_ruled { 2 } else { 3 };
    if setting.n_cols < 2 || parted < least_parted || parted * 5 < pieces.len() * 2 {
        return None;
    }
    let value_share = share(n_values, n_texts);
    if setting.n_cols == 2 && is_key_list(pieces) {
        return None;
    }
    if value_share < 0.4 && has_line_numbers(pieces) {
        return None;
    }
    if has_axis(pieces, setting.n_cols) || is_list(pieces) || is_contents(pieces, setting.n_cols) {
        return None;
    }
    let aligned = aligned_share(pieces, setting.n_cols);
    let density = share(pieces.iter().map(Vec::len).sum(), parted * setting.n_cols);
    let is_likely = if setting.is_ruled {
        aligned >= 0.4
    } else {
        aligned >= 0.6
            && density >= 0.4
            && (value_share >= 0.4 || is_table_of_texts(pieces, setting.n_cols, aligned, density))
    };
    let ruled = if setting.is_ruled { 0.1 } else { 0.0 };
    is_likely.then(|| (0.4 + 0.3 * aligned + 0.2 * value_share + ruled).min(0.95))
}

fn share(part: usize, whole: usize) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "counts of texts on a page are far below 2^24")]
    let share = part as f32 / whole.max(1) as f32;
    share
}

/// Whether every text of the first column is a bullet or list number.
fn is_list(pieces: &[Vec<Piece<'_>>]) -> bool {
    let mut first =
        pieces.iter().filter_map(|level| level.first()).filter(|piece| piece.cols == (0..1));
    let has_two = pieces.iter().all(|level| level.iter().all(|piece| piece.cols.start < 2));
    has_two && first.all(|piece| is_bullet(&piece.phrase))
}

/// Whether most texts of the first column end with a colon and name the text beside them.
fn is_key_list(pieces: &[Vec<Piece<'_>>]) -> bool {
    let first =
        pieces.iter().filter_map(|level| level.first()).filter(|piece| piece.cols == (0..1));
    let is_key =
        |piece: &&Piece<'_>| piece.phrase.chars().last().is_some_and(|c| matches!(c, ':' | '：'));
    first.clone().filter(is_key).count() * 2 > first.count()
}

fn is_bullet(phrase: &Phrase<'_>) -> bool {
    let text: String = phrase.chars().collect();
    let core = text.trim_matches(|c: char| !c.is_alphanumeric());
    let n_chars = text.chars().count();
    core.is_empty() && n_chars <= 2
        || n_chars <= 5
            && core != text
            && core.chars().all(|c| c.is_ascii_digit() || c == '.' || "ivxlc".contains(c))
        || n_chars <= 3 && core != text && core.chars().count() == 1
}

/// Whether the levels are numbered consecutively.
fn has_line_numbers(pieces: &[Vec<Piece<'_>>]) -> bool {
    let first = pieces.iter().filter_map(|level| level.first());
    let numbers: Vec<Option<u32>> =
        first.map(|piece| piece.phrase.chars().collect::<String>().parse().ok()).collect();
    let pairs = numbers.iter().zip(numbers.iter().skip(1));
    let n_next =
        pairs.filter(|(a, b)| a.zip(**b).is_some_and(|(a, b)| a.checked_add(1) == Some(b)));
    n_next.count() * 5 >= numbers.len() * 3 && numbers.len() > 3
}

/// Two columns, the second of ascending whole numbers.
fn is_contents(pieces: &[Vec<Piece<'_>>], n_cols: usize) -> bool {
    let last =
        pieces.iter().filter_map(|level| level.last()).filter(|piece| piece.cols.end == n_cols);
    let texts = last.map(|piece| piece.phrase.chars().collect::<String>());
    let has_leaders = pieces.iter().flatten().filter(|piece| has_leader(&piece.phrase)).count() * 2
        > pieces.len();
    let numbers: Vec<Option<u32>> =
        texts.map(|text| text.trim_start_matches('.').parse().ok()).collect();
    let known: Vec<u32> = numbers.iter().copied().flatten().collect();
    let rises = known.is_sorted() && known.first() < known.last();
    let is_paged = known.len() * 10 >= numbers.len() * 8 && known.iter().all(|&page| page < 2000);
    n_cols <= 3 && is_paged && rises && (has_leaders || known.len() > 3)
}

/// Whether a column counts up or down by even steps, like the axis of a chart. Years and serial
/// numbers, which count by one, are no axis.
fn has_axis(pieces: &[Vec<Piece<'_>>], n_cols: usize) -> bool {
    let is_across = |level: &Vec<Piece<'_>>| {
        let words = level.iter().flat_map(|piece| &piece.phrase.words);
        let numbers: Vec<Option<f64>> = words.map(|word| number(&word.text.text)).collect();
        let known: Vec<f64> = numbers.iter().copied().flatten().collect();
        let is_of_years = known.iter().all(|number| (1800.0..2100.0).contains(number));
        known.len() == numbers.len()
            && known.len() > 4
            && !is_of_years
            && evenly_stepped(&known) == known.len()
    };
    if pieces.iter().any(is_across) {
        return true;
    }
    (0..n_cols).any(|col| {
        let own = pieces.iter().flatten().filter(|piece| piece.cols == (col..col + 1));
        let text = |piece: &Piece<'_>| -> String {
            piece.phrase.words.iter().map(|word| word.text.text.as_str()).collect()
        };
        let numbers: Vec<Option<f64>> = own.map(|piece| number(&text(piece))).collect();
        let known: Vec<f64> = numbers.iter().copied().flatten().collect();
        evenly_stepped(&known) * 2 > numbers.len()
    })
}

fn number(text: &str) -> Option<f64> {
    text.replace(['%', ','], "").replace(['−', '–'], "-").parse().ok()
}

/// Length of the longest run of numbers with one step, at least four.
fn evenly_stepped(numbers: &[f64]) -> usize {
    let (mut stepped, mut run) = (0, 1);
    let mut step = 0.0_f64;
    for (a, b) in numbers.iter().zip(numbers.iter().skip(1)) {
        let size = (b - a).abs();
        let is_even = (b - a - step).abs() < 1e-3 * size && (size - 1.0).abs() > 1e-6;
        run = if is_even { run + 1 } else { 2 };
        step = b - a;
        stepped += match run {
            4 => 4,
            5.. => 1,
            _ => 0,
        };
    }
    stepped
}

fn has_leader(phrase: &Phrase<'_>) -> bool {
    phrase.words.iter().any(|word| word.text.text.contains("....") || word.text.text.contains("…"))
}

/// Columns of short texts that line up and leave few slots blank, least in the first column.
fn is_table_of_texts(pieces: &[Vec<Piece<'_>>], n_cols: usize, aligned: f32, density: f32) -> bool {
    let parted = pieces.iter().filter(|level| level.len() > 1);
    let n_parted = parted.clone().count();
    let n_labeled = parted.filter(|level| level[0].cols.start == 0).count();
    n_cols > 2 && n_labeled * 2 >= n_parted && aligned >= 0.75 && density >= 0.7 && is_terse(pieces)
}

/// Whether the texts are as short as cells.
fn is_terse(pieces: &[Vec<Piece<'_>>]) -> bool {
    let all = pieces.iter().flatten();
    let n_long = all
        .clone()
        .filter(|piece| piece.phrase.width() > TOLERANCES.cell_em * piece.phrase.size)
        .count();
    n_long * 4 <= all.count()
}

/// Share of texts aligned with others of their column: left, right or centered.
fn aligned_share(pieces: &[Vec<Piece<'_>>], n_cols: usize) -> f32 {
    let (mut aligned, mut all) = (0, 0);
    for col in 0..n_cols {
        let own = pieces.iter().flatten().filter(|piece| piece.cols == (col..col + 1));
        let own: Vec<&Phrase<'_>> = own.map(|piece| &piece.phrase).collect();
        let most = [0.0, 0.5, 1.0].map(|at| most_at_one_place(&own, at));
        aligned += most.into_iter().max().unwrap_or(0);
        all += own.len();
    }
    share(aligned, all)
}

/// Largest number of phrases with the same x, at a fraction `at` of their width.
fn most_at_one_place(phrases: &[&Phrase<'_>], at: f32) -> usize {
    let mut xs: Vec<(f32, f32)> = phrases
        .iter()
        .map(|phrase| (phrase.bbox.x0 + at * phrase.width(), phrase.size * TOLERANCES.align_em))
        .collect();
    xs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let near = |(index, x): (usize, &(f32, f32))| {
        xs[index..].partition_point(|other| other.0 - x.0 <= x.1)
    };
    xs.iter().enumerate().map(near).max().unwrap_or(0)
}
