use super::rows::{backward_row, dot};
use super::{Item, KEYS, Layout, Multipliers};
use crate::kernels::matrix::{Matrix, MatrixMut};
use crate::kernels::product::multiply_serial;
use crate::threads::{parallel, with_scratch};

/// What the gradient of attention reads, `[n, hidden]` each but for `logsumexp [heads, n]`.
#[derive(Clone, Copy)]
pub struct GradientInput<'a> {
    pub dy: &'a [f32],
    pub q: &'a [f32],
    pub k: &'a [f32],
    pub v: &'a [f32],
    pub context: &'a [f32],
    pub logsumexp: &'a [f32],
}

/// What it writes, `[n, hidden]` each.
pub struct Gradient<'a> {
    pub dq: &'a mut [f32],
    pub dk: &'a mut [f32],
    pub dv: &'a mut [f32],
}

/// The gradients of [`super::attention`]. Probabilities are made again from `logsumexp`, a block at a time.
pub fn attention_gradient(input: GradientInput, out: Gradient, layout: Layout) {
    let size = layout.rows * layout.hidden;
    let GradientInput { dy, q, k, v, context, logsumexp } = input;
    assert!([dy, q, k, v, context].iter().all(|data| data.len() == size));
    assert!(out.dq.len() == size && out.dk.len() == size && out.dv.len() == size);
    assert_eq!(logsumexp.len(), layout.heads * layout.rows);
    let items: Vec<Item> = layout.items().collect();
    let [dq, dk, dv] = [out.dq, out.dk, out.dv].map(|data| MatrixMut::new(data, layout.rows, layout.hidden));
    let multipliers = Multipliers::new(&layout);
    parallel(items.len(), |index| {
        let item = &items[index];
        let size = layout.head_size();
        let (rows, columns) = ((item.start, item.start + item.length), (item.head * size, (item.head + 1) * size));
        // SAFETY: every task has its own rows and columns.
        let gradients = [&dq, &dk, &dv].map(|matrix| unsafe { matrix.block(rows, columns) });
        head(&layout, item, input, gradients, multipliers);
    });
}

/// The gradients of one head of one part.
fn head(
    layout: &Layout,
    item: &Item,
    input: GradientInput,
    [dq, dk, dv]: [MatrixMut; 3],
    multipliers: Option<Multipliers>,
) {
    let (length, scale, size) = (item.length, layout.scale(), layout.head_size());
    let (block, keys) = (item.queries().min(length), KEYS.min(length));
    with_scratch(2 * block * keys + length + keys, |scratch| {
        let (all_scores, rest) = scratch.split_at_mut(block * keys);
        let (all_gradients, rest) = rest.split_at_mut(block * keys);
        let (deltas, mask) = rest.split_at_mut(length);
        for (row, delta) in deltas.iter_mut().enumerate() {
            let start = (item.start + row) * layout.hidden + item.head * size;
            *delta = dot(&input.dy[start..start + size], &input.context[start..start + size]);
        }
        for from in (0..length).step_by(block) {
            let to = (from + block).min(length);
            let queries = to - from;
            let last_key = if layout.causal { to } else { length };
            let q = item.view(input.q, layout, from, to);
            let dy = item.view(input.dy, layout, from, to);
            for first_key in (0..last_key).step_by(KEYS) {
                let end = (first_key + KEYS).min(last_key);
                let keys = end - first_key;
                let k = item.view(input.k, layout, first_key, end);
                let v = item.view(input.v, layout, first_key, end);
                let scores = &mut all_scores[..queries * keys];
                let gradients = &mut all_gradients[..queries * keys];
                multiply_serial(q, k.transposed(), MatrixMut::new(scores, queries, keys), false);
                multiply_serial(dy, v.transposed(), MatrixMut::new(gradients, queries, keys), false);
                let rows = scores.chunks_exact_mut(keys).zip(gradients.chunks_exact_mut(keys)).enumerate();
                for (row, (scores, gradients)) in rows {
                    let visible = item.visible(layout.causal, from + row, first_key, keys);
                    let mask = match multipliers {
                        Some(multipliers) => {
                            multipliers.fill(item, from + row, first_key, &mut mask[..visible]);
                            &mask[..visible]
                        }
                        None => &[],
                    };
                    let logsumexp = input.logsumexp[item.head * layout.rows + item.start + from + row];
                    let (scores, hidden_scores) = scores.split_at_mut(visible);
                    let (gradients, hidden_gradients) = gradients.split_at_mut(visible);
                    backward_row(scores, gradients, mask, scale, logsumexp, deltas[from + row]);
                    hidden_scores.fill(0.0);
                    hidden_gradients.fill(0.0);
                }
                let scores = Matrix::new(scores, queries, keys);
                let gradients = Matrix::new(gradients, queries, keys);
                // The first block that reaches a place writes it, the others add. With a causal mask, keys of this block of
                // queries itself have not been reached before.
                let reached = if layout.causal {
                    from.clamp(first_key, end)
                } else if from > 0 {
                    end
                } else {
                    first_key
                };
                for (rows, accumulate) in [((first_key, reached), true), ((reached, end), false)] {
                    let columns = (rows.0 - first_key, rows.1 - first_key);
                    let part = |matrix| Matrix::column_range(matrix, columns.0, columns.1).transposed();
                    // SAFETY: one block at a time is in use.
                    let (dv, dk) = unsafe { (dv.block(rows, (0, size)), dk.block(rows, (0, size))) };
                    multiply_serial(part(scores), dy, dv, accumulate);
                    multiply_serial(part(gradients), q, dk, accumulate);
                }
                // SAFETY: as above.
                multiply_serial(gradients, k, unsafe { dq.block((from, to), (0, size)) }, first_key > 0);
            }
        }
    });
}
