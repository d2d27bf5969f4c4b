//! What JavaScript calls. Each export checks its arguments, borrows the typed arrays and calls one kernel.

pub mod arguments;
pub mod attention;
pub mod cross_entropy;
pub mod fused;
pub mod gather;
pub mod optimizer;
pub mod products;
pub mod system;
pub mod tensors;
