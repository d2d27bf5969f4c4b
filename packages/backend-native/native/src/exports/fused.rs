//! GELU, layer normalisation, the end of a sublayer, dropout.

use super::arguments::{Array, Size, guard};
use crate::kernels::gelu::{self, Form};
use crate::kernels::layer_norm::{self, Affine, GradientInput, ResidualGradient, ResidualInput, Statistics};
use crate::random::Dropout;
use napi::Result;
use napi_derive::napi;

fn form(tanh: bool) -> Form {
    if tanh { Form::Tanh } else { Form::Erf }
}

/// `y [n, width] = gelu(x + bias)`, by tanh or by erf.
#[napi]
pub fn bias_gelu(
    x: Array<f32>,
    bias: Option<Array<f32>>,
    y: Array<f32>,
    rows: Size,
    width: Size,
    tanh: bool,
) -> Result<()> {
    guard(|borrows| {
        let (n, width) = (rows.0, width.0);
        let x = borrows.read("x", &x, &[n, width])?;
        let bias = borrows.read_optional("bias", &bias, &[width])?.unwrap_or(&[]);
        let y = borrows.write("y", &y, &[n, width])?;
        gelu::bias_gelu(x, bias, y, width, form(tanh));
        Ok(())
    })
}

#[napi]
#[allow(clippy::too_many_arguments)]
pub fn bias_gelu_gradient(
    dy: Array<f32>,
    x: Array<f32>,
    bias: Option<Array<f32>>,
    dx: Array<f32>,
    dbias: Option<Array<f32>>,
    rows: Size,
    width: Size,
    tanh: bool,
) -> Result<()> {
    guard(|borrows| {
        let (n, width) = (rows.0, width.0);
        let dy = borrows.read("dy", &dy, &[n, width])?;
        let x = borrows.read("x", &x, &[n, width])?;
        let bias = borrows.read_optional("bias", &bias, &[width])?.unwrap_or(&[]);
        let dx = borrows.write("dx", &dx, &[n, width])?;
        let dbias = borrows.write_optional("dbias", &dbias, &[bias.len()])?.unwrap_or(&mut []);
        super::arguments::require(dbias.len() == bias.len(), || "a bias needs a dbias".to_owned())?;
        gelu::bias_gelu_gradient(dy, x, bias, dx, dbias, width, form(tanh));
        Ok(())
    })
}

/// `y [n, width] = layerNorm(x)`, and each row's mean and 1 / √(variance + epsilon).
#[napi]
#[allow(clippy::too_many_arguments)]
pub fn layer_norm(
    x: Array<f32>,
    gamma: Array<f32>,
    beta: Array<f32>,
    y: Array<f32>,
    mean: Array<f32>,
    rstd: Array<f32>,
    rows: Size,
    width: Size,
    epsilon: f64,
) -> Result<()> {
    guard(|borrows| {
        let (n, width) = (rows.0, width.0);
        let x = borrows.read("x", &x, &[n, width])?;
        let gamma = borrows.read("gamma", &gamma, &[width])?;
        let beta = borrows.read("beta", &beta, &[width])?;
        let y = borrows.write("y", &y, &[n, width])?;
        let mean = borrows.write("mean", &mean, &[n])?;
        let rstd = borrows.write("rstd", &rstd, &[n])?;
        layer_norm::layer_norm(x, Affine { gamma, beta }, y, Statistics { mean, rstd }, epsilon as f32);
        Ok(())
    })
}

#[napi]
#[allow(clippy::too_many_arguments)]
pub fn layer_norm_gradient(
    dy: Array<f32>,
    x: Array<f32>,
    gamma: Array<f32>,
    mean: Array<f32>,
    rstd: Array<f32>,
    dx: Array<f32>,
    dgamma: Array<f32>,
    dbeta: Array<f32>,
    rows: Size,
    width: Size,
) -> Result<()> {
    guard(|borrows| {
        let (n, width) = (rows.0, width.0);
        let dy = borrows.read("dy", &dy, &[n, width])?;
        let x = borrows.read("x", &x, &[n, width])?;
        let gamma = borrows.read("gamma", &gamma, &[width])?;
        let mean = borrows.read("mean", &mean, &[n])?;
        let rstd = borrows.read("rstd", &rstd, &[n])?;
        let dx = borrows.write("dx", &dx, &[n, width])?;
        let dgamma = borrows.write("dgamma", &dgamma, &[width])?;
        let dbeta = borrows.write("dbeta", &dbeta, &[width])?;
        layer_norm::layer_norm_gradient(GradientInput { dy, x, gamma, mean, rstd }, dx, dgamma, dbeta);
        Ok(())
    })
}

/// `total = residual + dropout(x + bias)` and `y = layerNorm(total)`, all `[n, width]`.
#[napi]
#[allow(clippy::too_many_arguments)]
pub fn residual_layer_norm(
    x: Array<f32>,
    bias: Option<Array<f32>>,
    residual: Array<f32>,
    gamma: Array<f32>,
    beta: Array<f32>,
    y: Array<f32>,
    total: Array<f32>,
    mean: Array<f32>,
    rstd: Array<f32>,
    rows: Size,
    width: Size,
    epsilon: f64,
    rate: f64,
    key0: u32,
    key1: u32,
) -> Result<()> {
    guard(|borrows| {
        let (n, width) = (rows.0, width.0);
        let x = borrows.read("x", &x, &[n, width])?;
        let bias = borrows.read_optional("bias", &bias, &[width])?.unwrap_or(&[]);
        let residual = borrows.read("residual", &residual, &[n, width])?;
        let gamma = borrows.read("gamma", &gamma, &[width])?;
        let beta = borrows.read("beta", &beta, &[width])?;
        let y = borrows.write("y", &y, &[n, width])?;
        let total = borrows.write("total", &total, &[n, width])?;
        let mean = borrows.write("mean", &mean, &[n])?;
        let rstd = borrows.write("rstd", &rstd, &[n])?;
        let input = ResidualInput { x, bias, residual, dropout: Dropout::new(rate, [key0, key1]) };
        let statistics = Statistics { mean, rstd };
        layer_norm::residual_layer_norm(input, Affine { gamma, beta }, y, total, statistics, epsilon as f32);
        Ok(())
    })
}

/// An absent `dx` equals `dresidual`: there is no dropout then.
#[napi]
#[allow(clippy::too_many_arguments)]
pub fn residual_layer_norm_gradient(
    dy: Array<f32>,
    total: Array<f32>,
    gamma: Array<f32>,
    mean: Array<f32>,
    rstd: Array<f32>,
    dx: Option<Array<f32>>,
    dresidual: Array<f32>,
    dgamma: Array<f32>,
    dbeta: Array<f32>,
    dbias: Option<Array<f32>>,
    rows: Size,
    width: Size,
    rate: f64,
    key0: u32,
    key1: u32,
) -> Result<()> {
    guard(|borrows| {
        let (n, width) = (rows.0, width.0);
        let dropout = Dropout::new(rate, [key0, key1]);
        super::arguments::require(dx.is_some() == dropout.is_some(), || {
            "dx is wanted with dropout and absent without".to_owned()
        })?;
        let dy = borrows.read("dy", &dy, &[n, width])?;
        let x = borrows.read("total", &total, &[n, width])?;
        let gamma = borrows.read("gamma", &gamma, &[width])?;
        let mean = borrows.read("mean", &mean, &[n])?;
        let rstd = borrows.read("rstd", &rstd, &[n])?;
        let out = ResidualGradient {
            dx: borrows.write_optional("dx", &dx, &[n, width])?,
            dresidual: borrows.write("dresidual", &dresidual, &[n, width])?,
            dgamma: borrows.write("dgamma", &dgamma, &[width])?,
            dbeta: borrows.write("dbeta", &dbeta, &[width])?,
            dbias: borrows.write_optional("dbias", &dbias, &[width])?,
        };
        layer_norm::residual_layer_norm_gradient(GradientInput { dy, x, gamma, mean, rstd }, dropout, out);
        Ok(())
    })
}

/// `y = x` with elements dropped at `rate` and the others scaled up.
#[napi]
pub fn dropout(x: Array<f32>, y: Array<f32>, rate: f64, key0: u32, key1: u32) -> Result<()> {
    guard(|borrows| {
        let x = borrows.read_any("x", &x)?;
        let y = borrows.write("y", &y, &[x.len()])?;
        crate::kernels::dropout::dropout(x, Dropout::new(rate, [key0, key1]), y);
        Ok(())
    })
}
