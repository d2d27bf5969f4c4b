import { defineCorruption, TokenAction, type Features, type RandomStream, type View } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { maskWhere } from '../fixtures/unmask.js';
import { messageOf } from '../fixtures/message-of.js';
import {
  checkCorruptedViews,
  checkCorruptionIsDeterministic,
  checkCorruptionIsPure,
  checkDeclaredFeatures,
  checkGrowth,
  corruptionTrial,
} from './check-corruption.js';

/** A corruption that does one thing, rightly or wrongly. */
const trialOf = (corrupt: (view: View, random: RandomStream) => View, features: Features = {}) =>
  corruptionTrial(
    defineCorruption({
      name: 'wrong.v1',
      summary: 'Does something wrong',
      options: z.strictObject({}),
      features: () => features,
      create:
        () =>
        (view, { random }) =>
          corrupt(view, random),
    }),
    { title: 'a' },
  );
const text = (view: View) => view.special.indexOf(0);

describe('checks of corruptions', () => {
  it('find a view changed in place', () => {
    const trial = trialOf((view) => {
      view.inputIds[0] = 9;
      return view;
    });
    expect(messageOf(() => checkCorruptionIsPure(trial))).toBe(
      [
        'The corruption changed the view it was given',
        '  where: wrong.v1, case "a", view 0',
        '  received: inputIds[0] is 9, was 2',
        '  allowed: a new view; examples are shared between objectives and epochs',
        '  fix: copy an array (`view.inputIds.slice()`) before writing into it',
      ].join('\n'),
    );
  });

  it('find draws from elsewhere than the stream', () => {
    let calls = 0;
    const trial = trialOf((view) => ({ ...view, spans: Int32Array.of(0, (calls += 1)) }));
    expect(messageOf(() => checkCorruptionIsDeterministic(trial))).toBe(
      [
        'The same random stream gave two different views',
        '  where: wrong.v1, case "a", view 0',
        '  received: spans[1] is 78, was 1',
        '  allowed: a view that depends on options, view and context alone',
        '  fix: draw only from `context.random`, and keep no state between calls',
      ].join('\n'),
    );
  });

  it.each<[string, (view: View) => View, string]>([
    [
      'a masked special token',
      (view) => maskWhere({ ...view, special: new Uint8Array(view.special.length) }, 4, () => true),
      'A token became special or ceased to be at position 0\n  where: wrong.v1, case "a", view 0\n  received: special 0\n  allowed: 1',
    ],
    [
      'a change without an action',
      (view) => ({ ...view, inputIds: view.inputIds.map((id, i) => (view.special[i] ? id : 9)) }),
      'A token differs from its original, but its action does not say so at position 1\n  where: wrong.v1, case "a", view 1\n  received: 9\n  allowed: 7 (action 0)',
    ],
    [
      'an origin given twice',
      (view) => ({ ...view, origins: view.origins.map(() => 0), inputIds: view.inputIds.map(() => 2) }),
      'Two tokens have the same origin at position 1\n  where: wrong.v1, case "a", view 0\n  received: 0\n  allowed: each origin once',
    ],
    [
      'arrays of different lengths',
      (view) => ({ ...view, actions: new Uint8Array(1) }),
      '"actions" has another length than "inputIds"\n  where: wrong.v1, case "a", view 0\n  received: 1\n  allowed: 2',
    ],
    [
      'spans out of order',
      (view) => ({ ...view, spans: Int32Array.of(1, 1) }),
      '"spans" are empty, overlap or are out of order\n  where: wrong.v1, case "a", view 0\n  received: [1, 1]\n  allowed: ascending pairs [start, end)',
    ],
  ])('find %s', (_, corrupt, message) => {
    expect(messageOf(() => checkCorruptedViews(trialOf(corrupt)))).toBe(message);
  });

  it('find an origin that forgets an earlier corruption', () => {
    const trial = trialOf((view) => ({ ...view, origins: view.origins.map((_, i) => i) }));
    expect(
      messageOf(() => checkCorruptedViews(trial))
        .split('\n')
        .slice(0, 2),
    ).toEqual([
      'An inserted token has an origin at position 4',
      '  where: wrong.v1, case "a", view 3 corrupted before',
    ]);
  });

  it('find growth that was not declared', () => {
    const trial = trialOf((view) => {
      const at = text(view);
      if (at < 0) return view;
      const put = (array: Int32Array, value: number) => Int32Array.of(...array.slice(0, at), value, ...array.slice(at));
      const putByte = (array: Uint8Array, value: number) =>
        Uint8Array.of(...array.slice(0, at), value, ...array.slice(at));
      return {
        ...view,
        inputIds: put(view.inputIds, 9),
        segmentIds: put(view.segmentIds, 0),
        positionIds: put(view.positionIds, 0),
        special: putByte(view.special, 0),
        wordStarts: putByte(view.wordStarts, 1),
        origins: put(view.origins, -1),
        actions: putByte(view.actions, TokenAction.inserted),
        partStarts: view.partStarts.map((start) => (start > 0 ? start + 1 : 0)),
      };
    });
    expect(messageOf(() => checkGrowth(trial))).toBe(
      [
        'The view grew by more than the corruption declares',
        '  where: wrong.v1, case "a", view 1',
        '  received: 4 tokens from 3',
        '  allowed: at most 1 times as many',
        '  fix: insert fewer tokens, or return a larger number from `growth(options)`',
      ].join('\n'),
    );
    expect(messageOf(() => checkDeclaredFeatures(trial))).toContain(
      'Tokens left their places, but "aligned-positions" is not declared as broken',
    );
  });

  it('find targets and spans that nobody declared, and declared ones that never come', () => {
    const masking = (view: View) => maskWhere(view, 4, () => true);
    expect(messageOf(() => checkDeclaredFeatures(trialOf(masking)))).toBe(
      [
        'Tokens are not as they were, but "spoilt" is not declared',
        '  where: wrong.v1, case "a", view 1',
        '  allowed: every token left alone',
        "  fix: declare `features: () => ({ provides: ['spoilt'] })`",
      ].join('\n'),
    );
    expect(messageOf(() => checkDeclaredFeatures(trialOf(masking, { provides: ['spoilt'] })))).toBe(
      [
        'Tokens became targets, but "token-targets" is not declared',
        '  where: wrong.v1, case "a", view 1',
        '  allowed: no masked, replaced or kept token',
        "  fix: declare `features: () => ({ provides: ['token-targets'] })`",
      ].join('\n'),
    );
    const idle = (view: View) => view;
    expect(messageOf(() => checkDeclaredFeatures(trialOf(idle, { provides: ['spans'] })))).toBe(
      '"spans" is declared, but there are none\n  where: wrong.v1, case "a"\n  allowed: spans in some view\n  fix: set `spans`',
    );
  });
});
