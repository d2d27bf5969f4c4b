import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSafetensors, type TensorToStore } from '@cloze/checkpoints';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'cloze-load-memory-'));
afterAll(() => rmSync(folder, { recursive: true }));
const loader = new URL('../testing/load-base.ts', import.meta.url).pathname;
// With the decorators that services are injected by.
const TSX_TSCONFIG_PATH = new URL('../../../../tsconfig.base.json', import.meta.url).pathname;
const VOCABULARY = 30522;

/** The tensors of a BERT base, 110 million parameters, under transformers' keys. */
function baseShapes(): [string, readonly number[]][] {
  const dense = (name: string, out: number, from: number): [string, readonly number[]][] => [
    [`${name}.weight`, [out, from]],
    [`${name}.bias`, [out]],
  ];
  const normalization = (name: string): [string, readonly number[]][] => [
    [`${name}.weight`, [768]],
    [`${name}.bias`, [768]],
  ];
  return [
    ['embeddings.word_embeddings.weight', [VOCABULARY, 768]],
    ['embeddings.position_embeddings.weight', [512, 768]],
    ['embeddings.token_type_embeddings.weight', [2, 768]],
    ...normalization('embeddings.LayerNorm'),
    ...Array.from({ length: 12 }, (_, layer) => `encoder.layer.${layer}`).flatMap((at) => [
      ...['query', 'key', 'value'].flatMap((part) => dense(`${at}.attention.self.${part}`, 768, 768)),
      ...dense(`${at}.attention.output.dense`, 768, 768),
      ...normalization(`${at}.attention.output.LayerNorm`),
      ...dense(`${at}.intermediate.dense`, 3072, 768),
      ...dense(`${at}.output.dense`, 768, 3072),
      ...normalization(`${at}.output.LayerNorm`),
    ]),
    ...dense('pooler.dense', 768, 768),
  ];
}

it.each(['F32', 'F16'] as const)(
  'loading a BERT base from %s takes less than 1.2 times its size in memory',
  async (dtype) => {
    const shapes = baseShapes();
    const tensors = shapes.map(([name, shape]): TensorToStore => {
      const count = shape.reduce((product, size) => product * size, 1);
      return { name: `bert.${name}`, dtype, shape, values: () => new Float32Array(count).fill(0.5) };
    });
    await writeSafetensors(join(folder, 'model.safetensors'), tensors);
    writeFileSync(join(folder, 'config.json'), '{"model_type": "bert", "architectures": ["BertModel"]}');
    const words = Array.from({ length: VOCABULARY - 5 }, (_, id) => `w${id}`);
    writeFileSync(join(folder, 'vocab.txt'), ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...words].join('\n'));
    const output = execFileSync(process.execPath, ['--import', 'tsx', '--conditions=@cloze/source', loader, folder], {
      encoding: 'utf8',
      env: { ...process.env, TSX_TSCONFIG_PATH },
    });
    const { backend, bytes, grown, checksum, tensors: count } = JSON.parse(output) as Record<string, number>;
    expect(bytes).toBeGreaterThan(430e6);
    expect([count, checksum]).toEqual([shapes.length, 0.5 * shapes.length]);
    expect(grown / bytes, `${grown} bytes for a model of ${bytes} on ${backend}`).toBeLessThan(1.2);
  },
);
