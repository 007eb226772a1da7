//! List items: OCR writes the paragraphs of a cell on one line, and the breaks are restored at
//! consecutive numbers.

/// A list number: `1.`, `1、`, `（1）`, `目标1：`.
struct Marker<'a> {
    before: &'a str,
    number: u32,
    after: char,
    len: usize,
}

/// Possible text before the number of an item.
const OPENINGS: &[&str] = &["", "（", "(", "目标", "长期目标", "年度目标"];

/// Characters of the longest opening, a blank and the first digit.
const MAX_OPENING: usize = 6;

impl<'a> Marker<'a> {
    fn at_start(text: &'a str) -> Option<Self> {
        let mut opening = text.char_indices().take(MAX_OPENING);
        let (digits_at, _) = opening.find(|(_, c)| c.is_ascii_digit())?;
        let (before, rest) = text.split_at(digits_at);
        let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = rest[n_digits..].chars().next()?;
        let len = digits_at + n_digits + after.len_utf8();
        // A digit after the point makes it a decimal or a number of a lower level.
        let ends = matches!(after, '.' | '．' | '、' | '）' | ')' | '：' | ':')
            && !text[len..].starts_with(|c: char| c.is_ascii_digit());
        let is_marker = ends && n_digits <= 2 && OPENINGS.contains(&before.trim_end());
        let number = rest[..n_digits].parse().ok()?;
        is_marker.then_some(Self { before: before.trim_end(), number, after, len })
    }

    fn is_followed_by(&self, next: &Marker<'_>) -> bool {
        let kind = |c: char| match c {
            '：' => ':',
            '．' => '.',
            '）' => ')',
            c => c,
        };
        next.number == self.number + 1
            && next.before == self.before
            && kind(next.after) == kind(self.after)
    }
}

/// The text with a line break before each item after the first; `None` if there is none.
pub(super) fn break_lines(text: &str) -> Option<String> {
    let mut last = Marker::at_start(text)?;
    let mut broken = String::with_capacity(text.len());
    let mut copied = 0;
    let mut at = last.len;
    while let Some(found) = text[at..].find(char::is_whitespace) {
        let blank = at + found;
        let rest = text[blank..].trim_start();
        at = text.len() - rest.len();
        if let Some(next) = Marker::at_start(rest).filter(|next| last.is_followed_by(next)) {
            broken.push_str(&text[copied..blank]);
            broken.push('\n');
            copied = at;
            at += next.len;
            last = next;
        }
    }
    (copied > 0).then(|| {
        broken.push_str(&text[copied..]);
        broken
    })
}

#[cfg(test)]
mod tests {
    use super::break_lines;

    fn check(text: &str, expected: &str) {
        assert_eq!(break_lines(text).as_deref().unwrap_or(text), expected);
    }

    #[test]
    fn items_get_their_lines_back() {
        check("1. 修路。 2. 架桥。  3. 铺管。", "1. 修路。\n2. 架桥。\n3. 铺管。");
        check("目标9：修路。 目标10: 架桥。", "目标9：修路。\n目标10: 架桥。");
        check("（1）修路 （2）架桥", "（1）修路\n（2）架桥");
    }

    #[test]
    fn other_numbers_stay_where_they_are() {
        check("2. 修路 2.1. 县道 2.2. 乡道", "2. 修路 2.1. 县道 2.2. 乡道");
        check("修路 1. 县道 2. 乡道", "修路 1. 县道 2. 乡道");
        check("1. 修路 3. 架桥", "1. 修路 3. 架桥");
        check("1. 修路 2.5公里", "1. 修路 2.5公里");
        check("1.5万元 2.", "1.5万元 2.");
    }
}
