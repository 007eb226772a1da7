//! Formats the output of the stages with one line per cell, paragraph, record or finding, so that
//! one changed cell changes one line.

use std::fmt::Write as _;

use formgrid_model::{
    Atoms, Block, Cell, Diagnostics, Document, LineContent, Place, RawCanvas, RawDocument, RawGrid,
    RawItem, RawRows, RawText, Table,
};
use formgrid_records::Record;
use serde_json::Value;

/// A raw document: each line of a dump with its cells.
pub(crate) fn raw(raw: &RawDocument) -> String {
    let mut out = format!("{} atoms {}\n", raw.format.name(), raw.n_atoms);
    for item in &raw.items {
        match item {
            RawItem::Paragraph(paragraph) => {
                let kind = if paragraph.heading { "heading" } else { "paragraph" };
                push_line(&mut out, &format!("{kind} {}", raw_text(&paragraph.text)));
            }
            RawItem::Grid(raw) => raw_grid(&mut out, raw),
            RawItem::Furniture(text) => {
                push_line(&mut out, &format!("furniture {}", raw_text(text)));
            }
            RawItem::Rows(rows) => raw_rows(&mut out, rows),
            RawItem::Canvas(canvas) => raw_canvas(&mut out, canvas),
        }
    }
    out
}

fn raw_canvas(out: &mut String, canvas: &RawCanvas) {
    for page in &canvas.pages {
        push_line(out, &format!("page {} {}x{}", page.number, page.width, page.height));
        for word in &page.words {
            let marks = [(word.bold, " bold"), (word.vertical, " vertical")];
            let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
            push_line(out, &format!("word {:.1}{marks} {}", word.size, raw_text(&word.text)));
        }
        for shape in &page.shapes {
            push_line(out, &format!("{shape:?}"));
        }
    }
    for table in &canvas.tagged {
        push_line(out, &format!("tagged {:?}", table.rows));
    }
}

fn raw_rows(out: &mut String, rows: &RawRows) {
    push_line(out, &format!("rows {:?}", rows.dialect));
    for line in &rows.lines {
        let mut shown = format!("{:>4}", line.line);
        shown.push_str(if line.page_break { " page-break" } else { "" });
        shown.push_str(if line.heading { " heading" } else { "" });
        match &line.content {
            LineContent::Blank => shown.push_str(" blank"),
            LineContent::Text(text) => shown.push_str(&format!(" text {}", raw_text(text))),
            LineContent::Cells(cells) => {
                let cells: Vec<_> = cells.iter().map(raw_text).collect();
                shown.push_str(&format!(" cells {}", cells.join(" ")));
            }
            LineContent::Drawn(spans, cells) => {
                let pieces = spans.iter().zip(cells).map(|(span, text)| {
                    let at = format!("{}-{}", span.from, span.to);
                    if span.is_rule {
                        format!("{at} rule")
                    } else {
                        format!("{at} {}", raw_text(text))
                    }
                });
                shown.push_str(&format!(" drawn {}", pieces.collect::<Vec<_>>().join(" ")));
            }
        }
        push_line(out, &shown);
    }
}

fn raw_grid(out: &mut String, raw: &RawGrid) {
    let size = format!("grid {}x{}", raw.grid.n_rows(), raw.grid.n_cols());
    let caption = shown_caption(raw.caption.as_deref());
    push_line(out, &format!("{size} repeated {:?}{caption}", raw.repeated_rows));
    for cell in raw.grid.cells() {
        push_line(out, &shown_cell(cell));
    }
}

fn shown_caption(caption: Option<&str>) -> String {
    caption.map(|text| format!(" caption {text:?}")).unwrap_or_default()
}

fn shown_cell(cell: &Cell) -> String {
    let span = match (cell.row_span, cell.col_span) {
        (1, 1) => String::new(),
        (rows, cols) => format!(" +{rows},{cols}"),
    };
    let text = if cell.is_empty() { "-".to_owned() } else { format!("{:?}", cell.text) };
    let (at, atoms) = (place(&cell.place), atoms(&cell.atoms));
    format!("    {},{}{span} {text}{at}{atoms}", cell.row, cell.col)
}

fn raw_text(text: &RawText) -> String {
    let atom = text.atom.map(|atom| format!("#{}", atom.0)).unwrap_or_default();
    format!("{:?}{atom}", text.text)
}

/// A document: paragraphs, and tables with each cell's rectangle.
pub(crate) fn document(document: &Document) -> String {
    let mut out = format!("{} atoms {}\n", document.format.name(), document.n_atoms);
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => {
                let kind = if paragraph.heading { "heading" } else { "paragraph" };
                let (at, atoms) = (place(&paragraph.place), atoms(&paragraph.atoms));
                push_line(&mut out, &format!("{kind} {:?}{at}{atoms}", paragraph.text));
            }
            Block::Table(table) => show_table(&mut out, table),
        }
    }
    out
}

fn show_table(out: &mut String, table: &Table) {
    let grid = &table.grid;
    let size = format!("table {}x{}", grid.n_rows(), grid.n_cols());
    let caption = shown_caption(table.caption.as_deref());
    let (method, confidence) = (table.method.name(), table.confidence);
    push_line(
        out,
        &format!("{size} {method} {confidence:.2} headers {:?}{caption}", table.header_rows),
    );
    for row in 0..grid.n_rows() {
        if let Some(note) = table.rows.get(row) {
            let repairs: Vec<_> = note.repairs.iter().map(|code| code.as_str()).collect();
            push_line(out, &format!("  row {row} {:.2} {}", note.confidence, repairs.join(" ")));
        }
        for cell in grid.origins(row) {
            push_line(out, &shown_cell(cell));
        }
    }
}

/// Records as JSON without null and empty values; the kind first, then the keys by name.
pub(crate) fn records(records: &[Record]) -> serde_json::Result<String> {
    let mut out = String::new();
    for record in records {
        let mut value = serde_json::to_value(record)?;
        drop_absent(&mut value);
        let kind = value.as_object_mut().and_then(|line| line.remove("kind"));
        value.sort_all_objects();
        let kind = kind.as_ref().and_then(Value::as_str).unwrap_or_default();
        push_line(&mut out, &format!("{kind} {value}"));
    }
    Ok(out)
}

/// Removes null and empty values at every depth.
fn drop_absent(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(drop_absent);
            map.retain(|_, value| !is_absent(value));
        }
        Value::Array(list) => list.iter_mut().for_each(drop_absent),
        _ => {}
    }
}

fn is_absent(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// Findings in order.
pub(crate) fn diagnostics(diagnostics: &Diagnostics) -> String {
    let mut out = String::new();
    for found in diagnostics.iter() {
        let record = found.record.as_deref().map(|id| format!(" record {id}")).unwrap_or_default();
        let at = place(&found.place);
        let (code, message, atoms) = (found.code.as_str(), &found.message, atoms(&found.atoms));
        push_line(&mut out, &format!("{code}{at} {message}{atoms}{record}"));
    }
    out
}

fn place(place: &Place) -> String {
    let mut out = String::new();
    if let Some(page) = place.page {
        // Writing to a string cannot fail.
        let _ = write!(out, " p{page}");
    }
    if let Some(line) = place.line {
        let _ = write!(out, " @{line}");
    }
    if let Some(sheet) = place.sheet {
        let _ = write!(out, " sheet {sheet}");
    }
    if let Some((row, col)) = place.cell {
        let _ = write!(out, " r{row}c{col}");
    }
    out
}

/// Atoms are mostly consecutive, so runs are shown by their ends.
fn atoms(atoms: &Atoms) -> String {
    let mut out = String::new();
    let mut list = atoms.iter().map(|atom| atom.0).peekable();
    while let Some(first) = list.next() {
        let mut last = first;
        while let Some(next) = list.next_if(|&next| next == last + 1) {
            last = next;
        }
        let _ =
            if last > first { write!(out, " #{first}-{last}") } else { write!(out, " #{first}") };
    }
    out
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line.trim_end());
    out.push('\n');
}
