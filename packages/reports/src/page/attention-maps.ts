import { markup, type Markup } from '../markup/markup.js';
import { gridTable } from '../tables/grid-table.js';

/** Attention of one head. */
export interface AttentionMap {
  /** Both as they are shown and chosen by. */
  readonly layer: number | string;
  readonly head: number | string;
  /** `[tokens × tokens]`, row by row: how much each token (row) looks at each (column), in [0, 1]. */
  readonly weights: ArrayLike<number>;
}

/** What {@link attentionMaps} shows. */
export interface AttentionMapsOptions {
  readonly title?: string;
  readonly caption?: string;
  readonly tokens: readonly string[];
  /** In the order they can be chosen, at least one; all layers have the same heads. */
  readonly maps: readonly AttentionMap[];
}

/**
 * Attention of all layers and heads, one shown at a time, tokens on both axes. Weights are kept as one byte each; without scripts the
 * first map is shown.
 */
export function attentionMaps({ title, caption, tokens, maps }: AttentionMapsOptions): Markup {
  const size = tokens.length;
  const { weights: first } = maps[0];
  const layers = choice('layer', [...new Set(maps.map(({ layer }) => layer))]);
  const heads = choice('head', [...new Set(maps.map(({ head }) => head))]);
  const kept = maps.map(
    ({ layer, head, weights }) =>
      markup`<script type="text/plain" data-map="${JSON.stringify([String(layer), String(head)])}">${bytesOf(weights)}</script>\n`,
  );
  const cells = tokens.map((from, i) =>
    tokens.map((to, j) => {
      const share = first[i * size + j];
      return { share, text: '', label: `${from} → ${to}: ${share.toFixed(3)}` };
    }),
  );
  return markup`<div class="attention wide" data-tokens="${JSON.stringify(tokens)}">
<div class="choices" hidden>${layers}${heads}</div>
${kept}${gridTable({ title, caption, rowTitle: 'from', columnTitle: 'to', rows: tokens, columns: tokens, cells })}</div>`;
}

function choice(name: string, values: readonly (number | string)[]): Markup {
  const options = values.map((value) => markup`<option>${value}</option>`);
  return markup`<label class="choice">${name} <select>${options}</select></label>`;
}

/** 255 for a weight of 1; the letters of base64 need no escaping. */
function bytesOf(weights: ArrayLike<number>): string {
  return Buffer.from(Array.from(weights, (weight) => Math.round(255 * Math.min(1, Math.max(0, weight))))).toString(
    'base64',
  );
}
