//! Scores: log-odds in 64ths of a nat. As integers, their sums are exact and depend neither on the
//! order of addition nor on the floats of a platform.

/// A score in 64ths of a nat.
pub(crate) type Score = i32;

/// One nat.
pub(crate) const NAT: Score = 64;

/// A score from hundredths of a nat.
pub(crate) const fn centinat(hundredths: i32) -> Score {
    hundredths * NAT / 100
}

/// The natural logarithm of `numerator / denominator`, each clamped to at least 1.
pub(crate) fn ln_ratio(numerator: u64, denominator: u64) -> Score {
    // log2 with 16 fractional bits, times ln 2 in 16 bits, to 64ths.
    const LN_2: i64 = 45_426;
    let log2 = log2_q16(numerator.max(1)) - log2_q16(denominator.max(1));
    let product = log2 * LN_2 * i64::from(NAT);
    i32::try_from((product + (1 << 31)) >> 32).unwrap_or_default()
}

/// The binary logarithm of a number with 16 fractional bits.
fn log2_q16(x: u64) -> i64 {
    let whole = x.ilog2();
    // The mantissa in [1, 2) with 31 fractional bits.
    let mut mantissa = if whole > 31 { x >> (whole - 31) } else { x << (31 - whole) };
    let mut fraction = 0_i64;
    for _ in 0..16 {
        mantissa = (mantissa * mantissa) >> 31;
        fraction <<= 1;
        if mantissa >= 1 << 32 {
            mantissa >>= 1;
            fraction |= 1;
        }
    }
    (i64::from(whole) << 16) + fraction
}

#[cfg(test)]
mod tests {
    use super::{NAT, ln_ratio};

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the table is compared with it")]
    fn logarithms_are_exact_to_a_64th() {
        for (a, b) in [(1_u64, 1_u64), (2, 1), (1, 7), (1000, 3), (123_456, 789)] {
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let exact = (a as f64 / b as f64).ln() * f64::from(NAT);
            assert!((f64::from(ln_ratio(a, b)) - exact).abs() <= 1.0, "{a}/{b}");
        }
    }
}
