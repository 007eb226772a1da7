//! Styles of an OpenDocument workbook: struck and hidden text, superscripts, and number formats
//! translated to the codes of the other workbook formats.

use std::collections::BTreeMap;

use formgrid_package::{Event, Tag, Xml, XmlError};

use super::format::Format;
use crate::script::{self, Level};

/// Text properties of a style.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct TextProperties {
    pub(super) is_struck: bool,
    pub(super) is_hidden: bool,
    pub(super) level: Level,
    /// The symbol font.
    pub(super) symbols: Option<&'static str>,
}

/// Styles of a workbook, by name.
#[derive(Debug, Default)]
pub(super) struct Styles {
    text_properties: BTreeMap<String, TextProperties>,
    /// Number format of each cell style.
    formats: BTreeMap<String, String>,
    codes: BTreeMap<String, Code>,
}

/// A number format under construction.
#[derive(Debug, Default, Clone)]
struct Code {
    text: String,
    /// Conditions under which other formats apply.
    cases: Vec<(String, String)>,
}

/// Longest code; real formats have a few dozen characters.
const MAX_CODE: usize = 500;

impl Styles {
    /// Text properties of a style; the default if it is unknown.
    pub(super) fn text_properties(&self, name: &str) -> TextProperties {
        self.text_properties.get(name).copied().unwrap_or_default()
    }

    /// The number format of a cell style.
    pub(super) fn format(&self, name: &str) -> Option<Format> {
        let code = self.codes.get(self.formats.get(name)?)?;
        let mut sections: Vec<String> = Vec::new();
        for (condition, of) in code.cases.iter().take(2) {
            let text = self.codes.get(of).map(|code| code.text.as_str()).unwrap_or_default();
            sections.push(format!("[{}]{text}", condition.replace("value()", "").trim()));
        }
        sections.push(code.text.clone());
        Some(Format::parse(&sections.join(";")))
    }

    /// Begins a text or cell style and returns its name; it inherits from its parent.
    pub(super) fn begin(&mut self, tag: &Tag<'_>) -> String {
        let name = tag.attr("name").unwrap_or_default().into_owned();
        let parent = tag.attr("parent-style-name").map(|parent| self.text_properties(&parent));
        self.text_properties.insert(name.clone(), parent.unwrap_or_default());
        if let Some(format) = tag.attr("data-style-name") {
            self.formats.insert(name.clone(), format.into_owned());
        }
        name
    }

    /// Applies text properties to a style.
    pub(super) fn take(&mut self, name: &str, tag: &Tag<'_>) {
        let text_properties = self.text_properties.entry(name.to_owned()).or_default();
        let line = ["text-line-through-style", "text-line-through-type"];
        if let Some(kind) = line.iter().find_map(|attribute| tag.attr(attribute)) {
            text_properties.is_struck = kind != "none";
        }
        if let Some(font) = tag.attr("font-name").or_else(|| tag.attr("font-family")) {
            text_properties.symbols = script::symbols(font.trim_matches('\''));
        }
        if let Some(display) = tag.attr("display") {
            text_properties.is_hidden = display == "none";
        }
        if let Some(position) = tag.attr("text-position") {
            let first = position.split(' ').next().unwrap_or_default();
            text_properties.level = match first.trim_end_matches('%').parse::<f64>() {
                Ok(percent) if percent > 0.0 => Level::Raised,
                Ok(percent) if percent < 0.0 => Level::Lowered,
                Ok(_) => Level::Line,
                Err(_) => Level::named(first),
            };
        }
    }

    /// Reads the number format just opened, through its end.
    pub(super) fn number_format(
        &mut self,
        xml: &mut Xml<'_>,
        name: String,
        kind: &str,
    ) -> Result<(), XmlError> {
        let mut code = Code::default();
        let outcome = code.read(xml, kind == "percentage-style");
        self.codes.insert(name, code);
        outcome
    }
}

impl Code {
    fn read(&mut self, xml: &mut Xml<'_>, is_percentage: bool) -> Result<(), XmlError> {
        let outside = xml.depth().saturating_sub(1);
        let mut in_text = false;
        while xml.depth() > outside {
            match xml.next_event()? {
                Event::Open(tag) => {
                    in_text = matches!(tag.local(), "text" | "currency-symbol");
                    if tag.local() == "map" {
                        let condition = tag.attr("condition").unwrap_or_default().into_owned();
                        let of = tag.attr("apply-style-name").unwrap_or_default().into_owned();
                        self.cases.push((condition, of));
                    } else {
                        let piece = piece(&tag);
                        self.push(&piece);
                    }
                }
                Event::Text(text) if in_text => match is_percentage && text.trim() == "%" {
                    true => self.push("%"),
                    false => self.push(&format!("\"{}\"", text.replace('"', ""))),
                },
                Event::Text(_) => {}
                Event::Close => in_text = false,
                Event::End => break,
            }
        }
        Ok(())
    }

    fn push(&mut self, piece: &str) {
        if self.text.len() + piece.len() <= MAX_CODE {
            self.text.push_str(piece);
        }
    }
}

impl TextProperties {
    /// The characters that a text shows.
    pub(super) fn shown(self, text: &str) -> String {
        let text = match self.symbols {
            Some(font) => script::in_font(text, font),
            None => text.into(),
        };
        script::at_level(&text, self.level).into_owned()
    }
}

/// The code of a component of a number format.
fn piece(tag: &Tag<'_>) -> String {
    let is_long = tag.attr("style").as_deref() == Some("long");
    let count =
        |name: &str| tag.attr(name).and_then(|n| n.parse::<usize>().ok()).map(|n| n.min(30));
    let two = |letter: &str| letter.repeat(if is_long { 2 } else { 1 });
    match tag.local() {
        "number" | "scientific-number" => {
            let n_whole = count("min-integer-digits").unwrap_or(1);
            let mut code = match tag.attr("grouping").as_deref() {
                Some("true") => "#,##0".to_owned(),
                _ if n_whole == 0 => "#".to_owned(),
                _ => "0".repeat(n_whole),
            };
            if let Some(places) = count("decimal-places").filter(|&places| places > 0) {
                code.push('.');
                let kept = count("min-decimal-places").unwrap_or(places).min(places);
                code.push_str(&"0".repeat(kept));
                code.push_str(&"#".repeat(places - kept));
            }
            if tag.local() == "scientific-number" {
                code.push_str("E+");
                code.push_str(&"0".repeat(count("min-exponent-digits").unwrap_or(2)));
            }
            let factor = tag.attr("display-factor").unwrap_or_default();
            code.push_str(&",".repeat(factor.matches("000").count()));
            code
        }
        "year" => if is_long { "yyyy" } else { "yy" }.to_owned(),
        "month" if tag.attr("textual").as_deref() == Some("true") => {
            if is_long { "mmmm" } else { "mmm" }.to_owned()
        }
        "month" => two("m"),
        "day" => two("d"),
        "day-of-week" => if is_long { "aaaa" } else { "aaa" }.to_owned(),
        "hours" => two("h"),
        "minutes" => two("m"),
        "seconds" => two("s"),
        "am-pm" => "AM/PM".to_owned(),
        "text-content" => "@".to_owned(),
        _ => String::new(),
    }
}
