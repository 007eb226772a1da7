//! xlsx: the workbook, its styles and strings, then the cells and floating content of each sheet.
//!
//! Every part is read once, as XML, and found by its relationship. A library would drop a sheet at the
//! first unknown cell; here such a cell fails alone.

mod cells;
mod drawing;
mod floating;
mod margins;
mod strings;
mod styles;
#[cfg(test)]
mod tests;
mod vml;
mod workbook;

use std::collections::BTreeSet;

use formgrid_model::{Code, Diagnostics, Format as Kind, Place, RawDocument};
use formgrid_package::{Package, PackageError, XmlError};

use self::{cells::Shared, styles::Styles, workbook::Entry};
use super::{budget::CellBudget, document, worksheet::Sheet};
use crate::{ReadError, left_out::LeftOut};

/// Reads a workbook.
pub(super) fn read(
    package: &mut Package<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<RawDocument, ReadError> {
    let limits = package.limits();
    let workbook = workbook::read(package)?;
    let links = package.relationships(&workbook.part)?;
    let mut reading = Reading { package, diagnostics };
    let text = reading.part(links.target("sharedStrings"))?;
    let (strings, error) = strings::shared(&text, limits);
    reading.damage("the shared strings", error)?;
    let text = reading.part(links.target("styles"))?;
    let (styles, error) = Styles::parse(&text, limits);
    reading.damage("the styles", error)?;
    let mut shared = Shared {
        strings,
        styles,
        is_1904: workbook.is_1904,
        limits,
        budget: CellBudget::new(limits),
        left_out: LeftOut::default(),
    };
    let mut sheets = Vec::new();
    let mut read = BTreeSet::new();
    for (number, entry) in (0..).zip(&workbook.entries) {
        // A damaged workbook may list one part thousands of times.
        if !entry.part.is_empty() && !read.insert(entry.part.as_str()) {
            let place = Place { sheet: Some(number), ..Place::default() };
            let message =
                format!("sheet {}: an earlier sheet has its part; it was read once", entry.name);
            reading.diagnostics.report(Code::ReadPartDoubled, place, message);
            sheets.push(Sheet { name: entry.name.clone(), ..Sheet::default() });
            continue;
        }
        sheets.push(reading.sheet(number, entry, &mut shared)?);
    }
    let Reading { diagnostics, .. } = reading;
    shared.budget.report(limits, diagnostics);
    let document = document(Kind::Xlsx, sheets, limits, diagnostics);
    shared.left_out.report(diagnostics);
    Ok(document)
}

struct Reading<'r, 'a> {
    package: &'r mut Package<'a>,
    diagnostics: &'r mut Diagnostics,
}

impl Reading<'_, '_> {
    fn sheet(
        &mut self,
        number: u32,
        entry: &Entry,
        shared: &mut Shared<'_>,
    ) -> Result<Sheet, ReadError> {
        let mut sheet = Sheet {
            name: entry.name.clone(),
            hidden: entry.hidden,
            repeated_rows: entry.repeated_rows,
            ..Sheet::default()
        };
        let place = Place { sheet: Some(number), ..Place::default() };
        if entry.kind == "chartsheet" {
            let what = "a sheet that is a chart was passed over";
            shared.left_out.add(Code::ReadPassedOver, what, place, &entry.name);
            return Ok(sheet);
        }
        if !self.package.has(&entry.part) {
            let message = format!("sheet {}: its part is missing", entry.name);
            self.diagnostics.report(Code::ReadPartDamaged, place, message);
            return Ok(sheet);
        }
        let text = self.part(Some(&entry.part))?;
        let (links, error) = cells::read(&text, number, &mut sheet, shared);
        self.damage(&format!("sheet {}", entry.name), error)?;
        for coded in &links.margins {
            let words = margins::words(coded);
            if !words.is_empty() && !sheet.margins.contains(&words) {
                sheet.margins.push(words);
            }
        }
        if !links.drawings.is_empty() || !links.controls.is_empty() {
            let relationships = self.package.relationships(&entry.part)?;
            floating::add(self.package, &links, &relationships, number, &mut sheet, shared);
        }
        Ok(sheet)
    }

    /// The text of a part; empty if there is none. Damage is reported.
    fn part(&mut self, name: Option<&str>) -> Result<String, ReadError> {
        let Some(name) = name.filter(|name| self.package.has(name)) else {
            return Ok(String::new());
        };
        let (text, damage) = match self.package.part(name) {
            Ok(Some(part)) => (part.text, part.damage),
            Ok(None) => return Ok(String::new()),
            Err(PackageError::Malformed { part, what }) => {
                (String::new(), Some(format!("{part}: {what}")))
            }
            Err(error) => return Err(error.into()),
        };
        if let Some(what) = damage {
            let message = format!("{name} is damaged: {what}");
            self.diagnostics.report(Code::ReadPartDamaged, Place::default(), message);
        }
        Ok(text)
    }

    /// Reports an error that ended a part early. A limit is an error.
    fn damage(&mut self, what: &str, error: Option<XmlError>) -> Result<(), ReadError> {
        match error {
            None => Ok(()),
            Some(XmlError::Limit(over)) => Err(over.into()),
            Some(XmlError::IllFormed { offset, what: why }) => {
                let message = format!("{what}: {why} at byte {offset}; what follows was left out");
                self.diagnostics.report(Code::ReadPartDamaged, Place::default(), message);
                Ok(())
            }
        }
    }
}
