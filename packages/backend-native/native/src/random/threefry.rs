//! Threefry-2x32 with 20 rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).

const PARITY: u32 = 0x1bd1_1bda;

/// The two words of a counter under a key.
#[inline(always)]
pub fn threefry(key: [u32; 2], counter: [u32; 2]) -> [u32; 2] {
    let keys = [key[0], key[1], PARITY ^ key[0] ^ key[1]];
    let mut x0 = counter[0].wrapping_add(keys[0]);
    let mut x1 = counter[1].wrapping_add(keys[1]);
    macro_rules! four_rounds {
        ($index:literal: $($rotation:literal)+) => {
            $(
                x0 = x0.wrapping_add(x1);
                x1 = x1.rotate_left($rotation) ^ x0;
            )+
            x0 = x0.wrapping_add(keys[$index % 3]);
            x1 = x1.wrapping_add(keys[($index + 1) % 3]).wrapping_add($index);
        };
    }
    four_rounds!(1: 13 15 26 6);
    four_rounds!(2: 17 29 16 24);
    four_rounds!(3: 13 15 26 6);
    four_rounds!(4: 17 29 16 24);
    four_rounds!(5: 13 15 26 6);
    [x0, x1]
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
