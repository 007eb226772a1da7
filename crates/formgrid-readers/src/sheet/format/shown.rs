//! What cells show, as a table: code, number, text.
//!
//! The texts are what programs show that own such files: halves of decimal fractions, scaling commas and
//! units as public reports of other readers state them, the rest as the standard and the programs'
//! documentation do.

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
        // Blanks at the ends are as wide as a sign that others have there.
        if shown.trim() != text.trim() {
            wrong.push(format!("{code} of {number} shows {shown:?}, not {text:?}"));
        }
    }
    assert!(n_rows >= 300, "{n_rows} rows");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
