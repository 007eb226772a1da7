//! Cuts texts that are longer than the limit for a cell or paragraph.
//!
//! Damage can turn half a file into one cell. The rest of the text is left out, and a finding says
//! where.

use formgrid_model::{
    Code, Diagnostics, Limit, Limits, LineContent, OverLimit, Place, RawDocument, RawItem,
    RawParagraph, RawText,
};

/// Cuts the texts of a document in order. Glyphs of pages, which have no texts yet, are counted.
pub(crate) fn cut(raw: &mut RawDocument, limits: &Limits, diagnostics: &mut Diagnostics) {
    let mut cut = |text: &mut String, place: Place| {
        if let Err(over) = limits.check(Limit::CellText, text.len()) {
            text.truncate(text.floor_char_boundary(over.allowed));
            report_cut(over, place, diagnostics);
        }
    };
    for item in &mut raw.items {
        match item {
            RawItem::Paragraph(RawParagraph { text, .. }) | RawItem::Furniture(text) => {
                cut(&mut text.text, text.place);
            }
            RawItem::Rows(rows) => {
                for text in rows.lines.iter_mut().flat_map(|line| texts(&mut line.content)) {
                    cut(&mut text.text, text.place);
                }
            }
            RawItem::Grid(raw) => raw.grid.texts_mut().for_each(|(text, place)| cut(text, place)),
            RawItem::Canvas(_) => {}
        }
    }
}

/// Reports that content over a limit was left out.
pub(crate) fn report_cut(over: OverLimit, place: Place, diagnostics: &mut Diagnostics) {
    diagnostics.report(Code::ReadCut, place, format!("{over}; the rest was left out"));
}

fn texts(content: &mut LineContent) -> &mut [RawText] {
    match content {
        LineContent::Blank => &mut [],
        LineContent::Text(text) => std::slice::from_mut(text),
        LineContent::Cells(cells) | LineContent::Drawn(_, cells) => cells,
    }
}

#[cfg(test)]
mod tests {
    use formgrid_model::{Code, Diagnostics, Limit, Limits};

    #[test]
    fn long_texts_are_cut_between_characters_and_reported() {
        let limits = Limits::default().with(Limit::CellText, 8);
        let mut diagnostics = Diagnostics::new();
        for text in ["\t年度目标\n\t年度\n", "<table><tr><td>年度目标<td>年度</table>"]
        {
            let raw = crate::read(text.as_bytes(), &limits, &mut diagnostics).unwrap();
            let said = format!("{raw:?}");
            assert!(said.contains("\"年度\"") && !said.contains("目标"), "{said}");
        }
        let codes: Vec<Code> = diagnostics.iter().map(|found| found.code).collect();
        assert_eq!(codes, [Code::ReadCut, Code::ReadCut]);
    }
}
