use super::{multiply_add, polynomial};

/// Adding it to a float below 2^22 in magnitude rounds that to a whole number, held in the low bits: 1.5 · 2^23.
const ROUNDER: f32 = 12_582_912.0;
/// ln 2 in two parts; the first has few enough bits that its product with an exponent is exact.
const LN2_HIGH: f32 = 0.693_359_4;
const LN2_LOW: f32 = -2.121_944_4e-4;

/// e^x within 1 unit in the last place with fused multiply-add, 2 without. Gradual underflow and overflow as IEEE 754 has them.
///
/// x = n ln 2 + r with |r| ≤ ln 2 / 2, so e^x = 2^n e^r. 2^n is applied in two factors, so that neither leaves the range of
/// normal numbers.
#[inline(always)]
pub fn exp<const FMA: bool>(x: f32) -> f32 {
    // Beyond these the result is 0 or infinity anyway. A NaN fails both comparisons and stays.
    let x = if x > 89.0 { 89.0 } else { x };
    let x = if x < -104.0 { -104.0 } else { x };
    let shifted = multiply_add::<FMA>(x, std::f32::consts::LOG2_E, ROUNDER);
    let n = shifted - ROUNDER;
    let r = multiply_add::<FMA>(n, -LN2_HIGH, x);
    let r = multiply_add::<FMA>(n, -LN2_LOW, r);
    let tail = polynomial::<FMA, 5>(r, [0.499_999_94, 0.166_665_09, 0.041_668_527, 0.008_370_135, 0.001_381_166_3]);
    let power = 1.0 + multiply_add::<FMA>(r * r, tail, r);
    let n = shifted.to_bits().wrapping_sub(ROUNDER.to_bits()) as i32;
    let half = n >> 1;
    let scale = |exponent: i32| f32::from_bits((exponent.wrapping_add(127) as u32) << 23);
    power * scale(half) * scale(n.wrapping_sub(half))
}

#[cfg(test)]
mod tests {
    use super::exp;
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
