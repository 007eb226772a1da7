//! Titles in a page header: a form whose body begins with its table, and whose title stands only in the
//! header, which programs print above the table.
//!
//! The title and the unit become the paragraphs before the table. A header is not used if the body has a
//! title of its own, because headers also name the report that the form is a part of.

use std::collections::BTreeSet;

use formgrid_model::{
    Lexicon, RawDocument, RawGrid, RawItem, RawParagraph, RawText, WordClass, fold_label,
};

/// Longest title or unit, in bytes.
const MAX_LINE: usize = 300;

/// Rows of a table that may hold its title.
const TITLE_ROWS: usize = 2;

/// Makes the title and the unit of a page header paragraphs.
pub(crate) fn lift(raw: &mut RawDocument, lexicon: &Lexicon) {
    let is_furniture = |item: &RawItem| matches!(item, RawItem::Furniture(_));
    let n_before = raw.items.iter().take_while(|item| is_furniture(item)).count();
    let (before, body) = raw.items.split_at_mut(n_before);
    let Some(RawItem::Grid(first)) = body.first() else { return };
    let classes = |text: &RawText| classes(&text.text, lexicon);
    let has_title = begins_with_title(first, lexicon)
        || body.iter().any(|item| match item {
            RawItem::Paragraph(paragraph) => classes(&paragraph.text).contains(WordClass::TITLE),
            _ => false,
        });
    let mut lines = before.iter_mut().filter_map(|item| match item {
        RawItem::Furniture(text) => Some(classes(text)),
        _ => None,
    });
    if has_title || !lines.any(|classes| classes.contains(WordClass::TITLE)) {
        return;
    }
    // The headers of the first and of the other pages often agree.
    let mut known = BTreeSet::new();
    for item in before {
        let RawItem::Furniture(text) = &*item else { continue };
        let is_line = classes(text).intersects(WordClass::TITLE.union(WordClass::FURNITURE));
        if is_line && known.insert(text.text.clone()) {
            let text = text.clone();
            *item = RawItem::Paragraph(RawParagraph { text, heading: false });
        }
    }
}

fn begins_with_title(raw: &RawGrid, lexicon: &Lexicon) -> bool {
    let cells = (0..raw.grid.n_rows().min(TITLE_ROWS)).flat_map(|row| raw.grid.row(row));
    cells.into_iter().any(|cell| classes(&cell.text, lexicon).contains(WordClass::TITLE))
}

fn classes(text: &str, lexicon: &Lexicon) -> WordClass {
    if text.len() > MAX_LINE {
        return WordClass::empty();
    }
    lexicon.classes(&fold_label(text))
}

#[cfg(test)]
mod tests {
    use formgrid_model::{
        AtomId, Cell, Format, GridBuilder, Lexicon, Place, RawDocument, RawGrid, RawItem,
        RawParagraph, RawText, WordClass,
    };

    use super::lift;

    fn text(text: &str) -> RawText {
        RawText { text: text.to_owned(), place: Place::default(), atom: Some(AtomId(0)) }
    }

    fn table(cell: &str) -> RawItem {
        let cell = Cell { text: cell.to_owned(), row_span: 1, col_span: 1, ..Cell::default() };
        let mut builder = GridBuilder::new(1, 1).unwrap();
        builder.place(cell);
        let grid = builder.finish();
        RawItem::Grid(RawGrid { grid, repeated_rows: Vec::new(), caption: None })
    }

    /// The kinds of the items: `P`aragraph, `F`urniture, `G`rid.
    fn check(headers: &[&str], body: Vec<RawItem>, expected: &str) {
        let words = [("绩效目标表", WordClass::TITLE), ("单位:万元", WordClass::FURNITURE)];
        let lexicon = Lexicon {
            words: words.iter().map(|(word, class)| ((*word).to_owned(), *class)).collect(),
            ..Lexicon::default()
        };
        let headers = headers.iter().map(|header| RawItem::Furniture(text(header)));
        let items = headers.chain(body).collect();
        let mut raw = RawDocument { format: Format::Docx, items, n_atoms: 1, sheets: Vec::new() };
        lift(&mut raw, &lexicon);
        let kinds = raw.items.iter().map(|item| match item {
            RawItem::Paragraph(_) => 'P',
            RawItem::Furniture(_) => 'F',
            RawItem::Grid(_) => 'G',
            RawItem::Rows(_) | RawItem::Canvas(_) => '?',
        });
        assert_eq!(kinds.collect::<String>(), expected);
    }

    #[test]
    fn the_title_and_the_unit_of_a_header_precede_the_table() {
        let headers = ["绩效目标表", "单位：万元", "绩效目标表", "某市财政局"];
        check(&headers, vec![table("项目")], "PPFFG");
    }

    #[test]
    fn a_title_of_the_body_or_a_header_without_one_leaves_the_header() {
        check(&["绩效目标表"], vec![table("绩效目标表")], "FG");
        let title =
            || RawItem::Paragraph(RawParagraph { text: text("绩效目标表"), heading: false });
        check(&["绩效目标表"], vec![title(), table("项目")], "FPG");
        check(&["绩效目标表"], vec![table("项目"), title()], "FGP");
        check(&["单位：万元"], vec![table("项目")], "FG");
    }
}
