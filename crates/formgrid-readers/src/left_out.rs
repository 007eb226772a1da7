//! Content that a program shows and no raw item holds. Readers report all of it here.
//!
//! Each part gets a finding with its place and text while there is room; the rest of its kind is
//! counted, so a file with thousands of pictures does not drown its other findings.

use formgrid_model::{Code, Diagnostics, Place};

/// Parts of one kind that get a finding each.
const MAX_TOLD: usize = 100;
const MAX_QUOTED_BY_KIND: usize = 20_000;

/// Longest quote in a finding, in characters.
const MAX_QUOTED: usize = 2_000;

/// Content left out so far.
#[derive(Debug, Default)]
pub(crate) struct LeftOut {
    kinds: Vec<Kind>,
}

#[derive(Debug)]
struct Kind {
    code: Code,
    what: &'static str,
    told: Vec<(Place, String)>,
    /// Bytes of the quoted texts.
    n_quoted: usize,
    n_more: usize,
}

impl LeftOut {
    /// Adds a part. `what` names its kind as messages do; its text may be empty.
    pub(crate) fn add(&mut self, code: Code, what: &'static str, place: Place, text: &str) {
        let known = self.kinds.iter().position(|kind| kind.code == code && kind.what == what);
        let at = known.unwrap_or(self.kinds.len());
        if known.is_none() {
            self.kinds.push(Kind { code, what, told: Vec::new(), n_quoted: 0, n_more: 0 });
        }
        let Some(kind) = self.kinds.get_mut(at) else { return };
        if kind.told.len() >= MAX_TOLD || kind.n_quoted >= MAX_QUOTED_BY_KIND {
            kind.n_more += 1;
            return;
        }
        let text = quoted(text);
        kind.n_quoted += text.len();
        kind.told.push((place, text));
    }

    /// Reports all that was left out.
    pub(crate) fn report(self, diagnostics: &mut Diagnostics) {
        for Kind { code, what, told, n_more, .. } in self.kinds {
            for (place, text) in told {
                let message =
                    if text.is_empty() { what.to_owned() } else { format!("{what}: {text}") };
                diagnostics.report(code, place, message);
            }
            if n_more > 0 {
                let message = format!("{n_more} more: {what}");
                diagnostics.report(code, Place::default(), message);
            }
        }
    }
}

/// A text on one line, truncated to the longest quote.
pub(crate) fn quoted(text: &str) -> String {
    let text = text.trim();
    let line: String =
        text.chars().take(MAX_QUOTED).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if line.chars().count() < text.chars().count() { format!("{line}…") } else { line }
}

#[cfg(test)]
mod tests {
    use formgrid_model::{Code, Diagnostics, Place};

    use super::LeftOut;

    #[test]
    fn many_parts_of_one_kind_are_summarized() {
        let mut left_out = LeftOut::default();
        for number in 0..105 {
            let text = format!("第{number}\n行");
            left_out.add(Code::ReadHidden, "not shown, left out", Place::default(), &text);
        }
        left_out.add(Code::ReadPassedOver, "a picture was passed over", Place::default(), "");
        let mut diagnostics = Diagnostics::new();
        left_out.report(&mut diagnostics);
        let messages: Vec<_> = diagnostics.iter().map(|found| found.message.as_str()).collect();
        assert_eq!(messages.len(), 102);
        assert_eq!(messages[0], "not shown, left out: 第0 行");
        assert_eq!(messages[100..], ["5 more: not shown, left out", "a picture was passed over"]);
    }
}
