//! Names of entries. Old programs write them in the encoding of the machine, which in China is GBK, and
//! say nothing of it; a name that is valid UTF-8 is so on purpose.

use encoding_rs::GB18030;

/// The name of an entry as text, with `/` between its parts.
pub(super) fn decoded(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.into(),
        Err(_) => GB18030.decode_without_bom_handling(raw).0,
    };
    name.replace('\\', "/").trim_start_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn names_are_gbk_where_they_are_no_utf8() {
        assert_eq!(decoded("内层/附件2.docx".as_bytes()), "内层/附件2.docx");
        assert_eq!(decoded(b"\xc4\xda\xb2\xe3\\\xb8\xbd\xbc\xfe2.docx"), "内层/附件2.docx");
        // The second byte of this letter is a backslash.
        assert_eq!(decoded(b"\x8c\x5c.txt"), "孿.txt");
        assert_eq!(decoded(b"/abs.txt"), "abs.txt");
    }
}
