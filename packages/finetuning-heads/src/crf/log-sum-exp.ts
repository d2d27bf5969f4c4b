/** log of the sum of exp(values), without overflow; -Infinity where all are. */
export function logSumExp(values: ArrayLike<number>, from = 0, to = values.length): number {
  let largest = -Infinity;
  for (let i = from; i < to; i += 1) if (values[i] > largest) largest = values[i];
  if (largest === -Infinity) return -Infinity;
  let total = 0;
  for (let i = from; i < to; i += 1) total += Math.exp(values[i] - largest);
  return largest + Math.log(total);
}
