//! Copies between strided views: slices, concatenation, padding, tiling, permutation of axes.

use super::strided::Walk;
use crate::threads::{Parts, parallel_ranges, rows_for};

/// Sides of the squares in which a plane is transposed: a column of reads uses whole cache lines.
const TILE: usize = 16;

/// `out[…] = x[…]` over the walk's places; tensor 0 is `x`, tensor 1 `out`. Panics where a span is beyond its slice, or two places of
/// `out` are one.
pub fn copy<T: Copy + Send + Sync>(x: &[T], out: &mut [T], mut walk: Walk<2>) {
    assert!(walk.span(0).is_some_and(|span| span <= x.len()) && walk.span(1).is_some_and(|span| span <= out.len()));
    if walk.is_empty() {
        return;
    }
    assert!(walk.is_injective(1), "places of the output overlap");
    let out = Parts::new(out);
    if walk.row_strides()[0] != 1 && walk.row_strides()[1] == 1 && walk.bring_contiguous_axis(0) {
        return transpose(x, &out, &walk);
    }
    let (length, [x_step, out_step]) = (walk.row_length(), walk.row_strides());
    let rows = walk.rows();
    if rows == 1 && x_step == 1 && out_step == 1 {
        return parallel_ranges(length, crate::threads::chunk_for(length, 1 << 16), |range| {
            // SAFETY: ranges do not overlap.
            unsafe { out.part(range.clone()) }.copy_from_slice(&x[range]);
        });
    }
    parallel_ranges(rows, rows_for(rows, length), |range| {
        walk.for_rows(range.start, range.end, |_, [x_start, out_start]| {
            // SAFETY: the places of `out` differ, so every one belongs to one row and task. The part is used at once.
            let out = unsafe { out.part(out_start..out_start + (length - 1) * out_step + 1) };
            match (x_step, out_step) {
                (1, 1) => out.copy_from_slice(&x[x_start..x_start + length]),
                (0, 1) => out.fill(x[x_start]),
                _ => (0..length).for_each(|i| out[i * out_step] = x[x_start + i * x_step]),
            }
        });
    });
}

/// [`copy`] where `x` walks the last axis but one, and `out` the last one, with stride 1.
fn transpose<T: Copy + Send + Sync>(x: &[T], out: &Parts<T>, walk: &Walk<2>) {
    let (outer, [height, width], [[_, x_step], [out_step, _]]) = walk.split_planes();
    let bands = height.div_ceil(TILE);
    let planes = outer.rows();
    parallel_ranges(planes * bands, rows_for(planes * bands, 4 * TILE * width), |range| {
        for task in range {
            let (plane, band) = (task / bands, task % bands);
            let rows = band * TILE..((band + 1) * TILE).min(height);
            outer.for_rows(plane, plane + 1, |_, [x_start, out_start]| {
                for from in (0..width).step_by(TILE) {
                    let to = (from + TILE).min(width);
                    for row in rows.clone() {
                        let start = out_start + row * out_step;
                        // SAFETY: the places of `out` differ. The part is used at once.
                        let out = unsafe { out.part(start + from..start + to) };
                        for (column, out) in (from..to).zip(out) {
                            *out = x[x_start + row + column * x_step];
                        }
                    }
                }
            });
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strides(sizes: &[usize]) -> Vec<usize> {
        (0..sizes.len()).map(|axis| sizes[axis + 1..].iter().product()).collect()
    }

    #[test]
    fn permutations_move_every_element() {
        for sizes in [[1, 1, 1, 1], [2, 3, 4, 5], [1, 40, 3, 50], [3, 0, 2, 2], [33, 1, 17, 2]] {
            let count: usize = sizes.iter().product();
            let x: Vec<u32> = (0..count as u32).collect();
            for permutation in [[0, 1, 2, 3], [0, 2, 1, 3], [3, 2, 1, 0], [0, 1, 3, 2], [2, 3, 0, 1], [1, 0, 3, 2]] {
                let x_strides = strides(&sizes);
                let out_sizes = permutation.map(|axis| sizes[axis]);
                let permuted = permutation.map(|axis: usize| x_strides[axis]);
                let mut out = vec![u32::MAX; count];
                copy(&x, &mut out, Walk::new(&out_sizes, [&permuted, &strides(&out_sizes)]).unwrap());
                for (place, &value) in out.iter().enumerate() {
                    let index = |place: usize, sizes: &[usize; 4]| {
                        let strides = strides(sizes);
                        std::array::from_fn::<usize, 4, _>(|axis| place / strides[axis] % sizes[axis])
                    };
                    let (from, to) = (index(value as usize, &sizes), index(place, &out_sizes));
                    assert_eq!(permutation.map(|axis| from[axis]), to);
                }
            }
        }
    }

    #[test]
    fn repeats_and_gaps() {
        let mut out = [9; 8];
        copy(&[1, 2], &mut out, Walk::new(&[2, 3], [&[1, 0], &[4, 1]]).unwrap());
        assert_eq!(out, [1, 1, 1, 9, 2, 2, 2, 9]);
        let mut out = [9; 5];
        copy(&[1, 2, 3, 4, 5], &mut out, Walk::new(&[3], [&[2], &[2]]).unwrap());
        assert_eq!(out, [1, 9, 3, 9, 5]);
    }

    #[test]
    #[should_panic]
    fn a_walk_beyond_the_slice_panics() {
        copy(&[1, 2], &mut [0; 4], Walk::new(&[3], [&[1], &[1]]).unwrap());
    }
}
