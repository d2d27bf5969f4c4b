import { UsageError } from '@cloze/contracts';

/** Which hidden states make a vector: a layer by number (0 is the embeddings), the last, or the last four, averaged or one after the other. */
export type LayerChoice = 'last' | 'last4-mean' | 'last4-concat' | number;

/** Layers to read and how to join them. */
export interface ChosenLayers {
  /** Indices into an encoder's `layers`, whose first entry is the embeddings. */
  readonly indices: readonly number[];
  readonly join: 'mean' | 'concat';
}

/**
 * The layers of a choice in an encoder of so many.
 * @throws UsageError for a layer that the encoder does not have
 */
export function chosenLayers(choice: LayerChoice, layers: number): ChosenLayers {
  if (choice === 'last') return { indices: [layers], join: 'mean' };
  if (typeof choice === 'number') {
    if (Number.isInteger(choice) && choice >= 0 && choice <= layers) return { indices: [choice], join: 'mean' };
    throw noSuchLayer(String(choice), `0 (the embeddings) to ${layers}`);
  }
  if (layers < 4) throw noSuchLayer(choice, `a model of four layers or more; this one has ${layers}`);
  const indices = [layers - 3, layers - 2, layers - 1, layers];
  return { indices, join: choice === 'last4-mean' ? 'mean' : 'concat' };
}

/** Numbers a vector made from these layers has. */
export function vectorWidth({ indices, join }: ChosenLayers, hiddenSize: number): number {
  return join === 'concat' ? indices.length * hiddenSize : hiddenSize;
}

function noSuchLayer(received: string, allowed: string): UsageError {
  return new UsageError({ what: 'The encoder has no such layers', where: 'layers', received, allowed });
}
