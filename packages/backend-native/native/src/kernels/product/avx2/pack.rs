//! Copies of operands in the order in which tiles read them.

use super::tile::{COLUMNS, DEPTH, Order, ROWS};
use crate::kernels::matrix::Matrix;
use std::arch::x86_64::*;

/// Which order suits `left`.
pub fn order_of(left: Matrix) -> Order {
    if left.row_stride == 1 && left.column_stride != 1 { Order::ByDepth } else { Order::ByRow }
}

/// Packs a block of `left` by row.
///
/// # Safety
/// `to` has room for `rows * DEPTH` floats, and the block is at most `DEPTH` deep.
#[inline]
pub unsafe fn left_by_row(left: Matrix, to: *mut f32) {
    for row in 0..left.rows {
        // SAFETY: within the view, and within `to` by the caller's promise.
        unsafe {
            let from = left.pointer.add(row * left.row_stride);
            let to = to.add(row * DEPTH);
            if left.column_stride == 1 {
                std::ptr::copy_nonoverlapping(from, to, left.columns);
            } else {
                (0..left.columns).for_each(|column| *to.add(column) = *from.add(column * left.column_stride));
            }
        }
    }
}

/// Packs a tile of `left` by depth.
///
/// # Safety
/// The processor has AVX2, the rows of `left` are contiguous and at most `ROWS`, and `to` has room for a register more than
/// `left.columns * ROWS` floats.
#[inline]
#[target_feature(enable = "avx2,fma")]
pub unsafe fn left_by_depth(left: Matrix, to: *mut f32) {
    let lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    let mask = _mm256_cmpgt_epi32(_mm256_set1_epi32(left.rows as i32), lanes);
    for column in 0..left.columns {
        // SAFETY: within the view, and within `to` by the caller's promise; what a store writes too much the next one overwrites.
        unsafe {
            let from = left.pointer.add(column * left.column_stride);
            _mm256_storeu_ps(to.add(column * ROWS), _mm256_maskload_ps(from, mask));
        }
    }
}

/// Packs columns of `right`, at most `COLUMNS` of them, padded with zeros: inner index p from `p * COLUMNS` on.
///
/// # Safety
/// The processor has AVX2, and `to` has room for `right.rows * COLUMNS` floats.
#[inline]
#[target_feature(enable = "avx2,fma")]
pub unsafe fn right(right: Matrix, to: *mut f32) {
    let (depth, columns) = (right.rows, right.columns);
    // SAFETY: within the view, and within `to` by the caller's promise.
    unsafe {
        if columns == COLUMNS && right.column_stride == 1 {
            for row in 0..depth {
                let (from, to) = (right.pointer.add(row * right.row_stride), to.add(row * COLUMNS));
                _mm256_storeu_ps(to, _mm256_loadu_ps(from));
                _mm256_storeu_ps(to.add(8), _mm256_loadu_ps(from.add(8)));
            }
            return;
        }
        if columns == COLUMNS && right.row_stride == 1 {
            let whole = depth / 8 * 8;
            for row in (0..whole).step_by(8) {
                for lane in [0, 8] {
                    let from = right.pointer.add(row + lane * right.column_stride);
                    transpose(from, right.column_stride, to.add(row * COLUMNS + lane));
                }
            }
            for lane in 0..COLUMNS {
                for row in whole..depth {
                    *to.add(row * COLUMNS + lane) = *right.pointer.add(row + lane * right.column_stride);
                }
            }
            return;
        }
        for row in 0..depth {
            for lane in 0..COLUMNS {
                let place = row * right.row_stride + lane * right.column_stride;
                *to.add(row * COLUMNS + lane) = if lane < columns { *right.pointer.add(place) } else { 0.0 };
            }
        }
    }
}

/// Transposes eight rows of eight floats.
///
/// # Safety
/// The processor has AVX2, and the rows lie `from_stride` and `COLUMNS` floats apart in memory of the caller's.
#[inline]
#[target_feature(enable = "avx2,fma")]
unsafe fn transpose(from: *const f32, from_stride: usize, to: *mut f32) {
    // SAFETY: by the caller's promises.
    unsafe {
        let row = |index: usize| _mm256_loadu_ps(from.add(index * from_stride));
        let pairs = |a: usize| {
            let (x, y) = (row(a), row(a + 1));
            (_mm256_unpacklo_ps(x, y), _mm256_unpackhi_ps(x, y))
        };
        let ((a, b), (c, d), (e, f), (g, h)) = (pairs(0), pairs(2), pairs(4), pairs(6));
        let quads = |x, y| (_mm256_shuffle_ps::<0x44>(x, y), _mm256_shuffle_ps::<0xee>(x, y));
        let ((a, b), (c, d)) = (quads(a, c), quads(b, d));
        let ((e, f), (g, h)) = (quads(e, g), quads(f, h));
        let halves = |x, y| (_mm256_permute2f128_ps::<0x20>(x, y), _mm256_permute2f128_ps::<0x31>(x, y));
        for (index, (x, y)) in [(a, e), (b, f), (c, g), (d, h)].into_iter().enumerate() {
            let (low, high) = halves(x, y);
            _mm256_storeu_ps(to.add(index * COLUMNS), low);
            _mm256_storeu_ps(to.add((index + 4) * COLUMNS), high);
        }
    }
}
