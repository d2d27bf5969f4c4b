import { useBackend } from '@cloze/backend/testing';
import { KeyedRandom } from '@cloze/contracts';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallModel } from '../testing/small-model.js';
import { attentionPage, attentions } from './attention-page.js';
import { project } from './project.js';
import { projectionPage } from './projection-page.js';

beforeAll(() => useBackend('cpu'));

/** Three clusters of rows far apart. */
function clusters(perCluster: number, width: number): Float32Array {
  const stream = new KeyedRandom(1).stream('test/clusters');
  return Float32Array.from({ length: 3 * perCluster * width }, (_, i) => {
    const cluster = Math.floor(i / (perCluster * width));
    return stream.normal() * 0.1 + (i % width === cluster ? 5 : 0);
  });
}

const distance = ([x, y]: [number, number], [u, v]: [number, number]) => Math.hypot(x - u, y - v);

describe('project', () => {
  it.each(['pca', 'umap'] as const)('keeps clusters apart by %s, the same points each time', (method) => {
    const values = clusters(10, 6);
    const points = project(values, 6, { method });
    expect(project(values, 6, { method })).toEqual(points);
    points.forEach((point, i) => {
      const [inside, outside] = [true, false].map((same) =>
        points.flatMap((other, j) =>
          j !== i && (Math.floor(i / 10) === Math.floor(j / 10)) === same ? distance(point, other) : [],
        ),
      );
      expect(Math.min(...inside)).toBeLessThan(Math.min(...outside));
    });
  });

  it('finds the axis along which rows lie', () => {
    const values = Float32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3);
    const step = Math.sqrt(3);
    project(values, 3).forEach(([x, y], i) => {
      expect(Math.abs(x)).toBeCloseTo(Math.abs(i - 1.5) * step, 5);
      expect(y).toBeCloseTo(0, 5);
    });
    expect(() => project(new Float32Array(4), 2)).toThrow('A projection needs three vectors or more\n  received: 2');
  });
});

describe('pages', () => {
  it('show vectors as points with their labels', async () => {
    const values = clusters(4, 5);
    const vectors = Array.from({ length: 12 }, (_, i) => ({
      label: `word <${i}>`,
      group: `sense ${Math.floor(i / 4)}`,
      vector: values.subarray(i * 5, (i + 1) * 5),
    }));
    const page = await projectionPage('Senses of bank', vectors, { method: 'umap' });
    expect(page).toContain('<title>Senses of bank</title>');
    expect(page).toContain('word &lt;7&gt;');
    expect(page).toContain('sense 2');
    expect(page).toContain('UMAP 1');
  });

  it('show attention by layer and head, tokens on both axes, each row adding up to 1', async () => {
    const model = await smallModel();
    const before = memory().numTensors;
    const { tokens, maps } = attentions(model, 'the cat', 'sat');
    expect(memory().numTensors).toBe(before);
    expect(tokens).toEqual(['[CLS]', 'the', 'cat', '[SEP]', 'sat', '[SEP]']);
    expect(maps.map(({ layer, head }) => `${layer}.${head}`)).toEqual(
      [1, 2, 3, 4, 5].flatMap((layer) => [`${layer}.1`, `${layer}.2`]),
    );
    for (const { weights } of maps) {
      for (let row = 0; row < 6; row += 1) {
        const sum = Array.from({ length: 6 }, (_, i) => weights[row * 6 + i]).reduce((a, b) => a + b, 0);
        expect(sum).toBeCloseTo(1, 5);
      }
    }
    const page = await attentionPage(model, 'the cat', 'sat');
    expect(page).toContain('data-map');
    expect(page).toContain('the cat / sat');
    model.dispose();
  });
});
