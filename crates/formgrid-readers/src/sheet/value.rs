//! A calamine value to the text that its cell displays.

use calamine::DataRef;

use super::format::{Format, general};

/// The displayed text of a value, and its number.
pub(super) fn show(value: &DataRef<'_>, format: &Format, is_1904: bool) -> (String, Option<f64>) {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "a spreadsheet keeps every number as f64")]
        DataRef::Int(number) => number_of(*number as f64, format, is_1904),
        DataRef::Float(number) => number_of(*number, format, is_1904),
        DataRef::DateTime(moment) => number_of(moment.as_f64(), format, is_1904),
        DataRef::String(text) => (text_of(text, format), None),
        DataRef::SharedString(text) => (text_of(text, format), None),
        DataRef::Bool(true) => ("TRUE".to_owned(), None),
        DataRef::Bool(false) => ("FALSE".to_owned(), None),
        DataRef::DateTimeIso(text) => (moment_of(text), None),
        DataRef::DurationIso(text) => (text.clone(), None),
        DataRef::Error(error) => (error.to_string(), None),
        DataRef::Empty => (String::new(), None),
    }
}

fn number_of(number: f64, format: &Format, is_1904: bool) -> (String, Option<f64>) {
    let text = if number.is_finite() { format.show(number, is_1904) } else { general(number) };
    (text, Some(number))
}

fn text_of(text: &str, format: &Format) -> String {
    let shown = format.show_text(text);
    if shown.contains('\r') {
        shown.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        shown.into()
    }
}

/// An ISO 8601 moment without the time part at midnight.
fn moment_of(text: &str) -> String {
    text.strip_suffix("T00:00:00").unwrap_or(text).to_owned()
}
