//! Fields without a stored result: boxes, symbols and formulas that the word processor draws itself.

use formgrid_model::symbol;
use formgrid_package::{Tag, Xml, XmlError};

use crate::{
    docx::properties::{each, is_on, number},
    numerals::numeral,
};

/// An open field.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// Whether its instruction is still being read.
    pub(super) in_instruction: bool,
    pub(super) instruction: String,
    /// Whether some of its result is stored.
    pub(super) has_result: bool,
    /// State of a legacy form field.
    pub(super) state: Option<State>,
}

/// State of a legacy form field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    Box(bool),
    /// The selected list entry.
    Choice(String),
}

/// Longest instruction kept, in bytes.
const MAX_INSTRUCTION: usize = 4096;

/// Fields that always have a result; a missing one is reported.
const WITH_RESULT: [&str; 7] =
    ["REF", "MERGEFIELD", "DOCPROPERTY", "DOCVARIABLE", "QUOTE", "IF", "FILLIN"];

impl Field {
    pub(super) fn add_instruction(&mut self, text: &str) {
        if self.instruction.len() + text.len() <= MAX_INSTRUCTION {
            self.instruction.push_str(text);
        }
    }

    /// What the field shows without a stored result.
    pub(super) fn shown(&self) -> Option<String> {
        match &self.state {
            Some(State::Box(is_checked)) => {
                return Some(if *is_checked { "☑" } else { "□" }.to_owned());
            }
            Some(State::Choice(chosen)) if !self.has_result => return Some(chosen.clone()),
            _ => {}
        }
        if self.has_result {
            return None;
        }
        let instruction = self.instruction.trim();
        let (name, rest) = instruction.split_once([' ', '\\']).unwrap_or((instruction, ""));
        match name.to_ascii_uppercase().as_str() {
            "EQ" => Some(equation(&instruction[name.len()..])),
            "SYMBOL" => symbol_of(rest),
            _ => None,
        }
    }

    /// Whether a result is missing that only the program can compute.
    pub(super) fn lacks_result(&self) -> bool {
        let instruction = self.instruction.trim();
        let name = instruction.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        !self.has_result
            && self.state.is_none()
            && (instruction.starts_with('=') || WITH_RESULT.contains(&name.as_str()))
    }
}

/// Reads the `ffData` just opened, through its end.
pub(super) fn state(xml: &mut Xml<'_>) -> Result<Option<State>, XmlError> {
    let (mut is_box, mut is_list) = (false, false);
    let (mut default, mut checked): (bool, Option<bool>) = (false, None);
    let (mut chosen, mut entries): (usize, Vec<String>) = (0, Vec::new());
    each(xml, |name, tag: &Tag<'_>| match name {
        "checkBox" => is_box = true,
        "ddList" => is_list = true,
        "default" if is_box => default = is_on(tag),
        "checked" => checked = Some(is_on(tag)),
        "result" => chosen = number(tag, "val").unwrap_or(0),
        "listEntry" if entries.len() < 100 => {
            entries.push(tag.attr("val").unwrap_or_default().into_owned());
        }
        _ => {}
    })?;
    Ok(if is_box {
        Some(State::Box(checked.unwrap_or(default)))
    } else if is_list {
        entries.get(chosen).cloned().map(State::Choice)
    } else {
        None
    })
}

/// The character of `SYMBOL 254 \f "Wingdings"`.
fn symbol_of(rest: &str) -> Option<String> {
    let code = rest.split_whitespace().next()?;
    let code = match code.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => code.parse().ok()?,
    };
    let font = rest.split_once("\\f").map_or("", |(_, font)| font.trim_start());
    let font = match font.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or_default(),
        None => font.split_whitespace().next().unwrap_or_default(),
    };
    symbol(font, code).map(String::from)
}

/// An `EQ` field on one line.
fn equation(instruction: &str) -> String {
    let mut out = String::new();
    // Open switches with their arguments so far; the outermost entry is the text itself.
    let mut open: Vec<(String, Vec<String>)> = Vec::new();
    let mut name = String::new();
    let mut rest = instruction.trim().chars().peekable();
    let put = |open: &mut Vec<(String, Vec<String>)>, out: &mut String, text: &str| match open
        .last_mut()
        .and_then(|(_, parts)| parts.last_mut())
    {
        Some(part) => part.push_str(text),
        None => out.push_str(text),
    };
    while let Some(c) = rest.next() {
        match c {
            '\\' => {
                let switch: String =
                    std::iter::from_fn(|| rest.next_if(|c| c.is_ascii_alphanumeric())).collect();
                match rest.next_if(|&c| switch.is_empty() && "(),;\\".contains(c)) {
                    Some(escaped) => put(&mut open, &mut out, escaped.encode_utf8(&mut [0; 4])),
                    // Options follow the switch that they modify.
                    None if name.is_empty() => name = switch.to_ascii_lowercase(),
                    None => {}
                }
            }
            '(' if !name.is_empty() => {
                open.push((std::mem::take(&mut name), vec![String::new()]));
            }
            ',' | ';' | '，' if !open.is_empty() => {
                if let Some((_, parts)) = open.last_mut() {
                    parts.push(String::new());
                }
            }
            ')' if !open.is_empty() => {
                let (name, parts) = open.pop().unwrap_or_default();
                let drawn = drawn(&name, &parts);
                put(&mut open, &mut out, &drawn);
            }
            c if c.is_whitespace() && !name.is_empty() => {}
            c => put(&mut open, &mut out, c.encode_utf8(&mut [0; 4])),
        }
    }
    while let Some((name, parts)) = open.pop() {
        let drawn = drawn(&name, &parts);
        put(&mut open, &mut out, &drawn);
    }
    out.trim().to_owned()
}

/// A switch drawn with its arguments.
fn drawn(name: &str, parts: &[String]) -> String {
    let part = |at: usize| parts.get(at).map(|part| part.trim()).unwrap_or_default();
    match name.chars().next() {
        Some('f') if parts.len() == 2 => format!("{}/{}", part(0), part(1)),
        Some('r') => match parts.len() {
            0 | 1 => format!("√{}", part(0)),
            _ => format!(
                "{}√{}",
                crate::script::at_level(part(0), crate::script::Level::Raised),
                part(1)
            ),
        },
        Some('o') => overlaid(parts),
        Some('b') => format!("({})", part(0)),
        Some('s') if name.starts_with("su") || name == "s" => {
            crate::script::at_level(&parts.concat(), crate::script::Level::Raised).into_owned()
        }
        Some('a') => parts.join("\n"),
        _ => parts.concat(),
    }
}

/// Overstruck characters: a sign in a box, a number in a circle.
fn overlaid(parts: &[String]) -> String {
    let texts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|p| !p.is_empty()).collect();
    let is_any = |text: &str, signs: &str| text.chars().count() == 1 && signs.contains(text);
    let [first, second] = texts.as_slice() else { return texts.concat() };
    for (frame, sign) in [(first, second), (second, first)] {
        if is_any(frame, "□☐▢") {
            if is_any(sign, "√✓✔") {
                return "☑".to_owned();
            }
            if is_any(sign, "×✗✘xX") {
                return "☒".to_owned();
            }
        }
        if is_any(frame, "○◯〇")
            && let Ok(number) = sign.parse::<u32>()
            && (1..=50).contains(&number)
        {
            return numeral("decimalEnclosedCircle", number);
        }
    }
    texts.concat()
}

#[cfg(test)]
mod tests {
    use super::Field;

    fn shown(instruction: &str) -> Option<String> {
        Field { instruction: instruction.to_owned(), ..Field::default() }.shown()
    }

    #[test]
    fn fields_are_drawn_from_their_instructions() {
        for (instruction, expected) in [
            (" eq \\o\\ac(□,√) ", "☑"),
            ("EQ \\o\\ac(○,3)", "③"),
            ("eq \\f(3,4)", "3/4"),
            ("eq \\r(3,8)", "³√8"),
            ("eq 10\\s\\up5(4)", "10⁴"),
            ("eq \\f(\\r(,2),2)", "√2/2"),
            ("eq \\x(是)", "是"),
            ("SYMBOL 254 \\f \"Wingdings\" \\s 12", "☑"),
            ("SYMBOL 0xB3 \\f Symbol", "≥"),
        ] {
            assert_eq!(shown(instruction).as_deref(), Some(expected), "{instruction}");
        }
        assert_eq!(shown("PAGE"), None);
    }

    #[test]
    fn instructions_cut_anywhere_end() {
        let whole = "eq \\f(\\o\\ac(□,√),\\r(3,x\\)))";
        for (at, _) in whole.char_indices() {
            shown(&whole[..at]);
        }
    }
}
