//! The workbook part: sheets in order, their parts, and repeated header rows.

use formgrid_package::{Event, Package, Tag, Xml, XmlError};

use crate::{ReadError, sheet::address};

/// A workbook.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    /// Name of its part.
    pub(super) part: String,
    pub(super) entries: Vec<Entry>,
    /// Whether it uses the 1904 epoch.
    pub(super) is_1904: bool,
}

/// A sheet as the workbook lists it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) hidden: bool,
    /// The sheet's part; empty if its relationship is broken.
    pub(super) part: String,
    /// Relationship type, which gives the kind of sheet.
    pub(super) kind: String,
    pub(super) repeated_rows: Option<(u32, u32)>,
}

/// Reads the part. Damage after the first sheet ends it as its end tag does.
pub(super) fn read(package: &mut Package<'_>) -> Result<Workbook, ReadError> {
    let main = package.relationships("")?.target("officeDocument").map(str::to_owned);
    let main = main.filter(|part| package.has(part));
    let main = main.unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let malformed = |what: &str| ReadError::Malformed { part: main.clone(), what: what.to_owned() };
    let part = package.part(&main)?.ok_or_else(|| malformed("it is missing"))?;
    let links = package.relationships(&main)?;
    let mut workbook = Workbook { part: main.clone(), ..Workbook::default() };
    let mut xml = Xml::new(&part.text, package.limits());
    // The sheet of the repeated rows in the next text.
    let mut titled: Option<usize> = None;
    loop {
        match xml.next_event() {
            Ok(Event::Open(tag)) => {
                titled = None;
                match tag.local() {
                    "sheet" => {
                        let id = tag.attr("id").unwrap_or_default();
                        let link = links.by_id(&id);
                        let mut entry = entry(&tag);
                        entry.part = link.map(|link| link.target.clone()).unwrap_or_default();
                        entry.kind = link.map(|link| link.kind.clone()).unwrap_or_default();
                        workbook.entries.push(entry);
                    }
                    "workbookPr" => {
                        let is_on = |value: &str| matches!(value, "1" | "true" | "on");
                        workbook.is_1904 = tag.attr("date1904").is_some_and(|v| is_on(&v));
                    }
                    "definedName" if tag.attr("name").as_deref() == Some("_xlnm.Print_Titles") => {
                        titled = tag.attr("localSheetId").and_then(|number| number.parse().ok());
                    }
                    _ => {}
                }
            }
            Ok(Event::Text(text)) => {
                let sheet = titled.and_then(|number| workbook.entries.get_mut(number));
                if let Some(sheet) = sheet {
                    sheet.repeated_rows = sheet.repeated_rows.or_else(|| address::rows(&text));
                }
            }
            Ok(Event::Close) => titled = None,
            Ok(Event::End) => return Ok(workbook),
            Err(XmlError::Limit(over)) => return Err(over.into()),
            Err(XmlError::IllFormed { what, .. }) if workbook.entries.is_empty() => {
                return Err(malformed(&what));
            }
            Err(XmlError::IllFormed { .. }) => return Ok(workbook),
        }
    }
}

fn entry(tag: &Tag<'_>) -> Entry {
    let name = tag.attr("name").unwrap_or_default().into_owned();
    let hidden = tag.attr("state").is_some_and(|state| state != "visible");
    Entry { name, hidden, ..Entry::default() }
}
