//! The kernels: plain functions over slices, each with its checks and its partition over threads.

pub mod attention;
pub mod column_sums;
pub mod copy;
pub mod cross_entropy;
pub mod dropout;
pub mod elementwise;
pub mod gather;
pub mod gelu;
pub mod layer_norm;
pub mod linear;
pub mod matrix;
pub mod optimizer;
pub mod product;
pub mod reduce;
pub mod rows;
pub mod softmax;
pub mod strided;
