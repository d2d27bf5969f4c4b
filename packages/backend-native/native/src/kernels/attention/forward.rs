use super::rows::{exponentials, largest_score, multiply_row, scale_row};
use super::{Item, KEYS, Layout, Multipliers};
use crate::kernels::matrix::MatrixMut;
use crate::kernels::product::multiply_serial;
use crate::threads::{Parts, parallel, with_scratch};

/// A block of queries of one head of one part.
struct Task {
    item: Item,
    queries: (usize, usize),
}

/// `context [n, hidden]` of `q`, `k` and `v [n, hidden]`, and the logarithm of the sum of the exponentials of each row's scaled
/// scores, `[heads, n]`, from which the gradient makes the probabilities again.
pub fn attention(q: &[f32], k: &[f32], v: &[f32], context: &mut [f32], logsumexp: &mut [f32], layout: Layout) {
    let size = layout.rows * layout.hidden;
    assert!(q.len() == size && k.len() == size && v.len() == size && context.len() == size);
    assert_eq!(logsumexp.len(), layout.heads * layout.rows);
    let tasks: Vec<Task> = layout
        .items()
        .flat_map(|item| {
            let block = item.queries();
            let blocks = (0..item.length).step_by(block);
            blocks.map(move |from| Task { item, queries: (from, (from + block).min(item.length)) })
        })
        .collect();
    let context = MatrixMut::new(context, layout.rows, layout.hidden);
    let logsumexp = Parts::new(logsumexp);
    let multipliers = Multipliers::new(&layout);
    parallel(tasks.len(), |index| {
        let Task { item, queries: (from, to) } = tasks[index];
        let size = layout.head_size();
        let rows = (item.start + from, item.start + to);
        // SAFETY: every task has its own rows and columns.
        let context = unsafe { context.block(rows, (item.head * size, (item.head + 1) * size)) };
        let row = item.head * layout.rows;
        // SAFETY: as above.
        let logsumexp = unsafe { logsumexp.part(row + rows.0..row + rows.1) };
        #[cfg(target_arch = "x86_64")]
        if super::short::is_short(item.length, size) {
            return whole(&layout, &item, [q, k, v], context, logsumexp, multipliers);
        }
        block(&layout, &item, (from, to), [q, k, v], context, logsumexp, multipliers);
    });
}

/// The context of all queries of a short part.
#[cfg(target_arch = "x86_64")]
fn whole(
    layout: &Layout,
    item: &Item,
    inputs: [&[f32]; 3],
    mut context: MatrixMut,
    logsumexp: &mut [f32],
    multipliers: Option<Multipliers>,
) {
    use super::short::{ShortHead, padded, short_head};
    let (length, size, stride) = (item.length, layout.head_size(), layout.hidden);
    let width = padded(length);
    let masks = if multipliers.is_some() { length * width } else { 0 };
    with_scratch(size * width + masks, |scratch| {
        let (keys, masks) = scratch.split_at_mut(size * width);
        if let Some(multipliers) = multipliers {
            for (row, mask) in masks.chunks_exact_mut(width).enumerate() {
                multipliers.fill(item, row, 0, &mut mask[..length]);
            }
        }
        let [q, k, v] = inputs.map(|data| &data[item.start * stride + item.head * size..]);
        let (causal, scale) = (layout.causal, layout.scale());
        let head = ShortHead { q, k, v, stride, length, size, causal, scale, multipliers: masks };
        short_head(head, &mut context, logsumexp, keys);
    });
}

/// The context of one block of queries. Over blocks of keys, each row keeps its largest score so far and the sum of exponentials
/// relative to it (Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018).
fn block(
    layout: &Layout,
    item: &Item,
    (from, to): (usize, usize),
    [q, k, v]: [&[f32]; 3],
    mut context: MatrixMut,
    logsumexp: &mut [f32],
    multipliers: Option<Multipliers>,
) {
    let (queries, scale) = (to - from, layout.scale());
    let last_key = if layout.causal { to } else { item.length };
    let keys = KEYS.min(last_key);
    let length = queries * keys + 2 * queries + keys;
    with_scratch(length, |scratch| {
        let (scores, rest) = scratch.split_at_mut(queries * keys);
        let (shifts, rest) = rest.split_at_mut(queries);
        let (sums, mask) = rest.split_at_mut(queries);
        for first_key in (0..last_key).step_by(KEYS) {
            let keys = KEYS.min(last_key - first_key);
            let scores = &mut scores[..queries * keys];
            let (q, k) = (item.view(q, layout, from, to), item.view(k, layout, first_key, first_key + keys));
            multiply_serial(q, k.transposed(), MatrixMut::new(scores, queries, keys), false);
            for (row, scores) in scores.chunks_exact_mut(keys).enumerate() {
                let visible = item.visible(layout.causal, from + row, first_key, keys);
                let (scores, hidden) = scores.split_at_mut(visible);
                hidden.fill(0.0);
                if visible == 0 {
                    continue;
                }
                let largest = largest_score(scores) * scale;
                if first_key == 0 {
                    shifts[row] = largest;
                    sums[row] = exponentials(scores, scale, largest);
                } else {
                    let shift = if largest > shifts[row] { largest } else { shifts[row] };
                    let correction = (shifts[row] - shift).exp();
                    scale_row(context.row_mut(row), correction);
                    sums[row] = sums[row] * correction + exponentials(scores, scale, shift);
                    shifts[row] = shift;
                }
                if let Some(multipliers) = multipliers {
                    let mask = &mut mask[..visible];
                    multipliers.fill(item, from + row, first_key, mask);
                    multiply_row(scores, mask);
                }
            }
            let (rows, columns) = (context.rows, context.columns);
            // SAFETY: the only block in use.
            let context = unsafe { context.block((0, rows), (0, columns)) };
            let scores = crate::kernels::matrix::Matrix::new(scores, queries, keys);
            multiply_serial(scores, item.view(v, layout, first_key, first_key + keys), context, first_key > 0);
        }
        for row in 0..queries {
            scale_row(context.row_mut(row), 1.0 / sums[row]);
            logsumexp[row] = shifts[row] + sums[row].ln();
        }
    });
}
