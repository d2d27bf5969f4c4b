import { describe, expect, it } from 'vitest';
import { AlignedText } from '../text/aligned-text.js';
import { mayReorder, reorderMarks } from './combining-marks.js';

function reordered(text: string): string {
  const aligned = new AlignedText();
  for (let i = 0; i < text.length; i += 1) aligned.push(text.charCodeAt(i), i, i + 1);
  reorderMarks(aligned, 0);
  return aligned.slice(0, aligned.length);
}

describe('reorderMarks', () => {
  it('sorts marks by combining class, within runs', () => {
    // U+1E944 has class 230, U+1E94A 7, U+302E 224, U+A9C0 9.
    expect(reordered('a\u{1e944}\u{1e94a}b')).toBe('a\u{1e94a}\u{1e944}b');
    expect(reordered('\u302e\ua9c0')).toBe('\ua9c0\u302e');
    expect(reordered('\u302eb\ua9c0')).toBe('\u302eb\ua9c0');
  });

  it('agrees with the canonical order of JavaScript, which knows these marks too', () => {
    const text = 'x\u{1d16d}\u{1d165}\u302f\ua953\u{1e000}\u{11446}y';
    expect(reordered(text)).toBe(text.normalize('NFD'));
    expect([...text].map((character) => mayReorder(character.codePointAt(0) ?? 0))).toEqual([
      false,
      ...Array(6).fill(true),
      false,
    ]);
  });
});
