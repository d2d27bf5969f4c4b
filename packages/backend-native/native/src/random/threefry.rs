//! Threefry-2x32 with 20 rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).

const PARITY: u32 = 0x1bd1_1bda;

/// The first and the second words of `N` counters under a key, side by side so that their chains of operations overlap.
#[inline(always)]
pub fn threefry_many<const N: usize>(key: [u32; 2], counters: [[u32; N]; 2]) -> [[u32; N]; 2] {
    let keys = [key[0], key[1], PARITY ^ key[0] ^ key[1]];
    let [mut x0, mut x1] = counters;
    for lane in 0..N {
        x0[lane] = x0[lane].wrapping_add(keys[0]);
        x1[lane] = x1[lane].wrapping_add(keys[1]);
    }
    macro_rules! four_rounds {
        ($index:literal: $($rotation:literal)+) => {
            $(
                for lane in 0..N {
                    x0[lane] = x0[lane].wrapping_add(x1[lane]);
                    x1[lane] = x1[lane].rotate_left($rotation) ^ x0[lane];
                }
            )+
            let (first, second) = (keys[$index % 3], keys[($index + 1) % 3].wrapping_add($index));
            for lane in 0..N {
                x0[lane] = x0[lane].wrapping_add(first);
                x1[lane] = x1[lane].wrapping_add(second);
            }
        };
    }
    four_rounds!(1: 13 15 26 6);
    four_rounds!(2: 17 29 16 24);
    four_rounds!(3: 13 15 26 6);
    four_rounds!(4: 17 29 16 24);
    four_rounds!(5: 13 15 26 6);
    [x0, x1]
}

/// The two words of a counter under a key.
pub fn threefry(key: [u32; 2], counter: [u32; 2]) -> [u32; 2] {
    threefry_many(key, counter.map(|word| [word])).map(|[word]| word)
}

#[cfg(test)]
mod tests {
    use super::threefry;

    /// The known answers that come with Random123.
    #[test]
    fn known_answers() {
        assert_eq!(threefry([0, 0], [0, 0]), [0x6b20_0159, 0x99ba_4efe]);
        assert_eq!(threefry([u32::MAX; 2], [u32::MAX; 2]), [0x1cb9_96fc, 0xbb00_2be7]);
        let (counter, key) = ([0x243f_6a88, 0x85a3_08d3], [0x1319_8a2e, 0x0370_7344]);
        assert_eq!(threefry(key, counter), [0xc492_3a9c, 0x483d_f7a0]);
    }
}
