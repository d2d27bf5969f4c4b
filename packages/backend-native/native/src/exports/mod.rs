//! What JavaScript calls. Each export checks its arguments, borrows the typed arrays and calls one kernel.

pub mod arguments;
pub mod products;
pub mod system;
