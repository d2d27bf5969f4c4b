//! Operations on single elements.

mod binary;
mod select;
mod sum;
mod unary;

pub use binary::{BinaryOperation, binary};
pub use select::select;
pub use sum::add_all;
pub use unary::{UnaryOperation, clip, step, unary};

/// Elements of a task: the operation is cheap, memory is not.
const LEAST: usize = 8192;
