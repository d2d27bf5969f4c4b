//! Optimizer steps in place, and the norm of a gradient.

mod adam;
mod norm;

pub use adam::{Adam, Tensors, adamw_step, lamb_step};
pub use norm::sum_of_squares;
