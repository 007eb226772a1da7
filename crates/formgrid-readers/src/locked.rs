//! Office documents that are locked with no password of their own.
//!
//! Programs lock a document that is only to be protected with a password that all of them know and try
//! without asking. Such a document opens for everybody, so it is opened here; one with a password of its
//! own stays closed. Locked documents are OLE containers with the package in a stream (MS-OFFCRYPTO 2.3.4,
//! agile encryption).

use std::io::{Cursor, Read as _};

use aes::cipher::{BlockModeDecrypt as _, KeyIvInit as _, block_padding::NoPadding};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use formgrid_model::{Limit, Limits};
use formgrid_package::{Event, Tag, Xml};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// The password that programs know.
const PASSWORD: &str = "VelvetSweatshop";

/// Rounds of the hash that are done: ten times as many as programs state.
const MAX_ROUNDS: u32 = 1_000_000;

/// Bytes of the package that are locked together.
const SEGMENT: usize = 4096;

/// Bytes before the description of the lock, which is XML.
const HEAD: usize = 8;

/// Bytes of the stream that describes the lock at most.
const MAX_DESCRIPTION: u64 = 64 << 10;

/// What the parts of a key are made with.
const FOR_VERIFIER: [u8; 8] = [0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79];
const FOR_HASH: [u8; 8] = [0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e];
const FOR_KEY: [u8; 8] = [0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6];

/// The package of a locked document; none where the known password does not open it.
pub(crate) fn open(bytes: &[u8], limits: &Limits) -> Option<Vec<u8>> {
    limits.check(Limit::PackageBytes, bytes.len()).ok()?;
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let mut description = Vec::new();
    let stream = container.open_stream("/EncryptionInfo").ok()?;
    stream.take(MAX_DESCRIPTION).read_to_end(&mut description).ok()?;
    // Version 4.4 is the kind that is described in XML.
    if description.get(..4) != Some(&[4, 0, 4, 0]) {
        return None;
    }
    let lock = Lock::parse(std::str::from_utf8(description.get(HEAD..)?).ok()?, limits)?;
    let key = lock.key()?;
    let mut package = Vec::new();
    let stream = container.open_stream("/EncryptedPackage").ok()?;
    stream.take(bytes.len() as u64).read_to_end(&mut package).ok()?;
    let size = u64::from_le_bytes(*package.first_chunk()?);
    let mut open = Vec::with_capacity(package.len());
    for (number, segment) in (0_u32..).zip(package.get(8..)?.chunks(SEGMENT)) {
        let start = lock.data.hash(&[&lock.data.salt, &number.to_le_bytes()])?;
        open.extend(lock.data.decrypt(&key, &start, segment)?);
    }
    open.truncate(usize::try_from(size).ok()?);
    Some(open)
}

/// How the package and its key are locked.
#[derive(Debug, Default)]
struct Lock {
    data: Cipher,
    key: Cipher,
    rounds: u32,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
    locked_key: Vec<u8>,
}

#[derive(Debug, Default)]
struct Cipher {
    salt: Vec<u8>,
    /// Bytes of a key.
    key_len: usize,
    hash: String,
    is_known: bool,
}

impl Cipher {
    fn parse(tag: &Tag<'_>) -> Option<Self> {
        let key_bits: usize = tag.attr("keyBits")?.parse().ok()?;
        let is_known = tag.attr("cipherAlgorithm").as_deref() == Some("AES")
            && tag.attr("cipherChaining").as_deref() == Some("ChainingModeCBC");
        Some(Self {
            salt: bytes(tag, "saltValue")?,
            key_len: key_bits / 8,
            hash: tag.attr("hashAlgorithm")?.into_owned(),
            is_known,
        })
    }

    fn hash(&self, pieces: &[&[u8]]) -> Option<Vec<u8>> {
        let joined = pieces.concat();
        Some(match self.hash.as_str() {
            "SHA512" | "SHA-512" => Sha512::digest(&joined).to_vec(),
            "SHA384" | "SHA-384" => Sha384::digest(&joined).to_vec(),
            "SHA256" | "SHA-256" => Sha256::digest(&joined).to_vec(),
            _ => return None,
        })
    }

    /// Unlocks whole blocks; `start` is cut or filled up to a block.
    fn decrypt(&self, key: &[u8], start: &[u8], locked: &[u8]) -> Option<Vec<u8>> {
        let start = fitted(start, 16);
        let whole = locked.len() - locked.len() % 16;
        let mut open = locked.get(..whole)?.to_vec();
        let len = match key.len() {
            16 => cbc::Decryptor::<aes::Aes128>::new_from_slices(key, &start)
                .ok()?
                .decrypt_padded::<NoPadding>(&mut open)
                .ok()?
                .len(),
            32 => cbc::Decryptor::<aes::Aes256>::new_from_slices(key, &start)
                .ok()?
                .decrypt_padded::<NoPadding>(&mut open)
                .ok()?
                .len(),
            _ => return None,
        };
        open.truncate(len);
        Some(open)
    }
}

impl Lock {
    fn parse(description: &str, limits: &Limits) -> Option<Self> {
        let mut lock = Self::default();
        let mut xml = Xml::new(description, limits);
        while let Ok(event) = xml.next_event() {
            match event {
                Event::Open(tag) if tag.local() == "keyData" => lock.data = Cipher::parse(&tag)?,
                Event::Open(tag) if tag.local() == "encryptedKey" => {
                    lock.key = Cipher::parse(&tag)?;
                    lock.rounds = tag.attr("spinCount")?.parse().ok()?;
                    lock.verifier = bytes(&tag, "encryptedVerifierHashInput")?;
                    lock.verifier_hash = bytes(&tag, "encryptedVerifierHashValue")?;
                    lock.locked_key = bytes(&tag, "encryptedKeyValue")?;
                }
                Event::End => break,
                _ => {}
            }
        }
        let is_open = lock.data.is_known && lock.key.is_known && lock.rounds <= MAX_ROUNDS;
        is_open.then_some(lock)
    }

    /// The key of the package; none where the known password is not that of the document.
    fn key(&self) -> Option<Vec<u8>> {
        let password: Vec<u8> = PASSWORD.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut hash = self.key.hash(&[&self.key.salt, &password])?;
        for round in 0..self.rounds {
            hash = self.key.hash(&[&round.to_le_bytes(), &hash])?;
        }
        let part = |made_with: &[u8], locked: &[u8]| {
            let key = fitted(&self.key.hash(&[&hash, made_with])?, self.key.key_len);
            self.key.decrypt(&key, &self.key.salt, locked)
        };
        let verifier = part(&FOR_VERIFIER, &self.verifier)?;
        let stated = part(&FOR_HASH, &self.verifier_hash)?;
        let found = self.key.hash(&[&verifier])?;
        if stated.get(..found.len()) != Some(found.as_slice()) {
            return None;
        }
        let mut key = part(&FOR_KEY, &self.locked_key)?;
        key.truncate(self.data.key_len);
        Some(key)
    }
}

/// Bytes cut or filled up to a length, as the standard has it.
fn fitted(bytes: &[u8], length: usize) -> Vec<u8> {
    let length = length.min(64);
    bytes.iter().copied().chain(std::iter::repeat(0x36)).take(length).collect()
}

fn bytes(tag: &Tag<'_>, name: &str) -> Option<Vec<u8>> {
    STANDARD.decode(tag.attr(name)?.trim()).ok()
}
