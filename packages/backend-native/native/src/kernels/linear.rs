//! The linear layer y = x · weightᵀ + bias and its gradient.

use super::column_sums::column_sums;
use super::matrix::{Matrix, MatrixMut};
use super::product::{Start, multiply, multiply_from};

/// `y [n, out] = x [n, in] · weight [out, in]ᵀ + bias [out]`.
pub fn linear(x: Matrix, weight: Matrix, bias: Option<&[f32]>, y: &mut [f32]) {
    assert!(bias.is_none_or(|bias| bias.len() == weight.rows));
    let y = MatrixMut::new(y, x.rows, weight.rows);
    multiply_from(x, weight.transposed(), y, bias.map_or(Start::Zero, Start::Row));
}

/// Where [`linear_gradient`] writes; a gradient that nobody needs is not computed.
pub struct LinearGradient<'a> {
    /// `[n, in] = dy · weight`
    pub dx: Option<&'a mut [f32]>,
    /// `[out, in] = dyᵀ · x`
    pub dweight: &'a mut [f32],
    /// `[out]`: the sum of the rows of dy
    pub dbias: Option<&'a mut [f32]>,
}

/// The gradients of [`linear`] from `dy [n, out]`.
pub fn linear_gradient(dy: &[f32], x: Matrix, weight: Matrix, out: LinearGradient) {
    let (rows, columns, inner) = (x.rows, weight.rows, x.columns);
    let dy_matrix = Matrix::new(dy, rows, columns);
    if let Some(dx) = out.dx {
        multiply(dy_matrix, weight, MatrixMut::new(dx, rows, inner), false);
    }
    multiply(dy_matrix.transposed(), x, MatrixMut::new(out.dweight, columns, inner), false);
    if let Some(dbias) = out.dbias {
        column_sums(dy, columns, dbias);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Random, assert_close, naive_product};

    #[test]
    fn linear_and_its_gradient_match_naive_products() {
        let mut random = Random::new(2);
        for &(n, input, output) in &[(0, 3, 4), (1, 1, 1), (7, 5, 3), (300, 33, 130), (600, 70, 40)] {
            let (x, weight) = (random.floats(n * input), random.floats(output * input));
            let (bias, dy) = (random.floats(output), random.floats(n * output));
            let (x_view, weight_view) = (Matrix::new(&x, n, input), Matrix::new(&weight, output, input));
            let dy_view = Matrix::new(&dy, n, output);
            let repeated: Vec<f32> = (0..n).flat_map(|_| bias.clone()).collect();
            let mut y = vec![f32::NAN; n * output];
            linear(x_view, weight_view, Some(&bias), &mut y);
            assert_close(&y, &naive_product(x_view, weight_view.transposed(), &repeated), 1e-5);
            linear(x_view, weight_view, None, &mut y);
            assert_close(&y, &naive_product(x_view, weight_view.transposed(), &[]), 1e-5);

            let (mut dx, mut dweight, mut dbias) =
                (vec![f32::NAN; n * input], vec![f32::NAN; output * input], vec![f32::NAN; output]);
            let out = LinearGradient { dx: Some(&mut dx), dweight: &mut dweight, dbias: Some(&mut dbias) };
            linear_gradient(&dy, x_view, weight_view, out);
            assert_close(&dx, &naive_product(dy_view, weight_view, &[]), 1e-5);
            assert_close(&dweight, &naive_product(dy_view.transposed(), x_view, &[]), 1e-5);
            let ones = vec![1.0; n];
            assert_close(&dbias, &naive_product(Matrix::new(&ones, 1, n), dy_view, &[]), 1e-5);
        }
    }
}
