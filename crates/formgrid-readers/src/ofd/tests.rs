//! Tests of small documents.

use std::io::{Cursor, Write as _};

use formgrid_model::{Diagnostics, Limits, RawDocument, RawItem, Shape};
use formgrid_package::Package;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::read;

fn raw(content: &str, template: &str) -> (RawDocument, Vec<String>) {
    raw_of("<Page ID='1' BaseLoc='P.xml'/>", content, template)
}

/// A document with a list of pages.
fn raw_of(pages: &str, content: &str, template: &str) -> (RawDocument, Vec<String>) {
    let document = format!(
        "<Document><CommonData><PageArea><PhysicalBox>0 0 100 200</PhysicalBox></PageArea>\
         <TemplatePage ID='9' BaseLoc='T.xml'/></CommonData><Pages>{pages}</Pages>\
         <Annotations>A.xml</Annotations><Attachments>F.xml</Attachments></Document>"
    );
    let parts = [
        ("OFD.xml", "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>"),
        ("Doc_0/Document.xml", document.as_str()),
        (
            "Doc_0/A.xml",
            "<Annotations><Page PageID='1'><FileLoc>N.xml</FileLoc></Page></Annotations>",
        ),
        (
            "Doc_0/N.xml",
            "<PageAnnot><Annot><Appearance Boundary='10 10 9 9'><TextObject Boundary='1 1 9 9' \
             Size='4'><TextCode X='0' Y='4'>印</TextCode></TextObject></Appearance></Annot></PageAnnot>",
        ),
        ("Doc_0/F.xml", "<Attachments><Attachment Name='a.xml'/></Attachments>"),
        ("Doc_0/T.xml", template),
        ("Doc_0/P.xml", content),
    ];
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let limits = Limits::default();
    let mut package = Package::open(&bytes, &limits).unwrap();
    let mut diagnostics = Diagnostics::new();
    let raw = read(&mut package, &mut diagnostics).unwrap();
    (raw, diagnostics.iter().map(|found| found.message.clone()).collect())
}

/// Words with their left edge and baseline in points, rounded; shapes with their edges.
fn check(content: &str, expected: &str) {
    let (raw, _) = raw(content, "<Page/>");
    let Some(RawItem::Canvas(canvas)) = raw.items.first() else { panic!("no canvas") };
    let mut shown = Vec::new();
    for page in &canvas.pages {
        for word in &page.words {
            let x = word.text.place.bbox.unwrap_or_default().x0;
            shown.push(format!("{} {x:.0},{:.0}", word.text.text, word.baseline));
        }
        for shape in &page.shapes {
            let (kind, b) = match shape {
                Shape::Line { bbox, .. } => ("line", bbox),
                Shape::Fill { bbox, .. } => ("fill", bbox),
            };
            shown.push(format!("{kind} {:.0},{:.0} {:.0},{:.0}", b.x0, b.y0, b.x1, b.y1));
        }
    }
    assert_eq!(shown.join("; "), expected, "{content}");
}

#[test]
fn text_advances_by_its_deltas() {
    // Ten millimeters are 28.3 points.
    check(
        "<Page><TextObject Boundary='10 10 50 9' Size='4'><TextCode X='0' Y='4' DeltaX='g 2 4 20'>\
         目标值年</TextCode></TextObject></Page>",
        "目标值 28,40; 年 108,40",
    );
    check(
        "<Page><TextObject Boundary='10 10 50 9' Size='2' CTM='2 0 0 2 0 0'><TextCode X='1' Y='2' \
         DeltaX='2 0.6 2'>目 标1</TextCode></TextObject></Page>",
        "目 34,40; 标1 49,40",
    );
    check(
        "<Page><TextObject Boundary='10 10 5 50' Size='4'><TextCode X='0' Y='4' DeltaY='g 2 4'>竖排字\
         </TextCode></TextObject></Page>",
        "竖排字 28,34",
    );
}

#[test]
fn rulings_are_strokes_and_boxes() {
    check(
        "<Page><PathObject Boundary='10 10 50 1'><AbbreviatedData>M 0 0 L 50 0</AbbreviatedData>\
         </PathObject><PathObject Boundary='10 10 50 1' Stroke='false' Fill='true'><Clips><Clip><Area>\
         <Path><AbbreviatedData>M 0 0 L 1 1</AbbreviatedData></Path></Area></Clip></Clips>\
         <AbbreviatedData>M 0 0 L 50 0 L 50 1 L 0 1 C</AbbreviatedData></PathObject>\
         <PathObject Boundary='0 0 9 9'><AbbreviatedData>M 0 0 B 1 1 2 2 9 0 L 5 5</AbbreviatedData>\
         </PathObject><PathObject Boundary='0 0 9 9'><StrokeColor Value='255 255 255'/>\
         <AbbreviatedData>M 0 0 L 9 0</AbbreviatedData></PathObject></Page>",
        "line 28,28 170,28; fill 28,28 170,31",
    );
}

#[test]
fn templates_lie_under_pages_and_annotations_beside_them() {
    let text = |y: u32, text: &str| {
        format!(
            "<TextObject Boundary='0 0 50 9' Size='4'><TextCode X='0' Y='{y}'>{text}</TextCode></TextObject>"
        )
    };
    let page = format!("<Page><Template TemplateID='9'/>{}</Page>", text(40, "页"));
    let (raw, found) = raw(&page, &format!("<Page>{}</Page>", text(20, "版")));
    let Some(RawItem::Canvas(canvas)) = raw.items.first() else { panic!("no canvas") };
    let words: Vec<_> = canvas.pages[0].words.iter().map(|word| word.text.text.as_str()).collect();
    assert_eq!(words, ["版", "页"]);
    assert!(matches!(&raw.items[1], RawItem::Furniture(text) if text.text == "印"));
    assert!(found[0].contains("a.xml"), "{found:?}");
}

#[test]
fn damage_keeps_the_rest() {
    let (raw, found) = raw(
        "<Page><TextObject Boundary='0 0 50 9' Size='4'><TextCode X='0' Y='4'>页</TextCode></TextObject><",
        "",
    );
    assert_eq!(raw.n_atoms, 2);
    assert!(found[0].contains("P.xml is damaged"), "{found:?}");
}

#[test]
fn a_page_that_is_listed_again_is_read_once() {
    let text =
        "<TextObject Boundary='0 0 50 9' Size='4'><TextCode X='0' Y='4'>页</TextCode></TextObject>";
    let pages = "<Page ID='1' BaseLoc='P.xml'/>".repeat(3) + "<Page ID='2' BaseLoc='P.xml'/>";
    let (raw, found) = raw_of(&pages, &format!("<Page>{text}</Page>"), "<Page/>");
    let Some(RawItem::Canvas(canvas)) = raw.items.first() else { panic!("no canvas") };
    assert_eq!(canvas.pages.len(), 2);
    assert!(found[0].contains("lists pages again, 2 times"), "{found:?}");
}
