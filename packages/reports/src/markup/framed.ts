import { markup, type Markup } from './markup.js';

/** A figure with a heading above and a sentence below, where there are any. */
export function framed(
  kind: 'chart' | 'grid' | 'table' | 'table wide',
  { title, caption }: { readonly title?: string; readonly caption?: string },
  content: Markup,
): Markup {
  return markup`<figure class="${kind}">
${title === undefined ? undefined : markup`<h3>${title}</h3>\n`}${content}
${caption === undefined ? undefined : markup`<figcaption>${caption}</figcaption>\n`}</figure>`;
}
