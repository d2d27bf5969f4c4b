//! Scaled dot-product attention (Vaswani et al., 2017) within the parts of a ragged batch, block by block, so that the
//! probabilities of a long part never exist at once (Dao et al., "FlashAttention", 2022).
//!
//! Rows of all parts lie end to end in `[n, hidden]`; head h of a row is columns h·size to (h+1)·size - 1.

mod backward;
mod forward;
mod rows;
#[cfg(target_arch = "x86_64")]
mod short;

pub use backward::{Gradient, GradientInput, attention_gradient};
pub use forward::attention;

use super::matrix::Matrix;
use crate::random::Dropout;

/// Keys of a block.
const KEYS: usize = 512;

/// Scores of a block: 128 KiB, so that a block and what it is multiplied with fit a second-level cache.
const SCORES: usize = 1 << 15;

/// The sizes of one call, checked.
#[derive(Clone, Copy)]
pub struct Layout<'a> {
    /// First row of each part, then the number of rows: `[parts + 1]`.
    starts: &'a [i32],
    pub rows: usize,
    pub hidden: usize,
    pub heads: usize,
    /// Whether a row sees only itself and the rows before it.
    pub causal: bool,
    pub dropout: Option<Dropout>,
}

impl<'a> Layout<'a> {
    /// `Err` says what is wrong with the starts or the heads.
    pub fn new(
        starts: &'a [i32],
        hidden: usize,
        heads: usize,
        causal: bool,
        dropout: Option<Dropout>,
    ) -> Result<Self, String> {
        let rows = match (starts.first(), starts.last()) {
            (Some(0), Some(&last)) if starts.is_sorted() => last as usize,
            _ => return Err("starts must be sorted and begin with 0".to_owned()),
        };
        if heads == 0 || hidden == 0 || !hidden.is_multiple_of(heads) {
            return Err(format!("{heads} heads do not divide a hidden size of {hidden}"));
        }
        Ok(Self { starts, rows, hidden, heads, causal, dropout })
    }

    fn head_size(&self) -> usize {
        self.hidden / self.heads
    }

    fn scale(&self) -> f32 {
        1.0 / (self.head_size() as f32).sqrt()
    }

    /// The longest part, rounded up to a multiple of 4: the length of a row of dropout multipliers.
    fn longest(&self) -> u64 {
        let longest = self.starts.windows(2).map(|pair| (pair[1] - pair[0]) as u64).max();
        longest.unwrap_or(0).next_multiple_of(4)
    }

    /// Every (part, head) but those of empty parts, of which there may be very many.
    fn items(&self) -> impl Iterator<Item = Item> + '_ {
        let heads = self.heads;
        self.starts.windows(2).filter(|pair| pair[0] < pair[1]).flat_map(move |pair| {
            (0..heads).map(move |head| Item { start: pair[0] as usize, length: (pair[1] - pair[0]) as usize, head })
        })
    }
}

/// One head of one part.
#[derive(Clone, Copy)]
struct Item {
    start: usize,
    length: usize,
    head: usize,
}

impl Item {
    /// Rows `from` to `to - 1` of the part, this head's columns.
    fn view<'a>(&self, data: &'a [f32], layout: &Layout, from: usize, to: usize) -> Matrix<'a> {
        let size = layout.head_size();
        let all = Matrix::new(data, layout.rows, layout.hidden);
        all.row_range(self.start + from, self.start + to).column_range(self.head * size, (self.head + 1) * size)
    }

    /// The queries of a block for this part.
    fn queries(&self) -> usize {
        (SCORES / self.length.min(KEYS)).clamp(32, 128)
    }

    /// How many of the keys from `first_key` on query `query` sees in a block of `keys`.
    fn visible(&self, causal: bool, query: usize, first_key: usize, keys: usize) -> usize {
        if causal { (query + 1).saturating_sub(first_key).min(keys) } else { keys }
    }
}

/// Makes the dropout multipliers of rows of probabilities.
#[derive(Clone, Copy)]
struct Multipliers {
    dropout: Dropout,
    rows: u64,
    longest: u64,
}

impl Multipliers {
    fn new(layout: &Layout) -> Option<Self> {
        let dropout = layout.dropout?;
        Some(Self { dropout, rows: layout.rows as u64, longest: layout.longest() })
    }

    /// Those of `item`'s query against the keys from `first_key` on.
    fn fill(&self, item: &Item, query: usize, first_key: usize, out: &mut [f32]) {
        let row = item.head as u64 * self.rows + (item.start + query) as u64;
        self.dropout.multipliers(row * self.longest + first_key as u64, out);
    }
}

#[cfg(test)]
mod tests;
