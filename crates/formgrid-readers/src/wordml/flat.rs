//! Flat OPC: the parts of a package as elements of one XML file.

use formgrid_model::{Limit, Limits};
use formgrid_package::{Event, Xml, XmlError};

use super::PackagePart;
use crate::ReadError;

/// The XML parts.
pub(super) fn parts(text: &str, limits: &Limits) -> Result<Vec<PackagePart>, ReadError> {
    let mut xml = Xml::new(text, limits);
    let mut parts: Vec<PackagePart> = Vec::new();
    let mut name = String::new();
    loop {
        match xml.next_event() {
            Ok(Event::Open(tag)) => match tag.local() {
                "part" => name = tag.attr("name").unwrap_or_default().into_owned(),
                "xmlData" => {
                    limits.check(Limit::PackageEntries, parts.len() + 1)?;
                    let (part, outcome) = inner(&mut xml, text);
                    let name = std::mem::take(&mut name);
                    parts.push(PackagePart {
                        name: name.trim_start_matches('/').to_owned(),
                        text: part,
                    });
                    match outcome {
                        Err(XmlError::Limit(over)) => return Err(over.into()),
                        Err(XmlError::IllFormed { .. }) => return Ok(parts),
                        Ok(()) => {}
                    }
                }
                _ => {}
            },
            Ok(Event::End) | Err(XmlError::IllFormed { .. }) => return Ok(parts),
            Err(XmlError::Limit(over)) => return Err(over.into()),
            Ok(Event::Close | Event::Text(_)) => {}
        }
    }
}

/// The inner XML of the element just opened, whose end is consumed; up to the damage if there is any.
pub(super) fn inner(xml: &mut Xml<'_>, text: &str) -> (String, Result<(), XmlError>) {
    let start = xml.offset();
    let outcome = xml.skip();
    let end = if outcome.is_ok() { xml.offset() } else { text.len() };
    let found = text.get(start..end).unwrap_or_default();
    let found = match outcome {
        Ok(()) => found.rfind("</").and_then(|end| found.get(..end)).unwrap_or_default(),
        Err(_) => found,
    };
    (found.to_owned(), outcome)
}
