//! Opening a document: decryption, and repairs that `lopdf` lacks.

use formgrid_model::{Limit, Limits, OverLimit};
use lopdf::{
    DecompressError, Dictionary, Document, EncryptionState, Error, LoadOptions, Object, ObjectId,
    ObjectStream, encryption,
};
use memchr::memmem;

use crate::{PdfError, limits, packed};

/// The decrypted objects of a document.
pub(crate) fn open(bytes: &[u8], limits: &Limits) -> Result<Document, PdfError> {
    let allowed = packed::check(bytes, limits)?;
    let loaded = load(bytes, allowed);
    // `lopdf` removes the encryption dictionary from the trailer after decrypting.
    let is_locked = match &loaded {
        Ok(document) => document.trailer.has(b"Encrypt"),
        Err(PdfError::Limit(_)) => false,
        Err(_) => true,
    };
    if !is_locked {
        let mut document = loaded?;
        if document.encryption_state.is_none() {
            fill_streams(&mut document, bytes);
        }
        return Ok(document);
    }
    match unlocked(bytes, allowed) {
        Some(document) => Ok(document),
        None => Err(loaded.err().unwrap_or(PdfError::Encrypted)),
    }
}

fn load(bytes: &[u8], allowed: usize) -> Result<Document, PdfError> {
    let options = LoadOptions::with_max_decompressed_size(allowed);
    Document::load_mem_with_options(bytes, options).map_err(|error| match error {
        Error::Decryption(_) | Error::InvalidPassword => PdfError::Encrypted,
        Error::Decompress(DecompressError::MemoryLimitExceeded { limit }) => {
            OverLimit { limit: Limit::PdfObjectBytes, found: limit.saturating_add(1), allowed }
                .into()
        }
        error => PdfError::Malformed { what: error.to_string() },
    })
}

/// Decrypts a document whose encryption `lopdf` does not detect: the encryption dictionary is direct in
/// the trailer, or its values are references. The document is loaded as if unencrypted, the dictionary
/// is rewritten as `lopdf` expects it, and the objects are decrypted afterwards.
fn unlocked(bytes: &[u8], allowed: usize) -> Option<Document> {
    const KEY: &[u8] = b"/Encrypt";
    let mut plain = bytes.to_vec();
    let is_key = |&at: &usize| !bytes.get(at + KEY.len()).is_some_and(u8::is_ascii_alphanumeric);
    for at in memmem::find_iter(bytes, KEY).filter(is_key) {
        // A name of the same length keeps all offsets.
        plain.get_mut(at..at + KEY.len())?.copy_from_slice(ASIDE_KEY);
    }
    let mut document = load(&plain, allowed).ok()?;
    let lock = document.trailer.remove(&ASIDE_KEY[1..])?;
    let id = match lock {
        Object::Reference(id) => id,
        Object::Dictionary(_) => (document.max_id.checked_add(1)?, 0),
        _ => return None,
    };
    let lock = settled(&document, &lock, limits::LOCK_DEPTH)?;
    document.objects.insert(id, lock);
    document.trailer.set("Encrypt", Object::Reference(id));
    let state = EncryptionState::decode(&document, b"").ok()?;
    unlock(&mut document, id, &state, allowed)?;
    document.trailer.remove(b"Encrypt");
    Some(document)
}

/// Name of the trailer's `/Encrypt` key while the document is loaded.
const ASIDE_KEY: &[u8; 8] = b"/EncrypX";

/// Decrypts all objects but the encryption dictionary, and unpacks object streams.
fn unlock(
    document: &mut Document,
    lock: ObjectId,
    state: &EncryptionState,
    allowed: usize,
) -> Option<()> {
    let mut packed = Vec::new();
    let mut left = allowed;
    for (&id, object) in document.objects.iter_mut().filter(|(id, _)| **id != lock) {
        // An object that does not decrypt stays as it is and fails alone.
        let is_unlocked = encryption::decrypt_object(state, id, object).is_ok();
        let stream = object.as_stream().ok().filter(|stream| stream.dict.has_type(b"ObjStm"));
        let Some(stream) = stream.filter(|_| is_unlocked) else { continue };
        left = left.checked_sub(stream.get_plain_content_with_limit(left).ok()?.len())?;
        packed.extend(ObjectStream::new_with_limit(stream, Some(allowed)).ok()?.objects);
    }
    for (id, object) in packed {
        document.objects.entry(id).or_insert(object);
    }
    Some(())
}

/// An object with its references replaced by their targets.
fn settled(document: &Document, object: &Object, depth: usize) -> Option<Object> {
    let depth = depth.checked_sub(1)?;
    let (_, object) = document.dereference(object).ok()?;
    Some(match object {
        Object::Dictionary(dict) => {
            let mut settled_dict = Dictionary::new();
            for (key, value) in dict {
                settled_dict.set(key.clone(), settled(document, value, depth)?);
            }
            Object::Dictionary(settled_dict)
        }
        Object::Array(items) => Object::Array(
            items.iter().map(|item| settled(document, item, depth)).collect::<Option<_>>()?,
        ),
        Object::Stream(_) => return None,
        other => other.clone(),
    })
}

/// Gives streams without a usable length the bytes up to `endstream`.
fn fill_streams(document: &mut Document, bytes: &[u8]) {
    let mut unfilled: Vec<(usize, ObjectId)> = Vec::new();
    for (&id, object) in &document.objects {
        let Object::Stream(stream) = object else { continue };
        let states_none = stream.content.is_empty()
            && !stream.dict.get(b"Length").is_ok_and(|length| {
                document.dereference(length).is_ok_and(|(_, length)| length.as_i64().is_ok())
            });
        unfilled.extend(stream.start_position.filter(|_| states_none).map(|start| (start, id)));
    }
    for (start, id) in unfilled {
        let Some(rest) = bytes.get(start..) else { continue };
        let content = match memmem::find(rest, b"endstream") {
            Some(end) => rest.get(..end).unwrap_or_default(),
            None => rest,
        };
        let content = content.strip_suffix(b"\n").unwrap_or(content);
        let content = content.strip_suffix(b"\r").unwrap_or(content);
        if let Some(Object::Stream(stream)) = document.objects.get_mut(&id) {
            stream.content = content.to_vec();
        }
    }
}
