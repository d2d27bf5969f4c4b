/** Points with each value replaced by the mean over the `width` points around it, fewer at the ends. */
export function smooth(points: readonly (readonly [number, number])[], width: number): [number, number][] {
  const reach = Math.floor(width / 2);
  return points.map(([x], i) => {
    // As many on either side, so that the ends do not lag behind.
    const side = Math.min(reach, i, points.length - 1 - i);
    const around = points.slice(i - side, i + side + 1);
    return [x, around.reduce((sum, [, y]) => sum + y, 0) / around.length];
  });
}
