import { TokenAction, type View } from '@cloze/contracts';
import { checkView } from '@cloze/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyChain, anyView, follow } from '../fixtures/chains.js';
import { DISTINCT_TOKENS, distinctHost } from '../fixtures/distinct-host.js';
import { positionsOf } from '../fixtures/views.js';

const { none, masked, replaced, kept, moved, inserted } = TokenAction;
const host = distinctHost();

describe('chains of corruptions', () => {
  const anyRun = [anyView, anyChain, fc.nat(10_000)] as const;
  const property = (check: (views: View[], names: string[]) => void) =>
    fc.assert(
      fc.property(...anyRun, (original, chain, seed) =>
        check(
          follow(original, chain, seed),
          chain.map(({ name }) => name),
        ),
      ),
      { numRuns: 400 },
    );

  it('use texts without a token twice', () => {
    fc.assert(fc.property(anyView, ({ inputIds }) => Math.max(...inputIds) < 5 + DISTINCT_TOKENS));
  });

  it('give views that keep the contract after every step', () => {
    property((views, names) => views.forEach((view) => checkView(view, views[0], host.vocabulary, names.join(' → '))));
  });

  it('keep a map to the original that is right for every token', () => {
    property((views) => {
      const [original, last] = [views[0], views[views.length - 1]];
      // Ids of the text occur once, so an unspoilt token tells by its id where it came from.
      for (let i = 0; i < last.inputIds.length; i += 1) {
        const [id, action, origin] = [last.inputIds[i], last.actions[i], last.origins[i]];
        if (action === none || action === kept || action === moved) {
          if (last.special[i] === 0) expect(origin).toBe(original.inputIds.indexOf(id));
          else expect(original.inputIds[origin]).toBe(id);
        } else if (action === masked) expect(id).toBe(host.vocabulary.special.mask);
        else expect(id).toBeGreaterThanOrEqual(5 + DISTINCT_TOKENS); // random draws alone
      }
      // Tokens that were not moved stand in the order of the original: this places masked and replaced ones.
      const order = [...last.origins].filter((origin, i) => origin >= 0 && last.actions[i] !== moved);
      expect(order).toEqual([...order].sort((a, b) => a - b));
    });
  });

  it('leave targets where their originals stood, moved tokens beside them or not, as long as the length stays', () => {
    property((views, names) => {
      if (names.includes('delete') || names.includes('insert')) return;
      const last = views[views.length - 1];
      for (const action of [masked, replaced, kept])
        for (const i of positionsOf(last, action)) expect(last.origins[i]).toBe(i);
    });
  });

  it('move tokens only among places that moved tokens left', () => {
    property((views) => {
      const last = views[views.length - 1];
      const origins = [...last.origins].filter((origin) => origin >= 0);
      const sorted = [...origins].sort((a, b) => a - b);
      origins.forEach((origin, i) => {
        if (origin !== sorted[i]) expect(last.actions[last.origins.indexOf(origin)]).toBe(moved);
      });
    });
  });

  it('touch a token once at most, and never undo what was done', () => {
    property((views) => {
      for (let step = 1; step < views.length; step += 1) {
        const [before, after] = [views[step - 1], views[step]];
        before.actions.forEach((action, i) => {
          if (action === none) return;
          const origin = before.origins[i];
          if (origin < 0) return;
          const place = after.origins.indexOf(origin);
          expect([after.actions[place], after.inputIds[place]]).toEqual([action, before.inputIds[i]]);
        });
        const count = (view: View) => positionsOf(view, inserted).length;
        expect(count(after)).toBeGreaterThanOrEqual(count(before));
      }
    });
  });

  it('keep parts, segments and positions in order, and spans over their tokens', () => {
    property((views) => {
      const [original, last] = [views[0], views[views.length - 1]];
      const partOf = (view: View, position: number) => view.partStarts.findLastIndex((start) => start <= position);
      for (let i = 0; i < last.inputIds.length; i += 1) {
        expect(last.positionIds[i]).toBe(i - last.partStarts[partOf(last, i)]);
        if (last.origins[i] < 0) continue;
        expect(partOf(last, i)).toBe(partOf(original, last.origins[i]));
        expect(last.segmentIds[i]).toBe(original.segmentIds[last.origins[i]]);
      }
      for (let span = 0; span < last.spans.length; span += 2) {
        for (let i = last.spans[span]; i < last.spans[span + 1]; i += 1) {
          expect([masked, replaced, kept]).toContain(last.actions[i]);
        }
      }
    });
  });

  it('keep the starts of words, where nothing is reordered', () => {
    property((views, names) => {
      if (names.includes('reorder')) return;
      const [original, last] = [views[0], views[views.length - 1]];
      const wordOf = (origin: number) => original.wordStarts.slice(0, origin + 1).reduce((a, b) => a + b, 0);
      let word = -1;
      for (let i = 0; i < last.inputIds.length; i += 1) {
        if (last.special[i] === 1 || last.origins[i] < 0) continue;
        const own = wordOf(last.origins[i]);
        // A piece that was inserted inside a word whose beginning is gone begins it in its place.
        const begins = last.wordStarts[i] === 1 || last.actions[i - 1] === inserted;
        if (own === word) expect(last.wordStarts[i], `position ${i}`).toBe(0);
        else expect(begins, `position ${i}`).toBe(true);
        word = own;
      }
    });
  });
});
