//! Removes invisible characters, which web pages and word processors leave inside words and numbers.
//!
//! A program shows nothing of them, so `产\u{200b}出指标` is the label `产出指标`. A text of nothing else is
//! blank for every reader and has no atom.

use formgrid_model::{RawDocument, RawItem, is_blank, is_invisible};

use crate::texts;

/// Removes the invisible characters of all texts.
pub(crate) fn remove(raw: &mut RawDocument) {
    texts::for_each(raw, |text, _| remove_from(text));
    for item in &mut raw.items {
        match item {
            RawItem::Grid(grid) => {
                if let Some(caption) = &mut grid.caption {
                    remove_from(caption);
                }
            }
            RawItem::Canvas(canvas) => {
                let words = canvas.pages.iter_mut().flat_map(|page| &mut page.words);
                // A blank word keeps its atom, which layout accounts for.
                for word in words.filter(|word| !is_blank(&word.text.text)) {
                    remove_from(&mut word.text.text);
                }
            }
            RawItem::Paragraph(_) | RawItem::Rows(_) | RawItem::Furniture(_) => {}
        }
    }
}

fn remove_from(text: &mut String) {
    if text.chars().any(is_invisible) {
        text.retain(|c| !is_invisible(c));
    }
}

#[cfg(test)]
mod tests {
    use formgrid_model::{Diagnostics, Limits};

    #[test]
    fn texts_of_every_notation_lose_invisible_characters() {
        let marked = "路\u{200b}\u{2060}灯\u{ad}维\u{feff}护\u{200f}";
        let texts = [
            format!("\t项目\n\t{marked}\n"),
            format!("项目,年度,金额\n{marked},2021,3\n{marked},2022,4\n"),
            format!("| 项目 | 金额 |\n|---|---|\n| {marked} | 3 |\n"),
            format!(
                "<table><caption>{marked}</caption><tr><td>{marked}</td><td>3</td></tr></table>"
            ),
            r"{\rtf1 \trowd\cellx9\intbl \u36335?\u8203?\u28783?\u32500?\u25252?\cell\row}"
                .to_owned(),
        ];
        for text in texts {
            let raw = crate::read(text.as_bytes(), &Limits::default(), &mut Diagnostics::new());
            let said = format!("{:?}", raw.unwrap());
            assert!(said.contains("路灯维护") && !said.contains("\\u{"), "{said}");
        }
    }
}
