//! Which vector instructions to use, decided once at run time, and the macro that compiles a kernel for each of them.

use std::sync::atomic::{AtomicU8, Ordering};

/// The instruction sets that kernels are compiled for, narrowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Width {
    /// What every processor of the target has: SSE2 on x86-64.
    Portable = 1,
    /// 128 bits, aarch64.
    Neon = 2,
    /// 256 bits with fused multiply-add, x86-64.
    Avx2 = 3,
    /// 512 bits, x86-64.
    Avx512 = 4,
}

impl Width {
    const ALL: [Self; 4] = [Width::Portable, Width::Neon, Width::Avx2, Width::Avx512];

    /// The width of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|width| width.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Width::Portable => "portable",
            Width::Neon => "neon",
            Width::Avx2 => "avx2",
            Width::Avx512 => "avx512",
        }
    }
}

static CHOSEN: AtomicU8 = AtomicU8::new(0);

/// The widest instruction set that both this processor and the kernels have.
pub fn detected() -> Width {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::is_x86_feature_detected as has;
        let avx2 = has!("avx2") && has!("fma");
        if avx2 && has!("avx512f") && has!("avx512bw") && has!("avx512dq") && has!("avx512vl") {
            return Width::Avx512;
        }
        if avx2 {
            return Width::Avx2;
        }
    }
    if cfg!(target_arch = "aarch64") { Width::Neon } else { Width::Portable }
}

/// What `CLOZE_SIMD` limits the width to: the name of a width, anything else is no limit.
fn asked() -> Width {
    let name = std::env::var("CLOZE_SIMD").unwrap_or_default();
    Width::named(name.trim()).unwrap_or(Width::Avx512)
}

/// The width in use: the widest of the processor, or less where `CLOZE_SIMD` says so.
#[inline]
pub fn width() -> Width {
    match CHOSEN.load(Ordering::Relaxed) {
        1 => Width::Portable,
        2 => Width::Neon,
        3 => Width::Avx2,
        4 => Width::Avx512,
        _ => {
            let width = asked().min(detected());
            CHOSEN.store(width as u8, Ordering::Relaxed);
            width
        }
    }
}

/// Uses `wanted`, or what the processor has where that is less. For tests that compare widths.
pub fn limit_width(wanted: Width) {
    CHOSEN.store(wanted.min(detected()) as u8, Ordering::Relaxed);
}

/// Compiles a function once for each instruction set and calls the one that the processor has. The compiler vectorises the
/// loops of the body, so the body is plain code without branches on values; `FMA` tells it whether `a * b + c` is one
/// instruction (see `math::multiply_add`).
macro_rules! vectorized {
    (
        $(#[$meta:meta])*
        $visibility:vis fn $name:ident $(<{ $($generic:ident: $bound:path),+ }>)? ($($argument:ident: $type:ty),* $(,)?)
        $(-> $result:ty)? $body:block
    ) => {
        $(#[$meta])*
        #[allow(clippy::too_many_arguments)]
        $visibility fn $name $(<$($generic: $bound),+>)? ($($argument: $type),*) $(-> $result)? {
            #[inline(always)]
            #[allow(clippy::too_many_arguments, clippy::extra_unused_type_parameters)]
            fn body<$($($generic: $bound,)+)? const FMA: bool>($($argument: $type),*) $(-> $result)? $body

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
            #[allow(clippy::too_many_arguments, clippy::extra_unused_type_parameters)]
            fn avx512 $(<$($generic: $bound),+>)? ($($argument: $type),*) $(-> $result)? {
                body::<$($($generic,)+)? true>($($argument),*)
            }

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma")]
            #[allow(clippy::too_many_arguments, clippy::extra_unused_type_parameters)]
            fn avx2 $(<$($generic: $bound),+>)? ($($argument: $type),*) $(-> $result)? {
                body::<$($($generic,)+)? true>($($argument),*)
            }

            match $crate::width::width() {
                #[cfg(target_arch = "x86_64")]
                // SAFETY: `width` returns this only where the processor has these features.
                $crate::width::Width::Avx512 => unsafe { avx512 $(::<$($generic),+>)? ($($argument),*) },
                #[cfg(target_arch = "x86_64")]
                // SAFETY: as above.
                $crate::width::Width::Avx2 => unsafe { avx2 $(::<$($generic),+>)? ($($argument),*) },
                // Every aarch64 processor has fused multiply-add.
                _ => body::<$($($generic,)+)? { cfg!(target_arch = "aarch64") }>($($argument),*),
            }
        }
    };
}
pub(crate) use vectorized;
