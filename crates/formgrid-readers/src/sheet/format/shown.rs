//! Displayed values as a table: code, number, text.
//!
//! The texts are what the owning programs show: halves of decimal fractions, scaling commas and units
//! as stated in public bug reports of other readers, the rest from the standard and the programs'
//! documentation.

use super::Format;

const TABLE: &str = include_str!("shown.tsv");

#[test]
fn every_code_of_the_table_shows_its_text() {
    let mut wrong = Vec::new();
    let mut n_rows = 0;
    for line in TABLE.lines() {
        let mut parts = line.split('\t');
        let (Some(code), Some(number), Some(text)) = (parts.next(), parts.next(), parts.next())
        else {
            panic!("{line}");
        };
        n_rows += 1;
        let shown = Format::parse(code).show(number.parse().unwrap(), false);
        // Blanks at the ends only reserve the width of a sign.
        if shown.trim() != text.trim() {
            wrong.push(format!("{code} of {number} shows {shown:?}, not {text:?}"));
        }
    }
    assert!(n_rows >= 300, "{n_rows} rows");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
