//! Pages to a raw document: words get atoms and places, losses become findings.

use std::collections::BTreeMap;

use formgrid_model::{
    AtomId, Atoms, BBox, CanvasPage, CanvasWord, Code, Diagnostics, Format, Place, RawCanvas,
    RawDocument, RawItem, RawText, TaggedCell, TaggedTable,
};
use formgrid_pdf::{Fault, HiddenReason, HiddenWord, Page, PdfDocument, Word};

use crate::left_out::{LeftOut, quoted};

/// The raw document of the pages.
pub(crate) fn document(printout: PdfDocument, diagnostics: &mut Diagnostics) -> RawDocument {
    let PdfDocument { pages, tagged, attachments, has_dynamic_form } = printout;
    let marked = marked_atoms(&pages);
    let mut canvas = RawCanvas::default();
    let mut scans = Vec::new();
    let mut n_atoms = 0;
    let mut hidden = Vec::new();
    let mut left_out = LeftOut::default();
    for (number, mut page) in (1..).zip(pages) {
        report_faults(&page.faults, number, diagnostics);
        if page.words.is_empty() && page.is_scan {
            scans.push(number);
        } else {
            report_unread(&page.unread, number, diagnostics);
        }
        for &bbox in &page.pictures {
            let place = Place { page: Some(number), bbox: Some(bbox), ..Place::default() };
            left_out.add(Code::ReadPassedOver, "a picture in a cell was passed over", place, "");
        }
        hidden.extend(std::mem::take(&mut page.hidden).into_iter().map(|word| (number, word)));
        canvas.pages.push(lower_page(page, number, &mut n_atoms));
    }
    report_hidden(hidden, &mut n_atoms, diagnostics);
    if has_dynamic_form {
        let what = "an XFA form, which the pages do not show, was passed over";
        left_out.add(Code::ReadPassedOver, what, Place::default(), "");
    }
    for name in attachments {
        let what = "an attached file was not read; extract it and read it on its own";
        left_out.add(Code::ReadAttachment, what, Place::default(), &name);
    }
    left_out.report(diagnostics);
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

/// Reports hidden words. Their atoms follow all others, which tags refer to. The words of a page that
/// are drawn without ink are one finding: often a whole copy of the page.
fn report_hidden(hidden: Vec<(u32, HiddenWord)>, n_atoms: &mut u32, diagnostics: &mut Diagnostics) {
    let mut open: Option<Inkless> = None;
    for (page, HiddenWord { word, why }) in hidden {
        let atom = AtomId(*n_atoms);
        *n_atoms += 1;
        let why = match why {
            HiddenReason::Covered => "something is painted over it",
            HiddenReason::BackgroundColor => "it has the color of what lies under it",
            HiddenReason::NoInk => {
                match open.as_mut().filter(|open| open.page == page) {
                    Some(open) => open.add(&word, atom),
                    None => {
                        let next = Inkless::new(page, &word, atom);
                        open.replace(next).into_iter().for_each(|open| open.report(diagnostics));
                    }
                }
                continue;
            }
        };
        let place = Place { page: Some(page), bbox: Some(word.bbox), ..Place::default() };
        let atoms = std::iter::once(atom).collect();
        diagnostics.consume(Code::ReadHidden, place, atoms, format!("{why}: {}", word.text));
    }
    open.into_iter().for_each(|open| open.report(diagnostics));
}

/// Words of a page that are drawn without ink.
struct Inkless {
    page: u32,
    bbox: BBox,
    atoms: Atoms,
    text: String,
}

impl Inkless {
    fn new(page: u32, word: &Word, atom: AtomId) -> Self {
        let atoms = std::iter::once(atom).collect();
        Self { page, bbox: word.bbox, atoms, text: word.text.clone() }
    }

    fn add(&mut self, word: &Word, atom: AtomId) {
        let (all, one) = (&mut self.bbox, word.bbox);
        (all.x0, all.y0) = (all.x0.min(one.x0), all.y0.min(one.y0));
        (all.x1, all.y1) = (all.x1.max(one.x1), all.y1.max(one.y1));
        self.atoms.push(atom);
        self.text.push(' ');
        self.text.push_str(&word.text);
    }

    fn report(self, diagnostics: &mut Diagnostics) {
        let place = Place { page: Some(self.page), bbox: Some(self.bbox), ..Place::default() };
        let message = format!("text without ink was left out: {}", quoted(&self.text));
        diagnostics.consume(Code::ReadHidden, place, self.atoms, message);
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
