//! Matrix products and the linear layer.

use super::arguments::{Array, Size, elements, guard, require};
use crate::kernels::linear::{self, LinearGradient};
use crate::kernels::matrix::{Matrix, MatrixMut};
use crate::kernels::product;
use crate::threads::{Parts, parallel, threads};
use napi::Result;
use napi_derive::napi;

/// The sizes of a batch of products: `[batch, m, k] · [batch, k, n]`, where an operand may have one matrix for all.
struct Batch {
    left: usize,
    right: usize,
    count: usize,
}

impl Batch {
    fn new(left: usize, right: usize) -> Result<Self> {
        require(left == right || left == 1 || right == 1, || format!("batches {left} and {right} do not fit"))?;
        Ok(Self { left, right, count: if left == 1 { right } else { left } })
    }
}

/// `out [batch, m, n] = left [batch, m, k] · right [batch, k, n]`; a transposed operand is stored as `[batch, k, m]` or
/// `[batch, n, k]`; a batch of 1 is used for all.
#[napi]
#[allow(clippy::too_many_arguments)]
pub fn batch_multiply(
    left: Array<f32>,
    right: Array<f32>,
    out: Array<f32>,
    left_batch: Size,
    right_batch: Size,
    rows: Size,
    inner: Size,
    columns: Size,
    transpose_left: bool,
    transpose_right: bool,
) -> Result<()> {
    guard(|borrows| {
        let batch = Batch::new(left_batch.0, right_batch.0)?;
        let (m, k, n) = (rows.0, inner.0, columns.0);
        let left = borrows.read("left", &left, &[batch.left, m, k])?;
        let right = borrows.read("right", &right, &[batch.right, k, n])?;
        let out = borrows.write("out", &out, &[batch.count, m, n])?;
        elements(&[m, n])?;
        if out.is_empty() {
            // There may be very many products of nothing.
            return Ok(());
        }
        let left_of = |index: usize| {
            let data = &left[if batch.left == 1 { 0 } else { index * m * k }..][..m * k];
            if transpose_left { Matrix::new(data, k, m).transposed() } else { Matrix::new(data, m, k) }
        };
        let right_of = |index: usize| {
            let data = &right[if batch.right == 1 { 0 } else { index * k * n }..][..k * n];
            if transpose_right { Matrix::new(data, n, k).transposed() } else { Matrix::new(data, k, n) }
        };
        // One right operand for all rows of an untransposed left one: a single tall product.
        if batch.right == 1 && !transpose_left && batch.count > 1 {
            let left = Matrix::new(left, batch.count * m, k);
            product::multiply(left, right_of(0), MatrixMut::new(out, batch.count * m, n), false);
        } else if batch.count >= 2 * threads() && m.saturating_mul(n).saturating_mul(k) < 1 << 24 {
            let parts = Parts::new(out);
            let together = (1 << 15) / (m * n * k).max(1) + 1;
            parallel(batch.count.div_ceil(together), |task| {
                for index in task * together..((task + 1) * together).min(batch.count) {
                    // SAFETY: every product has its own part.
                    let out = unsafe { parts.part(index * m * n..(index + 1) * m * n) };
                    product::multiply_serial(left_of(index), right_of(index), MatrixMut::new(out, m, n), false);
                }
            });
        } else {
            for index in 0..batch.count {
                let out = &mut out[index * m * n..][..m * n];
                product::multiply(left_of(index), right_of(index), MatrixMut::new(out, m, n), false);
            }
        }
        Ok(())
    })
}

/// `y [n, out] = x [n, in] · weight [out, in]ᵀ + bias [out]`.
#[napi]
pub fn linear(
    x: Array<f32>,
    weight: Array<f32>,
    bias: Option<Array<f32>>,
    y: Array<f32>,
    rows: Size,
    inner: Size,
    columns: Size,
) -> Result<()> {
    guard(|borrows| {
        let (n, input, output) = (rows.0, inner.0, columns.0);
        let x = borrows.read("x", &x, &[n, input])?;
        let weight = borrows.read("weight", &weight, &[output, input])?;
        let bias = borrows.read_optional("bias", &bias, &[output])?;
        let y = borrows.write("y", &y, &[n, output])?;
        if y.is_empty() {
            // There may be very many rows of nothing.
            return Ok(());
        }
        linear::linear(Matrix::new(x, n, input), Matrix::new(weight, output, input), bias, y);
        Ok(())
    })
}

/// The gradients of `linear` from `dy [n, out]`; an absent `dx` or `dbias` is not computed.
#[napi]
#[allow(clippy::too_many_arguments)]
pub fn linear_gradient(
    dy: Array<f32>,
    x: Array<f32>,
    weight: Array<f32>,
    dx: Option<Array<f32>>,
    dweight: Array<f32>,
    dbias: Option<Array<f32>>,
    rows: Size,
    inner: Size,
    columns: Size,
) -> Result<()> {
    guard(|borrows| {
        let (n, input, output) = (rows.0, inner.0, columns.0);
        let dy = borrows.read("dy", &dy, &[n, output])?;
        let x = borrows.read("x", &x, &[n, input])?;
        let weight = borrows.read("weight", &weight, &[output, input])?;
        let dx = borrows.write_optional("dx", &dx, &[n, input])?;
        let dweight = borrows.write("dweight", &dweight, &[output, input])?;
        let dbias = borrows.write_optional("dbias", &dbias, &[output])?;
        if input == 0 && output == 0 {
            // As above.
            return Ok(());
        }
        let out = LinearGradient { dx, dweight, dbias };
        linear::linear_gradient(dy, Matrix::new(x, n, input), Matrix::new(weight, output, input), out);
        Ok(())
    })
}
