//! Suggestions for mistyped values.

/// The candidate that a mistyped word is nearest to, as a remark within a message; empty if none is near.
pub(crate) fn suggestion<'c>(word: &str, candidates: impl Iterator<Item = &'c str>) -> String {
    /// Jaro similarity of a likely misspelling, as in clap.
    const NEAR: f64 = 0.7;
    let scored = candidates.map(|candidate| (strsim::jaro(word, candidate), candidate));
    let best = scored.filter(|(score, _)| *score > NEAR).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map_or(String::new(), |(_, candidate)| format!(" (did you mean {candidate}?)"))
}
