//! Counter-based random numbers: the same on every backend, thread count and vector width.

mod dropout;
mod threefry;

pub use dropout::Dropout;
pub use threefry::{threefry, threefry_many};
