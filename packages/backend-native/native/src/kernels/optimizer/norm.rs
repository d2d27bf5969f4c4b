use crate::kernels::rows;
use crate::threads::{Parts, parallel_ranges};
use crate::width::vectorized;

/// Elements whose squares are added in float32; the sums of such blocks are added in float64.
const BLOCK: usize = 4096;

vectorized! {
    fn block_squares(x: &[f32]) -> f32 {
        rows::sum_of_squares(x, 0.0)
    }
}

/// Σ xᵢ², the same whatever the number of threads.
pub fn sum_of_squares(x: &[f32]) -> f64 {
    sum_blocks(x.len(), |range| f64::from(block_squares(&x[range])))
}

/// Σ of `value` over the blocks of `0..count`, added in order.
pub(super) fn sum_blocks<T>(count: usize, value: impl Fn(std::ops::Range<usize>) -> T + Sync) -> T
where
    T: Copy + Default + Send + std::ops::Add<Output = T>,
{
    let blocks = count.div_ceil(BLOCK);
    let block = |index: usize| value(index * BLOCK..((index + 1) * BLOCK).min(count));
    if blocks <= 4 {
        return (0..blocks).fold(T::default(), |sum, index| sum + block(index));
    }
    let mut sums = vec![T::default(); blocks];
    let parts = Parts::new(&mut sums);
    parallel_ranges(blocks, blocks.div_ceil(crate::threads::threads() * 4), |range| {
        // SAFETY: ranges do not overlap.
        for (index, sum) in range.clone().zip(unsafe { parts.part(range) }) {
            *sum = block(index);
        }
    });
    sums.into_iter().fold(T::default(), |sum, value| sum + value)
}

#[cfg(test)]
mod tests {
    use super::sum_of_squares;
    use crate::test_support::Random;

    #[test]
    fn it_matches_float64() {
        let mut random = Random::new(15);
        for count in [0, 1, 5, 4096, 4097, 300_000] {
            let x = random.floats(count);
            let wanted: f64 = x.iter().map(|&value| f64::from(value).powi(2)).sum();
            assert!((sum_of_squares(&x) - wanted).abs() <= 1e-6 * wanted);
        }
    }
}
