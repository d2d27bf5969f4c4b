//! Helpers of the unit tests.

use crate::kernels::matrix::Matrix;

/// A small generator (splitmix64), so that tests repeat.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in [-1, 1).
    pub fn float(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u32 << 23) as f32 - 1.0
    }

    pub fn floats(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.float()).collect()
    }
}

/// The element (i, j) of a view.
pub fn at(matrix: Matrix, i: usize, j: usize) -> f64 {
    let row = matrix.row_range(i, i + 1).column_range(j, j + 1);
    f64::from(row.first())
}

/// `left · right + start` in float64.
pub fn naive_product(left: Matrix, right: Matrix, start: &[f32]) -> Vec<f64> {
    let mut out = Vec::new();
    for i in 0..left.rows {
        for j in 0..right.columns {
            let first = start.get(i * right.columns + j).map_or(0.0, |&value| f64::from(value));
            out.push((0..left.columns).fold(first, |sum, p| sum + at(left, i, p) * at(right, p, j)));
        }
    }
    out
}

/// Asserts that all pairs are within `tolerance`, relative to the largest wanted magnitude or 1.
pub fn assert_close(got: &[f32], wanted: &[f64], tolerance: f64) {
    assert_eq!(got.len(), wanted.len());
    let scale = wanted.iter().fold(1.0f64, |largest, value| largest.max(value.abs()));
    for (index, (&got, &wanted)) in got.iter().zip(wanted).enumerate() {
        assert!((f64::from(got) - wanted).abs() <= tolerance * scale, "element {index}: {got} is not {wanted}");
    }
}
