//! Half of all words, by a hash that is the same everywhere.

/// FNV-1a, begun with a seed.
pub fn seeded_hash(seed: u64, word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325 ^ seed, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Whether a word is of the half that a seed hides. The last bit of the hash depends on the last bits of all
/// bytes alone, so a higher one is taken.
pub fn is_hidden(seed: u64, word: &str) -> bool {
    seeded_hash(seed, word) >> 32 & 1 == 0
}
