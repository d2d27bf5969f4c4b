/** Entries of the table; word2vec takes 100 million for its billions of words. */
const ENTRIES = 1 << 22;
/** Frequencies are flattened by this power (Mikolov et al., 2013). */
const POWER = 0.75;

/** A table in which each word stands as often as its frequency to the power of 3/4 says, so that one draw is one look. */
export function negativeTable(counts: Float64Array): Int32Array {
  const weights = counts.map((count) => count ** POWER);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const table = new Int32Array(ENTRIES);
  let word = 0;
  let reached = weights[0] / total;
  for (let entry = 0; entry < ENTRIES; entry += 1) {
    table[entry] = word;
    while ((entry + 1) / ENTRIES > reached && word + 1 < counts.length) {
      word += 1;
      reached += weights[word] / total;
    }
  }
  return table;
}
