//! The activation GELU(z) = z Φ(z) of z = x + bias, by erf or by tanh (Hendrycks and Gimpel, 2016), and its gradient.

use super::column_sums::sums_over_rows;
use crate::math::{exp_flushed, multiply_add, polynomial, tanh};
use crate::threads::{Parts, parallel_ranges, rows_for};
use crate::width::vectorized;

/// A row costs about this many items of plain arithmetic for each of its elements.
const COST: usize = 8;

/// A form of the activation.
trait Gelu {
    fn value<const FMA: bool>(z: f32) -> f32;
    fn slope<const FMA: bool>(z: f32) -> f32;
}

/// Φ(z), the distribution function of the normal distribution
struct Exact;

/// Φ(z) ≈ (1 + tanh(√(2/π) (z + 0.044715 z³))) / 2
struct Approximate;

/// Beyond ±30 the density is 0 in float32; limiting z first keeps 0 · ∞ out of the slope. A NaN stays.
#[inline(always)]
fn limited(z: f32) -> f32 {
    let z = if z > 30.0 { 30.0 } else { z };
    if z < -30.0 { -30.0 } else { z }
}

/// (Φ(z), e^(-z²/2)): one exponential and one division for both.
///
/// Φ(-t) = e^(-t²/2) M(t), where M, a multiple of the Mills ratio, falls slowly from 1/2. It is a polynomial of u = 1 / (1 + 0.3 t), of the form
/// of Abramowitz and Stegun 7.1.25, fitted with an error of Φ below 1e-8 and a relative one below 4e-7.
#[inline(always)]
fn normal_distribution<const FMA: bool>(z: f32) -> (f32, f32) {
    let u = 1.0 / multiply_add::<FMA>(0.3, z.abs(), 1.0);
    let mills = u * polynomial::<FMA, 8>(
        u,
        [
            0.119_637_42,
            0.120_647_77,
            0.100_446_71,
            0.127_254_64,
            -0.052_071_314,
            0.205_499_4,
            -0.157_195_21,
            0.035_780_61,
        ],
    );
    let bell = exp_flushed::<FMA>(-0.5 * z * z);
    let tail = bell * mills;
    (if z > 0.0 { 1.0 - tail } else { tail }, bell)
}

impl Gelu for Exact {
    #[inline(always)]
    fn value<const FMA: bool>(z: f32) -> f32 {
        z * normal_distribution::<FMA>(z).0
    }

    #[inline(always)]
    fn slope<const FMA: bool>(z: f32) -> f32 {
        let z = limited(z);
        let (distribution, bell) = normal_distribution::<FMA>(z);
        multiply_add::<FMA>(z * 0.398_942_3, bell, distribution)
    }
}

const ROOT: f32 = 0.797_884_6; // √(2/π)
const CUBIC: f32 = 0.044_715;

impl Gelu for Approximate {
    #[inline(always)]
    fn value<const FMA: bool>(z: f32) -> f32 {
        let half = 0.5 * z;
        multiply_add::<FMA>(half, tanh::<FMA>(ROOT * multiply_add::<FMA>(CUBIC * z * z, z, z)), half)
    }

    #[inline(always)]
    fn slope<const FMA: bool>(z: f32) -> f32 {
        let z = limited(z);
        let square = z * z;
        let t = tanh::<FMA>(ROOT * multiply_add::<FMA>(CUBIC * square, z, z));
        let inner = ROOT * multiply_add::<FMA>(3.0 * CUBIC, square, 1.0);
        0.5 * multiply_add::<FMA>(z * inner, 1.0 - t * t, 1.0 + t)
    }
}

vectorized! {
    fn values<{ G: Gelu }>(x: &[f32], bias: &[f32], y: &mut [f32]) {
        if bias.is_empty() {
            return x.iter().zip(y).for_each(|(&x, y)| *y = G::value::<FMA>(x));
        }
        for (x, y) in x.chunks_exact(bias.len()).zip(y.chunks_exact_mut(bias.len())) {
            for ((&x, &bias), y) in x.iter().zip(bias).zip(y) {
                *y = G::value::<FMA>(x + bias);
            }
        }
    }
}

vectorized! {
    fn slopes<{ G: Gelu }>(dy: &[f32], x: &[f32], bias: &[f32], dx: &mut [f32], dbias: &mut [f32]) {
        if bias.is_empty() {
            return dy.iter().zip(x).zip(dx).for_each(|((&dy, &x), dx)| *dx = dy * G::slope::<FMA>(x));
        }
        let width = bias.len();
        let rows = dy.chunks_exact(width).zip(x.chunks_exact(width)).zip(dx.chunks_exact_mut(width));
        for ((dy, x), dx) in rows {
            let columns = dy.iter().zip(x).zip(bias).zip(dx).zip(dbias.iter_mut());
            for ((((&dy, &x), &bias), dx), dbias) in columns {
                let gradient = dy * G::slope::<FMA>(x + bias);
                *dx = gradient;
                *dbias += gradient;
            }
        }
    }
}

/// Which form of the activation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Erf,
    Tanh,
}

/// `y [n, width] = gelu(x + bias)`; no bias where it is empty.
pub fn bias_gelu(x: &[f32], bias: &[f32], y: &mut [f32], width: usize, form: Form) {
    assert!(x.len() == y.len() && (bias.is_empty() || bias.len() == width));
    let parts = Parts::new(y);
    let rows = x.len() / width.max(1);
    parallel_ranges(rows, rows_for(rows, COST * width), |rows| {
        let elements = rows.start * width..rows.end * width;
        // SAFETY: ranges of rows do not overlap.
        let y = unsafe { parts.part(elements.clone()) };
        match form {
            Form::Erf => values::<Exact>(&x[elements], bias, y),
            Form::Tanh => values::<Approximate>(&x[elements], bias, y),
        }
    });
}

/// The gradients of [`bias_gelu`]: `dx [n, width]`, and `dbias [width]` where there is a bias.
pub fn bias_gelu_gradient(
    dy: &[f32],
    x: &[f32],
    bias: &[f32],
    dx: &mut [f32],
    dbias: &mut [f32],
    width: usize,
    form: Form,
) {
    assert!(x.len() == dy.len() && dx.len() == dy.len() && bias.len() == dbias.len());
    assert!(bias.is_empty() || bias.len() == width);
    let parts = Parts::new(dx);
    let rows = x.len() / width.max(1);
    let block = |rows: std::ops::Range<usize>, dbias: &mut [f32]| {
        let elements = rows.start * width..rows.end * width;
        // SAFETY: ranges of rows do not overlap.
        let dx = unsafe { parts.part(elements.clone()) };
        match form {
            Form::Erf => slopes::<Exact>(&dy[elements.clone()], &x[elements], bias, dx, dbias),
            Form::Tanh => slopes::<Approximate>(&dy[elements.clone()], &x[elements], bias, dx, dbias),
        }
    };
    if bias.is_empty() {
        return parallel_ranges(rows, rows_for(rows, COST * width), |rows| block(rows, &mut []));
    }
    dbias.fill(0.0);
    sums_over_rows(rows, COST * width, dbias, block);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::erf_reference;
    use crate::test_support::{Random, assert_close};

    fn exact(z: f64, form: Form) -> f64 {
        match form {
            Form::Erf => 0.5 * z * (1.0 + erf_reference(z / std::f64::consts::SQRT_2)),
            Form::Tanh => {
                let inner = (2.0 / std::f64::consts::PI).sqrt() * (z + 0.044715 * z * z * z);
                0.5 * z * (1.0 + inner.tanh())
            }
        }
    }

    #[test]
    fn values_and_slopes_match_float64() {
        let mut random = Random::new(6);
        for form in [Form::Erf, Form::Tanh] {
            for &(rows, width) in &[(0, 3), (1, 1), (5, 33), (400, 70)] {
                let scaled = |values: Vec<f32>| values.into_iter().map(|value| 4.0 * value).collect::<Vec<f32>>();
                let (x, dy) = (scaled(random.floats(rows * width)), random.floats(rows * width));
                for bias in [vec![], random.floats(width)] {
                    let z = |index: usize| f64::from(x[index] + bias.get(index % width).unwrap_or(&0.0));
                    let mut y = vec![f32::NAN; rows * width];
                    bias_gelu(&x, &bias, &mut y, width, form);
                    assert_close(&y, &(0..y.len()).map(|i| exact(z(i), form)).collect::<Vec<_>>(), 2e-7);

                    let (mut dx, mut dbias) = (vec![f32::NAN; rows * width], vec![f32::NAN; bias.len()]);
                    bias_gelu_gradient(&dy, &x, &bias, &mut dx, &mut dbias, width, form);
                    let slope = |z: f64| (exact(z + 1e-5, form) - exact(z - 1e-5, form)) / 2e-5;
                    let wanted: Vec<f64> = (0..dx.len()).map(|i| f64::from(dy[i]) * slope(z(i))).collect();
                    assert_close(&dx, &wanted, 1e-6);
                    let sums: Vec<f64> =
                        (0..bias.len()).map(|j| (0..rows).map(|i| wanted[i * width + j]).sum()).collect();
                    assert_close(&dbias, &sums, 1e-5);
                }
            }
        }
    }

    #[test]
    fn slopes_at_infinity_are_finite() {
        for form in [Form::Erf, Form::Tanh] {
            let (x, mut dx) = ([f32::INFINITY, f32::NEG_INFINITY, 1e30, -1e30], [f32::NAN; 4]);
            bias_gelu_gradient(&[1.0; 4], &x, &[], &mut dx, &mut [], 4, form);
            assert_eq!(dx, [1.0, 0.0, 1.0, 0.0]);
        }
    }
}
