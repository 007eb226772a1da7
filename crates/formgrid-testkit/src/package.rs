//! Office packages for tests: zip archives of parts that a test writes as strings.

use std::io::{Cursor, Write as _};

use zip::{DateTime, ZipWriter, write::SimpleFileOptions};

/// A reproducible zip archive of the parts, in this order.
///
/// # Panics
///
/// If two parts have the same name.
#[expect(clippy::expect_used, reason = "writing to memory only fails for a broken test")]
pub fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, options).expect("names differ");
        writer.write_all(bytes).expect("memory takes all");
    }
    writer.finish().expect("memory takes all").into_inner()
}

/// A further part: its name below `word/`, its relationship kind (`header`, `styles`), and its XML
/// without declaration.
pub type Beside<'a> = (&'a str, &'a str, &'a str);

/// A docx with this body and further parts. All XML may use the prefixes `w`, `r`, `mc`, `wps` and
/// `v`.
pub fn docx(body: &str, beside: &[Beside<'_>]) -> Vec<u8> {
    let document = with_namespaces("w:document", &format!("<w:body>{body}</w:body>"));
    package_of(document.as_bytes(), beside)
}

/// A docx whose main part has these bytes.
pub fn package_of(document: &[u8], beside: &[Beside<'_>]) -> Vec<u8> {
    let mut links = String::new();
    let mut types = String::new();
    for (number, (name, kind, _)) in beside.iter().enumerate() {
        links.push_str(&link(number + 1, kind, name));
        types.push_str(&content_type(&format!("/word/{name}"), kind));
    }
    let types = format!(
        "{DECLARATION}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         {}{types}</Types>",
        content_type("/word/document.xml", "document.main"),
    );
    let package = relationships(&link(1, "officeDocument", "word/document.xml"));
    let links = relationships(&links);
    let beside: Vec<(String, String)> = beside
        .iter()
        .map(|(name, _, xml)| (format!("word/{name}"), format!("{DECLARATION}{xml}")))
        .collect();
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", package.as_bytes()),
        ("word/document.xml", document),
        ("word/_rels/document.xml.rels", links.as_bytes()),
    ];
    parts.extend(beside.iter().map(|(name, xml)| (name.as_str(), xml.as_bytes())));
    zip_of(&parts)
}

/// An XML part: declaration, and an element that binds the usual prefixes.
pub fn with_namespaces(element: &str, inner: &str) -> String {
    format!("{DECLARATION}{}", element_with_namespaces(element, inner))
}

/// An element that binds the usual prefixes.
pub fn element_with_namespaces(element: &str, inner: &str) -> String {
    format!(
        "<{element} xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
         xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
         xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" \
         xmlns:v=\"urn:schemas-microsoft-com:vml\">{inner}</{element}>"
    )
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";

fn relationships(links: &str) -> String {
    let namespace = "http://schemas.openxmlformats.org/package/2006/relationships";
    format!("{DECLARATION}<Relationships xmlns=\"{namespace}\">{links}</Relationships>")
}

fn link(number: usize, kind: &str, target: &str) -> String {
    let namespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    format!("<Relationship Id=\"rId{number}\" Type=\"{namespace}/{kind}\" Target=\"{target}\"/>")
}

fn content_type(part: &str, kind: &str) -> String {
    let family = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    format!("<Override PartName=\"{part}\" ContentType=\"{family}.{kind}+xml\"/>")
}
