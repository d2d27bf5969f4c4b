import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nameArchitecture, publishFolder, writeAtomically, writeOnnx } from '@cloze/checkpoints';
import { load, type LoadedModel } from '../model/loaded-model.js';
import { createLog } from '../output/log.js';
import { print, printJson } from '../output/print.js';
import { requireEmpty } from '../run/require-empty.js';
import type { ConvertFlags } from './convert.js';

/** Where transformers.js looks for the model. */
const MODEL_FILE = join('onnx', 'model.onnx');

/** `cloze convert --to onnx`: the encoder and every head that has an ONNX form, with the files that transformers.js reads beside it. */
export async function toOnnx(from: string, to: string, { plugin, json }: ConvertFlags): Promise<void> {
  await requireEmpty(to, to);
  const log = createLog();
  const model = await load(from, { plugins: plugin, logger: log });
  try {
    const { encoder, tokenizer, headEncoder, featureParameters } = model;
    const all = [...model.heads, ...model.objectives];
    const parts = all.filter(({ model: part }) => part.onnx !== undefined);
    for (const { id } of all.filter(({ model: part }) => part.onnx === undefined))
      log.warn(`${id} has no ONNX form: the file is without it`);
    const owners = [encoder, ...all.map(({ model: part }) => part)];
    const parameters = [...owners.flatMap((owner) => [...owner.parameters]), ...featureParameters];
    let outputs: readonly string[] = [];
    await publishFolder(to, async (folder) => {
      await mkdir(join(folder, 'onnx'));
      const named = new Map(parts.map(({ id, model: part }) => [id, part]));
      const reads = headEncoder === encoder ? undefined : new Map(model.heads.map(({ id }) => [id, headEncoder]));
      outputs = await writeOnnx(join(folder, MODEL_FILE), {
        encoder,
        parameters,
        parts: named,
        reads,
        main: mainOf(model),
      });
      await tokenizer.save(folder);
      const names = [encoder, ...parts.map(({ model: part }) => part)].flatMap((owner) =>
        Array.from(owner.parameters, ({ name }) => name),
      );
      const config = `${JSON.stringify(configOf(model, names), undefined, 2)}\n`;
      await writeAtomically(join(folder, 'config.json'), (handle) => handle.writeFile(config));
    });
    if (json) printJson({ out: to, outputs });
    else print(`${join(to, MODEL_FILE)}: ${outputs.join(', ')}`);
  } finally {
    await model.dispose();
  }
}

/**
 * The part whose outputs have transformers' names whatever is beside it, as transformers.js looks for them: the only head, or without heads the
 * objective that fills masks.
 */
function mainOf({ heads, objectives }: LoadedModel): string | undefined {
  if (heads.length > 0) return heads.length === 1 ? heads[0].id : undefined;
  return objectives.find(({ model }) => model.predict && model.onnx)?.id;
}

/** The encoder's fields and those of its only head, with the class that reads them. */
function configOf({ encoder, heads }: LoadedModel, names: readonly string[]): Readonly<Record<string, unknown>> {
  const head = heads.length === 1 ? heads[0].model.modelConfig?.() : undefined;
  return nameArchitecture({ ...encoder.modelConfig(), ...head }, names);
}
