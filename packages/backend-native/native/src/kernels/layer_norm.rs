//! Layer normalisation over the last axis (Ba et al., 2016), and the end of a Transformer sublayer around it:
//! y = layerNorm(residual + dropout(x + bias)).

use super::column_sums::sums_over_rows;
use super::rows::{sum, sum_of_squares, sum_pairs};
use crate::math::multiply_add;
use crate::random::Dropout;
use crate::threads::{Parts, parallel_ranges, rows_for};
use crate::width::vectorized;

/// The cost of a row in items for each of its elements.
const COST: usize = 4;

/// Mean and 1 / √(variance + ε) of each row: what the gradient needs.
pub struct Statistics<'a> {
    /// `[n]`
    pub mean: &'a mut [f32],
    /// `[n]`
    pub rstd: &'a mut [f32],
}

/// The trained parameters, `[width]` each.
#[derive(Clone, Copy)]
pub struct Affine<'a> {
    pub gamma: &'a [f32],
    pub beta: &'a [f32],
}

vectorized! {
    /// Writes the row normalised and gives (mean, rstd). The variance takes a second pass: the row is in the cache, and one pass would
    /// cancel where the mean is large.
    fn normalise_row(x: &[f32], affine: Affine, y: &mut [f32], epsilon: f32) -> (f32, f32) {
        let count = x.len() as f32;
        let mean = sum(x) / count;
        let rstd = 1.0 / (sum_of_squares(x, mean) / count + epsilon).sqrt();
        for (((&x, &gamma), &beta), y) in x.iter().zip(affine.gamma).zip(affine.beta).zip(y) {
            *y = multiply_add::<FMA>((x - mean) * rstd, gamma, beta);
        }
        (mean, rstd)
    }
}

/// `y [n, width]` of `x [n, width]`.
pub fn layer_norm(x: &[f32], affine: Affine, y: &mut [f32], statistics: Statistics, epsilon: f32) {
    let width = affine.gamma.len();
    let rows = statistics.mean.len();
    assert!(affine.beta.len() == width && x.len() == rows * width && y.len() == x.len());
    let (y, mean, rstd) = (Parts::new(y), Parts::new(statistics.mean), Parts::new(statistics.rstd));
    parallel_ranges(rows, rows_for(rows, COST * width), |range| {
        for row in range {
            let elements = row * width..(row + 1) * width;
            // SAFETY: every row is one task's.
            let (y, mean, rstd) =
                unsafe { (y.part(elements.clone()), mean.part(row..row + 1), rstd.part(row..row + 1)) };
            (mean[0], rstd[0]) = normalise_row(&x[elements], affine, y, epsilon);
        }
    });
}

vectorized! {
    /// dx of a row, and its part of dgamma and dbeta. With x̂ = (x - mean) rstd and g = dy γ:
    /// dx = rstd (g - mean(g) - x̂ mean(g x̂)).
    fn gradient_row(
        dy: &[f32],
        x: &[f32],
        gamma: &[f32],
        mean: f32,
        rstd: f32,
        dx: &mut [f32],
        dgamma: &mut [f32],
        dbeta: &mut [f32],
    ) {
        let count = x.len() as f32;
        // dx holds g in between, so that its two sums and the result need one product less.
        let columns = dy.iter().zip(x).zip(gamma).zip(dx.iter_mut()).zip(dgamma.iter_mut()).zip(dbeta.iter_mut());
        for (((((&dy, &x), &gamma), dx), dgamma), dbeta) in columns {
            *dx = dy * gamma;
            *dgamma = multiply_add::<FMA>(dy, (x - mean) * rstd, *dgamma);
            *dbeta += dy;
        }
        let mean_g = sum(dx) / count;
        let mean_gx = sum_pairs(dx, x, |g, x| g * (x - mean)) * rstd / count;
        for (&x, dx) in x.iter().zip(dx) {
            *dx = rstd * (*dx - multiply_add::<FMA>((x - mean) * rstd, mean_gx, mean_g));
        }
    }
}

/// What the gradient of layer normalisation reads.
#[derive(Clone, Copy)]
pub struct GradientInput<'a> {
    /// `[n, width]`
    pub dy: &'a [f32],
    /// `[n, width]`
    pub x: &'a [f32],
    /// `[width]`
    pub gamma: &'a [f32],
    /// `[n]`
    pub mean: &'a [f32],
    /// `[n]`
    pub rstd: &'a [f32],
}

impl GradientInput<'_> {
    fn check(&self, dx: &[f32]) {
        let (rows, width) = (self.mean.len(), self.gamma.len());
        assert!(self.rstd.len() == rows && self.x.len() == rows * width);
        assert!(self.dy.len() == self.x.len() && dx.len() == self.x.len());
    }

    fn row(&self, row: usize, dx: &mut [f32], dgamma: &mut [f32], dbeta: &mut [f32]) {
        let elements = row * self.gamma.len()..(row + 1) * self.gamma.len();
        let (dy, x) = (&self.dy[elements.clone()], &self.x[elements]);
        gradient_row(dy, x, self.gamma, self.mean[row], self.rstd[row], dx, dgamma, dbeta);
    }
}

/// The gradients of [`layer_norm`]: `dx [n, width]`, `dgamma [width]`, `dbeta [width]`.
pub fn layer_norm_gradient(input: GradientInput, dx: &mut [f32], dgamma: &mut [f32], dbeta: &mut [f32]) {
    input.check(dx);
    let (rows, width) = (input.mean.len(), input.gamma.len());
    let dx = Parts::new(dx);
    let mut sums = vec![0.0; 2 * width];
    sums_over_rows(rows, COST * width, &mut sums, |range, sums| {
        let (dgamma, dbeta) = sums.split_at_mut(width);
        for row in range {
            // SAFETY: every row is one task's.
            input.row(row, unsafe { dx.part(row * width..(row + 1) * width) }, dgamma, dbeta);
        }
    });
    dgamma.copy_from_slice(&sums[..width]);
    dbeta.copy_from_slice(&sums[width..]);
}

vectorized! {
    /// `total = residual + (x + bias) · multiplier`; no bias or no dropout where that slice is empty.
    fn add_row(x: &[f32], bias: &[f32], multipliers: &[f32], residual: &[f32], total: &mut [f32]) {
        match (bias.is_empty(), multipliers.is_empty()) {
            (true, true) => total.iter_mut().zip(x).zip(residual).for_each(|((total, x), residual)| *total = residual + x),
            (false, true) => {
                for (((total, x), bias), residual) in total.iter_mut().zip(x).zip(bias).zip(residual) {
                    *total = residual + (x + bias);
                }
            }
            (true, false) => {
                for (((total, &x), &multiplier), &residual) in total.iter_mut().zip(x).zip(multipliers).zip(residual) {
                    *total = multiply_add::<FMA>(x, multiplier, residual);
                }
            }
            (false, false) => {
                let columns = total.iter_mut().zip(x).zip(bias).zip(multipliers).zip(residual);
                for ((((total, &x), &bias), &multiplier), &residual) in columns {
                    *total = multiply_add::<FMA>(x + bias, multiplier, residual);
                }
            }
        }
    }
}

/// What the end of a sublayer reads.
#[derive(Clone, Copy)]
pub struct ResidualInput<'a> {
    /// `[n, width]`
    pub x: &'a [f32],
    /// `[width]`, or empty for none
    pub bias: &'a [f32],
    /// `[n, width]`
    pub residual: &'a [f32],
    pub dropout: Option<Dropout>,
}

/// `total = residual + dropout(x + bias)` and `y = layerNorm(total)`, both `[n, width]`, row by row.
pub fn residual_layer_norm(
    input: ResidualInput,
    affine: Affine,
    y: &mut [f32],
    total: &mut [f32],
    statistics: Statistics,
    epsilon: f32,
) {
    let width = affine.gamma.len();
    let rows = statistics.mean.len();
    assert!(affine.beta.len() == width && input.x.len() == rows * width && input.residual.len() == rows * width);
    assert!(
        y.len() == rows * width && total.len() == rows * width && (input.bias.is_empty() || input.bias.len() == width)
    );
    let (y, total) = (Parts::new(y), Parts::new(total));
    let (mean, rstd) = (Parts::new(statistics.mean), Parts::new(statistics.rstd));
    parallel_ranges(rows, rows_for(rows, 2 * COST * width), |range| {
        let mut multipliers = vec![0.0; if input.dropout.is_some() { width } else { 0 }];
        for row in range {
            let elements = row * width..(row + 1) * width;
            // SAFETY: every row is one task's.
            let (y, total) = unsafe { (y.part(elements.clone()), total.part(elements.clone())) };
            // SAFETY: as above.
            let (mean, rstd) = unsafe { (mean.part(row..row + 1), rstd.part(row..row + 1)) };
            if let Some(dropout) = input.dropout {
                dropout.multipliers((row * width) as u64, &mut multipliers);
            }
            add_row(&input.x[elements.clone()], input.bias, &multipliers, &input.residual[elements], total);
            (mean[0], rstd[0]) = normalise_row(total, affine, y, epsilon);
        }
    });
}

vectorized! {
    /// `dx = dresidual · multiplier`, and `dbias += dx` where there is one.
    fn drop_row(dresidual: &[f32], multipliers: &[f32], dx: &mut [f32], dbias: &mut [f32]) {
        for ((&dresidual, &multiplier), dx) in dresidual.iter().zip(multipliers).zip(dx.iter_mut()) {
            *dx = dresidual * multiplier;
        }
        dbias.iter_mut().zip(dx).for_each(|(dbias, dx)| *dbias += *dx);
    }
}

/// Where [`residual_layer_norm_gradient`] writes.
pub struct ResidualGradient<'a> {
    /// `[n, width]`; absent without dropout, where it equals `dresidual`
    pub dx: Option<&'a mut [f32]>,
    /// `[n, width]`
    pub dresidual: &'a mut [f32],
    /// `[width]`
    pub dgamma: &'a mut [f32],
    /// `[width]`
    pub dbeta: &'a mut [f32],
    /// `[width]`: the sum of the rows of dx
    pub dbias: Option<&'a mut [f32]>,
}

/// The gradients of [`residual_layer_norm`] from the gradient of `y`; `input.x` is its `total`. The dropped elements come from the key.
pub fn residual_layer_norm_gradient(input: GradientInput, dropout: Option<Dropout>, mut out: ResidualGradient) {
    input.check(out.dresidual);
    let (rows, width) = (input.mean.len(), input.gamma.len());
    let dropped = out.dx.as_mut().zip(dropout).map(|(dx, dropout)| {
        assert_eq!(dx.len(), input.x.len());
        (Parts::new(dx), dropout)
    });
    let dresidual = Parts::new(out.dresidual);
    let bias_width = if out.dbias.is_some() { width } else { 0 };
    let mut sums = vec![0.0; 2 * width + bias_width];
    sums_over_rows(rows, 2 * COST * width, &mut sums, |range, sums| {
        let (dgamma, rest) = sums.split_at_mut(width);
        let (dbeta, dbias) = rest.split_at_mut(width);
        let mut multipliers = vec![0.0; if dropped.is_some() { width } else { 0 }];
        for row in range {
            let elements = row * width..(row + 1) * width;
            // SAFETY: every row is one task's.
            let dresidual = unsafe { dresidual.part(elements.clone()) };
            input.row(row, dresidual, dgamma, dbeta);
            if let Some((dx, dropout)) = &dropped {
                dropout.multipliers((row * width) as u64, &mut multipliers);
                // SAFETY: as above.
                drop_row(dresidual, &multipliers, unsafe { dx.part(elements) }, dbias);
            } else {
                dbias.iter_mut().zip(dresidual).for_each(|(dbias, dx)| *dbias += *dx);
            }
        }
    });
    out.dgamma.copy_from_slice(&sums[..width]);
    out.dbeta.copy_from_slice(&sums[width..2 * width]);
    if let Some(dbias) = out.dbias {
        dbias.copy_from_slice(&sums[2 * width..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Random, assert_close};

    /// y, mean and rstd in float64.
    fn exact(x: &[f64], gamma: &[f32], beta: &[f32], epsilon: f64) -> Vec<f64> {
        let width = gamma.len();
        x.chunks_exact(width)
            .flat_map(|row| {
                let mean = row.iter().sum::<f64>() / width as f64;
                let variance = row.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / width as f64;
                let rstd = 1.0 / (variance + epsilon).sqrt();
                let scaled =
                    |(j, value): (usize, &f64)| (value - mean) * rstd * f64::from(gamma[j]) + f64::from(beta[j]);
                row.iter().enumerate().map(scaled).collect::<Vec<_>>()
            })
            .collect()
    }

    /// d(Σ dy y)/dx by central differences.
    fn differences(x: &[f64], dy: &[f32], f: impl Fn(&[f64]) -> Vec<f64>) -> Vec<f64> {
        let loss = |x: &[f64]| f(x).iter().zip(dy).map(|(y, &dy)| y * f64::from(dy)).sum::<f64>();
        (0..x.len())
            .map(|index| {
                let mut moved = x.to_vec();
                moved[index] += 1e-5;
                let up = loss(&moved);
                moved[index] -= 2e-5;
                (up - loss(&moved)) / 2e-5
            })
            .collect()
    }

    #[test]
    fn layer_norm_and_its_gradient_match_float64() {
        let mut random = Random::new(7);
        for &(rows, width) in &[(0, 3), (1, 1), (3, 5), (6, 40)] {
            let (x, dy) = (random.floats(rows * width), random.floats(rows * width));
            let (gamma, beta) = (random.floats(width), random.floats(width));
            let (mut y, mut mean, mut rstd) = (vec![0.0; rows * width], vec![0.0; rows], vec![0.0; rows]);
            let statistics = Statistics { mean: &mut mean, rstd: &mut rstd };
            layer_norm(&x, Affine { gamma: &gamma, beta: &beta }, &mut y, statistics, 1e-3);
            let wide: Vec<f64> = x.iter().map(|&value| f64::from(value)).collect();
            assert_close(&y, &exact(&wide, &gamma, &beta, 1e-3), 1e-5);

            let (mut dx, mut dgamma, mut dbeta) = (vec![0.0; x.len()], vec![0.0; width], vec![0.0; width]);
            let input = GradientInput { dy: &dy, x: &x, gamma: &gamma, mean: &mean, rstd: &rstd };
            layer_norm_gradient(input, &mut dx, &mut dgamma, &mut dbeta);
            assert_close(&dx, &differences(&wide, &dy, |x| exact(x, &gamma, &beta, 1e-3)), 1e-4);
            let unscaled = exact(&wide, &vec![1.0; width], &vec![0.0; width], 1e-3);
            let by_column = |f: &dyn Fn(usize) -> f64| -> Vec<f64> {
                (0..width).map(|j| (0..rows).map(|i| f(i * width + j)).sum()).collect()
            };
            assert_close(&dgamma, &by_column(&|i| f64::from(dy[i]) * unscaled[i]), 1e-5);
            assert_close(&dbeta, &by_column(&|i| f64::from(dy[i])), 1e-5);
        }
    }

    #[test]
    fn the_sublayer_end_is_its_composition() {
        let mut random = Random::new(8);
        for &(rows, width) in &[(1, 1), (5, 7), (300, 64)] {
            for dropout in [None, Dropout::new(0.25, [3, 4])] {
                for with_bias in [false, true] {
                    let count = rows * width;
                    let (x, residual, dy) = (random.floats(count), random.floats(count), random.floats(count));
                    let bias = random.floats(if with_bias { width } else { 0 });
                    let (gamma, beta) = (random.floats(width), random.floats(width));
                    let affine = Affine { gamma: &gamma, beta: &beta };
                    let mut multipliers = vec![1.0; count];
                    if let Some(dropout) = dropout {
                        dropout.multipliers(0, &mut multipliers);
                    }
                    let wanted_total: Vec<f64> = (0..count)
                        .map(|i| f64::from(residual[i] + (x[i] + bias.get(i % width).unwrap_or(&0.0)) * multipliers[i]))
                        .collect();
                    let (mut y, mut total) = (vec![0.0; count], vec![0.0; count]);
                    let (mut mean, mut rstd) = (vec![0.0; rows], vec![0.0; rows]);
                    let input = ResidualInput { x: &x, bias: &bias, residual: &residual, dropout };
                    let statistics = Statistics { mean: &mut mean, rstd: &mut rstd };
                    residual_layer_norm(input, affine, &mut y, &mut total, statistics, 1e-3);
                    assert_close(&total, &wanted_total, 1e-6);
                    assert_close(&y, &exact(&wanted_total, &gamma, &beta, 1e-3), 1e-4);

                    let input = GradientInput { dy: &dy, x: &total, gamma: &gamma, mean: &mean, rstd: &rstd };
                    let mut plain = (vec![0.0; count], vec![0.0; width], vec![0.0; width]);
                    layer_norm_gradient(input, &mut plain.0, &mut plain.1, &mut plain.2);
                    let (mut dx, mut dresidual) = (vec![0.0; count], vec![0.0; count]);
                    let (mut dgamma, mut dbeta, mut dbias) = (vec![0.0; width], vec![0.0; width], vec![0.0; width]);
                    let out = ResidualGradient {
                        dx: dropout.map(|_| &mut dx[..]),
                        dresidual: &mut dresidual,
                        dgamma: &mut dgamma,
                        dbeta: &mut dbeta,
                        dbias: with_bias.then_some(&mut dbias[..]),
                    };
                    residual_layer_norm_gradient(input, dropout, out);
                    assert_eq!((&dresidual, &dgamma, &dbeta), (&plain.0, &plain.1, &plain.2));
                    let wanted: Vec<f64> = (0..count).map(|i| f64::from(dresidual[i] * multipliers[i])).collect();
                    if dropout.is_some() {
                        assert_close(&dx, &wanted, 1e-6);
                    }
                    if with_bias {
                        let sums: Vec<f64> =
                            (0..width).map(|j| (0..rows).map(|i| wanted[i * width + j]).sum()).collect();
                        assert_close(&dbias, &sums, 1e-5);
                    }
                }
            }
        }
    }
}
