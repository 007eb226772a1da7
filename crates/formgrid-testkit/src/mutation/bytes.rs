//! Damages arbitrary bytes: truncates, changes, removes, duplicates.

use super::random::Random;

/// Numbers at which lengths, counts and offsets break, the same in either byte order.
const NUMBERS: [[u8; 4]; 8] = [
    [0x00; 4],
    [0xff; 4],
    [0xff, 0xff, 0xff, 0x7f],
    [0x7f, 0xff, 0xff, 0xff],
    [0x80, 0x00, 0x00, 0x00],
    [0x00, 0x00, 0x00, 0x80],
    [0x00, 0x00, 0x00, 0x10],
    [0xff, 0xff, 0x00, 0x00],
];

/// Damages bytes and returns a description.
pub(super) fn damage(bytes: &mut Vec<u8>, random: &mut Random) -> String {
    let at = random.below(bytes.len());
    match random.below(7) {
        0 => {
            bytes.truncate(at);
            format!("cut off at byte {at}")
        }
        1 | 2 => {
            let n = 1 + random.below(8);
            for _ in 0..n {
                let at = random.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = random.next().to_le_bytes()[0];
                }
            }
            format!("{n} bytes changed")
        }
        3 => {
            let number = random.of(&NUMBERS);
            let n = 1 + random.below(4);
            for (byte, new) in bytes.iter_mut().skip(at).zip(&number[..n]) {
                *byte = *new;
            }
            format!("{n} bytes of {number:x?} at byte {at}")
        }
        4 => {
            let range = random.range(bytes.len());
            bytes.drain(range.clone());
            format!("bytes {range:?} taken out")
        }
        5 => {
            let range = random.range(bytes.len());
            let again = bytes[range.clone()].to_vec();
            let at = at.min(bytes.len());
            bytes.splice(at..at, again);
            format!("bytes {range:?} again at byte {at}")
        }
        _ => {
            let range = random.range(bytes.len());
            bytes[range.clone()].fill(*random.of(&[0, b' ', b'9', 0xff]));
            format!("bytes {range:?} of one value")
        }
    }
}
