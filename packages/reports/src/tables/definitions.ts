import { formatNumber } from '../charts/format-number.js';
import { markup, type Markup } from '../markup/markup.js';

/** Names with what they are, such as the environment of a run, side by side where there is room. */
export function definitions(entries: Readonly<Record<string, string | number>>): Markup {
  const shown = (value: string | number) => (typeof value === 'number' ? formatNumber(value) : value);
  return markup`<dl>${Object.entries(entries).map(
    ([name, value]) => markup`<div><dt>${name}</dt><dd>${shown(value)}</dd></div>`,
  )}</dl>`;
}
