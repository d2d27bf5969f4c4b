use super::threefry_many;
use crate::width::vectorized;

/// Blocks whose words are made side by side: two AVX2 registers for each of the two words.
const SIDE: usize = 16;
/// Elements of those blocks.
const GROUP: usize = 4 * SIDE;

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
        let skip = (first % 4) as usize;
        let mut block = first / 4;
        let mut rest = out;
        if skip > 0 {
            let count = (GROUP - skip).min(rest.len());
            let (head, tail) = rest.split_at_mut(count);
            head.copy_from_slice(&self.group(block)[skip..skip + count]);
            block += SIDE as u64;
            rest = tail;
        }
        let (groups, tail) = rest.as_chunks_mut::<GROUP>();
        fill(self.key, block, self.threshold, self.scale, groups);
        if !tail.is_empty() {
            let count = tail.len();
            tail.copy_from_slice(&self.group(block + (groups.len() * SIDE) as u64)[..count]);
        }
    }

    fn group(self, block: u64) -> [f32; GROUP] {
        let mut group = [[0.0; GROUP]];
        fill(self.key, block, self.threshold, self.scale, &mut group);
        group[0]
    }
}

vectorized! {
    /// The multipliers of whole groups of [`SIDE`] blocks from `block`.
    fn fill(key: [u32; 2], block: u64, threshold: u32, scale: f32, out: &mut [[f32; GROUP]]) {
        for (group, out) in out.iter_mut().enumerate() {
            let first = block + (group * SIDE) as u64;
            let (low, high) = (first as u32, (first >> 32) as u32);
            let mut counters = [[0; SIDE]; 2];
            let [lows, highs] = &mut counters;
            for (lane, (counter_low, counter_high)) in lows.iter_mut().zip(highs).enumerate() {
                *counter_low = low.wrapping_add(lane as u32);
                *counter_high = high.wrapping_add((*counter_low < low) as u32);
            }
            let [first, second] = threefry_many(key, counters);
            let mut words = [0u64; SIDE];
            for lane in 0..SIDE {
                words[lane] = (first[lane] as u64 | (second[lane] as u64) << 32).to_le();
            }
            // SAFETY: both types are plain bytes of the same size.
            let lanes: [u16; GROUP] = unsafe { std::mem::transmute(words) };
            for element in 0..GROUP {
                out[element] = if (u16::from_le(lanes[element]) as u32) < threshold { 0.0 } else { scale };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::threefry;

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
