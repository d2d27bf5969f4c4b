import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { JsonObject } from '../../packages/cli/src/config/json-value.js';
import { setValues } from '../../packages/cli/src/config/set-values.js';
import type { EncoderKind, FinetuningRow } from './finetuning-rows.js';
import type { StartingModel } from './starting-model.js';

/** Where the configs of the rows are. */
export const configs = join(import.meta.dirname, '../../examples/finetuning');

/** Tells configs apart: a result keeps that of its own. */
export function digestOf(config: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16);
}

/** The config of a row with an encoder under it. */
export function configOf(
  row: FinetuningRow,
  kind: EncoderKind,
  seeds: readonly number[],
  start: StartingModel,
): JsonObject {
  const read = (name: string) => JSON.parse(readFileSync(join(configs, `${name}.json`), 'utf8')) as JsonObject;
  const { $schema: _, ...written } = read(row.config ?? row.id);
  const changes = Object.entries(row.set ?? {}).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
  const config = setValues(written, [...changes, `training.seeds=${JSON.stringify(seeds)}`]);
  if (kind === 'minilm') return config;
  const { model: __, ...rest } = config;
  if (kind === 'own') return { ...rest, model: start.folder };
  const baseline = { ...rest, ...read(`baselines/${kind}`) };
  if (start.kind === 'minilm') return baseline;
  // The baselines' configs name MiniLM's tokenizer and vectors.
  const { hidden_size: size } = JSON.parse(readFileSync(join(start.folder, 'config.json'), 'utf8')) as JsonObject;
  const own = {
    'tokenizer.path': start.folder,
    'encoder.vectors': relative(configs, vectorsOf(start)),
    'encoder.embeddingSize': size,
  };
  return setValues(
    baseline,
    Object.entries(own).map(([path, value]) => `${path}=${JSON.stringify(value)}`),
  );
}

export function isPretrained(kind: EncoderKind): boolean {
  return kind === 'minilm' || kind === 'own';
}

/** The file of the words' vectors without the layers. */
export function vectorsOf({ kind }: StartingModel): string {
  return join(configs, '../../runs/finetuning', kind === 'minilm' ? 'vectors.txt' : 'own-vectors.txt');
}
