//! Minimal valid containers around the part that is fuzzed.

use std::io::{Cursor, Write as _};

/// Parts of a document whose paragraph has a style and is an item of a list.
pub const DOCX: &[(&str, &[u8])] = &[
    (
        "_rels/.rels",
        b"<Relationships><Relationship Id=\"r1\" Type=\"http://x/officeDocument\" Target=\"word/document.xml\"/></Relationships>",
    ),
    (
        "word/_rels/document.xml.rels",
        b"<Relationships><Relationship Id=\"r1\" Type=\"http://x/styles\" Target=\"styles.xml\"/>\
          <Relationship Id=\"r2\" Type=\"http://x/numbering\" Target=\"numbering.xml\"/></Relationships>",
    ),
    (
        "word/document.xml",
        b"<document><body><p><pPr><pStyle val=\"1\"/><numPr><ilvl val=\"0\"/><numId val=\"1\"/></numPr></pPr>\
          <r><t>text</t></r></p><p><pPr><numPr><ilvl val=\"1\"/><numId val=\"2\"/></numPr></pPr><r><t>text</t></r></p>\
          </body></document>",
    ),
];

/// Parts of a workbook with one sheet of cells in several styles.
pub const XLSX: &[(&str, &[u8])] = &[
    (
        "_rels/.rels",
        b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
          Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
          Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
          <Relationship Id=\"r2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>",
    ),
    (
        "xl/workbook.xml",
        b"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
          xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
    ),
    (
        "xl/worksheets/sheet1.xml",
        b"<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\"><c r=\"A1\" s=\"0\"><v>0.5</v></c>\
          <c r=\"B1\" s=\"1\"><v>45000.25</v></c><c r=\"C1\" s=\"2\"><v>-12345678.9</v></c></row></sheetData></worksheet>",
    ),
];

/// Parts of a binary workbook: its sheet is named in records.
pub const XLSB: &[(&str, &[u8])] = &[
    (
        "_rels/.rels",
        b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
          Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.bin\"/></Relationships>",
    ),
    (
        "xl/_rels/workbook.bin.rels",
        b"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
          Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.bin\"/></Relationships>",
    ),
    (
        "xl/workbook.bin",
        // Start of the sheet list, a sheet `a` with relationship `r1`, end.
        b"\x8f\x01\x00\x9c\x01\x16\x00\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00r\x001\x00\x01\x00\x00\x00a\x00\x90\x01\x00",
    ),
];

/// Parts of a spreadsheet.
pub const ODS: &[(&str, &[u8])] =
    &[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")];

/// Parts of an OpenDocument text.
pub const ODT: &[(&str, &[u8])] = &[("mimetype", b"application/vnd.oasis.opendocument.text")];

/// Parts of an OFD document of one page with a template.
pub const OFD: &[(&str, &[u8])] = &[
    ("OFD.xml", b"<OFD><DocBody><DocRoot>D.xml</DocRoot></DocBody></OFD>"),
    (
        "D.xml",
        b"<Document><CommonData><PageArea><PhysicalBox>0 0 210 297</PhysicalBox></PageArea>\
          <PublicRes>R.xml</PublicRes><TemplatePage ID=\"9\" BaseLoc=\"P.xml\"/></CommonData>\
          <Pages><Page ID=\"1\" BaseLoc=\"P.xml\"/></Pages></Document>",
    ),
    ("R.xml", b"<Res><DrawParams><DrawParam ID=\"1\" LineWidth=\"1\"/></DrawParams></Res>"),
];

/// The head of a document of Word 2003 XML.
pub const WORD_2003: &[u8] =
    b"<w:wordDocument xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\">";

/// The head of a message up to the body of its only part.
pub const MESSAGE: &[u8] =
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x\r\n";

/// The head of a workbook in one XML file.
pub const SPREADSHEETML: &[u8] =
    b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">";

/// The content of a page that shows four codes of its font.
pub const CONTENT: &[u8] = b"BT /F1 12 Tf 50 700 Td <0001000200030004> Tj ET 50 600 m 200 600 l S";

/// A character map with one range.
pub const CMAP: &[u8] = b"begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0000> <00ff> <4e00> endbfrange endcmap";

/// A container with one stream.
pub fn ole(name: &str, stream: &[u8]) -> Vec<u8> {
    container(&[(name, stream)])
}

/// A binary document. The first four bytes give the length of its main stream; the rest is its
/// table stream.
pub fn doc(data: &[u8]) -> Vec<u8> {
    let (len, streams) = data.split_first_chunk::<4>().unwrap_or((&[0; 4], data));
    let len = usize::try_from(u32::from_le_bytes(*len)).unwrap_or(usize::MAX);
    let (main, table) = streams.split_at(len.min(streams.len()));
    container(&[("/WordDocument", main), ("/0Table", table), ("/1Table", table), ("/Data", table)])
}

/// A container with some streams.
///
/// # Panics
///
/// Never: writing to memory cannot fail.
fn container(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut container = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory");
    for (name, stream) in streams {
        container.create_stream(name).expect("memory").write_all(stream).expect("memory");
    }
    container.flush().expect("memory");
    container.into_inner().into_inner()
}

/// A document of one page with this content and a font with this character map.
pub fn pdf(content: &[u8], cmap: &[u8]) -> Vec<u8> {
    let stream = |bytes: &[u8]| {
        let head = format!("<</Length {}>>stream\n", bytes.len());
        [head.as_bytes(), bytes, b"\nendstream"].concat()
    };
    let objects: [Vec<u8>; 8] = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</X 4 0 R>>>>>>".to_vec(),
        stream(content),
        b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 8 0 R>>".to_vec(),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000/FontDescriptor 7 0 R>>".to_vec(),
        b"<</Type/FontDescriptor/FontName/A/Flags 4>>".to_vec(),
        stream(cmap),
    ];
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut table = String::from("xref\n0 9\n0000000000 65535 f \n");
    for (number, object) in (1..).zip(objects) {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        out.extend_from_slice(&object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let start = out.len();
    out.extend_from_slice(table.as_bytes());
    let end = format!("trailer<</Size 9/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    out.extend_from_slice(end.as_bytes());
    out
}
