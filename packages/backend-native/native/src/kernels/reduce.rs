//! Reductions of `[outer, axis, inner]` over the middle axis.

use super::column_sums::add_rows;
use super::rows::{maximum, sum};
use crate::threads::{LEAST_ITEMS, Parts, parallel, parallel_ranges, rows_for, threads};
use crate::width::vectorized;

/// Elements that are added in float32; the sums of such blocks are added in float64.
const BLOCK: usize = 4096;

vectorized! {
    fn block_sum(x: &[f32]) -> f32 {
        sum(x)
    }
}

vectorized! {
    fn block_maximum(x: &[f32]) -> f32 {
        maximum(x)
    }
}

vectorized! {
    /// `out[j] = max(out[j], x[i, j])` over the rows of x, where a NaN is largest.
    fn maximum_rows(x: &[f32], out: &mut [f32]) {
        for row in x.chunks_exact(out.len()) {
            for (out, &x) in out.iter_mut().zip(row) {
                *out = if x > *out || x.is_nan() { x } else { *out };
            }
        }
    }
}

vectorized! {
    fn scale(x: &mut [f32], factor: f32) {
        x.iter_mut().for_each(|x| *x *= factor);
    }
}

/// What to do with the elements along the axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    Sum,
    Mean,
    Max,
}

impl Reduction {
    /// The reduction of a row.
    fn row(self, x: &[f32]) -> f32 {
        match self {
            Reduction::Max => block_maximum(x),
            Reduction::Sum => x.chunks(BLOCK).map(|block| f64::from(block_sum(block))).sum::<f64>() as f32,
            Reduction::Mean => {
                let sum: f64 = x.chunks(BLOCK).map(|block| f64::from(block_sum(block))).sum();
                (sum / x.len() as f64) as f32
            }
        }
    }

    /// The reduction of the columns of `x [axis, inner]`.
    fn columns(self, x: &[f32], axis: usize, out: &mut [f32]) {
        match self {
            Reduction::Max => {
                out.fill(f32::NEG_INFINITY);
                maximum_rows(x, out);
            }
            Reduction::Sum | Reduction::Mean => {
                out.fill(0.0);
                // Blocks of rows first: a long float32 sum would lose its small terms.
                let mut block = vec![0.0; if axis > BLOCK { out.len() } else { 0 }];
                if block.is_empty() {
                    add_rows(x, out);
                } else {
                    for rows in x.chunks(BLOCK * out.len()) {
                        block.fill(0.0);
                        add_rows(rows, &mut block);
                        add_rows(&block, out);
                    }
                }
                if self == Reduction::Mean {
                    scale(out, 1.0 / axis as f32);
                }
            }
        }
    }
}

/// `out [outer, inner]` of `x [outer, axis, inner]`; `axis` is at least 1.
pub fn reduce(reduction: Reduction, x: &[f32], out: &mut [f32], outer: usize, axis: usize, inner: usize) {
    assert!(axis > 0 && x.len() == outer * axis * inner && out.len() == outer * inner);
    if out.is_empty() {
        return;
    }
    let parts = Parts::new(out);
    if inner == 1 && outer >= threads() {
        return parallel_ranges(outer, rows_for(outer, axis), |range| {
            // SAFETY: ranges do not overlap.
            let out = unsafe { parts.part(range.clone()) };
            for (row, out) in range.zip(out) {
                *out = reduction.row(&x[row * axis..(row + 1) * axis]);
            }
        });
    }
    // Few outer rows: cut the axis into blocks, reduce each, and reduce their results.
    let cost = (LEAST_ITEMS / inner).max(BLOCK.min(axis));
    let blocks = if outer >= threads() { 1 } else { axis.div_ceil(cost).min(4 * threads()) };
    if blocks <= 1 {
        return parallel_ranges(outer, rows_for(outer, axis * inner), |range| {
            for row in range {
                let x = &x[row * axis * inner..(row + 1) * axis * inner];
                // SAFETY: every row is one task's.
                let out = unsafe { parts.part(row * inner..(row + 1) * inner) };
                if inner == 1 { out[0] = reduction.row(x) } else { reduction.columns(x, axis, out) }
            }
        });
    }
    let length = axis.div_ceil(blocks);
    let blocks = axis.div_ceil(length);
    let first = if reduction == Reduction::Mean { Reduction::Sum } else { reduction };
    let mut partial = vec![0.0; outer * blocks * inner];
    let partial_parts = Parts::new(&mut partial);
    parallel(outer * blocks, |task| {
        let (row, block) = (task / blocks, task % blocks);
        let (from, to) = (block * length, ((block + 1) * length).min(axis));
        let x = &x[(row * axis + from) * inner..(row * axis + to) * inner];
        // SAFETY: every task has its own part.
        let out = unsafe { partial_parts.part(task * inner..(task + 1) * inner) };
        if inner == 1 { out[0] = first.row(x) } else { first.columns(x, to - from, out) }
    });
    for row in 0..outer {
        let partial = &partial[row * blocks * inner..(row + 1) * blocks * inner];
        // SAFETY: no other part is in use.
        let out = unsafe { parts.part(row * inner..(row + 1) * inner) };
        if inner == 1 {
            out[0] = first.row(partial)
        } else {
            first.columns(partial, blocks, out)
        }
        if reduction == Reduction::Mean {
            scale(out, 1.0 / axis as f32);
        }
    }
}

/// `out [outer]`: the place of the first of the largest elements of each row of `x [outer, axis]`.
pub fn argument_of_maximum(x: &[f32], out: &mut [i32], axis: usize) {
    assert!(axis > 0 && x.len() == out.len() * axis);
    let outer = out.len();
    let parts = Parts::new(out);
    parallel_ranges(outer, rows_for(outer, axis), |range| {
        // SAFETY: ranges do not overlap.
        let out = unsafe { parts.part(range.clone()) };
        for (row, out) in range.zip(out) {
            let x = &x[row * axis..(row + 1) * axis];
            let top = block_maximum(x);
            // With a NaN, as tfjs does it: the first element unless a later one is larger than all before it.
            let place = if top.is_nan() { last_record(x) } else { x.iter().position(|&x| x == top).unwrap_or(0) };
            *out = place as i32;
        }
    });
}

fn last_record(x: &[f32]) -> usize {
    (1..x.len()).fold(0, |best, place| if x[place] > x[best] { place } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Random, assert_close};

    #[test]
    fn every_shape_matches_plain_loops() {
        let mut random = Random::new(20);
        for &(outer, axis, inner) in &[
            (1, 1, 1),
            (0, 3, 2),
            (3, 2, 0),
            (5, 7, 1),
            (1, 20_000, 1),
            (1, 9000, 3),
            (2, 30, 40),
            (64, 5, 3),
            (1, 3, 50_000),
        ] {
            let x = random.floats(outer * axis * inner);
            for reduction in [Reduction::Sum, Reduction::Mean, Reduction::Max] {
                let mut out = vec![f32::NAN; outer * inner];
                reduce(reduction, &x, &mut out, outer, axis, inner);
                let wanted: Vec<f64> = (0..outer * inner)
                    .map(|place| {
                        let items = (0..axis).map(|i| f64::from(x[(place / inner * axis + i) * inner + place % inner]));
                        match reduction {
                            Reduction::Sum => items.sum(),
                            Reduction::Mean => items.sum::<f64>() / axis as f64,
                            Reduction::Max => items.fold(f64::MIN, f64::max),
                        }
                    })
                    .collect();
                assert_close(&out, &wanted, 1e-6);
            }
        }
    }

    #[test]
    fn maxima_keep_nan() {
        for (axis, inner) in [(3, 1), (3, 2), (20_000, 1), (20_000, 2)] {
            let mut x = vec![1.0; axis * inner];
            x[inner] = f32::NAN;
            let mut out = vec![0.0; inner];
            reduce(Reduction::Max, &x, &mut out, 1, axis, inner);
            assert!(out[0].is_nan() && out[1..].iter().all(|&value| value == 1.0));
        }
    }

    #[test]
    fn the_first_of_equal_maxima_counts() {
        let mut out = [9; 3];
        argument_of_maximum(
            &[1.0, 3.0, 3.0, f32::NAN, 1.0, 2.0, f32::NEG_INFINITY, f32::NEG_INFINITY, 0.0],
            &mut out,
            3,
        );
        assert_eq!(out, [1, 0, 2]);
    }
}
