//! Matrix products by the `gemm` crate, split into blocks over the threads.

use super::matrix::{Matrix, MatrixMut};
use crate::threads::{parallel, threads};
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

/// Multiplications that take about as long as handing a block to another thread is worth.
const LEAST_PRODUCT: usize = 64 * 64 * 64;
/// Blocks narrower than this pack more than they multiply.
const LEAST_SIDE: usize = 96;

/// How many blocks to cut rows and columns into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    pub rows: usize,
    pub columns: usize,
}

impl Grid {
    /// Cuts the longer side first, into a few blocks a thread.
    pub fn choose(rows: usize, columns: usize, inner: usize) -> Self {
        let threads = threads();
        let work = rows.saturating_mul(columns).saturating_mul(inner);
        let mut grid = Grid { rows: 1, columns: 1 };
        if threads == 1 || work < 2 * LEAST_PRODUCT {
            return grid;
        }
        let wanted = (threads * 4).min(work / LEAST_PRODUCT);
        while grid.rows * grid.columns < wanted {
            let (height, width) = (rows / grid.rows, columns / grid.columns);
            let cut_rows = height >= width || width < 2 * LEAST_SIDE;
            let side = if cut_rows { height } else { width };
            if side < 2 * LEAST_SIDE && grid.rows * grid.columns >= threads || side < 48 {
                break;
            }
            if cut_rows { grid.rows += 1 } else { grid.columns += 1 }
        }
        grid
    }

    /// Block `index` of `0..rows * columns`: its rows and columns of a `[height, width]` matrix. Inner borders are multiples of 24, the
    /// height of the microkernel on AVX2 (and half of it on AVX-512), where the matrix is large enough.
    fn block(self, index: usize, height: usize, width: usize) -> ((usize, usize), (usize, usize)) {
        let border = |position: usize, count: usize, length: usize| {
            let exact = length * position / count;
            if position == count { length } else { exact.next_multiple_of(24).min(length) }
        };
        let (row, column) = (index / self.columns, index % self.columns);
        (
            (border(row, self.rows, height), border(row + 1, self.rows, height)),
            (border(column, self.columns, width), border(column + 1, self.columns, width)),
        )
    }
}

/// `out = left · right`, or `out += left · right` where `accumulate`, on all threads.
pub fn multiply(left: Matrix, right: Matrix, out: MatrixMut, accumulate: bool) {
    let grid = Grid::choose(out.rows, out.columns, left.columns);
    multiply_grid(left, right, out, accumulate, grid);
}

/// [`multiply`] with a given partition.
pub fn multiply_grid(left: Matrix, right: Matrix, out: MatrixMut, accumulate: bool, grid: Grid) {
    let (height, width) = (out.rows, out.columns);
    parallel(grid.rows * grid.columns, |index| {
        let (rows, columns) = grid.block(index, height, width);
        // SAFETY: the blocks of a grid do not overlap.
        let block = unsafe { out.block(rows, columns) };
        let left = left.row_range(rows.0, rows.1);
        let right = right.column_range(columns.0, columns.1);
        multiply_serial(left, right, block, accumulate);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Random, naive_product};

    #[test]
    fn every_layout_and_odd_size_matches_the_naive_product() {
        let mut random = Random::new(1);
        for &(m, k, n) in
            &[(0, 3, 4), (3, 0, 4), (3, 4, 0), (1, 1, 1), (5, 7, 3), (33, 65, 17), (130, 40, 200), (1, 300, 257)]
        {
            for layout in 0..8 {
                let (left, right) = (random.floats(m * k), random.floats(k * n));
                let a = if layout & 1 == 0 { Matrix::new(&left, m, k) } else { Matrix::new(&left, k, m).transposed() };
                let b =
                    if layout & 2 == 0 { Matrix::new(&right, k, n) } else { Matrix::new(&right, n, k).transposed() };
                let mut out = random.floats(m * n);
                let accumulate = layout & 4 != 0;
                let wanted = naive_product(a, b, if accumulate { &out } else { &[] });
                multiply(a, b, MatrixMut::new(&mut out, m, n), accumulate);
                for (got, wanted) in out.iter().zip(&wanted) {
                    assert!((f64::from(*got) - wanted).abs() <= 1e-4 * (1.0 + wanted.abs()), "{got} {wanted}");
                }
            }
        }
    }

    #[test]
    fn a_grid_covers_the_matrix_once() {
        for &(height, width) in &[(1, 1), (23, 1000), (1000, 23), (100, 100), (4096, 128)] {
            for grid in [(1, 1), (3, 2), (7, 5)] {
                let grid = Grid { rows: grid.0, columns: grid.1 };
                let mut seen = vec![0; height * width];
                for index in 0..grid.rows * grid.columns {
                    let (rows, columns) = grid.block(index, height, width);
                    (rows.0..rows.1).for_each(|i| (columns.0..columns.1).for_each(|j| seen[i * width + j] += 1));
                }
                assert!(seen.iter().all(|&times| times == 1), "{grid:?} on {height} x {width}");
            }
        }
    }
}
