//! XML as events: start tags, end tags and text, without a tree and without recursion.
//!
//! Names are local names: producers choose their prefixes, and the strict dialect its own
//! namespaces. Entities that a document defines are never expanded, so they cannot multiply.

use std::{borrow::Cow, iter};

use formgrid_model::{Limit, Limits, OverLimit};
use quick_xml::{
    Reader,
    events::{BytesStart, Event as Raw},
};

/// The XML of one part.
#[derive(Debug)]
pub struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
    max_depth: usize,
    n_tokens: usize,
    max_tokens: usize,
}

/// The next event of a part.
#[derive(Debug)]
pub enum Event<'a> {
    /// An element starts. A self-closing tag gives an end event too.
    Open(Tag<'a>),
    /// The innermost open element ends.
    Close,
    /// Text with references resolved. One run of text may come in several pieces.
    Text(Cow<'a, str>),
    /// The part ends with all elements closed.
    End,
}

/// Why parsing stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum XmlError {
    /// The text is not well-formed.
    IllFormed {
        /// Byte offset in the part's text.
        offset: u64,
        /// What is wrong.
        what: String,
    },
    /// More open elements or tokens than the limit allows.
    Limit(OverLimit),
}

/// An opening tag.
#[derive(Debug)]
pub struct Tag<'a>(BytesStart<'a>);

impl<'a> Xml<'a> {
    /// Reads the text of a part.
    pub fn new(text: &'a str, limits: &Limits) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self {
            reader,
            depth: 0,
            max_depth: limits.of(Limit::XmlDepth),
            n_tokens: 0,
            max_tokens: limits.of(Limit::XmlTokens),
        }
    }

    /// The next event. There are none after an error or the end.
    pub fn next_event(&mut self) -> Result<Event<'a>, XmlError> {
        loop {
            self.n_tokens += 1;
            over(Limit::XmlTokens, self.n_tokens, self.max_tokens)?;
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => return Err(self.ill_formed(error.to_string())),
            };
            return Ok(match event {
                Raw::Start(start) | Raw::Empty(start) => {
                    self.depth += 1;
                    over(Limit::XmlDepth, self.depth, self.max_depth)?;
                    Event::Open(Tag(start))
                }
                Raw::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Event::Close
                }
                Raw::Text(text) => Event::Text(text.xml10_content()),
                Raw::CData(text) => Event::Text(text.xml10_content()),
                Raw::GeneralRef(reference) => Event::Text(resolve(&reference)),
                Raw::Eof if self.depth > 0 => {
                    return Err(self.ill_formed("it ends inside an element".to_owned()));
                }
                Raw::Eof => Event::End,
                Raw::Decl(_) | Raw::PI(_) | Raw::DocType(_) | Raw::Comment(_) => continue,
            });
        }
    }

    /// Skips the rest of the innermost element, including its end.
    pub fn skip(&mut self) -> Result<(), XmlError> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.next_event()?;
        }
        Ok(())
    }

    /// Number of open elements.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Byte offset after the last event.
    pub fn offset(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn ill_formed(&self, what: String) -> XmlError {
        XmlError::IllFormed { offset: self.reader.buffer_position(), what }
    }
}

/// Caches the limit, because there are too many tags to look it up for each.
fn over(limit: Limit, found: usize, allowed: usize) -> Result<(), XmlError> {
    match found > allowed {
        true => Err(XmlError::Limit(OverLimit { limit, found, allowed })),
        false => Ok(()),
    }
}

impl Tag<'_> {
    /// The name without its prefix.
    pub fn local(&self) -> &str {
        local(self.0.name().0)
    }

    /// The value of the attribute with this local name, with references resolved.
    pub fn attr(&self, local: &str) -> Option<Cow<'_, str>> {
        self.attributes().find(|(name, _)| *name == local).map(|(_, value)| value)
    }

    /// The values of the attributes with these local names, in one pass over the tag.
    pub fn attrs<const N: usize>(&self, locals: [&str; N]) -> [Option<Cow<'_, str>>; N] {
        let mut values = [const { None }; N];
        for (name, value) in self.attributes() {
            let wanted = locals.iter().position(|local| *local == name);
            if let Some(slot @ None) = wanted.and_then(|at| values.get_mut(at)) {
                *slot = Some(value);
            }
        }
        values
    }

    /// Local names of the attributes and their values, with references resolved, up to the first
    /// malformed one.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
        let raw = self.0.attributes_raw();
        let mut at = 0;
        iter::from_fn(move || attribute(raw, &mut at))
    }
}

/// The attribute at an offset, which moves behind it.
///
/// Names and values are short: plain loops beat vectorized searches. One comparison passes over most
/// bytes, because what ends a name is below letters, and a quote or reference is below digits.
fn attribute<'t>(raw: &'t str, at: &mut usize) -> Option<(&'t str, Cow<'t, str>)> {
    let bytes = raw.as_bytes();
    let mut start = skip_blanks(bytes, *at);
    let mut equals = start;
    loop {
        equals += bytes.get(equals..)?.iter().position(|&byte| byte <= b'=')?;
        match bytes.get(equals)? {
            b'=' => break,
            b':' => start = equals + 1,
            _ => {}
        }
        equals += 1;
    }
    let name = raw.get(start..equals)?.trim_ascii_end();
    let open = skip_blanks(bytes, equals + 1);
    let quote = *bytes.get(open).filter(|byte| matches!(byte, b'"' | b'\''))?;
    let mut close = open + 1;
    let mut has_reference = false;
    loop {
        close += bytes.get(close..)?.iter().position(|&byte| byte <= b'\'')?;
        match *bytes.get(close)? {
            byte if byte == quote => break,
            byte => has_reference |= byte == b'&',
        }
        close += 1;
    }
    *at = close + 1;
    let value = raw.get(open + 1..close)?;
    Some((name, if has_reference { unescape(value) } else { Cow::Borrowed(value) }))
}

/// The offset of the first byte that is no blank.
fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    // Names are short: a plain loop beats a vectorized search.
    let colon = name.as_bytes().iter().rposition(|&byte| byte == b':');
    colon.and_then(|colon| name.get(colon + 1..)).unwrap_or(name)
}

fn unescape(value: &str) -> Cow<'_, str> {
    let Some((before, mut rest)) = value.split_once('&') else { return Cow::Borrowed(value) };
    let mut out = before.to_owned();
    loop {
        let name = rest.split_once(';').filter(|(name, _)| name.len() <= 10);
        match name {
            Some((name, after)) => {
                out.push_str(&resolve(name));
                rest = after;
            }
            None => out.push('&'),
        }
        let Some((text, after)) = rest.split_once('&') else { break };
        out.push_str(text);
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Resolves a reference. One that only a document type defines stays as written.
fn resolve(name: &str) -> Cow<'static, str> {
    let code = match name {
        "amp" => return Cow::Borrowed("&"),
        "lt" => return Cow::Borrowed("<"),
        "gt" => return Cow::Borrowed(">"),
        "quot" => return Cow::Borrowed("\""),
        "apos" => return Cow::Borrowed("'"),
        _ => name.strip_prefix('#').and_then(|digits| match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok(),
        }),
    };
    match code.and_then(char::from_u32) {
        Some(c) => Cow::Owned(c.to_string()),
        None => Cow::Owned(format!("&{name};")),
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use formgrid_model::Limits;

    use super::{Event, Xml, XmlError};

    /// The events of a text in short form, up to the end or the error.
    fn check(text: &str, expected: &str) {
        let limits = Limits::default();
        let mut xml = Xml::new(text, &limits);
        let mut found = String::new();
        loop {
            match xml.next_event() {
                Ok(Event::Open(tag)) => {
                    found.push_str(&format!("<{}", tag.local()));
                    if let Some(value) = tag.attr("val") {
                        found.push_str(&format!("={value}"));
                    }
                }
                Ok(Event::Close) => found.push('>'),
                Ok(Event::Text(text)) => found.push_str(&text),
                Ok(Event::End) => break,
                Err(XmlError::IllFormed { .. }) => {
                    found.push('!');
                    break;
                }
                Err(XmlError::Limit(over)) => {
                    found = over.limit.name().to_owned();
                    break;
                }
            }
        }
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn names_and_attributes_lose_their_prefixes() {
        check(
            "<?xml version='1.0'?><x:a y:val = \"1\"><b other='2' val='&lt;&#20803;'/></x:a>",
            "<a=1<b=<元>>",
        );
        check("<a xval='1' w:val='a&amp;b & c'/>", "<a=a&b & c>");
    }

    #[test]
    fn several_attributes_are_found_at_once() {
        let mut xml = Xml::new("<a x:c='3' b = \"1&lt;\" b='2' e='5' d/>", &Limits::default());
        let Ok(Event::Open(tag)) = xml.next_event() else { panic!() };
        let found = tag.attrs(["b", "c", "d", "e"]).map(|value| value.map(Cow::into_owned));
        let expected = [Some("1<"), Some("3"), None, Some("5")].map(|v| v.map(str::to_owned));
        assert_eq!(found, expected);
    }

    #[test]
    fn text_comes_with_its_references_resolved() {
        check("<a>1 &lt; 2 &#x2265;<![CDATA[<b>]]><!-- no --></a>", "<a1 < 2 ≥<b>>");
        check("<a>R & D</a>", "<aR & D>");
    }

    #[test]
    fn entities_of_a_document_type_are_not_expanded() {
        let laughs = "<!DOCTYPE a [<!ENTITY b \"&c;&c;&c;\"><!ENTITY c \"ha\">]><a>&b;</a>";
        check(laughs, "<a&b;>");
    }

    #[test]
    fn events_before_an_error_are_returned() {
        check("<a><b>text</b><c", "<a<btext>!");
        check("<a><b>text</a>", "<a<btext!");
        check("<a>text", "<atext!");
    }

    #[test]
    fn depth_has_a_limit() {
        check(&"<a>".repeat(100_000), "xml-depth");
    }

    #[test]
    fn an_element_can_be_skipped() {
        let mut xml = Xml::new("<a><b><c/><b/>text</b><d/></a>", &Limits::default());
        assert!(matches!(xml.next_event(), Ok(Event::Open(_))));
        assert!(matches!(xml.next_event(), Ok(Event::Open(_))));
        xml.skip().unwrap();
        assert!(matches!(xml.next_event(), Ok(Event::Open(tag)) if tag.local() == "d"));
    }
}
