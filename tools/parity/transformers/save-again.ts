import { readModelFolder, writeModelFolder, type FloatDtype } from '@cloze/checkpoints';
import { load } from 'cloze';

/** Loads a folder as cloze does, into an encoder and heads, and writes that model in the types the folder has. */
export async function saveAgain(from: string, to: string): Promise<void> {
  const model = await load(from);
  const folder = await readModelFolder(from);
  const parts = [...model.objectives, ...model.heads].map(({ model: part }) => part);
  await writeModelFolder(to, {
    config: { ...model.encoder.modelConfig(), ...model.heads[0]?.model.modelConfig?.() },
    parameters: [model.encoder, ...parts].flatMap(({ parameters }) => [...parameters]),
    tokenizer: model.tokenizer,
    dtypeOf: (name) => folder.weights.tensors.get(name)?.stored.dtype as FloatDtype,
  });
  await folder.close();
  await model.dispose();
}
