//! The kernels: plain functions over slices, each with its checks and its partition over threads.

pub mod column_sums;
pub mod linear;
pub mod matrix;
pub mod product;
