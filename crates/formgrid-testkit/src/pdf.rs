//! PDF documents for tests, from objects and content streams written literally.

use std::fmt::Write as _;

/// A PDF document of these objects, numbered from 1; the first is the catalog.
pub fn pdf_of(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(objects) {
        table.push_str(&format!("{:010} 00000 n \n", bytes.len()));
        bytes.extend(format!("{number} 0 obj\n").into_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let start = bytes.len();
    let trailer = format!("trailer\n<< /Size {} /Root 1 0 R >>", objects.len() + 1);
    bytes.extend(format!("{table}{trailer}\nstartxref\n{start}\n%%EOF\n").into_bytes());
    bytes
}

/// A stream object with these dictionary entries.
pub fn pdf_stream(entries: &str, content: &[u8]) -> Vec<u8> {
    let mut object = format!("<< {entries} /Length {} >>\nstream\n", content.len()).into_bytes();
    object.extend(content);
    object.extend(b"\nendstream");
    object
}

/// A PDF document of these pages, each with dictionary entries and content. The other objects are
/// numbered from 3, for pages to refer to.
pub fn pdf_pages(pages: &[(&str, &str)], others: &[Vec<u8>]) -> Vec<u8> {
    let first = others.len() + 3;
    let mut kids = String::new();
    let mut objects = vec![b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(), Vec::new()];
    objects.extend_from_slice(others);
    for (at, (entries, content)) in pages.iter().enumerate() {
        let number = first + 2 * at;
        // Writing to a string cannot fail.
        let _ = write!(kids, "{number} 0 R ");
        let page =
            format!("<< /Type /Page /Parent 2 0 R /Contents {} 0 R {entries} >>", number + 1);
        objects.push(page.into_bytes());
        objects.push(pdf_stream("", content.as_bytes()));
    }
    let tree = format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len());
    if let Some(slot) = objects.get_mut(1) {
        *slot = tree.into_bytes();
    }
    pdf_of(&objects)
}
