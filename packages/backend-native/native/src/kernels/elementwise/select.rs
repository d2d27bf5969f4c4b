use super::LEAST;
use crate::threads::{Parts, chunk_for, parallel_ranges};
use crate::width::vectorized;

vectorized! {
    fn select_part(condition: &[u8], yes: &[f32], no: &[f32], out: &mut [f32]) {
        for (((&condition, &yes), &no), out) in condition.iter().zip(yes).zip(no).zip(out) {
            *out = if condition != 0 { yes } else { no };
        }
    }
}

/// `yes` where the condition is not 0, else `no`; all of one length.
pub fn select(condition: &[u8], yes: &[f32], no: &[f32], out: &mut [f32]) {
    let count = out.len();
    assert!(condition.len() == count && yes.len() == count && no.len() == count);
    let parts = Parts::new(out);
    parallel_ranges(count, chunk_for(count, LEAST), |range| {
        // SAFETY: ranges do not overlap.
        let out = unsafe { parts.part(range.clone()) };
        select_part(&condition[range.clone()], &yes[range.clone()], &no[range], out);
    });
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_picks_by_the_condition() {
        let mut out = [0.0; 3];
        super::select(&[1, 0, 2], &[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0], &mut out);
        assert_eq!(out, [1.0, 5.0, 3.0]);
    }
}
