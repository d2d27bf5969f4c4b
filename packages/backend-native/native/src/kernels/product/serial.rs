use super::Start;
use crate::kernels::matrix::{Matrix, MatrixMut};
#[cfg(target_arch = "x86_64")]
use crate::width::{Width, width};
use gemm_common::Parallelism;

/// Fewer rows or columns than this do not pay for packing the other operand.
#[cfg(target_arch = "x86_64")]
const LEAST_SIDE: usize = 4;

/// `out = left · right`, or `out += left · right` where `accumulate`, on the calling thread.
///
/// Left `[m, k]`, right `[k, n]`, out `[m, n]`; panics when they do not fit.
pub fn multiply_serial(left: Matrix, right: Matrix, out: MatrixMut, accumulate: bool) {
    multiply_serial_from(left, right, out, if accumulate { Start::Output } else { Start::Zero });
}

/// `out = start + left · right`, on the calling thread; panics when the sizes do not fit.
pub fn multiply_serial_from(left: Matrix, right: Matrix, mut out: MatrixMut, start: Start) {
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
    if let Start::Row(row) = start {
        assert_eq!(row.len(), out.columns);
    }
    #[cfg(target_arch = "x86_64")]
    if out.rows.min(out.columns) >= LEAST_SIDE && width() == Width::Avx2 {
        return multiply_avx2(left, right, out, start);
    }
    if let Start::Row(row) = start {
        (0..out.rows).for_each(|index| out.row_mut(index).copy_from_slice(row));
    }
    multiply_gemm(left, right, out, !matches!(start, Start::Zero));
}

#[cfg(target_arch = "x86_64")]
fn multiply_avx2(left: Matrix, right: Matrix, out: MatrixMut, start: Start) {
    // Tiles write rows: an output with contiguous columns is computed transposed.
    let transpose = out.row_stride < out.column_stride && !matches!(start, Start::Row(_));
    let (left, right) = if transpose { (right.transposed(), left.transposed()) } else { (left, right) };
    let out = if transpose { out.transposed() } else { out };
    // SAFETY: `width` tells what the processor has, and the sizes fit.
    unsafe { super::avx2::multiply(left, right, out, start) }
}

/// By the `gemm` crate, which takes the widest instructions of the processor.
fn multiply_gemm(left: Matrix, right: Matrix, out: MatrixMut, accumulate: bool) {
    let strides = |matrix: Matrix| (matrix.column_stride as isize, matrix.row_stride as isize);
    // The microkernel writes columns: an output with contiguous rows is computed transposed.
    let transpose = out.column_stride < out.row_stride;
    let (left, right) = if transpose { (right.transposed(), left.transposed()) } else { (left, right) };
    let (out_columns, out_rows) = (out.column_stride as isize, out.row_stride as isize);
    let (out_columns, out_rows) = if transpose { (out_rows, out_columns) } else { (out_columns, out_rows) };
    let ((left_columns, left_rows), (right_columns, right_rows)) = (strides(left), strides(right));
    // SAFETY: the views lie within their slices, `out` is exclusive and has no two elements in one place, and the sizes fit.
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
