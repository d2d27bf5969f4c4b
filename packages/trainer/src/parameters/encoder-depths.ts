import type { Parameter } from '@cloze/contracts/tensor';

/** Where the parameters of an encoder stand in it. */
export interface EncoderDepths {
  /** Number of layers. */
  readonly layers: number;
  /** 0 for embeddings, i + 1 for layer i; undefined for what stands above the layers: poolers, heads and objectives. */
  depth(name: string): number | undefined;
}

/** The layer's number in names such as `bert.encoder.layer.3.output.dense.weight`. */
const LAYER = /(?:^|\.)layers?\.(\d+)\./;
/** `bert.embeddings.…`, `electra.embeddings_project.…`, `lstm.word_embeddings.weight` */
const EMBEDDINGS = /(?:^|[._])embeddings?(?:_|\.)/;

/** Reads depths from the names of an encoder's parameters. */
export function encoderDepths(encoder: Iterable<Pick<Parameter, 'name'>>): EncoderDepths {
  const depths = new Map<string, number>();
  let layers = 0;
  for (const { name } of encoder) {
    const layer = LAYER.exec(name)?.[1];
    if (layer !== undefined) {
      depths.set(name, Number(layer) + 1);
      layers = Math.max(layers, Number(layer) + 1);
    } else if (EMBEDDINGS.test(name)) depths.set(name, 0);
  }
  return { layers, depth: (name) => depths.get(name) };
}
