//! The workbook's own part: its sheets in order, where their parts lie, which rows repeat on each page.

use formgrid_package::{Event, Package, Tag, Xml};

use crate::sheet::address;

/// A sheet as the workbook names it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) hidden: bool,
    /// The sheet's part; empty where the link to it is broken.
    pub(super) part: String,
    pub(super) repeated_rows: Option<(u32, u32)>,
}

/// The sheets of a workbook. What cannot be read is left out: calamine then says what is wrong.
pub(super) fn entries(package: &mut Package<'_>) -> Vec<Entry> {
    let main = package
        .relationships("")
        .ok()
        .and_then(|links| links.of_kind("officeDocument").next().map(|link| link.target.clone()));
    let main = main.unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let Ok(Some(part)) = package.part(&main) else { return Vec::new() };
    let links = package.relationships(&main).unwrap_or_default();
    let mut entries = Vec::new();
    let mut xml = Xml::new(&part.text, package.limits());
    // The sheet whose repeated rows the text that follows names.
    let mut titled: Option<usize> = None;
    loop {
        match xml.next_event() {
            Ok(Event::Open(tag)) => {
                titled = None;
                if tag.local() == "sheet" {
                    let id = tag.attr("id").unwrap_or_default();
                    let part = links.by_id(&id).map(|link| link.target.clone());
                    entries.push(entry(&tag, part.unwrap_or_default()));
                } else if tag.local() == "definedName"
                    && tag.attr("name").as_deref() == Some("_xlnm.Print_Titles")
                {
                    titled = tag.attr("localSheetId").and_then(|number| number.parse().ok());
                }
            }
            Ok(Event::Text(text)) => {
                let sheet = titled.and_then(|number| entries.get_mut(number));
                if let Some(sheet) = sheet {
                    sheet.repeated_rows = sheet.repeated_rows.or_else(|| address::rows(&text));
                }
            }
            Ok(Event::Close) => titled = None,
            Ok(Event::End) | Err(_) => return entries,
        }
    }
}

fn entry(tag: &Tag<'_>, part: String) -> Entry {
    let name = tag.attr("name").unwrap_or_default().into_owned();
    let hidden = tag.attr("state").is_some_and(|state| state != "visible");
    Entry { name, hidden, part, repeated_rows: None }
}
