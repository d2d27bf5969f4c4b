//! Adam with decoupled weight decay (Loshchilov and Hutter, 2019), BERT's own form of it, and LAMB (You et al., 2020).

use super::norm::sum_blocks;
use crate::math::multiply_add;
use crate::threads::{Parts, chunk_for, parallel_ranges};
use crate::width::vectorized;
use std::ops::{Add, Range};

/// The numbers of a step. Without bias correction (BERT's form) both corrections are 1.
#[derive(Clone, Copy, Debug)]
pub struct Adam {
    pub learning_rate: f64,
    pub beta1: f64,
    pub beta2: f64,
    pub epsilon: f64,
    pub weight_decay: f64,
    /// 1 - β₁ᵗ
    pub correction1: f64,
    /// 1 - β₂ᵗ
    pub correction2: f64,
    /// Factor of the gradient.
    pub gradient_scale: f64,
}

/// A parameter, its gradient and its two moments, of one length.
pub struct Tensors<'a> {
    pub parameter: &'a mut [f32],
    pub gradient: &'a [f32],
    pub first: &'a mut [f32],
    pub second: &'a mut [f32],
}

impl Tensors<'_> {
    fn check(&self) -> usize {
        let count = self.parameter.len();
        assert!(self.gradient.len() == count && self.first.len() == count && self.second.len() == count);
        count
    }
}

/// The factors of a step, ready for the loop. 1 - β is taken in float64: 1 - 0.999 in float32 is off by 5e-5.
#[derive(Clone, Copy)]
struct Factors {
    beta1: f32,
    beta2: f32,
    gain1: f32,
    gain2: f32,
    epsilon: f32,
    weight_decay: f32,
    inverse1: f32,
    inverse2: f32,
    gradient_scale: f32,
}

impl Factors {
    fn new(adam: &Adam) -> Self {
        Self {
            beta1: adam.beta1 as f32,
            beta2: adam.beta2 as f32,
            gain1: (1.0 - adam.beta1) as f32,
            gain2: (1.0 - adam.beta2) as f32,
            epsilon: adam.epsilon as f32,
            weight_decay: adam.weight_decay as f32,
            inverse1: (1.0 / adam.correction1) as f32,
            inverse2: (1.0 / adam.correction2) as f32,
            gradient_scale: adam.gradient_scale as f32,
        }
    }

    /// m̂ / (√v̂ + ε) + decay · parameter
    #[inline(always)]
    fn update<const FMA: bool>(&self, parameter: f32, first: f32, second: f32) -> f32 {
        let step = first * self.inverse1 / ((second * self.inverse2).sqrt() + self.epsilon);
        multiply_add::<FMA>(self.weight_decay, parameter, step)
    }

    /// The moments after a gradient, 0 below the normal range: that of a word not seen for long would stay a subnormal number, since 0.9 of the
    /// least of them rounds up to it, and steps with such numbers take ten times as long.
    #[inline(always)]
    fn moments<const FMA: bool>(&self, gradient: f32, first: f32, second: f32) -> (f32, f32) {
        let gradient = gradient * self.gradient_scale;
        let first = multiply_add::<FMA>(self.beta1, first, self.gain1 * gradient);
        let second = multiply_add::<FMA>(self.beta2, second, self.gain2 * gradient * gradient);
        (normal_or_zero(first), normal_or_zero(second))
    }
}

#[inline(always)]
fn normal_or_zero(x: f32) -> f32 {
    if x.abs() < f32::MIN_POSITIVE { 0.0 } else { x }
}

vectorized! {
    fn step(factors: Factors, rate: f32, parameter: &mut [f32], gradient: &[f32], first: &mut [f32], second: &mut [f32]) {
        for (((parameter, &gradient), first), second) in parameter.iter_mut().zip(gradient).zip(first).zip(second) {
            (*first, *second) = factors.moments::<FMA>(gradient, *first, *second);
            let update = factors.update::<FMA>(*parameter, *first, *second);
            *parameter = multiply_add::<FMA>(-rate, update, *parameter);
        }
    }
}

/// parameter -= rate (m̂ / (√v̂ + ε) + decay · parameter), after m and v have taken in the gradient.
pub fn adamw_step(tensors: Tensors, adam: &Adam) {
    let count = tensors.check();
    let factors = Factors::new(adam);
    let Tensors { parameter, gradient, first, second } = tensors;
    let (parameter, first, second) = (Parts::new(parameter), Parts::new(first), Parts::new(second));
    parallel_ranges(count, chunk_for(count, 8192), |range| {
        let Range { start, end } = range;
        // SAFETY: ranges do not overlap.
        let (parameter, first) = unsafe { (parameter.part(start..end), first.part(start..end)) };
        // SAFETY: as above.
        let second = unsafe { second.part(start..end) };
        step(factors, adam.learning_rate as f32, parameter, &gradient[start..end], first, second);
    });
}

/// Σ parameter² and Σ update².
#[derive(Clone, Copy, Default)]
struct Squares(f64, f64);

impl Add for Squares {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0, self.1 + other.1)
    }
}

vectorized! {
    /// Updates the moments of a block and gives its squares.
    fn measure(factors: Factors, parameter: &[f32], gradient: &[f32], first: &mut [f32], second: &mut [f32]) -> (f64, f64) {
        const LANES: usize = 16;
        let (mut weights, mut updates) = ([0.0f32; LANES], [0.0f32; LANES]);
        for start in (0..parameter.len()).step_by(LANES) {
            let count = LANES.min(parameter.len() - start);
            let lanes = weights[..count].iter_mut().zip(&mut updates[..count]);
            let values = parameter[start..start + count].iter().zip(&gradient[start..start + count]);
            let moments = first[start..start + count].iter_mut().zip(&mut second[start..start + count]);
            for (((weight, total), (&parameter, &gradient)), (first, second)) in lanes.zip(values).zip(moments) {
                (*first, *second) = factors.moments::<FMA>(gradient, *first, *second);
                let update = factors.update::<FMA>(parameter, *first, *second);
                *weight = multiply_add::<FMA>(parameter, parameter, *weight);
                *total = multiply_add::<FMA>(update, update, *total);
            }
        }
        let sum = |lanes: [f32; LANES]| lanes.iter().map(|&lane| f64::from(lane)).sum::<f64>();
        (sum(weights), sum(updates))
    }
}

vectorized! {
    fn apply(factors: Factors, rate: f32, parameter: &mut [f32], first: &[f32], second: &[f32]) {
        for ((parameter, &first), &second) in parameter.iter_mut().zip(first).zip(second) {
            let update = factors.update::<FMA>(*parameter, first, second);
            *parameter = multiply_add::<FMA>(-rate, update, *parameter);
        }
    }
}

/// AdamW's update scaled by the trust ratio |parameter| / |update|, which it returns: 1 where `adapt` is false or a norm is 0.
/// The update is computed twice, once for its norm, so that it needs no memory.
pub fn lamb_step(tensors: Tensors, adam: &Adam, adapt: bool) -> f64 {
    let count = tensors.check();
    if !adapt {
        adamw_step(tensors, adam);
        return 1.0;
    }
    let factors = Factors::new(adam);
    let Tensors { parameter, gradient, first, second } = tensors;
    let Squares(weights, updates) = {
        let (first, second) = (Parts::new(first), Parts::new(second));
        sum_blocks(count, |range| {
            // SAFETY: ranges do not overlap.
            let (first, second) = unsafe { (first.part(range.clone()), second.part(range.clone())) };
            let (weights, updates) = measure(factors, &parameter[range.clone()], &gradient[range], first, second);
            Squares(weights, updates)
        })
    };
    let ratio = if weights > 0.0 && updates > 0.0 { (weights / updates).sqrt() } else { 1.0 };
    let rate = (adam.learning_rate * ratio) as f32;
    let parameter = Parts::new(parameter);
    parallel_ranges(count, chunk_for(count, 8192), |range| {
        // SAFETY: ranges do not overlap.
        let parameter = unsafe { parameter.part(range.clone()) };
        apply(factors, rate, parameter, &first[range.clone()], &second[range]);
    });
    ratio
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Random, assert_close};

    /// Moments and update of every element in float64, then (parameters, ratio).
    fn exact(parameter: &[f32], gradient: &[f32], moments: [&[f32]; 2], adam: &Adam, lamb: bool) -> (Vec<f64>, f64) {
        let wide = f64::from;
        let updates: Vec<f64> = (0..parameter.len())
            .map(|i| {
                let g = wide(gradient[i]) * adam.gradient_scale;
                let m = adam.beta1 * wide(moments[0][i]) + (1.0 - adam.beta1) * g;
                let v = adam.beta2 * wide(moments[1][i]) + (1.0 - adam.beta2) * g * g;
                m / adam.correction1 / ((v / adam.correction2).sqrt() + adam.epsilon)
                    + adam.weight_decay * wide(parameter[i])
            })
            .collect();
        let norm = |values: &mut dyn Iterator<Item = f64>| values.map(|value| value * value).sum::<f64>().sqrt();
        let weights = norm(&mut parameter.iter().map(|&value| wide(value)));
        let ratio = if lamb { weights / norm(&mut updates.iter().copied()) } else { 1.0 };
        let step = |(i, update): (usize, &f64)| wide(parameter[i]) - adam.learning_rate * ratio * update;
        (updates.iter().enumerate().map(step).collect(), ratio)
    }

    #[test]
    fn steps_match_float64() {
        let mut random = Random::new(16);
        let adam = Adam {
            learning_rate: 0.05,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-6,
            weight_decay: 0.01,
            correction1: 0.19,
            correction2: 0.002,
            gradient_scale: 0.5,
        };
        for count in [1, 15, 17, 100_000] {
            for lamb in [false, true] {
                let (mut parameter, gradient) = (random.floats(count), random.floats(count));
                let (mut first, mut second) = (random.floats(count), random.floats(count));
                second.iter_mut().for_each(|value| *value = value.abs());
                let (wanted, wanted_ratio) = exact(&parameter, &gradient, [&first, &second], &adam, lamb);
                let tensors =
                    Tensors { parameter: &mut parameter, gradient: &gradient, first: &mut first, second: &mut second };
                let ratio = lamb_step(tensors, &adam, lamb);
                assert!((ratio - wanted_ratio).abs() < 1e-5 * wanted_ratio, "{ratio} {wanted_ratio}");
                assert_close(&parameter, &wanted, 1e-6);
            }
        }
    }

    #[test]
    fn moments_of_what_is_not_seen_again_vanish() {
        let adam = Adam {
            learning_rate: 0.1,
            beta1: 0.9,
            beta2: 0.99,
            epsilon: 1e-6,
            weight_decay: 0.0,
            correction1: 1.0,
            correction2: 1.0,
            gradient_scale: 1.0,
        };
        let (mut parameter, mut first, mut second) = ([1.0; 20], [1.0; 20], [1.0; 20]);
        for _ in 0..10_000 {
            let tensors =
                Tensors { parameter: &mut parameter, gradient: &[0.0; 20], first: &mut first, second: &mut second };
            adamw_step(tensors, &adam);
        }
        assert_eq!((first, second), ([0.0; 20], [0.0; 20]));
    }

    #[test]
    fn a_norm_of_zero_gives_the_ratio_one() {
        let adam = Adam {
            learning_rate: 0.1,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-6,
            weight_decay: 0.0,
            correction1: 1.0,
            correction2: 1.0,
            gradient_scale: 1.0,
        };
        let (mut parameter, mut first, mut second) = ([0.0; 3], [0.0; 3], [0.0; 3]);
        let tensors =
            Tensors { parameter: &mut parameter, gradient: &[1.0; 3], first: &mut first, second: &mut second };
        assert_eq!(lamb_step(tensors, &adam, true), 1.0);
    }
}
