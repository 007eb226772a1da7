//! The sweep: every visible text of every part is in the raw document or in a finding.
//!
//! The texts are found by a plain walk over the XML or tokens of a file, without any code of the
//! readers, so content that nobody thought of appears as a missing text. With `FORMGRID_CORPORA` it
//! also covers public files.

use std::{
    collections::BTreeSet,
    fs,
    io::{Cursor, Read as _},
    path::{Path, PathBuf},
};

use formgrid_model::{
    Code, Diagnostics, Format, Limits, LineContent, RawDocument, RawItem, is_invisible,
};
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states,
};
use quick_xml::{Reader, events::Event};
use unicode_normalization::UnicodeNormalization as _;

/// Characters of a text searched in findings, whose quotes are limited.
const QUOTED: usize = 150;

#[test]
fn every_text_is_in_the_raw_document_or_in_a_finding() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpora")];
    if let Some(shared) = std::env::var_os("FORMGRID_CORPORA") {
        let shared = PathBuf::from(shared);
        folders.extend(["office", "forms", "zoo", "cases", "wild"].map(|name| shared.join(name)));
    }
    let mut files = Vec::new();
    folders.iter().for_each(|folder| walk(folder, &mut files));
    files.sort();
    let (mut n_read, mut n_texts) = (0, 0);
    let mut missing = Vec::new();
    for path in files {
        let Ok(bytes) = fs::read(&path) else { continue };
        let Some(texts) = texts(&path, &bytes) else { continue };
        let mut diagnostics = Diagnostics::new();
        let Ok(raw) = formgrid_readers::read(&bytes, &Limits::default(), &mut diagnostics) else {
            continue;
        };
        // A file that does not begin like a page is read as text, whatever its name.
        let is_page = path.extension().is_some_and(|ending| ending == "html" || ending == "htm");
        if is_page && raw.format != Format::Html {
            continue;
        }
        // Damaged files are read up to the damage, and a finding says so.
        let is_damaged = |code: Code| {
            matches!(
                code,
                Code::ReadPartDamaged | Code::ReadCut | Code::ReadUndecodable | Code::LayoutOverlap
            )
        };
        if diagnostics.iter().any(|found| is_damaged(found.code)) {
            continue;
        }
        n_read += 1;
        n_texts += texts.len();
        let lost = lost(&texts, &raw, &diagnostics);
        if !lost.is_empty() {
            missing.push(format!(
                "{}: {} texts, such as {:?}",
                path.display(),
                lost.len(),
                &lost[..lost.len().min(3)]
            ));
        }
    }
    assert!(n_read > 0 && n_texts > 0, "{n_read} files with {n_texts} texts");
    assert!(missing.is_empty(), "{} of {n_read} files:\n{}", missing.len(), missing.join("\n"));
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, files);
        } else if path
            .extension()
            .is_some_and(|e| ["docx", "xlsx", "ods", "html", "htm"].iter().any(|k| e == *k))
        {
            files.push(path);
        }
    }
}

/// A text without white space, in compatibility form.
fn plain(text: &str) -> String {
    let is_seen = |c: &char| !c.is_whitespace() && !is_invisible(*c) && !c.is_control();
    text.nfkc().filter(is_seen).collect()
}

/// The texts that are missing.
fn lost(texts: &[String], raw: &RawDocument, diagnostics: &Diagnostics) -> Vec<String> {
    let shown = plain(&all_text(raw));
    let said: String = diagnostics.iter().map(|found| plain(&found.message)).collect();
    // Findings that summarize state the number of texts.
    let n_summed: usize = diagnostics.iter().filter_map(|found| summed(&found.message)).sum();
    let mut at = 0;
    let mut lost = Vec::new();
    for text in texts {
        let wanted = plain(text);
        if wanted.is_empty() {
            continue;
        }
        if let Some(found) = shown[at..].find(&wanted).filter(|&found| found < 20_000) {
            at += found;
        } else if let Some(found) = shown.find(&wanted) {
            at = found;
        } else {
            let start: String = wanted.chars().take(QUOTED).collect();
            if !said.contains(&start) {
                lost.push(text.clone());
            }
        }
    }
    // A truncated quote may hold any of them.
    let is_cut = diagnostics.iter().any(|found| found.message.ends_with('…'));
    if is_cut || lost.len() <= n_summed { Vec::new() } else { lost }
}

fn summed(message: &str) -> Option<usize> {
    let n = |word: &str| {
        let (before, _) = message.split_once(word)?;
        before.rsplit(' ').next()?.parse::<usize>().ok()
    };
    n(" more:").or_else(|| n(" cells"))
}

fn all_text(raw: &RawDocument) -> String {
    let mut all = String::new();
    for item in &raw.items {
        match item {
            RawItem::Paragraph(paragraph) => all.push_str(&paragraph.text.text),
            RawItem::Furniture(text) => all.push_str(&text.text),
            RawItem::Grid(grid) => {
                grid.grid.cells().iter().for_each(|cell| all.push_str(&cell.text));
            }
            RawItem::Rows(rows) => {
                for line in &rows.lines {
                    match &line.content {
                        LineContent::Blank => {}
                        LineContent::Text(text) => all.push_str(&text.text),
                        LineContent::Cells(cells) | LineContent::Drawn(_, cells) => {
                            cells.iter().for_each(|c| all.push_str(&c.text));
                        }
                    }
                }
            }
            RawItem::Canvas(_) => {}
        }
        all.push(' ');
    }
    all
}

/// The visible texts; `None` for a file in another format.
fn texts(path: &Path, bytes: &[u8]) -> Option<Vec<String>> {
    let ending = path.extension()?.to_str()?;
    if matches!(ending, "html" | "htm") {
        return page(bytes);
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut part = |name: &str| {
        let mut bytes = Vec::new();
        archive.by_name(name).ok()?.take(20 << 20).read_to_end(&mut bytes).ok()?;
        String::from_utf8(bytes).ok()
    };
    match ending {
        "docx" => {
            let mut texts = Vec::new();
            let links = part("word/_rels/document.xml.rels").unwrap_or_default();
            word(&part("word/document.xml")?, &mut texts);
            for kind in ["header", "footer", "footnotes", "endnotes"] {
                for target in targets(&links, kind) {
                    word(&part(&format!("word/{target}")).unwrap_or_default(), &mut texts);
                }
            }
            Some(texts)
        }
        "xlsx" => workbook(&mut part),
        _ => part("content.xml").map(|content| open_document(&content)),
    }
}

/// Targets of relationships of a type.
fn targets(links: &str, kind: &str) -> Vec<String> {
    let mut found = Vec::new();
    elements(links, |open, event| {
        if let (Some("Relationship"), Seen::Open(attributes)) =
            (open.last().map(String::as_str), event)
            && value(attributes, "Type").is_some_and(|t| t.ends_with(&format!("/{kind}")))
        {
            found.extend(value(attributes, "Target").filter(|target| !target.starts_with('/')));
        }
    });
    found
}

/// An event in an XML part.
enum Seen<'a> {
    Open(&'a [(String, String)]),
    Text(&'a str),
    Close,
}

fn value(attributes: &[(String, String)], name: &str) -> Option<String> {
    attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
}

/// Walks over a part with the local names of the open elements.
fn elements(part: &str, mut visit: impl FnMut(&[String], Seen<'_>)) {
    let mut reader = Reader::from_str(part);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut open: Vec<String> = Vec::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) => {
                let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
                open.push(local(tag.local_name().as_ref()));
                let attributes: Vec<(String, String)> = tag
                    .attributes()
                    .flatten()
                    .map(|a| (local(a.key.local_name().as_ref()), a.value.into_owned()))
                    .collect();
                visit(&open, Seen::Open(&attributes));
            }
            Event::End(_) => {
                visit(&open, Seen::Close);
                open.pop();
            }
            Event::GeneralRef(name) => {
                let name: &str = &name;
                let code =
                    name.strip_prefix('#').and_then(|digits| match digits.strip_prefix('x') {
                        Some(hex) => u32::from_str_radix(hex, 16).ok(),
                        None => digits.parse().ok(),
                    });
                let known = [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\'')];
                let named = known.iter().find(|(known, _)| *known == name).map(|&(_, c)| c);
                if let Some(c) = code.and_then(char::from_u32).or(named) {
                    visit(&open, Seen::Text(c.encode_utf8(&mut [0; 4])));
                }
            }
            Event::Text(text) => visit(&open, Seen::Text(&text.xml10_content())),
            Event::CData(text) => visit(&open, Seen::Text(&text.xml10_content())),
            Event::Eof => break,
            _ => {}
        }
    }
}

/// Texts of a word-processing part: of runs, except deleted ones, ruby text, and fallbacks for older
/// programs.
fn word(part: &str, texts: &mut Vec<String>) {
    const NOT_SHOWN: [&str; 6] =
        ["del", "moveFrom", "rt", "Fallback", "rPrChange", "txbxContentChange"];
    let mut in_symbols = false;
    let mut separator = false;
    // Deleted rows are marked inside the row.
    let mut rows: Vec<(usize, bool)> = Vec::new();
    elements(part, |open, seen| {
        let here = open.last().map_or("", String::as_str);
        match seen {
            Seen::Open(attributes) => match here {
                "r" => in_symbols = false,
                "rFonts" => {
                    in_symbols = attributes.iter().any(|(_, font)| {
                        font.contains("Wingdings")
                            || font.contains("Symbol")
                            || font.contains("Webdings")
                    });
                }
                "tr" => rows.push((texts.len(), false)),
                "del" if open.iter().rev().nth(1).is_some_and(|outer| outer == "trPr") => {
                    if let Some(row) = rows.last_mut() {
                        row.1 = true;
                    }
                }
                "cellDel" => {
                    if let Some(row) = rows.last_mut() {
                        row.1 = true;
                    }
                }
                "footnote" | "endnote" => {
                    separator = value(attributes, "type").is_some_and(|kind| kind != "normal");
                }
                _ => {}
            },
            Seen::Text(text) => {
                let is_shown =
                    here == "t" && !open.iter().any(|name| NOT_SHOWN.contains(&name.as_str()));
                if is_shown && !in_symbols && !separator {
                    texts.push(text.to_owned());
                }
            }
            Seen::Close => {
                if here == "tr"
                    && let Some((n_before, true)) = rows.pop()
                {
                    texts.truncate(n_before);
                }
            }
        }
    });
}

/// Texts of a workbook: of cells, through shared strings, and of floating content.
fn workbook(part: &mut impl FnMut(&str) -> Option<String>) -> Option<Vec<String>> {
    let mut strings: Vec<String> = Vec::new();
    elements(&part("xl/sharedStrings.xml").unwrap_or_default(), |open, seen| {
        let here = open.last().map_or("", String::as_str);
        match seen {
            Seen::Open(_) if here == "si" => strings.push(String::new()),
            Seen::Text(text) if here == "t" && !open.iter().any(|name| name == "rPh") => {
                if let Some(last) = strings.last_mut() {
                    last.push_str(text);
                }
            }
            _ => {}
        }
    });
    let mut texts = Vec::new();
    let links = part("xl/_rels/workbook.xml.rels")?;
    for target in targets(&links, "worksheet") {
        let sheet = part(&format!("xl/{target}")).unwrap_or_default();
        let mut kind = String::new();
        elements(&sheet, |open, seen| {
            let here = open.last().map_or("", String::as_str);
            match seen {
                Seen::Open(attributes) if here == "c" => {
                    kind = value(attributes, "t").unwrap_or_default();
                }
                Seen::Text(text) if here == "v" && kind == "s" => {
                    texts.extend(
                        text.trim().parse().ok().and_then(|at: usize| strings.get(at).cloned()),
                    );
                }
                Seen::Text(text) if here == "v" && kind == "str" => texts.push(text.to_owned()),
                Seen::Text(text) if here == "t" && open.iter().any(|name| name == "is") => {
                    texts.push(text.to_owned());
                }
                _ => {}
            }
        });
        let (folder, name) = target.rsplit_once('/').unwrap_or(("", &target));
        let links = part(&format!("xl/{folder}/_rels/{name}.rels")).unwrap_or_default();
        for drawing in targets(&links, "drawing") {
            let name = drawing.trim_start_matches("../");
            let drawing = part(&format!("xl/{name}")).unwrap_or_default();
            elements(&drawing, |open, seen| {
                let is_copy = open.iter().any(|name| name == "Fallback");
                if let (Some("t"), Seen::Text(text), false) =
                    (open.last().map(String::as_str), seen, is_copy)
                {
                    texts.push(text.to_owned());
                }
            });
        }
    }
    Some(texts.iter().map(|text| unescaped(text)).collect())
}

/// Resolves `_x000D_` escapes for characters that XML cannot hold.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let is_escape = rest.get(at + 6..at + 7) == Some("_");
        match code.and_then(char::from_u32).filter(|_| is_escape) {
            Some(c) => {
                out.push_str(&rest[..at]);
                out.push(c);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str(&rest[..at + 2]);
                rest = &rest[at + 2..];
            }
        }
    }
    out + rest
}

/// Texts of an OpenDocument workbook: of paragraphs in its body, except notes and ruby text.
fn open_document(content: &str) -> Vec<String> {
    const NOT_SHOWN: [&str; 6] =
        ["annotation", "tracked-changes", "ruby-text", "dde-links", "title", "desc"];
    let mut texts = Vec::new();
    elements(content, |open, seen| {
        let is_in = |wanted: &str| open.iter().any(|name| name == wanted);
        if let Seen::Text(text) = seen
            && is_in("spreadsheet")
            && is_in("table")
            && (is_in("p") || is_in("h"))
            && !open.iter().any(|name| NOT_SHOWN.contains(&name.as_str()))
        {
            texts.push(text.to_owned());
        }
    });
    texts
}

/// Texts of a page in UTF-8: of all elements that browsers display.
fn page(bytes: &[u8]) -> Option<Vec<String>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let sink = Texts::default();
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(html5ever::tendril::StrTendril::from_slice(text));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    Some(tokenizer.sink.texts.into_inner())
}

#[derive(Default)]
struct Texts {
    texts: std::cell::RefCell<Vec<String>>,
    skipping: std::cell::RefCell<Vec<String>>,
    joined: std::cell::Cell<bool>,
}

impl TokenSink for Texts {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        const NOT_SHOWN: [&str; 16] = [
            "script", "style", "title", "noscript", "template", "iframe", "select", "datalist",
            "rt", "rp", "noframes", "object", "audio", "video", "canvas", "svg",
        ];
        match token {
            Token::TagToken(tag) => {
                self.joined.set(false);
                let name = tag.name.to_string();
                let mut skipping = self.skipping.borrow_mut();
                if NOT_SHOWN.contains(&name.as_str()) && !tag.self_closing {
                    if tag.kind == TagKind::StartTag {
                        skipping.push(name.clone());
                    } else if skipping.contains(&name) {
                        while skipping.pop().is_some_and(|open| open != name) {}
                    }
                }
                if tag.kind == TagKind::StartTag {
                    return match name.as_str() {
                        "script" => TokenSinkResult::RawData(states::RawKind::ScriptData),
                        "style" | "noscript" | "iframe" | "noframes" => {
                            TokenSinkResult::RawData(states::RawKind::Rawtext)
                        }
                        "title" | "textarea" => TokenSinkResult::RawData(states::RawKind::Rcdata),
                        _ => TokenSinkResult::Continue,
                    };
                }
            }
            Token::CharacterTokens(text) if self.skipping.borrow().is_empty() => {
                let mut texts = self.texts.borrow_mut();
                match texts.last_mut().filter(|_| self.joined.get()) {
                    Some(last) => last.push_str(&text),
                    None => texts.push(text.to_string()),
                }
                self.joined.set(true);
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[test]
fn the_sweep_sees_a_text_that_is_missing() {
    let texts = ["在".to_owned(), "不在".to_owned()];
    let raw = formgrid_readers::read("在".as_bytes(), &Limits::default(), &mut Diagnostics::new())
        .unwrap();
    assert_eq!(lost(&texts, &raw, &Diagnostics::new()), ["不在"]);
    let known: BTreeSet<String> =
        page("<p>一<script>x</script>二".as_bytes()).expect("UTF-8").into_iter().collect();
    assert_eq!(known.into_iter().collect::<Vec<_>>(), ["一", "二"]);
}
