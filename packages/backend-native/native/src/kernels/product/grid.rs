//! How a product is cut into blocks for the threads.

use crate::threads::threads;
use crate::width::{Width, width};

/// Multiplications that take about as long as handing a block to another thread is worth.
const LEAST_PRODUCT: usize = 64 * 64 * 64;
/// The narrowest block.
const LEAST_SIDE: usize = 48;
/// Floats of partial results that a cut along the inner side may need.
const MOST_PARTIAL: usize = 1 << 22;
/// How many blocks a side is cut into.
const CUTS: [usize; 17] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384];

/// What packing an operand costs, in multiplications for each of its elements.
pub const PACKING: f64 = 8.0;
/// Borders between rows: a multiple of the height of tiles on AVX2, 6, and of a tile's other side on AVX-512.
const ROW_UNIT: usize = 24;

/// Borders between columns: a multiple of the width of tiles on AVX2, and the long side of a tile on AVX-512.
fn column_unit() -> usize {
    if width() == Width::Avx512 { 64 } else { 24 }
}

/// The numbers of blocks along the three sides. Blocks that differ along the inner side alone add up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    pub rows: usize,
    pub columns: usize,
    pub inner: usize,
}

/// First and past-the-end index.
pub type Span = (usize, usize);

impl Grid {
    pub const WHOLE: Self = Self { rows: 1, columns: 1, inner: 1 };

    pub fn blocks(self) -> usize {
        self.rows * self.columns * self.inner
    }

    /// The grid of the least estimated time for `[rows, inner] · [inner, columns]`, where packing an element of the right operand costs
    /// `right_packing`.
    pub fn choose(rows: usize, columns: usize, inner: usize, right_packing: f64) -> Self {
        let threads = threads();
        let work = rows.saturating_mul(columns).saturating_mul(inner);
        if threads == 1 || work < 2 * LEAST_PRODUCT {
            return Self::WHOLE;
        }
        let most = (8 * threads).min(work / LEAST_PRODUCT);
        let cuts = |side: usize, least: usize| CUTS.into_iter().take_while(move |&cut| cut == 1 || side >= cut * least);
        let mut best = (f64::INFINITY, Self::WHOLE);
        for row_cuts in cuts(rows, LEAST_SIDE).take_while(|&cut| cut <= most) {
            for column_cuts in cuts(columns, LEAST_SIDE).take_while(|&cut| row_cuts * cut <= most) {
                let most_inner = (most / (row_cuts * column_cuts)).min(1 + MOST_PARTIAL / (rows * columns).max(1));
                for inner_cuts in cuts(inner, 512).take_while(|&cut| cut <= most_inner) {
                    let grid = Self { rows: row_cuts, columns: column_cuts, inner: inner_cuts };
                    let time = grid.estimate([rows, columns, inner], threads, right_packing);
                    if time < best.0 {
                        best = (time, grid);
                    }
                }
            }
        }
        best.1
    }

    /// Time in multiplications of one thread. The constants are fitted to measured products of BERT's shapes: packing costs as much as about
    /// [`PACKING`] multiplications for each element of an operand's block, a partial result as much as twenty for each of its elements, and
    /// while the last blocks are done some threads are idle: for long, where processors that others share are not equally fast.
    fn estimate(self, [rows, columns, inner]: [usize; 3], threads: usize, right_packing: f64) -> f64 {
        let height = longest(self.rows, rows, ROW_UNIT) as f64;
        let width = longest(self.columns, columns, column_unit()) as f64;
        let depth = inner.div_ceil(self.inner) as f64;
        let partial = if self.inner > 1 { 20.0 / depth } else { 0.0 };
        let block = height * width * depth * (1.0 + right_packing / height + PACKING / width + partial);
        let rounds = self.blocks().div_ceil(threads);
        block * rounds as f64 * (1.0 + 0.12 / rounds as f64)
    }

    /// The rows, columns and inner indices of block `index` of a product of these sizes, and which partial result it is.
    pub fn block(self, index: usize, rows: usize, columns: usize, inner: usize) -> (Span, Span, Span, usize) {
        let (place, part) = (index / self.inner, index % self.inner);
        let (row, column) = (place / self.columns, place % self.columns);
        let columns = span(column, self.columns, columns, column_unit());
        (span(row, self.rows, rows, ROW_UNIT), columns, span(part, self.inner, inner, ROW_UNIT), part)
    }
}

/// Piece `index` of `count` of a side, between borders that are multiples of `unit` where the side is long enough.
fn span(index: usize, count: usize, length: usize, unit: usize) -> Span {
    let border = |position: usize| {
        if position == count { length } else { (length * position / count).next_multiple_of(unit).min(length) }
    };
    (border(index), border(index + 1))
}

/// The longest of a side's pieces.
fn longest(count: usize, length: usize, unit: usize) -> usize {
    length.div_ceil(count).next_multiple_of(unit).min(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_cover_the_product_once() {
        for &[rows, columns, inner] in &[[1, 1, 1], [23, 1000, 5], [1000, 23, 50], [100, 100, 100]] {
            for [a, b, c] in [[1, 1, 1], [3, 2, 1], [7, 5, 2], [1, 1, 9]] {
                let grid = Grid { rows: a, columns: b, inner: c };
                let mut total = 0;
                for index in 0..grid.blocks() {
                    let (i, j, k, part) = grid.block(index, rows, columns, inner);
                    assert!(i.0 <= i.1 && i.1 <= rows && j.1 <= columns && k.1 <= inner && part < c);
                    total += (i.1 - i.0) * (j.1 - j.0) * (k.1 - k.0);
                }
                assert_eq!(total, rows * columns * inner);
            }
        }
    }

    #[test]
    fn small_products_stay_whole() {
        assert_eq!(Grid::choose(8, 8, 8, PACKING), Grid::WHOLE);
        assert_eq!(Grid::choose(0, 1 << 40, 1 << 40, PACKING), Grid::WHOLE);
    }
}
