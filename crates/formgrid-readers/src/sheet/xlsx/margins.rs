//! Headers and footers of printed pages (ECMA-376, 18.3.1.46).

/// The words of a header or footer; fields known only when printing are dropped.
pub(super) fn words(coded: &str) -> String {
    let mut out = String::new();
    let mut rest = coded.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '&' {
            out.push(c);
            continue;
        }
        match rest.next() {
            Some('&') => out.push('&'),
            // Left, center and right sections.
            Some('L' | 'C' | 'R') => out.push('\n'),
            // A font name is quoted, a color has six digits.
            Some('"') => {
                rest.by_ref().find(|&c| c == '"');
            }
            Some('K') => {
                rest.by_ref().take(6).for_each(drop);
            }
            Some(digit) if digit.is_ascii_digit() => {
                while rest.next_if(char::is_ascii_digit).is_some() {}
            }
            _ => {}
        }
    }
    let lines = out.split('\n').map(str::trim).filter(|line| has_word(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether a line has words besides page numbers, which leave `第 页，共 页`.
fn has_word(line: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() && !"第页共".contains(c);
    line.chars().any(is_word)
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn codes_are_taken_out() {
        assert_eq!(words("&L附件1&C&\"宋体,常规\"&16 2026年度 A&&B&R&D"), "附件1\n2026年度 A&B");
        assert_eq!(words("&C第 &P 页，共 &N 页"), "");
        assert_eq!(words("&"), "");
    }
}
