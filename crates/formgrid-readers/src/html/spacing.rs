//! White space: runs collapse, and a source line break between two Chinese characters vanishes, as in
//! browsers.

use formgrid_model::is_invisible;

/// A text under construction.
#[derive(Debug, Default)]
pub(super) struct Spaced {
    text: String,
    /// White space written before the next character.
    gap: Gap,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    /// White space that contains a source line break.
    SourceLine,
    /// A line break or the end of a paragraph.
    Break,
}

impl Spaced {
    /// Appends characters as they are in the page.
    pub(super) fn push(&mut self, characters: &str, preserved: bool) {
        for c in characters.chars() {
            match c {
                '\n' if preserved => self.end_line(),
                '\r' | '\u{c}' if preserved => {}
                '\n' | '\r' | '\u{c}' => self.gap = self.gap.max(Gap::SourceLine),
                ' ' | '\t' if !preserved => self.gap = self.gap.max(Gap::Space),
                _ if is_invisible(c) => {}
                _ => {
                    self.close_gap(c);
                    self.text.push(c);
                }
            }
        }
    }

    /// Ends the line or paragraph; empty ones are dropped.
    pub(super) fn end_line(&mut self) {
        self.gap = Gap::Break;
    }

    /// Whether no visible character was added.
    pub(super) fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }

    /// Takes the text, with lines trimmed and blank lines dropped.
    pub(super) fn take(&mut self) -> String {
        self.gap = Gap::None;
        let text = std::mem::take(&mut self.text);
        if !text.contains('\n') {
            return text.trim().to_owned();
        }
        let lines = text.split('\n').map(str::trim).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join("\n")
    }

    fn close_gap(&mut self, next: char) {
        let before = self.text.chars().next_back();
        match (std::mem::take(&mut self.gap), before) {
            (Gap::None, _) | (_, None | Some('\n')) => {}
            (Gap::Break, _) => self.text.push('\n'),
            (Gap::SourceLine, Some(before)) if is_wide(before) && is_wide(next) => {}
            (Gap::Space | Gap::SourceLine, _) => self.text.push(' '),
        }
    }
}

/// Chinese characters and punctuation, which are written without spaces.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}'
        | '\u{20000}'..='\u{3ffff}' | '“' | '”' | '‘' | '’' | '…' | '—')
}

#[cfg(test)]
mod tests {
    use super::Spaced;

    fn check(parts: &[&str], expected: &str) {
        let mut spaced = Spaced::default();
        for part in parts {
            if *part == "<br>" {
                spaced.end_line();
            } else {
                spaced.push(part, false);
            }
        }
        assert_eq!(spaced.take(), expected);
    }

    #[test]
    fn runs_of_white_space_collapse() {
        check(&["  产出  ", " \t指标 "], "产出 指标");
        check(&["a\n  b"], "a b");
        check(&["\u{a0}其中：\u{a0}财政\u{a0}"], "其中：\u{a0}财政");
    }

    #[test]
    fn a_source_line_between_chinese_characters_joins_them() {
        check(&["社会\n  效益", "\n指标。\n", "下"], "社会效益指标。下");
        check(&["达到\n95%"], "达到 95%");
    }

    #[test]
    fn breaks_divide_lines_and_blank_lines_go() {
        check(&["资金", "<br>", " ", "<br>", "（万元）", "<br>"], "资金\n（万元）");
        check(&["一", "<br>", "\u{a0}", "<br>", "二"], "一\n二");
    }

    #[test]
    fn preserved_space_is_kept() {
        let mut spaced = Spaced::default();
        spaced.push("a  b\r\n c", true);
        assert_eq!(spaced.take(), "a  b\nc");
    }
}
