//! Dropout (Srivastava et al., 2014): elements are zeroed at a rate, the others scaled up. Applied to dy it is its own gradient.

use crate::random::Dropout;
use crate::threads::{Parts, chunk_for, parallel_ranges};

/// `y = x · multipliers`; a copy where there is no dropout.
pub fn dropout(x: &[f32], dropout: Option<Dropout>, y: &mut [f32]) {
    assert_eq!(x.len(), y.len());
    let parts = Parts::new(y);
    parallel_ranges(x.len(), chunk_for(x.len(), 4096), |range| {
        // SAFETY: ranges do not overlap.
        let y = unsafe { parts.part(range.clone()) };
        match dropout {
            None => y.copy_from_slice(&x[range]),
            Some(dropout) => {
                for (block, y) in y.chunks_mut(1024).enumerate() {
                    let start = range.start + 1024 * block;
                    dropout.multipliers(start as u64, y);
                    y.iter_mut().zip(&x[start..]).for_each(|(y, x)| *y *= x);
                }
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::Random;

    #[test]
    fn elements_are_multiplied_whatever_the_partition() {
        let x = Random::new(9).floats(100_001);
        let rate = Dropout::new(0.1, [5, 6]);
        let (mut multipliers, mut y) = (vec![0.0; x.len()], vec![0.0; x.len()]);
        rate.unwrap().multipliers(0, &mut multipliers);
        dropout(&x, rate, &mut y);
        assert!(y.iter().zip(&x).zip(&multipliers).all(|((y, x), multiplier)| *y == x * multiplier));
        let kept = y.iter().filter(|&&value| value != 0.0).count();
        assert!((kept as f64 - 90_000.9).abs() < 5.0 * (100_001.0f64 * 0.09).sqrt());
        dropout(&x, None, &mut y);
        assert_eq!(x, y);
    }
}
