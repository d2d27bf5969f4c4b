//! Cross-entropy of rows of logits against labels, Σ -log softmax(logits)[label], with the number of rows whose largest logit is
//! the label's; and the same on top of a linear layer, without ever holding all its logits.

use super::column_sums::{add_rows, sums_over_rows};
use super::matrix::{Matrix, MatrixMut};
use super::product::multiply;
use super::rows::{largest, sum};
use crate::math::exp_flushed;
use crate::threads::{Parts, parallel_ranges, rows_for};
use crate::width::vectorized;

/// The cost of a logit in items of plain arithmetic.
const COST: usize = 8;
/// Logits whose exponentials are added at once.
const PIECE: usize = 1024;

/// Sums over rows. Added in float64 in the order of the rows, so that they depend on no partition.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Totals {
    /// Σ -log softmax(logits)[label]
    pub loss: f64,
    /// Rows whose label has the largest logit; of equal ones the first counts, and none where the loss is NaN.
    pub correct: usize,
}

impl Totals {
    fn add(&mut self, outcomes: &[Outcome]) {
        for outcome in outcomes {
            self.loss += outcome.loss;
            self.correct += usize::from(outcome.correct);
        }
    }
}

vectorized! {
    /// Adds `bias` to a row of logits and gives the largest.
    fn add_bias(logits: &mut [f32], bias: &[f32]) -> f32 {
        logits.iter_mut().zip(bias).for_each(|(logit, bias)| *logit += bias);
        largest(logits)
    }
}

vectorized! {
    fn top_of(logits: &[f32]) -> f32 {
        largest(logits)
    }
}

vectorized! {
    /// Turns a row of logits into e^(logit - top) and gives their sum.
    fn exponentials(logits: &mut [f32], top: f32) -> f32 {
        let mut total = 0.0;
        // In pieces, so that each is added while it is in the first-level cache.
        for piece in logits.chunks_mut(PIECE) {
            piece.iter_mut().for_each(|logit| *logit = exp_flushed::<FMA>(*logit - top));
            total += sum(piece);
        }
        total
    }
}

vectorized! {
    /// Σ e^(logit - top)
    fn sum_of_exponentials(logits: &[f32], top: f32) -> f32 {
        let mut total = 0.0;
        for piece in logits.chunks(PIECE) {
            let mut memory = [0.0; PIECE];
            let exponentials = &mut memory[..piece.len()];
            exponentials.iter_mut().zip(piece).for_each(|(out, logit)| *out = exp_flushed::<FMA>(logit - top));
            total += sum(exponentials);
        }
        total
    }
}

vectorized! {
    fn scale(values: &mut [f32], factor: f32) {
        values.iter_mut().for_each(|value| *value *= factor);
    }
}

vectorized! {
    /// [`scale`], and adds the result to `sums`.
    fn scale_and_add(values: &mut [f32], factor: f32, sums: &mut [f32]) {
        for (value, sum) in values.iter_mut().zip(sums) {
            *value *= factor;
            *sum += *value;
        }
    }
}

/// What a row of logits gives for its label.
#[derive(Clone, Copy, Default)]
struct Outcome {
    loss: f64,
    correct: bool,
}

impl Outcome {
    /// Of a row whose largest logit is `top`, but for the logarithm of Σ e^(logit - top).
    fn new(logits: &[f32], label: usize, top: f32) -> Self {
        let correct = logits[label] == top && !logits[..label].contains(&top);
        Self { loss: f64::from(top) - f64::from(logits[label]), correct }
    }

    fn add_sum(&mut self, total: f32) {
        self.loss += f64::from(total).ln();
        self.correct &= !self.loss.is_nan();
    }
}

/// Adds `bias` to `logits [n, classes]`, adds the outcomes to `totals` and, where there is a `dbias [classes]`, turns the logits into their
/// gradient softmax(logits) - onehot(label) and adds up its rows.
fn rows(logits: &mut [f32], bias: &[f32], labels: &[i32], dbias: &mut [f32], totals: &mut Totals) {
    let classes = bias.len();
    let mut outcomes = vec![Outcome::default(); labels.len()];
    let (parts, outcome_parts) = (Parts::new(logits), Parts::new(&mut outcomes));
    sums_over_rows(labels.len(), COST * classes, dbias, |range, dbias| {
        for index in range {
            // SAFETY: every row is one task's.
            let logits = unsafe { parts.part(index * classes..(index + 1) * classes) };
            // SAFETY: as above.
            let outcome = &mut unsafe { outcome_parts.part(index..index + 1) }[0];
            let label = labels[index] as usize;
            let top = add_bias(logits, bias);
            *outcome = Outcome::new(logits, label, top);
            if dbias.is_empty() {
                outcome.add_sum(sum_of_exponentials(logits, top));
                continue;
            }
            let total = exponentials(logits, top);
            outcome.add_sum(total);
            scale_and_add(logits, 1.0 / total, dbias);
            logits[label] -= 1.0;
            dbias[label] -= 1.0;
        }
    });
    totals.add(&outcomes);
}

/// Whether all labels are classes.
pub fn first_wrong_label(labels: &[i32], classes: usize) -> Option<usize> {
    labels.iter().position(|&label| label < 0 || label as usize >= classes)
}

/// Of `logits [n, classes]`; `dlogits [n, classes]` is the gradient where it is there.
pub fn softmax_cross_entropy(logits: &[f32], labels: &[i32], classes: usize, dlogits: Option<&mut [f32]>) -> Totals {
    assert!(logits.len() == labels.len() * classes && first_wrong_label(labels, classes).is_none());
    let mut outcomes = vec![Outcome::default(); labels.len()];
    let outcome_parts = Parts::new(&mut outcomes);
    let gradient = dlogits.map(Parts::new);
    parallel_ranges(labels.len(), rows_for(labels.len(), COST * classes), |range| {
        for index in range {
            let (elements, label) = (index * classes..(index + 1) * classes, labels[index] as usize);
            let row = &logits[elements.clone()];
            let top = top_of(row);
            // SAFETY: every row is one task's.
            let outcome = &mut unsafe { outcome_parts.part(index..index + 1) }[0];
            *outcome = Outcome::new(row, label, top);
            let Some(gradient) = &gradient else {
                outcome.add_sum(sum_of_exponentials(row, top));
                continue;
            };
            // SAFETY: as above.
            let gradient = unsafe { gradient.part(elements) };
            gradient.copy_from_slice(row);
            let total = exponentials(gradient, top);
            outcome.add_sum(total);
            scale(gradient, 1.0 / total);
            gradient[label] -= 1.0;
        }
    });
    let mut totals = Totals::default();
    totals.add(&outcomes);
    totals
}

/// The gradients of [`linear_cross_entropy`].
pub struct LinearGradient<'a> {
    /// `[n, width]`
    pub dh: &'a mut [f32],
    /// `[classes, width]`
    pub dweight: &'a mut [f32],
    /// `[classes]`
    pub dbias: &'a mut [f32],
}

/// Of the logits `h [n, width] · weight [classes, width]ᵀ + bias [classes]`, a block of rows at a time: as many rows as fit `memory`,
/// which holds at least one. The gradient of the weight is read and written once a block, so blocks had better be large.
pub fn linear_cross_entropy(
    h: Matrix,
    weight: Matrix,
    bias: &[f32],
    labels: &[i32],
    mut gradient: Option<LinearGradient>,
    memory: &mut [f32],
) -> Totals {
    let (n, width, classes) = (h.rows, h.columns, weight.rows);
    assert!(labels.len() == n && bias.len() == classes && first_wrong_label(labels, classes).is_none());
    assert!(memory.len() >= classes, "the memory holds less than one row");
    let mut totals = Totals::default();
    if let Some(gradient) = &mut gradient {
        gradient.dbias.fill(0.0);
        if n == 0 {
            gradient.dweight.fill(0.0);
        }
    }
    let block = (memory.len() / classes.max(1)).max(1);
    for start in (0..n).step_by(block) {
        let end = (start + block).min(n);
        let count = end - start;
        let h = h.row_range(start, end);
        let logits = &mut memory[..count * classes];
        multiply(h, weight.transposed(), MatrixMut::new(logits, count, classes), false);
        let mut none: [f32; 0] = [];
        let dbias = gradient.as_mut().map_or(&mut none[..], |gradient| &mut *gradient.dbias);
        let mut block_dbias = vec![0.0; dbias.len()];
        rows(logits, bias, &labels[start..end], &mut block_dbias, &mut totals);
        add_rows(&block_dbias, dbias);
        if let Some(gradient) = &mut gradient {
            let dlogits = Matrix::new(logits, count, classes);
            let dh = &mut gradient.dh[start * width..end * width];
            multiply(dlogits, weight, MatrixMut::new(dh, count, width), false);
            multiply(dlogits.transposed(), h, MatrixMut::new(gradient.dweight, classes, width), start > 0);
        }
    }
    totals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Random, assert_close, naive_product};

    /// Loss, correct rows and softmax - onehot in float64.
    fn exact(logits: &[f64], labels: &[i32], classes: usize) -> (f64, usize, Vec<f64>) {
        let (mut loss, mut correct, mut gradient) = (0.0, 0, Vec::new());
        for (row, &label) in logits.chunks_exact(classes).zip(labels) {
            let top = row.iter().copied().fold(f64::MIN, f64::max);
            let total: f64 = row.iter().map(|logit| (logit - top).exp()).sum();
            loss += top + total.ln() - row[label as usize];
            correct += usize::from(row[label as usize] == top);
            gradient.extend(
                row.iter()
                    .enumerate()
                    .map(|(class, logit)| (logit - top).exp() / total - f64::from(u8::from(class == label as usize))),
            );
        }
        (loss, correct, gradient)
    }

    #[test]
    fn both_forms_match_float64() {
        let mut random = Random::new(13);
        for &(n, width, classes) in &[(0, 3, 4), (1, 1, 1), (7, 5, 3), (40, 8, 700)] {
            let h: Vec<f32> = random.floats(n * width).iter().map(|value| 5.0 * value).collect();
            let (weight, bias) = (random.floats(classes * width), random.floats(classes));
            let labels: Vec<i32> = (0..n).map(|_| (random.next() % classes as u64) as i32).collect();
            let (h_view, weight_view) = (Matrix::new(&h, n, width), Matrix::new(&weight, classes, width));
            let repeated: Vec<f32> = (0..n).flat_map(|_| bias.clone()).collect();
            let logits = naive_product(h_view, weight_view.transposed(), &repeated);
            let (loss, correct, dlogits) = exact(&logits, &labels, classes);

            let narrow: Vec<f32> = logits.iter().map(|&value| value as f32).collect();
            let mut got = vec![f32::NAN; n * classes];
            let totals = softmax_cross_entropy(&narrow, &labels, classes, Some(&mut got));
            assert!((totals.loss - loss).abs() <= 1e-5 * (1.0 + loss) && totals.correct == correct);
            assert_close(&got, &dlogits, 1e-5);
            assert_eq!(softmax_cross_entropy(&narrow, &labels, classes, None), totals);

            let (mut dh, mut dweight, mut dbias) =
                (vec![f32::NAN; n * width], vec![f32::NAN; classes * width], vec![f32::NAN; classes]);
            // Blocks of three rows, so that the last one is smaller.
            let mut memory = vec![f32::NAN; 3 * classes];
            let gradient = LinearGradient { dh: &mut dh, dweight: &mut dweight, dbias: &mut dbias };
            let totals = linear_cross_entropy(h_view, weight_view, &bias, &labels, Some(gradient), &mut memory);
            assert!((totals.loss - loss).abs() <= 1e-5 * (1.0 + loss) && totals.correct == correct);
            let dlogits: Vec<f32> = dlogits.iter().map(|&value| value as f32).collect();
            let dlogits = Matrix::new(&dlogits, n, classes);
            assert_close(&dh, &naive_product(dlogits, weight_view, &[]), 1e-5);
            assert_close(&dweight, &naive_product(dlogits.transposed(), h_view, &[]), 1e-5);
            let ones = vec![1.0; n];
            assert_close(&dbias, &naive_product(Matrix::new(&ones, 1, n), dlogits, &[]), 1e-5);
            let without = linear_cross_entropy(h_view, weight_view, &bias, &labels, None, &mut memory);
            assert_eq!(without, totals);
        }
    }

    #[test]
    fn equal_logits_count_the_first_class() {
        let totals = softmax_cross_entropy(&[1.0; 8], &[0, 3], 4, None);
        assert_eq!(totals.correct, 1);
        assert!((totals.loss - 2.0 * 4f64.ln()).abs() < 1e-6);
    }

    #[test]
    fn a_row_without_a_loss_is_not_correct() {
        let (nan, infinity) = (f32::NAN, f32::INFINITY);
        for row in [[nan, 1.0, 0.0], [0.0, 1.0, nan], [0.0, infinity, 0.0], [-infinity; 3]] {
            for gradient in [None, Some(&mut [0.0; 3][..])] {
                let totals = softmax_cross_entropy(&row, &[1], 3, gradient);
                assert!(totals.loss.is_nan() && totals.correct == 0, "{row:?}: {totals:?}");
            }
            let (h, weight) = (Matrix::new(&[], 1, 0), Matrix::new(&[], 3, 0));
            let totals = linear_cross_entropy(h, weight, &row, &[1], None, &mut [0.0; 3]);
            assert!(totals.loss.is_nan() && totals.correct == 0, "{row:?}: {totals:?}");
        }
        assert_eq!(softmax_cross_entropy(&[0.0, infinity, -infinity], &[0], 3, None).correct, 0);
    }

    #[test]
    fn labels_must_be_classes() {
        assert_eq!(first_wrong_label(&[0, 3, -1], 4), Some(2));
        assert_eq!(first_wrong_label(&[0, 4], 4), Some(1));
        assert_eq!(first_wrong_label(&[], 0), None);
    }
}
