import { naiveDropout } from './naive-dropout.js';

/** A tensor in float64, in which naive implementations compute. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** A kernel's inputs by name. */
export type NamedNumbers = Readonly<Record<string, Numbers>>;

/** Attributes of {@link naiveDropout}. */
export interface DropoutOf {
  readonly rate: number;
  readonly key0: number;
  readonly key1: number;
}

const maskOf = ({ rate, key0, key1 }: DropoutOf, count: number) => naiveDropout(rate, [key0, key1], count);

/** x weightᵀ + bias */
export function linear({ x, weight, bias }: NamedNumbers): Float64Array {
  const [rows, inner] = x.shape;
  const [columns] = weight.shape;
  return Float64Array.from({ length: rows * columns }, (_, place) => {
    const [row, column] = [Math.floor(place / columns), place % columns];
    let total = bias?.values[column] ?? 0;
    for (let k = 0; k < inner; k += 1) total += x.values[row * inner + k] * weight.values[column * inner + k];
    return total;
  });
}

/** z Φ(z) with z = x + bias, or Hendrycks and Gimpel's approximation by tanh (2016). */
export function biasGelu({ x, bias }: NamedNumbers, { approximate }: { approximate: string }): Float64Array {
  const width = x.shape[1];
  return x.values.map((value, i) => {
    const z = value + (bias?.values[i % width] ?? 0);
    const tanh = Math.tanh(Math.sqrt(2 / Math.PI) * (z + 0.044715 * z ** 3));
    return 0.5 * z * (1 + (approximate === 'tanh' ? tanh : erf(z / Math.SQRT2)));
  });
}

/** The series of the error function; from 5 on it is 1 in float64. */
function erf(x: number): number {
  if (Math.abs(x) > 5) return Math.sign(x);
  let term = x;
  let total = x;
  for (let k = 1; k < 120; k += 1) {
    term *= (-x * x) / k;
    total += term / (2 * k + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

/** `[y, mean, rstd]` of rows. */
export function layerNorm({ x, gamma, beta }: NamedNumbers, { epsilon }: { epsilon: number }): Float64Array[] {
  const [rows, width] = x.shape;
  const [mean, rstd] = [new Float64Array(rows), new Float64Array(rows)];
  for (let row = 0; row < rows; row += 1) {
    const values = x.values.subarray(row * width, (row + 1) * width);
    mean[row] = values.reduce((total, value) => total + value, 0) / width;
    const variance = values.reduce((total, value) => total + (value - mean[row]) ** 2, 0) / width;
    rstd[row] = 1 / Math.sqrt(variance + epsilon);
  }
  const y = x.values.map((value, i) => {
    const row = Math.floor(i / width);
    return (value - mean[row]) * rstd[row] * gamma.values[i % width] + beta.values[i % width];
  });
  return [y, mean, rstd];
}

/** `[y, sum, mean, rstd]`: LayerNorm of residual + dropout(x + bias). */
export function residualLayerNorm(
  { x, bias, residual, gamma, beta }: NamedNumbers,
  attributes: DropoutOf & { epsilon: number },
): Float64Array[] {
  const width = x.shape[1];
  const mask = maskOf(attributes, x.values.length);
  const sum = x.values.map((value, i) => residual.values[i] + (value + (bias?.values[i % width] ?? 0)) * mask[i]);
  const [y, mean, rstd] = layerNorm({ x: { shape: x.shape, values: sum }, gamma, beta }, attributes);
  return [y, sum, mean, rstd];
}

/** `[context, logsumexp]` of attention within the parts, all probabilities written out. */
export function raggedAttention(
  { q, k, v, starts }: NamedNumbers,
  { heads, causal, ...dropout }: DropoutOf & { heads: number; causal: boolean },
): Float64Array[] {
  const [rows, hidden] = q.shape;
  const size = hidden / heads;
  const [context, logsumexp] = [new Float64Array(rows * hidden), new Float64Array(heads * rows)];
  const parts = [...starts.values.subarray(1)].map((end, part) => ({ start: starts.values[part], end }));
  // A row of multipliers is as long as the longest part, rounded up to whole blocks of four.
  const longest = 4 * Math.ceil(Math.max(0, ...parts.map(({ start, end }) => end - start)) / 4);
  const mask = maskOf(dropout, heads * rows * longest);
  for (const { start, end } of parts)
    for (let head = 0; head < heads; head += 1)
      for (let row = start; row < end; row += 1) {
        const at = (of: number) => of * hidden + head * size;
        const last = causal ? row + 1 : end;
        const scores = Array.from({ length: last - start }, (_, key) => {
          let score = 0;
          for (let i = 0; i < size; i += 1) score += q.values[at(row) + i] * k.values[at(start + key) + i];
          return score / Math.sqrt(size);
        });
        const largest = Math.max(...scores);
        const sum = scores.reduce((total, score) => total + Math.exp(score - largest), 0);
        logsumexp[head * rows + row] = largest + Math.log(sum);
        scores.forEach((score, key) => {
          const weight = (Math.exp(score - largest) / sum) * mask[(head * rows + row) * longest + key];
          for (let i = 0; i < size; i += 1) context[at(row) + i] += weight * v.values[at(start + key) + i];
        });
      }
  return [context, logsumexp];
}

/** Rows of a table by their ids. */
export function gatherRows({ table, ids }: NamedNumbers): Float64Array {
  const width = table.shape[1];
  const out = new Float64Array(ids.values.length * width);
  ids.values.forEach((id, i) => out.set(table.values.subarray(id * width, (id + 1) * width), i * width));
  return out;
}

/** The sum of a row of each table. */
export function embeddings(inputs: NamedNumbers): Float64Array {
  const gathered = ['word', 'position', 'segment'].map((name) =>
    gatherRows({ table: inputs[name], ids: inputs[name === 'word' ? 'inputIds' : `${name}Ids`] }),
  );
  return gathered[0].map((value, i) => value + gathered[1][i] + gathered[2][i]);
}

/** x with elements dropped. */
export function dropout({ x }: NamedNumbers, attributes: DropoutOf): Float64Array {
  const mask = maskOf(attributes, x.values.length);
  return x.values.map((value, i) => value * mask[i]);
}

/** `[Σ -log softmax(logits)[label], rows whose label has the first largest logit]`; a row whose loss is NaN is none of those. */
export function softmaxCrossEntropy({ logits, labels }: NamedNumbers): Float64Array[] {
  const classes = logits.shape[1];
  let [loss, correct] = [0, 0];
  labels.values.forEach((label, row) => {
    const values = logits.values.subarray(row * classes, (row + 1) * classes);
    const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
    const sum = values.reduce((total, value) => total + Math.exp(value - largest), 0);
    const lossOfRow = largest + Math.log(sum) - values[label];
    loss += lossOfRow;
    if (values.indexOf(largest) === label && !Number.isNaN(lossOfRow)) correct += 1;
  });
  return [Float64Array.of(loss), Float64Array.of(correct)];
}

/** The same of h weightᵀ + bias. */
export function linearCrossEntropy({ h, weight, bias, labels }: NamedNumbers): Float64Array[] {
  const values = linear({ x: h, weight, bias });
  return softmaxCrossEntropy({ logits: { shape: [h.shape[0], weight.shape[0]], values }, labels });
}
