/** A point that wants its label beside it. */
export interface LabelledPoint {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

/** Where a label stands. */
export type LabelSide = 'right' | 'left';

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Sizes in pixels: of a letter, and of a point. Letters differ; what is a little too wide leaves room. */
const [LETTER, LINE, RADIUS, GAP] = [6.8, 15, 4, 6];
/** Axes end on round numbers, so that points stand closer together than over the whole size. */
const SHARE = 0.85;

/**
 * Sides for the labels of points so that none covers another or a point, or leaves the plot: undefined where there is no room, as the first of
 * those that are close together has it.
 */
export function placeLabels(
  points: readonly LabelledPoint[],
  { width, height }: { readonly width: number; readonly height: number },
): readonly (LabelSide | undefined)[] {
  const across = scale(
    points.map(({ x }) => x),
    width,
  );
  const down = scale(
    points.map(({ y }) => -y),
    height,
  );
  const dots = points.map((_, i): Box => ({
    left: across[i] - RADIUS,
    right: across[i] + RADIUS,
    top: down[i] - RADIUS,
    bottom: down[i] + RADIUS,
  }));
  const placed: Box[] = [];
  return points.map(({ label }, i) => {
    const length = label.length * LETTER;
    for (const side of ['right', 'left'] as const) {
      const from = side === 'right' ? across[i] + GAP : across[i] - GAP - length;
      const box = { left: from, right: from + length, top: down[i] - LINE / 2, bottom: down[i] + LINE / 2 };
      const isFree = box.left >= 0 && box.right <= width && ![...placed, ...dots].some((other) => overlap(box, other));
      if (!isFree) continue;
      placed.push(box);
      return side;
    }
    return undefined;
  });
}

/** Values as pixels in the middle of a length. */
function scale(values: readonly number[], length: number): readonly number[] {
  const least = Math.min(...values);
  const range = Math.max(...values) - least || 1;
  const margin = ((1 - SHARE) / 2) * length;
  return values.map((value) => margin + ((value - least) / range) * SHARE * length);
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
