//! A record as one line of JSON.
//!
//! Head and body are written one after the other and joined at the brace. That is the line a flattened
//! serialization gives, without its cost, and it tells where the body stands, so that two lines can be
//! compared without their provenance.

use std::{io, ops::Range};

use formgrid_records::Record;

/// Appends the line of a record, with its line end, and returns the bytes that its body takes: what
/// the record says, without the head that says where it was read.
pub fn write_record(record: &Record, out: &mut Vec<u8>) -> io::Result<Range<usize>> {
    serde_json::to_writer(&mut *out, &record.head)?;
    out.pop();
    let start = out.len();
    serde_json::to_writer(&mut *out, &record.body)?;
    if let Some(brace) = out.get_mut(start) {
        *brace = b',';
    }
    let body = start..out.len();
    out.push(b'\n');
    Ok(body)
}

#[cfg(test)]
mod tests {
    use formgrid_records::{Body, Head, Kind, Origin, Record, Unmapped};

    use super::write_record;

    #[test]
    fn a_line_is_what_flattening_gives() {
        let record = Record {
            head: Head {
                kind: Kind::Unmapped,
                id: "00112233445566aa".to_owned(),
                filing: "ffeeddccbbaa0099".to_owned(),
                department: Some("青山乡\"人民\"政府".to_owned()),
                department_code: None,
                fiscal_year: Some(2024),
                confidence: 0.5,
                source: Origin { path: "a/b.txt".to_owned(), line: Some(3), ..Origin::default() },
                repairs: Vec::new(),
            },
            body: Body::Unmapped(Unmapped { label: None, text: "两\n行".to_owned() }),
            atoms: formgrid_model::Atoms::new(),
        };
        let mut line = Vec::new();
        let body = write_record(&record, &mut line).unwrap();
        assert_eq!(&line[body], r#","label":null,"text":"两\n行"}"#.as_bytes());
        assert_eq!(line, format!("{}\n", serde_json::to_string(&record).unwrap()).as_bytes());
    }
}
