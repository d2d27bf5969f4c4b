//! Optimizer steps in place.

use super::arguments::{Array, Borrows, guard};
use crate::kernels::optimizer::{self, Adam, Tensors};
use napi::Result;
use napi_derive::napi;

/// The numbers of a step: see `AdamSettings` in TypeScript.
#[napi(object)]
pub struct StepSettings {
    pub learning_rate: f64,
    pub beta1: f64,
    pub beta2: f64,
    pub epsilon: f64,
    pub weight_decay: f64,
    pub bias_correction1: f64,
    pub bias_correction2: f64,
    pub gradient_scale: f64,
}

impl StepSettings {
    fn adam(&self) -> Adam {
        Adam {
            learning_rate: self.learning_rate,
            beta1: self.beta1,
            beta2: self.beta2,
            epsilon: self.epsilon,
            weight_decay: self.weight_decay,
            correction1: self.bias_correction1,
            correction2: self.bias_correction2,
            gradient_scale: self.gradient_scale,
        }
    }
}

fn tensors<'a>(
    borrows: &mut Borrows,
    parameter: &'a Array<f32>,
    gradient: &'a Array<f32>,
    first: &'a Array<f32>,
    second: &'a Array<f32>,
) -> Result<Tensors<'a>> {
    let parameter = borrows.write_any("parameter", parameter)?;
    let shape = [parameter.len()];
    Ok(Tensors {
        parameter,
        gradient: borrows.read("gradient", gradient, &shape)?,
        first: borrows.write("first", first, &shape)?,
        second: borrows.write("second", second, &shape)?,
    })
}

/// One step of AdamW on `parameter` and its moments, in place.
#[napi]
pub fn adamw_step(
    parameter: Array<f32>,
    gradient: Array<f32>,
    first: Array<f32>,
    second: Array<f32>,
    settings: StepSettings,
) -> Result<()> {
    guard(|borrows| {
        optimizer::adamw_step(tensors(borrows, &parameter, &gradient, &first, &second)?, &settings.adam());
        Ok(())
    })
}

/// One step of LAMB, in place; returns the trust ratio, 1 without `adapt`.
#[napi]
pub fn lamb_step(
    parameter: Array<f32>,
    gradient: Array<f32>,
    first: Array<f32>,
    second: Array<f32>,
    settings: StepSettings,
    adapt: bool,
) -> Result<f64> {
    guard(|borrows| {
        let tensors = tensors(borrows, &parameter, &gradient, &first, &second)?;
        Ok(optimizer::lamb_step(tensors, &settings.adam(), adapt))
    })
}

/// Σ xᵢ² in float64.
#[napi]
pub fn sum_of_squares(x: Array<f32>) -> Result<f64> {
    guard(|borrows| Ok(optimizer::sum_of_squares(borrows.read_any("x", &x)?)))
}
