//! Operations of tfjs on float32 tensors.

use super::arguments::{Array, Size, elements, guard, invalid, require};
use crate::kernels::copy;
use crate::kernels::elementwise::{self, BinaryOperation, UnaryOperation};
use crate::kernels::reduce::{self, Reduction};
use crate::kernels::softmax;
use crate::kernels::strided::{MAX_RANK, Walk};
use napi::Result;
use napi::bindgen_prelude::Array as List;
use napi_derive::napi;

/// The names of the operations of `unary`, at the place of their number.
#[napi]
pub fn unary_operations() -> Vec<String> {
    UnaryOperation::ALL.iter().map(|operation| format!("{operation:?}")).collect()
}

/// The names of the operations of `binary`, at the place of their number.
#[napi]
pub fn binary_operations() -> Vec<String> {
    BinaryOperation::ALL.iter().map(|operation| format!("{operation:?}")).collect()
}

fn pick<T: Copy>(all: &[T], number: u32) -> Result<T> {
    match all.get(number as usize) {
        Some(&operation) => Ok(operation),
        None => invalid(format!("there is no operation {number}")),
    }
}

/// `y = f(x)`
#[napi]
pub fn unary(operation: u32, x: Array<f32>, y: Array<f32>) -> Result<()> {
    guard(|borrows| {
        let operation = pick(UnaryOperation::ALL, operation)?;
        let x = borrows.read_any("x", &x)?;
        elementwise::unary(operation, x, borrows.write("y", &y, &[x.len()])?);
        Ok(())
    })
}

/// 1 above 0, `slope` elsewhere.
#[napi]
pub fn step(x: Array<f32>, y: Array<f32>, slope: f64) -> Result<()> {
    guard(|borrows| {
        let x = borrows.read_any("x", &x)?;
        elementwise::step(x, borrows.write("y", &y, &[x.len()])?, slope as f32);
        Ok(())
    })
}

/// `x` limited to `low` to `high`.
#[napi]
pub fn clip(x: Array<f32>, y: Array<f32>, low: f64, high: f64) -> Result<()> {
    guard(|borrows| {
        let x = borrows.read_any("x", &x)?;
        elementwise::clip(x, borrows.write("y", &y, &[x.len()])?, low as f32, high as f32);
        Ok(())
    })
}

/// The walk of a layout `[sizes…, strides of the first tensor…, strides of the second…]`.
fn walk(layout: &[i32]) -> Result<(usize, Walk<2>)> {
    let rank = layout.len() / 3;
    require(layout.len() == 3 * rank && rank <= MAX_RANK, || {
        format!("a layout of {} numbers is not three for each of up to {MAX_RANK} axes", layout.len())
    })?;
    let mut numbers = [0; 3 * MAX_RANK];
    for (number, &value) in numbers.iter_mut().zip(layout) {
        match usize::try_from(value) {
            Ok(value) => *number = value,
            Err(_) => return invalid(format!("a layout has the negative number {value}")),
        }
    }
    let part = |index: usize| &numbers[index * rank..(index + 1) * rank];
    match Walk::new(part(0), [part(1), part(2)]) {
        Some(walk) => Ok((elements(part(0))?, walk)),
        None => invalid("a layout does not fit together"),
    }
}

fn check_span(name: &str, walk: &Walk<2>, tensor: usize, length: usize) -> Result<()> {
    require(walk.span(tensor).is_some_and(|span| span <= length), || format!("the layout reaches beyond {name}"))
}

/// `out = f(a, b)` over the layout's places; `out` is contiguous.
#[napi]
pub fn binary(operation: u32, a: Array<f32>, b: Array<f32>, out: Array<f32>, layout: Array<i32>) -> Result<()> {
    guard(|borrows| {
        let operation = pick(BinaryOperation::ALL, operation)?;
        let (count, walk) = walk(borrows.read_any("layout", &layout)?)?;
        let a = borrows.read_any("a", &a)?;
        let b = borrows.read_any("b", &b)?;
        let out = borrows.write("out", &out, &[count])?;
        check_span("a", &walk, 0, a.len())?;
        check_span("b", &walk, 1, b.len())?;
        elementwise::binary(operation, a, b, out, &walk);
        Ok(())
    })
}

/// Copies the layout's places of `x`, from `xStart` on, to those of `out`, from `outStart` on.
#[napi]
pub fn copy(x: Array<f32>, out: Array<f32>, x_start: Size, out_start: Size, layout: Array<i32>) -> Result<()> {
    guard(|borrows| {
        let (_, walk) = walk(borrows.read_any("layout", &layout)?)?;
        let x = borrows.read_any("x", &x)?;
        let out = borrows.write_any("out", &out)?;
        require(x_start.0 <= x.len() && out_start.0 <= out.len(), || "a start is beyond its array".to_owned())?;
        let (x, out) = (&x[x_start.0..], &mut out[out_start.0..]);
        check_span("x", &walk, 0, x.len())?;
        check_span("out", &walk, 1, out.len())?;
        require(walk.is_empty() || walk.is_injective(1), || "places of out overlap".to_owned())?;
        copy::copy(x, out, walk);
        Ok(())
    })
}

/// The most tensors of a sum. A list may say that it is longer than any memory.
const MAX_TERMS: u32 = 1 << 16;

/// `out` = the sum of all tensors.
#[napi]
pub fn add_all(tensors: List, out: Array<f32>) -> Result<()> {
    guard(|borrows| {
        let count = tensors.len();
        require(count <= MAX_TERMS, || format!("{count} tensors are more than {MAX_TERMS}"))?;
        let tensors: Result<Vec<Array<f32>>> = (0..count).filter_map(|index| tensors.get(index).transpose()).collect();
        let tensors = tensors?;
        let out = borrows.write_any("out", &out)?;
        let shape = [out.len()];
        let tensors: Result<Vec<&[f32]>> =
            tensors.iter().map(|tensor| borrows.read("tensors", tensor, &shape)).collect();
        elementwise::add_all(&tensors?, out);
        Ok(())
    })
}

/// `yes` where `condition` is not 0, else `no`.
#[napi]
pub fn select(condition: Array<u8>, yes: Array<f32>, no: Array<f32>, out: Array<f32>) -> Result<()> {
    guard(|borrows| {
        let out = borrows.write_any("out", &out)?;
        let shape = [out.len()];
        let condition = borrows.read("condition", &condition, &shape)?;
        let yes = borrows.read("yes", &yes, &shape)?;
        elementwise::select(condition, yes, borrows.read("no", &no, &shape)?, out);
        Ok(())
    })
}

/// `out [outer, inner]` of `x [outer, axis, inner]`: 0 is the sum, 1 the mean, 2 the maximum.
#[napi]
pub fn reduce(reduction: u32, x: Array<f32>, out: Array<f32>, outer: Size, axis: Size, inner: Size) -> Result<()> {
    guard(|borrows| {
        let reduction = pick(&[Reduction::Sum, Reduction::Mean, Reduction::Max], reduction)?;
        require(axis.0 > 0, || "the axis is empty".to_owned())?;
        let x = borrows.read("x", &x, &[outer.0, axis.0, inner.0])?;
        let out = borrows.write("out", &out, &[outer.0, inner.0])?;
        reduce::reduce(reduction, x, out, outer.0, axis.0, inner.0);
        Ok(())
    })
}

/// `out [outer]`: the place of the first largest element of each row of `x [outer, axis]`.
#[napi]
pub fn argument_of_maximum(x: Array<f32>, out: Array<i32>, outer: Size, axis: Size) -> Result<()> {
    guard(|borrows| {
        require((1..=i32::MAX as usize).contains(&axis.0), || format!("an axis of {} elements", axis.0))?;
        let x = borrows.read("x", &x, &[outer.0, axis.0])?;
        reduce::argument_of_maximum(x, borrows.write("out", &out, &[outer.0])?, axis.0);
        Ok(())
    })
}

/// Softmax of each row of `x [n, width]`, or its logarithm.
#[napi]
pub fn softmax(x: Array<f32>, y: Array<f32>, rows: Size, width: Size, logarithm: bool) -> Result<()> {
    guard(|borrows| {
        let x = borrows.read("x", &x, &[rows.0, width.0])?;
        let y = borrows.write("y", &y, &[rows.0, width.0])?;
        softmax::softmax(x, y, width.0, logarithm);
        Ok(())
    })
}
