use super::LEAST;
use crate::math;
use crate::threads::{Parts, chunk_for, parallel_ranges};
use crate::width::vectorized;

trait Function {
    fn apply<const FMA: bool>(x: f32) -> f32;
}

vectorized! {
    fn map<{ F: Function }>(x: &[f32], y: &mut [f32]) {
        x.iter().zip(y).for_each(|(&x, y)| *y = F::apply::<FMA>(x));
    }
}

macro_rules! functions {
    ($($name:ident: |$x:ident| $value:expr;)+) => {
        $(
            struct $name;
            impl Function for $name {
                #[inline(always)]
                fn apply<const FMA: bool>($x: f32) -> f32 {
                    $value
                }
            }
        )+

        /// A function of one float, by tfjs's kernel name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u32)]
        pub enum UnaryOperation {
            $($name,)+
        }

        impl UnaryOperation {
            /// All of them, at the place of their number.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            fn run(self, x: &[f32], y: &mut [f32]) {
                match self {
                    $(Self::$name => map::<$name>(x, y),)+
                }
            }
        }
    };
}

functions! {
    Abs: |x| x.abs();
    Ceil: |x| x.ceil();
    Erf: |x| math::erf::<FMA>(x);
    Exp: |x| math::exp::<FMA>(x);
    Floor: |x| x.floor();
    Log: |x| math::log::<FMA>(x);
    Neg: |x| -x;
    Reciprocal: |x| 1.0 / x;
    // Comparisons with a NaN are false, which keeps it.
    Relu: |x| if x < 0.0 { 0.0 } else { x };
    Rsqrt: |x| 1.0 / x.sqrt();
    Sigmoid: |x| math::sigmoid::<FMA>(x);
    Sqrt: |x| x.sqrt();
    Square: |x| x * x;
    Tanh: |x| math::tanh::<FMA>(x);
}

/// `y = f(x)`
pub fn unary(operation: UnaryOperation, x: &[f32], y: &mut [f32]) {
    each(x, y, |x, y| operation.run(x, y));
}

fn each(x: &[f32], y: &mut [f32], run: impl Fn(&[f32], &mut [f32]) + Sync) {
    assert_eq!(x.len(), y.len());
    let parts = Parts::new(y);
    parallel_ranges(x.len(), chunk_for(x.len(), LEAST), |range| {
        // SAFETY: ranges do not overlap.
        run(&x[range.clone()], unsafe { parts.part(range) });
    });
}

vectorized! {
    fn step_part(x: &[f32], y: &mut [f32], slope: f32) {
        for (&x, y) in x.iter().zip(y) {
            let step = if x > 0.0 { 1.0 } else { slope };
            *y = if x.is_nan() { x } else { step };
        }
    }
}

/// 1 above 0, `slope` elsewhere: tfjs's Step, the derivative of ReLU and its leaky form.
pub fn step(x: &[f32], y: &mut [f32], slope: f32) {
    each(x, y, |x, y| step_part(x, y, slope));
}

vectorized! {
    fn clip_part(x: &[f32], y: &mut [f32], low: f32, high: f32) {
        for (&x, y) in x.iter().zip(y) {
            let x = if x > high { high } else { x };
            *y = if x < low { low } else { x };
        }
    }
}

/// `x` limited to `low` to `high`; NaN stays.
pub fn clip(x: &[f32], y: &mut [f32], low: f32, high: f32) {
    each(x, y, |x, y| clip_part(x, y, low, high));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::Random;

    fn exact(operation: UnaryOperation, x: f64) -> f64 {
        use UnaryOperation::*;
        match operation {
            Abs => x.abs(),
            Ceil => x.ceil(),
            Erf => math::erf_reference(x),
            Exp => x.exp(),
            Floor => x.floor(),
            Log => x.ln(),
            Neg => -x,
            Reciprocal => 1.0 / x,
            Relu => {
                if x.is_nan() {
                    x
                } else {
                    x.max(0.0)
                }
            }
            Rsqrt => 1.0 / x.sqrt(),
            Sigmoid => 1.0 / (1.0 + (-x).exp()),
            Sqrt => x.sqrt(),
            Square => x * x,
            Tanh => x.tanh(),
        }
    }

    #[test]
    fn every_function_matches_float64() {
        let mut x: Vec<f32> = Random::new(17).floats(70_001).iter().map(|value| 8.0 * value).collect();
        x[..6].copy_from_slice(&[0.0, f32::NAN, 1e-30, -1e-30, 3e38, -50.0]);
        for &operation in UnaryOperation::ALL {
            let mut y = vec![0.0; x.len()];
            unary(operation, &x, &mut y);
            for (&x, &y) in x.iter().zip(&y) {
                let wanted = exact(operation, f64::from(x));
                let close = (f64::from(y) - wanted).abs() <= 4e-7 * wanted.abs() + 1e-38;
                assert!(close || (wanted as f32) == y || wanted.is_nan() && y.is_nan(), "{operation:?}({x}) = {y}");
            }
        }
    }

    #[test]
    fn infinities() {
        let x = [f32::INFINITY, f32::NEG_INFINITY];
        let both = |operation| {
            let mut y = [0.0; 2];
            unary(operation, &x, &mut y);
            y
        };
        assert_eq!(both(UnaryOperation::Relu), [f32::INFINITY, 0.0]);
        assert_eq!(both(UnaryOperation::Sigmoid), [1.0, 0.0]);
        assert_eq!(both(UnaryOperation::Tanh), [1.0, -1.0]);
    }

    #[test]
    fn steps_and_clips() {
        let x = [-2.0, 0.0, 3.0, f32::NAN];
        let mut y = [0.0; 4];
        step(&x, &mut y, 0.5);
        assert_eq!(y[..3], [0.5, 0.5, 1.0]);
        assert!(y[3].is_nan());
        clip(&x, &mut y, -1.0, 1.0);
        assert_eq!(y[..3], [-1.0, 0.0, 1.0]);
        assert!(y[3].is_nan());
    }
}
