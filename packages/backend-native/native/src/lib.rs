//! Kernels of the tfjs backend `native`: `kernels` holds plain Rust over slices, `exports` what JavaScript calls.

pub mod exports;
pub mod kernels;
pub mod math;
pub mod probe;
pub mod random;
pub mod threads;
pub mod width;

#[cfg(test)]
mod test_support;
