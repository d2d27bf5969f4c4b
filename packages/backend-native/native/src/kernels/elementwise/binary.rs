use super::LEAST;
use crate::kernels::strided::Walk;
use crate::threads::{Parts, chunk_for, parallel_ranges, rows_for};
use crate::width::vectorized;

trait Operator {
    fn apply(a: f32, b: f32) -> f32;
}

vectorized! {
    fn vectors<{ O: Operator }>(a: &[f32], b: &[f32], out: &mut [f32]) {
        a.iter().zip(b).zip(out).for_each(|((&a, &b), out)| *out = O::apply(a, b));
    }
}

vectorized! {
    fn vector_scalar<{ O: Operator }>(a: &[f32], b: f32, out: &mut [f32]) {
        a.iter().zip(out).for_each(|(&a, out)| *out = O::apply(a, b));
    }
}

vectorized! {
    fn scalar_vector<{ O: Operator }>(a: f32, b: &[f32], out: &mut [f32]) {
        b.iter().zip(out).for_each(|(&b, out)| *out = O::apply(a, b));
    }
}

/// A row of operands: a slice, or one element repeated.
#[derive(Clone, Copy)]
enum Row<'a> {
    Slice(&'a [f32]),
    Repeated(f32),
}

/// Elements `from` to `to - 1` of the row that begins at `start`.
fn row(x: &[f32], start: usize, step: usize, from: usize, to: usize) -> Row<'_> {
    if step == 0 { Row::Repeated(x[start]) } else { Row::Slice(&x[start + from..start + to]) }
}

macro_rules! operators {
    ($($name:ident: |$a:ident, $b:ident| $value:expr;)+) => {
        $(
            struct $name;
            impl Operator for $name {
                #[inline(always)]
                fn apply($a: f32, $b: f32) -> f32 {
                    $value
                }
            }
        )+

        /// A function of two floats, by tfjs's kernel name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u32)]
        pub enum BinaryOperation {
            $($name,)+
        }

        impl BinaryOperation {
            /// All of them, at the place of their number.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            fn run(self, a: Row, b: Row, out: &mut [f32]) {
                match self {
                    $(Self::$name => run::<$name>(a, b, out),)+
                }
            }

            /// The function itself, for single elements.
            pub fn of(self, a: f32, b: f32) -> f32 {
                match self {
                    $(Self::$name => $name::apply(a, b),)+
                }
            }
        }
    };
}

operators! {
    Add: |a, b| a + b;
    Sub: |a, b| a - b;
    Multiply: |a, b| a * b;
    RealDiv: |a, b| a / b;
    // As JavaScript's Math.max and Math.min: a NaN in either place is the result.
    Maximum: |a, b| if a > b || a.is_nan() { a } else { b };
    Minimum: |a, b| if a < b || a.is_nan() { a } else { b };
    SquaredDifference: |a, b| (a - b) * (a - b);
}

fn run<O: Operator>(a: Row, b: Row, out: &mut [f32]) {
    match (a, b) {
        (Row::Slice(a), Row::Slice(b)) => vectors::<O>(a, b, out),
        (Row::Slice(a), Row::Repeated(b)) => vector_scalar::<O>(a, b, out),
        (Row::Repeated(a), Row::Slice(b)) => scalar_vector::<O>(a, b, out),
        (Row::Repeated(a), Row::Repeated(b)) => out.fill(O::apply(a, b)),
    }
}

/// `out[…] = f(a[…], b[…])` over the walk's places: tensors 0 and 1 are `a` and `b`, and `out` is contiguous.
pub fn binary(operation: BinaryOperation, a: &[f32], b: &[f32], out: &mut [f32], walk: &Walk<2>) {
    let (rows, length) = (walk.rows(), walk.row_length());
    assert!(walk.span(0).is_some_and(|span| span <= a.len()) && walk.span(1).is_some_and(|span| span <= b.len()));
    assert_eq!(out.len(), rows * length);
    let parts = Parts::new(out);
    let [a_step, b_step] = walk.row_strides();
    if a_step > 1 || b_step > 1 {
        return parallel_ranges(rows, rows_for(rows, 4 * length), |range| {
            walk.for_rows(range.start, range.end, |row, [a_start, b_start]| {
                // SAFETY: every row is one task's.
                let out = unsafe { parts.part(row * length..(row + 1) * length) };
                for (i, out) in out.iter_mut().enumerate() {
                    *out = operation.of(a[a_start + i * a_step], b[b_start + i * b_step]);
                }
            });
        });
    }
    let run = |index: usize, [a_start, b_start]: [usize; 2], from: usize, to: usize| {
        // SAFETY: every place of `out` is one task's.
        let out = unsafe { parts.part(index * length + from..index * length + to) };
        operation.run(row(a, a_start, a_step, from, to), row(b, b_start, b_step, from, to), out);
    };
    if rows == 1 {
        parallel_ranges(length, chunk_for(length, LEAST), |range| run(0, [0, 0], range.start, range.end));
    } else if length > 0 {
        parallel_ranges(rows, rows_for(rows, length), |range| {
            walk.for_rows(range.start, range.end, |row, offsets| run(row, offsets, 0, length));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::Random;

    #[test]
    fn broadcasting_matches_plain_loops() {
        let mut random = Random::new(18);
        for (sizes, a_strides, b_strides) in [
            (vec![], vec![], vec![]),
            (vec![7], vec![1], vec![0]),
            (vec![7], vec![0], vec![1]),
            (vec![7], vec![0], vec![0]),
            (vec![4, 5], vec![5, 1], vec![0, 1]),
            (vec![4, 5], vec![5, 1], vec![1, 0]),
            (vec![3, 4, 5], vec![20, 5, 1], vec![5, 0, 1]),
            (vec![3, 4, 5], vec![1, 3, 12], vec![20, 5, 1]),
            (vec![0, 5], vec![5, 1], vec![0, 1]),
            (vec![300, 70], vec![70, 1], vec![0, 1]),
            (vec![100_000], vec![1], vec![1]),
        ] {
            let walk = Walk::new(&sizes, [&a_strides, &b_strides]).unwrap();
            let (a, b) = (random.floats(walk.span(0).unwrap()), random.floats(walk.span(1).unwrap()));
            let count: usize = sizes.iter().product();
            for &operation in BinaryOperation::ALL {
                let mut out = vec![f32::NAN; count];
                binary(operation, &a, &b, &mut out, &walk);
                for (place, &got) in out.iter().enumerate() {
                    let mut rest = place;
                    let (mut at_a, mut at_b) = (0, 0);
                    for axis in (0..sizes.len()).rev() {
                        at_a += rest % sizes[axis] * a_strides[axis];
                        at_b += rest % sizes[axis] * b_strides[axis];
                        rest /= sizes[axis];
                    }
                    let wanted = operation.of(a[at_a], b[at_b]);
                    assert!(got == wanted || got.is_nan() && wanted.is_nan());
                }
            }
        }
    }

    #[test]
    fn a_nan_is_the_largest_and_the_smallest() {
        for operation in [BinaryOperation::Maximum, BinaryOperation::Minimum] {
            assert!(operation.of(f32::NAN, 1.0).is_nan() && operation.of(1.0, f32::NAN).is_nan());
        }
    }
}
