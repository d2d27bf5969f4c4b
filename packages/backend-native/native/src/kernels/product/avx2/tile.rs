use std::arch::x86_64::*;

/// Floats of a register.
const LANES: usize = 8;
/// Rows of a tile whose sums, with the columns and a factor, fill the sixteen registers.
pub const ROWS: usize = 6;
/// Columns of a tile: two registers.
pub const COLUMNS: usize = 2 * LANES;
/// Most inner indices of a piece: a panel of `right`, 24 KiB, stays in a first-level cache.
pub const DEPTH: usize = 384;

/// What a tile starts from.
#[derive(Clone, Copy)]
pub enum Begin {
    Zero,
    /// What the output holds.
    Output,
    /// A row, from the tile's first column on.
    Row(*const f32),
}

/// The order of a packed block of `left`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Row i from `i * DEPTH` on.
    ByRow,
    /// Inner index p of a tile from `p * ROWS` on.
    ByDepth,
}

/// Where a tile goes.
#[derive(Clone, Copy)]
pub struct Target {
    pub out: *mut f32,
    pub row_stride: usize,
    pub begin: Begin,
}

/// `target = begin + left · right` of a tile of `rows` rows.
///
/// # Safety
/// The processor has the instructions, `rows` is from 1 to [`ROWS`], `left` and `right` are packed `depth` deep, and a whole tile lies at
/// `target`.
#[inline]
#[target_feature(enable = "avx2,fma")]
pub unsafe fn tile(order: Order, rows: usize, depth: usize, left: *const f32, right: *const f32, target: Target) {
    macro_rules! choose {
        ($($rows:literal)+) => {
            match (order, rows) {
                $((Order::ByRow, $rows) => sums::<$rows, DEPTH, 1>(depth, left, right, target),)+
                $((Order::ByDepth, $rows) => sums::<$rows, 1, ROWS>(depth, left, right, target),)+
                _ => unreachable!("a tile of {rows} rows"),
            }
        };
    }
    // SAFETY: by the caller's promises.
    unsafe { choose!(1 2 3 4 5 6) }
}

/// The sums of `HEIGHT` rows stay in registers over `depth`.
#[inline(never)]
#[target_feature(enable = "avx2,fma")]
unsafe fn sums<const HEIGHT: usize, const ROW_STEP: usize, const DEPTH_STEP: usize>(
    depth: usize,
    mut left: *const f32,
    mut right: *const f32,
    target: Target,
) {
    // SAFETY: by the promises of `tile`.
    unsafe {
        let mut sums = [[_mm256_setzero_ps(); 2]; HEIGHT];
        for row in 0..HEIGHT {
            let out = target.out.wrapping_add(row * target.row_stride);
            _mm_prefetch::<_MM_HINT_T0>(out.cast());
            _mm_prefetch::<_MM_HINT_T0>(out.wrapping_add(COLUMNS - 1).cast());
        }
        macro_rules! step {
            ($ahead:literal) => {
                let near = _mm256_loadu_ps(right.add($ahead * COLUMNS));
                let far = _mm256_loadu_ps(right.add($ahead * COLUMNS + LANES));
                for (row, sums) in sums.iter_mut().enumerate() {
                    let factor = _mm256_set1_ps(*left.add($ahead * DEPTH_STEP + row * ROW_STEP));
                    sums[0] = _mm256_fmadd_ps(factor, near, sums[0]);
                    sums[1] = _mm256_fmadd_ps(factor, far, sums[1]);
                }
            };
        }
        for _ in 0..depth / 4 {
            step!(0);
            step!(1);
            step!(2);
            step!(3);
            left = left.add(4 * DEPTH_STEP);
            right = right.add(4 * COLUMNS);
        }
        for _ in 0..depth % 4 {
            step!(0);
            left = left.add(DEPTH_STEP);
            right = right.add(COLUMNS);
        }
        for (row, [near, far]) in sums.into_iter().enumerate() {
            let out = target.out.add(row * target.row_stride);
            let (near, far) = match target.begin {
                Begin::Zero => (near, far),
                Begin::Output => (plus(near, out), plus(far, out.add(LANES))),
                Begin::Row(start) => (plus(near, start), plus(far, start.add(LANES))),
            };
            _mm256_storeu_ps(out, near);
            _mm256_storeu_ps(out.add(LANES), far);
        }
    }
}

#[inline]
#[target_feature(enable = "avx2,fma")]
unsafe fn plus(sum: __m256, from: *const f32) -> __m256 {
    // SAFETY: by the caller's promises.
    unsafe { _mm256_add_ps(sum, _mm256_loadu_ps(from)) }
}
