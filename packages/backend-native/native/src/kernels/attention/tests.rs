use super::*;
use crate::test_support::{Random, assert_close};

struct Case {
    starts: Vec<i32>,
    hidden: usize,
    heads: usize,
    causal: bool,
    dropout: Option<Dropout>,
}

impl Case {
    fn layout(&self) -> Layout<'_> {
        Layout::new(&self.starts, self.hidden, self.heads, self.causal, self.dropout).unwrap()
    }

    /// Σ dy · context and the context, in float64.
    fn exact(&self, q: &[f64], k: &[f64], v: &[f64]) -> Vec<f64> {
        let layout = self.layout();
        let size = layout.head_size();
        let mut context = vec![0.0; q.len()];
        for item in layout.items() {
            let at = |data: &[f64], row: usize, j: usize| data[(item.start + row) * self.hidden + item.head * size + j];
            for row in 0..item.length {
                let keys = if self.causal { row + 1 } else { item.length };
                let dot = |key: usize| (0..size).map(|j| at(q, row, j) * at(k, key, j)).sum::<f64>();
                let scores: Vec<f64> = (0..keys).map(|key| dot(key) / (size as f64).sqrt()).collect();
                let largest = scores.iter().copied().fold(f64::MIN, f64::max);
                let total: f64 = scores.iter().map(|score| (score - largest).exp()).sum();
                let mut mask = vec![1.0; keys];
                if let Some(multipliers) = Multipliers::new(&layout) {
                    multipliers.fill(&item, row, 0, &mut mask);
                }
                for (key, score) in scores.iter().enumerate() {
                    let probability = (score - largest).exp() / total * f64::from(mask[key]);
                    for j in 0..size {
                        context[(item.start + row) * self.hidden + item.head * size + j] += probability * at(v, key, j);
                    }
                }
            }
        }
        context
    }
}

impl Case {
    /// The logarithm of each row's sum of exponentials, `[heads, n]`.
    fn exact_logsumexp(&self, q: &[f64], k: &[f64]) -> Vec<f64> {
        let layout = self.layout();
        let size = layout.head_size();
        let mut logsumexp = vec![0.0; self.heads * layout.rows];
        for item in layout.items() {
            let row = |data: &[f64], row: usize| {
                let start = (item.start + row) * self.hidden + item.head * size;
                data[start..start + size].to_vec()
            };
            for query in 0..item.length {
                let keys = if self.causal { query + 1 } else { item.length };
                let score = |key: usize| {
                    let dot: f64 = row(q, query).iter().zip(row(k, key)).map(|(a, b)| a * b).sum();
                    dot / (size as f64).sqrt()
                };
                logsumexp[item.head * layout.rows + item.start + query] =
                    (0..keys).map(|key| score(key).exp()).sum::<f64>().ln();
            }
        }
        logsumexp
    }
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for causal in [false, true] {
        for dropout in [None, Dropout::new(0.3, [11, 12])] {
            for (starts, hidden, heads) in [
                (vec![0], 4, 2),
                (vec![0, 0, 1, 1], 3, 1),
                (vec![0, 5, 7, 20], 6, 2),
                (vec![0, 3, 4], 5, 5),
                (vec![0, 5, 6], 32, 1),
            ] {
                cases.push(Case { starts, hidden, heads, causal, dropout });
            }
        }
    }
    cases
}

fn wide(values: &[f32]) -> Vec<f64> {
    values.iter().map(|&value| f64::from(value)).collect()
}

fn run(case: &Case, q: &[f32], k: &[f32], v: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let layout = case.layout();
    let (mut context, mut logsumexp) = (vec![f32::NAN; q.len()], vec![f32::NAN; layout.heads * layout.rows]);
    attention(q, k, v, &mut context, &mut logsumexp, layout);
    (context, logsumexp)
}

fn gradients(case: &Case, [q, k, v, dy]: [&[f32]; 4]) -> [Vec<f32>; 3] {
    let (context, logsumexp) = run(case, q, k, v);
    let (mut dq, mut dk, mut dv) = (vec![f32::NAN; q.len()], vec![f32::NAN; q.len()], vec![f32::NAN; q.len()]);
    let input = GradientInput { dy, q, k, v, context: &context, logsumexp: &logsumexp };
    attention_gradient(input, Gradient { dq: &mut dq, dk: &mut dk, dv: &mut dv }, case.layout());
    [dq, dk, dv]
}

#[test]
fn context_and_gradients_match_float64() {
    let mut random = Random::new(10);
    for case in cases() {
        let size = case.layout().rows * case.hidden;
        let mut draw = || random.floats(size).iter().map(|value| 2.0 * value).collect::<Vec<f32>>();
        let [q, k, v, dy] = [draw(), draw(), draw(), draw()];
        let inputs = [wide(&q), wide(&k), wide(&v)];
        let (context, _) = run(&case, &q, &k, &v);
        assert_close(&context, &case.exact(&inputs[0], &inputs[1], &inputs[2]), 1e-6);
        let got = gradients(&case, [&q, &k, &v, &dy]);
        for which in 0..3 {
            let loss = |moved: &[f64]| {
                let mut inputs = inputs.clone();
                inputs[which] = moved.to_vec();
                let context = case.exact(&inputs[0], &inputs[1], &inputs[2]);
                context.iter().zip(&dy).map(|(value, &dy)| value * f64::from(dy)).sum::<f64>()
            };
            let wanted: Vec<f64> = (0..size)
                .map(|index| {
                    let mut moved = inputs[which].clone();
                    moved[index] += 1e-5;
                    let up = loss(&moved);
                    moved[index] -= 2e-5;
                    (up - loss(&moved)) / 2e-5
                })
                .collect();
            assert_close(&got[which], &wanted, 2e-5);
        }
    }
}

/// Parts up to 64 rows have a kernel of their own where heads are whole registers wide.
#[test]
fn short_parts_match_float64() {
    let mut random = Random::new(13);
    let lengths = [1, 2, 3, 4, 5, 15, 16, 17, 31, 33, 48, 63, 64, 65, 0, 70];
    let starts: Vec<i32> = (0..=lengths.len()).map(|count| lengths[..count].iter().sum()).collect();
    for (hidden, heads) in [(64, 2), (64, 1), (96, 1), (48, 1)] {
        for causal in [false, true] {
            for dropout in [None, Dropout::new(0.2, [3, 4])] {
                let case = Case { starts: starts.clone(), hidden, heads, causal, dropout };
                let size = case.layout().rows * case.hidden;
                let [q, k, v] = [0; 3].map(|_| random.floats(size));
                let (context, logsumexp) = run(&case, &q, &k, &v);
                assert_close(&context, &case.exact(&wide(&q), &wide(&k), &wide(&v)), 2e-6);
                let unmasked = Case { dropout: None, starts: starts.clone(), ..case };
                assert_close(&logsumexp, &unmasked.exact_logsumexp(&wide(&q), &wide(&k)), 2e-6);
            }
        }
    }
}

/// Long parts go through several blocks of queries and keys. Their gradients are checked by the sums that differentiating implies:
/// moving along a direction changes the loss by the gradient's product with it.
#[test]
fn long_parts_match_float64() {
    let mut random = Random::new(11);
    for causal in [false, true] {
        for dropout in [None, Dropout::new(0.1, [1, 2])] {
            let case = Case { starts: vec![0, 700, 701, 900], hidden: 4, heads: 2, causal, dropout };
            let size = case.layout().rows * case.hidden;
            let [q, k, v, dy] = [0; 4].map(|_| random.floats(size));
            let inputs = [wide(&q), wide(&k), wide(&v)];
            let (context, _) = run(&case, &q, &k, &v);
            assert_close(&context, &case.exact(&inputs[0], &inputs[1], &inputs[2]), 2e-6);
            let got = gradients(&case, [&q, &k, &v, &dy]);
            for which in 0..3 {
                let direction = wide(&random.floats(size));
                let loss = |step: f64| {
                    let mut inputs = inputs.clone();
                    inputs[which].iter_mut().zip(&direction).for_each(|(value, move_by)| *value += step * move_by);
                    let context = case.exact(&inputs[0], &inputs[1], &inputs[2]);
                    context.iter().zip(&dy).map(|(value, &dy)| value * f64::from(dy)).sum::<f64>()
                };
                let wanted = (loss(1e-4) - loss(-1e-4)) / 2e-4;
                let product: f64 = got[which].iter().zip(&direction).map(|(&a, b)| f64::from(a) * b).sum();
                assert!((product - wanted).abs() < 1e-4 * (1.0 + wanted.abs()), "{which}: {product} {wanted}");
            }
        }
    }
}

#[test]
fn a_part_does_not_depend_on_its_neighbours() {
    let mut random = Random::new(12);
    let together = Case { starts: vec![0, 6, 10], hidden: 4, heads: 2, causal: false, dropout: None };
    let alone = Case { starts: vec![0, 4], hidden: 4, heads: 2, causal: false, dropout: None };
    let [q, k, v] = [0; 3].map(|_| random.floats(40));
    let (whole, _) = run(&together, &q, &k, &v);
    let (part, _) = run(&alone, &q[24..], &k[24..], &v[24..]);
    assert_eq!(whole[24..], part);
}

#[test]
fn empty_parts_cost_nothing() {
    let none = Case { starts: vec![0, 0], hidden: usize::MAX, heads: usize::MAX, causal: false, dropout: None };
    assert_eq!(run(&none, &[], &[], &[]), (vec![], vec![]));
    let mut starts = vec![0; 1_000_000];
    starts.push(1);
    let layout = Layout::new(&starts, 4096, 4096, false, None).unwrap();
    assert_eq!(layout.items().count(), 4096);
}

#[test]
fn wrong_layouts_are_refused() {
    let error = |starts: &[i32], hidden, heads| Layout::new(starts, hidden, heads, false, None).err();
    assert!(error(&[], 4, 2).is_some());
    assert!(error(&[1, 2], 4, 2).is_some());
    assert!(error(&[0, 3, 2], 4, 2).is_some());
    assert_eq!(error(&[0, 3], 4, 3).unwrap(), "3 heads do not divide a hidden size of 4");
    assert!(error(&[0, 3], 0, 1).is_some());
}
