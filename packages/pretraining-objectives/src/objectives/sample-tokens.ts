/**
 * One class a row from softmax(logits), by the inverse of the cumulated distribution.
 * @param logits [rows, classes], row after row
 * @param draws [rows], uniform over [0, 1)
 * @returns [rows]
 */
export function sampleTokens(logits: Float32Array, classes: number, draws: Float32Array): Int32Array {
  const weights = new Float64Array(classes);
  return Int32Array.from(draws, (draw, row) => {
    const start = row * classes;
    let largest = -Infinity;
    for (let id = 0; id < classes; id += 1) largest = Math.max(largest, logits[start + id]);
    let total = 0;
    for (let id = 0; id < classes; id += 1) total += weights[id] = Math.exp(logits[start + id] - largest);
    let rest = draw * total;
    let sampled = 0;
    let last = 0; // of the classes that can be drawn at all, for a rest that rounding leaves
    for (; sampled < classes; sampled += 1) {
      if (weights[sampled] > 0) last = sampled;
      if ((rest -= weights[sampled]) < 0) return sampled;
    }
    return last;
  });
}
