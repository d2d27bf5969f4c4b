//! Attention within the parts of a ragged batch.

use super::arguments::{Array, Size, elements, guard, invalid, require};
use crate::kernels::attention::{self, Gradient, GradientInput, Layout};
use crate::random::Dropout;
use napi::Result;
use napi_derive::napi;

fn layout<'a>(
    starts: &'a [i32],
    rows: usize,
    hidden: usize,
    heads: usize,
    causal: bool,
    dropout: Option<Dropout>,
) -> Result<Layout<'a>> {
    elements(&[heads, rows])?;
    match Layout::new(starts, hidden, heads, causal, dropout) {
        Ok(layout) => {
            require(layout.rows == rows, || format!("starts end at {}, there are {rows} rows", layout.rows))?;
            Ok(layout)
        }
        Err(reason) => invalid(reason),
    }
}

/// `context [n, hidden]` and `logsumexp [heads, n]` of `q`, `k`, `v [n, hidden]` within the parts from `starts[p]` to
/// `starts[p + 1] - 1`.
#[napi]
#[allow(clippy::too_many_arguments)]
pub fn attention(
    q: Array<f32>,
    k: Array<f32>,
    v: Array<f32>,
    starts: Array<i32>,
    context: Array<f32>,
    logsumexp: Array<f32>,
    rows: Size,
    hidden: Size,
    heads: Size,
    causal: bool,
    rate: f64,
    key0: u32,
    key1: u32,
) -> Result<()> {
    guard(|borrows| {
        let shape = [rows.0, hidden.0];
        let starts = borrows.read_any("starts", &starts)?;
        let dropout = Dropout::new(rate, [key0, key1]);
        let layout = layout(starts, rows.0, hidden.0, heads.0, causal, dropout)?;
        let q = borrows.read("q", &q, &shape)?;
        let k = borrows.read("k", &k, &shape)?;
        let v = borrows.read("v", &v, &shape)?;
        let context = borrows.write("context", &context, &shape)?;
        let logsumexp = borrows.write("logsumexp", &logsumexp, &[heads.0, rows.0])?;
        attention::attention(q, k, v, context, logsumexp, layout);
        Ok(())
    })
}

#[napi]
#[allow(clippy::too_many_arguments)]
pub fn attention_gradient(
    dy: Array<f32>,
    q: Array<f32>,
    k: Array<f32>,
    v: Array<f32>,
    context: Array<f32>,
    logsumexp: Array<f32>,
    starts: Array<i32>,
    dq: Array<f32>,
    dk: Array<f32>,
    dv: Array<f32>,
    rows: Size,
    hidden: Size,
    heads: Size,
    causal: bool,
    rate: f64,
    key0: u32,
    key1: u32,
) -> Result<()> {
    guard(|borrows| {
        let shape = [rows.0, hidden.0];
        let starts = borrows.read_any("starts", &starts)?;
        let dropout = Dropout::new(rate, [key0, key1]);
        let layout = layout(starts, rows.0, hidden.0, heads.0, causal, dropout)?;
        let input = GradientInput {
            dy: borrows.read("dy", &dy, &shape)?,
            q: borrows.read("q", &q, &shape)?,
            k: borrows.read("k", &k, &shape)?,
            v: borrows.read("v", &v, &shape)?,
            context: borrows.read("context", &context, &shape)?,
            logsumexp: borrows.read("logsumexp", &logsumexp, &[heads.0, rows.0])?,
        };
        let dq = borrows.write("dq", &dq, &shape)?;
        let dk = borrows.write("dk", &dk, &shape)?;
        let dv = borrows.write("dv", &dv, &shape)?;
        attention::attention_gradient(input, Gradient { dq, dk, dv }, layout);
        Ok(())
    })
}
