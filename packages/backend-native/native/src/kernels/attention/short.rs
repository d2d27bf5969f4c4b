//! Attention within a short part on AVX-512. Products of a few rows are over before a general one has packed its operands, and a row of a few
//! scores before a general loop reaches its vector part: here the keys that a query sees lie in the lanes of a few registers.

use crate::kernels::matrix::MatrixMut;
use crate::math::{exp_flushed, log};
use crate::width::{Width, width};
use std::arch::x86_64::*;

/// Floats of a register.
const LANES: usize = 16;
/// Queries at a time: enough independent sums to hide the latency of an addition.
const ROWS: usize = 4;
/// Side of the squares in which keys are transposed.
const SQUARE: usize = 4;
/// The most keys: four registers, which with the sums of [`ROWS`] queries leave room for factors.
const LONGEST: usize = 4 * LANES;

/// Whether [`short_head`] takes a part of this length with heads of this size.
pub fn is_short(length: usize, size: usize) -> bool {
    (1..=LONGEST).contains(&length) && size > 0 && size.is_multiple_of(2 * LANES) && width() == Width::Avx512
}

/// `length` keys in whole registers: the floats of a row of multipliers, and of a column of transposed keys.
pub fn padded(length: usize) -> usize {
    length.next_multiple_of(LANES)
}

/// One head of one part: element j of row i of `q`, `k` and `v` is `[i * stride + j]`.
#[derive(Clone, Copy)]
pub struct ShortHead<'a> {
    pub q: &'a [f32],
    pub k: &'a [f32],
    pub v: &'a [f32],
    pub stride: usize,
    /// Rows of the part.
    pub length: usize,
    /// Columns of the head.
    pub size: usize,
    pub causal: bool,
    pub scale: f32,
    /// Of the probabilities, `[length, padded(length)]`; empty for none.
    pub multipliers: &'a [f32],
}

/// The `context [length, size]` of every query of a part, and the logarithm of its sum of exponentials, `[length]`, as [`super::attention`] has
/// them. `keys` is room for `[size, padded(length)]`; panics where [`is_short`] does not hold or a size is wrong.
pub fn short_head(head: ShortHead, context: &mut MatrixMut, logsumexp: &mut [f32], keys: &mut [f32]) {
    let ShortHead { length, size, stride, .. } = head;
    assert!(is_short(length, size));
    let span = (length - 1) * stride + size;
    assert!([head.q, head.k, head.v].iter().all(|data| data.len() >= span));
    assert!(context.rows == length && context.columns == size && logsumexp.len() == length);
    assert!(keys.len() == size * padded(length));
    assert!(head.multipliers.is_empty() || head.multipliers.len() == length * padded(length));
    // SAFETY: the processor has AVX-512, and every size is what the loops below take it for.
    unsafe {
        match length.div_ceil(LANES) {
            1 => attend::<1>(&head, context, logsumexp, keys),
            2 => attend::<2>(&head, context, logsumexp, keys),
            3 => attend::<3>(&head, context, logsumexp, keys),
            _ => attend::<4>(&head, context, logsumexp, keys),
        }
    }
}

/// # Safety
/// As [`short_head`] has checked, with `GROUPS` registers of keys.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
unsafe fn attend<const GROUPS: usize>(
    head: &ShortHead,
    context: &mut MatrixMut,
    logsumexp: &mut [f32],
    keys: &mut [f32],
) {
    let (mut shifts, mut totals) = ([0.0; LONGEST], [1.0; LONGEST]);
    // SAFETY: by the caller's promises.
    unsafe {
        transpose(head, padded(head.length), keys);
        for from in (0..head.length).step_by(ROWS) {
            // The last row is made again where fewer are left.
            let rows: [usize; ROWS] = [0, 1, 2, 3].map(|row| (from + row).min(head.length - 1));
            let scores = scores::<GROUPS>(head, keys, rows);
            let mut probabilities = [[[0.0; LANES]; GROUPS]; ROWS];
            for (row, place) in rows.into_iter().enumerate() {
                let visible = if head.causal { place + 1 } else { head.length };
                let (shift, total, powers) = exponentials(scores[row], visible, head.scale);
                (shifts[place], totals[place]) = (shift, total);
                for (group, &(mut power)) in powers.iter().enumerate() {
                    if !head.multipliers.is_empty() {
                        let multipliers = head.multipliers.as_ptr().add((place * GROUPS + group) * LANES);
                        power = _mm512_mul_ps(power, _mm512_loadu_ps(multipliers));
                    }
                    _mm512_storeu_ps(probabilities[row][group].as_mut_ptr(), power);
                }
            }
            let keys = if head.causal { rows[ROWS - 1] + 1 } else { head.length };
            let inverses = rows.map(|place| _mm512_set1_ps(1.0 / totals[place]));
            for column in (0..head.size).step_by(2 * LANES) {
                let sums = weighted(head, probabilities.as_ptr().cast(), GROUPS * LANES, keys, column);
                for row in 0..ROWS {
                    let out = context.row_mut(rows[row]).as_mut_ptr().add(column);
                    _mm512_storeu_ps(out, _mm512_mul_ps(sums[row][0], inverses[row]));
                    _mm512_storeu_ps(out.add(LANES), _mm512_mul_ps(sums[row][1], inverses[row]));
                }
            }
        }
    }
    for (shift, total) in shifts.as_chunks_mut::<LANES>().0.iter_mut().zip(totals.as_chunks::<LANES>().0).take(GROUPS) {
        for lane in 0..LANES {
            shift[lane] += log::<true>(total[lane]);
        }
    }
    logsumexp.copy_from_slice(&shifts[..head.length]);
}

/// Column j of the keys from `j * width` on, a square at a time; lanes beyond the last key hold that or what was there.
///
/// # Safety
/// As in [`attend`]; `keys` holds `[size, width]`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
unsafe fn transpose(head: &ShortHead, width: usize, keys: &mut [f32]) {
    for first in (0..head.length).step_by(SQUARE) {
        let rows = [0, 1, 2, 3].map(|row| (first + row).min(head.length - 1) * head.stride);
        for column in (0..head.size).step_by(SQUARE) {
            // SAFETY: rows and columns are within the part and the head, and squares within `keys`.
            unsafe {
                let [mut a, mut b, mut c, mut d] = rows.map(|row| _mm_loadu_ps(head.k.as_ptr().add(row + column)));
                _MM_TRANSPOSE4_PS(&mut a, &mut b, &mut c, &mut d);
                for (index, turned) in [a, b, c, d].into_iter().enumerate() {
                    _mm_storeu_ps(keys.as_mut_ptr().add((column + index) * width + first), turned);
                }
            }
        }
    }
}

/// q · kᵀ of some rows.
///
/// # Safety
/// As in [`attend`]; `keys` holds `[size, GROUPS * LANES]`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
unsafe fn scores<const GROUPS: usize>(head: &ShortHead, keys: &[f32], rows: [usize; ROWS]) -> [[__m512; GROUPS]; ROWS] {
    let mut sums = [[_mm512_setzero_ps(); GROUPS]; ROWS];
    // SAFETY: by the caller's promises.
    unsafe {
        let q = rows.map(|row| head.q.as_ptr().add(row * head.stride));
        for column in 0..head.size {
            let mut near = [_mm512_setzero_ps(); GROUPS];
            for (group, near) in near.iter_mut().enumerate() {
                *near = _mm512_loadu_ps(keys.as_ptr().add((column * GROUPS + group) * LANES));
            }
            for (sums, q) in sums.iter_mut().zip(q) {
                let factor = _mm512_set1_ps(*q.add(column));
                sums.iter_mut().zip(near).for_each(|(sum, near)| *sum = _mm512_fmadd_ps(factor, near, *sum));
            }
        }
    }
    sums
}

/// A row's largest scaled score, and, relative to it, its exponentials and their sum, 0 from `visible` on.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
fn exponentials<const GROUPS: usize>(
    mut scores: [__m512; GROUPS],
    visible: usize,
    scale: f32,
) -> (f32, f32, [__m512; GROUPS]) {
    let nothing = _mm512_set1_ps(f32::NEG_INFINITY);
    let mut largest = nothing;
    for (group, scores) in scores.iter_mut().enumerate() {
        let seen = visible.saturating_sub(group * LANES).min(LANES);
        let mask = ((1u32 << seen) - 1) as __mmask16;
        *scores = _mm512_mask_mul_ps(nothing, mask, *scores, _mm512_set1_ps(scale));
        largest = _mm512_max_ps(*scores, largest);
    }
    let shift = _mm512_reduce_max_ps(largest);
    let mut total = _mm512_setzero_ps();
    for scores in &mut scores {
        *scores = exponential(_mm512_sub_ps(*scores, _mm512_set1_ps(shift)));
        total = _mm512_add_ps(total, *scores);
    }
    (shift, _mm512_reduce_add_ps(total), scores)
}

/// e^x
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
fn exponential(x: __m512) -> __m512 {
    let mut lanes = [0.0; LANES];
    // SAFETY: `lanes` are as many floats as a register.
    unsafe {
        _mm512_storeu_ps(lanes.as_mut_ptr(), x);
        lanes.iter_mut().for_each(|lane| *lane = exp_flushed::<true>(*lane));
        _mm512_loadu_ps(lanes.as_ptr())
    }
}

/// Σ probability · v of some rows, over two registers of columns from `column` on.
///
/// # Safety
/// As in [`attend`]; `probabilities` are `[ROWS, width]`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
unsafe fn weighted(
    head: &ShortHead,
    probabilities: *const f32,
    width: usize,
    keys: usize,
    column: usize,
) -> [[__m512; 2]; ROWS] {
    let mut sums = [[_mm512_setzero_ps(); 2]; ROWS];
    for key in 0..keys {
        // SAFETY: by the caller's promises.
        unsafe {
            let values = head.v.as_ptr().add(key * head.stride + column);
            let values = [_mm512_loadu_ps(values), _mm512_loadu_ps(values.add(LANES))];
            for (row, sums) in sums.iter_mut().enumerate() {
                let probability = _mm512_set1_ps(*probabilities.add(row * width + key));
                sums[0] = _mm512_fmadd_ps(probability, values[0], sums[0]);
                sums[1] = _mm512_fmadd_ps(probability, values[1], sums[1]);
            }
        }
    }
    sums
}
