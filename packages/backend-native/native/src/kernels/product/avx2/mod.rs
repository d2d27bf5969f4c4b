//! Matrix products for AVX2 on one thread, blocked as in Goto and van de Geijn, "Anatomy of high-performance matrix multiplication" (2008).
//!
//! A panel of `right` is packed to stay in the first-level cache, a block of `left` in the second-level one, and the sums of a tile of the output
//! in registers. On BERT's shapes it beats the `gemm` crate by 5 to 15 % (on AVX-512 it does not, so there is none): `left` is packed by plain copies in either
//! order, eight by eight floats of `right` are transposed at a time, and a product starts from a bias without a pass of its own.

mod pack;
mod tile;

use super::Start;
use super::grid::Span;
use crate::kernels::matrix::{Matrix, MatrixMut};
use std::cell::RefCell;
use tile::{Begin, COLUMNS, DEPTH, Order, ROWS, Target};

/// Most columns of packed panels of `right`.
const PANELS: usize = 96 * COLUMNS;
/// Most rows of a packed block of `left`, which takes up to 258 KiB.
const BLOCK: usize = 28 * ROWS;

thread_local! {
    static PACKED: RefCell<Packed> = const { RefCell::new(Packed { left: Vec::new(), right: Vec::new() }) };
}

/// Packed operands, kept from one product to the next.
struct Packed {
    left: Vec<Line>,
    right: Vec<Line>,
}

/// A cache line.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line(#[allow(dead_code)] [f32; 16]);

/// Memory for `count` floats.
fn floats(lines: &mut Vec<Line>, count: usize) -> *mut f32 {
    lines.resize(lines.len().max(count.div_ceil(16)), Line([0.0; 16]));
    lines.as_mut_ptr().cast()
}

/// `out = start + left · right`.
///
/// # Safety
/// The processor has AVX2, and the sizes fit.
pub unsafe fn multiply(left: Matrix, right: Matrix, out: MatrixMut, start: Start) {
    PACKED.with_borrow_mut(|packed| {
        let left_memory = floats(&mut packed.left, left.rows.min(BLOCK) * DEPTH + COLUMNS);
        let columns = right.columns.min(PANELS).next_multiple_of(COLUMNS);
        let right_memory = floats(&mut packed.right, columns * left.columns.min(DEPTH));
        // SAFETY: by the caller's promises.
        unsafe { multiply_packed(left, right, out, start, [left_memory, right_memory]) }
    });
}

/// The pieces of `0..length`, at least one, each of at most `most`: alike but for a rounding up to a multiple of `unit`, which divides `most`.
fn pieces(length: usize, most: usize, unit: usize) -> impl Iterator<Item = Span> {
    let size = length.div_ceil(length.div_ceil(most).max(1)).next_multiple_of(unit).max(1);
    let count = length.div_ceil(size).max(1);
    (0..count).map(move |index| (index * size, ((index + 1) * size).min(length)))
}

#[target_feature(enable = "avx2,fma")]
unsafe fn multiply_packed(left: Matrix, right: Matrix, out: MatrixMut, start: Start, memory: [*mut f32; 2]) {
    let order = pack::order_of(left);
    let [left_memory, right_memory] = memory;
    for columns in pieces(right.columns, PANELS, COLUMNS) {
        for inner in pieces(left.columns, DEPTH, 8) {
            let depth = inner.1 - inner.0;
            for from in (columns.0..columns.1).step_by(COLUMNS) {
                let panel = right.row_range(inner.0, inner.1).column_range(from, (from + COLUMNS).min(columns.1));
                // SAFETY: the memory holds a panel of all these columns.
                unsafe { pack::right(panel, right_memory.add((from - columns.0) * depth)) };
            }
            for rows in pieces(left.rows, BLOCK, ROWS) {
                let height = rows.1 - rows.0;
                let tiles = height.div_ceil(ROWS);
                // Tiles of about one height: a last one of a row or two would take as long as a whole one.
                let tile_rows = |tile: usize| (height * tile / tiles, height * (tile + 1) / tiles);
                let block = left.row_range(rows.0, rows.1).column_range(inner.0, inner.1);
                // SAFETY: the memory holds a block of these rows.
                unsafe {
                    match order {
                        Order::ByRow => pack::left_by_row(block, left_memory),
                        Order::ByDepth => (0..tiles).for_each(|tile| {
                            let (first, last) = tile_rows(tile);
                            pack::left_by_depth(block.row_range(first, last), left_memory.add(tile * ROWS * depth));
                        }),
                    }
                }
                for from in (columns.0..columns.1).step_by(COLUMNS) {
                    let panel = right_memory.wrapping_add((from - columns.0) * depth);
                    let begin = match start {
                        _ if inner.0 > 0 => Begin::Output,
                        Start::Output => Begin::Output,
                        Start::Zero => Begin::Zero,
                        Start::Row(row) => Begin::Row(row[from..columns.1].as_ptr()),
                    };
                    let width = COLUMNS.min(columns.1 - from);
                    for tile in 0..tiles {
                        let (first, last) = tile_rows(tile);
                        let packed = left_memory.wrapping_add(match order {
                            Order::ByRow => first * DEPTH,
                            Order::ByDepth => tile * ROWS * depth,
                        });
                        let place = (rows.0 + first) * out.row_stride + from * out.column_stride;
                        // SAFETY: the tile's places lie within the output.
                        unsafe {
                            let target = Target { out: out.pointer.add(place), row_stride: out.row_stride, begin };
                            if width == COLUMNS && out.column_stride == 1 {
                                tile::tile(order, last - first, depth, packed, panel, target);
                            } else {
                                let size = [last - first, width];
                                part_of_tile(order, size, depth, packed, panel, target, out.column_stride);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A tile at the border, or of an output whose rows are not contiguous: computed aside.
#[target_feature(enable = "avx2,fma")]
unsafe fn part_of_tile(
    order: Order,
    [rows, columns]: [usize; 2],
    depth: usize,
    left: *const f32,
    right: *const f32,
    target: Target,
    column_stride: usize,
) {
    let mut sums = [0.0; ROWS * COLUMNS];
    let aside = Target { out: sums.as_mut_ptr(), row_stride: COLUMNS, begin: Begin::Zero };
    // SAFETY: `sums` has room for a whole tile.
    unsafe { tile::tile(order, rows, depth, left, right, aside) };
    for row in 0..rows {
        for column in 0..columns {
            // SAFETY: the place lies within the output, and the start is as long as its rows.
            unsafe {
                let out = target.out.add(row * target.row_stride + column * column_stride);
                let start = match target.begin {
                    Begin::Zero => 0.0,
                    Begin::Output => *out,
                    Begin::Row(start) => *start.add(column),
                };
                *out = start + sums[row * COLUMNS + column];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Random, naive_product};

    #[test]
    fn every_layout_and_odd_size_matches_the_naive_product() {
        if !std::arch::is_x86_feature_detected!("avx2") || !std::arch::is_x86_feature_detected!("fma") {
            return;
        }
        let mut random = Random::new(30);
        for &(m, k, n) in &[(4, 0, 5), (1, 1, 1), (6, 8, 16), (7, 9, 17), (13, 390, 35), (175, 30, 40), (5, 6, 1550)] {
            let (left, right) = (random.floats(m * k), random.floats(k * n));
            let (before, bias) = (random.floats(m * n), random.floats(n));
            for layout in 0..8 {
                let a = if layout & 1 == 0 { Matrix::new(&left, m, k) } else { Matrix::new(&left, k, m).transposed() };
                let b =
                    if layout & 2 == 0 { Matrix::new(&right, k, n) } else { Matrix::new(&right, n, k).transposed() };
                let by_columns = layout & 4 != 0;
                let repeated: Vec<f32> = (0..m).flat_map(|_| bias.clone()).collect();
                for (start, first) in
                    [(Start::Zero, vec![]), (Start::Output, before.clone()), (Start::Row(&bias), repeated)]
                {
                    let wanted = naive_product(a, b, &first);
                    let place = |index: usize| if by_columns { index % n * m + index / n } else { index };
                    let mut out = vec![f32::NAN; m * n];
                    (0..m * n).for_each(|index| out[place(index)] = before[index]);
                    let (row_stride, column_stride) = if by_columns { (1, m) } else { (n, 1) };
                    let view = MatrixMut::strided(&mut out, m, n, row_stride, column_stride);
                    // SAFETY: the processor has AVX2, and the sizes fit.
                    unsafe { multiply(a, b, view, start) };
                    for (index, wanted) in wanted.iter().enumerate() {
                        let got = f64::from(out[place(index)]);
                        assert!((got - wanted).abs() <= 1e-4 * (1.0 + wanted.abs()), "{got} {wanted}");
                    }
                }
            }
        }
    }
}
