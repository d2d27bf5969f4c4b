//! Elementary functions of float32 without branches, so that loops over them vectorise.
//!
//! The polynomials are minimax fits (Lawson's iteration in float64, then rounded); each function's tests state its error
//! against float64. NaN goes through, infinities give their limits.

mod erf;
mod exp;
mod log;
mod tanh;

pub use erf::erf;
#[cfg(test)]
pub use erf::tests::exact as erf_reference;
pub use exp::{exp, exp_flushed};
pub use log::log;
pub use tanh::tanh;

/// `a * b + c`: one instruction with one rounding where `FMA`. Without it, `f32::mul_add` would call a slow library function.
#[inline(always)]
pub fn multiply_add<const FMA: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FMA { a.mul_add(b, c) } else { a * b + c }
}

/// `coefficients[0] + coefficients[1] x + …`, the even and the odd terms by Horner's rule side by side: half as long a chain of dependent
/// operations, which is what limits loops over these functions.
#[inline(always)]
pub fn polynomial<const FMA: bool, const N: usize>(x: f32, coefficients: [f32; N]) -> f32 {
    let square = x * x;
    let mut sums = [0.0; 2];
    let mut index = N;
    while index > 0 {
        index -= 1;
        let parity = index % 2;
        // The first of each kind starts its sum.
        sums[parity] = if index + 2 >= N {
            coefficients[index]
        } else {
            multiply_add::<FMA>(sums[parity], square, coefficients[index])
        };
    }
    multiply_add::<FMA>(sums[1], x, sums[0])
}

/// The logistic function 1 / (1 + e^-x).
#[inline(always)]
pub fn sigmoid<const FMA: bool>(x: f32) -> f32 {
    // From here on down the result is 0, less than the smallest normal number.
    let x = if x < -89.0 { -89.0 } else { x };
    1.0 / (1.0 + exp_flushed::<FMA>(-x))
}

#[cfg(test)]
pub mod test_error {
    /// Every `step`-th float32 from `low` to `high`, both of the same sign.
    pub fn floats_between(low: f32, high: f32, step: usize) -> impl Iterator<Item = f32> {
        let (a, b) = (low.to_bits().min(high.to_bits()), low.to_bits().max(high.to_bits()));
        (a..=b).step_by(step).map(f32::from_bits)
    }

    /// The error of `got` in units in the last place of `wanted` rounded to float32.
    pub fn ulps(got: f32, wanted: f64) -> f64 {
        let rounded = wanted as f32;
        if rounded == got || (rounded.is_nan() && got.is_nan()) {
            return 0.0;
        }
        let next = f32::from_bits(rounded.abs().to_bits() + 1);
        (f64::from(got) - wanted).abs() / f64::from(next - rounded.abs())
    }
}
