//! What this processor has and how fast it can multiply and add.

use crate::kernels::matrix::{Matrix, MatrixMut};
use crate::kernels::product::multiply;
use crate::threads::{parallel, threads};
use crate::width::{Width, width};
use std::hint::black_box;
use std::time::Instant;

/// The vector features that matter to float32 kernels, of those that this processor has.
pub fn features() -> Vec<&'static str> {
    let mut found = Vec::new();
    macro_rules! look_for {
        ($macro:ident: $($name:tt)+) => {
            $(if std::arch::$macro!($name) {
                found.push($name);
            })+
        };
    }
    #[cfg(target_arch = "x86_64")]
    look_for!(is_x86_feature_detected:
        "sse4.2" "avx" "f16c" "fma" "avx2" "avx512f" "avx512bw" "avx512dq" "avx512vl" "avx512vnni" "avx512bf16" "avx512fp16");
    #[cfg(target_arch = "aarch64")]
    look_for!(is_aarch64_feature_detected: "neon" "fp16" "bf16" "dotprod" "i8mm" "sve");
    found
}

/// Independent sums: an addition's latency of up to 5 cycles, twice a cycle, or of 4 cycles, four times a cycle, on aarch64; and some more,
/// as many as there are registers for.
const SUMS: usize = if cfg!(target_arch = "aarch64") { 24 } else { 12 };
/// Rounds between two looks at the clock.
const ROUNDS: usize = 100_000;

/// Floats of a register.
fn lanes() -> usize {
    match width() {
        Width::Avx512 => 16,
        Width::Avx2 => 8,
        Width::Neon | Width::Portable => 4,
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn rounds_avx2() -> f32 {
    use std::arch::x86_64::*;
    let (factor, term) = (_mm256_set1_ps(black_box(0.999)), _mm256_set1_ps(black_box(0.001)));
    let mut sums = [_mm256_set1_ps(black_box(1.0)); SUMS];
    for _ in 0..ROUNDS {
        sums.iter_mut().for_each(|sum| *sum = _mm256_fmadd_ps(*sum, factor, term));
    }
    sums.into_iter().map(|sum| _mm256_cvtss_f32(sum)).sum()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn rounds_avx512() -> f32 {
    use std::arch::x86_64::*;
    let (factor, term) = (_mm512_set1_ps(black_box(0.999)), _mm512_set1_ps(black_box(0.001)));
    let mut sums = [_mm512_set1_ps(black_box(1.0)); SUMS];
    for _ in 0..ROUNDS {
        sums.iter_mut().for_each(|sum| *sum = _mm512_fmadd_ps(*sum, factor, term));
    }
    sums.into_iter().map(|sum| _mm512_cvtss_f32(sum)).sum()
}

#[cfg(target_arch = "aarch64")]
#[target_feature(enable = "neon")]
fn rounds_neon() -> f32 {
    use std::arch::aarch64::*;
    let (factor, term) = (vdupq_n_f32(black_box(0.999)), vdupq_n_f32(black_box(0.001)));
    let mut sums = [vdupq_n_f32(black_box(1.0)); SUMS];
    for _ in 0..ROUNDS {
        sums.iter_mut().for_each(|sum| *sum = vfmaq_f32(term, *sum, factor));
    }
    sums.into_iter().map(|sum| vgetq_lane_f32::<0>(sum)).sum()
}

fn rounds_portable() -> f32 {
    let (factor, term) = ([black_box(0.999f32); 4], [black_box(0.001f32); 4]);
    let mut sums = [[black_box(1.0f32); 4]; SUMS];
    for _ in 0..ROUNDS {
        for sum in &mut sums {
            for lane in 0..4 {
                let product = sum[lane] * factor[lane];
                sum[lane] = product + term[lane];
            }
        }
    }
    sums.iter().flatten().sum()
}

/// Multiplies and adds [`SUMS`] registers [`ROUNDS`] times.
fn rounds() -> f32 {
    match width() {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: `width` returns this only where the processor has it.
        Width::Avx512 => unsafe { rounds_avx512() },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        Width::Avx2 => unsafe { rounds_avx2() },
        #[cfg(target_arch = "aarch64")]
        // SAFETY: as above.
        Width::Neon => unsafe { rounds_neon() },
        _ => rounds_portable(),
    }
}

/// The best of a few measurements of `work` floating-point operations, in 10^9 a second.
fn best(work: f64, seconds: f64, run: impl Fn()) -> f64 {
    let start = Instant::now();
    let mut best = f64::INFINITY;
    while best == f64::INFINITY || start.elapsed().as_secs_f64() < seconds {
        let begin = Instant::now();
        run();
        best = best.min(begin.elapsed().as_secs_f64());
    }
    work / best / 1e9
}

/// Multiplications and additions in registers alone, on all threads: what a matrix product could reach at most, in GFLOP/s.
pub fn peak(seconds: f64) -> f64 {
    let tasks = threads();
    let work = (2 * tasks * ROUNDS * SUMS * lanes()) as f64;
    best(work, seconds, || {
        parallel(tasks, |_| {
            black_box(rounds());
        })
    })
}

/// A product of two `[size, size]` matrices on all threads, in GFLOP/s.
pub fn product(size: usize, seconds: f64) -> f64 {
    let (left, right) = (vec![0.5; size * size], vec![0.25; size * size]);
    let mut out = vec![0.0; size * size];
    let pointer = std::cell::RefCell::new(&mut out);
    best(2.0 * (size as f64).powi(3), seconds, || {
        let mut out = pointer.borrow_mut();
        let out = MatrixMut::new(&mut out, size, size);
        multiply(Matrix::new(&left, size, size), Matrix::new(&right, size, size), out, false);
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn measurements_are_numbers() {
        assert!(super::peak(0.0) > 0.0);
        assert!(super::product(64, 0.0) > 0.0);
    }
}
