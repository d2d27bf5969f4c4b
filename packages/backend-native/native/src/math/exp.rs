use super::{multiply_add, polynomial};

/// Adding it to a float below 2^22 in magnitude rounds that to a whole number, held in the low bits: 1.5 · 2^23.
const ROUNDER: f32 = 12_582_912.0;
/// ln 2 in two parts; the first has few enough bits that its product with an exponent is exact.
const LN2_HIGH: f32 = 0.693_359_4;
const LN2_LOW: f32 = -2.121_944_4e-4;

/// (n, e^r) with x = n ln 2 + r and |r| ≤ ln 2 / 2, so that e^x = 2^n e^r.
#[inline(always)]
fn reduce<const FMA: bool>(x: f32) -> (i32, f32) {
    let shifted = multiply_add::<FMA>(x, std::f32::consts::LOG2_E, ROUNDER);
    let n = shifted - ROUNDER;
    let r = multiply_add::<FMA>(n, -LN2_HIGH, x);
    let r = multiply_add::<FMA>(n, -LN2_LOW, r);
    let tail = polynomial::<FMA, 5>(r, [0.499_999_94, 0.166_665_09, 0.041_668_527, 0.008_370_135, 0.001_381_166_3]);
    let power = 1.0 + multiply_add::<FMA>(r * r, tail, r);
    (shifted.to_bits().wrapping_sub(ROUNDER.to_bits()) as i32, power)
}

/// 2^exponent for -127 (which gives 0) to 128 (which gives infinity).
#[inline(always)]
fn power_of_two(exponent: i32) -> f32 {
    f32::from_bits((exponent.wrapping_add(127) as u32) << 23)
}

/// e^x within 1 unit in the last place with fused multiply-add, 2 without. Gradual underflow and overflow as IEEE 754 has them.
#[inline(always)]
pub fn exp<const FMA: bool>(x: f32) -> f32 {
    // Beyond these the result is 0 or infinity anyway. A NaN fails both comparisons and stays.
    let x = if x > 89.0 { 89.0 } else { x };
    let x = if x < -104.0 { -104.0 } else { x };
    let (n, power) = reduce::<FMA>(x);
    // In two factors, so that neither leaves the range of normal numbers.
    let half = n >> 1;
    power * power_of_two(half) * power_of_two(n.wrapping_sub(half))
}

/// [`exp`] for x up to 88 (and infinity at 89), a third cheaper: results below the smallest normal number, 1.2e-38, are 0. For
/// probabilities, whose exponents are 0 at most.
#[inline(always)]
pub fn exp_flushed<const FMA: bool>(x: f32) -> f32 {
    // Here n is -127.
    let x = if x < -88.0 { -88.0 } else { x };
    let (n, power) = reduce::<FMA>(x);
    power * power_of_two(n)
}

#[cfg(test)]
mod tests {
    use super::{exp, exp_flushed};
    use crate::math::test_error::{floats_between, ulps};

    fn worst<const FMA: bool>() -> f64 {
        let mut worst = 0.0f64;
        for (low, high) in [(1e-10, 88.72), (-1e-10, -87.0)] {
            for x in floats_between(low, high, 997) {
                worst = worst.max(ulps(exp::<FMA>(x), f64::from(x).exp()));
            }
        }
        worst
    }

    #[test]
    fn exp_is_within_two_units_in_the_last_place() {
        assert!(worst::<true>() < 1.1, "{}", worst::<true>());
        assert!(worst::<false>() < 2.0, "{}", worst::<false>());
    }

    #[test]
    fn exp_flushed_is_exp_or_zero() {
        for x in floats_between(-1e-10, -200.0, 997).chain(floats_between(1e-10, 88.0, 997)) {
            let (got, wanted) = (exp_flushed::<true>(x), exp::<true>(x));
            assert!(got == wanted || got == 0.0 && wanted < 1.8e-38, "{x}: {got} {wanted}");
        }
        assert_eq!(exp_flushed::<true>(f32::NEG_INFINITY), 0.0);
        assert!(exp_flushed::<true>(f32::NAN).is_nan());
    }

    #[test]
    fn exp_has_the_limits_of_the_real_function() {
        assert_eq!(exp::<true>(0.0), 1.0);
        assert_eq!(exp::<true>(f32::INFINITY), f32::INFINITY);
        assert_eq!(exp::<true>(100.0), f32::INFINITY);
        assert_eq!(exp::<true>(f32::NEG_INFINITY), 0.0);
        assert_eq!(exp::<true>(-1e30), 0.0);
        assert!(exp::<true>(f32::NAN).is_nan());
        // Subnormal results, to within the spacing of subnormals.
        for x in floats_between(-87.5, -103.0, 9973) {
            assert!((f64::from(exp::<true>(x)) - f64::from(x).exp()).abs() <= 1.5e-45 * 1.01, "{x}");
        }
    }
}
