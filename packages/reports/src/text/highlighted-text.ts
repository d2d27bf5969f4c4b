import { markup, type Markup, type MarkupValue } from '../markup/markup.js';

/** A stretch of a text that is marked. */
export interface Highlight {
  /** UTF-16 code units, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Shown in small letters at its end. */
  readonly label?: string;
  /** `neutral` by default; `good` for right ones, `bad` for wrong ones, `missed` for those that should be there. */
  readonly kind?: 'neutral' | 'good' | 'bad' | 'missed';
  /** Shown when pointed at. */
  readonly note?: string;
}

/**
 * A text with marked stretches, which may lie in each other or overlap: a stretch that another one's end cuts goes on behind it.
 * Empty stretches and those outside the text are left out.
 */
export function highlightedText(text: string, highlights: readonly Highlight[]): Markup {
  const kept = highlights
    .map((highlight) => ({
      ...highlight,
      start: Math.max(0, highlight.start),
      end: Math.min(text.length, highlight.end),
    }))
    .filter(({ start, end }) => end > start)
    .sort((a, b) => a.start - b.start || b.end - a.end);
  return markup`<p class="highlighted">${inside(text, 0, text.length, kept)}</p>`;
}

/** The part of a text from `from` to `to`; `highlights` are sorted by start, longer ones first. */
function inside(text: string, from: number, to: number, highlights: readonly Highlight[]): MarkupValue[] {
  const parts: MarkupValue[] = [];
  let at = from;
  let rest = highlights.filter(({ start, end }) => start < to && end > from);
  while (rest.length > 0) {
    const [first, ...others] = rest;
    const start = Math.max(first.start, at);
    const end = Math.min(first.end, to);
    parts.push(text.slice(at, start), marked(first, inside(text, start, end, others), first.end <= to));
    at = end;
    rest = others.filter((other) => other.end > end);
  }
  return [...parts, text.slice(at, to)];
}

function marked({ label, kind = 'neutral', note }: Highlight, content: MarkupValue[], ends: boolean): Markup {
  const told = note ?? label;
  const hint = told === undefined ? undefined : markup` data-label="${told}"`;
  const tag = label !== undefined && ends ? markup`<span class="tag">${label}</span>` : undefined;
  return markup`<mark class="${kind}"${hint}>${content}${tag}</mark>`;
}
