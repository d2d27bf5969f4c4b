//! Rows of tables: embedding look-up, its sum over three tables, and the scatter-add that is its gradient.

use crate::threads::{Parts, chunk_for, parallel, parallel_ranges, rows_for, threads};

/// The first position whose id is no row of a table of `rows`.
pub fn first_wrong_id(ids: &[i32], rows: usize) -> Option<usize> {
    ids.iter().position(|&id| id < 0 || id as usize >= rows)
}

fn row(table: &[f32], id: i32, width: usize) -> &[f32] {
    &table[id as usize * width..(id as usize + 1) * width]
}

/// `out [n, width]`: row `ids[i]` of `table [rows, width]`.
pub fn gather_rows(table: &[f32], ids: &[i32], out: &mut [f32], width: usize) {
    assert_eq!(out.len(), ids.len() * width);
    if width == 0 {
        return;
    }
    let parts = Parts::new(out);
    parallel_ranges(ids.len(), rows_for(ids.len(), width), |range| {
        // SAFETY: ranges of rows do not overlap.
        let out = unsafe { parts.part(range.start * width..range.end * width) };
        for (out, &id) in out.chunks_exact_mut(width).zip(&ids[range]) {
            out.copy_from_slice(row(table, id, width));
        }
    });
}

/// `out [n, width]`: the sum of one row of each table.
pub fn sum_rows(tables: [&[f32]; 3], ids: [&[i32]; 3], out: &mut [f32], width: usize) {
    let count = ids[0].len();
    assert!(ids.iter().all(|ids| ids.len() == count) && out.len() == count * width);
    if width == 0 {
        return;
    }
    let parts = Parts::new(out);
    parallel_ranges(count, rows_for(count, 2 * width), |range| {
        // SAFETY: ranges of rows do not overlap.
        let out = unsafe { parts.part(range.start * width..range.end * width) };
        for (index, out) in range.zip(out.chunks_exact_mut(width)) {
            let [a, b, c] = [0, 1, 2].map(|table: usize| row(tables[table], ids[table][index], width));
            for (((out, a), b), c) in out.iter_mut().zip(a).zip(b).zip(c) {
                *out = a + b + c;
            }
        }
    });
}

/// `out [rows, width]`: row r is the sum of the rows i of `dy [n, width]` with `ids[i]` = r. Tasks take columns, so that each sum is
/// added in the order of i whatever the ids are.
pub fn scatter_add_rows(dy: &[f32], ids: &[i32], out: &mut [f32], width: usize) {
    assert!(dy.len() == ids.len() * width && (width == 0 || out.len().is_multiple_of(width)));
    let parts = Parts::new(out);
    parallel_ranges(parts.len(), chunk_for(parts.len(), 1 << 16), |range| {
        // SAFETY: ranges do not overlap.
        unsafe { parts.part(range) }.fill(0.0);
    });
    // A cache line has 16 floats.
    let columns = width.div_ceil(threads()).next_multiple_of(16).max(16);
    let tasks = if ids.len() * width < 1 << 14 { 1 } else { width.div_ceil(columns) };
    parallel(tasks, |task| {
        let (from, to) = if tasks == 1 { (0, width) } else { (task * columns, ((task + 1) * columns).min(width)) };
        for (index, &id) in ids.iter().enumerate() {
            let start = id as usize * width;
            // SAFETY: every task has its own columns.
            let out = unsafe { parts.part(start + from..start + to) };
            out.iter_mut().zip(&dy[index * width + from..index * width + to]).for_each(|(out, dy)| *out += dy);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Random, assert_close};

    #[test]
    fn gathering_and_scattering_match_plain_loops() {
        let mut random = Random::new(14);
        for &(rows, width, n) in &[(1, 1, 0), (3, 1, 5), (10, 33, 7), (50, 130, 400), (4, 0, 3)] {
            let table = random.floats(rows * width);
            let draw =
                |random: &mut Random| -> Vec<i32> { (0..n).map(|_| (random.next() % rows as u64) as i32).collect() };
            let ids = [draw(&mut random), draw(&mut random), draw(&mut random)];
            let mut out = vec![f32::NAN; n * width];
            gather_rows(&table, &ids[0], &mut out, width);
            let pick = |ids: &[i32], i: usize| table[ids[i / width] as usize * width + i % width];
            assert!((0..n * width).all(|i| out[i] == pick(&ids[0], i)));
            sum_rows([&table; 3], [&ids[0], &ids[1], &ids[2]], &mut out, width);
            let sums: Vec<f64> = (0..n * width).map(|i| ids.iter().map(|ids| f64::from(pick(ids, i))).sum()).collect();
            assert_close(&out, &sums, 1e-6);

            let dy = random.floats(n * width);
            let mut scattered = vec![f32::NAN; rows * width];
            scatter_add_rows(&dy, &ids[0], &mut scattered, width);
            let mut wanted = vec![0.0; rows * width];
            for i in 0..n * width {
                wanted[ids[0][i / width] as usize * width + i % width] += f64::from(dy[i]);
            }
            assert_close(&scattered, &wanted, 1e-5);
        }
    }

    #[test]
    fn ids_must_be_rows() {
        assert_eq!(first_wrong_id(&[0, 1, 2], 2), Some(2));
        assert_eq!(first_wrong_id(&[0, -1], 2), Some(1));
        assert_eq!(first_wrong_id(&[0, 1], 2), None);
    }
}
