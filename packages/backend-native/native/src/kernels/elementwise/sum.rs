use super::LEAST;
use crate::threads::{Parts, chunk_for, parallel_ranges};
use crate::width::vectorized;

vectorized! {
    fn add_part(x: &[f32], out: &mut [f32]) {
        out.iter_mut().zip(x).for_each(|(out, x)| *out += x);
    }
}

/// Elements that stay in the first-level cache while all tensors are added to them.
const BLOCK: usize = 2048;

/// `out` = the sum of the tensors, in their order; zeros for none.
pub fn add_all(tensors: &[&[f32]], out: &mut [f32]) {
    assert!(tensors.iter().all(|tensor| tensor.len() == out.len()));
    let count = out.len();
    let parts = Parts::new(out);
    parallel_ranges(count, chunk_for(count, LEAST), |range| {
        for from in range.clone().step_by(BLOCK) {
            let block = from..(from + BLOCK).min(range.end);
            // SAFETY: ranges do not overlap.
            let out = unsafe { parts.part(block.clone()) };
            match tensors.split_first() {
                None => out.fill(0.0),
                Some((first, rest)) => {
                    out.copy_from_slice(&first[block.clone()]);
                    rest.iter().for_each(|tensor| add_part(&tensor[block.clone()], out));
                }
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use crate::test_support::Random;

    #[test]
    fn tensors_are_added_in_order() {
        let mut random = Random::new(19);
        for count in [0, 1, 5000, 50_000] {
            let tensors: Vec<Vec<f32>> = (0..4).map(|_| random.floats(count)).collect();
            for number in 0..4 {
                let slices: Vec<&[f32]> = tensors[..number].iter().map(Vec::as_slice).collect();
                let mut out = vec![f32::NAN; count];
                super::add_all(&slices, &mut out);
                let wanted =
                    |i: usize| slices.iter().skip(1).fold(slices.first().map_or(0.0, |x| x[i]), |sum, x| sum + x[i]);
                assert!((0..count).all(|i| out[i] == wanted(i)));
            }
        }
    }
}
