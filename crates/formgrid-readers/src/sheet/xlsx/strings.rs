//! Strings: shared and inline texts of cells, by run.

use formgrid_model::Limits;
use formgrid_package::{Event, Tag, Xml, XmlError};

use crate::{
    script::{Level, is_symbols},
    sheet::rich::{Font, Rich, Run},
};

/// Applies a font property; `val` turns it on or off.
pub(super) fn apply(font: &mut Font, name: &str, tag: &Tag<'_>) {
    let value = || tag.attr("val").unwrap_or_default();
    match name {
        "strike" => font.is_struck = !matches!(&*value(), "0" | "false"),
        "vertAlign" => font.level = Level::named(&value()),
        "rFont" | "name" => {
            font.symbols = Some(value().into_owned()).filter(|name| is_symbols(name));
        }
        _ => {}
    }
}

/// Most strings: five times the most cells.
const MAX_STRINGS: usize = 1_000_000;

/// The shared strings of a part as far as readable, and the error that ended it.
pub(super) fn shared(part: &str, limits: &Limits) -> (Vec<Rich>, Option<XmlError>) {
    let mut strings = Vec::new();
    let mut xml = Xml::new(part, limits);
    loop {
        match xml.next_event() {
            Ok(Event::Open(tag)) if tag.local() == "si" => {
                let mut rich = Rich::default();
                let outcome = read(&mut xml, &mut rich);
                strings.push(rich);
                if let Err(error) = outcome {
                    return (strings, Some(error));
                }
            }
            Ok(Event::End) => return (strings, None),
            Ok(_) if strings.len() >= MAX_STRINGS => return (strings, None),
            Ok(_) => {}
            Err(error) => return (strings, Some(error)),
        }
    }
}

/// Reads the `si` or `is` just opened, through its end.
pub(super) fn read(xml: &mut Xml<'_>, rich: &mut Rich) -> Result<(), XmlError> {
    let mut run = Run::default();
    let outcome = runs(xml, rich, &mut run);
    end_run(rich, &mut run);
    outcome
}

fn runs(xml: &mut Xml<'_>, rich: &mut Rich, run: &mut Run) -> Result<(), XmlError> {
    let outside = xml.depth().saturating_sub(1);
    let mut in_text = false;
    let mut in_properties = false;
    while xml.depth() > outside {
        match xml.next_event()? {
            Event::Open(tag) => match tag.local() {
                "t" => in_text = true,
                "r" => end_run(rich, run),
                "rPr" => {
                    in_properties = true;
                    run.font = Some(Font::default());
                }
                // Phonetic text is not part of the cell.
                "rPh" => xml.skip()?,
                name if in_properties => {
                    if let Some(font) = &mut run.font {
                        apply(font, name, &tag);
                    }
                }
                _ => {}
            },
            Event::Text(text) if in_text => run.text.push_str(&unescaped(&text)),
            Event::Close => {
                in_text = false;
                // Run properties end when the depth returns to that of the run.
                in_properties &= xml.depth() > outside + 2;
            }
            Event::End => break,
            Event::Text(_) => {}
        }
    }
    Ok(())
}

fn end_run(rich: &mut Rich, run: &mut Run) {
    let run = std::mem::take(run);
    if !run.text.is_empty() {
        rich.runs.push(run);
    }
}

/// Bytes of an escape.
const ESCAPE_LEN: usize = "_x000D_".len();

/// Resolves `_x000D_` escapes for characters that XML cannot hold (ECMA-376, 22.9.2.19).
pub(super) fn unescaped(text: &str) -> std::borrow::Cow<'_, str> {
    let escape = |at: usize| {
        let inside = text.get(at + 2..at + ESCAPE_LEN)?;
        let (digits, end) = inside.split_at_checked(4)?;
        let is_hex = end == "_" && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let code = u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
        char::from_u32(code)
    };
    if text.len() < ESCAPE_LEN || !text.contains("_x") {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in text.match_indices("_x") {
        if let Some(found) = escape(at).filter(|_| at >= from) {
            out.push_str(&text[from..at]);
            out.push(found);
            from = at + ESCAPE_LEN;
        }
    }
    out.push_str(&text[from..]);
    out.into()
}

#[cfg(test)]
mod tests {
    use formgrid_model::Limits;

    use super::{shared, unescaped};
    use crate::sheet::rich::Font;

    fn check(part: &str, expected: &[(&str, &str)]) {
        let (strings, _) = shared(part, &Limits::default());
        let shown: Vec<_> = strings.iter().map(|rich| rich.shown(&Font::default())).collect();
        let shown: Vec<_> =
            shown.iter().map(|shown| (shown.text.as_str(), shown.struck.as_str())).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn runs_are_struck_raised_and_in_fonts_of_symbols() {
        check(
            "<sst><si><t>一</t></si><si><r><rPr><strike/></rPr><t>≥20</t></r><r><t>≥24</t></r></si>\
             <si><r><t>10</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>4</t></r></si>\
             <si><r><rPr><rFont val='Symbol'/></rPr><t>\u{b3}</t></r><r><rPr><strike val='0'/></rPr>\
             <t>95</t></r><rPh><t>x</t></rPh></si></sst>",
            &[("一", ""), ("≥24", "≥20"), ("10⁴", ""), ("≥95", "")],
        );
    }

    #[test]
    fn strings_cut_off_keep_their_numbers() {
        check("<sst><si/><si><t>一</t></si><si><t>二", &[("", ""), ("一", ""), ("二", "")]);
    }

    #[test]
    fn escaped_characters_are_known() {
        assert_eq!(unescaped("a_x000D_b_x5F_c"), "a\rb_x5F_c");
        assert_eq!(unescaped("_x4E00__x字"), "一_x字");
        assert_eq!(unescaped("_x005F_x000D_"), "_x000D_");
    }
}
