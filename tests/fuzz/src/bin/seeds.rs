//! Fills `corpus/<target>/` from the documents of `corpora/`, extracted from their containers.

use std::{
    fs,
    io::{Cursor, Read as _},
    path::Path,
};

use formgrid_testkit::{cases, corpus_dir};
use zip::ZipArchive;

fn main() -> std::io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for case in cases(&corpus_dir())? {
        let bytes = fs::read(&case.path)?;
        let name = case.name.replace('/', "-");
        for (nth, (target, seed)) in seeds(&bytes).into_iter().enumerate() {
            let folder = corpus.join(target);
            fs::create_dir_all(&folder)?;
            fs::write(folder.join(format!("{nth}-{name}")), seed)?;
        }
    }
    let templates = corpus_dir().join("../crates/formgrid-records/templates");
    fs::create_dir_all(corpus.join("template"))?;
    for entry in fs::read_dir(templates)? {
        let entry = entry?;
        fs::copy(entry.path(), corpus.join("template").join(entry.file_name()))?;
    }
    Ok(())
}

/// The inputs a document gives to each target.
fn seeds(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut seeds = vec![("any", bytes.to_vec())];
    if bytes.starts_with(b"PK") {
        seeds.extend(parts(bytes));
    } else if bytes.starts_with(b"%PDF") {
        seeds.push(("pdf", bytes.get(9..).unwrap_or_default().to_vec()));
        seeds.extend(streams(bytes));
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        seeds.extend(stream(bytes, "/Workbook").map(|stream| ("xls", stream)));
        seeds.extend(document(bytes).map(|streams| ("doc", streams)));
    } else if let Some(rest) = bytes.strip_prefix(b"{\\rtf1") {
        seeds.push(("rtf", rest.to_vec()));
    } else if let Some(at) = bytes.windows(7).position(|word| word == b"<w:body") {
        seeds.push(("word_xml", bytes[at..].to_vec()));
    } else if bytes.starts_with(b"MIME") {
        seeds.push(("mhtml", bytes.to_vec()));
    } else if bytes.windows(9).any(|word| word == b"<Workbook") {
        seeds.push(("spreadsheetml", bytes.to_vec()));
    } else if bytes.windows(6).any(|word| word.eq_ignore_ascii_case(b"<table")) {
        seeds.push(("html", bytes.to_vec()));
    } else {
        seeds.push(("text", bytes.to_vec()));
    }
    seeds
}

/// Unpacked streams of a PDF document: character maps and page content.
fn streams(document: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let text = String::from_utf8_lossy(document);
    let bodies = text.split("\nstream").skip(1).filter_map(|rest| rest.split("endstream").next());
    let target = |body: &str| if body.contains("begincmap") { "pdf_cmap" } else { "pdf_content" };
    let written = bodies.filter(|body| !body.contains(char::REPLACEMENT_CHARACTER));
    written.map(|body| (target(body), body.trim_start().into())).collect()
}

fn parts(package: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(package)) else { return Vec::new() };
    let mut found = Vec::new();
    for (part, target) in [
        ("word/document.xml", "docx"),
        ("word/styles.xml", "docx_styles"),
        ("word/numbering.xml", "docx_numbering"),
        ("xl/worksheets/sheet1.xml", "xlsx_sheet"),
        ("xl/styles.xml", "xlsx_styles"),
        ("xl/workbook.xml", "xlsx_workbook"),
        ("xl/worksheets/sheet1.bin", "xlsb_sheet"),
        ("content.xml", "ods"),
        ("content.xml", "odt"),
        ("Doc_0/Pages/Page_0/Content.xml", "ofd"),
    ] {
        let mut bytes = Vec::new();
        if let Ok(mut entry) = archive.by_name(part)
            && entry.read_to_end(&mut bytes).is_ok()
        {
            found.push((target, bytes));
        }
    }
    found
}

fn stream(container: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut container = cfb::CompoundFile::open(Cursor::new(container)).ok()?;
    let mut bytes = Vec::new();
    container.open_stream(name).ok()?.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The streams of a binary document in the target's format.
fn document(container: &[u8]) -> Option<Vec<u8>> {
    let main = stream(container, "/WordDocument")?;
    let table = stream(container, "/1Table").or_else(|| stream(container, "/0Table"))?;
    let len = u32::try_from(main.len()).ok()?;
    Some([&len.to_le_bytes()[..], &main, &table].concat())
}
