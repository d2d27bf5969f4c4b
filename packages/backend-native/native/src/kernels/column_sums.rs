//! Sums over the rows of a matrix: bias gradients, and reductions over leading axes.

use crate::threads::{Parts, parallel_ranges, rows_for};
use crate::width::vectorized;
use std::ops::Range;

vectorized! {
    /// `sums[j] += Σ_i x[i, j]`. Four rows at once: one load and store of the sums for each.
    pub(super) fn add_rows(x: &[f32], sums: &mut [f32]) {
        let width = sums.len();
        if width == 0 {
            return;
        }
        let mut groups = x.chunks_exact(4 * width);
        for group in &mut groups {
            let (first, rest) = group.split_at(width);
            let (second, rest) = rest.split_at(width);
            let (third, fourth) = rest.split_at(width);
            for ((((sum, a), b), c), d) in sums.iter_mut().zip(first).zip(second).zip(third).zip(fourth) {
                *sum += (a + b) + (c + d);
            }
        }
        for row in groups.remainder().chunks_exact(width) {
            sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
        }
    }
}

/// Calls `task(rows, sums)` for blocks of `0..rows` in parallel, where a row costs as much as `cost` items; each block adds to its own
/// `sums`, zeros at first, and the blocks' sums are added to `total` in order.
pub fn sums_over_rows(rows: usize, cost: usize, total: &mut [f32], task: impl Fn(Range<usize>, &mut [f32]) + Sync) {
    let width = total.len();
    let chunk = rows_for(rows, cost);
    let blocks = rows.div_ceil(chunk);
    if blocks <= 1 {
        return task(0..rows, total);
    }
    if width == 0 {
        return parallel_ranges(rows, chunk, |range| task(range, &mut []));
    }
    let mut partial = vec![0.0; blocks * width];
    let parts = Parts::new(&mut partial);
    parallel_ranges(rows, chunk, |range| {
        let block = range.start / chunk;
        // SAFETY: every range has its own block.
        task(range, unsafe { parts.part(block * width..(block + 1) * width) });
    });
    add_rows(&partial, total);
}

/// `sums [columns]` of `x [rows, columns]`.
pub fn column_sums(x: &[f32], columns: usize, sums: &mut [f32]) {
    assert_eq!(sums.len(), columns);
    sums.fill(0.0);
    if columns > 0 && !x.is_empty() {
        sums_over_rows(x.len() / columns, columns, sums, |rows, sums| {
            add_rows(&x[rows.start * columns..rows.end * columns], sums);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Random, assert_close};

    #[test]
    fn sums_match_a_plain_loop() {
        let mut random = Random::new(3);
        for &(rows, columns) in &[(0, 4), (4, 0), (1, 1), (3, 5), (9, 64), (5000, 17)] {
            let x = random.floats(rows * columns);
            let mut sums = vec![f32::NAN; columns];
            column_sums(&x, columns, &mut sums);
            let wanted: Vec<f64> =
                (0..columns).map(|j| (0..rows).map(|i| f64::from(x[i * columns + j])).sum()).collect();
            assert_close(&sums, &wanted, 1e-5);
        }
    }
}
