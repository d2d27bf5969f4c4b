use super::threefry;
use crate::width::vectorized;

/// Blocks made at once: 64 vectors' worth of lanes stays in registers and the first-level cache.
const BLOCKS: usize = 64;

/// Which elements of a tensor are dropped. Element i has the 16-bit lane i mod 4 of the two Threefry words of block ⌊i / 4⌋, low
/// half of the first word first, and is dropped when that lane is below `threshold`.
#[derive(Clone, Copy, Debug)]
pub struct Dropout {
    key: [u32; 2],
    threshold: u32,
    scale: f32,
}

impl Dropout {
    /// `None` for a rate that rounds to 0. A rate of 1 drops everything.
    pub fn new(rate: f64, key: [u32; 2]) -> Option<Self> {
        // Half up, as JavaScript's Math.round.
        let threshold = (rate.clamp(0.0, 1.0) * 65536.0 + 0.5).floor() as u32;
        let scale = if threshold < 65536 { 65536.0 / (65536 - threshold) as f32 } else { 0.0 };
        (threshold > 0).then_some(Self { key, threshold, scale })
    }

    /// The multipliers of elements `first`, `first + 1`, …: 0 for a dropped one, 1 / (1 - rate) for a kept one.
    pub fn multipliers(self, first: u64, out: &mut [f32]) {
        let mut block = first / 4;
        let mut skip = (first % 4) as usize;
        let mut rest = out;
        while !rest.is_empty() {
            let count = (4 * BLOCKS - skip).min(rest.len());
            let (now, later) = rest.split_at_mut(count);
            if skip == 0 && count == 4 * BLOCKS {
                fill(self.key, block, self.threshold, self.scale, now);
            } else {
                let mut whole = [0.0; 4 * BLOCKS];
                let needed = (skip + count).next_multiple_of(4);
                fill(self.key, block, self.threshold, self.scale, &mut whole[..needed]);
                now.copy_from_slice(&whole[skip..skip + count]);
            }
            block += BLOCKS as u64;
            skip = 0;
            rest = later;
        }
    }
}

vectorized! {
    /// The multipliers of whole blocks from `block`, at most [`BLOCKS`].
    fn fill(key: [u32; 2], block: u64, threshold: u32, scale: f32, out: &mut [f32]) {
        let (low, high) = (block as u32, (block >> 32) as u32);
        let mut words = [0u64; BLOCKS];
        for (offset, words) in words[..out.len() / 4].iter_mut().enumerate() {
            let counter = low.wrapping_add(offset as u32);
            let carry = (counter < low) as u32;
            let [first, second] = threefry(key, [counter, high.wrapping_add(carry)]);
            *words = (first as u64 | (second as u64) << 32).to_le();
        }
        // SAFETY: both types are plain bytes of the same size.
        let lanes: [u16; 4 * BLOCKS] = unsafe { std::mem::transmute(words) };
        for (out, lane) in out.iter_mut().zip(lanes) {
            *out = if (u16::from_le(lane) as u32) < threshold { 0.0 } else { scale };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naive(rate: f64, key: [u32; 2], element: u64) -> f32 {
        let block = element / 4;
        let words = threefry(key, [block as u32, (block >> 32) as u32]);
        let lane = words[(element % 4 / 2) as usize] >> (element % 2 * 16) & 0xffff;
        let threshold = (rate * 65536.0).round() as u32;
        if lane < threshold { 0.0 } else { 65536.0 / (65536 - threshold) as f32 }
    }

    #[test]
    fn any_stretch_has_the_multipliers_of_its_elements() {
        let key = [7, 0xdead_beef];
        for first in [0u64, 1, 2, 3, 4, 1021, (1 << 34) - 6, (1 << 34) - 600] {
            for count in [0usize, 1, 3, 4, 5, 255, 256, 257, 1000] {
                let mut out = vec![f32::NAN; count];
                Dropout::new(0.3, key).unwrap().multipliers(first, &mut out);
                for (index, &value) in out.iter().enumerate() {
                    assert_eq!(value, naive(0.3, key, first + index as u64), "{first} + {index}");
                }
            }
        }
    }

    #[test]
    fn rates_at_the_ends() {
        assert!(Dropout::new(0.0, [1, 2]).is_none());
        assert!(Dropout::new(1e-6, [1, 2]).is_none());
        let mut out = [1.0; 64];
        Dropout::new(1.0, [1, 2]).unwrap().multipliers(0, &mut out);
        assert_eq!(out, [0.0; 64]);
    }
}
