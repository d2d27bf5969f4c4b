import { ModelError } from '@cloze/contracts';
import { TIED_COPIES } from './canonical-key.js';
import type { ModelFolder } from './read-model-folder.js';
import { sameStoredBytes } from './same-stored-bytes.js';

/**
 * A copy that differs is a parameter of its own, which cloze's tied decoder cannot stand for. Tensors that are no copies pass.
 * @throws ModelError then
 */
export async function checkTied(
  copy: string,
  { directory, weights }: Pick<ModelFolder, 'directory' | 'weights'>,
): Promise<void> {
  const original = TIED_COPIES.get(copy);
  if (original === undefined) return;
  const [first, second] = [weights.tensors.get(original), weights.tensors.get(copy)];
  if (!first || !second || (await sameStoredBytes(first, second))) return;
  throw new ModelError({
    what: 'A model has a decoder of its own, not tied to the word embeddings',
    where: directory,
    received: `${copy} differs from ${original}`,
    allowed: 'the same values in both, or one of them',
  });
}
