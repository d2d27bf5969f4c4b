//! Cross-entropy against labels.

use super::arguments::{Array, Size, guard, invalid, require};
use crate::kernels::cross_entropy::{self, LinearGradient, Totals};
use crate::kernels::matrix::Matrix;
use napi::Result;
use napi_derive::napi;

fn check_labels(labels: &[i32], classes: usize) -> Result<()> {
    match cross_entropy::first_wrong_label(labels, classes) {
        None => Ok(()),
        Some(at) => invalid(format!("labels[{at}] is {}, there are {classes} classes", labels[at])),
    }
}

fn write_totals(totals: Totals, out: &mut [f32]) {
    out[0] = totals.loss as f32;
    out[1] = totals.correct as f32;
}

/// `totals [2]`: Σ -log softmax(logits)[label] and the number of rows whose label has the largest logit. An absent `dlogits` is not
/// computed.
#[napi]
pub fn softmax_cross_entropy(
    logits: Array<f32>,
    labels: Array<i32>,
    totals: Array<f32>,
    dlogits: Option<Array<f32>>,
    rows: Size,
    classes: Size,
) -> Result<()> {
    guard(|borrows| {
        let (n, classes) = (rows.0, classes.0);
        let logits = borrows.read("logits", &logits, &[n, classes])?;
        let labels = borrows.read("labels", &labels, &[n])?;
        let totals = borrows.write("totals", &totals, &[2])?;
        let dlogits = borrows.write_optional("dlogits", &dlogits, &[n, classes])?;
        check_labels(labels, classes)?;
        write_totals(cross_entropy::softmax_cross_entropy(logits, labels, classes, dlogits), totals);
        Ok(())
    })
}

/// The same of `h [n, width] · weight [classes, width]ᵀ + bias`, with the gradients of h, weight and bias, or none of them.
/// `memory` holds the logits of as many rows at a time as fit it.
#[napi]
#[allow(clippy::too_many_arguments)]
pub fn linear_cross_entropy(
    h: Array<f32>,
    weight: Array<f32>,
    bias: Array<f32>,
    labels: Array<i32>,
    totals: Array<f32>,
    dh: Option<Array<f32>>,
    dweight: Option<Array<f32>>,
    dbias: Option<Array<f32>>,
    memory: Array<f32>,
    rows: Size,
    width: Size,
    classes: Size,
) -> Result<()> {
    guard(|borrows| {
        let (n, width, classes) = (rows.0, width.0, classes.0);
        let h = borrows.read("h", &h, &[n, width])?;
        let weight = borrows.read("weight", &weight, &[classes, width])?;
        let bias = borrows.read("bias", &bias, &[classes])?;
        let labels = borrows.read("labels", &labels, &[n])?;
        let totals = borrows.write("totals", &totals, &[2])?;
        let dh = borrows.write_optional("dh", &dh, &[n, width])?;
        let dweight = borrows.write_optional("dweight", &dweight, &[classes, width])?;
        let dbias = borrows.write_optional("dbias", &dbias, &[classes])?;
        let memory = borrows.write_any("memory", &memory)?;
        check_labels(labels, classes)?;
        require(memory.len() >= classes, || format!("memory of {} is less than a row of {classes}", memory.len()))?;
        let gradient = match (dh, dweight, dbias) {
            (Some(dh), Some(dweight), Some(dbias)) => Some(LinearGradient { dh, dweight, dbias }),
            (None, None, None) => None,
            _ => return invalid("give all three gradients or none"),
        };
        let (h, weight) = (Matrix::new(h, n, width), Matrix::new(weight, classes, width));
        let result = cross_entropy::linear_cross_entropy(h, weight, bias, labels, gradient, memory);
        write_totals(result, totals);
        Ok(())
    })
}
