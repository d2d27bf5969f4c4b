import { codePointAt, unitsAt } from '../unicode/code-points.js';
import { ACCENTS, CHINESE, CLEANED_AWAY, CLEANED_TO_SPACE } from '../unicode/bert-code-points.js';
import { NEWER_DECOMPOSITIONS, mayReorder, reorderMarks } from '../unicode/combining-marks.js';
import type { AlignedText } from './aligned-text.js';
import type { Normalization } from './normalization.js';

/**
 * BERT's normaliser: cleaning, spaces around CJK ideographs, accent stripping, lower-casing, in this order. Each step looks at one
 * code point alone (canonical ordering of marks apart), so the four together are one mapping, which is cached.
 */
export class BertNormalizer {
  private readonly mapped = new Map<number, string>();
  private readonly stripAccents: boolean;

  constructor(readonly settings: Normalization) {
    this.stripAccents = settings.stripAccents ?? settings.lowercase;
  }

  /** What a code point becomes: nothing, a character, or several. */
  normalizeCodePoint(codePoint: number): string {
    let result = this.mapped.get(codePoint);
    if (result === undefined) this.mapped.set(codePoint, (result = this.compute(codePoint)));
    return result;
  }

  /** Appends the normal form of `units` [from, to) to `out`, aligned to positions in `units`. */
  normalize(units: ArrayLike<number>, from: number, to: number, out: AlignedText): void {
    const first = out.length;
    let hasMarks = false;
    for (let at = from; at < to;) {
      const codePoint = codePointAt(units, at, to);
      const next = at + unitsAt(units, at, to);
      const result = this.normalizeCodePoint(codePoint);
      for (let i = 0; i < result.length; i += 1) out.push(result.charCodeAt(i), at, next);
      hasMarks ||= mayReorder(codePoint);
      at = next;
    }
    if (hasMarks && this.stripAccents) reorderMarks(out, first);
  }

  /** The normal form of a string, without its alignment. */
  normalizeString(text: string): string {
    let result = '';
    for (const character of text) result += this.normalizeCodePoint(character.codePointAt(0) ?? 0);
    return result;
  }

  private compute(codePoint: number): string {
    const { cleanText, handleChineseChars, lowercase } = this.settings;
    let text = String.fromCodePoint(codePoint);
    if (cleanText && CLEANED_AWAY.has(codePoint)) return '';
    if (cleanText && CLEANED_TO_SPACE.has(codePoint)) text = ' ';
    if (this.stripAccents) text = stripAccents(text, codePoint);
    // Lower-cased alone: a final sigma stays as it is, whatever follows.
    if (lowercase) text = Array.from(text, (character) => character.toLowerCase()).join('');
    return handleChineseChars && CHINESE.has(codePoint) ? ` ${text} ` : text;
  }
}

function stripAccents(text: string, codePoint: number): string {
  const decomposed = NEWER_DECOMPOSITIONS.has(codePoint) ? text : text.normalize('NFD');
  return Array.from(decomposed)
    .filter((character) => !ACCENTS.has(character.codePointAt(0) ?? 0))
    .join('');
}
