//! What happens to a row of scores.

use crate::kernels::rows::{largest, sum};
use crate::math::{exp_flushed, multiply_add};
use crate::width::vectorized;

vectorized! {
    /// The largest of `scores`, -∞ for none.
    pub fn largest_score(scores: &[f32]) -> f32 {
        largest(scores)
    }
}

vectorized! {
    /// Turns scores into e^(score · scale - shift) and gives their sum.
    pub fn exponentials(scores: &mut [f32], scale: f32, shift: f32) -> f32 {
        for score in scores.iter_mut() {
            *score = exp_flushed::<FMA>(multiply_add::<FMA>(*score, scale, -shift));
        }
        sum(scores)
    }
}

vectorized! {
    /// `values *= factors`
    pub fn multiply_row(values: &mut [f32], factors: &[f32]) {
        values.iter_mut().zip(factors).for_each(|(value, factor)| *value *= factor);
    }
}

vectorized! {
    /// `values *= factor`
    pub fn scale_row(values: &mut [f32], factor: f32) {
        values.iter_mut().for_each(|value| *value *= factor);
    }
}

vectorized! {
    /// From scores and the gradient of the dropped probabilities to the dropped probabilities p m, in `scores`, and the
    /// gradient of the scores p (m dp - delta) scale, in `gradients`, with p = e^(score · scale - logsumexp).
    pub fn backward_row(
        scores: &mut [f32],
        gradients: &mut [f32],
        multipliers: &[f32],
        scale: f32,
        logsumexp: f32,
        delta: f32,
    ) {
        if multipliers.is_empty() {
            for (score, gradient) in scores.iter_mut().zip(gradients) {
                let probability = exp_flushed::<FMA>(multiply_add::<FMA>(*score, scale, -logsumexp));
                *score = probability;
                *gradient = probability * (*gradient - delta) * scale;
            }
        } else {
            for ((score, gradient), &multiplier) in scores.iter_mut().zip(gradients).zip(multipliers) {
                let probability = exp_flushed::<FMA>(multiply_add::<FMA>(*score, scale, -logsumexp));
                *score = probability * multiplier;
                *gradient = probability * multiply_add::<FMA>(multiplier, *gradient, -delta) * scale;
            }
        }
    }
}

vectorized! {
    /// Σ aᵢ bᵢ
    pub fn dot(a: &[f32], b: &[f32]) -> f32 {
        crate::kernels::rows::sum_pairs(a, b, |a, b| a * b)
    }
}
