import {
  defineCorruption,
  TokenAction,
  type CorruptionContext,
  type Example,
  type HostServices,
  type View,
} from '@cloze/contracts';
import { z } from 'zod';
import type { TargetPlugin } from '../batches/host-plugins.js';

const rateOption = z.strictObject({ rate: z.number().default(0.3) });

/** Masks each token with a probability; with `draw` in [0, rate / 10) it becomes a token of the unigram distribution instead. */
export const testMasking = defineCorruption<{ rate: number }>({
  name: 'test-masking.v1',
  summary: 'masks tokens',
  options: rateOption,
  create:
    ({ rate }, { vocabulary, unigram }) =>
    (view, { random, progress }) => {
      const inputIds = view.inputIds.slice();
      const actions = view.actions.slice();
      inputIds.forEach((_, i) => {
        if (view.special[i] === 1 || !random.bernoulli(rate * (1 - progress / 2))) return;
        const replace = random.bernoulli(0.1);
        inputIds[i] = replace ? unigram.sample(random) : vocabulary.special.mask;
        actions[i] = replace ? TokenAction.replaced : TokenAction.masked;
      });
      return { ...view, inputIds, actions };
    },
});

const append32 = (array: Int32Array, value: number) => Int32Array.of(...array, value);
const append8 = (array: Uint8Array, value: number) => Uint8Array.of(...array, value);

/** Doubles the last token of each example: the shortest corruption that lengthens. */
export const testDoubling = defineCorruption({
  name: 'test-doubling.v1',
  summary: 'appends one token',
  options: z.strictObject({}),
  growth: () => 1.5,
  create: () => (view) => {
    const last = view.inputIds.length - 1;
    return {
      ...view,
      inputIds: append32(view.inputIds, view.inputIds[last]),
      segmentIds: append32(view.segmentIds, view.segmentIds[last]),
      positionIds: append32(view.positionIds, last + 1),
      special: append8(view.special, 1),
      wordStarts: append8(view.wordStarts, 0),
      origins: append32(view.origins, -1),
      actions: append8(view.actions, TokenAction.inserted),
      partStarts: Int32Array.of(0, last + 2),
    };
  },
});

/** Targets at every changed token: positions in the batch and the original ids. */
export const testTargets: TargetPlugin = {
  kind: 'objective',
  name: 'test-targets.v1',
  targets: (_: unknown, { vocabulary }: HostServices) => ({
    collate(examples: readonly Example[]) {
      const positions: number[] = [];
      const labels: number[] = [];
      let start = 0;
      for (const { original, corrupted } of examples) {
        corrupted.actions.forEach((action, i) => {
          if (action === TokenAction.none || corrupted.origins[i] < 0) return;
          positions.push(start + i);
          labels.push(original.inputIds[corrupted.origins[i]] % vocabulary.size);
        });
        start += corrupted.inputIds.length;
      }
      return {
        arrays: { positions: Int32Array.from(positions), labels: Int32Array.from(labels) },
        weight: positions.length,
      };
    },
  }),
};

/** How and from which example on to fail. */
export interface Failure {
  readonly way: 'throw' | 'exit' | 'late' | 'short';
  readonly at: number;
}

/** A corruption that fails in the way its option says, from the given example on. */
export const testFailing = defineCorruption<Failure>({
  name: 'test-failing.v1',
  summary: 'fails',
  options: z.strictObject({ way: z.enum(['throw', 'exit', 'late', 'short']), at: z.number() }),
  create:
    ({ way, at }) =>
    (view: View, { index }: CorruptionContext) => {
      if (index < at) return view;
      if (way === 'throw') throw new TypeError('cannot read this');
      if (way === 'exit') process.exit(7);
      if (way === 'late') setImmediate(() => Promise.reject(new RangeError('out of nowhere')));
      return way === 'short' ? { ...view, actions: view.actions.subarray(1) } : view;
    },
});
