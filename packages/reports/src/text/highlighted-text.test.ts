import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlightedText } from './highlighted-text.js';

const plain = (markup: string) => markup.replace(/<span class="tag">[^<]*<\/span>/g, '').replace(/<[^>]*>/g, '');

describe('highlightedText', () => {
  it('marks stretches, with labels', () => {
    expect(
      highlightedText('Ada met Bob', [
        { start: 8, end: 11, label: 'PER', kind: 'good' },
        { start: 0, end: 3 },
      ]).source,
    ).toBe(
      '<p class="highlighted"><mark class="neutral">Ada</mark> met <mark class="good" data-label="PER">Bob<span class="tag">PER</span></mark></p>',
    );
  });

  it('puts stretches into each other, and goes on behind one whose end cuts another', () => {
    const cut = highlightedText('abcdef', [
      { start: 0, end: 4, label: 'X' },
      { start: 2, end: 6, label: 'Y' },
    ]);
    expect(cut.source).toBe(
      '<p class="highlighted"><mark class="neutral" data-label="X">ab<mark class="neutral" data-label="Y">cd</mark>' +
        '<span class="tag">X</span></mark><mark class="neutral" data-label="Y">ef<span class="tag">Y</span></mark></p>',
    );
  });

  it('loses and doubles no letter, whatever the stretches', () => {
    const stretch = fc.record({ start: fc.integer({ min: -2, max: 22 }), end: fc.integer({ min: -2, max: 22 }) });
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 8 }), (stretches) => {
        const { source } = highlightedText('ABCDEFGHIJKLMNOPQRST', stretches);
        expect(plain(source)).toBe('ABCDEFGHIJKLMNOPQRST');
        for (let i = 0; i < 20; i += 1) {
          const before = source.slice(0, source.indexOf(`${'ABCDEFGHIJKLMNOPQRST'[i]}`, 23));
          const depth = (before.match(/<mark/g) ?? []).length - (before.match(/<\/mark/g) ?? []).length;
          if (stretches.some(({ start, end }) => start <= i && i < end)) expect(depth).toBeGreaterThan(0);
          else expect(depth).toBe(0);
        }
      }),
    );
  });
});
