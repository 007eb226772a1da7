//! Selects half of all words by a stable hash.

/// FNV-1a with a seed.
fn seeded_hash(seed: u64, word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325 ^ seed, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Whether a seed hides a word. The last bit of the hash depends only on the last bits of the
/// bytes, so a higher one is used.
pub fn is_hidden(seed: u64, word: &str) -> bool {
    seeded_hash(seed, word) >> 32 & 1 == 0
}
