//! Limits: what one package may cost, each with the reason for its number.
//!
//! A limit is never recovered from: what runs into one is no document but damage or an attack.

/// Bytes of one part after inflating. The largest `document.xml` of a compilation of 36 departments has
/// one megabyte; a part is held whole in memory.
pub const MAX_PART_BYTES: u64 = 96 << 20;

/// Bytes of all parts that were read, after inflating. Parts are read one after another and dropped, so
/// this bounds time rather than memory.
pub const MAX_TOTAL_BYTES: u64 = 256 << 20;

/// How many times longer a part may be than its compressed bytes. The XML of tables that repeat
/// themselves reaches 60; deflate itself ends at 1,032.
pub const MAX_RATIO: u64 = 300;

/// Parts below this many bytes may have any ratio: a blank page of XML is harmless.
pub const RATIO_FREE_BYTES: u64 = 4 << 20;

/// Entries of one archive. A report with many pictures has a few thousand.
pub const MAX_ENTRIES: usize = 20_000;

/// Elements open at once in one part. Tables in tables in text boxes stay below 100; readers keep a
/// word per open element, so the number only ends what is surely an attack.
pub const MAX_XML_DEPTH: usize = 1_000;

/// Tags, texts and references of one part: with 40 nanoseconds each, the longest part that is read
/// takes less than two seconds.
pub const MAX_XML_TOKENS: usize = 40_000_000;
