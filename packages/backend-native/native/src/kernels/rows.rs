//! Sums and maxima of a row, in lanes that fit any vector width. The order of additions depends on the length alone.

/// Four AVX2 registers or two AVX-512 ones: enough independent sums to hide an addition's latency.
const LANES: usize = 32;

/// Folds `items` into lanes and the lanes into one.
#[inline(always)]
fn fold(x: &[f32], start: f32, step: impl Fn(f32, f32) -> f32, join: impl Fn(f32, f32) -> f32) -> f32 {
    let mut lanes = [start; LANES];
    let (chunks, rest) = x.as_chunks::<LANES>();
    for chunk in chunks {
        for lane in 0..LANES {
            lanes[lane] = step(lanes[lane], chunk[lane]);
        }
    }
    for (lane, &value) in lanes.iter_mut().zip(rest) {
        *lane = step(*lane, value);
    }
    join_lanes(lanes, join)
}

#[inline(always)]
fn join_lanes(mut lanes: [f32; LANES], join: impl Fn(f32, f32) -> f32) -> f32 {
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            lanes[lane] = join(lanes[lane], lanes[lane + width]);
        }
        width /= 2;
    }
    lanes[0]
}

/// Σ xᵢ
#[inline(always)]
pub fn sum(x: &[f32]) -> f32 {
    fold(x, 0.0, |sum, value| sum + value, |a, b| a + b)
}

/// Σ (xᵢ - center)²
#[inline(always)]
pub fn sum_of_squares(x: &[f32], center: f32) -> f32 {
    let square = |sum: f32, value: f32| {
        let distance = value - center;
        sum + distance * distance
    };
    fold(x, 0.0, square, |a, b| a + b)
}

/// The largest element but for NaNs, -∞ for none.
#[inline(always)]
pub fn largest(x: &[f32]) -> f32 {
    fold(x, f32::NEG_INFINITY, |a, b| if b > a { b } else { a }, |a, b| if b > a { b } else { a })
}

/// The largest element, -∞ for none, NaN where there is one.
#[inline(always)]
pub fn maximum(x: &[f32]) -> f32 {
    let largest = largest(x);
    // The comparisons above skip NaNs; a sum does not.
    let check = fold(x, 0.0, |sum, value| sum + value * 0.0, |a, b| a + b);
    if check.is_nan() && x.iter().any(|value| value.is_nan()) { f32::NAN } else { largest }
}

/// Σ f(xᵢ, yᵢ) over two rows of one length.
#[inline(always)]
pub fn sum_pairs(x: &[f32], y: &[f32], f: impl Fn(f32, f32) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    let (x_chunks, x_rest) = x.as_chunks::<LANES>();
    let (y_chunks, y_rest) = y.as_chunks::<LANES>();
    for (x, y) in x_chunks.iter().zip(y_chunks) {
        for lane in 0..LANES {
            lanes[lane] += f(x[lane], y[lane]);
        }
    }
    for ((lane, &x), &y) in lanes.iter_mut().zip(x_rest).zip(y_rest) {
        *lane += f(x, y);
    }
    join_lanes(lanes, |a, b| a + b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::Random;

    #[test]
    fn folds_match_plain_loops() {
        let mut random = Random::new(5);
        for count in [0, 1, 31, 32, 33, 100, 1000] {
            let (x, y) = (random.floats(count), random.floats(count));
            let exact: f64 = x.iter().map(|&value| f64::from(value)).sum();
            assert!((f64::from(sum(&x)) - exact).abs() < 1e-4);
            assert_eq!(maximum(&x), x.iter().copied().fold(f32::NEG_INFINITY, f32::max));
            let dot: f64 = x.iter().zip(&y).map(|(&x, &y)| f64::from(x) * f64::from(y)).sum();
            assert!((f64::from(sum_pairs(&x, &y, |x, y| x * y)) - dot).abs() < 1e-4);
        }
    }

    #[test]
    fn maximum_keeps_nan_and_infinity() {
        assert!(maximum(&[1.0, f32::NAN, 2.0]).is_nan());
        assert_eq!(maximum(&[f32::INFINITY, 1.0]), f32::INFINITY);
        assert_eq!(maximum(&[f32::NEG_INFINITY; 40]), f32::NEG_INFINITY);
    }
}
