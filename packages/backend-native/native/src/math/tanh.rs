use super::{exp_flushed, multiply_add, polynomial};

/// The hyperbolic tangent, within 2 units in the last place.
///
/// Up to |x| = 0.625: x + x³ P(x²). Beyond: 1 - 2 / (e^(2|x|) + 1), with the sign of x.
#[inline(always)]
pub fn tanh<const FMA: bool>(x: f32) -> f32 {
    let magnitude = x.abs();
    let square = x * x;
    let near =
        polynomial::<FMA, 5>(square, [-0.333_332_8, 0.133_314_42, -0.053_739_715, 0.020_639_088, -0.005_704_987_3]);
    let near = multiply_add::<FMA>(near * square, x, x);
    // From 10 on tanh rounds to 1.
    let doubled = if magnitude > 10.0 { 20.0 } else { magnitude + magnitude };
    let far = (1.0 - 2.0 / (exp_flushed::<FMA>(doubled) + 1.0)).copysign(x);
    if magnitude > 0.625 { far } else { near }
}

#[cfg(test)]
mod tests {
    use super::tanh;
    use crate::math::test_error::{floats_between, ulps};

    #[test]
    fn tanh_is_within_two_units_in_the_last_place() {
        let mut worst = 0.0f64;
        for (low, high) in [(1e-20, 12.0), (-1e-20, -12.0)] {
            for x in floats_between(low, high, 997) {
                let wanted = f64::from(x).tanh();
                worst = worst.max(ulps(tanh::<true>(x), wanted)).max(ulps(tanh::<false>(x), wanted));
            }
        }
        assert!(worst < 2.0, "{worst}");
    }

    #[test]
    fn tanh_has_the_limits_of_the_real_function() {
        assert_eq!(tanh::<true>(0.0), 0.0);
        assert_eq!(tanh::<true>(f32::INFINITY), 1.0);
        assert_eq!(tanh::<true>(f32::NEG_INFINITY), -1.0);
        assert!(tanh::<true>(f32::NAN).is_nan());
    }
}
