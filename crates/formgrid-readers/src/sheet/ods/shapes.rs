//! Floating content of an OpenDocument sheet: text boxes, form controls, pictures.

use std::collections::BTreeMap;

use formgrid_package::{Event, Tag, Xml, XmlError};

use crate::sheet::odf::Styles;

/// Content of a shape and its descendants.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    pub(super) text: String,
    pub(super) struck: String,
    /// Names of non-text content.
    pub(super) passed_over: Vec<String>,
}

/// Default row height, in centimeters.
const ROW_CM: f64 = 0.45;

/// Last row of shapes.
const MAX_ROW: f64 = 1e6;

/// Approximate row of a shape that states a position on the sheet.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded before")]
pub(super) fn row(tag: &Tag<'_>) -> u32 {
    let stated = tag.attr("y").unwrap_or_default();
    let is_number = |c: char| c.is_ascii_digit() || c == '.';
    let end = stated.find(|c| !is_number(c)).unwrap_or(stated.len());
    let number: f64 = stated[..end].parse().unwrap_or(0.0);
    let centimeters = match &stated[end..] {
        "in" => number * 2.54,
        "mm" => number / 10.0,
        "pt" => number * 0.035,
        _ => number,
    };
    (centimeters / ROW_CM).clamp(0.0, MAX_ROW) as u32
}

/// Reads the shape just opened, through its end.
pub(super) fn read(
    xml: &mut Xml<'_>,
    tag: &Tag<'_>,
    styles: &Styles,
    controls: &BTreeMap<String, String>,
) -> Result<Shapes, XmlError> {
    let mut shapes = Shapes::default();
    let outside = xml.depth().saturating_sub(1);
    shapes.take(tag, controls);
    let mut open: Vec<String> = vec![String::new()];
    let mut n_paragraphs = 0_usize;
    while xml.depth() > outside {
        match xml.next_event()? {
            Event::Open(tag) => {
                match tag.local() {
                    "p" | "h" => {
                        if !shapes.text.is_empty() {
                            shapes.text.push('\n');
                        }
                        n_paragraphs += 1;
                    }
                    "s" => shapes.text.push(' '),
                    "tab" => shapes.text.push('\t'),
                    "line-break" => shapes.text.push('\n'),
                    "ruby-text" | "annotation" | "title" | "desc" => {
                        xml.skip()?;
                        continue;
                    }
                    _ => shapes.take(&tag, controls),
                }
                let is_span = tag.local() == "span";
                let name = tag.attr("style-name").filter(|_| is_span).unwrap_or_default();
                open.push(name.into_owned());
            }
            Event::Text(text) if n_paragraphs > 0 => {
                let name = open.iter().rev().find(|name| !name.is_empty());
                let text_properties =
                    name.map(|name| styles.text_properties(name)).unwrap_or_default();
                if text_properties.is_struck {
                    shapes.struck.push_str(&text);
                } else {
                    shapes.text.push_str(&text_properties.shown(text.trim_matches('\n')));
                }
            }
            Event::Text(_) => {}
            Event::Close => {
                open.pop();
            }
            Event::End => break,
        }
    }
    Ok(shapes)
}

impl Shapes {
    /// Handles an element that shows something without text.
    fn take(&mut self, tag: &Tag<'_>, controls: &BTreeMap<String, String>) {
        match tag.local() {
            "image" | "object" | "object-ole" | "plugin" => {
                let name = tag.attr("href").unwrap_or_default();
                self.passed_over.push(name.into_owned());
            }
            "control" => {
                let id = tag.attr("control").unwrap_or_default();
                match controls.get(&*id) {
                    Some(text) => self.text.push_str(text),
                    None => self.passed_over.push(id.into_owned()),
                }
            }
            _ => {}
        }
    }
}

/// Reads the forms just opened: displayed values of controls, by id.
pub(super) fn controls(xml: &mut Xml<'_>) -> Result<BTreeMap<String, String>, XmlError> {
    let mut found = BTreeMap::new();
    let outside = xml.depth().saturating_sub(1);
    while xml.depth() > outside {
        match xml.next_event()? {
            Event::Open(tag) => {
                let state = || tag.attr("current-state").or_else(|| tag.attr("state"));
                let is_on = || state().is_some_and(|state| state == "checked");
                let is_chosen = || tag.attr("current-selected").or_else(|| tag.attr("selected"));
                let mark = match tag.local() {
                    "checkbox" => {
                        if is_on() {
                            "☑"
                        } else {
                            "□"
                        }
                    }
                    "radio" => {
                        if is_chosen().is_some_and(|value| value == "true") {
                            "☑"
                        } else {
                            "□"
                        }
                    }
                    "fixed-text" | "text" | "textarea" | "combobox" | "listbox"
                    | "formatted-text" | "number" | "date" => "",
                    _ => continue,
                };
                let shown = ["label", "current-value", "value"].iter().find_map(|n| tag.attr(n));
                let shown = format!("{mark}{}", shown.unwrap_or_default());
                for id in ["id", "name"].iter().filter_map(|name| tag.attr(name)) {
                    found.insert(id.into_owned(), shown.clone());
                }
            }
            Event::End => break,
            Event::Close | Event::Text(_) => {}
        }
    }
    Ok(found)
}
