use crate::kernels::matrix::{Matrix, MatrixMut};
use gemm_common::Parallelism;

/// `out = left · right`, or `out += left · right` where `accumulate`, on the calling thread.
///
/// Left `[m, k]`, right `[k, n]`, out `[m, n]`; panics when they do not fit.
pub fn multiply_serial(left: Matrix, right: Matrix, out: MatrixMut, accumulate: bool) {
    assert!(
        left.columns == right.rows && left.rows == out.rows && right.columns == out.columns,
        "[{}, {}] · [{}, {}] is not [{}, {}]",
        left.rows,
        left.columns,
        right.rows,
        right.columns,
        out.rows,
        out.columns
    );
    let strides = |matrix: Matrix| (matrix.column_stride as isize, matrix.row_stride as isize);
    // The microkernel writes columns: an output with contiguous rows is computed transposed.
    let transpose = out.column_stride < out.row_stride;
    let (left, right) = if transpose { (right.transposed(), left.transposed()) } else { (left, right) };
    let (out_columns, out_rows) = (out.column_stride as isize, out.row_stride as isize);
    let (out_columns, out_rows) = if transpose { (out_rows, out_columns) } else { (out_columns, out_rows) };
    let ((left_columns, left_rows), (right_columns, right_rows)) = (strides(left), strides(right));
    // SAFETY: the views lie within their slices, `out` is exclusive and has no two elements in one place.
    unsafe {
        gemm_f32::gemm::f32::get_gemm_fn()(
            left.rows,
            right.columns,
            left.columns,
            out.pointer,
            out_columns,
            out_rows,
            accumulate,
            left.pointer,
            left_columns,
            left_rows,
            right.pointer,
            right_columns,
            right_rows,
            1.0,
            1.0,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}
