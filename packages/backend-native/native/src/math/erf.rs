use super::{exp_flushed, multiply_add, polynomial};

/// The error function 2/√π ∫₀ˣ e^(-t²) dt, within 1.5 units in the last place, absolute error below 1e-7.
///
/// Up to |x| = 1: x + x P(x²). Beyond: 1 - e^(x Q(x)) with x Q(x) ≈ log erfc(x), up to 4, from where erf rounds to 1.
#[inline(always)]
pub fn erf<const FMA: bool>(x: f32) -> f32 {
    let magnitude = x.abs();
    let square = x * x;
    let near = polynomial::<FMA, 7>(
        square,
        [0.128_379_17, -0.376_126_26, 0.112_835_854, -0.026_853_813, 0.005_188_328_7, -8.010_201e-4, 7.853_882_6e-5],
    );
    let near = multiply_add::<FMA>(near, x, x);
    let bounded = if magnitude > 4.0 { 4.0 } else { magnitude };
    let far = polynomial::<FMA, 6>(
        bounded,
        [-1.128_480_1, -0.635_831_5, -0.105_116_114, 0.022_798_445, -0.003_186_941, 2.106_425e-4],
    );
    let far = (1.0 - exp_flushed::<FMA>(far * bounded)).copysign(x);
    if magnitude > 1.0 { far } else { near }
}

#[cfg(test)]
pub mod tests {
    use super::erf;
    use crate::math::test_error::{floats_between, ulps};

    /// erf in float64: its Maclaurin series up to 3, the continued fraction of erfc beyond.
    pub fn exact(x: f64) -> f64 {
        let scale = 2.0 / std::f64::consts::PI.sqrt();
        if x.abs() < 3.0 {
            let (mut term, mut sum) = (x, x);
            for n in 1..200 {
                term *= -x * x / f64::from(n);
                sum += term / f64::from(2 * n + 1);
            }
            return scale * sum;
        }
        let fraction = (1..200).rev().fold(0.0, |tail, n| f64::from(n) / 2.0 / (x.abs() + tail));
        (1.0 - (-x * x).exp() / std::f64::consts::PI.sqrt() / (x.abs() + fraction)).copysign(x)
    }

    #[test]
    fn the_reference_is_right() {
        assert!((exact(0.5) - 0.520_499_877_813_046_5).abs() < 1e-15);
        assert!((exact(2.9) - 0.999_958_902_121_901_2).abs() < 1e-13);
        assert!((exact(3.1) - 0.999_988_351_342_633_2).abs() < 1e-13);
    }

    #[test]
    fn erf_is_within_two_units_in_the_last_place() {
        let (mut worst, mut absolute) = (0.0f64, 0.0f64);
        for (low, high) in [(1e-20, 6.0), (-1e-20, -6.0)] {
            for x in floats_between(low, high, 9973) {
                let wanted = exact(f64::from(x));
                worst = worst.max(ulps(erf::<true>(x), wanted)).max(ulps(erf::<false>(x), wanted));
                absolute = absolute.max((f64::from(erf::<true>(x)) - wanted).abs());
            }
        }
        assert!(worst < 2.0, "{worst}");
        assert!(absolute < 1e-7, "{absolute}");
    }

    #[test]
    fn erf_has_the_limits_of_the_real_function() {
        assert_eq!(erf::<true>(0.0), 0.0);
        assert!(erf::<true>(-0.0).is_sign_negative());
        assert_eq!(erf::<true>(f32::INFINITY), 1.0);
        assert_eq!(erf::<true>(f32::NEG_INFINITY), -1.0);
        assert_eq!(erf::<true>(5.0), 1.0);
        assert!(erf::<true>(f32::NAN).is_nan());
    }
}
