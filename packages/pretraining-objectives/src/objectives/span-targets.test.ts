import { TokenAction, type View } from '@cloze/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyChain, anyView, follow } from '../fixtures/chains.js';
import { spanTargets } from './span-targets.js';

const { masked, replaced, kept } = TokenAction;

/** The definition, token by token: walk left and right from each target to what is none. */
function naive({ inputIds: originals }: View, view: View, besideSpecial: boolean): number[][] {
  const isTarget = (i: number) => [masked, replaced, kept].some((action) => action === view.actions[i]);
  return [...view.inputIds.keys()].flatMap((i) => {
    if (!isTarget(i)) return [];
    let [left, right] = [i, i];
    while (isTarget(left)) left -= 1;
    while (isTarget(right)) right += 1;
    const isSpan = (at: number) =>
      [...view.spans.keys()].some((s) => s % 2 === 0 && view.spans[s] <= at && at < view.spans[s + 1]);
    const run = Array.from({ length: right - left - 1 }, (_, k) => left + 1 + k);
    if (!run.some(isSpan)) return [];
    if (!besideSpecial && (view.special[left] === 1 || view.special[right] === 1)) return [];
    return [[left, right, i - left - 1, originals[view.origins[i]]]];
  });
}

describe('spanTargets', () => {
  it.each([false, true])('names the tokens of maximal runs after any chain, beside special tokens: %s', (beside) => {
    let runsLongerThanSpans = 0;
    fc.assert(
      fc.property(anyView, anyChain, fc.nat(10_000), (original, chain, seed) => {
        const corrupted = follow(original, [...chain, { name: 'spans', rate: 0.3 }], seed).pop() ?? original;
        const examples = [{ epoch: 0, index: 0, original, corrupted, labels: {} }];
        const { leftRows, rightRows, offsets, labels } = spanTargets(examples, 100, beside);
        const targets = Array.from(labels, (label, i) => [leftRows[i], rightRows[i], offsets[i], label]);
        expect(targets).toEqual(naive(original, corrupted, beside));
        const inSpans = corrupted.spans.reduce((sum, place, i) => sum + (i % 2 === 0 ? -place : place), 0);
        if (targets.length > inSpans) runsLongerThanSpans += 1;
      }),
      { numRuns: 300 },
    );
    expect(runsLongerThanSpans).toBeGreaterThan(0);
  });

  it('takes spans that touch after what was between them is gone as one, with the masked token beside them', () => {
    const length = 9;
    const view: View = {
      inputIds: Int32Array.from({ length }, (_, i) => 5 + i),
      segmentIds: new Int32Array(length),
      positionIds: Int32Array.from({ length }, (_, i) => i),
      special: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1),
      wordStarts: new Uint8Array(length),
      partStarts: Int32Array.of(0, length),
      origins: Int32Array.from({ length }, (_, i) => i),
      actions: Uint8Array.of(0, 0, masked, masked, kept, replaced, 0, masked, 0),
      spans: Int32Array.of(2, 4, 4, 5),
    };
    const targets = spanTargets([{ epoch: 0, index: 0, original: view, corrupted: view, labels: {} }], 20, false);
    expect([...targets.labels]).toEqual([7, 8, 9, 10]);
    expect([...targets.leftRows]).toEqual([1, 1, 1, 1]);
    expect([...targets.rightRows]).toEqual([6, 6, 6, 6]);
    expect([...targets.offsets]).toEqual([0, 1, 2, 3]);
  });
});
