import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { attentionMaps } from './attention-maps.js';
import { report } from './report.js';
import { standaloneSvg } from './standalone-svg.js';
import { switchable } from './switchable.js';
import { barChart } from '../charts/bar-chart.js';
import { heatmap } from '../charts/heatmap.js';
import { histogram } from '../charts/histogram.js';
import { lineChart } from '../charts/line-chart.js';
import { scatter } from '../charts/scatter.js';
import { markup } from '../markup/markup.js';
import { confusionMatrix } from '../tables/confusion-matrix.js';
import { definitions } from '../tables/definitions.js';
import { table } from '../tables/table.js';
import { tagsOf, type Tag } from '../testing/tags-of.js';
import { codeBlock } from '../text/code-block.js';
import { highlightedText } from '../text/highlighted-text.js';

const EVIL = [
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onclick='alert(1)",
  '</script><script>alert(1)</script>',
  '</style><script>alert(1)</script>',
  '${alert(1)} datum.x ] \\" `',
].join(' ');

/** Everything that takes text, given text that tries to be more. */
function everything(text: string) {
  const axis = { title: text };
  const frame = { title: text, caption: text };
  return report({
    title: text,
    lead: text,
    footer: text,
    sections: [
      {
        title: text,
        content: [
          text,
          lineChart({
            ...frame,
            x: axis,
            y: axis,
            series: [
              { name: text, points: [[1, 2]] },
              { name: `2${text}`, points: [[1, 3]] },
            ],
            levels: [{ name: text, value: 1 }],
            marks: [{ name: text, value: 1 }],
          }),
          barChart({
            ...frame,
            value: axis,
            bars: [
              { label: text, value: 1, group: text },
              { label: text, value: 1, group: `2${text}` },
            ],
          }),
          scatter({
            ...frame,
            x: axis,
            y: axis,
            points: [
              { x: 1, y: 1, label: text, group: text },
              { x: 1, y: 2, label: text, group: 'b' },
            ],
            named: true,
          }),
          histogram({
            ...frame,
            x: text,
            series: [
              { name: text, values: [1, 2] },
              { name: 'b', values: [1] },
            ],
          }),
          heatmap({ ...frame, rowTitle: text, columnTitle: text, rows: [text], columns: [text], values: [[1]] }),
          table({ ...frame, columns: [text], rows: [[text]] }),
          definitions({ [text]: text }),
          confusionMatrix({ ...frame, labels: [text], counts: [[1]] }),
          codeBlock(text, text),
          highlightedText(text, [{ start: 3, end: 20, label: text, note: text }]),
          switchable(text, [{ name: text, content: markup`${text}` }]),
          attentionMaps({ ...frame, tokens: [text], maps: [{ layer: 1, head: 1, weights: [0.5] }] }),
        ],
      },
    ],
  });
}

describe('report', () => {
  it('is the same page for evil text as for plain text, but for the text', async () => {
    // How many ticks an axis has depends on the width of its labels, so kinds of tags are compared.
    const kinds = (tags: Tag[]) => [...new Set(tags.map((tag) => JSON.stringify(tag)))].sort();
    const evil = tagsOf(await everything(EVIL));
    expect(kinds(evil)).toEqual(kinds(tagsOf(await everything('plain'))));
    const names = evil.flatMap(({ attributes }) => attributes);
    expect(names.filter((name) => /^on/i.test(name))).toEqual([]);
    expect(evil.filter(({ name }) => ['img', 'iframe', 'object', 'link', 'base', 'form'].includes(name))).toEqual([]);
  });

  it('runs no script but its own, and loads nothing', async () => {
    const page = await everything(EVIL);
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script]) => script);
    expect(scripts).toHaveLength(1);
    const hash = createHash('sha256').update(scripts[0]).digest('base64');
    expect(page).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; script-src &#39;sha256-${hash}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    );
    expect(page.replaceAll(/xmlns(:xlink)?="[^"]*"/g, '')).not.toMatch(/https?:/);
  });

  it('has a heading a section, and links to them where there are several', async () => {
    const sections = ['A', 'B', 'C'].map((title) => ({ title, content: [`text of ${title}`] }));
    const page = await report({ title: 'T', sections });
    expect(page).toContain('<a href="#part-2">B</a>');
    expect(page).toContain('<section id="part-2"><h2>B</h2>');
    expect(page).toContain('<p>text of C</p>');
  });
});

describe('attentionMaps', () => {
  it('keeps every map in a byte a weight and shows the first', () => {
    const { source } = attentionMaps({
      tokens: ['a', 'b'],
      maps: [
        { layer: 1, head: 1, weights: Float32Array.of(1, 0, 0.25, 0.75) },
        { layer: 1, head: 2, weights: Float32Array.of(0.5, 0.5, 0, 1) },
      ],
    });
    const kept = [...source.matchAll(/data-map="([^"]*)">([^<]*)</g)].map(([, name, bytes]) => [
      name,
      [...Buffer.from(bytes, 'base64')],
    ]);
    expect(kept).toEqual([
      ['[&quot;1&quot;,&quot;1&quot;]', [255, 0, 64, 191]],
      ['[&quot;1&quot;,&quot;2&quot;]', [128, 128, 0, 255]],
    ]);
    expect(source).toContain('--share:25%" data-label="b → a: 0.250"');
  });
});

describe('standaloneSvg', () => {
  it('has colours in place of the variables of a page', async () => {
    const svg = standaloneSvg(
      await lineChart({
        x: { title: 'x' },
        y: { title: 'y' },
        series: [
          {
            name: 'a',
            points: [
              [1, 1],
              [2, 2],
            ],
          },
        ],
      }),
    );
    expect(svg).toMatch(/^<svg style="background:#fff" [^]*<\/svg>\n$/);
    expect(svg).not.toContain('var(');
  });
});
