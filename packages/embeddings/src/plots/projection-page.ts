import { report, scatter } from '@cloze/reports';
import { project, type ProjectOptions } from './project.js';

/** What a point is of. */
export interface PlottedVector {
  readonly label: string;
  readonly vector: Float32Array;
  /** Points of one group have one colour: a sense, a part of speech. */
  readonly group?: string;
}

/** Points whose names have room beside them. */
const NAMED_POINTS = 60;

/**
 * A page that shows vectors as points in a plane, each with its label.
 * @throws UsageError for fewer than three vectors
 */
export function projectionPage(
  title: string,
  vectors: readonly PlottedVector[],
  options: ProjectOptions = {},
): Promise<string> {
  const width = vectors[0]?.vector.length ?? 1;
  const values = new Float32Array(vectors.length * width);
  vectors.forEach(({ vector }, row) => values.set(vector, row * width));
  const places = project(values, width, options);
  const axes = options.method === 'umap' ? ['UMAP 1', 'UMAP 2'] : ['component 1', 'component 2'];
  const points = vectors.map(({ label, group }, i) => ({ label, group, x: places[i][0], y: places[i][1] }));
  return report({
    title,
    sections: [
      {
        title: options.method === 'umap' ? 'UMAP' : 'Principal components',
        content: [
          scatter({
            title: `${vectors.length} vectors of ${width} numbers`,
            x: { title: axes[0] },
            y: { title: axes[1] },
            points,
            named: points.length <= NAMED_POINTS,
          }),
        ],
      },
    ],
  });
}
