use crate::kernels::matrix::{Matrix, MatrixMut};
use crate::width::{Width, detected, width};
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
        product_function()(
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

/// The arguments of `gemm_f32`: sizes, then each matrix with its strides, factors, conjugations and parallelism.
type ProductFunction = unsafe fn(
    usize,
    usize,
    usize,
    *mut f32,
    isize,
    isize,
    bool,
    *const f32,
    isize,
    isize,
    *const f32,
    isize,
    isize,
    f32,
    f32,
    bool,
    bool,
    bool,
    Parallelism,
);

/// `gemm_f32` takes the widest instructions of the processor by itself; a narrower width than those is chosen here.
fn product_function() -> ProductFunction {
    #[cfg(target_arch = "x86_64")]
    if width() < detected() {
        return if width() == Width::Avx2 { narrower::avx2 } else { narrower::portable };
    }
    gemm_f32::gemm::f32::get_gemm_fn()
}

/// Products for processors that have more than they may use.
#[cfg(target_arch = "x86_64")]
mod narrower {
    use gemm_common::Parallelism;
    use gemm_common::simd::MixedSimd;

    macro_rules! product {
        ($name:ident, $module:ident, $simd:ident, $lanes:literal) => {
            #[inline(never)]
            #[allow(clippy::too_many_arguments)]
            pub unsafe fn $name(
                m: usize,
                n: usize,
                k: usize,
                out: *mut f32,
                out_columns: isize,
                out_rows: isize,
                accumulate: bool,
                left: *const f32,
                left_columns: isize,
                left_rows: isize,
                right: *const f32,
                right_columns: isize,
                right_rows: isize,
                alpha: f32,
                beta: f32,
                conjugate_out: bool,
                conjugate_left: bool,
                conjugate_right: bool,
                parallelism: Parallelism,
            ) {
                use gemm_f32::microkernel::$module::f32::{H_M, H_N, H_UKR, MR_DIV_N, NR, UKR};
                let simd = <gemm_common::simd::$simd as MixedSimd<f32, f32, f32, f32>>::try_new();
                let simd = simd.expect("a processor that has these instructions");
                // SAFETY: by the caller's promises, which are those of `gemm_f32`.
                unsafe {
                    gemm_common::gemm::gemm_basic_generic::<
                        _,
                        f32,
                        $lanes,
                        { MR_DIV_N * $lanes },
                        NR,
                        MR_DIV_N,
                        H_M,
                        H_N,
                    >(
                        simd,
                        m,
                        n,
                        k,
                        out,
                        out_columns,
                        out_rows,
                        accumulate,
                        left,
                        left_columns,
                        left_rows,
                        right,
                        right_columns,
                        right_rows,
                        alpha,
                        beta,
                        conjugate_out,
                        conjugate_left,
                        conjugate_right,
                        |a, b, c| a * b + c,
                        &UKR,
                        &H_UKR,
                        false,
                        parallelism,
                    )
                }
            }
        };
    }

    product!(avx2, fma, V3, 8);
    product!(portable, scalar, Scalar, 1);
}
