use super::{multiply_add, polynomial};

/// ln 2 in two parts; the first has few enough bits that its product with an exponent is exact.
const LN2_HIGH: f32 = 0.693_359_4;
const LN2_LOW: f32 = -2.121_944_4e-4;

/// The natural logarithm within 2 units in the last place; -∞ at 0, NaN below.
///
/// x = 2^n m with m from √½ to √2, so ln x = n ln 2 + ln m, with ln m = t - t²/2 + t³ P(t) for t = m - 1.
#[inline(always)]
pub fn log<const FMA: bool>(x: f32) -> f32 {
    // Subnormal numbers have no exponent of their own: scale them into the normal range first.
    let subnormal = x < f32::MIN_POSITIVE;
    let scaled = if subnormal { x * 33_554_432.0 } else { x };
    let shift = if subnormal { -25.0 } else { 0.0 };
    // Subtracting √½ in the bits makes the exponent field count from √½ instead of 1.
    const ROOT_HALF: u32 = 0x3f35_04f3;
    let bits = scaled.to_bits().wrapping_sub(ROOT_HALF);
    let n = (bits as i32 >> 23) as f32 + shift;
    let t = f32::from_bits((bits & 0x007f_ffff).wrapping_add(ROOT_HALF)) - 1.0;
    let tail = polynomial::<FMA, 9>(
        t,
        [
            0.333_333_13,
            -0.250_000_1,
            0.200_021_19,
            -0.166_679_96,
            0.142_195_52,
            -0.124_055_885,
            0.118_881_62,
            -0.116_756_52,
            0.067_466_415,
        ],
    );
    let square = t * t;
    let low = multiply_add::<FMA>(n, LN2_LOW, square * t * tail);
    let low = multiply_add::<FMA>(-0.5, square, low);
    let result = multiply_add::<FMA>(n, LN2_HIGH, t + low);
    let result = if x == f32::INFINITY { x } else { result };
    let result = if x == 0.0 { f32::NEG_INFINITY } else { result };
    // False for a NaN too.
    if x >= 0.0 { result } else { f32::NAN }
}

#[cfg(test)]
mod tests {
    use super::log;
    use crate::math::test_error::{floats_between, ulps};

    #[test]
    fn log_is_within_two_units_in_the_last_place() {
        let mut worst = (0.0f64, 0.0);
        for x in floats_between(1e-45, f32::MAX, 9973).chain(floats_between(0.5, 2.0, 97)) {
            let wanted = f64::from(x).ln();
            let error = ulps(log::<true>(x), wanted).max(ulps(log::<false>(x), wanted));
            if error > worst.0 {
                worst = (error, x);
            }
        }
        assert!(worst.0 < 2.0, "{worst:?}");
    }

    #[test]
    fn log_has_the_limits_of_the_real_function() {
        assert_eq!(log::<true>(1.0), 0.0);
        assert_eq!(log::<true>(0.0), f32::NEG_INFINITY);
        assert_eq!(log::<true>(f32::INFINITY), f32::INFINITY);
        assert!(log::<true>(-1.0).is_nan());
        assert!(log::<true>(f32::NAN).is_nan());
    }
}
