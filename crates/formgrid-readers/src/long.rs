//! Cuts texts that are longer than the limit for a cell or paragraph.
//!
//! Damage can turn half a file into one cell. The rest of the text is left out, and a finding says
//! where.

use formgrid_model::{Code, Diagnostics, Limit, Limits, OverLimit, Place, RawDocument};

use crate::texts;

/// Cuts the texts of a document in order. Glyphs of pages, which have no texts yet, are counted instead.
pub(crate) fn cut(raw: &mut RawDocument, limits: &Limits, diagnostics: &mut Diagnostics) {
    texts::for_each(raw, |text, place| {
        if let Err(over) = limits.check(Limit::CellText, text.len()) {
            text.truncate(text.floor_char_boundary(over.allowed));
            report_cut(over, place, diagnostics);
        }
    });
}

/// Reports that content over a limit was left out.
pub(crate) fn report_cut(over: OverLimit, place: Place, diagnostics: &mut Diagnostics) {
    diagnostics.report(Code::ReadCut, place, format!("{over}; the rest was left out"));
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
