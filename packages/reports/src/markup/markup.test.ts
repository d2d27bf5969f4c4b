import { describe, expect, it } from 'vitest';
import { Markup, escapeHtml, markup } from './markup.js';

describe('markup', () => {
  it('escapes text and numbers, in elements and in attributes', () => {
    expect(markup`<b title="${'"\'><'}">${'<i> & co'}</b>${3}`.source).toBe(
      '<b title="&quot;&#39;&gt;&lt;">&lt;i&gt; &amp; co</b>3',
    );
  });

  it('puts markup in as it is, lists one after the other and nothing for undefined', () => {
    const item = (name: string) => markup`<li>${name}</li>`;
    expect(markup`<ul>${['a', '<'].map(item)}${undefined}</ul>`.source).toBe('<ul><li>a</li><li>&lt;</li></ul>');
  });

  it('does not take an object for markup that merely looks like it', () => {
    expect(Markup.is({ source: '<b>' })).toBe(false);
    expect(Markup.is(markup`<b></b>`)).toBe(true);
  });

  it('escapes every character that means something', () => {
    expect(escapeHtml(`a&b<c>d"e'f`)).toBe('a&amp;b&lt;c&gt;d&quot;e&#39;f');
  });
});
