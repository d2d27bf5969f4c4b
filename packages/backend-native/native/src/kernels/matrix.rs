//! Strided views of float32 matrices, checked once when they are made.

use crate::threads::Parts;
use std::marker::PhantomData;
use std::ops::Range;

/// A matrix to read: element (i, j) is `data[offset + i * row_stride + j * column_stride]`.
#[derive(Clone, Copy)]
pub struct Matrix<'a> {
    pub(super) pointer: *const f32,
    pub rows: usize,
    pub columns: usize,
    pub row_stride: usize,
    pub column_stride: usize,
    marker: PhantomData<&'a [f32]>,
}

/// A matrix to write. No two of its elements share a place.
pub struct MatrixMut<'a> {
    pub(super) pointer: *mut f32,
    pub rows: usize,
    pub columns: usize,
    pub row_stride: usize,
    pub column_stride: usize,
    marker: PhantomData<&'a mut [f32]>,
}

// SAFETY: a `Matrix` is a shared borrow and a `MatrixMut` an exclusive one of floats.
unsafe impl Send for Matrix<'_> {}
unsafe impl Sync for Matrix<'_> {}
unsafe impl Send for MatrixMut<'_> {}
unsafe impl Sync for MatrixMut<'_> {}

/// The number of elements from the first to the last one, 0 for an empty matrix; panics when that overflows.
fn span(rows: usize, columns: usize, row_stride: usize, column_stride: usize) -> usize {
    if rows == 0 || columns == 0 {
        return 0;
    }
    let span = (rows - 1)
        .checked_mul(row_stride)
        .zip((columns - 1).checked_mul(column_stride))
        .and_then(|(down, across)| down.checked_add(across)?.checked_add(1));
    span.expect("a matrix larger than the address space")
}

impl<'a> Matrix<'a> {
    /// Panics when an element is outside `data`.
    pub fn strided(data: &'a [f32], rows: usize, columns: usize, row_stride: usize, column_stride: usize) -> Self {
        let span = span(rows, columns, row_stride, column_stride);
        assert!(span <= data.len(), "a [{rows}, {columns}] view spans {span} of {} floats", data.len());
        Self { pointer: data.as_ptr(), rows, columns, row_stride, column_stride, marker: PhantomData }
    }

    /// A row-major `[rows, columns]` matrix.
    pub fn new(data: &'a [f32], rows: usize, columns: usize) -> Self {
        Self::strided(data, rows, columns, columns, 1)
    }

    /// The same elements with rows and columns swapped.
    pub fn transposed(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
            ..self
        }
    }

    /// Rows `start` to `end - 1`.
    pub fn row_range(self, start: usize, end: usize) -> Self {
        assert!(start <= end && end <= self.rows, "rows {start}..{end} of {}", self.rows);
        // An empty range may start beyond the last element, so its pointer must stay unchanged.
        let step = if start < end && self.columns > 0 { start * self.row_stride } else { 0 };
        // SAFETY: row `start` is within the view.
        Self { pointer: unsafe { self.pointer.add(step) }, rows: end - start, ..self }
    }

    /// Columns `start` to `end - 1`.
    pub fn column_range(self, start: usize, end: usize) -> Self {
        self.transposed().row_range(start, end).transposed()
    }
}

impl Matrix<'_> {
    /// The element (0, 0).
    #[cfg(test)]
    pub fn first(&self) -> f32 {
        assert!(self.rows > 0 && self.columns > 0);
        // SAFETY: the view is not empty.
        unsafe { *self.pointer }
    }
}

impl<'a> MatrixMut<'a> {
    /// Panics when an element is outside `data` or two elements share a place.
    pub fn strided(data: &'a mut [f32], rows: usize, columns: usize, row_stride: usize, column_stride: usize) -> Self {
        let span = span(rows, columns, row_stride, column_stride);
        assert!(span <= data.len(), "a [{rows}, {columns}] view spans {span} of {} floats", data.len());
        let by_rows = column_stride >= 1 && (rows <= 1 || row_stride > columns.saturating_sub(1) * column_stride);
        let by_columns = row_stride >= 1 && (columns <= 1 || column_stride > rows.saturating_sub(1) * row_stride);
        assert!(span <= 1 || by_rows || by_columns, "strides {row_stride} and {column_stride} overlap");
        Self { pointer: data.as_mut_ptr(), rows, columns, row_stride, column_stride, marker: PhantomData }
    }

    /// A row-major `[rows, columns]` matrix.
    pub fn new(data: &'a mut [f32], rows: usize, columns: usize) -> Self {
        Self::strided(data, rows, columns, columns, 1)
    }

    /// A row-major matrix on a part of a slice that tasks share.
    ///
    /// # Safety
    /// Elements that are written at the same time must differ.
    pub(super) unsafe fn shared(parts: &'a Parts<f32>, range: Range<usize>, rows: usize, columns: usize) -> Self {
        assert_eq!(range.len(), rows * columns);
        Self {
            pointer: parts.pointer(range),
            rows,
            columns,
            row_stride: columns,
            column_stride: 1,
            marker: PhantomData,
        }
    }

    /// The block of rows `rows.0` to `rows.1 - 1` and columns `columns.0` to `columns.1 - 1`.
    ///
    /// # Safety
    /// Blocks that are in use at the same time must not overlap.
    pub(super) unsafe fn block(&self, rows: (usize, usize), columns: (usize, usize)) -> MatrixMut<'_> {
        assert!(rows.0 <= rows.1 && rows.1 <= self.rows && columns.0 <= columns.1 && columns.1 <= self.columns);
        let empty = rows.0 == rows.1 || columns.0 == columns.1;
        let step = if empty { 0 } else { rows.0 * self.row_stride + columns.0 * self.column_stride };
        MatrixMut {
            // SAFETY: the block's first element is within the view.
            pointer: unsafe { self.pointer.add(step) },
            rows: rows.1 - rows.0,
            columns: columns.1 - columns.0,
            row_stride: self.row_stride,
            column_stride: self.column_stride,
            marker: PhantomData,
        }
    }

    /// The same elements with rows and columns swapped.
    #[cfg(target_arch = "x86_64")]
    pub(super) fn transposed(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            row_stride: self.column_stride,
            column_stride: self.row_stride,
            ..self
        }
    }

    /// Row `row`; panics unless its elements are contiguous.
    pub fn row_mut(&mut self, row: usize) -> &mut [f32] {
        assert!(row < self.rows && (self.column_stride == 1 || self.columns <= 1), "row {row} is not a slice");
        // SAFETY: the row lies within the view, and `self` is borrowed mutably.
        unsafe { std::slice::from_raw_parts_mut(self.pointer.add(row * self.row_stride), self.columns) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_views_need_no_data() {
        Matrix::new(&[], 0, 1 << 40);
        Matrix::strided(&[], 5, 0, 3, 1).row_range(5, 5);
        MatrixMut::new(&mut [], 0, 0);
    }

    #[test]
    #[should_panic(expected = "spans 7 of 6 floats")]
    fn a_view_beyond_its_data_panics() {
        Matrix::strided(&[0.0; 6], 2, 3, 4, 1);
    }

    #[test]
    #[should_panic(expected = "overlap")]
    fn overlapping_output_panics() {
        MatrixMut::strided(&mut [0.0; 8], 3, 3, 2, 1);
    }
}
