import { TokenAction, type Example, type View } from '@cloze/contracts';
import { describeObjective, tinyExamples, tinyVocabulary } from '@cloze/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deleteTokens } from '../corruptions/delete.js';
import { insert } from '../corruptions/insert.js';
import { reorder } from '../corruptions/reorder.js';
import { replace } from '../corruptions/replace.js';
import { tokenMasking } from '../corruptions/token-masking.js';
import { denoising } from './denoising.js';
import { denoisingTargets } from './denoising-targets.js';

const chain = [
  { plugin: deleteTokens, options: { rate: 0.2 } },
  { plugin: reorder, options: { rate: 0.3, window: 2 } },
  { plugin: tokenMasking, options: { rate: 0.1 } },
  { plugin: insert, options: { rate: 0.2 } },
  { plugin: replace, options: { rate: 0.1 } },
];

describeObjective(denoising, [
  { title: 'every corruption at once', corruptions: chain, count: 4 },
  {
    title: 'pairs with tokens missing, and other weights',
    layout: 'pair',
    count: 3,
    corruptions: [chain[0]],
    options: { weights: { tokens: 1, missing: 2, first: 0.5, inserted: 0 } },
  },
  { title: 'packed rows with inserted tokens', layout: 'packed', count: 3, corruptions: [chain[3], chain[4]] },
]);

const vocabulary = tinyVocabulary();
const idOf = (token: string) => vocabulary.id(token)!;

/** An example from texts: each corrupted token with the place it came from (-1: inserted) and what was done to it. */
function exampleOf(
  text: string,
  corrupted: readonly (readonly [string, number, number?])[],
  partStarts?: number[],
): Example {
  const ids = Int32Array.from(text.split(' '), idOf);
  const view = (inputIds: Int32Array, origins: Int32Array, actions: Uint8Array, starts: number[]): View => ({
    inputIds,
    origins,
    actions,
    special: Uint8Array.from(inputIds, (id) => +(id === idOf('[CLS]') || id === idOf('[SEP]'))),
    segmentIds: new Int32Array(inputIds.length),
    positionIds: Int32Array.from(inputIds.keys()),
    wordStarts: new Uint8Array(inputIds.length),
    partStarts: Int32Array.from(starts),
    spans: new Int32Array(0),
  });
  return {
    epoch: 0,
    index: 0,
    labels: {},
    original: view(ids, Int32Array.from(ids.keys()), new Uint8Array(ids.length), [0, ids.length]),
    corrupted: view(
      Int32Array.from(corrupted, ([token]) => idOf(token)),
      Int32Array.from(corrupted, ([, origin]) => origin),
      Uint8Array.from(corrupted, ([, , action = TokenAction.none]) => action),
      partStarts ?? [0, corrupted.length],
    ),
  };
}

const named = ({ rows, labels }: { rows: Int32Array; labels: Int32Array }) =>
  Array.from(rows, (row, i) => `${row} ${vocabulary.token(labels[i])}`);
const pairs = ({ rows, labels }: { rows: Int32Array; labels: Int32Array }) =>
  Array.from(rows, (row, i) => [row, labels[i]]);

describe('targets of denoising.v1', () => {
  const { masked, moved, inserted } = TokenAction;

  it('name the token that belongs at masked and moved places', () => {
    const example = exampleOf('[CLS] the cat sat on a mat [SEP]', [
      ['[CLS]', 0],
      ['sat', 3, moved],
      ['the', 1, moved],
      ['cat', 2, moved],
      ['[MASK]', 4, masked],
      ['a', 5],
      ['mat', 6],
      ['[SEP]', 7],
    ]);
    const { tokens, missing, first } = denoisingTargets([example]);
    expect(named(tokens)).toEqual(['1 the', '2 cat', '3 sat', '4 on']);
    expect([...missing.labels]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(named(first)).toEqual([]);
  });

  it('count what is missing at the left neighbour, past inserted tokens, and name the first', () => {
    const example = exampleOf('[CLS] the cat sat on a mat under the tree [SEP]', [
      ['[CLS]', 0],
      ['dog', -1, inserted],
      ['cat', 2],
      ['tree', 9],
      ['[SEP]', 10],
    ]);
    const { tokens, missing, first, inserted: added } = denoisingTargets([example]);
    expect(pairs(missing)).toEqual([
      [0, 1],
      [2, 5], // six are
      [3, 0],
    ]);
    expect(named(first)).toEqual(['0 the', '2 sat']);
    expect(pairs(added)).toEqual([
      [1, 1],
      [2, 0],
      [3, 0],
    ]);
    expect(named(tokens)).toEqual([]);
  });

  it('do not look across packed parts, and count rows through the batch', () => {
    const packed = exampleOf(
      '[CLS] cat sat [SEP] [CLS] dog [SEP]',
      [
        ['[CLS]', 0],
        ['sat', 2],
        ['[SEP]', 3],
        ['[CLS]', 4],
        ['dog', 5],
        ['[SEP]', 6],
      ],
      [0, 3, 6],
    );
    expect(pairs(denoisingTargets([packed, packed]).missing)).toEqual([
      [0, 1],
      [1, 0],
      [3, 0],
      [4, 0],
      [6, 1],
      [7, 0],
      [9, 0],
      [10, 0],
    ]);
  });

  it('are enough to restore any text, where no gap hides more than one token', () => {
    fc.assert(
      fc.property(
        fc.nat(5000),
        fc.constantFrom('single' as const, 'pair' as const, 'packed' as const),
        (seed, layout) => {
          for (const example of tinyExamples({ count: 3, layout, corruptions: chain, seed })) {
            const { tokens, missing, first, inserted: added } = denoisingTargets([example]);
            if (missing.labels.some((count) => count > 1)) continue;
            const lookUp = ({ rows, labels }: { rows: Int32Array; labels: Int32Array }) =>
              new Map(Array.from(rows, (row, i) => [row, labels[i]]));
            const [right, lost, isAdded] = [tokens, first, added].map(lookUp);
            const restored = [...example.corrupted.inputIds.keys()].flatMap((i) => {
              if (isAdded.get(i) === 1) return [];
              const token = right.get(i) ?? example.corrupted.inputIds[i];
              return lost.has(i) ? [token, lost.get(i)!] : [token];
            });
            expect(restored).toEqual([...example.original.inputIds]);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
