import { writeSafetensors } from '@cloze/checkpoints';
import { TOKENIZER, type ArtefactStore, type RunContainer } from '@cloze/registry';
import type { RunModel } from '../compose/run-model.js';
import type { ParsedRun } from '../config/parse-run.js';
export async function isExported(folder: ArtefactStore): Promise<boolean> {
  return (await folder.readText('config.json')) !== undefined;
}
export async function exportModel({
  run,
  model,
  folder,
}: {
  run: RunContainer;
  parsed: ParsedRun;
  model: RunModel;
  folder: ArtefactStore;
  step: number;
  evaluation?: Readonly<Record<string, number>>;
}): Promise<void> {
  await run.get(TOKENIZER).save(folder.directory);
  await writeSafetensors(
    folder.path('model.safetensors'),
    model.parameters.map(({ name, variable }) => ({
      name,
      dtype: 'F32' as const,
      shape: variable.shape,
      values: async () => Float32Array.from(await variable.data()),
    })),
  );
  await folder.write('config.json', JSON.stringify(model.encoder.modelConfig(), undefined, 2));
}
