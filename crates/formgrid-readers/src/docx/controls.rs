//! Content controls that converters write several times.
//!
//! Older formats have no content controls. A converter writes a form field instead, and repeats it for
//! its text and for each binding. Readers mark where such a field begins and ends; the copies are
//! folded when the cell is complete.

/// Marks the start and end of a control. A noncharacter, so no text holds it.
pub(crate) const CONTROL: char = '\u{fdd0}';
pub(crate) const CONTROL_END: char = '\u{fdd1}';

/// Whether a field instruction belongs to a form field.
pub(crate) fn is_control(instruction: &str) -> bool {
    instruction.trim_start().starts_with("FORMTEXT")
}

/// The text of a cell without control marks; `None` if it has no control. If several controls hold the
/// same text and the rest of the cell is part of it, the text appears once.
pub(super) fn fold(text: &str) -> Option<String> {
    if !text.contains([CONTROL, CONTROL_END]) {
        return None;
    }
    let plain = || text.chars().filter(|c| !matches!(*c, CONTROL | CONTROL_END)).collect();
    let pieces: Vec<&str> = text.split([CONTROL, CONTROL_END]).map(str::trim).collect();
    let mut controls = pieces.iter().skip(1).step_by(2);
    let mut others = pieces.iter().step_by(2);
    let Some(first) = controls.next() else { return Some(plain()) };
    let is_copied = pieces.len() > 4
        && controls.all(|piece| piece == first)
        && others.all(|piece| first.contains(piece));
    Some(if is_copied { (*first).to_owned() } else { plain() })
}

#[cfg(test)]
mod tests {
    use super::{CONTROL, CONTROL_END, fold};

    fn check(text: &str, expected: Option<&str>) {
        let marked = text.replace('[', &CONTROL.to_string()).replace(']', &CONTROL_END.to_string());
        assert_eq!(fold(&marked).as_deref(), expected, "{text}");
    }

    #[test]
    fn copies_of_a_control_are_folded() {
        check("[14个\n]个[14个\n]\n[14个]", Some("14个"));
        check("[14个]个", Some("14个个"));
        check("[是][否]", Some("是否"));
        check("[甲]、[甲]", Some("甲、甲"));
        check("甲", None);
        check("]甲[", Some("甲"));
    }
}
