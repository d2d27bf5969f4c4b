//! Matrix products, split into blocks over the threads.

#[cfg(target_arch = "x86_64")]
mod avx2;
mod grid;
mod serial;

pub use grid::Grid;
pub use serial::{multiply_serial, multiply_serial_from};

use super::column_sums::add_rows;
use super::matrix::{Matrix, MatrixMut};
use crate::threads::{Parts, chunk_for, parallel, parallel_ranges, with_scratch};
use crate::width::{Width, width};

/// What a product is added to.
#[derive(Clone, Copy)]
pub enum Start<'a> {
    Zero,
    /// What the output holds.
    Output,
    /// A row, `[columns]`, for all rows.
    Row(&'a [f32]),
}

/// `out = left · right`, or `out += left · right` where `accumulate`, on all threads.
pub fn multiply(left: Matrix, right: Matrix, out: MatrixMut, accumulate: bool) {
    multiply_from(left, right, out, if accumulate { Start::Output } else { Start::Zero });
}

/// `out = start + left · right`, on all threads.
pub fn multiply_from(left: Matrix, right: Matrix, out: MatrixMut, start: Start) {
    let mut grid = Grid::choose(out.rows, out.columns, left.columns, right_packing(right));
    if out.column_stride != 1 {
        // Partial results are added to rows that are slices.
        grid.inner = 1;
    }
    multiply_grid(left, right, out, start, grid);
}

/// What packing an element of `right` costs: the `gemm` crate transposes a matrix whose columns are contiguous, as a layer's weights are, element by
/// element.
fn right_packing(right: Matrix) -> f64 {
    if width() == Width::Avx512 && right.column_stride != 1 { 3.0 * grid::PACKING } else { grid::PACKING }
}

/// [`multiply_from`] with a given partition.
pub fn multiply_grid(left: Matrix, right: Matrix, out: MatrixMut, start: Start, grid: Grid) {
    let (rows, columns, inner) = (out.rows, out.columns, left.columns);
    let size = rows * columns;
    with_scratch((grid.inner - 1) * size, |partial| {
        let partials = Parts::new(partial);
        parallel(grid.blocks(), |index| {
            let (i, j, k, part) = grid.block(index, rows, columns, inner);
            let left = left.row_range(i.0, i.1).column_range(k.0, k.1);
            let right = right.row_range(k.0, k.1).column_range(j.0, j.1);
            if part == 0 {
                // SAFETY: blocks with different rows or columns do not overlap.
                let block = unsafe { out.block(i, j) };
                return multiply_block(left, right, block, start, j.0);
            }
            let span = (part - 1) * size..part * size;
            // SAFETY: the block's rows and columns of this partial result are this task's alone.
            let whole = unsafe { MatrixMut::shared(&partials, span, rows, columns) };
            // SAFETY: as above.
            let block = unsafe { whole.block(i, j) };
            multiply_serial(left, right, block, false);
        });
        if grid.inner > 1 {
            add_partials(partial, out, grid.inner - 1);
        }
    });
}

/// A block whose first column is `column` of the output.
fn multiply_block(left: Matrix, right: Matrix, block: MatrixMut, start: Start, column: usize) {
    let start = match start {
        Start::Row(row) => Start::Row(&row[column..column + block.columns]),
        other => other,
    };
    multiply_serial_from(left, right, block, start);
}

/// Adds `count` partial results to the output, in their order.
fn add_partials(partial: &[f32], out: MatrixMut, count: usize) {
    let (rows, columns) = (out.rows, out.columns);
    let size = rows * columns;
    parallel_ranges(rows, (chunk_for(size, 1 << 14) / columns.max(1)).max(1), |range| {
        for row in range {
            // SAFETY: every row is one task's.
            let mut block = unsafe { out.block((row, row + 1), (0, columns)) };
            for part in 0..count {
                add_rows(&partial[part * size + row * columns..part * size + (row + 1) * columns], block.row_mut(0));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Random, naive_product};

    #[test]
    fn every_layout_grid_and_odd_size_matches_the_naive_product() {
        let mut random = Random::new(1);
        let grids = [None, Some([1, 1, 1]), Some([3, 1, 2]), Some([2, 3, 1]), Some([1, 2, 5])];
        for &(m, k, n) in
            &[(0, 3, 4), (3, 0, 4), (3, 4, 0), (1, 1, 1), (5, 7, 3), (33, 65, 17), (130, 40, 200), (1, 300, 257)]
        {
            for layout in 0..4 {
                let (left, right) = (random.floats(m * k), random.floats(k * n));
                let a = if layout & 1 == 0 { Matrix::new(&left, m, k) } else { Matrix::new(&left, k, m).transposed() };
                let b =
                    if layout & 2 == 0 { Matrix::new(&right, k, n) } else { Matrix::new(&right, n, k).transposed() };
                let (before, bias) = (random.floats(m * n), random.floats(n));
                let repeated: Vec<f32> = (0..m).flat_map(|_| bias.clone()).collect();
                for (start, first) in
                    [(Start::Zero, vec![]), (Start::Output, before.clone()), (Start::Row(&bias), repeated)]
                {
                    let wanted = naive_product(a, b, &first);
                    for grid in grids {
                        let mut out = before.clone();
                        let view = MatrixMut::new(&mut out, m, n);
                        match grid {
                            None => multiply_from(a, b, view, start),
                            Some([rows, columns, inner]) => {
                                multiply_grid(a, b, view, start, Grid { rows, columns, inner })
                            }
                        }
                        for (got, wanted) in out.iter().zip(&wanted) {
                            assert!((f64::from(*got) - wanted).abs() <= 1e-4 * (1.0 + wanted.abs()), "{got} {wanted}");
                        }
                    }
                }
            }
        }
    }
}
