//! Generated content: the items of a `content`, and counters (CSS 2.2, 12.2 and 12.4).

/// One item of a `content` value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    Text(String),
    /// The value of an attribute of the element.
    Attribute(String),
    /// The value of a counter: name, text between the values of all its levels if all are shown, and
    /// list style.
    Counter(String, Option<String>, String),
}

/// A counter that a declaration resets or increments: name and number.
pub(super) type Counter = (String, i64);

/// Limits on the items of a `content` and the characters of each. Usual values are signs and short
/// words, and every matching element repeats them.
const MAX_PIECES: usize = 8;
pub(super) const MAX_CONTENT: usize = 100;

/// The items of a `content`: quoted texts, attributes and counters; images are dropped.
pub(super) fn items(value: &str) -> Vec<Content> {
    let mut found = Vec::new();
    let mut rest = value.trim_start();
    while let Some(first) = rest.chars().next().filter(|_| found.len() < MAX_PIECES) {
        rest = if matches!(first, '"' | '\'') {
            let (text, after) = quoted(rest);
            found.push(Content::Text(text));
            after
        } else if let Some(inside) = rest.strip_prefix("attr(") {
            let (name, after) = inside.split_once(')').unwrap_or((inside, ""));
            let name = name.split([',', ' ']).next().unwrap_or_default();
            found.push(Content::Attribute(name.trim().to_ascii_lowercase()));
            after
        } else if let Some(inside) = rest.strip_prefix("counter(") {
            let (arguments, after) = inside.split_once(')').unwrap_or((inside, ""));
            let (name, style) = arguments.split_once(',').unwrap_or((arguments, ""));
            found.push(Content::Counter(short(name), None, short(style)));
            after
        } else if let Some(inside) = rest.strip_prefix("counters(") {
            let (name, after) = inside.split_once(',').unwrap_or((inside, ""));
            let (between, after) = quoted(after.trim_start());
            let (style, after) = after.split_once(')').unwrap_or((after, ""));
            let style = style.trim().trim_start_matches(',');
            found.push(Content::Counter(short(name), Some(between), short(style)));
            after
        } else {
            rest.split_once(char::is_whitespace).map_or("", |(_, after)| after)
        };
        rest = rest.trim_start();
    }
    found
}

/// The counters of a `counter-reset` or `counter-increment`; `usual` is the number of one without any.
pub(super) fn counters(value: &str, usual: i64) -> Vec<Counter> {
    let mut found: Vec<Counter> = Vec::new();
    for word in value.split_ascii_whitespace().filter(|&word| word != "none") {
        match word.parse() {
            Ok(number) => {
                if let Some(counter) = found.last_mut() {
                    counter.1 = number;
                }
            }
            Err(_) if found.len() < MAX_PIECES => found.push((short(word), usual)),
            Err(_) => break,
        }
    }
    found
}

/// A name without space around it, at most [`MAX_CONTENT`] characters.
fn short(name: &str) -> String {
    name.trim().chars().take(MAX_CONTENT).collect()
}

/// The text in quotes at the start, and what follows it.
fn quoted(text: &str) -> (String, &str) {
    let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return (String::new(), text);
    };
    let inside = text.get(1..).unwrap_or_default();
    let end = end_of_quote(inside, quote);
    let shown = unescaped(inside.get(..end).unwrap_or_default());
    (shown.chars().take(MAX_CONTENT).collect(), inside.get(end + 1..).unwrap_or_default())
}

fn end_of_quote(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if c == quote && !escaped {
            return at;
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

/// A text with its escapes resolved: `\2265`, `\"`.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let mut code = 0_u32;
        let mut n_digits = 0;
        while let Some(digit) = rest.peek().and_then(|c| c.to_digit(16)).filter(|_| n_digits < 6) {
            code = code * 16 + digit;
            n_digits += 1;
            rest.next();
        }
        if n_digits == 0 {
            out.extend(rest.next());
            continue;
        }
        out.extend(char::from_u32(code).filter(|c| !c.is_control()));
        // One blank ends the number and is not part of the text.
        rest.next_if(|c| c.is_whitespace());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Content, counters, items};

    #[test]
    fn texts_attributes_and_counters() {
        let counter = |name: &str, between: Option<&str>, style: &str| {
            Content::Counter(name.to_owned(), between.map(str::to_owned), style.to_owned())
        };
        assert_eq!(
            items("'第' counter(n)\"、\"counter( m , upper-roman) attr(title) url(x)"),
            [
                Content::Text("第".to_owned()),
                counter("n", None, ""),
                Content::Text("、".to_owned()),
                counter("m", None, "upper-roman"),
                Content::Attribute("title".to_owned()),
            ]
        );
        assert_eq!(items("counters(n, '.')"), [counter("n", Some("."), "")]);
        assert_eq!(
            items("counters(n, ')', cjk-decimal)"),
            [counter("n", Some(")"), "cjk-decimal")]
        );
        for cut in ["counter(", "counters(n", "counters(n, '", "attr("] {
            assert_eq!(items(cut).len(), 1, "{cut}");
        }
    }

    #[test]
    fn counters_have_numbers_or_the_usual_one() {
        assert_eq!(counters("a 3 b", 0), [("a".to_owned(), 3), ("b".to_owned(), 0)]);
        assert_eq!(counters("a", 1), [("a".to_owned(), 1)]);
        assert_eq!(counters("none", 1), []);
        assert_eq!(counters("7", 1), []);
        assert_eq!(counters(&"a ".repeat(100), 1).len(), 8);
    }
}
