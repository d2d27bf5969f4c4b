//! Softmax and its logarithm over the last axis.

use super::rows::{maximum, sum};
use crate::math::exp_flushed;
use crate::threads::{Parts, parallel_ranges, rows_for};
use crate::width::vectorized;

vectorized! {
    fn softmax_row(x: &[f32], y: &mut [f32]) {
        let top = maximum(x);
        x.iter().zip(y.iter_mut()).for_each(|(x, y)| *y = exp_flushed::<FMA>(x - top));
        let scale = 1.0 / sum(y);
        y.iter_mut().for_each(|y| *y *= scale);
    }
}

vectorized! {
    fn log_softmax_row(x: &[f32], y: &mut [f32]) {
        let top = maximum(x);
        x.iter().zip(y.iter_mut()).for_each(|(x, y)| *y = exp_flushed::<FMA>(x - top));
        let logarithm = sum(y).ln();
        // The two are not added first: with large logits, the logarithm would be lost in the rounding.
        x.iter().zip(y).for_each(|(x, y)| *y = (x - top) - logarithm);
    }
}

/// Of each row of `x [n, width]`.
pub fn softmax(x: &[f32], y: &mut [f32], width: usize, logarithm: bool) {
    assert!(x.len() == y.len() && (width == 0 || x.len().is_multiple_of(width)));
    let rows = x.len().checked_div(width).unwrap_or(0);
    let parts = Parts::new(y);
    parallel_ranges(rows, rows_for(rows, 8 * width), |range| {
        for row in range {
            let elements = row * width..(row + 1) * width;
            // SAFETY: every row is one task's.
            let y = unsafe { parts.part(elements.clone()) };
            if logarithm { log_softmax_row(&x[elements], y) } else { softmax_row(&x[elements], y) }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Random, assert_close};

    #[test]
    fn rows_match_float64() {
        let mut random = Random::new(21);
        for &(rows, width) in &[(0, 3), (3, 0), (1, 1), (7, 33), (300, 100)] {
            let x: Vec<f32> = random.floats(rows * width).iter().map(|value| 20.0 * value).collect();
            for logarithm in [false, true] {
                let mut y = vec![f32::NAN; x.len()];
                softmax(&x, &mut y, width, logarithm);
                let wanted: Vec<f64> = x
                    .chunks(width.max(1))
                    .flat_map(|row| {
                        let total: f64 = row.iter().map(|&x| f64::from(x).exp()).sum();
                        row.iter().map(move |&x| f64::from(x) - total.ln()).collect::<Vec<_>>()
                    })
                    .map(|value| if logarithm { value } else { value.exp() })
                    .collect();
                assert_close(&y, &wanted, 1e-6);
            }
        }
    }

    #[test]
    fn a_masked_place_gets_no_probability_and_a_nan_spreads() {
        let mut y = [0.0; 3];
        softmax(&[f32::NEG_INFINITY, 1.0, 1.0], &mut y, 3, false);
        assert_eq!(y, [0.0, 0.5, 0.5]);
        softmax(&[f32::NAN, 1.0, 1.0], &mut y, 3, false);
        assert!(y.iter().all(|value| value.is_nan()));
    }
}
