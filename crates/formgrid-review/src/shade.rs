//! Confidence as a color: five steps, always shown with the number.

/// Upper bounds of the steps, ascending; the last step is open.
const STEPS: [f64; 4] = [0.5, 0.7, 0.85, 0.95];

/// Number of steps.
pub(crate) const N_STEPS: usize = STEPS.len() + 1;

/// The step of a confidence, from 0 (lowest).
pub(crate) fn step(confidence: f64) -> usize {
    STEPS.iter().filter(|end| confidence >= **end).count()
}

/// The range of a step: `.70 to .85`.
pub(crate) fn range(step: usize) -> String {
    let low = step.checked_sub(1).and_then(|below| STEPS.get(below));
    match (low, STEPS.get(step)) {
        (Some(low), Some(high)) => format!("{low:.2} – {high:.2}"),
        (Some(low), None) => format!("≥ {low:.2}"),
        (None, Some(high)) => format!("< {high:.2}"),
        (None, None) => String::new(),
    }
}

/// The CSS class of a step.
pub(crate) fn class(confidence: f64) -> &'static str {
    ["s0", "s1", "s2", "s3", "s4"].get(step(confidence)).copied().unwrap_or("s4")
}

#[cfg(test)]
mod tests {
    use super::{N_STEPS, class, range, step};

    #[test]
    fn steps_begin_at_their_lower_end() {
        assert_eq!([0.0, 0.5, 0.69, 0.7, 0.95, 1.0].map(step), [0, 1, 1, 2, 4, 4]);
        assert_eq!((range(0).as_str(), range(N_STEPS - 1).as_str()), ("< 0.50", "≥ 0.95"));
        assert_eq!(class(2.0), "s4");
    }
}
