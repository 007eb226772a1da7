//! A draft of a template, learned from one document of the form.
//!
//! The draft is a starting point for a person: it recognizes its own document by the words in it,
//! draws the kinds of rows of its tables, and marks what was not understood with comments.

use std::fmt::Write as _;

use formgrid_model::{Block, Document, Method, Table, fold_label, join_lines};
use indexmap::{IndexMap, IndexSet};

use crate::cells::Sheet;
use crate::department;
use crate::explain::{self, HeaderWord};
use crate::recognize::WordSet;
use crate::record::{Body, Record};
use crate::template::{Templates, Vocabulary};
use crate::words::Words;

/// Words that a form must show to be recognized.
const N_MUST: usize = 4;

/// Words that a form may show; more add no evidence.
const N_MAY: usize = 16;

/// Kinds of rows that are drawn; a form with more has free text where labels are expected.
const MAX_ROWS: usize = 40;

/// Writes the draft. `records` are the records of the document.
pub(crate) fn learn(
    document: &Document,
    records: &[Record],
    templates: &Templates,
    id: &str,
) -> String {
    let mut draft = String::new();
    // Writing to a string cannot fail.
    let _ = write_draft(document, records, templates, id, &mut draft);
    draft
}

fn write_draft(
    document: &Document,
    records: &[Record],
    templates: &Templates,
    id: &str,
    out: &mut String,
) -> std::fmt::Result {
    let title = title(records);
    writeln!(out, "# Draft of a template. Comments mark what was not understood.")?;
    writeln!(out, "id = {}", quoted(id))?;
    writeln!(out, "name = {}", quoted(title.unwrap_or(id)))?;
    if let Some(form) = form(records) {
        writeln!(out, "form = {}", quoted(form))?;
    }
    write_recognize(document, title, templates.generic(), out)?;
    let explanation = explain::explain(document, templates);
    let headers: Vec<&HeaderWord> =
        explanation.tables.iter().flat_map(|table| &table.headers).collect();
    write_headers(&headers, out)?;
    write_unmapped(records, out)?;
    for block in &document.blocks {
        if let Block::Table(table) = block {
            write_grid(table, templates.generic(), out)?;
        }
    }
    Ok(())
}

fn title(records: &[Record]) -> Option<&str> {
    records.iter().find_map(|record| match &record.body {
        Body::Filing(filing) => filing.title.as_deref(),
        _ => None,
    })
}

fn form(records: &[Record]) -> Option<&str> {
    let form = records.iter().find_map(|record| match &record.body {
        Body::Filing(filing) => filing.form.as_deref(),
        _ => None,
    });
    form.filter(|form| matches!(*form, "department" | "project"))
}

fn write_recognize(
    document: &Document,
    title: Option<&str>,
    vocabulary: &Vocabulary,
    out: &mut String,
) -> std::fmt::Result {
    let mut words = WordSet::default();
    let mut seen = Words::new(vocabulary);
    for (number, table) in document.tables() {
        let sheet = Sheet::new(table, number, 0, &mut seen);
        words.extend(WordSet::of(&[sheet], &seen, vocabulary));
    }
    // Words for blocks and fields distinguish forms better than levels and bases, which all forms
    // have.
    let telling = words.iter().filter(|word| {
        let meaning = vocabulary.meaning(word);
        meaning.section.is_some() || meaning.label.is_some()
    });
    let mut must: IndexSet<&str> = telling.take(N_MUST).collect();
    if must.is_empty() {
        must.extend(words.iter().take(N_MUST));
    }
    let may = words.iter().filter(|word| !must.contains(word)).take(N_MAY);
    writeln!(out, "\n[recognize]")?;
    if let Some(ending) = title.and_then(department::form_words).map(|(_, words)| words) {
        writeln!(out, "titles = [{}]", quoted(ending))?;
    }
    writeln!(out, "must = [{}]", list(must.iter().copied()))?;
    writeln!(out, "may = [{}]", list(may))
}

/// Writes the header words with their fields, and a placeholder for each unknown one.
fn write_headers(headers: &[&HeaderWord], out: &mut String) -> std::fmt::Result {
    let mut known: IndexMap<&str, IndexSet<&str>> = IndexMap::new();
    let mut unknown: IndexSet<&str> = IndexSet::new();
    for header in headers {
        match &header.field {
            Some(field) => {
                known.entry(field).or_default().insert(&header.text);
            }
            None => {
                unknown.insert(&header.text);
            }
        }
    }
    writeln!(out, "\n# Header words, with the fields that their cells were read as:")?;
    for (field, words) in known {
        writeln!(out, "#   {field}: {}", words.into_iter().collect::<Vec<_>>().join(", "))?;
    }
    if !unknown.is_empty() {
        writeln!(out, "# Header words that are not known. Name their field and take the # away:")?;
        writeln!(out, "# [words.columns]")?;
        for word in unknown {
            writeln!(out, "# aside = [{}]", quoted(word))?;
        }
    }
    Ok(())
}

/// Writes the labels of unmapped texts.
fn write_unmapped(records: &[Record], out: &mut String) -> std::fmt::Result {
    let texts: IndexSet<String> = records
        .iter()
        .filter_map(|record| match &record.body {
            Body::Unmapped(unmapped) => {
                Some(join_lines(unmapped.label.as_ref().unwrap_or(&unmapped.text)))
            }
            _ => None,
        })
        .collect();
    if texts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n# These texts were not understood. List those that label a value below")?;
    writeln!(out, "# [words.labels], with the field of the value:")?;
    texts.iter().try_for_each(|text| writeln!(out, "#   {}", text.replace('\n', " ")))
}

/// Draws the kinds of rows of a table whose merges are declared.
fn write_grid(table: &Table, vocabulary: &Vocabulary, out: &mut String) -> std::fmt::Result {
    if table.method != Method::Declared {
        return Ok(());
    }
    let mut words = Words::new(vocabulary);
    let sheet = Sheet::new(table, 0, 0, &mut words);
    let rows: IndexSet<String> =
        (0..table.grid.n_rows()).map(|row| drawn_row(&sheet, &words, row)).collect();
    if rows.len() > MAX_ROWS {
        return writeln!(out, "\n# A table with {} kinds of rows is not drawn.", rows.len());
    }
    writeln!(
        out,
        "\n# `^` continues the cell above, `@` any text, `_` a blank, `> ` the start of a table."
    )?;
    writeln!(out, "[[grid]]\ncolumns = {}\nrows = [", table.grid.n_cols())?;
    for row in rows {
        writeln!(out, "  {},", quoted(&row))?;
    }
    writeln!(out, "]")
}

/// One row: words of the form as printed, everything else as any text.
fn drawn_row(sheet: &Sheet<'_>, words: &Words<'_>, row: usize) -> String {
    let mut drawn = String::from(if row == 0 { "> " } else { "" });
    let mut col = 0;
    while let Some(index) = sheet.at(row, col) {
        let cell = sheet.cell(index);
        if col > 0 {
            drawn.push_str(" | ");
        }
        if cell.row < row {
            drawn.push('^');
        } else if cell.is_empty() {
            drawn.push('_');
        } else {
            drawn.push_str(&word(sheet, words, index).unwrap_or_else(|| "@".to_owned()));
        }
        let span = cell.col_end() - col;
        if span > 1 {
            let _ = write!(drawn, "×{span}");
        }
        col = cell.col_end();
    }
    drawn
}

/// A word of the form, folded as shapes compare it; none for other text, for level names and for
/// words with characters that have a meaning in a drawn row.
fn word(sheet: &Sheet<'_>, words: &Words<'_>, index: usize) -> Option<String> {
    let meaning = sheet.listed(index, words);
    let is_word = meaning.column.is_some() || meaning.label.is_some() || meaning.section.is_some();
    let folded = fold_label(sheet.text(index));
    let is_plain = !folded.contains(['|', '×', '/', '^', '@', '_']);
    (is_word && is_plain && !meaning.is_level()).then(|| folded.into_owned())
}

fn list<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.map(quoted).collect::<Vec<_>>().join(", ")
}

/// A string of TOML; control characters of the document do not reach it.
fn quoted(text: &str) -> String {
    let clean: String = join_lines(text).chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", clean.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::learn;
    use crate::record::Body;
    use crate::tests::drawn::{document, read};
    use crate::{Templates, extract};

    const FORM: &str = "甲县乙局绩效任务书
        任务书编号 | 12×4
        预算单位 | 甲县乙局×4
        绩效指标↓2 | 二级指标 | 三级指标 | 指标值 | 督办人
        数量指标 | 巡查次数 | ≥12次 | 丙";

    #[test]
    fn a_draft_passes_the_check_and_reads_its_own_document() {
        let (records, _) = read(FORM);
        let draft = learn(&document(FORM), &records, &Templates::builtin(), "task-letter");
        assert_eq!(Templates::check("task-letter.toml", &draft), Ok(()), "{draft}");
        let templates = Templates::with_dir(&[("task-letter.toml".to_owned(), draft)]).unwrap();
        let mut findings = formgrid_model::Diagnostics::new();
        let again = extract(&document(FORM), "form.txt", &templates, &mut findings);
        let Body::Filing(filing) = &again[0].body else { panic!("no filing") };
        assert_eq!(filing.template, "task-letter");
        assert_eq!(again.len(), records.len());
    }

    #[test]
    fn a_draft_lists_what_it_did_not_understand() {
        let (records, _) = read(FORM);
        let draft = learn(&document(FORM), &records, &Templates::builtin(), "task-letter");
        for line in ["# aside = [\"督办人\"]", "#   level3: 三级指标", "#   任务书编号"]
        {
            assert!(draft.contains(line), "{line} in\n{draft}");
        }
        let row = "\"绩效指标 | 二级指标 | 三级指标 | 指标值 | @\"";
        assert!(draft.contains(row), "{draft}");
    }
}
