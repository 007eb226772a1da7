//! A record as one line of JSON.
//!
//! Head and body are serialized separately and joined at the brace. This equals flattened
//! serialization without its cost, and exposes the range of the body, so that lines can be compared
//! without their provenance.

use std::{io, ops::Range};

use formgrid_records::Record;

/// Appends the line of a record with its terminator, and returns the range of its body: the content
/// without the head that states its provenance.
pub fn write_record(record: &Record, out: &mut Vec<u8>) -> io::Result<Range<usize>> {
    serde_json::to_writer(Line(out), &record.head)?;
    write_body(record, out)
}

/// Like [`write_record`], but without `places`.
pub fn write_placeless(record: &mut Record, out: &mut Vec<u8>) -> io::Result<Range<usize>> {
    record.head.places.clear();
    let start = out.len();
    serde_json::to_writer(Line(out), &record.head)?;
    cut(out, start, NO_PLACES);
    write_body(record, out)
}

/// Joins the body to the head at the end of the buffer.
fn write_body(record: &Record, out: &mut Vec<u8>) -> io::Result<Range<usize>> {
    out.pop();
    let start = out.len();
    serde_json::to_writer(Line(out), &record.body)?;
    if let Some(brace) = out.get_mut(start) {
        *brace = b',';
    }
    let body = start..out.len();
    out.push(b'\n');
    Ok(body)
}

/// Output buffer for a serializer. Most writes are a single quote, colon or comma, for which
/// copying a slice is slow.
struct Line<'a>(&'a mut Vec<u8>);

impl io::Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match bytes {
            [byte] => self.0.push(*byte),
            _ => self.0.extend_from_slice(bytes),
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An empty list of places. Quotes inside texts are escaped, so no text contains these bytes.
const NO_PLACES: &[u8] = br#","places":{}"#;

/// Removes the first occurrence of some bytes from an offset on.
fn cut(line: &mut Vec<u8>, from: usize, bytes: &[u8]) {
    let mut windows = line.get(from..).unwrap_or_default().windows(bytes.len());
    if let Some(at) = windows.position(|window| window == bytes) {
        line.drain(from + at..from + at + bytes.len());
    }
}

/// The empty list of related sources in a filing's line. Quotes inside texts are escaped, so no
/// text contains these bytes.
const UNRELATED: &[u8] = br#","related":[]"#;

/// Inserts related sources into the line of a filing. They are known only at the end of the run,
/// long after the line was written.
pub fn insert_related(line: &mut Vec<u8>, related: &[&str]) -> io::Result<()> {
    let at = line.windows(UNRELATED.len()).position(|window| window == UNRELATED);
    if let Some(at) = at.filter(|_| !related.is_empty()) {
        let end = at + UNRELATED.len();
        let list = serde_json::to_vec(related)?;
        line.splice(end - "[]".len()..end, list);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use formgrid_records::{Body, Filing, Head, Kind, Origin, Places, Record, Spot, Unmapped};

    use super::{insert_related, write_placeless, write_record};

    fn record(kind: Kind, body: Body) -> Record {
        Record {
            head: Head {
                kind,
                id: "00112233445566aa".to_owned(),
                filing: "ffeeddccbbaa0099".to_owned(),
                department: Some("青山乡\"人民\"政府".to_owned()),
                department_code: None,
                department_key: None,
                fiscal_year: Some(2024),
                confidence: 0.5,
                source: Origin { path: "a/b.txt".to_owned(), line: Some(3), ..Origin::default() },
                places: Places::default(),
                repairs: Vec::new(),
            },
            body,
            atoms: formgrid_model::Atoms::new(),
            features: formgrid_records::Features::default(),
        }
    }

    #[test]
    fn a_line_is_what_flattening_gives() {
        let body = Body::Unmapped(Unmapped { label: None, text: "两\n行".to_owned() });
        let record = record(Kind::Unmapped, body);
        let mut line = Vec::new();
        let body = write_record(&record, &mut line).unwrap();
        assert_eq!(&line[body], r#","label":null,"text":"两\n行"}"#.as_bytes());
        assert_eq!(line, format!("{}\n", serde_json::to_string(&record).unwrap()).as_bytes());
    }

    #[test]
    fn a_line_has_no_places_if_they_are_disabled() {
        let body = Body::Unmapped(Unmapped { label: None, text: r#","places":{}"#.to_owned() });
        let mut record = record(Kind::Unmapped, body);
        record.head.places.insert("text".into(), Spot { line: Some(3), ..Spot::default() });
        let mut line = Vec::new();
        let body = write_placeless(&mut record, &mut line).unwrap();
        assert!(std::str::from_utf8(&line[body]).unwrap().starts_with(r#","label":null"#));
        let line: serde_json::Value = serde_json::from_slice(&line).unwrap();
        assert_eq!((line.get("places"), line["text"].as_str()), (None, Some(r#","places":{}"#)));
    }

    #[test]
    fn related_sources_are_named_as_if_they_had_been_known() {
        let filing = |related: &[&str]| Filing {
            title: Some(r#"","related":[]"#.to_owned()),
            related: related.iter().map(|path| (*path).to_owned()).collect(),
            ..Filing::default()
        };
        for related in [&[][..], &["a.pdf", "外\"层.zip!/b.docx"]] {
            let (mut early, mut late) = (Vec::new(), Vec::new());
            let body = |related| Body::Filing(Box::new(filing(related)));
            write_record(&record(Kind::Filing, body(&[])), &mut early).unwrap();
            write_record(&record(Kind::Filing, body(related)), &mut late).unwrap();
            insert_related(&mut early, related).unwrap();
            assert_eq!(String::from_utf8(early).unwrap(), String::from_utf8(late).unwrap());
        }
    }
}
