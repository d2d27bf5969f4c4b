/** Divides a vector by its Euclidean length, in place; zero stays zero. */
export function normalize(vector: Float32Array): Float32Array {
  let square = 0;
  for (let i = 0; i < vector.length; i += 1) square += vector[i] * vector[i];
  const scale = square === 0 ? 0 : 1 / Math.sqrt(square);
  for (let i = 0; i < vector.length; i += 1) vector[i] *= scale;
  return vector;
}
