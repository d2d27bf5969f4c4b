//! Threads and vector width.

use super::arguments::{Name, Size, guard, invalid, require};
use crate::{probe, threads, width};
use napi::Result;
use napi_derive::napi;

/// Number of the interface between this crate and its TypeScript side, `INTERFACE_VERSION` there: both change together.
#[napi]
pub fn interface_version() -> u32 {
    1
}

/// The number of threads that kernels use.
#[napi(js_name = "threads")]
pub fn thread_count() -> u32 {
    threads::threads() as u32
}

/// Uses `count` threads from now on.
#[napi]
pub fn set_threads(count: Size) -> Result<()> {
    guard(|_| {
        require((1..=1024).contains(&count.0), || format!("threads must be from 1 to 1024, got {}", count.0))?;
        threads::set_threads(count.0);
        Ok(())
    })
}

/// The instruction set in use: `avx512`, `avx2`, `neon` or `portable`.
#[napi(js_name = "width")]
pub fn width_name() -> String {
    width::width().name().to_owned()
}

/// Uses the instruction set `name`, or the widest of the processor where it lacks that one.
#[napi]
pub fn limit_width(name: Name) -> Result<()> {
    use width::Width;
    guard(|_| match Width::named(&name.0) {
        Some(width) => {
            width::limit_width(width);
            Ok(())
        }
        None => invalid(format!("unknown width {:?}", name.0)),
    })
}

/// Vector features of this processor.
#[napi]
pub fn features() -> Vec<String> {
    probe::features().into_iter().map(str::to_owned).collect()
}

/// GFLOP/s of multiplications and additions in registers alone, on all threads, measured for `seconds`.
#[napi]
pub fn measure_peak(seconds: f64) -> Result<f64> {
    guard(|_| Ok(probe::peak(seconds.clamp(0.0, 10.0))))
}

/// GFLOP/s of a product of two `[size, size]` matrices, measured for `seconds`.
#[napi]
pub fn measure_product(size: Size, seconds: f64) -> Result<f64> {
    guard(|_| {
        require((1..=4096).contains(&size.0), || format!("size must be from 1 to 4096, got {}", size.0))?;
        Ok(probe::product(size.0, seconds.clamp(0.0, 10.0)))
    })
}
