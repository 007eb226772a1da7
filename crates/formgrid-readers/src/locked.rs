//! Office packages encrypted with the default password.
//!
//! A workbook with a protected structure is encrypted with a password that Office applies without
//! prompting. This module tries that password and no other. It reads agile encryption, whose parameters
//! are XML, and standard encryption, whose header is binary ([MS-OFFCRYPTO] 2.3.4.10 and 2.3.4.5).

use std::io::Read as _;

use aes::cipher::{BlockCipherDecrypt as _, KeyInit as _};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use formgrid_model::{Limit, Limits};
use formgrid_package::{Event, Package, Tag, Xml};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::{ReadError, little_endian::size_at, ole};

/// The default password of Office programs.
const PASSWORD: &str = "VelvetSweatshop";

/// Highest spin count. Programs state a hundred thousand; each million takes a third of a second.
const MAX_ROUNDS: u32 = 1_000_000;

/// Spin count of standard encryption, which is fixed.
const ROUNDS: u32 = 50_000;

/// Bytes of a cipher block.
const BLOCK: usize = 16;
const SEGMENT: usize = 4096;

/// Block keys of agile encryption.
const FOR_INPUT: [u8; 8] = [0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79];
const FOR_HASH: [u8; 8] = [0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e];
const FOR_KEY: [u8; 8] = [0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6];

/// Refuses an OpenDocument package whose manifest declares encrypted parts. `what` names it in the
/// message: `the document`.
pub(crate) fn check_manifest(package: &mut Package<'_>, what: &str) -> Result<(), ReadError> {
    let manifest = package.part("META-INF/manifest.xml").ok().flatten();
    if manifest.is_some_and(|part| part.text.contains("encryption-data")) {
        return Err(ReadError::Encrypted { what: what.to_owned() });
    }
    Ok(())
}

/// The decrypted package; `None` when the default password does not open it.
pub(crate) fn unlock(bytes: &[u8], limits: &Limits) -> Result<Option<Vec<u8>>, ReadError> {
    limits.check(Limit::WorkbookBytes, bytes.len())?;
    let Ok(mut container) = ole::open(bytes) else { return Ok(None) };
    let mut stream = |name: &str| -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let max = limits.of(Limit::WorkbookBytes) as u64;
        container.open_stream(name).ok()?.take(max).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    };
    let (Some(how), Some(package)) = (stream("/EncryptionInfo"), stream("/EncryptedPackage"))
    else {
        return Ok(None);
    };
    let opened = match how.get(..4) {
        Some([4, 0, 4, 0]) => agile(&how, &package, limits),
        Some([2..=4, 0, 2, 0]) => standard(&how, &package),
        _ => None,
    };
    Ok(opened)
}

/// Supported hash functions.
#[derive(Debug, Clone, Copy)]
enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "SHA1" | "SHA-1" => Self::Sha1,
            "SHA256" | "SHA-256" => Self::Sha256,
            "SHA384" | "SHA-384" => Self::Sha384,
            "SHA512" | "SHA-512" => Self::Sha512,
            _ => return None,
        })
    }

    fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        fn all<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut hash = D::new();
            parts.iter().for_each(|part| hash.update(part));
            hash.finalize().to_vec()
        }
        match self {
            Self::Sha1 => all::<Sha1>(parts),
            Self::Sha256 => all::<Sha256>(parts),
            Self::Sha384 => all::<Sha384>(parts),
            Self::Sha512 => all::<Sha512>(parts),
        }
    }

    /// The password hash after `n_rounds` iterations.
    fn of_password(self, salt: &[u8], n_rounds: u32) -> Vec<u8> {
        let password: Vec<u8> = PASSWORD.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let first = self.of(&[salt, &password]);
        (0..n_rounds).fold(first, |hash, round| self.of(&[&round.to_le_bytes(), &hash]))
    }
}

/// A password key encryptor of agile encryption.
#[derive(Debug)]
struct KeyEncryptor {
    hash: Hash,
    key_len: usize,
    salt: Vec<u8>,
}

impl KeyEncryptor {
    fn read(tag: &Tag<'_>) -> Option<Self> {
        let is_known = tag.attr("cipherAlgorithm").as_deref() == Some("AES")
            && tag.attr("cipherChaining").as_deref() == Some("ChainingModeCBC");
        let key_bits: usize = tag.attr("keyBits")?.parse().ok()?;
        let salt = bytes(tag, "saltValue")?;
        let hash = Hash::named(&tag.attr("hashAlgorithm")?)?;
        is_known.then_some(Self { hash, key_len: key_bits / 8, salt })
    }
}

fn bytes(tag: &Tag<'_>, name: &str) -> Option<Vec<u8>> {
    STANDARD.decode(tag.attr(name)?.trim()).ok()
}

fn agile(how: &[u8], package: &[u8], limits: &Limits) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(how.get(8..)?).ok()?;
    let mut xml = Xml::new(text.trim_end_matches('\0'), limits);
    let mut key_data = None;
    let mut secret = None;
    while let Ok(event) = xml.next_event() {
        match event {
            Event::Open(tag) if tag.local() == "keyData" => key_data = KeyEncryptor::read(&tag),
            Event::Open(tag) if tag.local() == "encryptedKey" => secret = secret_key(&tag),
            Event::End => break,
            _ => {}
        }
    }
    let (key_data, secret) = (key_data?, secret?);
    let cipher = Cipher::new(secret.get(..key_data.key_len)?)?;
    let size = size(package)?;
    let mut out = Vec::with_capacity(package.len());
    for (number, segment) in (0_u32..).zip(package.get(8..)?.chunks(SEGMENT)) {
        let start = key_data.hash.of(&[&key_data.salt, &number.to_le_bytes()]);
        out.extend(cipher.chained(start.get(..BLOCK)?, segment));
    }
    out.truncate(size);
    Some(out)
}

/// The package key, if the default password decrypts it.
fn secret_key(tag: &Tag<'_>) -> Option<Vec<u8>> {
    let encryptor = KeyEncryptor::read(tag)?;
    let n_rounds = tag.attr("spinCount")?.parse().ok().filter(|&rounds| rounds <= MAX_ROUNDS)?;
    let password = encryptor.hash.of_password(&encryptor.salt, n_rounds);
    let open = |purpose: [u8; 8], name| {
        let mut key = encryptor.hash.of(&[&password, &purpose]);
        key.resize(encryptor.key_len, 0x36);
        Some(Cipher::new(&key)?.chained(encryptor.salt.get(..BLOCK)?, &bytes(tag, name)?))
    };
    let input = open(FOR_INPUT, "encryptedVerifierHashInput")?;
    let hash = open(FOR_HASH, "encryptedVerifierHashValue")?;
    let expected = encryptor.hash.of(&[&input]);
    (hash.get(..expected.len())? == expected).then(|| open(FOR_KEY, "encryptedKeyValue"))?
}

fn standard(how: &[u8], package: &[u8]) -> Option<Vec<u8>> {
    let header = size_at(how, 8)?;
    let key_len = size_at(how, 12 + 16)? / 8;
    let verifier = header.checked_add(12)?;
    let salt = how.get(verifier.checked_add(4)?..verifier.checked_add(20)?)?;
    let input = how.get(verifier.checked_add(20)?..verifier.checked_add(36)?)?;
    let hash = how.get(verifier.checked_add(40)?..verifier.checked_add(72)?)?;
    let password = Hash::Sha1.of_password(salt, ROUNDS);
    let last = Hash::Sha1.of(&[&password, &[0; 4]]);
    let padded = |pad: u8| {
        let mut block = [pad; 64];
        block.iter_mut().zip(&last).for_each(|(to, from)| *to ^= from);
        Hash::Sha1.of(&[&block])
    };
    let key = [padded(0x36), padded(0x5c)].concat();
    let cipher = Cipher::new(key.get(..key_len)?)?;
    let expected = Hash::Sha1.of(&[&cipher.single(input)]);
    if cipher.single(hash).get(..expected.len())? != expected {
        return None;
    }
    let mut out = cipher.single(package.get(8..)?);
    out.truncate(size(package)?);
    Some(out)
}

/// Bytes of the decrypted package.
fn size(package: &[u8]) -> Option<usize> {
    usize::try_from(u64::from_le_bytes(package.get(..8)?.try_into().ok()?)).ok()
}

enum Cipher {
    Aes128(Box<aes::Aes128>),
    Aes192(Box<aes::Aes192>),
    Aes256(Box<aes::Aes256>),
}

impl Cipher {
    fn new(key: &[u8]) -> Option<Self> {
        Some(match key.len() {
            16 => Self::Aes128(Box::new(aes::Aes128::new_from_slice(key).ok()?)),
            24 => Self::Aes192(Box::new(aes::Aes192::new_from_slice(key).ok()?)),
            32 => Self::Aes256(Box::new(aes::Aes256::new_from_slice(key).ok()?)),
            _ => return None,
        })
    }

    /// Decrypts in ECB mode. A trailing partial block is dropped.
    fn single(&self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len());
        for chunk in bytes.chunks_exact(BLOCK) {
            let mut block = aes::Block::default();
            block.copy_from_slice(chunk);
            match self {
                Self::Aes128(cipher) => cipher.decrypt_block(&mut block),
                Self::Aes192(cipher) => cipher.decrypt_block(&mut block),
                Self::Aes256(cipher) => cipher.decrypt_block(&mut block),
            }
            out.extend_from_slice(&block);
        }
        out
    }

    /// Decrypts in CBC mode.
    fn chained(&self, start: &[u8], bytes: &[u8]) -> Vec<u8> {
        let mut out = self.single(bytes);
        let before = start.iter().chain(bytes);
        out.iter_mut().zip(before).for_each(|(to, from)| *to ^= from);
        out
    }
}

#[cfg(test)]
mod tests {
    use formgrid_model::{Diagnostics, Limits};

    use super::{Cipher, Hash, unlock};

    #[test]
    fn blocks_are_opened() {
        // The example vectors of FIPS 197 and NIST SP 800-38A.
        let key: Vec<u8> = (0..16).collect();
        let cipher = Cipher::new(&key).unwrap();
        let block = [
            0x69, 0xc4, 0xe0, 0xd8, 0x6a, 0x7b, 0x04, 0x30, 0xd8, 0xcd, 0xb7, 0x80, 0x70, 0xb4,
            0xc5, 0x5a,
        ];
        let plain: Vec<u8> = (0..16).map(|n| n * 0x11).collect();
        assert_eq!(cipher.single(&block), plain);
        let mixed = cipher.chained(&plain, &block);
        assert_eq!(mixed, [0; 16]);
        assert!(Cipher::new(&[0; 5]).is_none());
    }

    #[test]
    fn packages_that_do_not_open_are_encrypted() {
        let limits = Limits::default();
        assert!(matches!(unlock(b"no container", &limits), Ok(None)));
        assert_eq!(Hash::Sha1.of_password(b"", 1).len(), 20);
        let bytes = [
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(),
            b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
        ];
        let error = crate::read(&bytes.concat(), &limits, &mut Diagnostics::new()).unwrap_err();
        assert_eq!(error.code(), "read/encrypted");
    }
}
