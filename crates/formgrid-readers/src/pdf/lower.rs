//! Pages to a raw document: words get atoms and places, losses become findings.

use std::collections::BTreeMap;

use formgrid_model::{
    AtomId, BBox, CanvasPage, CanvasWord, Code, Diagnostics, Format, Place, RawCanvas, RawDocument,
    RawItem, RawText, TaggedCell, TaggedTable,
};
use formgrid_pdf::{Fault, HiddenReason, HiddenWord, Page, PdfDocument, Word};

/// Share of a page without words that images cover if the page is a scan. Less is a seal or a
/// letterhead on an empty page.
const SCAN_SHARE: f32 = 0.2;

/// The raw document of the pages.
pub(crate) fn document(printout: PdfDocument, diagnostics: &mut Diagnostics) -> RawDocument {
    let PdfDocument { pages, tagged } = printout;
    let marked = marked_atoms(&pages);
    let mut canvas = RawCanvas::default();
    let mut scans = Vec::new();
    let mut n_atoms = 0;
    let mut hidden = Vec::new();
    for (number, mut page) in (1..).zip(pages) {
        report_faults(&page.faults, number, diagnostics);
        if page.words.is_empty() && page.image_share >= SCAN_SHARE {
            scans.push(number);
        } else {
            report_unread(&page.unread, number, diagnostics);
        }
        hidden.extend(std::mem::take(&mut page.hidden).into_iter().map(|word| (number, word)));
        canvas.pages.push(lower_page(page, number, &mut n_atoms));
    }
    report_hidden(hidden, &mut n_atoms, diagnostics);
    canvas.tagged = tagged.into_iter().map(|table| lower_tagged(table, &marked)).collect();
    report_scans(&scans, canvas.pages.len(), diagnostics);
    let items = vec![RawItem::Canvas(canvas)];
    RawDocument { format: Format::Pdf, items, n_atoms, sheets: Vec::new() }
}

fn lower_page(page: Page, number: u32, n_atoms: &mut u32) -> CanvasPage {
    let mut words = Vec::with_capacity(page.words.len());
    for word in page.words {
        words.push(lower_word(word, number, AtomId(*n_atoms)));
        *n_atoms += 1;
    }
    CanvasPage { number, width: page.width, height: page.height, words, shapes: page.shapes }
}

fn lower_word(word: Word, page: u32, atom: AtomId) -> CanvasWord {
    let place = Place { page: Some(page), bbox: Some(word.bbox), ..Place::default() };
    CanvasWord {
        text: RawText { text: word.text, place, atom: Some(atom) },
        size: word.size,
        baseline: word.baseline,
        bold: word.bold,
        vertical: word.vertical,
        ink: word.ink,
    }
}

/// Reports hidden words. Their atoms follow all others, which tags refer to.
fn report_hidden(hidden: Vec<(u32, HiddenWord)>, n_atoms: &mut u32, diagnostics: &mut Diagnostics) {
    for (page, HiddenWord { word, why }) in hidden {
        let place = Place { page: Some(page), bbox: Some(word.bbox), ..Place::default() };
        let why = match why {
            HiddenReason::Covered => "something is painted over it",
            HiddenReason::BackgroundColor => "it has the color of what lies under it",
        };
        let atoms = std::iter::once(AtomId(*n_atoms)).collect();
        diagnostics.consume(Code::ReadHidden, place, atoms, format!("{why}: {}", word.text));
        *n_atoms += 1;
    }
}

/// Atoms of each piece of marked content, by page index and marked-content id.
fn marked_atoms(pages: &[Page]) -> BTreeMap<(usize, u32), Vec<AtomId>> {
    let mut marked: BTreeMap<_, Vec<AtomId>> = BTreeMap::new();
    let words =
        pages.iter().enumerate().flat_map(|(at, page)| page.words.iter().map(move |w| (at, w)));
    for ((page, word), atom) in words.zip(0..) {
        if let Some(mark) = word.mark {
            marked.entry((page, mark)).or_default().push(AtomId(atom));
        }
    }
    marked
}

fn lower_tagged(
    table: formgrid_pdf::TaggedTable,
    marked: &BTreeMap<(usize, u32), Vec<AtomId>>,
) -> TaggedTable {
    let cell = |cell: formgrid_pdf::TaggedCell| TaggedCell {
        row_span: cell.row_span,
        col_span: cell.col_span,
        header: cell.header,
        atoms: cell.marks.iter().filter_map(|mark| marked.get(mark)).flatten().copied().collect(),
    };
    let rows = table.rows.into_iter().map(|row| row.into_iter().map(cell).collect());
    TaggedTable { rows: rows.collect() }
}

fn report_faults(faults: &[Fault], number: u32, diagnostics: &mut Diagnostics) {
    for fault in faults {
        let place = Place { page: Some(number), ..Place::default() };
        let (code, what) = match fault {
            Fault::Stream => (Code::ReadPageDamaged, "a part of its content does not unpack"),
            Fault::Font => (Code::ReadPageDamaged, "a font is missing; its text was left out"),
            Fault::NoArea => (Code::ReadPageDamaged, "it has no area; it was left out"),
            Fault::Unmapped => (Code::ReadUnmapped, "a font does not say what its characters are"),
            Fault::Limit(limit) => {
                let message = format!(
                    "page {number}: its {} are over the limit {}; the rest was left out",
                    limit.what(),
                    limit.name()
                );
                diagnostics.report(Code::ReadCut, place, message);
                continue;
            }
        };
        diagnostics.report(code, place, format!("page {number}: {what}"));
    }
}

/// Reports what a page shows besides its words and nobody can read.
fn report_unread(unread: &[BBox], number: u32, diagnostics: &mut Diagnostics) {
    for &bbox in unread {
        let place = Place { page: Some(number), bbox: Some(bbox), ..Place::default() };
        let message = format!(
            "page {number}: a picture or outlined letters without text; its content was not read"
        );
        diagnostics.report(Code::ReadNeedsOcr, place, message);
    }
}

fn report_scans(scans: &[u32], n_pages: usize, diagnostics: &mut Diagnostics) {
    let Some(first) = scans.first() else { return };
    let place = Place { page: Some(*first), ..Place::default() };
    let of = if scans.len() == n_pages { "all pages" } else { "pages" };
    let message = format!(
        "{of} {} are images without text; run text recognition on them first",
        ranges(scans)
    );
    diagnostics.report(Code::ReadNeedsOcr, place, message);
}

/// Ascending numbers in short form: `1, 3-7`.
fn ranges(numbers: &[u32]) -> String {
    let runs = numbers.chunk_by(|a, b| a + 1 == *b);
    let shown: Vec<String> = runs
        .map(|run| match run {
            [first, .., last] => format!("{first}-{last}"),
            _ => run.iter().map(u32::to_string).collect(),
        })
        .collect();
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn consecutive_numbers_are_a_range() {
        assert_eq!(ranges(&[1, 3, 4, 5, 9]), "1, 3-5, 9");
    }
}
