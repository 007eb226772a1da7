//! Tests of input that no program writes. The corpus tests whole documents.

use formgrid_model::{Diagnostics, Limits};

use super::{Streams, read};

fn message(main: &[u8]) -> String {
    let streams = Streams { main: main.to_vec(), ..Streams::default() };
    let error = read(&streams, &Limits::default(), &mut Diagnostics::new()).unwrap_err();
    format!("{}: {error}", error.code())
}

fn header(magic: u16, version: u16, flags: u16) -> Vec<u8> {
    let mut main = [magic, version].map(u16::to_le_bytes).concat();
    main.resize(10, 0);
    main.extend(flags.to_le_bytes());
    main
}

#[test]
fn unsupported_documents_are_named() {
    assert!(message(&header(0xa5dc, 101, 0)).contains("Word 6 or 95"));
    assert!(message(&header(0xa5ec, 0xc1, 0x0100)).starts_with("read/encrypted"));
    assert!(message(&header(0xa5ec, 0xc1, 0)).contains("piece table"));
    assert!(message(&header(0, 0, 0)).starts_with("read/malformed"));
    assert!(message(b"").starts_with("read/malformed"));
}
