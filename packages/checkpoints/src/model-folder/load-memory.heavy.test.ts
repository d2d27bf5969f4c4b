import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeSafetensors, type TensorToStore } from '../safetensors/write-safetensors.js';
import { temporaryFolders } from '../testing/temporary-folder.js';

const newFolder = temporaryFolders();
const loader = new URL('../testing/load-base.ts', import.meta.url).pathname;

/** Shapes of a BERT base: 110 million parameters. */
function baseShapes(): Map<string, number[]> {
  const shapes = new Map<string, number[]>([
    ['embeddings.word_embeddings.weight', [30522, 768]],
    ['embeddings.position_embeddings.weight', [512, 768]],
    ['pooler.dense.weight', [768, 768]],
  ]);
  for (let layer = 0; layer < 12; layer += 1) {
    for (const name of ['query', 'key', 'value', 'output'])
      shapes.set(`encoder.layer.${layer}.${name}.weight`, [768, 768]);
    shapes.set(`encoder.layer.${layer}.intermediate.dense.weight`, [3072, 768]);
    shapes.set(`encoder.layer.${layer}.output.dense.weight`, [768, 3072]);
  }
  return shapes;
}

it.each(['F32', 'F16'] as const)(
  'loading a model of base size from %s takes less than 1.2 times its size in memory',
  async (dtype) => {
    const directory = newFolder();
    const shapes = baseShapes();
    const tensors = Array.from(shapes, ([name, shape]): TensorToStore => {
      const count = shape.reduce((product, size) => product * size, 1);
      return { name, dtype, shape, values: () => new Float32Array(count).fill(0.5) };
    });
    await writeSafetensors(join(directory, 'model.safetensors'), tensors);
    writeFileSync(join(directory, 'config.json'), '{}');
    const output = execFileSync(
      process.execPath,
      ['--import', 'tsx', '--conditions=@cloze/source', loader, directory],
      { encoding: 'utf8' },
    );
    const { bytes, grown, checksum } = JSON.parse(output) as Record<'bytes' | 'grown' | 'checksum', number>;
    expect(bytes).toBeGreaterThan(430e6);
    expect(checksum).toBe(0.5 * shapes.size);
    expect(grown / bytes, `${grown} bytes for a model of ${bytes}`).toBeLessThan(1.2);
  },
);
